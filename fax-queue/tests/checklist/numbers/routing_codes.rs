//! FAX_ROUTING_RULE_CODE_ENUM, FAXROUTE_ENABLE.

use crate::form::members;

members! {
    Numbers "FAX_ROUTING_RULE_CODE_ENUM, FAXROUTE_ENABLE" has 4:
    frrcANY_CODE: "nothing is there yet",
    QUERY_STATUS: "nothing is there yet",
    DISABLE: "nothing is there yet",
    ENABLE: "nothing is there yet",
}
