//! `IFaxEventLogging`.

use std::sync::{Arc, Mutex};

use fax_queue::engine::parts::EventLogging;
use fax_queue::service::event_log::{Entry, EventLog, Severity};
use fax_queue::vocabulary::legacy::LogCategory;
use fax_queue::vocabulary::{LogLevel, ServerEvents};

use crate::form::members;
use crate::scene::Scene;

members! {
    Objects "IFaxEventLogging" has 6:
    InitEventsLevel => init_events_level,
    InboundEventsLevel => inbound_events_level,
    OutboundEventsLevel => outbound_events_level,
    GeneralEventsLevel => general_events_level,
    Save => save,
    Refresh => refresh,
}

const NOTHING: EventLogging = {
    let none = LogLevel::None;
    EventLogging { init: none, inbound: none, outbound: none, general: none }
};

/// What a fax sent, a fax received, and a change of the settings leave in the log.
fn logged(levels: EventLogging) -> Vec<LogCategory> {
    let scene = Scene::new();
    scene.queue.set_part(levels).unwrap();
    let kept = Arc::<Mutex<Vec<LogCategory>>>::default();
    let sink = Arc::clone(&kept);
    let log = EventLog::new(&scene.queue, move |entry: &Entry| sink.lock().unwrap().push(entry.category));
    scene.queue.subscribe(ServerEvents::ALL, log);
    scene.submit();
    scene.send();
    scene.receive(1);
    scene.queue.shut_down().unwrap();
    let mut kept = kept.lock().unwrap().clone();
    kept.sort_by_key(|category| category.value());
    kept.dedup();
    kept
}

#[test]
fn init_events_level() {
    assert_eq!(logged(EventLogging { init: LogLevel::Max, ..NOTHING }), [LogCategory::Init]);
    assert_eq!(logged(NOTHING), []);
}

#[test]
fn inbound_events_level() {
    assert_eq!(logged(EventLogging { inbound: LogLevel::Max, ..NOTHING }), [LogCategory::Inbound]);
}

#[test]
fn outbound_events_level() {
    assert_eq!(logged(EventLogging { outbound: LogLevel::Max, ..NOTHING }), [LogCategory::Outbound]);
}

#[test]
fn general_events_level() {
    assert_eq!(logged(EventLogging { general: LogLevel::Max, ..NOTHING }), [LogCategory::Unknown]);
}

#[test]
fn save() {
    let scene = Scene::new();
    for _ in 0..2 {
        scene.queue.set_part(NOTHING).unwrap();
    }
    assert_eq!(scene.news(), ["OnEventLoggingConfigChange"]);
    assert!(Severity::Error.is_wanted(LogLevel::Min) && !Severity::Warning.is_wanted(LogLevel::Min));
}

#[test]
fn refresh() {
    let scene = Scene::new();
    assert_eq!(scene.queue.part(), Ok(EventLogging::default()));
    scene.queue.set_part(NOTHING).unwrap();
    assert_eq!(scene.queue.part(), Ok(NOTHING));
}
