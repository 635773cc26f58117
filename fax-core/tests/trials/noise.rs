//! Random calls on random wires.

use core::time::Duration;

use fax_core::sim::{Disagreement, Impairments, Rng};
use fax_core::{AfterBlock, AfterRtn, EcmPolicy, Resolution, RtnPolicy};

use super::losses::Tally;
use super::scene::{Run, Scene};

/// No call takes longer.
const LIMIT: Duration = Duration::from_secs(3600);
/// A sender repeats its command after T4. With a delay of half of that one way, the answer to a repeated command can come
/// as the answer to the next one, and nothing in T.30 tells the two apart.
const LATE: Duration = Duration::from_millis(1600);

/// What the calls came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Calls {
    pub tally: Tally,
    /// Pages that the sender took for confirmed by an answer to another one, on wires where T.30 cannot tell; the
    /// receiver's report says that it has repeated an answer.
    pub mistaken: u64,
    /// By the clocks of the calls.
    pub seconds: u64,
}

/// Call `seed` of the series.
pub fn call(seed: u64) -> (Scene, Impairments) {
    let mut rng = Rng::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut below = |limit: u32| u32::try_from(rng.draw() % u64::from(limit)).unwrap_or(0);
    let pages: Vec<_> = (0..1 + below(4))
        .map(|_| (480 + below(200) as u16, if below(4) == 0 { Resolution::Standard } else { Resolution::Fine }))
        .collect();
    let mut scene = Scene::new("noise", &pages);
    scene.polled = below(4) == 0;
    let config = &mut scene.config;
    config.abilities.ecm = below(2) == 0;
    config.abilities.short_frames = below(2) == 0;
    config.rtn =
        RtnPolicy { repeats: below(4) as u8, then: if below(2) == 0 { AfterRtn::GiveUp } else { AfterRtn::Continue } };
    config.ecm = EcmPolicy {
        corrections: 2 + below(4) as u8,
        then: if below(2) == 0 { AfterBlock::GiveUp } else { AfterBlock::Continue },
        ..EcmPolicy::default()
    };
    // Up to 30 % of all control frames do not arrive, or arrive garbled.
    let loss = below(300_001);
    let lost = below(loss + 1);
    let impairments = Impairments {
        seed,
        lost_frames: lost,
        bad_frames: loss - lost,
        echoed_frames: below(100_000),
        repeated_frames: below(50_000),
        clipped_frames: below(50_000),
        bit_errors: [0, below(100), below(1000)][below(3) as usize],
        lost_carriers: below(loss / 2 + 1),
        clipped_carriers: below(50_000),
        delay: Duration::from_millis([0, below(500), below(2001)][below(3) as usize].into()),
        cut_at: None,
    };
    (scene, impairments)
}

/// Plays call `seed`. What must not be is told with all that is needed to see it again.
pub fn judge(seed: u64, calls: &mut Calls) -> Result<Run, String> {
    let (scene, impairments) = call(seed);
    let run = scene.run(impairments, &[]);
    calls.seconds += run.report.ended.as_millis() / 1000;
    let told = match run.story {
        Ok(agreement) if run.ended_within(LIMIT) => {
            calls.tally.count(agreement);
            return Ok(run);
        }
        Ok(_) => format!("ended after {}", run.report.ended),
        Err(Disagreement::NotTaken { repeated: true, .. }) if impairments.delay > LATE => {
            calls.tally.calls += 1;
            calls.mistaken += 1;
            return Ok(run);
        }
        Err(disagreement) => disagreement.to_string(),
    };
    let outcomes = (run.report.caller.outcome, run.report.answerer.outcome);
    let ecm = scene.config.abilities.ecm;
    Err(format!("seed {seed}: {told}; {outcomes:?}; ecm {ecm}, polled {}, {impairments:?}", scene.polled))
}
