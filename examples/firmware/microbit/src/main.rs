//! A fax on the first micro:bit: an nRF51 with a Cortex-M0, 16 KB RAM and 256 KB flash, and a Class 1 modem on its UART.
//!
//! It sends a page that it draws while it is coded, or waits for a ring and receives, row by row. What to do comes from
//! the debugger by semihosting, and what came of it goes there; a product would have a button and a lamp.
#![no_std]
#![no_main]
#![deny(unsafe_code)]

#[allow(unsafe_code, reason = "registers, and the interrupts' entry")]
mod board;

use cortex_m_rt::entry;
use fax_modem::{Class1, Profile};
use station::{Console, Letter, Order, Serial, number, receive, send};

#[entry]
fn main() -> ! {
    let (uart, clock) = board::start();
    let mut port = Serial::new(uart, &board::RECEIVED, &board::TO_SEND);
    let mut console = board::Semihosting;
    let mut text = [0; 64];
    let mut modem = Class1::new(Profile::GENERIC);
    let done = match Order::parse(board::order(&mut text)) {
        Some(Order::Send { number: to, ecm }) => {
            let letter = Letter { from: "microbit", to, number: 0 };
            send(&mut modem, &mut port, || clock.now(), &mut console, (to, ecm), letter)
        }
        Some(Order::Receive) => receive(&mut modem, &mut port, || clock.now(), &mut console),
        None => false,
    };
    for (what, value) in [("stack ", board::peak_stack()), ("lost ", board::RECEIVED.lost())] {
        console.say(what);
        number(&mut console, value);
        console.say("\n");
    }
    board::end(done)
}
