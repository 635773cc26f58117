//! `IFaxSecurity2`.

use crate::form::members;

members! {
    Objects "IFaxSecurity2" has 5:
    Descriptor: "nothing is there yet",
    GrantedRights: "nothing is there yet",
    InformationType: "nothing is there yet",
    Save: "nothing is there yet",
    Refresh: "nothing is there yet",
}
