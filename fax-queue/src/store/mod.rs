//! Where plans become durable.
//!
//! A `Store` is dumb on purpose: it checks guards, writes rows and keeps events, all or nothing, and knows nothing of
//! faxes. `Memory` keeps everything until the process ends; `Redb` keeps it in a file. Both pass the same
//! `conformance` suite, and so should yours. [`Fixed`] is something else: a whole queue in one value, without an allocator
//! and without plans, by the same rules of the engine.
//!
//! The page ledger is part of the job's record: offering a page and having it confirmed are one plan each, synced
//! before the line goes on. A store that is too far away for that (T.30 leaves the sender some seconds) would take those
//! two facts into a journal of its own beside the line, and replay it before `Action::Recover`; the facts are
//! [`Fact::PageOffered`] and [`Fact::PageAnswered`] and nothing else has to change.
//!
//! [`Fact::PageOffered`]: crate::engine::Fact::PageOffered
//! [`Fact::PageAnswered`]: crate::engine::Fact::PageAnswered

#[cfg(all(feature = "alloc", any(test, feature = "conformance")))]
pub mod conformance;
#[cfg(feature = "alloc")]
mod contract;
mod fixed;
#[cfg(feature = "alloc")]
mod memory;
#[cfg(feature = "redb")]
mod redb;

#[cfg(feature = "redb")]
pub use self::redb::Redb;
#[cfg(feature = "alloc")]
pub use contract::{ApplyError, Counts, Cursor, Outdated, Query, Store, StoreError};
pub use fixed::{Fixed, FixedJob, FixedTicket, Moment};
#[cfg(feature = "alloc")]
pub use memory::Memory;
