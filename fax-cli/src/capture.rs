//! `--capture`: the whole session with the modem in a form that can be played again without it.

use core::cell::RefCell;
use std::fs::File;
use std::io::LineWriter;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use fax_core::Config;
use fax_modem::capture::Recorder;

use crate::exit::Failed;
use crate::output;

/// Where a capture goes. Clones write to the same file.
#[derive(Clone, Debug)]
pub(crate) struct CaptureFile(Option<Rc<Open>>);

#[derive(Debug)]
struct Open {
    path: PathBuf,
    /// Each line is written at once: captures are wanted when something went wrong.
    recorder: RefCell<Recorder<LineWriter<File>>>,
}

impl CaptureFile {
    /// A capture to `path`, or none.
    pub(crate) fn create(path: Option<&Path>) -> Result<Self, Failed> {
        let Some(path) = path else { return Ok(Self(None)) };
        let file = File::create(path).map_err(|error| Failed::io(path.display(), error))?;
        let mut recorder = Recorder::new(LineWriter::new(file));
        recorder.remark(concat!("fax ", env!("CARGO_PKG_VERSION")));
        Ok(Self(Some(Rc::new(Open { path: path.into(), recorder: RefCell::new(recorder) }))))
    }

    /// A call begins, by a station that is set like this.
    pub(crate) fn station(&self, calls: bool, config: &Config) {
        self.with(|recorder| recorder.station(calls, config));
    }

    /// Sees to it that all is in the file. A capture that cannot be written must not end a call: it is only complained
    /// about.
    pub(crate) fn flush(&self) {
        let Some(open) = &self.0 else { return };
        if let Err(error) = open.recorder.borrow_mut().flush() {
            output::complain(format_args!("{}: {error}", open.path.display()));
        }
    }

    /// Does something with the recorder, if there is one.
    pub(crate) fn with(&self, act: impl FnOnce(&mut Recorder<LineWriter<File>>)) {
        if let Some(open) = &self.0 {
            act(&mut open.recorder.borrow_mut());
        }
    }
}
