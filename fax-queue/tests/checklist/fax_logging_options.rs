//! `IFaxLoggingOptions`.

use fax_queue::engine::parts::{ActivityLogging, EventLogging};
use fax_queue::vocabulary::LogLevel;

use crate::form::members;
use crate::scene::Scene;

members! {
    Objects "IFaxLoggingOptions" has 2:
    EventLogging => event_logging,
    ActivityLogging => activity_logging,
}

#[test]
fn event_logging() {
    let scene = Scene::new();
    let levels = EventLogging { general: LogLevel::Max, ..EventLogging::default() };
    assert_ne!(levels, EventLogging::default());
    scene.queue.set_part(levels).unwrap();
    assert_eq!(scene.news(), ["OnEventLoggingConfigChange"], "the other log is not concerned");
    let scene = scene.restart_service();
    assert_eq!(scene.queue.part(), Ok(levels));
    assert_eq!(scene.queue.part(), Ok(ActivityLogging::default()));
}

#[test]
fn activity_logging() {
    let (scene, folder) = (Scene::new(), tempfile::tempdir().unwrap());
    let database_path = folder.path().to_str().unwrap().to_owned();
    let logging = ActivityLogging { log_incoming: true, log_outgoing: false, database_path };
    scene.queue.set_part(logging.clone()).unwrap();
    assert_eq!(scene.news(), ["OnActivityLoggingConfigChange"], "the other log is not concerned");
    let scene = scene.restart_service();
    assert_eq!(scene.queue.part(), Ok(logging));
    assert_eq!(scene.queue.part(), Ok(EventLogging::default()));
}
