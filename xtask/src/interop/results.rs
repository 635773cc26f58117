//! What came of calls, kept from run to run, so that a table can be made of several.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::Write as _,
    path::PathBuf,
    process::Command,
};

use serde_json::{Value, json};

use super::cell::Figures;
use crate::{Fault, root};

/// One call, as it was when it was last made.
pub(super) struct Kept {
    pub(super) outcome: Result<Figures, Fault>,
    /// What was wrong the time before, if it had to be made again.
    pub(super) before: Option<String>,
    /// The commit, with a `+` if there were changes on top of it.
    pub(super) commit: String,
    /// As in "21 November 2026".
    pub(super) date: String,
}

/// The file of all results: a JSON object on each line, the last one for a call counts.
pub(super) struct Results {
    path: PathBuf,
    commit: String,
}

impl Results {
    pub(super) fn at(path: PathBuf) -> Self {
        Self { path, commit: commit() }
    }

    /// Begins anew.
    pub(super) fn clear(&self) {
        let _ = fs::remove_file(&self.path); // it need not be there
    }

    /// Adds what came of a call, and of which try.
    pub(super) fn add(&self, cell: &str, outcome: &Result<Figures, Fault>, tries: u64) -> Result<(), Fault> {
        let mut line = match outcome {
            Ok(figures) => json!({
                "pages": figures.pages, "rate": figures.rate, "coding": figures.coding, "spoilt": figures.spoilt,
                "repeated": figures.repeated, "call_seconds": figures.call_seconds, "excuse": figures.excuse,
            }),
            Err(fault) => json!({ "fault": fault }),
        };
        if let Some(object) = line.as_object_mut() {
            object.insert("cell".into(), cell.into());
            object.insert("tries".into(), tries.into());
            object.insert("commit".into(), self.commit.as_str().into());
            object.insert(
                "date".into(),
                said_by(Command::new("date").env("LC_ALL", "C").args(["-u", "+%-d %B %Y"])).into(),
            );
        }
        let fault = |e: std::io::Error| format!("{}: {e}", self.path.display());
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path).map_err(fault)?;
        writeln!(file, "{line}").map_err(fault)
    }

    /// What is known of each call.
    pub(super) fn read(&self) -> Result<BTreeMap<String, Kept>, Fault> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(format!("{}: {e}", self.path.display())),
        };
        let mut known = BTreeMap::new();
        for line in text.lines() {
            // A line that was cut off, by a full disk or an end by force, is as if the call had not been made.
            let Ok(value) = serde_json::from_str::<Value>(line) else { continue };
            let (name, mut kept) = (word(&value, "cell"), kept(&value));
            let last: Option<Kept> = known.remove(&name);
            if value.get("tries").and_then(Value::as_u64) > Some(1) {
                kept.before =
                    last.and_then(|last| last.before.or(last.outcome.map_or_else(Some, |figures| figures.excuse)));
            }
            known.insert(name, kept);
        }
        Ok(known)
    }
}

fn kept(value: &Value) -> Kept {
    let number = |key| value.get(key).and_then(Value::as_u64).unwrap_or_default();
    let outcome = match value.get("fault").and_then(Value::as_str) {
        Some(fault) => Err(fault.into()),
        None => Ok(Figures {
            pages: usize::try_from(number("pages")).unwrap_or_default(),
            rate: number("rate"),
            coding: word(value, "coding"),
            spoilt: number("spoilt"),
            repeated: number("repeated"),
            call_seconds: value.get("call_seconds").and_then(Value::as_f64).unwrap_or_default(),
            excuse: value.get("excuse").and_then(Value::as_str).map(String::from),
        }),
    };
    Kept { outcome, before: None, commit: word(value, "commit"), date: word(value, "date") }
}

fn word(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().into()
}

fn commit() -> String {
    let git = |args: &[&str]| said_by(Command::new("git").args(args).current_dir(root()));
    let changed = !git(&["status", "--porcelain", "--untracked-files=no"]).is_empty();
    let commit = git(&["rev-parse", "--short", "HEAD"]);
    if changed { commit + "+" } else { commit }
}

/// What a program says, or nothing where there is no such program.
fn said_by(command: &mut Command) -> String {
    command.output().map(|output| String::from_utf8_lossy(&output.stdout).trim().into()).unwrap_or_default()
}
