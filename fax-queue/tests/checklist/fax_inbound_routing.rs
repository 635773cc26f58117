//! `IFaxInboundRouting`.

use crate::form::members;

members! {
    Objects "IFaxInboundRouting" has 2:
    GetExtensions: "nothing is there yet",
    GetMethods: "nothing is there yet",
}
