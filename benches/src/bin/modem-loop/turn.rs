//! Turn-round: a session on a port, and behind it a modem that takes no time at all.

use core::time::Duration;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::mpsc;
use std::time::Instant;

use fax_core::sim::OctetPages;
use fax_core::{Call, Clock, Config, Outcome, Pages};
use fax_modem::{Class1, Port, Precedence, Profile, RunError, SerialLine, Session};
use serialport::{SerialPort as _, TTYPort};

use crate::socket::Socket;

/// What was measured.
pub(crate) struct Times {
    /// From OK behind a frame to the first octet of the next command.
    pub(crate) turns: Vec<Duration>,
    /// From CONNECT behind `+FTM` to the first octet of data.
    pub(crate) data: Vec<Duration>,
}

/// DIS of libspandsp's terminal with its check sequence, DLE doubled; CFR and MCF.
const DIS: &[u8] =
    &[0xFF, 0x13, 0x80, 0x00, 0xEE, 0xFA, 0xC4, 0x80, 0xD7, 0x83, 0x80, 0x80, 0x18, 0x10, 0x10, 0x2B, 0x10, 0x03];
const CFR: &[u8] = &[0xFF, 0x13, 0x84, 0xEA, 0x7D, 0x10, 0x03];
const MCF: &[u8] = &[0xFF, 0x13, 0x8C, 0xA2, 0xF1, 0x10, 0x03];

/// What is between the loop and the modem.
#[derive(Clone, Copy)]
pub(crate) enum Between {
    /// A pseudo terminal, as with `SerialLine` in earnest; a worker thread of the kernel, of ordinary priority, carries its octets.
    Terminal,
    /// A socket, and nothing but the two threads.
    Socket,
}

/// How these calls stand against other programs.
pub(crate) fn priority(ordinary: bool) -> String {
    if ordinary { "calls at ordinary priority".to_owned() } else { Precedence::take().to_string() }
}

/// Carries so many calls of one short page; with precedence, if it is granted.
pub(crate) fn measure(calls: usize, between: Between, ordinary: bool) -> Times {
    match between {
        Between::Terminal => {
            let (far, near) = terminal(PATIENCE);
            call(calls, far, near, ordinary)
        }
        Between::Socket => {
            let (far, near) = socket(PATIENCE);
            call(calls, far, near, ordinary)
        }
    }
}

/// The same way for so many words and answers, without a driver, a session or a call: what is left is the system's part.
pub(crate) fn floor(turns: usize, between: Between, ordinary: bool) -> Vec<Duration> {
    match between {
        Between::Terminal => {
            let (far, near) = terminal(FOREVER);
            echo(turns, far, near, ordinary)
        }
        Between::Socket => {
            let (far, near) = socket(FOREVER);
            echo(turns, far, near, ordinary)
        }
    }
}

/// So short that a modem's side notices when all is over.
const PATIENCE: Duration = Duration::from_millis(100);
/// Longer than anything takes.
const FOREVER: Duration = Duration::from_secs(60);

/// A terminal, the modem's end first, which reads for so long at most.
fn terminal(patience: Duration) -> (TTYPort, SerialLine) {
    let (mut far, near) = TTYPort::pair().unwrap();
    far.set_timeout(patience).unwrap();
    let path = near.name().unwrap();
    // `near` locks the terminal; let go of it, the far side keeps it alive.
    drop(near);
    (far, SerialLine::open(&path, 115_200).unwrap())
}

/// The same with a socket.
fn socket(patience: Duration) -> (UnixStream, Socket) {
    let (far, near) = UnixStream::pair().unwrap();
    far.set_read_timeout(Some(patience)).unwrap();
    (far, Socket::new(near))
}

fn echo<F: Read + Write + Send, P: Port>(turns: usize, mut far: F, mut port: P, ordinary: bool) -> Vec<Duration>
where
    P::Error: core::fmt::Debug,
{
    let hasten = || (!ordinary).then(Precedence::take);
    std::thread::scope(|scope| {
        let modem = scope.spawn(move || {
            let _precedence = hasten();
            let turn = |_| {
                far.write_all(b"\r\nOK\r").unwrap();
                let since = Instant::now();
                far.write_all(b"\n").unwrap();
                far.read_exact(&mut [0]).unwrap();
                let took = since.elapsed();
                far.read_exact(&mut [0; 2]).unwrap();
                took
            };
            (0..turns).map(turn).collect()
        });
        let _precedence = hasten();
        // Each word has two of them, and the second is its end.
        let mut ends = 0;
        while ends < 2 * turns {
            port.wait(FOREVER).unwrap();
            let mut octets = [0; 64];
            while port.read_ready().unwrap() {
                let read = port.read(&mut octets).unwrap();
                let before = ends;
                ends += octets[..read].iter().filter(|&&octet| octet == b'\n').count();
                if ends > before && ends % 2 == 0 {
                    embedded_io::Write::write_all(&mut port, b"AT\r").unwrap();
                }
            }
        }
        modem.join().unwrap()
    })
}

fn call<F: Read + Write + Send, P: Port>(calls: usize, far: F, mut port: P, ordinary: bool) -> Times
where
    RunError<P::Error>: core::fmt::Debug + PartialEq,
{
    // A modem waits for no thread, so neither may the one that plays it.
    let hasten = || (!ordinary).then(Precedence::take);
    let (done, over) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let modem = scope.spawn(move || {
            let _precedence = hasten();
            Desk::new(far).serve(&over)
        });
        let _precedence = hasten();
        let clock = Clock::new();
        let mut modem_side = Class1::new(Profile::GENERIC);
        let mut session = Session::new(&mut modem_side, &mut port, || clock.now());
        session.initialise(|| false).unwrap();
        let mut config = Config::default();
        config.abilities.ecm = false;
        config.abilities.modulations = session.modem().abilities();
        for _ in 0..calls {
            session.dial("1", || false).unwrap();
            let mut call = Call::calling(&config, clock.now());
            let mut source = OctetPages::new(vec![vec![0x55; 2000]]);
            let mut pages = Pages { source: &mut source, sink: &mut () };
            assert_eq!(session.run(&mut call, &mut pages, || false, |_| ()), Ok(Outcome::Completed));
        }
        drop(done);
        let times = modem.join().unwrap();
        assert_eq!((times.turns.len(), times.data.len()), (3 * calls, 2 * calls));
        times
    })
}

/// What follows.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    Command,
    Data,
}

/// What the next octet ends the measuring of.
#[derive(Clone, Copy)]
enum Measured {
    Turn,
    Data,
}

/// The modem's side of the port: words at once, and three frames for each call.
struct Desk<F> {
    port: F,
    next: Next,
    line: Vec<u8>,
    frames: u32,
    since: Option<(Measured, Instant)>,
    times: Times,
}

impl<F: Read + Write> Desk<F> {
    fn new(port: F) -> Self {
        let times = Times { turns: Vec::new(), data: Vec::new() };
        Self { port, next: Next::Command, line: Vec::new(), frames: 0, since: None, times }
    }

    /// Until the session is over.
    fn serve(mut self, over: &mpsc::Receiver<()>) -> Times {
        let mut octets = [0; 1024];
        loop {
            match self.port.read(&mut octets) {
                Ok(read) => {
                    match self.since.take() {
                        Some((Measured::Turn, since)) => self.times.turns.push(since.elapsed()),
                        Some((Measured::Data, since)) => self.times.data.push(since.elapsed()),
                        None => {}
                    }
                    octets[..read].iter().for_each(|&octet| self.take(octet));
                }
                Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock) => {
                    if over.try_recv() == Err(mpsc::TryRecvError::Disconnected) {
                        return self.times;
                    }
                }
                Err(error) => panic!("the port: {error}"),
            }
        }
    }

    fn take(&mut self, octet: u8) {
        self.line.push(octet);
        match self.next {
            Next::Command if octet == b'\r' => {
                let line = core::mem::take(&mut self.line);
                self.command(&line);
            }
            Next::Data if self.line.ends_with(&[0x10, 0x03]) => {
                // No octet of these pages and frames is a DLE but this one: its end; and a frame that is not final asks for more.
                let more = self.line.starts_with(&[0xFF, 0x03]);
                self.line.clear();
                self.next = if more { Next::Data } else { Next::Command };
                self.say(if more { b"\r\nCONNECT\r\n" } else { b"\r\nOK\r\n" }, None);
            }
            Next::Command | Next::Data => {}
        }
    }

    fn command(&mut self, line: &[u8]) {
        match line {
            b"AT+FTM=?\r" | b"AT+FRM=?\r" => {
                self.say(b"\r\n24,48,72,73,74,96,97,98,121,122,145,146\r\n\r\nOK\r\n", None)
            }
            b"AT+FRH=3\r" => self.frame(),
            [b'A', b'T', b'D', ..] => {
                self.frames = 0;
                self.frame();
            }
            b"AT+FTH=3\r" => {
                self.next = Next::Data;
                self.say(b"\r\nCONNECT\r\n", None);
            }
            [b'A', b'T', b'+', b'F', b'T', b'M', ..] => {
                self.next = Next::Data;
                self.say(b"\r\nCONNECT\r\n", Some(Measured::Data));
            }
            _ => self.say(b"\r\nOK\r\n", None),
        }
    }

    fn frame(&mut self) {
        let frame = [DIS, CFR, MCF][self.frames as usize];
        self.frames += 1;
        self.say(b"\r\nCONNECT\r\n", None);
        self.say(frame, None);
        self.say(b"\r\nOK\r\n", Some(Measured::Turn));
    }

    /// The last octet goes alone if the time from it on is wanted.
    fn say(&mut self, words: &[u8], measured: Option<Measured>) {
        let (first, last) = words.split_at(words.len() - 1);
        self.port.write_all(first).unwrap();
        self.since = measured.map(|measured| (measured, Instant::now()));
        self.port.write_all(last).unwrap();
    }
}
