//! What the cells need: two C programs, our own one, and documents.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{Options, documents::Documents};
use crate::{Fault, cargo, must, root, target};

/// Paths of everything that a cell uses.
pub(super) struct Tools {
    /// The line with foreign modems.
    pub(super) line: PathBuf,
    /// Makes and compares pages.
    pub(super) page: PathBuf,
    /// The folder that HylaFAX is unpacked in, or / if it is installed.
    pub(super) hylafax: PathBuf,
    /// Our program.
    pub(super) fax: PathBuf,
    /// What is sent.
    pub(super) documents: Documents,
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

        let mut tools = Self {
            line: compile(
                &folder,
                "line",
                &["line", "port", "serial", "terminal", "exchange", "channel"],
                &["spandsp", "tiff", "util", "m"],
            )?,
            page: compile(&folder, "page", &["page"], &["tiff"])?,
            hylafax: hylafax(&folder)?,
            fax: match &options.program {
                Some(program) => std::path::absolute(program).map_err(|e| format!("{}: {e}", program.display()))?,
                None => target().join("release/fax"),
            },
            documents: Documents::default(),
            generated: options.page.is_none(),
            speed: options.speed,
            folder,
        };
        tools.documents = Documents::make(&tools.page, &pages, options.page.as_deref())?;
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
        let [first, ..] = &self.documents.pages;
        let mut pels = fs::read(first).map_err(|e| format!("{}: {e}", first.display()))?;
        let middle = pels.len() / 2;
        if let Some(octet) = pels.get_mut(middle) {
            *octet ^= 1;
        }
        fs::write(&spoilt, pels).map_err(|e| format!("{}: {e}", spoilt.display()))?;
        for (page, right) in [(first, 0), (&spoilt, 1)] {
            let judged = Command::new(&self.page).args(["cmp", "0"]).arg(&self.documents.one).arg(page).output();
            let code = judged.map_err(|e| e.to_string())?.status.code();
            if code != Some(right) {
                return Err(format!("page cmp says {code:?} of {}, not {right}", page.display()));
            }
        }
        Ok(())
    }
}

/// Finds HylaFAX, or unpacks Debian's packages of it. They are not installed, since they would start daemons and bring a
/// mail server.
fn hylafax(folder: &Path) -> Result<PathBuf, Fault> {
    let has = |root: &Path| root.join("usr/lib/hylafax/bin/faxsend").is_file();
    let unpacked = folder.join("hylafax");
    if let Some(root) = [Path::new("/"), &unpacked].into_iter().find(|root| has(root)) {
        return Ok(root.into());
    }
    let packages = folder.join("packages");
    let _ = fs::remove_dir_all(&packages); // it need not be there
    fs::create_dir_all(&packages).map_err(|e| format!("{}: {e}", packages.display()))?;
    must(Command::new("apt-get").args(["download", "-q", "hylafax-client", "hylafax-server"]).current_dir(&packages))
        .map_err(|fault| fault + "; apt-get update may help, or installing hylafax-server")?;
    let files = fs::read_dir(&packages).map_err(|e| format!("{}: {e}", packages.display()))?;
    for file in files.filter_map(Result::ok) {
        must(Command::new("dpkg-deb").arg("-x").arg(file.path()).arg(&unpacked))?;
    }
    if has(&unpacked) { Ok(unpacked) } else { Err("no faxsend in Debian's packages of HylaFAX".into()) }
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
        return Err("a C compiler is missing: apt-get install gcc libspandsp-dev libtiff-dev libtiff-tools efax".into());
    }
    for (header, package) in [("spandsp.h", "libspandsp-dev"), ("tiffio.h", "libtiff-dev")] {
        if !has_header(header) {
            missing.push(package);
        }
    }
    for (program, package) in [("efax", "efax"), ("tiffinfo", "libtiff-tools")] {
        if !on_path(program) {
            missing.push(package);
        }
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
