//! Rows with more changes of colour than pels. libtiff wrote them behind the end of its list of runs (CVE-2011-0192), xpdf
//! behind that of its row (CVE-2007-5393).

use fax_t4::{Coding, Params};

use super::naive::octets;
use super::{CODINGS, decode, frame};

#[test]
fn as_many_as_pels_are_exact() {
    // Every pel is a change: black and white in turns.
    for width in [8, 64, 1728, 4864] {
        for coding in CODINGS {
            let pairs = width as usize / 2;
            // Black 1 is 010, white 1 is 000111. The row begins with white 1.
            let row = match coding {
                Coding::Mmr => "001 000111 010".repeat(pairs),
                Coding::Mh | Coding::Mr { .. } => "000111 010".repeat(pairs),
            };
            let (before, behind) = frame(coding, true);
            let outcome = decode(Params::new(coding, width), &octets(&format!("{before}{row}{behind}")));
            assert_eq!(outcome.rows, [(vec![0x55; width as usize / 8], false)], "{coding:?} {width}");
        }
    }
}

#[test]
fn one_dimensional_runs_without_pels_make_none() {
    // White 0, black 0, for ever.
    let runs = "00110101 0000110111".repeat(20_000);
    for width in [1, 8, 1728] {
        for coding in [Coding::Mh, Coding::Mr { k: 4 }] {
            let (before, behind) = frame(coding, true);
            let outcome = decode(Params::new(coding, width), &octets(&format!("{before}{runs}{behind}")));
            assert_eq!(outcome.good(), [] as [&[u8]; 0]);
        }
    }
}

#[test]
fn horizontal_runs_without_pels_make_none() {
    let runs = "001 00110101 0000110111".repeat(20_000);
    for width in [1, 8, 1728] {
        let outcome = decode(Params::new(Coding::Mmr, width), &octets(&runs));
        assert_eq!(outcome.rows, [(vec![0; (width as usize).div_ceil(8)], true)], "{width}");
    }
}

#[test]
fn vertical_codes_that_turn_back_make_none() {
    // Black from 3 on, then on the row below VR3 and VL3 in turns: each second change would be left of the one before.
    let above = "001 1000 010 1";
    for turn in ["0000011 0000010", "000011 000010", "011 010", "1 0000010"] {
        let outcome = decode(Params::new(Coding::Mmr, 8), &octets(&format!("{above} {}", turn.repeat(5000))));
        assert!(outcome.rows.len() <= 3, "{turn}: {:?}", outcome.rows);
        assert_eq!(outcome.rows[0], (vec![0b0001_0000], false));
    }
}
