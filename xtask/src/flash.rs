//! How much flash the codec takes on a Cortex-M0, with the small row store.

use std::{path::Path, process::Command};

use crate::{
    Fault,
    bare_metal::{self, TARGET},
};

/// What the program is built with: name, feature, level of optimisation, and the most octets it may take.
const BUILDS: [(&str, &str, &str, u64); 6] = [
    ("coder", "encoder", "s", 8192),
    ("decoder", "decoder", "s", 8192),
    ("both", "encoder,decoder", "s", 8704),
    ("coder", "encoder", "z", 8192),
    ("decoder", "decoder", "z", 8192),
    ("both", "encoder,decoder", "z", 8192),
];

/// Links the program in each way, prints what it takes, and fails if that is too much.
pub(crate) fn run() -> Result<(), Fault> {
    println!(
        "octets of code and constants for {TARGET}, all three codings, 1728 pels, functions of the compiler's included"
    );
    let mut over = Vec::new();
    for (name, features, level, most) in BUILDS {
        let octets = measure(features, level)?.saturating_sub(measure("", level)?);
        println!("{name:8} opt-level {level}  {octets:6} of {most}");
        if octets > most {
            over.push(format!("the {name} takes {octets} octets of flash at opt-level {level}, {most} are allowed"));
        }
    }
    if over.is_empty() { Ok(()) } else { Err(over.join("\n")) }
}

/// Octets of a program with these features.
fn measure(features: &str, level: &str) -> Result<u64, Fault> {
    sections(&bare_metal::link("flash", TARGET, features, level)?)
}

/// Octets of code, constants and tables for unwinding: what goes to flash.
fn sections(program: &Path) -> Result<u64, Fault> {
    let size = Command::new("size").arg("-A").arg(program).output().map_err(|e| format!("size: {e}"))?;
    if !size.status.success() {
        return Err(format!("size {}: {}", program.display(), String::from_utf8_lossy(&size.stderr)));
    }
    let told = String::from_utf8_lossy(&size.stdout);
    let octets = told.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let name = words.next()?;
        let flash = [".text", ".rodata", ".data", ".ARM"].iter().any(|section| name.starts_with(section));
        if flash { words.next()?.parse::<u64>().ok() } else { None }
    });
    Ok(octets.sum())
}
