//! Rights needed to subscribe.

use crate::form::members;

members! {
    Callbacks "Rights needed to subscribe" has 10:
    IN_QUEUE: "nothing is there yet",
    OUT_QUEUE: "nothing is there yet",
    CONFIG: "nothing is there yet",
    ACTIVITY: "nothing is there yet",
    DEVICE_STATUS: "nothing is there yet",
    QUEUE_STATE: "nothing is there yet",
    IN_ARCHIVE: "nothing is there yet",
    OUT_ARCHIVE: "nothing is there yet",
    FXSSVC_ENDED: "nothing is there yet",
    INCOMING_CALL: "nothing is there yet",
}
