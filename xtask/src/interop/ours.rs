//! Strangers among themselves, on our modems: efax and HylaFAX call each other over `fax line`, in real time.

use super::{
    cell::{Cell, Check},
    matrix::CALL_LIMIT,
    programs::{
        EFAX_HEADER_ROWS, HYLAFAX_LAST_ROW, efax_receives, efax_sends, exit, hylafax_receives, hylafax_sends, words,
    },
    tools::Tools,
};

/// Each of them sends to each of them. The short form has one call, in which both take part.
pub(super) fn cells(tools: &Tools, all: bool) -> Vec<Cell> {
    let documents = &tools.documents;
    let senders = [
        ("HylaFAX", hylafax_sends(tools, "A", &documents.three), HYLAFAX_LAST_ROW),
        ("efax", efax_sends("A", &documents.pages, "5551234", exit::DONE), EFAX_HEADER_ROWS),
    ];
    let receivers = [("efax", efax_receives("B")), ("HylaFAX", hylafax_receives(tools, "B"))];
    let line = |from, to| {
        let mut line = words("fax line --link-a A --link-b B --json --max-calls 1");
        if (from, to) == ("efax", "HylaFAX") {
            // efax begins a page at once, and HylaFAX reads the results in front of it 100 ms late.
            line.extend(words("--turn-round 150"));
        }
        line
    };
    let calls = senders.into_iter().flat_map(|(from, sender, skip)| {
        receivers.clone().map(|(to, receiver)| Cell {
            name: format!("{from} to {to}, on our modems"),
            line: line(from, to),
            programs: vec![receiver, sender.clone()],
            check: Check::Delivered { want: documents.three.clone(), skip, spoilt: 0, got: "got", terms: None },
            noted: None,
            limit: CALL_LIMIT,
        })
    });
    calls.take(if all { usize::MAX } else { 1 }).collect()
}
