//! What the simulated modem is busy with, and what its terminal has set.

use core::time::Duration;
use std::vec::Vec;

use fax_core::Instant;

/// What the modem is busy with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Task {
    Command,
    /// Until the exchange has a result.
    Dialling,
    /// The far end has lifted: CNG, and listening.
    Calling,
    Answering,
    /// A call was answered in Class 0; no other data modem is here.
    DataCall,
    SendFrames {
        on_air: Option<(Vec<u8>, Instant)>,
        ends: Option<Instant>,
    },
    ReceiveFrame {
        open: bool,
        held: bool,
    },
    SendData {
        code: u8,
        trained: Instant,
        ended: bool,
        /// OK was said already.
        told: bool,
    },
    ReceiveData {
        code: u8,
        training: bool,
        open: bool,
    },
    BeSilent {
        until: Instant,
    },
    AwaitSilence {
        time: Duration,
    },
}

/// Who keeps the modem from being given more than it can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    None,
    XonXoff,
    RtsCts,
}

/// What commands set and a reset sets back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) echo: bool,
    /// `V`: results in words.
    pub(super) words: bool,
    /// `Q`: no results at all.
    pub(super) quiet: bool,
    pub(super) class1: bool,
    /// Class 1.0 of the two.
    pub(super) class1_0: bool,
    /// `+FAR`.
    pub(super) adaptive: bool,
    /// `S0`.
    pub(super) auto_answer: u32,
    /// `S7`.
    pub(super) carrier_wait: u32,
    pub(super) flow: Flow,
    /// `&D`.
    pub(super) dtr: u32,
    pub(super) tells_caller: bool,
}

impl Settings {
    pub(super) const FACTORY: Self = Self {
        echo: true,
        words: true,
        quiet: false,
        class1: false,
        class1_0: false,
        adaptive: false,
        auto_answer: 0,
        carrier_wait: 60,
        flow: Flow::RtsCts,
        dtr: 2,
        tells_caller: false,
    };
}

/// The length of the training in ms (T.30 table of modulations), or `None` for a number that means nothing.
pub(super) fn training(code: u8) -> Option<u64> {
    Some(match code {
        24 => 943,
        48 => 708,
        72 | 96 => 253,
        73 | 97 | 121 | 145 => 1393,
        74 | 98 | 122 | 146 => 142,
        _ => return None,
    })
}
