//! Where a file that is being written goes.

use alloc::vec::Vec;
use core::convert::Infallible;

/// A place that octets can be appended to, and written over later.
pub trait Store {
    /// What can go wrong.
    type Error;

    /// Adds octets at the end.
    fn append(&mut self, octets: &[u8]) -> Result<(), Self::Error>;

    /// Writes over four octets that were appended before, from offset `at` on.
    fn patch(&mut self, at: u32, octets: [u8; 4]) -> Result<(), Self::Error>;
}

impl Store for Vec<u8> {
    type Error = Infallible;

    fn append(&mut self, octets: &[u8]) -> Result<(), Infallible> {
        self.extend_from_slice(octets);
        Ok(())
    }

    fn patch(&mut self, at: u32, octets: [u8; 4]) -> Result<(), Infallible> {
        if let Some(old) = self.get_mut(at as usize..).and_then(|old| old.first_chunk_mut()) {
            *old = octets;
        }
        Ok(())
    }
}

/// A [`Store`] on anything that can be written and sought in, such as [`std::fs::File`]. It must be empty at first.
#[cfg(feature = "std")]
#[derive(Debug)]
pub struct FileStore<W>(pub W);

#[cfg(feature = "std")]
impl<W: std::io::Write + std::io::Seek> Store for FileStore<W> {
    type Error = std::io::Error;

    fn append(&mut self, octets: &[u8]) -> Result<(), std::io::Error> {
        self.0.write_all(octets)
    }

    fn patch(&mut self, at: u32, octets: [u8; 4]) -> Result<(), std::io::Error> {
        use std::io::SeekFrom;

        self.0.seek(SeekFrom::Start(at.into()))?;
        self.0.write_all(&octets)?;
        self.0.seek(SeekFrom::End(0)).map(|_| ())
    }
}
