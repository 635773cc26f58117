//! Calls of the firmware: a board in QEMU whose UART is on a foreign modem.
//!
//! The order goes to the board by semihosting, and what came of it comes back that way: how much stack it needed, and for a
//! received page its rows and their hash, since the board keeps no page.

use core::time::Duration;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use fax_t4::{
    Bitmap,
    call::{RowSource, Sheet},
    pbm,
};
use station::{Hash, Letter};

use super::{
    Options,
    cell::Terms,
    judge,
    process::{Running, await_path},
    programs::{terminal, words},
    tools::Tools,
};
use crate::{Fault, firmware::Board};

/// No call takes longer, hurried.
const LIMIT: Duration = Duration::from_secs(120);

/// What must have come of a call, besides that the board and the line say it was good.
enum Check {
    /// The terminal has this page, pel for pel.
    Sent(PathBuf),
    /// The board has seen these rows.
    Received(PathBuf),
}

/// A call of a board.
struct BoardCall<'p> {
    name: String,
    board: &'p Board,
    program: &'p Path,
    order: String,
    /// Arguments of the line.
    line: Vec<String>,
    check: Check,
    terms: Terms,
}

/// Makes the calls of all boards; gives the peak stack of each board.
pub(crate) fn run(
    programs: &[(&Board, &Path)],
    speed: u32,
    only: Option<&str>,
) -> Result<BTreeMap<&'static str, u64>, Fault> {
    let tools = Tools::prepare(&Options::tools(None, speed, 1))?;
    let mut stacks = BTreeMap::new();
    let mut faults = Vec::new();
    for &(board, program) in programs {
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
    let letter = draw(tools, board)?;
    let documents = &tools.documents;
    let terms = |coding, ecm| Terms { rates: &[14_400], modulation: None, coding: Some(coding), ecm };
    let call = |does: &str, order: &str, mode, document: &Path, (limit, ecm), check, terms| {
        let mut line = terminal(mode, document, "v17", limit);
        line.extend(words(&format!("--ecm {ecm} --quiet-before-ring 3000")));
        BoardCall { name: format!("{} {does}", board.name), board, program, order: order.into(), line, check, terms }
    };
    let send = |does, order, limits, terms| {
        call(does, order, "answer", Path::new("rx.tif"), limits, Check::Sent(letter.clone()), terms)
    };
    let [first, ..] = &documents.pages;
    let receive = |does, limits, terms| {
        call(does, "receive", "call", &documents.one, limits, Check::Received(first.clone()), terms)
    };
    Ok(vec![
        send("sends MH", "send 5551234", ("mh", "off"), terms("MH", false)),
        send("sends MMR with ECM", "send 5551234 ecm", ("mmr", "on"), terms("MMR", true)),
        receive("receives MH", ("mh", "off"), terms("MH", false)),
        receive("receives MR, declines ECM", ("mmr", "on"), terms("MR", false)),
    ])
}

impl BoardCall<'_> {
    /// Makes the call; gives its seconds on the line and the board's octets of stack.
    fn run(&self, tools: &Tools) -> Result<(f64, u64), Fault> {
        let folder = &tools.folder(&self.name);
        let _ = fs::remove_dir_all(folder); // it need not be there
        fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;

        let mut args = self.line.clone();
        args.extend(words(&format!("--speed {} --limit {}", tools.speed, LIMIT.as_millis())));
        args.extend(words("--trace serial.trace --t30-log t30.log"));
        let mut line = Running::start("line", &tools.line, &args, folder)?;
        await_path(&folder.join("A"), Duration::from_secs(5))?;
        let mut board = Running::start("board", Path::new("qemu-system-arm"), &self.qemu(), folder)?;
        let code = board.finish(LIMIT)?;
        let said = board.out() + &board.err();
        if code != 0 {
            return Err(format!("the board ended with {code}: {}", said.trim().replace('\n', " | ")));
        }
        let figures = judge::line(&mut line, Some(self.terms), 0)?;
        match &self.check {
            Check::Sent(page) => drop(judge::pages(tools, folder, page, 0, 0, "rx.tif")?),
            Check::Received(page) => received(page, &said)?,
        }
        if number(&said, "lost") != Some(0) {
            return Err(format!("octets of the modem were lost: {said}"));
        }
        let stack = number(&said, "stack").ok_or("the board did not say how much stack it needed")?;
        Ok((figures.call_seconds, stack.into()))
    }

    /// A machine with nothing but a UART on the modem and semihosting.
    fn qemu(&self) -> Vec<String> {
        let mut args = words("-display none -monitor none -chardev serial,id=modem,path=A -serial chardev:modem");
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
fn draw(tools: &Tools, board: &Board) -> Result<PathBuf, Fault> {
    let mut letter = Letter { from: board.name, to: "5551234", number: 0 };
    let Some(Sheet { width, rows, .. }) = letter.sheet(0) else { return Err("the letter has no page".into()) };
    let mut page = Bitmap::white(width, 0);
    for y in 0..rows {
        let mut row = [0; station::ROW];
        letter.row(0, y, &mut row);
        page.push_row(&row);
    }
    let mut file = Vec::new();
    pbm::write(&page, &mut file);
    let path = tools.folder("pages").join(format!("{}.pbm", board.name));
    fs::write(&path, file).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(path)
}
