//! `FAX_RECEIPT_TYPE_ENUM`.

use fax_queue::vocabulary::ReceiptType;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_RECEIPT_TYPE_ENUM" has 3:
    frtNONE = none,
    frtMAIL = mail,
    frtMSGBOX = msgbox,
}

numbers! {
    ReceiptType:
    none 0 NONE,
    mail 1 MAIL,
    msgbox 4 MESSAGE_BOX,
}
