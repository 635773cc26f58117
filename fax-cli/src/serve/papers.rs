//! Documents of a server: made of bodies and cover pages, kept as they were sent, copied as TIFF.

use std::fs;
use std::path::{Path, PathBuf};

use fax_queue::engine::{IncomingRecord, OutgoingRecord};
use fax_queue::model::{Document, IncomingJob as _, Job as _, NewJob, Recipient};
use fax_queue::service::{DocumentError, DocumentFault, Documents};
use fax_queue::vocabulary::{CoverPageType, JobId};
use fax_t4::Bitmap;
use fax_t4::call::{Page, Rescaled, RowSource as _};

use super::spool::Spool;
use crate::document::{self, Fitting, Kind, Picture, TiffOptions, sheet_of};
use crate::exit::Failed;

/// The folders of documents.
#[derive(Clone, Debug)]
pub(crate) struct Papers {
    spool: Spool,
    sent: PathBuf,
    covers: PathBuf,
}

impl Papers {
    pub(crate) fn new(spool: &Spool, sent: &Path, covers: &Path) -> Result<Self, Failed> {
        fs::create_dir_all(sent).map_err(|error| Failed::io(sent.display(), error))?;
        Ok(Self { spool: spool.clone(), sent: sent.into(), covers: covers.into() })
    }

    fn sent(&self, job: JobId) -> PathBuf {
        self.sent.join(format!("{job}.tif"))
    }

    /// Keeps pages as a call has sent them: those that were `confirmed` as the receiver took them; the others as an earlier
    /// call has sent them, or as they are to be sent.
    pub(crate) fn keep(
        &self,
        job: JobId,
        pages: &[Page],
        as_sent: &mut Rescaled<&[Page]>,
        confirmed: &[u16],
    ) -> Result<(), Failed> {
        if confirmed.is_empty() {
            return Ok(());
        }
        let path = self.sent(job);
        let mut before = if path.exists() { document::load(&path)?.1 } else { Vec::new() }.into_iter();
        let mut kept = Vec::new();
        for (number, page) in (0..).zip(pages) {
            let before = before.next();
            kept.push(match rendition(as_sent, number).filter(|_| confirmed.contains(&number)).or(before) {
                Some(picture) => picture,
                None => picture(page),
            });
        }
        document::save(&path, Kind::Tiff, &kept, TiffOptions::CLASS_F).map(drop)
    }

    /// Deletes what was kept of jobs that nobody asks for any more.
    pub(crate) fn sweep(&self, is_wanted: impl Fn(JobId) -> bool) -> std::io::Result<()> {
        for entry in fs::read_dir(&self.sent)? {
            let path = entry?.path();
            let job = path.file_stem().and_then(|name| name.to_str()?.parse().ok());
            if job.is_some_and(|job| !is_wanted(job)) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    fn cover(&self, fax: &NewJob, recipient: &Recipient<String>) -> Result<Option<Page>, DocumentError> {
        let wrong = |why: &str| DocumentError::from(DocumentFault::CoverPage(why.into()));
        let name = fax.cover_page.as_str();
        let path = match fax.cover_page_type {
            CoverPageType::None => return Ok(None),
            CoverPageType::Server => {
                if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
                    return Err(wrong("its name has letters, digits, - and _ only"));
                }
                self.covers.join(format!("{name}.txt"))
            }
            // Its text was handed in with the job; whoever submits names no file of the server's.
            CoverPageType::Local if self.spool.has(Path::new(name)) => name.into(),
            CoverPageType::Local => return Err(wrong("a personal one comes with the fax")),
        };
        let text = fs::read_to_string(path).map_err(|error| wrong(&format!("{name}: {error}")))?;
        let fields = [
            ("to-name", recipient.name.as_str()),
            ("to-number", &recipient.fax_number),
            ("from-name", &fax.sender.name),
            ("from-company", &fax.sender.company),
            ("from-number", &fax.sender.fax_number),
            ("subject", &fax.subject),
            ("note", &fax.note),
        ];
        // A field that looks like a place for another one stays as it is.
        let mut filled = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            match fields.iter().find_map(|(name, value)| Some((after.strip_prefix(name)?.strip_prefix('}')?, value))) {
                Some((after, value)) => {
                    filled.push_str(value);
                    rest = after;
                }
                None => {
                    filled.push('{');
                    rest = after;
                }
            }
        }
        filled.push_str(rest);
        Ok(Some(sheet_of(&filled)))
    }
}

/// A page as the receiver of a call took it.
fn rendition(as_sent: &mut Rescaled<&[Page]>, number: u16) -> Option<Picture> {
    let sheet = as_sent.sheet(number)?;
    let mut bitmap = Bitmap::new(sheet.width);
    let mut row = vec![0; bitmap.row_octets()];
    for y in 0..sheet.rows {
        row.fill(0);
        if !as_sent.row(number, y, &mut row) {
            return None;
        }
        bitmap.push_row(&row);
    }
    Some(picture(&Page { bitmap, resolution: sheet.resolution }))
}

fn picture(page: &Page) -> Picture {
    Picture { bitmap: page.bitmap.clone(), grey: None, density: Some(page.resolution.into()), compression: None }
}

fn tiff(pages: &[Page]) -> Result<Vec<u8>, DocumentError> {
    let pictures: Vec<_> = pages.iter().map(picture).collect();
    document::tiff(&pictures, TiffOptions::CLASS_F).map_err(|why| DocumentFault::Unreadable(why).into())
}

fn read(path: &Path) -> Result<Vec<u8>, DocumentError> {
    fs::read(path).map_err(|error| DocumentFault::Missing(format!("{}: {error}", path.display())).into())
}

fn pages(path: &Path) -> Result<Vec<Page>, DocumentFault> {
    if path.metadata().is_ok_and(|metadata| metadata.len() == 0) {
        return Err(DocumentFault::Empty);
    }
    document::pages(path, Fitting::default()).map_err(|failed| DocumentFault::Unreadable(failed.to_string()))
}

impl Documents for Papers {
    fn compose(&self, fax: &NewJob, recipient: &Recipient<String>) -> Result<Document<String>, DocumentError> {
        let mut all: Vec<_> = self.cover(fax, recipient)?.into_iter().collect();
        for (index, body) in fax.bodies.iter().enumerate() {
            all.extend(pages(Path::new(body)).map_err(|fault| DocumentError { body: Some(index), fault })?);
        }
        let unreadable = |why: String| DocumentError::from(DocumentFault::Unreadable(why));
        let count = u16::try_from(all.len()).map_err(|_| unreadable("too many pages for a call".into()))?;
        let octets = tiff(&all)?;
        let path = self.spool.keep(&octets).map_err(|error| unreadable(error.to_string()))?;
        Ok(Document { reference: path.to_string_lossy().into_owned(), pages: count, size: octets.len() as u64 })
    }

    fn outgoing_tiff(&self, job: &OutgoingRecord) -> Result<Vec<u8>, DocumentError> {
        let sent = self.sent(job.id());
        if sent.exists() {
            return read(&sent);
        }
        let path = Path::new(&job.request().document.reference);
        read(path)?;
        tiff(&pages(path)?)
    }

    fn incoming_tiff(&self, job: &IncomingRecord) -> Result<Vec<u8>, DocumentError> {
        read(Path::new(job.reference()))
    }
}
