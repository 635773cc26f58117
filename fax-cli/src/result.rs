//! What came of a call: exit code, the last line, the last JSON object.

use std::path::Path;

use fax_core::{Failure, Outcome, Report};
use fax_queue::service::CallEnd;
use serde_json::{Value, json};

use crate::exit::{Exit, Failed};
use crate::notices::Notices;

/// The exit code for a call.
pub(crate) fn exit_of(end: &CallEnd) -> Exit {
    use fax_queue::engine::DialFailure;
    match end {
        CallEnd::NotReached(DialFailure::LineFault) => Exit::Io,
        CallEnd::NotReached(_) => Exit::NotReached,
        CallEnd::Ended(report) => match report.outcome {
            Some(Outcome::Completed) => Exit::Done,
            Some(Outcome::Failed(Failure::LocalDocumentError)) => Exit::Document,
            Some(Outcome::Failed(Failure::LocalStorageError | Failure::LineFault)) => Exit::Io,
            Some(Outcome::Failed(failure)) if failure.is_permanent() && failure != Failure::Aborted => Exit::Final,
            Some(Outcome::Failed(_)) | None => Exit::TryAgain,
        },
    }
}

/// Why it ended, in words; `None` for a good end.
pub(crate) fn reason(end: &CallEnd) -> Option<String> {
    match end {
        CallEnd::NotReached(failure) => Some(failure.to_string()),
        CallEnd::Ended(report) => match report.outcome {
            Some(Outcome::Completed) => None,
            Some(Outcome::Failed(failure)) => Some(failure.to_string()),
            None => Some("the call was lost".to_owned()),
        },
    }
}

/// What to do next, for people: put behind the reason.
pub(crate) fn advice(exit: Exit) -> &'static str {
    match exit {
        Exit::Done | Exit::Different | Exit::Usage | Exit::Denied => "",
        Exit::Document => "; check the document with `fax info`",
        Exit::NotReached => "; check the number, or try again later",
        Exit::Io => "; check the modem and its port",
        Exit::TryAgain => "; try again; --max-rate 9600 helps on bad lines",
        Exit::Final => "; convert the document, then send it again",
    }
}

/// The last object of `--json`.
pub(crate) fn summary(end: &CallEnd, exit: Exit, reason: Option<&str>) -> Value {
    let nothing = Report::default();
    let report = match end {
        CallEnd::Ended(report) => report,
        CallEnd::NotReached(_) => &nothing,
    };
    json!({
        "event": "result",
        "outcome": if exit == Exit::Done { "completed" } else { "failed" },
        "reason": reason,
        "exit": exit as u8,
        "pages_confirmed": report.pages_sent.saturating_add(report.pages_received),
        "pages_sent": report.pages_sent,
        "pages_received": report.pages_received,
        "page_in_doubt": report.page_in_doubt.map(|page| page + 1),
        "rate": report.modulation.map(|modulation| modulation.bit_rate()),
        "modulation": report.modulation.map(|modulation| modulation.to_string()),
        "coding": report.coding.map(|coding| coding.to_string()),
        "ecm": report.ecm.is_some(),
        "frames_repeated": report.frames_repeated,
        "far_id": report.far_ident.as_str(),
    })
}

/// The end of a call that may have brought pages: how many are in the file.
pub(crate) fn tell_received(
    notices: &Notices,
    end: &CallEnd,
    exit: Exit,
    reason: Option<&str>,
    (path, pages): (&Path, u16),
) {
    let mut summary = summary(end, exit, reason);
    if let Some(object) = summary.as_object_mut() {
        object.insert("file".to_owned(), json!((pages > 0).then(|| path.to_string_lossy())));
        object.insert("pages_stored".to_owned(), json!(pages));
    }
    notices.put(&summary);
    if pages > 0 {
        notices.say(&format!("{pages} page(s) in {}", path.display()));
    }
}

/// The end of a program that did not get as far as a call.
pub(crate) fn no_call(failed: &Failed) -> Value {
    let end = CallEnd::Ended(Report::default());
    summary(&end, failed.exit, Some(failed.message()))
}
