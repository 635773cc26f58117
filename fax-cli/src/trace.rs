//! `--trace`: serial octets and T.30 frames with their times, one line each.
//!
//! ```text
//!   7.245 > AT+FTH=3\r                    to the modem
//!   7.251 < \r\nCONNECT\r\n               from the modem
//!   7.252 send TSI, more follow: 30 30 30 31 35 35 35 20 ...
//!   9.120 heard MCF, last:
//! ```

use core::cell::RefCell;
use core::fmt::Display;
use std::fs::File;
use std::io::{LineWriter, Write};
use std::path::Path;
use std::rc::Rc;

use fax_core::frame::{Fcf, Frame};
use fax_core::{Chunk, Framing, Instant, LineEvent, LineOp};

use crate::exit::Failed;

/// Where a trace goes. Clones write to the same file.
#[derive(Clone, Debug)]
pub(crate) struct TraceFile(Option<Rc<RefCell<State>>>);

#[derive(Debug)]
struct State {
    file: LineWriter<File>,
    /// What is being sent, to tell frames from images.
    framing: Framing,
}

impl TraceFile {
    /// A trace to `path`, or none. Each line is written at once: traces are wanted when something went wrong.
    pub(crate) fn create(path: Option<&Path>) -> Result<Self, Failed> {
        let Some(path) = path else { return Ok(Self(None)) };
        let file = File::create(path).map_err(|error| Failed::io(path.display(), error))?;
        Ok(Self(Some(Rc::new(RefCell::new(State { file: LineWriter::new(file), framing: Framing::Hdlc })))))
    }

    /// Something to know for who reads it.
    pub(crate) fn note(&self, now: Instant, what: impl Display) {
        self.line(now, |_| Some(what.to_string()));
    }

    fn line(&self, now: Instant, line: impl FnOnce(&State) -> Option<String>) {
        let Some(state) = &self.0 else { return };
        let mut state = state.borrow_mut();
        if let Some(line) = line(&state) {
            // A trace that cannot be written must not end a call.
            let _ = writeln!(state.file, "{:>9} {line}", now.to_string());
        }
    }
}

fn frame(octets: &[u8]) -> String {
    let Ok(frame) = Frame::parse(octets) else { return format!("no frame: {}", hex(octets)) };
    let more = if frame.last { "last" } else { "more follow" };
    let fif = match frame.fcf {
        _ if frame.fif.is_empty() => String::new(),
        // Passwords do not go into traces.
        Fcf::Pwd => ": ***".to_owned(),
        _ => format!(": {}", hex(frame.fif)),
    };
    format!("{}, {more}{fif}", frame.fcf)
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(" ")
}

impl fax_modem::Trace for TraceFile {
    fn to_modem(&mut self, now: Instant, octets: &[u8]) {
        self.line(now, |_| Some(format!("> {}", octets.escape_ascii())));
    }

    fn from_modem(&mut self, now: Instant, octets: &[u8]) {
        self.line(now, |_| Some(format!("< {}", octets.escape_ascii())));
    }

    fn op(&mut self, now: Instant, op: &LineOp) {
        if let (Some(state), LineOp::Send(signal)) = (&self.0, op) {
            state.borrow_mut().framing = signal.framing;
        }
        self.line(now, |_| {
            Some(match op {
                LineOp::Send(signal) => format!("op send {}", signal.modulation),
                LineOp::Receive(signal) => format!("op receive {}", signal.modulation),
                other => format!("op {other:?}"),
            })
        });
    }

    fn chunk(&mut self, now: Instant, chunk: &Chunk<'_>) {
        self.line(now, |state| (state.framing == Framing::Hdlc).then(|| format!("send {}", frame(chunk.octets))));
    }

    fn event(&mut self, now: Instant, event: &LineEvent<'_>) {
        self.line(now, |_| {
            Some(match event {
                LineEvent::Frame(octets) => format!("heard {}", frame(octets)),
                // They are in the lines of the modem.
                LineEvent::Octets(_) => return None,
                other => format!("heard {other:?}"),
            })
        });
    }
}
