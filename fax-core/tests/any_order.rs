//! Whatever a line does, in any order, a call never panics, always drains, and always ends.
#![allow(clippy::unwrap_used, reason = "tests")]

use core::time::Duration;

use fax_core::frame::Fcf;
use fax_core::sim::{OctetPages, Received};
use fax_core::{Addresses, Call, Config, Ident, Instant, LineEvent, LineOp, Output, Pages};
use proptest::prelude::*;

/// Something that a line may say, or time that passes.
#[derive(Clone, Debug)]
enum Input {
    Done,
    Carrier,
    WrongCarrier,
    CarrierLost,
    BadFrame,
    Refused,
    Frame(Vec<u8>),
    Octets(Vec<u8>),
    Wait(u64),
    Timeout,
    Abort,
    Operator(bool),
    AskForOperator,
}

fn input() -> impl Strategy<Value = Input> {
    let code = prop_oneof![
        Just(Fcf::Dis),
        Just(Fcf::Csi),
        Just(Fcf::Dcs),
        Just(Fcf::Cfr),
        Just(Fcf::Ftt),
        Just(Fcf::Mcf),
        Just(Fcf::Rtn),
        Just(Fcf::Rtp),
        Just(Fcf::Eop),
        Just(Fcf::Mps),
        Just(Fcf::Eom),
        Just(Fcf::Crp),
        Just(Fcf::Dcn),
        Just(Fcf::Pin),
        Just(Fcf::Pip),
        Just(Fcf::PriMps),
        Just(Fcf::Dtc),
        Just(Fcf::Pwd),
        Just(Fcf::Fnv),
        Just(Fcf::Pps),
        Just(Fcf::Ppr),
        Just(Fcf::Rnr),
        Just(Fcf::Rr),
        Just(Fcf::Ctc),
        Just(Fcf::Ctr),
        Just(Fcf::Eor),
        Just(Fcf::Err),
        any::<u8>().prop_map(Fcf::from_code),
    ];
    let good_fif = prop_oneof![
        Just(vec![]),
        Just(vec![0x00, 0xEE, 0x7A]),
        Just(vec![0x00, 0x62, 0x78]),
        // DIS and DCS with error correction and MMR; PPS; PPR.
        Just(vec![0x00, 0xEE, 0xFA, 0x44]),
        Just(vec![0x00, 0x62, 0xF8, 0x44]),
        (prop::sample::select(vec![0x00_u8, 0x2F, 0x4F, 0x8F]), 0..2_u8, 0..2_u8, 0..5_u8)
            .prop_map(|(end, page, block, frames)| vec![end, page, block, frames]),
        prop::collection::vec(any::<u8>(), 32),
        prop::collection::vec(any::<u8>(), 0..40),
    ];
    let frame = (code, any::<bool>(), prop::bool::weighted(0.9), good_fif).prop_map(|(fcf, x, last, fif)| {
        let mut frame = vec![0xFF, if last { 0x13 } else { 0x03 }, fcf.code(x)];
        frame.extend(fif);
        Input::Frame(frame)
    });
    let data = (0..5_u8, prop_oneof![Just(256_usize), Just(64), 0..300_usize]).prop_map(|(number, length)| {
        let mut frame = vec![0xFF, 0x03, 0x06, number];
        frame.resize(4 + length, number);
        Input::Frame(frame)
    });
    prop_oneof![
        4 => data,
        2 => Just(Input::Frame(vec![0xFF, 0x03, 0x86])),
        6 => Just(Input::Done),
        4 => Just(Input::Carrier),
        1 => Just(Input::WrongCarrier),
        2 => Just(Input::CarrierLost),
        1 => Just(Input::BadFrame),
        1 => prop::bool::weighted(0.05).prop_map(|r| if r { Input::Refused } else { Input::Done }),
        6 => frame,
        1 => prop::collection::vec(any::<u8>(), 0..300).prop_map(Input::Frame),
        2 => prop::collection::vec(any::<u8>(), 0..300).prop_map(Input::Octets),
        1 => Just(Input::Octets(vec![0; 3000])),
        2 => (0..10_000_u64).prop_map(Input::Wait),
        2 => Just(Input::Timeout),
        1 => any::<bool>().prop_map(|takes| if takes { Input::Timeout } else { Input::Operator(false) }),
        1 => prop::bool::weighted(0.1).prop_map(|takes| if takes { Input::Operator(true) } else { Input::AskForOperator }),
        1 => prop::bool::weighted(0.05).prop_map(|a| if a { Input::Abort } else { Input::Timeout }),
    ]
}

struct Rig {
    call: Call,
    source: OctetPages,
    sink: Received,
    now: Instant,
    deadline: Option<Instant>,
    ops: usize,
}

impl Rig {
    fn new(caller: bool, window: u32, settings: u8) -> Self {
        let addresses = Addresses { pwd: Ident::new("1").unwrap(), ..Addresses::default() };
        let config = Config {
            polls: settings & 1 != 0,
            operator: settings & 2 != 0,
            second_dis: settings & 4 != 0,
            asks_again: settings & 8 != 0,
            addresses: if settings & 8 != 0 { addresses } else { Addresses::default() },
            ..Config::default()
        };
        let call = if caller { Call::calling(&config, Instant::ZERO) } else { Call::answering(&config, Instant::ZERO) };
        let source = OctetPages::new(vec![vec![1; 600], vec![2; 10], vec![3; 70_000]]).with_window(window);
        let mut rig =
            Self { call, source, sink: Received::with_window(window), now: Instant::ZERO, deadline: None, ops: 0 };
        rig.drain(300);
        rig
    }

    fn put(&mut self, input: &Input, room: usize) {
        let event = match input {
            Input::Done => LineEvent::Done,
            Input::Carrier => LineEvent::Carrier,
            Input::WrongCarrier => LineEvent::WrongCarrier,
            Input::CarrierLost => LineEvent::CarrierLost,
            Input::BadFrame => LineEvent::BadFrame,
            Input::Refused => LineEvent::Refused,
            Input::Frame(octets) => LineEvent::Frame(octets),
            Input::Octets(octets) => LineEvent::Octets(octets),
            Input::Wait(ms) => {
                self.now = self.now + Duration::from_millis(*ms);
                self.call.handle_timeout(self.now);
                return self.drain(room);
            }
            Input::Timeout => return self.timeout(room),
            Input::Operator(takes) => {
                self.call.operator(*takes, self.now);
                return self.drain(room);
            }
            Input::AskForOperator => return self.call.ask_for_operator(),
            Input::Abort => {
                self.call.abort(self.now);
                return self.drain(room);
            }
        };
        let mut pages = Pages { source: &mut self.source, sink: &mut self.sink };
        self.call.handle_line(event, &mut pages, self.now);
        self.drain(room);
    }

    fn timeout(&mut self, room: usize) {
        if let Some(at) = self.deadline {
            self.now = self.now.max(at);
            self.call.handle_timeout(self.now);
            self.drain(room);
        }
    }

    /// The contract: outputs end in `Wait` within a fixed number of steps, at most one operation among them.
    fn drain(&mut self, room: usize) {
        let mut room = vec![0; room];
        let mut ops = 0;
        for _ in 0..400 {
            let mut pages = Pages { source: &mut self.source, sink: &mut self.sink };
            match self.call.poll_output(&mut pages, &mut room, self.now) {
                Output::Line(op) => {
                    ops += 1;
                    assert!(ops == 1 || op == LineOp::HangUp, "one operation at a time");
                }
                Output::Wait(deadline) => {
                    self.ops += ops;
                    self.deadline = deadline.map(|d| d.at);
                    assert_eq!(
                        self.deadline.is_none(),
                        self.call.report().outcome.is_some(),
                        "no state without a way out"
                    );
                    return;
                }
                _ => {}
            }
        }
        panic!("poll_output never came to Wait");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_events_ends_the_call(
        caller in any::<bool>(),
        window in prop_oneof![1 => Just(0), 2 => Just(65_537)],
        settings in prop_oneof![1 => Just(0), 3 => 0..16_u8],
        inputs in prop::collection::vec(input(), 0..120),
        room in prop_oneof![Just(0_usize), Just(3), Just(16), Just(300)],
    ) {
        let mut rig = Rig::new(caller, window, settings);
        for input in &inputs {
            rig.put(input, room);
        }
        // Silence from here on: only timers.
        let silent_since = rig.now;
        for _ in 0..60 {
            rig.timeout(300);
        }
        prop_assert!(rig.call.report().outcome.is_some(), "still alive: {:?}", rig.call);
        prop_assert!((rig.now - silent_since) < Duration::from_secs(160), "{:?}", rig.now - silent_since);
    }

    #[test]
    fn equal_inputs_give_equal_states(inputs in prop::collection::vec(input(), 0..60)) {
        let (mut one, mut other) = (Rig::new(true, 65_537, 0), Rig::new(true, 65_537, 0));
        for input in &inputs {
            one.put(input, 300);
            other.put(input, 300);
            prop_assert_eq!(&one.call, &other.call);
        }
    }
}

#[test]
fn a_call_is_small() {
    let size = size_of::<Call>();
    assert!(size <= 1024, "{size} octets");
}
