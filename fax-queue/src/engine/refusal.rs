//! Why a command came to nothing.

use core::fmt;

use crate::vocabulary::{ErrorCode, Status, Timestamp};

/// What a submitted job has too much or too little of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// The fax number is empty, longer than 64 characters, or has a character that cannot be dialled.
    FaxNumber,
    /// A document without pages.
    Pages,
    /// Nobody gets it.
    Recipients,
    /// More than 10,000 get it.
    TooManyRecipients,
    /// The document reference is empty or longer than 4096 octets.
    Reference,
    /// The TSID is longer than 20 characters or not printable ASCII.
    Tsid,
    /// A text is longer than 1024 octets.
    Text,
    /// The idempotency key is empty or longer than 128 octets.
    Key,
    /// `Retries` is above 99.
    Retries,
    /// A time of day is beyond 23:59.
    TimeOfDay,
    /// A port of the network is 0.
    Port,
    /// More than 1000 bodies, or the name of one is longer than 4096 octets.
    Bodies,
    /// There is a body, and there are bodies or a cover page to make it of as well.
    BodyAndBodies,
    /// A note is longer than 16,384 octets.
    Note,
    /// A receipt is neither by mail nor by message box.
    ReceiptType,
    /// The path of a log is longer than 248 characters.
    LogPathLength,
    /// The path of a log is missing, not complete, or has control characters.
    LogPath,
    /// A mail address is missing, or is not one address.
    MailAddress,
    /// The path of the archives is longer than 180 characters.
    ArchivePath,
    /// The path of the archives ends with a separator, or has a control character.
    ArchiveLocation,
    /// The low mark of the archives' size is above the high one.
    WaterMarks,
    /// A device has no id, its name is empty, or its name or description is longer than 253 characters.
    DeviceText,
    /// `RingsBeforeAnswer` is not 1 to 99.
    Rings,
    /// More routing methods or properties of a device than 64, one of them twice, or a value of over 4096 octets.
    Extension,
    /// More than one device is to be answered by hand.
    ManualDevices,
    /// The name of an account is not a domain or machine, a backslash and a user; or it is too long.
    AccountName,
    /// More accounts than 10,000.
    TooManyAccounts,
    /// The name of a group is empty.
    GroupName,
    /// A number or a place in an order that is not there, or something that is in it twice.
    Order,
    /// A country code is 1 to 999 and an area code at most 9999999; country 0 stands for the default rule alone.
    Country,
    /// A code or a prefix of the dialling plan is longer than 8 digits, or has something else than digits.
    DialingPlan,
    /// More pages, a longer text, or something else than a queue of fixed capacity was built to keep.
    Capacity,
}

/// Why a command came to nothing. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no such job, or it has left the queue.
    NotFound,
    /// The state of the job does not allow it.
    NotInState(Status),
    /// The job is being cancelled, or has been.
    AlreadyEnding,
    /// The queue takes no jobs (or calls) now.
    Blocked,
    /// The outgoing queue is paused.
    QueuePaused,
    /// The queue has no place left for the fax.
    Full,
    /// The job is due later.
    NotDue(Timestamp),
    /// Another job has the destination, or it must not be dialled yet.
    DestinationTaken,
    /// A newer attempt has the job.
    StaleEpoch,
    /// A fact about a page that does not fit what came before it.
    OutOfOrder {
        /// The page, from 0.
        page: u16,
    },
    /// The idempotency key was used for a different job.
    KeyReused,
    /// The settings of receipts do not allow this kind.
    ReceiptNotAllowed,
    /// Personal cover pages are not allowed.
    PersonalCoverPage,
    /// This service does not have it.
    NotSupported,
    /// There is no such device.
    NoSuchDevice,
    /// There are more devices than a server may have.
    TooManyDevices,
    /// Something else has this name already.
    NameTaken,
    /// There is no such routing method.
    NoSuchMethod,
    /// There is no such group of outbound routing.
    GroupNotFound,
    /// The group has no device that fits.
    BadGroup,
    /// A rule needs the group.
    GroupInUse,
    /// There is no such rule of outbound routing.
    RuleNotFound,
    /// It always is, and cannot be changed so.
    BuiltIn,
    /// The name is too long.
    NameTooLong,
    /// The device may not send.
    MayNotSend,
    /// The job is for another line.
    OtherLine,
    /// The device does not ring, or is busy, so nothing can be answered.
    NotRinging,
    /// No calls are to be answered now: the incoming queue is blocked.
    NotAnswering,
    /// Something submitted is out of bounds.
    OutOfBounds(Limit),
    /// The folder of the archives is not there, or may not be written to.
    FolderNotUsable,
    /// The account that asks has not the right to it.
    Denied,
    /// There is such an account already.
    AccountExists,
    /// There is no such account.
    NoSuchAccount,
    /// Received faxes are public, so they are given to nobody.
    FaxesArePublic,
    /// The message was given to accounts already.
    AlreadyGiven,
}

impl Refusal {
    /// The number that callers of the Windows Fax Service know.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::NotFound => ErrorCode::MessageNotFound,
            Self::Blocked => ErrorCode::WriteProtect,
            Self::Full => ErrorCode::ServerOutOfMemory,
            Self::KeyReused | Self::AccountExists => ErrorCode::AlreadyExists,
            Self::NotSupported => ErrorCode::NotSupported,
            Self::NoSuchDevice => ErrorCode::BadUnit,
            Self::TooManyDevices => ErrorCode::DeviceLimitExceeded,
            Self::NameTaken => ErrorCode::DuplicateName,
            Self::GroupNotFound => ErrorCode::GroupNotFound,
            Self::BadGroup => ErrorCode::BadGroupConfiguration,
            Self::GroupInUse => ErrorCode::GroupInUse,
            Self::RuleNotFound => ErrorCode::RuleNotFound,
            Self::NameTooLong => ErrorCode::BufferOverflow,
            Self::ReceiptNotAllowed => ErrorCode::UnsupportedType,
            Self::PersonalCoverPage => ErrorCode::AccessDenied,
            Self::OutOfBounds(Limit::TooManyRecipients) => ErrorCode::RecipientsLimit,
            Self::OutOfBounds(Limit::ArchivePath | Limit::TooManyAccounts | Limit::LogPathLength) => {
                ErrorCode::BufferOverflow
            }
            Self::FolderNotUsable => ErrorCode::FileAccessDenied,
            Self::Denied => ErrorCode::AccessDenied,
            Self::NoSuchAccount => ErrorCode::FileNotFound,
            Self::AlreadyEnding | Self::NoSuchMethod | Self::OutOfBounds(_) | Self::OutOfOrder { .. } => {
                ErrorCode::InvalidParameter
            }
            Self::NotInState(_)
            | Self::QueuePaused
            | Self::NotDue(_)
            | Self::DestinationTaken
            | Self::StaleEpoch
            | Self::NotRinging
            | Self::BuiltIn
            | Self::MayNotSend
            | Self::OtherLine
            | Self::NotAnswering
            | Self::FaxesArePublic
            | Self::AlreadyGiven => ErrorCode::InvalidOperation,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FaxNumber => "a fax number has 1 to 64 characters that can be dialled, one digit at least",
            Self::Pages => "a document has at least one page",
            Self::Recipients => "a fax has at least one recipient",
            Self::TooManyRecipients => "a fax has at most 10000 recipients: submit it in parts",
            Self::Reference => "a document reference has 1 to 4096 octets",
            Self::Tsid => "a TSID has at most 20 characters of printable ASCII",
            Self::Text => "a text has at most 1024 octets",
            Self::Key => "an idempotency key has 1 to 128 octets",
            Self::Retries => "retries are 0 to 99",
            Self::Port => "a port is 1 to 65535",
            Self::Bodies => "a fax has at most 1000 bodies, and the name of one at most 4096 octets",
            Self::BodyAndBodies => "a fax has a body, or bodies and a cover page to make it of, but not both",
            Self::Note => "a note has at most 16384 octets",
            Self::ReceiptType => "a receipt is by mail or by message box, or there is none",
            Self::LogPathLength => "the folder of a log has a path of at most 248 characters",
            Self::LogPath => "the folder of a log has a complete path without control characters",
            Self::MailAddress => "a mail address is one name@host of 3 to 253 octets, without blanks, quotes or lists",
            Self::ArchivePath => "the path of the archives has at most 180 characters",
            Self::ArchiveLocation => "the path of the archives has no separator at its end and no control characters",
            Self::AccountName => "an account is named domain\\user or machine\\user, in at most 253 characters",
            Self::TooManyAccounts => "there are at most 10000 accounts",
            Self::WaterMarks => "the low mark of the archives' size is not above the high one",
            Self::DeviceText => "a device has an id and a name, and texts of at most 253 characters",
            Self::Rings => "a device answers at ring 1 to 99",
            Self::Extension => "a device has at most 64 routing methods and 64 properties of 4096 octets, each once",
            Self::ManualDevices => "one device at most is answered by hand",
            Self::GroupName => "a group has a name",
            Self::Order => "numbers begin at 1 and end at the last one, and nothing is in an order twice",
            Self::Country => "a rule is for a country of 1 to 999 and an area of up to seven digits",
            Self::DialingPlan => "codes and prefixes have up to 8 digits",
            Self::Capacity => "more than the queue was built to keep",
            Self::TimeOfDay => "a time of day is 0 to 1439 minutes",
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such job in the queue"),
            Self::NotInState(status) => write!(f, "not possible while the job is {status}"),
            Self::AlreadyEnding => f.write_str("the job is already being cancelled, or has ended"),
            Self::Blocked => f.write_str("the queue is blocked: unblock it first"),
            Self::QueuePaused => f.write_str("the outgoing queue is paused: resume it first"),
            Self::Full => f.write_str("the queue is full: cancel a job, or wait until one is sent"),
            Self::NotDue(at) => write!(f, "the job is not due before {at}"),
            Self::DestinationTaken => f.write_str("the destination is in use, or has to be left alone for a while"),
            Self::StaleEpoch => f.write_str("a newer attempt has the job"),
            Self::OutOfOrder { page } => write!(f, "the fact about page {} does not fit", u32::from(*page) + 1),
            Self::KeyReused => f.write_str("the idempotency key was used for a different job"),
            Self::ReceiptNotAllowed => {
                f.write_str("receipts of this kind are not allowed: see the settings of receipts")
            }
            Self::PersonalCoverPage => f.write_str("personal cover pages are not allowed: take one of the server's"),
            Self::NotSupported => f.write_str("this service does not have what was asked for"),
            Self::NoSuchDevice => f.write_str("there is no such device"),
            Self::TooManyDevices => f.write_str("a server has at most 1024 devices"),
            Self::NameTaken => f.write_str("something else has this name already: choose another one"),
            Self::NoSuchMethod => f.write_str("there is no such routing method"),
            Self::GroupNotFound => f.write_str("there is no such group of devices"),
            Self::BadGroup => f.write_str("the group has no device that fits: add one first"),
            Self::GroupInUse => f.write_str("a rule uses the group: change the rule first"),
            Self::RuleNotFound => f.write_str("there is no rule for this country and area"),
            Self::BuiltIn => f.write_str("this always is, and cannot be changed so"),
            Self::NameTooLong => f.write_str("the name of a group has at most 127 characters"),
            Self::MayNotSend => f.write_str("the device may not send"),
            Self::OtherLine => f.write_str("the job is for another line"),
            Self::NotRinging => f.write_str("the device does not ring, or is busy"),
            Self::NotAnswering => f.write_str("no calls are answered: unblock the incoming queue first"),
            Self::OutOfBounds(limit) => limit.fmt(f),
            Self::Denied => f.write_str("access denied: ask an administrator for the right to it"),
            Self::AccountExists => f.write_str("there is such an account already"),
            Self::NoSuchAccount => f.write_str("there is no such account: add it first"),
            Self::FaxesArePublic => f.write_str("received faxes are public: make them private first"),
            Self::AlreadyGiven => f.write_str("the message was given to accounts already"),
            Self::FolderNotUsable => f.write_str("the folder is not there or not writable: make it first"),
        }
    }
}

impl core::error::Error for Refusal {}
