//! The make-up codes that both colours share, first bit first (T.4 table 3, second part).

/// Runs of 1792 to 2560 in steps of 64.
#[rustfmt::skip]
pub(super) const MAKE_UP: [&str; 13] = [
    "00000001000", "00000001100", "00000001101", "000000010010", "000000010011", "000000010100", "000000010101",
    "000000010110", "000000010111", "000000011100", "000000011101", "000000011110", "000000011111",
];
