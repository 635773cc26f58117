//! A call with a transcript of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;

use fax_core::frame::Fcf;
use fax_core::sim::{Impairments, OctetPages, Received, Side, Wire};
use fax_core::transcript::{Entry, Recorded, Transcript, What};
use fax_core::{Addresses, Call, Chunk, Config, Event, Ident, Instant, Line, LineEvent, LineOp, Pages, Signal, Step};

fn config(ident: &str) -> Config {
    let addresses = Addresses { sub: Ident::new("42").unwrap(), ..Addresses::default() };
    Config { ident: Ident::new(ident).unwrap(), addresses, ..Config::default() }
}

/// A call of one page on a wire; what the caller and the answerer recorded.
fn call<const N: usize>() -> [Transcript<N>; 2] {
    let mut wire = Wire::new(Impairments::default());
    let mut calls = [Call::calling(&config("1000"), Instant::ZERO), Call::answering(&config("2000"), Instant::ZERO)];
    let mut transcripts = [Transcript::new(), Transcript::new()];
    let (mut source, mut sink) = (OctetPages::new(vec![vec![0x55; 1800]]), Received::default());
    let mut now = Instant::ZERO;
    let mut ended = 0;
    while ended < 2 {
        let mut wakes = vec![];
        for (at, side) in [Side::Caller, Side::Answerer].into_iter().enumerate() {
            let mut pages = Pages { source: &mut source, sink: &mut sink };
            let mut nothing = ();
            if side == Side::Answerer {
                pages.source = &mut nothing;
            }
            loop {
                let mut end = wire.end(side);
                match calls[at].step(&mut Recorded::new(&mut end, &mut transcripts[at]), &mut pages, now) {
                    Step::Event(Event::Ended(_)) => ended += 1,
                    Step::Idle(wake) => break wakes.extend(wake),
                    _ => {}
                }
            }
        }
        let soonest = now + Duration::from_millis(1);
        now = wakes.into_iter().min().map_or(soonest, |wake| wake.max(soonest));
    }
    transcripts
}

fn frames<const N: usize>(transcript: &Transcript<N>) -> Vec<(bool, Fcf)> {
    let frame = |entry: &Entry| match &entry.what {
        What::Frame(excerpt) => Some((entry.sent, excerpt.frame().unwrap().fcf)),
        _ => None,
    };
    transcript.entries().filter_map(frame).collect()
}

#[test]
fn both_ends_record_the_same_frames() {
    let [caller, answerer] = call::<64>();
    let expected = [
        (false, Fcf::Csi),
        (false, Fcf::Dis),
        (true, Fcf::Tsi),
        (true, Fcf::Sub),
        (true, Fcf::Dcs),
        (false, Fcf::Cfr),
        (true, Fcf::Eop),
        (false, Fcf::Mcf),
        (true, Fcf::Dcn),
    ];
    assert_eq!(frames(&caller), expected);
    assert_eq!(frames(&answerer), expected.map(|(sent, fcf)| (!sent, fcf)));
    let ordered = |entries: Vec<Instant>| entries.is_sorted();
    assert!(ordered(caller.entries().map(|entry| entry.at).collect()));
}

#[test]
fn an_image_is_one_entry_with_its_size_and_its_time() {
    let [caller, answerer] = call::<64>();
    for (transcript, sent) in [(&caller, true), (&answerer, false)] {
        let bursts: Vec<_> = transcript
            .entries()
            .filter_map(|entry| match entry.what {
                What::Burst(burst) if burst.signal.modulation != fax_core::Modulation::V21 => Some((entry, burst)),
                _ => None,
            })
            .collect();
        let [(check, tcf), (image, page)] = bursts[..] else { panic!("{bursts:?}") };
        assert!(check.sent == sent && image.sent == sent);
        assert_eq!((tcf.octets, page.octets), (2700, 1800), "1.5 s and 1 s at 14400");
        let span = page.until.since(image.at).as_millis();
        assert!((1000..1500).contains(&span), "{span} ms with the short training");
    }
}

#[test]
fn people_can_read_it() {
    let [caller, _] = call::<64>();
    let text = caller.to_string();
    assert!(text.starts_with("   0.000 > CNG\n"), "{text}");
    for part in [
        "<    CSI \"2000\"\n",
        "<    DIS receives, V.17 14400, fine, MR, A3, any length, no row time,",
        ">    SUB \"42\"\n",
        ">    DCS V.17 14400, fine, MR, A4, any length, no row time, SUB\n",
        "> V.17 14400, 2700 octets\n",
        "<    MCF\n",
        "> on hook\n",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
}

#[test]
fn the_oldest_entries_make_room() {
    let [all, _] = call::<64>();
    let [few, _] = call::<8>();
    let count = all.entries().count();
    assert_eq!(few.entries().count(), 8);
    assert_eq!(few.dropped() as usize, count - 8);
    assert!(few.entries().eq(all.entries().skip(count - 8)));
    assert!(few.to_string().starts_with(&format!("({} older entries are not kept)\n", count - 8)));
}

/// A line that hears what it is told to.
struct Hears(Vec<LineEvent<'static>>);

impl Line for Hears {
    fn start(&mut self, _: LineOp, _: Instant) {}
    fn room(&self) -> usize {
        300
    }
    fn send(&mut self, _: Chunk<'_>, _: Instant) {}
    fn poll_event(&mut self, _: Instant) -> Option<LineEvent<'_>> {
        self.0.pop()
    }
    fn poll_timeout(&self) -> Option<Instant> {
        None
    }
}

#[test]
fn passwords_are_not_even_kept() {
    let mut transcript = Transcript::<16>::new();
    let mut line = Hears(vec![LineEvent::Frame(b"\xFF\x03\xC1terces"), LineEvent::Carrier]);
    let mut line = Recorded::new(&mut line, &mut transcript);
    line.start(LineOp::Receive(Signal::CONTROL), Instant::ZERO);
    while line.poll_event(Instant::from_millis(70)).is_some() {}
    line.start(LineOp::Send(Signal::CONTROL), Instant::from_millis(80));
    line.send(Chunk { octets: b"\xFF\x03\xC1terces", last: false }, Instant::from_millis(90));
    assert_eq!(transcript.to_string().matches("PWD ***").count(), 2);
    for octets in transcript.entries().filter_map(|entry| match &entry.what {
        What::Frame(excerpt) => Some(excerpt.octets()),
        _ => None,
    }) {
        assert_eq!(octets, [0xFF, 0x03, 0xC1]);
    }
    assert!(!format!("{transcript:?}").contains("terces"));
}

#[test]
fn damage_and_surprises_are_recorded() {
    let mut transcript = Transcript::<16>::new();
    let block = Signal::block(fax_core::Modulation::V29At9600);
    let mut line = Hears(vec![
        LineEvent::HungUp,
        LineEvent::CarrierLost,
        LineEvent::BadFrame,
        LineEvent::Frame(&[0xFF, 0x03, 0x06, 0, 1, 2]),
        LineEvent::Carrier,
    ]);
    let mut line = Recorded::new(&mut line, &mut transcript);
    line.start(LineOp::Receive(block), Instant::from_millis(5000));
    while line.poll_event(Instant::from_millis(6500)).is_some() {}
    assert_eq!(transcript.to_string(), "   1.500 < V.29 9600, 1 frames, 6 octets, 1 damaged\n   1.500 < on hook\n");
}

#[test]
fn it_is_cheap() {
    assert!(size_of::<Entry>() <= 72, "{} octets", size_of::<Entry>());
    assert!(size_of::<Transcript>() <= 20_000, "{} octets", size_of::<Transcript>());
}
