//! Habits of a modem that show on hook.

use core::fmt;

/// What a modem does that not all modems do, as far as a probe can see it without a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Quirk {
    /// It says OK to a command that does not exist, so its OK proves nothing.
    AgreesToAnything,
    /// Its lists stand in brackets.
    Brackets,
    /// It takes Class 1.0 and does not list it.
    HidesClass1_0,
    /// It has adaptive reception in Class 1.0 and not in Class 1.
    AdaptiveInClass1_0,
    /// It has several lines to say of itself.
    SeveralLines,
    /// It takes its time for a reset, and eats what comes meanwhile.
    SlowReset,
    /// It lost a command that followed soon behind a result, and took it the second time.
    LosesCommands,
    /// It gives no range for `+FTS` or for `+FRS`. It may have them all the same; the driver finds out in a call.
    NamesNoSilence,
}

impl Quirk {
    /// How many there are.
    pub(super) const COUNT: usize = 8;

    /// Its number in the project's list of field faults, if it is there.
    #[must_use]
    pub const fn number(self) -> Option<u8> {
        match self {
            Self::AgreesToAnything => Some(41),
            Self::Brackets => Some(24),
            Self::HidesClass1_0 => Some(25),
            Self::SeveralLines => Some(35),
            Self::SlowReset => Some(36),
            Self::NamesNoSilence => Some(3),
            Self::AdaptiveInClass1_0 | Self::LosesCommands => None,
        }
    }
}

impl fmt::Display for Quirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AgreesToAnything => "says OK to commands that do not exist",
            Self::Brackets => "puts its lists in brackets",
            Self::HidesClass1_0 => "takes Class 1.0 and does not list it",
            Self::AdaptiveInClass1_0 => "has adaptive reception in Class 1.0 only",
            Self::SeveralLines => "says of itself more than a line",
            Self::SlowReset => "eats commands behind a reset",
            Self::LosesCommands => "loses commands that follow soon behind a result",
            Self::NamesNoSilence => "gives no range for +FTS or +FRS",
        })
    }
}
