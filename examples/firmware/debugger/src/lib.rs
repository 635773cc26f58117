//! The second channel of all boards: a debugger, or QEMU, that lends the program a console by semihosting. A product has
//! a button and a lamp in its place.
#![no_std]

mod pbm;

pub use pbm::Pbm;

use core::panic::PanicInfo;

use cortex_m_semihosting::{debug, nr, syscall1};
use station::{Console, Report};

/// A console for words.
#[derive(Clone, Copy, Debug)]
pub struct Semihosting;

impl Console for Semihosting {
    fn say(&mut self, text: &str) {
        for octet in text.as_bytes() {
            // SAFETY: WRITEC reads the octet that is pointed to.
            unsafe { syscall1!(WRITEC, core::ptr::from_ref(octet) as usize) };
        }
    }
}

/// What the board shall do: the command line that the debugger has for the program. Empty if that has no room.
pub fn order(room: &mut [u8]) -> &str {
    let mut block = [room.as_mut_ptr() as usize, room.len()];
    // SAFETY: GET_CMDLINE writes at most so many octets to the place that the block names, and their number to the block.
    let failed = unsafe { cortex_m_semihosting::syscall1(nr::GET_CMDLINE, block.as_mut_ptr() as usize) } != 0;
    let length = if failed { 0 } else { block[1] };
    let text = room.get(..length).unwrap_or_default();
    let text = text.split(|&octet| octet == 0).next().unwrap_or_default();
    core::str::from_utf8(text).unwrap_or_default()
}

/// Says how much memory was used and how many octets of the modem were lost, and ends the program.
pub fn end(good: bool, lost: u32) -> ! {
    Semihosting.report("stack", peak_stack());
    Semihosting.report("lost", lost);
    loop {
        debug::exit(if good { debug::EXIT_SUCCESS } else { debug::EXIT_FAILURE });
    }
}

/// Octets of stack that were ever used: the start-up code has painted all of them, and the paint is gone where something
/// was put.
fn peak_stack() -> u32 {
    unsafe extern "C" {
        static __ebss: u32;
        static _stack_start: u32;
    }
    let (low, high) = ((&raw const __ebss) as usize, (&raw const _stack_start) as usize);
    // SAFETY: all of it is RAM, which the linker has left for the stack.
    let painted = |&place: &usize| unsafe { (place as *const u32).read_volatile() } == cortex_m_rt::STACK_PAINT_VALUE;
    let untouched = (low..high).step_by(4).take_while(painted).count() * 4;
    (high - low - untouched) as u32
}

/// What is never called; should it be, the board starts anew.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    cortex_m::peripheral::SCB::sys_reset()
}
