//! Checks that need more than `cargo test`: `cargo xtask help` lists them.

mod bare_metal;
mod firmware;
mod flash;
mod fuzz;
mod instructions;
mod interop;
mod no_std;
mod serve;
mod tiff;

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use clap::{Parser, Subcommand};

/// What went wrong, in words for a reader of the log.
type Fault = String;

#[derive(Parser)]
#[command(about)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Real fax calls with foreign modems, terminals and programs: libspandsp, HylaFAX and efax.
    Interop(interop::Options),
    /// Sessions with foreign modems, written down for the tests of fax-modem.
    Capture(interop::captures::Options),
    /// How long pages keep the line busy, beside HylaFAX and what T.30 asks for.
    LineTime(interop::line_time::Options),
    /// Builds programs of the three libraries without std or allocator and looks at their symbols, for panics too.
    NoStd,
    /// Links the codec for a Cortex-M0 and holds its flash against what it may take.
    Flash,
    /// Builds the firmware, measures it, and runs it in QEMU: calls with libspandsp's terminal and with `fax`.
    Firmware(firmware::Options),
    /// Counts instructions of the codec with valgrind and holds them against benches/instructions.csv.
    Instructions(instructions::Options),
    /// TIFF files of ours read by libtiff's tools, and theirs by us.
    Tiff,
    /// Kills `fax serve` at any moment, again and again: no fax may be lost, none delivered twice that must not be.
    Serve(serve::Options),
    /// Looks for inputs that break a fuzz target, guided by coverage.
    Fuzz(fuzz::Options),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Interop(options) => interop::run(&options),
        Task::Capture(options) => interop::captures::run(&options),
        Task::LineTime(options) => interop::line_time::run(&options),
        Task::NoStd => no_std::run(),
        Task::Flash => flash::run(),
        Task::Firmware(options) => firmware::run(&options),
        Task::Instructions(options) => instructions::run(&options),
        Task::Tiff => tiff::run(),
        Task::Serve(options) => serve::run(&options),
        Task::Fuzz(options) => fuzz::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("xtask: {fault}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Where cargo puts what it builds.
fn target() -> PathBuf {
    let told = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    told.and_then(|dir| std::path::absolute(dir).ok()).unwrap_or_else(|| root().join("target"))
}

/// Runs a command to its end. Its output goes where ours goes.
fn must(command: &mut Command) -> Result<(), Fault> {
    let status = command.status().map_err(|e| format!("{command:?}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}

/// Cargo itself, in the root of the workspace.
fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

/// What the compiler says of itself behind `label`.
fn rustc_line(label: &str) -> Result<String, Fault> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().map_err(|e| format!("rustc: {e}"))?;
    let told = String::from_utf8_lossy(&output.stdout);
    let line = told.lines().find_map(|line| line.strip_prefix(label));
    line.map(String::from).ok_or_else(|| format!("rustc -vV does not say {label:?}"))
}
