//! The resolutions of T.4 and T.30, and sets of them.

use core::fmt;

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
            _ => (self.per_inch().1 as u32, 254_u32),
        };
        // In two parts, so that 32 bits are enough: small cores divide no more.
        let (whole, rest) = (tenth_mm / span, tenth_mm % span);
        whole.saturating_mul(rows).saturating_add((rest * rows).div_ceil(span))
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
