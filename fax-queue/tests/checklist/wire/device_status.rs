//! MS-FAX: states of devices.

use fax_queue::vocabulary::wire::DeviceBits;

use crate::form::{members, numbers};

members! {
    Numbers "MS-FAX: states of devices" has 4:
    POWERED_OFF = powered_off,
    SENDING = sending,
    RECEIVING = receiving,
    RINGING = ringing,
}

numbers! {
    DeviceBits:
    powered_off 1 POWERED_OFF,
    sending 2 SENDING,
    receiving 4 RECEIVING,
    ringing 8 RINGING,
}
