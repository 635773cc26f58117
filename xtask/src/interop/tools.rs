//! What the cells need: two C programs, our own one, and test pages.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::Options;
use crate::{Fault, cargo, must, root, target};

/// Paths of everything that a cell uses.
pub(super) struct Tools {
    /// The line with foreign modems.
    pub(super) line: PathBuf,
    /// Makes and compares pages.
    pub(super) page: PathBuf,
    /// Our program.
    pub(super) fax: PathBuf,
    /// Single pages of print as PBM: efax reads a TIFF on past the end of its strip.
    pub(super) pages: [PathBuf; 3],
    /// The first of them, MH.
    pub(super) one: PathBuf,
    /// All of them, MR.
    pub(super) three: PathBuf,
    /// A page of fine grey, MMR.
    pub(super) dense: PathBuf,
    /// Called a TIFF, but it is text.
    pub(super) no_image: PathBuf,
    /// The first half of a TIFF.
    pub(super) truncated: PathBuf,
    /// Whether the pages are our own, so that it is known how long they take.
    pub(super) generated: bool,
    /// How much the line hurries.
    pub(super) speed: u32,
    folder: PathBuf,
}

impl Tools {
    /// Checks that all packages are there, builds the programs and makes the pages.
    pub(super) fn prepare(options: &Options) -> Result<Self, Fault> {
        look_for_packages()?;
        let folder = target().join("interop");
        let pages = folder.join("pages");
        fs::create_dir_all(&pages).map_err(|e| format!("{}: {e}", pages.display()))?;

        let tools = Self {
            line: compile(
                &folder,
                "line",
                &["line", "port", "terminal", "exchange"],
                &["spandsp", "tiff", "util", "m"],
            )?,
            page: compile(&folder, "page", &["page"], &["tiff"])?,
            fax: match &options.program {
                Some(program) => std::path::absolute(program).map_err(|e| format!("{}: {e}", program.display()))?,
                None => target().join("release/fax"),
            },
            pages: [pages.join("1.pbm"), pages.join("2.pbm"), pages.join("3.pbm")],
            one: pages.join("one.tif"),
            three: pages.join("three.tif"),
            dense: pages.join("dense.tif"),
            no_image: pages.join("no-image.tif"),
            truncated: pages.join("truncated.tif"),
            generated: options.page.is_none(),
            speed: options.speed,
            folder,
        };
        tools.make_pages(&pages, options.page.as_deref())?;
        if options.self_test {
            tools.try_the_judge(&pages)?;
        } else if options.program.is_none() {
            must(cargo().args(["build", "--release", "--package", "fax-cli"]))?;
        }
        Ok(tools)
    }

    /// The folder of a cell.
    pub(super) fn folder(&self, cell: &str) -> PathBuf {
        self.folder.join(cell.replace([' ', '/', ','], "-"))
    }

    /// A comparison that never finds a difference would pass everything.
    fn try_the_judge(&self, folder: &Path) -> Result<(), Fault> {
        let spoilt = folder.join("spoilt.pbm");
        let [first, ..] = &self.pages;
        let mut pels = fs::read(first).map_err(|e| format!("{}: {e}", first.display()))?;
        let middle = pels.len() / 2;
        if let Some(octet) = pels.get_mut(middle) {
            *octet ^= 1;
        }
        fs::write(&spoilt, pels).map_err(|e| format!("{}: {e}", spoilt.display()))?;
        for (page, right) in [(first, 0), (&spoilt, 1)] {
            let judged = Command::new(&self.page).args(["cmp", "0"]).arg(&self.one).arg(page).output();
            let code = judged.map_err(|e| e.to_string())?.status.code();
            if code != Some(right) {
                return Err(format!("page cmp says {code:?} of {}, not {right}", page.display()));
            }
        }
        Ok(())
    }

    fn make_pages(&self, folder: &Path, given: Option<&Path>) -> Result<(), Fault> {
        let page = || Command::new(&self.page);
        for (seed, pbm) in ["1", "2", "3"].iter().zip(&self.pages) {
            match given {
                Some(given) => must(page().arg("pbm").arg(pbm).arg(given))?,
                None => must(page().args(["make", "text", "1100", seed]).arg(pbm))?,
            }
        }
        must(page().args(["tiff", "mh"]).arg(&self.one).args(self.pages.first()))?;
        let pbm = folder.join("dense.pbm");
        must(page().args(["make", "dense", "600", "1"]).arg(&pbm))?;
        must(page().args(["tiff", "mmr"]).arg(&self.dense).arg(&pbm))?;
        must(page().args(["tiff", "mr"]).arg(&self.three).args(&self.pages))?;
        let whole = fs::read(&self.one).map_err(|e| format!("{}: {e}", self.one.display()))?;
        let (half, _) = whole.split_at(whole.len() / 2);
        fs::write(&self.truncated, half).map_err(|e| format!("{}: {e}", self.truncated.display()))?;
        fs::write(&self.no_image, "A letter, but not the picture of one.\n")
            .map_err(|e| format!("{}: {e}", self.no_image.display()))
    }
}

fn compile(folder: &Path, name: &str, sources: &[&str], libraries: &[&str]) -> Result<PathBuf, Fault> {
    let program = folder.join(name);
    let mut cc = Command::new("cc");
    cc.args(["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-o"]).arg(&program);
    for source in sources {
        cc.arg(root().join("tests/interop").join(source).with_extension("c"));
    }
    cc.args(libraries.iter().map(|library| format!("-l{library}")));
    must(&mut cc)?;
    Ok(program)
}

/// Says which Debian packages are missing; a check that cannot run is a failed check.
fn look_for_packages() -> Result<(), Fault> {
    let on_path = |program: &str| {
        std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
    };
    let mut missing = Vec::new();
    if !on_path("cc") {
        return Err("a C compiler is missing: apt-get install gcc libspandsp-dev libtiff-dev efax".into());
    }
    for (header, package) in [("spandsp.h", "libspandsp-dev"), ("tiffio.h", "libtiff-dev")] {
        if !has_header(header) {
            missing.push(package);
        }
    }
    if !on_path("efax") {
        missing.push("efax");
    }
    if missing.is_empty() { Ok(()) } else { Err(format!("missing: apt-get install {}", missing.join(" "))) }
}

fn has_header(header: &str) -> bool {
    let child = Command::new("cc")
        .args(["-E", "-x", "c", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    child.is_ok_and(|mut child| {
        let told = child.stdin.take().is_some_and(|mut input| writeln!(input, "#include <{header}>").is_ok());
        child.wait().is_ok_and(|status| told && status.success())
    })
}
