//! A fax call and a queue of jobs on a Cortex-M0: every entry of `Call` and of `Fixed`, with settings, events, pages and
//! room that the compiler knows nothing of. Nobody runs it: `cargo xtask no-std` links it, and looks for panics in what is left.

#![no_std]
#![no_main]

mod queue;

use core::hint::black_box;
use core::panic::PanicInfo;

use fax_core::hdlc::{Deframer, Framer};
use fax_core::{Call, Config, Instant, LineEvent, Output, Pages};

/// Where a board's start-up code would go to.
// SAFETY: no other symbol has this name.
#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let config = black_box(Config::default());
    let now = black_box(Instant::ZERO);
    let mut call = if black_box(true) { Call::calling(&config, now) } else { Call::answering(&config, now) };
    let (mut source, mut sink) = ((), ());
    let mut pages = black_box(Pages { source: &mut source, sink: &mut sink });
    let mut room = [0; fax_core::FRAME_MAX];
    let (mut framer, mut deframer) = (Framer::new(), Deframer::new());
    while black_box(true) {
        let now = black_box(now);
        let octets = black_box(&room[..]);
        let event = match black_box(0) {
            0 => LineEvent::Done,
            1 => LineEvent::Carrier,
            2 => LineEvent::WrongCarrier,
            3 => LineEvent::CarrierLost,
            4 => LineEvent::BadFrame,
            5 => LineEvent::Refused,
            6 => LineEvent::HungUp,
            7 => LineEvent::Frame(octets),
            _ => LineEvent::Octets(octets),
        };
        call.handle_line(black_box(event), &mut pages, now);
        call.handle_timeout(now);
        if black_box(false) {
            call.abort(now);
        }
        let len = black_box(room.len());
        match call.poll_output(&mut pages, room.get_mut(..len).unwrap_or_default(), now) {
            Output::Wait(None) => break,
            output => _ = black_box(output),
        }
        black_box(call.report());
        // What a line with a modem of Class 1 needs besides.
        framer.frame(black_box(&room), |octet| _ = black_box(deframer.push(octet)));
        black_box(deframer.frame());
        #[cfg(feature = "control")]
        black_box(room[black_box(0)]);
    }
    queue::run();
    park()
}

fn park() -> ! {
    loop {
        core::hint::spin_loop();
    }
}

/// What must not be called from anywhere.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    park()
}
