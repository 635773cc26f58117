//! A listener that writes down all it hears.

use std::sync::{Arc, Mutex};

use fax_queue::model::{JobSnapshot, JobStatus, Notify};
use fax_queue::vocabulary::wire::MessageFolder;
use fax_queue::vocabulary::{DeviceId, JobId, ServerId};

/// What was heard: the name of the callback and what it tells, a line each; and the statuses of jobs.
#[derive(Clone, Default)]
pub(crate) struct Ear(Arc<Mutex<(Vec<String>, Vec<JobSnapshot>)>>);

impl Ear {
    /// The lines since the last time.
    pub(crate) fn lines(&self) -> Vec<String> {
        core::mem::take(&mut self.0.lock().unwrap().0)
    }

    /// The statuses since the last time.
    pub(crate) fn statuses(&self) -> Vec<JobSnapshot> {
        core::mem::take(&mut self.0.lock().unwrap().1)
    }

    fn hear(&self, line: String) {
        self.0.lock().unwrap().0.push(line);
    }

    fn changed(&self, callback: &str, job: JobId, status: &dyn JobStatus) {
        self.hear(format!("{callback} {}: {}", job.0, status.status()));
        self.0.lock().unwrap().1.push(JobSnapshot::from(status));
    }
}

macro_rules! told_of {
    ($($method:ident $callback:literal),+ $(,)?) => {
        $(fn $method(&mut self, _: ServerId, id: JobId) {
            self.hear(format!("{} {}", $callback, id.0));
        })+
    };
}

macro_rules! told {
    ($($method:ident $callback:literal),+ $(,)?) => {
        $(fn $method(&mut self, _: ServerId) {
            self.hear($callback.into());
        })+
    };
}

impl Notify for Ear {
    told_of! {
        on_incoming_job_added "OnIncomingJobAdded",
        on_incoming_job_removed "OnIncomingJobRemoved",
        on_outgoing_job_added "OnOutgoingJobAdded",
        on_outgoing_job_removed "OnOutgoingJobRemoved",
        on_incoming_message_added "OnIncomingMessageAdded",
        on_incoming_message_removed "OnIncomingMessageRemoved",
        on_outgoing_message_added "OnOutgoingMessageAdded",
        on_outgoing_message_removed "OnOutgoingMessageRemoved",
    }

    told! {
        on_receipt_options_change "OnReceiptOptionsChange",
        on_activity_logging_config_change "OnActivityLoggingConfigChange",
        on_security_config_change "OnSecurityConfigChange",
        on_event_logging_config_change "OnEventLoggingConfigChange",
        on_outgoing_queue_config_change "OnOutgoingQueueConfigChange",
        on_outgoing_archive_config_change "OnOutgoingArchiveConfigChange",
        on_incoming_archive_config_change "OnIncomingArchiveConfigChange",
        on_devices_config_change "OnDevicesConfigChange",
        on_outbound_routing_groups_config_change "OnOutboundRoutingGroupsConfigChange",
        on_outbound_routing_rules_config_change "OnOutboundRoutingRulesConfigChange",
        on_general_server_config_changed "OnGeneralServerConfigChanged",
        on_server_shut_down "OnServerShutDown",
    }

    fn on_incoming_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        self.changed("OnIncomingJobChanged", job, status);
    }

    fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        self.changed("OnOutgoingJobChanged", job, status);
    }

    fn on_archived_message_changed(&mut self, _: ServerId, folder: MessageFolder, message: JobId) {
        self.hear(format!("archived message changed: {folder:?} {}", message.0));
    }

    fn on_server_activity_change(&mut self, _: ServerId, incoming: u32, routing: u32, outgoing: u32, queued: u32) {
        self.hear(format!("OnServerActivityChange {incoming} {routing} {outgoing} {queued}"));
    }

    fn on_queues_status_change(&mut self, _: ServerId, blocked: bool, paused: bool, incoming_blocked: bool) {
        self.hear(format!("OnQueuesStatusChange {blocked} {paused} {incoming_blocked}"));
    }

    fn on_new_call(&mut self, _: ServerId, call: u64, device: DeviceId, caller_id: &str) {
        self.hear(format!("OnNewCall {call} on {} from {caller_id}", device.0));
    }

    fn on_archive_over_quota(&mut self, _: ServerId, size: u64, high_mark: u32) {
        self.hear(format!("OnArchiveOverQuota {size} {high_mark}"));
    }

    fn on_device_status_change(
        &mut self,
        _: ServerId,
        device: DeviceId,
        powered_off: bool,
        sending: bool,
        receiving: bool,
        ringing: bool,
    ) {
        self.hear(format!("OnDeviceStatusChange {} {powered_off} {sending} {receiving} {ringing}", device.0));
    }
}
