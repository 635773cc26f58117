//! What holds for the server as a whole: the part of `IFaxConfiguration` that is not in [`Settings`].

use alloc::string::String;

use super::{Parts, is_part};
use crate::engine::{Limit, Refusal, Settings};
use crate::vocabulary::limits;

/// What holds for the server as a whole, beyond the [`Settings`] of its queues and archives. The defaults are those of
/// Windows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct General {
    /// `AllowPersonalCoverPages`: whether a job may bring a cover page of its own, on unless changed.
    pub allow_personal_cover_pages: bool,
    /// `UseDeviceTSID`: whether the TSID of the line replaces that of the job's sender, on unless changed.
    pub use_device_tsid: bool,
    /// `Branding`: whether each page that is sent gets a line on top, on unless changed.
    pub branding: bool,
    /// `AutoCreateAccountOnConnect`: whether whoever connects first gets an account, on unless changed.
    pub auto_create_account_on_connect: bool,
    /// `IncomingFaxesArePublic`, on unless changed: everybody sees what was received. Off: it waits in the receive folder
    /// until somebody who may manage that gives it to accounts.
    pub incoming_faxes_are_public: bool,
    /// `ArchiveLocation`: the folder of both archives, at most 180 characters, without a separator at its end. Empty, as it is
    /// unless changed: your program keeps the pages itself.
    pub archive_location: String,
    /// `SizeQuotaWarning`: whether the log shall warn of an archive that grows large, off unless changed.
    pub size_quota_warning: bool,
    /// `HighQuotaWaterMark`, in MB (1,048,576 octets): the size of both archives together above which the log warns once.
    /// With a low mark of 0 as well: never. The queue looks when it is swept, and it is only a
    /// warning: nothing is deleted or refused.
    pub high_quota_water_mark: u32,
    /// `LowQuotaWaterMark`, in MB: the size below which the next warning may come; with 0, none does until the warning was
    /// switched off and on. Not above the high mark.
    pub low_quota_water_mark: u32,
}

impl Default for General {
    fn default() -> Self {
        Self {
            allow_personal_cover_pages: true,
            use_device_tsid: true,
            branding: true,
            auto_create_account_on_connect: true,
            incoming_faxes_are_public: true,
            archive_location: String::new(),
            size_quota_warning: false,
            high_quota_water_mark: 0,
            low_quota_water_mark: 0,
        }
    }
}

fn check(general: &General, _: &Parts) -> Result<(), Refusal> {
    let folder = general.archive_location.as_str();
    if folder.chars().count() > limits::ARCHIVE_PATH {
        return Err(Refusal::OutOfBounds(Limit::ArchivePath));
    }
    if folder.ends_with(['/', '\\']) || folder.chars().any(char::is_control) {
        return Err(Refusal::OutOfBounds(Limit::ArchiveLocation));
    }
    if general.low_quota_water_mark > general.high_quota_water_mark {
        return Err(Refusal::OutOfBounds(Limit::WaterMarks));
    }
    Ok(())
}

is_part!(General, General, check);

/// `IFaxConfiguration`: all that holds for the server, read as one value and set as one value.
///
/// Each property lives in one place. Those that queues and archives have as well are in [`Settings`], and are the same when
/// read or set there; the others are in [`General`].
///
/// # Who hears of a change
///
/// Listeners hear of the object that was saved, not of each property. To set the configuration is told as
/// `OnGeneralServerConfigChanged`, once, whatever is in it; to set the [`Settings`] is told as the change of the outgoing
/// queue or of an archive. Whether queues are blocked or paused is no matter of configuration to those who listen for it,
/// who need no right to read that: it is told as `OnQueuesStatusChange` whichever way it changed, behind the other. What
/// changes nothing is not told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Configuration {
    /// Retries, discount period, age limits, what is blocked or paused, and the archives: `UseArchive` and
    /// `ArchiveAgeLimit` are here for each archive by itself.
    pub settings: Settings,
    /// Everything else.
    pub general: General,
}
