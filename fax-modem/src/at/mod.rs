//! The language of V.250 and T.31: command lines out, result codes in.

pub(crate) mod command;
pub(crate) mod response;
