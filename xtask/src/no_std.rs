//! The proof that the three libraries need neither std nor an allocator.
//!
//! `examples/bare` is linked without both; were one needed, it would not link. Its symbols are looked at all the same,
//! since a host's libraries could lend an allocator without a word.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Fault, cargo, must, root, target};

/// What symbols of std and of an allocator have in their names: crate paths as Rust mangles them, the allocator's entry
/// points, and those of C.
const FORBIDDEN: [&str; 10] = [
    "3std",
    "5alloc",
    "__rust_alloc",
    "__rust_dealloc",
    "__rust_realloc",
    "__rdl_",
    "__rg_",
    "malloc",
    "calloc",
    "_free",
];

/// Builds the program, runs it, and searches its symbols.
pub(crate) fn run() -> Result<(), Fault> {
    let folder = target().join("bare");
    must(cargo().current_dir(root().join("examples/bare")).env("CARGO_TARGET_DIR", &folder).args([
        "build",
        "--release",
        "--locked",
    ]))?;
    let program = folder.join("release/bare");
    must(&mut Command::new(&program))?;

    let found = offenders(&program)?;
    if !found.is_empty() {
        return Err(format!("{} needs std or an allocator: {}", program.display(), found.join(", ")));
    }
    // This program has both. Should the search not find them here, it finds nothing anywhere.
    let own: PathBuf = std::env::current_exe().map_err(|e| e.to_string())?;
    if offenders(&own)?.is_empty() {
        return Err("the search for symbols is blind: it finds no allocator in a program that has one".into());
    }
    println!("{}: runs, no symbols of std or of an allocator", program.display());
    must(Command::new("size").arg(&program))
}

/// Names of forbidden symbols in a program.
fn offenders(program: &Path) -> Result<Vec<String>, Fault> {
    let nm = Command::new("nm").arg(program).output().map_err(|e| format!("nm: {e}"))?;
    if !nm.status.success() {
        return Err(format!("nm {}: {}", program.display(), String::from_utf8_lossy(&nm.stderr)));
    }
    let symbols = String::from_utf8_lossy(&nm.stdout);
    let names = symbols.lines().filter_map(|line| line.split_whitespace().last());
    Ok(names.filter(|name| FORBIDDEN.iter().any(|part| name.contains(part))).map(String::from).collect())
}
