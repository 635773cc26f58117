//! A Class 1 modem on a serial port as a line of the queue.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::sync::Arc;

use fax_core::{Call, Clock, Config, Failure, Outcome, Pages, Report};
use fax_modem::{Advice, CallerId, Class1, Flow, LineHealth, Precedence, RunError, SerialError, SerialLine, Session};
use fax_queue::engine::DialFailure;
use fax_queue::service::{CallEnd, LineDriver, Observer, Queue};
use fax_queue::vocabulary::DeviceId;

use crate::args::Port;
use crate::capture::CaptureFile;
use crate::exit::{Exit, Failed};
use crate::notices::Notices;
use crate::port::{self, Locks};
use crate::stop;
use crate::trace::TraceFile;
use crate::transcript::Watch;

/// The one modem of a program that has one.
pub(crate) const DEVICE: DeviceId = DeviceId(1);

/// How long DTR is low to reset a modem.
const RESET: Duration = Duration::from_secs(1);

/// A modem, its port, and who watches.
pub(crate) struct ModemLine {
    device: DeviceId,
    path: String,
    baud: u32,
    flow: Flow,
    locks: Locks,
    port: Option<SerialLine>,
    /// How long the port stays closed behind a call that was aborted; zero: it stays open.
    reopen_rest: Duration,
    modem: Class1,
    clock: Clock,
    watch: Watch,
    stop: Arc<AtomicBool>,
    notices: Notices,
    /// Whose listeners hear of each event at once, where nobody else tells them.
    queue: Option<Queue>,
    /// What its calls say of it, and what is to be done with it since the last one.
    pub(crate) health: LineHealth,
    pub(crate) advice: Advice,
    /// How the last call ended, and what was wrong with the modem if it was that.
    pub(crate) last: Option<CallEnd>,
    pub(crate) fault: Option<String>,
}

impl ModemLine {
    /// The modem is opened with the first call. Ctrl-C ends what it does.
    pub(crate) fn new(args: &Port, queue: &Queue, notices: &Notices) -> Result<Self, Failed> {
        let line = Self::one_of_many(DEVICE, args, notices, stop::on_ctrl_c()?)?;
        Ok(Self { queue: Some(queue.clone()), ..line })
    }

    /// One of several modems. `stop` ends what it does. Somebody else tells listeners what happens: none of them shall keep a call
    /// waiting.
    pub(crate) fn one_of_many(
        device: DeviceId,
        args: &Port,
        notices: &Notices,
        stop: Arc<AtomicBool>,
    ) -> Result<Self, Failed> {
        Ok(Self {
            device,
            path: args.modem.clone(),
            baud: args.baud.unwrap_or(args.profile.baud),
            flow: args.profile.flow,
            locks: args.locks.clone(),
            port: None,
            reopen_rest: args.profile.reopen_rest,
            modem: Class1::new(args.profile),
            clock: Clock::new(),
            watch: Watch::new(
                TraceFile::create(args.trace.as_deref())?,
                CaptureFile::create(args.capture.as_deref())?,
                args.transcript.clone(),
            ),
            stop,
            notices: notices.clone(),
            queue: None,
            health: LineHealth::default(),
            advice: Advice::Fine,
            last: None,
            fault: None,
        })
    }

    /// Whether the user wants to end.
    pub(crate) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// Opens the port and sets the modem up.
    pub(crate) fn prepare(&mut self) -> Result<(), Failed> {
        self.notices.doing("setting the modem up");
        self.session(|session, stop| session.initialise(stop)).map_err(|error| self.failed(&error))
    }

    /// Waits until the telephone has rung so often; false if the user wants to end.
    pub(crate) fn wait_ring(&mut self, rings: u16) -> Result<bool, Failed> {
        self.wait_ring_or(rings, || false)
    }

    /// The same; false too once `other` says that there is something else to do.
    pub(crate) fn wait_ring_or(&mut self, rings: u16, mut other: impl FnMut() -> bool) -> Result<bool, Failed> {
        match self.session(|session, stop| session.wait_ring(rings, || stop() || other())) {
            Ok(()) => Ok(true),
            Err(RunError::Stopped) => Ok(false),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Who rang last, as far as the modem has said so.
    pub(crate) fn caller(&self) -> &CallerId {
        self.modem.caller()
    }

    fn failed(&self, error: &RunError<SerialError>) -> Failed {
        match error {
            // These name the port themselves.
            RunError::Io(error) => Failed::new(Exit::Io, error),
            RunError::Stopped => Failed::new(Exit::TryAgain, Failure::Aborted),
            other => Failed::io(&self.path, other),
        }
    }

    /// Does something with the modem on its open port.
    fn session<T>(
        &mut self,
        act: impl FnOnce(&mut Running<'_>, &mut dyn FnMut() -> bool) -> Result<T, RunError<SerialError>>,
    ) -> Result<T, RunError<SerialError>> {
        let port = match &mut self.port {
            Some(port) => port,
            closed => {
                let open = port::open(&self.path, self.baud, self.flow, &self.locks).map_err(RunError::Io)?;
                closed.insert(open)
            }
        };
        let clock = self.clock;
        let now: Box<dyn Fn() -> fax_core::Instant> = Box::new(move || clock.now());
        let mut session = Session::new(&mut self.modem, port, now).traced(self.watch.clone());
        let stop = &self.stop;
        act(&mut session, &mut || stop.load(Ordering::Acquire))
    }

    /// A call from the first ring or digit to the end.
    fn run(
        &mut self,
        connect: impl FnOnce(&mut Running<'_>, &mut dyn FnMut() -> bool) -> Result<(), RunError<SerialError>>,
        (calls, start): (bool, fn(&Config, fax_core::Instant) -> Call),
        config: &Config,
        pages: &mut Pages<'_>,
        observer: Observer<'_>,
        stop: &AtomicBool,
    ) -> CallEnd {
        let (notices, queue, clock) = (self.notices.clone(), self.queue.clone(), self.clock);
        let mut report = None;
        // From the first digit to the end; what comes before and after can wait for other programs.
        let precedence = Precedence::take();
        self.watch.begin(clock.now(), &precedence);
        let watch = self.watch.clone();
        let result = self.session(|session, all| {
            let mut stopped = || all() || stop.load(Ordering::Acquire);
            connect(session, &mut stopped)?;
            let mut config = config.clone();
            config.abilities.modulations = config.abilities.modulations.and(session.modem().abilities());
            watch.station(calls, &config);
            let mut call = start(&config, clock.now());
            let result = session.run(&mut call, pages, stopped, |event| {
                observer(event);
                notices.call(event);
                if let Some(queue) = &queue {
                    // What cannot be told now is told with the next event.
                    let _ = queue.dispatch();
                }
            });
            report = Some(call.report().clone());
            result
        });
        drop(precedence);
        self.watch.end();
        self.advice = self.health.after(&result, self.modem.answers());
        match (self.advice, &mut self.port) {
            (Advice::Reset, Some(port)) => port.drop_dtr(RESET),
            (Advice::Reopen | Advice::Quarantine(_), port) => *port = None,
            _ => {}
        }
        let end = match (result, report) {
            (Err(RunError::NotReached(failure)), _) => CallEnd::NotReached(dial_failure(failure)),
            (Ok(_), Some(report)) => CallEnd::Ended(report),
            // What was confirmed before the port failed stays confirmed.
            (Err(error), Some(mut report)) => {
                self.fault = Some(self.failed(&error).to_string());
                if report.outcome != Some(Outcome::Completed) {
                    report.outcome = Some(Outcome::Failed(Failure::LineFault));
                }
                CallEnd::Ended(report)
            }
            (Err(RunError::Stopped), None) => {
                let mut report = Report::default();
                report.outcome = Some(Outcome::Failed(Failure::Aborted));
                CallEnd::Ended(report)
            }
            (Err(error), None) => {
                self.fault = Some(self.failed(&error).to_string());
                CallEnd::NotReached(DialFailure::LineFault)
            }
            (Ok(_), None) => CallEnd::NotReached(DialFailure::LineFault),
        };
        let aborted =
            matches!(&end, CallEnd::Ended(report) if report.outcome == Some(Outcome::Failed(Failure::Aborted)));
        if aborted && !self.reopen_rest.is_zero() {
            // Closing lowers DTR, which some modems need then.
            self.port = None;
            std::thread::sleep(self.reopen_rest);
        }
        self.last = Some(end.clone());
        end
    }
}

/// A modem on its port, with clock and trace.
type Running<'s> = Session<'s, SerialLine, Box<dyn Fn() -> fax_core::Instant>, Watch>;

impl LineDriver for ModemLine {
    fn device(&self) -> DeviceId {
        self.device
    }

    fn call(
        &mut self,
        number: &str,
        config: &Config,
        pages: &mut Pages<'_>,
        observer: Observer<'_>,
        stop: &AtomicBool,
    ) -> CallEnd {
        let notices = self.notices.clone();
        let connect = |session: &mut Running<'_>, mut stop: &mut dyn FnMut() -> bool| {
            notices.doing("setting the modem up");
            session.initialise(&mut stop)?;
            notices.doing("dialling");
            session.dial(number, stop)
        };
        self.run(connect, (true, Call::calling), config, pages, observer, stop)
    }

    fn answer(&mut self, config: &Config, pages: &mut Pages<'_>, observer: Observer<'_>, stop: &AtomicBool) -> CallEnd {
        let notices = self.notices.clone();
        let connect = |session: &mut Running<'_>, stop: &mut dyn FnMut() -> bool| {
            notices.doing("answering");
            session.answer(stop)
        };
        self.run(connect, (false, Call::answering), config, pages, observer, stop)
    }
}

/// The modem's word for it in the queue's words.
fn dial_failure(failure: fax_modem::DialFailure) -> DialFailure {
    use fax_modem::DialFailure as Modem;
    match failure {
        Modem::Busy => DialFailure::Busy,
        Modem::NoAnswer => DialFailure::NoAnswer,
        Modem::NoDialTone => DialFailure::NoDialTone,
        Modem::NoCarrier => DialFailure::NoCarrier,
        Modem::Blacklisted => DialFailure::Delayed,
        Modem::Refused => DialFailure::Refused,
        _ => DialFailure::LineFault,
    }
}
