//! The time where the server is: for the discount period, and for the line on top of each page.

use fax_queue::model::Clock;
use fax_queue::service::SystemClock;
use fax_queue::vocabulary::Timestamp;
use jiff::Zoned;

/// The clock of the system with its time zone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LocalClock;

impl Clock for LocalClock {
    fn now(&self) -> Timestamp {
        SystemClock.now()
    }

    fn utc_offset_minutes(&self) -> i16 {
        i16::try_from(Zoned::now().offset().seconds() / 60).unwrap_or_default()
    }
}

/// The moment now, as it stands on a page.
pub(crate) fn stamp() -> String {
    Zoned::now().strftime("%Y-%m-%d %H:%M %:z").to_string()
}
