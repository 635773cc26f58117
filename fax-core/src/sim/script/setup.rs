//! The station under test as a script sets it up.

use core::time::Duration;

use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::parse::OCTETS;
use super::station::Subject;
use super::term::{limited, number};
use crate::sim::{OctetPages, Received};
use crate::{
    Abilities, Addressing, AfterBlock, AfterRtn, Codings, Config, Ident, Modulations, PageOffer, PageWidth, Quality,
    Resolution, ScanLineTime,
};

/// Octets that a source can read again, and that a sink takes in any order: more than a block of 256 frames of 256 octets.
const WINDOW: u32 = 70_000;

/// What a `station` line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Setup {
    pub(super) answers: bool,
    pub(super) config: Config,
    pages: u16,
    octets: usize,
    resolution: Resolution,
    width: PageWidth,
    scales: bool,
    documents: Vec<u16>,
    busy: u32,
    verdicts: Vec<Quality>,
    later: Option<Resolution>,
}

impl Default for Setup {
    /// Answers, without pages and without error correction.
    fn default() -> Self {
        let abilities = Abilities { ecm: false, ..Abilities::default() };
        Self {
            answers: true,
            config: Config { abilities, ..Config::default() },
            pages: 0,
            octets: 1000,
            resolution: Resolution::Fine,
            width: PageWidth::A4,
            scales: false,
            documents: Vec::new(),
            busy: 0,
            verdicts: Vec::new(),
            later: None,
        }
    }
}

impl Setup {
    /// Reads settings, separated by commas.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut setup = Self::default();
        for setting in text.split(',').map(str::trim).filter(|setting| !setting.is_empty()) {
            let (word, value) = setting.split_once(' ').unwrap_or((setting, ""));
            setup.set(word, value.trim())?;
        }
        Ok(setup)
    }

    fn set(&mut self, word: &str, value: &str) -> Result<(), String> {
        let config = &mut self.config;
        let ident = || Ident::new(value).map_err(|error| error.to_string());
        match word {
            "answers" => self.answers = true,
            "calls" => (self.answers, self.pages) = (false, 1),
            "polls" => (config.polls, self.pages) = (true, 0),
            "pages" => self.pages = limited(value, 100)?,
            "octets" => self.octets = limited(value, OCTETS)?,
            "resolution" => self.resolution = resolution(value)?,
            "scales" => self.scales = true,
            "then" => self.later = Some(resolution(value)?),
            "width" => {
                self.width = PageWidth::ALL
                    .into_iter()
                    .find(|width| format!("{width:?}") == value)
                    .ok_or_else(|| format!("no width is called {value:?}"))?;
            }
            "documents" => self.documents = value.split_whitespace().map(number).collect::<Result<_, _>>()?,
            "ecm" => config.abilities.ecm = true,
            "short" => config.abilities.short_frames = true,
            "mh" => config.abilities.codings = Codings::NONE,
            "rate" => config.abilities.modulations = Modulations::up_to(number(value)?),
            "row" => config.abilities.scan_line = ScanLineTime::of(number(value)?),
            "fnv" => config.abilities.fnv = true,
            "takes-nothing" => config.abilities.receives = false,
            "busy" => self.busy = number(value)?,
            "bad-rows" => {
                // Out of 1000, for page after page.
                for bad in value.split_whitespace().rev() {
                    let bad_rows = number(bad)?;
                    let quality = Quality { rows: 1000, bad_rows, longest_bad_run: bad_rows.min(1), complete: true };
                    self.verdicts.push(quality);
                }
            }
            "on-rtn" => config.rtn.then = if value == "continue" { AfterRtn::Continue } else { AfterRtn::GiveUp },
            "on-err" => config.ecm.then = if value == "continue" { AfterBlock::Continue } else { AfterBlock::GiveUp },
            "ident" => config.ident = ident()?,
            "sub" => config.addresses.sub = ident()?,
            "sid" => config.addresses.sid = ident()?,
            "sep" => config.addresses.sep = ident()?,
            "psa" => config.addresses.psa = ident()?,
            "pwd" => config.addresses.pwd = ident()?,
            "no-addresses" => config.abilities.addressing = Addressing::default(),
            "limit" => config.call_limit = Duration::from_secs(limited(value, 100_000)?),
            _ => return Err(format!("no setting is called {word:?}")),
        }
        Ok(())
    }

    pub(super) fn subject(&self) -> Subject {
        Subject {
            answers: self.answers,
            config: self.config.clone(),
            source: self.source(),
            sink: self.sink(),
            events: Vec::new(),
        }
    }

    fn source(&self) -> OctetPages {
        let pages: Vec<Vec<u8>> = (0..self.pages).map(|page| content(page, self.octets)).collect();
        let offer = |page| {
            let resolution = self.later.filter(|_| page > 0).unwrap_or(self.resolution);
            PageOffer { width: self.width, resolution, rows: Some(1000), codings: Codings::ALL }
        };
        let offers = (0..self.pages).map(offer).collect();
        let source = OctetPages::new(pages).with_offers(offers).with_documents(self.documents.clone());
        let source = if self.scales { source.scaling() } else { source };
        if self.config.abilities.ecm { source.with_window(WINDOW) } else { source }
    }

    fn sink(&self) -> Received {
        let mut sink = if self.config.abilities.ecm { Received::with_window(WINDOW) } else { Received::default() };
        (sink.busy, sink.verdicts) = (self.busy, self.verdicts.clone());
        sink
    }
}

fn resolution(name: &str) -> Result<Resolution, String> {
    Resolution::ALL
        .into_iter()
        .find(|resolution| format!("{resolution:?}") == name)
        .ok_or_else(|| format!("no resolution is called {name:?}"))
}

/// The octets of page `page`: a series of its own for each page, without zeros.
pub(super) fn content(page: u16, octets: usize) -> Vec<u8> {
    let step = u32::from(page).wrapping_mul(2).wrapping_add(7);
    (0..octets).map(|at| (u32::try_from(at).unwrap_or_default().wrapping_mul(step) >> 3).to_le_bytes()[0] | 1).collect()
}
