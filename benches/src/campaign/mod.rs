//! Campaigns: the same question asked of very many pages or errors, until one gives a wrong answer.
//!
//! Each case has a number, from which it is made again. The first wrong answer ends the campaign and says the number.

mod bit_errors;
mod clean_after_dirty;
#[cfg(feature = "peers")]
mod libtiff;
mod pages;

use core::num::NonZero;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
#[cfg(feature = "peers")]
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;

use indicatif::{ProgressBar, ProgressStyle};

/// What can be asked.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Campaign {
    /// MMR is what libtiff makes of a page, octet by octet; MH and MR are but for padding. First the charts, then random
    /// pages.
    #[cfg(feature = "peers")]
    Libtiff {
        /// PBM files, or folders of them, to try before the random pages.
        #[arg(long, num_args = 1..)]
        charts: Vec<PathBuf>,
    },
    /// Random pages in all codings: as the naive reference codes them, and the same pels back; libtiff agrees.
    Pages,
    /// Single wrong bits in MH and MR with K = 4: damage stays within the rows that the coding allows.
    BitErrors,
    /// A corrupt page and then a clean one through the same decoder: the clean one is exact.
    CleanAfterDirty,
}

/// Which cases to try.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Range {
    /// How many cases; without it, as many as the campaign has.
    #[arg(long, global = true)]
    pub count: Option<u64>,
    /// The number of the first case.
    #[arg(long, default_value_t = 0, global = true)]
    pub seed: u64,
    /// Only every so many-th case.
    #[arg(long, default_value = "1", global = true)]
    pub every: NonZero<u64>,
}

/// Runs a campaign. What it says is for people: a summary, or the first case that failed.
pub fn run(campaign: &Campaign, range: Range) -> Result<String, String> {
    match campaign {
        #[cfg(feature = "peers")]
        Campaign::Libtiff { charts } => libtiff::run(charts, range),
        Campaign::Pages => pages::run(range),
        Campaign::BitErrors => bit_errors::run(range),
        Campaign::CleanAfterDirty => clean_after_dirty::run(range),
    }
}

/// Tries cases on up to two threads, and says how many there were. `total` is how many there are without a limit.
fn each(name: &str, total: u64, range: Range, case: impl Fn(u64) -> Result<(), String> + Sync) -> Result<u64, String> {
    let every = range.every.get();
    let available = total.saturating_sub(range.seed).div_ceil(every);
    let count = range.count.map_or(available, |count| count.min(available));
    let bar = ProgressBar::new(count);
    let style = "{msg} [{bar:40}] {pos}/{len}, {elapsed} gone, {eta} to go";
    bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(name.to_string());

    let (next, stop, finding) = (AtomicU64::new(0), AtomicBool::new(false), Mutex::new(None));
    let worker = || {
        while !stop.load(Ordering::Relaxed) {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= count {
                break;
            }
            let number = range.seed + i * every;
            if let Err(fault) = case(number) {
                stop.store(true, Ordering::Relaxed);
                let again = format!("{fault}\nAgain: codec-campaign {name} --seed {number} --count 1");
                finding.lock().expect("no thread panics with it").get_or_insert(again);
            }
            bar.inc(1);
        }
    };
    let threads = thread::available_parallelism().map_or(1, |cores| cores.get().min(2));
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(worker))));
    bar.finish_and_clear();
    match finding.into_inner().expect("no thread panicked with it") {
        Some(fault) => Err(fault),
        None => Ok(count),
    }
}
