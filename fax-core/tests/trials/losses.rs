//! Every frame of reference calls lost, repeated, echoed, clipped or garbled: singly and in all pairs.

use core::fmt;
use core::time::Duration;

use fax_core::sim::{Agreement, Fault, Impairments, What};
use fax_core::{EcmPolicy, Quality, Resolution};

use super::scene::{Run, Scene, Short};

use Resolution::{Fine, Standard};

/// What happens to each frame.
pub const FAULTS: [Fault; 5] = [Fault::Drop, Fault::Repeat, Fault::Echo, Fault::Clip, Fault::Corrupt];

/// No call takes longer.
const LIMIT: Duration = Duration::from_secs(600);

/// Rows of a page without error correction: 4 s at 14400 bit/s. Shorter pages that are missed whole may be taken for a repeated
/// command.
const ROWS: u16 = 450;
/// Rows of a page with error correction: two frames.
const FEW: u16 = 24;

/// The reference calls.
pub fn scenes() -> Vec<Scene> {
    let bad = Quality { rows: 100, bad_rows: 50, longest_bad_run: 50, complete: true };
    let fair = Quality { rows: 100, bad_rows: 10, longest_bad_run: 5, complete: true };
    let judged = |scene: Scene, verdict| Scene { verdicts: vec![verdict], ..scene };
    let mut stepping = Scene::new("ECM, two rounds, then CTC", &[(FEW, Fine)]).corrected();
    stepping.config.ecm = EcmPolicy { corrections: 2, ..EcmPolicy::default() };
    vec![
        Scene::new("a page", &[(ROWS, Fine)]),
        Scene::new("three pages", &[(ROWS, Fine); 3]),
        Scene::new("two documents", &[(ROWS, Fine), (ROWS, Standard)]),
        Scene::new("a failed training", &[(ROWS, Fine)]).with_fault(4, Fault::Corrupt),
        judged(Scene::new("RTP", &[(ROWS, Fine); 2]), fair),
        judged(Scene::new("RTN", &[(ROWS, Fine)]), bad),
        Scene::new("a polled page", &[(ROWS, Fine)]).polled(),
        Scene::new("two polled documents", &[(ROWS, Fine), (ROWS, Standard)]).polled(),
        Scene::new("ECM, a page", &[(FEW, Fine)]).corrected(),
        Scene::new("ECM, two pages", &[(FEW, Fine); 2]).corrected(),
        Scene::new("ECM, two documents", &[(FEW, Fine), (FEW, Standard)]).corrected(),
        Scene::new("ECM, PPR", &[(FEW, Fine)]).corrected().with_fault(7, Fault::Corrupt),
        Scene { busy: 2, ..Scene::new("ECM, RNR", &[(FEW, Fine)]).corrected() },
        stepping.with_fault(7, Fault::Drop).with_fault(14, Fault::Drop),
        Scene::new("ECM, two polled pages", &[(FEW, Fine); 2]).corrected().polled(),
    ]
}

/// How many calls there were, and how they ended.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub calls: u64,
    pub complete: u64,
    pub partial: u64,
    pub doubts: u64,
    /// Calls with a single fault that did not bring all pages.
    pub single: u64,
}

impl Tally {
    pub fn count(&mut self, agreement: Agreement) {
        self.calls += 1;
        match agreement {
            Agreement::Complete => self.complete += 1,
            Agreement::Partial => self.partial += 1,
            Agreement::Doubt => self.doubts += 1,
        }
    }

    pub fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.complete += other.complete;
        self.partial += other.partial;
        self.doubts += other.doubts;
        self.single += other.single;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { calls, complete, partial, doubts, single } = self;
        write!(
            f,
            "{calls:6} calls, {complete:6} complete, {partial:5} not and both know, {doubts:3} in doubt and said so"
        )?;
        write!(f, "; {single} not complete with one fault")
    }
}

/// Plays a scene with all faults at all places, and with every `every`-th of all pairs of them. The second fault of a pair
/// also hits what the first one made to be sent.
pub fn try_all(scene: &Scene, every: usize) -> Result<Tally, String> {
    let mut tally = Tally::default();
    let mut pairs = 0_usize;
    let plain = judge(scene, &[], &mut tally)?;
    if plain.story != Ok(Agreement::Complete) {
        return Err(format!("{}: {:?} without any fault", scene.name, plain.story));
    }
    for first in places(&plain, 0) {
        let one = judge(scene, &[first], &mut tally)?;
        if one.story != Ok(Agreement::Complete) {
            tally.single += 1;
        }
        for second in places(&one, first.0 + 1) {
            pairs += 1;
            if pairs.is_multiple_of(every) {
                judge(scene, &[first, second], &mut tally)?;
            }
        }
    }
    Ok(tally)
}

/// All faults that can happen to the items of a call from number `from` on.
fn places(run: &Run, from: usize) -> Vec<(usize, Fault)> {
    let able = |what: What, fault: Fault| match what {
        What::Carrier(_) => !matches!(fault, Fault::Repeat | Fault::Echo),
        What::Data(_) => fault != Fault::Echo,
        What::Frame(_) => true,
    };
    let items = run.items.iter().enumerate().skip(from);
    items
        .flat_map(|(number, item)| FAULTS.into_iter().filter(|&f| able(item.what, f)).map(move |f| (number, f)))
        .collect()
}

/// Plays a scene with these faults. What must not be is told with all that is needed to see it again.
fn judge(scene: &Scene, faults: &[(usize, Fault)], tally: &mut Tally) -> Result<Run, String> {
    let run = scene.run(Impairments::default(), faults);
    let told = match run.story {
        Ok(agreement) if run.ended_within(LIMIT) => {
            tally.count(agreement);
            return Ok(run);
        }
        Ok(_) => format!("ended after {}", run.report.ended),
        Err(disagreement) => disagreement.to_string(),
    };
    let places: Vec<String> = faults
        .iter()
        .map(|&(number, fault)| match run.items.get(number) {
            Some(&item) => format!("{fault:?} {number} ({})", Short(item)),
            None => format!("{fault:?} {number}"),
        })
        .collect();
    let outcomes = (run.report.caller.outcome, run.report.answerer.outcome);
    Err(format!("{}, {}: {told}; {outcomes:?}", scene.name, places.join(" and ")))
}
