//! What happens between a call and its driver, in words: the same for who records and who plays.

use core::fmt::Write as _;
use std::format;
use std::string::{String, ToString};

use fax_core::frame::Frame;
use fax_core::{Chunk, EcmFrame, Event, Framing, LineEvent, LineOp, Outcome, Signal, Tone, Training};

use super::octets::{Octets, Text};
use crate::fcs;

/// Longer frames are given by their length and check sequence.
const FRAME_SHOWN: usize = 64;

/// Finds the words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Notes {
    /// What is being sent, to tell frames from images.
    sending: Framing,
}

impl Notes {
    pub(super) const fn new() -> Self {
        Self { sending: Framing::Raw }
    }

    pub(super) fn op(&mut self, op: &LineOp) -> String {
        if let LineOp::Send(signal) = op {
            self.sending = signal.framing;
        }
        match op {
            LineOp::Tone(Tone::Cng) => "op tone CNG".into(),
            LineOp::Tone(Tone::Ced) => "op tone CED".into(),
            LineOp::Send(of) => format!("op send {}", signal(*of)),
            LineOp::Receive(of) => format!("op receive {}", signal(*of)),
            LineOp::Silence(time) => format!("op silence {} ms", time.as_millis()),
            LineOp::AwaitSilence(time) => format!("op await silence {} ms", time.as_millis()),
            LineOp::HangUp => "op hang up".into(),
            other => format!("op {other:?}"),
        }
    }

    /// `None` for a piece of bare octets, whose bounds mean nothing.
    pub(super) fn chunk(self, chunk: &Chunk<'_>) -> Option<String> {
        let last = if chunk.last { ", last" } else { "" };
        (self.sending == Framing::Hdlc).then(|| format!("send {}{last}", frame(chunk.octets)))
    }

    /// `None` for bare octets.
    pub(super) fn event(self, event: &LineEvent<'_>) -> Option<String> {
        Some(match event {
            LineEvent::Octets(_) => return None,
            LineEvent::Frame(octets) => format!("heard {}", frame(octets)),
            LineEvent::Done => "heard done".into(),
            LineEvent::Carrier => "heard carrier".into(),
            LineEvent::WrongCarrier => "heard wrong carrier".into(),
            LineEvent::CarrierLost => "heard carrier lost".into(),
            LineEvent::BadFrame => "heard bad frame".into(),
            LineEvent::Refused => "heard refused".into(),
            LineEvent::HungUp => "heard hung up".into(),
            other => format!("heard {other:?}"),
        })
    }

    pub(super) fn told(self, event: &Event) -> String {
        match event {
            Event::Connected => "told connected".into(),
            Event::Identified(ident) => format!("told identified {}", Text(ident.as_str())),
            Event::Agreed(format) => {
                let ecm = match format.ecm {
                    Some(EcmFrame::Octets256) => ", frames of 256",
                    Some(EcmFrame::Octets64) => ", frames of 64",
                    None => "",
                };
                let (across, down) = format.resolution.per_inch();
                let pels = format.pels();
                format!("told agreed {}, {}, {pels} pels, {across} x {down}{ecm}", format.modulation, format.coding)
            }
            Event::Retraining => "told retraining".into(),
            Event::Polled => "told polled".into(),
            Event::SendingPage { page } => format!("told sending page {page}"),
            Event::PageOffered { page, last } => {
                format!("told offered page {page}{}", if *last { ", last" } else { "" })
            }
            Event::PageSent { page, confirmed: true } => format!("told confirmed page {page}"),
            Event::PageSent { page, confirmed: false } => format!("told rejected page {page}"),
            Event::ReceivingPage { page } => format!("told receiving page {page}"),
            Event::PageReceived { page, quality, accepted } => {
                let accepted = if *accepted { "accepted" } else { "not accepted" };
                let (rows, bad) = (quality.rows, quality.bad_rows);
                format!("told received page {page}, {rows} rows, {bad} bad, {accepted}")
            }
            Event::OperatorWanted => "told operator wanted".into(),
            Event::Ended(Outcome::Completed) => "told ended Completed".into(),
            Event::Ended(Outcome::Failed(failure)) => format!("told ended {failure:?}"),
            other => format!("told {other:?}"),
        }
    }
}

fn signal(signal: Signal) -> String {
    let mut text = signal.modulation.to_string();
    if signal.modulation.is_v17() {
        text.push_str(if signal.training == Training::Short { ", short" } else { ", long" });
    }
    text.push_str(if signal.framing == Framing::Hdlc { ", frames" } else { ", octets" });
    text
}

fn frame(octets: &[u8]) -> String {
    let mut text = match Frame::parse(octets) {
        Ok(frame) => frame.fcf.to_string(),
        Err(_) => "frame".into(),
    };
    // Writing to a string cannot fail.
    let _ = if octets.len() > FRAME_SHOWN {
        let [low, high] = fcs::of(octets);
        write!(text, ", {} octets, {low:02x}{high:02x}", octets.len())
    } else {
        write!(text, " {}", Octets(octets))
    };
    text
}
