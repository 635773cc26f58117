//! The STM32F100: USART1 with flow control, and SysTick as the clock. All `unsafe` of the board is here and in `cortex.rs`.
//!
//! Addresses and bits are those of ST's reference manual RM0041.

use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;

use cortex_m_rt::exception;
use station::Ring;

#[allow(dead_code, reason = "no board needs all of it")]
#[path = "../../cortex.rs"]
mod cortex;

/// What the modem said: a sender only hears answers to commands and frames of 300 bit/s.
pub static RECEIVED: Ring<64> = Ring::new();
/// What the modem shall have.
pub static TO_SEND: Ring<64> = Ring::new();

mod clocks {
    use super::cortex::Register;

    pub const CONTROL: Register = Register(0x4002_1000);
    pub const CONFIG: Register = Register(0x4002_1004);
    pub const PERIPHERALS: Register = Register(0x4002_1018);
    pub const PLL_ON: u32 = 1 << 24;
    pub const PLL_READY: u32 = 1 << 25;
    /// Half of the internal 8 MHz, six times: 24 MHz, the most that it can do.
    pub const PLL_BY_6: u32 = 0b0100 << 18;
    pub const RUN_BY_PLL: u32 = 0b10;
    /// Port A, USART1.
    pub const ALL: u32 = 1 << 2 | 1 << 14;
}

/// Pins 8 to 15 of port A: 9 and 12 (TX, RTS) are driven by the USART, 10 and 11 (RX, CTS) are inputs, as are all others.
const PINS: cortex::Register = cortex::Register(0x4001_0804);
const USART_PINS: u32 = 0x444B_44B4;

mod usart {
    use super::cortex::Register;

    pub const STATUS: Register = Register(0x4001_3800);
    pub const DATA: Register = Register(0x4001_3804);
    pub const BAUD_RATE: Register = Register(0x4001_3808);
    pub const CONTROL_1: Register = Register(0x4001_380C);
    pub const CONTROL_3: Register = Register(0x4001_3814);
    pub const RECEIVED: u32 = 1 << 5;
    pub const ROOM: u32 = 1 << 7;
    /// On, both directions, interrupt when something was received.
    pub const ON: u32 = 1 << 13 | 1 << 3 | 1 << 2 | 1 << 5;
    /// The same, and when there is room to send.
    pub const ON_AND_SENDING: u32 = ON | 1 << 7;
    pub const RTS_AND_CTS: u32 = 1 << 8 | 1 << 9;
    pub const INTERRUPT: usize = 37;
}

const CORE_HZ: u32 = 24_000_000;

/// Starts clocks and UART.
pub fn start() -> Uart {
    clocks::CONFIG.set(clocks::PLL_BY_6);
    clocks::CONTROL.set(clocks::CONTROL.get() | clocks::PLL_ON);
    // It takes 0.2 ms at most. QEMU has no such register, and runs at 24 MHz anyway.
    for _ in 0..1600 {
        if clocks::CONTROL.has(clocks::PLL_READY) {
            clocks::CONFIG.set(clocks::PLL_BY_6 | clocks::RUN_BY_PLL);
            break;
        }
    }
    clocks::PERIPHERALS.set(clocks::ALL);
    PINS.set(USART_PINS);
    usart::BAUD_RATE.set(CORE_HZ / 115_200);
    usart::CONTROL_3.set(usart::RTS_AND_CTS);
    usart::CONTROL_1.set(usart::ON);
    cortex::tick(CORE_HZ);
    cortex::enable(usart::INTERRUPT);
    Uart
}

static MILLISECONDS: AtomicU32 = AtomicU32::new(0);

/// Milliseconds since the start, which come round after 49 days.
pub fn milliseconds() -> u32 {
    MILLISECONDS.load(Ordering::Relaxed)
}

#[exception]
fn SysTick() {
    MILLISECONDS.store(milliseconds().wrapping_add(1), Ordering::Relaxed);
}

pub struct Uart;

impl station::Uart for Uart {
    fn send(&mut self) {
        cortex::raise(usart::INTERRUPT);
    }

    fn sleep(&mut self, at_most: Duration, awake: impl Fn() -> bool) {
        // SysTick ends the sleep within a millisecond. Any interrupt that comes now is held back, but ends it too.
        cortex_m::interrupt::free(|_| {
            if !awake() && !at_most.is_zero() {
                cortex_m::asm::wfi();
            }
        });
    }
}

/// All interrupts that are none of the core's own.
#[exception]
unsafe fn DefaultHandler(_number: i16) {
    while usart::STATUS.has(usart::RECEIVED) {
        RECEIVED.put(usart::DATA.get() as u8);
    }
    while usart::STATUS.has(usart::ROOM) {
        match TO_SEND.take() {
            Some(octet) => usart::DATA.set(octet.into()),
            None => break,
        }
    }
    usart::CONTROL_1.set(if TO_SEND.is_empty() { usart::ON } else { usart::ON_AND_SENDING });
}
