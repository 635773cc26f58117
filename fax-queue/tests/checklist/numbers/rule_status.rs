//! `FAX_RULE_STATUS_ENUM`.

use fax_queue::vocabulary::RuleStatus;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_RULE_STATUS_ENUM" has 5:
    frsVALID = valid,
    frsEMPTY_GROUP = empty_group,
    frsALL_GROUP_DEV_NOT_VALID = all_group_dev_not_valid,
    frsSOME_GROUP_DEV_NOT_VALID = some_group_dev_not_valid,
    frsBAD_DEVICE = bad_device,
}

numbers! {
    RuleStatus:
    valid 0 Valid,
    empty_group 1 EmptyGroup,
    all_group_dev_not_valid 2 AllGroupDevicesNotValid,
    some_group_dev_not_valid 3 SomeGroupDevicesNotValid,
    bad_device 4 BadDevice,
}
