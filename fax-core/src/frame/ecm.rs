//! Frames of error correction (T.30 Annex A, T.4 Annex A): data frames and RCP, PPS and PPR.

use super::Fcf;

/// What a data frame has before its data: address, control, FCD and the number of the frame.
pub(crate) const DATA_HEADER: usize = 4;

/// The most frames that a block can have.
pub const BLOCK_FRAMES: u16 = 256;

/// A frame of an image with error correction, as it was received: without its check sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockFrame<'a> {
    /// FCD: coded data.
    Data {
        /// Number of the frame in its block.
        number: u8,
        /// Up to 256 octets, as coded, bit 0 first.
        octets: &'a [u8],
    },
    /// RCP: the block ends here.
    Rcp,
}

impl<'a> BlockFrame<'a> {
    /// Reads a frame, address first; `None` for anything else than FCD and RCP. Both control octets are taken, since the
    /// bit that marks the last frame of a burst has no meaning here.
    #[must_use]
    pub fn parse(octets: &'a [u8]) -> Option<Self> {
        match octets {
            [0xFF, 0x03 | 0x13, 0x06, number, octets @ ..] if !octets.is_empty() && octets.len() <= 256 => {
                Some(Self::Data { number: *number, octets })
            }
            [0xFF, 0x03 | 0x13, 0x86, ..] => Some(Self::Rcp),
            _ => None,
        }
    }
}

/// The header of data frame `number`.
pub(crate) const fn data_header(number: u8) -> [u8; DATA_HEADER] {
    [0xFF, 0x03, 0x06, number]
}

/// The information field of PPS: a block has been sent, and what comes after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartialPage {
    /// The post-page command that the block ends with: MPS, EOM or EOP. `None`: NULL, more blocks of this page follow.
    pub end: Option<Fcf>,
    /// The page, counted from 0 at the start of the call, modulo 256.
    pub page: u8,
    /// The block, counted from 0 at the start of the page, modulo 256.
    pub block: u8,
    /// How many frames there are, 1 to 256: in the block, or in the burst before this frame; stations differ. The field
    /// cannot say none.
    pub frames: u16,
}

impl PartialPage {
    /// Reads the four octets of the field; more are ignored. `None` for fewer, or for an unknown end.
    #[must_use]
    pub fn parse(fif: &[u8]) -> Option<Self> {
        let [end, page, block, frames, ..] = *fif else { return None };
        Some(Self { end: end_of(end)?, page, block, frames: u16::from(frames) + 1 })
    }

    /// The octets of the field. No frames at all are said as one: 0xFF, one less than none, would mean 256.
    pub(crate) fn to_fif(self, x: bool) -> [u8; 4] {
        let [frames, _] = self.frames.saturating_sub(1).min(BLOCK_FRAMES - 1).to_le_bytes();
        [end_code(self.end, x), self.page, self.block, frames]
    }
}

/// The octet of PPS and EOR that says what a block ends with; NULL has no X bit.
pub(crate) fn end_code(end: Option<Fcf>, x: bool) -> u8 {
    end.map_or(0, |fcf| fcf.code(x))
}

/// What that octet means; `None` if it means nothing. Whether an operator is wanted (PRI) is not said here, and behind EOS, as behind
/// EOM, comes phase B.
pub(crate) fn end_of(code: u8) -> Option<Option<Fcf>> {
    match Fcf::from_code(code) {
        Fcf::Unknown(0) => Some(None),
        Fcf::Mps | Fcf::PriMps => Some(Some(Fcf::Mps)),
        Fcf::Eom | Fcf::PriEom | Fcf::Eos => Some(Some(Fcf::Eom)),
        Fcf::Eop | Fcf::PriEop => Some(Some(Fcf::Eop)),
        _ => None,
    }
}

/// A bit for each frame of a block, as PPR has them: 1 is missing. Frame 0 is bit 0 of octet 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameMap([u8; 32]);

impl FrameMap {
    /// Every frame, also those behind the end of a short block: that is how PPR marks them.
    pub const ALL: Self = Self([0xFF; 32]);

    /// Reads the information field of PPR; `None` unless it has 32 octets.
    #[must_use]
    pub fn parse(fif: &[u8]) -> Option<Self> {
        fif.try_into().ok().map(Self)
    }

    /// The information field of PPR.
    #[must_use]
    pub const fn to_fif(self) -> [u8; 32] {
        self.0
    }

    /// Whether frame `number` is marked.
    #[must_use]
    pub fn contains(&self, number: u8) -> bool {
        self.0.get(usize::from(number / 8)).is_some_and(|octet| octet >> (number % 8) & 1 == 1)
    }

    /// Marks frame `number`, or takes its mark away.
    pub fn set(&mut self, number: u8, marked: bool) {
        if let Some(octet) = self.0.get_mut(usize::from(number / 8)) {
            *octet = *octet & !(1 << (number % 8)) | u8::from(marked) << (number % 8);
        }
    }

    /// The first marked frame from `from` on, below `end`.
    #[must_use]
    pub fn next(&self, from: u16, end: u16) -> Option<u8> {
        (from..end.min(BLOCK_FRAMES)).filter_map(|n| u8::try_from(n).ok()).find(|&n| self.contains(n))
    }

    /// How many frames are marked below `end`.
    #[must_use]
    pub fn count(&self, end: u16) -> u16 {
        (0..end.min(BLOCK_FRAMES)).filter_map(|n| u8::try_from(n).ok()).map(|n| u16::from(self.contains(n))).sum()
    }

    /// One more than the highest frame that is not marked.
    #[must_use]
    pub fn reach(&self) -> u16 {
        (0..=u8::MAX).rev().find(|&n| !self.contains(n)).map_or(0, |n| u16::from(n) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pps_as_in_the_field() {
        // FF 13 BF 2F 00 00 08: PPS-EOP of a caller, page 0, block 0, nine frames.
        let pps = PartialPage::parse(&[0x2F, 0, 0, 8]).expect("four octets");
        assert_eq!(pps, PartialPage { end: Some(Fcf::Eop), page: 0, block: 0, frames: 9 });
        assert_eq!(pps.to_fif(true), [0x2F, 0, 0, 8]);
        let null = PartialPage::parse(&[0x00, 3, 1, 0xFF]).expect("four octets");
        assert_eq!((null.end, null.frames, null.to_fif(true)), (None, 256, [0, 3, 1, 0xFF]));
        assert_eq!(PartialPage { frames: 0, ..null }.to_fif(true), [0, 3, 1, 0]);
        assert_eq!(PartialPage::parse(&[0x2F, 0, 0]), None);
        assert_eq!(PartialPage::parse(&[0x77, 0, 0, 0]), None);
        assert_eq!(PartialPage::parse(&[0x5E, 0, 0, 0]).expect("PRI-MPS").end, Some(Fcf::Mps));
    }

    #[test]
    fn ppr_marks_what_is_missing_and_all_behind_the_end() {
        // TSB-85: only frame 0 of 108 is missing.
        let mut map = FrameMap::ALL;
        (1..108).for_each(|n| map.set(n, false));
        let fif = map.to_fif();
        assert_eq!((fif[0], fif[1], fif[12], fif[13], fif[14], fif[31]), (0x01, 0, 0, 0xF0, 0xFF, 0xFF));
        assert_eq!((map.count(108), map.next(0, 108), map.next(1, 108), map.reach()), (1, Some(0), None, 108));
        assert_eq!(FrameMap::parse(&fif), Some(map));
        assert_eq!(FrameMap::parse(&fif[..31]), None);
        assert_eq!((FrameMap::ALL.reach(), FrameMap::ALL.count(256)), (0, 256));
    }

    #[test]
    fn data_frames() {
        assert_eq!(BlockFrame::parse(&[0xFF, 0x03, 0x86]), Some(BlockFrame::Rcp));
        let data = BlockFrame::parse(&[0xFF, 0x03, 0x06, 7, 1, 2]);
        assert_eq!(data, Some(BlockFrame::Data { number: 7, octets: &[1, 2] }));
        for none in [&[0xFF, 0x03, 0x06, 7][..], &[0xFF, 0x03], &[0xFF, 0x13, 0x8C], &[0x7F, 0x03, 0x06, 7, 1]] {
            assert_eq!(BlockFrame::parse(none), None);
        }
    }
}
