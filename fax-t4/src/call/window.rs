//! Where the octets of a block are kept.

/// Octets of the largest block, 256 frames of 256: the room that a receiver needs for error correction.
pub const BLOCK_OCTETS: usize = 65_536;

/// Room for the octets of a page that may still come, or be asked for, in any order.
pub trait Window {
    /// A page begins: nothing is kept any more.
    fn restart(&mut self);

    /// How many octets behind the last released one there is room for.
    fn octets(&self) -> u32;

    /// Keeps octets; false if some lie outside.
    fn put(&mut self, offset: u32, octets: &[u8]) -> bool;

    /// What is kept of the octets from `from` to below `to`: at least the first of them, or all up to a seam. Empty if the
    /// first one lies outside.
    fn piece(&self, from: u32, to: u32) -> &[u8];

    /// Octets below this offset are not needed any more.
    fn release(&mut self, below: u32);
}

/// A ring for one block: [`BLOCK_OCTETS`] for frames of 256, 16,384 for those of 64; 512 more for a source.
#[derive(Clone, Debug)]
pub struct BlockRing<R> {
    room: R,
    released: u32,
}

impl<R: AsRef<[u8]> + AsMut<[u8]>> BlockRing<R> {
    /// A ring in the given room.
    pub const fn new(room: R) -> Self {
        Self { room, released: 0 }
    }

    /// Where `offset` lies in the room; `None` outside.
    fn place(&self, offset: u32) -> Option<usize> {
        let ahead = offset.checked_sub(self.released)?;
        (ahead < self.octets()).then(|| usize::try_from(offset % self.octets()).ok())?
    }
}

impl<R: AsRef<[u8]> + AsMut<[u8]>> Window for BlockRing<R> {
    fn restart(&mut self) {
        self.released = 0;
    }

    fn octets(&self) -> u32 {
        u32::try_from(self.room.as_ref().len()).unwrap_or(u32::MAX)
    }

    fn put(&mut self, offset: u32, octets: &[u8]) -> bool {
        let mut offset = offset;
        let mut octets = octets;
        while !octets.is_empty() {
            let Some(at) = self.place(offset) else { return false };
            let behind = self.octets() - (offset - self.released);
            let seam = self.room.as_ref().len() - at;
            let count = octets.len().min(seam).min(usize::try_from(behind).unwrap_or(usize::MAX));
            let (now, later) = octets.split_at(count);
            if let Some(room) = self.room.as_mut().get_mut(at..at + count) {
                room.copy_from_slice(now);
            }
            offset = offset.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
            octets = later;
        }
        true
    }

    fn piece(&self, from: u32, to: u32) -> &[u8] {
        let Some(at) = self.place(from) else { return &[] };
        let end = to.min(self.released.saturating_add(self.octets()));
        let wanted = usize::try_from(end.saturating_sub(from)).unwrap_or(usize::MAX);
        let room = self.room.as_ref();
        room.get(at..room.len().min(at.saturating_add(wanted))).unwrap_or_default()
    }

    fn release(&mut self, below: u32) {
        self.released = self.released.max(below);
    }
}

/// The whole coded page, in memory that grows with it up to a limit.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug)]
pub struct WholePage {
    octets: alloc::vec::Vec<u8>,
    limit: u32,
}

#[cfg(feature = "alloc")]
impl WholePage {
    /// For pages of up to `limit` octets.
    #[must_use]
    pub const fn new(limit: u32) -> Self {
        Self { octets: alloc::vec::Vec::new(), limit }
    }

    /// The coded page as far as it is known; what has not come yet is zero.
    #[must_use]
    pub fn coded(&self) -> &[u8] {
        &self.octets
    }
}

#[cfg(feature = "alloc")]
impl Window for WholePage {
    fn restart(&mut self) {
        self.octets.clear();
    }

    fn octets(&self) -> u32 {
        self.limit
    }

    fn put(&mut self, offset: u32, octets: &[u8]) -> bool {
        let Ok(at) = usize::try_from(offset) else { return false };
        let Some(end) = at.checked_add(octets.len()).filter(|&end| end as u64 <= u64::from(self.limit)) else {
            return false;
        };
        self.octets.resize(self.octets.len().max(end), 0);
        if let Some(room) = self.octets.get_mut(at..end) {
            room.copy_from_slice(octets);
        }
        true
    }

    fn piece(&self, from: u32, to: u32) -> &[u8] {
        let (Ok(from), Ok(to)) = (usize::try_from(from), usize::try_from(to)) else { return &[] };
        self.octets.get(from..to.min(self.octets.len())).unwrap_or_default()
    }

    fn release(&mut self, _below: u32) {}
}
