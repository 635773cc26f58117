//! A fax station without operating system, allocator or `unsafe`: what the firmware of all boards has in common.
//!
//! A board brings a UART with its interrupts, a clock and a second channel for words; this crate makes a station of them.
//! It knows no register and is no example of how to do the least: see `examples/send` for that.
//!
//! ```text
//!     Order ──► send, receive ──► Console          what to do, and what came of it
//!                    │
//!           fax_modem::Session ◄── Letter           rows drawn while they are coded
//!                    │         ◄── Notice           or a page from flash
//!                    │         ──► Tally            rows counted and hashed as they are decoded
//!                 Serial                            embedded_io over two rings
//!                 ▲    │
//!              Ring    Ring                         filled and emptied by the UART's interrupt
//! ```
//!
//! For executors, `asynchronous` and `Reader` and `Writer` do with `await` what `send`, `receive` and `Serial` do (feature
//! `async`).
#![no_std]

#[cfg(test)]
extern crate std;

#[cfg(feature = "async")]
pub mod asynchronous;
#[cfg(feature = "async")]
mod awaited;
mod call;
mod clock;
mod console;
#[cfg(feature = "queue")]
mod deliver;
mod letter;
#[cfg(feature = "measure")]
mod measure;
mod order;
#[cfg(feature = "receive")]
mod receive;
mod ring;
mod send;
mod serial;
mod stored;
mod tally;

#[cfg(feature = "async")]
pub use awaited::{Awaited, Reader, Writer};
pub use call::{Call, tell};
pub use clock::Clock;
pub use console::{Console, Report};
#[cfg(feature = "queue")]
pub use deliver::deliver;
pub use letter::Letter;
#[cfg(feature = "measure")]
pub use measure::measure;
pub use order::Order;
#[cfg(feature = "receive")]
pub use receive::receive;
pub use ring::Ring;
pub use send::send;
pub use serial::{Serial, Uart};
pub use stored::{Notice, Page};
pub use tally::{Hash, Tally};

/// Octets of a row: 1728 pels, A4 at 8 pels per mm.
pub const ROW: usize = 216;

/// The guide for those who have a board, so that its code is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../../docs/board.md")]
struct Guide;
