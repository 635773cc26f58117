//! A fax on the first micro:bit: an nRF51 with a Cortex-M0, 16 KB RAM and 256 KB flash, and a Class 1 modem on its UART.
//!
//! It sends a page that it draws while it is coded, or one from flash, or waits for a ring and receives, row by row. What to do comes from
//! the debugger by semihosting, and what came of it goes there; a product would have a button and a lamp.
#![no_std]
#![no_main]
#![deny(unsafe_code)]

#[allow(unsafe_code, reason = "registers, and the interrupts' entry")]
mod board;

use cortex_m_rt::entry;
use debugger::Semihosting;
use fax_core::{Instant, Outcome};
use fax_modem::{Class1, Profile};
use station::{Call, Clock, Letter, Notice, Order, Serial, receive, send, tell};

#[entry]
fn main() -> ! {
    let mut port = Serial::new(board::start(), &board::RECEIVED, &board::TO_SEND);
    let clock = Clock::new(1000);
    let now: &dyn Fn() -> Instant = &|| clock.at(board::microseconds());
    let mut text = [0; 64];
    let mut modem = Class1::new(Profile::GENERIC);
    let done = match Order::parse(debugger::order(&mut text)) {
        Some(Order::Send { number: to, stored, ecm }) => {
            let (mut letter, mut notice) = (Letter { from: "microbit", to, number: 0 }, Notice::new());
            let page = match &mut notice {
                Some(notice) if stored => notice.page(),
                _ => letter.page(),
            };
            let sent = send(&mut modem, &mut port, now, page, Call { to, ecm }, &mut |event| {
                tell(&mut Semihosting, event);
                true
            });
            sent == Ok(Outcome::Completed)
        }
        #[cfg(feature = "queue")]
        Some(Order::Queue(numbers)) => {
            station::deliver(&mut modem, &mut port, now, &mut Semihosting, "microbit", numbers)
        }
        #[cfg(feature = "measure")]
        Some(Order::Measure(file)) => {
            debugger::Pbm::open(file).is_some_and(|page| station::measure(page, &board::microseconds, &mut Semihosting))
        }
        Some(Order::Receive) => receive(&mut modem, &mut port, now, &mut Semihosting) == Ok(true),
        _ => false,
    };
    debugger::end(done, board::RECEIVED.lost())
}
