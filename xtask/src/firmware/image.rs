//! A board's program: how it is linked, what must not be in it, and how large its parts are.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use super::{Board, Shows, Sizes};
use crate::{Fault, bare_metal, no_std};

/// What sizes are called.
pub(super) const RAM: &str = "static RAM";
pub(super) const STACK: &str = "peak stack";
/// The three crates, and all constants without a name, whoever they belong to.
pub(super) const LIBRARIES: &str = "flash of the libraries";

const LAYERS: [&str; 3] = ["fax_core", "fax_t4", "fax_modem"];

/// The compiler's functions for numbers that a small core does not know, as symbols begin: division of 64 and 128 bits, and those of
/// floating point.
const NUMBERS: &[&str] =
    &["__aeabi_uldivmod", "__aeabi_ldivmod", "__udivdi3", "__udivti3", "__umodti3", "__aeabi_f", "__aeabi_d"];

/// The one panic that programs with async functions have: the compiler's guard of a function that is asked again behind its end,
/// which no executor does, and what that calls.
const RESUMED: [&str; 3] = ["panic_const_async_fn_resumed", "9panic_fmt", "rust_begin_unwind"];

const FLOATS: &[&str] = &["__aeabi_f", "__aeabi_d"];

/// A linked program.
pub(super) struct Image {
    /// The crate of the program.
    board: &'static str,
    /// There is a queue in it, which reckons with calendars.
    queue: bool,
    /// There is an executor in it.
    executor: bool,
    path: PathBuf,
}

/// A line of `nm`.
struct Symbol {
    octets: u64,
    /// In RAM, else in flash.
    ram: bool,
    name: String,
}

impl Image {
    pub(super) fn build(board: &Board) -> Result<Self, Fault> {
        let linked = bare_metal::link(&format!("firmware/{}", board.folder), board.target, board.features, "s")?;
        // Another program of this folder would overwrite it.
        let path = linked.with_file_name(format!("{}.elf", board.name));
        std::fs::copy(&linked, &path).map_err(|e| format!("{}: {e}", path.display()))?;
        let (queue, executor) = (board.shows == Shows::Queueing, board.shows == Shows::SendingAndReceivingBlocks);
        Ok(Self { board: board.folder, queue, executor, path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Says what is in the program that must not be: panics, floating point, division of more than 32 bits.
    pub(super) fn forbidden(&self) -> Result<Vec<Fault>, Fault> {
        let allowed: &[&str] = if self.executor { &RESUMED } else { &[] };
        let mut panics = no_std::symbols(&no_std::PANICS, &self.path)?;
        panics.retain(|name| !allowed.iter().any(|part| name.contains(part)));
        let mut faults = Vec::new();
        if !panics.is_empty() {
            faults.push(format!("{} can panic: {}", self.path.display(), panics.join(", ")));
        }
        let numbers = if self.queue { FLOATS } else { NUMBERS };
        let is_number = |name: &str| numbers.iter().any(|number| name.starts_with(number));
        let found: Vec<_> =
            self.symbols()?.into_iter().map(|symbol| symbol.name).filter(|name| is_number(name)).collect();
        if !found.is_empty() {
            faults.push(format!("{} has numbers that its core does not know: {}", self.board, found.join(", ")));
        }
        Ok(faults)
    }

    /// Octets of flash by crate, and octets of static RAM.
    pub(super) fn sizes(&self) -> Result<Sizes, Fault> {
        let mut flash: BTreeMap<String, u64> = BTreeMap::new();
        let mut named = 0;
        for symbol in self.symbols()?.iter().filter(|symbol| !symbol.ram) {
            *flash.entry(self.layer(&symbol.name).into()).or_default() += symbol.octets;
            named += symbol.octets;
        }
        let (all, ram) = self.sections()?;
        let constants = all.saturating_sub(named);
        let libraries = LAYERS.iter().filter_map(|layer| flash.get(*layer)).sum::<u64>() + constants;
        let mut sizes: Sizes = flash.into_iter().map(|(layer, octets)| (format!("flash of {layer}"), octets)).collect();
        sizes.insert("flash of constants without a name".into(), constants);
        sizes.insert(LIBRARIES.into(), libraries);
        sizes.insert("flash of everything".into(), all);
        sizes.insert(RAM.into(), ram);
        Ok(sizes)
    }

    /// The crate that a function or a table belongs to. What the compiler put into another function counts there.
    fn layer(&self, symbol: &str) -> &str {
        let crates = LAYERS.into_iter().chain(["fax_queue", "station", self.board, "compiler_builtins"]);
        // The first one named is the type that a trait is implemented for, or where a function is.
        crates.filter_map(|name| Some((symbol.find(name)?, name))).min().map_or("others", |(_, name)| name)
    }

    fn symbols(&self) -> Result<Vec<Symbol>, Fault> {
        let listed = output(Command::new("nm").args(["-S", "-C"]).arg(&self.path))?;
        Ok(listed.lines().filter_map(symbol).collect())
    }

    /// Octets of flash and of RAM by section.
    fn sections(&self) -> Result<(u64, u64), Fault> {
        let listed = output(Command::new("size").arg("-A").arg(&self.path))?;
        let sum = |names: &[&str]| {
            let lines = listed.lines().filter_map(|line| line.split_once(' '));
            let wanted = lines.filter(|(section, _)| names.contains(section));
            wanted.filter_map(|(_, rest)| rest.split_whitespace().next()?.parse::<u64>().ok()).sum()
        };
        Ok((sum(&[".vector_table", ".text", ".rodata", ".data"]), sum(&[".data", ".bss", ".uninit"])))
    }
}

fn symbol(line: &str) -> Option<Symbol> {
    let mut parts = line.splitn(4, ' ');
    let (_, octets, kind, name) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let octets = u64::from_str_radix(octets, 16).ok()?;
    Some(Symbol { octets, ram: "bBdD".contains(kind), name: name.into() })
}

fn output(command: &mut Command) -> Result<String, Fault> {
    let output = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A table of sizes, largest first.
pub(super) fn print(board: &Board, sizes: &Sizes) {
    println!("{}, {}, opt-level s:", board.name, board.target);
    let mut rows: Vec<_> = sizes.iter().collect();
    rows.sort_by_key(|(_, octets)| core::cmp::Reverse(**octets));
    for (what, octets) in rows {
        println!("  {what:36} {octets:>6}");
    }
}
