//! What is logged: `IFaxLoggingOptions`.

use alloc::string::String;

use super::{Parts, is_part};
use crate::engine::{Limit, Refusal};
use crate::vocabulary::LogLevel;

/// `IFaxEventLogging`: how much of each category goes to the event log. Errors and warnings unless changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct EventLogging {
    /// `InitEventsLevel`: start and end of the service.
    pub init: LogLevel,
    /// `InboundEventsLevel`: what is received.
    pub inbound: LogLevel,
    /// `OutboundEventsLevel`: what is sent.
    pub outbound: LogLevel,
    /// `GeneralEventsLevel`: everything else.
    pub general: LogLevel,
}

impl Default for EventLogging {
    fn default() -> Self {
        Self { init: LogLevel::Med, inbound: LogLevel::Med, outbound: LogLevel::Med, general: LogLevel::Med }
    }
}

fn any_levels(_: &EventLogging, _: &Parts) -> Result<(), Refusal> {
    Ok(())
}

is_part!(EventLogging, EventLogging, any_levels);

/// `IFaxActivityLogging`: which calls are put on record. None unless changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct ActivityLogging {
    /// `LogIncoming`.
    pub log_incoming: bool,
    /// `LogOutgoing`.
    pub log_outgoing: bool,
    /// `DatabasePath`: the folder of the log, as a complete path of at most 248 characters. Empty only while nothing is
    /// logged. The service must be able to make, write, list and delete files there.
    pub database_path: String,
}

impl ActivityLogging {
    /// Whether anything is logged.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.log_incoming || self.log_outgoing
    }
}

/// Characters of `DatabasePath` at most.
const LONGEST_PATH: usize = 248;

fn check(logging: &ActivityLogging, _: &Parts) -> Result<(), Refusal> {
    let path = logging.database_path.as_str();
    if path.chars().count() > LONGEST_PATH {
        return Err(Refusal::OutOfBounds(Limit::LogPathLength));
    }
    if path.is_empty() && !logging.is_on() {
        return Ok(());
    }
    if !is_complete(path) || path.chars().any(char::is_control) {
        return Err(Refusal::OutOfBounds(Limit::LogPath));
    }
    Ok(())
}

/// Whether a path begins at a root: `/var/log`, `C:\log`, `\\server\share`.
fn is_complete(path: &str) -> bool {
    let mut octets = path.bytes();
    match (octets.next(), octets.next(), octets.next()) {
        (Some(b'/'), ..) | (Some(b'\\'), Some(b'\\'), Some(_)) => true,
        (Some(drive), Some(b':'), Some(b'\\' | b'/')) => drive.is_ascii_alphabetic(),
        _ => false,
    }
}

is_part!(ActivityLogging, ActivityLogging, check);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_the_log_is_a_complete_path() {
        let with = |path: &str, on| {
            let logging =
                ActivityLogging { log_outgoing: on, database_path: path.into(), ..ActivityLogging::default() };
            check(&logging, &Parts::default())
        };
        for path in ["/var/log/fax", "C:\\fax", "c:/fax", "\\\\server\\fax"] {
            assert_eq!(with(path, true), Ok(()), "{path}");
        }
        for path in ["", "log", "./log", "C:log", "\\\\", "/var/\u{7}log"] {
            assert_eq!(with(path, true), Err(Refusal::OutOfBounds(Limit::LogPath)), "{path}");
        }
        assert_eq!(with("", false), Ok(()));
        let long = alloc::format!("/{}", "a".repeat(248));
        assert_eq!(with(&long, false), Err(Refusal::OutOfBounds(Limit::LogPathLength)));
    }
}
