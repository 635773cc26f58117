//! A far end that follows a script: what it says, what it must hear, and when.
//!
//! A case is a page of text. The far end speaks and listens in the order of the lines; the station under test is a whole
//! [`Call`](crate::Call) on a simulated [`Wire`](super::Wire) with a fake clock.
//!
//! ```
//! use fax_core::sim::Script;
//!
//! let scripts = Script::parse_all(
//!     "case one-page  A page, and goodbye
//!        station answers
//!        hear tone CED
//!        hear DIS[+10]
//!        say TSI DCS[V.29 9600]
//!        train
//!        hear CFR
//!        page 0
//!        say EOP
//!        hear MCF
//!        say DCN
//!        ends Completed, pages 1",
//! )?;
//! scripts.iter().try_for_each(Script::run)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Lines
//!
//! | Line | The far end |
//! |---|---|
//! | `station answers, ecm, pages 2` | is none yet: these are the settings of the station under test |
//! | `hear tone CED` | must hear that the station wants this tone |
//! | `hear CSI DIS` | must hear one burst of exactly these frames; `hear?` passes if nothing or another burst comes |
//! | `hear training` | must hear a training check as the last DCS says |
//! | `hear page 0` | must hear this page of the station |
//! | `hear block 0.1: 0-15` | must hear these frames of page 0, block 1, and three RCP |
//! | `say TSI DCS[V.29 7200, +27]` | sends one burst. `MCF!` has a wrong check sequence, `<FF 13 4F>` is a frame as octets |
//! | `train` | sends a training check as its DCS says; `train 1350 ms`, `train ones 50`, `train bad`, `train at V.29 9600` |
//! | `page 0` | sends an image as its DCS says; `page 0 octets 300`, `page 0 row 5.1` with a row of 5.1 s at its end |
//! | `block 0.1: 0-15 !3` | sends these frames of page 0, block 1, and RCP; frame 3 arrives spoiled |
//! | `flags 2.0` | sends flags for so many seconds, and nothing else |
//! | `silence 2.0` | and the station are silent for so many seconds |
//! | `wait 2.0` | is silent for so many seconds, whatever the station does |
//! | `gap 55` | leaves so many milliseconds between signals from here on; 75 at first |
//! | `hang-up` | releases the line |
//! | `repeat 3` | does what follows three times, up to `end` |
//! | `ends Completed, pages 1` | expects that the station is on hook with this outcome, and that its pages are the right ones |
//!
//! `after 5.0..7.0` behind `hear` and `ends` says how many seconds of silence there must be. Without it there are 0.055 to 3
//! between the far end's signal and an answer, 0.055 to 0.095 between two signals of the station in different modulations,
//! and T4, 3.0 to 3.45, between two of its bursts of frames.
//!
//! A script asks for 100 repeats, 10,000 s and 1,000,000 octets of a page at most.
//!
//! # What is judged without a word
//!
//! Address and control octets, the X bit, the X bit inside PPS and EOR; that a DCS says nothing that the last DIS or DTC of the
//! far end did not offer; length, rate and training of training checks and images; the octets of images in both
//! directions; the time of a row; that nothing else was said.

mod far;
mod hear;
mod judge;
mod parse;
mod play;
mod setup;
mod station;
mod term;

use core::fmt;
use std::boxed::Box;
use std::string::String;
use std::vec::Vec;

use parse::Line;
use setup::Setup;
pub use station::{Station, Subject};

/// A case: the station under test, and the far end that it talks with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    name: String,
    title: String,
    setup: Setup,
    lines: Vec<Line>,
}

impl Script {
    /// Reads all cases of a text. A line that begins with `case` begins a case: its name, and behind it what it shows. What
    /// follows `#` is a comment.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] with the line that cannot be read.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, Mismatch> {
        parse::scripts(text)
    }

    /// Its name, in one word.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it shows, in one line.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Plays it against a call on a simulated wire.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] with the first line that the station did not keep to, and all that was on the line until then.
    pub fn run(&self) -> Result<(), Mismatch> {
        self.run_on(station::OnWire::boxed)
    }

    /// Plays it against a station that `make` makes of what the script says of it.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub fn run_on(&self, make: impl FnOnce(Subject) -> Box<dyn Station>) -> Result<(), Mismatch> {
        play::play(self, make(self.setup.subject()))
    }
}

/// A line of a script that cannot be read, or that the station did not keep to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The case.
    pub case: String,
    /// Line in the text, from 1.
    pub line: usize,
    /// The line.
    pub step: String,
    /// What is wrong with it, or what came instead.
    pub came: String,
    /// What was on the line until then, with times in seconds.
    pub heard: Vec<String>,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "case {}, line {}, `{}`: {}", self.case, self.line, self.step, self.came)?;
        self.heard.iter().try_for_each(|line| write!(f, "\n    {line}"))
    }
}

impl core::error::Error for Mismatch {}
