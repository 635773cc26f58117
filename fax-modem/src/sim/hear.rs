//! What the simulated modem makes of what it hears.

use core::time::Duration;
use std::vec::Vec;

use fax_core::Instant;

use super::modem::Modem;
use super::quirk::Quirk;
use super::say::{LATE, Said};
use super::state::Task;
use super::wire::Sound;
use crate::dle::{DLE, SUB, shielded};
use crate::fcs;

/// Flags that must be heard for CONNECT.
const FLAGS: Duration = Duration::from_millis(40);
/// Eight of them, with [`Quirk::LateConnect`].
const EIGHT_FLAGS: Duration = Duration::from_millis(215);
/// How long the carrier of an image must be away before a modem believes it.
const CARRIER_LOST: Duration = Duration::from_millis(30);
/// Before `+FRH` or `+FRM` is refused without a reason.
const REFUSES: Duration = Duration::from_millis(100);
/// How long modems with [`Quirk::ListensBriefly`] listen.
const BRIEF: Duration = Duration::from_secs(30);
/// What a modem makes of a carrier that is no V.21, and what it says behind an image.
const RUBBISH: [u8; 4] = [0x5A, 0x13, 0xC7, 0x00];
/// Frames of a burst that are held while no `+FRH` runs.
const QUEUE: usize = 4;

impl Modem {
    /// What the modem hears in the tick that ends `now`.
    pub(super) fn hear(&mut self, sound: Sound, now: Instant) {
        let same = core::mem::discriminant(&sound) == core::mem::discriminant(&self.heard)
            || sound.is_v21() && self.heard.is_v21();
        let fresh = !same;
        if fresh {
            self.heard_since = now;
        }
        let was_v21 = self.heard.is_v21();
        let listens = matches!(self.task, Task::ReceiveFrame { .. } | Task::Calling);
        match &sound {
            Sound::Flags => self.in_step |= listens,
            Sound::FrameEnd(frame) if self.in_step && self.off_hook && self.received.len() < QUEUE => {
                self.received.push_back(frame.clone());
            }
            Sound::Silence => self.in_step = false,
            _ => {}
        }
        self.heard = sound;
        let lasted = now.since(self.heard_since);
        match self.task {
            Task::Calling if self.heard == Sound::Flags && lasted >= FLAGS && self.dial_fcerrors > 0 => {
                self.dial_fcerrors -= 1;
                self.end(Said::FcError);
            }
            Task::Calling if self.heard == Sound::Flags && lasted >= FLAGS => {
                self.begin(Task::ReceiveFrame { open: true, held: false });
                self.say(Said::Connect);
            }
            Task::ReceiveFrame { held: true, .. } if self.heard.is_v21() => {}
            Task::ReceiveFrame { held: true, .. } => self.end_frame(Said::Ok),
            Task::ReceiveFrame { .. } if !self.received.is_empty() => self.receive_frame(),
            Task::ReceiveFrame { open: false, .. } if self.heard == Sound::Flags && lasted >= self.flags_wanted() => {
                self.task = Task::ReceiveFrame { open: true, held: false };
                self.say(Said::Connect);
            }
            Task::ReceiveFrame { open: false, .. } => self.listen_in_vain(lasted),
            Task::ReceiveFrame { open: true, .. } if was_v21 && !self.heard.is_v21() => {
                self.to_terminal.extend([0x10, 0x03]);
                self.end(Said::NoCarrier);
            }
            Task::ReceiveData { code, training, open } => self.hear_data(code, training, open, fresh, lasted),
            Task::AwaitSilence { time }
                if self.heard == Sound::Silence && lasted.min(now.since(self.since)) >= time =>
            {
                self.end(Said::Ok);
            }
            _ => {}
        }
    }

    fn flags_wanted(&self) -> Duration {
        if self.make.has(Quirk::LateConnect) { EIGHT_FLAGS } else { FLAGS }
    }

    /// `+FRH=3`, and no flags so far.
    fn listen_in_vain(&mut self, lasted: Duration) {
        let listened = self.now.since(self.since);
        let image = matches!(self.heard, Sound::Training(_) | Sound::Data(..));
        if image && lasted >= FLAGS && self.make.has(Quirk::FalseConnect) {
            self.say(Said::Connect);
            self.to_terminal.extend(RUBBISH.into_iter().chain([0x10, 0x03]));
            self.end(Said::NoCarrier);
        } else if listened >= BRIEF && self.make.has(Quirk::ListensBriefly) {
            self.end(Said::Ok);
        } else if listened >= REFUSES && !self.heard.is_v21() && self.frh_refusals > 0 {
            self.frh_refusals -= 1;
            if self.make.has(Quirk::FcErrorToFrh) {
                self.end(Said::FcError);
            } else if self.make.has(Quirk::NoCarrierToFrh) {
                self.end(Said::NoCarrier);
            }
        }
    }

    /// Another carrier than the one that was asked for.
    fn refuse_carrier(&mut self) {
        if !self.make.has(Quirk::NoFcError) {
            self.end(Said::FcError);
        }
    }

    fn hear_data(&mut self, code: u8, training: bool, open: bool, fresh: bool, lasted: Duration) {
        match core::mem::replace(&mut self.heard, Sound::Silence) {
            Sound::Data(heard, octets) if heard == code && (training || open) => {
                if !open {
                    self.task = Task::ReceiveData { code, training, open: true };
                    self.say(Said::Connect);
                    self.late_bits = 0;
                }
                let octets: Vec<u8> = octets.into_iter().map(|octet| self.skewed(octet)).collect();
                self.give_data(&octets);
                self.heard = Sound::Data(heard, Vec::new());
            }
            // Silence, or another carrier without any: this one is gone, and soon noticed.
            sound if open && lasted >= CARRIER_LOST => {
                if self.skew > 0 {
                    let last = self.skewed(0);
                    self.give_data(&[last]);
                }
                self.to_terminal.extend(core::iter::repeat_n(0xFF, self.make.tail.into()));
                self.to_terminal.extend([0x10, 0x03]);
                if self.make.has(Quirk::RubbishAfterData) {
                    self.to_terminal.extend(RUBBISH);
                }
                self.end(Said::NoCarrier);
                self.heard = sound;
            }
            sound if open => self.heard = sound,
            Sound::Training(heard) => {
                if fresh && heard == code {
                    self.task = Task::ReceiveData { code, training: true, open };
                } else if fresh {
                    self.refuse_carrier();
                }
                self.heard = Sound::Training(heard);
            }
            sound if sound.is_v21() => {
                if lasted >= FLAGS && self.settings.adaptive {
                    self.in_step = sound == Sound::Flags;
                    self.begin(Task::ReceiveFrame { open: true, held: false });
                    self.say(Said::Frh3);
                    self.say(Said::Connect);
                } else if lasted >= FLAGS {
                    self.refuse_carrier();
                }
                self.heard = sound;
            }
            Sound::Silence if self.now.since(self.since) >= BRIEF && self.make.has(Quirk::ListensBriefly) => {
                self.end(Said::NoCarrier);
            }
            Sound::Silence if training => self.task = Task::ReceiveData { code, training: false, open },
            sound => self.heard = sound,
        }
    }

    /// A modem finds bits, not octets: what it takes for the first bit of an octet is anyone's guess.
    fn skewed(&mut self, octet: u8) -> u8 {
        let [low, high] = (u16::from(octet) << self.skew).to_le_bytes();
        core::mem::replace(&mut self.late_bits, high) | low
    }

    fn give_data(&mut self, octets: &[u8]) {
        if !self.make.has(Quirk::DleSub) {
            self.to_terminal.extend(shielded(octets));
            return;
        }
        let mut rest = octets;
        while let [first, behind @ ..] = rest {
            rest = behind;
            match (first, behind) {
                (&DLE, [DLE, behind @ ..]) => {
                    self.to_terminal.extend([DLE, SUB]);
                    rest = behind;
                }
                (&DLE, _) => self.to_terminal.extend([DLE, DLE]),
                (&octet, _) => self.to_terminal.push_back(octet),
            }
        }
    }

    /// Gives the terminal the next frame of the queue, if there is one.
    pub(super) fn receive_frame(&mut self) {
        let Task::ReceiveFrame { open, .. } = self.task else { return };
        let Some(frame) = self.received.pop_front() else { return };
        if !open {
            self.say(Said::Connect);
            if self.make.has(Quirk::DoubleConnect) {
                self.say(Said::Connect);
            }
        }
        let without = if self.make.has(Quirk::NoFcs) { fcs::LENGTH } else { 0 };
        let told = frame.get(..frame.len().saturating_sub(without)).unwrap_or_default();
        if self.make.has(Quirk::SingleDle) {
            self.to_terminal.extend(told);
        } else {
            self.give_data(told);
        }
        self.to_terminal.extend([0x10, 0x03]);
        let is_final = frame.get(1).is_some_and(|control| control & 0x10 != 0);
        if !fcs::is_good(&frame) && !self.make.has(Quirk::FcsUnchecked) {
            self.end_frame(Said::Error);
        } else if is_final && self.heard.is_v21() {
            self.task = Task::ReceiveFrame { open: true, held: true };
        } else {
            self.end_frame(Said::Ok);
        }
    }

    /// The result of a frame.
    fn end_frame(&mut self, said: Said) {
        if self.make.has(Quirk::MissingOk) {
            self.begin(Task::Command);
        } else if self.make.has(Quirk::LateOk) {
            self.begin(Task::Command);
            self.late = Some((self.now + LATE, said));
        } else {
            self.end(said);
        }
    }
}
