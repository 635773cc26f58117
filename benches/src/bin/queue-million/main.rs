//! A million jobs in the store in a file: how fast they are taken, claimed, listed and opened, and how large the file is
//! when they are gone; with what a sync costs on this machine beside it.
//!
//! `--check` holds the figures against the goals and fails if one is missed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a slip in a measuring program shall stop it")]

mod disk;

use core::error::Error;
use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Parser;
use fax_core::{Event, Outcome, Report};
use fax_queue::engine::parts::Target;
use fax_queue::engine::{Action, Command, MessageChange, Now, Operation, Plan, decide};
use fax_queue::model::{Clock, NewJob, Recipient, Schedule};
use fax_queue::service::{CallEnd, OutgoingRun, Queue};
use fax_queue::store::{Query, Redb, Store};
use fax_queue::vocabulary::{DeviceId, JobId, ServerId, Timestamp};

#[derive(Parser)]
#[command(about = "A million jobs in the store in a file: times, and the size of the file")]
struct Options {
    /// How many jobs.
    #[arg(long, default_value_t = 1_000_000)]
    jobs: u32,
    /// How many recipients each broadcast has.
    #[arg(long, default_value_t = 2000)]
    batch: u32,
    /// How many claims are timed.
    #[arg(long, default_value_t = 2000)]
    claims: u32,
    /// How many jobs are due for another line while claims of ours are timed.
    #[arg(long, default_value_t = 10_000)]
    elsewhere: u32,
    /// How many of those claims there are.
    #[arg(long, default_value_t = 20)]
    own: u32,
    /// Where the file goes; a folder of its own that is made and removed.
    #[arg(long, default_value = "target/queue-million")]
    folder: PathBuf,
    /// Fail if a goal is missed.
    #[arg(long)]
    check: bool,
}

/// A clock that is put forward by hand, so that retention need not be waited for.
#[derive(Clone)]
struct Hand(Arc<AtomicU64>);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.load(Ordering::Relaxed))
    }
}

impl Hand {
    fn forward(&self, span: Duration) {
        self.0.fetch_add(u64::try_from(span.as_millis()).unwrap(), Ordering::Relaxed);
    }
}

/// A figure, and the goal it is held against.
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    goal: Option<Goal>,
}

enum Goal {
    AtLeast(f64),
    Below(f64),
}

impl Figure {
    fn is_missed(&self) -> bool {
        match self.goal {
            None => false,
            Some(Goal::AtLeast(goal)) => self.value < goal,
            Some(Goal::Below(goal)) => self.value >= goal,
        }
    }

    fn print(&self) {
        let Self { name, value, unit, goal } = self;
        let goal = match goal {
            None => String::new(),
            Some(Goal::AtLeast(goal)) => format!("   goal: {goal} or more"),
            Some(Goal::Below(goal)) => format!("   goal: below {goal}"),
        };
        println!("{name:<44} {value:>12.2} {unit:<6}{goal}{}", if self.is_missed() { "   MISSED" } else { "" });
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    match measure(&options) {
        Ok(figures) if options.check && figures.iter().any(Figure::is_missed) => ExitCode::FAILURE,
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<Vec<Figure>, Box<dyn Error>> {
    let folder = &options.folder;
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let mut figures = Vec::new();
    let mut note = |name, value, unit, goal| {
        let figure = Figure { name, value, unit, goal };
        figure.print();
        figures.push(figure);
    };
    let mut syncs = disk::syncs(folder)?;
    note("a sync of 4 kB, median", percentile(&mut syncs, 50), "ms", None);
    note("a sync of 4 kB, 99 of 100", percentile(&mut syncs, 99), "ms", None);

    let (mut claims, mut looks) = behind_others(folder, options)?;
    note("claim behind jobs for another line, median", percentile(&mut claims, 50), "ms", None);
    note("claim behind jobs for another line, 99 of 100", percentile(&mut claims, 99), "ms", None);
    note("nothing but jobs for another line, median", percentile(&mut looks, 50), "ms", None);
    if options.jobs == 0 {
        return Ok(figures);
    }

    let file = folder.join("queue.redb");
    let clock = Hand(Arc::new(AtomicU64::new(BEGIN)));
    let queue = open(&file, &clock)?;
    let (took, ()) = timed(|| submit(&queue, options, 0))?;
    note("submission", f64::from(options.jobs) / took, "jobs/s", Some(Goal::AtLeast(5000.0)));
    note("size of the file", megabytes(&file)?, "MB", None);

    let mut claims = times(options.claims, || {
        clock.forward(Duration::from_millis(1));
        let began = Instant::now();
        let run = OutgoingRun::claim(&queue, DeviceId(1))?.ok_or("nothing is due")?;
        let took = began.elapsed();
        deliver(run)?;
        Ok(took)
    })?;
    note("claim, median", percentile(&mut claims, 50), "ms", None);
    note("claim, 99 of 100", percentile(&mut claims, 99), "ms", Some(Goal::Below(10.0)));

    let mut account = 0;
    let mut lists = times(1000, || {
        account += 1;
        let began = Instant::now();
        let jobs = queue.jobs_of(&format!("account {}", account % ACCOUNTS), JobId(u64::MAX), 50)?;
        assert_eq!(jobs.len(), 50, "an account with fewer jobs");
        Ok(began.elapsed())
    })?;
    note("an account's last 50 jobs, 99 of 100", percentile(&mut lists, 99), "ms", Some(Goal::Below(10.0)));
    let mut counts = times(1000, || {
        let began = Instant::now();
        queue.activity()?;
        Ok(began.elapsed())
    })?;
    note("counting the jobs, 99 of 100", percentile(&mut counts, 99), "ms", None);

    let copy = folder.join("killed.redb");
    std::fs::copy(&file, &copy)?;
    let (took, killed) = timed(|| open(&copy, &clock))?;
    note("opening what a kill leaves", took, "s", Some(Goal::Below(5.0)));
    drop(killed);
    std::fs::remove_file(&copy)?;
    drop(queue);
    let (took, queue) = timed(|| open(&file, &clock))?;
    note("opening", took, "s", Some(Goal::Below(5.0)));

    drop(queue);
    cancel(&file, &clock, options.jobs - late(options.jobs))?;
    let queue = open(&file, &clock)?;
    queue.dispatch()?;
    clock.forward(Duration::from_secs(401 * 86_400));
    let (took, sweeps) = timed(|| sweep(&queue, &clock))?;
    note("retention, per sweep", took * 1000.0 / f64::from(sweeps), "ms", None);
    let (took, _) = timed(|| Ok(queue.compact()?))?;
    note("compaction", took, "s", None);
    drop(queue);
    let (size, live) = (megabytes(&file)?, live_size(folder, &clock, options)?);
    note("size after retention", size, "MB", None);
    note("a new file with what is kept", live, "MB", None);
    note("the former by the latter", size / live, "", Some(Goal::Below(2.0)));
    std::fs::remove_dir_all(folder)?;
    Ok(figures)
}

const ACCOUNTS: u32 = 100;
/// 2026-01-01 12:00 UTC, in ms.
const BEGIN: u64 = 1_767_268_800_000;

fn open(file: &Path, clock: &Hand) -> Result<Queue, Box<dyn Error>> {
    Ok(Queue::open_with(Redb::open(file)?, clock.clone(), ServerId(1))?)
}

/// Claims of a line while many jobs are due before its own that a rule gives to another line; and how long it takes to find
/// out that there is none of its own.
fn behind_others(folder: &Path, options: &Options) -> Result<(Vec<Duration>, Vec<Duration>), Box<dyn Error>> {
    let file = folder.join("elsewhere.redb");
    let clock = Hand(Arc::new(AtomicU64::new(BEGIN)));
    let queue = open(&file, &clock)?;
    let (theirs, ours) = (queue.register_device("theirs")?, queue.register_device("ours")?);
    queue.line_is_on(theirs)?;
    queue.line_is_on(ours)?;
    queue.add_outbound_rule(49, 0, &Target::Device(theirs))?;
    queue.add_outbound_rule(44, 0, &Target::Device(ours))?;
    let mut next = 0;
    while next < options.elsewhere {
        let count = options.batch.min(options.elsewhere - next);
        queue.submit_to_all(broadcast(next, count))?;
        next += count;
    }
    let mut number = 0;
    let claims = times(options.own, || {
        clock.forward(Duration::from_millis(1));
        number += 1;
        queue.submit(NewJob::new(&format!("+44 20 {number:08}"), "documents/2026/letter.tif", 2))?;
        let began = Instant::now();
        let run = OutgoingRun::claim(&queue, ours)?.ok_or("nothing is due")?;
        let took = began.elapsed();
        deliver(run)?;
        Ok(took)
    })?;
    let looks = times(options.own, || {
        let began = Instant::now();
        assert!(!queue.has_job_for(ours)?, "a job of another line");
        Ok(began.elapsed())
    })?;
    drop(queue);
    std::fs::remove_file(&file)?;
    Ok((claims, looks))
}

/// A broadcast of an account to numbers that nobody else calls.
fn broadcast(first: u32, recipients: u32) -> NewJob {
    let number = |index: u32| format!("+49 30 {:08}", first + index);
    let mut job = NewJob::new(&number(0), "documents/2026/letter.tif", 2);
    job.account = format!("account {}", first / recipients.max(1) % ACCOUNTS);
    job.subject = "Invitation to the general meeting".into();
    job.document_name = "letter.tif".into();
    job.sender.name = "The society".into();
    job.others =
        (1..recipients).map(|index| Recipient { fax_number: number(index), name: "A member".into() }).collect();
    job
}

/// The call of a run goes well.
fn deliver(mut run: OutgoingRun) -> Result<(), Box<dyn Error>> {
    run.on_event(&Event::Connected)?;
    for page in 0..2 {
        run.on_event(&Event::SendingPage { page })?;
        run.on_event(&Event::PageOffered { page, last: page == 1 })?;
        run.on_event(&Event::PageSent { page, confirmed: true })?;
    }
    let mut report = Report::default();
    report.outcome = Some(Outcome::Completed);
    run.finish(&CallEnd::Ended(report))?;
    Ok(())
}

/// The number of jobs that wait for another year, and so outlive the retention: the last tenth.
const fn late(jobs: u32) -> u32 {
    jobs / 10
}

/// Cancels the first jobs, as far as they still wait: many at once, as no user could.
fn cancel(file: &Path, clock: &Hand, count: u32) -> Result<(), Box<dyn Error>> {
    let mut store = Redb::open(file)?;
    let now = Now { wall: clock.now(), ..Now::default() };
    let jobs: Vec<_> = (1..=u64::from(count)).map(JobId).collect();
    for jobs in jobs.chunks(5000) {
        let mut all = Plan::default();
        for job in jobs {
            let command = Command::from(Action::Operate { job: *job, operation: Operation::Cancel });
            // Those that were sent are messages.
            let other = Command::from(Action::Message { message: *job, change: MessageChange::Delete });
            let view = store.load(&Query::of(&command))?;
            let plan = decide(&view, &command, now).or_else(|_| decide(&view, &other, now))?;
            all.guards.extend(plan.guards);
            all.writes.extend(plan.writes);
            all.events.extend(plan.events);
        }
        store.apply(&all)?;
    }
    Ok(())
}

/// Sweeps until there is nothing left to drop; returns how often.
fn sweep(queue: &Queue, clock: &Hand) -> Result<u32, Box<dyn Error>> {
    let mut sweeps = 1;
    while queue.sweep()? {
        clock.forward(Duration::from_secs(1));
        sweeps += 1;
    }
    Ok(sweeps)
}

/// The size of a new file with the jobs that are kept, in MB.
fn live_size(folder: &Path, clock: &Hand, options: &Options) -> Result<f64, Box<dyn Error>> {
    let file = folder.join("new.redb");
    let queue = open(&file, clock)?;
    submit(&queue, options, options.jobs - late(options.jobs))?;
    queue.compact()?;
    drop(queue);
    megabytes(&file)
}

/// Submits the jobs from this one on.
fn submit(queue: &Queue, options: &Options, from: u32) -> Result<(), Box<dyn Error>> {
    let late_from = options.jobs - late(options.jobs);
    let mut next = from;
    while next < options.jobs {
        let end = if next < late_from { late_from } else { options.jobs };
        let count = options.batch.min(end - next);
        let mut job = broadcast(next, count);
        if next >= late_from {
            job.schedule = Schedule::At(Timestamp::from_unix_millis(BEGIN) + Duration::from_secs(900 * 86_400));
        }
        queue.submit_to_all(job)?;
        next += count;
    }
    Ok(())
}

fn times(
    count: u32,
    mut act: impl FnMut() -> Result<Duration, Box<dyn Error>>,
) -> Result<Vec<Duration>, Box<dyn Error>> {
    (0..count).map(|_| act()).collect()
}

fn timed<T>(act: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<(f64, T), Box<dyn Error>> {
    let began = Instant::now();
    let result = act()?;
    Ok((began.elapsed().as_secs_f64(), result))
}

/// In ms.
fn percentile(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    times.get(times.len() * percent / 100).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

fn megabytes(file: &Path) -> Result<f64, Box<dyn Error>> {
    Ok(std::fs::metadata(file)?.len() as f64 / 1e6)
}
