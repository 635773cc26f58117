//! MS-FAX: configuration options.

use fax_queue::vocabulary::wire::ConfigOption;

use crate::form::{members, numbers};

members! {
    Numbers "MS-FAX: configuration options" has 4:
    ALLOW_PERSONAL_CP = allow_personal_cp,
    QUEUE_STATE = queue_state,
    ALLOWED_RECEIPTS = allowed_receipts,
    INCOMING_FAXES_PUBLIC = incoming_faxes_public,
}

numbers! {
    ConfigOption:
    allow_personal_cp 0 AllowPersonalCoverPages,
    queue_state 1 QueueState,
    allowed_receipts 2 AllowedReceipts,
    incoming_faxes_public 3 IncomingFaxesPublic,
}
