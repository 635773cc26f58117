//! `fax serve`: a queue that outlives the program, the modems that work on it, and a socket for `fax queue`.

mod access;
mod archive;
mod chores;
mod clock;
mod config;
mod control;
mod desk;
mod line;
mod log;
mod papers;
mod peer;
mod receipts;
mod refused;
mod routing;
mod set_up;
mod settings;
mod spool;

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use core::time::Duration;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use fax_modem::Precedence;
use fax_queue::service::event_log::EventLog;
use fax_queue::service::{Queue, QueueError};
use fax_queue::store::Redb;
use fax_queue::vocabulary::{DeviceId, ServerEvents, ServerId};

use crate::exit::{Exit, Failed};
use crate::notices::Notices;
use crate::output;
use crate::stop;
use chores::Chores;
use clock::LocalClock;
use config::Config;
use log::EventFile;
use papers::Papers;
use spool::Spool;

/// How often listeners are told what has happened.
const TELL: Duration = Duration::from_millis(50);
/// How often free lines are looked after, and received faxes.
const LOOK: Duration = Duration::from_millis(250);

/// What is told, in the log and to clients.
const EVENTS: ServerEvents = ServerEvents::OUT_QUEUE
    .union(ServerEvents::IN_QUEUE)
    .union(ServerEvents::INCOMING_CALL)
    .union(ServerEvents::DEVICE_STATUS);

#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// What to serve: a TOML file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Check the file, and end.
    #[arg(long)]
    check: bool,
    /// One JSON object per line in place of text.
    #[arg(long)]
    json: bool,
}

/// A line, as the others see it.
#[derive(Debug)]
pub(super) struct Switch {
    device: DeviceId,
    /// It waits for a ring, and could send.
    free: AtomicBool,
    /// There is something to send for it.
    wake: AtomicBool,
}

/// What all threads share.
pub(super) struct Station {
    config: Config,
    queue: Queue,
    spool: Spool,
    papers: Papers,
    notices: Notices,
    /// The lines, in the order of the file.
    lines: Vec<Switch>,
    /// How many clients are told what happens.
    watchers: AtomicUsize,
    /// Every line has ended: nothing comes in any more.
    quiet: AtomicBool,
    /// Somebody wants the server to end: nothing new begins.
    ending: Arc<AtomicBool>,
    /// And those who have waited have waited long enough: calls end.
    now: Arc<AtomicBool>,
}

impl Station {
    fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Acquire)
    }

    /// The flag that ends calls.
    fn now_or_never(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.now)
    }

    /// Wakes the lines that could send something. They only wait for rings by themselves: what this costs costs no ring.
    fn look(&self) -> Result<(), QueueError> {
        for line in self.lines.iter().filter(|line| line.free.load(Ordering::Acquire)) {
            if self.queue.has_job_for(line.device)? {
                line.wake.store(true, Ordering::Release);
            }
        }
        Ok(())
    }

    /// Brings received faxes to where they belong, until no more come.
    fn route(&self) {
        while !self.quiet.load(Ordering::Acquire) {
            match self.queue.route_next() {
                Ok(Some(_)) => continue,
                Ok(None) => {}
                Err(error) => output::complain(format_args!("received faxes wait to be routed: {error}")),
            }
            thread::sleep(LOOK);
        }
    }
}

pub(crate) fn run(args: &Serve) -> Result<Exit, Failed> {
    let config = Config::load(&args.config)?;
    let notices = Notices::quiet(args.json);
    if args.check {
        notices.say(&format!("{}: good, {} line(s)", args.config.display(), config.lines.len()));
        return Ok(Exit::Done);
    }
    fs::create_dir_all(&config.inbox).map_err(|error| Failed::io(config.inbox.display(), error))?;
    let spool = Spool::new(&config.spool)?;
    let store = Redb::open(&config.store).map_err(QueueError::from)?;
    let queue = Queue::open_with(store, LocalClock, ServerId::default())?;
    settings::apply(&queue, &config.outgoing, config.receipts.as_ref(), config.log.as_ref())?;
    config.access.apply(&config.security, &queue)?;
    let papers = Papers::new(&spool, &config.sent, &config.covers)?;
    queue.set_documents(papers.clone());
    if let Some(log) = &config.log {
        queue.subscribe(ServerEvents::ALL, EventLog::new(&queue, EventFile(log.folder.join("events.log"))));
    }
    queue.subscribe(EVENTS, notices.listener());
    let free = |device| Switch { device, free: AtomicBool::new(false), wake: AtomicBool::new(false) };
    let lines = set_up::set_up(&queue, &config)?.into_iter().map(free).collect();
    let station = Arc::new(Station {
        config,
        queue,
        spool,
        papers,
        notices,
        lines,
        watchers: AtomicUsize::new(0),
        quiet: AtomicBool::new(false),
        ending: stop::on_ctrl_c()?,
        now: Arc::new(AtomicBool::new(false)),
    });
    control::open(&station)?;
    station.notices.say(&format!("serving {} line(s); {}", station.config.lines.len(), Precedence::take()));

    let lines: Vec<_> = (0..station.lines.len())
        .map(|at| {
            let station = Arc::clone(&station);
            thread::spawn(move || {
                if let (Some(line), Some(switch)) = (station.config.lines.get(at), station.lines.get(at)) {
                    line::serve(&station, line, switch);
                }
            })
        })
        .collect();
    let router = Arc::clone(&station);
    let router = thread::spawn(move || router.route());
    receipts::deliver(&station);
    let mut chores = Chores::new(&station.config);
    let mut ended: Option<Instant> = None;
    while !lines.iter().all(thread::JoinHandle::is_finished) {
        chores.run(&station);
        if station.is_ending() {
            let since = *ended.get_or_insert_with(Instant::now);
            if since.elapsed() >= Duration::from_secs(station.config.grace_seconds) {
                station.now.store(true, Ordering::Release);
            }
        }
        thread::sleep(TELL);
    }
    station.quiet.store(true, Ordering::Release);
    // A method that runs ends within its own limit; one that does not run begins with the next start.
    let _ = router.join();
    chores.end(&station)?;
    control::close(&station);
    Ok(Exit::Done)
}
