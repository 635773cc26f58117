//! The server: `FAX_SERVER_APIVERSION_ENUM`, `FAX_LOG_LEVEL_ENUM`, and its documented limits.

use super::flags::enumeration;

enumeration! {
    /// Which of the interfaces a server has: `FAX_SERVER_APIVERSION_ENUM`.
    ApiVersion, "API version", {
        /// `fsAPI_VERSION_0`: that of Windows 2000.
        V0 = 0x00000,
        /// `fsAPI_VERSION_1`: that of Windows XP.
        V1 = 0x10000,
        /// `fsAPI_VERSION_2`: that of Windows Server 2003.
        V2 = 0x20000,
        /// `fsAPI_VERSION_3`: that of Windows Vista and all since.
        V3 = 0x30000,
    }
}

enumeration! {
    /// How much goes to the event log: `FAX_LOG_LEVEL_ENUM`.
    LogLevel, "log level", {
        /// `fllNONE`: nothing.
        None = 0,
        /// `fllMIN`: severe errors.
        Min = 1,
        /// `fllMED`: errors and warnings.
        Med = 2,
        /// `fllMAX`: everything.
        Max = 3,
    }
}

/// The documented limits.
pub mod limits {
    /// Recipients of one submission, at most.
    pub const RECIPIENTS: usize = 10_000;
    /// Characters of a text on the wire.
    pub const TEXT: usize = 253;
    /// Characters of a group's name: fewer than this.
    pub const GROUP_NAME: usize = 128;
    /// Characters of the path of an archive.
    pub const ARCHIVE_PATH: usize = 180;
    /// Characters of the path of the activity log.
    pub const ACTIVITY_LOG_PATH: usize = 248;
    /// Characters of a caller id with its terminator.
    pub const CALLER_ID: usize = 260;
    /// Characters of a CSID or TSID, printable ASCII.
    pub const IDENT: usize = 20;
    /// Messages that an iterator reads ahead unless told otherwise.
    pub const PREFETCH: u32 = 100;
    /// Octets in which files are copied over the wire.
    pub const COPY_CHUNK: usize = 16_384;
    /// `Retries`, at most.
    pub const RETRIES: u8 = 99;
    /// `RingsBeforeAnswer`.
    pub const RINGS: core::ops::RangeInclusive<u32> = 1..=99;
}
