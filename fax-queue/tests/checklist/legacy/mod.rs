//! Numbers of the old interfaces.

pub(crate) mod device_state;
pub(crate) mod event;
pub(crate) mod job_command;
pub(crate) mod job_status;
pub(crate) mod log_category;
pub(crate) mod port_flags;
pub(crate) mod port_rights;
pub(crate) mod provider_state;
