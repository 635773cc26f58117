//! The matrix as Markdown.

use core::fmt::Write as _;
use std::collections::{BTreeMap, BTreeSet};

use super::{
    axes::{CONDITIONS, Direction, Effect, Peer, Point, RATES, sides},
    names::{ecm, side},
};
use crate::interop::{cell::Figures, results::Kept};

/// What is known of the calls, by their names.
type Known = BTreeMap<String, Kept>;

/// A table for each peer and direction, and what is to be said of them all.
pub(in super::super) fn markdown(known: &Known) -> String {
    let mut notes = Notes::default();
    let mut tables = String::new();
    for (peer, direction) in sides() {
        let _ = write!(tables, "\n## {}\n\n|  |", heading(peer, direction));
        for condition in &CONDITIONS {
            let _ = write!(tables, " {} |", condition.name);
        }
        let _ = writeln!(tables, "\n|---|{}", "---:|".repeat(CONDITIONS.len()));
        for with_ecm in [true, false] {
            if with_ecm && !peer.corrects() {
                continue;
            }
            for rate in &RATES {
                let _ = write!(tables, "| {}, {} |", rate.name, ecm(with_ecm));
                for condition in &CONDITIONS {
                    let point = Point { peer, direction, ecm: with_ecm, rate, condition };
                    let _ = write!(tables, " {} |", entry(point, known, &mut notes));
                }
                tables.push('\n');
            }
        }
    }
    format!("{TITLE}{}{LEGEND}{tables}\n{}{}", runs(known), notes.text, others(known))
}

/// What is said of single calls, below the tables.
#[derive(Default)]
struct Notes {
    text: String,
    count: usize,
}

impl Notes {
    /// Gives the mark that leads there.
    fn add(&mut self, point: Point, what: &str) -> String {
        self.count += 1;
        let _ = writeln!(self.text, "- [{}] {point}: {}", self.count, what.lines().next().unwrap_or_default());
        format!("[{}]", self.count)
    }
}

const TITLE: &str = "# Calls with foreign machines: the matrix

    cargo xtask interop --all

writes this page. One page of print (1728 x 600) goes over a line of audio between two Class 1 modems (libspandsp's), or between one
and libspandsp's terminal; [verification.md](verification.md#foreign-machines) says how such a call is made and what it is not.

";

const LEGEND: &str = "
Each entry is a call in seconds by the clock of the line, and stands for a page that arrived as it was sent, pel for pel, at the rate of its
row, both as the far end and as `fax` report it. What else there was to say:

- `>12000`: noise spoilt a training check, and the call went on at that rate (T.30 5.3.6.1.7).
- `4 rows`: without error correction nothing repairs what noise has spoilt; so many rows of the page differ, and the receiver
  confirmed it. On a line without noise, or with error correction, there may be none.
- `+9`: with error correction, so many frames were sent again.
- `excused`: noise, and no error correction: no page came through, and `fax` said so. The note says why.
- A number in brackets leads to the notes below the tables. A call that brought no page was made again, alone: machines that are
  busy miss a deadline now and then, and the next call has other noise. The note is what was wrong before.

Lines: **echo**, each end hears itself 20 dB down after 20 ms; **270 ms delay**, each way; **SNR 25 dB**, noise that follows each signal; **bursts**,
noise as loud as the signals for 60 ms every 6 s, from 12 s into the call; **19200 baud**, the serial lines carry no more than that; **XON/XOFF**,
modems stop their programs with XOFF and lose what comes all the same. HylaFAX drops the last row of some pages when it makes MMR of MR: this one
row may be missing there. efax has no error correction. A call between two of ours has both directions in it.
";

fn heading(peer: Peer, direction: Direction) -> String {
    if peer == Peer::Ourselves { "fax to fax, over two foreign modems".into() } else { side(peer, direction) }
}

fn entry(point: Point, known: &Known, notes: &mut Notes) -> String {
    let Some(kept) = known.get(&point.to_string()) else { return "not run".into() };
    let mut entry = match &kept.outcome {
        Err(fault) => return format!("FAILED {}", notes.add(point, fault)),
        Ok(Figures { excuse: Some(excuse), .. }) => return format!("excused {}", notes.add(point, excuse)),
        Ok(figures) => perfect_or_less(figures, point),
    };
    if let Some(before) = &kept.before {
        let _ = write!(entry, " {}", notes.add(point, before));
    }
    entry
}

fn perfect_or_less(figures: &Figures, point: Point) -> String {
    let mut entry = format!("{:.1}", figures.call_seconds);
    if figures.rate != point.rate.bits {
        let _ = write!(entry, " >{}", figures.rate);
    }
    if figures.spoilt > 0 {
        let _ = write!(entry, " {} rows", figures.spoilt);
    }
    if figures.repeated > 0 {
        let _ = write!(entry, " +{}", figures.repeated);
    }
    entry
}

/// When and with what it was run, and the sum of it.
fn runs(known: &Known) -> String {
    let points = super::axes::points();
    let kept: Vec<&Kept> = points.iter().filter_map(|point| known.get(&point.to_string())).collect();
    let good: Vec<&Figures> = kept.iter().filter_map(|kept| kept.outcome.as_ref().ok()).collect();
    let excused = good.iter().filter(|figures| figures.excuse.is_some()).count();
    let spoilt = good.iter().filter(|figures| figures.spoilt > 0).count();
    let noisy = points.iter().filter(|point| point.condition.effect == Effect::Noise).count();
    let set = |of: fn(&Kept) -> &str| {
        let all: BTreeSet<&str> = kept.iter().map(|kept| of(kept)).collect();
        all.into_iter().collect::<Vec<_>>().join(", ")
    };
    format!(
        "{}. {} calls: {} identical; {spoilt} with some rows damaged and {excused} excused, all of them among the {noisy} on noisy \
         lines; {} failed, {} not run. Commits (`+`: with changes on \
         top): {}. Runs of parts are put together; each place shows its last call.\n",
        set(|kept| &kept.date),
        points.len(),
        good.len() - excused - spoilt,
        kept.len() - good.len(),
        points.len() - kept.len(),
        set(|kept| &kept.commit),
    )
}

/// All other calls, of which there are too many kinds for axes.
fn others(known: &Known) -> String {
    let points: BTreeSet<String> = super::axes::points().iter().map(Point::to_string).collect();
    let others: Vec<_> = known.iter().filter(|(name, _)| !points.contains(*name)).collect();
    let good = others.iter().filter(|(_, kept)| kept.outcome.is_ok()).count();
    let mut text = format!(
        "\n## Other calls\n\nPolling, kinds of pages, lines that break off, calls that have to fail: {} calls, {good} as they should be.\n",
        others.len()
    );
    for (name, kept) in others {
        let (what, why) = match (&kept.outcome, &kept.before) {
            (Err(fault), _) => ("FAILED", fault),
            (Ok(_), Some(before)) => ("good when made again", before),
            (Ok(_), None) => continue,
        };
        let _ = writeln!(text, "\n- {name}: {what}; {}", why.lines().next().unwrap_or_default());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_shows_what_came_of_it() {
        let figures = |rate, spoilt| Figures { pages: 1, rate, spoilt, call_seconds: 19.94, ..Figures::default() };
        let kept = |outcome, before: Option<&str>| Kept {
            outcome,
            before: before.map(String::from),
            commit: "abc".into(),
            date: "1 May 2026".into(),
        };
        let excuse = Figures { excuse: Some("no image".into()), ..Figures::default() };
        let known = Known::from([
            ("fax sends to efax, V.29 9600, no ECM, clean".into(), kept(Ok(figures(9600, 0)), None)),
            ("fax sends to efax, V.29 9600, no ECM, bursts".into(), kept(Ok(figures(7200, 4)), Some("too late"))),
            ("fax sends to efax, V.29 9600, no ECM, echo".into(), kept(Err("the far end left".into()), None)),
            ("fax sends to efax, V.29 9600, no ECM, SNR 25 dB".into(), kept(Ok(excuse), None)),
        ]);
        let text = markdown(&known);
        let row = "| V.29 9600, no ECM | 19.9 | FAILED [1] | not run | excused [2] | 19.9 >7200 4 rows [3] | not run |";
        assert!(text.contains(row), "{text}");
        assert!(text.contains("420 calls: 1 identical; 1 with some rows damaged and 1 excused"), "{text}");
        assert!(text.contains("1 failed, 416 not run. Commits (`+`: with changes on top): abc."), "{text}");
        assert!(text.contains("- [3] fax sends to efax, V.29 9600, no ECM, bursts: too late"), "{text}");
    }
}
