//! Times of all codecs on the same pages, interleaved in one run, as tables; and whether they are what was promised.
//!
//! Each output is checked before anything is timed: decoded pels must be those of the page, coded pages must decode to
//! them again, by libtiff where it is at hand, and ours must be those of the naive reference, bit for bit.

mod goals;
mod measure;

use std::path::PathBuf;
use std::process::ExitCode;

use benches::page::{self, Page};
use benches::{codec, synthetic};
use clap::Parser;
use measure::{JOBS, Times};

#[derive(Parser)]
#[command(about = "Compares the codec with its peers")]
struct Arguments {
    /// Pages to measure with: PBM files, or folders of them. Without any, those of the variable FAX_CHARTS, and else
    /// made up ones.
    #[arg(long, num_args = 1..)]
    charts: Vec<PathBuf>,
    /// Rounds; the best time of each codec counts.
    #[arg(long, default_value_t = 25)]
    rounds: u32,
    /// Fails where a ratio that has to be reached is not.
    #[arg(long)]
    check: bool,
    /// Prints the sums only, not each page.
    #[arg(long)]
    sums: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("codec-table: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let pages = pages(&arguments.charts)?;
    let mut codecs = codec::all();
    let names: Vec<&str> = codecs.iter().map(|codec| codec.name()).collect();
    let work = measure::check(&pages, &mut codecs)?;
    let times = measure::measure(&work, &mut codecs, arguments.rounds)?;

    println!("Microseconds, best of {}; in brackets how often our fastest fits in.", arguments.rounds);
    for job in 0..JOBS.len() {
        print_job(job, &names, &times, arguments.sums);
    }
    let missed = goals::report(&names, &times);
    if arguments.check && missed > 0 { Err(format!("{missed} goals are missed")) } else { Ok(()) }
}

fn pages(told: &[PathBuf]) -> Result<Vec<Page>, String> {
    if !told.is_empty() {
        return page::load(told);
    }
    match std::env::var_os("FAX_CHARTS") {
        Some(paths) => page::load(&std::env::split_paths(&paths).collect::<Vec<_>>()),
        None => Ok(synthetic::all()),
    }
}

fn print_job(job: usize, names: &[&str], times: &Times, sums: bool) {
    let takes_part: Vec<usize> = (0..names.len()).filter(|&codec| times.sum(codec, job).is_some()).collect();
    let (task, coding) = JOBS[job];
    print!("\n| {:18} |", format!("{coding} {task}"));
    takes_part.iter().for_each(|&codec| print!(" {:>20} |", names[codec]));
    print!("\n|--------------------|");
    takes_part.iter().for_each(|_| print!("---------------------:|"));
    println!();
    let line = |name: &str, time: &dyn Fn(usize) -> Option<f64>| {
        print!("| {name:18} |");
        let ours = time(0);
        for &codec in &takes_part {
            let (Some(time), Some(ours)) = (time(codec), ours) else { continue };
            print!(" {:>11} {:>8} |", format!("{:.0}", time * 1e6), format!("({:.2})", time / ours));
        }
        println!();
    };
    if !sums {
        for (page, name) in times.pages.iter().enumerate() {
            line(name, &|codec| times.of(page, codec, job));
        }
    }
    line("sum", &|codec| times.sum(codec, job));
}
