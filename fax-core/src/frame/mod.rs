//! Control frames: address, control, facsimile control field (FCF) and facsimile information field (FIF).
//!
//! All octets are *wire octets*: bit 0 was or will be first on the line. The tables of T.30 print the first bit at the
//! left, so the DIS code `0000 0001` is the octet 0x80 here.

mod bit;
mod dcs;
mod dis;
mod ecm;
mod fcf;
mod field;
mod fields_not_valid;
mod internet;
mod non_standard;
mod show;
mod show_frame;

pub use bit::Bit;
pub use dcs::{Dcs, Mode};
pub use dis::Dis;
pub use ecm::{BLOCK_FRAMES, BlockFrame, FrameMap, PartialPage};
pub(crate) use ecm::{DATA_HEADER, data_header, end_code, end_of};
pub use fcf::Fcf;
pub use field::{Field, Group};
pub use fields_not_valid::{FieldsNotValid, NotValid};
pub use internet::{AddressType, InternetAddress};
pub use non_standard::NonStandard;

use core::fmt;

use nom::Parser;
use nom::number::complete::u8;

use crate::FRAME_MAX;

/// The address octet of every frame (T.30 5.3.4).
const ADDRESS: u8 = 0xFF;
/// Control octet of a frame that is not the last of its burst (T.30 5.3.5).
const MORE_FOLLOW: u8 = 0x03;
/// Control octet of the last frame of a burst.
const FINAL: u8 = 0x13;

/// A control frame as it was received: what the octets between the flags say, without the check sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Whether it is the last frame of its burst. Only then may the receiver of the burst answer.
    pub last: bool,
    /// The FCF octet with its X bit.
    pub code: u8,
    /// What the frame is.
    pub fcf: Fcf,
    /// The facsimile information field; empty for most frames.
    pub fif: &'a [u8],
}

/// Why octets are no control frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameError {
    /// Fewer than the three octets of address, control and FCF.
    TooShort,
    /// Longer than any frame of T.30.
    TooLong,
    /// The address octet is not 0xFF.
    Address(u8),
    /// The control octet is neither 0x03 nor 0x13.
    Control(u8),
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort => f.write_str("frame is shorter than address, control and code"),
            Self::TooLong => write!(f, "frame is longer than {FRAME_MAX} octets"),
            Self::Address(octet) => write!(f, "frame has address {octet:#04x} in place of 0xff"),
            Self::Control(octet) => write!(f, "frame has control octet {octet:#04x} in place of 0x03 or 0x13"),
        }
    }
}

impl core::error::Error for FrameError {}

impl<'a> Frame<'a> {
    /// Reads a frame, address first, check sequence already removed.
    ///
    /// # Errors
    ///
    /// [`FrameError`] for octets that are no control frame. Unknown codes are no error: see [`Fcf::Unknown`].
    pub fn parse(octets: &'a [u8]) -> Result<Self, FrameError> {
        type Nothing = ();
        if octets.len() > FRAME_MAX {
            return Err(FrameError::TooLong);
        }
        let mut header = (u8::<_, Nothing>, u8, u8);
        let (fif, (address, control, code)) = header.parse(octets).map_err(|_| FrameError::TooShort)?;
        if address != ADDRESS {
            return Err(FrameError::Address(address));
        }
        let last = match control {
            FINAL => true,
            MORE_FOLLOW => false,
            other => return Err(FrameError::Control(other)),
        };
        Ok(Self { last, code, fcf: Fcf::from_code(code), fif })
    }
}

/// Writes a frame into `room` and returns its length; `None` if it does not fit.
pub(crate) fn write(room: &mut [u8], last: bool, code: u8, fif: &[u8]) -> Option<usize> {
    let length = fif.len().checked_add(3)?;
    let (header, field) = room.get_mut(..length)?.split_first_chunk_mut::<3>()?;
    *header = [ADDRESS, if last { FINAL } else { MORE_FOLLOW }, code];
    field.copy_from_slice(fif);
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_the_field_are_read() {
        // MCF of an answerer, EOP of a caller: octets as traced on the serial line of a Class 1 modem.
        let mcf = Frame::parse(&[0xFF, 0x13, 0x8C]).expect("MCF");
        assert_eq!((mcf.last, mcf.fcf, mcf.fif), (true, Fcf::Mcf, &[][..]));
        let eop = Frame::parse(&[0xFF, 0x13, 0x2F]).expect("EOP");
        assert_eq!((eop.fcf, eop.code), (Fcf::Eop, 0x2F));
        let tsi = Frame::parse(b"\xFF\x03\x430001555             ").expect("TSI");
        assert_eq!((tsi.last, tsi.fcf, tsi.fif.len()), (false, Fcf::Tsi, 20));
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        assert_eq!(Frame::parse(&[0xFF, 0x13]), Err(FrameError::TooShort));
        assert_eq!(Frame::parse(&[0x7F, 0x13, 0x8C]), Err(FrameError::Address(0x7F)));
        assert_eq!(Frame::parse(&[0xFF, 0x33, 0x8C]), Err(FrameError::Control(0x33)));
        assert_eq!(Frame::parse(&[0xFF; FRAME_MAX + 1]), Err(FrameError::TooLong));
    }

    #[test]
    fn a_frame_is_written_whole_or_not_at_all() {
        let mut room = [0; 4];
        assert_eq!(write(&mut room, true, Fcf::Dcn.code(true), &[]), Some(3));
        assert_eq!(room, [0xFF, 0x13, 0xFB, 0]);
        assert_eq!(write(&mut room, false, Fcf::Dcs.code(true), &[0; 3]), None);
    }
}
