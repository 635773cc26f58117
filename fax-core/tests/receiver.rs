//! The station that answers and receives, against a far end written by hand. Names such as MRGN16 are the cases of TSB-85.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod far;

use Modulation::{V17At14400, V27ter4800, V29At9600};
use far::{Did, Station, control, fine, image, tcf, zeros};
use fax_core::frame::{Dis, Fcf};
use fax_core::{Abilities, Coding, EcmFrame, Event, Failure, LineEvent, Modulation, Outcome, Quality};

const CSI_DIS: [u8; 2] = [0x40, 0x80];
const CFR: u8 = 0x84;
const FTT: u8 = 0x44;
const MCF: u8 = 0x8C;
const RTP: u8 = 0xCC;
const RTN: u8 = 0x4C;
const DCN: u8 = 0xFA;

fn offered() -> Station {
    let mut station = Station::answering();
    assert_eq!(station.acts(), [Did::Said(CSI_DIS.to_vec()), control()]);
    station
}

/// Has confirmed a training check at 14400 and waits for the page.
fn trained() -> Station {
    let mut station = offered();
    assert_eq!(station.dcs(&fine(V17At14400)), [tcf(V17At14400)]);
    assert_eq!(station.receives(&zeros(V17At14400)), [Did::Said(vec![CFR]), image(V17At14400)]);
    station
}

/// Has a page and waits for the post-page command.
fn with_page() -> Station {
    let mut station = trained();
    assert_eq!(station.receives(&[1, 2, 3]), [control()]);
    station
}

fn failed(failure: Failure) -> Option<Outcome> {
    Some(Outcome::Failed(failure))
}

#[test]
fn one_page() {
    let mut station = with_page();
    assert_eq!(station.commanded(Fcf::Eop), [Did::Said(vec![MCF]), control()]);
    assert_eq!(station.sink.accepted, [vec![1, 2, 3]]);
    assert_eq!(station.commanded(Fcf::Dcn), [Did::HungUp]);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
    assert_eq!(station.call.report().pages_received, 1);
}

#[test]
fn the_offer_names_us_and_reads_back() {
    let station = offered();
    assert_eq!(station.bursts[0][0][..2], [0xFF, 0x03]);
    assert_eq!(&station.bursts[0][0][3..], b"0001555             ");
    assert_eq!(station.bursts[0][1][..3], [0xFF, 0x13, 0x80]);
    let dis = Dis::parse(&station.bursts[0][1][3..]).unwrap();
    let ours = Abilities::default();
    let without_ecm = Abilities { ecm: false, codings: ours.codings.without(Coding::Mmr), ..ours };
    assert_eq!(dis.abilities(), without_ecm, "the sink has no window, and MMR needs error correction");
}

#[test]
fn nothing_is_offered_that_a_call_cannot_keep() {
    let abilities = Abilities { ecm: true, offers_document: true, ..Abilities::default() };
    let config = fax_core::Config { abilities, ..far::config() };
    let call = fax_core::Call::answering(&config, fax_core::Instant::ZERO);
    let mut station = Station::new(call, fax_core::sim::OctetPages::new(vec![]));
    station.acts();
    let dis = Dis::parse(&station.bursts[0][1][3..]).unwrap();
    assert!(!dis.bit(27) && !dis.bit(31) && !dis.bit(9));
}

#[test]
fn mps_leads_to_the_next_page_and_a_repeat_of_it_to_the_same_answer() {
    // MRGN16, MRGX05: the sender has missed our answer.
    let mut station = with_page();
    assert_eq!(station.commanded(Fcf::Mps), [Did::Said(vec![MCF]), image(V17At14400)]);
    station.line(LineEvent::WrongCarrier);
    assert_eq!(station.acts(), [control()]);
    assert_eq!(station.commanded(Fcf::Mps), [Did::Said(vec![MCF]), image(V17At14400)]);
    assert_eq!(station.sink.accepted.len(), 1, "nothing is stored twice");
    assert_eq!(station.receives(&[9]), [control()]);
    station.commanded(Fcf::Eop);
    assert_eq!(station.commanded(Fcf::Eop), [Did::Said(vec![MCF]), control()]);
    station.commanded(Fcf::Dcn);
    assert_eq!(station.sink.accepted, [vec![1, 2, 3], vec![9]]);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
}

#[test]
fn a_page_with_a_row_of_more_than_5_s_is_not_answered() {
    // MRGN03.
    for (ms, good) in [(4900, true), (5100, false)] {
        let mut station = trained();
        station.line(LineEvent::Carrier);
        for octets in [&[0x00, 0x08, 0x55][..], &[0x00, 0x08]] {
            station.line(LineEvent::Octets(octets));
            // Fill: octets go on coming, and no row ends.
            for _ in 0..10 {
                station.after(ms / 10);
                station.line(LineEvent::Octets(&[0]));
            }
        }
        station.line(LineEvent::CarrierLost);
        assert_eq!(station.acts(), [control()]);
        if good {
            assert_eq!(station.commanded(Fcf::Eop)[0], Did::Said(vec![MCF]));
            continue;
        }
        for _ in 0..3 {
            assert_eq!(station.commanded(Fcf::Eop), [control()]);
            station.after(5300);
        }
        assert_eq!(station.commanded(Fcf::Dcn), [Did::HungUp]);
        assert_eq!(station.call.report().pages_received, 0);
    }
}

#[test]
fn where_errors_are_corrected_half_a_training_check_will_do() {
    // Q6. 14400 bit/s: 1.5 s are 2700 octets, with a disturbance in each second.
    let mut check = vec![0; 2700];
    (check[100], check[1400]) = (0xFF, 0xFF);
    for (ecm, answer) in [(None, 0x44), (Some(fax_core::EcmFrame::Octets256), 0x84)] {
        let mut station = Station::answering();
        station.sink = fax_core::sim::Received::with_window(65_536);
        station.acts();
        station.dcs(&fax_core::frame::Mode { ecm, ..fine(V17At14400) });
        assert_eq!(station.receives(&check)[0], Did::Said(vec![answer]), "{ecm:?}");
    }
}

#[test]
fn eom_leads_back_to_our_offer_after_t2() {
    // MRGN09: DIS comes 5 to 7 s after MCF. A repeated EOM is answered in between.
    let mut station = with_page();
    assert_eq!(station.commanded(Fcf::Eom), [Did::Said(vec![MCF]), control()]);
    assert_eq!(station.commanded(Fcf::Eom), [Did::Said(vec![MCF]), control()]);
    let before = station.now;
    assert_eq!(station.waits(), [Did::Said(CSI_DIS.to_vec()), control()]);
    let waited = (station.now - before).as_millis();
    assert!((5000..=7000).contains(&waited), "{waited} ms");
    assert_eq!(station.commanded(Fcf::Eom), [Did::Said(vec![MCF]), control()], "even behind our offer");
    assert_eq!(station.dcs(&fine(V29At9600)), [tcf(V29At9600)]);
    station.receives(&zeros(V29At9600));
    station.receives(&[4]);
    station.commanded(Fcf::Eop);
    station.commanded(Fcf::Dcn);
    assert_eq!(station.sink.accepted.len(), 2);
}

#[test]
fn training_is_judged_by_its_longest_run_of_zeros() {
    // MRGN07: noise before the zeros does no harm; MRGN08: a TCF at the wrong rate is noise.
    let mut station = offered();
    station.dcs(&fine(V27ter4800));
    assert_eq!(station.receives(&[0x55; 900]), [Did::Said(vec![FTT]), control()]);
    station.dcs(&fine(V27ter4800));
    let mut noisy = vec![0xA5; 7];
    noisy.extend([0; 800]);
    assert_eq!(station.receives(&noisy), [Did::Said(vec![CFR]), image(V27ter4800)]);
    assert_eq!(station.call.report().failed_trainings, 1);
}

#[test]
fn a_click_is_no_training() {
    let mut station = offered();
    station.dcs(&fine(V27ter4800));
    assert_eq!(station.receives(&[0; 20]), [tcf(V27ter4800)]);
    assert_eq!(station.receives(&zeros(V27ter4800)), [Did::Said(vec![CFR]), image(V27ter4800)]);
}

#[test]
fn a_command_without_training_is_answered_by_ftt() {
    // MRGN13.
    let mut station = offered();
    station.dcs(&fine(V27ter4800));
    assert_eq!(station.waits(), [Did::Said(vec![FTT]), control()]);
}

#[test]
fn the_offer_is_repeated_after_t4_until_t1() {
    // MRGN10; the caller may be slow, deaf or an answering machine.
    let mut station = offered();
    let mut offers = 1;
    let mut last = station.now;
    loop {
        let did = station.waits();
        if did.last() == Some(&Did::HungUp) {
            assert_eq!(did[0], Did::Said(vec![DCN]));
            break;
        }
        let waited = (station.now - last).as_millis();
        assert!((3000..=3450).contains(&waited), "T4, not T2: {waited} ms");
        last = station.now;
        offers += 1;
    }
    assert!(offers > 3, "{offers}");
    assert_eq!(station.now.as_millis(), 35_000);
    assert_eq!(station.outcome(), failed(Failure::NoFaxPeer));
}

#[test]
fn crp_repeats_the_last_burst() {
    // MRGN12.
    let mut station = offered();
    assert_eq!(station.commanded(Fcf::Crp), [Did::Said(CSI_DIS.to_vec()), control()]);
    let mut station = with_page();
    station.commanded(Fcf::Eop);
    assert_eq!(station.commanded(Fcf::Crp), [Did::Said(vec![MCF]), control()]);
    station.commanded(Fcf::Dcn);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
}

#[test]
fn a_command_that_lost_its_answer_starts_training_again() {
    // MRGN14, MRGX03: the sender missed CFR.
    let mut station = trained();
    station.line(LineEvent::WrongCarrier);
    assert_eq!(station.acts(), [control()]);
    assert_eq!(station.dcs(&fine(V29At9600)), [tcf(V29At9600)]);
    assert_eq!(station.receives(&zeros(V29At9600)), [Did::Said(vec![CFR]), image(V29At9600)]);
}

#[test]
fn damage_decides_between_mcf_rtp_and_rtn() {
    // MRGN04.
    let page = |bad_rows| Quality { rows: 1000, bad_rows, longest_bad_run: 1, complete: true };
    for (bad, answer, accepted) in [(49, MCF, 1), (120, RTP, 1), (151, RTN, 0)] {
        let mut station = with_page();
        station.sink.verdicts.push(page(bad));
        let did = station.commanded(Fcf::Mps);
        assert_eq!(did[0], Did::Said(vec![answer]));
        assert_eq!(station.sink.accepted.len(), accepted);
        let rate = if answer == MCF { continue } else { V27ter4800 };
        assert_eq!(did[1], control(), "a training comes next");
        assert_eq!(station.dcs(&fine(rate)), [tcf(rate)]);
    }
}

#[test]
fn a_rejected_page_that_comes_again_is_stored_once() {
    let mut station = with_page();
    station.sink.verdicts.push(Quality { rows: 10, bad_rows: 9, longest_bad_run: 9, complete: true });
    assert_eq!(station.commanded(Fcf::Eop), [Did::Said(vec![RTN]), control()]);
    station.dcs(&fine(V29At9600));
    station.receives(&zeros(V29At9600));
    station.receives(&[1, 2, 3]);
    assert_eq!(station.commanded(Fcf::Eop), [Did::Said(vec![MCF]), control()]);
    station.commanded(Fcf::Dcn);
    assert_eq!(station.sink.accepted, [vec![1, 2, 3]]);
    assert_eq!((station.outcome(), station.call.report().pages_rejected), (Some(Outcome::Completed), 1));
}

#[test]
fn a_page_without_its_end_is_not_confirmed() {
    let mut station = with_page();
    station.sink.verdicts.push(Quality { rows: 700, complete: false, ..Quality::default() });
    assert_eq!(station.commanded(Fcf::Eop)[0], Did::Said(vec![RTN]));
    station.commanded(Fcf::Dcn);
    assert_eq!(station.outcome(), failed(Failure::DisconnectedAfterRtn));
    assert_eq!(station.call.report().pages_received, 0);
}

#[test]
fn a_post_page_command_without_a_page_is_not_confirmed() {
    let mut station = trained();
    station.line(LineEvent::WrongCarrier);
    station.acts();
    assert_eq!(station.commanded(Fcf::Eop), [Did::Said(vec![DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::NoImageData));
}

#[test]
fn silence_after_each_step_ends_the_call() {
    let mut station = trained();
    assert_eq!(station.waits(), [Did::Said(vec![DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::NoImageData));
    let mut station = with_page();
    assert_eq!(station.waits(), [Did::Said(vec![DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::NoPostMessage));
    // Non-ECM-DCN-clipped: EOP was confirmed, the goodbye is lost.
    let mut station = with_page();
    station.commanded(Fcf::Eop);
    assert_eq!(station.waits(), [Did::HungUp]);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
}

#[test]
fn an_image_that_stops_without_losing_its_carrier_ends_too() {
    let mut station = trained();
    station.line(LineEvent::Carrier);
    station.line(LineEvent::Octets(&[1]));
    station.acts();
    assert_eq!(station.waits(), [control()]);
    assert_eq!(station.commanded(Fcf::Eop)[0], Did::Said(vec![MCF]));
}

#[test]
fn commands_beyond_our_offer_are_refused() {
    let mut station = offered();
    let mode = fax_core::frame::Mode { ecm: Some(EcmFrame::Octets256), ..fine(V17At14400) };
    assert_eq!(station.dcs(&mode), [Did::Said(vec![DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::Incompatible));
    // Invalid-signalling-rate: V.33 is gone.
    let mut station = offered();
    let did = station.hears(&[(Fcf::Dcs, true, &[0, 0x12, 0x78])]);
    assert_eq!(did, [Did::Said(vec![DCN]), Did::HungUp]);
}

#[test]
fn unknown_and_misplaced_commands_end_the_call() {
    // MRGX09, MRGX12.
    let mut station = offered();
    assert_eq!(station.commanded(Fcf::Unknown(0x55)), [Did::Said(vec![DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::UnexpectedFrame));
    let mut station = offered();
    station.commanded(Fcf::Eop);
    assert_eq!(station.outcome(), failed(Failure::InvalidCommand));
}

#[test]
fn wrongly_framed_commands_are_ignored() {
    // MRGX10, 11: the address is wrong.
    let mut station = offered();
    station.line(LineEvent::Carrier);
    station.line(LineEvent::Frame(&[0x7F, 0x13, 0x83, 0, 0x62, 0x78]));
    assert_eq!(station.acts(), []);
    assert_eq!(station.waits(), [Did::Said(CSI_DIS.to_vec()), control()]);
}

#[test]
fn goodbye_means_what_the_moment_says() {
    // MRGX02.
    let mut station = offered();
    station.commanded(Fcf::Dcn);
    assert_eq!(station.outcome(), failed(Failure::DisconnectedInPhaseB));
    let mut station = trained();
    station.line(LineEvent::WrongCarrier);
    station.acts();
    station.commanded(Fcf::Dcn);
    assert_eq!(station.outcome(), failed(Failure::PeerHungUpMidJob));
    // MRGX06 to 08: the line is cleared.
    let mut station = with_page();
    station.commanded(Fcf::Mps);
    station.line(LineEvent::HungUp);
    station.acts();
    assert_eq!(station.outcome(), failed(Failure::CallDropped));
    let mut station = with_page();
    station.commanded(Fcf::Eop);
    station.line(LineEvent::HungUp);
    station.acts();
    assert_eq!(station.outcome(), Some(Outcome::Completed));
}

#[test]
fn a_sink_that_fails_ends_the_call() {
    let mut call = fax_core::Call::answering(&far::config(), fax_core::Instant::ZERO);
    let now = fax_core::Instant::ZERO;
    let (mut source, mut sink) = ((), ());
    let mut pages = fax_core::Pages { source: &mut source, sink: &mut sink };
    let mut drain = |call: &mut fax_core::Call, events: &[LineEvent<'_>]| {
        for event in events {
            call.handle_line(*event, &mut pages, now);
            let mut room = [0; 300];
            while !matches!(call.poll_output(&mut pages, &mut room, now), fax_core::Output::Wait(_)) {}
        }
    };
    let dcs = far::octets(Fcf::Dcs, true, true, &[0, 0x62, 0x78]);
    let good = zeros(V17At14400);
    drain(&mut call, &[LineEvent::Done, LineEvent::Done, LineEvent::Carrier, LineEvent::Frame(&dcs)]);
    drain(&mut call, &[LineEvent::Carrier, LineEvent::Octets(&good), LineEvent::CarrierLost]);
    drain(&mut call, &[LineEvent::Done, LineEvent::Done, LineEvent::Carrier, LineEvent::Octets(&[1])]);
    drain(&mut call, &[LineEvent::Done, LineEvent::Done]);
    assert_eq!(call.report().outcome, failed(Failure::LocalStorageError));
}

#[test]
fn pages_are_told_with_their_quality() {
    let mut station = with_page();
    station.commanded(Fcf::Eop);
    assert!(station.events.contains(&Event::ReceivingPage { page: 0 }));
    assert!(station.events.iter().any(|e| matches!(e, Event::PageReceived { page: 0, accepted: true, .. })));
}

/// Takes octets, and cannot keep the page.
#[derive(Default)]
struct Full(fax_core::sim::Received);

impl fax_core::PageSink for Full {
    fn begin(&mut self, format: &fax_core::PageFormat) {
        self.0.begin(format);
    }

    fn write_at(&mut self, offset: u32, octets: &[u8]) -> fax_core::Intake {
        self.0.write_at(offset, octets)
    }

    fn end(&mut self) -> Quality {
        self.0.end()
    }

    fn accept(&mut self) -> fax_core::Intake {
        fax_core::Intake::Failed
    }
}

#[test]
fn a_page_that_cannot_be_kept_is_never_confirmed() {
    let mut pair = fax_core::sim::Pair::new(&far::config(), &fax_core::Config::default());
    let mut source = fax_core::sim::OctetPages::new(vec![vec![1; 100]]);
    let report = pair.drive(&mut source, &mut Full::default());
    assert_eq!(report.answerer.outcome, failed(Failure::LocalStorageError));
    assert_eq!(report.caller.outcome, failed(Failure::PageNotConfirmed));
    assert_eq!((report.caller.pages_sent, report.answerer.pages_received), (0, 0));
}
