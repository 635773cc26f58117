//! MS-FAX: event filters.

use crate::form::members;

members! {
    Numbers "MS-FAX: event filters" has 2:
    LEGACY: "nothing is there yet",
    LOCAL_ONLY: "nothing is there yet",
}
