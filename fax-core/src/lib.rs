//! The T.30 fax protocol (Group 3) as a pure sans-I/O stepper: no clock, no I/O, no allocation.
#![no_std]

#[cfg(feature = "std")]
extern crate std;

mod call;
pub mod frame;
mod ident;
mod line;
mod page;
mod signal;
mod time;

pub use call::{
    Abilities, AfterRtn, Call, Config, CopyQuality, Event, Failure, Outcome, Output, Report, RtnPolicy, ScanLineTime,
    Step,
};
pub use ident::{Ident, IdentError, IdentKind};
pub use line::{Chunk, FRAME_MAX, Line, LineEvent, LineOp};
pub use page::{
    Coding, Codings, EcmFrame, Intake, PageFormat, PageLength, PageOffer, PageSink, PageSource, PageWidth, Pages,
    Quality, Resolution, Resolutions, Supply,
};
pub use signal::{Framing, Modulation, Modulations, Signal, Tone, Training};
#[cfg(feature = "std")]
pub use time::Clock;
pub use time::{Deadline, Instant, Timer};
