//! What a modem is: asked once, before it is used for calls.
//!
//! Like [`Class1`](crate::Class1) it has no clock and no I/O: octets in, octets out, time told. On a port,
//! [`probe`] does the rest.

mod findings;

use core::time::Duration;

use fax_core::{Instant, Modulations};
use heapless::Vec;

use crate::at::command;
use crate::at::response::{Reader, Response};
use crate::{Port, RunError, SetupFailure};

pub use findings::{Classes, Findings};

/// What is asked, one command line each, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    /// Words and no echo, from whatever state somebody left it in.
    Attention,
    /// Maker, model and revision, as T.31 asks for them; then as V.250 does; then as everybody did before.
    Identity(Identity),
    Classes,
    /// From here on in Class 1.
    Class1,
    Sends,
    Receives,
    Adaptive,
    /// The dialects of caller identification.
    CallerId(&'static str),
    /// Back to where a data program would want it.
    Class0,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Identity {
    Maker,
    Model,
    Revision,
}

const QUESTIONS: [(Question, &str); 17] = [
    (Question::Attention, "ATE0Q0V1"),
    (Question::Identity(Identity::Maker), "AT+FMI?"),
    (Question::Identity(Identity::Model), "AT+FMM?"),
    (Question::Identity(Identity::Revision), "AT+FMR?"),
    (Question::Identity(Identity::Maker), "AT+GMI"),
    (Question::Identity(Identity::Model), "AT+GMM"),
    (Question::Identity(Identity::Revision), "AT+GMR"),
    (Question::Identity(Identity::Model), "ATI3"),
    (Question::Identity(Identity::Model), "ATI0"),
    (Question::Classes, "AT+FCLASS=?"),
    (Question::Class1, "AT+FCLASS=1"),
    (Question::Sends, "AT+FTM=?"),
    (Question::Receives, "AT+FRM=?"),
    (Question::Adaptive, "AT+FAR=1"),
    (Question::CallerId("AT+VCID=1"), "AT+VCID=1"),
    (Question::CallerId("AT#CID=1"), "AT#CID=1"),
    (Question::Class0, "AT+FCLASS=0"),
];

/// What ends a reception or a transmission that somebody left: DLE ETX, CAN.
const BREAK: &[u8] = b"\x10\x03\x18";
/// Some take more than two seconds for an answer.
const WAIT: Duration = Duration::from_secs(4);
/// How often a modem that says nothing is asked whether it is there.
const TRIES: u8 = 3;

/// Asks a modem what it is.
///
/// ```
/// use core::time::Duration;
/// use fax_core::Instant;
/// use fax_modem::{Probe, SetupFailure};
///
/// let mut probe = Probe::new(Instant::ZERO);
/// let mut octets = [0; 64];
/// assert_eq!(probe.poll_octets(&mut octets), 9);
/// assert_eq!(&octets[..9], b"ATE0Q0V1\r");
/// // Nobody answers, three times.
/// for try_ in 1..=3 {
///     probe.handle_timeout(Instant::ZERO + Duration::from_secs(4 * try_));
/// }
/// assert_eq!(probe.outcome(), Some(Err(SetupFailure::ModemSilent)));
/// ```
#[derive(Clone, Debug)]
pub struct Probe {
    /// Index of the question that is out; behind the last one when all is known.
    at: usize,
    tries: u8,
    deadline: Instant,
    reader: Reader,
    unsent: Vec<u8, 32>,
    found: Findings,
    failed: Option<SetupFailure>,
}

impl Probe {
    /// Begins with the first question.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        let mut probe = Self {
            at: 0,
            tries: 0,
            deadline: now,
            reader: Reader::default(),
            unsent: Vec::new(),
            found: Findings::default(),
            failed: None,
        };
        probe.ask(now);
        probe
    }

    /// What was found, or why nothing was, once it is known.
    #[must_use]
    pub fn outcome(&self) -> Option<Result<&Findings, SetupFailure>> {
        match self.failed {
            Some(failure) => Some(Err(failure)),
            None if self.at >= QUESTIONS.len() => Some(Ok(&self.found)),
            None => None,
        }
    }

    /// Takes octets for the modem; returns how many of `into` were filled. Ask again until it is zero.
    #[must_use]
    pub fn poll_octets(&mut self, into: &mut [u8]) -> usize {
        let filled = into.len().min(self.unsent.len());
        for (to, octet) in into.iter_mut().zip(self.unsent.drain(..filled)) {
            *to = octet;
        }
        filled
    }

    /// When [`handle_timeout`](Self::handle_timeout) is wanted.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.outcome().is_none().then_some(self.deadline)
    }

    /// Takes octets from the modem, all of them.
    pub fn handle_octets(&mut self, octets: &[u8], now: Instant) {
        for &octet in octets {
            let mut next = Some(octet);
            // What lies behind a line comes again: it may begin the next one.
            while let Some((response, behind)) = next.and_then(|octet| self.reader.push(octet)) {
                next = behind;
                self.take(response, now);
            }
        }
    }

    /// Takes that time has passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        if self.outcome().is_some() || now < self.deadline {
            return;
        }
        self.tries += 1;
        match QUESTIONS.get(self.at) {
            Some((Question::Attention, _)) if self.tries < TRIES => {
                let _ = self.unsent.extend_from_slice(BREAK);
                self.ask(now);
            }
            Some((Question::Attention, _)) => self.failed = Some(SetupFailure::ModemSilent),
            // It does not know this one, and does not say so.
            _ => self.next(now),
        }
    }

    fn ask(&mut self, now: Instant) {
        if let Some((_, line)) = QUESTIONS.get(self.at) {
            let _ = self.unsent.extend_from_slice(line.as_bytes());
            let _ = self.unsent.push(b'\r');
        }
        self.deadline = now + WAIT;
    }

    fn next(&mut self, now: Instant) {
        loop {
            self.at += 1;
            self.tries = 0;
            match QUESTIONS.get(self.at) {
                Some(&(question, _)) if self.found.knows(question) => {}
                Some(_) => return self.ask(now),
                None => return,
            }
        }
    }

    fn take(&mut self, response: Response, now: Instant) {
        let Some(&(question, line)) = QUESTIONS.get(self.at) else { return };
        match response {
            // A modem that was not told otherwise says first what it heard.
            Response::Text if self.reader.line().eq_ignore_ascii_case(line.as_bytes()) => {}
            Response::Text => self.found.hear(question, self.reader.line()),
            Response::Ok => {
                self.found.agreed(question);
                self.next(now);
            }
            Response::Error if question == Question::Class1 => {
                self.failed = Some(SetupFailure::NoClass1);
            }
            Response::Error => self.next(now),
            _ => {}
        }
    }
}

impl Findings {
    /// Whether a question need not be asked any more.
    fn knows(&self, question: Question) -> bool {
        match question {
            Question::Identity(Identity::Maker) => !self.maker.is_empty(),
            Question::Identity(Identity::Model) => !self.model.is_empty(),
            Question::Identity(Identity::Revision) => !self.revision.is_empty(),
            Question::CallerId(_) => self.caller_id.is_some(),
            _ => false,
        }
    }

    /// A line of the answer.
    fn hear(&mut self, question: Question, line: &[u8]) {
        let list = |known: Modulations| {
            let told = command::modulations(line);
            if told.is_empty() { known } else { told }
        };
        match question {
            Question::Identity(Identity::Maker) => findings::first_line(&mut self.maker, line),
            Question::Identity(Identity::Model) => findings::first_line(&mut self.model, line),
            Question::Identity(Identity::Revision) => findings::first_line(&mut self.revision, line),
            Question::Classes => self.classes.hear(line),
            Question::Sends => self.sends = list(self.sends),
            Question::Receives => self.receives = list(self.receives),
            Question::Attention | Question::Class1 | Question::Adaptive | Question::CallerId(_) | Question::Class0 => {}
        }
    }

    /// OK to a question that wants no more.
    fn agreed(&mut self, question: Question) {
        match question {
            Question::Class1 => self.classes.class1 = true,
            Question::Adaptive => self.adaptive = true,
            Question::CallerId(command) => self.caller_id = Some(command),
            _ => {}
        }
    }
}

/// Asks the modem on a port what it is; `clock` tells the time. It takes a second, or as long as the modem does: half a
/// minute if it passes over most questions. Hang up first: a modem in a call says nothing useful.
///
/// # Errors
///
/// [`RunError::Setup`] if nobody answers or it has no Class 1, [`RunError::Stopped`], or what the port says.
pub fn probe<P: Port>(
    port: &mut P,
    clock: impl Fn() -> Instant,
    mut stop: impl FnMut() -> bool,
) -> Result<Findings, RunError<P::Error>> {
    let mut probe = Probe::new(clock());
    let mut buffer = [0; 64];
    loop {
        match probe.outcome() {
            Some(Ok(found)) => return Ok(found.clone()),
            Some(Err(failure)) => return Err(RunError::Setup(failure)),
            None if stop() => return Err(RunError::Stopped),
            None => {}
        }
        if port.write_ready().map_err(RunError::Io)? {
            let filled = probe.poll_octets(&mut buffer);
            port.write_all(buffer.get(..filled).unwrap_or_default()).map_err(RunError::Io)?;
        }
        let now = clock();
        if port.read_ready().map_err(RunError::Io)? {
            match port.read(&mut buffer).map_err(RunError::Io)? {
                0 => return Err(RunError::Closed),
                read => probe.handle_octets(buffer.get(..read).unwrap_or_default(), now),
            }
        } else {
            probe.handle_timeout(now);
            port.wait(Duration::from_millis(20)).map_err(RunError::Io)?;
        }
    }
}
