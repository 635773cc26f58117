//! Sessions on record: what passed between a call, its driver and a modem, with times, as text; and the same session once
//! more without the modem.
//!
//! [`Recorder`] is a [`Trace`](crate::Trace) that writes, [`Capture`] is what was read back, and [`replay`] plays what the modem said, at
//! its times, into a fresh driver and a fresh call, which must do what they did then. A fault that somebody had with a modem that
//! we don't have becomes a test that way.
//!
//! A capture holds everything that went over the serial line: images, identifications and passwords. Only digits that were dialled
//! are not in it.
//!
//! # The format
//!
//! Lines of ASCII. The first one names the format and its version:
//!
//! ```text
//! fax-capture 1
//! = station "calls"
//! = ecm "off"
//!     0.000 do dial 7
//!     0.000 > "ATD...\r"
//!     5.281 < "\r\nCONNECT\r\n"
//!     5.282 do run
//!     5.282 op receive V.21 300, frames
//!     6.701 < ff1380 00ee 10*2 "faxes" 1003 "\r\nOK\r\n"
//!     6.701 heard frame ff138000ee...
//! ```
//!
//! | line | what it is |
//! |---|---|
//! | `# ...` | a remark |
//! | `= KEY OCTETS` | how the station of the next call was set: see [`Recorder::station`]; other keys are remarks |
//! | `TIME > OCTETS` | octets for the modem; a number is `"ATD...\r"` |
//! | `TIME < OCTETS` | octets from the modem, as they were read at once |
//! | `TIME do ORDER` | the driver was told something: an [`Order`](crate::Order) |
//! | `TIME op ...` | the call wants something of the line |
//! | `TIME send ...` | the call sends a frame; what it sends in bare octets is in the lines of the modem |
//! | `TIME heard ...` | the line told the call something; bare octets are in the lines of the modem |
//! | `TIME told ...` | the call told something |
//!
//! TIME is in seconds with three decimals and never goes back. OCTETS are items between spaces: `0a1b` is hexadecimal, `00*2700` is an
//! octet so many times, `"OK\r\n"` is text with `\r`, `\n`, `\"` and `\\`. The order of the lines is the order in which things
//! happened. Frames of more than 64 octets are given as their length and check sequence, as their octets are in the lines of the
//! modem.

mod notes;
mod octets;
mod read;
mod record;
mod replay;
mod station;

pub use read::{Capture, CaptureError, CaptureFault, Entry, What};
pub use record::Recorder;
pub use replay::{Mismatch, ReplayError, Replayed, replay};

/// The first line.
const HEADER: &str = "fax-capture 1";
