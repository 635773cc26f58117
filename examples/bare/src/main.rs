//! A fax station without std and without an allocator.
//!
//! It codes and decodes a row, sets up a Class 1 modem, dials, and runs a call with somebody who never says anything, on
//! a clock that it counts itself. Firmware would do the same with a UART and a timer. The exit code tells which part
//! failed; 0 is success. `cargo xtask no-std` builds and runs it and looks at its symbols.
#![no_std]
#![no_main]

mod row;
mod station;

use core::panic::PanicInfo;

// The start-up code, `memcpy` and its kin come from the C library of the host; firmware has them from elsewhere.
#[link(name = "c")]
unsafe extern "C" {}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

/// Called by the C start-up code.
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    if !row::survives_coding() {
        1
    } else if !station::gives_up_on_a_silent_far_end() {
        2
    } else {
        0
    }
}
