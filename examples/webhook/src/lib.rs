//! Posts each event of a fax queue to a web server, signed, at least once.
//!
//! The body is JSON; `cursor` in it names the event, so that a server that gets one twice can tell. The header
//! `X-Fax-Signature` is `sha256=` and the HMAC-SHA256 of the body in hexadecimal, with a secret that both sides know. What the
//! server has taken (any 2xx) is on the disk before the next one goes out; what it has not taken is posted again, also by the
//! next process.

use core::fmt::Write as _;
use core::time::Duration;
use std::path::{Path, PathBuf};
use std::{fs, io};

use fax_queue::service::{Feed, Notice, QueueError};
use fax_queue::store::Cursor;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

/// The name of the header with the signature.
pub const SIGNATURE: &str = "X-Fax-Signature";

/// A server that takes events.
#[derive(Debug)]
pub struct Webhook {
    url: String,
    secret: Vec<u8>,
    place: PathBuf,
    /// How long to wait before the first repeat; each further one waits twice as long, up to a minute.
    pub first_wait: Duration,
}

impl Webhook {
    /// A server at a URL. `place` is the file that says how far it has come.
    #[must_use]
    pub fn new(url: &str, secret: &[u8], place: &Path) -> Self {
        Self { url: url.into(), secret: secret.into(), place: place.into(), first_wait: Duration::from_secs(1) }
    }

    /// The place behind the last event that the server has taken.
    ///
    /// # Errors
    ///
    /// The file is there and cannot be read, or has something else in it.
    pub fn cursor(&self) -> io::Result<Cursor> {
        match fs::read_to_string(&self.place) {
            Ok(text) => text.trim().parse().map(Cursor).map_err(io::Error::other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Cursor::default()),
            Err(error) => Err(error),
        }
    }

    /// Notes a place: the file has the old one or the new one, whatever happens.
    fn note(&self, cursor: Cursor) -> io::Result<()> {
        let new = self.place.with_extension("new");
        fs::write(&new, cursor.0.to_string())?;
        fs::File::open(&new)?.sync_all()?;
        fs::rename(&new, &self.place)
    }

    /// Posts what a feed has until it has nothing for `patience`, or `stop` says so, and notes how far it has come.
    ///
    /// # Errors
    ///
    /// A fault of the queue's store, or of the file. A server that does not answer is no error: it is asked again.
    pub fn deliver(&self, feed: &mut Feed, patience: Duration, stop: impl Fn() -> bool) -> Result<(), Error> {
        while !stop() {
            let Some(notice) = feed.next_timeout(patience)? else { return Ok(()) };
            let body = body(&notice, feed.cursor());
            let mut wait = self.first_wait;
            while !self.post(&body) {
                if stop() {
                    return Ok(());
                }
                std::thread::sleep(wait);
                wait = wait.saturating_mul(2).min(Duration::from_secs(60));
            }
            self.note(feed.cursor())?;
        }
        Ok(())
    }

    /// Whether the server has taken it.
    fn post(&self, body: &str) -> bool {
        minreq::post(&self.url)
            .with_header("Content-Type", "application/json")
            .with_header(SIGNATURE, format!("sha256={}", signature(&self.secret, body.as_bytes())))
            .with_body(body)
            .with_timeout(10)
            .send()
            .is_ok_and(|answer| (200..300).contains(&answer.status_code))
    }
}

/// What is posted for a notice.
fn body(notice: &Notice, cursor: Cursor) -> String {
    let what = match notice {
        Notice::Event(event) => json!({ "cursor": cursor.0, "event": event }),
        Notice::Activity(activity) => json!({ "cursor": cursor.0, "activity": activity_of(*activity) }),
        Notice::Missed(events) => json!({ "cursor": cursor.0, "missed": events }),
        _ => json!({ "cursor": cursor.0, "ended": true }),
    };
    what.to_string()
}

fn activity_of(activity: fax_queue::model::Activity) -> serde_json::Value {
    let fax_queue::model::Activity { incoming, routing, outgoing, queued } = activity;
    json!({ "incoming": incoming, "routing": routing, "outgoing": outgoing, "queued": queued })
}

/// The HMAC-SHA256 of a body, in hexadecimal. A server computes it likewise and compares.
#[must_use]
pub fn signature(secret: &[u8], body: &[u8]) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(body);
    mac.finalize().into_bytes().iter().fold(String::new(), |mut hex, octet| {
        // Writing to a string does not fail.
        let _ = write!(hex, "{octet:02x}");
        hex
    })
}

/// Why the delivery of events ended.
#[derive(Debug)]
pub enum Error {
    /// The queue's store is at fault.
    Queue(QueueError),
    /// The file with the place is.
    Place(io::Error),
}

impl From<QueueError> for Error {
    fn from(error: QueueError) -> Self {
        Self::Queue(error)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Place(error)
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Queue(error) => error.fmt(f),
            Self::Place(error) => write!(f, "the place in the events cannot be kept: {error}"),
        }
    }
}

impl core::error::Error for Error {}
