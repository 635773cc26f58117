//! The codes of the facsimile control field (T.30 5.3.6.1).

/// What a frame is.
///
/// Most codes carry the X bit in bit 0: one when sent by the station that received a valid DIS, zero when sent by the one
/// whose DIS was answered. It is masked here; see [`Fcf::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fcf {
    /// Digital identification signal: what the answering station can do.
    Dis,
    /// Called subscriber identification.
    Csi,
    /// Non-standard facilities.
    Nsf,
    /// Digital transmit command: the station that called wants to receive.
    Dtc,
    /// Calling subscriber identification, with DTC.
    Cig,
    /// Password, with DTC.
    Pwd,
    /// Non-standard facilities command, with DTC.
    Nsc,
    /// Selective polling, with DTC.
    Sep,
    /// Polled sub-address, with DTC.
    Psa,
    /// Digital command signal: the mode that was chosen.
    Dcs,
    /// Transmitting subscriber identification.
    Tsi,
    /// Sub-address.
    Sub,
    /// Non-standard set-up.
    Nss,
    /// Sender identification.
    Sid,
    /// Continue to correct: another rate for the rest of the block.
    Ctc,
    /// Confirmation to receive: the training was good.
    Cfr,
    /// Failure to train.
    Ftt,
    /// Response to CTC.
    Ctr,
    /// End of message: the page ended, back to phase B.
    Eom,
    /// Multipage signal: the page ended, another one follows in the same mode.
    Mps,
    /// End of retransmission.
    Eor,
    /// End of procedures: the last page ended.
    Eop,
    /// Receive ready?
    Rr,
    /// End of selection.
    Eos,
    /// EOM, and an operator is wanted.
    PriEom,
    /// MPS, and an operator is wanted.
    PriMps,
    /// EOP, and an operator is wanted.
    PriEop,
    /// Partial page signal.
    Pps,
    /// Message confirmation: the page was good.
    Mcf,
    /// Retrain negative: the page was bad.
    Rtn,
    /// Retrain positive: the page was good enough, but train again.
    Rtp,
    /// Procedure interrupt negative.
    Pin,
    /// Procedure interrupt positive.
    Pip,
    /// Receive not ready.
    Rnr,
    /// Response to EOR.
    Err,
    /// Partial page request: which frames are wanted again.
    Ppr,
    /// Field not valid: a password or address was refused.
    Fnv,
    /// Command repeat: the last burst was garbled.
    Crp,
    /// Disconnect.
    Dcn,
    /// Coded data of an error correction frame.
    Fcd,
    /// Return to control for partial page.
    Rcp,
    /// A code that this crate does not know, as it came.
    Unknown(u8),
}

/// Every code with the octet that has X = 0, and whether it has an X bit.
const CODES: [(Fcf, u8, bool); 41] = [
    (Fcf::Dis, 0x80, false),
    (Fcf::Csi, 0x40, false),
    (Fcf::Nsf, 0x20, false),
    (Fcf::Dtc, 0x81, false),
    (Fcf::Cig, 0x41, false),
    (Fcf::Pwd, 0xC1, false),
    (Fcf::Nsc, 0x21, false),
    (Fcf::Sep, 0xA1, false),
    (Fcf::Psa, 0x61, false),
    (Fcf::Fcd, 0x06, false),
    (Fcf::Rcp, 0x86, false),
    (Fcf::Dcs, 0x82, true),
    (Fcf::Tsi, 0x42, true),
    (Fcf::Sub, 0xC2, true),
    (Fcf::Nss, 0x22, true),
    (Fcf::Sid, 0xA2, true),
    (Fcf::Ctc, 0x12, true),
    (Fcf::Cfr, 0x84, true),
    (Fcf::Ftt, 0x44, true),
    (Fcf::Ctr, 0xC4, true),
    (Fcf::Eom, 0x8E, true),
    (Fcf::Mps, 0x4E, true),
    (Fcf::Eor, 0xCE, true),
    (Fcf::Eop, 0x2E, true),
    (Fcf::Rr, 0x6E, true),
    (Fcf::Eos, 0x1E, true),
    (Fcf::PriEom, 0x9E, true),
    (Fcf::PriMps, 0x5E, true),
    (Fcf::PriEop, 0x3E, true),
    (Fcf::Pps, 0xBE, true),
    (Fcf::Mcf, 0x8C, true),
    (Fcf::Rtn, 0x4C, true),
    (Fcf::Rtp, 0xCC, true),
    (Fcf::Pin, 0x2C, true),
    (Fcf::Pip, 0xAC, true),
    (Fcf::Rnr, 0xEC, true),
    (Fcf::Err, 0x1C, true),
    (Fcf::Ppr, 0xBC, true),
    (Fcf::Fnv, 0xCA, true),
    (Fcf::Crp, 0x1A, true),
    (Fcf::Dcn, 0xFA, true),
];

impl Fcf {
    /// The code behind an FCF octet; its X bit is ignored where it has one.
    #[must_use]
    pub fn from_code(code: u8) -> Self {
        CODES
            .iter()
            .find(|&&(_, octet, has_x)| if has_x { octet == code & 0xFE } else { octet == code })
            .map_or(Self::Unknown(code), |&(fcf, ..)| fcf)
    }

    /// The octet to send. `x` is whether this station has received a valid DIS; codes without X bit ignore it.
    #[must_use]
    pub fn code(self, x: bool) -> u8 {
        if let Self::Unknown(code) = self {
            return code;
        }
        CODES.iter().find(|&&(fcf, ..)| fcf == self).map_or(0, |&(_, octet, has_x)| octet | u8::from(has_x && x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_octet_survives_reading_and_writing() {
        for code in 0..=u8::MAX {
            let fcf = Fcf::from_code(code);
            assert!(fcf.code(false) == code || fcf.code(true) == code, "{code:#04x} became {fcf:?}");
        }
    }

    #[test]
    fn the_x_bit_separates_only_fixed_codes() {
        assert_eq!(Fcf::from_code(0x82), Fcf::from_code(0x83));
        assert_ne!(Fcf::from_code(0x80), Fcf::from_code(0x81));
        assert_eq!(Fcf::Dcn.code(true), 0xFB);
        assert_eq!(Fcf::Dcn.code(false), 0xFA);
    }
}
