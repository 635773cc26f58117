//! A probe of the simulated modem: blocking, on embassy's executor and on tokio, with the same findings by the same questions.
#![cfg(all(feature = "async", feature = "sim"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod telephone;

use core::cell::Cell;
use core::future::pending;
use core::time::Duration;
use std::rc::Rc;
use std::sync::mpsc;

use embedded_io_adapters::tokio_1::FromTokio;
use fax_core::Instant;
use fax_modem::sim::{Quirk, Quirks};
use fax_modem::{AsyncClock, Findings, RunError, SetupFailure, probe, probe_async};
use telephone::half::{Embassy, Half, embassy_world, on_tokio_with};
use telephone::{Telephone, Unplugged};

type Found = Result<Findings, RunError<Unplugged>>;

/// Modems: a good one, and such as a probe has to find something of.
const MODEMS: [&str; 5] =
    ["", "brackets,several-lines,hides-class-1.0", "ok-to-unknown", "slow-reset,loses-commands", "no-silence-commands"];

fn line(quirks: &str) -> Half {
    let line = Half::new();
    line.telephone().exchange.modem(0).make().quirks = quirks.parse::<Quirks>().unwrap();
    line
}

/// What was found, and the commands that were asked.
fn blocking(quirks: &str) -> (Found, Vec<u8>) {
    let clock = Rc::new(Cell::new(Instant::ZERO));
    let mut port = Telephone::new(&clock);
    port.exchange.modem(0).make().quirks = quirks.parse().unwrap();
    (probe(&mut port, || clock.get(), || false), port.written)
}

#[test]
fn on_embassy() {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let executor: &'static mut embassy_executor::Executor = Box::leak(Box::new(embassy_executor::Executor::new()));
        executor.run(|spawner| {
            let line = line(MODEMS[1]);
            spawner.spawn(embassy_world(line.clone()).unwrap());
            spawner.spawn(embassy_probe(line, send).unwrap());
        })
    });
    let outcome = receive.recv_timeout(Duration::from_secs(120)).unwrap();
    assert_eq!(outcome, blocking(MODEMS[1]));
    assert!(outcome.0.unwrap().classes.class1_0);
}

#[embassy_executor::task]
async fn embassy_probe(line: Half, done: mpsc::Sender<(Found, Vec<u8>)>) {
    let found = probe_async(line.clone(), line.clone(), &mut Embassy, pending()).await;
    done.send((found, line.telephone().written.clone())).unwrap();
}

#[test]
fn on_tokio() {
    for quirks in MODEMS {
        let line = line(quirks);
        let found = on_tokio_with(&line, async |line, mut clock| {
            probe_async(FromTokio::new(line.clone()), FromTokio::new(line), &mut clock, pending()).await
        });
        let (by_blocking, asked) = blocking(quirks);
        assert_eq!(found.unwrap(), by_blocking.unwrap(), "{quirks}");
        assert_eq!(line.telephone().written, asked, "{quirks}");
    }
}

#[test]
fn ends_that_are_no_findings() {
    // Nobody answers.
    let silent = Half::new();
    silent.telephone().stuck_at = Some(Instant::ZERO);
    let took = on_tokio_with(&silent, async |line, mut clock| {
        let found = probe_async(line.clone(), line, &mut clock, pending()).await;
        assert_eq!(found, Err(RunError::Setup(SetupFailure::ModemSilent)));
        clock.now().since(Instant::ZERO)
    });
    assert!((Duration::from_secs(12)..Duration::from_secs(13)).contains(&took), "{took:?}");
    on_tokio_with(&Half::new(), async |line, mut clock| {
        let stopped = probe_async(line.clone(), line.clone(), &mut clock, async {}).await;
        assert_eq!(stopped, Err(RunError::Stopped));
        let now = clock.now();
        line.telephone().unplugged_at = Some(now + Duration::from_millis(20));
        assert_eq!(probe_async(line.clone(), line, &mut clock, pending()).await, Err(RunError::Io(Unplugged)));
    });
}

/// One that was dropped leaves a modem that can be set up.
#[test]
fn halves_are_lent() {
    on_tokio_with(&line(""), async |mut reader, mut clock| {
        let mut writer = reader.clone();
        tokio::select! {
            biased;
            _ = probe_async(&mut reader, &mut writer, &mut clock, pending()) => panic!("so soon"),
            () = tokio::time::sleep(Duration::from_millis(20)) => {}
        }
        let found = probe_async(&mut reader, &mut writer, &mut clock, pending()).await.unwrap();
        assert!(found.adaptive && !found.quirks().any(|quirk| quirk.number() == Quirk::Brackets.number()));
        let mut modem = fax_modem::Class1::new(found.profile());
        let mut session = fax_modem::AsyncSession::new(&mut modem, &mut reader, &mut writer, clock);
        session.initialise(pending()).await.unwrap();
    });
}
