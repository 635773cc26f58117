//! `IFaxOutboundRoutingRules`.

use crate::form::members;

members! {
    Objects "IFaxOutboundRoutingRules" has 6:
    Count: "nothing is there yet",
    Item: "nothing is there yet",
    ItemByCountryAndArea: "nothing is there yet",
    Add: "nothing is there yet",
    Remove: "nothing is there yet",
    RemoveByCountryAndArea: "nothing is there yet",
}
