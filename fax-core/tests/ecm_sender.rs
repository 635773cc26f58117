//! The station that sends with error correction, against a far end written by hand. Names such as OTEN04 are the cases of
//! TSB-85.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod far;

use Modulation::{V17At12000, V17At14400};
use far::{Did, Station, block, commands, control};
use fax_core::frame::Fcf;
use fax_core::sim::OctetPages;
use fax_core::{
    AfterBlock, Call, Config, EcmPolicy, Event, Failure, Instant, LineEvent, Modulation, Outcome, Signal, Training,
};

/// A DIS that offers all modulations, fine, MR, A3, any length, no row time, error correction and MMR.
const DIS: [u8; 4] = [0x00, 0xEE, 0xFA, 0x44];
const RATE: Modulation = V17At14400;
const DCN: u8 = 0xFB;

fn station(pages: &[usize], ecm: EcmPolicy) -> Station {
    let page = |&octets: &usize| vec![0x5A; octets];
    let config = Config { ecm, ..far::config() };
    let source = OctetPages::new(pages.iter().map(page).collect()).with_window(65_537);
    Station::new(Call::calling(&config, Instant::ZERO), source)
}

/// A station whose first burst of frames is out, with PPS behind it.
fn sent_with(pages: &[usize], ecm: EcmPolicy, frames: usize) -> Station {
    let mut station = station(pages, ecm);
    station.acts();
    assert_eq!(station.hears(&[(Fcf::Dis, false, &DIS)]), commands(RATE));
    assert_eq!(station.answered(Fcf::Cfr), burst(RATE, &(0..frames).map(|n| n as u8).collect::<Vec<_>>()));
    station
}

fn sent(pages: &[usize], frames: usize) -> Station {
    sent_with(pages, EcmPolicy::default(), frames)
}

/// A block, PPS, and listening.
fn burst(modulation: Modulation, frames: &[u8]) -> Vec<Did> {
    vec![Did::Block(block(modulation), frames.to_vec()), Did::Said(vec![0xBF]), control()]
}

fn said(codes: &[u8]) -> Vec<Did> {
    vec![Did::Said(codes.to_vec()), control()]
}

fn map(frames: &[u8]) -> [u8; 32] {
    let mut map = [0; 32];
    for &frame in frames {
        map[usize::from(frame / 8)] |= 1 << (frame % 8);
    }
    map
}

fn asks(station: &mut Station, frames: &[u8]) -> Vec<Did> {
    station.hears(&[(Fcf::Ppr, false, &map(frames))])
}

fn failed(failure: Failure) -> Option<Outcome> {
    Some(Outcome::Failed(failure))
}

#[test]
fn one_page_in_one_block() {
    let mut station = sent(&[600], 3);
    assert_eq!(station.last_frame(), [0xBF, 0x2F, 0, 0, 2]);
    // The DCS: error correction, frames of 256, MMR and not MR, no row time.
    let dcs = &station.bursts[0][1][3..];
    assert_eq!((dcs[1] & 0x80, dcs[2] & 0x70, dcs[3] & 0x4C), (0, 0x70, 0x44));
    // The last frame is filled up with zeros.
    let last = &station.bursts[1][2];
    assert_eq!((last.len(), &last[4..4 + 88], &last[92..]), (260, &[0x5A; 88][..], &[0; 168][..]));
    assert!(station.events.contains(&Event::PageOffered { page: 0, last: true }));
    assert_eq!(station.answered(Fcf::Mcf), [Did::Said(vec![DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
    // 75 ms of silence before each change of direction or modulation, and never more.
    assert!(station.pauses.iter().all(|&(_, ms)| ms == 75), "{:?}", station.pauses);
}

#[test]
fn a_full_block_is_followed_by_null_and_another_one() {
    let mut station = sent(&[65_536 + 10, 65_536], 256);
    assert_eq!(station.last_frame(), [0xBF, 0x00, 0, 0, 0xFF]);
    assert!(!station.events.iter().any(|e| matches!(e, Event::PageOffered { .. })), "there is more of it");
    assert_eq!(station.answered(Fcf::Mcf), burst(RATE, &[0]));
    assert_eq!(station.last_frame(), [0xBF, 0x4F, 0, 1, 0]);
    // The next page is one full block, and nothing is behind it.
    assert_eq!(station.answered(Fcf::Mcf).len(), 3);
    assert_eq!(station.last_frame(), [0xBF, 0x2F, 1, 0, 0xFF]);
}

#[test]
fn pages_are_counted_through_eom() {
    let offers = [fax_core::Resolution::Fine, fax_core::Resolution::Standard].map(|resolution| fax_core::PageOffer {
        resolution,
        width: fax_core::PageWidth::A4,
        rows: None,
        codings: fax_core::Codings::ALL,
    });
    let source = OctetPages::new(vec![vec![1; 10], vec![2; 10]]).with_offers(offers.to_vec()).with_window(65_537);
    let mut station = Station::new(Call::calling(&far::config(), Instant::ZERO), source);
    station.acts();
    station.hears(&[(Fcf::Dis, false, &DIS)]);
    station.answered(Fcf::Cfr);
    assert_eq!(station.last_frame(), [0xBF, 0x8F, 0, 0, 0]);
    assert_eq!(station.answered(Fcf::Mcf), [control()]);
    assert_eq!(station.hears(&[(Fcf::Dis, false, &DIS)]), commands(RATE));
    station.answered(Fcf::Cfr);
    assert_eq!(station.last_frame(), [0xBF, 0x2F, 1, 0, 0]);
}

#[test]
fn only_what_is_asked_for_is_sent_again() {
    // OTEN02: the last, the first and middle frames.
    let mut station = sent(&[5000], 20);
    assert_eq!(asks(&mut station, &[19]), burst(RATE, &[19]));
    assert_eq!(station.last_frame(), [0xBF, 0x2F, 0, 0, 0], "one frame in this burst");
    assert_eq!(asks(&mut station, &[0]), burst(RATE, &[0]));
    // Bits behind the end of the block are ones on the line, and mean nothing.
    let beyond: Vec<u8> = (20..=255).chain([7, 9]).collect();
    assert_eq!(asks(&mut station, &beyond), burst(RATE, &[7, 9]));
    assert_eq!(station.answered(Fcf::Mcf), [Did::Said(vec![DCN]), Did::HungUp]);
    assert_eq!(station.call.report().frames_repeated, 4);
    let offered = station.events.iter().filter(|e| matches!(e, Event::PageOffered { .. })).count();
    assert_eq!(offered, 1);
}

#[test]
fn a_busy_receiver_is_asked_until_t5() {
    // OTEN03.
    let mut station = sent(&[100], 1);
    let began = station.now;
    let mut asked = 0;
    loop {
        match station.answered(Fcf::Rnr)[..] {
            [Did::Said(ref codes), _] if codes[..] == [0x6F] => asked += 1,
            ref did => break assert_eq!(*did, [Did::Said(vec![DCN]), Did::HungUp]),
        }
        station.after(2000);
    }
    assert_eq!(station.outcome(), failed(Failure::ReceiverBusyTooLong));
    assert!((60_000..65_000).contains(&(station.now - began).as_millis()), "after {asked} RR");
}

#[test]
fn what_follows_rnr_is_the_answer_to_pps() {
    let mut station = sent(&[1000], 4);
    assert_eq!(station.answered(Fcf::Rnr), said(&[0x6F]));
    // RR is lost, and then RNR.
    assert_eq!(station.waits(), said(&[0x6F]));
    assert_eq!(station.answered(Fcf::Rnr), said(&[0x6F]));
    assert_eq!(asks(&mut station, &[2]), burst(RATE, &[2]));
    assert_eq!(station.answered(Fcf::Rnr), said(&[0x6F]));
    assert_eq!(station.answered(Fcf::Mcf), [Did::Said(vec![DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
}

#[test]
fn four_requests_lead_to_ctc_and_four_more_to_eor() {
    // OTEN04.
    let mut station = sent(&[1000], 4);
    for _ in 0..3 {
        assert_eq!(asks(&mut station, &[0, 1, 2, 3]), burst(RATE, &[0, 1, 2, 3]));
    }
    assert_eq!(asks(&mut station, &[0, 1, 2, 3]), said(&[0x13]));
    // Bits 1 to 16 of a DCS for 12000 bit/s: 0 1 0 1 in bits 11 to 14.
    assert_eq!(station.last_frame()[1..], [0x00, 0x2A | 0x40]);
    let slower = Signal { training: Training::Long, ..block(V17At12000) };
    let again = vec![Did::Block(slower, vec![0, 1, 2, 3]), Did::Said(vec![0xBF]), control()];
    assert_eq!(station.answered(Fcf::Ctr), again, "the new rate begins with the long training");
    for _ in 0..3 {
        assert_eq!(asks(&mut station, &[0, 1, 2, 3]), burst(V17At12000, &[0, 1, 2, 3]));
    }
    assert_eq!(asks(&mut station, &[0, 1, 2, 3]), said(&[0xCF]));
    assert_eq!(station.last_frame(), [0xCF, 0x2F]);
    assert_eq!(station.answered(Fcf::Err), [Did::Said(vec![DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::EcmGaveUp));
    assert_eq!(station.call.report().pages_sent, 0);
}

#[test]
fn behind_ctc_a_block_can_still_be_saved() {
    // OTEN05; and as long as each round helps there is another one.
    let mut station = sent(&[2000], 8);
    for missing in [&[1, 2, 3][..], &[1, 2], &[1]] {
        for _ in 0..3 {
            asks(&mut station, missing);
        }
        assert_eq!(asks(&mut station, missing), said(&[0x13]), "{missing:?}");
        station.answered(Fcf::Ctr);
    }
    assert_eq!(station.answered(Fcf::Mcf), [Did::Said(vec![DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
    assert_eq!(station.call.report().continuations, 3);
}

#[test]
fn the_rule_of_four_is_a_setting() {
    let once = EcmPolicy { corrections: 1, ..EcmPolicy::default() };
    let mut station = sent_with(&[1000], once, 4);
    assert_eq!(asks(&mut station, &[0]), said(&[0x13]));
}

#[test]
fn a_page_may_be_given_up_and_the_next_one_sent() {
    let policy = EcmPolicy { corrections: 1, then: AfterBlock::Continue, ..EcmPolicy::default() };
    let mut station = sent_with(&[300, 10], policy, 2);
    assert_eq!(asks(&mut station, &[0, 1]), said(&[0x13]));
    station.answered(Fcf::Ctr);
    assert_eq!(asks(&mut station, &[0, 1]), said(&[0xCF]));
    assert_eq!(station.last_frame(), [0xCF, 0x4F]);
    assert_eq!(station.answered(Fcf::Err), burst(V17At12000, &[0]));
    assert_eq!(station.last_frame(), [0xBF, 0x2F, 1, 0, 0]);
    assert_eq!(station.answered(Fcf::Mcf), [Did::Said(vec![DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::EcmGaveUp));
    assert_eq!((station.call.report().pages_sent, station.call.report().page_in_doubt), (1, None));
    assert!(station.events.contains(&Event::PageSent { page: 0, confirmed: false }));
}

#[test]
fn each_command_is_sent_three_times() {
    type Prepare = fn(&mut Station);
    let commands: [(u8, Prepare); 3] = [
        (0xBF, |_| ()),
        (0x13, |station| {
            asks(station, &[0]);
        }),
        (0xCF, |station| {
            asks(station, &[0]);
            station.answered(Fcf::Ctr);
            asks(station, &[0]);
        }),
    ];
    for (code, prepare) in commands {
        let once = EcmPolicy { corrections: 1, ..EcmPolicy::default() };
        let mut station = sent_with(&[200], once, 1);
        prepare(&mut station);
        assert_eq!(station.last_frame()[0], code);
        // Nothing comes; something comes that cannot be read; nothing comes.
        assert_eq!(station.waits(), said(&[code]));
        station.line(LineEvent::Carrier);
        station.line(LineEvent::BadFrame);
        station.line(LineEvent::CarrierLost);
        station.acts();
        assert_eq!(station.waits(), said(&[code]));
        assert_eq!(station.waits(), [Did::Said(vec![DCN]), Did::HungUp]);
        assert_eq!(station.outcome(), failed(Failure::NoResponseAfterPage));
        assert_eq!(station.call.report().page_in_doubt, Some(0));
    }
}

#[test]
fn crp_is_answered_by_the_command_again() {
    let mut station = sent(&[100], 1);
    assert_eq!(station.answered(Fcf::Crp), said(&[0xBF]));
    assert_eq!(station.last_frame(), [0xBF, 0x2F, 0, 0, 0]);
    assert_eq!(station.answered(Fcf::Mcf), [Did::Said(vec![DCN]), Did::HungUp]);
}

#[test]
fn our_own_echo_is_no_answer() {
    // Tx-PPS-echo.
    let mut station = sent(&[100], 1);
    assert_eq!(station.hears(&[(Fcf::Pps, true, &[0x2F, 0, 0, 0])]), [control()]);
    assert_eq!(station.answered(Fcf::Mcf), [Did::Said(vec![DCN]), Did::HungUp]);
}

#[test]
fn a_request_for_nothing_is_answered_by_pps() {
    let mut station = sent(&[1000], 4);
    for _ in 0..3 {
        assert_eq!(asks(&mut station, &[100, 200]), said(&[0xBF]));
        assert_eq!(station.last_frame(), [0xBF, 0x2F, 0, 0, 0], "no frames are never said as 0xFF");
    }
    assert_eq!(asks(&mut station, &[]), said(&[0xCF]));
}

#[test]
fn answers_that_cannot_be_end_the_call() {
    let mut short = sent(&[100], 1);
    short.hears(&[(Fcf::Ppr, false, &[0xFF; 31])]);
    assert_eq!(short.outcome(), failed(Failure::EcmProtocolError));
    for (fcf, failure) in [
        (Fcf::Dcn, Failure::PageNotConfirmed),
        (Fcf::Ctr, Failure::InvalidResponse),
        (Fcf::Rtn, Failure::InvalidResponse),
        (Fcf::Pin, Failure::OperatorInterrupt),
    ] {
        let mut station = sent(&[100], 1);
        station.answered(fcf);
        assert_eq!(station.outcome(), failed(failure), "{fcf:?}");
        assert_eq!(station.call.report().pages_sent, 0);
    }
}

#[test]
fn a_receiver_that_missed_ctc_gets_it_again() {
    let once = EcmPolicy { corrections: 1, ..EcmPolicy::default() };
    let mut station = sent_with(&[1000], once, 4);
    assert_eq!(asks(&mut station, &[1]), said(&[0x13]));
    assert_eq!(asks(&mut station, &[1]), said(&[0x13]));
    let slower = Signal { training: Training::Long, ..block(V17At12000) };
    assert_eq!(station.answered(Fcf::Ctr)[0], Did::Block(slower, vec![1]));
}

#[test]
fn the_late_answer_to_a_repeat_is_not_taken_for_the_next_block() {
    let mut station = sent(&[256, 256, 256], 1);
    let answer = |station: &mut Station, fcf: Fcf, after: u64| {
        station.line(LineEvent::Carrier);
        station.after(after);
        station.line(LineEvent::Frame(&far::octets(fcf, false, true, &[])));
        station.acts()
    };
    // PPS again behind T4; 0.4 s later an answer, which cannot be to this one: a preamble alone takes longer.
    assert_eq!(station.waits(), said(&[0xBF]));
    assert_eq!(answer(&mut station, Fcf::Mcf, 400), burst(RATE, &[0]));
    assert_eq!(station.call.report().pages_sent, 1);
    // The answer to the repeat comes behind the next PPS. It confirms nothing.
    assert_eq!(answer(&mut station, Fcf::Mcf, 2000), [control()]);
    assert_eq!(station.call.report().pages_sent, 1);
    // This one does, after the time that the first one took.
    assert_eq!(answer(&mut station, Fcf::Mcf, 1700), burst(RATE, &[0]));
    assert_eq!(station.call.report().pages_sent, 2);
}
