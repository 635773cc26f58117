//! DLE shielding: how the end of the data is told from the data (T.31 clause 8).
//!
//! | on the serial line | means |
//! |---|---|
//! | DLE DLE | one octet of value DLE (0x10) |
//! | DLE SUB | two octets of value DLE, from modems of Class 1.0 |
//! | DLE ETX | the end |
//! | DLE and anything else | see [`LoneDle`] |
//!
//! Both directions work octet by octet, so that a read may end anywhere.

/// The shield.
pub(crate) const DLE: u8 = 0x10;
/// Behind [`DLE`]: the end of the data.
pub(crate) const ETX: u8 = 0x03;
/// Behind [`DLE`]: a pair of DLE in the data.
pub(crate) const SUB: u8 = 0x1A;

/// What DLE means before an octet that is neither DLE, ETX nor SUB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LoneDle {
    /// Nothing: both octets are dropped, as T.31 has it.
    #[default]
    Drop,
    /// Both octets are data: for modems that forget to double DLE in V.21 frames.
    Keep,
}

/// What one octet from the modem came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unshielded {
    /// Nothing yet.
    Nothing,
    /// One octet of data.
    One(u8),
    /// Two octets of data.
    Two(u8, u8),
    /// The end of the data.
    End,
}

/// Takes the shields off what the modem sends.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unshielder {
    after_dle: bool,
}

impl Unshielder {
    /// Takes the next octet.
    pub(crate) fn push(&mut self, octet: u8, lone: LoneDle) -> Unshielded {
        if !self.after_dle {
            self.after_dle = octet == DLE;
            return if self.after_dle { Unshielded::Nothing } else { Unshielded::One(octet) };
        }
        self.after_dle = false;
        match (octet, lone) {
            (DLE, _) => Unshielded::One(DLE),
            (ETX, _) => Unshielded::End,
            (SUB, _) => Unshielded::Two(DLE, DLE),
            (_, LoneDle::Drop) => Unshielded::Nothing,
            (_, LoneDle::Keep) => Unshielded::Two(DLE, octet),
        }
    }
}

/// The octets to send for data: every DLE doubled.
pub(crate) fn shielded(octets: &[u8]) -> impl Iterator<Item = u8> {
    octets.iter().flat_map(|&octet| core::iter::repeat_n(octet, if octet == DLE { 2 } else { 1 }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    extern crate std;

    use proptest::prelude::*;
    use std::vec::Vec;

    use super::*;

    fn unshield(octets: &[u8], lone: LoneDle) -> (Vec<u8>, usize) {
        let mut unshielder = Unshielder::default();
        let (mut data, mut ends) = (Vec::new(), 0);
        for &octet in octets {
            match unshielder.push(octet, lone) {
                Unshielded::Nothing => {}
                Unshielded::One(a) => data.push(a),
                Unshielded::Two(a, b) => data.extend([a, b]),
                Unshielded::End => ends += 1,
            }
        }
        (data, ends)
    }

    #[test]
    fn each_pair_means_what_the_table_says() {
        assert_eq!(unshield(&[1, 0x10, 0x10, 2, 0x10, 0x03], LoneDle::Drop), ([1, 0x10, 2].to_vec(), 1));
        assert_eq!(unshield(&[0x10, 0x1A, 7], LoneDle::Drop), ([0x10, 0x10, 7].to_vec(), 0));
        assert_eq!(unshield(&[1, 0x10, 0x55, 2], LoneDle::Drop), ([1, 2].to_vec(), 0));
        assert_eq!(unshield(&[1, 0x10, 0x55, 2], LoneDle::Keep), ([1, 0x10, 0x55, 2].to_vec(), 0));
        // DLE DLE ETX is a DLE and an ETX, not an end.
        assert_eq!(unshield(&[0x10, 0x10, 0x03], LoneDle::Drop), ([0x10, 0x03].to_vec(), 0));
    }

    proptest! {
        #[test]
        fn what_is_shielded_comes_back(data in proptest::collection::vec(prop_oneof![Just(0x10u8), Just(3), any::<u8>()], 0..200)) {
            let mut line: Vec<u8> = shielded(&data).collect();
            line.extend([DLE, ETX]);
            prop_assert_eq!(unshield(&line, LoneDle::Drop), (data, 1));
        }
    }
}
