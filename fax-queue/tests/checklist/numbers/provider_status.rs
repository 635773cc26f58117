//! `FAX_PROVIDER_STATUS_ENUM`.

use fax_queue::vocabulary::ProviderStatus;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_PROVIDER_STATUS_ENUM" has 7:
    fpsSUCCESS = success,
    fpsSERVER_ERROR = server_error,
    fpsBAD_GUID = bad_guid,
    fpsBAD_VERSION = bad_version,
    fpsCANT_LOAD = cant_load,
    fpsCANT_LINK = cant_link,
    fpsCANT_INIT = cant_init,
}

numbers! {
    ProviderStatus:
    success 0 Success,
    server_error 1 ServerError,
    bad_guid 2 BadGuid,
    bad_version 3 BadVersion,
    cant_load 4 CannotLoad,
    cant_link 5 CannotLink,
    cant_init 6 CannotInitialize,
}
