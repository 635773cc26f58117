//! `FAX_JOB_OPERATIONS_ENUM`.

use crate::form::members;

members! {
    Numbers "FAX_JOB_OPERATIONS_ENUM" has 7:
    fjoVIEW: "nothing is there yet",
    fjoPAUSE: "nothing is there yet",
    fjoRESUME: "nothing is there yet",
    fjoRESTART: "nothing is there yet",
    fjoDELETE: "nothing is there yet",
    fjoRECIPIENT_INFO: "nothing is there yet",
    fjoSENDER_INFO: "nothing is there yet",
}
