//! FS_ states of providers.

use crate::form::members;

members! {
    Numbers "FS_ states of providers" has 2:
    INITIALIZING: "nothing is there yet",
    USER_ABORT: "nothing is there yet",
}
