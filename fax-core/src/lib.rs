//! The T.30 fax protocol (Group 3) as a pure sans-I/O stepper: no clock, no I/O, no allocation.
//!
//! A [`Call`] is a value of a few hundred octets that turns what a fax line did into the next single thing that it shall do.
//! It speaks of signals and frames, never of AT commands, packets or samples; page octets pass through it into the room
//! that the line lends. What it does not do: coding pages (`fax-t4`), driving modems (`fax-modem`), queueing jobs
//! (`fax-queue`) and V.34.
//!
//! ```text
//!    pages ──────────┐                                 ┌────────── events, outcome
//!  PageSource/Sink   │                                 │
//!                    ▼                                 │
//!                ┌───────────────────────────────────────┐
//!                │                 Call                  │   T.30, phases A to E
//!                │    handle_line   handle_timeout       │
//!                │    poll_output                        │
//!                └───────┬───────────────────────▲───────┘
//!                LineOp, Chunk               LineEvent
//!                ┌───────▼───────────────────────┴───────┐
//!                │               dyn Line                │   a Class 1 modem, a simulated wire, ...
//!                └───────────────────────────────────────┘
//! ```
//!
//! # The loop
//!
//! 1. Put in one thing: [`Call::handle_line`] or [`Call::handle_timeout`].
//! 2. Take out everything: [`Call::poll_output`] until it says [`Output::Wait`].
//! 3. Wait for the line, at most until the deadline that came with it; go to 1.
//!
//! [`Call::step`] is this loop for anything that implements [`Line`]:
//!
//! ```
//! # #[cfg(feature = "sim")] {
//! use fax_core::sim::{Impairments, OctetPages, Side, Wire};
//! use fax_core::{Call, Config, Event, Failure, Instant, Outcome, Pages, Step};
//!
//! let mut wire = Wire::new(Impairments::default());
//! let mut call = Call::calling(&Config::default(), Instant::ZERO);
//! let (mut source, mut sink) = (OctetPages::new(vec![vec![0x55; 100]]), ());
//! let mut now = Instant::ZERO;
//! let outcome = loop {
//!     let mut pages = Pages { source: &mut source, sink: &mut sink };
//!     match call.step(&mut wire.end(Side::Caller), &mut pages, now) {
//!         Step::Event(Event::Ended(outcome)) => break outcome,
//!         Step::Event(event) => println!("{event:?}"),
//!         Step::Idle(wake) => now = wake.expect("a call that has not ended has a deadline"),
//!         _ => {}
//!     }
//! };
//! // Nobody is at the other end of this wire: T0 runs out.
//! assert_eq!(outcome, Outcome::Failed(Failure::NoAnswerSignal));
//! assert_eq!(now, Instant::from_millis(60_000));
//! # }
//! ```
//!
//! # Features
//!
//! * `ecm`: error correction. On by default.
//! * `receive`: [`Call::answering`], and polling on either side. On by default; without both features a sender takes half the flash.
//! * `std`: `Clock`, a monotonic clock. Off by default.
//! * `sim`: module `sim`, two stations on a simulated wire with a fake clock. Off by default, brings all others.
//!
//! Minimum Rust version: 1.88.
#![no_std]

#[cfg(feature = "std")]
extern crate std;

mod addressing;
mod call;
pub mod frame;
pub mod hdlc;
mod ident;
mod line;
mod page;
mod signal;
#[cfg(feature = "sim")]
pub mod sim;
mod time;
pub mod transcript;

pub use addressing::{Addresses, Addressing};
pub use call::{
    Abilities, AfterBlock, AfterRtn, Call, Config, CopyQuality, EcmPolicy, Event, Failure, Outcome, Output, Report,
    RtnPolicy, ScanLineTime, Step, negotiate,
};
pub use ident::{Ident, IdentError, IdentKind};
pub use line::{Chunk, FRAME_MAX, Line, LineEvent, LineOp};
pub use page::{
    Coding, Codings, EcmFrame, Intake, PageFormat, PageLength, PageOffer, PageSink, PageSource, PageWidth, Pages,
    Quality, Resolution, Resolutions, Supply,
};
pub use signal::{Framing, Ladder, Modulation, Modulations, Signal, Tone, Training};
#[cfg(feature = "std")]
pub use time::Clock;
pub use time::{Deadline, Instant, Timer};
