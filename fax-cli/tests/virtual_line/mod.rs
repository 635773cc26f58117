//! The program under test, and for it two pseudo terminals with simulated modems on one line, in a thread of their own. The line's clock runs faster than the
//! wall's; the programs under test do not know.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use fax_core::{Clock, Instant};
use fax_modem::sim::Exchange;
use serde_json::Value;
use serialport::{SerialPort, TTYPort};

/// Starts the program under test.
pub(crate) fn start(folder: &Path, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_fax"))
        .current_dir(folder)
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The last line of `--json`.
#[allow(dead_code, reason = "not every test asks")]
pub(crate) fn result(output: &Output) -> Value {
    let last = output.stdout.split(|&o| o == b'\n').rfind(|line| !line.is_empty()).unwrap();
    serde_json::from_slice(last).unwrap()
}

/// A document of some pages, small enough for a short call.
pub(crate) fn document(folder: &Path, name: &str, pages: usize) -> Vec<u8> {
    let page = |page: usize| {
        let mut file = b"P4\n1728 120\n".to_vec();
        file.extend(
            (0..120 * 216).map(|at| if at % 216 < 200 && (at / 216 + page) % 7 < 3 { (at * 37) as u8 } else { 0 }),
        );
        file
    };
    let file = (0..pages).flat_map(page).collect::<Vec<_>>();
    std::fs::write(folder.join(name), &file).unwrap();
    file
}

/// How much faster.
const HURRY: u64 = 6;

pub(crate) struct VirtualLine {
    pub(crate) ports: [String; 2],
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl VirtualLine {
    /// `prepare` sets the exchange up: busy, cut after a time, and so on.
    #[allow(dead_code, reason = "not every test hurries")]
    pub(crate) fn new(prepare: impl FnOnce(&mut Exchange)) -> Self {
        Self::hurried(HURRY, prepare)
    }

    /// With a clock that runs so much faster than the wall's.
    pub(crate) fn hurried(hurry: u64, prepare: impl FnOnce(&mut Exchange)) -> Self {
        let mut exchange = Exchange::new(115_200);
        prepare(&mut exchange);
        let pairs = [TTYPort::pair().expect("a pseudo terminal"), TTYPort::pair().expect("a pseudo terminal")];
        let ports = [0, 1].map(|at: usize| pairs[at].1.name().expect("a name"));
        let masters = pairs.map(|(mut master, _)| {
            master.set_timeout(Duration::from_millis(1)).expect("a time-out");
            master
        });
        let over = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&over);
        let thread = thread::spawn(move || carry(exchange, masters, hurry, &ended));
        Self { ports, over, thread: Some(thread) }
    }
}

impl Drop for VirtualLine {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn carry(mut exchange: Exchange, mut masters: [TTYPort; 2], hurry: u64, over: &AtomicBool) {
    let clock = Clock::new();
    let mut unsent = [Vec::new(), Vec::new()];
    while !over.load(Ordering::Relaxed) {
        exchange.advance_to(Instant::from_millis(clock.now().as_millis() * hurry));
        for (at, (master, unsent)) in masters.iter_mut().zip(&mut unsent).enumerate() {
            let mut buffer = [0; 256];
            // While nobody has the port open there is nothing to read and nobody to write to.
            let waiting = master.bytes_to_read().unwrap_or(0);
            if waiting > 0 && unsent.is_empty() {
                let read = master.read(&mut buffer).unwrap_or(0);
                unsent.extend_from_slice(&buffer[..read]);
            }
            let taken = exchange.modem(at).handle_octets(unsent);
            unsent.drain(..taken);
            let filled = exchange.modem(at).poll_octets(&mut buffer);
            let _ = master.write_all(&buffer[..filled]);
        }
        thread::sleep(Duration::from_micros(500));
    }
}
