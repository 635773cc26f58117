//! What is heard: taken from the line, and compared with what the script says.

use core::time::Duration;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::far::{Noted, Sound, Speaker};
use super::judge;
use super::parse::{Heard, Place};
use super::play::Play;
use super::setup::content;
use super::term::{Term, rate};
use crate::frame::{Dcs, Fcf, Field, Frame, Mode};
use crate::{EcmFrame, Event, Framing, Modulation, Signal, Training};

/// Nothing on a fax line goes on for so long.
pub(super) const LONGEST: Duration = Duration::from_secs(400);

impl Play {
    /// How long there may be silence before what is to be heard.
    fn window(&self, what: &Heard) -> (u64, u64) {
        let control = matches!(what, Heard::Frames(_));
        match (self.far.speaker, what) {
            (_, Heard::Tone(_)) | (Speaker::Station(None), _) => (0, 95),
            (Speaker::Far, _) => (55, 3000),
            (Speaker::Station(Some(Signal::CONTROL)), _) if control => (3000, 3450),
            (Speaker::Station(_), _) => (55, 95),
        }
    }

    pub(super) fn hear(&mut self, what: &Heard, after: Option<(u64, u64)>, optional: bool) -> Result<(), String> {
        let (from, until) = after.unwrap_or_else(|| self.window(what));
        let latest = self.far.quiet_since + Duration::from_millis(until);
        if self.far.heard.is_empty() && self.far.open.is_none() {
            self.far.run(latest, |far| far.open.is_some() || !far.heard.is_empty());
        }
        if self.far.heard.is_empty() && self.far.open.is_some() {
            self.far.run(self.far.now + LONGEST, |far| !far.heard.is_empty());
        }
        let Some(noted) = self.far.heard.pop_front() else {
            let gone = if self.far.released { ", the station is on hook" } else { "" };
            return if optional { Ok(()) } else { Err(format!("heard nothing in {until} ms{gone}")) };
        };
        match self.judge(what, &noted, (from, until)) {
            Ok(()) => {}
            Err(_) if optional => {
                self.far.heard.push_front(noted);
                return Ok(());
            }
            Err(came) => return Err(format!("heard {}: {came}", noted.sound.show())),
        }
        self.far.quiet_since = self.far.quiet_since.max(noted.ended);
        self.far.speaker = Speaker::Station(match noted.sound {
            Sound::Tone(_) => None,
            Sound::Frames(signal, _) | Sound::Octets(signal, _) => Some(signal),
        });
        Ok(())
    }

    fn judge(&mut self, what: &Heard, noted: &Noted, (from, until): (u64, u64)) -> Result<(), String> {
        match (what, &noted.sound) {
            (Heard::Tone(wanted), Sound::Tone(tone)) if wanted == tone => {}
            (Heard::Frames(terms), Sound::Frames(Signal::CONTROL, frames)) => self.judge_frames(terms, frames)?,
            (Heard::Training, Sound::Octets(signal, octets)) => self.judge_training(*signal, octets)?,
            (Heard::Page(page), Sound::Octets(signal, octets)) => self.judge_page(*page, *signal, octets)?,
            (Heard::Block(place), Sound::Frames(signal, frames)) => self.judge_block(place, *signal, frames)?,
            _ => return Err("it is something else".to_string()),
        }
        let silence = noted.began.since(self.far.quiet_since).as_millis();
        if silence < from.into() || silence > until.into() {
            return Err(format!("it came after {silence} ms, not {from} to {until}"));
        }
        Ok(())
    }

    fn judge_frames(&mut self, terms: &[Term], frames: &[Vec<u8>]) -> Result<(), String> {
        if terms.len() != frames.len() {
            return Err(format!("it has {} frames", frames.len()));
        }
        for (at, (term, octets)) in terms.iter().zip(frames).enumerate() {
            let wrong = |came| format!("{}: {came}", term.text);
            term.judge(octets, self.station_x, at + 1 == terms.len()).map_err(wrong)?;
            let Ok(frame) = Frame::parse(octets) else { continue };
            match frame.fcf {
                Fcf::Dis => self.x = true,
                Fcf::Dcs => {
                    let offer = self.offer.ok_or("nothing was offered")?;
                    let field = Field::parse(frame.fif).ok_or("it is too short")?;
                    judge::legal(&offer, &field).map_err(wrong)?;
                    self.station_mode = Dcs::parse(frame.fif).and_then(|dcs| dcs.mode());
                    self.retrained = false;
                }
                Fcf::Ctc => {
                    let &[first, second] = frame.fif else { return Err("its field has two octets".to_string()) };
                    let modulation = Field::parse(&[first, second, 0]).and_then(|field| rate(&field));
                    let mode = self.station_mode.as_mut().ok_or("no DCS was heard")?;
                    mode.modulation = modulation.ok_or("its rate is reserved")?;
                    self.retrained = true;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn judge_training(&self, signal: Signal, octets: &[u8]) -> Result<(), String> {
        let mode = self.station_mode.ok_or("no DCS was heard")?;
        let expected = Signal::training_check(mode.modulation);
        let ms = octets.len() * 8000 / usize::from(mode.modulation.bit_rate());
        if signal != expected || octets.iter().any(|&octet| octet != 0) {
            return Err(format!("expected zeros as {expected:?}"));
        }
        if (1350..=1650).contains(&ms) { Ok(()) } else { Err(format!("it lasts {ms} ms")) }
    }

    fn judge_page(&self, page: u16, signal: Signal, octets: &[u8]) -> Result<(), String> {
        let mode = self.station_mode.ok_or("no DCS was heard")?;
        if signal != Signal::image(mode.modulation) {
            return Err(format!("expected {:?}", Signal::image(mode.modulation)));
        }
        if octets != content(page, octets.len()) || Some(octets.len()) != self.length_of(page) {
            return Err(format!("it is not page {page}"));
        }
        // The codec fills rows up to so many bits.
        let row = u32::from(mode.modulation.bit_rate()) * u32::from(mode.scan_line_ms);
        let agreed = self.far.station.subject().events.iter().rev().find_map(|event| match event {
            Event::Agreed(format) => Some(u32::from(format.min_row_bits)),
            _ => None,
        });
        let bits = row.div_ceil(1000);
        if agreed == Some(bits) { Ok(()) } else { Err(format!("rows are filled to {agreed:?}, not to {bits} bits")) }
    }

    fn length_of(&self, page: u16) -> Option<usize> {
        self.far.station.subject().source.pages().get(usize::from(page)).map(Vec::len)
    }

    fn judge_block(&mut self, place: &Place, signal: Signal, frames: &[Vec<u8>]) -> Result<(), String> {
        let mode = self.station_mode.ok_or("no DCS was heard")?;
        let expected = block_signal(mode.modulation, self.retrained);
        if signal != expected {
            return Err(format!("expected {expected:?}"));
        }
        self.retrained = false;
        let size = frame_size(&mode)?;
        let length = self.length_of(place.page).unwrap_or_default();
        let mut wanted: Vec<Vec<u8>> = Vec::new();
        for &number in &place.frames {
            let mut frame = data_frame(place, number, size);
            // Zeros fill the last frame.
            let start = (usize::from(place.block) * 256 + usize::from(number)) * size;
            frame.truncate(4 + length.saturating_sub(start));
            frame.resize(4 + size, 0);
            wanted.push(frame);
        }
        wanted.extend(core::iter::repeat_n(Vec::from([0xFF, 0x03, 0x86]), 3));
        match frames.iter().zip(&wanted).position(|(came, wanted)| came != wanted) {
            Some(at) => Err(format!("the frame at place {at} is another one")),
            None if frames.len() != wanted.len() => Err(format!("it has {} frames with RCP", frames.len())),
            None => Ok(()),
        }
    }
}

pub(super) fn frame_size(mode: &Mode) -> Result<usize, String> {
    match mode.ecm {
        Some(EcmFrame::Octets256) => Ok(256),
        Some(EcmFrame::Octets64) => Ok(64),
        None => Err("the mode has no error correction".to_string()),
    }
}

/// Data frame `number` of a page that never ends.
pub(super) fn data_frame(place: &Place, number: u8, size: usize) -> Vec<u8> {
    let start = (usize::from(place.block) * 256 + usize::from(number)) * size;
    let mut frame = Vec::from([0xFF, 0x03, 0x06, number]);
    frame.extend(content(place.page, start + size).into_iter().skip(start));
    frame
}

/// An image in frames: V.17 trains short, but not behind CTC.
pub(super) fn block_signal(modulation: Modulation, retrained: bool) -> Signal {
    let training = if modulation.is_v17() && !retrained { Training::Short } else { Training::Long };
    Signal { modulation, training, framing: Framing::Hdlc }
}
