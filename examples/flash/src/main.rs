//! What the codec takes of a microcontroller's flash: rows of 1728 pels, coding known at run time only, so that all three
//! are in. Nobody runs it: `cargo xtask flash` links it, with nothing else in it, and looks at its sections.

#![no_std]
#![no_main]

use core::hint::black_box;
use core::panic::PanicInfo;

use fax_t4::{Coding, Params};

/// Octets of a row.
#[cfg(any(feature = "encoder", feature = "decoder"))]
const ROW: usize = 216;

/// Where a board's start-up code would go to.
// SAFETY: no other symbol has this name.
#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let coding = match black_box(0) {
        0 => Coding::Mh,
        1 => Coding::Mr { k: 4 },
        _ => Coding::Mmr,
    };
    let params = black_box(Params::new(coding, 1728));
    #[cfg(feature = "encoder")]
    encode(params);
    #[cfg(feature = "decoder")]
    decode(params);
    black_box(params);
    park()
}

#[cfg(feature = "encoder")]
fn encode(params: Params) {
    let Ok(mut encoder) = fax_t4::Encoder::with_store(params, fax_t4::Packed::new([0; ROW])) else { return };
    let (mut row, mut out) = ([0; ROW], [0; 64]);
    for _ in 0..2376 {
        while !encoder.row(black_box(&row), &mut out).done {
            black_box(&out);
        }
        black_box(&mut row);
    }
    while !encoder.finish(&mut out).done {
        black_box(&out);
    }
}

#[cfg(feature = "decoder")]
fn decode(params: Params) {
    use fax_t4::Decoded;

    let Ok(mut decoder) = fax_t4::Decoder::with_store(params, fax_t4::Packed::new([0; ROW])) else { return };
    let mut row = [0; ROW];
    let input = [0; 64];
    let mut left = &black_box(&input)[..];
    loop {
        match decoder.row(&mut left, &mut row) {
            Decoded::Row { damaged } => _ = black_box((damaged, &row)),
            Decoded::NeedInput if black_box(true) => left = black_box(&input),
            Decoded::NeedInput => break,
            Decoded::EndOfPage => return,
        }
    }
    while let Decoded::Row { .. } = decoder.finish(&mut row) {
        black_box(&row);
    }
}

fn park() -> ! {
    loop {
        core::hint::spin_loop();
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    park()
}
