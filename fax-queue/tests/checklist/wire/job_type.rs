//! MS-FAX: JT_ types of jobs.

use fax_queue::vocabulary::wire::JobType;

use crate::form::{members, numbers};

members! {
    Numbers "MS-FAX: JT_ types of jobs" has 6:
    JT_UNKNOWN = unknown,
    JT_SEND = send,
    JT_RECEIVE = receive,
    JT_ROUTING = routing,
    JT_FAIL_RECEIVE = fail_receive,
    JT_BROADCAST = broadcast,
}

numbers! {
    JobType:
    unknown 0 Unknown,
    send 1 Send,
    receive 2 Receive,
    routing 3 Routing,
    fail_receive 4 FailReceive,
    broadcast 32 Broadcast,
}
