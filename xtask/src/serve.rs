//! `fax serve` is killed at any moment, again and again, and must neither lose a fax nor deliver one twice that must not be.

mod ledger;

use core::time::Duration;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Instant;

use serde_json::Value;

use crate::{Fault, cargo, must, target};

/// Rows of a page.
const ROWS: usize = 60;
/// Octets of a row of 1728 pels.
const ROW: usize = 216;
/// In front of each page of a PBM.
const HEAD: &str = "P4\n1728 60\n";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How often the server is killed.
    #[arg(long, default_value_t = 100)]
    kills: u32,
    /// How many faxes it gets to send, of one to three pages.
    #[arg(long, default_value_t = 50)]
    jobs: u32,
    /// How much faster than a telephone line the simulated one is.
    #[arg(long, default_value_t = 12)]
    speed: u32,
    /// Where chance begins.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(crate) fn run(options: &Options) -> Result<(), Fault> {
    must(cargo().args(["build", "--release", "-p", "fax-cli"]))?;
    let folder = target().join("serve");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    }
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let mut bench = Bench::new(folder, options)?;
    let faxes: Vec<Fax> = (0..options.jobs).map(Fax::new).collect();
    let mut chance = Chance(options.seed);
    let began = Instant::now();

    let mut accepted = BTreeMap::new();
    let mut killed = 0;
    while killed < options.kills || accepted.len() < faxes.len() {
        // A few more faxes, then some time for calls, then the end.
        for fax in faxes.iter().skip(accepted.len()).take(3) {
            match bench.submit(fax)? {
                Some(job) => drop(accepted.insert(fax.number, job)),
                None => break,
            }
        }
        if killed < options.kills {
            thread::sleep(Duration::from_millis(chance.below(5000)));
            bench.kill()?;
            killed += 1;
        }
    }
    println!("{killed} kills, {} faxes accepted, {} s", accepted.len(), began.elapsed().as_secs());
    let ended = bench.await_ends(&accepted)?;
    println!("all have ended, {} s", began.elapsed().as_secs());
    bench.end();
    ledger::judge(&bench.folder.join("queue.redb"))?;
    judge(&bench, &faxes, &ended)
}

/// A fax of some pages that look like no other.
struct Fax {
    number: u32,
    pages: Vec<Vec<u8>>,
}

impl Fax {
    fn new(number: u32) -> Self {
        let pages = (0..=number % 3).map(|page| Self::page(number, page)).collect();
        Self { number, pages }
    }

    /// Blocks of 32 pels in black and white say which page of which fax it is.
    fn page(number: u32, page: u32) -> Vec<u8> {
        let bits = 0x8000_0000 | number << 8 | page;
        let row = |_| (0..ROW).map(move |at| if at / 4 < 32 && bits >> (at / 4) & 1 == 1 { 0xFF } else { 0 });
        (0..ROWS).flat_map(row).collect()
    }

    /// It may not come twice.
    fn is_at_most_once(&self) -> bool {
        self.number.is_multiple_of(2)
    }
}

/// The server, its line, and their folder.
struct Bench {
    folder: PathBuf,
    server: Child,
    line: Child,
}

impl Bench {
    fn new(folder: PathBuf, options: &Options) -> Result<Self, Fault> {
        let speed = options.speed.to_string();
        let line = start(&folder, "line", &["line", "--link-a", "A", "--link-b", "B", "--speed", &speed])?;
        fs::write(
            folder.join("fax.toml"),
            "store = 'queue.redb'\nspool = 'spool'\ninbox = 'in'\ncontrol = 'control'\ngrace-seconds = 60\n\
             [outgoing]\nbranding = false\n\
             [[line]]\nmodem = 'A'\nreceive = false\n[[line]]\nmodem = 'B'\nsend = false\n",
        )
        .map_err(|error| error.to_string())?;
        let server = start(&folder, "server", &["serve", "--config", "fax.toml"])?;
        let bench = Self { folder, server, line };
        bench.await_server()?;
        Ok(bench)
    }

    fn await_server(&self) -> Result<(), Fault> {
        let limit = Instant::now() + Duration::from_secs(30);
        while !self.ask(&["status"])?.status.success() {
            if Instant::now() > limit {
                return Err(format!("the server does not answer; see {}/server.err", self.folder.display()));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn ask(&self, words: &[&str]) -> Result<Output, Fault> {
        let words = [&["queue", "--control", "control", "--json"], words].concat();
        Command::new(fax()).current_dir(&self.folder).args(words).output().map_err(|error| error.to_string())
    }

    /// The job, or nothing if the server could not take it.
    fn submit(&self, fax: &Fax) -> Result<Option<String>, Fault> {
        let name = format!("{}.pbm", fax.number);
        let mut document = Vec::new();
        for page in &fax.pages {
            document.extend_from_slice(HEAD.as_bytes());
            document.extend_from_slice(page);
        }
        fs::write(self.folder.join(&name), document).map_err(|error| error.to_string())?;
        let doubt = if fax.is_at_most_once() { "stop" } else { "mark" };
        // A number of its own, so that none waits for another; the key makes a second try the same fax.
        let to = format!("1{}", fax.number);
        let output = self.ask(&["submit", &name, "--to", &to, "--doubt", doubt, "--key", &name])?;
        let value: Option<Value> = serde_json::from_slice(&output.stdout).ok();
        Ok(value.and_then(|value| Some(value.get("job")?.as_str()?.to_owned())))
    }

    fn kill(&mut self) -> Result<(), Fault> {
        self.server.kill().and_then(|()| self.server.wait()).map_err(|error| error.to_string())?;
        self.server = start(&self.folder, "server", &["serve", "--config", "fax.toml"])?;
        self.await_server()
    }

    /// Waits until every job has ended, and returns how.
    fn await_ends(&self, jobs: &BTreeMap<u32, String>) -> Result<BTreeMap<u32, String>, Fault> {
        let limit = Instant::now() + Duration::from_secs(60 + 60 * u64::try_from(jobs.len()).unwrap_or(u64::MAX));
        let mut ended = BTreeMap::new();
        while ended.len() < jobs.len() {
            if Instant::now() > limit {
                return Err(format!("only {} of {} jobs have ended", ended.len(), jobs.len()));
            }
            thread::sleep(Duration::from_millis(500));
            for (number, job) in jobs.iter().filter(|(number, _)| !ended.contains_key(*number)).collect::<Vec<_>>() {
                let output = self.ask(&["show", job])?;
                let value: Value =
                    serde_json::from_slice(&output.stdout).map_err(|error| format!("job {job} is lost: {error}"))?;
                let status = value.get("status").and_then(Value::as_str).unwrap_or_default().to_owned();
                let waits = ["pending", "in progress", "retrying", "canceling"];
                if !waits.iter().any(|state| status.starts_with(state)) {
                    ended.insert(*number, status);
                }
            }
        }
        Ok(ended)
    }

    fn end(&mut self) {
        for child in [&mut self.server, &mut self.line] {
            // Both fail only if it has ended already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.end();
    }
}

fn fax() -> PathBuf {
    target().join("release/fax")
}

fn start(folder: &Path, name: &str, words: &[&str]) -> Result<Child, Fault> {
    let log = |end: &str| File::options().create(true).append(true).open(folder.join(format!("{name}.{end}")));
    let (out, err) = (log("out").map_err(|e| e.to_string())?, log("err").map_err(|e| e.to_string())?);
    let mut command = Command::new(fax());
    command.current_dir(folder).args(words).stdin(Stdio::null()).stdout(out).stderr(err);
    command.spawn().map_err(|error| format!("{}: {error}", fax().display()))
}

/// Holds what arrived against what was to be sent.
fn judge(bench: &Bench, faxes: &[Fax], ended: &BTreeMap<u32, String>) -> Result<(), Fault> {
    let mut arrived: BTreeMap<(u32, usize), u32> = BTreeMap::new();
    let mut whole: BTreeMap<u32, u32> = BTreeMap::new();
    let inbox = fs::read_dir(bench.folder.join("in")).map_err(|error| error.to_string())?;
    for entry in inbox.filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "tif") {
            continue;
        }
        let mut numbers = Vec::new();
        for page in pages(bench, &path)? {
            let known = faxes.iter().find_map(|fax| Some((fax, fax.pages.iter().position(|one| *one == page)?)));
            let (fax, number) = known.ok_or_else(|| format!("{}: a page that nobody sent", path.display()))?;
            *arrived.entry((fax.number, number)).or_default() += 1;
            numbers.push((fax, number));
        }
        if let Some((fax, _)) = numbers.first()
            && numbers.len() == fax.pages.len()
        {
            *whole.entry(fax.number).or_default() += 1;
        }
    }
    let mut faults = Vec::new();
    let mut states: BTreeMap<&str, u32> = BTreeMap::new();
    for fax in faxes {
        let Some(status) = ended.get(&fax.number) else {
            faults.push(format!("fax {} was never accepted", fax.number));
            continue;
        };
        *states.entry(status).or_default() += 1;
        let there = (0..fax.pages.len()).all(|page| arrived.contains_key(&(fax.number, page)));
        if status == "completed" && !there {
            faults.push(format!("fax {} is called completed, and not all of it arrived", fax.number));
        }
        let copies = whole.get(&fax.number).copied().unwrap_or(0);
        if fax.is_at_most_once() && copies > 1 {
            faults.push(format!("fax {} must come once at most, and came {copies} times", fax.number));
        }
    }
    let again: u32 = arrived.values().map(|count| count - 1).sum();
    println!("{states:?}; {} pages arrived, {again} of them again", arrived.values().sum::<u32>());
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

fn pages(bench: &Bench, path: &Path) -> Result<Vec<Vec<u8>>, Fault> {
    let out = bench.folder.join("page.pbm");
    must(Command::new(fax()).arg("convert").args([path, &out]).stdout(Stdio::null()))?;
    let octets = fs::read(&out).map_err(|error| error.to_string())?;
    Ok(octets.chunks(HEAD.len() + ROWS * ROW).map(|page| page.get(HEAD.len()..).unwrap_or_default().to_vec()).collect())
}

/// Numbers by chance, the same for the same seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) % limit
    }
}
