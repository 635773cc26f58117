//! Sub-address, sender and password: what goes in front of a DCS, and what a receiver reports of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod far;

use far::{DIS, Did, Station, config, fine};
use fax_core::frame::{Dcs, Fcf, Frame};
use fax_core::sim::{OctetPages, Pair, Received};
use fax_core::{Addresses, Call, Config, Ident, Instant, Modulation, Outcome};

fn ident(text: &str) -> Ident {
    Ident::new(text).unwrap()
}

fn addressed() -> Config {
    let addresses = Addresses {
        sub: ident("42#7"),
        sid: ident("1234"),
        sep: ident("9"),
        pwd: ident("secret"),
        ..Addresses::default()
    };
    Config { addresses, ..config() }
}

/// What a caller with all addresses says to a DIS.
fn says(dis: &[u8]) -> Vec<Vec<u8>> {
    let call = Call::calling(&addressed(), Instant::ZERO);
    let mut station = Station::new(call, OctetPages::new(vec![vec![1, 2, 3]]));
    station.acts();
    station.hears(&[(Fcf::Dis, false, dis)]);
    station.bursts.last().unwrap().clone()
}

#[test]
fn addresses_go_to_who_understands_them() {
    // Octets 4 to 7: bits 49 and 50 are the first two of the seventh.
    let burst = says(&[DIS[0], DIS[1], DIS[2] | 0x80, 0x80, 0x80, 0x80, 0x03]);
    let frames: Vec<_> = burst.iter().map(|octets| Frame::parse(octets).unwrap()).collect();
    let order: Vec<_> = frames.iter().map(|frame| (frame.fcf, frame.last)).collect();
    assert_eq!(order, [(Fcf::Tsi, false), (Fcf::Sub, false), (Fcf::Sid, false), (Fcf::Dcs, true)], "T.30 5.3.6.2");
    assert_eq!(burst[1][2..], *b"\xC37#24                ", "reversed, blanks last, X = 1");
    assert_eq!(burst[2][2..], *b"\xA34321                ");
    let dcs = Dcs::parse(frames[3].fif).unwrap();
    assert!(dcs.bit(49) && dcs.bit(50), "said, so that one that gets lost is missed");
}

#[test]
fn addresses_do_not_go_to_who_does_not() {
    for (octet_7, expected) in [
        (0x00, vec![Fcf::Tsi, Fcf::Dcs]),
        (0x01, vec![Fcf::Tsi, Fcf::Sub, Fcf::Dcs]),
        (0x02, vec![Fcf::Tsi, Fcf::Sid, Fcf::Dcs]),
    ] {
        let burst = says(&[DIS[0], DIS[1], DIS[2] | 0x80, 0x80, 0x80, 0x80, octet_7]);
        let frames: Vec<_> = burst.iter().map(|octets| Frame::parse(octets).unwrap()).collect();
        assert!(frames.iter().map(|frame| frame.fcf).eq(expected.iter().copied()), "{frames:?}");
        let dcs = Dcs::parse(frames.last().unwrap().fif).unwrap();
        assert_eq!(dcs.bit(49), expected.contains(&Fcf::Sub));
        assert_eq!(dcs.bit(50), expected.contains(&Fcf::Sid));
    }
}

#[test]
fn a_receiver_reports_addresses_in_any_order() {
    // HylaFAX sends SID and SUB in front of TSI.
    let mut station = Station::answering();
    station.acts();
    let (fif, count) = Dcs::commanding(&fine(Modulation::V29At9600)).to_fif();
    let did = station.hears(&[
        (Fcf::Nss, true, &[0xAD, 0x00, 0x55]),
        (Fcf::Sid, true, b"4321                "),
        (Fcf::Sub, true, b"7#24                "),
        (Fcf::Tsi, true, b"2222                "),
        (Fcf::Dcs, true, &fif[..count]),
    ]);
    assert_eq!(did, [far::tcf(Modulation::V29At9600)]);
    let report = station.call.report();
    assert_eq!((report.far_addresses.sub.as_str(), report.far_addresses.sid.as_str()), ("42#7", "1234"));
    assert_eq!((report.far_ident.as_str(), report.far_maker), ("2222", Some("HylaFAX")));
}

#[test]
fn our_own_addresses_are_not_taken_for_the_far_sides() {
    let call = Call::calling(&addressed(), Instant::ZERO);
    let mut station = Station::new(call, OctetPages::new(vec![vec![1, 2, 3]]));
    station.acts();
    station.hears(&[(Fcf::Dis, false, &[DIS[0], DIS[1], DIS[2] | 0x80, 0x80, 0x80, 0x80, 0x03])]);
    let sent = station.bursts.last().unwrap().clone();
    let echo: Vec<_> = sent.iter().map(|octets| Frame::parse(octets).unwrap()).collect();
    let echo: Vec<_> = echo.iter().map(|frame| (frame.fcf, true, frame.fif)).collect();
    let did = station.hears(&echo);
    assert_eq!(did, [far::control()], "it goes on listening");
    assert_eq!(station.call.report().far_addresses, Addresses::default());
    assert_eq!(station.call.report().far_ident, Ident::default());
    assert_eq!(station.answered(Fcf::Cfr).len(), 3, "page, post-page command, and it listens");
}

#[test]
fn both_ends_agree_on_addresses() {
    let (mut source, mut sink) = (OctetPages::new(vec![vec![1; 500]]), Received::default());
    let receiver = config();
    let report = Pair::new(&addressed(), &receiver).drive(&mut source, &mut sink);
    assert_eq!(report.caller.outcome, Some(Outcome::Completed));
    assert!(report.caller.far.unwrap().addressing.sub);
    let came = &report.answerer.far_addresses;
    assert_eq!((came.sub.as_str(), came.sid.as_str(), came.pwd.as_str()), ("42#7", "1234", ""), "PWD is for polling");

    let mut receiver = config();
    receiver.abilities.addressing = fax_core::Addressing::default();
    let report = Pair::new(&addressed(), &receiver).drive(&mut source, &mut Received::default());
    assert_eq!(report.answerer.far_addresses, Addresses::default());
    assert!(!report.caller.far.unwrap().addressing.sub);
}

#[test]
fn a_command_has_one_frame_of_addresses_for_each_try() {
    let call = Call::calling(&addressed(), Instant::ZERO);
    let mut station = Station::new(call, OctetPages::new(vec![vec![1]]));
    station.acts();
    let said = station.hears(&[(Fcf::Dis, false, &[DIS[0], DIS[1], DIS[2] | 0x80, 0x80, 0x80, 0x80, 0x03])]);
    assert_eq!(said[0], Did::Said(vec![0x43, 0xC3, 0xA3, 0x83]));
    assert_eq!(station.waits()[0], Did::Said(vec![0x43, 0xC3, 0xA3, 0x83]), "all of it again");
}
