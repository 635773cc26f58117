//! A medium that writes down what is done to it, and one that fails.

use std::io;
use std::sync::{Arc, Mutex};

use redb::StorageBackend;

/// What a store does to its medium.
#[derive(Clone, Debug)]
pub(crate) enum Done {
    Write(u64, Vec<u8>),
    SetLen(u64),
    Sync,
}

impl Done {
    /// Does it to an image.
    pub(crate) fn apply(&self, image: &mut Vec<u8>) {
        match self {
            Self::Write(at, octets) => {
                let at = usize::try_from(*at).unwrap();
                image.get_mut(at..at + octets.len()).unwrap().copy_from_slice(octets);
            }
            Self::SetLen(length) => image.resize(usize::try_from(*length).unwrap(), 0),
            Self::Sync => {}
        }
    }

    /// The same, but the power was gone in the middle of it.
    pub(crate) fn half(&self) -> Self {
        match self {
            Self::Write(at, octets) => Self::Write(*at, octets.get(..octets.len() / 2).unwrap().to_vec()),
            Self::SetLen(_) | Self::Sync => Self::Sync,
        }
    }
}

/// A medium in memory. Its clones are the same medium.
#[derive(Clone, Debug, Default)]
pub(crate) struct Medium(Arc<Mutex<Inside>>);

#[derive(Debug, Default)]
struct Inside {
    image: Vec<u8>,
    done: Vec<Done>,
    /// Whether it has room; if not, whatever would change it fails so.
    fault: Option<io::ErrorKind>,
}

impl Medium {
    /// One that has this on it.
    pub(crate) fn with(image: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(Inside { image, ..Inside::default() })))
    }

    /// How much was done to it.
    pub(crate) fn steps(&self) -> usize {
        self.0.lock().unwrap().done.len()
    }

    /// What was done to it.
    pub(crate) fn done(&self) -> Vec<Done> {
        self.0.lock().unwrap().done.clone()
    }

    pub(crate) fn image(&self) -> Vec<u8> {
        self.0.lock().unwrap().image.clone()
    }

    /// From now on, whatever would change it fails so; or nothing does any more.
    pub(crate) fn fails(&self, fault: Option<io::ErrorKind>) {
        self.0.lock().unwrap().fault = fault;
    }

    fn change(&self, done: Done) -> io::Result<()> {
        let mut inside = self.0.lock().unwrap();
        if let Some(fault) = inside.fault {
            return Err(fault.into());
        }
        done.apply(&mut inside.image);
        inside.done.push(done);
        Ok(())
    }
}

impl StorageBackend for Medium {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.lock().unwrap().image.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let inside = self.0.lock().unwrap();
        let from = usize::try_from(offset).unwrap();
        let octets = inside.image.get(from..from + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(octets);
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.change(Done::SetLen(length))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.change(Done::Sync)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.change(Done::Write(offset, data.to_vec()))
    }
}
