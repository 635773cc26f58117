//! Which calls are made.

use core::time::Duration;
use std::path::Path;

use super::{
    cell::{Cell, Check, Program, Terms},
    tools::Tools,
};

/// The fastest modem that the terminal admits to, and the rate that follows.
const RATES: [(&str, u64); 3] = [("v17", 14_400), ("v29", 9600), ("v27ter", 4800)];

/// The tightest coding that the terminal admits to, and what it is called in results. MMR only goes with error correction.
const CODINGS: [(&str, &str); 3] = [("mh", "MH"), ("mr", "MR"), ("mmr", "MMR")];

/// Rows that efax puts on top of every page it sends.
const EFAX_HEADER_ROWS: u32 = 20;

/// Three pages at 4800 bit/s take five minutes; a hurried line makes that less than one.
const CALL_LIMIT: Duration = Duration::from_secs(400);
/// A failure has to be over by then: T1 is 35 s, and three post-page commands with T4 are 15 s (T.30 5.4.3.1).
const FAILURE_LIMIT: Duration = Duration::from_secs(90);
/// A receiver sets up its modem before the first ring.
const SET_UP: Duration = Duration::from_secs(3);

/// Exit codes of `fax` (sysexits).
mod exit {
    pub(super) const DONE: &[i32] = &[0];
    pub(super) const BAD_DOCUMENT: &[i32] = &[65];
    pub(super) const NOT_REACHED: &[i32] = &[69];
    pub(super) const NO_PORT: &[i32] = &[74];
    pub(super) const DEAD_MODEM: &[i32] = &[74];
    pub(super) const TRY_AGAIN: &[i32] = &[75];
}

/// Calls of our program.
pub(super) fn product(tools: &Tools, all: bool) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (modem, rate) in RATES {
        for coding in CODINGS {
            for (pages, document) in [("one page", &tools.one), ("three pages", &tools.three)] {
                for make in [fax_sends, fax_receives] {
                    cells.push(corrected(make(tools, pages, document, (modem, rate), coding)));
                    if coding.0 != "mmr" {
                        cells.push(make(tools, pages, document, (modem, rate), coding));
                    }
                }
            }
        }
    }
    cells.extend(fax_and_efax(tools));
    cells.extend(spoilt_calls(tools));
    cells.extend(corrected_calls(tools));
    cells.extend(failures(tools));
    if all {
        for make in [fax_sends, fax_receives] {
            cells.push(make(tools, "dense page", &tools.dense, ("v17", 14_400), ("mh", "MH")));
            let mut unhurried = make(tools, "real time", &tools.one, ("v17", 14_400), ("mh", "MH"));
            unhurried.line.extend(words("--speed 1"));
            cells.push(unhurried);
            // A far end that can do more than is agreed: MMR needs error correction, and ours is told to decline that.
            let mut declined = make(tools, "ECM declined", &tools.three, ("v17", 14_400), ("mmr", "MR"));
            declined.line.extend(words("--ecm on"));
            cells.push(declined);
        }
    }
    cells
}

/// Calls of efax, whose outcome is known: they judge the line and the judges.
pub(super) fn self_test(tools: &Tools) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (modem, rate) in RATES {
        let terms = Some(Terms { rate, coding: "MH", ecm: false });
        cells.push(Cell {
            name: format!("efax sends, {modem}"),
            line: terminal("answer", Path::new("rx.tif"), modem, "mh"),
            programs: vec![efax_sends("A", &tools.pages, "5551234", exit::DONE)],
            check: Check::Delivered { want: tools.three.clone(), skip: EFAX_HEADER_ROWS, got: "rx.tif", terms },
            limit: CALL_LIMIT,
        });
        cells.push(Cell {
            name: format!("efax receives, {modem}"),
            line: terminal("call", &tools.three, modem, "mr"),
            programs: vec![efax_receives("A")],
            check: Check::Delivered { want: tools.three.clone(), skip: 0, got: "got", terms },
            limit: CALL_LIMIT,
        });
    }
    cells.push(Cell {
        name: "efax to efax, with time to turn round".into(),
        line: words("pair --port A --port B --turnround 60"),
        programs: vec![efax_receives("B"), efax_sends("A", &tools.pages, "5551234", exit::DONE)],
        check: Check::Delivered { want: tools.three.clone(), skip: EFAX_HEADER_ROWS, got: "got", terms: None },
        limit: CALL_LIMIT,
    });
    cells.push(Cell {
        name: "efax, busy".into(),
        line: terminal("answer", Path::new("rx.tif"), "v17", "mh"),
        programs: vec![efax_sends("A", &tools.pages, "5550001", &[1])],
        check: Check::Broken(0),
        limit: FAILURE_LIMIT,
    });
    for (name, fault) in [("far end hangs up", "--hang-up-after 20000"), ("line cut", "--cut-after 20000")] {
        let mut line = terminal("answer", Path::new("rx.tif"), "v17", "mh");
        line.extend(words(fault));
        cells.push(Cell {
            name: format!("efax, {name}"),
            line,
            programs: vec![efax_sends("A", &tools.pages, "5551234", &[2, 3, 4])],
            check: Check::Broken(0),
            limit: FAILURE_LIMIT,
        });
    }
    cells.push(Cell {
        name: "efax, dead modem".into(),
        line: words("mute --port A"),
        programs: vec![efax_sends("A", &tools.pages, "5551234", &[4])],
        check: Check::Explained,
        limit: FAILURE_LIMIT,
    });
    cells
}

fn fax_sends(
    tools: &Tools,
    title: &str,
    document: &Path,
    (modem, rate): (&str, u64),
    (limit, coding): (&str, &'static str),
) -> Cell {
    let terms = Some(Terms { rate, coding, ecm: false });
    Cell {
        name: format!("fax sends {title}, {modem} {coding}"),
        line: terminal("answer", Path::new("rx.tif"), modem, limit),
        programs: vec![fax_send(tools, document, "5551234", exit::DONE)],
        check: Check::Delivered { want: document.into(), skip: 0, got: "rx.tif", terms },
        limit: CALL_LIMIT,
    }
}

fn fax_receives(
    tools: &Tools,
    title: &str,
    document: &Path,
    (modem, rate): (&str, u64),
    (limit, coding): (&str, &'static str),
) -> Cell {
    let terms = Some(Terms { rate, coding, ecm: false });
    Cell {
        name: format!("fax receives {title}, {modem} {coding}"),
        line: terminal("call", document, modem, limit),
        programs: vec![fax_receive(tools, "A", exit::DONE)],
        check: Check::Delivered { want: document.into(), skip: 0, got: "got", terms },
        limit: CALL_LIMIT,
    }
}

/// Two foreign modems and two programs, and nothing that helps efax to turn the line round.
fn fax_and_efax(tools: &Tools) -> [Cell; 2] {
    let cell = |name: &str, programs, skip| Cell {
        name: name.into(),
        line: words("pair --port A --port B"),
        programs,
        check: Check::Delivered { want: tools.three.clone(), skip, got: "got", terms: None },
        limit: CALL_LIMIT,
    };
    let sender = fax_send(tools, &tools.three, "5551234", exit::DONE);
    let mut receiver = fax_receive(tools, "B", exit::DONE);
    receiver.head_start = SET_UP;
    [
        cell("fax sends to efax", vec![efax_receives("B"), sender], 0),
        cell(
            "fax receives from efax",
            vec![receiver, efax_sends("A", &tools.pages, "5551234", exit::DONE)],
            EFAX_HEADER_ROWS,
        ),
    ]
}

/// Calls on a line that loses something once: it must come again, and the page exactly once.
fn spoilt_calls(tools: &Tools) -> Vec<Cell> {
    // By the clock of the call: the training check is there from 8.3 to 9.8 s, and the confirmation of a generated page
    // at 14400 bit/s is the V.21 signal at 40 s.
    let mut spoils = vec![
        ("training check spoilt", "--noise 8600:800", ("v17", 12_000)),
        ("training check lost", "--mute 8600:800", ("v17", 14_400)),
    ];
    if tools.generated {
        spoils.push(("confirmation lost", "--mute 39700:700", ("v17", 14_400)));
    }
    let mut cells = Vec::new();
    for (name, spoil, modem) in spoils {
        for make in [fax_sends, fax_receives] {
            let mut cell = make(tools, name, &tools.one, modem, ("mh", "MH"));
            cell.line.extend(words(spoil));
            cells.push(cell);
        }
    }
    cells
}

/// The same call with error correction on both sides.
fn corrected(mut cell: Cell) -> Cell {
    cell.name.push_str(", ECM");
    let lists = core::iter::once(&mut cell.line).chain(cell.programs.iter_mut().map(|program| &mut program.args));
    for args in lists {
        for at in 1..args.len() {
            if let Some([key, value]) = args.get_mut(at - 1..=at)
                && key == "--ecm"
            {
                *value = "on".into();
            }
        }
    }
    if let Check::Delivered { terms: Some(terms), .. } = &mut cell.check {
        terms.ecm = true;
    }
    cell
}

/// Lines that damage an image here and there, and lose what is said about it: with error correction every pel arrives.
fn corrected_calls(tools: &Tools) -> Vec<Cell> {
    // By the clock of the call: the image begins at 11 s.
    let spoils = [("a burst in the image", "--noise 13000:300"), ("the end of the image lost", "--mute 15000:6000")];
    let mut cells = Vec::new();
    for (name, spoil) in spoils {
        for make in [fax_sends, fax_receives] {
            let mut cell = corrected(make(tools, name, &tools.one, ("v17", 14_400), ("mmr", "MMR")));
            cell.line.extend(words(spoil));
            cells.push(cell);
        }
    }
    cells
}

/// What must go wrong in the right way: soon enough, with the right exit code, and with a word to the user.
fn failures(tools: &Tools) -> Vec<Cell> {
    let answer = |fault: &str| {
        let mut line = terminal("answer", Path::new("rx.tif"), "v17", "mh");
        line.extend(words(fault));
        line
    };
    let call = |fault: &str| {
        let mut line = terminal("call", &tools.three, "v17", "mh");
        line.extend(words(fault));
        line
    };
    let cell = |name: &str, line, program, check| Cell {
        name: name.into(),
        line,
        programs: vec![program],
        check,
        limit: FAILURE_LIMIT,
    };
    let send = |document: &Path, number: &str, codes| fax_send(tools, document, number, codes);
    let mut no_port = send(&tools.one, "5551234", exit::NO_PORT);
    for arg in &mut no_port.args {
        if arg == "A" {
            *arg = "nowhere".into();
        }
    }
    let mute = || words("mute --port A");
    vec![
        cell("busy", answer(""), send(&tools.one, "5550001", exit::NOT_REACHED), Check::Broken(0)),
        cell("no dial tone", answer(""), send(&tools.one, "5550002", exit::NOT_REACHED), Check::Broken(0)),
        cell("no answer", answer(""), send(&tools.one, "5550003", exit::NOT_REACHED), Check::Broken(0)),
        cell("nobody there, S7 runs out", answer(""), send(&tools.one, "5550004", exit::NOT_REACHED), Check::Broken(0)),
        cell(
            "receiver hangs up in page 1",
            answer("--hang-up-after 20000"),
            send(&tools.three, "5551234", exit::TRY_AGAIN),
            Check::Broken(0),
        ),
        cell(
            "line cut in page 2, sending",
            answer("--cut-after 55000"),
            send(&tools.three, "5551234", exit::TRY_AGAIN),
            Check::Broken(1),
        ),
        cell(
            "sender hangs up in page 1",
            call("--hang-up-after 20000"),
            fax_receive(tools, "A", exit::TRY_AGAIN),
            Check::Broken(0),
        ),
        cell(
            "line cut in page 2, receiving",
            call("--cut-after 55000"),
            fax_receive(tools, "A", exit::TRY_AGAIN),
            Check::Broken(1),
        ),
        cell("modem that never answers", mute(), send(&tools.one, "5551234", exit::DEAD_MODEM), Check::Explained),
        cell("port that does not exist", mute(), no_port, Check::Explained),
        cell(
            "document that is no image",
            mute(),
            send(&tools.no_image, "5551234", exit::BAD_DOCUMENT),
            Check::Explained,
        ),
        cell("truncated TIFF", mute(), send(&tools.truncated, "5551234", exit::BAD_DOCUMENT), Check::Explained),
    ]
}

fn terminal(mode: &str, document: &Path, modem: &str, coding: &str) -> Vec<String> {
    let mut line = words(mode);
    line.extend(words("--port A --document"));
    line.push(document.to_string_lossy().into_owned());
    line.extend(words(&format!("--modem {modem} --coding {coding} --ecm off")));
    line
}

fn fax_send(tools: &Tools, document: &Path, number: &str, exit: &'static [i32]) -> Program {
    let mut args = words(&format!("send --modem A --to {number} --id 5551000 --ecm off --json --trace fax.trace"));
    args.push(document.to_string_lossy().into_owned());
    Program { name: "fax", path: tools.fax.clone(), args, exit, reports: true, head_start: Duration::ZERO }
}

fn fax_receive(tools: &Tools, port: &str, exit: &'static [i32]) -> Program {
    let args = words(&format!(
        "receive --modem {port} --out got.tif --id 5552000 --rings 1 --ecm off --once --json --trace fax.trace"
    ));
    Program { name: "fax", path: tools.fax.clone(), args, exit, reports: true, head_start: Duration::ZERO }
}

/// efax calls and sends; its header has no text (`-h ""`).
fn efax_sends(port: &str, pages: &[std::path::PathBuf], number: &str, exit: &'static [i32]) -> Program {
    let mut args = words(&format!("-d {port} -o1 -v ewinchmt -l 5551000 -h"));
    args.push(String::new());
    args.extend(words(&format!("-t T{number}")));
    args.extend(pages.iter().map(|page| page.to_string_lossy().into_owned()));
    Program { name: "efax-send", path: "efax".into(), args, exit, reports: false, head_start: Duration::ZERO }
}

/// efax waits for a modem that answers by itself (`-iS0=1 -w`), and writes `got.001` and so on.
fn efax_receives(port: &str) -> Program {
    let args = words(&format!("-d {port} -o1 -v ewinchmr -l 5552000 -w -iS0=1 -r got"));
    Program { name: "efax-receive", path: "efax".into(), args, exit: exit::DONE, reports: false, head_start: SET_UP }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(String::from).collect()
}
