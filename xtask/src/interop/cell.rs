//! One call with strangers, and the judgement on it.

use core::time::Duration;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use super::{
    process::{Running, await_path},
    tools::Tools,
};
use crate::Fault;

/// A call: who takes part and what must come of it.
pub(super) struct Cell {
    pub(super) name: String,
    /// Arguments of the line, mode first; its ports are `A` and `B` in the cell's folder.
    pub(super) line: Vec<String>,
    /// Started in this order.
    pub(super) programs: Vec<Program>,
    pub(super) check: Check,
    /// No program may take longer.
    pub(super) limit: Duration,
}

/// A program on one of the ports.
pub(super) struct Program {
    /// Names its output files; each program of a cell has its own.
    pub(super) name: &'static str,
    pub(super) path: PathBuf,
    pub(super) args: Vec<String>,
    /// Exit codes that are right here.
    pub(super) exit: &'static [i32],
    /// How long it is alone before the next one starts: a receiver wants to be ready first.
    pub(super) head_start: Duration,
}

/// What must have happened besides the right exit codes.
pub(super) enum Check {
    /// Every pel has arrived.
    Delivered {
        want: PathBuf,
        /// Rows that the sender adds on top.
        skip: u32,
        /// What the received files' names begin with.
        got: &'static str,
        /// What the terminal at the far end must have seen; `None` where there is none.
        terms: Option<Terms>,
    },
    /// The line found the call bad, as it was, and the program said why.
    Broken,
    /// There was no call, and the program said why.
    Explained,
}

/// How a page went over the line.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    pub(super) rate: u64,
    pub(super) coding: &'static str,
    pub(super) ecm: bool,
}

/// What the table shows of a good call.
#[derive(Default)]
pub(super) struct Figures {
    pub(super) pages: usize,
    pub(super) rate: u64,
    pub(super) coding: String,
    pub(super) call_seconds: f64,
}

impl Cell {
    /// Runs the call and judges it.
    pub(super) fn run(&self, tools: &Tools) -> Result<Figures, Fault> {
        let folder = &tools.folder(&self.name);
        let _ = fs::remove_dir_all(folder); // it need not be there
        fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;

        let mut line = self.start_line(tools, folder)?;
        let mut running = Vec::new();
        for program in &self.programs {
            running.push(Running::start(program.name, &program.path, &program.args, folder)?);
            std::thread::sleep(program.head_start);
        }
        for (program, running) in self.programs.iter().zip(&mut running) {
            let code = running.finish(self.limit)?;
            if !program.exit.contains(&code) {
                let said = last_words(&running.err());
                return Err(format!("{} ended with {code}, not {:?}: {said}", program.name, program.exit));
            }
        }
        match &self.check {
            Check::Delivered { want, skip, got, terms } => {
                let figures = judge_line(&mut line, *terms)?;
                let pages = compare(tools, folder, want, *skip, got)?;
                Ok(Figures { pages, ..figures })
            }
            Check::Broken => {
                let code = line.finish(self.limit)?;
                if code != 1 {
                    return Err(format!("the line ended with {code}: it found nothing wrong"));
                }
                explained(&running)
            }
            Check::Explained => explained(&running),
        }
    }

    fn start_line(&self, tools: &Tools, folder: &Path) -> Result<Running, Fault> {
        let mut args = self.line.clone();
        let speed = tools.speed.to_string();
        let limit = self.limit.as_millis().to_string();
        let both = ["--speed", &speed, "--limit", &limit, "--trace", "serial.trace", "--t30-log", "t30.log"];
        // Before what the cell says itself, so that the cell has the last word.
        args.splice(1..1, both.map(String::from));
        let line = Running::start("line", &tools.line, &args, folder)?;
        for port in self.line.windows(2).filter_map(|pair| {
            if let [key, port] = pair
                && key == "--port"
            {
                Some(port)
            } else {
                None
            }
        }) {
            await_path(&folder.join(port), Duration::from_secs(5)).map_err(|fault| fault + ": " + &line.err())?;
        }
        Ok(line)
    }
}

/// Reads the line's result, and holds it against what was wanted.
fn judge_line(line: &mut Running, terms: Option<Terms>) -> Result<Figures, Fault> {
    let code = line.finish(Duration::from_secs(20))?;
    let out = line.out();
    let json: Value = serde_json::from_str(out.lines().last().unwrap_or_default())
        .map_err(|e| format!("the line's result cannot be read: {e}: {out}"))?;
    if code != 0 {
        return Err(format!("the line ended with {code}: {json}"));
    }
    let number = |key: &str| json.get(key).and_then(Value::as_u64).unwrap_or_default();
    let coding = json.get("coding").and_then(Value::as_str).unwrap_or("-");
    if let Some(want) = terms {
        let ecm = json.get("ecm").and_then(Value::as_bool);
        if (number("rate"), coding, ecm) != (want.rate, want.coding, Some(want.ecm)) {
            return Err(format!("wanted {} bit/s, {}, ECM {}: {json}", want.rate, want.coding, want.ecm));
        }
        if number("bad_rows") != 0 {
            return Err(format!("bad rows on a good line: {json}"));
        }
    }
    let call_seconds = Duration::from_millis(number("call_ms")).as_secs_f64();
    Ok(Figures { pages: 0, rate: number("rate"), coding: coding.into(), call_seconds })
}

/// Compares what came with what was sent; gives the number of pages.
fn compare(tools: &Tools, folder: &Path, want: &Path, skip: u32, got: &str) -> Result<usize, Fault> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|e| format!("{}: {e}", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(got)))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err("nothing was received".into());
    }
    let judged = Command::new(&tools.page)
        .args(["cmp", &skip.to_string()])
        .arg(want)
        .args(files)
        .output()
        .map_err(|e| format!("{}: {e}", tools.page.display()))?;
    let said = String::from_utf8_lossy(&judged.stdout);
    if judged.status.success() {
        Ok(said.lines().count())
    } else {
        Err(format!("the pages differ\n{said}{}", String::from_utf8_lossy(&judged.stderr)))
    }
}

/// A program that fails has to say why.
fn explained(running: &[Running]) -> Result<Figures, Fault> {
    match running.iter().find(|program| program.err().trim().is_empty()) {
        Some(_) => Err("a program failed without a word".into()),
        None => Ok(Figures { coding: "-".into(), ..Figures::default() }),
    }
}

fn last_words(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (_, end) = lines.split_at(lines.len().saturating_sub(3));
    end.join(" | ")
}
