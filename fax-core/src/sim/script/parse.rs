//! From text to steps.

use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::setup::Setup;
use super::term::{Term, limited, modulation, number};
use super::{Mismatch, Script};
use crate::{Modulation, Tone};

/// The most octets of a page.
pub(super) const OCTETS: usize = 1_000_000;

/// A line of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the text, from 1.
    pub(super) number: usize,
    /// As it was written.
    pub(super) text: String,
    pub(super) step: Step,
}

/// What a line asks of the far end. Times are in ms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Say(Vec<Term>),
    Train(Training),
    /// A page of so many octets, and perhaps behind them a row that takes so many ms.
    Page {
        page: u16,
        octets: usize,
        row: Option<u64>,
    },
    Block {
        place: Place,
        spoiled: Vec<u8>,
    },
    Flags(u64),
    Silence(u64),
    Wait(u64),
    Gap(u64),
    HangUp,
    Hear {
        what: Heard,
        after: Option<(u64, u64)>,
        optional: bool,
    },
    Ends {
        outcome: String,
        pages: u16,
        after: Option<(u64, u64)>,
    },
}

/// A training check to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Training {
    pub(super) ms: u64,
    /// So many ones come before the zeros.
    pub(super) ones: u64,
    pub(super) bad: bool,
    pub(super) at: Option<Modulation>,
}

/// Frames of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) page: u16,
    pub(super) block: u16,
    pub(super) frames: Vec<u8>,
}

/// What must be heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Tone(Tone),
    Frames(Vec<Term>),
    Training,
    Page(u16),
    Block(Place),
}

pub(super) fn scripts(text: &str) -> Result<Vec<Script>, Mismatch> {
    let mut scripts: Vec<Script> = Vec::new();
    // Lines to repeat begin here, and how often.
    let mut open: Option<(usize, usize)> = None;
    for (at, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let (number, rest) = (at + 1, rest.trim());
        let wrong = |case: &str, came: String| Mismatch {
            case: case.to_string(),
            line: number,
            step: line.to_string(),
            came,
            heard: Vec::new(),
        };
        match (word, scripts.last_mut()) {
            ("", _) => {}
            ("case", Some(script)) if open.is_some() => {
                return Err(wrong(&script.name, "what is repeated has no end".to_string()));
            }
            ("case", _) => {
                let (name, title) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                let (name, title) = (name.to_string(), title.trim().to_string());
                scripts.push(Script { name, title, setup: Setup::default(), lines: Vec::new() });
            }
            (_, None) => return Err(wrong("none", "no case has begun".to_string())),
            ("station", Some(script)) => {
                script.setup = Setup::parse(rest).map_err(|came| wrong(&script.name, came))?;
            }
            ("repeat", Some(script)) => {
                let times = limited(rest, 100).map_err(|came| wrong(&script.name, came))?;
                open = Some((script.lines.len(), times));
            }
            ("end", Some(script)) => {
                let (from, times) =
                    open.take().ok_or_else(|| wrong(&script.name, "nothing is repeated".to_string()))?;
                let lines = script.lines.split_off(from);
                script.lines.extend(core::iter::repeat_n(lines, times).flatten());
            }
            (_, Some(script)) => {
                let step = step(word, rest).map_err(|came| wrong(&script.name, came))?;
                script.lines.push(Line { number, text: line.to_string(), step });
            }
        }
    }
    match (open, scripts.last()) {
        (Some(_), Some(script)) => Err(Mismatch {
            case: script.name.clone(),
            line: text.lines().count(),
            step: "repeat".to_string(),
            came: "what is repeated has no end".to_string(),
            heard: Vec::new(),
        }),
        _ => Ok(scripts),
    }
}

fn step(word: &str, rest: &str) -> Result<Step, String> {
    let (rest, after) = match rest.rsplit_once("after ") {
        Some((rest, window)) => (rest.trim(), Some(span(window)?)),
        None => (rest, None),
    };
    match word {
        "say" => Ok(Step::Say(terms(rest)?)),
        "train" => train(rest).map(Step::Train),
        "page" => {
            let (rest, row) = rest.split_once("row").map_or((rest, None), |(rest, row)| (rest, Some(row)));
            let (page, octets) = rest.split_once("octets").unwrap_or((rest, "1000"));
            Ok(Step::Page { page: number(page)?, octets: limited(octets, OCTETS)?, row: row.map(millis).transpose()? })
        }
        "block" => {
            let (spoiled, whole): (Vec<&str>, Vec<&str>) =
                rest.split_whitespace().partition(|word| word.starts_with('!'));
            let spoiled = spoiled.iter().map(|frame| number(frame.trim_matches('!'))).collect::<Result<_, _>>()?;
            Ok(Step::Block { place: place(&whole.join(" "))?, spoiled })
        }
        "flags" => millis(rest).map(Step::Flags),
        "silence" => millis(rest).map(Step::Silence),
        "wait" => millis(rest).map(Step::Wait),
        "gap" => limited(rest, 10_000).map(Step::Gap),
        "hang-up" => Ok(Step::HangUp),
        "hear" | "hear?" => Ok(Step::Hear { what: heard(rest)?, after, optional: word == "hear?" }),
        "ends" => {
            let (outcome, pages) = rest.split_once(", pages").unwrap_or((rest, "0"));
            Ok(Step::Ends { outcome: outcome.trim().to_string(), pages: number(pages)?, after })
        }
        _ => Err(format!("no step is called {word:?}")),
    }
}

fn heard(text: &str) -> Result<Heard, String> {
    match text.split_once(' ').unwrap_or((text, "")) {
        ("tone", "CED") => Ok(Heard::Tone(Tone::Ced)),
        ("tone", "CNG") => Ok(Heard::Tone(Tone::Cng)),
        ("training", _) => Ok(Heard::Training),
        ("page", page) => number(page).map(Heard::Page),
        ("block", block) => place(block).map(Heard::Block),
        _ => terms(text).map(Heard::Frames),
    }
}

/// Frames, separated by blanks outside brackets.
fn terms(text: &str) -> Result<Vec<Term>, String> {
    let mut depth = 0;
    let split = text.split(|c: char| {
        match c {
            '[' | '<' => depth += 1,
            ']' | '>' => depth -= 1,
            _ => {}
        }
        depth == 0 && c.is_whitespace()
    });
    let terms: Vec<Term> = split.filter(|term| !term.is_empty()).map(Term::parse).collect::<Result<_, _>>()?;
    if terms.is_empty() { Err("no frame".to_string()) } else { Ok(terms) }
}

fn train(text: &str) -> Result<Training, String> {
    let mut training = Training { ms: 1500, ones: 0, bad: false, at: None };
    match text.split_once(' ').unwrap_or((text, "")) {
        ("", _) => {}
        ("bad", _) => training.bad = true,
        ("ones", count) => training.ones = limited(count, 100_000)?,
        ("at", name) => {
            training.at = Some(modulation(name).ok_or_else(|| format!("no modulation is called {name:?}"))?)
        }
        (ms, "ms") => training.ms = limited(ms, 100_000)?,
        _ => return Err(format!("no training check is like {text:?}")),
    }
    Ok(training)
}

/// `0.1: 0-15 20`: frames of page 0, block 1.
fn place(text: &str) -> Result<Place, String> {
    let (place, list) = text.split_once(':').ok_or("page.block: is missing")?;
    let (page, block) = place.split_once('.').ok_or("page.block: is missing")?;
    let mut frames = Vec::new();
    for range in list.split_whitespace() {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        frames.extend(number::<u8>(first)?..=number::<u8>(last)?);
    }
    Ok(Place { page: number(page)?, block: limited(block, 255)?, frames })
}

/// Seconds, as ms.
fn millis(text: &str) -> Result<u64, String> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let ms = limited(&format!("{part:0<3}"), 999)?;
    Ok(limited(whole, 10_000_u64)? * 1000 + ms)
}

fn span(text: &str) -> Result<(u64, u64), String> {
    let (from, until) = text.split_once("..").ok_or("after from..until")?;
    Ok((millis(from)?, millis(until)?))
}
