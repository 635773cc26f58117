//! What the parts of the firmware took when somebody last looked at it, so that growth is seen.

use std::path::Path;

use super::Sizes;
use crate::{Fault, rustc_line};

/// By how much a part may exceed its budget, in percent.
const SLACK: u64 = 5;

/// The same under another compiler than the budget's, whose code is another.
const OTHER_COMPILER_SLACK: u64 = 15;

/// Growth of less than so many octets is none.
const NOISE: u64 = 64;

/// Writes the sizes of today.
pub(super) fn write(file: &Path, sizes: &Sizes) -> Result<(), Fault> {
    let lines: String = sizes.iter().map(|(what, octets)| format!("{what},{octets}\n")).collect();
    let text = format!("# rustc {}\nboard,what,octets\n{lines}", rustc_line("release: ")?);
    std::fs::write(file, text).map_err(|e| format!("{}: {e}", file.display()))?;
    println!("{}: {} sizes", file.display(), sizes.len());
    Ok(())
}

/// Says which parts have grown too much, or have no budget.
pub(super) fn exceeded(file: &Path, sizes: &Sizes) -> Result<Vec<Fault>, Fault> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let its_compiler = text.lines().next().and_then(|line| line.strip_prefix("# rustc ")).unwrap_or_default();
    let slack = if rustc_line("release: ")? == its_compiler { SLACK } else { OTHER_COMPILER_SLACK };
    let budget: Option<Sizes> = text
        .lines()
        .skip(2)
        .map(|line| {
            let (what, octets) = line.rsplit_once(',')?;
            Some((what.to_string(), octets.parse().ok()?))
        })
        .collect();
    let budget = budget.ok_or_else(|| format!("{}: not a table of sizes", file.display()))?;
    let over = sizes.iter().filter_map(|(what, &octets)| match budget.get(what) {
        None => Some(format!("{what} has no budget: cargo xtask firmware --update")),
        Some(&planned) if octets > planned + (planned * slack / 100).max(NOISE) => {
            Some(format!("{what}: {octets} octets, and {planned} were planned"))
        }
        Some(_) => None,
    });
    Ok(over.collect())
}
