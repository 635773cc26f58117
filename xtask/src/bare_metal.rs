//! Programs for a Cortex-M0 and its kin: examples linked for what can be seen in the result, or for QEMU.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Fault, cargo, must, root, target};

pub(crate) const TARGET: &str = "thumbv6m-none-eabi";

/// Links the program of `examples/EXAMPLE` for a target with these features, and says where it is.
pub(crate) fn link(example: &str, core: &str, features: &str, level: &str) -> Result<PathBuf, Fault> {
    // One folder for all, so that core is built once.
    let folder = target().join("flash");
    let mut build = cargo();
    build.current_dir(root().join("examples").join(example)).env("CARGO_TARGET_DIR", &folder);
    build.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
    build.args(["rustc", "--quiet", "--release", "--locked", "--target", core, "--features", features]);
    if installed(core)? {
        build.args(["--", "-Clink-arg=--gc-sections"]);
    } else {
        // Core from Debian's sources of Rust, and the linker of binutils.
        build.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=core");
        build.args(["--", "-Clink-arg=--gc-sections", "-Clinker=arm-none-eabi-ld", "-Clinker-flavor=ld"]);
    }
    must(&mut build)?;
    let name = Path::new(example).file_name().unwrap_or_default();
    Ok(folder.join(core).join("release").join(name))
}

/// Whether the compiler has a core for the target.
fn installed(core: &str) -> Result<bool, Fault> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(["--print", "sysroot"]).output().map_err(|e| format!("rustc: {e}"))?;
    let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(Path::new(&sysroot).join("lib/rustlib").join(core).is_dir())
}
