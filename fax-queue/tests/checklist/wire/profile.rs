//! MS-FAX: kinds of personal profiles.

use fax_queue::vocabulary::wire::ProfileKind;

use crate::form::{members, numbers};

members! {
    Numbers "MS-FAX: kinds of personal profiles" has 2:
    RECIPIENT = recipient,
    SENDER = sender,
}

numbers! {
    ProfileKind:
    recipient 1 Recipient,
    sender 2 Sender,
}
