//! What a modem is: asked once, before it is used for calls.
//!
//! Like [`Class1`](crate::Class1) it has no clock and no I/O: octets in, octets out, time told. On a port,
//! [`probe`](crate::probe()) does the rest, and `probe_async` on the halves of an async one.

mod findings;
mod port;
mod quirk;

use core::time::Duration;

use fax_core::{Instant, Modulations};
use heapless::Vec;

use crate::SetupFailure;
use crate::at::command;
use crate::at::response::{Reader, Response};

pub use findings::{Classes, Findings};
pub use port::probe;
#[cfg(feature = "async")]
pub use port::probe_async;
pub use quirk::Quirk;

/// What is asked, one command line each, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    /// Words and no echo, from whatever state somebody left it in.
    Attention,
    Reset,
    /// Words and no echo once more; does it hear so soon?
    AfterReset,
    /// A command that no modem has. Only where this is an ERROR does OK mean anything.
    Nonsense,
    /// Maker, model and revision, as T.31 asks for them; then as V.250 does; then as everybody did before.
    Identity(Identity),
    Classes,
    Class1_0,
    /// Which class it is in now.
    Which,
    Adaptive1_0(Asked),
    /// From here on in Class 1.
    Class1,
    Sends,
    Receives,
    Silence,
    AwaitSilence,
    Adaptive(Asked),
    /// The dialects of caller identification.
    CallerId(&'static str, Asked),
    /// Back to where a data program would want it.
    Class0,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Identity {
    Maker,
    Model,
    Revision,
}

/// Two ways to ask for a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// For its range: a line with a one in it is an answer that nobody makes up.
    Range,
    /// By using it: OK is an answer if the modem is known to refuse what it does not know.
    Use,
}

const VCID: &str = "AT+VCID=1";
const CID: &str = "AT#CID=1";
const ID: &str = "AT*ID1";

const QUESTIONS: [(Question, &str); 30] = [
    (Question::Attention, "ATE0Q0V1"),
    (Question::Reset, "ATZ"),
    (Question::AfterReset, "ATE0Q0V1"),
    (Question::Nonsense, "AT+FNIL=1"),
    (Question::Identity(Identity::Maker), "AT+FMI?"),
    (Question::Identity(Identity::Model), "AT+FMM?"),
    (Question::Identity(Identity::Revision), "AT+FMR?"),
    (Question::Identity(Identity::Maker), "AT+GMI"),
    (Question::Identity(Identity::Model), "AT+GMM"),
    (Question::Identity(Identity::Revision), "AT+GMR"),
    (Question::Identity(Identity::Model), "ATI3"),
    (Question::Identity(Identity::Model), "ATI0"),
    (Question::Classes, "AT+FCLASS=?"),
    (Question::Class1_0, "AT+FCLASS=1.0"),
    (Question::Which, "AT+FCLASS?"),
    (Question::Adaptive1_0(Asked::Range), "AT+FAR=?"),
    (Question::Adaptive1_0(Asked::Use), "AT+FAR=1"),
    (Question::Class1, "AT+FCLASS=1"),
    (Question::Sends, "AT+FTM=?"),
    (Question::Receives, "AT+FRM=?"),
    (Question::Silence, "AT+FTS=?"),
    (Question::AwaitSilence, "AT+FRS=?"),
    (Question::Adaptive(Asked::Range), "AT+FAR=?"),
    (Question::Adaptive(Asked::Use), "AT+FAR=1"),
    (Question::CallerId(VCID, Asked::Range), "AT+VCID=?"),
    (Question::CallerId(VCID, Asked::Use), VCID),
    (Question::CallerId(CID, Asked::Range), "AT#CID=?"),
    (Question::CallerId(CID, Asked::Use), CID),
    (Question::CallerId(ID, Asked::Use), ID),
    (Question::Class0, "AT+FCLASS=0"),
];

/// What ends a reception or a transmission that somebody left: DLE ETX, CAN.
const BREAK: &[u8] = b"\x10\x03\x18";
/// Some take more than two seconds for an answer.
const WAIT: Duration = Duration::from_secs(4);
/// How often a modem that says nothing is asked whether it is there.
const TRIES: u8 = 3;
/// How many questions may be asked twice in vain: a modem that says nothing to what it does not know costs no more.
const VAIN_MAX: u8 = 2;

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
    /// Questions that were asked twice without an answer.
    vain: u8,
    /// The class that it said it is in is 1.0.
    in_class1_0: bool,
    /// Adaptive reception in Class 1.
    adaptive: bool,
    /// It gave a range for `+FTS`, and for `+FRS`.
    silence: bool,
    await_silence: bool,
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
            vain: 0,
            in_class1_0: false,
            adaptive: false,
            silence: false,
            await_silence: false,
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
            Some(_) if self.tries < 2 && self.vain < VAIN_MAX => self.ask(now),
            // It does not know this one, and does not say so.
            _ => {
                self.vain += u8::from(self.tries == 2);
                self.next(now);
            }
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
                Some(&(question, _)) if self.knows(question) => {}
                Some(_) => return self.ask(now),
                None => return self.conclude(),
            }
        }
    }

    fn take(&mut self, response: Response, now: Instant) {
        let Some(&(question, line)) = QUESTIONS.get(self.at) else { return };
        match response {
            // A modem that was not told otherwise says first what it heard.
            Response::Text if self.reader.line().eq_ignore_ascii_case(line.as_bytes()) => {}
            Response::Text => self.hear(question),
            Response::Ok | Response::Error => {
                if self.tries > 0 {
                    match question {
                        Question::Attention => {}
                        Question::AfterReset => self.found.note(Quirk::SlowReset),
                        _ => self.found.note(Quirk::LosesCommands),
                    }
                }
                if response == Response::Ok {
                    self.agreed(question);
                } else if question == Question::Class1 {
                    self.failed = Some(SetupFailure::NoClass1);
                    return;
                }
                self.next(now);
            }
            _ => {}
        }
    }

    /// Whether a question need not be asked any more.
    fn knows(&self, question: Question) -> bool {
        let found = &self.found;
        match question {
            Question::Identity(Identity::Maker) => !found.maker.is_empty(),
            Question::Identity(Identity::Model) => !found.model.is_empty(),
            Question::Identity(Identity::Revision) => !found.revision.is_empty(),
            Question::Adaptive1_0(_) => !self.in_class1_0 || found.adaptive,
            Question::Adaptive(_) => self.adaptive,
            Question::CallerId(..) => found.caller_id.is_some(),
            _ => false,
        }
    }

    /// A line of the answer.
    fn hear(&mut self, question: Question) {
        let (found, line) = (&mut self.found, self.reader.line());
        let has_one = command::lists(line, 1);
        match question {
            Question::Identity(of) => {
                let text = match of {
                    Identity::Maker => &mut found.maker,
                    Identity::Model => &mut found.model,
                    Identity::Revision => &mut found.revision,
                };
                if !findings::first_line(text, line) {
                    found.note(Quirk::SeveralLines);
                }
            }
            Question::Classes => found.classes.hear(line),
            Question::Which if contains(line, b"1.0") => {
                if !found.classes.class1_0 {
                    found.note(Quirk::HidesClass1_0);
                }
                found.classes.class1_0 = true;
                self.in_class1_0 = true;
            }
            Question::Sends => list(&mut found.sends, line),
            Question::Receives => list(&mut found.receives, line),
            Question::Adaptive1_0(Asked::Range) if has_one => found.adaptive = true,
            Question::Adaptive(Asked::Range) if has_one => self.adaptive = true,
            Question::CallerId(command, Asked::Range) if has_one => found.caller_id = Some(command),
            Question::Silence if line.iter().any(u8::is_ascii_digit) => self.silence = true,
            Question::AwaitSilence if line.iter().any(u8::is_ascii_digit) => self.await_silence = true,
            _ => {}
        }
        if matches!(question, Question::Sends | Question::Receives) && line.contains(&b'(') {
            self.found.note(Quirk::Brackets);
        }
    }

    /// OK to a question that wants no more. It proves something only if this modem says ERROR to what it does not know.
    fn agreed(&mut self, question: Question) {
        let honest = !self.found.has(Quirk::AgreesToAnything);
        match question {
            Question::Nonsense => self.found.note(Quirk::AgreesToAnything),
            // Wanted in any case: its lists are the proof.
            Question::Class1 => self.found.classes.class1 = true,
            Question::Adaptive1_0(Asked::Use) if honest => self.found.adaptive = true,
            Question::Adaptive(Asked::Use) if honest => self.adaptive = true,
            Question::CallerId(command, Asked::Use) if honest => self.found.caller_id = Some(command),
            _ => {}
        }
    }

    /// What follows from several answers.
    fn conclude(&mut self) {
        if self.found.adaptive && !self.adaptive {
            self.found.note(Quirk::AdaptiveInClass1_0);
        }
        self.found.adaptive |= self.adaptive;
        if !(self.silence && self.await_silence) {
            self.found.note(Quirk::NamesNoSilence);
        }
    }
}

fn list(known: &mut Modulations, line: &[u8]) {
    let told = command::modulations(line);
    if !told.is_empty() {
        *known = told;
    }
}

fn contains(line: &[u8], part: &[u8]) -> bool {
    line.windows(part.len()).any(|at| at == part)
}
