//! Calls with strangers.
//!
//! A cell is one call: a line with foreign modems (`tests/interop/line.c`), one or two programs on its ports, and what
//! must have come of it. Cells run two at a time, each in a folder of its own under `target/interop`, which keeps the
//! traces of the last run.

pub(crate) mod boards;
mod cell;
mod documents;
mod endings;
mod judge;
pub(crate) mod line_time;
mod matrix;
mod polls;
mod process;
mod programs;
mod tools;
mod trouble;

use core::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use std::{path::PathBuf, time::Instant};

use cell::{Cell, Figures};
use tools::Tools;

use crate::Fault;

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Also dense pages, a far end that offers error correction, and calls by a clock that is never hurried.
    #[arg(long)]
    all: bool,
    /// Only the line and the judges: efax in place of our program.
    #[arg(long)]
    self_test: bool,
    /// Only cells whose name contains this.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// A page (PBM or TIFF, 204 x 196 per inch) to use in place of the generated ones.
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    /// A program `fax` to judge in place of the one that is built here.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// How much faster than real the audio runs while no program is awaited.
    #[arg(long, default_value_t = 8)]
    speed: u32,
    /// How many calls at a time.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

/// Runs the cells and prints a table.
pub(crate) fn run(options: &Options) -> Result<(), Fault> {
    let tools = Tools::prepare(options)?;
    let mut cells = if options.self_test { matrix::self_test(&tools) } else { matrix::product(&tools, options.all) };
    if let Some(part) = &options.only {
        cells.retain(|cell| cell.name.contains(part.as_str()));
    }
    if cells.is_empty() {
        return Err("no cell has such a name".into());
    }
    let outcomes = run_all(&cells, &tools, options.jobs);
    let failed: Vec<_> =
        cells.iter().zip(&outcomes).filter_map(|(cell, o)| Some((&cell.name, o.as_ref().err()?))).collect();
    println!("{} passed, {} failed", cells.len() - failed.len(), failed.len());
    if failed.is_empty() {
        return Ok(());
    }
    for (name, fault) in &failed {
        println!("\n{name}: {fault}\n  see {}", tools.folder(name).display());
    }
    Err(format!("{} of {} cells failed", failed.len(), cells.len()))
}

/// Shares the cells out to `jobs` threads, prints a row for each, and gives what came of them, in their order.
fn run_all(cells: &[Cell], tools: &Tools, jobs: usize) -> Vec<Result<Figures, Fault>> {
    println!("{:<44} {:<6} {:>5} {:>6} {:<6} {:>6} {:>6}", "cell", "", "pages", "bit/s", "coding", "call s", "took s");
    let next = AtomicUsize::new(0);
    let run_some = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(cell) = cells.get(number) else { return done };
            let start = Instant::now();
            let outcome = cell.run(tools);
            print_row(&cell.name, &outcome, start.elapsed());
            done.push((number, outcome));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs.max(1)).map(|_| scope.spawn(run_some)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect::<Vec<_>>()
    });
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

fn print_row(name: &str, outcome: &Result<Figures, Fault>, took: Duration) {
    let took = took.as_secs_f64();
    match outcome {
        Ok(f) => println!(
            "{name:<44} {:<6} {:>5} {:>6} {:<6} {:>6.1} {took:>6.1}",
            "ok", f.pages, f.rate, f.coding, f.call_seconds
        ),
        Err(_) => println!("{name:<44} {:<6} {:>5} {:>6} {:<6} {:>6} {took:>6.1}", "FAILED", "", "", "", ""),
    }
}
