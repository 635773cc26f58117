//! Routing: `FAX_GROUP_STATUS_ENUM`, `FAX_RULE_STATUS_ENUM`, `FAX_PROVIDER_STATUS_ENUM`, `FAX_ROUTING_RULE_CODE_ENUM`.

use super::UnknownValue;
use super::flags::enumeration;

/// `frrcANY_CODE`: the country or area code that stands for all others.
pub const ANY_CODE: u32 = 0;

enumeration! {
    /// Whether a group of devices can be sent with: `FAX_GROUP_STATUS_ENUM`.
    GroupStatus, "group status", {
        /// `fgsALL_DEV_VALID`: every device can be used.
        AllDevicesValid = 0,
        /// `fgsEMPTY`: it has no devices.
        Empty = 1,
        /// `fgsALL_DEV_NOT_VALID`: no device can be used.
        AllDevicesNotValid = 2,
        /// `fgsSOME_DEV_NOT_VALID`: some devices cannot be used.
        SomeDevicesNotValid = 3,
    }
}

enumeration! {
    /// Whether a rule of outbound routing can be followed: `FAX_RULE_STATUS_ENUM`.
    RuleStatus, "rule status", {
        /// `frsVALID`: it can.
        Valid = 0,
        /// `frsEMPTY_GROUP`: its group has no devices.
        EmptyGroup = 1,
        /// `frsALL_GROUP_DEV_NOT_VALID`: no device of its group can be used.
        AllGroupDevicesNotValid = 2,
        /// `frsSOME_GROUP_DEV_NOT_VALID`: some devices of its group cannot be used; the rule can be followed all the same.
        SomeGroupDevicesNotValid = 3,
        /// `frsBAD_DEVICE`: its one device cannot be used.
        BadDevice = 4,
    }
}

impl RuleStatus {
    /// Whether jobs can be sent by such a rule.
    #[must_use]
    pub const fn is_usable(self) -> bool {
        matches!(self, Self::Valid | Self::SomeGroupDevicesNotValid)
    }
}

impl From<GroupStatus> for RuleStatus {
    /// The status of a rule that points to such a group.
    fn from(group: GroupStatus) -> Self {
        match group {
            GroupStatus::AllDevicesValid => Self::Valid,
            GroupStatus::Empty => Self::EmptyGroup,
            GroupStatus::AllDevicesNotValid => Self::AllGroupDevicesNotValid,
            GroupStatus::SomeDevicesNotValid => Self::SomeGroupDevicesNotValid,
        }
    }
}

enumeration! {
    /// What became of loading a device provider or a routing extension: `FAX_PROVIDER_STATUS_ENUM`.
    ProviderStatus, "provider status", {
        /// `fpsSUCCESS`: it runs.
        Success = 0,
        /// `fpsSERVER_ERROR`: the server failed while loading it.
        ServerError = 1,
        /// `fpsBAD_GUID`: its GUID is not one.
        BadGuid = 2,
        /// `fpsBAD_VERSION`: its version is not accepted.
        BadVersion = 3,
        /// `fpsCANT_LOAD`: its image cannot be loaded.
        CannotLoad = 4,
        /// `fpsCANT_LINK`: its image lacks an entry.
        CannotLink = 5,
        /// `fpsCANT_INIT`: it did not initialise.
        CannotInitialize = 6,
    }
}

/// What is asked of a routing method for a device: `FAXROUTE_ENABLE`, the one enumeration with a negative number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RouteEnable {
    /// `QUERY_STATUS` -1: whether it is used.
    QueryStatus,
    /// `STATUS_DISABLE` 0: do not use it.
    Disable,
    /// `STATUS_ENABLE` 1: use it.
    Enable,
}

impl RouteEnable {
    /// The documented number.
    #[must_use]
    pub const fn value(self) -> i32 {
        match self {
            Self::QueryStatus => -1,
            Self::Disable => 0,
            Self::Enable => 1,
        }
    }
}

impl TryFrom<i32> for RouteEnable {
    type Error = UnknownValue;

    fn try_from(value: i32) -> Result<Self, UnknownValue> {
        match value {
            -1 => Ok(Self::QueryStatus),
            0 => Ok(Self::Disable),
            1 => Ok(Self::Enable),
            _ => Err(UnknownValue { what: "way to enable a routing method", value: value.cast_unsigned() }),
        }
    }
}
