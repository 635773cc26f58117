//! One call on a port that is awaited, from the modem's set-up to the end.

use core::future::pending;

use embedded_io_async::{Read, Write};
use fax_core::{Codings, Outcome, Pages};
use fax_modem::{AsyncClock, AsyncSession, RunError};
use fax_t4::call::{BlockRing, Replay, Windowed};

use crate::call::config;
use crate::receive::{sink, tell_received};
use crate::stored::Sending;
use crate::{Call, Console, Page, ROW, tell};

/// As [`send`](crate::send()), without a word in it.
///
/// # Errors
///
/// There was no call: no modem, or no far end.
pub async fn send<R: Read, W: Write<Error = R::Error>, C: AsyncClock>(
    session: &mut AsyncSession<'_, R, W, C>,
    page: Page<'_>,
    call: Call<'_>,
    console: &mut impl Console,
) -> Result<Outcome, RunError<R::Error>> {
    session.initialise(pending()).await?;
    session.dial(call.to, pending()).await?;
    let config = config(session.modem(), call.ecm);
    let mut call = fax_core::Call::calling(&config, session.clock().now());
    let mut rows = Replay::<_, ROW>::with_room(page.rows, Codings::ALL);
    let mut source = Sending::new(&mut rows, page.mmr);
    let mut pages = Pages { source: &mut source, sink: &mut () };
    session.run(&mut call, &mut pages, pending(), |event| tell(console, event)).await
}

/// As [`receive`](crate::receive()), and with error correction, since there is a `room` for a block:
/// [`BLOCK_OCTETS`](fax_t4::call::BLOCK_OCTETS).
///
/// # Errors
///
/// There was no call: no modem, or nobody to be heard.
pub async fn receive<R: Read, W: Write<Error = R::Error>, C: AsyncClock>(
    session: &mut AsyncSession<'_, R, W, C>,
    room: &mut [u8],
    console: &mut impl Console,
) -> Result<bool, RunError<R::Error>> {
    session.initialise(pending()).await?;
    console.say("waiting\n");
    session.wait_ring(1, pending()).await?;
    session.answer(pending()).await?;
    let config = config(session.modem(), true);
    let mut call = fax_core::Call::answering(&config, session.clock().now());
    let mut sink = Windowed::new(sink(), BlockRing::new(room));
    let mut pages = Pages { source: &mut (), sink: &mut sink };
    let outcome = session.run(&mut call, &mut pages, pending(), |event| tell(console, event)).await?;
    Ok(tell_received(console, sink.within().target()) && outcome == Outcome::Completed)
}
