//! What the store keeps: one record per job, per destination and for the server.

mod device;
mod incoming;
mod outgoing;
mod place;
mod routing;

pub use device::DeviceRecord;
pub use incoming::{IncomingPhase, IncomingRecord, MessageDetails};
pub use outgoing::OutgoingRecord;
pub use place::Place;
pub(crate) use place::Standing;
pub use routing::RoutingJournal;

use alloc::string::String;
use alloc::vec::Vec;

use super::Settings;
use super::request::significant;
use crate::vocabulary::{DeviceId, DeviceStatus, JobId, Timestamp, Version};

/// A number that jobs go to. One attempt at a time may have it, and it may have to be left alone for a while; both
/// outlive the job that caused it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DestinationRecord {
    pub(crate) key: String,
    pub(crate) version: Version,
    pub(crate) holder: Option<JobId>,
    pub(crate) blocked_until: Timestamp,
    /// A fax machine answered here before.
    pub(crate) known_fax: bool,
    /// When a job had it last.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) used: Timestamp,
}

impl DestinationRecord {
    /// The number, as [`destination_key`] gives it.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Counts its changes.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// From when on a job may be claimed for it; `None` while one has it.
    #[must_use]
    pub const fn free_at(&self) -> Option<Timestamp> {
        if self.holder.is_none() { Some(self.blocked_until) } else { None }
    }

    /// Since when nobody has needed it; `None` while a job has it.
    #[must_use]
    pub fn idle_since(&self) -> Option<Timestamp> {
        self.free_at().map(|free| free.max(self.used))
    }

    /// Whether a job may be claimed for it.
    #[must_use]
    pub fn is_free(&self, now: Timestamp) -> bool {
        self.free_at().is_some_and(|free| free <= now)
    }
}

/// What makes two numbers the same destination: everything but what only structures the text is dropped.
#[must_use]
pub fn destination_key(fax_number: &str) -> String {
    significant(fax_number).collect()
}

/// What belongs to the server as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ServerRecord {
    pub(crate) version: Version,
    pub(crate) events: u64,
    pub(crate) last_job: u64,
    pub(crate) last_call: u64,
    pub(crate) settings: Settings,
    /// What devices do, those that were ever heard of.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) lines: Vec<LineState>,
    /// The log has warned that the archives are too large, and does not do so again until they were small enough.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) quota_warned: bool,
    /// The version with which the discount period was changed, while there may be jobs that wait for the one before.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) moving: Option<Version>,
}

/// What a device does, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LineState {
    /// The device.
    pub device: DeviceId,
    /// What it does.
    pub status: DeviceStatus,
    /// Since when.
    pub since: Timestamp,
}

impl LineState {
    /// A device that nobody speaks for.
    const fn off(device: DeviceId) -> Self {
        let status = DeviceStatus { powered_off: true, sending: false, receiving: false, ringing: false };
        Self { device, status, since: Timestamp::from_unix_millis(0) }
    }
}

impl ServerRecord {
    /// Counts its changes.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The settings of the queues.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The version with which the discount period was changed last, if there may be jobs yet that wait for the one before;
    /// see [`Action::Rescheduled`](crate::engine::Action::Rescheduled).
    #[must_use]
    pub const fn moving(&self) -> Option<Version> {
        self.moving
    }

    /// Keeps new settings, and that jobs have to move if the discount period is another one.
    pub(crate) fn set_settings(&mut self, new: &Settings) {
        if !self.settings.has_same_discount(new) {
            self.moving = Some(self.version.next());
        }
        self.settings = *new;
    }

    /// What a device does: one that was never heard of is off.
    #[must_use]
    pub fn line(&self, device: DeviceId) -> LineState {
        self.lines.iter().find(|line| line.device == device).copied().unwrap_or(LineState::off(device))
    }

    /// Every device that was heard of.
    #[must_use]
    pub fn lines(&self) -> &[LineState] {
        &self.lines
    }

    /// Keeps what a device does now.
    pub(crate) fn set_line(&mut self, state: LineState) {
        match self.lines.iter_mut().find(|line| line.device == state.device) {
            Some(line) => *line = state,
            None => self.lines.push(state),
        }
    }
}
