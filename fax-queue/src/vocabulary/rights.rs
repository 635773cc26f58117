//! What an account may do: `FAX_ACCESS_RIGHTS_ENUM` and `FAX_ACCESS_RIGHTS_ENUM_2`.

use super::Priority;
use super::flags::flags;

flags! {
    /// What an account may do, up to API level 2: `FAX_ACCESS_RIGHTS_ENUM`.
    AccessRights, "set of access rights", {
        /// `farSUBMIT_LOW`: submit at low priority, and manage one's own jobs and sent messages.
        SUBMIT_LOW = 0x001,
        /// `farSUBMIT_NORMAL`: submit at normal priority.
        SUBMIT_NORMAL = 0x002,
        /// `farSUBMIT_HIGH`: submit at any priority.
        SUBMIT_HIGH = 0x004,
        /// `farQUERY_JOBS`: see all jobs of both queues.
        QUERY_JOBS = 0x008,
        /// `farMANAGE_JOBS`: pause, resume, restart and cancel any job.
        MANAGE_JOBS = 0x010,
        /// `farQUERY_CONFIG`: read settings.
        QUERY_CONFIG = 0x020,
        /// `farMANAGE_CONFIG`: change settings.
        MANAGE_CONFIG = 0x040,
        /// `farQUERY_IN_ARCHIVE`: see all received messages.
        QUERY_IN_ARCHIVE = 0x080,
        /// `farMANAGE_IN_ARCHIVE`: delete received messages.
        MANAGE_IN_ARCHIVE = 0x100,
        /// `farQUERY_OUT_ARCHIVE`: see all sent messages.
        QUERY_OUT_ARCHIVE = 0x200,
        /// `farMANAGE_OUT_ARCHIVE`: delete any sent message.
        MANAGE_OUT_ARCHIVE = 0x400,
    }
}

impl AccessRights {
    /// What the generic right to execute stands for.
    pub const GENERIC_EXECUTE: Self = Self::SUBMIT_LOW;
    /// What the generic right to read stands for: 0x2A8.
    pub const GENERIC_READ: Self =
        Self::QUERY_JOBS.union(Self::QUERY_CONFIG).union(Self::QUERY_IN_ARCHIVE).union(Self::QUERY_OUT_ARCHIVE);
    /// What the generic right to write stands for: 0x550.
    pub const GENERIC_WRITE: Self =
        Self::MANAGE_JOBS.union(Self::MANAGE_CONFIG).union(Self::MANAGE_IN_ARCHIVE).union(Self::MANAGE_OUT_ARCHIVE);
    /// What all generic rights stand for: 0x7FF.
    pub const GENERIC_ALL: Self = Self::ALL;

    /// Whether a job of this priority may be submitted: the right for a priority includes those below it.
    #[must_use]
    pub const fn may_submit(self, priority: Priority) -> bool {
        submits(self.bits(), priority)
    }
}

flags! {
    /// What an account may do, from API level 3: `FAX_ACCESS_RIGHTS_ENUM_2`. Not the bits of [`AccessRights`].
    AccessRights2, "set of access rights of level 3", {
        /// `far2SUBMIT_LOW`: submit at low priority, and manage one's own jobs and sent messages.
        SUBMIT_LOW = 0x001,
        /// `far2SUBMIT_NORMAL`: submit at normal priority.
        SUBMIT_NORMAL = 0x002,
        /// `far2SUBMIT_HIGH`: submit at any priority.
        SUBMIT_HIGH = 0x004,
        /// `far2QUERY_OUT_JOBS`: see all jobs to be sent.
        QUERY_OUT_JOBS = 0x008,
        /// `far2MANAGE_OUT_JOBS`: pause, resume, restart and cancel any job to be sent.
        MANAGE_OUT_JOBS = 0x010,
        /// `far2QUERY_CONFIG`: read settings.
        QUERY_CONFIG = 0x020,
        /// `far2MANAGE_CONFIG`: change settings.
        MANAGE_CONFIG = 0x040,
        /// `far2QUERY_ARCHIVES`: see all messages of both archives.
        QUERY_ARCHIVES = 0x080,
        /// `far2MANAGE_ARCHIVES`: delete messages of both archives.
        MANAGE_ARCHIVES = 0x100,
        /// `far2MANAGE_RECEIVE_FOLDER`: see and manage received faxes that nobody has yet, and jobs being received.
        MANAGE_RECEIVE_FOLDER = 0x200,
    }
}

impl AccessRights2 {
    /// What the generic right to execute stands for.
    pub const GENERIC_EXECUTE: Self = Self::SUBMIT_LOW;
    /// What the generic right to read stands for.
    pub const GENERIC_READ: Self = Self::QUERY_CONFIG;
    /// What the generic right to write stands for.
    pub const GENERIC_WRITE: Self = Self::MANAGE_CONFIG;
    /// What all generic rights stand for: 0x3FF.
    pub const GENERIC_ALL: Self = Self::ALL;
    /// What a new account of an administrator has.
    pub const ADMINISTRATOR: Self = Self::INTERACTIVE.union(Self::MANAGE_CONFIG).union(Self::QUERY_ARCHIVES);
    /// What a new account of somebody at the machine itself has.
    pub const INTERACTIVE: Self = Self::USER.union(Self::SUBMIT_HIGH).union(Self::QUERY_CONFIG);
    /// What any other new account has.
    pub const USER: Self = Self::SUBMIT_LOW.union(Self::SUBMIT_NORMAL);

    /// Whether a job of this priority may be submitted: the right for a priority includes those below it.
    #[must_use]
    pub const fn may_submit(self, priority: Priority) -> bool {
        submits(self.bits(), priority)
    }
}

/// Both sets have the same three bits for it.
const fn submits(bits: u32, priority: Priority) -> bool {
    let enough = match priority {
        Priority::Low => 0b111,
        Priority::Normal => 0b110,
        Priority::High => 0b100,
    };
    bits & enough != 0
}
