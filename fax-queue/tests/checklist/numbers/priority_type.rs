//! `FAX_PRIORITY_TYPE_ENUM`.

use crate::form::members;

members! {
    Numbers "FAX_PRIORITY_TYPE_ENUM" has 3:
    fptLOW: "nothing is there yet",
    fptNORMAL: "nothing is there yet",
    fptHIGH: "nothing is there yet",
}
