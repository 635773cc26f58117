//! `FAX_ACCESS_RIGHTS_ENUM`.

use fax_queue::vocabulary::AccessRights;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_ACCESS_RIGHTS_ENUM" has 11:
    farSUBMIT_LOW = submit_low,
    farSUBMIT_NORMAL = submit_normal,
    farSUBMIT_HIGH = submit_high,
    farQUERY_JOBS = query_jobs,
    farMANAGE_JOBS = manage_jobs,
    farQUERY_CONFIG = query_config,
    farMANAGE_CONFIG = manage_config,
    farQUERY_IN_ARCHIVE = query_in_archive,
    farMANAGE_IN_ARCHIVE = manage_in_archive,
    farQUERY_OUT_ARCHIVE = query_out_archive,
    farMANAGE_OUT_ARCHIVE = manage_out_archive,
}

numbers! {
    AccessRights:
    submit_low 1 SUBMIT_LOW,
    submit_normal 2 SUBMIT_NORMAL,
    submit_high 4 SUBMIT_HIGH,
    query_jobs 8 QUERY_JOBS,
    manage_jobs 16 MANAGE_JOBS,
    query_config 32 QUERY_CONFIG,
    manage_config 64 MANAGE_CONFIG,
    query_in_archive 128 QUERY_IN_ARCHIVE,
    manage_in_archive 256 MANAGE_IN_ARCHIVE,
    query_out_archive 512 QUERY_OUT_ARCHIVE,
    manage_out_archive 1024 MANAGE_OUT_ARCHIVE,
}
