//! Class 1 fax modems (T.31, TIA-578) as lines for T.30 calls: a sans-I/O driver, and loops for serial ports.
//!
//! It does no T.30 (that is [`fax_core`]), no image coding, and no Class 2. It never decides what a fax says: it says it
//! through a modem. The HDLC of error correction, which Class 1 leaves to the host at the speed of images, is done here
//! ([`fax_core::hdlc`]).
//!
//! ```text
//!   fax_core::Call
//!        │ LineOp, Chunk   ▲ LineEvent        "send frames", "a frame came"
//!   ┌────▼─────────────────┴────┐
//!   │          Class1           │             no clock, no I/O, no alloc
//!   └────┬─────────────────▲────┘
//!        │ AT+FTH=3        │ CONNECT          octets, shielded where they are data
//!   ┌────▼─────────────────┴────┐
//!   │   Port: a serial line     │             SerialLine, your UART, or sim
//!   └───────────────────────────┘
//! ```
//!
//! # Class 1 in a page
//!
//! The modem does tones, modulation, and HDLC at 300 bit/s; the host does the rest, and its timing. Each command line
//! moves the telephone line into one state and ends with a final result; no command may be given before that.
//!
//! | wanted | command | the modem says |
//! |---|---|---|
//! | call | `ATD5551234` | CONNECT once V.21 is heard, and goes on as with `+FRH=3`; or BUSY and the like |
//! | answer | `ATA` | CONNECT behind its CED tone, and goes on as with `+FTH=3` |
//! | send V.21 frames | `AT+FTH=3` | CONNECT before each frame, OK after the final one |
//! | receive a V.21 frame | `AT+FRH=3` | CONNECT, the frame, then OK or ERROR |
//! | send an image | `AT+FTM=146` | CONNECT, and OK when the last octet is out |
//! | receive an image | `AT+FRM=146` | CONNECT, octets, NO CARRIER; or +FCERROR: it is V.21 |
//! | be silent, await silence | `AT+FTS=8`, `AT+FRS=8` | OK after 80 ms |
//! | stop receiving | the octet CAN | OK |
//!
//! Data is shielded by DLE (0x10): doubled where it is data, followed by ETX at the end. Bit 0 of an octet is first on
//! the telephone line. The driver checks each frame itself, gives `+FRH=3` again for each frame of a burst, and has a
//! limit for every wait for the modem, so that nothing hangs; how long the *far end* may take is the call's business.
//!
//! # A call
//!
//! Two calls over two drivers, on the simulated modems of feature `sim`:
//!
//! ```
//! # #[cfg(feature = "sim")] {
//! use fax_core::sim::{OctetPages, Received};
//! use fax_core::{Call, Config, Outcome, Pages};
//! use fax_modem::{Profile, sim::Pair};
//!
//! let mut pair = Pair::new(Profile::GENERIC);
//! pair.initialise();
//! pair.connect().expect("the other modem answers");
//!
//! let mut config = Config::default();
//! config.abilities.modulations = pair.caller.abilities();
//! let mut caller = Call::calling(&config, pair.now());
//! let mut called = Call::answering(&config, pair.now());
//! let mut source = OctetPages::new(vec![vec![0x55; 3000]]);
//! let mut sink = Received::default();
//! let outcomes = pair.run(
//!     (&mut caller, &mut called),
//!     (&mut Pages { source: &mut source, sink: &mut () }, &mut Pages { source: &mut (), sink: &mut sink }),
//!     |_side, _event, _now| (),
//! );
//! assert_eq!(outcomes, [Some(Outcome::Completed); 2]);
//! assert!(sink.accepted[0].ends_with(&source.pages()[0]));
//! # }
//! ```
//!
//! # The loop
//!
//! On a real port, [`Session`] sets the modem up, dials or answers, and runs the call;
//! [`AsyncSession`](https://docs.rs/fax-modem/latest/fax_modem/struct.AsyncSession.html) (feature `async`) does the same
//! for executors. Both are loops around one and the same logic. Where they do not fit, the loop is yours. It has four duties, in this order: step the call, write what the driver has, read what the modem
//! said, wait.
//!
//! ```no_run
//! use core::time::Duration;
//! use fax_core::{Call, Event, Instant, Pages, Step};
//! use fax_modem::{Class1, Port};
//!
//! fn run<P: Port>(
//!     call: &mut Call, modem: &mut Class1, port: &mut P, pages: &mut Pages<'_>, now: impl Fn() -> Instant,
//! ) -> Result<(), P::Error> {
//!     let mut octets = [0; 64];
//!     loop {
//!         let step = call.step(modem, pages, now());
//!         loop {
//!             let filled = modem.poll_octets(&mut octets);
//!             let mut unwritten = &octets[..filled];
//!             while !unwritten.is_empty() {
//!                 let written = port.write(unwritten)?;
//!                 unwritten = &unwritten[written..];
//!             }
//!             if filled == 0 { break }
//!         }
//!         match step {
//!             Step::Event(Event::Ended(_)) => return Ok(()),
//!             Step::Event(_) => continue,
//!             Step::Idle(wake) => {
//!                 let room = modem.octets_room().min(octets.len());
//!                 if port.read_ready()? {
//!                     let read = port.read(&mut octets[..room])?;
//!                     modem.handle_octets(&octets[..read], now());
//!                 } else {
//!                     port.wait(wake.map_or(Duration::from_millis(5), |at| at.since(now())))?;
//!                 }
//!             }
//!             _ => {}
//!         }
//!     }
//! }
//! ```
//!
//! Back pressure works by room: [`Class1::handle_octets`] takes what fits and says how much that was,
//! [`Line::room`](fax_core::Line::room) says what the way to the modem holds. Nothing is ever dropped in between, and
//! all buffers are fixed (about 3 KB in all).
//!
//! # Wiring
//!
//! * RTS and CTS, with a serial rate above the line's: 115200 bit/s, or 19200 for modems that fall back to it. Towards
//!   the modem there must be flow control (an image is written as fast as it goes); from the modem there can be none, so
//!   1800 octets a second must be read, always.
//! * No XON/XOFF on the receiving side: 0x11 and 0x13 are data.
//! * The far end gives us 55 ms from its last bit to our next command. The driver and the call need about a
//!   microsecond of them; USB adapters that collect octets for 16 ms, and sleeping processors, need the rest. Lower the
//!   adapter's latency setting if trainings fail on reception.
//! * Ignore carrier detect: it toggles with each turn of the line.
//!
//! What differs between modems is data: see [`Profile`]. [`probe`](crate::probe()) suggests one.
//!
//! # Features
//!
//! None is on by default, and the driver needs none of them.
//!
//! * `async`: `AsyncSession` and `probe_async`, session and probe over the two halves of a port of `embedded-io-async`, for embassy,
//!   tokio and any other executor. The clock comes from you; no runtime is brought.
//! * `std`: conveniences on std, `fax_core::Clock` among them, and module `capture`: sessions on record, played again.
//! * `serialport`: [`SerialLine`](https://docs.rs/fax-modem/latest/fax_modem/struct.SerialLine.html), a serial port of
//!   the operating system, and [`Precedence`](https://docs.rs/fax-modem/latest/fax_modem/struct.Precedence.html) for the thread
//!   that drives it. Brings `std` and, by the crates `serialport`, (on Unix) `nix` and (on Linux) `preempt-rt`, system interfaces.
//! * `toml`: `Profile::from_toml` and `Profile::to_toml`. Brings `std` and the crate `toml`.
//! * `sim`: module `sim`, a virtual modem, an exchange and a pair of drivers on it. Brings `std`.
//!
//! # Minimum Rust version
//!
//! 1.88.
#![no_std]

#[cfg(any(feature = "std", test))]
extern crate std;

#[cfg(feature = "async")]
mod asynchronous;
mod at;
mod blocking;
#[cfg(feature = "std")]
pub mod capture;
mod class1;
#[cfg(feature = "serialport")]
mod discover;
mod dle;
mod fcs;
mod health;
#[cfg(feature = "serialport")]
mod lock;
mod order;
#[cfg(feature = "serialport")]
mod precedence;
mod probe;
mod profile;
#[cfg(feature = "serialport")]
mod serial;
mod session;
#[cfg(feature = "sim")]
pub mod sim;

#[cfg(feature = "async")]
pub use asynchronous::{AsyncClock, AsyncSession};
pub use at::caller::{CallerId, RingTime};
pub use at::command::{NUMBER_MAX, NumberError, check_number};
pub use blocking::{Port, Session};
pub use class1::{Class1, DialFailure, Progress, Setup, SetupFailure};
#[cfg(feature = "serialport")]
pub use discover::{PortInfo, UsbInfo, ports};
pub use health::{Advice, LineHealth};
#[cfg(feature = "serialport")]
pub use lock::{Holder, LockError, PortLock, Unlocked};
pub use order::Order;
#[cfg(feature = "serialport")]
pub use precedence::Precedence;
#[cfg(feature = "async")]
pub use probe::probe_async;
pub use probe::{Classes, Findings, Probe, Quirk, probe};
pub use profile::{BitOrder, FaxClass, Flow, LoneDle, Profile};
#[cfg(feature = "toml")]
pub use profile::{ProfileError, ProfileFault};
#[cfg(feature = "serialport")]
pub use serial::{SerialError, SerialLine};
pub use session::{RunError, Trace};
