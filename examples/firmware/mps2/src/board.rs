//! The MPS2 with the Cortex-M3 of application note AN385: a UART, and SysTick as the driver of embassy's time. All `unsafe` of
//! the board is here and in `cortex.rs`.
//!
//! Addresses and bits are those of that note and of the Cortex-M System Design Kit. Its UART knows no flow control: a
//! modem needs two more pins. QEMU keeps what the other side does not take yet.

use core::cell::{Cell, RefCell};
use core::task::Waker;

use cortex_m_rt::exception;
use critical_section::Mutex;
use embassy_time_driver::Driver;
use embassy_time_queue_utils::Queue;
use station::{Awaited, Reader, Writer};

#[allow(dead_code, reason = "no board needs all of it")]
#[path = "../../cortex.rs"]
mod cortex;

/// What the modem said: 280 ms at 14400 bit/s.
static RECEIVED: Awaited<512> = Awaited::new();
/// What the modem shall have.
static TO_SEND: Awaited<128> = Awaited::new();

mod uart {
    use super::cortex::Register;

    pub const DATA: Register = Register(0x4000_4000);
    pub const STATE: Register = Register(0x4000_4004);
    pub const CONTROL: Register = Register(0x4000_4008);
    /// Interrupts that wait; writing ones takes them back.
    pub const INTERRUPTS: Register = Register(0x4000_400C);
    pub const DIVISOR: Register = Register(0x4000_4010);
    pub const FULL: u32 = 1 << 0;
    pub const RECEIVED: u32 = 1 << 1;
    /// Both directions, with an interrupt each.
    pub const ON: u32 = 0b1111;
    pub const INTERRUPT_RX: usize = 0;
    pub const INTERRUPT_TX: usize = 1;
}

const CORE_HZ: u32 = 25_000_000;

/// Starts the UART and the time. Gives the halves of the modem's port.
pub fn start() -> (Reader<'static, 512>, Writer<'static, 128>) {
    uart::DIVISOR.set(CORE_HZ / 115_200);
    uart::CONTROL.set(uart::ON);
    cortex::tick(CORE_HZ);
    cortex::enable(uart::INTERRUPT_RX);
    cortex::enable(uart::INTERRUPT_TX);
    let send = || cortex::raise(uart::INTERRUPT_TX);
    (Reader::new(&RECEIVED), Writer::new(&TO_SEND, send))
}

/// Octets of the modem that nobody took in time.
pub fn lost() -> u32 {
    RECEIVED.ring().lost()
}

/// All interrupts that are none of the core's own.
#[exception]
unsafe fn DefaultHandler(_number: i16) {
    uart::INTERRUPTS.set(uart::INTERRUPTS.get());
    while uart::STATE.has(uart::RECEIVED) {
        RECEIVED.ring().put(uart::DATA.get() as u8);
        RECEIVED.wake();
    }
    while !uart::STATE.has(uart::FULL) {
        let Some(octet) = TO_SEND.ring().take() else { break };
        uart::DATA.set(octet.into());
        TO_SEND.wake();
    }
}

/// The time of embassy, by SysTick.
struct Ticks {
    /// Milliseconds since the start.
    now: Mutex<Cell<u64>>,
    /// Who waits. Borrowed for a moment with interrupts held back, so never twice.
    queue: Mutex<RefCell<Queue>>,
}

embassy_time_driver::time_driver_impl!(static TICKS: Ticks = Ticks {
    now: Mutex::new(Cell::new(0)),
    queue: Mutex::new(RefCell::new(Queue::new())),
});

impl Driver for Ticks {
    fn now(&self) -> u64 {
        critical_section::with(|held| self.now.borrow(held).get())
    }

    fn schedule_wake(&self, at: u64, waker: &Waker) {
        critical_section::with(|held| {
            if let Ok(mut queue) = self.queue.borrow(held).try_borrow_mut() {
                // Every tick looks at the queue, so there is no alarm to be set.
                queue.schedule_wake(at, waker);
            }
        });
    }
}

#[exception]
fn SysTick() {
    critical_section::with(|held| {
        let now = TICKS.now.borrow(held).get() + 1;
        TICKS.now.borrow(held).set(now);
        if let Ok(mut queue) = TICKS.queue.borrow(held).try_borrow_mut() {
            queue.next_expiration(now);
        }
    });
}
