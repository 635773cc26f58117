//! A process that is killed at any moment loses nothing that it had accepted.
//!
//! The test starts itself again as a child that works a queue on a file and says on its output what is done; the parent
//! kills it without warning, opens the file, and compares.

#![cfg(feature = "redb")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use core::time::Duration;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;

use fax_core::{Event, Failure};
use fax_queue::engine::{DialFailure, PageState, Phase};
use fax_queue::model::{DuplicatePolicy, JobStatus, NewJob};
use fax_queue::service::{CallEnd, OutgoingRun, Queue};
use fax_queue::store::{Cursor, Redb, Store};
use fax_queue::vocabulary::{JobId, JobState, ServerEvents};

const FILE: &str = "FAX_QUEUE_KILL_TEST_FILE";
const ROUNDS: usize = 14;

/// Says what is done. A line that the parent has read was true before it was written.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "done {line}").unwrap();
    out.flush().unwrap();
}

/// The child: works until it is killed. Does nothing when run as an ordinary test.
#[test]
fn child() {
    let Ok(file) = std::env::var(FILE) else { return };
    let queue = Queue::open(Redb::open(file).unwrap()).unwrap();
    for round in 0.. {
        let mut job = NewJob::new(&format!("55{}", round % 7), "document", 3);
        job.duplicates = match round % 3 {
            0 => DuplicatePolicy::AtMostOnce,
            1 => DuplicatePolicy::ResumeMarked,
            _ => DuplicatePolicy::AtLeastOnce,
        };
        let id = queue.submit(job).unwrap();
        say(&format!("submitted {}", id.0));
        if let Some(run) = OutgoingRun::claim(&queue, common::LINE).unwrap() {
            attempt(run, round);
        }
    }
}

fn attempt(mut run: OutgoingRun, round: u64) {
    let (id, pages) = (run.ticket().job, run.ticket().pages.clone());
    if round % 4 == 3 {
        run.finish(&CallEnd::NotReached(DialFailure::LineFault)).unwrap();
        return;
    }
    run.on_event(&Event::Connected).unwrap();
    let confirmed = if round % 4 == 2 { 1 } else { pages.len() };
    for (number, page) in (0..).zip(&pages).take(confirmed) {
        for event in common::page_sent(number, usize::from(number) + 1 == pages.len()) {
            run.on_event(&event).unwrap();
        }
        say(&format!("confirmed {} {page}", id.0));
    }
    let end = if confirmed == pages.len() {
        common::ended(fax_core::Outcome::Completed)
    } else {
        common::failed(Failure::CallDropped)
    };
    if run.finish(&end).unwrap() == JobState::Completed {
        say(&format!("delivered {}", id.0));
    }
}

/// Lets the child work until it said so many things and for some milliseconds more, kills it, and returns all it said.
fn run_and_kill(file: &Path, words: usize, more: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(FILE, file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (sender, heard) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            if let Some((_, said)) = line.split_once("done ") {
                let _ = sender.send(said.to_owned());
            }
        }
    });
    let mut said = Vec::new();
    while said.len() < words {
        said.push(heard.recv_timeout(Duration::from_secs(60)).expect("the child works"));
    }
    // Real time, for once: the moment of death shall not be of our choice.
    std::thread::sleep(more);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    said.extend(heard.try_iter());
    said
}

/// What was said over all rounds: the pages confirmed of each job, and the jobs delivered.
#[derive(Default)]
struct Promises {
    confirmed: BTreeMap<JobId, Vec<u16>>,
    delivered: Vec<JobId>,
}

impl Promises {
    fn take(&mut self, said: &[String]) {
        for line in said {
            let mut words = line.split(' ');
            let what = words.next().unwrap();
            let Some(id) = words.next().and_then(|id| id.parse().ok()).map(JobId) else { continue };
            let pages = self.confirmed.entry(id).or_default();
            match what {
                "confirmed" => pages.extend(words.next().and_then(|page| page.parse::<u16>().ok())),
                "delivered" => self.delivered.push(id),
                _ => {}
            }
        }
    }
}

#[test]
fn nothing_accepted_is_lost() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("queue");
    let mut promises = Promises::default();
    for round in 0..ROUNDS {
        // From before the file exists to the middle of the work; no two moments alike.
        let said = run_and_kill(&file, round * round / 2, Duration::from_micros(u64::try_from(round).unwrap() * 1370));
        promises.take(&said);
        check(Redb::open(&file).unwrap(), &promises);
    }
    assert!(
        promises.confirmed.len() > 20,
        "the children came far enough to prove something: {}",
        promises.confirmed.len()
    );
    assert!(!promises.delivered.is_empty());
}

#[test]
fn a_file_is_made_whole_or_not_at_all() {
    for round in 0..24 {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("queue");
        // Around the time that a process takes to start and make the file.
        run_and_kill(&file, 0, Duration::from_micros(round * 500));
        Redb::open(&file).unwrap();
    }
}

fn check(store: Redb, promises: &Promises) {
    // Events first, before anything is put right: without gaps, from the first one.
    let mut last = BTreeMap::new();
    for (_, event) in store.events(Cursor::default(), usize::MAX).unwrap() {
        let expected = last.entry(event.job).or_insert(0);
        *expected += 1;
        assert_eq!(event.seq, *expected, "{:?}", event.job);
    }
    let queue = Queue::open(store).unwrap();
    let mut pages = BTreeMap::new();
    for (&id, confirmed) in &promises.confirmed {
        let job = queue.outgoing_job(id).expect("an accepted job is never lost");
        for &page in confirmed {
            assert_eq!(job.ledger().state(page), Some(PageState::Confirmed), "job {id}, page {page}");
        }
        assert!(!job.phase().is_active(), "{id}: nobody has it");
        assert_eq!(job.phase() == Phase::Delivered, job.ledger().is_complete(), "{id}");
        assert_eq!(job.is_removed(), job.phase() == Phase::Delivered);
        assert_eq!(job.attempt(), None);
        pages.insert(id, job.status().state);
    }
    for id in &promises.delivered {
        assert_eq!(pages.get(id), Some(&JobState::Completed));
    }
}

/// A copy of the file, taken while the queue has it open, is what a kill leaves.
#[test]
fn what_was_told_is_not_taken_back() {
    let directory = tempfile::tempdir().unwrap();
    let (file, copy) = (directory.path().join("queue"), directory.path().join("copy"));
    let queue = Queue::open(Redb::open(&file).unwrap()).unwrap();
    let log = common::Log::default();
    queue.subscribe(ServerEvents::OUT_QUEUE | ServerEvents::INCOMING_CALL | ServerEvents::DEVICE_STATUS, log.clone());
    queue.submit(NewJob::new("123", "document", 1)).unwrap();
    let mut run = OutgoingRun::claim(&queue, common::LINE).unwrap().expect("a job is due");
    for event in [Event::Connected, Event::SendingPage { page: 0 }] {
        run.on_event(&event).unwrap();
    }
    queue.ring(common::LINE, "42").unwrap();
    queue.dispatch().unwrap();
    std::fs::copy(&file, &copy).unwrap();
    let kept = Redb::open(&copy).unwrap().events(Cursor::default(), usize::MAX).unwrap();
    assert_eq!(kept.len(), log.take().len(), "each event that was told is in the file");
}
