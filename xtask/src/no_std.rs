//! The proof that the three libraries need neither std nor an allocator, and cannot panic.
//!
//! `examples/bare` is linked without both; were one needed, it would not link. Its symbols are looked at all the same,
//! since a host's libraries could lend an allocator without a word. What the compiler cannot prove to be impossible is in a
//! program as a call of core's panic functions; so a program without them has no panic in any path. `examples/no-panic` shows
//! the same for a call and a queue of jobs on a Cortex-M0, with inputs that the compiler knows nothing of.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Fault,
    bare_metal::{self, TARGET},
    cargo, must, root, target,
};

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

/// What symbols of panics have in their names: core's functions for them, the handler, and the formatting of messages.
pub(crate) const PANICS: [&str; 5] = ["9panicking", "rust_begin_unwind", "expect_failed", "unwrap_failed", "4core3fmt"];

/// What `fax-core` can leave out, in all combinations.
const ROLES: [&str; 4] = ["", "ecm", "receive", "ecm,receive"];

/// Builds the programs, runs the first, and searches their symbols.
pub(crate) fn run() -> Result<(), Fault> {
    for features in ROLES {
        let without = ["--quiet", "-p", "fax-core", "--no-default-features", "--features", features];
        must(cargo().arg("clippy").args(without).args(["--", "-Dwarnings"]))?;
    }

    let folder = target().join("bare");
    must(cargo().current_dir(root().join("examples/bare")).env("CARGO_TARGET_DIR", &folder).args([
        "build",
        "--release",
        "--locked",
    ]))?;
    let program = folder.join("release/bare");
    must(&mut Command::new(&program))?;

    none_of(&FORBIDDEN, &program, "needs std or an allocator")?;
    // This program has both. Should the search not find them here, it finds nothing anywhere.
    let own: PathBuf = std::env::current_exe().map_err(|e| e.to_string())?;
    if symbols(&FORBIDDEN, &own)?.is_empty() {
        return Err("the search for symbols is blind: it finds no allocator in a program that has one".into());
    }
    println!("{}: runs, no symbols of std or of an allocator", program.display());
    no_panic(&program)?;
    must(Command::new("size").arg(&program))
}

/// No panic is left in `host`, nor in a call on a Cortex-M0; and one that is put there is found.
fn no_panic(host: &Path) -> Result<(), Fault> {
    none_of(&PANICS, host, "can panic")?;
    let control = bare_metal::link("no-panic", TARGET, "control", "s")?;
    let seen = symbols(&PANICS, &control)?;
    if seen.is_empty() {
        return Err("the search for symbols is blind: it finds no panic in a program that has one".into());
    }
    let call = bare_metal::link("no-panic", TARGET, "", "s")?;
    none_of(&PANICS, &call, "can panic")?;
    println!("{}, {}: no panics; {} symbols of one that was put there", host.display(), call.display(), seen.len());
    must(Command::new("size").arg(&call))
}

fn none_of(parts: &[&str], program: &Path, fault: &str) -> Result<(), Fault> {
    let found = symbols(parts, program)?;
    if found.is_empty() { Ok(()) } else { Err(format!("{} {fault}: {}", program.display(), found.join(", "))) }
}

/// Names of symbols in a program that have one of these parts.
pub(crate) fn symbols(parts: &[&str], program: &Path) -> Result<Vec<String>, Fault> {
    let nm = Command::new("nm").arg(program).output().map_err(|e| format!("nm: {e}"))?;
    if !nm.status.success() {
        return Err(format!("nm {}: {}", program.display(), String::from_utf8_lossy(&nm.stderr)));
    }
    let listed = String::from_utf8_lossy(&nm.stdout);
    let names = listed.lines().filter_map(|line| line.split_whitespace().last());
    Ok(names.filter(|name| parts.iter().any(|part| name.contains(part))).map(String::from).collect())
}
