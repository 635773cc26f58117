//! How a session ends early.

use core::fmt;

use crate::{DialFailure, NumberError, SetupFailure};

/// Why a loop ended early. What happens in T.30 is an [`Outcome`](fax_core::Outcome) and not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunError<E> {
    /// The port failed.
    Io(E),
    /// The port has ended: the device was unplugged, or the program behind a pseudo terminal is gone.
    Closed,
    /// The modem cannot be used.
    Setup(SetupFailure),
    /// The number cannot be dialled.
    Number(NumberError),
    /// There is no far end.
    NotReached(DialFailure),
    /// The port has taken nothing for the modem for 30 s (5 s behind a `stop`): the modem holds CTS low, or is off. What
    /// was to be written is lost, and the modem has to be [initialised](crate::Session::initialise) again.
    NotTaking,
    /// `stop` said so.
    Stopped,
}

impl<E: fmt::Display> fmt::Display for RunError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the modem's port failed: {error}"),
            Self::Closed => f.write_str("the modem's port was closed; is the modem still plugged in?"),
            Self::Setup(failure) => failure.fmt(f),
            Self::Number(error) => error.fmt(f),
            Self::NotReached(failure) => failure.fmt(f),
            Self::NotTaking => f.write_str(
                "the modem's port takes no data; is the modem switched on, and does its cable have the CTS line?",
            ),
            Self::Stopped => f.write_str("stopped on request"),
        }
    }
}

impl<E: core::error::Error> core::error::Error for RunError<E> {}
