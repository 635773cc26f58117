//! `FAX_SCHEDULE_TYPE_ENUM`.

use crate::form::members;

members! {
    Numbers "FAX_SCHEDULE_TYPE_ENUM" has 3:
    fstNOW: "nothing is there yet",
    fstSPECIFIC_TIME: "nothing is there yet",
    fstDISCOUNT_PERIOD: "nothing is there yet",
}
