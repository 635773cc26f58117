//! `FAX_GROUP_STATUS_ENUM`.

use fax_queue::vocabulary::GroupStatus;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_GROUP_STATUS_ENUM" has 4:
    fgsALL_DEV_VALID = all_dev_valid,
    fgsEMPTY = empty,
    fgsALL_DEV_NOT_VALID = all_dev_not_valid,
    fgsSOME_DEV_NOT_VALID = some_dev_not_valid,
}

numbers! {
    GroupStatus:
    all_dev_valid 0 AllDevicesValid,
    empty 1 Empty,
    all_dev_not_valid 2 AllDevicesNotValid,
    some_dev_not_valid 3 SomeDevicesNotValid,
}
