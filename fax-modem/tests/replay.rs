//! Sessions on record, played again: the same is done about what the modem says, however its octets are cut.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod telephone;

use core::cell::Cell;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::path::{Path, PathBuf};

use fax_core::sim::Received;
use fax_core::{Config, Instant, Outcome, PageFormat, Pages, Quality};
use fax_modem::capture::{Capture, Mismatch, Recorder, ReplayError, Replayed, What, replay};
use fax_modem::{Class1, Profile, Progress};
use fax_t4::Bitmap;
use fax_t4::call::{BLOCK_OCTETS, BlockRing, Page, Replay, Rescaled, RowSink, RowTarget, Windowed};
use fax_t4::tiff::{Limits, Reader};
use telephone::desk::{self, Desk, Role, Trouble, one_call};

/// How octets of one reading are handed over: of those from one place on, out of so many, how many at once.
type Cut<'c> = &'c mut dyn FnMut(usize, usize) -> usize;

fn whole(at: usize, length: usize) -> usize {
    length - at
}

/// In two pieces, the first of so many octets.
fn two(first: usize) -> impl FnMut(usize, usize) -> usize {
    move |at, length| if at == 0 { first.min(length) } else { length - at }
}

/// In pieces of 1 to 16 octets.
fn random(seed: u64) -> impl FnMut(usize, usize) -> usize {
    let mut state = seed;
    move |_, _| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        1 + (state >> 60) as usize
    }
}

/// The longest reading.
fn longest(capture: &Capture) -> usize {
    let heard = capture.entries().iter().filter_map(|entry| match &entry.what {
        What::FromModem(octets) => Some(octets.len()),
        _ => None,
    });
    heard.max().unwrap_or_default()
}

/// Whole, octet by octet, at random, and cut once at each boundary that there is.
fn every_cut<T: PartialEq + core::fmt::Debug>(name: &str, capture: &Capture, mut play: impl FnMut(Cut<'_>) -> T) -> T {
    let first = play(&mut whole);
    assert_eq!(play(&mut |_, _| 1), first, "{name}, octet by octet");
    for seed in 1..=4 {
        assert_eq!(play(&mut random(seed)), first, "{name}, cut at random, {seed}");
    }
    for place in 1..longest(capture) {
        assert_eq!(play(&mut two(place)), first, "{name}, cut behind octet {place}");
    }
    first
}

// Captures of foreign modems.

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("captures")
}

fn captures() -> Vec<(String, String)> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "capture")).collect();
    files.sort();
    let name = |path: &PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    files.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

/// The page that is sent in all of them.
fn document() -> Vec<Page> {
    let file = std::fs::read(folder().join("page.tif")).unwrap();
    let images = Reader::open(&file, Limits::default()).unwrap().decode_all().unwrap();
    images.into_iter().map(|image| Page { bitmap: image.bitmap, resolution: fax_core::Resolution::Fine }).collect()
}

/// Pages as they were received and accepted.
#[derive(Clone, Debug, Default, PartialEq)]
struct Kept {
    rows: Vec<Vec<u8>>,
    pages: Vec<Vec<Vec<u8>>>,
}

impl RowTarget for Kept {
    fn begin(&mut self, _: &PageFormat) {
        self.rows.clear();
    }

    fn row(&mut self, row: &[u8], _: bool) -> bool {
        self.rows.push(row.to_vec());
        true
    }

    fn end(&mut self, _: Quality) {}

    fn accept(&mut self) -> bool {
        self.pages.push(core::mem::take(&mut self.rows));
        true
    }
}

fn play(capture: &Capture, document: &[Page], cut: Cut<'_>) -> Result<(Replayed, Kept), ReplayError> {
    let mut source = Replay::new(Rescaled::fitting(document));
    let mut sink = Windowed::new(RowSink::new(Kept::default()), BlockRing::new(vec![0; BLOCK_OCTETS]));
    let replayed = replay(capture, Profile::GENERIC, &mut Pages { source: &mut source, sink: &mut sink }, cut)?;
    Ok((replayed, sink.into_within().into_target()))
}

fn rows(bitmap: &Bitmap) -> Vec<Vec<u8>> {
    bitmap.rows().map(<[u8]>::to_vec).collect()
}

/// Plays a capture in all ways.
fn foreign(name: &str, text: &str, document: &[Page]) {
    let capture: Capture = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
    // Who only receives had nothing to send.
    let sends = name.starts_with("send") || name.starts_with("polled");
    let pages = if sends { document } else { &[] };
    let (replayed, kept) =
        every_cut(name, &capture, |cut| play(&capture, pages, cut).unwrap_or_else(|error| panic!("{name}: {error}")));
    let Some(report) = replayed.calls.last() else {
        assert!(matches!(replayed.progress, Progress::Failed(_)), "{name}: {replayed:?}");
        return;
    };
    // What was confirmed is there, and it is the page, but for the line that efax puts above.
    assert_eq!(usize::from(report.pages_received), kept.pages.len(), "{name}");
    let sent = rows(&document[0].bitmap);
    for page in &kept.pages {
        let from = if name.contains("efax") { 20 } else { 0 };
        let same = page[from..].iter().zip(&sent[..]).filter(|(got, sent)| got == sent).count();
        // Without error correction a burst costs rows and moves those behind it; and HylaFAX may drop the last one.
        let least = if name == "receive-bursts" { sent.len() / 2 } else { sent.len() - 1 };
        assert!(same >= least, "{name}: {same} rows of {}", sent.len());
    }
}

#[test]
fn the_driver_does_with_foreign_modems_what_it_did() {
    let (document, captures) = (document(), captures());
    assert!(captures.len() >= 20, "{} captures", captures.len());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((name, text)) = captures.get(next.fetch_add(1, Ordering::Relaxed)) {
                    foreign(name, text, &document);
                }
            });
        }
    });
}

// Sessions on a virtual modem, recorded here.

fn recorded(role: Role, ecm: bool, trouble: Trouble) -> (String, Received) {
    let clock = Cell::new(Instant::ZERO);
    let mut modem = Class1::new(Profile::GENERIC);
    let mut desk = Desk::new(&clock, trouble, ecm);
    let mut config = Config::default();
    config.abilities.ecm = ecm;
    let mut recorder = Recorder::new(Vec::new());
    recorder.station(role == Role::Sends, &config);
    let (_, sink) = one_call(&mut desk, &mut modem, role, &config, &mut recorder);
    (String::from_utf8(recorder.finish().unwrap()).unwrap(), sink)
}

fn play_octets(capture: &Capture, cut: Cut<'_>) -> Result<(Replayed, Vec<Vec<u8>>), ReplayError> {
    let mut source = desk::source();
    let mut sink = Received::with_window(desk::BLOCK);
    let replayed = replay(capture, Profile::GENERIC, &mut Pages { source: &mut source, sink: &mut sink }, cut)?;
    Ok((replayed, sink.accepted))
}

#[test]
fn what_was_recorded_is_done_again() {
    for (role, ecm) in [(Role::Sends, false), (Role::Sends, true), (Role::Receives, false), (Role::Receives, true)] {
        let (text, sink) = recorded(role, ecm, Trouble::Nothing);
        assert!(!text.contains("5551234"), "the number");
        let capture: Capture = text.parse().unwrap();
        let (replayed, pages) = every_cut("a virtual modem", &capture, |cut| play_octets(&capture, cut).unwrap());
        assert_eq!(replayed.calls.len(), 1);
        assert_eq!(replayed.calls[0].outcome, Some(Outcome::Completed));
        assert_eq!(pages, sink.accepted);
    }
}

#[test]
fn troubles_are_played_again() {
    for role in [Role::Sends, Role::Receives] {
        for trouble in [Trouble::MuteFrom(14), Trouble::UnpluggedFrom(20), Trouble::Says(18, b"\r\nNO CARRIER\r\n")] {
            let (text, _) = recorded(role, false, trouble.clone());
            let capture: Capture = text.parse().unwrap();
            let first = play_octets(&capture, &mut whole).unwrap_or_else(|error| {
                panic!("{role:?} {trouble:?}: {error}\n{}", text.lines().rev().take(60).collect::<Vec<_>>().join("\n"))
            });
            assert_eq!(play_octets(&capture, &mut |_, _| 1), Ok(first));
        }
    }
}

#[test]
fn what_is_not_as_it_was_is_found() {
    let (text, _) = recorded(Role::Sends, false, Trouble::Nothing);
    let changed = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let capture: Capture = text.replacen(from, to, 1).parse().unwrap();
        play_octets(&capture, &mut whole).map(|_| ()).map_err(|error| error.mismatch)
    };
    assert_eq!(changed("AT+FTH=3", "AT+FTH=3"), Ok(()), "nothing is changed");
    let octets = changed("\"AT+FTH=3\\r\"", "\"AT+FTH=4\\r\"");
    assert!(matches!(octets, Err(Mismatch::Octets { .. })), "{octets:?}");
    for (from, to) in
        [("op silence 75 ms", "op silence 85 ms"), ("heard MCF", "heard RTN"), ("told confirmed", "told rejected")]
    {
        let note = changed(from, to);
        assert!(matches!(note, Err(Mismatch::Note { .. })), "{from}: {note:?}");
    }
    // A modem that says something else.
    let note = changed("\\r\\nCONNECT\\r\\n", "\\r\\nNO CARRIER\\r\\n");
    assert!(matches!(note, Err(Mismatch::Note { .. } | Mismatch::Octets { .. })), "{note:?}");
    // What was done then and is not done any more.
    let capture: Capture = format!("{text}  9999.000 heard carrier\n").parse().unwrap();
    let error = play_octets(&capture, &mut whole).unwrap_err();
    assert_eq!(error.mismatch, Mismatch::Note { then: "heard carrier".into(), now: String::new() });
}
