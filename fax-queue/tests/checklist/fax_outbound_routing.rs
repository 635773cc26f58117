//! `IFaxOutboundRouting`.

use crate::form::members;

members! {
    Objects "IFaxOutboundRouting" has 2:
    GetGroups: "nothing is there yet",
    GetRules: "nothing is there yet",
}
