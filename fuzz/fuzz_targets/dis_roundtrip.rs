//! Any octets as the field of DIS, DTC and DCS: what is read and written again is the field as it was understood, and reads
//! the same; every bit can be turned by its number, alone.
#![no_main]

use fax_core::frame::{Dcs, Dis, Field};

/// What a field says, and nothing else: up to the first octet from the third on that has no extend bit, 16 octets at most,
/// without empty ones at its end.
fn canonical(came: &[u8]) -> Vec<u8> {
    let mut octets = vec![];
    for (at, octet) in came.iter().take(16).enumerate() {
        let extends = at >= 2;
        octets.push(if extends { octet & 0x7F } else { *octet });
        if extends && octet & 0x80 == 0 {
            break;
        }
    }
    while octets.len() > 3 && octets.last() == Some(&0) {
        octets.pop();
    }
    let last = octets.len() - 1;
    octets.iter_mut().take(last).skip(2).for_each(|octet| *octet |= 0x80);
    octets
}

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some(mut field) = Field::parse(input) else {
        assert!(input.len() < 3);
        return;
    };
    let (fif, length) = field.to_fif();
    assert_eq!(fif[..length], canonical(input));
    assert_eq!(Field::parse(&fif[..length]), Some(field));

    let (dis, dcs) = (Dis::parse(input).expect("long enough"), Dcs::parse(input).expect("long enough"));
    assert!(!dis.to_string().is_empty() && !dcs.to_string().is_empty());
    if let Some(mode) = dcs.mode() {
        assert_eq!(Dcs::commanding(&mode).mode().map(|read| read.modulation), Some(mode.modulation));
    }
    assert_eq!(Dis::offering(&dis.abilities()).abilities(), dis.abilities());

    let before = field;
    let number = usize::from(input[0]);
    field.set_bit(number, !field.bit(number));
    let turned = (1..=128).filter(|&at| field.bit(at) != before.bit(at));
    let real = (1..=127).contains(&number) && (number < 24 || number % 8 != 0);
    assert!(turned.eq(real.then_some(number)));
});
