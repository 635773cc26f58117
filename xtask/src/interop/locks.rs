//! Lock files of serial ports, against those of efax and HylaFAX: who comes second keeps away, whoever that is, and what a program
//! that was killed has left behind keeps nobody away.

use core::time::Duration;
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    thread,
    time::Instant,
};

use super::{
    cell::Program,
    process::{Running, await_path},
    programs::{efax_receives, exit, hylafax_locks, words},
    tools::Tools,
};
use crate::Fault;

pub(super) const NAME: &str = "port locks, efax and HylaFAX";

/// How long nothing may come of those who are kept away.
const KEPT_AWAY_SECONDS: u32 = 3;
/// HylaFAX has found its configuration and locked the port by then.
const STARTED: Duration = Duration::from_secs(10);

/// The check, and a row for the table.
pub(super) fn check(tools: &Tools) -> Result<(), Fault> {
    let began = Instant::now();
    let bench = Bench::new(tools)?;
    bench.others_keep_off()?;
    bench.efax_is_named()?;
    bench.hylafax_is_named()?;
    println!("{NAME:<60} ok, in {:.1} s", began.elapsed().as_secs_f64());
    Ok(())
}

/// A modem on a port that several programs want.
struct Bench<'t> {
    tools: &'t Tools,
    folder: PathBuf,
    /// Where the lock files are.
    locks: PathBuf,
    /// The one of this port.
    lock: PathBuf,
    _line: Running,
}

impl<'t> Bench<'t> {
    fn new(tools: &'t Tools) -> Result<Self, Fault> {
        let folder = tools.folder(NAME);
        let _ = fs::remove_dir_all(&folder); // it need not be there
        let locks = folder.join("locks");
        fs::create_dir_all(&locks).map_err(|e| format!("{}: {e}", locks.display()))?;
        // As that of the system is: HylaFAX works as a user of its own.
        fs::set_permissions(&locks, fs::Permissions::from_mode(0o1777)).map_err(|e| e.to_string())?;
        let line = Running::start("line", &tools.fax, &words("line --link-a A --link-b B --trace trace"), &folder)?;
        await_path(&folder.join("B"), STARTED).map_err(|fault| fault + ": " + &line.err())?;
        let device = fs::read_link(folder.join("A")).map_err(|e| e.to_string())?;
        let name = device.file_name().ok_or("a port without a name")?.to_string_lossy();
        Ok(Self { tools, lock: locks.join(format!("LCK..{name}")), locks, folder, _line: line })
    }

    /// We have it: efax and HylaFAX write nothing to the port.
    fn others_keep_off(&self) -> Result<(), Fault> {
        let ours = self.fax("receive --modem A --out got.tif --lock-dir locks")?;
        await_path(&self.lock, STARTED)?;
        let before = self.once_quiet()?;
        let efax = self.efax()?;
        let hylafax = self.start(&hylafax_locks(self.tools, "A", &self.locks, KEPT_AWAY_SECONDS))?.finish(STARTED)?;
        let told = efax.err();
        if self.written()? != before || hylafax == 0 || !told.contains("locked") {
            return Err(format!("{NAME}: somebody else used the port that we had locked; efax said {told}"));
        }
        // Both are killed, and leave what they have.
        drop((ours, efax));
        if self.lock.exists() { Ok(()) } else { Err(format!("{NAME}: our lock was taken away")) }
    }

    /// efax has it, and takes it over from us, who were killed; then we do, from efax.
    fn efax_is_named(&self) -> Result<(), Fault> {
        let left = self.holder()?;
        let efax = self.efax()?;
        let end = Instant::now() + STARTED;
        while self.holder().is_ok_and(|pid| pid == left) && Instant::now() < end {
            thread::sleep(Duration::from_millis(50));
        }
        self.we_keep_off("efax")?;
        drop(efax);
        let code = self.fax("probe --modem A --lock-dir locks")?.finish(STARTED)?;
        if !exit::DONE.contains(&code) {
            return Err(format!("{NAME}: the lock of an efax that was killed keeps us away"));
        }
        if self.lock.exists() { Err(format!("{NAME}: our lock stays behind")) } else { Ok(()) }
    }

    fn hylafax_is_named(&self) -> Result<(), Fault> {
        let mut hylafax = self.start(&hylafax_locks(self.tools, "A", &self.locks, KEPT_AWAY_SECONDS))?;
        await_path(&self.lock, STARTED).map_err(|fault| fault + ": " + &hylafax.err())?;
        self.we_keep_off("faxsend")?;
        hylafax.finish(STARTED).map(drop)
    }

    /// Somebody has it: we say who, and end.
    fn we_keep_off(&self, program: &str) -> Result<(), Fault> {
        let pid = self.holder()?;
        let mut ours = self.fax("probe --modem A --lock-dir locks")?;
        let code = ours.finish(STARTED)?;
        let told = ours.err();
        if exit::NO_PORT.contains(&code) && told.contains(&format!("{program} (process {pid})")) {
            return Ok(());
        }
        Err(format!("{NAME}: {program} had it, and we ended with {code} and said {told}"))
    }

    /// The process in the lock file.
    fn holder(&self) -> Result<u32, Fault> {
        let says = fs::read_to_string(&self.lock).map_err(|e| format!("{}: {e}", self.lock.display()))?;
        says.trim().parse().map_err(|e| format!("{}: {says:?}: {e}", self.lock.display()))
    }

    /// Octets to the modem so far, in lines of the trace.
    fn written(&self) -> Result<usize, Fault> {
        let trace = fs::read_to_string(self.folder.join("trace")).map_err(|e| e.to_string())?;
        Ok(trace.lines().filter(|line| line.contains(" A> ")).count())
    }

    /// The same, once nothing more comes.
    fn once_quiet(&self) -> Result<usize, Fault> {
        let mut written = self.written()?;
        loop {
            thread::sleep(Duration::from_millis(500));
            let now = self.written()?;
            if now > 0 && now == written {
                return Ok(now);
            }
            written = now;
        }
    }

    fn fax(&self, args: &str) -> Result<Running, Fault> {
        Running::start("fax", &self.tools.fax, &words(args), &self.folder)
    }

    fn efax(&self) -> Result<Running, Fault> {
        let mut efax = efax_receives("A");
        let lock = self.lock.to_string_lossy().into_owned();
        efax.args.splice(0..0, ["-x".into(), lock]);
        self.start(&efax)
    }

    fn start(&self, program: &Program) -> Result<Running, Fault> {
        let path: &Path = &program.path;
        Running::start(program.name, path, &program.args, &self.folder)
    }
}
