//! Which calls are made.

use core::time::Duration;
use std::path::{Path, PathBuf};

use super::{
    cell::{Cell, Check, Terms},
    endings, grid, ours, polls,
    programs::{
        EFAX_HEADER_ROWS, HYLAFAX_LAST_ROW, SET_UP, efax_receives, efax_sends, exit, fax_receive, fax_send,
        hylafax_receives, hylafax_sends, terminal, words,
    },
    tools::Tools,
    trouble::{self, FAILURE_LIMIT},
};

/// The fastest modem that the terminal admits to, and the rates that may follow.
pub(super) type Modem = (&'static str, &'static [u64]);

/// What follows on a good line.
const RATES: [Modem; 3] = [("v17", &[14_400]), ("v29", &[9600]), ("v27ter", &[4800])];

/// The tightest coding that the terminal admits to, and what it is called in results. MMR only goes with error correction.
pub(super) type Coding = (&'static str, &'static str);

const CODINGS: [Coding; 3] = [("mh", "MH"), ("mr", "MR"), ("mmr", "MMR")];

pub(super) const V17: Modem = ("v17", &[14_400]);
pub(super) const MMR: Coding = ("mmr", "MMR");

/// Three pages at 4800 bit/s take five minutes; a hurried line makes that less than one.
pub(super) const CALL_LIMIT: Duration = Duration::from_secs(400);
/// Calls of our program.
pub(super) fn product(tools: &Tools, all: bool) -> Vec<Cell> {
    let mut cells = Vec::new();
    let pages = [("one page", &tools.documents.one), ("three pages", &tools.documents.three)];
    for (nth_modem, modem) in RATES.into_iter().enumerate() {
        for (nth_coding, coding) in CODINGS.into_iter().enumerate() {
            for (nth, (title, document)) in pages.into_iter().enumerate() {
                // The short form has each modem with each coding, with one page or with three.
                if !all && (nth_modem + nth_coding) % 2 != nth {
                    continue;
                }
                for make in [fax_sends, fax_receives] {
                    cells.push(corrected(make(tools, title, document, modem, coding)));
                    if coding.0 != "mmr" {
                        cells.push(make(tools, title, document, modem, coding));
                    }
                }
            }
        }
    }
    cells.extend(grid::cells(tools, all));
    cells.extend(kinds_of_pages(tools));
    cells.extend(fax_and_efax(tools));
    cells.extend(fax_and_hylafax(tools));
    cells.extend(ours::cells(tools, all));
    cells.extend(polls::cells(tools));
    cells.extend(trouble::once(tools));
    cells.extend(trouble::corrected(tools, all));
    cells.extend(endings::cells(tools, all));
    cells.extend(trouble::failures(tools));
    if all {
        for make in [fax_sends, fax_receives] {
            let documents = &tools.documents;
            cells.push(make(tools, "dense page", &documents.dense, V17, ("mh", "MH")));
            let mut unhurried = make(tools, "real time", &documents.one, V17, ("mh", "MH"));
            unhurried.line.extend(words("--speed 1"));
            cells.push(unhurried);
            // A far end that can do more than is agreed: MMR needs error correction, and ours is told to decline that.
            let mut declined = make(tools, "ECM declined", &documents.three, V17, ("mmr", "MR"));
            declined.line.extend(words("--ecm on"));
            cells.push(declined);
        }
    }
    cells
}

/// Other pages than those of the usual width, height and number, with error correction.
fn kinds_of_pages(tools: &Tools) -> Vec<Cell> {
    let documents = &tools.documents;
    let kinds = [
        ("five pages", &documents.five),
        ("superfine", &documents.superfine),
        ("B4 width", &documents.b4),
        ("A3 width", &documents.a3),
    ];
    let both = |(title, document): (&str, &PathBuf)| {
        [fax_sends, fax_receives].map(|make| corrected(make(tools, title, document, V17, MMR)))
    };
    kinds.into_iter().flat_map(both).collect()
}

/// Calls of efax, whose outcome is known: they judge the line and the judges.
pub(super) fn self_test(tools: &Tools) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (modem, rates) in RATES {
        let terms = Some(Terms { rates, modulation: None, coding: Some("MH"), ecm: false });
        cells.push(Cell {
            name: format!("efax sends, {modem}"),
            line: terminal("answer", Path::new("rx.tif"), modem, "mh"),
            programs: vec![efax_sends("A", &tools.documents.pages, "5551234", exit::DONE)],
            check: Check::Delivered {
                want: tools.documents.three.clone(),
                skip: EFAX_HEADER_ROWS,
                spoilt: 0,
                got: "rx.tif",
                terms,
            },
            noted: None,
            limit: CALL_LIMIT,
        });
        cells.push(Cell {
            name: format!("efax receives, {modem}"),
            line: terminal("call", &tools.documents.three, modem, "mr"),
            programs: vec![efax_receives("A")],
            check: Check::Delivered { want: tools.documents.three.clone(), skip: 0, spoilt: 0, got: "got", terms },
            noted: None,
            limit: CALL_LIMIT,
        });
    }
    // HylaFAX makes MMR of it: libspandsp's terminal takes that.
    let terms = Some(Terms { rates: &[14_400], modulation: None, coding: Some("MMR"), ecm: true });
    let check = |skip, got| Check::Delivered { want: tools.documents.three.clone(), skip, spoilt: 0, got, terms };
    let with_ecm = |mode: &str, document: &Path| {
        let mut line = terminal(mode, document, "v17", "mmr");
        line.extend(words("--ecm on --quiet-before-ring 5000"));
        line
    };
    cells.push(Cell {
        name: "HylaFAX sends".into(),
        line: with_ecm("answer", Path::new("rx.tif")),
        programs: vec![hylafax_sends(tools, "A", &tools.documents.three)],
        check: check(HYLAFAX_LAST_ROW, "rx.tif"),
        noted: None,
        limit: CALL_LIMIT,
    });
    cells.push(Cell {
        name: "HylaFAX receives".into(),
        line: with_ecm("call", &tools.documents.three),
        programs: vec![hylafax_receives(tools, "A")],
        check: check(0, "got"),
        noted: None,
        limit: CALL_LIMIT,
    });
    cells.push(Cell {
        name: "efax to efax, with time to turn round".into(),
        line: words("pair --port A --port B --turnround 60"),
        programs: vec![efax_receives("B"), efax_sends("A", &tools.documents.pages, "5551234", exit::DONE)],
        check: Check::Delivered {
            want: tools.documents.three.clone(),
            skip: EFAX_HEADER_ROWS,
            spoilt: 0,
            got: "got",
            terms: None,
        },
        noted: None,
        limit: CALL_LIMIT,
    });
    cells.push(Cell {
        name: "efax, busy".into(),
        line: terminal("answer", Path::new("rx.tif"), "v17", "mh"),
        programs: vec![efax_sends("A", &tools.documents.pages, "5550001", &[1])],
        check: Check::Broken(0),
        noted: None,
        limit: FAILURE_LIMIT,
    });
    for (name, fault) in [("far end hangs up", "--hang-up-after 20000"), ("line cut", "--cut-after 20000")] {
        let mut line = terminal("answer", Path::new("rx.tif"), "v17", "mh");
        line.extend(words(fault));
        cells.push(Cell {
            name: format!("efax, {name}"),
            line,
            programs: vec![efax_sends("A", &tools.documents.pages, "5551234", &[2, 3, 4])],
            check: Check::Broken(0),
            noted: None,
            limit: FAILURE_LIMIT,
        });
    }
    cells.push(Cell {
        name: "efax, dead modem".into(),
        line: words("mute --port A"),
        programs: vec![efax_sends("A", &tools.documents.pages, "5551234", &[4])],
        check: Check::Explained,
        noted: None,
        limit: FAILURE_LIMIT,
    });
    cells
}

pub(super) fn fax_sends(
    tools: &Tools,
    title: &str,
    document: &Path,
    (modem, rates): Modem,
    (limit, coding): Coding,
) -> Cell {
    let terms = Some(Terms { rates, modulation: None, coding: Some(coding), ecm: false });
    Cell {
        name: format!("fax sends {title}, {modem} {coding}"),
        line: terminal("answer", Path::new("rx.tif"), modem, limit),
        programs: vec![fax_send(tools, document, "5551234", exit::DONE)],
        check: Check::Delivered { want: document.into(), skip: 0, spoilt: 0, got: "rx.tif", terms },
        noted: None,
        limit: CALL_LIMIT,
    }
}

pub(super) fn fax_receives(
    tools: &Tools,
    title: &str,
    document: &Path,
    (modem, rates): Modem,
    (limit, coding): Coding,
) -> Cell {
    let terms = Some(Terms { rates, modulation: None, coding: Some(coding), ecm: false });
    Cell {
        name: format!("fax receives {title}, {modem} {coding}"),
        line: terminal("call", document, modem, limit),
        programs: vec![fax_receive(tools, "A", exit::DONE)],
        check: Check::Delivered { want: document.into(), skip: 0, spoilt: 0, got: "got", terms },
        noted: None,
        limit: CALL_LIMIT,
    }
}

/// Two foreign modems, and HylaFAX behind one of them; with error correction.
fn fax_and_hylafax(tools: &Tools) -> [Cell; 2] {
    let document = &tools.documents.three;
    let cell = |name: &str, programs, skip| {
        corrected(Cell {
            name: name.into(),
            line: words("pair --port A --port B"),
            programs,
            check: Check::Delivered { want: document.clone(), skip, spoilt: 0, got: "got", terms: None },
            noted: Some("PPS"),
            limit: CALL_LIMIT,
        })
    };
    let mut receiver = fax_receive(tools, "B", exit::DONE);
    receiver.head_start = SET_UP;
    [
        cell(
            "fax sends to HylaFAX",
            vec![hylafax_receives(tools, "B"), fax_send(tools, document, "5551234", exit::DONE)],
            0,
        ),
        cell("fax receives from HylaFAX", vec![receiver, hylafax_sends(tools, "A", document)], HYLAFAX_LAST_ROW),
    ]
}

/// Two foreign modems and two programs, and nothing that helps efax to turn the line round.
fn fax_and_efax(tools: &Tools) -> [Cell; 2] {
    let cell = |name: &str, programs, skip| Cell {
        name: name.into(),
        line: words("pair --port A --port B"),
        programs,
        check: Check::Delivered { want: tools.documents.three.clone(), skip, spoilt: 0, got: "got", terms: None },
        noted: None,
        limit: CALL_LIMIT,
    };
    let sender = fax_send(tools, &tools.documents.three, "5551234", exit::DONE);
    let mut receiver = fax_receive(tools, "B", exit::DONE);
    receiver.head_start = SET_UP;
    [
        cell("fax sends to efax", vec![efax_receives("B"), sender], 0),
        cell(
            "fax receives from efax",
            vec![receiver, efax_sends("A", &tools.documents.pages, "5551234", exit::DONE)],
            EFAX_HEADER_ROWS,
        ),
    ]
}

/// The same call with error correction on both sides.
pub(super) fn corrected(mut cell: Cell) -> Cell {
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
