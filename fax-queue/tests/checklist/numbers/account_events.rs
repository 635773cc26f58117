//! `FAX_ACCOUNT_EVENTS_TYPE_ENUM`.

use fax_queue::vocabulary::AccountEvents;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_ACCOUNT_EVENTS_TYPE_ENUM" has 6:
    faetNONE = none,
    faetIN_QUEUE = in_queue,
    faetOUT_QUEUE = out_queue,
    faetIN_ARCHIVE = in_archive,
    faetOUT_ARCHIVE = out_archive,
    faetFXSSVC_ENDED = fxssvc_ended,
}

numbers! {
    AccountEvents:
    none 0 NONE,
    in_queue 1 IN_QUEUE,
    out_queue 2 OUT_QUEUE,
    in_archive 4 IN_ARCHIVE,
    out_archive 8 OUT_ARCHIVE,
    fxssvc_ended 16 SERVICE_ENDED,
}
