//! What a server says of itself: the plain properties of `IFaxServer`.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Queue, QueueError};
use crate::engine::parts::Extensions;
use crate::vocabulary::{ApiVersion, Guid};

/// `MajorVersion`, `MinorVersion`, `MajorBuild` and `MinorBuild`: the version of this crate, which has three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the properties of `IFaxServer`, by the same names")]
pub struct ServerVersion {
    pub major: u32,
    pub minor: u32,
    pub major_build: u32,
    pub minor_build: u32,
}

impl ServerVersion {
    /// That of this crate.
    pub const THIS: Self = Self {
        major: number(env!("CARGO_PKG_VERSION_MAJOR")),
        minor: number(env!("CARGO_PKG_VERSION_MINOR")),
        major_build: number(env!("CARGO_PKG_VERSION_PATCH")),
        minor_build: 0,
    };
}

/// Cargo lets nothing but digits through.
const fn number(digits: &str) -> u32 {
    let (mut rest, mut sum) = (digits.as_bytes(), 0_u32);
    while let [digit, more @ ..] = rest {
        sum = sum.wrapping_mul(10).wrapping_add(digit.wrapping_sub(b'0') as u32);
        rest = more;
    }
    sum
}

impl Queue {
    /// `ServerName`. Empty, as Windows names the local server, until [`set_server_name`](Self::set_server_name).
    #[must_use]
    pub fn server_name(&self) -> &str {
        self.0.name.get().map_or("", String::as_str)
    }

    /// Gives the server a name. The first one counts; whether it was.
    pub fn set_server_name(&self, name: &str) -> bool {
        self.0.name.set(name.into()).is_ok()
    }

    /// `MajorVersion`, `MinorVersion`, `MajorBuild`, `MinorBuild`.
    #[must_use]
    pub const fn version(&self) -> ServerVersion {
        ServerVersion::THIS
    }

    /// `Debug`: whether the service was built with the checks of a debug build.
    #[must_use]
    pub const fn is_debug(&self) -> bool {
        cfg!(debug_assertions)
    }

    /// `APIVersion`: that of Windows Vista and all since.
    #[must_use]
    pub const fn api_version(&self) -> ApiVersion {
        ApiVersion::V3
    }

    /// `GetExtensionProperty` of the server; `None` if it was never set.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn server_property(&self, name: Guid) -> Result<Option<Vec<u8>>, QueueError> {
        Ok(self.part::<Extensions>()?.get(name).map(Vec::from))
    }

    /// `SetExtensionProperty` of the server, told as those of devices are: `OnDevicesConfigChange`.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfBounds`](crate::engine::Refusal::OutOfBounds) if there are more than 64, or it is longer than 4096
    /// octets; or a fault of the store.
    pub fn set_server_property(&self, name: Guid, value: &[u8]) -> Result<(), QueueError> {
        self.edit_part(|extensions: &mut Extensions| {
            extensions.set(name, value);
            Ok(())
        })
    }
}
