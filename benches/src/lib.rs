//! Measuring, and campaigns: the codec of `fax-t4` beside its peers, on pages that ship with this package or on yours, and the
//! calls of `fax-core` on bad wires.
//!
//! - `codec-table` prints times of all codecs, interleaved in one run, every output checked before it is timed;
//! - `codec-once` does one thing so many times, for instruction counts (`cargo xtask instructions`);
//! - `codec-campaign` looks for pages and errors that the codec gets wrong;
//! - `call-campaign` looks for calls on bad wires that end in a way that must not be;
//! - the `benches` folder has criterion's benchmarks.
//!
//! The system's libtiff and libspandsp take part with feature `peers`.

pub mod campaign;
pub mod codec;
pub mod crates;
mod numbers;
pub mod ours;
pub mod page;
#[cfg(feature = "peers")]
pub mod peers;
pub mod random;
pub mod reference;
pub mod synthetic;

pub use numbers::Numbers;

/// The reference codec of the tests of `fax-t4`: T.4 and T.6 pel by pel.
#[path = "../../fax-t4/tests/naive/codec.rs"]
pub(crate) mod naive;

/// The trials of the tests of `fax-core`: two stations on bad wires.
#[path = "../../fax-core/tests/trials/mod.rs"]
#[allow(missing_docs, reason = "written for tests")]
pub mod trials;
