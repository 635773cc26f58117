//! Addressing beside the telephone number: what the frames SUB, SID, SEP, PSA and PWD say.

use core::fmt;

use crate::Ident;
use crate::frame::{Fcf, Frame};

/// Which addressing frames a station understands (DIS bits 35, 47, 49 and 50). They are only sent to a station that does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Addressing {
    /// SUB: where in its organisation a received document shall go.
    pub sub: bool,
    /// SID, who sends, and PWD, the password of one who polls. They share a bit.
    pub sid: bool,
    /// SEP: which document is polled.
    pub sep: bool,
    /// PSA: a sub-address of the document that is polled.
    pub psa: bool,
}

impl Addressing {
    /// What a receiver of pages reports: SUB and SID.
    pub const RECEIVING: Self = Self { sub: true, sid: true, sep: false, psa: false };
}

/// The texts of addressing frames: those to send, or those that came. An empty text is not sent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Sub-address, with DCS.
    pub sub: Ident,
    /// Sender identification, with DCS. Stations from before 1996 take it for a password.
    pub sid: Ident,
    /// Selective polling, with DTC.
    pub sep: Ident,
    /// Polled sub-address, with DTC.
    pub psa: Ident,
    /// Password, with DTC.
    pub pwd: Ident,
}

impl Addresses {
    /// The texts that go in front of a DCS to a station that understands `far`, in their order on the line.
    pub(crate) fn with_command(&self, far: Addressing) -> [(Fcf, Option<&Ident>); 2] {
        let text = |ident, understood: bool| Some(ident).filter(|ident: &&Ident| understood && !ident.is_empty());
        [(Fcf::Sub, text(&self.sub, far.sub)), (Fcf::Sid, text(&self.sid, far.sid))]
    }

    /// The texts that go in front of a DTC to a station that understands `far`, in their order on the line.
    pub(crate) fn with_request(&self, far: Addressing) -> [(Fcf, Option<&Ident>); 3] {
        let text = |ident, understood: bool| Some(ident).filter(|ident: &&Ident| understood && !ident.is_empty());
        [
            (Fcf::Pwd, text(&self.pwd, far.sid)),
            (Fcf::Sep, text(&self.sep, far.sep)),
            (Fcf::Psa, text(&self.psa, far.psa)),
        ]
    }

    /// Keeps the text of a frame, if it is one of these frames; whether it was.
    pub fn take(&mut self, frame: &Frame<'_>) -> bool {
        let text = match frame.fcf {
            Fcf::Sub => &mut self.sub,
            Fcf::Sid => &mut self.sid,
            Fcf::Sep => &mut self.sep,
            Fcf::Psa => &mut self.psa,
            Fcf::Pwd => &mut self.pwd,
            _ => return false,
        };
        *text = Ident::from_fif(frame.fif);
        true
    }
}

impl fmt::Debug for Addresses {
    /// The password does not show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Addresses")
            .field("sub", &self.sub)
            .field("sid", &self.sid)
            .field("sep", &self.sep)
            .field("psa", &self.psa)
            .field("pwd", &if self.pwd.is_empty() { "" } else { "***" })
            .finish()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::format;

    use super::*;

    #[test]
    fn frames_are_told_apart_and_passwords_stay_secret() {
        let mut came = Addresses::default();
        for (code, text) in [(0xC3, "21"), (0xA3, "43"), (0xA1, "65"), (0x61, "87"), (0xC1, "terces")] {
            let mut octets = std::vec![0xFF, 0x03, code];
            octets.extend_from_slice(text.as_bytes());
            assert!(came.take(&Frame::parse(&octets).expect("a frame")));
        }
        assert!(!came.take(&Frame::parse(&[0xFF, 0x13, 0x83]).expect("DCS")));
        assert_eq!((came.sub.as_str(), came.sid.as_str()), ("12", "34"));
        assert_eq!((came.sep.as_str(), came.psa.as_str(), came.pwd.as_str()), ("56", "78", "secret"));
        assert!(!format!("{came:?}").contains("secret"));
    }

    #[test]
    fn nothing_goes_to_a_station_that_would_not_understand() {
        let ours = Addresses { sub: Ident::new("7").expect("printable"), ..Addresses::default() };
        assert_eq!(ours.with_command(Addressing::default()), [(Fcf::Sub, None), (Fcf::Sid, None)]);
        assert_eq!(ours.with_command(Addressing::RECEIVING), [(Fcf::Sub, Some(&ours.sub)), (Fcf::Sid, None)]);
    }
}
