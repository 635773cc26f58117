//! Programs for a Cortex-M0: examples that nobody runs, linked for what can be seen in the result.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Fault, cargo, must, root, target};

pub(crate) const TARGET: &str = "thumbv6m-none-eabi";

/// Links the program of `examples/NAME` with these features, and says where it is.
pub(crate) fn link(name: &str, features: &str, level: &str) -> Result<PathBuf, Fault> {
    // One folder for all, so that core is built once.
    let folder = target().join("flash");
    let mut build = cargo();
    build.current_dir(root().join("examples").join(name)).env("CARGO_TARGET_DIR", &folder);
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
    Ok(folder.join(TARGET).join("release").join(name))
}

/// Whether the compiler has a core for the target.
fn installed() -> Result<bool, Fault> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(["--print", "sysroot"]).output().map_err(|e| format!("rustc: {e}"))?;
    let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir())
}
