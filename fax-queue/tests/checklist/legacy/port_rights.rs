//! Rights of ports.

use fax_queue::vocabulary::legacy::PortRights;

use crate::form::{members, numbers};

members! {
    Numbers "Rights of ports" has 7:
    JOB_SUBMIT = job_submit,
    JOB_QUERY = job_query,
    CONFIG_QUERY = config_query,
    CONFIG_SET = config_set,
    PORT_QUERY = port_query,
    PORT_SET = port_set,
    JOB_MANAGE = job_manage,
}

numbers! {
    PortRights:
    job_submit 1 JOB_SUBMIT,
    job_query 2 JOB_QUERY,
    config_query 4 CONFIG_QUERY,
    config_set 8 CONFIG_SET,
    port_query 16 PORT_QUERY,
    port_set 32 PORT_SET,
    job_manage 64 JOB_MANAGE,
}
