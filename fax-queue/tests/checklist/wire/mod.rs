//! Numbers of MS-FAX, the wire protocol.

pub(crate) mod config_change;
pub(crate) mod config_option;
pub(crate) mod cover_page;
pub(crate) mod delivery_report;
pub(crate) mod device_status;
pub(crate) mod event_filter;
pub(crate) mod job_event;
pub(crate) mod job_type;
pub(crate) mod message_folder;
pub(crate) mod profile;
pub(crate) mod queue_state;
