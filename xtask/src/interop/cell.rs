//! One call with strangers, and the judgement on it.

use core::time::Duration;
use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    judge,
    process::{Running, await_path},
    tools::Tools,
};
use crate::Fault;

/// A call: who takes part and what must come of it.
#[derive(Clone)]
pub(super) struct Cell {
    pub(super) name: String,
    /// Arguments of the line, mode first; its ports are `A` and `B` in the cell's folder.
    pub(super) line: Vec<String>,
    /// Started in this order.
    pub(super) programs: Vec<Program>,
    pub(super) check: Check,
    /// What our program must have noted in its trace, such as a frame that only comes when something was wrong.
    pub(super) noted: Option<&'static str>,
    /// No program may take longer.
    pub(super) limit: Duration,
}

/// A program on one of the ports.
#[derive(Clone)]
pub(super) struct Program {
    /// Names its output files; each program of a cell has its own.
    pub(super) name: &'static str,
    pub(super) path: PathBuf,
    pub(super) args: Vec<String>,
    /// Exit codes that are right here.
    pub(super) exit: &'static [i32],
    /// Whether its last line of output says in JSON how the call was.
    pub(super) reports: bool,
    /// How long it is alone before the next one starts: a receiver wants to be ready first.
    pub(super) head_start: Duration,
}

/// What must have happened besides the right exit codes.
#[derive(Clone)]
pub(super) enum Check {
    /// Every pel has arrived.
    Delivered {
        want: PathBuf,
        /// Rows that the sender adds on top, or -1 if it may drop the last one of a page.
        skip: i32,
        /// Rows of each page that noise may spoil. Where it may, a call may fail as well, and has to say so.
        spoilt: u32,
        /// What the received files' names begin with.
        got: &'static str,
        /// What our program must have seen, and the terminal at the far end if there is one; `None`: whatever it was.
        terms: Option<Terms>,
    },
    /// The line found the call bad, as it was, and the program said why and how many pages were confirmed all the same.
    Broken(u64),
    /// There was no call, and the program said why.
    Explained,
}

/// How a page went over the line.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    /// The one or one of those that it may have been.
    pub(super) rates: &'static [u64],
    /// As our program names it, where there is only one.
    pub(super) modulation: Option<&'static str>,
    pub(super) coding: Option<&'static str>,
    pub(super) ecm: bool,
}

/// What the table shows of a good call.
#[derive(Clone, Default)]
pub(super) struct Figures {
    pub(super) pages: usize,
    pub(super) rate: u64,
    pub(super) coding: String,
    /// Rows that are not as they were sent, and were allowed to be.
    pub(super) spoilt: u64,
    /// Frames of an image that came again, or were sent again.
    pub(super) repeated: u64,
    pub(super) call_seconds: f64,
    /// Why nothing was delivered, where that is right.
    pub(super) excuse: Option<String>,
}

impl Program {
    /// Writes its trace to another file.
    pub(super) fn trace_to(&mut self, file: &str) {
        if let Some(at) = self.args.iter().position(|arg| arg == "--trace")
            && let Some(name) = self.args.get_mut(at + 1)
        {
            *name = file.into();
        }
    }
}

/// In the place of a mode: the line is `fax line`.
const OURS: &str = "fax";

impl Cell {
    /// Runs the call and judges it; another try has other noise.
    pub(super) fn run(&self, tools: &Tools, tries: u64) -> Result<Figures, Fault> {
        let folder = &tools.folder(&self.name);
        let _ = fs::remove_dir_all(folder); // it need not be there
        fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;

        let mut line = self.start_line(tools, folder, tries)?;
        let mut running = Vec::new();
        for program in &self.programs {
            running.push(Running::start(program.name, &program.path, &program.args, folder)?);
            std::thread::sleep(program.head_start);
        }
        let outcome = self.judge(tools, folder, &mut line, &mut running);
        if outcome.is_err()
            && let Check::Delivered { spoilt: 1.., .. } = self.check
            && let Some(excuse) = judge::excuse(folder, &self.programs, &mut running, self.limit)
        {
            return Ok(Figures { coding: "-".into(), excuse: Some(excuse), ..Figures::default() });
        }
        outcome
    }

    /// Waits for the programs and the line, and holds what they did against what was wanted.
    fn judge(
        &self,
        tools: &Tools,
        folder: &Path,
        line: &mut Running,
        running: &mut [Running],
    ) -> Result<Figures, Fault> {
        for (program, running) in self.programs.iter().zip(&mut *running) {
            let code = running.finish(self.limit)?;
            if !program.exit.contains(&code) {
                let said = last_words(&running.err());
                return Err(format!("{} ended with {code}, not {:?}: {said}", program.name, program.exit));
            }
        }
        if let Some(noted) = self.noted {
            judge::noted(folder, noted)?;
        }
        match &self.check {
            Check::Delivered { want, skip, spoilt, got, terms } => {
                let terminal = self.line.first().is_some_and(|mode| mode != "pair" && mode != OURS);
                let mut figures = judge::line(line, terms.filter(|_| terminal), *spoilt)?;
                (figures.pages, figures.spoilt) = judge::pages(tools, folder, want, *skip, *spoilt, got)?;
                for (program, running) in self.programs.iter().zip(&*running) {
                    judge::report(program, running, &mut figures, *terms)?;
                }
                return Ok(figures);
            }
            Check::Broken(_) => {
                let code = line.finish(self.limit)?;
                if code != 1 {
                    return Err(format!("the line ended with {code}: it found nothing wrong"));
                }
                judge::over_in_time(line, &self.line)?;
            }
            Check::Explained => {}
        }
        let confirmed = if let Check::Broken(pages) = self.check { pages } else { 0 };
        for (program, running) in self.programs.iter().zip(&*running) {
            judge::explained(program, running, confirmed)?;
            judge::kept(tools, folder, running, confirmed)?;
        }
        Ok(Figures { coding: "-".into(), ..Figures::default() })
    }

    fn start_line(&self, tools: &Tools, folder: &Path, seed: u64) -> Result<Running, Fault> {
        if let [OURS, args @ ..] = &*self.line.iter().map(String::as_str).collect::<Vec<_>>() {
            let args: Vec<String> = args.iter().map(|&arg| arg.into()).collect();
            let line = Running::start("line", &tools.fax, &args, folder)?;
            for port in ["A", "B"] {
                await_path(&folder.join(port), Duration::from_secs(5)).map_err(|fault| fault + ": " + &line.err())?;
            }
            return Ok(line);
        }
        let mut args = self.line.clone();
        let speed = tools.speed.to_string();
        let limit = self.limit.as_millis().to_string();
        let seed = seed.to_string();
        let both =
            ["--speed", &speed, "--seed", &seed, "--limit", &limit, "--trace", "serial.trace", "--t30-log", "t30.log"];
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

fn last_words(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (_, end) = lines.split_at(lines.len().saturating_sub(3));
    end.join(" | ")
}
