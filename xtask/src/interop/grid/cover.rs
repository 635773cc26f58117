//! A small part of the matrix in which everything occurs.

use super::axes::{CONDITIONS, Point, RATES, sides};

/// With each peer and direction every condition once, and with these every rate, with and without error correction; over
/// all of them every rate under every condition.
pub(super) fn points() -> Vec<Point> {
    let mut points = Vec::new();
    for (nth, (peer, direction)) in sides().enumerate() {
        for (at, condition) in CONDITIONS.iter().enumerate() {
            // Five rates and seven conditions have no common factor: a shift for each side meets all pairs.
            let rates = RATES.iter().cycle().skip(nth + at);
            let ecm = peer.corrects() && (nth + at / 2) % 2 == 0;
            points.extend(rates.take(1).map(|rate| Point { peer, direction, ecm, rate, condition }));
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::super::axes;
    use super::*;

    #[test]
    fn every_value_meets_every_side() {
        let points = points();
        for (peer, direction) in sides() {
            let side: Vec<_> = points.iter().filter(|p| (p.peer, p.direction) == (peer, direction)).collect();
            assert!(RATES.iter().all(|rate| side.iter().any(|p| p.rate == rate)), "{peer:?} {direction:?}");
            assert!(CONDITIONS.iter().all(|condition| side.iter().any(|p| p.condition == condition)));
            assert!(side.iter().any(|p| !p.ecm), "{peer:?} {direction:?}");
            assert_eq!(side.iter().any(|p| p.ecm), peer.corrects(), "{peer:?} {direction:?}");
        }
    }

    #[test]
    fn every_rate_meets_every_condition_and_error_correction() {
        let points = points();
        for rate in &RATES {
            assert!(CONDITIONS.iter().all(|c| points.iter().any(|p| p.rate == rate && p.condition == c)), "{rate:?}");
            assert!([true, false].iter().all(|&ecm| points.iter().any(|p| p.rate == rate && p.ecm == ecm)), "{rate:?}");
        }
        for condition in &CONDITIONS {
            let has = |ecm| points.iter().any(|p| p.condition == condition && p.ecm == ecm);
            assert!(has(true) && has(false), "{condition:?}");
        }
    }

    #[test]
    fn it_is_a_part_of_the_whole() {
        let all = axes::points();
        assert_eq!(all.len(), 140 + 70 + 140 + 70);
        assert!(points().iter().all(|point| all.contains(point)));
    }
}
