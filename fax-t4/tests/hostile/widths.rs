//! Widths up to the greatest and beyond, and run codes that add up to more than any number type of old.

use fax_t4::{Changes, Coding, Decoded, Decoder, Ending, Packed, Params};

use super::naive::{EOL, octets};
use super::{CODINGS, decode, frame};

/// The greatest make-up code, white 2560.
const WHITE_2560: &str = "000000011111";
/// White 63.
const WHITE_63: &str = "00110100";

/// The code of a white run of any length.
fn white(mut pels: u32) -> String {
    let mut digits = String::new();
    while pels >= 2560 {
        digits += WHITE_2560;
        pels -= 2560;
    }
    let codes = super::naive::codes();
    if pels >= 64 {
        digits += codes[&(false, (pels - pels % 64) as usize)];
    }
    digits + codes[&(false, (pels % 64) as usize)]
}

#[test]
fn a_row_of_make_up_codes_without_end_is_damage_and_nothing_overflows() {
    // More than 2^16 pels in one run.
    let run = WHITE_2560.repeat(30) + WHITE_63;
    for width in [1, 1728, 32_759, 32_760, 65_535] {
        let outcome = decode(Params::new(Coding::Mh, width), &octets(&format!("{EOL}{run}{}", EOL.repeat(6))));
        assert_eq!(outcome.good(), [] as [&[u8]; 0], "{width}");
    }
}

#[test]
fn the_greatest_width_leaves_room_for_a_code_too_many() {
    // 104,858 make-up codes of 2560 are more than 2^28 pels.
    let params = Params::new(Coding::Mh, Params::MAX_WIDTH);
    let run = octets(&format!("{EOL}{}", WHITE_2560.repeat(110_000)));
    let mut decoder = Decoder::with_store(params, Packed::new(vec![0; params.row_octets()])).unwrap();
    let mut row = vec![0; params.row_octets()];
    assert_eq!(decoder.row(&mut &run[..], &mut row), Decoded::Row { damaged: true });
    assert!(Decoder::with_reference(Params::new(Coding::Mh, Params::MAX_WIDTH + 1), row).is_err());
}

#[test]
fn the_widest_rows_are_exact() {
    for width in [32_758, 32_759, 32_760, 32_767, 32_768, 65_534, 65_535] {
        for coding in CODINGS {
            // White but for the last pel.
            let row = match coding {
                Coding::Mmr => format!("001{}010", white(width - 1)),
                Coding::Mh | Coding::Mr { .. } => format!("{}010", white(width - 1)),
            };
            let (before, behind) = frame(coding, true);
            let outcome = decode(Params::new(coding, width), &octets(&format!("{before}{row}{behind}")));
            let mut pels = vec![0; width.div_ceil(8) as usize];
            pels[(width as usize - 1) / 8] = 0x80 >> ((width - 1) % 8);
            assert_eq!(outcome.rows, [(pels, false)], "{coding:?} {width}");
            assert_eq!(outcome.ending, Some(Ending::Marker));
        }
    }
}

#[test]
fn vertical_codes_leave_the_row_on_neither_side() {
    // VL1 to VL3 at the beginning, VR1 to VR3 at the end, of rows as narrow as can be and as wide.
    for width in [1, 2, 3, 8, 1728, 32_759, 32_760, 65_535] {
        for code in ["010", "000010", "0000010", "011", "000011", "0000011"] {
            let outcome = decode(Params::new(Coding::Mmr, width), &octets(&format!("{code}{}", EOL.repeat(2))));
            // A change to the left of the end is one; what follows of the row is then the EOFB, and damage.
            assert_eq!(outcome.good(), [] as [&[u8]; 0], "{code} {width}");
            assert_eq!(outcome.ending, Some(Ending::Damage));
        }
    }
}

#[test]
fn a_pass_over_the_end_of_the_row_is_no_way_out_of_it() {
    for width in [1, 8, 32_759, 65_535] {
        for passes in [1, 2, 1000] {
            let codes = "0001".repeat(passes);
            let outcome = decode(Params::new(Coding::Mmr, width), &octets(&format!("{codes}{}", EOL.repeat(2))));
            assert!(outcome.rows.len() <= passes + 1);
            assert!(outcome.rows.iter().all(|(row, _)| row.iter().all(|&octet| octet == 0)));
        }
    }
}

#[test]
fn widths_without_pels_or_without_room_are_refused() {
    for coding in CODINGS {
        assert!(Decoder::new(Params::new(coding, 0)).is_err());
        assert!(Decoder::with_store(Params::new(coding, u32::MAX), Packed::new([0; 64])).is_err());
        assert!(Decoder::with_store(Params::new(coding, 513), Packed::new([0; 64])).is_err());
        assert!(Decoder::with_store(Params::new(coding, 512), Packed::new([0; 64])).is_ok());
        // No list has positions beyond 65,535, however long it is.
        assert!(Decoder::with_store(Params::new(coding, 65_536), Changes::new(vec![0; 300_000])).is_err());
        let short = Changes::room(100) - 4;
        assert!(Decoder::with_store(Params::new(coding, 100), Changes::new(vec![0; short])).is_err());
        assert!(Decoder::with_store(Params::new(coding, 1), Changes::new([0; 0])).is_err());
    }
}
