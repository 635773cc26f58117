//! `FAX_JOB_TYPE_ENUM`.

use crate::form::members;

members! {
    Numbers "FAX_JOB_TYPE_ENUM" has 3:
    fjtSEND: "nothing is there yet",
    fjtRECEIVE: "nothing is there yet",
    fjtROUTING: "nothing is there yet",
}
