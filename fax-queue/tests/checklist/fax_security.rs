//! `IFaxSecurity`.

use crate::form::members;

members! {
    Objects "IFaxSecurity" has 5:
    Descriptor: "a server of API level 3 refuses it and has IFaxSecurity2",
    GrantedRights: "a server of API level 3 refuses it and has IFaxSecurity2",
    InformationType: "a server of API level 3 refuses it and has IFaxSecurity2",
    Save: "a server of API level 3 refuses it and has IFaxSecurity2",
    Refresh: "a server of API level 3 refuses it and has IFaxSecurity2",
}
