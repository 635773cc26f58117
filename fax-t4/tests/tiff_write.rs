//! Writing TIFF: profiles, texts, appending, and files that are there whole or not at all.
#![cfg(all(feature = "tiff", feature = "std"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code")]

mod tiff_file;

use std::path::{Path, PathBuf};

use fax_t4::tiff::{
    AppendError, AtomicFile, Compression, Existing, Limits, OpenError, PageOptions, Profile, Reader, Received, Store,
    Violation, WriteError, Writer,
};
use fax_t4::{BitOrder, Bitmap, Density};
use tiff_file::{File, LONG, SHORT};

const FINE: Density = Density { x: 204, y: 196 };

fn page(height: u32) -> Bitmap {
    let mut page = Bitmap::white(1728, height);
    page.push_row(&[0xA5; 216]);
    page
}

fn file(heights: &[u32]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new()).unwrap();
    for &height in heights {
        writer.page(&page(height), &PageOptions::new(Compression::Mmr, FINE)).unwrap();
    }
    writer.finish()
}

fn heights(file: &[u8]) -> Vec<Option<u32>> {
    let reader = Reader::open(file, Limits::default()).unwrap();
    assert!(reader.decode_all().unwrap().iter().all(|image| image.damage().is_none()));
    reader.pages().iter().map(|page| page.height()).collect()
}

/// A folder of its own that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("fax-t4-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn profile_s_is_refused_by_its_first_violation() {
    let s = PageOptions::new(Compression::Mh, FINE).with_profile(Profile::S);
    let write =
        |bitmap: &Bitmap, options: &PageOptions<'_>| match Writer::new(Vec::new()).unwrap().page(bitmap, options) {
            Ok(()) => None,
            Err(WriteError::Profile(violation)) => Some(violation),
            Err(other) => panic!("{other}"),
        };
    assert_eq!(write(&page(5), &s), None);
    assert_eq!(write(&page(5), &s.with_aligned_eols(true)), None);
    assert_eq!(write(&page(5), &s.with_bit_order(BitOrder::MsbFirst)), Some(Violation::BitOrder));
    assert_eq!(write(&page(5), &s.with_rows_per_strip(3)), Some(Violation::Strips));
    assert_eq!(write(&page(5), &s.with_rows_per_strip(6)), None);
    assert_eq!(write(&Bitmap::white(2048, 5), &s), Some(Violation::Width(2048)));
    for (density, allowed) in [((204, 98), true), ((200, 200), true), ((204, 391), false), ((98, 204), false)] {
        let density = Density { x: density.0, y: density.1 };
        let violation = write(&page(5), &PageOptions::new(Compression::Mh, density).with_profile(Profile::S));
        assert_eq!(violation, (!allowed).then_some(Violation::Density(density)));
    }
    for compression in [Compression::None, Compression::Rle, Compression::Mr { k: 2 }, Compression::Mmr] {
        let options = PageOptions::new(compression, FINE).with_profile(Profile::S);
        assert_eq!(write(&page(5), &options), Some(Violation::Compression(compression)));
    }
}

#[test]
fn profile_f_has_more() {
    let write = |width, compression, x, y| {
        let options = PageOptions::new(compression, Density { x, y }).with_profile(Profile::F).with_rows_per_strip(2);
        Writer::new(Vec::new()).unwrap().page(&Bitmap::white(width, 5), &options).is_ok()
    };
    assert!(write(2432, Compression::Mmr, 204, 391));
    assert!(write(3456, Compression::Mr { k: 8 }, 408, 391));
    assert!(write(2592, Compression::Mh, 300, 300));
    assert!(!write(1728, Compression::Mh, 300, 300));
    assert!(!write(1728, Compression::Rle, 204, 196));
    assert!(!write(1700, Compression::Mmr, 200, 200));
    assert!(!write(1728, Compression::Mmr, 204, 200));
}

#[test]
fn what_is_said_of_damaged_rows() {
    let clean_fax_data = |bad_rows, left| {
        let received = Received { bad_rows, longest_bad_run: bad_rows };
        let options = PageOptions::new(Compression::Mmr, FINE).with_received(received).with_bad_rows_left(left);
        let mut writer = Writer::new(Vec::new()).unwrap();
        writer.page(&page(3), &options).unwrap();
        let file = writer.finish();
        // Tag 327, SHORT, one value.
        let at = file.windows(8).position(|octets| octets == [0x47, 1, 3, 0, 1, 0, 0, 0]).unwrap();
        file[at + 8]
    };
    assert_eq!([clean_fax_data(0, false), clean_fax_data(3, false), clean_fax_data(3, true)], [0, 1, 2]);
}

#[test]
fn texts_come_back() {
    let options = PageOptions::new(Compression::Mmr, FINE).with_description("a\0b").with_document_name("");
    let mut writer = Writer::new(Vec::new()).unwrap();
    writer.page(&page(3), &options).unwrap();
    let file = writer.finish();
    let reader = Reader::open(&file, Limits::default()).unwrap();
    assert_eq!(reader.pages()[0].description(), Some("ab"));
    assert_eq!(reader.pages()[0].document_name(), Some(""));
}

#[test]
fn pages_are_appended_behind_those_that_are_there() {
    let old = file(&[1, 2]);
    let existing = Existing::of(&old, Limits::default()).unwrap();
    let mut writer = Writer::resume(old.clone(), existing).unwrap();
    writer.page(&page(3), &PageOptions::new(Compression::Mh, FINE)).unwrap();
    let new = writer.finish();
    assert_eq!(heights(&new), [Some(2), Some(3), Some(4)]);
    let reader = Reader::open(&new, Limits::default()).unwrap();
    assert_eq!(reader.pages()[2].number(), Some((2, 0)));
    // Nothing of the old file changes but the link.
    let changed = old.iter().zip(&new).filter(|(old, new)| old != new).count();
    assert!(changed <= 4);
    // A foreign file of odd length: directories begin on even offsets.
    let foreign = File::new(false).with(256, SHORT, &[8]).with(257, SHORT, &[2]).strip(&[1, 2, 3]).build();
    assert_eq!(foreign.len() % 2, 1);
    let existing = Existing::of(&foreign, Limits::default()).unwrap();
    let mut writer = Writer::resume(foreign, existing).unwrap();
    writer.page(&page(3), &PageOptions::new(Compression::Mh, FINE)).unwrap();
    let reader_file = writer.finish();
    assert_eq!(Reader::open(&reader_file, Limits::default()).unwrap().pages().len(), 2);
}

#[test]
fn files_that_nothing_can_be_appended_to() {
    let of = |file: &[u8]| Existing::of(file, Limits::default()).unwrap_err();
    let foreign = |big| File::new(big).with(256, SHORT, &[8]).strip(&[0; 8]);
    assert_eq!(of(&foreign(true).build()), AppendError::BigEndian);
    assert_eq!(of(&foreign(false).wide().build()), AppendError::BigTiff);
    assert!(matches!(of(b"no TIFF"), AppendError::Unreadable(_)));
    let looping = foreign(false);
    assert!(matches!(of(&looping.linked_to(looping.directory_at()).build()), AppendError::Unreadable(_)));
    let mut without_link = foreign(false).build();
    without_link.truncate(without_link.len() - 4);
    assert_eq!(of(&without_link), AppendError::NoLink);
    let any = foreign(false).with(322, LONG, &[64]).build();
    assert!(Existing::of(&any, Limits::default()).is_ok(), "the pages that are there may be anything");
}

#[test]
fn a_file_is_there_whole_or_not_at_all() {
    let folder = Folder::new("atomic");
    let path = folder.join("fax.tif");
    let mut writer = Writer::new(AtomicFile::create(&path).unwrap()).unwrap();
    writer.page(&page(1), &PageOptions::new(Compression::Mmr, FINE)).unwrap();
    assert!(!path.exists());
    writer.finish().commit().unwrap();
    assert_eq!(heights(&std::fs::read(&path).unwrap()), [Some(2)]);
    assert_eq!(folder.names(), ["fax.tif"]);

    // Given up in the middle: the old file is as it was.
    let old = std::fs::read(&path).unwrap();
    let (copy, existing) = AtomicFile::append(&path, Limits::default()).unwrap();
    let mut writer = Writer::resume(copy, existing).unwrap();
    writer.page(&page(2), &PageOptions::new(Compression::Mmr, FINE)).unwrap();
    assert_eq!(folder.names().len(), 2);
    drop(writer);
    assert_eq!(std::fs::read(&path).unwrap(), old);
    assert_eq!(folder.names(), ["fax.tif"]);

    let (copy, existing) = AtomicFile::append(&path, Limits::default()).unwrap();
    let mut writer = Writer::resume(copy, existing).unwrap();
    writer.page(&page(2), &PageOptions::new(Compression::Mmr, FINE)).unwrap();
    writer.finish().commit().unwrap();
    assert_eq!(heights(&std::fs::read(&path).unwrap()), [Some(2), Some(3)]);
    assert_eq!(folder.names(), ["fax.tif"]);
}

#[test]
fn a_file_in_its_place_grows_page_by_page() {
    let folder = Folder::new("grows");
    let path = folder.join("fax.tif");
    let mut writer = Writer::new(AtomicFile::create_new(&path).unwrap()).unwrap();
    for (number, expected) in [(1, &[Some(2)][..]), (2, &[Some(2), Some(3)])] {
        writer.page(&page(number), &PageOptions::new(Compression::Mmr, FINE)).unwrap();
        writer.store_mut().commit().unwrap();
        assert_eq!(heights(&std::fs::read(&path).unwrap()), expected);
        assert_eq!(folder.names(), ["fax.tif"]);
    }
    drop(writer);
    assert_eq!(folder.names(), ["fax.tif"], "what is in its place stays");
}

#[test]
fn a_new_file_takes_nobodys_place() {
    let folder = Folder::new("new");
    let path = folder.join("fax.tif");
    let mut writer = Writer::new(AtomicFile::create_new(&path).unwrap()).unwrap();
    writer.page(&page(1), &PageOptions::new(Compression::Mmr, FINE)).unwrap();
    std::fs::write(&path, b"of somebody else").unwrap();
    assert_eq!(writer.store_mut().commit().unwrap_err().kind(), std::io::ErrorKind::AlreadyExists);
    drop(writer);
    assert_eq!(std::fs::read(&path).unwrap(), b"of somebody else");
    assert_eq!(folder.names(), ["fax.tif"]);
}

#[test]
fn what_cannot_be_appended_to_leaves_nothing_behind() {
    let folder = Folder::new("refused");
    let path = folder.join("fax.tif");
    assert!(matches!(AtomicFile::append(&path, Limits::default()), Err(OpenError::Io(_))));
    std::fs::write(&path, b"no TIFF").unwrap();
    assert!(matches!(AtomicFile::append(&path, Limits::default()), Err(OpenError::Append(_))));
    assert_eq!(folder.names(), ["fax.tif"]);
    assert!(AtomicFile::create(folder.join("missing/fax.tif")).is_err());
    assert!(AtomicFile::create(Path::new("/")).is_err());
}

/// A disk that is full after so many octets.
struct Full(Vec<u8>, usize);

impl Store for Full {
    type Error = &'static str;

    fn append(&mut self, octets: &[u8]) -> Result<(), &'static str> {
        let room = self.1.saturating_sub(self.0.len());
        self.0.extend_from_slice(&octets[..room.min(octets.len())]);
        if room < octets.len() { Err("full") } else { Ok(()) }
    }

    fn patch(&mut self, at: u32, octets: [u8; 4]) -> Result<(), &'static str> {
        self.0.patch(at, octets).map_err(|error| match error {})
    }
}

#[test]
fn wherever_writing_breaks_off_the_pages_before_stay() {
    let whole = file(&[1, 2]);
    let first = file(&[1]).len();
    for room in first..whole.len() {
        let options = PageOptions::new(Compression::Mmr, FINE);
        let mut writer = Writer::new(Full(Vec::new(), room)).unwrap();
        writer.page(&page(1), &options).unwrap();
        assert_eq!(writer.page(&page(2), &options), Err(WriteError::Store("full")), "{room}");
        assert_eq!(writer.page(&page(2), &options), Err(WriteError::Broken));
        assert_eq!(heights(&writer.finish().0), [Some(2)]);
    }
}
