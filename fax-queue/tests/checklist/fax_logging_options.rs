//! `IFaxLoggingOptions`.

use crate::form::members;

members! {
    Objects "IFaxLoggingOptions" has 2:
    EventLogging: "nothing is there yet",
    ActivityLogging: "nothing is there yet",
}
