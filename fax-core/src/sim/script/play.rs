//! Plays a script line by line.

use core::time::Duration;
use std::boxed::Box;
use std::collections::BTreeMap;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::far::Far;
use super::hear::{LONGEST, block_signal, data_frame, frame_size};
use super::parse::{Line, Place, Step};
use super::setup::content;
use super::station::Station;
use super::term::{Term, rate};
use super::{Mismatch, Script};
use crate::Signal;
use crate::frame::{Dcs, Fcf, Field, Mode};

/// Flags before the first frame of a block (T.4 A.3.1).
const BLOCK_FLAGS: Duration = Duration::from_millis(200);

/// What both ends know of each other so far.
pub(super) struct Play {
    pub(super) far: Far,
    /// The X bits: who has received a DIS.
    pub(super) x: bool,
    pub(super) station_x: bool,
    /// What the far end offered last.
    pub(super) offer: Option<Field>,
    /// How the far end sends, and how the station does.
    pub(super) mode: Option<Mode>,
    pub(super) station_mode: Option<Mode>,
    /// CTC was said or heard: the next block has the long training.
    pub(super) retrained: bool,
    /// The pages that the far end has sent.
    sent: BTreeMap<u16, Vec<u8>>,
}

pub(super) fn play(script: &Script, station: Box<dyn Station>) -> Result<(), Mismatch> {
    let far = Far::new(station);
    let mut play = Play {
        far,
        x: false,
        station_x: false,
        offer: None,
        mode: None,
        station_mode: None,
        retrained: false,
        sent: BTreeMap::new(),
    };
    let mut last = None;
    for line in &script.lines {
        play.step(&line.step).map_err(|came| mismatch(script, line, came, &play))?;
        last = Some(line);
    }
    match last {
        Some(Line { step: Step::Ends { .. }, .. }) | None => Ok(()),
        Some(line) => Err(mismatch(script, line, "a script ends with `ends`".to_string(), &play)),
    }
}

fn mismatch(script: &Script, line: &Line, came: String, play: &Play) -> Mismatch {
    Mismatch {
        case: script.name.clone(),
        line: line.number,
        step: line.text.clone(),
        came,
        heard: play.far.log.clone(),
    }
}

impl Play {
    fn step(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Hear { what, after, optional } => return self.hear(what, *after, *optional),
            Step::Ends { outcome, pages, after } => return self.ends(outcome, *pages, *after),
            Step::Wait(ms) => {
                let until = self.far.now + Duration::from_millis(*ms);
                self.far.run(until, |_| false);
                return Ok(());
            }
            Step::Silence(_) | Step::HangUp => {}
            _ => self.nothing_left()?,
        }
        match step {
            Step::Say(terms) => self.say(terms),
            Step::Train(training) => {
                let commanded = self.mode.map(|mode| mode.modulation);
                let modulation = training.at.or(commanded).ok_or("no DCS was said")?;
                let mut octets = std::vec![0xFF; usize::try_from(training.ones / 8).unwrap_or_default()];
                let bits = u64::from(modulation.bit_rate()) * training.ms / 1000;
                let zeros = usize::try_from(bits / 8).unwrap_or_default();
                octets.resize(octets.len() + zeros, if training.bad { 0x55 } else { 0 });
                self.far.send(Signal::training_check(modulation), &[], &octets, Duration::ZERO);
            }
            Step::Page { page, octets, row } => {
                let mode = self.mode.ok_or("no DCS was said")?;
                let mut image = content(*page, *octets);
                if let Some(ms) = row {
                    let bits = u64::from(mode.modulation.bit_rate()) * ms / 1000;
                    image.extend(filled_row(usize::try_from(bits / 8).unwrap_or_default()));
                }
                self.far.send(Signal::image(mode.modulation), &[], &image, Duration::ZERO);
                self.sent.insert(*page, image);
            }
            Step::Block { place, spoiled } => self.block(place, spoiled)?,
            Step::Flags(ms) => {
                let rest = Duration::from_millis(ms.saturating_sub(1000));
                self.far.send(Signal::CONTROL, &[], &[], rest);
            }
            Step::Silence(ms) => {
                let until = self.far.now.max(self.far.quiet_since + Duration::from_millis(*ms));
                self.far.run(until, |far| far.open.is_some() || !far.heard.is_empty());
                self.nothing_left()?;
            }
            Step::Gap(ms) => self.far.gap = Duration::from_millis(*ms),
            Step::HangUp => self.far.hang_up(),
            Step::Hear { .. } | Step::Ends { .. } | Step::Wait(_) => {}
        }
        Ok(())
    }

    /// Nothing may have come that the script does not ask for.
    fn nothing_left(&mut self) -> Result<(), String> {
        if self.far.open.is_some() {
            // To its end, to know what it is.
            self.far.run(self.far.now + LONGEST, |far| !far.heard.is_empty());
        }
        match self.far.heard.front() {
            Some(noted) => Err(format!("heard {} at {}", noted.sound.show(), noted.began)),
            None => Ok(()),
        }
    }

    fn say(&mut self, terms: &[Term]) {
        let mut frames = Vec::new();
        for (at, term) in terms.iter().enumerate() {
            let octets = term.octets(self.x, at + 1 == terms.len());
            let fif = octets.get(3..).unwrap_or_default();
            match term.fcf() {
                Some(Fcf::Dis | Fcf::Dtc) if !term.bad => {
                    self.station_x |= term.fcf() == Some(Fcf::Dis);
                    self.offer = Field::parse(fif);
                }
                Some(Fcf::Dcs) => {
                    self.mode = Dcs::parse(fif).and_then(|dcs| dcs.mode());
                    self.retrained = false;
                }
                Some(Fcf::Ctc) => {
                    let mut field = fif.to_vec();
                    field.resize(3, 0);
                    let modulation = Field::parse(&field).and_then(|field| rate(&field));
                    if let (Some(mode), Some(modulation)) = (&mut self.mode, modulation) {
                        mode.modulation = modulation;
                    }
                    self.retrained = true;
                }
                _ => {}
            }
            frames.push((octets, term.bad));
        }
        self.far.send(Signal::CONTROL, &frames, &[], Duration::ZERO);
    }

    fn block(&mut self, place: &Place, spoiled: &[u8]) -> Result<(), String> {
        let mode = self.mode.ok_or("no DCS was said")?;
        let size = frame_size(&mode)?;
        let mut frames = Vec::new();
        for &number in &place.frames {
            frames.push((data_frame(place, number, size), spoiled.contains(&number)));
        }
        let (first, end) = (place.block, place.frames.iter().max().map_or(0, |&number| usize::from(number) + 1));
        frames.extend(core::iter::repeat_n((Vec::from([0xFF, 0x03, 0x86]), false), 3));
        self.far.send(block_signal(mode.modulation, self.retrained), &frames, &[], BLOCK_FLAGS);
        self.retrained = false;
        let end = (usize::from(first) * 256 + end) * size;
        let known = self.sent.get(&place.page).map_or(0, Vec::len);
        self.sent.insert(place.page, content(place.page, end.max(known)));
        Ok(())
    }

    fn ends(&mut self, outcome: &str, pages: u16, after: Option<(u64, u64)>) -> Result<(), String> {
        let (from, until) = after.unwrap_or((0, 1200));
        let began = self.far.quiet_since;
        self.far.run(began + Duration::from_millis(until), |far| far.released);
        self.nothing_left()?;
        if !self.far.released {
            return Err("the station is not on hook".to_string());
        }
        let silence = self.far.now.since(began).as_millis();
        if silence < from.into() {
            return Err(format!("on hook after {silence} ms"));
        }
        let report = self.far.station.call().ok_or("there was no call")?.report();
        let came = report.outcome.map_or_else(String::new, |outcome| match outcome {
            crate::Outcome::Completed => "Completed".to_string(),
            crate::Outcome::Failed(failure) => format!("{failure:?}"),
        });
        if came != outcome {
            return Err(format!("it ended with {came}"));
        }
        let counted = report.pages_sent + report.pages_received;
        if counted != pages {
            return Err(format!("{counted} pages are confirmed"));
        }
        if report.stray_events > 0 {
            return Err("an event did not fit the running operation".to_string());
        }
        let sent = |octets| self.sent.values().any(|page| page == octets);
        match self.far.station.subject().sink.accepted.iter().position(|octets| !sent(octets)) {
            Some(at) => Err(format!("page {at} is not what was sent")),
            None => Ok(()),
        }
    }
}

/// A row of so many octets between two EOLs: a few octets of data, and fill.
fn filled_row(octets: usize) -> Vec<u8> {
    const EOL: [u8; 2] = [0x00, 0x08];
    let mut row = EOL.to_vec();
    row.extend([0x35, 0xAC]);
    row.resize(octets, 0);
    row.extend(EOL);
    row
}
