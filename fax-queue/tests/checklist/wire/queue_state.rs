//! MS-FAX: states of the queues.

use fax_queue::vocabulary::wire::QueueState;

use crate::form::{members, numbers};

members! {
    Numbers "MS-FAX: states of the queues" has 3:
    INCOMING_BLOCKED = incoming_blocked,
    OUTBOX_BLOCKED = outbox_blocked,
    OUTBOX_PAUSED = outbox_paused,
}

numbers! {
    QueueState:
    incoming_blocked 1 INCOMING_BLOCKED,
    outbox_blocked 2 OUTBOX_BLOCKED,
    outbox_paused 4 OUTBOX_PAUSED,
}
