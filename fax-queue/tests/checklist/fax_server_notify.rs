//! `IFaxServerNotify2`.

use fax_queue::engine::parts::{ActivityLogging, Configuration, EventLogging, ReceiptOptions, Security, Target};
use fax_queue::engine::{ArchiveSettings, DialFailure, Settings};
use fax_queue::vocabulary::{AccessRights2, JobState, LogLevel};

use crate::common::LINE;
use crate::scene::{CALLER, Scene};

use crate::form::members;

members! {
    Callbacks "IFaxServerNotify2" has 26:
    OnIncomingJobAdded => on_incoming_job_added,
    OnIncomingJobRemoved => on_incoming_job_removed,
    OnIncomingJobChanged => on_incoming_job_changed,
    OnOutgoingJobAdded => on_outgoing_job_added,
    OnOutgoingJobRemoved => on_outgoing_job_removed,
    OnOutgoingJobChanged => on_outgoing_job_changed,
    OnIncomingMessageAdded => on_incoming_message_added,
    OnIncomingMessageRemoved => on_incoming_message_removed,
    OnOutgoingMessageAdded => on_outgoing_message_added,
    OnOutgoingMessageRemoved => on_outgoing_message_removed,
    OnReceiptOptionsChange => on_receipt_options_change,
    OnActivityLoggingConfigChange => on_activity_logging_config_change,
    OnSecurityConfigChange => on_security_config_change,
    OnEventLoggingConfigChange => on_event_logging_config_change,
    OnOutgoingQueueConfigChange => on_outgoing_queue_config_change,
    OnOutgoingArchiveConfigChange => on_outgoing_archive_config_change,
    OnIncomingArchiveConfigChange => on_incoming_archive_config_change,
    OnDevicesConfigChange => on_devices_config_change,
    OnOutboundRoutingGroupsConfigChange => on_outbound_routing_groups_config_change,
    OnOutboundRoutingRulesConfigChange => on_outbound_routing_rules_config_change,
    OnGeneralServerConfigChanged => on_general_server_config_changed,
    OnServerActivityChange => on_server_activity_change,
    OnQueuesStatusChange => on_queues_status_change,
    OnNewCall => on_new_call,
    OnServerShutDown => on_server_shut_down,
    OnDeviceStatusChange => on_device_status_change,
}

/// How often it was told, of all that was told.
fn count(news: &[String], line: &str) -> usize {
    news.iter().filter(|told| *told == line).count()
}

#[test]
fn on_incoming_job_added() {
    let scene = Scene::new();
    scene.receive(1);
    assert_eq!(scene.news().first().unwrap(), "OnIncomingJobAdded 1");
}

#[test]
fn on_incoming_job_removed() {
    let scene = Scene::new();
    let (id, _) = scene.receive(1);
    assert_eq!(count(&scene.news(), "OnIncomingJobRemoved 1"), 0);
    scene.queue.hand_over(id).unwrap();
    assert_eq!(scene.news().last().unwrap(), "OnIncomingJobRemoved 1");
}

#[test]
fn on_incoming_job_changed() {
    let scene = Scene::new();
    scene.receive(2);
    let news = scene.news();
    assert_eq!(count(&news, "OnIncomingJobChanged 1: routing"), 1);
    assert!(count(&news, "OnIncomingJobChanged 1: in progress") >= 3, "who calls, and two pages: {news:?}");
}

#[test]
fn on_outgoing_job_added() {
    let scene = Scene::new();
    scene.submit();
    assert_eq!(scene.news(), ["OnOutgoingJobAdded 1"]);
}

#[test]
fn on_outgoing_job_removed() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.queue.cancel(id).unwrap();
    assert_eq!(scene.news().last().unwrap(), "OnOutgoingJobRemoved 1");
    scene.submit();
    scene.send();
    assert_eq!(scene.news().last().unwrap(), "OnOutgoingJobRemoved 2");
}

#[test]
fn on_outgoing_job_changed() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.miss(DialFailure::Busy);
    scene.wait_for(id);
    scene.send();
    let mut news = scene.news();
    news.retain(|line| line.starts_with("OnOutgoingJobChanged"));
    news.dedup();
    let states = ["in progress", "retrying", "in progress", "completed"];
    assert_eq!(news, states.map(|state| format!("OnOutgoingJobChanged 1: {state}")));
}

#[test]
fn on_incoming_message_added() {
    let scene = Scene::new();
    scene.received();
    assert_eq!(count(&scene.news(), "OnIncomingMessageAdded 1"), 1);
}

#[test]
fn on_incoming_message_removed() {
    let scene = Scene::new();
    scene.received();
    scene.queue.delete_message(fax_queue::vocabulary::JobId(1)).unwrap();
    assert_eq!(scene.news().last().unwrap(), "OnIncomingMessageRemoved 1");
}

#[test]
fn on_outgoing_message_added() {
    let scene = Scene::new();
    scene.sent();
    assert_eq!(count(&scene.news(), "OnOutgoingMessageAdded 1"), 1);
}

#[test]
fn on_outgoing_message_removed() {
    let scene = Scene::new();
    scene.sent();
    scene.queue.delete_message(fax_queue::vocabulary::JobId(1)).unwrap();
    assert_eq!(scene.news().last().unwrap(), "OnOutgoingMessageRemoved 1");
}

#[test]
fn on_receipt_options_change() {
    let scene = Scene::new();
    let options = ReceiptOptions { smtp_server: "mail.example".into(), ..ReceiptOptions::default() };
    scene.queue.set_part(options.clone()).unwrap();
    assert_eq!(scene.news(), ["OnReceiptOptionsChange"]);
    scene.queue.set_part(options).unwrap();
    assert_eq!(scene.news(), [""; 0], "nothing has changed");
}

#[test]
fn on_outgoing_queue_config_change() {
    let scene = Scene::new();
    scene.queue.set_settings(Settings { retries: Some(5), ..Settings::default() }).unwrap();
    assert_eq!(scene.news(), ["OnOutgoingQueueConfigChange"]);
}

#[test]
fn on_outgoing_archive_config_change() {
    let scene = Scene::new();
    let archive = ArchiveSettings { use_archive: false, ..ArchiveSettings::default() };
    scene.queue.set_settings(Settings { outgoing_archive: archive, ..Settings::default() }).unwrap();
    assert_eq!(scene.news(), ["OnOutgoingArchiveConfigChange"]);
}

#[test]
fn on_incoming_archive_config_change() {
    let scene = Scene::new();
    let archive = ArchiveSettings { use_archive: false, ..ArchiveSettings::default() };
    scene.queue.set_settings(Settings { incoming_archive: archive, ..Settings::default() }).unwrap();
    assert_eq!(scene.news(), ["OnIncomingArchiveConfigChange"]);
}

#[test]
fn on_server_activity_change() {
    let scene = Scene::new();
    scene.submit();
    assert_eq!(scene.events().last().unwrap(), "OnServerActivityChange 0 0 0 1", "one waits");
    let mut out = scene.claim();
    assert_eq!(scene.events().last().unwrap(), "OnServerActivityChange 0 0 1 0", "it is being sent");
    out.finish(&crate::common::failed(fax_core::Failure::CallDropped)).unwrap();
    assert_eq!(scene.events().last().unwrap(), "OnServerActivityChange 0 0 0 1", "it waits again");
    let (id, state) = scene.receive(1);
    assert_eq!(state, JobState::Routing);
    assert_eq!(scene.events().last().unwrap(), "OnServerActivityChange 0 1 0 1", "one is being routed");
    scene.queue.hand_over(id).unwrap();
    assert_eq!(scene.events().last().unwrap(), "OnServerActivityChange 0 0 0 1");
}

#[test]
fn on_queues_status_change() {
    let scene = Scene::new();
    let states = [(true, false, false), (true, true, false), (true, true, true), (false, false, false)];
    for (outgoing_blocked, outgoing_paused, incoming_blocked) in states {
        let settings = Settings { outgoing_blocked, outgoing_paused, incoming_blocked, ..Settings::default() };
        scene.queue.set_settings(settings).unwrap();
        let line = format!("OnQueuesStatusChange {outgoing_blocked} {outgoing_paused} {incoming_blocked}");
        assert_eq!(scene.news(), [line]);
    }
}

#[test]
fn on_new_call() {
    let scene = Scene::new();
    scene.queue.ring(LINE, CALLER).unwrap();
    scene.queue.ring(LINE, "").unwrap();
    let news: Vec<_> = scene.news().into_iter().filter(|line| line.starts_with("OnNewCall")).collect();
    assert_eq!(news, [format!("OnNewCall 1 on 1 from {CALLER}"), "OnNewCall 2 on 1 from ".to_owned()]);
}

#[test]
fn on_server_shut_down() {
    let scene = Scene::new();
    scene.submit();
    scene.queue.shut_down().unwrap();
    let events = scene.events();
    assert_eq!(events.last().unwrap(), "OnServerShutDown", "after all else");
    assert!(events.contains(&"OnOutgoingJobAdded 1".to_owned()));
    scene.submit();
    assert_eq!(scene.events(), [""; 0], "the subscription is gone");
}

#[test]
fn on_security_config_change() {
    let scene = Scene::new();
    scene.queue.set_part(Security { users: AccessRights2::ALL, ..Security::default() }).unwrap();
    assert_eq!(scene.news(), ["OnSecurityConfigChange"]);
}

#[test]
fn on_general_server_config_changed() {
    let scene = Scene::new();
    let mut new = Configuration::default();
    (new.settings.age_limit_days, new.general.branding) = (5, false);
    scene.queue.set_configuration(new).unwrap();
    assert_eq!(scene.news(), ["OnGeneralServerConfigChanged"]);
}

#[test]
fn on_devices_config_change() {
    let scene = Scene::new();
    scene.queue.register_device("/dev/ttyACM0").unwrap();
    assert_eq!(scene.news(), ["OnDevicesConfigChange"], "the list of devices changed");
    let mut settings = scene.queue.device(LINE).unwrap().settings;
    settings.send_enabled = false;
    scene.queue.set_device(&settings).unwrap();
    assert_eq!(scene.news(), ["OnDevicesConfigChange"], "a device was saved");
}

#[test]
fn on_outbound_routing_groups_config_change() {
    let scene = Scene::new();
    scene.queue.add_outbound_group("night").unwrap();
    assert_eq!(scene.news(), ["OnOutboundRoutingGroupsConfigChange"]);
}

#[test]
fn on_outbound_routing_rules_config_change() {
    let scene = Scene::new();
    scene.queue.add_outbound_rule(44, 0, &Target::default()).unwrap();
    assert_eq!(scene.news(), ["OnOutboundRoutingRulesConfigChange"]);
}

#[test]
fn on_device_status_change() {
    let scene = Scene::new();
    let told =
        || -> Vec<_> { scene.events().into_iter().filter(|line| line.starts_with("OnDeviceStatusChange")).collect() };
    scene.queue.line_is_on(LINE).unwrap();
    assert_eq!(told(), ["OnDeviceStatusChange 1 false false false false"], "it is there");
    scene.submit();
    scene.send_and(|_| {});
    assert_eq!(
        told(),
        ["OnDeviceStatusChange 1 false true false false", "OnDeviceStatusChange 1 false false false false"]
    );
    scene.queue.ring(LINE, CALLER).unwrap();
    scene.receive(1);
    assert_eq!(
        told(),
        [
            "OnDeviceStatusChange 1 false false false true",
            "OnDeviceStatusChange 1 false false true false",
            "OnDeviceStatusChange 1 false false false false"
        ]
    );
    scene.queue.line_is_off(LINE).unwrap();
    assert_eq!(told(), ["OnDeviceStatusChange 1 true false false false"]);
}

#[test]
fn on_activity_logging_config_change() {
    let scene = Scene::new();
    let database_path = std::env::temp_dir().to_string_lossy().into_owned();
    let logging = ActivityLogging { log_incoming: true, log_outgoing: true, database_path };
    scene.queue.set_part(logging.clone()).unwrap();
    scene.queue.set_part(logging).unwrap();
    assert_eq!(scene.news(), ["OnActivityLoggingConfigChange"]);
}

#[test]
fn on_event_logging_config_change() {
    let scene = Scene::new();
    for init in [LogLevel::Max, LogLevel::Max, LogLevel::None] {
        scene.queue.set_part(EventLogging { init, ..EventLogging::default() }).unwrap();
    }
    assert_eq!(scene.news(), ["OnEventLoggingConfigChange"; 2]);
}
