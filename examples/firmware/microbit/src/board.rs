//! The nRF51: its UART with flow control, and TIMER0 as the clock. All `unsafe` of the board is here and in `cortex.rs`.
//!
//! Addresses and bits are those of the nRF51 Series Reference Manual.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;

use cortex_m_rt::exception;
use station::Ring;

#[allow(dead_code, reason = "no board needs all of it")]
#[path = "../../cortex.rs"]
mod cortex;

/// What the modem said: 280 ms at 14400 bit/s.
pub static RECEIVED: Ring<512> = Ring::new();
/// What the modem shall have: as much as goes out at 115200 baud while nobody looks.
pub static TO_SEND: Ring<128> = Ring::new();

mod uart {
    use super::cortex::Register;

    pub const START_RX: Register = Register(0x4000_2000);
    pub const START_TX: Register = Register(0x4000_2008);
    pub const RX_READY: Register = Register(0x4000_2108);
    pub const TX_READY: Register = Register(0x4000_211C);
    pub const INTERRUPTS: Register = Register(0x4000_2304);
    pub const ENABLE: Register = Register(0x4000_2500);
    /// RTS, TXD, CTS, RXD.
    pub const PINS: [Register; 4] =
        [Register(0x4000_2508), Register(0x4000_250C), Register(0x4000_2510), Register(0x4000_2514)];
    pub const RXD: Register = Register(0x4000_2518);
    pub const TXD: Register = Register(0x4000_251C);
    pub const BAUD_RATE: Register = Register(0x4000_2524);
    pub const CONFIG: Register = Register(0x4000_256C);

    pub const INTERRUPT: usize = 2;
}

mod timer {
    use super::cortex::Register;

    pub const START: Register = Register(0x4000_8000);
    pub const CAPTURE_0: Register = Register(0x4000_8040);
    pub const COMPARED_1: Register = Register(0x4000_8144);
    pub const INTERRUPTS: Register = Register(0x4000_8304);
    pub const BIT_MODE: Register = Register(0x4000_8508);
    pub const PRESCALER: Register = Register(0x4000_8510);
    pub const CC_0: Register = Register(0x4000_8540);
    pub const CC_1: Register = Register(0x4000_8544);

    pub const INTERRUPT: usize = 8;
}

/// RTS, TXD, CTS and RXD on the micro:bit's edge: its pins 0, 1, 2 and 16.
const PINS: [u32; 4] = [3, 2, 1, 16];

/// Starts the UART and the clock.
pub fn start() -> Uart {
    for (register, pin) in uart::PINS.into_iter().zip(PINS) {
        register.set(pin);
    }
    uart::BAUD_RATE.set(0x01D7_E000); // 115200
    uart::CONFIG.set(1); // RTS and CTS, no parity
    uart::ENABLE.set(4);
    uart::INTERRUPTS.set(1 << 2 | 1 << 7); // RX_READY, TX_READY
    uart::START_RX.set(1);
    uart::START_TX.set(1);

    timer::BIT_MODE.set(3); // 32 bits
    timer::PRESCALER.set(4); // 16 MHz / 2^4: a microsecond
    timer::INTERRUPTS.set(1 << 17); // COMPARED_1
    timer::START.set(1);

    cortex::enable(uart::INTERRUPT);
    cortex::enable(timer::INTERRUPT);
    Uart
}

/// Microseconds of TIMER0, which come round after 71 minutes.
pub fn microseconds() -> u32 {
    timer::CAPTURE_0.set(1);
    timer::CC_0.get()
}

/// An octet is on its way out.
static SENDING: AtomicBool = AtomicBool::new(false);

pub struct Uart;

impl station::Uart for Uart {
    fn send(&mut self) {
        cortex::raise(uart::INTERRUPT);
    }

    fn sleep(&mut self, at_most: Duration, awake: impl Fn() -> bool) {
        let span = if at_most.as_secs() > 0 { 1_000_000 } else { at_most.subsec_micros() };
        let start = microseconds();
        timer::COMPARED_1.set(0);
        timer::CC_1.set(start.wrapping_add(span));
        // An interrupt that comes now is held back, but ends the sleep.
        cortex_m::interrupt::free(|_| {
            if !awake() && microseconds().wrapping_sub(start) < span {
                cortex_m::asm::wfi();
            }
        });
    }
}

/// All interrupts.
#[exception]
unsafe fn DefaultHandler(_number: i16) {
    timer::COMPARED_1.set(0);
    while uart::RX_READY.get() != 0 {
        uart::RX_READY.set(0);
        RECEIVED.put(uart::RXD.get() as u8);
    }
    if uart::TX_READY.get() != 0 {
        uart::TX_READY.set(0);
        SENDING.store(false, Ordering::Relaxed);
    }
    if !SENDING.load(Ordering::Relaxed)
        && let Some(octet) = TO_SEND.take()
    {
        SENDING.store(true, Ordering::Relaxed);
        uart::TXD.set(octet.into());
    }
}
