//! What a driver is told to do besides the operations of a call.

use core::fmt;

/// What a [`Session`](crate::Session) has its driver do; for those who [watch](crate::Trace).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Order {
    /// Set the modem up.
    Initialise,
    /// Dial a number of so many characters, pauses and the like included.
    Dial(u8),
    /// Answer.
    Answer,
    /// Carry a call to its end. The operations that follow are the call's.
    Run,
    /// End the call: somebody wants to stop.
    Abort,
    /// Go on hook, whatever the modem does.
    HangUp,
    /// Let go of DTR for a moment, since nothing else gets the modem off the line.
    DropDtr,
    /// Forget the modem, which takes no octets any more.
    Forget,
    /// Tell the call that its line is gone.
    Lost,
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Initialise => "initialise",
            Self::Dial(characters) => return write!(f, "dial {characters}"),
            Self::Answer => "answer",
            Self::Run => "run",
            Self::Abort => "abort",
            Self::HangUp => "hang up",
            Self::DropDtr => "drop DTR",
            Self::Forget => "forget",
            Self::Lost => "lost",
        })
    }
}
