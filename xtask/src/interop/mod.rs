//! Calls with strangers.
//!
//! A cell is one call: a line with foreign modems (`tests/interop/line.c`), one or two programs on its ports, and what
//! must have come of it. Several run at a time, each in a folder of its own under `target/interop`, which keeps the
//! traces of the last run; `results.jsonl` there keeps what came of each.

pub(crate) mod boards;
pub(crate) mod captures;
mod cell;
mod documents;
mod endings;
mod grid;
mod in_a_row;
mod judge;
pub(crate) mod line_time;
mod locks;
mod matrix;
mod ours;
mod polls;
pub(crate) mod process;
mod programs;
mod results;
mod tools;
mod trouble;

use core::{
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use std::{fs, path::PathBuf, sync::Mutex, thread, time::Instant};

use cell::{Cell, Figures};
use results::Results;
use tools::Tools;

use crate::{Fault, root};

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Every call there is, in place of a part in which everything occurs once; writes docs/interop.md.
    #[arg(long)]
    all: bool,
    /// Only the line and the judges: efax in place of our program.
    #[arg(long)]
    self_test: bool,
    /// Only cells of all there are whose name contains this; given again, that as well.
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// Keep results of earlier runs, and make only calls that are missing or have brought no page.
    #[arg(long)]
    resume: bool,
    /// Make calls that brought no page so many times more, alone: several at a time may be too much for the machine, and other noise
    /// falls on other octets.
    #[arg(long, value_name = "N", default_value_t = 1)]
    again: u64,
    /// No calls: only docs/interop.md from the results that there are.
    #[arg(long)]
    table: bool,
    /// In place of all that: so many calls, one after the other, between the same two modems.
    #[arg(long, value_name = "N")]
    in_a_row: Option<u32>,
    /// A page (PBM or TIFF, 204 x 196 per inch) to use in place of the generated ones.
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    /// A program `fax` to judge in place of the one that is built here.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// How much faster than real the audio runs while no program is awaited.
    #[arg(long, default_value_t = 8)]
    speed: u32,
    /// How many calls at a time; without it, as many as the cores can carry.
    #[arg(long, default_value_t = calls_at_a_time())]
    jobs: usize,
}

impl Options {
    /// For those who make calls of their own.
    fn tools(program: Option<PathBuf>, speed: u32, jobs: usize) -> Self {
        Self {
            all: false,
            self_test: false,
            only: Vec::new(),
            resume: false,
            again: 0,
            table: false,
            in_a_row: None,
            page: None,
            program,
            speed,
            jobs,
        }
    }
}

/// Calls mostly wait.
fn calls_at_a_time() -> usize {
    const PER_CORE: usize = 3;
    thread::available_parallelism().map_or(1, NonZero::get) * PER_CORE
}

/// Runs the cells and prints a table.
pub(crate) fn run(options: &Options) -> Result<(), Fault> {
    let results = Results::at(crate::target().join("interop/results.jsonl"));
    if options.table {
        return write_table(&results);
    }
    let tools = Tools::prepare(options)?;
    if let Some(calls) = options.in_a_row {
        return in_a_row::run(&tools, calls);
    }
    let everything = options.all || !options.only.is_empty();
    let mut cells = if options.self_test { matrix::self_test(&tools) } else { matrix::product(&tools, everything) };
    let wanted = |name: &str| options.only.iter().all(|part| name.contains(part.as_str()));
    cells.retain(|cell| wanted(&cell.name));
    let locks = !options.self_test && wanted(locks::NAME);
    if locks {
        locks::check(&tools)?;
    }
    if cells.is_empty() {
        return if locks { Ok(()) } else { Err("no cell has such a name".into()) };
    }
    if options.all && options.only.is_empty() && !options.resume {
        results.clear();
    }
    if options.resume {
        let known = results.read()?;
        cells.retain(|cell| known.get(&cell.name).is_none_or(|kept| !delivered(&kept.outcome)));
    }
    let mut outcomes = run_all(&cells, &tools, options.jobs, 1, Some(&results));
    for (cell, outcome) in cells.iter().zip(&mut outcomes) {
        make_again(cell, outcome, &tools, options.again, &results)?;
    }
    let failed: Vec<_> =
        cells.iter().zip(&outcomes).filter_map(|(cell, o)| Some((&cell.name, o.as_ref().err()?))).collect();
    println!("{} passed, {} failed", cells.len() - failed.len(), failed.len());
    for (name, fault) in &failed {
        println!("\n{name}: {fault}\n  see {}", tools.folder(name).display());
    }
    if options.all {
        write_table(&results)?;
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("{} of {} cells failed", failed.len(), cells.len())) }
}

/// As it should be, and no excuse needed.
fn delivered(outcome: &Result<Figures, Fault>) -> bool {
    outcome.as_ref().is_ok_and(|figures| figures.excuse.is_none())
}

/// Makes a call that brought no page once more, or oftener, until one does; what is better is kept.
fn make_again(
    cell: &Cell,
    outcome: &mut Result<Figures, Fault>,
    tools: &Tools,
    times: u64,
    results: &Results,
) -> Result<(), Fault> {
    for tries in 2..=times + 1 {
        if delivered(outcome) {
            break;
        }
        println!("again, alone:");
        let next = run_all(core::slice::from_ref(cell), tools, 1, tries, None).pop();
        if let Some(next) = next.filter(|next| outcome.is_err() || delivered(next)) {
            *outcome = next;
            results.add(&cell.name, outcome, tries)?;
        }
    }
    Ok(())
}

/// Makes docs/interop.md of what is known, and prints it.
fn write_table(results: &Results) -> Result<(), Fault> {
    let text = grid::table::markdown(&results.read()?);
    println!("\n{text}");
    let path = root().join("docs/interop.md");
    fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))
}

/// Shares the cells out to `jobs` threads, prints a row for each, keeps the results if told to, and gives what came of them,
/// in their order.
fn run_all(
    cells: &[Cell],
    tools: &Tools,
    jobs: usize,
    tries: u64,
    keep: Option<&Results>,
) -> Vec<Result<Figures, Fault>> {
    let heading = ["cell", "", "pages", "bit/s", "coding", "call s", "took s"];
    let [cell, good, pages, rate, coding, call, took] = heading;
    println!("{cell:<60} {good:<6} {pages:>5} {rate:>6} {coding:<6} {call:>6} {took:>6}");
    let next = AtomicUsize::new(0);
    let one_at_a_time = Mutex::new(());
    let run_some = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(cell) = cells.get(number) else { return done };
            let start = Instant::now();
            let mut outcome = cell.run(tools, tries);
            {
                let _turn = one_at_a_time.lock();
                print_row(&cell.name, &outcome, start.elapsed());
                if let Some(results) = keep
                    && let Err(fault) = results.add(&cell.name, &outcome, tries)
                {
                    outcome = Err(fault);
                }
            }
            done.push((number, outcome));
        }
    };
    let mut done = thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs.max(1)).map(|_| scope.spawn(run_some)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect::<Vec<_>>()
    });
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

fn print_row(name: &str, outcome: &Result<Figures, Fault>, took: Duration) {
    let took = took.as_secs_f64();
    match outcome {
        Ok(Figures { excuse: Some(excuse), .. }) => println!("{name:<60} excused: {excuse}"),
        Ok(f) => {
            let spoilt = if f.spoilt > 0 { format!(", {} rows spoilt", f.spoilt) } else { String::new() };
            println!(
                "{name:<60} {:<6} {:>5} {:>6} {:<6} {:>6.1} {took:>6.1}{spoilt}",
                "ok", f.pages, f.rate, f.coding, f.call_seconds
            );
        }
        Err(_) => println!("{name:<60} {:<6} {:>5} {:>6} {:<6} {:>6} {took:>6.1}", "FAILED", "", "", "", ""),
    }
}
