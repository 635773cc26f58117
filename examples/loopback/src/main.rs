//! A call between two stations on a simulated wire that loses a control frame in twenty: no modem, no waiting.

use fax_core::sim::{Impairments, Pair};
use fax_core::{Config, Ident, Resolution};
use fax_t4::Bitmap;
use fax_t4::call::{Page, ReceiveLimits, ReceivedPages, Replay};

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let mut bitmap = Bitmap::white(1728, 100);
    for y in 0..500_u32 {
        bitmap.push_row(&[if y / 50 % 2 == 0 { 0x0F } else { 0x33 }; 200]);
    }
    let pages = [Page { bitmap, resolution: Resolution::Fine }];
    let station = |ident| Ok::<_, fax_core::IdentError>(Config { ident: Ident::new(ident)?, ..Config::default() });
    let line = Impairments { seed: 3, lost_frames: 50_000, ..Impairments::default() };

    let mut pair = Pair::with(&station("+1 555 1000")?, &station("+1 555 2000")?, line);
    let mut sink = ReceivedPages::sink(ReceiveLimits::default());
    let report = pair.drive(&mut Replay::new(&pages[..]), &mut sink);
    for (at, event) in &pair.caller_events {
        println!("{at} s: {event:?}");
    }
    let same = sink.target().pages().first().is_some_and(|page| page.bitmap == pages[0].bitmap);
    println!(
        "{:?} after {} s; the page is {}",
        report.caller.outcome,
        report.ended,
        if same { "the same" } else { "not" }
    );
    Ok(())
}
