//! `FAX_LOG_LEVEL_ENUM`.

use std::sync::{Arc, Mutex};

use fax_queue::engine::parts::EventLogging;
use fax_queue::service::event_log::{Entry, EventLog, Severity};
use fax_queue::vocabulary::LogLevel;
use fax_queue::vocabulary::legacy::LogCategory;

use crate::form::members;
use crate::scene::Scene;

members! {
    Numbers "FAX_LOG_LEVEL_ENUM" has 4:
    fllNONE => none,
    fllMIN => min,
    fllMED => med,
    fllMAX => max,
}

/// How grave the entries are that a log takes at the level of this number.
fn taken(number: u32) -> Vec<Severity> {
    let general = LogLevel::try_from(number).unwrap();
    assert_eq!(u32::from(general), number);
    let scene = Scene::new();
    let none = LogLevel::None;
    scene.queue.set_part(EventLogging { init: none, inbound: none, outbound: none, general }).unwrap();
    let kept = Arc::<Mutex<Vec<Severity>>>::default();
    let sink = Arc::clone(&kept);
    let mut log = EventLog::new(&scene.queue, move |entry: &Entry| sink.lock().unwrap().push(entry.severity));
    for severity in [Severity::Error, Severity::Warning, Severity::Information] {
        log.write(LogCategory::Unknown, severity, "something");
    }
    drop(log);
    Arc::into_inner(kept).expect("the log is gone").into_inner().unwrap()
}

#[test]
fn none() {
    assert_eq!(taken(0), []);
}

#[test]
fn min() {
    assert_eq!(taken(1), [Severity::Error]);
}

#[test]
fn med() {
    assert_eq!(taken(2), [Severity::Error, Severity::Warning]);
}

#[test]
fn max() {
    assert_eq!(taken(3), [Severity::Error, Severity::Warning, Severity::Information]);
}
