//! A desk with a modem on it: a port for a session, in fake time, whose modem can go wrong in many ways. At the other end of its line is
//! a station that works.

use core::cell::Cell;
use core::time::Duration;

use embedded_io::{ErrorType, Read, ReadReady, Write, WriteReady};
use fax_core::sim::{OctetPages, Received};
use fax_core::{Call, Config, Instant, Outcome, Pages};
use fax_modem::sim::Exchange;
use fax_modem::{Class1, Port, RunError, Session, Trace};

use super::far::{FarStation, Unplugged, pass};
use super::read_ahead;

/// What is wrong with the modem.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Trouble {
    Nothing,
    /// From the command of this number on, from 1, it neither says nor hears anything.
    MuteFrom(usize),
    /// From the command of this number on it says rubbish, an octet a millisecond.
    RubbishFrom(usize),
    /// From the command of this number on it says this again and again, an octet a millisecond.
    RepeatsFrom(usize, &'static [u8]),
    /// It answers each command with this, and nothing else.
    Answers(&'static [u8]),
    /// From the command of this number on the port is gone.
    UnpluggedFrom(usize),
    /// It says this behind the command of this number, before anything else.
    Says(usize, &'static [u8]),
    /// It says this so long behind the command of this number.
    SaysLater(usize, Duration, &'static [u8]),
    /// It echoes what it hears in command state, whatever it is told.
    Echoes,
}

/// A modem of an exchange as a port, and a station at the other one.
pub(crate) struct Desk<'t> {
    pub(crate) exchange: Exchange,
    clock: &'t Cell<Instant>,
    pub(crate) trouble: Trouble,
    /// When it began.
    pub(crate) began: Option<Instant>,
    /// Command lines that the modem was given, without CR.
    pub(crate) commands: Vec<String>,
    /// When the last one was.
    commanded: Instant,
    line: Vec<u8>,
    later: Option<(Instant, &'static [u8])>,
    rubbish: u32,
    repeated: usize,
    said_until: Instant,
    ahead: Vec<u8>,
    unsent: Vec<u8>,
    pub(crate) far: FarStation,
    /// The far station is to dial us, once our modem is set up.
    far_dials: bool,
}

/// What a page is made of: whole frames with error correction, and no octet of it is a CR.
pub(crate) fn page() -> Vec<u8> {
    (0..6144_u32).map(|at| (at * 7 % 64 + 64) as u8).collect()
}

/// Octets of a block with error correction.
pub(crate) const BLOCK: u32 = 65_536;

/// A document of that page.
pub(crate) fn source() -> OctetPages {
    OctetPages::new(vec![page()]).with_window(BLOCK)
}

impl<'t> Desk<'t> {
    /// `ecm`: the far station has error correction.
    pub(crate) fn new(clock: &'t Cell<Instant>, trouble: Trouble, ecm: bool) -> Self {
        let mut config = Config::default();
        config.abilities.ecm = ecm;
        Self {
            exchange: Exchange::new(57_600),
            clock,
            trouble,
            began: None,
            commands: Vec::new(),
            commanded: clock.get(),
            line: Vec::new(),
            later: None,
            rubbish: 1,
            repeated: 0,
            said_until: clock.get(),
            ahead: Vec::new(),
            unsent: Vec::new(),
            far: FarStation::new(clock.get(), config, source(), Received::with_window(BLOCK)),
            far_dials: false,
        }
    }

    /// The modem is as it should be from now on; what it had to say meanwhile is lost.
    pub(crate) fn mend(&mut self) {
        self.trouble = Trouble::Nothing;
        self.began = None;
        self.ahead.clear();
        self.later = None;
    }

    /// Lets time pass until the far station is through with its last call.
    pub(crate) fn far_rests(&mut self) {
        let end = self.clock.get() + Duration::from_secs(600);
        while !self.far.rests(&mut self.exchange) {
            assert!(self.clock.get() < end, "the far station rests at last");
            self.far_side();
            pass(&mut self.exchange, self.clock);
        }
    }

    fn now(&self) -> Instant {
        self.clock.get()
    }

    fn far_side(&mut self) {
        let ready = self.commands.last().is_some_and(|command| command.starts_with("AT+FAR"));
        let mut dials = self.far_dials && ready && self.now().since(self.commanded) > Duration::from_secs(1);
        let wants_to = dials;
        self.far.step(&mut self.exchange, self.clock, &mut dials);
        self.far_dials &= dials == wants_to;
    }

    fn is_from(&self, number: usize) -> bool {
        self.commands.len() >= number
    }

    fn plugged(&mut self) -> Result<(), Unplugged> {
        match self.trouble {
            Trouble::UnpluggedFrom(number) if self.is_from(number) => {
                self.began.get_or_insert(self.clock.get());
                Err(Unplugged)
            }
            _ => Ok(()),
        }
    }

    /// The modem is given octets; returns how many it took.
    fn give(&mut self, octets: &[u8]) -> usize {
        if let Trouble::MuteFrom(number) = self.trouble
            && self.is_from(number)
        {
            return octets.len();
        }
        // Octet by octet, so that what is said behind a command is said there.
        for (at, octet) in octets.iter().enumerate() {
            if self.exchange.modem(0).handle_octets(&[*octet]) == 0 {
                return at;
            }
            self.notice(*octet);
            if self.began.is_some() && matches!(self.trouble, Trouble::MuteFrom(_)) {
                return octets.len();
            }
        }
        octets.len()
    }

    /// Watches for command lines.
    fn notice(&mut self, octet: u8) {
        if octet != b'\r' {
            self.line.push(octet);
            return;
        }
        let line = core::mem::take(&mut self.line);
        let Some(at) = line.windows(2).rposition(|two| two == b"AT") else { return };
        self.commands.push(String::from_utf8_lossy(&line[at..]).into_owned());
        self.commanded = self.now();
        let number = self.commands.len();
        match self.trouble {
            Trouble::MuteFrom(from) | Trouble::RubbishFrom(from) | Trouble::RepeatsFrom(from, _) if number == from => {
                self.began = Some(self.now());
            }
            Trouble::Answers(said) => self.ahead.extend_from_slice(said),
            Trouble::Says(behind, said) if number == behind => {
                self.began = Some(self.now());
                self.ahead.extend_from_slice(said);
            }
            Trouble::SaysLater(behind, after, said) if number == behind => {
                self.later = Some((self.now() + after, said));
            }
            Trouble::Echoes => {
                self.ahead.extend_from_slice(&line[at..]);
                self.ahead.push(b'\r');
            }
            _ => {}
        }
    }

    /// What the modem says by now.
    fn listen(&mut self) {
        let mut octets = [0; 64];
        let read = self.exchange.modem(0).poll_octets(&mut octets);
        let now = self.now();
        match self.trouble {
            Trouble::MuteFrom(number) if self.is_from(number) => {}
            Trouble::Answers(_) => {}
            Trouble::RepeatsFrom(number, said) if self.is_from(number) => {
                while self.said_until < now {
                    self.said_until = self.said_until + Duration::from_millis(1);
                    self.ahead.push(said[self.repeated % said.len()]);
                    self.repeated += 1;
                }
            }
            Trouble::RubbishFrom(number) if self.is_from(number) => {
                while self.said_until < now {
                    self.said_until = self.said_until + Duration::from_millis(1);
                    self.rubbish ^= self.rubbish << 13;
                    self.rubbish ^= self.rubbish >> 17;
                    self.rubbish ^= self.rubbish << 5;
                    self.ahead.push((self.rubbish >> 8) as u8);
                }
            }
            _ => {
                self.said_until = now;
                self.ahead.extend_from_slice(&octets[..read]);
            }
        }
        if let Some((at, said)) = self.later
            && at <= now
        {
            self.later = None;
            self.began = Some(now);
            self.ahead.extend_from_slice(said);
        }
    }
}

impl ErrorType for Desk<'_> {
    type Error = Unplugged;
}

impl ReadReady for Desk<'_> {
    fn read_ready(&mut self) -> Result<bool, Unplugged> {
        self.plugged()?;
        self.listen();
        Ok(!self.ahead.is_empty())
    }
}

impl Read for Desk<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Unplugged> {
        Ok(read_ahead(&mut self.ahead, into))
    }
}

impl WriteReady for Desk<'_> {
    fn write_ready(&mut self) -> Result<bool, Unplugged> {
        self.plugged()?;
        let unsent = core::mem::take(&mut self.unsent);
        let taken = self.give(&unsent);
        self.unsent = unsent[taken..].to_vec();
        Ok(self.unsent.is_empty())
    }
}

impl Write for Desk<'_> {
    fn write(&mut self, octets: &[u8]) -> Result<usize, Unplugged> {
        self.plugged()?;
        self.unsent.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> Result<(), Unplugged> {
        Ok(())
    }
}

impl Port for Desk<'_> {
    fn wait(&mut self, at_most: Duration) -> Result<(), Unplugged> {
        let end = self.clock.get() + at_most;
        loop {
            let _ = self.write_ready()?;
            self.far_side();
            if self.clock.get() >= end || self.read_ready()? {
                return Ok(());
            }
            pass(&mut self.exchange, self.clock);
        }
    }
}

/// What our station does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Sends,
    Receives,
}

/// Sets the modem up and carries one call to its end. Nothing may take longer than an hour.
pub(crate) fn one_call(
    desk: &mut Desk<'_>,
    modem: &mut Class1,
    role: Role,
    config: &Config,
    trace: impl Trace,
) -> (Result<Outcome, RunError<Unplugged>>, Received) {
    let mut sink = Received::with_window(BLOCK);
    let mut source = source();
    desk.far_dials = role == Role::Receives;
    let clock = desk.clock;
    let end = clock.get() + Duration::from_secs(3600);
    let stop = || {
        assert!(clock.get() < end, "an hour");
        false
    };
    let mut session = Session::new(modem, desk, || clock.get()).traced(trace);
    let mut call = || {
        session.initialise(stop)?;
        let mut call = if role == Role::Sends {
            session.dial("5551234", stop)?;
            Call::calling(config, clock.get())
        } else {
            // Nobody need ever call.
            let patience = clock.get() + Duration::from_secs(60);
            session.wait_ring(1, || clock.get() >= patience)?;
            session.answer(stop)?;
            Call::answering(config, clock.get())
        };
        session.run(&mut call, &mut Pages { source: &mut source, sink: &mut sink }, stop, |_| ())
    };
    (call(), sink)
}
