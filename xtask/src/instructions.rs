//! Instruction counts of the codec, held against a budget. Unlike times they come out the same on a busy machine, and so
//! can fail a build; what they do not show, mispredicted branches and caches, `codec-table` does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use crate::{Fault, cargo, must, root, rustc_line, target};

/// By how much a count may exceed its budget, in percent.
const SLACK: f64 = 2.0;

/// The same under another compiler than the budget's, whose code is another.
const OTHER_COMPILER_SLACK: f64 = 15.0;

const STORES: [&str; 2] = ["fast", "small"];
const CODINGS: [&str; 3] = ["MMR", "MH", "MR"];
const DIRECTIONS: [&str; 2] = ["decode", "encode"];
/// Made up pages: text, where codes are short and many, and lines, where rows are nearly alike.
const PAGES: [&str; 2] = ["letter", "drawing"];

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Writes the budget anew instead of holding counts against it.
    #[arg(long)]
    update: bool,
    /// Counts for these PBM files and prints them, without a budget.
    #[arg(long, num_args = 1.., conflicts_with = "update")]
    charts: Vec<PathBuf>,
}

/// Counts by what is done: "store,coding,direction,page".
type Counts = BTreeMap<String, u64>;

pub(crate) fn run(options: &Options) -> Result<(), Fault> {
    must(cargo().args(["build", "--release", "-p", "benches", "--bin", "codec-once"]))?;
    let program = target().join("release/codec-once");
    let file = root().join("benches/instructions.csv");
    let compiler = format!("rustc {}", rustc_line("release: ")?);
    if !options.charts.is_empty() {
        let charts: Vec<String> = options.charts.iter().map(|path| path.display().to_string()).collect();
        count(&program, &charts)?.iter().for_each(|(what, count)| println!("{what},{count}"));
        return Ok(());
    }
    let counts = count(&program, &PAGES.map(String::from))?;
    if options.update {
        return write(&file, &compiler, &counts);
    }
    let (its_compiler, budget) = read(&file)?;
    let slack = if compiler == its_compiler { SLACK } else { OTHER_COMPILER_SLACK };
    println!("{compiler}; the budget is of {its_compiler}: {slack} % more is tolerated");
    compare(&counts, &budget, slack)
}

/// Counts everything for each page, two at a time.
fn count(program: &Path, pages: &[String]) -> Result<Counts, Fault> {
    let mut jobs = Vec::new();
    for page in pages {
        for store in STORES {
            for coding in CODINGS {
                jobs.extend(DIRECTIONS.map(|direction| [store, coding, direction, page]));
            }
        }
    }
    let (jobs, counts) = (Mutex::new(jobs), Mutex::new(Ok(Counts::new())));
    let worker = || {
        while let Some(job) = jobs.lock().ok().and_then(|mut jobs| jobs.pop()) {
            // The difference leaves out what is done before.
            let count = callgrind(program, &job, 2).and_then(|two| Ok(two - callgrind(program, &job, 1)?));
            let Ok(mut counts) = counts.lock() else { return };
            match (&mut *counts, count) {
                (Ok(counts), Ok(count)) => drop(counts.insert(job.join(","), count)),
                (Ok(_), Err(fault)) => *counts = Err(fault),
                (Err(_), _) => return,
            }
        }
    };
    thread::scope(|scope| (0..2).for_each(|_| drop(scope.spawn(worker))));
    counts.into_inner().map_err(|e| e.to_string())?
}

/// Instructions of the whole program that does a job so many times.
fn callgrind(program: &Path, job: &[&str; 4], times: u32) -> Result<u64, Fault> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program).args(job).arg(times.to_string());
    let output = valgrind.stdin(Stdio::null()).output().map_err(|e| format!("valgrind: {e}"))?;
    let report = String::from_utf8_lossy(&output.stderr);
    let collected = report.lines().filter_map(|line| line.split("Collected : ").nth(1)).next_back();
    match collected.and_then(|count| count.trim().parse().ok()) {
        Some(count) if output.status.success() => Ok(count),
        _ => Err(format!("{valgrind:?}: {}: {report}", output.status)),
    }
}

fn write(file: &Path, compiler: &str, counts: &Counts) -> Result<(), Fault> {
    let lines: String = counts.iter().map(|(what, count)| format!("{what},{count}\n")).collect();
    let text = format!("# {compiler}\nstore,coding,direction,page,instructions\n{lines}");
    std::fs::write(file, text).map_err(|e| format!("{}: {e}", file.display()))?;
    println!("{}: {} counts", file.display(), counts.len());
    Ok(())
}

/// The budget, and the compiler that it is of.
fn read(file: &Path) -> Result<(String, Counts), Fault> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut lines = text.lines();
    let compiler = lines.next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default().to_string();
    let counts = lines.skip(1).map(|line| {
        let (what, count) = line.rsplit_once(',')?;
        Some((what.to_string(), count.parse().ok()?))
    });
    let counts: Option<Counts> = counts.collect();
    Ok((compiler, counts.ok_or_else(|| format!("{}: not a table of counts", file.display()))?))
}

fn compare(counts: &Counts, budget: &Counts, slack: f64) -> Result<(), Fault> {
    let mut exceeded = Vec::new();
    for (what, &count) in counts {
        let Some(&planned) = budget.get(what) else {
            return Err(format!("{what} has no budget: cargo xtask instructions --update"));
        };
        let more = (count as f64 / planned as f64 - 1.0) * 100.0;
        println!("{what:28} {count:>12} {more:>+7.2} %");
        if more > slack {
            exceeded.push(what.as_str());
        }
    }
    if exceeded.is_empty() {
        return Ok(());
    }
    Err(format!("more instructions than planned: {}", exceeded.join("; ")))
}
