//! Calls in which the caller asks for the document of the one who answers.

use std::path::Path;

use super::{
    cell::{Cell, Check, Program, Terms},
    matrix::{CALL_LIMIT, Coding, MMR, corrected},
    programs::{SET_UP, efax_polls, exit, fax_poll, fax_receive, terminal, words},
    tools::Tools,
    trouble::FAILURE_LIMIT,
};

const PASSWORD: &str = "4711";

pub(super) fn cells(tools: &Tools) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (coding, make_corrected) in [(MMR, true), (("mh", "MH"), false)] {
        for make in [fax_polls, fax_is_polled] {
            let cell = make(tools, coding);
            cells.push(if make_corrected { corrected(cell) } else { cell });
        }
    }
    cells.push(efax_polls_fax(tools));
    cells.extend(refused(tools));
    cells
}

/// The terminal at the far end has a document.
fn fax_polls(tools: &Tools, coding: Coding) -> Cell {
    let document = &tools.documents.three;
    let mut line = terminal("answer", document, "v17", coding.0);
    line.push("--poll".into());
    Cell {
        name: format!("fax polls, v17 {}", coding.1),
        line,
        programs: vec![fax_poll(tools, exit::DONE)],
        check: delivered(document, "got", coding),
        noted: Some("DTC"),
        limit: CALL_LIMIT,
    }
}

/// Ours has a document, and a password for it.
fn fax_is_polled(tools: &Tools, coding: Coding) -> Cell {
    let mut line = terminal("call", Path::new("rx.tif"), "v17", coding.0);
    line.extend(words(&format!("--poll --password {PASSWORD}")));
    Cell {
        name: format!("fax is polled, v17 {}", coding.1),
        line,
        programs: vec![fax_offers(tools, "A", exit::DONE)],
        check: delivered(&tools.documents.three, "rx.tif", coding),
        noted: Some("heard PWD"),
        limit: CALL_LIMIT,
    }
}

/// efax knows no password, and polls by a DIS of its own in place of DTC.
fn efax_polls_fax(tools: &Tools) -> Cell {
    let mut offers = fax_receive(tools, "B", exit::DONE);
    offers.args.extend(offer(tools));
    offers.head_start = SET_UP;
    offers.reports = false; // its CSI is taken for ours, come back
    Cell {
        name: "fax is polled by efax".into(),
        line: words("pair --port A --port B"),
        programs: vec![offers, efax_polls("A")],
        check: Check::Delivered { want: tools.documents.three.clone(), skip: 0, spoilt: 0, got: "got", terms: None },
        noted: Some("heard DIS"),
        limit: CALL_LIMIT,
    }
}

/// Polls that have to fail.
fn refused(tools: &Tools) -> [Cell; 2] {
    let cell = |name: &str, line, program| Cell {
        name: name.into(),
        line,
        programs: vec![program],
        check: Check::Broken(0),
        noted: None,
        limit: FAILURE_LIMIT,
    };
    let mut wrong = terminal("call", Path::new("rx.tif"), "v17", "mmr");
    wrong.extend(words("--poll --password 4712"));
    let nothing = terminal("answer", Path::new("rx.tif"), "v17", "mmr");
    [
        cell("fax is polled with a wrong password", wrong, fax_offers(tools, "A", exit::FOR_GOOD)),
        cell("fax polls where nothing waits", nothing, fax_poll(tools, exit::FOR_GOOD)),
    ]
}

fn delivered(document: &Path, got: &'static str, (_, coding): Coding) -> Check {
    let terms = Some(Terms { rates: &[14_400], modulation: None, coding: Some(coding), ecm: false });
    Check::Delivered { want: document.into(), skip: 0, spoilt: 0, got, terms }
}

fn fax_offers(tools: &Tools, port: &str, exit: &'static [i32]) -> Program {
    let mut program = fax_receive(tools, port, exit);
    program.args.extend(offer(tools));
    program.args.extend(words(&format!("--offer-password {PASSWORD}")));
    program
}

fn offer(tools: &Tools) -> [String; 2] {
    ["--offer".into(), tools.documents.three.to_string_lossy().into_owned()]
}
