//! A Class 1 modem in memory, an exchange between two of them, and a clock that somebody moves.
//!
//! For tests and for faxes to oneself: everything that a real line does slowly (dialling, preambles, training, images
//! at line rate) takes its time on the clock and none on the host.

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
