//! MS-FAX: delivery reports.

use fax_queue::vocabulary::wire::DeliveryReport;

use crate::form::{members, numbers};

members! {
    Numbers "MS-FAX: delivery reports" has 6:
    NONE = none,
    EMAIL = email,
    INBOX = inbox,
    MSGBOX = msgbox,
    GRP_PARENT = grp_parent,
    ATTACH_FAX = attach_fax,
}

numbers! {
    DeliveryReport:
    none 0 NONE,
    email 1 EMAIL,
    inbox 2 INBOX,
    msgbox 4 MESSAGE_BOX,
    grp_parent 8 GROUP_PARENT,
    attach_fax 16 ATTACH_FAX,
}
