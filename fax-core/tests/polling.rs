//! Polling, from both sides: a caller that asks for documents, and a station that answered and sends them. Names such as MRGP01
//! are the cases of TSB-85.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod far;

use far::{DIS, Did, Station, control, fine, image, tcf, zeros};
use fax_core::frame::{Bit, Dcs, Dis, Fcf, NotValid};
use fax_core::sim::{Impairments, OctetPages, Pair, PairReport, Received};
use fax_core::{
    Addresses, Call, Config, Event, Failure, Ident, Instant, LineEvent, Modulation, Outcome, Pages, Signal, Timer,
};

/// The far side's DIS with bit 9: the second octet, lowest bit first, begins with it.
const DIS_WITH_DOCUMENT: [u8; 3] = [0x00, 0xEF, 0x7A];
/// A DTC that offers nothing but V.27ter, V.29 and V.17, fine, and any length.
const DTC: [u8; 4] = [0x00, 0x6E, 0xB8, 0x00];

fn failed(failure: Failure) -> Option<Outcome> {
    Some(Outcome::Failed(failure))
}

fn ident(text: &str) -> Ident {
    Ident::new(text).unwrap()
}

fn asks() -> Config {
    Config { polls: true, ..far::config() }
}

fn wants_password() -> Config {
    let addresses = Addresses { pwd: ident("1234"), sep: ident("7"), ..Addresses::default() };
    Config { addresses, ..far::config() }
}

fn caller(config: &Config, pages: Vec<Vec<u8>>) -> Station {
    let mut station = Station::new(Call::calling(config, Instant::ZERO), OctetPages::new(pages));
    assert_eq!(station.acts(), [control()]);
    station
}

/// A station that answered with these documents, and has said so.
fn answerer(config: &Config, pages: Vec<Vec<u8>>) -> Station {
    let mut station = Station::new(Call::answering(config, Instant::ZERO), OctetPages::new(pages));
    assert_eq!(station.acts(), [Did::Said(vec![0x40, 0x80]), control()]);
    station
}

fn dcs(rate: Modulation) -> Vec<u8> {
    let (fif, count) = Dcs::commanding(&fine(rate)).to_fif();
    fif[..count].to_vec()
}

/// The commands of a sender whose DIS was answered: X is 0.
fn commands_without_x(rate: Modulation) -> Vec<Did> {
    vec![Did::Said(vec![0x42, 0x82]), Did::Trained(rate, usize::from(rate.bit_rate()) * 3 / 16), control()]
}

#[test]
fn nothing_to_poll_is_known_from_the_offer() {
    // MTGP01.
    let mut station = caller(&asks(), vec![]);
    assert_eq!(station.hears(&[(Fcf::Dis, false, &DIS)]), [Did::Said(vec![0xFB]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::NothingToPoll));
}

#[test]
fn a_caller_polls_and_receives_with_its_x_bit() {
    // MTGP02.
    let mut station = caller(&asks(), vec![]);
    assert_eq!(station.hears(&[(Fcf::Dis, false, &DIS_WITH_DOCUMENT)]), [Did::Said(vec![0x41, 0x81]), control()]);
    let rate = Modulation::V29At9600;
    assert_eq!(station.hears(&[(Fcf::Tsi, false, b"1"), (Fcf::Dcs, false, &dcs(rate))]), [tcf(rate)]);
    assert_eq!(station.receives(&zeros(rate)), [Did::Said(vec![0x85]), image(rate)]);
    assert_eq!(station.receives(&[1]), [control()]);
    assert_eq!(station.answered(Fcf::Mps), [Did::Said(vec![0x8D]), image(rate)]);
    assert_eq!(station.receives(&[2]), [control()]);
    assert_eq!(station.answered(Fcf::Eop), [Did::Said(vec![0x8D]), control()]);
    assert_eq!(station.answered(Fcf::Dcn), [Did::HungUp]);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
    assert_eq!(station.sink.accepted, [vec![1], vec![2]]);
    assert_eq!((station.call.report().pages_sent, station.call.report().pages_received), (0, 2));
}

#[test]
fn a_request_brings_the_addresses_that_the_far_side_understands() {
    // OTGP03: PWD. DIS bits 47 (SEP) and 50 (PWD) are in the sixth and seventh octet.
    let config = Config { polls: true, ..wants_password() };
    let mut station = caller(&config, vec![]);
    let mut dis = Dis::parse(&DIS_WITH_DOCUMENT).unwrap();
    dis.field_mut().set(Bit::Password, true);
    let (fif, count) = dis.to_fif();
    station.hears(&[(Fcf::Dis, false, &fif[..count])]);
    let burst = station.bursts.last().unwrap().clone();
    assert_eq!(burst[0], b"\xFF\x03\x410001555             ", "CIG");
    assert_eq!(burst[1], b"\xFF\x03\xC14321                ", "PWD");
    assert_eq!(burst[2][..3], [0xFF, 0x13, 0x81]);
    let dtc = Dis::parse(&burst[2][3..]).unwrap();
    assert!(dtc.bit(10) && dtc.bit(50), "receives, PWD");
    assert!(!dtc.bit(9) && !dtc.bit(34) && !dtc.bit(35) && !dtc.bit(47) && !dtc.bit(49), "what a DTC does not say");
    assert_eq!(burst.len(), 3, "no SEP for a station that knows none");
}

#[test]
fn a_request_is_repeated_twice() {
    let mut station = caller(&asks(), vec![]);
    station.hears(&[(Fcf::Dis, false, &DIS_WITH_DOCUMENT)]);
    assert_eq!(station.deadline.unwrap().0, Timer::T4);
    let request = [Did::Said(vec![0x41, 0x81]), control()];
    assert_eq!(station.waits(), request);
    // The offer once more: it missed the request.
    assert_eq!(station.hears(&[(Fcf::Dis, false, &DIS_WITH_DOCUMENT)]), request);
    assert_eq!(station.waits(), [Did::Said(vec![0xFB]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::NoResponseToPoll));
}

#[test]
fn a_goodbye_in_place_of_the_document_is_a_refusal() {
    let mut station = caller(&asks(), vec![]);
    station.hears(&[(Fcf::Dis, false, &DIS_WITH_DOCUMENT)]);
    assert_eq!(station.answered(Fcf::Dcn), [Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::PollRefused));
    // The same with FNV before it, which says why.
    let mut station = caller(&asks(), vec![]);
    station.hears(&[(Fcf::Dis, false, &DIS_WITH_DOCUMENT)]);
    assert_eq!(station.hears(&[(Fcf::Fnv, false, &[0x01])]), [Did::Said(vec![0xFB]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::PasswordRejected));
    assert!(station.call.report().refused.contains(NotValid::Password));
}

#[test]
fn a_polled_station_sends_without_x() {
    // MRGP01.
    let mut station = answerer(&far::config(), vec![vec![1], vec![2]]);
    assert!(Dis::parse(&station.bursts[0][1][3..]).unwrap().bit(9));
    let rate = Modulation::V17At14400;
    assert_eq!(station.hears(&[(Fcf::Cig, true, b"1"), (Fcf::Dtc, true, &DTC)]), commands_without_x(rate));
    assert_eq!(station.events, [Event::Connected, Event::Identified(ident("1")), Event::Polled]);
    let did = station.commanded(Fcf::Cfr);
    assert_eq!(did, [Did::Page(Signal::image(rate), vec![1]), Did::Said(vec![0x4E]), control()]);
    let did = station.commanded(Fcf::Mcf);
    assert_eq!(did, [Did::Page(Signal::image(rate), vec![2]), Did::Said(vec![0x2E]), control()]);
    assert_eq!(station.commanded(Fcf::Mcf), [Did::Said(vec![0xFA]), Did::HungUp]);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
    assert_eq!((station.call.report().pages_sent, station.call.report().pages_received), (2, 0));
}

#[test]
fn a_password_opens_the_document() {
    // MRGP02: right, 03: wrong, 04: missing.
    let mut dtc = Dis::parse(&DTC).unwrap();
    let without = dtc.to_fif();
    dtc.field_mut().set(Bit::Password, true);
    let with = dtc.to_fif();
    let ask = |password: Option<&[u8]>| {
        let mut station = answerer(&wants_password(), vec![vec![1]]);
        let offer = Dis::parse(&station.bursts[0][1][3..]).unwrap();
        assert!(offer.bit(9) && offer.bit(47) && offer.bit(50), "document, SEP, PWD");
        let (fif, count) = if password.is_some() { &with } else { &without };
        let dtc: (Fcf, bool, &[u8]) = (Fcf::Dtc, true, &fif[..*count]);
        let did = match password {
            Some(password) => station.hears(&[(Fcf::Pwd, true, password), dtc]),
            None => station.hears(&[dtc]),
        };
        (did, station.outcome())
    };
    assert_eq!(ask(Some(b"4321                ")), (commands_without_x(Modulation::V17At14400), None));
    let goodbye = vec![Did::Said(vec![0xFA]), Did::HungUp];
    let refused = failed(Failure::PasswordRejected);
    assert_eq!(ask(Some(b"4322                ")), (goodbye.clone(), refused));
    assert_eq!(ask(None), (goodbye, refused));
}

#[test]
fn a_password_that_got_lost_is_no_wrong_one() {
    let mut dtc = Dis::parse(&DTC).unwrap();
    dtc.field_mut().set(Bit::Password, true);
    let (fif, count) = dtc.to_fif();
    let mut station = answerer(&wants_password(), vec![vec![1]]);
    // Bit 50 says that PWD was sent, and it did not come: the offer goes out again, and with it the request.
    assert_eq!(station.hears(&[(Fcf::Dtc, true, &fif[..count])]), [control()]);
    assert_eq!(station.waits(), [Did::Said(vec![0x40, 0x80]), control()]);
    let did = station.hears(&[(Fcf::Pwd, true, b"4321"), (Fcf::Dtc, true, &fif[..count])]);
    assert_eq!(did, commands_without_x(Modulation::V17At14400));
}

#[test]
fn who_understands_fnv_is_told_what_was_wrong() {
    let mut dtc = Dis::parse(&DTC).unwrap();
    for bit in [Bit::Password, Bit::SelectivePolling, Bit::FieldNotValid] {
        dtc.field_mut().set(bit, true);
    }
    let (fif, count) = dtc.to_fif();
    let dtc: (Fcf, bool, &[u8]) = (Fcf::Dtc, true, &fif[..count]);
    let mut station = answerer(&wants_password(), vec![vec![1]]);
    let asks = [(Fcf::Pwd, true, &b"9"[..]), (Fcf::Sep, true, &b"8"[..]), dtc];
    assert_eq!(station.hears(&asks), [Did::Said(vec![0xCA]), control()]);
    assert_eq!(station.last_frame(), [0xCA, 0b11], "PWD and SEP are wrong");
    // It may correct itself ...
    let mut corrected = Station { call: station.call.clone(), ..Station::answering() };
    corrected.now = station.now;
    corrected.source = OctetPages::new(vec![vec![1]]);
    let asks = [(Fcf::Pwd, true, &b"4321"[..]), (Fcf::Sep, true, &b"7"[..]), dtc];
    assert_eq!(corrected.hears(&asks), commands_without_x(Modulation::V17At14400));
    // ... or go.
    assert_eq!(station.commanded(Fcf::Dcn), [Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::PasswordRejected));
}

#[test]
fn nothing_to_poll_is_said_by_a_goodbye() {
    // MRGP05, 08.
    let mut station = answerer(&far::config(), vec![]);
    assert!(!Dis::parse(&station.bursts[0][1][3..]).unwrap().bit(9));
    assert_eq!(station.hears(&[(Fcf::Dtc, true, &DTC)]), [Did::Said(vec![0xFA]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::NothingToPoll));
    let mut station = answerer(&far::config(), vec![]);
    assert_eq!(station.hears(&[(Fcf::Dis, true, &DIS)]), [Did::Said(vec![0xFB]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::NothingToPoll));
}

#[test]
fn an_offer_in_place_of_a_request_is_taken_as_one() {
    // MRGP06: the far side's DIS was received, so X is 1 from here on.
    let mut station = answerer(&far::config(), vec![vec![1]]);
    let did = station.hears(&[(Fcf::Dis, true, &DIS)]);
    assert_eq!(did, far::commands(Modulation::V17At14400));
    // Our own offer, sent back by the line, is no offer of theirs.
    let mut station = answerer(&far::config(), vec![vec![1]]);
    let own = station.bursts[0][1].clone();
    station.line(LineEvent::Carrier);
    station.line(LineEvent::Frame(&own));
    assert_eq!(station.acts(), [control()]);
    assert_eq!(station.waits(), [Did::Said(vec![0x40, 0x80]), control()]);
}

#[test]
fn a_station_that_received_is_polled_next() {
    // ORGP09: DTC behind our new DIS; ORGP10: DTC 2 s behind MCF.
    for at_once in [false, true] {
        let mut station = answerer(&far::config(), vec![vec![7]]);
        let rate = Modulation::V29At9600;
        assert_eq!(station.dcs(&fine(rate)), [tcf(rate)]);
        station.receives(&zeros(rate));
        assert_eq!(station.receives(&[1]), [control()]);
        assert_eq!(station.commanded(Fcf::Eom), [Did::Said(vec![0x8C]), control()]);
        if at_once {
            station.after(2000);
        } else {
            assert_eq!(station.waits(), [Did::Said(vec![0x40, 0x80]), control()]);
            assert!(Dis::parse(&station.bursts.last().unwrap()[1][3..]).unwrap().bit(9));
        }
        let did = station.hears(&[(Fcf::Dtc, true, &DTC)]);
        assert_eq!(did, commands_without_x(Modulation::V17At14400));
        station.commanded(Fcf::Cfr);
        assert_eq!(station.commanded(Fcf::Mcf), [Did::Said(vec![0xFA]), Did::HungUp]);
        assert_eq!(station.outcome(), Some(Outcome::Completed));
        assert_eq!((station.call.report().pages_sent, station.call.report().pages_received), (1, 1));
    }
}

#[test]
fn a_caller_sends_and_then_polls() {
    let mut station = caller(&asks(), vec![vec![1]]);
    assert_eq!(station.hears(&[(Fcf::Dis, false, &DIS_WITH_DOCUMENT)]), far::commands(Modulation::V17At14400));
    let did = station.answered(Fcf::Cfr);
    assert_eq!(did[1], Did::Said(vec![0x8F]), "EOM: the last page, and something follows");
    assert!(station.events.contains(&Event::PageOffered { page: 0, last: true }));
    assert_eq!(station.answered(Fcf::Mcf), [control()]);
    let did = station.hears(&[(Fcf::Dis, false, &DIS_WITH_DOCUMENT)]);
    assert_eq!(did, [Did::Said(vec![0x41, 0x81]), control()]);
    let rate = Modulation::V29At9600;
    assert_eq!(station.hears(&[(Fcf::Dcs, false, &dcs(rate))]), [tcf(rate)]);
    station.receives(&zeros(rate));
    station.receives(&[9]);
    assert_eq!(station.answered(Fcf::Eop), [Did::Said(vec![0x8D]), control()]);
    station.answered(Fcf::Dcn);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
    assert_eq!((station.call.report().pages_sent, station.call.report().pages_received), (1, 1));
}

#[test]
fn pages_arrive_even_if_there_is_nothing_to_poll_then() {
    let mut station = caller(&asks(), vec![vec![1]]);
    station.hears(&[(Fcf::Dis, false, &DIS)]);
    assert_eq!(station.answered(Fcf::Cfr)[1], Did::Said(vec![0x2F]));
    assert_eq!(station.answered(Fcf::Mcf), [Did::Said(vec![0xFB]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::NothingToPoll));
    assert_eq!(station.call.report().pages_sent, 1);
    // The other way round: it has a document and takes none (bit 10 is 0).
    let mut station = caller(&asks(), vec![vec![1]]);
    let did = station.hears(&[(Fcf::Dis, false, &[0x00, 0xED, 0x7A])]);
    assert_eq!(did, [Did::Said(vec![0x41, 0x81]), control()]);
    let rate = Modulation::V29At9600;
    station.hears(&[(Fcf::Dcs, false, &dcs(rate))]);
    station.receives(&zeros(rate));
    station.receives(&[9]);
    station.answered(Fcf::Eop);
    station.answered(Fcf::Dcn);
    assert_eq!(station.outcome(), failed(Failure::PeerCannotReceive));
    assert_eq!(station.sink.accepted, [vec![9]]);
}

/// Two stations, either with pages of so many octets.
fn drive(
    ours: &[usize],
    theirs: &[usize],
    configs: [Config; 2],
    impairments: Impairments,
) -> (PairReport, [Received; 2]) {
    let document = |pages: &[usize]| {
        OctetPages::new(pages.iter().map(|&octets| vec![octets as u8 | 1; octets]).collect()).with_window(65_537)
    };
    let (mut ours, mut theirs) = (document(ours), document(theirs));
    let mut sinks = [Received::with_window(65_536), Received::with_window(65_536)];
    let [our_sink, their_sink] = &mut sinks;
    let report = Pair::with(&configs[0], &configs[1], impairments).drive_both(
        &mut Pages { source: &mut ours, sink: our_sink },
        &mut Pages { source: &mut theirs, sink: their_sink },
    );
    (report, sinks)
}

fn without_ecm(config: Config) -> Config {
    Config { abilities: fax_core::Abilities { ecm: false, ..config.abilities }, ..config }
}

#[test]
fn documents_go_either_way_and_both_ways() {
    for ecm in [true, false] {
        for (ours, theirs) in [(&[][..], &[700, 70_000][..]), (&[300, 512], &[512]), (&[256], &[2560, 256, 768])] {
            let configs = if ecm { [asks(), far::config()] } else { [asks(), far::config()].map(without_ecm) };
            let (report, [got, gave]) = drive(ours, theirs, configs, Impairments::default());
            assert_eq!(report.caller.outcome, Some(Outcome::Completed));
            assert_eq!(report.answerer.outcome, Some(Outcome::Completed));
            assert_eq!((got.accepted.len(), gave.accepted.len()), (theirs.len(), ours.len()));
            for (page, &octets) in got.accepted.iter().zip(theirs).chain(gave.accepted.iter().zip(ours)) {
                assert_eq!(page[..octets], vec![octets as u8 | 1; octets]);
            }
            assert_eq!(report.caller.pages_sent, report.answerer.pages_received);
            assert_eq!(report.caller.pages_received, report.answerer.pages_sent);
            assert_eq!((report.caller.stray_events, report.answerer.stray_events), (0, 0));
        }
    }
}

#[test]
fn what_is_polled_over_a_bad_line_is_never_more_than_what_arrived() {
    let mut completed = 0;
    for seed in 0..300 {
        let impairments = Impairments {
            seed,
            lost_frames: 60_000,
            bad_frames: 60_000,
            echoed_frames: 60_000,
            lost_carriers: 30_000,
            ..Impairments::default()
        };
        let configs = [Config { polls: true, ..wants_password() }, wants_password()];
        let (report, [got, gave]) = drive(&[400], &[800, 300], configs, impairments);
        assert!(usize::from(report.caller.pages_sent) <= gave.accepted.len(), "seed {seed}");
        assert!(usize::from(report.answerer.pages_sent) <= got.accepted.len(), "seed {seed}");
        assert!(report.ended < Instant::from_millis(600_000), "seed {seed}");
        completed += u32::from(report.caller.outcome == Some(Outcome::Completed));
    }
    assert!(completed > 150, "{completed} of 300");
}
