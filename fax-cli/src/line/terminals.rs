//! Pseudo terminals with simulated modems behind them, and the clock that moves both.

use core::sync::atomic::Ordering;
use core::time::Duration;
use std::fs::File;
use std::io::{ErrorKind, LineWriter, Read as _, Write as _};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant as Wall;

use fax_core::Instant;
use fax_modem::sim::Modem;
use serde_json::json;
use serialport::{SerialPort as _, TTYPort};

use super::Line;
use crate::exit::{Exit, Failed};
use crate::{output, stop};

/// How often the line looks at its ports. The far end has 55 ms for each turn.
const LOOK: Duration = Duration::from_micros(500);

pub(super) fn run(args: &Line) -> Result<Exit, Failed> {
    let stop = stop::on_ctrl_c()?;
    let (Some(link_a), Some(link_b)) = (&args.link_a, &args.link_b) else {
        return Err(Failed::new(Exit::Usage, "both links are needed"));
    };
    let mut exchange = args.exchange();
    let mut ports = [Terminal::new(link_a)?, Terminal::new(link_b)?];
    let [first, second] = &ports;
    say(args.json, "ready", json!({ "ports": [&first.name, &second.name] }), || {
        format!("{} and {} are modems on one line", link_a.display(), link_b.display())
    });
    let began = Wall::now();
    let mut trace = args.trace.as_ref().map(|path| Trace::create(path)).transpose()?;
    let mut call = None;
    let mut calls_ms = 0;
    while !stop.load(Ordering::Acquire) {
        let now = began.elapsed().mul_f64(args.speed).as_millis();
        exchange.advance_to(Instant::from_millis(u64::try_from(now).unwrap_or(u64::MAX)));
        for (at, port) in ports.iter_mut().enumerate() {
            let now = exchange.now();
            let told = |towards: char, octets: &[u8]| {
                if let Some(trace) = &mut trace {
                    trace.note(now, at, towards, octets);
                }
            };
            port.carry(exchange.modem(at), told);
        }
        let number = exchange.calls();
        match call {
            None if number > 0 && !exchange.is_free() => {
                call = Some((number, exchange.now()));
                say(args.json, "call", json!({ "number": number }), || format!("call {number}"));
            }
            Some((number, answered)) if exchange.is_free() || exchange.calls() > number => {
                call = None;
                let ms = exchange.now().since(answered).as_millis();
                calls_ms += ms;
                say(args.json, "over", json!({ "number": number, "call_ms": ms }), || {
                    format!("call {number} is over after {:.1} s", Duration::from_millis(ms as u64).as_secs_f64())
                });
            }
            _ => {}
        }
        let enough = args.max_calls.is_some_and(|calls| number >= calls);
        if enough && exchange.is_free() && ports.iter().all(|port| !port.open) {
            break;
        }
        thread::sleep(LOOK);
    }
    let [first, second] = [0, 1].map(|at| figures(exchange.modem(at)));
    say(
        args.json,
        "result",
        json!({ "calls": exchange.calls(), "call_ms": calls_ms, "modems": [first, second] }),
        || format!("{} call(s)", exchange.calls()),
    );
    Ok(Exit::Done)
}

fn figures(modem: &Modem) -> serde_json::Value {
    json!({ "underruns": modem.underruns(), "strays": modem.strays(), "lost_octets": modem.lost() })
}

fn say(as_json: bool, event: &str, mut object: serde_json::Value, text: impl FnOnce() -> String) {
    if !as_json {
        return output::line(text());
    }
    if let Some(fields) = object.as_object_mut() {
        fields.insert("event".into(), event.into());
    }
    output::line(object);
}

/// The octets of both ports, a line each time some go.
struct Trace(LineWriter<File>);

impl Trace {
    fn create(path: &Path) -> Result<Self, Failed> {
        File::create(path).map(|file| Self(LineWriter::new(file))).map_err(|error| Failed::io(path.display(), error))
    }

    fn note(&mut self, now: Instant, port: usize, towards: char, octets: &[u8]) {
        if !octets.is_empty() {
            let port = if port == 0 { 'A' } else { 'B' };
            // A trace that cannot be written must not end a call.
            let _ = writeln!(self.0, "{:>9} {port}{towards} {}", now.to_string(), octets.escape_ascii());
        }
    }
}

/// A port of a modem, with a link to it for as long as the line is there.
struct Terminal {
    master: TTYPort,
    name: String,
    link: PathBuf,
    /// A program has the port open.
    open: bool,
    /// From the program, not yet taken by the modem.
    unsent: Vec<u8>,
    /// From the modem, not yet taken by the program.
    unread: Vec<u8>,
}

impl Terminal {
    fn new(link: &Path) -> Result<Self, Failed> {
        let failed = |error| Failed::io("pseudo terminal", error);
        let (mut master, port) = TTYPort::pair().map_err(failed)?;
        master.set_timeout(Duration::ZERO).map_err(failed)?;
        let name = port.name().ok_or_else(|| Failed::new(Exit::Io, "a pseudo terminal without a name"))?;
        // Links of a line that was killed are replaced, files of somebody else are not.
        if std::fs::symlink_metadata(link).is_ok_and(|found| found.file_type().is_symlink()) {
            std::fs::remove_file(link).map_err(|error| Failed::io(link.display(), error))?;
        }
        symlink(&name, link).map_err(|error| Failed::io(link.display(), error))?;
        Ok(Self { master, name, link: link.into(), open: false, unsent: Vec::new(), unread: Vec::new() })
    }

    /// Carries octets both ways. A port that is closed has dropped DTR.
    fn carry(&mut self, modem: &mut Modem, mut told: impl FnMut(char, &[u8])) {
        let mut buffer = [0; 256];
        if self.unsent.is_empty() {
            match self.master.read(&mut buffer) {
                Ok(read) => {
                    self.open = true;
                    self.unsent.extend_from_slice(buffer.get(..read).unwrap_or_default());
                }
                Err(error) if error.kind() == ErrorKind::TimedOut => self.open = true,
                Err(_) => {
                    if core::mem::take(&mut self.open) {
                        self.unread.clear();
                        modem.drop_dtr();
                    }
                }
            }
        }
        let taken = modem.handle_octets(&self.unsent);
        told('>', self.unsent.get(..taken).unwrap_or_default());
        self.unsent.drain(..taken);
        if self.unread.is_empty() {
            let filled = modem.poll_octets(&mut buffer);
            self.unread.extend_from_slice(buffer.get(..filled).unwrap_or_default());
        }
        if !self.open {
            // Nobody is there to read it.
            self.unread.clear();
        } else if !self.unread.is_empty() {
            let written = self.master.write(&self.unread).unwrap_or(0);
            told('<', self.unread.get(..written).unwrap_or_default());
            self.unread.drain(..written);
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Somebody may have taken it away before.
        let _ = std::fs::remove_file(&self.link);
    }
}
