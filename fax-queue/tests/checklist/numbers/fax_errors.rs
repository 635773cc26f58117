//! FAX_E_ errors.

use fax_queue::vocabulary::ErrorCode;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_E_ errors" has 13:
    FAX_E_SRV_OUTOFMEMORY = srv_outofmemory,
    FAX_E_GROUP_NOT_FOUND = group_not_found,
    FAX_E_BAD_GROUP_CONFIGURATION = bad_group_configuration,
    FAX_E_GROUP_IN_USE = group_in_use,
    FAX_E_RULE_NOT_FOUND = rule_not_found,
    FAX_E_NOT_NTFS = not_ntfs,
    FAX_E_DIRECTORY_IN_USE = directory_in_use,
    FAX_E_FILE_ACCESS_DENIED = file_access_denied,
    FAX_E_MESSAGE_NOT_FOUND = message_not_found,
    FAX_E_DEVICE_NUM_LIMIT_EXCEEDED = device_num_limit_exceeded,
    FAX_E_NOT_SUPPORTED_ON_THIS_SKU = not_supported_on_this_sku,
    FAX_E_VERSION_MISMATCH = version_mismatch,
    FAX_E_RECIPIENTS_LIMIT = recipients_limit,
}

numbers! {
    ErrorCode:
    srv_outofmemory 7001 ServerOutOfMemory,
    group_not_found 7002 GroupNotFound,
    bad_group_configuration 7003 BadGroupConfiguration,
    group_in_use 7004 GroupInUse,
    rule_not_found 7005 RuleNotFound,
    not_ntfs 7006 NotNtfs,
    directory_in_use 7007 DirectoryInUse,
    file_access_denied 7008 FileAccessDenied,
    message_not_found 7009 MessageNotFound,
    device_num_limit_exceeded 7010 DeviceLimitExceeded,
    not_supported_on_this_sku 7011 NotSupportedOnThisEdition,
    version_mismatch 7012 VersionMismatch,
    recipients_limit 7013 RecipientsLimit,
}
