//! How many instructions a page costs a Cortex-M0, from the rows to the octets for the modem.

use core::time::Duration;
use std::{fs, path::Path};

use crate::{Fault, interop::process::Running};

/// The ways that the program measures, and how a reader knows them.
const WAYS: [(&str, &str); 3] = [("MH", "MH"), ("MR", "MR"), ("MMR", "MMR in frames")];

/// The nRF51 runs at 16 MHz; an instruction is taken for a cycle here.
const CORE_HZ: f64 = 16e6;
const LINE_BPS: f64 = 14_400.0;

/// What coding may take of the core while the line is kept busy.
const SHARE: f64 = 0.25;

/// Runs the program on a page in `folder`, prints what each way costs, and for a dense page fails if that is too much. On others rows go
/// by faster than they cost less.
pub(crate) fn run(program: &Path, page: &Path, dense: bool, folder: &Path) -> Result<(), Fault> {
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let there = folder.join("page.pbm");
    fs::copy(page, &there).map_err(|e| format!("{}: {e}", page.display()))?;
    let rows = rows(&there)?;
    let program = program.to_string_lossy().into_owned();
    // With this, an instruction takes a nanosecond, and the board counts microseconds.
    let mut args: Vec<String> =
        ["-M", "microbit", "-icount", "shift=0", "-display", "none", "-monitor", "none", "-serial", "null", "-kernel"]
            .map(String::from)
            .into();
    args.extend([program, "-semihosting-config".into(), "enable=on,target=native,arg=measure page.pbm".into()]);
    let mut board = Running::start("board", Path::new("qemu-system-arm"), &args, folder)?;
    let code = board.finish(Duration::from_secs(60))?;
    let said = board.out() + &board.err();
    if code != 0 {
        return Err(format!("the board ended with {code}: {said}"));
    }
    let number = |what: String| {
        let told = said.lines().find_map(|line| line.strip_prefix(what.as_str())?.trim().parse::<f64>().ok());
        told.ok_or_else(|| format!("the board did not say {what:?}: {said}"))
    };
    println!("{}: {rows} rows", page.display());
    let mut over = Vec::new();
    for (way, name) in WAYS {
        let instructions = number(format!("{way}-us "))? * 1000.0;
        let octets = number(format!("{way}-octets "))?;
        let share = instructions / CORE_HZ / (octets * 8.0 / LINE_BPS);
        println!(
            "  {name:14} {:>7.0} instructions and {:>5.1} octets a row, {:>4.1} % of 16 MHz at 14400 bit/s",
            instructions / rows,
            octets / rows,
            share * 100.0
        );
        if dense && share > SHARE {
            over.push(format!("{name} takes {:.1} % of the core", share * 100.0));
        }
    }
    if over.is_empty() { Ok(()) } else { Err(format!("{}: {}", page.display(), over.join(", "))) }
}

/// The rows of a PBM file.
fn rows(page: &Path) -> Result<f64, Fault> {
    let file = fs::read(page).map_err(|e| format!("{}: {e}", page.display()))?;
    let pages = fax_t4::pbm::read(&file).map_err(|e| format!("{}: {e}", page.display()))?;
    pages.first().map(|page| page.height().into()).ok_or_else(|| format!("{}: no page", page.display()))
}
