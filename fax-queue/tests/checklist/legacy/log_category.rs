//! Categories of the legacy log.

use fax_queue::vocabulary::legacy::LogCategory;

use crate::form::{members, numbers};

members! {
    Numbers "Categories of the legacy log" has 4:
    INIT = init,
    OUTBOUND = outbound,
    INBOUND = inbound,
    UNKNOWN = unknown,
}

numbers! {
    LogCategory:
    init 1 Init,
    outbound 2 Outbound,
    inbound 3 Inbound,
    unknown 4 Unknown,
}
