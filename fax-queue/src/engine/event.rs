//! What listeners hear of: events, the callback of each, and the bit that one needs to hear of it.

use alloc::string::String;
use alloc::vec::Vec;

use super::parts::PartKind;
use crate::model::{JobSnapshot, Notify};
use crate::vocabulary::wire::{ConfigKind, MessageFolder};
use crate::vocabulary::{DeviceId, DeviceStatus, JobId, ServerEvents, ServerId, Timestamp};

/// Something that listeners may want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Event {
    /// The job it is about; `None`: the server.
    pub job: Option<JobId>,
    /// Counts the events of the job, or of the server, from 1 and without gaps.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// Whose job or message it is: the account that submitted it, or those that it was given to. None: it is the owner's of the
    /// service, or in the receive folder.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub accounts: Vec<String>,
}

/// What happened, by the names of the callbacks in [`Notify`](crate::model::Notify).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[expect(missing_docs, reason = "the variants are the callbacks of `Notify`, which explains them")]
pub enum EventKind {
    OutgoingJobAdded,
    OutgoingJobChanged(JobSnapshot),
    OutgoingJobRemoved,
    IncomingJobAdded,
    IncomingJobChanged(JobSnapshot),
    IncomingJobRemoved,
    NewCall {
        call: u64,
        device: DeviceId,
        caller_id: String,
    },
    OutgoingMessageAdded,
    OutgoingMessageRemoved,
    IncomingMessageAdded,
    IncomingMessageRemoved,
    ArchivedMessageChanged {
        folder: MessageFolder,
    },
    /// `ReAssign`: a message left the receive folder for the accounts of the event. Told as a message that changed.
    IncomingMessageGiven,
    OutgoingQueueConfigChanged,
    OutgoingArchiveConfigChanged,
    IncomingArchiveConfigChanged,
    PartChanged(PartKind),
    QueuesStatusChanged {
        outgoing_blocked: bool,
        outgoing_paused: bool,
        incoming_blocked: bool,
    },
    DeviceStatusChanged {
        device: DeviceId,
        status: DeviceStatus,
    },
    ArchiveOverQuota {
        size: u64,
        high_mark: u32,
    },
}

impl Event {
    /// Calls a listener.
    pub fn tell(&self, server: ServerId, listener: &mut dyn Notify) {
        let job = self.job.unwrap_or_default();
        match &self.kind {
            EventKind::OutgoingJobAdded => listener.on_outgoing_job_added(server, job),
            EventKind::OutgoingJobChanged(status) => listener.on_outgoing_job_changed(server, job, status),
            EventKind::OutgoingJobRemoved => listener.on_outgoing_job_removed(server, job),
            EventKind::IncomingJobAdded => listener.on_incoming_job_added(server, job),
            EventKind::IncomingJobChanged(status) => listener.on_incoming_job_changed(server, job, status),
            EventKind::IncomingJobRemoved => listener.on_incoming_job_removed(server, job),
            EventKind::NewCall { call, device, caller_id } => listener.on_new_call(server, *call, *device, caller_id),
            EventKind::OutgoingMessageAdded => listener.on_outgoing_message_added(server, job),
            EventKind::OutgoingMessageRemoved => listener.on_outgoing_message_removed(server, job),
            EventKind::IncomingMessageAdded => listener.on_incoming_message_added(server, job),
            EventKind::IncomingMessageRemoved => listener.on_incoming_message_removed(server, job),
            EventKind::ArchivedMessageChanged { folder } => listener.on_archived_message_changed(server, *folder, job),
            EventKind::IncomingMessageGiven => {
                listener.on_archived_message_changed(server, MessageFolder::Inbox, job);
            }
            EventKind::OutgoingArchiveConfigChanged => listener.on_outgoing_archive_config_change(server),
            EventKind::IncomingArchiveConfigChanged => listener.on_incoming_archive_config_change(server),
            EventKind::OutgoingQueueConfigChanged => listener.on_outgoing_queue_config_change(server),
            EventKind::PartChanged(kind) => {
                if let Some(kind) = kind.told_as() {
                    tell_of_configuration(kind, server, listener);
                }
            }
            EventKind::QueuesStatusChanged { outgoing_blocked, outgoing_paused, incoming_blocked } => {
                listener.on_queues_status_change(server, *outgoing_blocked, *outgoing_paused, *incoming_blocked);
            }
            EventKind::DeviceStatusChanged { device, status } => {
                let DeviceStatus { powered_off, sending, receiving, ringing } = *status;
                listener.on_device_status_change(server, *device, powered_off, sending, receiving, ringing);
            }
            EventKind::ArchiveOverQuota { size, high_mark } => {
                listener.on_archive_over_quota(server, *size, *high_mark);
            }
        }
    }
}

/// The callback of a kind of configuration; each kind has one.
fn tell_of_configuration(kind: ConfigKind, server: ServerId, listener: &mut dyn Notify) {
    match kind {
        ConfigKind::Receipts => listener.on_receipt_options_change(server),
        ConfigKind::ActivityLogging => listener.on_activity_logging_config_change(server),
        ConfigKind::Outbox => listener.on_outgoing_queue_config_change(server),
        ConfigKind::SentItems => listener.on_outgoing_archive_config_change(server),
        ConfigKind::Inbox => listener.on_incoming_archive_config_change(server),
        ConfigKind::Security => listener.on_security_config_change(server),
        ConfigKind::EventLogs => listener.on_event_logging_config_change(server),
        ConfigKind::Devices => listener.on_devices_config_change(server),
        ConfigKind::OutGroups => listener.on_outbound_routing_groups_config_change(server),
        ConfigKind::OutRules => listener.on_outbound_routing_rules_config_change(server),
        ConfigKind::GeneralConfig => listener.on_general_server_config_changed(server),
    }
}

impl EventKind {
    /// The bit that a listener needs to hear of it.
    #[must_use]
    pub const fn mask(&self) -> ServerEvents {
        match self {
            Self::OutgoingJobAdded | Self::OutgoingJobChanged(_) | Self::OutgoingJobRemoved => ServerEvents::OUT_QUEUE,
            Self::IncomingJobAdded | Self::IncomingJobChanged(_) | Self::IncomingJobRemoved => ServerEvents::IN_QUEUE,
            Self::NewCall { .. } => ServerEvents::INCOMING_CALL,
            Self::OutgoingMessageAdded
            | Self::OutgoingMessageRemoved
            | Self::ArchivedMessageChanged { folder: MessageFolder::SentItems | MessageFolder::Queue } => {
                ServerEvents::OUT_ARCHIVE
            }
            Self::IncomingMessageAdded
            | Self::IncomingMessageRemoved
            | Self::IncomingMessageGiven
            | Self::ArchivedMessageChanged { folder: MessageFolder::Inbox } => ServerEvents::IN_ARCHIVE,
            Self::OutgoingQueueConfigChanged
            | Self::OutgoingArchiveConfigChanged
            | Self::IncomingArchiveConfigChanged
            | Self::PartChanged(_)
            | Self::ArchiveOverQuota { .. } => ServerEvents::CONFIG,
            Self::QueuesStatusChanged { .. } => ServerEvents::QUEUE_STATE,
            Self::DeviceStatusChanged { .. } => ServerEvents::DEVICE_STATUS,
        }
    }
}
