//! FAX_ROUTING_RULE_CODE_ENUM, FAXROUTE_ENABLE.

use fax_queue::vocabulary::{ANY_CODE, RouteEnable};

use crate::form::members;

members! {
    Numbers "FAX_ROUTING_RULE_CODE_ENUM, FAXROUTE_ENABLE" has 4:
    frrcANY_CODE = any_code,
    QUERY_STATUS = query_status,
    DISABLE = disable,
    ENABLE = enable,
}

#[test]
fn any_code() {
    assert_eq!(ANY_CODE, 0);
}

#[test]
fn query_status() {
    assert_eq!((RouteEnable::try_from(-1), RouteEnable::QueryStatus.value()), (Ok(RouteEnable::QueryStatus), -1));
}

#[test]
fn disable() {
    assert_eq!((RouteEnable::try_from(0), RouteEnable::Disable.value()), (Ok(RouteEnable::Disable), 0));
}

#[test]
fn enable() {
    assert_eq!((RouteEnable::try_from(1), RouteEnable::Enable.value()), (Ok(RouteEnable::Enable), 1));
}
