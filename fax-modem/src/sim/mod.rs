//! A Class 1 modem in memory, an exchange between two of them, and a clock that somebody moves.
//!
//! For tests and for faxes to oneself: everything that a real line does slowly (dialling, preambles, training, images
//! at line rate) takes its time on the clock and none on the host.
//!
//! What a modem is, and what is wrong with it, is its [`Make`]; what the line does is told to the [`Exchange`]. Any terminal can be
//! on the other side: the program `fax line` puts an exchange behind two pseudo terminals.
//!
//! ```
//! use core::time::Duration;
//! use fax_modem::sim::{Exchange, Make, Quirk};
//!
//! let mut exchange = Exchange::new(115_200);
//! *exchange.modem(0).make() = Make { maker: "ACME".into(), quirks: Quirk::KeepsEcho.into(), ..Make::default() };
//! let mut said = String::new();
//! for line in ["ATE0\r", "AT+FMI?\r"] {
//!     let mut left = line.as_bytes();
//!     for _ in 0..20 {
//!         let taken = exchange.modem(0).handle_octets(left);
//!         left = &left[taken..];
//!         exchange.advance_to(exchange.now() + Duration::from_millis(5));
//!         let mut octets = [0; 64];
//!         let filled = exchange.modem(0).poll_octets(&mut octets);
//!         said += core::str::from_utf8(&octets[..filled])?;
//!     }
//! }
//! assert_eq!(said, "ATE0\r\r\nOK\r\nAT+FMI?\r\r\nACME\r\n\r\nOK\r\n");
//! # Ok::<(), core::str::Utf8Error>(())
//! ```

mod circuit;
mod command;
mod exchange;
mod hear;
mod make;
mod modem;
mod on_modem;
mod pair;
mod quirk;
mod say;
mod speak;
mod state;
mod terminal;
mod wire;

use core::time::Duration;

pub use exchange::{Exchange, Route};
pub use make::{Caller, Dialect, Make, Stop};
pub use modem::Modem;
pub use on_modem::OnModem;
pub use pair::Pair;
pub use quirk::{Quirk, Quirks, UnknownQuirk};
pub use wire::{Faults, Sound};

/// The grain of the simulation.
pub const TICK: Duration = Duration::from_millis(5);
