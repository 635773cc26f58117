//! What the simulated modem puts on the wire: tones, flags and frames, training and data.

use core::time::Duration;
use std::vec::Vec;

use fax_core::Instant;

use super::modem::Modem;
use super::quirk::Quirk;
use super::say::Said;
use super::state::Task;
use super::wire::Sound;
use crate::fcs;

/// The preamble of flags before the first frame (T.30 5.3.1).
const PREAMBLE: Duration = Duration::from_millis(1000);
/// Flags behind a final frame, before the carrier drops.
const POSTAMBLE: Duration = Duration::from_millis(30);
/// An octet at 300 bit/s, zero insertion included.
const OCTET_US: u64 = 27_500;
/// A terminal that gives no data for so long has failed (T.31 8.3.5).
const INACTIVE: Duration = Duration::from_secs(5);
/// From lifting to CED, CED itself, and the silence behind it (T.30 4.1.2).
const BEFORE_CED: Duration = Duration::from_millis(1900);
const CED: Duration = Duration::from_millis(2600);
/// How long a data modem waits for another one.
const DATA_CALL: Duration = Duration::from_secs(30);
/// A frame to send that is so late is asked for again with [`Quirk::DoubleConnect`].
const ASK_AGAIN: Duration = Duration::from_millis(850);
/// How much sooner than the carrier ends OK comes with [`Quirk::EarlyOk`].
const EARLY_OK: u64 = 60;
/// Into the image, rubbish is said with [`Quirk::RubbishWhileSending`].
const RUBBISH: Duration = Duration::from_millis(200);
const AFTER_CED: Duration = Duration::from_millis(75);

impl Modem {
    /// What the modem puts on the wire in the tick that ends `now`.
    pub(super) fn speak(&mut self, now: Instant) -> Sound {
        let elapsed = self.pass_time(now);
        let time = now.since(self.since);
        let overdue = self.carrier_is_overdue(now);
        let turns_round = time < self.make.turn_round;
        match &mut self.task {
            Task::Command | Task::ReceiveFrame { .. } | Task::ReceiveData { .. } | Task::AwaitSilence { .. } => {
                Sound::Silence
            }
            Task::Dialling | Task::Calling if overdue => {
                self.fail_dial(Said::NoCarrier);
                Sound::Silence
            }
            Task::DataCall if time >= DATA_CALL => {
                self.on_hook(Said::NoCarrier);
                Sound::Silence
            }
            Task::Dialling | Task::DataCall => Sound::Silence,
            Task::Calling => {
                if time.as_millis() % 3500 < 500 {
                    Sound::Cng
                } else {
                    Sound::Silence
                }
            }
            Task::Answering if time < BEFORE_CED => Sound::Silence,
            Task::Answering if time < BEFORE_CED + CED => Sound::Ced,
            Task::Answering if time < BEFORE_CED + CED + AFTER_CED => Sound::Silence,
            Task::Answering => {
                self.open_frames();
                Sound::Flags
            }
            Task::BeSilent { until } if *until > now => Sound::Silence,
            Task::BeSilent { .. } => {
                self.end(Said::Ok);
                Sound::Silence
            }
            Task::SendFrames { .. } => self.speak_frames(now),
            Task::SendData { .. } if turns_round => Sound::Silence,
            Task::SendData { code, trained, .. } if *trained > now => Sound::Training(*code),
            Task::SendData { code, ended, .. } => {
                let (code, ended) = (*code, *ended);
                self.speak_data(code, ended, elapsed)
            }
        }
    }

    fn speak_frames(&mut self, now: Instant) -> Sound {
        let preamble = now.since(self.since) < PREAMBLE;
        let Task::SendFrames { on_air, ends } = &mut self.task else { return Sound::Silence };
        if let Some(end) = *ends {
            if end <= now {
                self.end(Said::Ok);
                return Sound::Silence;
            }
            return Sound::Flags;
        }
        if let Some((frame, until)) = on_air {
            if *until > now {
                return Sound::InFrame;
            }
            let frame = core::mem::take(frame);
            *on_air = None;
            if frame.get(1).is_some_and(|control| control & 0x10 != 0) {
                *ends = Some(now + POSTAMBLE);
            } else {
                if !self.make.has(Quirk::MissingConnect) {
                    self.say(Said::Connect);
                }
                self.last_data = now;
            }
            return Sound::FrameEnd(frame);
        }
        match self.frames.front() {
            _ if preamble => Sound::Flags,
            None if now.since(self.last_data) >= INACTIVE => {
                self.end(Said::Error);
                Sound::Silence
            }
            None => {
                let late = now.since(self.last_data);
                let asks = late >= ASK_AGAIN && late < ASK_AGAIN + super::TICK;
                if asks && self.buffer.is_empty() && self.make.has(Quirk::DoubleConnect) {
                    self.say(Said::Connect);
                }
                Sound::Flags
            }
            Some(frame) if frame.is_empty() => {
                *ends = Some(now);
                Sound::Flags
            }
            Some(_) => {
                let mut frame = self.frames.pop_front().unwrap_or_default();
                frame.extend(fcs::of(&frame));
                let time = Duration::from_micros(OCTET_US * (frame.len() as u64 + 1));
                *on_air = Some((frame, now + time));
                Sound::InFrame
            }
        }
    }

    fn speak_data(&mut self, code: u8, ended: bool, elapsed: u64) -> Sound {
        self.due += bit_rate(code) * elapsed / 8;
        let count = usize::try_from(self.due / 1000).unwrap_or(0);
        self.due %= 1000;
        let mut octets: Vec<u8> = self.buffer.drain(..count.min(self.buffer.len())).collect();
        let Task::SendData { told, .. } = &mut self.task else { return Sound::Silence };
        if ended && octets.is_empty() {
            let spoilt = self.underran && self.make.has(Quirk::ErrorAfterUnderrun);
            match (*told, spoilt) {
                (true, _) => self.take_held(),
                (false, true) => self.end(Said::Error),
                (false, false) => self.end(Said::Ok),
            }
            return Sound::Silence;
        }
        let left = u64::try_from(self.buffer.len()).unwrap_or(u64::MAX).saturating_mul(8000) / bit_rate(code);
        if ended && !*told && left <= EARLY_OK && self.make.has(Quirk::EarlyOk) {
            *told = true;
            self.say(Said::Ok);
        }
        if !ended && octets.len() < count {
            if self.is_stopping() {
                // Not the terminal's doing.
                self.last_data = self.now;
            }
            if self.now.since(self.last_data) >= INACTIVE {
                self.end(Said::Error);
                return Sound::Silence;
            }
            let fed = self.fed.is_some();
            self.underran |= fed;
            self.underruns += u32::from(fed);
            octets.resize(count, if fed { 0x00 } else { 0xFF });
        }
        let rubbish = self.make.has(Quirk::RubbishWhileSending) && !ended;
        if rubbish && self.fed.is_some_and(|at| (RUBBISH..RUBBISH + super::TICK).contains(&self.now.since(at))) {
            self.say(Said::Connect);
            self.say(Said::Ok);
        }
        Sound::Data(code, octets)
    }
}

/// Bit/s behind a number of T.31.
fn bit_rate(code: u8) -> u64 {
    match code {
        73 | 74 => 7200,
        97 | 98 => 9600,
        121 | 122 => 12000,
        145 | 146 => 14400,
        _ => u64::from(code) * 100,
    }
}
