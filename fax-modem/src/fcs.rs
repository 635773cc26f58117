//! The frame check sequence of HDLC: CRC-16 as in X.25 (ISO/IEC 13239), here only to judge what a modem hands over.

/// What the register holds after a frame and its own check sequence, low octet first.
const GOOD: u16 = 0xF0B8;

/// Octets of the check sequence.
pub(crate) const LENGTH: usize = 2;

/// Whether the last two octets are the check sequence of those before them.
pub(crate) fn is_good(frame: &[u8]) -> bool {
    frame.len() > LENGTH && register(frame) == GOOD
}

/// The check sequence of a frame, in the order of transmission.
#[cfg(feature = "std")]
pub(crate) fn of(frame: &[u8]) -> [u8; LENGTH] {
    (!register(frame)).to_le_bytes()
}

fn register(octets: &[u8]) -> u16 {
    octets.iter().fold(0xFFFF, |register, &octet| {
        (0..8).fold(register ^ u16::from(octet), |r, _| if r & 1 == 1 { r >> 1 ^ 0x8408 } else { r >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_a_real_call() {
        // CFR, MCF and RCP as a T.31 modem of libspandsp delivers them.
        assert!(is_good(&[0xFF, 0x13, 0x84, 0xEA, 0x7D]));
        assert!(is_good(&[0xFF, 0x13, 0x8C, 0xA2, 0xF1]));
        assert!(is_good(&[0xFF, 0x03, 0x86, 0x69, 0xCB]));
        assert!(!is_good(&[0xFF, 0x13, 0x84, 0xEA, 0x7C]));
        assert!(!is_good(&[0xEA, 0x7D]));
    }
}
