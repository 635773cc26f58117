//! `IFaxActivityLogging`.

use fax_queue::engine::call::{CallRecord, Direction};
use fax_queue::engine::parts::ActivityLogging;
use fax_queue::service::activity_log::ActivityLog;
use fax_queue::vocabulary::ErrorCode;

use crate::form::members;
use crate::scene::{Scene, code};

members! {
    Objects "IFaxActivityLogging" has 5:
    LogIncoming => log_incoming,
    LogOutgoing => log_outgoing,
    DatabasePath => database_path,
    Save => save,
    Refresh => refresh,
}

/// The calls of a scene that are put on record.
fn calls(scene: &Scene) -> Vec<Direction> {
    struct Directions(Vec<Direction>);
    impl ActivityLog for Directions {
        fn write(&mut self, call: &CallRecord) -> std::io::Result<()> {
            self.0.push(call.direction);
            Ok(())
        }
    }
    let mut log = Directions(Vec::new());
    scene.queue.write_activity_log(&mut log).unwrap().unwrap();
    log.0
}

fn with(log_incoming: bool, log_outgoing: bool) -> Scene {
    let scene = Scene::new();
    let database_path = std::env::temp_dir().to_string_lossy().into_owned();
    scene.queue.set_part(ActivityLogging { log_incoming, log_outgoing, database_path }).unwrap();
    scene.submit();
    scene.send();
    scene.receive(1);
    scene
}

#[test]
fn log_incoming() {
    assert_eq!(calls(&with(true, false)), [Direction::Received]);
    assert_eq!(calls(&with(false, false)), []);
}

#[test]
fn log_outgoing() {
    assert_eq!(calls(&with(false, true)), [Direction::Sent]);
}

#[test]
fn database_path() {
    let scene = Scene::new();
    let set = |path: &str| {
        let logging = ActivityLogging { log_outgoing: true, database_path: path.into(), ..ActivityLogging::default() };
        code(scene.queue.set_part(logging))
    };
    assert_eq!(set(""), ErrorCode::InvalidParameter);
    assert_eq!(set("log"), ErrorCode::InvalidParameter);
    assert_eq!(set(&format!("/{}", "a".repeat(248))), ErrorCode::BufferOverflow);
    assert_eq!(set("/there/is/no/such/folder"), ErrorCode::FileAccessDenied);
}

#[test]
fn save() {
    let scene = with(true, true);
    scene.news();
    let logging = scene.queue.part::<ActivityLogging>().unwrap();
    scene.queue.set_part(ActivityLogging { log_incoming: false, ..logging }).unwrap();
    assert_eq!(scene.news(), ["OnActivityLoggingConfigChange"]);
}

#[test]
fn refresh() {
    let scene = with(true, false);
    let logging = scene.queue.part::<ActivityLogging>().unwrap();
    assert!(logging.log_incoming && !logging.log_outgoing);
}
