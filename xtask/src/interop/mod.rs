//! Calls with strangers.
//!
//! A cell is one call: a line with foreign modems (`tests/interop/line.c`), one or two programs on its ports, and what
//! must have come of it. Cells run two at a time, each in a folder of its own under `target/interop`, which keeps the
//! traces of the last run.

mod cell;
mod documents;
mod judge;
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
use std::{path::PathBuf, sync::Mutex, time::Instant};

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
    println!("{:<44} {:<6} {:>5} {:>6} {:<6} {:>6} {:>6}", "cell", "", "pages", "bit/s", "coding", "call s", "took s");
    let failed = run_all(&cells, &tools, options.jobs);
    println!("{} passed, {} failed", cells.len() - failed.len(), failed.len());
    if failed.is_empty() {
        return Ok(());
    }
    for (name, fault) in &failed {
        println!("\n{name}: {fault}\n  see {}", tools.folder(name).display());
    }
    Err(format!("{} of {} cells failed", failed.len(), cells.len()))
}

/// Shares the cells out to `jobs` threads; gives back the names of the failed ones and why they failed.
fn run_all(cells: &[Cell], tools: &Tools, jobs: usize) -> Vec<(String, Fault)> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                while let Some(cell) = cells.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let start = Instant::now();
                    let outcome = cell.run(tools);
                    print_row(&cell.name, &outcome, start.elapsed());
                    if let (Err(fault), Ok(mut failed)) = (outcome, failed.lock()) {
                        failed.push((cell.name.clone(), fault));
                    }
                }
            });
        }
    });
    failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
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
