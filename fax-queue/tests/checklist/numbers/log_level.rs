//! `FAX_LOG_LEVEL_ENUM`.

use fax_queue::vocabulary::LogLevel;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_LOG_LEVEL_ENUM" has 4:
    fllNONE = none,
    fllMIN = min,
    fllMED = med,
    fllMAX = max,
}

numbers! {
    LogLevel:
    none 0 None,
    min 1 Min,
    med 2 Med,
    max 3 Max,
}
