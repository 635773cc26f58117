//! MS-FAX: formats of cover pages.

use fax_queue::vocabulary::wire::CoverPageFormat;

use crate::form::{members, numbers};

members! {
    Numbers "MS-FAX: formats of cover pages" has 2:
    COV = cov,
    COV_SUBJECT_ONLY = cov_subject_only,
}

numbers! {
    CoverPageFormat:
    cov 1 Cov,
    cov_subject_only 2 CovSubjectOnly,
}
