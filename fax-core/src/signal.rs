//! What can be heard on a fax line: modulations, training, framing, tones; and the ladder of rates.

use core::fmt;

/// A modulation with its signalling rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Modulation {
    /// V.21 channel 2, 300 bit/s: every control frame.
    V21,
    /// V.27ter, 2400 bit/s.
    V27ter2400,
    /// V.27ter, 4800 bit/s.
    V27ter4800,
    /// V.29, 7200 bit/s.
    V29At7200,
    /// V.29, 9600 bit/s.
    V29At9600,
    /// V.17, 7200 bit/s.
    V17At7200,
    /// V.17, 9600 bit/s.
    V17At9600,
    /// V.17, 12000 bit/s.
    V17At12000,
    /// V.17, 14400 bit/s.
    V17At14400,
}

impl Modulation {
    /// The image modulations, fastest first: the order in which a sender steps down (T.30 procedure, after FTT).
    pub const IMAGE: [Self; 8] = [
        Self::V17At14400,
        Self::V17At12000,
        Self::V17At9600,
        Self::V29At9600,
        Self::V17At7200,
        Self::V29At7200,
        Self::V27ter4800,
        Self::V27ter2400,
    ];

    /// Signalling rate in bit/s.
    #[must_use]
    pub const fn bit_rate(self) -> u16 {
        match self {
            Self::V21 => 300,
            Self::V27ter2400 => 2400,
            Self::V27ter4800 => 4800,
            Self::V29At7200 | Self::V17At7200 => 7200,
            Self::V29At9600 | Self::V17At9600 => 9600,
            Self::V17At12000 => 12000,
            Self::V17At14400 => 14400,
        }
    }

    /// Whether this is a rate of V.17, the only recommendation here with a short training sequence.
    #[must_use]
    pub const fn is_v17(self) -> bool {
        matches!(self, Self::V17At7200 | Self::V17At9600 | Self::V17At12000 | Self::V17At14400)
    }

    /// Length of the training sequence in ms; for V.21 the preamble of flags (nominal).
    #[must_use]
    pub const fn training_ms(self, training: Training) -> u16 {
        match (self, training) {
            (Self::V21, _) => 1000,
            (Self::V27ter2400, _) => 943,
            (Self::V27ter4800, _) => 708,
            (Self::V29At7200 | Self::V29At9600, _) => 253,
            (_, Training::Long) => 1393,
            (_, Training::Short) => 142,
        }
    }
}

impl fmt::Display for Modulation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::V21 => "V.21",
            Self::V27ter2400 | Self::V27ter4800 => "V.27ter",
            Self::V29At7200 | Self::V29At9600 => "V.29",
            Self::V17At7200 | Self::V17At9600 | Self::V17At12000 | Self::V17At14400 => "V.17",
        };
        write!(f, "{name} {}", self.bit_rate())
    }
}

/// A set of image modulations.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Modulations(u16);

impl Modulations {
    /// No modulation.
    pub const NONE: Self = Self(0);
    /// All image modulations.
    pub const ALL: Self = Self::up_to(14400);

    /// All image modulations of at most `bit_rate` bit/s.
    #[must_use]
    pub const fn up_to(bit_rate: u16) -> Self {
        let mut set = Self::NONE;
        let mut at = 0;
        #[expect(clippy::indexing_slicing, reason = "const fn; `at` is below the length of the array")]
        while at < Modulation::IMAGE.len() {
            if Modulation::IMAGE[at].bit_rate() <= bit_rate {
                set = set.with(Modulation::IMAGE[at]);
            }
            at += 1;
        }
        set
    }

    /// This set and `modulation`. V.21 carries no image and is not added.
    #[must_use]
    pub const fn with(self, modulation: Modulation) -> Self {
        if matches!(modulation, Modulation::V21) { self } else { Self(self.0 | 1 << modulation as u16) }
    }

    /// This set less `modulation`.
    #[must_use]
    pub const fn without(self, modulation: Modulation) -> Self {
        Self(self.0 & !(1 << modulation as u16))
    }

    /// Whether `modulation` is in the set.
    #[must_use]
    pub const fn contains(self, modulation: Modulation) -> bool {
        self.0 & 1 << modulation as u16 != 0
    }

    /// What both sets have.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members, fastest first.
    pub fn iter(self) -> impl Iterator<Item = Modulation> {
        Modulation::IMAGE.into_iter().filter(move |&m| self.contains(m))
    }

    /// The first member to try: the fastest.
    #[must_use]
    pub fn fastest(self) -> Option<Modulation> {
        self.iter().next()
    }

    /// The next member to try after `failed`: a lower step of [`Modulation::IMAGE`], and never from V.29 back to V.17.
    #[must_use]
    pub fn below(self, failed: Modulation) -> Option<Modulation> {
        self.iter()
            .skip_while(|&m| {
                Modulation::IMAGE.iter().position(|&i| i == m) <= Modulation::IMAGE.iter().position(|&i| i == failed)
            })
            .find(|m| failed.is_v17() || !m.is_v17())
    }
}

/// Which steps a sender takes down after training has failed (T.30 leaves it open). From V.29 it never goes back to V.17.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ladder {
    /// All that both sides have: 14400, 12000, 9600 by V.17, then 9600 and 7200 by V.29, then V.27ter.
    #[default]
    Full,
    /// Without V.17 at 9600 and 7200, which seldom helps where 12000 has failed: some receivers give up after the third training
    /// check, and this one is V.29 then.
    SkipSlowV17,
}

impl Ladder {
    /// The steps that are left of `modulations`. Never none: a set of slow V.17 alone stays as it is.
    #[must_use]
    pub fn steps(self, modulations: Modulations) -> Modulations {
        match self {
            Self::Full => modulations,
            Self::SkipSlowV17 => {
                let left = modulations.without(Modulation::V17At9600).without(Modulation::V17At7200);
                if left.is_empty() { modulations } else { left }
            }
        }
    }
}

impl fmt::Debug for Modulations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Which training sequence comes before the data. Only V.17 has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Training {
    /// The full sequence: always for TCF, and after each change of rate.
    Long,
    /// The resynchronisation of V.17: every image burst after CFR.
    Short,
}

/// How octets become bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Framing {
    /// HDLC: flags, zero insertion, frame check sequence.
    Hdlc,
    /// Bare octets, least significant bit first.
    Raw,
}

/// One thing that a modem can send or receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Signal {
    /// Modulation and rate.
    pub modulation: Modulation,
    /// Training sequence before the data.
    pub training: Training,
    /// Framing of the data.
    pub framing: Framing,
}

impl Signal {
    /// Control frames: V.21 with HDLC.
    pub const CONTROL: Self = Self { modulation: Modulation::V21, training: Training::Long, framing: Framing::Hdlc };

    /// The training check TCF: bare octets behind the long training sequence.
    #[must_use]
    pub const fn training_check(modulation: Modulation) -> Self {
        Self { modulation, training: Training::Long, framing: Framing::Raw }
    }

    /// An image with error correction: like one without, but in frames.
    #[must_use]
    pub const fn block(modulation: Modulation) -> Self {
        Self { framing: Framing::Hdlc, ..Self::image(modulation) }
    }

    /// An image without error correction, after a training check at the same rate: V.17 trains short, all others know one
    /// sequence only.
    #[must_use]
    pub const fn image(modulation: Modulation) -> Self {
        let training = if modulation.is_v17() { Training::Short } else { Training::Long };
        Self { modulation, training, framing: Framing::Raw }
    }
}

/// A tone of call set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tone {
    /// Calling tone: 1100 Hz, 0.5 s on, 3 s off. The op is done when the line has begun to listen for V.21.
    Cng,
    /// Called tone: 2100 Hz for 2.6 s to 4 s, then 75 ms of silence.
    Ced,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_leads_from_v17_over_v29_down() {
        let mut at = Modulations::ALL.fastest();
        let mut rates = heapless::Vec::<_, 8>::new();
        while let Some(m) = at {
            rates.push(m).expect("eight steps at most");
            at = Modulations::ALL.below(m);
        }
        assert_eq!(
            rates.as_slice(),
            [
                Modulation::V17At14400,
                Modulation::V17At12000,
                Modulation::V17At9600,
                Modulation::V29At9600,
                Modulation::V29At7200,
                Modulation::V27ter4800,
                Modulation::V27ter2400
            ]
        );
    }

    #[test]
    fn a_sender_may_skip_slow_v17() {
        let steps = Ladder::SkipSlowV17.steps(Modulations::ALL);
        assert_eq!(steps.below(Modulation::V17At14400), Some(Modulation::V17At12000));
        assert_eq!(steps.below(Modulation::V17At12000), Some(Modulation::V29At9600));
        assert_eq!(Ladder::SkipSlowV17.steps(Modulations::up_to(9600)).fastest(), Some(Modulation::V29At9600));
        let slow = Modulations::NONE.with(Modulation::V17At7200);
        assert_eq!(Ladder::SkipSlowV17.steps(slow), slow);
    }

    #[test]
    fn sets_know_their_members() {
        assert!(Modulations::up_to(9600).contains(Modulation::V17At9600));
        assert!(!Modulations::up_to(9600).contains(Modulation::V17At12000));
        assert!(!Modulations::ALL.contains(Modulation::V21));
        assert_eq!(Modulations::NONE.with(Modulation::V21), Modulations::NONE);
    }
}
