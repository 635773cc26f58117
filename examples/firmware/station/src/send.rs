//! Sending on a port that blocks, from the modem's set-up to the end of the call.

use core::cell::Cell;

use fax_core::{Codings, Event, Instant, Outcome, Pages};
use fax_modem::{Class1, Port, RunError, Session};
use fax_t4::call::Replay;

use crate::call::config;
use crate::stored::Sending;
use crate::{Call, Page, ROW};

/// Dials and sends a page. `tell` hears of everything before the call goes on; the call is aborted once it says
/// false.
///
/// # Errors
///
/// There was no call: no modem, or no far end.
#[inline(never)]
pub fn send<P: Port>(
    modem: &mut Class1,
    port: &mut P,
    clock: &dyn Fn() -> Instant,
    page: Page<'_>,
    call: Call<'_>,
    tell: &mut dyn FnMut(&Event) -> bool,
) -> Result<Outcome, RunError<P::Error>> {
    let mut session = Session::new(modem, port, clock);
    session.initialise(|| false)?;
    session.dial(call.to, || false)?;
    let mut call = fax_core::Call::calling(&config(session.modem(), call.ecm), clock());
    let mut rows = Replay::<_, ROW>::with_room(page.rows, Codings::ALL);
    let mut source = Sending::new(&mut rows, page.mmr);
    let mut pages = Pages { source: &mut source, sink: &mut () };
    let refused = Cell::new(false);
    session.run(&mut call, &mut pages, || refused.get(), |event| refused.set(!tell(event) || refused.get()))
}
