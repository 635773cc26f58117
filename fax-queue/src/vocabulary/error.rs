//! Error numbers as the Windows Fax Service reports them.

use core::fmt;

use super::flags::enumeration;

enumeration! {
    /// Why a request was refused, by its Win32 number: the codes of the fax service itself, from 7001 on, and those of the
    /// system that its calls return. COM callers know them as [HRESULTs](Self::hresult).
    #[non_exhaustive]
    ErrorCode, "error code", {
        /// `ERROR_FILE_NOT_FOUND`: also an account that does not exist.
        FileNotFound = 2,
        /// `ERROR_PATH_NOT_FOUND`.
        PathNotFound = 3,
        /// `ERROR_ACCESS_DENIED`: a right is missing.
        AccessDenied = 5,
        /// `ERROR_INVALID_HANDLE`.
        InvalidHandle = 6,
        /// `ERROR_NOT_ENOUGH_MEMORY`.
        NotEnoughMemory = 8,
        /// `ERROR_BAD_FORMAT`.
        BadFormat = 11,
        /// `ERROR_INVALID_DATA`: an empty document.
        InvalidData = 13,
        /// `ERROR_OUTOFMEMORY`.
        OutOfMemory = 14,
        /// `ERROR_WRITE_PROTECT`: the outgoing queue is blocked.
        WriteProtect = 19,
        /// `ERROR_BAD_UNIT`: no such device.
        BadUnit = 20,
        /// `ERROR_GEN_FAILURE`: the store failed.
        GeneralFailure = 31,
        /// `ERROR_NOT_SUPPORTED`.
        NotSupported = 50,
        /// `ERROR_DUP_NAME`: a group or a rule of that name exists.
        DuplicateName = 52,
        /// `ERROR_INVALID_PARAMETER`.
        InvalidParameter = 87,
        /// `ERROR_BUFFER_OVERFLOW`: a text or a list is too long.
        BufferOverflow = 111,
        /// `ERROR_ALREADY_EXISTS`: an account exists, or an idempotency key was used for something else.
        AlreadyExists = 183,
        /// `ERROR_NO_MORE_ITEMS`.
        NoMoreItems = 259,
        /// `ERROR_REGISTRY_CORRUPT`.
        RegistryCorrupt = 1015,
        /// `ERROR_UNSUPPORTED_TYPE`: a kind of receipt that the server does not offer.
        UnsupportedType = 1630,
        /// `ERROR_INVALID_OPERATION`: not in this state.
        InvalidOperation = 4317,
        /// `FAX_E_SRV_OUTOFMEMORY`: the server has no memory left.
        ServerOutOfMemory = 7001,
        /// `FAX_E_GROUP_NOT_FOUND`: no such group of outbound routing.
        GroupNotFound = 7002,
        /// `FAX_E_BAD_GROUP_CONFIGURATION`: the group has no device that fits.
        BadGroupConfiguration = 7003,
        /// `FAX_E_GROUP_IN_USE`: a rule needs the group.
        GroupInUse = 7004,
        /// `FAX_E_RULE_NOT_FOUND`: no such rule of outbound routing.
        RuleNotFound = 7005,
        /// `FAX_E_NOT_NTFS`: the archive cannot be on such a volume.
        NotNtfs = 7006,
        /// `FAX_E_DIRECTORY_IN_USE`: the folder belongs to the queue or to the other archive.
        DirectoryInUse = 7007,
        /// `FAX_E_FILE_ACCESS_DENIED`: the service may not use the file or folder.
        FileAccessDenied = 7008,
        /// `FAX_E_MESSAGE_NOT_FOUND`: no such job or message, or none that the caller may see.
        MessageNotFound = 7009,
        /// `FAX_E_DEVICE_NUM_LIMIT_EXCEEDED`: too many devices for this edition.
        DeviceLimitExceeded = 7010,
        /// `FAX_E_NOT_SUPPORTED_ON_THIS_SKU`: not in this edition.
        NotSupportedOnThisEdition = 7011,
        /// `FAX_E_VERSION_MISMATCH`: the API levels of client and server do not fit.
        VersionMismatch = 7012,
        /// `FAX_E_RECIPIENTS_LIMIT`: more recipients than the server takes.
        RecipientsLimit = 7013,
    }
}

impl ErrorCode {
    /// The HRESULT: facility Win32 for the system's codes, facility ITF for the fax service's own (7001 and on).
    #[must_use]
    pub const fn hresult(self) -> u32 {
        match self.value() {
            own @ 7001..=7013 => 0x8004_0000 | own,
            system => 0x8007_0000 | system,
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error {} ({:#010x})", self.value(), self.hresult())
    }
}
