//! The codes of the facsimile control field (T.30 5.3.6.1).

use core::fmt;

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
    /// Digital extended signal.
    Des,
    /// Calling subscriber internet address, with DTC.
    Cia,
    /// Internet selective polling address, with DTC.
    Isp,
    /// Digital extended command.
    Dec,
    /// Digital extended request.
    Der,
    /// Keys of the transmitter, for secure fax.
    Tk,
    /// Keys of the receiver, for secure fax.
    Rk,
    /// Character coded data of an error correction frame.
    Ccd,
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
    /// Transmitting subscriber internet address.
    Tsa,
    /// Internet routing address.
    Ira,
    /// Called subscriber internet address, with CFR.
    Csa,
    /// Procedure interrupt disconnect.
    Pid,
    /// File diagnostics message.
    Fdm,
    /// Transmitter ready?
    Tr,
    /// Transmitter not ready.
    Tnr,
    /// Digital not acknowledge.
    Dnk,
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

/// Every code with its name in T.30, the octet that has X = 0, and whether it has an X bit.
const CODES: [(Fcf, &str, u8, bool); 57] = [
    (Fcf::Dis, "DIS", 0x80, false),
    (Fcf::Csi, "CSI", 0x40, false),
    (Fcf::Nsf, "NSF", 0x20, false),
    (Fcf::Dtc, "DTC", 0x81, false),
    (Fcf::Cig, "CIG", 0x41, false),
    (Fcf::Pwd, "PWD", 0xC1, false),
    (Fcf::Nsc, "NSC", 0x21, false),
    (Fcf::Sep, "SEP", 0xA1, false),
    (Fcf::Psa, "PSA", 0x61, false),
    (Fcf::Fcd, "FCD", 0x06, false),
    (Fcf::Rcp, "RCP", 0x86, false),
    (Fcf::Des, "DES", 0xA0, false),
    (Fcf::Cia, "CIA", 0xE1, false),
    (Fcf::Isp, "ISP", 0x11, false),
    (Fcf::Dec, "DEC", 0x93, false),
    (Fcf::Der, "DER", 0x53, false),
    (Fcf::Tk, "TK", 0x4B, false),
    (Fcf::Rk, "RK", 0x4A, false),
    (Fcf::Ccd, "CCD", 0x46, false),
    (Fcf::Dcs, "DCS", 0x82, true),
    (Fcf::Tsi, "TSI", 0x42, true),
    (Fcf::Sub, "SUB", 0xC2, true),
    (Fcf::Nss, "NSS", 0x22, true),
    (Fcf::Sid, "SID", 0xA2, true),
    (Fcf::Ctc, "CTC", 0x12, true),
    (Fcf::Cfr, "CFR", 0x84, true),
    (Fcf::Ftt, "FTT", 0x44, true),
    (Fcf::Ctr, "CTR", 0xC4, true),
    (Fcf::Eom, "EOM", 0x8E, true),
    (Fcf::Mps, "MPS", 0x4E, true),
    (Fcf::Eor, "EOR", 0xCE, true),
    (Fcf::Eop, "EOP", 0x2E, true),
    (Fcf::Rr, "RR", 0x6E, true),
    (Fcf::Eos, "EOS", 0x1E, true),
    (Fcf::PriEom, "PRI-EOM", 0x9E, true),
    (Fcf::PriMps, "PRI-MPS", 0x5E, true),
    (Fcf::PriEop, "PRI-EOP", 0x3E, true),
    (Fcf::Pps, "PPS", 0xBE, true),
    (Fcf::Mcf, "MCF", 0x8C, true),
    (Fcf::Rtn, "RTN", 0x4C, true),
    (Fcf::Rtp, "RTP", 0xCC, true),
    (Fcf::Pin, "PIN", 0x2C, true),
    (Fcf::Pip, "PIP", 0xAC, true),
    (Fcf::Rnr, "RNR", 0xEC, true),
    (Fcf::Err, "ERR", 0x1C, true),
    (Fcf::Ppr, "PPR", 0xBC, true),
    (Fcf::Fnv, "FNV", 0xCA, true),
    (Fcf::Crp, "CRP", 0x1A, true),
    (Fcf::Dcn, "DCN", 0xFA, true),
    (Fcf::Tsa, "TSA", 0x62, true),
    (Fcf::Ira, "IRA", 0xE2, true),
    (Fcf::Csa, "CSA", 0x24, true),
    (Fcf::Pid, "PID", 0x6C, true),
    (Fcf::Fdm, "FDM", 0xFC, true),
    (Fcf::Tr, "TR", 0x6A, true),
    (Fcf::Tnr, "TNR", 0xEA, true),
    (Fcf::Dnk, "DNK", 0x9A, true),
];

impl Fcf {
    /// The code behind an FCF octet; its X bit is ignored where it has one.
    #[must_use]
    pub fn from_code(code: u8) -> Self {
        CODES
            .iter()
            .find(|&&(_, _, octet, has_x)| if has_x { octet == code & 0xFE } else { octet == code })
            .map_or(Self::Unknown(code), |&(fcf, ..)| fcf)
    }

    /// The octet to send. `x` is whether this station has received a valid DIS; codes without X bit ignore it.
    #[must_use]
    pub fn code(self, x: bool) -> u8 {
        if let Self::Unknown(code) = self {
            return code;
        }
        CODES.iter().find(|&&(fcf, ..)| fcf == self).map_or(0, |&(_, _, octet, has_x)| octet | u8::from(has_x && x))
    }
}

impl fmt::Display for Fcf {
    /// The name in T.30; an unknown code as its octet.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, CODES.iter().find(|&(fcf, ..)| fcf == self)) {
            (Self::Unknown(code), _) => write!(f, "{code:#04x}"),
            (_, found) => f.pad(found.map_or("?", |&(_, name, ..)| name)),
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[test]
    fn every_octet_survives_reading_and_writing() {
        for code in 0..=u8::MAX {
            let fcf = Fcf::from_code(code);
            assert!(fcf.code(false) == code || fcf.code(true) == code, "{code:#04x} became {fcf:?}");
        }
    }

    #[test]
    fn codes_are_those_of_the_table() {
        // T.30 table 1 prints the first bit of the line at the left; X is 0 here.
        let table = [
            ("DIS", 0x01),
            ("CSI", 0x02),
            ("NSF", 0x04),
            ("DES", 0x05),
            ("DTC", 0x81),
            ("CIG", 0x82),
            ("PWD", 0x83),
            ("NSC", 0x84),
            ("SEP", 0x85),
            ("PSA", 0x86),
            ("CIA", 0x87),
            ("ISP", 0x88),
            ("DEC", 0xC9),
            ("DER", 0xCA),
            ("TK", 0xD2),
            ("RK", 0x52),
            ("FCD", 0x60),
            ("RCP", 0x61),
            ("CCD", 0x62),
            ("DCS", 0x41),
            ("TSI", 0x42),
            ("SUB", 0x43),
            ("NSS", 0x44),
            ("SID", 0x45),
            ("TSA", 0x46),
            ("IRA", 0x47),
            ("CTC", 0x48),
            ("CFR", 0x21),
            ("FTT", 0x22),
            ("CTR", 0x23),
            ("CSA", 0x24),
            ("EOM", 0x71),
            ("MPS", 0x72),
            ("EOR", 0x73),
            ("EOP", 0x74),
            ("RR", 0x76),
            ("EOS", 0x78),
            ("PRI-EOM", 0x79),
            ("PRI-MPS", 0x7A),
            ("PRI-EOP", 0x7C),
            ("PPS", 0x7D),
            ("MCF", 0x31),
            ("RTN", 0x32),
            ("RTP", 0x33),
            ("PIN", 0x34),
            ("PIP", 0x35),
            ("PID", 0x36),
            ("RNR", 0x37),
            ("ERR", 0x38),
            ("PPR", 0x3D),
            ("FDM", 0x3F),
            ("FNV", 0x53),
            ("TR", 0x56),
            ("TNR", 0x57),
            ("CRP", 0x58),
            ("DNK", 0x59),
            ("DCN", 0x5F),
        ];
        assert_eq!(table.len(), CODES.len());
        for (name, printed) in table {
            let octet = u8::reverse_bits(printed);
            let fcf = Fcf::from_code(octet);
            assert_eq!((std::format!("{fcf}").as_str(), fcf.code(false)), (name, octet));
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
