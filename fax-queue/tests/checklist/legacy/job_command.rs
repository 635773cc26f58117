//! JC_ commands.

use crate::form::members;

members! {
    Numbers "JC_ commands" has 5:
    UNKNOWN: "nothing is there yet",
    DELETE: "nothing is there yet",
    PAUSE: "nothing is there yet",
    RESUME: "nothing is there yet",
    RESTART: "nothing is there yet",
}
