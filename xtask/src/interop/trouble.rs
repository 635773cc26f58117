//! Calls on lines that spoil something, and calls that have to fail.

use core::time::Duration;
use std::path::{Path, PathBuf};

use super::{
    cell::{Cell, Check},
    matrix::{self, MMR, Modem, V17, fax_receives, fax_sends},
    programs::{exit, fax_send, terminal, words},
    tools::Tools,
};

/// A failure has to be over by then: T1 is 35 s, and three post-page commands with T4 are 15 s (T.30 5.4.3.1).
pub(super) const FAILURE_LIMIT: Duration = Duration::from_secs(90);

/// Calls on a line that loses something once: it must come again, and the page exactly once.
pub(super) fn once(tools: &Tools) -> Vec<Cell> {
    // By the clock of the call: the training check is there from 8.3 to 9.8 s, and the confirmation of a generated page
    // at 14400 bit/s is the V.21 signal at 40 s.
    let mut spoils: Vec<(_, _, Modem)> = vec![
        ("training check spoilt", "--noise 8600:800", ("v17", &[12_000])),
        ("training check lost", "--mute 8600:800", V17),
    ];
    if tools.generated {
        spoils.push(("confirmation lost", "--mute 39700:700", V17));
    }
    let mut cells = Vec::new();
    for (name, spoil, modem) in spoils {
        for make in [fax_sends, fax_receives] {
            let mut cell = make(tools, name, &tools.documents.one, modem, ("mh", "MH"));
            cell.line.extend(words(spoil));
            // What comes too soon behind a repeated command is taken for the answer to its first sending.
            cell.line.push("--real-answers".into());
            cells.push(cell);
        }
    }
    cells
}

/// Lines that damage an image here and there, and lose what is said about it: with error correction every pel arrives.
pub(super) fn corrected(tools: &Tools, all: bool) -> Vec<Cell> {
    let documents = &tools.documents;
    let once = (&documents.one, V17);
    let mut spoils: Vec<(_, _, (&PathBuf, Modem), _)> = vec![
        // By the clock of the call: the image begins at 11 s.
        ("a burst in the image", "--noise 13000:300", once, Some("PPR")),
        ("the end of the image lost", "--mute 15000:6000", once, None),
        ("bursts in five pages", "--bursts 13000:60:4000", (&documents.five, V17), Some("PPR")),
    ];
    // V.17 at 14400 bit/s takes some 24 dB. A training check does not find out each time.
    let down: Modem = ("v17", &[12_000, 9600]);
    let perhaps: Modem = ("v17", &[14_400, 12_000, 9600]);
    spoils.push(("SNR 20 dB", "--snr 20", (&documents.one, down), Some("FTT")));
    if all {
        spoils.push(("SNR 22 dB", "--snr 22", (&documents.three, perhaps), None));
    }
    let mut cells = Vec::new();
    for (name, spoil, (document, modem), noted) in spoils {
        // At 22 dB libspandsp's terminal misses a short training in most calls, and hangs up.
        let both = [fax_sends, fax_receives];
        for make in both.into_iter().skip(usize::from(name == "SNR 22 dB")) {
            let mut cell = matrix::corrected(make(tools, name, document, modem, MMR));
            cell.line.extend(words(spoil));
            // What comes too soon behind a repeated command is taken for the answer to its first sending.
            cell.line.push("--real-answers".into());
            cell.noted = noted;
            cells.push(cell);
        }
    }
    cells
}

/// What must go wrong in the right way: soon enough, with the right exit code, and with a word to the user.
pub(super) fn failures(tools: &Tools) -> Vec<Cell> {
    let answer = || terminal("answer", Path::new("rx.tif"), "v17", "mh");
    let cell = |name: &str, line, program, check| Cell {
        name: name.into(),
        line,
        programs: vec![program],
        check,
        noted: None,
        limit: FAILURE_LIMIT,
    };
    let send = |document: &Path, number: &str, codes| fax_send(tools, document, number, codes);
    let mut no_port = send(&tools.documents.one, "5551234", exit::NO_PORT);
    for arg in &mut no_port.args {
        if arg == "A" {
            *arg = "nowhere".into();
        }
    }
    let mute = || words("mute --port A");
    vec![
        cell("busy", answer(), send(&tools.documents.one, "5550001", exit::NOT_REACHED), Check::Broken(0)),
        cell("no dial tone", answer(), send(&tools.documents.one, "5550002", exit::NOT_REACHED), Check::Broken(0)),
        cell("no answer", answer(), send(&tools.documents.one, "5550003", exit::NOT_REACHED), Check::Broken(0)),
        cell(
            "nobody there, S7 runs out",
            answer(),
            send(&tools.documents.one, "5550004", exit::NOT_REACHED),
            Check::Broken(0),
        ),
        cell(
            "modem that never answers",
            mute(),
            send(&tools.documents.one, "5551234", exit::DEAD_MODEM),
            Check::Explained,
        ),
        cell("port that does not exist", mute(), no_port, Check::Explained),
        cell(
            "document that is no image",
            mute(),
            send(&tools.documents.no_image, "5551234", exit::BAD_DOCUMENT),
            Check::Explained,
        ),
        cell(
            "truncated TIFF",
            mute(),
            send(&tools.documents.truncated, "5551234", exit::BAD_DOCUMENT),
            Check::Explained,
        ),
    ]
}
