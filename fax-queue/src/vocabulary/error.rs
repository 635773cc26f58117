//! Error numbers as the Windows Fax Service reports them.

use super::flags::numbered;

/// Why a request was refused, by its Win32 number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// `ERROR_WRITE_PROTECT`: the outgoing queue is blocked.
    WriteProtect,
    /// `ERROR_GEN_FAILURE`: the store failed.
    GeneralFailure,
    /// `ERROR_INVALID_PARAMETER`.
    InvalidParameter,
    /// `ERROR_ALREADY_EXISTS`: an idempotency key was used for something else.
    AlreadyExists,
    /// `ERROR_INVALID_OPERATION`: not in this state.
    InvalidOperation,
    /// `FAX_E_MESSAGE_NOT_FOUND`: no such job.
    MessageNotFound,
}

numbered!(ErrorCode, "error code", {
    WriteProtect = 19,
    GeneralFailure = 31,
    InvalidParameter = 87,
    AlreadyExists = 183,
    InvalidOperation = 4317,
    MessageNotFound = 7009,
});

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hresults_are_the_documented_ones() {
        assert_eq!(ErrorCode::MessageNotFound.hresult(), 0x8004_1B61);
        assert_eq!(ErrorCode::InvalidParameter.hresult(), 0x8007_0057);
        assert_eq!(ErrorCode::try_from(4317), Ok(ErrorCode::InvalidOperation));
    }
}
