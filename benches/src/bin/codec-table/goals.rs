//! What has to be reached, as ratios of a peer's time to ours: over the eight ITU charts, into packed rows unless it says
//! changes, for the default processor.

use benches::codec::CODINGS;
use fax_t4::Coding;

use crate::measure::{JOBS, Task, Times};

struct Goal {
    task: Task,
    coding: Coding,
    peer: &'static str,
    must: f64,
    want: f64,
}

const fn goal(task: Task, coding: Coding, peer: &'static str, must: f64, want: f64) -> Goal {
    Goal { task, coding, peer, must, want }
}

const TIFF: &str = "libtiff";
const SPANDSP: &str = "libspandsp";
const HAYRO: &str = "hayro-ccitt";

const GOALS: [Goal; 11] = {
    let [mmr, mh, mr] = CODINGS;
    [
        goal(Task::Decode, mmr, TIFF, 2.8, 3.5),
        goal(Task::Decode, mmr, HAYRO, 2.4, 2.9),
        goal(Task::Encode, mmr, TIFF, 4.5, 5.5),
        goal(Task::Encode, mmr, SPANDSP, 1.9, 2.4),
        goal(Task::Decode, mh, TIFF, 2.2, 3.0),
        goal(Task::Decode, mh, HAYRO, 1.4, 1.9),
        goal(Task::Encode, mh, TIFF, 3.0, 4.0),
        goal(Task::Encode, mh, SPANDSP, 2.0, 2.7),
        goal(Task::Decode, mr, TIFF, 2.5, 3.2),
        goal(Task::Encode, mr, TIFF, 4.0, 5.0),
        goal(Task::Changes, mmr, HAYRO, 2.5, 3.5),
    ]
};

/// No page alone, in any direction, less than so many times as fast as libtiff.
const EACH_PAGE: (f64, f64) = (2.0, 2.5);

/// Prints how the goals were met, those whose peer took part; says how many were not.
pub(crate) fn report(names: &[&str], times: &Times) -> u32 {
    let mut missed = 0;
    let mut line = |what: &str, peer: &str, ratio: f64, must: f64, want: f64| {
        let verdict = if ratio >= want { "want" } else { "must" };
        let verdict = if ratio >= must { verdict } else { "MISSED" };
        missed += u32::from(ratio < must);
        println!("| {what:24} | {peer:12} | {ratio:5.2} | {must:4.1} | {want:4.1} | {verdict:6} |");
    };
    println!("\n| goal                     | peer         | ratio | must | want |        |");
    println!("|--------------------------|--------------|------:|-----:|-----:|--------|");
    for Goal { task, coding, peer, must, want } in GOALS {
        let job = JOBS.iter().position(|&job| job == (task, coding)).unwrap_or(0);
        let codec = names.iter().position(|&name| name == peer);
        let time = |codec| times.sum(codec, job);
        if let (Some(ours), Some(theirs)) = (time(0), codec.and_then(time)) {
            line(&format!("{coding} {task}"), peer, theirs / ours, must, want);
        }
    }
    if let Some(tiff) = names.iter().position(|&name| name == TIFF) {
        let ratios = (0..times.pages.len()).flat_map(|page| (0..JOBS.len()).map(move |job| (page, job)));
        let ratios =
            ratios.filter_map(|(page, job)| Some((times.of(page, tiff, job)? / times.of(page, 0, job)?, page, job)));
        if let Some((ratio, page, job)) = ratios.min_by(|a, b| a.0.total_cmp(&b.0)) {
            let what = format!("least: {}, {} {}", times.pages[page], JOBS[job].1, JOBS[job].0);
            line(&what, TIFF, ratio, EACH_PAGE.0, EACH_PAGE.1);
        }
    }
    missed
}
