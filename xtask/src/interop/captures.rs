//! `cargo xtask capture`: sessions of our program with foreign modems and far ends, written down for the tests of fax-modem, which
//! play them again without modems.
//!
//! Time is real here, as on any line: what is on record is when a modem says something, and that must be true.

use core::fmt::Write as _;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::cell::Program;
use super::process::{Running, await_path};
use super::programs::{SET_UP, efax_receives, efax_sends, exit, hylafax_receives, hylafax_sends, words};
use super::tools::Tools;
use crate::{Fault, must, root};

/// No session takes longer.
const LIMIT: Duration = Duration::from_secs(180);

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only captures whose name contains this.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// A program `fax` to take in place of the one that is built here.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// How many sessions at a time: they wait most of the time.
    #[arg(long, default_value_t = 8)]
    jobs: usize,
}

/// A session: what its capture is called, what it is, and who takes part.
struct Scene {
    name: &'static str,
    what: &'static str,
    /// Arguments of the line.
    line: String,
    /// Arguments of our program, without port, number and document.
    fax: &'static str,
    role: Role,
    /// Who has the other modem of the line, if there is one.
    far: Option<Program>,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Sends(&'static str),
    Receives,
    Polls,
    Offers,
}

/// Makes the captures anew, those that are asked for.
pub(crate) fn run(options: &Options) -> Result<(), Fault> {
    let tools = Tools::prepare(&super::Options::tools(options.program.clone(), 1, options.jobs))?;
    let folder = root().join("fax-modem/captures");
    let document = folder.join("page.tif");
    let picture = tools.folder("capture page").with_extension("pbm");
    must(Command::new(&tools.page).arg("pbm").arg(&picture).arg(&document))?;
    let all = scenes(&tools, &document, &picture);
    let some: Vec<&Scene> = all.iter().filter(|scene| scene.name.contains(&options.only)).collect();

    let next = AtomicUsize::new(0);
    let work = || {
        let mut faults = Vec::new();
        while let Some(scene) = some.get(next.fetch_add(1, Ordering::Relaxed)) {
            match scene.capture(&tools, &document) {
                Ok(capture) => {
                    println!("{:<28} {:>6} octets, {}", scene.name, capture.len(), ended(&capture));
                    let path = folder.join(scene.name).with_extension("capture");
                    faults.extend(fs::write(&path, capture).err().map(|e| format!("{}: {e}", path.display())));
                }
                Err(fault) => faults.push(format!("{}: {fault}", scene.name)),
            }
        }
        faults
    };
    let faults = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..options.jobs.max(1)).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect::<Vec<_>>()
    });
    if !faults.is_empty() {
        return Err(faults.join("\n"));
    }
    read_me(&folder, &all)
}

impl Scene {
    fn capture(&self, tools: &Tools, document: &Path) -> Result<String, Fault> {
        let folder = &tools.folder(&format!("capture-{}", self.name));
        let _ = fs::remove_dir_all(folder); // it need not be there
        fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let mut args = words(&self.line);
        args.extend(words("--speed 1 --trace serial.trace --limit"));
        args.push(LIMIT.as_millis().to_string());
        let line = Running::start("line", &tools.line, &args, folder)?;
        await_path(&folder.join("A"), Duration::from_secs(5)).map_err(|fault| fault + ": " + &line.err())?;

        let mut fax = match self.role {
            Role::Sends(number) => words(&format!("send --modem A --to {number} --id 5551000")),
            Role::Receives | Role::Offers => words("receive --modem A --rings 1 --once --out got.tif --id 5552000"),
            Role::Polls => words("poll --modem A --to 5551234 --out got.tif --id 5551000"),
        };
        fax.extend(words(self.fax));
        fax.extend(words("--json --capture session.capture"));
        let document = document.to_string_lossy().into_owned();
        match self.role {
            Role::Sends(_) => fax.push(document),
            Role::Offers => fax.extend(["--offer".into(), document]),
            Role::Receives | Role::Polls => {}
        }
        let ours = || Running::start("fax", &tools.fax, &fax, folder);
        // Who is called has to be there first.
        let mut running = Vec::new();
        match &self.far {
            Some(far) if matches!(self.role, Role::Sends(_)) => {
                running.push(Running::start(far.name, &far.path, &far.args, folder)?);
                std::thread::sleep(far.head_start);
                running.push(ours()?);
            }
            Some(far) => {
                running.push(ours()?);
                std::thread::sleep(SET_UP);
                running.push(Running::start(far.name, &far.path, &far.args, folder)?);
            }
            None => running.push(ours()?),
        }
        for program in &mut running {
            program.finish(LIMIT)?;
        }
        let path = folder.join("session.capture");
        fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))
    }
}

/// How a call ended, in the words of its capture; or what the modem said last, if there was none.
fn ended(capture: &str) -> String {
    let told = capture.lines().rev().find_map(|line| line.split_once("told ended ").map(|(_, how)| how.to_owned()));
    let said = || {
        let said = capture.lines().rev().find_map(|line| line.split_once(" < ").map(|(_, said)| said))?;
        Some(format!("no call: {}", said.replace("\\r", "").replace("\\n", "").replace('"', "")))
    };
    told.or_else(said).unwrap_or_else(|| "no call".into())
}

fn scenes(tools: &Tools, document: &Path, picture: &Path) -> Vec<Scene> {
    let document = document.to_string_lossy();
    let number = Role::Sends("5551234");
    let answer = |rest: &str| format!("answer --port A --document rx.tif {rest}");
    let call = |rest: &str| format!("call --port A --document {document} {rest}");
    let pair = || "pair --port A --port B".to_owned();
    let scene = |name, what, line: String, fax, role| Scene { name, what, line, fax, role, far: None };
    let with = |name, what, fax, role, far: Program| Scene { name, what, line: pair(), fax, role, far: Some(far) };
    let off = "--ecm off";
    let on = "--ecm on";
    vec![
        scene("send-v17", "sends, V.17 14400, MH", answer("--ecm off --coding mh"), off, number),
        scene("send-v17-ecm", "sends, V.17 14400, MMR, error correction", answer("--ecm on"), on, number),
        scene("send-v29", "sends, V.29 9600, MR", answer("--ecm off --coding mr --modem v29"), off, number),
        scene("send-v29-ecm", "sends, V.29 9600, error correction", answer("--ecm on --modem v29"), on, number),
        scene("send-v27ter", "sends, V.27ter 4800, MR", answer("--ecm off --coding mr --modem v27ter"), off, number),
        scene(
            "send-v27ter-ecm",
            "sends, V.27ter 4800, error correction",
            answer("--ecm on --modem v27ter"),
            on,
            number,
        ),
        scene("send-2400", "sends at 2400 bit/s", answer("--ecm off --coding mr"), "--ecm off --max-rate 2400", number),
        scene(
            "send-bursts-ecm",
            "sends, a burst of noise in the image: PPR",
            answer("--ecm on --noise 11400:150"),
            on,
            number,
        ),
        scene("send-snr-ecm", "sends, SNR 20 dB: retraining", answer("--ecm on --snr 20"), on, number),
        scene(
            "send-training-spoilt",
            "sends, noise over the training check: FTT",
            answer("--ecm off --coding mr --noise 8600:800"),
            off,
            number,
        ),
        scene(
            "send-training-lost",
            "sends, the training check does not arrive",
            answer("--ecm off --coding mr --mute 8600:800"),
            off,
            number,
        ),
        scene(
            "send-echo",
            "sends, and hears itself 20 dB down after 20 ms",
            answer("--ecm off --coding mr --echo 20:20"),
            off,
            number,
        ),
        scene(
            "send-delay-ecm",
            "sends by satellite, 270 ms, error correction",
            answer("--ecm on --delay 270"),
            on,
            number,
        ),
        scene(
            "receive-echo",
            "receives, and hears itself 20 dB down after 20 ms",
            call("--ecm off --coding mr --echo 20:20"),
            off,
            Role::Receives,
        ),
        scene(
            "receive-delay-ecm",
            "receives by satellite, 270 ms, error correction",
            call("--ecm on --delay 270"),
            on,
            Role::Receives,
        ),
        scene("receive-19200-ecm", "receives at 19200 baud", call("--ecm on --baud 19200"), on, Role::Receives),
        scene("send-busy", "sends to a number that is engaged", answer("--ecm off"), off, Role::Sends("5550001")),
        scene("send-no-dial-tone", "sends without dial tone", answer("--ecm off"), off, Role::Sends("5550002")),
        scene("send-no-answer", "sends to nobody", answer("--ecm off"), off, Role::Sends("5550003")),
        scene(
            "send-hang-up",
            "sends, the far end hangs up in the page",
            answer("--ecm off --coding mh --modem v27ter --hang-up-after 15000"),
            off,
            number,
        ),
        scene(
            "send-cut",
            "sends, the line is cut in the page",
            answer("--ecm on --modem v27ter --cut-after 13000"),
            on,
            number,
        ),
        scene("receive-v17", "receives, V.17 14400, MH", call("--ecm off --coding mh"), off, Role::Receives),
        scene("receive-v17-ecm", "receives, V.17 14400, MMR, error correction", call("--ecm on"), on, Role::Receives),
        scene("receive-v29", "receives, V.29 9600, MR", call("--ecm off --coding mr --modem v29"), off, Role::Receives),
        scene(
            "receive-v29-ecm",
            "receives, V.29 9600, error correction",
            call("--ecm on --modem v29"),
            on,
            Role::Receives,
        ),
        scene(
            "receive-v27ter",
            "receives, V.27ter 4800, MR",
            call("--ecm off --coding mr --modem v27ter"),
            off,
            Role::Receives,
        ),
        scene(
            "receive-v27ter-ecm",
            "receives, V.27ter 4800, error correction",
            call("--ecm on --modem v27ter"),
            on,
            Role::Receives,
        ),
        scene(
            "receive-bursts-ecm",
            "receives, a burst of noise in the image: PPR",
            call("--ecm on --noise 11600:150"),
            on,
            Role::Receives,
        ),
        scene("receive-snr-ecm", "receives, SNR 20 dB: retraining", call("--ecm on --snr 20"), on, Role::Receives),
        scene(
            "receive-training-spoilt",
            "receives, noise over the training check: FTT",
            call("--ecm off --coding mr --noise 8600:800"),
            off,
            Role::Receives,
        ),
        scene(
            "receive-bursts",
            "receives, a burst of noise in the image, no error correction",
            call("--ecm off --coding mr --noise 12000:80"),
            off,
            Role::Receives,
        ),
        scene(
            "receive-hang-up",
            "receives, the far end hangs up in the page",
            call("--ecm off --coding mr --modem v27ter --hang-up-after 14000"),
            off,
            Role::Receives,
        ),
        scene(
            "receive-cut",
            "receives, the line is cut in the page",
            call("--ecm on --modem v27ter --cut-after 13000"),
            on,
            Role::Receives,
        ),
        scene(
            "poll-ecm",
            "polls, error correction",
            format!("answer --port A --document {document} --poll --ecm on"),
            on,
            Role::Polls,
        ),
        scene(
            "polled",
            "is polled, with a password",
            "call --port A --document rx.tif --poll --password 4711 --ecm off --coding mr".into(),
            "--ecm off --offer-password 4711",
            Role::Offers,
        ),
        with("send-to-efax", "sends to efax", off, number, efax_receives("B")),
        with(
            "receive-from-efax",
            "receives from efax",
            off,
            Role::Receives,
            efax_sends("B", &[picture.to_path_buf()], "5551234", exit::DONE),
        ),
        with("send-to-hylafax-ecm", "sends to HylaFAX, error correction", on, number, hylafax_receives(tools, "B")),
        with(
            "receive-from-hylafax-ecm",
            "receives from HylaFAX, error correction",
            on,
            Role::Receives,
            hylafax_sends(tools, "B", Path::new(&*document)),
        ),
    ]
}

/// Says in the folder what is in it.
fn read_me(folder: &Path, all: &[Scene]) -> Result<(), Fault> {
    let date = Command::new("date").arg("+%-d %B %Y").output().map_err(|e| e.to_string())?;
    let mut text = String::from(TITLE);
    // Writing to a string cannot fail.
    let _ = writeln!(text, "\nMade on {}.\n", String::from_utf8_lossy(&date.stdout).trim());
    text.push_str("| capture | `fax` ... | ended |\n|---|---|---|\n");
    for scene in all {
        let path: PathBuf = folder.join(scene.name).with_extension("capture");
        let capture = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let _ = writeln!(text, "| {} | {} | {} |", scene.name, scene.what, ended(&capture));
    }
    let path = folder.join("README.md");
    fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))
}

const TITLE: &str = "# Captures

Sessions of the program `fax` with modems that are not ours: libspandsp's T.31 modem behind a telephone line with audio, and at the far
end libspandsp's fax terminal, or efax or HylaFAX with such a modem of their own. The page is `page.tif` in all of them. The form is
described in the documentation of `fax_modem::capture`.

    cargo xtask capture [--only NAME]
    cargo test -p fax-modem --test replay

makes them, in real time, and plays them again: whole, octet by octet, at random, and cut at every boundary of octets. They change when
the driver or the protocol gives other commands; then they are made anew.
";
