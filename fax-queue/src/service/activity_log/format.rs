//! What the lines of an activity log look like. Texts come from far ends and from whoever submits: none of them can end a line
//! or a field, and none is a formula to a program that opens the file as a table.

use alloc::format;
use alloc::string::{String, ToString};
#[cfg(feature = "redb")]
use alloc::vec::Vec;
use core::fmt::Write as _;

use crate::engine::call::{CallRecord, Direction, PageRecord, Verdict};
use crate::service::text::one_line;
use crate::vocabulary::Timestamp;

/// How calls become lines.
pub trait LogFormat {
    /// The first line of a new file, without its end; empty: none.
    fn head(&self) -> &'static str {
        ""
    }

    /// The lines of a call, each with its end.
    fn lines(&self, call: &CallRecord) -> String;

    /// Whether a line of a file is one of this call's. Texts of strangers in the lines of other calls must not make them look so.
    fn is_line_of(&self, line: &str, call: &CallRecord) -> bool;
}

/// JSON lines: an object for the call, with its pages in it.
#[derive(Clone, Copy, Debug, Default)]
#[cfg(feature = "redb")]
pub struct JsonLines;

/// JSON lines need the feature `redb`, which brings JSON.
#[derive(Clone, Copy, Debug, Default)]
#[cfg(not(feature = "redb"))]
pub struct JsonLines(());

#[cfg(feature = "redb")]
impl LogFormat for JsonLines {
    fn lines(&self, call: &CallRecord) -> String {
        let value = serde_json::json!({
            "call": id(call),
            "job": call.job.to_string(),
            "attempt": call.attempt,
            "direction": direction(call.direction),
            "device": call.device.0,
            "account": call.account,
            "billing_code": call.billing_code,
            "document": call.document,
            "number": call.number,
            "local_id": call.local_id,
            "remote_id": call.remote_id,
            "started": call.started.to_string(),
            "ended": call.ended.to_string(),
            "seconds": seconds(call.started, call.ended),
            "pages": call.pages,
            "confirmed": call.confirmed,
            "rate": call.rate,
            "status": call.status,
            "reason": call.reason,
            "success": call.success,
            "page_records": call.page_records.iter().map(page_value).collect::<Vec<_>>(),
        });
        format!("{value}\n")
    }

    fn is_line_of(&self, line: &str, call: &CallRecord) -> bool {
        // A quotation mark in a text has a backslash before it, so no text looks like this.
        line.contains(&format!("\"call\":\"{}\"", id(call)))
    }
}

#[cfg(feature = "redb")]
fn page_value(page: &PageRecord) -> serde_json::Value {
    serde_json::json!({
        "page": page.page,
        "started": page.started.to_string(),
        "seconds": seconds(page.started, page.ended),
        "rows": page.rows,
        "bad_rows": page.bad_rows,
        "rate": page.rate,
        "coding": page.coding,
        "resolution": page.resolution,
        "ecm": page.ecm,
        "verdict": verdict(page.verdict),
    })
}

/// A table with commas (RFC 4180): a row for the call, then one for each page. Every field is in quotation marks, and one
/// that begins like a formula has an apostrophe before it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Csv;

impl LogFormat for Csv {
    fn head(&self) -> &'static str {
        "call,record,job,attempt,direction,device,account,billing_code,document,number,local_id,remote_id,started,seconds,\
         pages,confirmed,rate,status,reason,page,rows,bad_rows,coding,resolution,ecm,verdict"
    }

    fn lines(&self, call: &CallRecord) -> String {
        let mut lines = String::new();
        let job = call.job.to_string();
        let none = || [const { String::new() }; 7];
        let [no_page, no_rows, no_bad, no_coding, no_resolution, no_ecm, no_verdict] = none();
        row(
            &mut lines,
            [
                id(call),
                "call".into(),
                job.clone(),
                call.attempt.to_string(),
                direction(call.direction).into(),
                call.device.0.to_string(),
                call.account.clone(),
                call.billing_code.clone(),
                call.document.clone(),
                call.number.clone(),
                call.local_id.clone(),
                call.remote_id.clone(),
                call.started.to_string(),
                seconds(call.started, call.ended).to_string(),
                call.pages.to_string(),
                call.confirmed.to_string(),
                call.rate.to_string(),
                call.status.clone(),
                call.reason.clone(),
                no_page,
                no_rows,
                no_bad,
                no_coding,
                no_resolution,
                no_ecm,
                no_verdict,
            ],
        );
        for page in &call.page_records {
            let [account, billing, document, number, local, remote, pages] = none();
            let [confirmed, status, reason, ..] = none();
            row(
                &mut lines,
                [
                    id(call),
                    "page".into(),
                    job.clone(),
                    call.attempt.to_string(),
                    direction(call.direction).into(),
                    call.device.0.to_string(),
                    account,
                    billing,
                    document,
                    number,
                    local,
                    remote,
                    page.started.to_string(),
                    seconds(page.started, page.ended).to_string(),
                    pages,
                    confirmed,
                    page.rate.to_string(),
                    status,
                    reason,
                    page.page.to_string(),
                    page.rows.to_string(),
                    page.bad_rows.to_string(),
                    page.coding.clone(),
                    page.resolution.clone(),
                    page.ecm.to_string(),
                    verdict(page.verdict).into(),
                ],
            );
        }
        lines
    }

    fn is_line_of(&self, line: &str, call: &CallRecord) -> bool {
        line.starts_with(&format!("\"{}\",", id(call)))
    }
}

fn row(lines: &mut String, fields: [String; 26]) {
    for (index, field) in fields.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let text = one_line(field).replace('"', "\"\"");
        // What begins so is a formula to some programs.
        let guard = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
        let _ = write!(lines, "{comma}\"{guard}{text}\"");
    }
    lines.push('\n');
}

/// A record as HylaFAX keeps it in `etc/xferfaxlog`: `SEND` or `RECV` with tabs between the fields, those that are texts in
/// quotation marks. One line for a call, as that log knows no pages. Times are UTC, dates have two digits of the year.
///
/// The fields, in order: date, `SEND` or `RECV`, communication id, modem, job id (of a reception: the file), job tag, sender
/// (of a reception: `fax`), number, CSI or TSI, session parameters, pages, time of the job, time of the connection, reason, three
/// for who called, owner, DCS (which is not kept).
#[derive(Clone, Copy, Debug, Default)]
pub struct XferFaxLog;

impl LogFormat for XferFaxLog {
    fn lines(&self, call: &CallRecord) -> String {
        let quoted = |text: &str| format!("\"{}\"", one_line(text).replace('"', "'"));
        let plain = |text: &str| one_line(text).replace('"', "'");
        let sent = call.direction == Direction::Sent;
        let time = clock(call.started, call.ended);
        let page = call.page_records.last();
        let pages = if sent {
            call.page_records.iter().filter(|page| page.verdict == Verdict::Confirmed).count()
        } else {
            call.pages.into()
        };
        let reason = if call.success { "" } else { &call.reason };
        let caller = if sent { "" } else { &call.number };
        let fields = [
            date(call.started),
            (if sent { "SEND" } else { "RECV" }).into(),
            id(call),
            format!("line{}", call.device.0),
            if sent { call.job.0.to_string() } else { plain(&call.document) },
            if sent { quoted(&call.document) } else { "\"\"".into() },
            if sent { plain(&call.account) } else { "fax".into() },
            quoted(if sent { &call.number } else { &call.local_id }),
            quoted(&call.remote_id),
            parameters(page).to_string(),
            pages.to_string(),
            time.clone(),
            time,
            quoted(reason),
            quoted(caller),
            quoted(""),
            quoted(""),
            quoted(&call.account),
            quoted(""),
        ];
        format!("{}\n", fields.join("\t"))
    }

    fn is_line_of(&self, line: &str, call: &CallRecord) -> bool {
        line.split('\t').nth(2) == Some(&*id(call))
    }
}

/// `MM/DD/YY HH:MM`.
fn date(at: Timestamp) -> String {
    let text = at.to_string();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    format!("{}/{}/{} {}", part(5, 7), part(8, 10), part(2, 4), part(11, 16))
}

/// `H:MM:SS`.
fn clock(from: Timestamp, to: Timestamp) -> String {
    let seconds = seconds(from, to);
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The session parameters as the manual page of that log says they are packed, the first one lowest: 2 bits for the vertical
/// resolution (1 is fine or more), 3 for the rate (0 is 2400 bit/s), 3 for the width, 2 for the length, 2 for the coding (0 MH, 1
/// MR, 3 MMR), 1 for error correction.
fn parameters(page: Option<&PageRecord>) -> u32 {
    let Some(page) = page else { return 0 };
    let fine = u32::from(page.resolution != "standard");
    let rate = u32::from(page.rate / 2400).saturating_sub(1).min(7);
    let coding = match page.coding.as_str() {
        "MR" => 1,
        "MMR" => 3,
        _ => 0,
    };
    fine | rate << 2 | coding << 10 | u32::from(page.ecm) << 12
}

/// A call by one word: the job and the attempt.
fn id(call: &CallRecord) -> String {
    format!("{}.{}", call.job, call.attempt)
}

const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Sent => "sent",
        Direction::Received => "received",
    }
}

const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Confirmed => "confirmed",
        Verdict::Refused => "refused",
        Verdict::Unanswered => "unanswered",
        Verdict::BrokenOff => "broken-off",
    }
}

const fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    to.since(from).as_secs()
}
