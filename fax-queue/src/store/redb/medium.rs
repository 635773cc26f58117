//! The database on its medium, opened anew after the medium failed.

use core::cell::{Cell, RefCell};
use core::fmt;

use ::redb::{Database, ReadTransaction, ReadableDatabase, WriteTransaction};
use alloc::boxed::Box;

use super::super::StoreError;
use super::tables::backend;

/// The database on its medium. After a failure to read or write redb does nothing more, since it cannot know what became of
/// what it wrote; what was committed is found again by opening it anew, as after a crash. That happens with whatever is
/// asked next, so that a disk that was full for a while stops nothing for good.
pub(super) struct Medium {
    open: Box<dyn Fn() -> Result<Database, StoreError> + Send>,
    /// `None` while it could not be opened again.
    database: RefCell<Option<Database>>,
    failed: Cell<bool>,
}

impl fmt::Debug for Medium {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Medium").field("database", &self.database).finish_non_exhaustive()
    }
}

impl Medium {
    pub(super) fn open(open: impl Fn() -> Result<Database, StoreError> + Send + 'static) -> Result<Self, StoreError> {
        let database = RefCell::new(Some(open()?));
        Ok(Self { open: Box::new(open), database, failed: Cell::new(false) })
    }

    pub(super) fn read(&self) -> Result<ReadTransaction, StoreError> {
        self.with(|database| database.begin_read().map_err(backend))
    }

    pub(super) fn write(&self) -> Result<WriteTransaction, StoreError> {
        self.with(|database| database.begin_write().map_err(backend))
    }

    pub(super) fn compact(&self) -> Result<bool, StoreError> {
        self.with(|database| database.compact().map_err(backend))
    }

    fn with<T>(&self, act: impl FnOnce(&mut Database) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut database = self.database.borrow_mut();
        if self.failed.take() {
            // The old one has to let go of the medium first.
            *database = None;
        }
        let database = match &mut *database {
            Some(database) => database,
            closed => closed.insert((self.open)()?),
        };
        let result = act(database);
        self.note(result.as_ref().err());
        result
    }

    /// Takes note of how something ended.
    pub(super) fn note(&self, error: Option<&StoreError>) {
        match error {
            Some(StoreError::Backend(_) | StoreError::Full | StoreError::ReadOnly(_)) => self.failed.set(true),
            Some(StoreError::Damaged { .. } | StoreError::Format { .. }) | None => {}
        }
    }
}
