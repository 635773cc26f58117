//! A fax sender on the STM32VLDISCOVERY: an STM32F100 with a Cortex-M3, 8 KB RAM and 128 KB flash, and a Class 1 modem on its
//! first USART. There is no receiver in it, and so the linker leaves out what that would need.
#![no_std]
#![no_main]
#![deny(unsafe_code)]

#[allow(unsafe_code, reason = "registers, and the interrupts' entry")]
mod board;

use cortex_m_rt::entry;
use debugger::Semihosting;
use fax_core::Outcome;
use fax_modem::{Class1, Profile};
use station::{Call, Clock, Letter, Order, Serial, send, tell};

#[entry]
fn main() -> ! {
    let mut port = Serial::new(board::start(), &board::RECEIVED, &board::TO_SEND);
    let clock = Clock::new(1);
    let mut text = [0; 64];
    let mut modem = Class1::new(Profile::GENERIC);
    let done = match Order::parse(debugger::order(&mut text)) {
        Some(Order::Send { number: to, stored: false, ecm }) => {
            let mut letter = Letter { from: "vldiscovery", to, number: 0 };
            let now = || clock.at(board::milliseconds());
            let sent = send(&mut modem, &mut port, &now, letter.page(), Call { to, ecm }, &mut |event| {
                tell(&mut Semihosting, event);
                true
            });
            sent == Ok(Outcome::Completed)
        }
        _ => false,
    };
    debugger::end(done, board::RECEIVED.lost())
}
