//! A fax on embassy: a Cortex-M3 with megabytes of RAM, and a Class 1 modem on its UART. It has room for a block of 64 KB, and so
//! receives with error correction too.
#![no_std]
#![no_main]
#![deny(unsafe_code)]

#[allow(unsafe_code, reason = "registers, and the interrupts' entry")]
mod board;

use cortex_m_rt::entry;
use debugger::Semihosting;
use embassy_executor::Executor;
use embassy_time::Timer;
use fax_core::{Instant, Outcome};
use fax_modem::{AsyncClock, AsyncSession, Class1, Profile};
use fax_t4::call::BLOCK_OCTETS;
use static_cell::{ConstStaticCell, StaticCell};
use station::{Call, Letter, Order, asynchronous};

/// Room for a block of error correction.
static BLOCK: ConstStaticCell<[u8; BLOCK_OCTETS]> = ConstStaticCell::new([0; BLOCK_OCTETS]);

/// The time of embassy as that of calls.
struct Clock;

impl AsyncClock for Clock {
    fn now(&self) -> Instant {
        Instant::from_millis(embassy_time::Instant::now().as_millis())
    }

    fn wait_until(&mut self, at: Instant) -> impl Future<Output = ()> {
        Timer::at(embassy_time::Instant::from_millis(at.as_millis()))
    }
}

/// What `embassy_executor::main` makes, but for its `unwrap`.
#[entry]
fn main() -> ! {
    static EXECUTOR: StaticCell<Executor> = StaticCell::new();
    if let Some(executor) = EXECUTOR.try_init_with(Executor::new) {
        executor.run(|spawner| {
            if let Ok(task) = fax() {
                spawner.spawn(task);
            }
        });
    }
    debugger::end(false, 0)
}

#[embassy_executor::task]
async fn fax() -> ! {
    let (reader, writer) = board::start();
    let mut text = [0; 64];
    let mut modem = Class1::new(Profile::GENERIC);
    let mut session = AsyncSession::new(&mut modem, reader, writer, Clock);
    let done = match Order::parse(debugger::order(&mut text)) {
        Some(Order::Send { number: to, stored: false, ecm }) => {
            let mut letter = Letter { from: "mps2", to, number: 0 };
            asynchronous::send(&mut session, letter.page(), Call { to, ecm }, &mut Semihosting).await
                == Ok(Outcome::Completed)
        }
        Some(Order::Receive) => match BLOCK.try_take() {
            Some(block) => asynchronous::receive(&mut session, block, &mut Semihosting).await == Ok(true),
            None => false,
        },
        _ => false,
    };
    debugger::end(done, board::lost())
}
