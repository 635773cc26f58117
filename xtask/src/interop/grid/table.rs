//! The matrix as Markdown.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{
    axes::{CONDITIONS, Direction, Effect, Peer, Point, RATES, sides},
    names::{ecm, side},
};
use crate::interop::results::Kept;

/// What is known of the calls, by their names.
type Known = BTreeMap<String, Kept>;

/// A table for each peer and direction, and what is to be said of them all.
pub(in super::super) fn markdown(known: &Known) -> String {
    let mut text = String::from(TITLE);
    text.push_str(&runs(known));
    text.push_str(LEGEND);
    for (peer, direction) in sides() {
        let _ = write!(text, "\n## {}\n\n|  |", heading(peer, direction));
        for condition in &CONDITIONS {
            let _ = write!(text, " {} |", condition.name);
        }
        text.push_str("\n|---|");
        text.push_str(&"---:|".repeat(CONDITIONS.len()));
        text.push('\n');
        for with_ecm in [true, false] {
            if with_ecm && !peer.corrects() {
                continue;
            }
            for rate in &RATES {
                let _ = write!(text, "| {}, {} |", rate.name, ecm(with_ecm));
                for condition in &CONDITIONS {
                    let point = Point { peer, direction, ecm: with_ecm, rate, condition };
                    let _ = write!(text, " {} |", entry(point, known));
                }
                text.push('\n');
            }
        }
    }
    text.push_str(&others(known));
    text
}

const TITLE: &str = "# Calls with foreign machines: the matrix

    cargo xtask interop --all

writes this page. One page of print (1728 x 600) goes over a line of audio between two Class 1 modems (libspandsp's), or between one and
libspandsp's terminal; [verification.md](verification.md#foreign-machines) says how such a call is made and what it is not.

";

const LEGEND: &str = "
Each entry is the call in seconds by the clock of the line, and stands for a page that arrived as it was sent, pel for pel, at the rate of its
row, both as the far end and as `fax` report it. What else there was to say:

- `>12000`: noise spoilt a training check, and the call went on at that rate (T.30 5.3.6.1.7).
- `4 rows`: without error correction nothing repairs what noise has spoilt; so many rows of the page differ, and the receiver confirmed
  it. No entry with error correction, and none on a line without noise, may have any.
- `(9)`: with error correction, so many frames came again.
- `*`: it failed beside other calls, and was good alone: time on the machine was short. The line works in ticks of 20 ms of real time.
- A name that stands in the table as FAILED is explained below it.

Lines: **echo**, each end hears itself 20 dB down after 20 ms; **270 ms delay**, each way; **SNR 25 dB**, noise that follows each signal; **bursts**,
noise as loud as the signals for 60 ms every 6 s, from 12 s into the call; **19200 baud**, the serial lines carry no more than that; **XON/XOFF**,
modems stop their programs with XOFF and lose what comes all the same. HylaFAX drops the last row of some pages when it makes MMR of MR: this one
row may be missing there. A call between two of ours has both directions in it.
";

fn heading(peer: Peer, direction: Direction) -> String {
    if peer == Peer::Ourselves { "fax to fax, over two foreign modems".into() } else { side(peer, direction) }
}

fn entry(point: Point, known: &Known) -> String {
    let Some(kept) = known.get(&point.to_string()) else { return "not run".into() };
    let Ok(figures) = &kept.outcome else { return "FAILED".into() };
    let mut entry = format!("{:.1}", figures.call_seconds);
    if figures.rate != point.rate.bits {
        let _ = write!(entry, " >{}", figures.rate);
    }
    if figures.spoilt > 0 {
        let _ = write!(entry, " {} rows", figures.spoilt);
    }
    if figures.repeated > 0 {
        let _ = write!(entry, " ({})", figures.repeated);
    }
    if kept.tries > 1 {
        entry.push('*');
    }
    entry
}

/// When and with what it was run.
fn runs(known: &Known) -> String {
    let points = super::axes::points();
    let kept: Vec<&Kept> = points.iter().filter_map(|point| known.get(&point.to_string())).collect();
    let good = kept.iter().filter(|kept| kept.outcome.is_ok()).count();
    let noisy = |point: &&Point| point.condition.effect == Effect::Noise;
    let spoilt = |point: &&Point| {
        known.get(&point.to_string()).is_some_and(|kept| kept.outcome.as_ref().is_ok_and(|figures| figures.spoilt > 0))
    };
    let set = |of: fn(&Kept) -> &str| kept.iter().map(|kept| of(kept)).collect::<BTreeSet<_>>();
    let list = |set: BTreeSet<&str>| set.into_iter().collect::<Vec<_>>().join(", ");
    format!(
        "{}: {} places, {good} calls as they should be, {} not, {} not run. Of {} on noisy lines {} have damaged rows, all without error \
         correction. Commits: {}. Runs of parts are put together; each place shows its last call.\n",
        list(set(|kept| &kept.date)),
        points.len(),
        kept.len() - good,
        points.len() - kept.len(),
        points.iter().filter(noisy).count(),
        points.iter().filter(spoilt).count(),
        list(set(|kept| &kept.commit)),
    )
}

/// All other calls, of which there are too many kinds for axes.
fn others(known: &Known) -> String {
    let points: BTreeSet<String> = super::axes::points().iter().map(Point::to_string).collect();
    let others: Vec<_> = known.iter().filter(|(name, _)| !points.contains(*name)).collect();
    let mut text = String::from("\n## Other calls\n\n");
    let good = others.iter().filter(|(_, kept)| kept.outcome.is_ok()).count();
    let _ = writeln!(text, "Polling, kinds of pages, lines that break, calls that have to fail: {} calls, {good} as they should be.", others.len());
    for (name, kept) in known {
        if let Err(fault) = &kept.outcome {
            let _ = writeln!(text, "\nFAILED: {name}: {}", fault.lines().next().unwrap_or_default());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::cell::Figures;

    #[test]
    fn each_place_shows_what_came_of_it() {
        let figures = |rate, spoilt| Figures { pages: 1, rate, spoilt, call_seconds: 19.94, ..Figures::default() };
        let kept = |outcome, tries| Kept { outcome, tries, commit: "abc".into(), date: "1 May 2026".into() };
        let known = Known::from([
            ("fax sends to efax, V.29 9600, no ECM, clean".into(), kept(Ok(figures(9600, 0)), 1)),
            ("fax sends to efax, V.29 9600, no ECM, bursts".into(), kept(Ok(figures(7200, 4)), 2)),
            ("fax sends to efax, V.29 9600, no ECM, echo".into(), kept(Err("the far end left".into()), 2)),
        ]);
        let text = markdown(&known);
        let row = "| V.29 9600, no ECM | 19.9 | FAILED | not run | not run | 19.9 >7200 4 rows* | not run | not run |";
        assert!(text.contains(row), "{text}");
        assert!(text.contains("1 May 2026: 420 places, 2 calls as they should be, 1 not, 417 not run."), "{text}");
        assert!(text.contains("FAILED: fax sends to efax, V.29 9600, no ECM, echo: the far end left"), "{text}");
    }
}
