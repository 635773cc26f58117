//! `fax loopback`: a document through the queue, T.30 and two simulated Class 1 modems to a station that stores it.

use core::time::Duration;
use std::path::Path;
use std::thread;
use std::time::Instant as Wall;

use fax_core::{Call, Config, Event, Ident, Instant, PageSource as _, Pages};
use fax_modem::Profile;
use fax_modem::sim::Pair;
use fax_queue::engine::DialFailure;
use fax_queue::model::NewJob;
use fax_queue::service::{CallEnd, IncomingRun, OutgoingRun, Queue, Selected};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{DeviceId, ServerEvents};
use fax_t4::call::{BLOCK_OCTETS, BlockRing, Page, ReceiveLimits, ReceivedPages, Replay, Windowed};
use fax_t4::tiff::Compression;
use fax_t4::{BitOrder, Bitmap, Density};
use serde_json::json;

use crate::args::{Ecm, Loopback};
use crate::document::{self, Kind, Picture, TiffOptions, fit};
use crate::exit::{Exit, Failed};
use crate::notices::Notices;
use crate::{output, result, transcript};

const SENDER: DeviceId = DeviceId(1);
const RECEIVER: DeviceId = DeviceId(2);

pub(crate) fn run(args: &Loopback) -> Result<Exit, Failed> {
    let done = loopback(args);
    if let (Err(failed), true) = (&done, args.json) {
        output::line(result::no_call(failed));
    }
    done
}

fn loopback(args: &Loopback) -> Result<Exit, Failed> {
    let pages = pages(args)?;
    std::fs::create_dir_all(&args.out).map_err(|error| Failed::io(args.out.display(), error))?;
    let notices = Notices::new(args.json, u64::try_from(pages.len()).ok());
    let began = Wall::now();
    let (end, received, took) = call(args, &pages, &notices)?;
    notices.over();
    store(&args.out, &received)?;

    let differ = differing_pels(&pages, &received);
    let delivered = matches!(&end, CallEnd::Ended(report) if usize::from(report.pages_sent) == pages.len());
    let exit = match result::exit_of(&end) {
        Exit::Done if differ > 0 || !delivered => Exit::Different,
        exit => exit,
    };
    let reason = result::reason(&end);
    let mut summary = result::summary(&end, exit, reason.as_deref());
    if let Some(object) = summary.as_object_mut() {
        object.insert("pages".to_owned(), json!(pages.len()));
        object.insert("pages_received".to_owned(), json!(received.len()));
        object.insert("pels_that_differ".to_owned(), json!(differ));
        object.insert("call_seconds".to_owned(), json!(took.as_secs_f64()));
        object.insert("real_seconds".to_owned(), json!(began.elapsed().as_secs_f64()));
    }
    notices.put(&summary);
    notices.say(&format!(
        "{} page(s) sent, {} received in {}, a call of {:.0} s simulated in {:.1} s",
        pages.len(),
        received.len(),
        args.out.display(),
        took.as_secs_f64(),
        began.elapsed().as_secs_f64(),
    ));
    notices.say(&match (&reason, differ) {
        (Some(reason), _) => format!("FAILED: {reason}"),
        (None, 0) if exit == Exit::Done => "GOOD: no pel differs".to_owned(),
        (None, differ) => format!("BAD: {differ} pels differ"),
    });
    Ok(exit)
}

/// What is to be sent.
fn pages(args: &Loopback) -> Result<Vec<Page>, Failed> {
    let (name, pictures) = match &args.doc {
        Some(path) => (path.display().to_string(), document::load(path)?.1),
        None => ("sample".to_owned(), document::sample().map_err(|why| Failed::document("sample", why))?),
    };
    let count = args.pages.map_or(pictures.len(), usize::from);
    let fitted: Result<Vec<Page>, Failed> = (1..)
        .zip(&pictures)
        .map(|(number, picture)| {
            fit(picture, args.fitting.into())
                .map_err(|why| Failed::document(&name, format_args!("page {number}: {why}")))
        })
        .collect();
    Ok(fitted?.into_iter().cycle().take(count).collect())
}

/// The call; what was received and how long it would have taken.
fn call(args: &Loopback, pages: &[Page], notices: &Notices) -> Result<(CallEnd, Vec<Picture>, Duration), Failed> {
    let queue = Queue::open(Memory::new())?;
    queue.subscribe(ServerEvents::OUT_QUEUE | ServerEvents::IN_QUEUE, notices.listener());
    let count = u16::try_from(pages.len())
        .map_err(|_| Failed::new(Exit::Document, format_args!("{} pages are too many for a call", pages.len())))?;
    queue.submit(NewJob::new("5552000", "loopback", count))?;
    queue.dispatch()?;
    let mut outgoing = OutgoingRun::claim(&queue, SENDER)?
        .ok_or_else(|| Failed::new(Exit::Io, "the queue has lost the job; this is a bug"))?;
    queue.dispatch()?;

    let mut pair = Pair::new(Profile::GENERIC);
    pair.initialise();
    queue.ring(RECEIVER, "5551000")?;
    let mut incoming = IncomingRun::accept(&queue, RECEIVER, "5551000", &args.out.to_string_lossy())?;
    let rows = ReceivedPages::sink(ReceiveLimits { pages: count, ..ReceiveLimits::default() });
    let mut sink = Windowed::new(rows, BlockRing::new(vec![0; BLOCK_OCTETS]));
    let wanted = outgoing.ticket().pages.clone();

    let ends = match pair.connect() {
        Err(_) => [CallEnd::NotReached(DialFailure::LineFault), CallEnd::NotReached(DialFailure::LineFault)],
        Ok(()) => {
            let mut source = Replay::new(pages);
            let mut source = Selected::new(&mut source, &wanted);
            debug_assert!(source.offer(0).is_some());
            let mut caller = Call::calling(&station(args.ecm, "5551000", &pair.caller.abilities()), pair.now());
            let mut called = Call::answering(&station(args.ecm, "5552000", &pair.called.abilities()), pair.now());
            let mut pace = Pace::new(args.real_time, pair.now());
            let mut fault = None;
            let on = |side: usize, event: &Event, now: Instant| {
                pace.wait_for(now);
                let told = if side == 0 { outgoing.on_event(event) } else { incoming.on_event(event) };
                if side == 0 {
                    notices.call(event);
                }
                if let Err(error) = told.and_then(|()| queue.dispatch()) {
                    fault.get_or_insert(error);
                }
            };
            pair.run(
                (&mut caller, &mut called),
                (&mut Pages { source: &mut source, sink: &mut () }, &mut Pages { source: &mut (), sink: &mut sink }),
                on,
            );
            if let Some(error) = fault {
                return Err(error.into());
            }
            [CallEnd::Ended(caller.report().clone()), CallEnd::Ended(called.report().clone())]
        }
    };
    if let Some(path) = &args.transcript {
        transcript::write(path, pair.transcript(0));
    }
    let [end, far_end] = ends;
    outgoing.finish(&end)?;
    let (accepted, _) = sink.into_within().into_target().into_pages();
    let size = accepted.iter().map(|page| page.bitmap.octets().len() as u64).sum();
    let job = incoming.job();
    incoming.finish(&far_end, size)?;
    queue.dispatch()?;
    if !accepted.is_empty() {
        queue.hand_over(job)?;
        queue.dispatch()?;
    }
    let received = accepted
        .into_iter()
        .map(|page| Picture {
            density: Some(Density::from(page.resolution)),
            bitmap: page.bitmap,
            grey: None,
            compression: None,
        })
        .collect();
    Ok((end, received, pair.now().since(Instant::ZERO)))
}

fn station(ecm: Ecm, ident: &str, modulations: &fax_core::Modulations) -> Config {
    let mut config = Config { ident: Ident::new(ident).unwrap_or_default(), ..Config::default() };
    config.abilities.modulations = *modulations;
    ecm.apply(&mut config);
    config
}

/// Keeps the fake clock from running ahead of the wall's, if wanted.
struct Pace {
    real: bool,
    began: Wall,
    first: Instant,
}

impl Pace {
    fn new(real: bool, first: Instant) -> Self {
        Self { real, began: Wall::now(), first }
    }

    fn wait_for(&mut self, now: Instant) {
        if self.real {
            thread::sleep(now.since(self.first).saturating_sub(self.began.elapsed()));
        }
    }
}

/// received.tif and page-N.png.
fn store(out: &Path, received: &[Picture]) -> Result<(), Failed> {
    let options = TiffOptions { compression: Compression::Mmr, bit_order: BitOrder::LsbFirst, rows_per_strip: None };
    let tiff = out.join("received.tif");
    if received.is_empty() {
        // One from before would be taken for this one's.
        let _ = std::fs::remove_file(&tiff);
        return Ok(());
    }
    document::save(&tiff, Kind::Tiff, received, options)?;
    for (number, page) in (1..).zip(received) {
        let path = out.join(format!("page-{number}.png"));
        document::save(&path, Kind::Png, core::slice::from_ref(page), options)?;
    }
    Ok(())
}

/// Pels that are not what was sent. What the sender padded to a legal width must be white.
fn differing_pels(sent: &[Page], received: &[Picture]) -> u64 {
    let white = Bitmap::new(1);
    let pages = sent.len().max(received.len());
    (0..pages)
        .map(|page| {
            let one = sent.get(page).map_or(&white, |page| &page.bitmap);
            let other = received.get(page).map_or(&white, |page| &page.bitmap);
            differing(one, other)
        })
        .sum()
}

fn differing(one: &Bitmap, other: &Bitmap) -> u64 {
    let rows = one.height().max(other.height());
    let octets = one.row_octets().max(other.row_octets());
    // A row that is missing is wrong in every pel, be it white or not.
    let missing = u64::from(one.height().abs_diff(other.height())) * u64::from(one.width().max(other.width()));
    let differ: u64 = (0..rows.min(one.height()).min(other.height()))
        .map(|y| {
            let octet = |bitmap: &Bitmap, at: usize| bitmap.row(y).and_then(|row| row.get(at)).copied().unwrap_or(0);
            (0..octets).map(|at| u64::from((octet(one, at) ^ octet(other, at)).count_ones())).sum::<u64>()
        })
        .sum();
    missing + differ
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_counted_wherever_they_are() {
        let page = Bitmap::from_octets(16, vec![0xF0, 0x00, 0x0F, 0xFF]);
        assert_eq!(differing(&page, &page), 0);
        assert_eq!(differing(&page, &Bitmap::from_octets(16, vec![0xF0, 0x00, 0x0F, 0xFE])), 1);
        assert_eq!(differing(&page, &Bitmap::from_octets(16, vec![0xF0, 0x00])), 16, "a missing row");
        let wider = Bitmap::from_octets(24, vec![0xF0, 0x00, 0x00, 0x0F, 0xFF, 0x00]);
        assert_eq!(differing(&page, &wider), 0, "white padding");
    }
}
