//! MS-FAX: kinds of job events.

use fax_queue::vocabulary::wire::JobEventKind;

use crate::form::{members, numbers};

members! {
    Numbers "MS-FAX: kinds of job events" has 4:
    ADDED = added,
    REMOVED = removed,
    STATUS = status,
    CHANGED = changed,
}

numbers! {
    JobEventKind:
    added 0 Added,
    removed 1 Removed,
    status 2 Status,
    changed 3 Changed,
}
