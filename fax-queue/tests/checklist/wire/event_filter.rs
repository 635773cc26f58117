//! MS-FAX: event filters.

use fax_queue::vocabulary::wire::EventFilter;

use crate::form::members;

members! {
    Numbers "MS-FAX: event filters" has 2:
    LEGACY = legacy,
    LOCAL_ONLY = local_only,
}

#[test]
fn legacy() {
    assert_eq!(EventFilter::try_from(0).unwrap().bits(), 0);
}

#[test]
fn local_only() {
    assert_eq!(EventFilter::try_from(0x8000_0000).unwrap().bits(), 0x8000_0000);
    assert!(EventFilter::try_from(0x8000_0001).is_err(), "it goes with no other bit");
}
