//! Widths and lengths of paper.

use super::Resolution;

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

/// A length of paper, as DIS bits 19, 20, 76 and 77 offer it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PageLength {
    /// 297 mm.
    #[default]
    A4,
    /// 279.4 mm: North American letter.
    Letter,
    /// 355.6 mm: North American legal.
    Legal,
    /// 364 mm.
    B4,
    /// Any length.
    Unlimited,
}

impl PageLength {
    /// The length in tenths of a millimetre; `None` if there is no limit.
    #[must_use]
    pub const fn tenth_mm(self) -> Option<u32> {
        match self {
            Self::A4 => Some(2970),
            Self::Letter => Some(2794),
            Self::Legal => Some(3556),
            Self::B4 => Some(3640),
            Self::Unlimited => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_pels_of_the_table() {
        // T.4 table of widths, by pels per inch or mm across: A4, B4, A3.
        let table = [
            (Resolution::Standard, [1728, 2048, 2432]),
            (Resolution::Inch200, [1728, 2048, 2432]),
            (Resolution::Inch300, [2592, 3072, 3648]),
            (Resolution::R16, [3456, 4096, 4864]),
            (Resolution::Inch400x800, [3456, 4096, 4864]),
            (Resolution::Inch600, [5184, 6144, 7296]),
            (Resolution::Inch1200, [10368, 12288, 14592]),
        ];
        for (resolution, pels) in table {
            assert_eq!(PageWidth::ALL.map(|width| width.pels(resolution)), pels, "{resolution:?}");
            assert_eq!(PageWidth::from_pels(pels[1], resolution), Some(PageWidth::B4));
        }
    }
}
