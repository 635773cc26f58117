//! What the simulated modem makes of what it hears.

use core::time::Duration;
use std::vec::Vec;

use fax_core::Instant;

use super::modem::{Modem, Task};
use super::wire::Sound;
use crate::dle::shielded;
use crate::fcs;

/// Flags that must be heard for CONNECT.
const FLAGS: Duration = Duration::from_millis(40);
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
            Task::Calling if self.heard == Sound::Flags && lasted >= FLAGS => {
                self.begin(Task::ReceiveFrame { open: true, held: false });
                self.say("CONNECT");
            }
            Task::ReceiveFrame { held: true, .. } if self.heard.is_v21() => {}
            Task::ReceiveFrame { held: true, .. } => self.end("OK"),
            Task::ReceiveFrame { .. } if !self.received.is_empty() => self.receive_frame(),
            Task::ReceiveFrame { open: false, .. } if self.heard == Sound::Flags && lasted >= FLAGS => {
                self.task = Task::ReceiveFrame { open: true, held: false };
                self.say("CONNECT");
            }
            Task::ReceiveFrame { open: true, .. } if was_v21 && !self.heard.is_v21() => {
                self.to_terminal.extend([0x10, 0x03]);
                self.end("NO CARRIER");
            }
            Task::ReceiveData { code, training, open } => self.hear_data(code, training, open, fresh, lasted),
            Task::AwaitSilence { time }
                if self.heard == Sound::Silence && lasted.min(now.since(self.since)) >= time =>
            {
                self.end("OK");
            }
            _ => {}
        }
    }

    fn hear_data(&mut self, code: u8, training: bool, open: bool, fresh: bool, lasted: Duration) {
        match core::mem::replace(&mut self.heard, Sound::Silence) {
            Sound::Data(heard, octets) if heard == code && (training || open) => {
                if !open {
                    self.task = Task::ReceiveData { code, training, open: true };
                    self.say("CONNECT");
                    self.late_bits = 0;
                }
                let octets: Vec<u8> = octets.into_iter().map(|octet| self.skewed(octet)).collect();
                self.to_terminal.extend(shielded(&octets));
                self.heard = Sound::Data(heard, Vec::new());
            }
            Sound::Training(heard) => {
                if fresh && heard == code {
                    self.task = Task::ReceiveData { code, training: true, open };
                } else if fresh {
                    self.end("+FCERROR");
                }
                self.heard = Sound::Training(heard);
            }
            sound if sound.is_v21() => {
                if lasted >= FLAGS && self.adaptive {
                    self.in_step = sound == Sound::Flags;
                    self.begin(Task::ReceiveFrame { open: true, held: false });
                    self.say("+FRH:3");
                    self.say("CONNECT");
                } else if lasted >= FLAGS {
                    self.end("+FCERROR");
                }
                self.heard = sound;
            }
            Sound::Silence if open => {
                if self.skew > 0 {
                    let last = self.skewed(0);
                    self.to_terminal.extend(shielded(&[last]));
                }
                self.to_terminal.extend([0x10, 0x03]);
                self.end("NO CARRIER");
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

    /// Gives the terminal the next frame of the queue, if there is one.
    pub(super) fn receive_frame(&mut self) {
        let Task::ReceiveFrame { open, .. } = self.task else { return };
        let Some(frame) = self.received.pop_front() else { return };
        if !open {
            self.say("CONNECT");
        }
        self.to_terminal.extend(shielded(&frame).chain([0x10, 0x03]));
        let is_final = frame.get(1).is_some_and(|control| control & 0x10 != 0);
        if !fcs::is_good(&frame) {
            self.end("ERROR");
        } else if is_final && self.heard.is_v21() {
            self.task = Task::ReceiveFrame { open: true, held: true };
        } else {
            self.end("OK");
        }
    }
}
