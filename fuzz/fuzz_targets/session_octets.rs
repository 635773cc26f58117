//! Whole sessions with a port that says anything at any time, takes nothing for a while, or goes away: they end, say why, and keep
//! numbers to themselves; what they record can be read. Probes and waits for a caller too.
#![no_main]

use std::cell::Cell;
use std::time::Duration;

use fax_core::sim::{OctetPages, Received};
use fax_core::{Call, Config, Instant, Pages};
use fax_modem::capture::{Capture, Recorder};
use fax_modem::{Class1, LineHealth, Profile, Session, probe};
use fuzz::uart::Uart;

/// Set-up, dialling and a call of ten minutes at most take no longer, whatever the modem does.
const LIMIT: Duration = Duration::from_secs(3600);

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((&flags, script)) = input.split_first() else { return };
    let clock = Cell::new(Instant::from_millis(1));
    let mut port = Uart::new(script, &clock);
    let end = clock.get() + LIMIT;
    let until = |limit: u64| {
        let stop_at = clock.get() + Duration::from_secs(limit);
        let clock = &clock;
        move || {
            assert!(clock.get() < end, "a session without end");
            clock.get() >= stop_at
        }
    };
    if flags & 3 == 3 {
        if let Ok(found) = probe(&mut port, || clock.get(), until(600)) {
            assert!(Profile::by_name(found.suggested()).is_some());
        }
        return;
    }
    let habits = [Profile::GENERIC, Profile::USR, Profile::AGERE, Profile::SI24XX][usize::from(flags >> 2 & 3)];
    let mut config = Config { call_limit: Duration::from_secs(600), ..Config::default() };
    config.abilities.ecm = flags & 16 != 0;
    let mut source = OctetPages::new(vec![vec![0x55; 3000]; 2]).with_window(65_536);
    let mut sink = Received::with_window(65_536);
    let mut pages = Pages { source: &mut source, sink: &mut sink };
    let mut modem = Class1::new(habits);
    let mut recorder = Recorder::new(Vec::new());
    let ended = {
        let mut session = Session::new(&mut modem, &mut port, || clock.get()).traced(&mut recorder);
        let mut one_call = || {
            if flags & 32 == 0 {
                session.initialise(until(600))?;
            }
            let mut call = if flags & 3 == 0 {
                session.dial("0735551234", until(600))?;
                Call::calling(&config, clock.get())
            } else {
                // A caller may be told of, or nobody may ring.
                session.wait_ring(2, until(60))?;
                session.answer(until(600))?;
                Call::answering(&config, clock.get())
            };
            let stop = until(if flags & 64 == 0 { 3600 } else { 20 });
            session.run(&mut call, &mut pages, stop, |_| ())
        };
        one_call()
    };
    let answers = modem.answers();
    let _ = LineHealth::default().after(&ended, answers);
    let _ = modem.caller().number();
    let text = String::from_utf8(recorder.finish().expect("memory")).expect("ASCII");
    let capture: Capture = text.parse().expect("what is recorded can be read");
    let told = capture.entries().iter().any(|entry| matches!(&entry.what, fax_modem::capture::What::ToModem(octets) if octets.windows(10).any(|window| window == b"0735551234")));
    assert!(!told, "a number in a capture");
});
