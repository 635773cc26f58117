//! The station that calls and sends, against a far end written by hand. Names such as MTGN09 are the cases of TSB-85.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod far;

use Modulation::{V17At9600, V17At12000, V17At14400, V27ter2400, V27ter4800, V29At7200, V29At9600};
use far::{DIS, Did, Station, commands, control};
use fax_core::frame::Fcf;
use fax_core::{
    AfterRtn, Call, Config, Event, Failure, Instant, Modulation, Outcome, PageOffer, Resolution, RtnPolicy, Signal,
    sim::OctetPages,
};

const SAYS_DCN: u8 = 0xFB;

/// A caller with pages that has heard DIS, sent its command and waits for the answer to its training check.
fn trained(pages: Vec<Vec<u8>>) -> Station {
    let mut station = Station::calling(pages);
    assert_eq!(station.acts(), [control()]);
    let did = station.hears(&[(Fcf::Csi, false, &[b'1'; 20]), (Fcf::Dis, false, &DIS)]);
    assert_eq!(did, commands(V17At14400));
    station
}

/// The same, with its first page out and waiting for the answer.
fn page_out(pages: Vec<Vec<u8>>, post: u8) -> Station {
    let page = pages[0].clone();
    let mut station = trained(pages);
    let did = station.answered(Fcf::Cfr);
    assert_eq!(did, [Did::Page(Signal::image(V17At14400), page), Did::Said(vec![post]), control()]);
    station
}

fn failed(failure: Failure) -> Option<Outcome> {
    Some(Outcome::Failed(failure))
}

#[test]
fn one_page_and_goodbye() {
    let mut station = page_out(vec![vec![1, 2, 3]], 0x2F);
    assert_eq!(station.answered(Fcf::Mcf), [Did::Said(vec![SAYS_DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
    assert_eq!(station.call.report().pages_sent, 1);
    assert_eq!(station.call.report().far_ident.as_str(), "1".repeat(20));
}

#[test]
fn the_command_says_only_what_was_offered() {
    let station = trained(vec![vec![1]]);
    // TSI, reversed and padded; DCS: bit 10, 14400 (bit 14), fine (15), MR (16), any length (20), no row time (21 to 23).
    let command = &station.bursts[0];
    assert_eq!(command[0], b"\xFF\x03\x430001555             ");
    assert_eq!(command[1], [0xFF, 0x13, 0x83, 0x00, 0xE2, 0x78]);
    let mut station = Station::calling(vec![vec![1]]);
    station.acts();
    // A bare DIS: V.27ter 2400, no fine. The page is fine, so it cannot go. MTGN02.
    assert_eq!(station.hears(&[(Fcf::Dis, false, &[0, 2, 0])]), [Did::Said(vec![SAYS_DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::ResolutionUnsupported));
}

#[test]
fn each_signal_has_its_pause() {
    // T.30 5.1: 75 ms before an answer and between two modulations.
    let mut station = page_out(vec![vec![1, 2, 3]], 0x2F);
    station.answered(Fcf::Mcf);
    let (answer, change) = (("theirs", 75), ("ours", 75));
    // DCS, TCF, the image, EOP, DCN.
    assert_eq!(station.pauses, [answer, change, answer, change, answer]);
}

#[test]
fn a_receivers_row_time_and_refusals_change_the_command() {
    // MTGN05: 40 ms; FTT brings the rate down, and with it nothing else.
    let mut station = Station::calling(vec![vec![1]]);
    station.acts();
    station.hears(&[(Fcf::Dis, false, &[0x00, 0xEE, 0x4A])]);
    assert_eq!(station.bursts[0][1], [0xFF, 0x13, 0x83, 0x00, 0xE2, 0x48]);
    station.answered(Fcf::Ftt);
    assert_eq!(station.bursts[1][1], [0xFF, 0x13, 0x83, 0x00, 0xEA, 0x48], "12000");
}

#[test]
fn mps_between_pages_of_one_format_and_eom_between_others() {
    let mut station = page_out(vec![vec![1], vec![2]], 0x4F);
    let did = station.answered(Fcf::Mcf);
    assert_eq!(did, [Did::Page(Signal::image(V17At14400), vec![2]), Did::Said(vec![0x2F]), control()]);

    let fine = PageOffer {
        width: fax_core::PageWidth::A4,
        resolution: Resolution::Fine,
        rows: None,
        codings: fax_core::Codings::ALL,
    };
    let standard = PageOffer { resolution: Resolution::Standard, ..fine };
    let source = OctetPages::new(vec![vec![1], vec![2]]).with_offers(vec![fine, standard]);
    let mut station = Station::new(Call::calling(&far::config(), Instant::ZERO), source);
    station.acts();
    station.hears(&[(Fcf::Dis, false, &DIS)]);
    let did = station.answered(Fcf::Cfr);
    assert_eq!(did[1], Did::Said(vec![0x8F]), "EOM");
    assert_eq!(station.answered(Fcf::Mcf), [control()]);
    assert_eq!(station.hears(&[(Fcf::Dis, false, &DIS)]), commands(V17At14400));
    assert_eq!(station.answered(Fcf::Cfr)[0], Did::Page(Signal::image(V17At14400), vec![2]));
    assert_eq!(station.answered(Fcf::Mcf).last(), Some(&Did::HungUp));
    assert_eq!(station.outcome(), Some(Outcome::Completed));
}

#[test]
fn ftt_steps_down_to_the_lowest_rate_and_no_further() {
    // OTGC08, MTGX11.
    let mut station = trained(vec![vec![1]]);
    for rate in [V17At12000, V17At9600, V29At9600, V29At7200, V27ter4800, V27ter2400] {
        assert_eq!(station.answered(Fcf::Ftt), commands(rate));
    }
    assert_eq!(station.answered(Fcf::Ftt), [Did::Said(vec![SAYS_DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::CannotTrain));
    assert_eq!(station.call.report().failed_trainings, 7);
}

#[test]
fn an_unanswered_command_is_sent_three_times() {
    // MTGN11, MTGX07.
    let mut station = trained(vec![vec![1]]);
    assert_eq!(station.waits(), commands(V17At14400));
    assert_eq!(station.waits(), commands(V17At14400));
    assert_eq!(station.waits(), [Did::Said(vec![SAYS_DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::NoResponseToTraining));
}

#[test]
fn dis_or_crp_in_place_of_cfr_repeats_the_command() {
    // MTGN09, MTGN13, MTGX12.
    let mut station = trained(vec![vec![1]]);
    assert_eq!(station.hears(&[(Fcf::Dis, false, &DIS)]), commands(V17At14400));
    assert_eq!(station.answered(Fcf::Crp), commands(V17At14400));
    assert_eq!(station.hears(&[(Fcf::Dis, false, &DIS)]), [Did::Said(vec![SAYS_DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::DcsNotUnderstood));
}

#[test]
fn unanswered_post_page_commands_are_sent_three_times() {
    // MTGN14 to 22, MTGX08 to 10.
    for (pages, post) in [(1, 0x2F), (2, 0x4F)] {
        let mut station = page_out((0..pages).map(|p| vec![p + 1]).collect(), post);
        assert_eq!(station.waits(), [Did::Said(vec![post]), control()]);
        assert_eq!(station.answered(Fcf::Crp), [Did::Said(vec![post]), control()]);
        assert_eq!(station.waits(), [Did::Said(vec![SAYS_DCN]), Did::HungUp]);
        assert_eq!(station.outcome(), failed(Failure::NoResponseAfterPage));
        assert_eq!(station.call.report().page_in_doubt, Some(0));
        assert_eq!(station.call.report().pages_sent, 0);
    }
}

#[test]
fn rtp_confirms_and_retrains() {
    // MTGN24, MTGN25.
    let mut station = page_out(vec![vec![1], vec![2]], 0x4F);
    assert_eq!(station.answered(Fcf::Rtp), commands(V17At12000));
    assert_eq!(station.answered(Fcf::Cfr)[0], Did::Page(Signal::image(V17At12000), vec![2]));
    assert_eq!(station.answered(Fcf::Rtp), [Did::Said(vec![SAYS_DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
}

#[test]
fn rtn_sends_the_page_again_as_often_as_the_policy_says() {
    // MTGN27.
    let mut station = page_out(vec![vec![1], vec![2]], 0x4F);
    for rate in [V17At12000, V17At9600] {
        assert_eq!(station.answered(Fcf::Rtn), commands(rate));
        assert_eq!(station.answered(Fcf::Cfr)[0], Did::Page(Signal::image(rate), vec![1]));
    }
    assert_eq!(station.answered(Fcf::Rtn), [Did::Said(vec![SAYS_DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::PageRejected));
    assert!(station.events.contains(&Event::PageSent { page: 0, confirmed: false }));
}

#[test]
fn a_page_given_up_is_never_a_success() {
    let config = Config { rtn: RtnPolicy { repeats: 0, then: AfterRtn::Continue }, ..far::config() };
    let mut station = Station::new(Call::calling(&config, Instant::ZERO), OctetPages::new(vec![vec![1], vec![2]]));
    station.acts();
    station.hears(&[(Fcf::Dis, false, &DIS)]);
    station.answered(Fcf::Cfr);
    assert_eq!(station.answered(Fcf::Rtn), commands(V17At12000));
    assert_eq!(station.answered(Fcf::Cfr)[0], Did::Page(Signal::image(V17At12000), vec![2]));
    station.answered(Fcf::Mcf);
    assert_eq!(station.outcome(), failed(Failure::PageRejected));
    assert_eq!(station.call.report().pages_sent, 1);
}

#[test]
fn dcn_means_what_the_moment_says() {
    // MTGX03 to 06.
    let mut station = Station::calling(vec![vec![1]]);
    station.acts();
    assert_eq!(station.answered(Fcf::Dcn), [Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::DisconnectedBeforeDis));

    let mut station = trained(vec![vec![1]]);
    assert_eq!(station.answered(Fcf::Dcn), [Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::RejectedAtTraining));

    let mut station = page_out(vec![vec![1]], 0x2F);
    station.answered(Fcf::Dcn);
    assert_eq!(station.outcome(), failed(Failure::PageNotConfirmed));
    assert_eq!(station.call.report().page_in_doubt, Some(0));

    let mut station = page_out(vec![vec![1], vec![2]], 0x4F);
    station.answered(Fcf::Dcn);
    assert_eq!(station.outcome(), failed(Failure::PeerHungUpMidJob));
}

#[test]
fn our_own_echo_is_no_answer() {
    // Tx-EOP-echo.
    let mut station = page_out(vec![vec![1]], 0x2F);
    for _ in 0..5 {
        assert_eq!(station.hears(&[(Fcf::Eop, true, &[])]), [control()]);
    }
    station.answered(Fcf::Mcf);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
}

#[test]
fn a_garbled_answer_does_not_shorten_the_wait() {
    let mut station = page_out(vec![vec![1]], 0x2F);
    let (_, before) = station.deadline.unwrap();
    station.line(fax_core::LineEvent::Carrier);
    station.after(1500);
    station.line(fax_core::LineEvent::BadFrame);
    assert_eq!(station.acts(), []);
    assert_eq!(station.deadline.unwrap().1, before);
    assert_eq!(station.waits(), [Did::Said(vec![0x2F]), control()]);
}

#[test]
fn a_caller_may_wait_for_the_second_dis() {
    let config = Config { second_dis: true, ..far::config() };
    let mut station = Station::new(Call::calling(&config, Instant::ZERO), OctetPages::new(vec![vec![1]]));
    station.acts();
    assert_eq!(station.hears(&[(Fcf::Dis, false, &DIS)]), [control()]);
    assert_eq!(station.hears(&[(Fcf::Dis, false, &DIS)]), commands(V17At14400));
}

#[test]
fn a_caller_that_hears_nothing_hangs_up_after_t0_and_says_nothing() {
    let mut station = Station::calling(vec![vec![1]]);
    station.acts();
    assert_eq!(station.waits(), [Did::HungUp]);
    assert_eq!(station.now, Instant::from_millis(60_000));
    assert_eq!(station.outcome(), failed(Failure::NoAnswerSignal));
}

#[test]
fn a_caller_that_hears_only_rubbish_hangs_up_after_t1() {
    let mut station = Station::calling(vec![vec![1]]);
    station.acts();
    station.after(10_000);
    station.line(fax_core::LineEvent::Carrier);
    station.line(fax_core::LineEvent::BadFrame);
    station.line(fax_core::LineEvent::CarrierLost);
    station.acts();
    // A good frame that is no DIS changes nothing. MTGX17.
    assert_eq!(station.hears(&[(Fcf::Mcf, false, &[])]), [control()]);
    while station.outcome().is_none() {
        station.waits();
    }
    assert_eq!(station.now, Instant::from_millis(45_000));
    assert_eq!(station.outcome(), failed(Failure::NoFaxPeer));
}

#[test]
fn an_aborted_call_says_goodbye() {
    let mut station = page_out(vec![vec![1]], 0x2F);
    station.call.abort(station.now);
    assert_eq!(station.acts(), [Did::Said(vec![SAYS_DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::Aborted));
    // Not before anybody could hear it.
    let mut station = Station::calling(vec![vec![1]]);
    station.call.abort(station.now);
    assert_eq!(station.acts(), [Did::HungUp]);
}

#[test]
fn a_source_that_fails_ends_the_call_without_offering_the_page() {
    let mut station = Station::new(
        Call::calling(&far::config(), Instant::ZERO),
        OctetPages::new(vec![]).with_offers(vec![PageOffer {
            width: fax_core::PageWidth::A4,
            resolution: Resolution::Fine,
            rows: None,
            codings: fax_core::Codings::ALL,
        }]),
    );
    station.acts();
    station.hears(&[(Fcf::Dis, false, &DIS)]);
    let did = station.answered(Fcf::Cfr);
    assert_eq!(did[1..], [Did::Said(vec![SAYS_DCN]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::LocalDocumentError));
    assert_eq!(station.call.report().page_in_doubt, None);
}
