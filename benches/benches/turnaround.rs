//! From the last octet of a modem's OK behind a received frame to the first octet of our answer to it: call and driver
//! together. T.30 leaves 55 ms for the whole way; this part of it shall stay below 50 microseconds.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark; criterion's macros make undocumented functions")]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fax_core::sim::OctetPages;
use fax_core::{Call, Config, Event, Instant, PageSource, Pages, Step};
use fax_modem::{Class1, Profile};

const CONNECT: &[u8] = b"\r\nCONNECT\r\n";
/// DIS of libspandsp's terminal with its check sequence, DLE doubled.
const DIS: &[u8] =
    &[0xFF, 0x13, 0x80, 0x00, 0xEE, 0xFA, 0xC4, 0x80, 0xD7, 0x83, 0x80, 0x80, 0x18, 0x10, 0x10, 0x2B, 0x10, 0x03];
const CFR: &[u8] = &[0xFF, 0x13, 0x84, 0xEA, 0x7D, 0x10, 0x03];
const OK: &[u8] = b"\r\nOK\r\n";
const NOW: Instant = Instant::from_millis(10_000);

#[derive(Clone)]
struct Station {
    call: Call,
    modem: Class1,
    source: OctetPages,
}

impl Station {
    /// Hears octets, and steps the call until it is idle.
    fn hear(&mut self, octets: &[u8], room: &mut [u8]) -> usize {
        let mut rest = octets;
        loop {
            let taken = self.modem.handle_octets(rest, NOW);
            rest = rest.get(taken..).unwrap_or_default();
            let mut pages = Pages { source: &mut self.source as &mut dyn PageSource, sink: &mut () };
            // Events come behind the operation of the same moment: its octets leave first.
            while let Step::Event(event) = self.call.step(&mut self.modem, &mut pages, NOW) {
                assert!(!matches!(event, Event::Ended(_)));
            }
            if rest.is_empty() {
                return self.modem.poll_octets(room);
            }
        }
    }

    /// A caller that has dialled and hears a far end's DIS, all but the end of the OK behind it.
    fn before_dis() -> Self {
        let mut modem = Class1::new(Profile::GENERIC);
        modem.dial("1", NOW).unwrap();
        let mut room = [0; 64];
        assert_eq!(modem.poll_octets(&mut room), 5);
        let call = Call::calling(&Config::default(), NOW);
        let mut station = Self { call, modem, source: OctetPages::new(vec![vec![0; 100_000]]) };
        assert_eq!(station.hear(CONNECT, &mut room), 0);
        assert_eq!(station.hear(DIS, &mut room), 0);
        assert_eq!(station.hear(b"\r\nOK\r", &mut room), 0);
        station
    }

    /// The same caller, with a training check behind it, that hears CFR.
    fn before_cfr() -> Self {
        let mut room = [0; 1024];
        let mut station = Self::before_dis();
        // Each command is answered as a good modem does, until the answer to the training check is awaited.
        let mut written = station.hear(b"\n", &mut room);
        loop {
            let line = room.get(..written).unwrap_or_default();
            if line.starts_with(b"AT+FRH") {
                break;
            }
            let answer = if line.starts_with(b"AT+FT") && !line.starts_with(b"AT+FTS") { CONNECT } else { OK };
            let ends = line.ends_with(&[0x10, 0x03]) || line.starts_with(b"AT");
            written = station.hear(if ends { answer } else { &[] }, &mut room);
        }
        assert_eq!(station.hear(CONNECT, &mut room), 0);
        assert_eq!(station.hear(CFR, &mut room), 0);
        assert_eq!(station.hear(b"\r\nOK\r", &mut room), 0);
        station
    }
}

fn turnaround(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("turnaround");
    for (name, station) in [("DIS to command", Station::before_dis()), ("CFR to command", Station::before_cfr())] {
        group.bench_function(name, |bencher| {
            bencher.iter_batched_ref(
                || station.clone(),
                |station| {
                    let mut room = [0; 64];
                    let written = station.hear(b"\n", &mut room);
                    assert!(written > 0);
                    room
                },
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, turnaround);
criterion_main!(benches);
