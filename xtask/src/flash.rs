//! How much flash the codec takes on a Cortex-M0, with the small row store.

use std::{path::Path, process::Command};

use crate::{Fault, cargo, must, root, target};

const TARGET: &str = "thumbv6m-none-eabi";

/// What the program is built with: name, feature, level of optimisation, and the most octets it may take.
const BUILDS: [(&str, &str, &str, u64); 6] = [
    ("coder", "encoder", "s", 8192),
    ("decoder", "decoder", "s", 8192),
    ("both", "encoder,decoder", "s", 12_032),
    ("coder", "encoder", "z", 8192),
    ("decoder", "decoder", "z", 8192),
    ("both", "encoder,decoder", "z", 9472),
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
    let folder = target().join("flash");
    let mut build = cargo();
    build.current_dir(root().join("examples/flash")).env("CARGO_TARGET_DIR", &folder);
    build.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
    build.args(["rustc", "--quiet", "--release", "--locked", "--target", TARGET, "--features", features]);
    if installed()? {
        build.args(["--", "-Clink-arg=--gc-sections"]);
    } else {
        // Core from Debian's sources of Rust, and the linker of binutils.
        build.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=core");
        build.args(["--", "-Clink-arg=--gc-sections", "-Clinker=arm-none-eabi-ld", "-Clinker-flavor=ld"]);
    }
    must(&mut build)?;
    sections(&folder.join(TARGET).join("release/flash"))
}

/// Whether the compiler has a core for the target.
fn installed() -> Result<bool, Fault> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(["--print", "sysroot"]).output().map_err(|e| format!("rustc: {e}"))?;
    let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir())
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
