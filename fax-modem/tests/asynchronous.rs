//! The session for executors, on embassy's and on tokio's: it takes the same steps at the same times as the blocking one.
#![cfg(all(feature = "async", feature = "sim"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod telephone;

use core::cell::Cell;
use core::future::{Future, pending, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;
use std::rc::Rc;
use std::sync::mpsc;

use embedded_io_adapters::tokio_1::FromTokio;
use fax_core::sim::OctetPages;
use fax_core::{Call, Config, Event, Failure, Instant, Outcome, Pages};
use fax_modem::sim::Route;
use fax_modem::{AsyncClock, AsyncSession, Class1, DialFailure, Order, Profile, RunError, Session};
use telephone::half::{Embassy, Half, embassy_world, on_tokio_with};
use telephone::{Shown, Telephone, Transcript, Unplugged};

fn page() -> OctetPages {
    OctetPages::new(vec![(0..20_000u32).map(|n| ((n * n) >> 5) as u8).collect()])
}

/// A whole fax: set up, dial, one page.
async fn fax<R, W, C>(
    modem: &mut Class1,
    (reader, writer): (R, W),
    clock: C,
    transcript: &mut Transcript,
) -> Result<Outcome, RunError<R::Error>>
where
    R: embedded_io_async::Read,
    W: embedded_io_async::Write<Error = R::Error>,
    C: AsyncClock,
{
    let mut session = AsyncSession::new(modem, reader, writer, clock).traced(transcript);
    session.initialise(pending()).await?;
    session.dial("0 555 1234", pending()).await?;
    let mut call = Call::calling(&Config::default(), session.clock().now());
    let (mut source, mut sink) = (page(), ());
    let mut pages = Pages { source: &mut source, sink: &mut sink };
    session.run(&mut call, &mut pages, pending(), |_| ()).await
}

/// The same by the blocking session.
fn blocking_fax() -> Transcript {
    let clock = Rc::new(Cell::new(Instant::ZERO));
    let mut port = Telephone::new(&clock);
    let mut modem = Class1::new(Profile::GENERIC);
    let mut transcript = Transcript::default();
    let mut session = Session::new(&mut modem, &mut port, || clock.get()).traced(&mut transcript);
    session.initialise(|| false).unwrap();
    session.dial("0 555 1234", || false).unwrap();
    let mut call = Call::calling(&Config::default(), clock.get());
    let (mut source, mut sink) = (page(), ());
    let mut pages = Pages { source: &mut source, sink: &mut sink };
    assert_eq!(session.run(&mut call, &mut pages, || false, |_| ()), Ok(Outcome::Completed));
    transcript
}

fn assert_same(ours: &Transcript, blocking: &Transcript) {
    for (at, (one, other)) in ours.0.iter().zip(&blocking.0).enumerate() {
        assert_eq!(one, other, "entry {at}");
    }
    assert_eq!(ours.0.len(), blocking.0.len());
    assert!(ours.0.len() > 300, "{}", ours.0.len());
}

#[test]
fn on_embassy() {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let executor: &'static mut embassy_executor::Executor = Box::leak(Box::new(embassy_executor::Executor::new()));
        executor.run(|spawner| {
            let line = Half::new();
            spawner.spawn(embassy_world(line.clone()).unwrap());
            spawner.spawn(embassy_fax(line, send).unwrap());
        })
    });
    let (outcome, transcript) = receive.recv_timeout(Duration::from_secs(120)).unwrap();
    assert_eq!(outcome, Ok(Outcome::Completed));
    assert_same(&transcript, &blocking_fax());
}

#[embassy_executor::task]
async fn embassy_fax(line: Half, done: mpsc::Sender<(Result<Outcome, RunError<Unplugged>>, Transcript)>) {
    let mut transcript = Transcript::default();
    let mut modem = Class1::new(Profile::GENERIC);
    let outcome = fax(&mut modem, (line.clone(), line), Embassy, &mut transcript).await;
    done.send((outcome, transcript)).unwrap();
}

#[test]
fn on_tokio() {
    let mut transcript = Transcript::default();
    let outcome = on_tokio_with(&Half::new(), async |line, clock| {
        let mut modem = Class1::new(Profile::GENERIC);
        fax(&mut modem, (FromTokio::new(line.clone()), FromTokio::new(line)), clock, &mut transcript).await
    });
    assert!(matches!(outcome, Ok(Outcome::Completed)));
    assert_same(&transcript, &blocking_fax());
}

/// A future that gives up after so many polls.
async fn dropped_after<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

#[test]
fn dropped_and_taken_up_again_at_every_wait() {
    let mut transcript = Transcript::default();
    let drops = on_tokio_with(&Half::new(), async |line, clock| {
        let mut modem = Class1::new(Profile::GENERIC);
        let mut session = AsyncSession::new(&mut modem, line.clone(), line, clock).traced(&mut transcript);
        session.initialise(pending()).await.unwrap();
        session.dial("0 555 1234", pending()).await.unwrap();
        let mut call = Call::calling(&Config::default(), clock.now());
        let (mut source, mut sink) = (page(), ());
        let mut pages = Pages { source: &mut source, sink: &mut sink };
        let mut drops = 0;
        loop {
            match dropped_after(1, session.run(&mut call, &mut pages, pending(), |_| ())).await {
                Some(outcome) => break assert_eq!(outcome, Ok(Outcome::Completed)),
                None => drops += 1,
            }
            tokio::task::yield_now().await;
        }
        drops
    });
    assert!(drops > 1000, "{drops}");
    let mut begun = 0;
    transcript.0.retain(|(_, shown)| {
        begun += usize::from(*shown == Shown::Order(Order::Run));
        begun < 2 || *shown != Shown::Order(Order::Run)
    });
    assert_eq!(begun, drops + 1);
    // Taken up behind its end, a call still asks what the line did.
    transcript.0.pop_if(|(_, shown)| *shown == Shown::Event("HungUp".to_string()));
    assert_same(&transcript, &blocking_fax());
}

#[test]
fn the_modem_comes_back_from_a_call_that_was_dropped_anywhere() {
    // Polls are ticks of 5 ms, more or less.
    for polls in [1, 20, 100, 300, 900, 1500, 2000, 2500, 3500, 5000] {
        let line = Half::new();
        let mut transcript = Transcript::default();
        on_tokio_with(&line, async |line, clock| {
            let mut modem = Class1::new(Profile::GENERIC);
            let gone =
                dropped_after(polls, fax(&mut modem, (line.clone(), line.clone()), clock, &mut transcript)).await;
            assert_eq!(gone, None, "{polls}");
            // The session is gone with the future, and with it the octets that the port had not taken.
            let mut session = AsyncSession::new(&mut modem, line.clone(), line.clone(), clock);
            let began = clock.now();
            assert_eq!(session.hang_up().await, Ok(()), "{polls}");
            assert!(clock.now().since(began) < Duration::from_secs(10), "{polls}: {:?}", clock.now().since(began));
            session.initialise(pending()).await.unwrap();
        });
        assert!(!line.telephone().exchange.modem(0).is_off_hook(), "{polls}");
    }
}

#[test]
fn stopped_in_the_middle_of_a_page() {
    let line = Half::new();
    on_tokio_with(&line, async |line, clock| {
        let mut modem = Class1::new(Profile::GENERIC);
        let mut session = AsyncSession::new(&mut modem, line.clone(), line, clock);
        session.initialise(pending()).await.unwrap();
        session.dial("1", pending()).await.unwrap();
        let mut call = Call::calling(&Config::default(), clock.now());
        let mut source = OctetPages::new(vec![vec![0x5A; 100_000]]);
        let mut pages = Pages { source: &mut source, sink: &mut () };
        let stop_at = clock.now() + Duration::from_secs(20);
        let mut events = Vec::new();
        let mut timer = clock;
        let stop = timer.wait_until(stop_at);
        let outcome = session.run(&mut call, &mut pages, stop, |event| events.push(event.clone())).await;
        assert_eq!(outcome, Ok(Outcome::Failed(Failure::Aborted)));
        assert_eq!(events.last(), Some(&Event::Ended(Outcome::Failed(Failure::Aborted))));
        // What was in the modem's buffer had to leave it, and DCN had to be said.
        assert!(clock.now().since(stop_at) < Duration::from_secs(8));
    });
    assert!(!line.telephone().exchange.modem(0).is_off_hook());
}

#[test]
fn what_cannot_be_reached() {
    let line = Half::new();
    line.telephone().exchange.route(Route::Busy);
    on_tokio_with(&line, async |half, clock| {
        let mut modem = Class1::new(Profile::GENERIC);
        let mut session = AsyncSession::new(&mut modem, half.clone(), half.clone(), clock);
        session.initialise(pending()).await.unwrap();
        assert_eq!(session.dial("1", pending()).await, Err(RunError::NotReached(DialFailure::Busy)));
        assert_eq!(session.wait_ring(1, async {}).await, Err(RunError::Stopped));
        // CTS goes low.
        half.telephone().stuck_at = Some(clock.now());
        let began = clock.now();
        assert_eq!(session.dial("1", pending()).await, Err(RunError::NotTaking));
        assert!((30_000..30_100).contains(&clock.now().since(began).as_millis()));
        half.telephone().unplugged_at = Some(clock.now());
        assert_eq!(session.initialise(pending()).await, Err(RunError::Io(Unplugged)));
    });
}

/// What a task needs beside modem, call and pages.
#[test]
fn a_future_is_small() {
    let line = Half::new();
    on_tokio_with(&line, async |line, clock| {
        let mut modem = Class1::new(Profile::GENERIC);
        let mut session = AsyncSession::new(&mut modem, line.clone(), line, clock);
        let mut call = Call::calling(&Config::default(), clock.now());
        let mut pages = Pages { source: &mut (), sink: &mut () };
        assert!(size_of_val(&session) <= 256, "{}", size_of_val(&session));
        let future = session.run(&mut call, &mut pages, pending(), |_| ());
        // A sleep of tokio is 100 octets of it.
        assert!(size_of_val(&future) <= 1024, "{}", size_of_val(&future));
    });
}
