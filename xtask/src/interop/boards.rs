//! Calls of the firmware: a board in QEMU whose UART is on a foreign modem.
//!
//! The order goes to the board by semihosting, and what came of it comes back that way: how much stack it needed, and for a
//! received page its rows and their hash, since the board keeps no page.

use core::time::Duration;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    thread,
};

use fax_t4::{
    Bitmap,
    call::{RowSource, Sheet},
    pbm,
};
use station::{Hash, Letter, Notice};

use super::{
    Options,
    cell::{Program, Terms},
    judge,
    process::{Running, await_path},
    programs::{SET_UP, exit, fax_receive, fax_send, terminal, words},
    tools::Tools,
};
use crate::{
    Fault,
    firmware::{Board, Shows, cost},
};

/// No call takes longer, hurried.
const LIMIT: Duration = Duration::from_secs(120);

/// What must have come of a call, besides that the board and the line say it was good.
enum Check {
    /// The far end has these pages in files whose names begin so, pel for pel.
    Sent(Vec<(PathBuf, &'static str)>),
    /// The board has seen these rows.
    Received(PathBuf),
}

/// A call of a board, or several in one go.
struct BoardCall<'p> {
    name: String,
    board: &'p Board,
    program: &'p Path,
    order: &'static str,
    /// The board's port.
    port: &'static str,
    /// Arguments of the line.
    line: Vec<String>,
    /// Who has the other port, if that is not the line's own terminal.
    partner: Option<Program>,
    check: Check,
    /// What the terminal must have seen.
    terms: Option<Terms>,
}

/// Makes the calls of all boards; gives the peak stack of each board.
pub(crate) fn run(
    programs: &[(&Board, &Path)],
    speed: u32,
    only: Option<&str>,
    fax: Option<PathBuf>,
    charts: &[PathBuf],
) -> Result<BTreeMap<&'static str, u64>, Fault> {
    let tools = Tools::prepare(&Options::tools(fax, speed, 1))?;
    let mut stacks = BTreeMap::new();
    let mut faults = Vec::new();
    for &(board, program) in programs {
        if board.shows == Shows::Cost && only.is_none() {
            let [text, ..] = &tools.documents.pages;
            let dense = tools.documents.dense.with_extension("pbm");
            let pages = [(text, false), (&dense, true)].into_iter().chain(charts.iter().map(|chart| (chart, false)));
            for (page, dense) in pages {
                faults.extend(cost::run(program, page, dense, &tools.folder(board.name)).err());
            }
        }
        for call in calls(&tools, board, program)? {
            if only.is_some_and(|part| !call.name.contains(part)) {
                continue;
            }
            match call.run(&tools) {
                Ok((seconds, stack)) => {
                    println!("{:<44} ok, {seconds:.1} s on the line, {stack} octets of stack", call.name);
                    let peak = stacks.entry(board.name).or_default();
                    *peak = stack.max(*peak);
                }
                Err(fault) => {
                    println!("{:<44} FAILED", call.name);
                    faults.push(format!("{}: {fault}\n  see {}", call.name, tools.folder(&call.name).display()));
                }
            }
        }
    }
    if faults.is_empty() { Ok(stacks) } else { Err(faults.join("\n")) }
}

/// What a board has to show.
fn calls<'p>(tools: &Tools, board: &'p Board, program: &'p Path) -> Result<Vec<BoardCall<'p>>, Fault> {
    match board.shows {
        Shows::Cost => return Ok(Vec::new()),
        Shows::Queueing => return Ok(vec![queue(tools, board, program)?]),
        Shows::Sending | Shows::SendingPlain | Shows::SendingAndReceiving | Shows::SendingAndReceivingBlocks => {}
    }
    let letter = draw(tools, board.folder, "5551234")?;
    let documents = &tools.documents;
    let call = |does: &str, order, line, check| {
        let name = format!("{} {does}", board.name);
        BoardCall { name, board, program, order, port: "A", line, partner: None, check, terms: None }
    };
    let with_terminal = |mode, document: &Path, coding: (&str, &'static str), ecm: &str, does: &str, order, check| {
        let mut line = terminal(mode, document, "v17", coding.0);
        line.extend(words(&format!("--ecm {ecm} --quiet-before-ring 3000")));
        let ecm = coding.1 == "MMR"; // which there is only with it
        let terms = Some(Terms { rates: &[14_400], modulation: None, coding: Some(coding.1), ecm });
        BoardCall { terms, ..call(does, order, line, check) }
    };
    let sent = |got| Check::Sent(vec![(letter.clone(), got)]);
    let rx = Path::new("rx.tif");
    let mut calls = vec![
        with_terminal("answer", rx, ("mh", "MH"), "off", "sends MH", SEND, sent("rx.tif")),
        if board.shows == Shows::SendingPlain {
            with_terminal("answer", rx, ("mmr", "MR"), "on", "sends MR, has no ECM", SEND_ECM, sent("rx.tif"))
        } else {
            with_terminal("answer", rx, ("mmr", "MMR"), "on", "sends MMR with ECM", SEND_ECM, sent("rx.tif"))
        },
    ];
    if board.shows != Shows::SendingPlain {
        calls.push(BoardCall {
            partner: Some(fax_receive(tools, "B", exit::DONE)),
            ..call("sends to fax", SEND, words(PAIR), sent("got.tif"))
        });
    }
    if board.stored {
        let notice = drawn(tools, "notice", Notice::LETTER)?;
        let sent = || Check::Sent(vec![(notice.clone(), "rx.tif")]);
        calls.extend([
            with_terminal("answer", rx, ("mh", "MH"), "off", "sends MH from flash", FLASH, sent()),
            with_terminal("answer", rx, ("mmr", "MMR"), "on", "sends MMR from flash with ECM", FLASH_ECM, sent()),
        ]);
    }
    if matches!(board.shows, Shows::SendingAndReceiving | Shows::SendingAndReceivingBlocks) {
        let (coding, does) = match board.shows {
            Shows::SendingAndReceivingBlocks => ("MMR", "receives MMR with ECM"),
            _ => ("MR", "receives MR, declines ECM"),
        };
        let [first, ..] = &documents.pages;
        let received = || Check::Received(first.clone());
        calls.extend([
            with_terminal("call", &documents.one, ("mh", "MH"), "off", "receives MH", RECEIVE, received()),
            with_terminal("call", &documents.one, ("mmr", coding), "on", does, RECEIVE, received()),
            BoardCall {
                port: "B",
                partner: Some(fax_send(tools, &documents.one, "5551234", exit::DONE)),
                ..call("receives from fax", RECEIVE, words(PAIR), received())
            },
        ]);
    }
    Ok(calls)
}

/// Two jobs. The number of the first one is busy at first, so the second one comes first.
fn queue<'p>(tools: &Tools, board: &'p Board, program: &'p Path) -> Result<BoardCall<'p>, Fault> {
    let mut receiver = fax_receive(tools, "B", exit::DONE);
    receiver.args.retain(|arg| arg != "--once");
    let letters = [("5551234", "got.tif"), ("5550005", "got-2.tif")];
    let letters = letters.map(|(to, got)| Ok((draw(tools, "microbit", to)?, got)));
    Ok(BoardCall {
        name: format!("{} delivers two jobs", board.name),
        board,
        program,
        order: "queue 5550005 5551234",
        port: "A",
        line: words("pair --port A --port B --calls 3"),
        partner: Some(receiver),
        check: Check::Sent(letters.into_iter().collect::<Result<_, Fault>>()?),
        terms: None,
    })
}

const SEND: &str = "send 5551234";
const SEND_ECM: &str = "send 5551234 ecm";
const FLASH: &str = "flash 5551234";
const FLASH_ECM: &str = "flash 5551234 ecm";
const RECEIVE: &str = "receive";
const PAIR: &str = "pair --port A --port B";

impl BoardCall<'_> {
    /// Makes the call; gives its seconds on the line and the board's octets of stack.
    fn run(&self, tools: &Tools) -> Result<(f64, u64), Fault> {
        let folder = &tools.folder(&self.name);
        let _ = fs::remove_dir_all(folder); // it need not be there
        fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;

        let queues = self.board.shows == Shows::Queueing;
        let mut args = self.line.clone();
        args.extend(words(&format!("--speed {} --limit {}", tools.speed, LIMIT.as_millis())));
        args.extend(words("--trace serial.trace --t30-log t30.log"));
        let mut line = Running::start("line", &tools.line, &args, folder)?;
        await_path(&folder.join(self.port), SET_UP)?;
        let start = |program: &Program| Running::start("fax", &program.path, &program.args, folder);
        // Who is called goes first.
        let answers = self.partner.as_ref().filter(|_| self.order != RECEIVE).map(start).transpose()?;
        if answers.is_some() {
            thread::sleep(SET_UP);
        }
        let mut board = Running::start("board", Path::new("qemu-system-arm"), &self.qemu(), folder)?;
        let mut partner = answers;
        if let (None, Some(program)) = (&partner, &self.partner) {
            thread::sleep(SET_UP);
            partner = Some(start(program)?);
        }
        let code = board.finish(LIMIT)?;
        let said = board.out() + &board.err();
        if code != 0 {
            return Err(format!("the board ended with {code}: {}", said.trim().replace('\n', " | ")));
        }
        if let (Some(partner), false) = (&mut partner, queues) {
            let code = partner.finish(LIMIT)?;
            if code != 0 {
                return Err(format!("fax ended with {code}: {}", partner.err().trim()));
            }
        }
        // One that receives again and again is through when the line is.
        let figures = judge::line(&mut line, self.terms, 0)?;
        match &self.check {
            Check::Sent(pages) => {
                for (page, got) in pages {
                    judge::pages(tools, folder, page, 0, 0, got)?;
                }
            }
            Check::Received(page) => received(page, &said)?,
        }
        if queues && !(said.contains("retrying 1") && said.contains("delivered 1")) {
            return Err(format!("the first job was not tried again: {said}"));
        }
        if number(&said, "lost") != Some(0) {
            return Err(format!("octets of the modem were lost: {said}"));
        }
        let stack = number(&said, "stack").ok_or("the board did not say how much stack it needed")?;
        Ok((figures.call_seconds, stack.into()))
    }

    /// A machine with nothing but a UART on the modem and semihosting.
    fn qemu(&self) -> Vec<String> {
        let mut args = words("-display none -monitor none -serial chardev:modem -chardev");
        args.push(format!("serial,id=modem,path={}", self.port));
        args.extend(["-M", self.board.machine, "-kernel", &self.program.to_string_lossy()].map(String::from));
        args.push("-semihosting-config".into());
        args.push(format!("enable=on,target=native,arg={}", self.order));
        args
    }
}

/// Compares what the board has seen with the page that was sent.
fn received(page: &Path, said: &str) -> Result<(), Fault> {
    let file = fs::read(page).map_err(|e| format!("{}: {e}", page.display()))?;
    let pages = pbm::read(&file).map_err(|e| format!("{}: {e}", page.display()))?;
    let page = pages.first().ok_or("no page was sent")?;
    let hash = page.rows().fold(Hash::NOTHING, Hash::with).value();
    let want = [("pages", 1), ("rows", page.height()), ("damaged", 0), ("hash", hash)];
    match want.iter().find(|(what, value)| number(said, what) != Some(*value)) {
        None => Ok(()),
        Some((what, value)) => Err(format!("wanted {what} {value}: {said}")),
    }
}

/// The number on the line that begins with this word.
fn number(said: &str, what: &str) -> Option<u32> {
    said.lines().find_map(|line| line.strip_prefix(what)?.trim().parse().ok())
}

/// The letter that a board draws while it sends, drawn here.
fn draw(tools: &Tools, from: &str, to: &str) -> Result<PathBuf, Fault> {
    drawn(tools, &format!("{from}-{to}"), Letter { from, to, number: 0 })
}

/// A letter as a file.
fn drawn(tools: &Tools, name: &str, mut letter: Letter<'_>) -> Result<PathBuf, Fault> {
    let Some(Sheet { width, rows, .. }) = letter.sheet(0) else { return Err("the letter has no page".into()) };
    let mut page = Bitmap::white(width, 0);
    for y in 0..rows {
        let mut row = [0; station::ROW];
        letter.row(0, y, &mut row);
        page.push_row(&row);
    }
    let mut file = Vec::new();
    pbm::write(&page, &mut file);
    let path = tools.folder("pages").join(format!("{name}.pbm"));
    fs::write(&path, file).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(path)
}
