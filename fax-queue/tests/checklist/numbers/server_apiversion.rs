//! `FAX_SERVER_APIVERSION_ENUM`.

use fax_queue::vocabulary::ApiVersion;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_SERVER_APIVERSION_ENUM" has 4:
    fsAPI_VERSION_0 = version_0,
    fsAPI_VERSION_1 = version_1,
    fsAPI_VERSION_2 = version_2,
    fsAPI_VERSION_3 = version_3,
}

numbers! {
    ApiVersion:
    version_0 0x0000_0000 V0,
    version_1 0x0001_0000 V1,
    version_2 0x0002_0000 V2,
    version_3 0x0003_0000 V3,
}
