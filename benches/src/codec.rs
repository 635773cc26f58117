//! What a codec does here, whoever wrote it.

use core::time::Duration;
use std::time::Instant;

use fax_t4::Coding;

use crate::page::Page;

/// The codings to measure. MR as T.4 asks for it at fine resolution.
pub const CODINGS: [Coding; 3] = [Coding::Mmr, Coding::Mh, Coding::Mr { k: 4 }];

/// A coded page: EOLs in MH and MR, end marker, most significant bit first.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Its coding.
    pub coding: Coding,
    /// Pels per row.
    pub width: u32,
    /// Number of rows.
    pub height: u32,
    /// The octets.
    pub octets: Vec<u8>,
    /// The same, least significant bit first.
    pub reversed: Vec<u8>,
}

impl Stream {
    /// A page that was coded.
    #[must_use]
    pub fn new(coding: Coding, page: &Page, octets: Vec<u8>) -> Self {
        let reversed = octets.iter().map(|octet| octet.reverse_bits()).collect();
        Self { coding, width: page.width, height: page.height, octets, reversed }
    }
}

/// Changing elements of a page, added up so that they can be compared without being kept, or only looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Whether they are added up; while time is taken they are not.
    pub adding: bool,
    /// Rows.
    pub rows: u64,
    /// Changes inside the rows; the end of a row is none.
    pub count: u64,
    /// The sum of their positions.
    pub sum: u64,
}

impl Changes {
    /// Takes a row's changes, in ascending order. Those at the row's end or behind it are left out.
    #[inline]
    pub fn row<T: Copy + Into<u64>>(&mut self, changes: &[T], width: u32) {
        let changes = core::hint::black_box(changes);
        self.rows += 1;
        if !self.adding {
            return;
        }
        let end = changes.iter().rev().take_while(|&&at| at.into() >= u64::from(width)).count();
        let inside = &changes[..changes.len() - end];
        self.count += inside.len() as u64;
        self.sum += inside.iter().map(|&at| at.into()).sum::<u64>();
    }

    /// Those of a page, found pel by pel.
    #[must_use]
    pub fn of(page: &Page) -> Self {
        let mut all = Self { adding: true, ..Self::default() };
        for row in page.rows() {
            let mut changes: Vec<u64> = Vec::new();
            let mut before = false;
            for x in 0..page.width {
                let black = row[x as usize / 8] << (x % 8) & 0x80 != 0;
                if black != before {
                    changes.push(x.into());
                    before = black;
                }
            }
            all.row(&changes, page.width);
        }
        all
    }
}

/// How long it took; `None` if the codec does not offer it; or what went wrong.
pub type Outcome = Result<Option<Duration>, String>;

/// A coder and decoder. Times are those of the coding alone: opening a file in memory and the like is left out where a
/// peer needs it.
pub trait Codec {
    /// What it is called in tables.
    fn name(&self) -> &'static str;

    /// Decodes a page into packed rows. `bitmap` has room for exactly these.
    fn decode(&mut self, stream: &Stream, bitmap: &mut [u8]) -> Outcome;

    /// Decodes a page into changing elements, without painting.
    fn changes(&mut self, _stream: &Stream, _changes: &mut Changes) -> Outcome {
        Ok(None)
    }

    /// Codes a page, most significant bit first. `out` is empty.
    fn encode(&mut self, _coding: Coding, _page: &Page, _out: &mut Vec<u8>) -> Outcome {
        Ok(None)
    }
}

/// All codecs that are built in: ours first.
#[must_use]
pub fn all() -> Vec<Box<dyn Codec>> {
    let mut all: Vec<Box<dyn Codec>> = Vec::new();
    all.extend(crate::ours::all().map(|codec| Box::new(codec) as Box<dyn Codec>));
    all.push(Box::new(crate::crates::Hayro));
    all.push(Box::new(crate::crates::Fax));
    #[cfg(feature = "peers")]
    {
        all.push(Box::new(crate::peers::Libtiff));
        all.push(Box::new(crate::peers::Spandsp::new()));
    }
    all
}

/// Does something and says how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = core::hint::black_box(work());
    (start.elapsed(), done)
}
