//! Class 1 fax modems.
#![no_std]

#[cfg(any(feature = "std", test))]
extern crate std;

mod at;
mod blocking;
mod class1;
mod dle;
mod fcs;
mod profile;
#[cfg(feature = "serialport")]
mod serial;
#[cfg(feature = "sim")]
pub mod sim;

pub use at::command::{NUMBER_MAX, NumberError};
pub use blocking::{Port, RunError, Session, Trace};
pub use class1::{Class1, DialFailure, Progress, Setup, SetupFailure};
pub use profile::{LoneDle, Profile};
#[cfg(feature = "serialport")]
pub use serial::{SerialError, SerialLine};
