//! The blocking loop over a modem's port: how long the far end waits for it, and what an octet costs.
//!
//! ```text
//! cargo run --release -p benches --bin modem-loop -- --check
//! ```
//!
//! Turn-round is measured from the moment at which the modem writes the last octet of its word until it has read the first octet of
//! what follows, while a thread of ordinary priority spins on each core; the calls have [`fax_modem::Precedence`], if the system grants it.
//! T.30 leaves 55 ms for it. Through a pseudo terminal each octet waits for a worker thread of the kernel besides, which has no
//! precedence; through a socket it is the loop alone. The limits are the same for both. The third row of each is what the system takes
//! in the same run when nothing is behind the port but a loop that answers words.
//! Costs are those of [`fax_modem::Session`] with `Class1` and `Call` behind it, on octets that were recorded before.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measuring program: a slip shall stop it")]

mod cost;
mod socket;
mod turn;

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::process::ExitCode;

use clap::Parser;

use turn::Between;

/// From OK behind a frame to the next command, at the 99.9th percentile.
const TURN_MAX: Duration = Duration::from_millis(1);
/// From CONNECT to data.
const DATA_MAX: Duration = Duration::from_millis(5);
/// For each octet through the port, in either direction.
const OCTET_MAX: f64 = 50.0;
/// Octets that a line at 14400 bit/s has in a second.
const OCTETS_PER_SECOND: f64 = 1800.0;

/// Measures the loop over a modem's port.
#[derive(Parser)]
struct Args {
    /// Calls through each port; each has three turns and two beginnings of data
    #[arg(long, default_value_t = 1000)]
    calls: usize,
    /// Threads that keep the cores busy meanwhile [default: one for each core]
    #[arg(long)]
    spinning: Option<usize>,
    /// At ordinary priority, even if the system would grant precedence
    #[arg(long)]
    ordinary: bool,
    /// Fail if a limit is missed
    #[arg(long)]
    check: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let spinning = args.spinning.unwrap_or(cores);
    let mut good = true;

    println!("{} calls, {spinning} threads spinning on {cores} cores; {}", args.calls, turn::priority(args.ordinary));
    for (name, between) in [("a pseudo terminal", Between::Terminal), ("a socket", Between::Socket)] {
        let mut times = busy(spinning, || turn::measure(args.calls, between, args.ordinary));
        println!("\n{:32} {:>9} {:>9} {:>9} {:>9}", format!("through {name}"), "median", "99 %", "99.9 %", "longest");
        good &= row("OK of a frame to next command", &mut times.turns, TURN_MAX);
        good &= row("CONNECT to training check, page", &mut times.data, DATA_MAX);
        let mut floor = busy(spinning, || turn::floor(3 * args.calls, between, args.ordinary));
        row("a word and an answer, no driver", &mut floor, Duration::MAX);
    }

    println!("\n{:32} {:>9} {:>9} {:>12}", "whole session", "octets", "ns/octet", "lines/core");
    for (name, ecm, calls) in
        [("send", false, true), ("receive", false, false), ("send, ECM", true, true), ("receive, ECM", true, false)]
    {
        let (octets, each) = cost::measure(ecm, calls);
        println!("{name:32} {octets:9} {each:9.1} {:12.0}", 1e9 / each / OCTETS_PER_SECOND);
        good &= each < OCTET_MAX;
    }
    println!(
        "\nlimits: {TURN_MAX:?} and {DATA_MAX:?} at 99.9 %, {OCTET_MAX} ns: {}",
        if good { "kept" } else { "MISSED" }
    );
    if args.check && !good { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Prints a row; returns whether the 99.9th percentile is within its limit.
fn row(name: &str, times: &mut [Duration], limit: Duration) -> bool {
    times.sort_unstable();
    let at = |part: f64| times[((times.len() as f64 * part).ceil() as usize).clamp(1, times.len()) - 1];
    let micros = |time: Duration| format!("{:.0} us", time.as_secs_f64() * 1e6);
    let kept = at(0.999) < limit;
    let [median, high, highest, longest] = [0.5, 0.99, 0.999, 1.0].map(|part| micros(at(part)));
    println!("{name:32} {median:>9} {high:>9} {highest:>9} {longest:>9}{}", if kept { "" } else { "  MISSED" });
    kept
}

/// Does something while so many threads spin.
fn busy<T>(threads: usize, act: impl FnOnce() -> T) -> T {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut work = 0u64;
                while !over.load(Ordering::Relaxed) {
                    work = core::hint::black_box(work.wrapping_mul(5).wrapping_add(1));
                }
            });
        }
        let result = act();
        over.store(true, Ordering::Relaxed);
        result
    })
}
