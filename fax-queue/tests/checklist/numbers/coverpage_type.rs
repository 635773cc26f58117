//! `FAX_COVERPAGE_TYPE_ENUM`.

use fax_queue::vocabulary::CoverPageType;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_COVERPAGE_TYPE_ENUM" has 3:
    fcptNONE = none,
    fcptLOCAL = local,
    fcptSERVER = server,
}

numbers! {
    CoverPageType:
    none 0 None,
    local 1 Local,
    server 2 Server,
}
