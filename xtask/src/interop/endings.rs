//! Calls that break off: the program ends by itself, in time, and says what it has.
//!
//! A far end that hangs up is heard of, as an exchange tells it; behind a line that was cut nobody says anything any more.

use core::time::Duration;
use std::path::Path;

use super::{
    cell::{Cell, Check, Terms},
    matrix::{CALL_LIMIT, MMR, V17, corrected},
    programs::{exit, fax_poll, fax_receive, fax_send, terminal, words},
    tools::Tools,
};

/// A program has 20 s after the far end hung up. The call takes 15 s by then, and setting up some more.
const HUNG_UP_LIMIT: Duration = Duration::from_secs(45);
/// The judge holds the line's clock against a limit; this is only for the cell.
const CUT_LIMIT: Duration = Duration::from_secs(120);

pub(super) fn cells(tools: &Tools, all: bool) -> Vec<Cell> {
    let three = &tools.documents.three;
    let lines = [
        ("sending", terminal("answer", Path::new("rx.tif"), V17.0, MMR.0)),
        ("receiving", terminal("call", three, V17.0, MMR.0)),
        ("polling", terminal("answer", three, V17.0, MMR.0)),
    ];
    // By the clock of the call, with error correction and MMR: the first page is confirmed at 24 to 26 s, the second at 36 s or
    // more.
    let faults = [
        ("line dead from the start", "--cut-after 1", 0, CUT_LIMIT),
        ("line cut before the first frame", "--cut-after 4500", 0, CUT_LIMIT),
        ("far end hangs up in page 1", "--hang-up-after 15000", 0, HUNG_UP_LIMIT),
        ("line cut in page 2", "--cut-after 30000", 1, CUT_LIMIT),
    ];
    let mut cells = Vec::new();
    for (what, line) in lines {
        for (fault, option, confirmed, limit) in faults {
            // These take a minute of real time each, and a poll goes the way of a call that sends.
            if !all
                && (fault == "line cut before the first frame"
                    || (fault, what) == ("line dead from the start", "polling"))
            {
                continue;
            }
            let mut line = line.clone();
            line.extend(words(option));
            // A modem that hears nothing at all says itself that nobody is there.
            let caller = if option == "--cut-after 1" { exit::NOT_REACHED } else { exit::TRY_AGAIN };
            let program = match what {
                "sending" => fax_send(tools, three, "5551234", caller),
                "receiving" => fax_receive(tools, "A", exit::TRY_AGAIN),
                _ => {
                    line.push("--poll".into());
                    fax_poll(tools, caller)
                }
            };
            let check = Check::Broken(confirmed);
            let name = format!("{fault}, {what}");
            cells.push(corrected(Cell { name, line, programs: vec![program], check, noted: None, limit }));
        }
    }
    cells.push(no_goodbye(tools));
    cells
}

/// The line is cut between the confirmation of the last page, which ends at 23.4 s, and the DCN: a good call all the same.
fn no_goodbye(tools: &Tools) -> Cell {
    let mut line = terminal("call", &tools.documents.one, V17.0, MMR.0);
    line.extend(words("--cut-after 23460"));
    let terms = Some(Terms { rates: V17.1, modulation: None, coding: Some(MMR.1), ecm: false });
    corrected(Cell {
        name: "line cut before the last DCN, receiving".into(),
        line,
        programs: vec![fax_receive(tools, "A", exit::DONE)],
        check: Check::Delivered { want: tools.documents.one.clone(), skip: 0, spoilt: 0, got: "got", terms },
        noted: None,
        limit: CALL_LIMIT,
    })
}
