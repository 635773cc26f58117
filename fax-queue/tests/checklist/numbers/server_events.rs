//! `FAX_SERVER_EVENTS_TYPE_ENUM`.

use crate::form::members;

members! {
    Numbers "FAX_SERVER_EVENTS_TYPE_ENUM" has 11:
    fsetNONE: "nothing is there yet",
    fsetIN_QUEUE: "nothing is there yet",
    fsetOUT_QUEUE: "nothing is there yet",
    fsetCONFIG: "nothing is there yet",
    fsetACTIVITY: "nothing is there yet",
    fsetQUEUE_STATE: "nothing is there yet",
    fsetIN_ARCHIVE: "nothing is there yet",
    fsetOUT_ARCHIVE: "nothing is there yet",
    fsetFXSSVC_ENDED: "nothing is there yet",
    fsetDEVICE_STATUS: "nothing is there yet",
    fsetINCOMING_CALL: "nothing is there yet",
}
