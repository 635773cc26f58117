//! The station that receives with error correction, against a far end written by hand. Names such as OREN02 are the cases
//! of TSB-85.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod far;

use Modulation::{V17At12000, V17At14400};
use far::{Did, Station, block, control, fine, tcf, zeros};
use fax_core::frame::{Fcf, Mode};
use fax_core::sim::{OctetPages, Received};
use fax_core::{
    Call, Coding, EcmFrame, Event, Failure, Instant, LineEvent, Modulation, Outcome, Quality, Signal, Training,
};

const RATE: Modulation = V17At14400;
const MCF: u8 = 0x8C;
const PPR: u8 = 0xBC;
const ERR: u8 = 0x1C;
const CTR: u8 = 0xC4;
const RNR: u8 = 0xEC;
/// Ends of a block, as a caller says them.
const NULL: u8 = 0x00;
const MPS: u8 = 0x4F;
const EOM: u8 = 0x8F;
const EOP: u8 = 0x2F;
const FULL: [u8; 256] = [0x11; 256];

fn mode(frame: EcmFrame) -> Mode {
    Mode { coding: Coding::Mmr, ecm: Some(frame), ..fine(RATE) }
}

/// Has confirmed the training and waits for a block.
fn trained_for(frame: EcmFrame) -> Station {
    let mut station = Station::new(Call::answering(&far::config(), Instant::ZERO), OctetPages::new(vec![]));
    station.sink = Received::with_window(65_536);
    station.acts();
    assert_eq!(station.dcs(&mode(frame)), [tcf(RATE)]);
    assert_eq!(station.receives(&zeros(RATE)), [Did::Said(vec![0x84]), waits_for_block(RATE)]);
    station
}

fn trained() -> Station {
    trained_for(EcmFrame::Octets256)
}

fn waits_for_block(modulation: Modulation) -> Did {
    Did::Listens(block(modulation))
}

fn pps(station: &mut Station, end: u8, page: u8, block: u8, frames: u8) -> Vec<Did> {
    station.hears(&[(Fcf::Pps, true, &[end, page, block, frames])])
}

/// An answer behind which an image follows.
fn answers(code: u8) -> [Did; 2] {
    [Did::Said(vec![code]), waits_for_block(RATE)]
}

/// Frames `numbers`, full, and RCP.
fn full(station: &mut Station, numbers: impl IntoIterator<Item = u8>) {
    let frames: Vec<(u8, &[u8])> = numbers.into_iter().map(|n| (n, &FULL[..])).collect();
    assert_eq!(station.block(&frames), [control()]);
}

fn missing(station: &Station) -> Vec<u8> {
    let frame = station.last_frame();
    assert_eq!((frame[0], frame.len()), (PPR, 33));
    (0..=255).filter(|n: &u8| frame[1 + usize::from(n / 8)] >> (n % 8) & 1 == 1).collect()
}

fn failed(failure: Failure) -> Option<Outcome> {
    Some(Outcome::Failed(failure))
}

#[test]
fn two_pages_are_numbered() {
    // OREN08.
    let mut station = trained();
    full(&mut station, 0..3);
    assert_eq!(pps(&mut station, MPS, 0, 0, 2), answers(MCF));
    full(&mut station, 0..1);
    assert_eq!(pps(&mut station, EOP, 1, 0, 0), [Did::Said(vec![MCF]), control()]);
    assert_eq!(station.sink.accepted, [vec![0x11; 768], vec![0x11; 256]]);
    assert_eq!(station.commanded(Fcf::Dcn), [Did::HungUp]);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
    assert_eq!((station.call.report().pages_received, station.call.report().stray_events), (2, 0));
}

#[test]
fn missing_frames_are_asked_for_bit_by_bit() {
    // OREN02.
    let mut station = trained();
    full(&mut station, 1..108);
    assert_eq!(pps(&mut station, EOP, 0, 0, 107), answers(PPR));
    let mut fif = [0; 32];
    fif[0] = 0x01;
    fif[13] = 0xF0;
    fif[14..].fill(0xFF);
    assert_eq!(station.last_frame()[1..], fif);
    // The count of this burst alone is smaller, and does not shorten the block. Nothing is stored before it is whole.
    assert!(station.sink.accepted.is_empty());
    full(&mut station, [0]);
    assert_eq!(pps(&mut station, EOP, 0, 0, 0), [Did::Said(vec![MCF]), control()]);
    assert_eq!(station.sink.accepted, [vec![0x11; 108 * 256]]);
    assert_eq!(station.call.report().frames_repeated, 1);
}

#[test]
fn blocks_follow_each_other() {
    let mut station = trained_for(EcmFrame::Octets64);
    let short = [0x22; 64];
    let frames: Vec<(u8, &[u8])> = (0..=255).map(|n| (n, &short[..])).collect();
    station.block(&frames);
    assert_eq!(pps(&mut station, NULL, 0, 0, 255), answers(MCF));
    assert!(!station.events.iter().any(|e| matches!(e, Event::PageReceived { .. })));
    // Frames in any order, and the last one short.
    station.block(&[(1, &[0x33; 10]), (0, &short)]);
    assert_eq!(pps(&mut station, EOP, 0, 1, 1)[0], Did::Said(vec![MCF]));
    assert_eq!(station.sink.accepted[0].len(), 256 * 64 + 64 + 10);
    assert!(station.sink.accepted[0].ends_with(&[0x33; 10]));
}

#[test]
fn a_command_that_comes_again_is_answered_again_and_nothing_is_stored_twice() {
    // PPS-MPS-lost-PPS; MRGN16 with error correction.
    let mut station = trained();
    full(&mut station, 0..2);
    for _ in 0..3 {
        assert_eq!(pps(&mut station, MPS, 0, 0, 1), answers(MCF));
    }
    // Even with all of its frames, and however late. (OREN09: the far side does not count its pages.)
    full(&mut station, 0..2);
    station.after(5500);
    assert_eq!(pps(&mut station, MPS, 0, 0, 1), answers(MCF));
    full(&mut station, 0..1);
    assert_eq!(pps(&mut station, EOM, 1, 0, 0), [Did::Said(vec![MCF]), control()]);
    assert_eq!(pps(&mut station, EOM, 1, 0, 0), [Did::Said(vec![MCF]), control()]);
    // Our DIS has gone out by now.
    assert_eq!(station.waits()[0], Did::Said(vec![0x40, 0x80]));
    assert_eq!(pps(&mut station, EOM, 1, 0, 0), [Did::Said(vec![MCF]), control()]);
    assert_eq!(station.dcs(&mode(EcmFrame::Octets256)), [tcf(RATE)]);
    station.receives(&zeros(RATE));
    full(&mut station, 0..1);
    assert_eq!(pps(&mut station, EOP, 2, 0, 0), [Did::Said(vec![MCF]), control()]);
    assert_eq!(pps(&mut station, EOP, 2, 0, 0), [Did::Said(vec![MCF]), control()]);
    assert_eq!(station.sink.accepted.len(), 3);
    assert_eq!(station.call.report().answers_repeated, 6);
}

#[test]
fn a_block_that_was_missed_whole_is_asked_for() {
    // Without error correction this is where a page is lost: see `Report::answers_repeated`.
    let mut station = trained();
    full(&mut station, 0..2);
    pps(&mut station, MPS, 0, 0, 1);
    assert_eq!(pps(&mut station, MPS, 1, 0, 4), answers(PPR));
    assert_eq!(missing(&station).len(), 256);
    full(&mut station, 0..5);
    assert_eq!(pps(&mut station, MPS, 1, 0, 4), answers(MCF));
    assert_eq!(station.sink.accepted.len(), 2);
}

#[test]
fn commands_out_of_order_end_the_call() {
    for (page, block) in [(0, 1), (1, 0), (7, 0)] {
        let mut station = trained();
        full(&mut station, 0..1);
        pps(&mut station, NULL, 0, 0, 0);
        full(&mut station, 0..1);
        pps(&mut station, MPS, 0, 1, 0);
        full(&mut station, 0..1);
        pps(&mut station, EOP, page + 1, block + 1, 0);
        assert_eq!(station.outcome(), failed(Failure::EcmProtocolError), "page {page}, block {block}");
    }
}

#[test]
fn a_busy_sink_holds_the_sender_off() {
    let mut station = trained();
    station.sink.busy = 2;
    full(&mut station, 0..1);
    let busy = [Did::Said(vec![RNR]), control()];
    assert_eq!(pps(&mut station, MPS, 0, 0, 1), busy);
    // RNR is lost, so PPS comes again; then RR.
    assert_eq!(pps(&mut station, MPS, 0, 0, 1), busy);
    assert_eq!(station.commanded(Fcf::Rr), answers(PPR));
    full(&mut station, [1]);
    assert_eq!(pps(&mut station, MPS, 0, 0, 0), answers(MCF));
    // The answer to RR is lost.
    assert_eq!(station.commanded(Fcf::Rr), answers(MCF));
    assert_eq!(station.sink.accepted, [vec![0x11; 512]]);

    let mut station = trained();
    station.sink.busy = 1;
    full(&mut station, 0..1);
    pps(&mut station, MPS, 0, 0, 0);
    station.waits();
    assert_eq!(station.outcome(), failed(Failure::NoReadyQuery));
}

#[test]
fn the_rest_of_a_block_may_come_at_another_rate() {
    // OREN03; Modem-change-at-CTC.
    let mut station = trained();
    full(&mut station, 0..2);
    for _ in 0..4 {
        assert_eq!(pps(&mut station, EOP, 0, 0, 3), answers(PPR));
    }
    let long = |modulation| Did::Listens(Signal { training: Training::Long, ..block(modulation) });
    let ctc = |rate: u8| [(Fcf::Ctc, true, [0x00, rate | 0x42])];
    let continues = |station: &mut Station, rate| {
        let [(fcf, x, fif)] = ctc(rate);
        station.hears(&[(fcf, x, &fif)])
    };
    assert_eq!(continues(&mut station, 0x20), [Did::Said(vec![CTR]), long(V17At14400)]);
    // CTR is lost.
    assert_eq!(continues(&mut station, 0x28), [Did::Said(vec![CTR]), long(V17At12000)]);
    full(&mut station, [2]);
    assert_eq!(pps(&mut station, EOP, 0, 0, 1), [Did::Said(vec![PPR]), waits_for_block(V17At12000)]);
    assert_eq!(missing(&station)[0], 3);
    let v27 = Modulation::V27ter4800;
    assert_eq!(continues(&mut station, 0x08), [Did::Said(vec![CTR]), waits_for_block(v27)]);
    full(&mut station, [3]);
    assert_eq!(pps(&mut station, EOP, 0, 0, 0), [Did::Said(vec![MCF]), control()]);
    assert_eq!(station.sink.accepted, [vec![0x11; 1024]]);
    // A rate that is none.
    let mut station = trained();
    full(&mut station, 0..1);
    continues(&mut station, 0x3C);
    assert_eq!(station.outcome(), failed(Failure::Incompatible));
}

#[test]
fn a_block_may_be_given_up() {
    // OREN04: the rest of the page is confirmed, but it is not whole.
    let mut station = trained();
    full(&mut station, 1..10);
    pps(&mut station, NULL, 0, 0, 9);
    assert_eq!(station.hears(&[(Fcf::Eor, true, &[NULL])]), answers(ERR));
    // ERR is lost.
    assert_eq!(station.hears(&[(Fcf::Eor, true, &[NULL])]), answers(ERR));
    full(&mut station, 0..4);
    assert_eq!(pps(&mut station, EOP, 0, 1, 3), [Did::Said(vec![MCF]), control()]);
    station.commanded(Fcf::Dcn);
    assert_eq!(station.outcome(), failed(Failure::EcmGaveUp));
    assert!(station.sink.accepted.is_empty());

    // OREN06: the next page is as good as any.
    // What came of the first one before the gap is kept apart.
    let mut station = trained();
    full(&mut station, [0, 1, 3, 4, 5, 6, 7, 8, 9]);
    pps(&mut station, MPS, 0, 0, 9);
    assert_eq!(station.hears(&[(Fcf::Eor, true, &[MPS])]), answers(ERR));
    assert_eq!(station.sink.given_up, [vec![0x11; 512]]);
    full(&mut station, 0..4);
    assert_eq!(pps(&mut station, EOP, 1, 0, 3), [Did::Said(vec![MCF]), control()]);
    station.commanded(Fcf::Dcn);
    assert_eq!(station.outcome(), failed(Failure::EcmGaveUp));
    assert_eq!((station.sink.accepted.len(), station.call.report().pages_rejected), (1, 1));

    // OREN05, OREN07.
    let mut station = trained();
    full(&mut station, 1..10);
    pps(&mut station, EOP, 0, 0, 9);
    assert_eq!(station.hears(&[(Fcf::Eor, true, &[EOP])]), [Did::Said(vec![ERR]), control()]);
    assert_eq!(station.hears(&[(Fcf::Eor, true, &[EOP])]), [Did::Said(vec![ERR]), control()]);
    station.waits();
    assert_eq!(station.outcome(), failed(Failure::EcmGaveUp));
}

#[test]
fn bare_octets_are_no_part_of_a_block() {
    let mut station = trained();
    station.line(LineEvent::Carrier);
    station.line(LineEvent::Frame(&[&[0xFF, 3, 6, 0][..], &FULL].concat()));
    // A line that gives them all the same could fill the sink with them, beyond its window.
    for _ in 0..100 {
        station.line(LineEvent::Octets(&[0x55; 3000]));
    }
    station.line(LineEvent::CarrierLost);
    assert_eq!(station.acts(), [control()]);
    assert_eq!(pps(&mut station, EOP, 0, 0, 0)[0], Did::Said(vec![MCF]));
    assert_eq!(station.sink.accepted, [FULL.to_vec()]);
    assert_eq!(station.call.report().stray_events, 100);
}

#[test]
fn a_block_ends_with_one_rcp_or_none() {
    // The carrier falls in front of RCP.
    let mut station = trained();
    station.line(LineEvent::Carrier);
    station.line(LineEvent::Frame(&[&[0xFF, 3, 6, 0][..], &FULL].concat()));
    station.line(LineEvent::BadFrame);
    station.line(LineEvent::CarrierLost);
    assert_eq!(station.acts(), [control()]);
    assert_eq!(pps(&mut station, EOP, 0, 0, 0)[0], Did::Said(vec![MCF]));
    // The carrier is not reported as lost: PPS begins 75 ms behind RCP, and must be heard.
    let mut station = trained();
    station.line(LineEvent::Carrier);
    station.line(LineEvent::Frame(&[0xFF, 3, 0x86]));
    station.acts();
    let began = station.now;
    assert_eq!(station.waits(), [control()]);
    assert!((station.now - began).as_millis() < 1000);
    // Nothing at all was understood: the block may still be to come.
    let mut station = trained();
    station.line(LineEvent::Carrier);
    station.line(LineEvent::CarrierLost);
    assert_eq!(station.acts(), [waits_for_block(RATE)]);
}

#[test]
fn frames_of_another_length_count_as_missing_unless_they_are_the_last() {
    let mut station = trained();
    station.block(&[(0, &FULL), (1, &FULL[..100]), (2, &FULL), (3, &FULL[..9])]);
    assert_eq!(pps(&mut station, EOP, 0, 0, 3), answers(PPR));
    assert_eq!(missing(&station)[0], 1);
    station.block(&[(1, &FULL), (0, &[9; 256])]);
    assert_eq!(pps(&mut station, EOP, 0, 0, 0)[0], Did::Said(vec![MCF]));
    assert_eq!(station.sink.accepted, [vec![0x11; 3 * 256 + 9]], "what came again unasked was not stored");
    // Frames too long for the mode are nothing.
    let mut station = trained_for(EcmFrame::Octets64);
    station.block(&[(0, &FULL)]);
    assert_eq!(pps(&mut station, EOP, 0, 0, 0), answers(PPR));
}

#[test]
fn none_said_as_256_is_none() {
    let mut station = trained();
    full(&mut station, 0..1);
    assert_eq!(pps(&mut station, EOP, 0, 0, 1), answers(PPR));
    assert_eq!(pps(&mut station, EOP, 0, 0, 255), answers(PPR));
    full(&mut station, [1]);
    assert_eq!(pps(&mut station, EOP, 0, 0, 0)[0], Did::Said(vec![MCF]));
}

#[test]
fn crp_is_answered_by_the_answer_again() {
    let mut station = trained();
    full(&mut station, 0..1);
    pps(&mut station, EOP, 0, 0, 1);
    assert_eq!(station.commanded(Fcf::Crp), answers(PPR));
    assert_eq!(missing(&station)[0], 1);
    full(&mut station, [1]);
    pps(&mut station, EOP, 0, 0, 0);
    assert_eq!(station.commanded(Fcf::Crp), [Did::Said(vec![MCF]), control()]);
    assert_eq!(station.sink.accepted.len(), 1);
}

#[test]
fn a_command_for_another_training_begins_the_page_anew() {
    let mut station = trained();
    full(&mut station, 0..2);
    station.hears(&[(Fcf::Crp, true, &[])]);
    assert_eq!(station.dcs(&mode(EcmFrame::Octets64)), [tcf(RATE)]);
    station.receives(&zeros(RATE));
    station.block(&[(0, &[5; 64])]);
    assert_eq!(pps(&mut station, EOP, 0, 0, 0)[0], Did::Said(vec![MCF]));
    assert_eq!(station.sink.accepted, [vec![5; 64]]);
}

#[test]
fn a_page_that_cannot_be_stored_or_read_is_not_confirmed() {
    let mut station = trained();
    station.sink.verdicts.push(Quality { rows: 9, bad_rows: 1, longest_bad_run: 1, complete: false });
    full(&mut station, 0..1);
    pps(&mut station, EOP, 0, 0, 0);
    assert_eq!(station.outcome(), failed(Failure::UnreadablePage));
    assert!(station.sink.accepted.is_empty());
}

#[test]
fn a_plain_command_behind_frames_is_taken_for_the_one_that_belongs_there() {
    // All that came is there, and the page has its end mark.
    let mut station = trained();
    full(&mut station, 0..3);
    assert_eq!(station.commanded(Fcf::Mps), answers(MCF));
    full(&mut station, 0..1);
    assert_eq!(station.commanded(Fcf::Eop), [Did::Said(vec![MCF]), control()]);
    // MCF is lost.
    assert_eq!(station.commanded(Fcf::Eop), [Did::Said(vec![MCF]), control()]);
    station.commanded(Fcf::Dcn);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
    assert_eq!(station.sink.accepted.len(), 2);
    // Frame 1 is not.
    let mut station = trained();
    full(&mut station, [0, 2]);
    assert_eq!(station.commanded(Fcf::Eop), answers(PPR));
    assert_eq!(station.last_frame()[1..3], [0b1111_1010, 0xFF]);
    // Without an end mark nobody knows how many frames there are behind the last that came.
    let mut station = trained();
    station.sink.verdicts.push(Quality { rows: 9, complete: false, ..Quality::default() });
    full(&mut station, 0..1);
    station.commanded(Fcf::Eop);
    assert_eq!(station.outcome(), failed(Failure::UnreadablePage));
    assert_eq!(station.call.report().pages_received, 0);
}

#[test]
fn a_sender_that_does_not_correct_after_all_sends_its_page_again() {
    // Q12: error correction was commanded, and neither frames nor PPS come.
    let mut station = trained();
    station.line(LineEvent::Carrier);
    station.line(LineEvent::CarrierLost);
    station.acts();
    assert_eq!(station.commanded(Fcf::Eop), [Did::Said(vec![0x4C]), control()], "RTN");
    assert_eq!(station.dcs(&fine(V17At12000)), [tcf(V17At12000)]);
    station.receives(&zeros(V17At12000));
    station.receives(&[1, 2]);
    assert_eq!(station.commanded(Fcf::Eop), [Did::Said(vec![MCF]), control()]);
    assert_eq!(station.sink.accepted, [vec![1, 2]]);
}

#[test]
fn every_wait_ends() {
    let mut waiting = trained();
    waiting.waits();
    assert_eq!(waiting.outcome(), failed(Failure::NoImageData));
    let mut with_block = trained();
    full(&mut with_block, 0..1);
    with_block.waits();
    assert_eq!(with_block.outcome(), failed(Failure::NoPostMessage));
    // Flags for ever: T.30 allows 35 s of them.
    let mut flags = trained();
    flags.line(LineEvent::Carrier);
    flags.acts();
    let began = flags.now;
    while flags.outcome().is_none() {
        flags.waits();
    }
    assert!((35_000..50_000).contains(&(flags.now - began).as_millis()));
    // PPS for ever.
    let mut station = trained();
    full(&mut station, 0..1);
    for _ in 0..100 {
        if station.outcome().is_none() {
            pps(&mut station, EOP, 0, 0, 1);
        }
    }
    assert_eq!(station.outcome(), failed(Failure::EcmGaveUp));
}
