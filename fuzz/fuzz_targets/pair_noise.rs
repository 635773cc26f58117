//! Two stations on a wire with faults at any places: both come to an end by their own timers, and agree on what arrived.
#![no_main]

use core::time::Duration;

use fax_core::sim::{Disagreement, Fault, Impairments};
use fax_core::{AfterBlock, AfterRtn, Resolution};
use fuzz::scene::Scene;

/// No call takes longer.
const LIMIT: Duration = Duration::from_secs(1800);
/// The answer to a command that came to its sender later than this may count for the next one (T4).
const LATE: Duration = Duration::from_millis(3200);

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((&[flags, document, delay, busy], faults)) = input.split_first_chunk() else { return };
    let flag = |at: u8| flags >> at & 1 == 1;
    // Pages that take more than four seconds: shorter ones that are missed whole cannot be told from a repeated command.
    let pages: Vec<_> = (0..1 + document % 3)
        .map(|page| (480, if document >> (2 + page) & 1 == 1 { Resolution::Standard } else { Resolution::Fine }))
        .collect();
    let mut scene = Scene::new("noise", &pages);
    scene.polled = flag(0);
    scene.busy = u32::from(busy % 4);
    let config = &mut scene.config;
    config.abilities.ecm = flag(1);
    config.abilities.short_frames = flag(2);
    config.rtn.then = if flag(3) { AfterRtn::Continue } else { AfterRtn::GiveUp };
    config.ecm.then = if flag(4) { AfterBlock::Continue } else { AfterBlock::GiveUp };
    config.ecm.corrections = 1 + (document >> 5 & 3);
    let impairments = Impairments { delay: Duration::from_millis(u64::from(delay) * 8), ..Impairments::default() };

    // Pairs of octets: how many items further on, and what happens there.
    let mut item = 0;
    let mut latest = Duration::ZERO;
    let mut places = Vec::new();
    for pair in faults.chunks_exact(2).take(64) {
        item += usize::from(pair[0]);
        let fault = match pair[1] {
            0..50 => Fault::Drop,
            50..100 => Fault::Corrupt,
            100..140 => Fault::Repeat,
            140..180 => Fault::Echo,
            180..220 => Fault::Clip,
            late => Fault::Delay(Duration::from_millis(u64::from(late - 219) * 50)),
        };
        if let Fault::Delay(late) = fault {
            latest = latest.max(late);
        }
        places.push((item, fault));
        item += 1;
    }
    let run = scene.run(impairments, &places);
    assert!(run.ended_within(LIMIT), "{:?}", run.report);
    match run.story {
        Ok(_) => {}
        Err(Disagreement::NotTaken { repeated: true, .. }) if !latest.is_zero() || impairments.delay * 2 > LATE => {}
        Err(disagreement) => panic!("{disagreement}: {places:?}, {:?}", run.report),
    }
});
