//! The rates that a sender tries after each other when training fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod far;

use far::{DIS, Did, Station, config};
use fax_core::Modulation::{self, V17At9600, V17At12000, V17At14400, V27ter2400, V27ter4800, V29At7200, V29At9600};
use fax_core::frame::Fcf;
use fax_core::sim::OctetPages;
use fax_core::{Call, Config, Failure, Instant, Ladder, Outcome};

/// The rates of the training checks of a sender that only ever hears FTT.
fn steps(ladder: Ladder, dis: &[u8]) -> Vec<Modulation> {
    let call = Call::calling(&Config { ladder, ..config() }, Instant::ZERO);
    let mut station = Station::new(call, OctetPages::new(vec![vec![1, 2, 3]]));
    station.acts();
    let mut did = station.hears(&[(Fcf::Dis, false, dis)]);
    let mut steps = vec![];
    while station.outcome().is_none() {
        steps.extend(did.iter().filter_map(|did| if let Did::Trained(rate, _) = did { Some(*rate) } else { None }));
        did = station.answered(Fcf::Ftt);
    }
    assert_eq!(station.outcome(), Some(Outcome::Failed(Failure::CannotTrain)));
    steps
}

#[test]
fn all_steps_are_taken() {
    // OTGC07, OTGC08: 14400, 12000, 9600 by V.17, then 9600 by V.29.
    assert_eq!(
        steps(Ladder::Full, &DIS),
        [V17At14400, V17At12000, V17At9600, V29At9600, V29At7200, V27ter4800, V27ter2400]
    );
}

#[test]
fn slow_v17_is_skipped_if_that_is_wanted() {
    assert_eq!(
        steps(Ladder::SkipSlowV17, &DIS),
        [V17At14400, V17At12000, V29At9600, V29At7200, V27ter4800, V27ter2400]
    );
}

#[test]
fn a_receiver_without_v17_is_not_affected() {
    // MTGX11: V.29 and V.27ter.
    for ladder in [Ladder::Full, Ladder::SkipSlowV17] {
        assert_eq!(steps(ladder, &[0x00, 0x4E, 0x00]), [V29At9600, V29At7200, V27ter4800, V27ter2400]);
    }
}
