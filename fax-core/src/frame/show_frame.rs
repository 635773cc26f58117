//! Frames in words, for transcripts.

use core::fmt;

use super::{Dcs, Dis, Fcf, FieldsNotValid, Frame, FrameMap, InternetAddress, NonStandard, PartialPage, end_of};
use crate::Ident;

/// Octets as text; what is not printable ASCII becomes a question mark.
pub(super) struct Ascii<'a>(pub(super) &'a [u8]);

impl fmt::Display for Ascii<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &octet in self.0 {
            let printable = (0x20..=0x7E).contains(&octet);
            fmt::Write::write_char(f, if printable { char::from(octet) } else { '?' })?;
        }
        Ok(())
    }
}

/// Octets as they came on the line, in hexadecimal.
struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, " {octet:02x}"))
    }
}

/// The name of the frame and what it says. Passwords are masked.
///
/// ```
/// use fax_core::frame::Frame;
///
/// let pps = Frame::parse(&[0xFF, 0x13, 0xBF, 0x2F, 0x00, 0x00, 0x08])?;
/// assert_eq!(pps.to_string(), "PPS-EOP page 0, block 0, 9 frames");
/// # Ok::<(), fax_core::frame::FrameError>(())
/// ```
impl fmt::Display for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fif = self.fif;
        write!(f, "{}", self.fcf)?;
        match self.fcf {
            Fcf::Pwd => f.write_str(" ***"),
            Fcf::Csi | Fcf::Cig | Fcf::Tsi | Fcf::Sub | Fcf::Sid | Fcf::Sep | Fcf::Psa => {
                write!(f, " {:?}", Ident::from_fif(fif))
            }
            Fcf::Dis | Fcf::Dtc => match Dis::parse(fif) {
                Some(dis) => write!(f, " {dis}"),
                None => write!(f, " too short:{}", Hex(fif)),
            },
            Fcf::Dcs => match Dcs::parse(fif) {
                Some(dcs) => write!(f, " {dcs}"),
                None => write!(f, " too short:{}", Hex(fif)),
            },
            // The first two octets of a DCS, of which only the rate counts.
            Fcf::Ctc => match fif {
                [first, second, ..] => match Dcs::parse(&[*first, *second, 0]).and_then(|dcs| dcs.modulation()) {
                    Some(modulation) => write!(f, " {modulation}"),
                    None => f.write_str(" a reserved rate"),
                },
                _ => Ok(()),
            },
            Fcf::Nsf | Fcf::Nsc | Fcf::Nss => write!(f, " {}", NonStandard::parse(fif)),
            Fcf::Cia | Fcf::Tsa | Fcf::Csa | Fcf::Ira | Fcf::Isp => match InternetAddress::parse(fif) {
                Some(address) => write!(f, " {address}"),
                None => write!(f, "{}", Hex(fif)),
            },
            Fcf::Fnv => FieldsNotValid::parse(fif).iter().try_for_each(|field| write!(f, " {field}")),
            Fcf::Pps => match PartialPage::parse(fif) {
                Some(PartialPage { end, page, block, frames }) => {
                    End(end).fmt(f)?;
                    write!(f, " page {page}, block {block}, {frames} frames")
                }
                None => write!(f, "{}", Hex(fif)),
            },
            Fcf::Eor => match fif.first().map(|&code| end_of(code)) {
                Some(Some(end)) => End(end).fmt(f),
                _ => write!(f, "{}", Hex(fif)),
            },
            Fcf::Ppr => match FrameMap::parse(fif) {
                Some(map) => Wanted(map).fmt(f),
                None => write!(f, "{}", Hex(fif)),
            },
            _ => write!(f, "{}", Hex(fif)),
        }
    }
}

/// What a block ends with, behind the name of its frame.
struct End(Option<Fcf>);

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(fcf) => write!(f, "-{fcf}"),
            None => f.write_str("-NULL"),
        }
    }
}

/// The frames that are wanted again, as ranges. Those behind the end of a block are marked too.
struct Wanted(FrameMap);

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut numbers = (0..=u8::MAX).filter(|&number| self.0.contains(number)).peekable();
        let mut between = " frames ";
        while let Some(first) = numbers.next() {
            let mut last = first;
            while let Some(next) = numbers.next_if(|&next| next == last.saturating_add(1)) {
                last = next;
            }
            write!(f, "{between}{first}")?;
            if last > first {
                write!(f, "-{last}")?;
            }
            between = ", ";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::string::{String, ToString as _};
    use std::vec::Vec;

    use super::*;

    fn show(code: u8, fif: &[u8]) -> String {
        let octets = [&[0xFF, 0x13, code][..], fif].concat();
        Frame::parse(&octets).expect("a frame").to_string()
    }

    #[test]
    fn frames_are_told_in_words() {
        assert_eq!(show(0x8D, &[]), "MCF");
        assert_eq!(
            show(0x80, &[0x00, 0x6E, 0xB8, 0x00]),
            "DIS receives, V.17 14400, fine, A4, any length, 20 ms a row (fine: 10)"
        );
        assert_eq!(show(0x83, &[0x00, 0x62, 0x78]), "DCS V.17 14400, fine, A4, any length, no row time");
        assert_eq!(show(0x43, b"5551000             "), "TSI \"0001555\"");
        assert_eq!(show(0xBE, &[0, 1, 2, 0xFF]), "PPS-NULL page 1, block 2, 256 frames");
        assert_eq!(show(0xCF, &[0x4F]), "EOR-MPS");
        assert_eq!(show(0x13, &[0, 0x06]), "CTC V.29 9600");
        assert_eq!(show(0xCA, &[0x04]), "FNV SUB");
        let mut map = [0; 32];
        (map[0], map[1], map[31]) = (0b1000_0001, 0b0000_0011, 0x80);
        assert_eq!(show(0xBC, &map), "PPR frames 0, 7-9, 255");
        assert_eq!(show(0x1B, &[]), "CRP");
        assert_eq!(show(0x00, &[0xAB, 0x01]), "0x00 ab 01");
    }

    #[test]
    fn passwords_do_not_show() {
        assert_eq!(show(0xC1, b"terces"), "PWD ***");
    }

    #[test]
    fn every_code_with_every_length_is_told() {
        let fif: Vec<u8> = (0..=u8::MAX).map(|at| at.wrapping_mul(37) ^ 0x5A).collect();
        for code in 0..=u8::MAX {
            for length in 0..=256 {
                let octets = [&[0xFF, 0x03, code][..], &fif[..length]].concat();
                if let Ok(frame) = Frame::parse(&octets) {
                    assert!(frame.to_string().starts_with(&frame.fcf.to_string()));
                    assert_eq!(frame.fif.len(), length);
                } else {
                    panic!("code {code:#04x}, {length} octets: refused");
                }
            }
        }
    }
}
