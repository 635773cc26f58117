//! Pages as the protocol sees them: what is offered, what was agreed, and the two traits that hold the octets.
//!
//! A call never holds page data. It asks a [`PageSource`] for coded octets by offset and hands received ones to a
//! [`PageSink`] by offset. Without error correction offsets only grow; with it, they come again inside a window.

use core::fmt;

use crate::Modulation;

/// A compression of T.4 or T.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Coding {
    /// Modified Huffman, T.4 one-dimensional.
    Mh,
    /// Modified READ, T.4 two-dimensional.
    Mr,
    /// Modified modified READ, T.6; only with error correction.
    Mmr,
}

impl fmt::Display for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mh => "MH",
            Self::Mr => "MR",
            Self::Mmr => "MMR",
        })
    }
}

/// A set of codings.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Codings(u8);

impl Codings {
    /// No coding.
    pub const NONE: Self = Self(0);
    /// MH, MR and MMR.
    pub const ALL: Self = Self::NONE.with(Coding::Mh).with(Coding::Mr).with(Coding::Mmr);

    /// This set and `coding`.
    #[must_use]
    pub const fn with(self, coding: Coding) -> Self {
        Self(self.0 | 1 << coding as u8)
    }

    /// This set less `coding`.
    #[must_use]
    pub const fn without(self, coding: Coding) -> Self {
        Self(self.0 & !(1 << coding as u8))
    }

    /// Whether `coding` is in the set.
    #[must_use]
    pub const fn contains(self, coding: Coding) -> bool {
        self.0 & 1 << coding as u8 != 0
    }

    /// What both sets have.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The members, the tightest coding first.
    pub fn iter(self) -> impl Iterator<Item = Coding> {
        [Coding::Mmr, Coding::Mr, Coding::Mh].into_iter().filter(move |&c| self.contains(c))
    }
}

impl fmt::Debug for Codings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// A resolution of T.4 and T.30.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Resolution {
    /// R8 x 3.85 lines/mm, 204 x 98 per inch: "standard", which every machine can do.
    Standard,
    /// R8 x 7.7 lines/mm, 204 x 196 per inch: "fine".
    Fine,
    /// R8 x 15.4 lines/mm, 204 x 391 per inch: "superfine".
    SuperFine,
    /// R16 x 15.4 lines/mm, 408 x 391 per inch.
    R16,
    /// 200 x 100 per inch.
    Inch200x100,
    /// 200 x 200 per inch.
    Inch200,
    /// 200 x 400 per inch.
    Inch200x400,
    /// 300 x 300 per inch.
    Inch300,
    /// 300 x 600 per inch.
    Inch300x600,
    /// 400 x 400 per inch.
    Inch400,
    /// 400 x 800 per inch.
    Inch400x800,
    /// 600 x 600 per inch.
    Inch600,
    /// 600 x 1200 per inch.
    Inch600x1200,
    /// 1200 x 1200 per inch.
    Inch1200,
}

impl Resolution {
    /// All of them, lowest first.
    pub const ALL: [Self; 14] = [
        Self::Standard,
        Self::Inch200x100,
        Self::Fine,
        Self::Inch200,
        Self::SuperFine,
        Self::Inch200x400,
        Self::Inch300,
        Self::Inch300x600,
        Self::R16,
        Self::Inch400,
        Self::Inch400x800,
        Self::Inch600,
        Self::Inch600x1200,
        Self::Inch1200,
    ];

    /// Pels per inch across and rows per inch down, as TIFF class F writes them.
    #[must_use]
    pub const fn per_inch(self) -> (u16, u16) {
        match self {
            Self::Standard => (204, 98),
            Self::Fine => (204, 196),
            Self::SuperFine => (204, 391),
            Self::R16 => (408, 391),
            Self::Inch200x100 => (200, 100),
            Self::Inch200 => (200, 200),
            Self::Inch200x400 => (200, 400),
            Self::Inch300 => (300, 300),
            Self::Inch300x600 => (300, 600),
            Self::Inch400 => (400, 400),
            Self::Inch400x800 => (400, 800),
            Self::Inch600 => (600, 600),
            Self::Inch600x1200 => (600, 1200),
            Self::Inch1200 => (1200, 1200),
        }
    }

    /// Whether it is measured in inches rather than millimetres (DCS bit 44).
    #[must_use]
    pub const fn is_inch(self) -> bool {
        !matches!(self, Self::Standard | Self::Fine | Self::SuperFine | Self::R16)
    }

    /// Rows on so many tenths of a millimetre, rounded up. R8 and R16 count 3.85, 7.7 or 15.4 rows per mm.
    #[must_use]
    pub const fn rows_on(self, tenth_mm: u32) -> u32 {
        let (rows, span) = match self {
            Self::Standard => (385, 1000),
            Self::Fine => (770, 1000),
            Self::SuperFine | Self::R16 => (1540, 1000),
            _ => (self.per_inch().1 as u32, 254),
        };
        (tenth_mm * rows).div_ceil(span)
    }

    /// The K of MR at this resolution: at most `K - 1` two-dimensional rows follow a one-dimensional one (T.4 4.2).
    /// Two below 150 rows per inch, else four, which every receiver can take.
    #[must_use]
    pub const fn k(self) -> u8 {
        if self.per_inch().1 < 150 { 2 } else { 4 }
    }
}

/// A set of resolutions. Standard is in every set: no machine can do without it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Resolutions(u16);

impl Resolutions {
    /// Only standard.
    pub const STANDARD: Self = Self(1 << Resolution::Standard as u16);
    /// Everything up to 400 x 400 per inch that is in common use.
    pub const UP_TO_400: Self = Self::STANDARD
        .with(Resolution::Fine)
        .with(Resolution::SuperFine)
        .with(Resolution::R16)
        .with(Resolution::Inch200x100)
        .with(Resolution::Inch200)
        .with(Resolution::Inch200x400)
        .with(Resolution::Inch300)
        .with(Resolution::Inch400);

    /// This set and `resolution`.
    #[must_use]
    pub const fn with(self, resolution: Resolution) -> Self {
        Self(self.0 | 1 << resolution as u16)
    }

    /// Whether `resolution` is in the set.
    #[must_use]
    pub const fn contains(self, resolution: Resolution) -> bool {
        self.0 & 1 << resolution as u16 != 0
    }

    /// The members, lowest first.
    pub fn iter(self) -> impl Iterator<Item = Resolution> {
        Resolution::ALL.into_iter().filter(move |&r| self.contains(r))
    }
}

impl Default for Resolutions {
    fn default() -> Self {
        Self::STANDARD
    }
}

impl fmt::Debug for Resolutions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// A width of paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PageWidth {
    /// 215 mm: ISO A4 and North American letter.
    #[default]
    A4,
    /// 255 mm: ISO B4.
    B4,
    /// 303 mm: ISO A3.
    A3,
}

impl PageWidth {
    /// All of them, narrowest first.
    pub const ALL: [Self; 3] = [Self::A4, Self::B4, Self::A3];

    /// Pels per row at a resolution (T.4 table of widths): 1728, 2048, 2432 for 200 and R8, and multiples.
    #[must_use]
    pub const fn pels(self, resolution: Resolution) -> u16 {
        let base = match self {
            Self::A4 => 1728,
            Self::B4 => 2048,
            Self::A3 => 2432,
        };
        match resolution.per_inch().0 {
            300 => base / 2 * 3,
            400 | 408 => base * 2,
            600 => base * 3,
            1200 => base * 6,
            _ => base,
        }
    }

    /// The width that has exactly so many pels at a resolution.
    #[must_use]
    pub fn from_pels(pels: u16, resolution: Resolution) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.pels(resolution) == pels)
    }
}

/// A length of paper, as DIS bits 19 and 20 offer it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PageLength {
    /// 297 mm.
    #[default]
    A4,
    /// 364 mm.
    B4,
    /// Any length.
    Unlimited,
}

/// Size of the data field of an error correction frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EcmFrame {
    /// 256 octets.
    Octets256,
    /// 64 octets.
    Octets64,
}

/// A page that a source has to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageOffer {
    /// Width of the paper; the source pads its rows to [`PageWidth::pels`].
    pub width: PageWidth,
    /// Resolution.
    pub resolution: Resolution,
    /// Number of rows, if known.
    pub rows: Option<u32>,
    /// Codings in which the source can deliver it. MH should be there: it is the only one that every machine reads.
    pub codings: Codings,
}

/// What both stations agreed on for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageFormat {
    /// Compression.
    pub coding: Coding,
    /// K of MR; without meaning for MH and MMR.
    pub k: u8,
    /// Width of the paper.
    pub width: PageWidth,
    /// Resolution.
    pub resolution: Resolution,
    /// Each row must take at least so many bits, its EOL included: the receiver's minimum scan line time at the
    /// agreed rate. Zero fill goes before the EOL.
    pub min_row_bits: u16,
    /// Modulation and rate, for reports.
    pub modulation: Modulation,
    /// Frame size if error correction is used.
    pub ecm: Option<EcmFrame>,
    /// How many octets behind the last released one may be asked for (or handed over) again. Zero without error
    /// correction: offsets only grow.
    pub window: u32,
}

impl PageFormat {
    /// Pels per row.
    #[must_use]
    pub const fn pels(&self) -> u16 {
        self.width.pels(self.resolution)
    }
}

/// What a source had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supply {
    /// So many octets are in the buffer, at least one.
    Octets(usize),
    /// Nothing yet; ask again. A source that is slow must supply fill itself, since only it knows where a row ends.
    Later,
    /// The page ends at this offset.
    End,
    /// It cannot be had: a storage fault, or a second reading that the source cannot do.
    Failed,
}

/// Where pages to be sent come from.
///
/// Pages are numbered from 0 in the order of the document, and a source can be asked for any of them again: a page that
/// the far side rejected is sent once more.
pub trait PageSource {
    /// What page `page` is and the codings it can be had in; `None` behind the last one.
    fn offer(&mut self, page: u16) -> Option<PageOffer>;

    /// Starts page `page` from its first octet in an agreed format. Octet 0 is the first coded octet, bit 0 of each octet
    /// goes out first, and the end of page code (RTC, EOFB) is part of the page.
    fn begin(&mut self, page: u16, format: &PageFormat);

    /// Reads coded octets at `offset`.
    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply;

    /// Octets below this offset will not be asked for again.
    fn release(&mut self, below: u32) {
        let _ = below;
    }

    /// How many octets it can serve again after handing them out. Zero, the default, means that error correction
    /// cannot be used with it.
    fn window(&self) -> u32 {
        0
    }
}

/// What a sink did with octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intake {
    /// It has them.
    Done,
    /// Not now; hand them over again later (only with error correction).
    Busy,
    /// It cannot take any more of this page: a storage fault or a limit.
    Failed,
}

/// How well a page arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quality {
    /// Rows, good and bad.
    pub rows: u32,
    /// Rows that were damaged on the way.
    pub bad_rows: u32,
    /// The longest series of damaged rows.
    pub longest_bad_run: u32,
    /// Whether the end of page code (RTC, EOFB) was seen. Without it the end of the page may be missing, however good the
    /// rows are that came.
    pub complete: bool,
}

/// Where received pages go.
///
/// Calls come between a line event and the answer to it: a sink copies or decodes what it is given and leaves files and
/// notifications for later.
pub trait PageSink {
    /// A page begins. If the page before was not [accepted](PageSink::accept), this is it again.
    fn begin(&mut self, format: &PageFormat);

    /// Coded octets at `offset`, bit 0 first on the line.
    fn write_at(&mut self, offset: u32, octets: &[u8]) -> Intake;

    /// Octets below this offset are complete and will not come again.
    fn release(&mut self, below: u32) {
        let _ = below;
    }

    /// The page has ended.
    fn end(&mut self) -> Quality;

    /// The page was good enough, and its confirmation goes out once this returns [`Intake::Done`]: from then on the sender
    /// forgets the page, so whoever stores pages makes it safe here. Anything else ends the call without confirming it.
    /// A page that is not accepted was rejected.
    fn accept(&mut self) -> Intake;

    /// How many octets it can hold until they are released. Zero, the default, means that error correction is not
    /// offered.
    fn window(&self) -> u32 {
        0
    }
}

/// Both ends of the page path, lent to the call whenever it may need them.
pub struct Pages<'p> {
    /// Pages to send. A station that only receives lends an empty source: `()`.
    pub source: &'p mut dyn PageSource,
    /// Where received pages go. A station that only sends lends `()`, which rejects all.
    pub sink: &'p mut dyn PageSink,
}

impl fmt::Debug for Pages<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// The empty document.
impl PageSource for () {
    fn offer(&mut self, _page: u16) -> Option<PageOffer> {
        None
    }

    fn begin(&mut self, _page: u16, _format: &PageFormat) {}

    fn read_at(&mut self, _offset: u32, _into: &mut [u8]) -> Supply {
        Supply::Failed
    }
}

/// A sink that takes nothing.
impl PageSink for () {
    fn begin(&mut self, _format: &PageFormat) {}

    fn write_at(&mut self, _offset: u32, _octets: &[u8]) -> Intake {
        Intake::Failed
    }

    fn end(&mut self) -> Quality {
        Quality::default()
    }

    fn accept(&mut self) -> Intake {
        Intake::Failed
    }
}
