//! Several documents in a call, pages of several formats, and addresses that are refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod far;

use core::time::Duration;

use far::{DIS, Did, Station, commands, control, fine, tcf, zeros};
use fax_core::frame::{Bit, Dcs, Dis, Fcf, NotValid};
use fax_core::sim::{OctetPages, Pair, Received};
use fax_core::{
    Abilities, Call, Codings, Config, Failure, Ident, Instant, LineEvent, Modulation, Outcome, Output, PageFormat,
    PageOffer, PageSource, PageWidth, Pages, Resolution, Resolutions, Signal, Supply,
};

fn offer(width: PageWidth, resolution: Resolution) -> PageOffer {
    PageOffer { width, resolution, rows: Some(100), codings: Codings::ALL }
}

fn failed(failure: Failure) -> Option<Outcome> {
    Some(Outcome::Failed(failure))
}

#[test]
fn another_document_begins_behind_eom() {
    let source = OctetPages::new(vec![vec![1], vec![2], vec![3]]).with_documents(vec![2]);
    let mut station = Station::new(Call::calling(&far::config(), Instant::ZERO), source);
    station.acts();
    station.hears(&[(Fcf::Dis, false, &DIS)]);
    assert_eq!(station.answered(Fcf::Cfr)[1], Did::Said(vec![0x4F]), "MPS inside the first document");
    assert_eq!(station.answered(Fcf::Mcf)[1], Did::Said(vec![0x8F]), "EOM behind it");
    assert_eq!(station.answered(Fcf::Mcf), [control()]);
    assert_eq!(station.hears(&[(Fcf::Dis, false, &DIS)]), commands(Modulation::V17At14400));
    let did = station.answered(Fcf::Cfr);
    assert_eq!(did[..2], [Did::Page(Signal::image(Modulation::V17At14400), vec![3]), Did::Said(vec![0x2F])]);
    station.answered(Fcf::Mcf);
    assert_eq!(station.outcome(), Some(Outcome::Completed));
}

#[test]
fn each_page_goes_in_its_own_format() {
    for ecm in [false, true] {
        let formats = [
            (PageWidth::A4, Resolution::Fine),
            (PageWidth::A4, Resolution::Fine),
            (PageWidth::B4, Resolution::Fine),
            (PageWidth::B4, Resolution::Standard),
            (PageWidth::A3, Resolution::Inch300),
        ];
        let pages = vec![vec![0x55; 256]; formats.len()];
        let offers = formats.map(|(width, resolution)| offer(width, resolution));
        let mut source = OctetPages::new(pages).with_offers(offers.to_vec()).with_window(65_537);
        let mut sink = Received::with_window(65_536);
        let config = Config { abilities: Abilities { ecm, ..Abilities::default() }, ..Config::default() };
        let report = Pair::new(&config, &config).drive(&mut source, &mut sink);
        assert_eq!(report.caller.outcome, Some(Outcome::Completed));
        assert_eq!(report.answerer.outcome, Some(Outcome::Completed));
        assert_eq!(sink.accepted, source.pages());
        let got: Vec<_> = sink.formats.iter().map(|format| (format.width, format.resolution)).collect();
        assert_eq!(got, formats);
        assert!(sink.formats.iter().all(|format| format.ecm.is_some() == ecm));
        assert_eq!((report.caller.stray_events, report.answerer.stray_events), (0, 0));
        // Three times back to phase B, each with T2 and a training check.
        assert!(report.ended > Instant::ZERO + Duration::from_secs(3 * 12), "{:?}", report.ended);
    }
}

#[test]
fn a_format_that_the_receiver_lacks_keeps_the_pages_before_it() {
    let offers = vec![offer(PageWidth::A4, Resolution::Fine), offer(PageWidth::A4, Resolution::Inch600)];
    let mut source = OctetPages::new(vec![vec![1; 100], vec![2; 100]]).with_offers(offers);
    let mut sink = Received::default();
    let report = Pair::new(&Config::default(), &Config::default()).drive(&mut source, &mut sink);
    assert_eq!(report.caller.outcome, failed(Failure::ResolutionUnsupported));
    assert_eq!((report.caller.pages_sent, sink.accepted.len()), (1, 1));
    // Behind EOM the receiver may say something else than at first. MTGN26.
    let rich = Abilities { resolutions: Resolutions::UP_TO_400.with(Resolution::Inch600), ..Abilities::default() };
    let source =
        source.with_offers(vec![offer(PageWidth::A4, Resolution::Fine), offer(PageWidth::A4, Resolution::Inch600)]);
    let mut station = Station::new(Call::calling(&far::config(), Instant::ZERO), source);
    station.acts();
    station.hears(&[(Fcf::Dis, false, &DIS)]);
    station.answered(Fcf::Cfr);
    station.answered(Fcf::Mcf);
    let (fif, count) = Dis::offering(&Abilities { ecm: false, ..rich }).to_fif();
    assert_eq!(station.hears(&[(Fcf::Dis, false, &fif[..count])]), commands(Modulation::V17At14400));
    let dcs = &station.bursts.last().unwrap()[1];
    assert!(Dcs::parse(&dcs[3..]).unwrap().bit(105), "600 x 600");
}

/// A receiver that takes pages for one sub-address only, and has got a command for another, with its training check.
fn for_somebody_else(fnv: bool) -> Station {
    let mut station = Station::answering();
    station.sink.subaddress = Some(Ident::new("12").unwrap());
    station.acts();
    command(&mut station, b"43", fnv);
    station
}

fn command(station: &mut Station, sub: &[u8], fnv: bool) -> Vec<Did> {
    let rate = Modulation::V29At9600;
    let mut dcs = Dcs::commanding(&fine(rate));
    dcs.field_mut().set(Bit::Subaddress, true);
    dcs.field_mut().set(Bit::FieldNotValid, fnv);
    let (fif, count) = dcs.to_fif();
    // The training check is listened to, lest the answer collide with it.
    assert_eq!(station.hears(&[(Fcf::Sub, true, sub), (Fcf::Dcs, true, &fif[..count])]), [tcf(rate)]);
    station.receives(&zeros(rate))
}

#[test]
fn pages_for_an_unknown_sub_address_are_refused() {
    let station = for_somebody_else(false);
    assert_eq!(station.outcome(), failed(Failure::FieldRejected));
    assert!(station.call.report().refused.contains(NotValid::Subaddress));
    assert_eq!(station.last_frame(), [0xFA], "DCN");
}

#[test]
fn a_sender_that_understands_fnv_may_correct_the_address() {
    let mut station = for_somebody_else(true);
    // FNV with bit 3 of its first octet: SUB.
    assert_eq!((station.last_frame(), station.outcome()), (&[0xCA, 0b100][..], None));
    let did = command(&mut station, b"21", true);
    assert_eq!(did[0], Did::Said(vec![0x84]), "CFR");
    // Or it goes, and the reason stays.
    let mut station = for_somebody_else(true);
    assert_eq!(station.commanded(Fcf::Dcn), [Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::FieldRejected));
    // Or it is gone.
    let mut station = for_somebody_else(true);
    assert_eq!(station.waits(), [Did::Said(vec![0xFA]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::FieldRejected));
}

#[test]
fn fnv_ends_a_senders_call_with_the_field() {
    let mut station = Station::calling(vec![vec![1]]);
    station.acts();
    station.hears(&[(Fcf::Dis, false, &DIS)]);
    assert_eq!(station.hears(&[(Fcf::Fnv, false, &[0b1000])]), [Did::Said(vec![0xFB]), Did::HungUp]);
    assert_eq!(station.outcome(), failed(Failure::FieldRejected));
    assert!(station.call.report().refused.iter().eq([NotValid::Sender]));
}

/// A page that is fine, or standard for a receiver that has no more.
struct Scaled {
    octets: OctetPages,
    resolution: Resolution,
}

impl PageSource for Scaled {
    fn adapt(&mut self, far: &Abilities) {
        let fine = far.resolutions.contains(Resolution::Fine);
        self.resolution = if fine { Resolution::Fine } else { Resolution::Standard };
    }

    fn offer(&mut self, page: u16) -> Option<PageOffer> {
        Some(PageOffer { resolution: self.resolution, ..self.octets.offer(page)? })
    }

    fn begin(&mut self, page: u16, format: &PageFormat) {
        self.octets.begin(page, format);
    }

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        self.octets.read_at(offset, into)
    }
}

#[test]
fn a_source_that_can_scale_goes_to_a_bare_receiver() {
    // MTGN02 and 03: a DIS with nothing but bits 10 and 12 is answered by a DCS with nothing else.
    let mut source = Scaled { octets: OctetPages::new(vec![vec![1; 50]]), resolution: Resolution::Fine };
    let mut call = Call::calling(&Config::default(), Instant::ZERO);
    let mut sent = vec![];
    let mut say = |event: LineEvent<'_>, call: &mut Call, source: &mut Scaled| {
        let mut pages = Pages { source, sink: &mut () };
        call.handle_line(event, &mut pages, Instant::ZERO);
        loop {
            match call.poll_output(&mut pages, &mut [0; 300], Instant::ZERO) {
                Output::Send(chunk) => sent.push(chunk.octets.to_vec()),
                Output::Wait(_) => break,
                _ => {}
            }
        }
    };
    say(LineEvent::Done, &mut call, &mut source);
    say(LineEvent::Carrier, &mut call, &mut source);
    let dis = [0xFF, 0x13, 0x80, 0x00, 0x0A, 0x00];
    say(LineEvent::Frame(&dis), &mut call, &mut source);
    say(LineEvent::Done, &mut call, &mut source);
    assert_eq!(sent, [[0xFF, 0x13, 0x83, 0x00, 0x0A, 0x00]]);
}
