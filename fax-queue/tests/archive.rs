//! The archives: what was sent and received, as messages.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use core::time::Duration;

use common::{LINE, NOON, Script, delivery, ended, open};
use fax_core::{Config, Event, Outcome};
use fax_queue::engine::{ArchiveSettings, DialFailure, Refusal, Settings};
use fax_queue::model::{IncomingJob, Job, JobStatus, Message, NewJob, Notify, OutgoingJob};
use fax_queue::service::{CallEnd, IncomingRun, Queue, QueueError, run_job};
use fax_queue::store::Memory;
use fax_queue::vocabulary::wire::MessageFolder;
use fax_queue::vocabulary::{JobId, JobState, ServerEvents, ServerId};
use std::sync::{Arc, Mutex};

const DAY: Duration = Duration::from_secs(86_400);

/// Writes down what it hears of jobs and messages.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn on(queue: &Queue, mask: ServerEvents) -> Self {
        let log = Self::default();
        queue.subscribe(mask, log.clone());
        log
    }

    fn heard(&self, queue: &Queue) -> Vec<String> {
        queue.dispatch().unwrap();
        core::mem::take(&mut self.0.lock().unwrap())
    }

    fn push(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }
}

impl Notify for Log {
    fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        if status.status().state.is_final() {
            self.push(format!("out {} {}", job.0, status.status()));
        }
    }
    fn on_outgoing_job_removed(&mut self, _: ServerId, job: JobId) {
        self.push(format!("out {} removed", job.0));
    }
    fn on_incoming_job_removed(&mut self, _: ServerId, job: JobId) {
        self.push(format!("in {} removed", job.0));
    }
    fn on_outgoing_message_added(&mut self, _: ServerId, message: JobId) {
        self.push(format!("sent {} added", message.0));
    }
    fn on_outgoing_message_removed(&mut self, _: ServerId, message: JobId) {
        self.push(format!("sent {} removed", message.0));
    }
    fn on_incoming_message_added(&mut self, _: ServerId, message: JobId) {
        self.push(format!("inbox {} added", message.0));
    }
    fn on_incoming_message_removed(&mut self, _: ServerId, message: JobId) {
        self.push(format!("inbox {} removed", message.0));
    }
    fn on_archived_message_changed(&mut self, _: ServerId, folder: MessageFolder, message: JobId) {
        self.push(format!("{folder:?} {} changed", message.0));
    }
    fn on_outgoing_archive_config_change(&mut self, _: ServerId) {
        self.push("settings of sent faxes".into());
    }
    fn on_incoming_archive_config_change(&mut self, _: ServerId) {
        self.push("settings of received faxes".into());
    }
}

fn send(queue: &Queue, number: &str) -> JobId {
    let job = queue.submit(NewJob::new(number, "letter.tif", 1)).unwrap();
    let mut line = Script::new([delivery(1)]);
    assert_eq!(run_job(queue, &mut line, &Config::default(), |_| Some(())).unwrap(), Some((job, JobState::Completed)));
    job
}

fn receive(queue: &Queue) -> JobId {
    let mut run = IncomingRun::accept(queue, LINE, "5551234", "in/1").unwrap();
    run.on_event(&Event::PageReceived { page: 0, quality: fax_core::Quality::default(), accepted: true }).unwrap();
    run.finish(&ended(Outcome::Completed), 700).unwrap();
    queue.hand_over(run.job()).unwrap();
    run.job()
}

fn sent(queue: &Queue) -> Vec<u64> {
    queue.outgoing_messages().map(|message| message.unwrap().id().0).collect()
}

#[test]
fn what_was_sent_becomes_a_message_before_its_job_goes() {
    let (queue, _) = open(Memory::new());
    let log = Log::on(&queue, ServerEvents::OUT_QUEUE | ServerEvents::OUT_ARCHIVE);
    let id = send(&queue, "111");
    assert_eq!(log.heard(&queue), ["out 1 completed", "sent 1 added", "out 1 removed"]);
    let message = queue.outgoing_message(id).unwrap();
    assert_eq!((message.id(), message.recipient().fax_number, message.pages()), (id, "111", 1));
    assert_eq!((message.transmission_end(), message.is_read()), (Some(NOON), true));
    assert_eq!(queue.incoming_message(id).unwrap_err(), QueueError::Refused(Refusal::NotFound));
}

#[test]
fn what_was_received_becomes_an_unread_message() {
    let (queue, _) = open(Memory::new());
    let log = Log::on(&queue, ServerEvents::IN_QUEUE | ServerEvents::IN_ARCHIVE);
    let id = receive(&queue);
    assert_eq!(log.heard(&queue), ["inbox 1 added", "in 1 removed"]);
    let message = queue.incoming_message(id).unwrap();
    assert_eq!((message.reference(), message.caller_id(), message.size()), ("in/1", "5551234", 700));
    assert!(!message.is_read());
    queue.set_message_read(id, true).unwrap();
    queue.set_message_read(id, true).unwrap();
    assert!(queue.incoming_message(id).unwrap().is_read());
    assert_eq!(log.heard(&queue), ["Inbox 1 changed"], "the second time changed nothing");
}

#[test]
fn messages_go_when_they_are_deleted() {
    let (queue, _) = open(Memory::new());
    let (one, two) = (send(&queue, "111"), receive(&queue));
    let log = Log::on(&queue, ServerEvents::OUT_ARCHIVE | ServerEvents::IN_ARCHIVE);
    log.heard(&queue);
    queue.delete_message(one).unwrap();
    queue.delete_message(two).unwrap();
    assert_eq!(log.heard(&queue), ["sent 1 removed", "inbox 2 removed"]);
    assert_eq!((sent(&queue), queue.incoming_messages().count()), (vec![], 0));
    for gone in [one, two, JobId(99)] {
        assert_eq!(queue.delete_message(gone), Err(QueueError::Refused(Refusal::NotFound)));
        assert_eq!(queue.set_message_read(gone, true), Err(QueueError::Refused(Refusal::NotFound)));
    }
}

#[test]
fn only_successes_become_messages() {
    let (queue, _) = open(Memory::new());
    let log = Log::on(&queue, ServerEvents::OUT_QUEUE | ServerEvents::OUT_ARCHIVE);
    let cancelled = queue.submit(NewJob::new("1", "letter", 1)).unwrap();
    queue.cancel(cancelled).unwrap();
    queue.submit(NewJob::new("2", "letter", 1)).unwrap();
    let mut line = Script::new([(vec![], CallEnd::NotReached(DialFailure::InvalidNumber))]);
    run_job(&queue, &mut line, &Config::default(), |_| Some(())).unwrap();
    assert_eq!(log.heard(&queue), ["out 1 canceled", "out 1 removed", "out 2 failed"]);
    assert_eq!(sent(&queue), [0_u64; 0]);
}

#[test]
fn archives_can_be_turned_off() {
    let (queue, _) = open(Memory::new());
    send(&queue, "111");
    let log = Log::on(&queue, ServerEvents::ALL);
    log.heard(&queue);
    let off = ArchiveSettings { use_archive: false, ..ArchiveSettings::default() };
    queue.set_settings(Settings { outgoing_archive: off, ..Settings::default() }).unwrap();
    assert_eq!(log.heard(&queue), ["settings of sent faxes"]);
    send(&queue, "222");
    assert_eq!(sent(&queue), [1], "what is there stays");
    receive(&queue);
    queue.set_settings(Settings { outgoing_archive: off, incoming_archive: off, ..Settings::default() }).unwrap();
    receive(&queue);
    assert_eq!(queue.incoming_messages().count(), 1);
    assert!(log.heard(&queue).contains(&"settings of received faxes".to_owned()));
}

#[test]
fn iterators_read_some_at_a_time_and_can_go_on_later() {
    let (queue, _) = open(Memory::new());
    for number in ["1", "2", "3", "4", "5"] {
        send(&queue, number);
    }
    for prefetch in [0, 1, 2, 5, 9] {
        let mut messages = queue.outgoing_messages();
        assert_eq!(messages.prefetch, 100, "the documented default");
        messages.prefetch = prefetch;
        let mut ids: Vec<_> = messages.by_ref().take(3).map(|message| message.unwrap().id().0).collect();
        assert_eq!((ids.as_slice(), messages.cursor()), (&[1, 2, 3][..], JobId(3)));
        let mut later = queue.outgoing_messages();
        later.move_after(messages.cursor());
        ids.extend(later.by_ref().map(|message| message.unwrap().id().0));
        assert_eq!(ids, [1, 2, 3, 4, 5]);
        assert!(later.next().is_none(), "the end stays the end");
        later.move_first();
        assert_eq!(later.next().unwrap().unwrap().id(), JobId(1));
    }
}

#[test]
fn old_messages_are_deleted() {
    let (queue, clock) = open(Memory::new());
    let kept = ArchiveSettings { age_limit_days: 2, ..ArchiveSettings::default() };
    queue.set_settings(Settings { outgoing_archive: kept, ..Settings::default() }).unwrap();
    send(&queue, "111");
    receive(&queue);
    clock.advance(DAY);
    send(&queue, "222");
    clock.advance(DAY);
    queue.sweep().unwrap();
    assert_eq!(sent(&queue), [1, 3], "two days and no more");
    clock.advance(Duration::from_secs(3601));
    let log = Log::on(&queue, ServerEvents::OUT_ARCHIVE);
    log.heard(&queue);
    queue.sweep().unwrap();
    assert_eq!((sent(&queue), log.heard(&queue)), (vec![3], vec!["sent 1 removed".to_owned()]));
    assert_eq!(queue.incoming_messages().count(), 1, "the other archive keeps its messages for ever");
}

#[test]
fn unsuccessful_jobs_leave_the_queue_by_age() {
    let (queue, clock) = open(Memory::new());
    queue.set_settings(Settings { age_limit_days: 3, ..Settings::default() }).unwrap();
    let failed = queue.submit(NewJob::new("2", "letter", 1)).unwrap();
    let mut line = Script::new([(vec![], CallEnd::NotReached(DialFailure::InvalidNumber))]);
    run_job(&queue, &mut line, &Config::default(), |_| Some(())).unwrap();
    clock.advance(3 * DAY);
    queue.sweep().unwrap();
    assert_eq!(queue.outgoing_jobs().unwrap().len(), 1);
    queue.restart(failed).unwrap();
    clock.advance(Duration::from_secs(61));
    queue.sweep().unwrap();
    assert_eq!(queue.outgoing_job(failed).unwrap().status().state, JobState::Pending, "it waits, and begins anew");
    let mut line = Script::new([(vec![], CallEnd::NotReached(DialFailure::InvalidNumber))]);
    run_job(&queue, &mut line, &Config::default(), |_| Some(())).unwrap();
    let log = Log::on(&queue, ServerEvents::OUT_QUEUE);
    log.heard(&queue);
    clock.advance(3 * DAY + Duration::from_secs(61));
    queue.sweep().unwrap();
    assert_eq!((queue.outgoing_jobs().unwrap().len(), log.heard(&queue)), (0, vec!["out 1 removed".to_owned()]));
}
