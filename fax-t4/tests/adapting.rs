//! Pages that a receiver does not take as they are become pages that it takes, in the call.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use fax_core::sim::Pair;
use fax_core::{Abilities, Config, Failure, Outcome, PageWidth, Resolution, Resolutions};
use fax_t4::Bitmap;
use fax_t4::call::{Page, ReceiveLimits, ReceivedPage, ReceivedPages, Replay, Rescaled};

/// Rows of which every eighth is black in its first half.
fn page(width: u16, rows: u32, resolution: Resolution) -> Page {
    let mut bitmap = Bitmap::white(width, 0);
    let octets = usize::from(width).div_ceil(8);
    for y in 0..rows {
        let mut row = vec![0; octets];
        row[..octets / 2].fill(if y % 8 == 0 { 0xFF } else { 0 });
        bitmap.push_row(&row);
    }
    Page { bitmap, resolution }
}

/// What arrives at a receiver with these abilities.
fn send(pages: &[Page], abilities: Abilities, scales: bool) -> (Option<Outcome>, Vec<ReceivedPage>) {
    let mut sink = ReceivedPages::sink(ReceiveLimits::default());
    let receiver = Config { abilities, ..Config::default() };
    let mut pair = Pair::new(&Config::default(), &receiver);
    let report = if scales {
        pair.drive(&mut Replay::new(Rescaled::fitting(pages)), &mut sink)
    } else {
        pair.drive(&mut Replay::new(pages), &mut sink)
    };
    (report.caller.outcome, sink.into_target().into_pages().0)
}

#[test]
fn a_fine_page_goes_to_a_machine_that_has_only_standard() {
    let bare = Abilities { resolutions: Resolutions::STANDARD, width: PageWidth::A4, ..Abilities::default() };
    let pages = [page(1728, 96, Resolution::Fine), page(1728, 40, Resolution::Standard)];
    let (outcome, received) = send(&pages, bare, true);
    assert_eq!(outcome, Some(Outcome::Completed));
    // 196 rows per inch become 98: each row of two, and the lines are still there.
    assert_eq!(received[0].resolution, Resolution::Standard);
    assert_eq!((received[0].bitmap.width(), received[0].bitmap.height()), (1728, 48));
    for y in 0..48 {
        let black = received[0].bitmap.row(y).unwrap()[0] == 0xFF;
        assert_eq!(black, y % 4 == 0, "row {y}");
    }
    assert_eq!(received[1].bitmap, pages[1].bitmap, "untouched, and in the same mode");
    // Without the scaling there is a reason.
    let (outcome, received) = send(&pages, bare, false);
    assert_eq!(outcome, Some(Outcome::Failed(Failure::ResolutionUnsupported)));
    assert!(received.is_empty());
}

#[test]
fn a_wide_page_becomes_as_wide_as_the_paper() {
    let narrow = Abilities { width: PageWidth::A4, ..Abilities::default() };
    let pages = [page(2432, 190, Resolution::Fine)];
    let (outcome, received) = send(&pages, narrow, true);
    assert_eq!(outcome, Some(Outcome::Completed));
    // 190 * 1728 / 2432.
    assert_eq!((received[0].bitmap.width(), received[0].bitmap.height()), (1728, 135));
    let (outcome, _) = send(&pages, narrow, false);
    assert_eq!(outcome, Some(Outcome::Failed(Failure::WidthUnsupported)));
}

#[test]
fn what_the_receiver_takes_arrives_as_it_is() {
    let pages = [page(1728, 60, Resolution::SuperFine), page(2432, 60, Resolution::Fine)];
    let (outcome, received) = send(&pages, Abilities::default(), true);
    assert_eq!(outcome, Some(Outcome::Completed));
    assert!(
        received.iter().zip(&pages).all(|(got, sent)| got.bitmap == sent.bitmap && got.resolution == sent.resolution)
    );
}
