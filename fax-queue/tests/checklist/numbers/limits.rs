//! Limits.

use fax_queue::model::{JobStatus, Recipient};
use fax_queue::service::IncomingRun;
use fax_queue::vocabulary::{ErrorCode, limits};

use crate::common::LINE;
use crate::scene::{Scene, code, letter_with};

use fax_queue::engine::parts::{ActivityLogging, General};

use crate::form::members;

members! {
    Numbers "Limits" has 12:
    RecipientsHard => recipients_hard,
    RecipientsSetting: "the hard limit is the only one",
    TextField: "texts are kept up to 1024 octets here; the limit of 253 characters is that of a wire we do not speak",
    GroupName => group_name,
    ArchiveFolder => archive_folder,
    ActivityLogFolder => activity_log_folder,
    CallerId => caller_id,
    Csid => csid,
    Tsid => tsid,
    Prefetch => prefetch,
    CopyChunk: "the size of a piece on a wire we do not speak",
    TiffSize: "sizes have 64 bits here",
}

#[test]
fn recipients_hard() {
    assert_eq!(limits::RECIPIENTS, 10_000);
    let others = |count: usize| vec![Recipient { fax_number: "1".to_owned(), name: String::new() }; count];
    let scene = Scene::new();
    let submission = scene.queue.submit_to_all(letter_with(|letter| letter.others = others(9_999))).unwrap();
    assert_eq!(submission.count, 10_000);
    let refused = scene.queue.submit(letter_with(|letter| letter.others = others(10_000)));
    assert_eq!(code(refused), ErrorCode::RecipientsLimit);
    assert_eq!(scene.queue.outgoing_jobs().unwrap().len(), 10_000, "and none of it is there");
}

#[test]
fn caller_id() {
    assert_eq!(limits::CALLER_ID, 260);
    let scene = Scene::new();
    let run = IncomingRun::accept(&scene.queue, LINE, &"9".repeat(10_000), "in/1.tif").unwrap();
    assert!(scene.incoming(run.job()).caller_id().len() < 260, "a stranger's text is cut");
}

#[test]
fn csid() {
    assert_eq!(limits::IDENT, 20);
    assert!(fax_core::Ident::new(&"9".repeat(20)).is_ok() && fax_core::Ident::new(&"9".repeat(21)).is_err());
}

#[test]
fn tsid() {
    let submit = |length| Scene::new().queue.submit(letter_with(|letter| letter.sender.tsid = "9".repeat(length)));
    assert!(submit(20).is_ok());
    assert_eq!(code(submit(21)), ErrorCode::InvalidParameter);
}

#[test]
fn prefetch() {
    assert_eq!(Scene::new().queue.outgoing_messages().prefetch, 100);
}

#[test]
fn group_name() {
    assert_eq!(limits::GROUP_NAME, 128);
    let scene = Scene::new();
    assert_eq!(scene.queue.add_outbound_group(&"g".repeat(127)), Ok(()));
    assert_eq!(code(scene.queue.add_outbound_group(&"h".repeat(128))), ErrorCode::BufferOverflow);
}

#[test]
fn archive_folder() {
    let set =
        |length| Scene::new().queue.set_part(General { archive_location: "f".repeat(length), ..General::default() });
    assert_eq!(limits::ARCHIVE_PATH, 180);
    assert_eq!(code(set(180)), ErrorCode::FileAccessDenied, "it is not there");
    assert_eq!(code(set(181)), ErrorCode::BufferOverflow);
}

#[test]
fn activity_log_folder() {
    let set = |length: usize| {
        let database_path = format!("/{}", "f".repeat(length - 1));
        Scene::new().queue.set_part(ActivityLogging { log_outgoing: true, database_path, ..ActivityLogging::default() })
    };
    assert_eq!(code(set(248)), ErrorCode::FileAccessDenied, "it is not there");
    assert_eq!(code(set(249)), ErrorCode::BufferOverflow);
}
