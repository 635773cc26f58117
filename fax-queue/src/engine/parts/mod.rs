//! What a service is set up to do, part by part: each is one value that is read whole and set whole, as Windows' objects are
//! edited and then saved.
//!
//! A part is one row of the store with a version of its own. To set it is one command: it is checked against its bounds and
//! against the parts that it [needs](PartKind::needs), written, and told of by exactly one event, or by none if nothing
//! changed. What was never set has its default.

mod accounts;
mod devices;
mod dialing;
mod extensions;
mod general;
mod inbound;
mod logging;
mod outbound;
mod receipts;
mod security;

pub use accounts::{Account, AccountKind, Accounts};
pub(crate) use accounts::{check_name as check_account_name, same_account};
pub use devices::{DeviceSettings, Devices};
pub use dialing::DialingPlan;
pub use extensions::Extensions;
pub use general::{Configuration, General};
pub use inbound::InboundRouting;
pub use logging::{ActivityLogging, EventLogging};
pub use outbound::{ALL_DEVICES, OutboundGroup, OutboundGroups, OutboundRule, OutboundRules, Target};
pub use receipts::{MailSecurity, ReceiptOptions};
pub use security::Security;

use alloc::vec::Vec;

use super::Refusal;
use crate::vocabulary::Version;
use crate::vocabulary::wire::ConfigKind;

/// A value that is a part.
pub trait PartValue: Clone + Default + PartialEq + Into<Part> {
    /// Which.
    const KIND: PartKind;

    /// Its value, if the part is this one.
    fn of(part: &Part) -> Option<&Self>;

    /// Whether it is within its bounds, and fits the other parts, which are there as far as it needs them.
    ///
    /// # Errors
    ///
    /// [`Refusal`] with what does not fit.
    fn check(&self, others: &Parts) -> Result<(), Refusal>;
}

/// Defines the parts: their names, the types of their values, how they are told of, and what they are checked against.
macro_rules! parts {
    ($($(#[$meta:meta])* $name:ident($value:ident), $told:expr, needs $needs:expr;)+) => {
        /// Which part.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[non_exhaustive]
        pub enum PartKind {
            $($(#[$meta])* $name,)+
        }

        /// A part with its value.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[non_exhaustive]
        pub enum Part {
            $($(#[$meta])* $name($value),)+
        }

        impl PartKind {
            /// Every part.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name in the store.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                }
            }

            /// The callback that tells of a change, by the number of the wire; `None`: nobody is told.
            #[must_use]
            pub const fn told_as(self) -> Option<ConfigKind> {
                match self {
                    $(Self::$name => $told,)+
                }
            }

            /// The other parts that a new value is checked against.
            #[must_use]
            pub const fn needs(self) -> &'static [Self] {
                match self {
                    $(Self::$name => $needs,)+
                }
            }
        }

        impl Part {
            /// Which part it is.
            #[must_use]
            pub const fn kind(&self) -> PartKind {
                match self {
                    $(Self::$name(_) => PartKind::$name,)+
                }
            }

            /// The default value of a part.
            #[must_use]
            pub fn new(kind: PartKind) -> Self {
                match kind {
                    $(PartKind::$name => Self::$name($value::default()),)+
                }
            }

            /// Whether it is within its bounds and fits the others.
            ///
            /// # Errors
            ///
            /// [`Refusal`] with what does not fit.
            pub fn check(&self, others: &Parts) -> Result<(), Refusal> {
                match self {
                    $(Self::$name(value) => value.check(others),)+
                }
            }
        }

        $(
            impl From<$value> for Part {
                fn from(value: $value) -> Self {
                    Self::$name(value)
                }
            }
        )+
    };
}

parts! {
    /// The part of `IFaxConfiguration` that is not in [`Settings`](crate::engine::Settings).
    General(General), Some(ConfigKind::GeneralConfig), needs &[];
    /// `IFaxDevices`.
    Devices(Devices), Some(ConfigKind::Devices), needs &[];
    /// Properties of the server by the names of others.
    Extensions(Extensions), Some(ConfigKind::Devices), needs &[];
    /// `IFaxSecurity2`.
    Security(Security), Some(ConfigKind::Security), needs &[];
    /// `IFaxAccountSet`. Windows has no callback for it.
    Accounts(Accounts), None, needs &[];
    /// The order of the methods of `IFaxInboundRouting`. They are of the devices, and told of with them.
    InboundRouting(InboundRouting), Some(ConfigKind::Devices), needs &[];
    /// The groups of `IFaxOutboundRouting`.
    OutboundGroups(OutboundGroups), Some(ConfigKind::OutGroups), needs &[Self::Devices, Self::OutboundRules];
    /// The rules of `IFaxOutboundRouting`, and how numbers are read.
    OutboundRules(OutboundRules), Some(ConfigKind::OutRules), needs &[Self::Devices, Self::OutboundGroups];
    /// `IFaxReceiptOptions`.
    Receipts(ReceiptOptions), Some(ConfigKind::Receipts), needs &[];
    /// `IFaxEventLogging`.
    EventLogging(EventLogging), Some(ConfigKind::EventLogs), needs &[];
    /// `IFaxActivityLogging`.
    ActivityLogging(ActivityLogging), Some(ConfigKind::ActivityLogging), needs &[];
}

/// Ties a type to its part. Each file of a part has one line of it.
macro_rules! is_part {
    ($value:ident, $name:ident, $check:path) => {
        impl super::PartValue for $value {
            const KIND: super::PartKind = super::PartKind::$name;

            fn of(part: &super::Part) -> Option<&Self> {
                #[allow(unreachable_patterns, clippy::match_wildcard_for_single_variants, reason = "one arm of many")]
                match part {
                    super::Part::$name(value) => Some(value),
                    _ => None,
                }
            }

            fn check(&self, others: &super::Parts) -> Result<(), $crate::engine::Refusal> {
                $check(self, others)
            }
        }
    };
}
use is_part;

/// A part as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PartRecord {
    pub(crate) version: Version,
    pub(crate) part: Part,
}

impl PartRecord {
    /// Counts its changes.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The part.
    #[must_use]
    pub const fn part(&self) -> &Part {
        &self.part
    }
}

/// Some parts, as the store has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts(Vec<PartRecord>);

impl Parts {
    /// Adds one that the store has.
    pub fn push(&mut self, record: PartRecord) {
        self.0.push(record);
    }

    /// The value of a part: its default if it was never set.
    #[must_use]
    pub fn get<T: PartValue>(&self) -> T {
        self.0.iter().find_map(|record| T::of(&record.part)).cloned().unwrap_or_default()
    }

    /// Counts the changes of a part; zero if it was never set.
    #[must_use]
    pub fn version(&self, kind: PartKind) -> Version {
        self.record(kind).map_or(Version::default(), PartRecord::version)
    }

    pub(crate) fn record(&self, kind: PartKind) -> Option<&PartRecord> {
        self.0.iter().find(|record| record.part.kind() == kind)
    }
}
