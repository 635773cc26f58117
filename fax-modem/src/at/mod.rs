//! The language of V.250 and T.31: command lines out, result codes and caller identification in.

pub(crate) mod caller;
pub(crate) mod command;
pub(crate) mod response;
