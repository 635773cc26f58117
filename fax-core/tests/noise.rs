//! What lines do to calls: garbled bursts, clicks, echoes, repeats without end. The far end is written by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod far;

use core::time::Duration;

use Modulation::{V17At14400, V27ter4800};
use far::{DIS, Did, Station, control, fine, image, tcf, zeros};
use fax_core::frame::Fcf;
use fax_core::sim::{OctetPages, Pair, Received};
use fax_core::{
    Codings, Config, Event, Failure, Ident, LineEvent, Modulation, Outcome, PageFormat, PageOffer, PageSource,
    PageWidth, Resolution, Supply,
};

const MCF: u8 = 0x8C;
const CRP: u8 = 0x1A;

fn trained() -> Station {
    let mut station = Station::answering();
    station.acts();
    station.dcs(&fine(V17At14400));
    station.receives(&zeros(V17At14400));
    station
}

fn with_page() -> Station {
    let mut station = trained();
    station.receives(&[1, 2, 3]);
    station
}

/// Nothing can be understood for so long; timers run out as they come.
fn quiet(station: &mut Station, ms: u64) -> Vec<Did> {
    let until = station.now + Duration::from_millis(ms);
    let mut did = vec![];
    while let Some((_, at)) = station.deadline.filter(|&(_, at)| at <= until) {
        station.now = station.now.max(at);
        station.call.handle_timeout(station.now);
        did.extend(station.acts());
    }
    station.now = until;
    did
}

/// A burst of control frames of `ms` behind its preamble, garbled.
fn garbled(station: &mut Station, ms: u64) -> Vec<Did> {
    station.line(LineEvent::Carrier);
    let mut did = station.acts();
    did.extend(quiet(station, 1000 + ms));
    station.line(LineEvent::BadFrame);
    station.line(LineEvent::CarrierLost);
    did.extend(station.acts());
    did
}

#[test]
fn a_receiver_waits_for_the_repeat_of_a_garbled_command() {
    // MRGN14: CFR was missed, and the next DCS is garbled; its training check and T4 pass before the one after.
    let mut station = trained();
    quiet(&mut station, 3000);
    station.line(LineEvent::WrongCarrier);
    station.acts();
    let mut did = garbled(&mut station, 1000);
    did.extend(quiet(&mut station, 75 + 1393 + 1500 + 3100));
    assert_eq!(did, []);
    assert_eq!(station.dcs(&fine(V17At14400)), [tcf(V17At14400)]);

    // MRGN17: two garbled EOPs, then a good one.
    let mut station = with_page();
    let mut did = garbled(&mut station, 200);
    did.extend(quiet(&mut station, 3000));
    did.extend(garbled(&mut station, 200));
    did.extend(quiet(&mut station, 3000));
    assert_eq!(did, []);
    assert_eq!(station.commanded(Fcf::Eop)[0], Did::Said(vec![MCF]));
}

#[test]
fn a_receiver_may_ask_for_a_garbled_command() {
    let config = fax_core::Config { asks_again: true, ..far::config() };
    let call = fax_core::Call::answering(&config, fax_core::Instant::ZERO);
    let mut station = Station::new(call, fax_core::sim::OctetPages::new(vec![]));
    station.acts();
    // Three times, each behind a silence of 225 ms; then the offer again behind T4, as without CRP.
    for _ in 0..3 {
        station.pauses.clear();
        assert_eq!(garbled(&mut station, 1000), [Did::Said(vec![CRP]), control()]);
        assert_eq!(station.pauses, [("theirs", 225)]);
        quiet(&mut station, 1000);
    }
    assert_eq!(garbled(&mut station, 1000), []);
    assert_eq!(quiet(&mut station, 8000)[0], Did::Said(vec![0x40, 0x80]));
    // A good command is obeyed, and then there may be three more.
    assert_eq!(station.dcs(&fine(V17At14400)), [tcf(V17At14400)]);

    // Flags alone, and a burst whose last frame is good, are nothing to ask for.
    let call = fax_core::Call::answering(&config, fax_core::Instant::ZERO);
    let mut station = Station::new(call, fax_core::sim::OctetPages::new(vec![]));
    station.acts();
    for _ in 0..2 {
        station.line(LineEvent::Carrier);
        station.line(LineEvent::CarrierLost);
        assert_eq!(station.acts(), []);
    }
    station.line(LineEvent::Carrier);
    station.line(LineEvent::BadFrame);
    assert_eq!(station.dcs(&fine(V17At14400)), [tcf(V17At14400)]);

    // Nor does a page get one, nor anybody without the setting.
    let mut station = with_page();
    assert_eq!(garbled(&mut station, 200), []);
}

#[test]
fn a_receiver_waits_for_the_repeat_of_a_command_that_broke_off_at_its_beginning() {
    let mut station = Station::answering();
    station.acts();
    station.dcs(&fine(V17At14400));
    assert_eq!(station.receives(&[0xFF; 2700])[0], Did::Said(vec![0x44]), "FTT");
    station.line(LineEvent::Carrier);
    station.acts();
    let mut did = quiet(&mut station, 1200);
    station.line(LineEvent::CarrierLost);
    did.extend(station.acts());
    // The rest of TSI and all of DCS, the training check, T4, and the preamble.
    did.extend(quiet(&mut station, 900 + 75 + 1393 + 1500 + 3450 + 1000));
    assert_eq!(did, []);
    assert_eq!(station.dcs(&fine(V27ter4800)), [tcf(V27ter4800)]);
}

#[test]
fn noise_before_the_image_does_not_lose_it() {
    // Our own CFR comes back.
    let mut station = trained();
    station.line(LineEvent::WrongCarrier);
    station.acts();
    assert_eq!(station.answered(Fcf::Cfr), [image(V17At14400)]);
    // Something that sounded like V.21.
    station.line(LineEvent::WrongCarrier);
    station.acts();
    station.line(LineEvent::Carrier);
    station.line(LineEvent::CarrierLost);
    assert_eq!(station.acts(), [image(V17At14400)]);
    // A click that sounded like the image.
    station.line(LineEvent::Carrier);
    station.line(LineEvent::CarrierLost);
    assert_eq!(station.acts(), [image(V17At14400)]);
    station.receives(&[1]);
    assert_eq!(station.commanded(Fcf::Eop)[0], Did::Said(vec![MCF]));
}

#[test]
fn behind_a_click_the_answer_to_the_page_before_is_not_given_again() {
    let mut station = with_page();
    station.commanded(Fcf::Mps);
    station.line(LineEvent::Carrier);
    station.line(LineEvent::CarrierLost);
    station.acts();
    station.line(LineEvent::WrongCarrier);
    station.acts();
    station.commanded(Fcf::Mps);
    assert_eq!(station.outcome(), Some(Outcome::Failed(Failure::NoImageData)));
}

#[test]
fn an_echo_does_not_introduce_the_far_end() {
    let own = Ident::new("5551000").unwrap().to_fif();
    let mut station = Station::answering();
    station.acts();
    let offer = station.bursts[0][1][3..].to_vec();
    station.hears(&[(Fcf::Csi, false, &own), (Fcf::Dis, false, &offer)]);
    assert!(!station.events.contains(&Event::Connected), "{:?}", station.events);

    let mut station = Station::calling(vec![vec![1]]);
    station.acts();
    station.hears(&[(Fcf::Csi, false, b"2222"), (Fcf::Dis, false, &DIS)]);
    station.hears(&[(Fcf::Tsi, true, &own), (Fcf::Dcs, true, &[0, 0x62, 0x78])]);
    assert_eq!(station.call.report().far_ident.as_str(), "2222");
}

#[test]
fn behind_a_confirmed_eop_nothing_makes_the_call_a_failure() {
    for fcf in [Fcf::Unknown(0x55), Fcf::Mps, Fcf::Nss, Fcf::Dtc] {
        let mut station = with_page();
        station.commanded(Fcf::Eop);
        station.commanded(fcf);
        assert_eq!(station.outcome(), None, "{fcf:?}");
        station.waits();
        assert_eq!(station.outcome(), Some(Outcome::Completed), "{fcf:?}");
    }
    // MRGX07, 08: the line is cleared while the confirmation is repeated.
    let mut station = with_page();
    station.commanded(Fcf::Eop);
    station.line(LineEvent::Carrier);
    station.line(LineEvent::Frame(&far::octets(Fcf::Eop, true, true, &[])));
    station.line(LineEvent::HungUp);
    station.acts();
    assert_eq!(station.outcome(), Some(Outcome::Completed));
}

#[test]
fn answers_are_not_repeated_for_ever() {
    let mut station = with_page();
    let mut answers = 0;
    while station.outcome().is_none() {
        station.commanded(Fcf::Eop);
        quiet(&mut station, 2000);
        answers += 1;
    }
    assert_eq!((answers, station.outcome()), (8, Some(Outcome::Completed)));
    assert!(station.call.report().answers_repeated >= 6);

    let mut station = Station::answering();
    station.acts();
    station.dcs(&fine(V27ter4800));
    station.waits();
    for _ in 0..10 {
        station.commanded(Fcf::Crp);
        quiet(&mut station, 2000);
    }
    assert!(matches!(station.outcome(), Some(Outcome::Failed(_))));
}

#[test]
fn time_tells_a_repeated_mps_from_one_behind_a_missed_page() {
    // Repeated T4 (3.0 s to 3.45 s) behind itself, or behind our answer, with 1.05 s to 1.35 s of preamble and frame (MRGN16).
    for (ms, repeated) in [(4100, true), (4900, true), (5000, false), (5500, true), (6200, true), (6700, false)] {
        let mut station = with_page();
        station.commanded(Fcf::Mps);
        station.line(LineEvent::WrongCarrier);
        station.acts();
        station.after(ms - 700);
        let did = station.commanded(Fcf::Mps);
        assert_eq!(did[0] == Did::Said(vec![MCF]), repeated, "{ms} ms");
        assert_eq!(station.outcome() == Some(Outcome::Failed(Failure::NoImageData)), !repeated, "{ms} ms");
    }
}

#[test]
fn rtn_is_repeated_however_late_the_command_comes_again() {
    let mut station = with_page();
    station.sink.verdicts.push(fax_core::Quality { rows: 10, bad_rows: 9, longest_bad_run: 9, complete: true });
    station.commanded(Fcf::Mps);
    station.after(6000);
    assert_eq!(station.commanded(Fcf::Mps)[0], Did::Said(vec![0x4C]));
}

#[test]
fn t1_does_not_cut_a_command_short() {
    let mut station = Station::answering();
    station.acts();
    quiet(&mut station, 34_000);
    station.line(LineEvent::Carrier);
    station.acts();
    let mut did = quiet(&mut station, 700);
    station.line(LineEvent::Frame(&far::octets(Fcf::Tsi, true, false, b"1234")));
    did.extend(station.acts());
    did.extend(quiet(&mut station, 400));
    assert_eq!(did, []);
    assert_eq!(station.dcs(&fine(V27ter4800)), [tcf(V27ter4800)]);
}

#[test]
fn a_call_given_up_before_anybody_was_heard_ends_in_silence() {
    let mut station = Station::calling(vec![vec![1]]);
    station.acts();
    station.call.abort(station.now);
    assert_eq!(station.acts(), [Did::HungUp]);
}

/// A source that never has anything: `0` says so in the wrong way, the other in the right one.
struct Empty(Supply);

impl PageSource for Empty {
    fn offer(&mut self, page: u16) -> Option<PageOffer> {
        let offer = PageOffer { width: PageWidth::A4, resolution: Resolution::Fine, rows: None, codings: Codings::ALL };
        (page == 0).then_some(offer)
    }

    fn begin(&mut self, _: u16, _: &PageFormat) {}

    fn read_at(&mut self, _: u32, _: &mut [u8]) -> Supply {
        self.0
    }
}

#[test]
fn a_source_that_never_delivers_ends_the_call() {
    for supply in [Supply::Later, Supply::Octets(0)] {
        let mut pair = Pair::new(&Config::default(), &Config::default());
        let report = pair.drive(&mut Empty(supply), &mut Received::default());
        assert!(matches!(report.caller.outcome, Some(Outcome::Failed(_))), "{supply:?}");
        assert!(report.ended.as_millis() < 120_000);
    }
}

#[test]
fn each_change_is_told() {
    let fine = PageOffer { width: PageWidth::A4, resolution: Resolution::Fine, rows: None, codings: Codings::ALL };
    let wide = PageOffer { resolution: Resolution::Standard, width: PageWidth::A3, ..fine };
    let source = OctetPages::new(vec![vec![1], vec![2]]).with_offers(vec![fine, wide]);
    let mut station = Station::new(fax_core::Call::calling(&far::config(), fax_core::Instant::ZERO), source);
    station.acts();
    station.hears(&[(Fcf::Dis, false, &DIS)]);
    station.answered(Fcf::Cfr);
    station.answered(Fcf::Mcf);
    station.hears(&[(Fcf::Dis, false, &DIS)]);
    station.answered(Fcf::Cfr);
    let told = station.events.iter().filter(|event| matches!(event, Event::Agreed(_))).count();
    assert_eq!(told, 2);
}
