//! `FAX_ACCESS_RIGHTS_ENUM_2`.

use fax_queue::vocabulary::AccessRights2;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_ACCESS_RIGHTS_ENUM_2" has 10:
    far2SUBMIT_LOW = submit_low,
    far2SUBMIT_NORMAL = submit_normal,
    far2SUBMIT_HIGH = submit_high,
    far2QUERY_OUT_JOBS = query_out_jobs,
    far2MANAGE_OUT_JOBS = manage_out_jobs,
    far2QUERY_CONFIG = query_config,
    far2MANAGE_CONFIG = manage_config,
    far2QUERY_ARCHIVES = query_archives,
    far2MANAGE_ARCHIVES = manage_archives,
    far2MANAGE_RECEIVE_FOLDER = manage_receive_folder,
}

numbers! {
    AccessRights2:
    submit_low 1 SUBMIT_LOW,
    submit_normal 2 SUBMIT_NORMAL,
    submit_high 4 SUBMIT_HIGH,
    query_out_jobs 8 QUERY_OUT_JOBS,
    manage_out_jobs 16 MANAGE_OUT_JOBS,
    query_config 32 QUERY_CONFIG,
    manage_config 64 MANAGE_CONFIG,
    query_archives 128 QUERY_ARCHIVES,
    manage_archives 256 MANAGE_ARCHIVES,
    manage_receive_folder 512 MANAGE_RECEIVE_FOLDER,
}
