//! `IFaxSender`.

use crate::form::members;

members! {
    Objects "IFaxSender" has 18:
    BillingCode: "nothing is there yet",
    City: "nothing is there yet",
    Company: "nothing is there yet",
    Country: "nothing is there yet",
    Department: "nothing is there yet",
    Email: "nothing is there yet",
    FaxNumber: "nothing is there yet",
    HomePhone: "nothing is there yet",
    Name: "nothing is there yet",
    OfficeLocation: "nothing is there yet",
    OfficePhone: "nothing is there yet",
    State: "nothing is there yet",
    StreetAddress: "nothing is there yet",
    Title: "nothing is there yet",
    TSID: "nothing is there yet",
    ZipCode: "nothing is there yet",
    LoadDefaultSender: "nothing is there yet",
    SaveDefaultSender: "nothing is there yet",
}
