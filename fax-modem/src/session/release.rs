//! The last means of freeing the telephone line, when the modem does not go on hook at command: to let go of DTR, which it obeys
//! whatever it is busy with (V.250 6.1.1, `&D2`), and then to set it up as behind a reset.

use core::time::Duration;

use fax_core::Instant;

use super::{Logic, Turn};
use crate::{Order, RunError, Trace};

/// How long DTR is off. Modems want 50 ms, or as many as register S25 says; some boards take a second to pass it on.
const DTR_OFF: Duration = Duration::from_secs(1);

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Release {
    /// Nothing of it was needed.
    #[default]
    Unneeded,
    /// The modem did not even take the command to go on hook.
    Wanted,
    /// DTR is off, until then.
    Off(Instant),
    /// The port has no such line.
    Impossible,
}

impl<T: Trace> Logic<'_, T> {
    /// The modem is idle: over, unless it may hold the line and the port can make it let go.
    pub(super) fn free_line<E>(&mut self, now: Instant) -> Result<Turn<()>, RunError<E>> {
        Ok(match self.release {
            Release::Wanted => Turn::Dtr(false),
            Release::Unneeded if self.modem.may_hold_line() => Turn::Dtr(false),
            Release::Off(until) if now < until => Turn::Wait(Some(until)),
            Release::Off(_) => Turn::Dtr(true),
            Release::Unneeded | Release::Impossible => Turn::Over(()),
        })
    }

    /// The modem has not even taken the command to go on hook.
    pub(super) fn free_line_unheard<E>(&mut self) -> Result<(), RunError<E>> {
        if self.release == Release::Impossible {
            return Err(RunError::NotTaking);
        }
        self.release = Release::Wanted;
        Ok(())
    }

    /// The port was told to raise DTR or to let go of it; `done`: it could.
    pub(crate) fn dtr<E>(&mut self, on: bool, done: bool, now: Instant) -> Result<(), RunError<E>> {
        let unheard = self.release == Release::Wanted;
        self.release = match (on, done) {
            (false, true) => {
                self.trace.order(now, Order::DropDtr);
                Release::Off(now + DTR_OFF)
            }
            (false, false) => Release::Impossible,
            (true, _) => {
                self.order_setup(now);
                Release::Unneeded
            }
        };
        if unheard && !done { Err(RunError::NotTaking) } else { Ok(()) }
    }
}
