//! Whether a call was as it should be: three witnesses, who must agree.

use core::time::Duration;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use super::{
    cell::{Figures, Program, Terms},
    process::Running,
    programs::exit,
    tools::Tools,
};
use crate::Fault;

/// The line has seen the call end; what is left to it is to notice that the port is closed.
const LINE_ENDS: Duration = Duration::from_secs(20);

/// How long a program may stay on a dead line: 60 s, which is also what S7 tells the modem, and a few ticks.
const DEAD_LINE_MS: u64 = 60_100;

/// Reads the line's result, and holds it against what was wanted.
pub(super) fn line(line: &mut Running, terms: Option<Terms>, spoilt: u32) -> Result<Figures, Fault> {
    let code = line.finish(LINE_ENDS)?;
    let json = last_object(line)?;
    if code != 0 {
        return Err(format!("the line ended with {code}: {json}"));
    }
    if let Some(want) = terms {
        agreed(&json, want)?;
        if number(&json, "bad_rows").is_none_or(|rows| rows > spoilt.into()) {
            return Err(format!("more than {spoilt} bad rows: {json}"));
        }
    }
    let call_seconds = Duration::from_millis(number(&json, "call_ms").unwrap_or_default()).as_secs_f64();
    let coding = json.get("coding").and_then(Value::as_str).unwrap_or("-").into();
    Ok(Figures { rate: number(&json, "rate").unwrap_or_default(), coding, call_seconds, ..Figures::default() })
}

/// Compares what came with what was sent; gives the number of pages, and of rows that differ and may.
pub(super) fn pages(
    tools: &Tools,
    folder: &Path,
    want: &Path,
    skip: i32,
    spoilt: u32,
    got: &str,
) -> Result<(usize, u64), Fault> {
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
        .args(["cmp", &format!("{skip}:{spoilt}")])
        .arg(want)
        .args(files)
        .output()
        .map_err(|e| format!("{}: {e}", tools.page.display()))?;
    let said = String::from_utf8_lossy(&judged.stdout);
    if judged.status.success() {
        let differ = |line: &str| line.strip_suffix(" rows differ")?.rsplit(' ').next()?.parse::<u64>().ok();
        Ok((said.lines().count(), said.lines().filter_map(differ).sum()))
    } else {
        Err(format!("the pages differ\n{said}{}", String::from_utf8_lossy(&judged.stderr)))
    }
}

/// What our program says of a good call: the last object of `--json`. Other programs are not asked.
pub(super) fn report(
    program: &Program,
    running: &Running,
    figures: &mut Figures,
    terms: Option<Terms>,
) -> Result<(), Fault> {
    if !program.reports {
        return Ok(());
    }
    let json = last_object(running)?;
    let outcome = json.get("outcome").and_then(Value::as_str);
    if outcome != Some("completed") || number(&json, "pages_confirmed") != u64::try_from(figures.pages).ok() {
        return Err(format!("wanted {} pages confirmed: {json}", figures.pages));
    }
    if json.get("far_id").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Err(format!("the far end said who it is: {json}"));
    }
    // Where there is no terminal to say so.
    figures.rate = number(&json, "rate").unwrap_or(figures.rate);
    figures.coding =
        json.get("coding").and_then(Value::as_str).map_or(core::mem::take(&mut figures.coding), String::from);
    figures.repeated = figures.repeated.max(number(&json, "frames_repeated").unwrap_or_default());
    let Some(want) = terms else { return Ok(()) };
    let modulation = json.get("modulation").and_then(Value::as_str);
    if want.modulation.is_some() && modulation != want.modulation {
        return Err(format!("wanted {:?}: {json}", want.modulation));
    }
    agreed(&json, want)
}

/// Why a call on a noisy line did not deliver its page: the image was on its way, and our programs say that it failed, or cannot
/// know.
pub(super) fn excuse(folder: &Path, programs: &[Program], running: &mut [Running], limit: Duration) -> Option<String> {
    let mut reasons = Vec::new();
    let trace = fs::read_to_string(folder.join("serial.trace")).ok()?;
    let image_began = ["AT+FTM=", "AT+FRM="].iter().any(|command| {
        // The training check before it takes the same command.
        trace.lines().filter(|line| line.contains(command) && !line.contains('?')).count() >= 2
    });
    if !image_began {
        return None;
    }
    for (program, running) in programs.iter().zip(running).filter(|(program, _)| program.reports) {
        let code = running.finish(limit).ok()?;
        let json = last_object(running).ok()?;
        let sends = program.args.first().is_some_and(|command| command == "send");
        if exit::DONE.contains(&code) && sends && missed(folder) {
            reasons.push("the far end confirmed an image that its modem had missed".to_owned());
        } else if exit::TRY_AGAIN.contains(&code) && number(&json, "pages_confirmed") == Some(0) {
            let reason = json.get("reason").and_then(Value::as_str).filter(|reason| !reason.is_empty())?;
            reasons.push(format!("{}: {reason}", if sends { "fax send" } else { "fax receive" }));
        } else {
            return None;
        }
    }
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// Whether the receiver's modem never found the carrier of the last image: it said at once that it heard another one.
fn missed(folder: &Path) -> bool {
    let trace = fs::read_to_string(folder.join("serial.trace")).unwrap_or_default();
    // As in "   14.920 B >    11  AT+FRM=146\0d": the port, and the way that octets go.
    let lines: Vec<&str> = trace.lines().filter_map(|line| line.get(10..)).collect();
    let Some(listens) = lines.iter().rposition(|line| line.contains("AT+FRM=")) else { return false };
    let mut after = lines.iter().skip(listens);
    let port = after.next().and_then(|line| line.get(..1)).unwrap_or_default();
    let answer = after.find(|line| line.get(..3) == Some(&format!("{port} <")));
    answer.is_some_and(|said| said.contains("+FCERROR") || said.contains("+FRH:3"))
}

/// A call in which nothing happened proves nothing about what happens then.
pub(super) fn noted(folder: &Path, what: &str) -> Result<(), Fault> {
    let path = folder.join("fax.trace");
    let trace = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    if trace.contains(what) { Ok(()) } else { Err(format!("there was no {what:?} in this call")) }
}

/// A line that was cut is given up in time.
pub(super) fn over_in_time(line: &Running, args: &[String]) -> Result<(), Fault> {
    let mut values = args.iter().skip_while(|arg| *arg != "--cut-after").skip(1);
    let Some(cut) = values.next().and_then(|value| value.parse::<u64>().ok()) else { return Ok(()) };
    let json = last_object(line)?;
    match number(&json, "call_ms") {
        Some(ms) if ms <= cut + DEAD_LINE_MS => Ok(()),
        _ => Err(format!("the line was cut after {cut} ms, and the program stayed on it: {json}")),
    }
}

/// Pages that came before a call failed are in the file that the program names. Those who send have no file.
pub(super) fn kept(tools: &Tools, folder: &Path, running: &Running, pages: u64) -> Result<(), Fault> {
    let Ok(json) = last_object(running) else { return Ok(()) };
    let Some(stored) = number(&json, "pages_stored") else { return Ok(()) };
    let file = json.get("file").and_then(Value::as_str);
    if stored != pages || file.is_some() != (pages > 0) {
        return Err(format!("wanted {pages} pages stored: {json}"));
    }
    let Some(file) = file else { return Ok(()) };
    let judged = Command::new(&tools.page)
        .args(["cmp", "0"])
        .arg(&tools.documents.three)
        .arg(folder.join(file))
        .output()
        .map_err(|e| format!("{}: {e}", tools.page.display()))?;
    let said = String::from_utf8_lossy(&judged.stdout);
    let same = said.lines().filter(|line| line.starts_with("page ") && line.ends_with(", 0 rows differ")).count();
    if u64::try_from(same) == Ok(pages) { Ok(()) } else { Err(format!("wanted {pages} good pages in {file}: {said}")) }
}

/// A program that fails has to say why, to people and to programs, and what it has done before.
pub(super) fn explained(program: &Program, running: &Running, confirmed: u64) -> Result<(), Fault> {
    if running.err().trim().is_empty() {
        return Err(format!("{} failed without a word", program.name));
    }
    if !program.reports {
        return Ok(());
    }
    let json = last_object(running)?;
    if number(&json, "pages_confirmed") != Some(confirmed) {
        return Err(format!("wanted {confirmed} pages confirmed: {json}"));
    }
    match (json.get("outcome").and_then(Value::as_str), json.get("reason").and_then(Value::as_str)) {
        (Some("failed"), Some(reason)) if !reason.is_empty() => Ok(()),
        _ => Err(format!("no outcome, or no reason for it: {json}")),
    }
}

fn agreed(json: &Value, want: Terms) -> Result<(), Fault> {
    let coding = json.get("coding").and_then(Value::as_str);
    let ecm = json.get("ecm").and_then(Value::as_bool);
    let rate = number(json, "rate").is_some_and(|rate| want.rates.contains(&rate));
    if rate && ecm == Some(want.ecm) && (want.coding.is_none() || coding == want.coding) {
        Ok(())
    } else {
        Err(format!("wanted {:?} bit/s, {}, ECM {}: {json}", want.rates, want.coding.unwrap_or("any coding"), want.ecm))
    }
}

fn last_object(running: &Running) -> Result<Value, Fault> {
    let out = running.out();
    let last = out.lines().last().unwrap_or_default();
    serde_json::from_str(last).map_err(|e| format!("the last line of {} is no JSON: {e}: {last}", running.name()))
}

fn number(json: &Value, key: &str) -> Option<u64> {
    json.get(key).and_then(Value::as_u64)
}
