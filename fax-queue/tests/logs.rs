//! The event log and the activity log: what is in them because it happened, and what cannot get into them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use common::{LINE, Script, Shared, delivery, ended, failed, open, page_sent};
use fax_core::{Config, Event, Failure, Ident, Outcome, Quality};
use fax_queue::engine::call::{CallRecord, Direction, Verdict};
use fax_queue::engine::parts::{ActivityLogging, EventLogging};
use fax_queue::engine::{Limit, Refusal};
use fax_queue::model::{NewJob, Notify};
use fax_queue::service::activity_log::{ActivityLog, Csv, JsonLines, LogFile, LogFormat, XferFaxLog};
use fax_queue::service::event_log::{Entry, EventLog, Severity};
use fax_queue::service::{IncomingRun, Queue, QueueError, run_job};
use fax_queue::store::Memory;
use fax_queue::vocabulary::legacy::LogCategory;
use fax_queue::vocabulary::{ErrorCode, JobId, LogLevel, ServerEvents, ServerId};
use serde_json::Value;

/// Logs into memory.
#[derive(Default)]
struct Kept(Vec<CallRecord>);

impl ActivityLog for Kept {
    fn write(&mut self, call: &CallRecord) -> io::Result<()> {
        self.0.push(call.clone());
        Ok(())
    }
}

fn log_into(queue: &Queue, folder: &Path) {
    let database_path = folder.to_str().unwrap().to_owned();
    queue.set_part(ActivityLogging { log_incoming: true, log_outgoing: true, database_path }).unwrap();
}

fn kept(queue: &Queue) -> Vec<CallRecord> {
    let mut log = Kept::default();
    queue.write_activity_log(&mut log).unwrap().unwrap();
    log.0
}

fn send(queue: &Queue, fax: NewJob, call: (Vec<Event>, fax_queue::service::CallEnd)) -> JobId {
    queue.submit(fax).unwrap();
    run_job(queue, &mut Script::new([call]), &Config::default(), |_| Some(())).unwrap().unwrap().0
}

fn receive(queue: &Queue) -> JobId {
    let mut run = IncomingRun::accept(queue, LINE, "+44 20 7946 0000", "in/1.tif").unwrap();
    let mut quality = Quality::default();
    (quality.rows, quality.bad_rows) = (1143, 2);
    for event in [
        Event::Connected,
        Event::Identified(Ident::new("+1 555").unwrap()),
        Event::ReceivingPage { page: 0 },
        Event::PageReceived { page: 0, quality, accepted: true },
    ] {
        run.on_event(&event).unwrap();
    }
    run.finish(&ended(Outcome::Completed), 31_415).unwrap();
    run.job()
}

#[test]
fn a_call_has_a_record_and_so_has_each_of_its_pages() {
    let folder = tempfile::tempdir().unwrap();
    let (queue, _) = open(Memory::new());
    log_into(&queue, folder.path());
    let mut events = vec![Event::Connected, Event::Identified(Ident::new("+2 far").unwrap())];
    events.extend(page_sent(0, false));
    events.extend([
        Event::SendingPage { page: 1 },
        Event::PageOffered { page: 1, last: false },
        Event::PageSent { page: 1, confirmed: false },
        Event::SendingPage { page: 1 },
        Event::PageOffered { page: 1, last: false },
    ]);
    let mut fax = NewJob::new("+2 555", "letter.tif", 3);
    fax.sender.billing_code = "B7".into();
    let job = send(&queue, fax, (events, failed(Failure::NoResponseAfterPage)));
    let calls = kept(&queue);
    assert_eq!(calls.len(), 1);
    let call = &calls[0];
    assert_eq!((call.job, call.attempt, call.direction, call.device), (job, 1, Direction::Sent, LINE));
    assert_eq!((call.number.as_str(), call.remote_id.as_str(), call.billing_code.as_str()), ("+2 555", "+2 far", "B7"));
    assert_eq!((call.pages, call.confirmed, call.success), (3, 1, false));
    assert!(call.reason.contains("no answer after a page"), "{}", call.reason);
    let pages: Vec<_> = call.page_records.iter().map(|page| (page.page, page.verdict)).collect();
    assert_eq!(pages, [(1, Verdict::Confirmed), (2, Verdict::Refused), (2, Verdict::Unanswered)]);
    assert_eq!(kept(&queue), [], "it is written once");
    let received = receive(&queue);
    let calls = kept(&queue);
    let call = &calls[0];
    assert_eq!((call.job, call.direction, call.pages, call.success), (received, Direction::Received, 1, true));
    assert_eq!((call.number.as_str(), call.remote_id.as_str()), ("+44 20 7946 0000", "+1 555"));
    assert_eq!((call.page_records[0].rows, call.page_records[0].bad_rows), (1143, 2));
}

#[test]
fn only_what_the_settings_name_is_put_on_record() {
    let folder = tempfile::tempdir().unwrap();
    let (queue, _) = open(Memory::new());
    send(&queue, NewJob::new("1", "a", 1), delivery(1));
    receive(&queue);
    assert_eq!(kept(&queue), [], "nothing, unless changed");
    let database_path = folder.path().to_str().unwrap().to_owned();
    let only_in = ActivityLogging { log_incoming: true, log_outgoing: false, database_path };
    queue.set_part(only_in.clone()).unwrap();
    send(&queue, NewJob::new("1", "a", 1), delivery(1));
    receive(&queue);
    assert_eq!(kept(&queue).iter().map(|call| call.direction).collect::<Vec<_>>(), [Direction::Received]);
    queue.set_part(ActivityLogging { log_incoming: false, log_outgoing: true, ..only_in }).unwrap();
    send(&queue, NewJob::new("1", "a", 1), delivery(1));
    receive(&queue);
    assert_eq!(kept(&queue).iter().map(|call| call.direction).collect::<Vec<_>>(), [Direction::Sent]);
}

#[test]
fn the_folder_of_the_log_is_checked() {
    let (queue, _) = open(Memory::new());
    let with = |path: &str| {
        let logging = ActivityLogging { log_outgoing: true, database_path: path.into(), ..ActivityLogging::default() };
        queue.set_part(logging).map_err(|error| (error.code(), error))
    };
    let refused = |limit| QueueError::Refused(Refusal::OutOfBounds(limit));
    assert_eq!(with(""), Err((ErrorCode::InvalidParameter, refused(Limit::LogPath))));
    assert_eq!(with("log"), Err((ErrorCode::InvalidParameter, refused(Limit::LogPath))));
    let long = format!("/{}", "a".repeat(248));
    assert_eq!(with(&long), Err((ErrorCode::BufferOverflow, refused(Limit::LogPathLength))));
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    assert_eq!(
        with(missing.to_str().unwrap()),
        Err((ErrorCode::FileAccessDenied, QueueError::Refused(Refusal::FolderNotUsable)))
    );
    assert_eq!(queue.part::<ActivityLogging>(), Ok(ActivityLogging::default()), "nothing was changed");
    assert_eq!(with(folder.path().to_str().unwrap()), Ok(()));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "what was tried out is gone");
}

#[test]
fn a_record_is_written_with_the_end_of_the_call_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let store = Shared::default();
    let (queue, _) = open(store.clone());
    log_into(&queue, folder.path());
    queue.submit(NewJob::new("1", "a", 1)).unwrap();
    let mut run = fax_queue::service::OutgoingRun::claim(&queue, LINE).unwrap().unwrap();
    let (events, end) = delivery(1);
    events.iter().for_each(|event| run.on_event(event).unwrap());
    *store.1.lock().unwrap() =
        Some(Box::new(|_| Some(fax_queue::store::StoreError::Backend("disk full".into()).into())));
    assert!(run.finish(&end).is_err());
    *store.1.lock().unwrap() = None;
    assert_eq!(kept(&queue), []);
    run.finish(&end).unwrap();
    assert_eq!(kept(&queue).len(), 1);
    // A process that dies in the middle of a call leaves a record as well.
    queue.submit(NewJob::new("2", "a", 1)).unwrap();
    let run = fax_queue::service::OutgoingRun::claim(&queue, LINE).unwrap().unwrap();
    drop((run, queue));
    let (queue, _) = open(store);
    let calls = kept(&queue);
    assert!(calls[0].reason.contains("stopped during the call"), "{}", calls[0].reason);
}

/// A call to somebody, and one from somebody, whose every text is hostile.
fn hostile_calls() -> Vec<CallRecord> {
    let folder = tempfile::tempdir().unwrap();
    let (queue, _) = open(Memory::new());
    log_into(&queue, folder.path());
    for bad in
        ["=cmd|'/c calc'!A1", "a\tb\r\nRECV\tfake\"", "@SUM(1)\u{2028}\"", "%s\0\x1b[2J", "\",\"call\":\"1.1\",\""]
    {
        let mut fax = NewJob::new("1", "letter.tif", 1);
        fax.document_name = bad.into();
        fax.account = bad.into();
        fax.sender.billing_code = bad.into();
        send(&queue, fax, delivery(1));
        let mut run = IncomingRun::accept(&queue, LINE, bad, bad).unwrap();
        run.finish(&failed(Failure::CallDropped), 0).unwrap();
    }
    kept(&queue)
}

#[test]
fn json_lines_are_objects_whatever_is_in_them() {
    for call in hostile_calls() {
        let lines = JsonLines.lines(&call);
        assert_eq!(lines.matches('\n').count(), 1);
        let value: Value = serde_json::from_str(&lines).unwrap();
        assert_eq!(value["account"], call.account.as_str());
        assert_eq!(value["page_records"].as_array().unwrap().len(), call.page_records.len());
    }
}

/// Fields of a row, all of them in quotation marks, as RFC 4180 has them.
fn fields(row: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let (mut quoted, mut rest) = (false, row.chars().peekable());
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.next_if_eq(&'"').is_some() => fields.last_mut().unwrap().push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => {
                assert!(quoted, "{c} outside of the quotation marks: {row}");
                fields.last_mut().unwrap().push(c);
            }
        }
    }
    assert!(!quoted, "{row}");
    fields
}

#[test]
fn a_table_keeps_its_columns_and_has_no_formula() {
    for call in hostile_calls() {
        let lines = Csv.lines(&call);
        assert_eq!(lines.lines().count(), 1 + call.page_records.len());
        for line in lines.lines() {
            assert_eq!(fields(line).len(), Csv.head().split(',').count());
            for field in fields(line) {
                assert!(!field.starts_with(['=', '+', '-', '@']), "{field}");
                assert!(!field.chars().any(char::is_control));
            }
        }
    }
}

#[test]
fn hylafax_finds_its_fields() {
    for call in hostile_calls() {
        let lines = XferFaxLog.lines(&call);
        let fields: Vec<_> = lines.strip_suffix('\n').unwrap().split('\t').collect();
        assert_eq!(fields.len(), 19, "{fields:?}");
        assert_eq!(fields[0], "01/01/26 12:00");
        let sent = call.direction == Direction::Sent;
        assert_eq!(fields[1], if sent { "SEND" } else { "RECV" });
        for field in [7, 8, 13, 14, 15, 16, 17, 18] {
            assert_eq!(fields[field].matches('"').count(), 2, "{field}: {}", fields[field]);
        }
        assert_eq!(fields[10], if sent { "1" } else { "0" }, "pages");
        assert_eq!((fields[11], fields[12]), ("0:00:00", "0:00:00"));
        assert!(!lines.contains(['\r', '\0', '\x1b']));
    }
}

#[test]
fn a_file_has_whole_lines_each_of_them_once() {
    let folder = tempfile::tempdir().unwrap();
    let calls = hostile_calls();
    let path = folder.path().join("activity.csv");
    let log = || LogFile::new(path.clone(), Csv);
    for call in &calls {
        log().write(call).unwrap();
    }
    let whole = fs::read(&path).unwrap();
    for call in &calls {
        log().write(call).unwrap();
    }
    assert_eq!(fs::read(&path).unwrap(), whole, "a record that comes again is there already");
    // The process died at any moment of the last write: it goes on as if it had not.
    let last = Csv.lines(calls.last().unwrap()).len();
    let before = Csv.lines(&calls[calls.len() - 2]).len();
    for cut in (1..=last + before).step_by(17) {
        fs::write(&path, &whole[..whole.len() - cut]).unwrap();
        for call in &calls[calls.len() - 2..] {
            log().write(call).unwrap();
        }
        assert!(fs::read(&path).unwrap() == whole, "cut off: {cut}");
    }
}

#[test]
fn nobody_can_have_the_lines_of_others_cut_off() {
    // Texts that look like the lines of the call that comes next, in every place that a text can have.
    let folder = tempfile::tempdir().unwrap();
    let (queue, _) = open(Memory::new());
    log_into(&queue, folder.path());
    for next in ["0000000000000002.1", "SEND\t0000000000000003.1\t", "\"call\":\"0000000000000004.1\""] {
        let mut fax = NewJob::new("1", next, 1);
        fax.document_name = next.into();
        fax.account = next.into();
        fax.sender.billing_code = next.into();
        fax.sender.tsid = next.chars().filter(|c| !c.is_control()).take(20).collect();
        // Without pages its line is the last one.
        send(&queue, fax, (Vec::new(), failed(Failure::Incompatible)));
    }
    send(&queue, NewJob::new("1", "the next", 1), delivery(1));
    let calls = kept(&queue);
    fn check(folder: &std::path::Path, name: &str, format: impl LogFormat + Copy, calls: &[CallRecord]) {
        let path = folder.join(name);
        calls.iter().for_each(|call| LogFile::new(path.clone(), format).write(call).unwrap());
        let head = if format.head().is_empty() { String::new() } else { format!("{}\n", format.head()) };
        let all: String = calls.iter().map(|call| format.lines(call)).collect();
        assert_eq!(fs::read_to_string(path).unwrap(), head + &all);
        for call in calls {
            let own = |other: &CallRecord| format.lines(other).lines().all(|line| format.is_line_of(line, call));
            assert!(calls.iter().all(|other| own(other) == (other == call)), "{name}");
        }
    }
    check(folder.path(), "json", JsonLines, &calls);
    check(folder.path(), "csv", Csv, &calls);
    check(folder.path(), "xferfaxlog", XferFaxLog, &calls);
}

#[test]
fn a_call_has_so_many_pages_on_record_and_those_are_right() {
    let folder = tempfile::tempdir().unwrap();
    let (queue, _) = open(Memory::new());
    log_into(&queue, folder.path());
    let pages = 2002;
    let (mut events, end) = delivery(pages);
    // The last page that has no place any more was refused; the last one that has was not.
    events.pop();
    events.push(Event::PageSent { page: pages - 1, confirmed: false });
    send(&queue, NewJob::new("1", "long.tif", pages), (events, end));
    let [call] = &kept(&queue)[..] else { panic!("one call") };
    assert_eq!(call.page_records.len(), 2000);
    assert!(call.page_records.iter().all(|page| page.verdict == Verdict::Confirmed));
}

#[test]
fn a_file_that_is_full_makes_room() {
    let folder = tempfile::tempdir().unwrap();
    let calls = hostile_calls();
    let path = folder.path().join("xferfaxlog");
    let mut log = LogFile::new(path.clone(), XferFaxLog).with_limits(400, 2);
    for call in &calls {
        log.write(call).unwrap();
        log.write(call).unwrap();
    }
    let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert_eq!(names, ["", ".1", ".2"].map(|end| folder.path().join(format!("xferfaxlog{end}"))));
    for name in &names {
        assert!(fs::metadata(name).unwrap().len() <= 400);
    }
    let text: String = names.iter().rev().map(|name| fs::read_to_string(name).unwrap()).collect();
    let last: String = calls.iter().map(|call| XferFaxLog.lines(call)).collect();
    assert!(last.ends_with(&text) && text.lines().count() > 2, "the last records, each once");
}

#[test]
fn a_log_that_fails_keeps_its_record() {
    let folder = tempfile::tempdir().unwrap();
    let (queue, _) = open(Memory::new());
    log_into(&queue, folder.path());
    send(&queue, NewJob::new("1", "a", 1), delivery(1));
    let mut nowhere = LogFile::new(folder.path().join("no/folder"), JsonLines);
    assert!(queue.write_activity_log(&mut nowhere).unwrap().is_err());
    assert_eq!(kept(&queue).len(), 1);
}

/// Entries of a log, as its category and gravity.
fn heard(levels: EventLogging) -> Vec<(LogCategory, Severity)> {
    let (queue, _) = open(Memory::new());
    queue.set_part(levels).unwrap();
    queue.dispatch().unwrap();
    let entries = Arc::<Mutex<Vec<Entry>>>::default();
    let sink = Arc::clone(&entries);
    let log = EventLog::new(&queue, move |entry: &Entry| sink.lock().unwrap().push(entry.clone()));
    queue.subscribe(ServerEvents::ALL, log);
    send(&queue, NewJob::new("1", "a", 1), delivery(1));
    send(&queue, NewJob::new("2", "a\nb", 1), (Vec::new(), failed(Failure::Incompatible)));
    let mut run = IncomingRun::accept(&queue, LINE, "", "in/2.tif").unwrap();
    run.finish(&failed(Failure::CallDropped), 0).unwrap();
    queue.set_settings(fax_queue::engine::Settings { outgoing_paused: true, ..Default::default() }).unwrap();
    queue.shut_down().unwrap();
    let entries = entries.lock().unwrap();
    assert!(entries.iter().all(|entry| !entry.to_string().contains('\n')));
    entries.iter().map(|entry| (entry.category, entry.severity)).collect()
}

#[test]
fn the_event_log_has_what_its_levels_want() {
    use LogCategory::{Inbound, Init, Outbound, Unknown};
    use LogLevel::{Max, Med, Min, None};
    use Severity::{Error, Information, Warning};
    let levels = |init, inbound, outbound, general| EventLogging { init, inbound, outbound, general };
    assert_eq!(heard(levels(None, None, None, None)), []);
    assert_eq!(heard(levels(Max, None, None, None)), [(Init, Information), (Init, Information)]);
    assert_eq!(heard(levels(None, Min, None, None)), []);
    assert_eq!(heard(levels(None, Med, None, None)), [(Inbound, Warning)]);
    assert_eq!(heard(levels(None, None, Min, None)), [(Outbound, Error)]);
    assert_eq!(heard(levels(None, None, None, Max)), [(Unknown, Information)]);
    let all = heard(levels(Max, Max, Max, Max));
    for entry in
        [(Init, Information), (Inbound, Warning), (Outbound, Error), (Outbound, Information), (Unknown, Information)]
    {
        assert!(all.contains(&entry), "{entry:?} in {all:?}");
    }
    assert_eq!(EventLogging::default(), levels(Med, Med, Med, Med));
}

#[derive(Default, Clone)]
struct Heard(Arc<Mutex<Vec<&'static str>>>);

impl Notify for Heard {
    fn on_event_logging_config_change(&mut self, _: ServerId) {
        self.0.lock().unwrap().push("events");
    }
    fn on_activity_logging_config_change(&mut self, _: ServerId) {
        self.0.lock().unwrap().push("activity");
    }
}

#[test]
fn a_change_of_the_logs_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let (queue, _) = open(Memory::new());
    let listener = Heard::default();
    queue.subscribe(ServerEvents::CONFIG, listener.clone());
    for _ in 0..2 {
        queue.set_part(EventLogging { init: LogLevel::Max, ..EventLogging::default() }).unwrap();
        log_into(&queue, folder.path());
    }
    queue.dispatch().unwrap();
    assert_eq!(*listener.0.lock().unwrap(), ["events", "activity"]);
}
