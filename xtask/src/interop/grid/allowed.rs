//! What may differ from a perfect call on a line that is not.

use super::axes::{Effect, Point, RATES};

/// Rates that a call may end with, the first being the one that it begins with.
const LADDER: [u64; 6] = [14_400, 12_000, 9600, 7200, 4800, 2400];

/// Rows of a page that noise may spoil where nothing corrects them: a sixth.
///
/// T.30 leaves the judgement to the receiver, who counts bad rows and knows nothing of lost ones. libspandsp's modems take up to
/// a second to come back from a burst of 60 ms, which is 80 rows of print at 9600 bit/s.
const SPOILT_ROWS: u32 = 100;

/// The rates that are right at `point`.
pub(super) fn rates(point: Point) -> &'static [u64] {
    let from = LADDER.iter().position(|&bits| bits == point.rate.bits).unwrap_or_default();
    // A training check that noise spoils makes the sender slow down (T.30 5.3.6.1.7).
    let to = if point.condition.effect == Effect::Noise { LADDER.len() } else { from + 1 };
    LADDER.get(from..to).unwrap_or_default()
}

/// How many rows of a page may be wrong: none with error correction, nor on a line without noise.
pub(super) fn spoilt_rows(point: Point) -> u32 {
    if point.condition.effect == Effect::Noise && !point.ecm { SPOILT_ROWS } else { 0 }
}

/// Modulation and rate have one name where they cannot change.
pub(super) fn modulation(point: Point) -> Option<&'static str> {
    let at_rate = RATES.iter().find(|rate| rate.bits == point.rate.bits)?;
    (point.condition.effect != Effect::Noise).then_some(at_rate.name)
}
