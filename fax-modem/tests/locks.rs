//! Lock files of serial ports, against other processes: live, dead, racing, and such as write what makes no sense.
#![cfg(all(unix, feature = "serialport"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::{Instant, SystemTime};

use fax_modem::{Flow, Holder, LockError, PortLock, SerialError, SerialLine};
use serialport::{SerialPort, TTYPort};
use tempfile::TempDir;

/// A device that each system has, and the lock file it gets.
const DEVICE: &str = "/dev/null";
const NAME: &str = "LCK..null";

fn take(folder: &TempDir) -> Result<PortLock, LockError> {
    PortLock::take(Path::new(DEVICE), folder.path())
}

/// A lock file with this in it.
fn left(says: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(NAME);
    fs::write(&path, says).unwrap();
    (folder, path)
}

fn holder(result: Result<PortLock, LockError>) -> Holder {
    match result {
        Err(LockError::Held(holder)) => holder,
        other => panic!("{other:?}"),
    }
}

/// A process that does nothing.
fn sleeper() -> Child {
    Command::new("sleep").arg("60").spawn().unwrap()
}

/// The number of a process that is over.
fn gone() -> u32 {
    let mut child = Command::new("true").spawn().unwrap();
    child.wait().unwrap();
    child.id()
}

fn in_ten_columns(pid: u32) -> Vec<u8> {
    format!("{pid:>10}\n").into_bytes()
}

fn names(folder: &TempDir) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn the_file_says_who_we_are_and_goes_with_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    let lock = take(&folder).unwrap();
    let path = folder.path().join(NAME);
    assert_eq!(lock.files().collect::<Vec<_>>(), [path.as_path()]);
    let says = fs::read(&path).unwrap();
    assert_eq!((says.len(), says[10]), (11, b'\n'));
    assert_eq!(says, in_ten_columns(std::process::id()));
    let again = holder(take(&folder));
    assert_eq!((again.file, again.pid), (path, Some(std::process::id())));
    assert_eq!(names(&folder), [NAME], "nothing else is left");
    drop(lock);
    assert!(names(&folder).is_empty());
    drop(take(&folder).unwrap());
}

#[test]
fn a_process_that_is_there_keeps_its_port_and_is_named() {
    let mut other = sleeper();
    let pid = other.id();
    let forms: [Vec<u8>; 5] = [
        in_ten_columns(pid),
        format!("{pid}").into_bytes(),
        format!("{pid:>10} minicom root\n").into_bytes(),
        [&in_ten_columns(pid)[..], &[b'x'; 5000]].concat(),
        // What is older than HoneyDanBer.
        pid.to_ne_bytes().to_vec(),
    ];
    for form in forms {
        let (folder, path) = left(&form);
        let found = holder(take(&folder));
        assert_eq!((&found.file, found.pid), (&path, Some(pid)), "{}", form.escape_ascii());
        if cfg!(target_os = "linux") {
            assert_eq!(found.program.as_deref(), Some("sleep"));
            let told = found.to_string();
            assert!(told.contains("sleep") && told.contains(&pid.to_string()) && told.contains(NAME), "{told}");
        }
        assert_eq!(fs::read(&path).unwrap(), form, "it is as it was");
    }
    other.kill().unwrap();
    other.wait().unwrap();
}

#[test]
fn the_lock_of_a_process_that_is_gone_is_taken_over() {
    let pid = gone();
    for form in [in_ten_columns(pid), pid.to_ne_bytes().to_vec()] {
        let (folder, path) = left(&form);
        let lock = take(&folder).unwrap();
        assert_eq!(fs::read(&path).unwrap(), in_ten_columns(std::process::id()));
        drop(lock);
        assert!(names(&folder).is_empty());
    }
}

#[test]
fn a_lock_with_our_number_that_is_not_ours_was_left_by_a_namesake() {
    let (folder, _) = left(&in_ten_columns(std::process::id()));
    let _lock = take(&folder).unwrap();
    assert_eq!(holder(take(&folder)).pid, Some(std::process::id()), "this one is ours");
}

#[test]
fn what_makes_no_sense_keeps_the_port_for_a_minute() {
    let overlong = vec![b'7'; 100_000];
    for garbage in [&b""[..], b"0\n", b"-5\n", b"99999999999\n", b"no number", &[0xFF; 4], &[0; 4], &overlong] {
        let (folder, path) = left(garbage);
        let found = holder(take(&folder));
        assert_eq!((found.pid, found.program.as_deref()), (None, None), "{:.20}", garbage.escape_ascii());
        assert!(found.to_string().contains("does not say by whom"));
        let old = SystemTime::now() - Duration::from_secs(90);
        File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
        let lock = take(&folder).unwrap();
        assert_eq!(fs::read(&path).unwrap(), in_ten_columns(std::process::id()));
        drop(lock);
    }
}

#[test]
fn what_is_no_file_is_neither_followed_nor_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(NAME);
    let elsewhere = folder.path().join("elsewhere");
    fs::write(&elsewhere, in_ten_columns(gone())).unwrap();
    symlink(&elsewhere, &path).unwrap();
    assert_eq!(holder(take(&folder)).pid, None);
    assert!(elsewhere.exists());
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(holder(take(&folder)).pid, None);
    fs::remove_dir(&path).unwrap();
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert_eq!(holder(take(&folder)).pid, None, "a pipe without a writer");
}

#[test]
fn a_lock_that_is_no_longer_ours_stays() {
    let folder = tempfile::tempdir().unwrap();
    let lock = take(&folder).unwrap();
    let path = folder.path().join(NAME);
    fs::remove_file(&path).unwrap();
    let another = in_ten_columns(1);
    fs::write(&path, &another).unwrap();
    drop(lock);
    assert_eq!(fs::read(&path).unwrap(), another);
}

#[test]
fn where_no_file_can_be_made_that_is_told_and_no_reason_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let Err(LockError::Unavailable(why)) = PortLock::take(Path::new(DEVICE), &missing) else { panic!("a lock") };
    assert_eq!((why.file, why.kind), (missing.join(NAME), io::ErrorKind::NotFound));

    let (_far, path) = terminal();
    let line = SerialLine::open_locked(&path, 115_200, Flow::RtsCts, &missing).unwrap();
    assert_eq!(line.unlocked().unwrap().kind, io::ErrorKind::NotFound);
    let again = SerialLine::open_locked(&path, 115_200, Flow::RtsCts, &missing).unwrap_err();
    assert_eq!(again, SerialError::Busy(path), "it is open for one only");
}

/// The far side of a pseudo terminal, and the path of the near one.
fn terminal() -> (TTYPort, String) {
    let (far, near) = TTYPort::pair().unwrap();
    let path = near.name().unwrap();
    (far, path)
}

#[test]
fn an_open_port_is_locked_by_the_name_of_its_device_however_it_is_called() {
    let folder = tempfile::tempdir().unwrap();
    let (_far, path) = terminal();
    let name = format!("LCK..{}", Path::new(&path).file_name().unwrap().to_str().unwrap());
    let link = folder.path().join("modem");
    symlink(&path, &link).unwrap();
    let locks = tempfile::tempdir().unwrap();
    let open = |path: &str| SerialLine::open_locked(path, 115_200, Flow::RtsCts, locks.path());
    let line = open(link.to_str().unwrap()).unwrap();
    assert!(line.unlocked().is_none());
    assert_eq!(names(&locks), [name]);
    match open(&path).unwrap_err() {
        SerialError::Locked(port, holder) => assert_eq!((port, holder.pid), (path.clone(), Some(std::process::id()))),
        other => panic!("{other}"),
    }
    drop(line);
    assert!(names(&locks).is_empty());
    drop(open(&path).unwrap());
    assert!(names(&locks).is_empty());
}

#[test]
fn what_is_no_device_is_not_locked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for port in [file.as_path(), Path::new("/nonexistent/ttyS0")] {
        assert_eq!(PortLock::take(port, folder.path()).unwrap().files().count(), 0);
    }
    assert_eq!(names(&folder), ["file"]);
}

#[test]
fn of_threads_that_race_for_a_stale_lock_one_gets_it() {
    const RACERS: usize = 8;
    for _ in 0..50 {
        let (folder, _) = left(&in_ten_columns(gone()));
        let (start, end) = (Barrier::new(RACERS), Barrier::new(RACERS));
        let race = || {
            start.wait();
            let lock = take(&folder);
            // Nobody lets go before all have tried.
            end.wait();
            lock.is_ok()
        };
        let won: usize = thread::scope(|scope| {
            let racers: Vec<_> = (0..RACERS).map(|_| scope.spawn(race)).collect();
            racers.into_iter().map(|racer| usize::from(racer.join().unwrap())).sum()
        });
        assert_eq!((won, names(&folder).len()), (1, 0));
    }
}

/// Tells a process of this test where to race.
const RACE: &str = "FAX_MODEM_LOCK_RACE";

#[test]
fn of_processes_that_race_for_a_stale_lock_one_gets_it() {
    const RACERS: usize = 6;
    if let Some(folder) = std::env::var_os(RACE) {
        return race(Path::new(&folder));
    }
    for _ in 0..15 {
        let (folder, path) = left(&in_ten_columns(gone()));
        let mut racers: Vec<_> = (0..RACERS)
            .map(|_| {
                Command::new(std::env::current_exe().unwrap())
                    .args(["--exact", "of_processes_that_race_for_a_stale_lock_one_gets_it"])
                    .env(RACE, folder.path())
                    .stdout(Stdio::null())
                    .spawn()
                    .unwrap()
            })
            .collect();
        let marks = |of: &str| names(&folder).iter().filter(|name| name.starts_with(of)).count();
        until(|| marks("ready") == RACERS);
        fs::write(folder.path().join("start"), "").unwrap();
        until(|| marks("won") + marks("lost") == RACERS);
        assert_eq!((marks("won"), marks("lost")), (1, RACERS - 1), "{:?}", names(&folder));
        let winner = names(&folder).into_iter().find_map(|name| name.strip_prefix("won.")?.parse().ok()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), in_ten_columns(winner));
        fs::write(folder.path().join("end"), "").unwrap();
        for racer in &mut racers {
            assert!(racer.wait().unwrap().success());
        }
        assert!(!path.exists());
    }
}

fn race(folder: &Path) {
    let mark = |name: &str| fs::write(folder.join(format!("{name}.{}", std::process::id())), "").unwrap();
    mark("ready");
    until(|| folder.join("start").exists());
    let lock = PortLock::take(Path::new(DEVICE), folder);
    mark(if lock.is_ok() { "won" } else { "lost" });
    until(|| folder.join("end").exists());
}

fn until(so: impl Fn() -> bool) {
    let limit = Instant::now() + Duration::from_secs(30);
    while !so() {
        assert!(Instant::now() < limit, "nothing happens");
        thread::sleep(Duration::from_millis(1));
    }
}
