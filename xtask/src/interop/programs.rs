//! The programs that take part in calls, and the terminal at the far end: how each is started.

use core::time::Duration;
use std::path::{Path, PathBuf};

use super::{cell::Program, tools::Tools};
use crate::root;

/// Rows that efax puts on top of every page it sends.
pub(super) const EFAX_HEADER_ROWS: i32 = 20;

/// HylaFAX drops the last row of some pages when it makes MMR of MR.
pub(super) const HYLAFAX_LAST_ROW: i32 = -1;

/// A receiver sets up its modem before the first ring.
pub(super) const SET_UP: Duration = Duration::from_secs(3);

/// Exit codes of `fax` (sysexits).
pub(super) mod exit {
    pub(in super::super) const DONE: &[i32] = &[0];
    pub(in super::super) const BAD_DOCUMENT: &[i32] = &[65];
    pub(in super::super) const NOT_REACHED: &[i32] = &[69];
    pub(in super::super) const NO_PORT: &[i32] = &[74];
    pub(in super::super) const DEAD_MODEM: &[i32] = &[74];
    pub(in super::super) const TRY_AGAIN: &[i32] = &[75];
    pub(in super::super) const FOR_GOOD: &[i32] = &[76];
}

/// The arguments of a line with libspandsp's terminal at the far end.
pub(super) fn terminal(mode: &str, document: &Path, modem: &str, coding: &str) -> Vec<String> {
    let mut line = words(mode);
    line.extend(words("--port A --document"));
    line.push(document.to_string_lossy().into_owned());
    line.extend(words(&format!("--modem {modem} --coding {coding} --ecm off")));
    line
}

/// Ours calls and sends.
pub(super) fn fax_send(tools: &Tools, document: &Path, number: &str, exit: &'static [i32]) -> Program {
    let mut args = words(&format!("send --modem A --to {number} --id 5551000 --ecm off --json --trace fax.trace"));
    args.push(document.to_string_lossy().into_owned());
    Program { name: "fax", path: tools.fax.clone(), args, exit, reports: true, head_start: Duration::ZERO }
}

/// Ours waits for a ring and receives.
pub(super) fn fax_receive(tools: &Tools, port: &str, exit: &'static [i32]) -> Program {
    let args = words(&format!(
        "receive --modem {port} --out got.tif --id 5552000 --rings 1 --ecm off --once --json --trace fax.trace"
    ));
    Program { name: "fax", path: tools.fax.clone(), args, exit, reports: true, head_start: Duration::ZERO }
}

/// Ours calls and fetches the document that waits at the far end.
pub(super) fn fax_poll(tools: &Tools, exit: &'static [i32]) -> Program {
    let args = words("poll --modem A --to 5551234 --out got.tif --id 5551000 --ecm off --json --trace fax.trace");
    Program { name: "fax", path: tools.fax.clone(), args, exit, reports: true, head_start: Duration::ZERO }
}

/// efax calls without a page to send, which means to poll.
pub(super) fn efax_polls(port: &str) -> Program {
    let args = words(&format!("-d {port} -o1 -v ewinchmt -l 5551000 -r got -t T5551234"));
    Program {
        name: "efax-poll",
        path: "efax".into(),
        args,
        exit: exit::DONE,
        reports: false,
        head_start: Duration::ZERO,
    }
}

/// efax calls and sends; its header has no text (`-h ""`).
pub(super) fn efax_sends(port: &str, pages: &[PathBuf], number: &str, exit: &'static [i32]) -> Program {
    let mut args = words(&format!("-d {port} -o1 -v ewinchmt -l 5551000 -h"));
    args.push(String::new());
    args.extend(words(&format!("-t T{number}")));
    args.extend(pages.iter().map(|page| page.to_string_lossy().into_owned()));
    Program { name: "efax-send", path: "efax".into(), args, exit, reports: false, head_start: Duration::ZERO }
}

/// efax waits for a modem that answers by itself (`-iS0=1 -w`), and writes `got.001` and so on.
pub(super) fn efax_receives(port: &str) -> Program {
    let args = words(&format!("-d {port} -o1 -v ewinchmr -l 5552000 -w -iS0=1 -r got"));
    Program { name: "efax-receive", path: "efax".into(), args, exit: exit::DONE, reports: false, head_start: SET_UP }
}

/// HylaFAX's faxsend.
pub(super) fn hylafax_sends(tools: &Tools, port: &str, document: &Path) -> Program {
    let document = document.to_string_lossy();
    hylafax(tools, "hylafax-send", &["send", port, "5551234", &document], Duration::ZERO)
}

/// HylaFAX's faxgetty, which writes `got.tif`. It sets its modem up twice.
pub(super) fn hylafax_receives(tools: &Tools, port: &str) -> Program {
    hylafax(tools, "hylafax-receive", &["receive", port, "got.tif"], SET_UP * 2)
}

fn hylafax(tools: &Tools, name: &'static str, args: &[&str], head_start: Duration) -> Program {
    let args = core::iter::once(tools.hylafax.to_string_lossy().into_owned()).chain(args.iter().map(|&arg| arg.into()));
    let path = root().join("tests/interop/hylafax.sh");
    Program { name, path, args: args.collect(), exit: exit::DONE, reports: false, head_start }
}

/// HylaFAX's faxsend on a page, with its lock files in this folder, for so many seconds at the most.
pub(super) fn hylafax_locks(tools: &Tools, port: &str, locks: &Path, limit: u32) -> Program {
    let mut program = hylafax_sends(tools, port, &tools.documents.one);
    program.args.extend([format!("locks={}", locks.display()), format!("limit={limit}")]);
    program
}

/// What stands between spaces.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(String::from).collect()
}
