//! Looks for inputs that break a fuzz target, guided by coverage, with the compiler that is there: the passes that count
//! coverage are LLVM's, and libFuzzer comes as a crate.

use std::process::Command;

use crate::{Fault, must, root, rustc_line};

/// What makes LLVM count edges as libFuzzer wants it. One unit each, or the counters of some are not found. Under `fuzzing` the
/// crate `png` does not look at check sequences, which no mutation would ever keep.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Ccodegen-units=1 --cfg=fuzzing";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// How long each target runs.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// A target, or the beginning of several names; all without it.
    #[arg(long, default_value = "")]
    target: String,
}

pub(crate) fn run(options: &Options) -> Result<(), Fault> {
    let folder = root().join("fuzz");
    // Naming a target, be it the machine itself, keeps the flags from build scripts, which libFuzzer is not linked to.
    let host = rustc_line("host: ")?;
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build.current_dir(&folder).env("RUSTFLAGS", COVERAGE);
    must(build.args(["build", "--release", "--target", &host, "--target-dir", "target/coverage"]))?;

    let targets = targets(&options.target)?;
    let mut broken = Vec::new();
    for target in &targets {
        // New inputs go beside the seeds, which are chosen by hand.
        let found = folder.join("target/found").join(target);
        std::fs::create_dir_all(&found).map_err(|e| format!("{}: {e}", found.display()))?;
        let program = folder.join("target/coverage").join(&host).join("release").join(target);
        println!("\n{target}, {} s", options.seconds);
        let mut fuzz = Command::new(program);
        fuzz.current_dir(&folder).arg(format!("-max_total_time={}", options.seconds));
        fuzz.args(["-print_final_stats=1", "-verbosity=0", "-timeout=10", "-max_len=65536"]);
        fuzz.arg(format!("-artifact_prefix=artifacts/{target}/")).arg(&found).arg(format!("corpus/{target}"));
        std::fs::create_dir_all(folder.join("artifacts").join(target)).map_err(|e| e.to_string())?;
        if let Err(fault) = must(&mut fuzz) {
            broken.push(fault);
        }
    }
    println!("\n{} targets, {} broken", targets.len(), broken.len());
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n")) }
}

/// Names of the targets, as their corpora have them.
fn targets(begin: &str) -> Result<Vec<String>, Fault> {
    let folder = root().join("fuzz/corpus");
    let entries = std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let names = entries.filter_map(Result::ok).map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.starts_with(begin)).collect();
    names.sort();
    if names.is_empty() { Err(format!("no target begins with {begin}")) } else { Ok(names) }
}
