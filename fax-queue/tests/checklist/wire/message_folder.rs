//! MS-FAX: folders and flags of messages.

use crate::form::members;

members! {
    Numbers "MS-FAX: folders and flags of messages" has 4:
    INBOX: "nothing is there yet",
    SENTITEMS: "nothing is there yet",
    QUEUE: "nothing is there yet",
    READ: "nothing is there yet",
}
