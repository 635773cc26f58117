//! The checklist of the Windows Fax Service: each property, method, callback and enumeration value with the test that shows
//! it at work, or with the reason why there is none. `docs/fax-service-checklist.md` is made from it.
//!
//! A file per interface, each with the list of its members and with their tests. To add one: write a `#[test]` and put its
//! name behind the member, then run with `CHECKLIST=write` to write the table anew.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;
mod ear;
mod form;
mod scene;
#[cfg(feature = "mail")]
#[path = "../common/smtp.rs"]
mod smtp;

mod age_and_retention;
mod broadcasts;
mod default_routing_methods;
mod event_order;
mod event_rights;
mod fax_account;
mod fax_account_folders;
mod fax_account_incoming_archive;
mod fax_account_incoming_queue;
mod fax_account_notify;
mod fax_account_outgoing_archive;
mod fax_account_outgoing_queue;
mod fax_account_set;
mod fax_accounts;
mod fax_activity;
mod fax_activity_logging;
mod fax_configuration;
mod fax_device;
mod fax_device_ids;
mod fax_device_provider;
mod fax_device_providers;
mod fax_devices;
mod fax_document;
mod fax_event_logging;
mod fax_folders;
mod fax_inbound_routing;
mod fax_inbound_routing_extension;
mod fax_inbound_routing_extensions;
mod fax_inbound_routing_method;
mod fax_inbound_routing_methods;
mod fax_incoming_archive;
mod fax_incoming_job;
mod fax_incoming_jobs;
mod fax_incoming_message;
mod fax_incoming_message_iterator;
mod fax_incoming_queue;
mod fax_job_status;
mod fax_jobs;
mod fax_logging_options;
mod fax_outbound_routing;
mod fax_outbound_routing_group;
mod fax_outbound_routing_groups;
mod fax_outbound_routing_rule;
mod fax_outbound_routing_rules;
mod fax_outgoing_archive;
mod fax_outgoing_job;
mod fax_outgoing_jobs;
mod fax_outgoing_message;
mod fax_outgoing_message_iterator;
mod fax_outgoing_queue;
mod fax_receipt_options;
mod fax_recipient;
mod fax_recipients;
mod fax_security;
mod fax_security_2;
mod fax_sender;
mod fax_server;
mod fax_server_notify;
mod incoming_operations;
mod incoming_transitions;
mod legacy;
mod numbers;
mod outcomes;
mod outgoing_operations;
mod outgoing_transitions;
mod pages_made;
mod queue_flags;
mod restart;
mod scheduling;
mod submission_errors;
mod wire;

use form::Interface;

/// In the order of the documentation.
const INTERFACES: &[&Interface] = &[
    &fax_server::MEMBERS,
    &fax_document::MEMBERS,
    &submission_errors::MEMBERS,
    &fax_sender::MEMBERS,
    &fax_recipient::MEMBERS,
    &fax_recipients::MEMBERS,
    &fax_folders::MEMBERS,
    &fax_outgoing_queue::MEMBERS,
    &fax_incoming_queue::MEMBERS,
    &fax_outgoing_jobs::MEMBERS,
    &fax_incoming_jobs::MEMBERS,
    &fax_jobs::MEMBERS,
    &fax_outgoing_archive::MEMBERS,
    &fax_incoming_archive::MEMBERS,
    &fax_outgoing_message_iterator::MEMBERS,
    &fax_incoming_message_iterator::MEMBERS,
    &fax_outgoing_job::MEMBERS,
    &fax_incoming_job::MEMBERS,
    &fax_job_status::MEMBERS,
    &fax_outgoing_message::MEMBERS,
    &fax_incoming_message::MEMBERS,
    &fax_devices::MEMBERS,
    &fax_device::MEMBERS,
    &fax_device_providers::MEMBERS,
    &fax_device_provider::MEMBERS,
    &fax_inbound_routing::MEMBERS,
    &fax_inbound_routing_extensions::MEMBERS,
    &fax_inbound_routing_extension::MEMBERS,
    &fax_inbound_routing_methods::MEMBERS,
    &fax_inbound_routing_method::MEMBERS,
    &default_routing_methods::MEMBERS,
    &fax_outbound_routing::MEMBERS,
    &fax_outbound_routing_groups::MEMBERS,
    &fax_outbound_routing_group::MEMBERS,
    &fax_device_ids::MEMBERS,
    &fax_outbound_routing_rules::MEMBERS,
    &fax_outbound_routing_rule::MEMBERS,
    &fax_receipt_options::MEMBERS,
    &fax_security::MEMBERS,
    &fax_security_2::MEMBERS,
    &fax_logging_options::MEMBERS,
    &fax_event_logging::MEMBERS,
    &fax_activity_logging::MEMBERS,
    &fax_activity::MEMBERS,
    &fax_configuration::MEMBERS,
    &fax_account_set::MEMBERS,
    &fax_accounts::MEMBERS,
    &fax_account::MEMBERS,
    &fax_account_folders::MEMBERS,
    &fax_account_outgoing_queue::MEMBERS,
    &fax_account_incoming_queue::MEMBERS,
    &fax_account_outgoing_archive::MEMBERS,
    &fax_account_incoming_archive::MEMBERS,
    &numbers::job_status::MEMBERS,
    &numbers::job_extended_status::MEMBERS,
    &numbers::job_operations::MEMBERS,
    &numbers::job_type::MEMBERS,
    &numbers::server_events::MEMBERS,
    &numbers::access_rights::MEMBERS,
    &numbers::access_rights_2::MEMBERS,
    &numbers::log_level::MEMBERS,
    &numbers::priority_type::MEMBERS,
    &numbers::receipt_type::MEMBERS,
    &numbers::schedule_type::MEMBERS,
    &numbers::coverpage_type::MEMBERS,
    &numbers::device_receive_mode::MEMBERS,
    &numbers::smtp_authentication_type::MEMBERS,
    &numbers::server_apiversion::MEMBERS,
    &numbers::group_status::MEMBERS,
    &numbers::rule_status::MEMBERS,
    &numbers::provider_status::MEMBERS,
    &numbers::account_events::MEMBERS,
    &numbers::fax_errors::MEMBERS,
    &numbers::system_errors::MEMBERS,
    &numbers::routing_codes::MEMBERS,
    &numbers::limits::MEMBERS,
    &wire::queue_state::MEMBERS,
    &wire::job_type::MEMBERS,
    &wire::delivery_report::MEMBERS,
    &wire::cover_page::MEMBERS,
    &wire::device_status::MEMBERS,
    &wire::config_change::MEMBERS,
    &wire::job_event::MEMBERS,
    &wire::message_folder::MEMBERS,
    &wire::config_option::MEMBERS,
    &wire::profile::MEMBERS,
    &wire::event_filter::MEMBERS,
    &legacy::job_status::MEMBERS,
    &legacy::job_command::MEMBERS,
    &legacy::port_rights::MEMBERS,
    &legacy::port_flags::MEMBERS,
    &legacy::device_state::MEMBERS,
    &legacy::provider_state::MEMBERS,
    &legacy::event::MEMBERS,
    &legacy::log_category::MEMBERS,
    &fax_server_notify::MEMBERS,
    &fax_account_notify::MEMBERS,
    &event_rights::MEMBERS,
    &event_order::MEMBERS,
    &outgoing_transitions::MEMBERS,
    &outgoing_operations::MEMBERS,
    &incoming_operations::MEMBERS,
    &outcomes::MEMBERS,
    &scheduling::MEMBERS,
    &queue_flags::MEMBERS,
    &incoming_transitions::MEMBERS,
    &broadcasts::MEMBERS,
    &pages_made::MEMBERS,
    &age_and_retention::MEMBERS,
    &restart::MEMBERS,
];
