//! Enumerations of the COM interfaces.

pub(crate) mod access_rights;
pub(crate) mod access_rights_2;
pub(crate) mod account_events;
pub(crate) mod coverpage_type;
pub(crate) mod device_receive_mode;
pub(crate) mod fax_errors;
pub(crate) mod group_status;
pub(crate) mod job_extended_status;
pub(crate) mod job_operations;
pub(crate) mod job_status;
pub(crate) mod job_type;
pub(crate) mod limits;
pub(crate) mod log_level;
pub(crate) mod priority_type;
pub(crate) mod provider_status;
pub(crate) mod receipt_type;
pub(crate) mod routing_codes;
pub(crate) mod rule_status;
pub(crate) mod schedule_type;
pub(crate) mod server_apiversion;
pub(crate) mod server_events;
pub(crate) mod smtp_authentication_type;
pub(crate) mod system_errors;
