//! JS_ states of the C client.

use crate::form::members;

members! {
    Numbers "JS_ states of the C client" has 8:
    PENDING: "nothing is there yet",
    INPROGRESS: "nothing is there yet",
    DELETING: "nothing is there yet",
    FAILED: "nothing is there yet",
    PAUSED: "nothing is there yet",
    NOLINE: "nothing is there yet",
    RETRYING: "nothing is there yet",
    RETRIES_EXCEEDED: "nothing is there yet",
}
