//! ERROR_ codes of the system.

use fax_queue::vocabulary::ErrorCode;

use crate::form::{members, numbers};

members! {
    Numbers "ERROR_ codes of the system" has 20:
    FILE_NOT_FOUND = file_not_found,
    PATH_NOT_FOUND = path_not_found,
    ACCESS_DENIED = access_denied,
    INVALID_HANDLE = invalid_handle,
    NOT_ENOUGH_MEMORY = not_enough_memory,
    BAD_FORMAT = bad_format,
    INVALID_DATA = invalid_data,
    OUTOFMEMORY = outofmemory,
    WRITE_PROTECT = write_protect,
    BAD_UNIT = bad_unit,
    GEN_FAILURE = gen_failure,
    NOT_SUPPORTED = not_supported,
    DUP_NAME = dup_name,
    INVALID_PARAMETER = invalid_parameter,
    BUFFER_OVERFLOW = buffer_overflow,
    ALREADY_EXISTS = already_exists,
    NO_MORE_ITEMS = no_more_items,
    REGISTRY_CORRUPT = registry_corrupt,
    UNSUPPORTED_TYPE = unsupported_type,
    INVALID_OPERATION = invalid_operation,
}

numbers! {
    ErrorCode:
    file_not_found 2 FileNotFound,
    path_not_found 3 PathNotFound,
    access_denied 5 AccessDenied,
    invalid_handle 6 InvalidHandle,
    not_enough_memory 8 NotEnoughMemory,
    bad_format 11 BadFormat,
    invalid_data 13 InvalidData,
    outofmemory 14 OutOfMemory,
    write_protect 19 WriteProtect,
    bad_unit 20 BadUnit,
    gen_failure 31 GeneralFailure,
    not_supported 50 NotSupported,
    dup_name 52 DuplicateName,
    invalid_parameter 87 InvalidParameter,
    buffer_overflow 111 BufferOverflow,
    already_exists 183 AlreadyExists,
    no_more_items 259 NoMoreItems,
    registry_corrupt 1015 RegistryCorrupt,
    unsupported_type 1630 UnsupportedType,
    invalid_operation 4317 InvalidOperation,
}
