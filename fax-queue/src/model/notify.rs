//! Who wants to know: `IFaxServerNotify2`.

use super::JobStatus;
use crate::vocabulary::wire::MessageFolder;
use crate::vocabulary::{DeviceId, JobId, ServerId};

/// A listener: the 26 callbacks of `IFaxServerNotify2` and two of ours, each empty unless you write it.
///
/// Per job, `added` comes first, then any number of `changed`, then `removed`, and nothing after that. What a callback
/// tells can be read by then. Callbacks never run inside a transaction, and a listener that panics is dropped without
/// harm to the queue or to others.
///
/// `service::Queue` raises all of them, `store::Fixed` those of jobs to be sent and of its settings.
#[expect(unused_variables, reason = "empty defaults")]
pub trait Notify {
    /// A job came into the incoming queue: a call was answered.
    fn on_incoming_job_added(&mut self, server: ServerId, job: JobId) {}
    /// A job left the incoming queue.
    fn on_incoming_job_removed(&mut self, server: ServerId, job: JobId) {}
    /// Something about a job being received changed.
    fn on_incoming_job_changed(&mut self, server: ServerId, job: JobId, status: &dyn JobStatus) {}
    /// A job came into the outgoing queue.
    fn on_outgoing_job_added(&mut self, server: ServerId, job: JobId) {}
    /// A job left the outgoing queue.
    fn on_outgoing_job_removed(&mut self, server: ServerId, job: JobId) {}
    /// Something about a job to be sent changed.
    fn on_outgoing_job_changed(&mut self, server: ServerId, job: JobId, status: &dyn JobStatus) {}
    /// A message came into the incoming archive.
    fn on_incoming_message_added(&mut self, server: ServerId, message: JobId) {}
    /// A message left the incoming archive.
    fn on_incoming_message_removed(&mut self, server: ServerId, message: JobId) {}
    /// A message came into the outgoing archive.
    fn on_outgoing_message_added(&mut self, server: ServerId, message: JobId) {}
    /// A message left the outgoing archive.
    fn on_outgoing_message_removed(&mut self, server: ServerId, message: JobId) {}
    /// A message of an archive was read, or marked as not read, or given to accounts. Ours; the wire has such an event, COM has no callback.
    fn on_archived_message_changed(&mut self, server: ServerId, folder: MessageFolder, message: JobId) {}
    /// Both archives together have come above `HighQuotaWaterMark`: `size` is in octets, `high_mark` in MB (1,048,576 octets).
    /// Told once, and again only after the size was below `LowQuotaWaterMark`. Ours, and told with the settings: Windows writes
    /// it to the event log only.
    fn on_archive_over_quota(&mut self, server: ServerId, size: u64, high_mark: u32) {}
    /// The settings of receipts changed.
    fn on_receipt_options_change(&mut self, server: ServerId) {}
    /// The settings of the activity log changed.
    fn on_activity_logging_config_change(&mut self, server: ServerId) {}
    /// The rights changed.
    fn on_security_config_change(&mut self, server: ServerId) {}
    /// The settings of the event log changed.
    fn on_event_logging_config_change(&mut self, server: ServerId) {}
    /// The settings of the outgoing queue changed.
    fn on_outgoing_queue_config_change(&mut self, server: ServerId) {}
    /// The settings of the outgoing archive changed.
    fn on_outgoing_archive_config_change(&mut self, server: ServerId) {}
    /// The settings of the incoming archive changed.
    fn on_incoming_archive_config_change(&mut self, server: ServerId) {}
    /// The settings of a device, or the list of devices, changed.
    fn on_devices_config_change(&mut self, server: ServerId) {}
    /// Groups of outbound routing changed.
    fn on_outbound_routing_groups_config_change(&mut self, server: ServerId) {}
    /// Rules of outbound routing changed.
    fn on_outbound_routing_rules_config_change(&mut self, server: ServerId) {}
    /// The general configuration changed.
    fn on_general_server_config_changed(&mut self, server: ServerId) {}
    /// A counter of activity changed: jobs being received, routed, sent, waiting.
    fn on_server_activity_change(&mut self, server: ServerId, incoming: u32, routing: u32, outgoing: u32, queued: u32) {
    }
    /// A queue was blocked, paused, or let go.
    fn on_queues_status_change(
        &mut self,
        server: ServerId,
        outgoing_blocked: bool,
        outgoing_paused: bool,
        incoming_blocked: bool,
    ) {
    }
    /// A line rings.
    fn on_new_call(&mut self, server: ServerId, call: u64, device: DeviceId, caller_id: &str) {}
    /// The service ends; the last event.
    fn on_server_shut_down(&mut self, server: ServerId) {}
    /// The state of a device changed.
    fn on_device_status_change(
        &mut self,
        server: ServerId,
        device: DeviceId,
        powered_off: bool,
        sending: bool,
        receiving: bool,
        ringing: bool,
    ) {
    }
}
