//! The call at a place in the matrix.

use std::path::Path;

use super::{
    allowed,
    axes::{Direction, Effect, Peer, Point},
};
use crate::interop::{
    cell::{Cell, Check, Program, Terms},
    matrix::CALL_LIMIT,
    programs::{
        EFAX_HEADER_ROWS, HYLAFAX_LAST_ROW, SET_UP, efax_receives, efax_sends, exit, fax_receive, fax_send,
        hylafax_receives, hylafax_sends, terminal, words,
    },
    tools::Tools,
};

pub(super) fn cell(tools: &Tools, point: Point) -> Cell {
    let document = &tools.documents.short;
    let (mut line, programs, skip, got) = match (point.peer, point.direction) {
        (Peer::Terminal, Direction::Sends) => {
            (far_terminal("answer", Path::new("rx.tif"), point), vec![sender(tools, point)], 0, "rx.tif")
        }
        (Peer::Terminal, Direction::Receives) => {
            (far_terminal("call", document, point), vec![receiver(tools, "A", point)], 0, "got")
        }
        (Peer::Efax, Direction::Sends) => (pair(point), vec![efax_receives("B"), sender(tools, point)], 0, "got"),
        (Peer::Efax, Direction::Receives) => {
            let page = core::slice::from_ref(&tools.documents.short_page);
            let programs = vec![early(receiver(tools, "B", point)), efax_sends("A", page, "5551234", exit::DONE)];
            (pair(point), programs, EFAX_HEADER_ROWS, "got")
        }
        (Peer::HylaFax, Direction::Sends) => {
            (pair(point), vec![hylafax(hylafax_receives(tools, "B"), point), sender(tools, point)], 0, "got")
        }
        (Peer::HylaFax, Direction::Receives) => {
            let sends = hylafax(hylafax_sends(tools, "A", document), point);
            (pair(point), vec![early(receiver(tools, "B", point)), sends], HYLAFAX_LAST_ROW, "got")
        }
        (Peer::Ourselves, _) => {
            let mut receives = early(receiver(tools, "B", point));
            receives.name = "fax-receive";
            receives.trace_to("fax-receive.trace");
            (pair(point), vec![receives, sender(tools, point)], 0, "got")
        }
    };
    line.extend(words(point.rate.options));
    line.extend(words(point.condition.options));
    let terms = Terms {
        rates: allowed::rates(point),
        modulation: allowed::modulation(point),
        coding: coding(point),
        ecm: point.ecm,
    };
    Cell {
        name: point.to_string(),
        line,
        programs,
        check: Check::Delivered {
            want: document.clone(),
            skip,
            spoilt: allowed::spoilt_rows(point),
            got,
            terms: Some(terms),
        },
        noted: None,
        limit: CALL_LIMIT,
    }
}

/// MMR only goes with error correction, and efax knows only MH.
fn coding(point: Point) -> Option<&'static str> {
    match (point.peer, point.ecm) {
        (Peer::Efax, _) => Some("MH"),
        (_, true) => Some("MMR"),
        (_, false) => Some("MR"),
    }
}

fn far_terminal(mode: &str, document: &Path, point: Point) -> Vec<String> {
    let mut line = terminal(mode, document, point.rate.modem, "mmr");
    set_ecm(&mut line, point);
    line
}

fn pair(point: Point) -> Vec<String> {
    words(&format!("pair --port A --port B --modem {}", point.rate.modem))
}

fn sender(tools: &Tools, point: Point) -> Program {
    set(fax_send(tools, &tools.documents.short, "5551234", exit::DONE), point)
}

fn receiver(tools: &Tools, port: &str, point: Point) -> Program {
    set(fax_receive(tools, port, exit::DONE), point)
}

/// It is ready before it is called.
fn early(mut program: Program) -> Program {
    program.head_start = SET_UP;
    program
}

/// What our program is told of the line.
fn set(mut program: Program, point: Point) -> Program {
    set_ecm(&mut program.args, point);
    match point.condition.effect {
        Effect::None | Effect::Noise => {}
        Effect::SlowPort => program.args.extend(words("--baud 19200")),
        Effect::XonXoff => program.args.extend(words("--profile xon-xoff")),
    }
    program
}

fn hylafax(mut program: Program, point: Point) -> Program {
    program.args.push(if point.ecm { "ecm=yes" } else { "ecm=no" }.into());
    match point.condition.effect {
        Effect::None | Effect::Noise => {}
        Effect::SlowPort => program.args.push("baud=19200".into()),
        Effect::XonXoff => program.args.push("flow=xonxoff".into()),
    }
    program
}

fn set_ecm(args: &mut [String], point: Point) {
    if let Some(at) = args.iter().position(|arg| arg == "--ecm")
        && let Some(value) = args.get_mut(at + 1)
    {
        *value = if point.ecm { "on" } else { "off" }.into();
    }
}
