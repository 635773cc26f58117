//! Cover pages, branding, TSID.

use crate::form::members;

members! {
    LifeCycle "Cover pages, branding, TSID" has 5:
    PersonalCoverPages: "nothing is there yet",
    BrandingOn: "nothing is there yet",
    BrandingOff: "nothing is there yet",
    DeviceTsid: "nothing is there yet",
    SenderTsid: "nothing is there yet",
}
