//! `FAX_SMTP_AUTHENTICATION_TYPE_ENUM`.

use fax_queue::vocabulary::SmtpAuthentication;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_SMTP_AUTHENTICATION_TYPE_ENUM" has 3:
    fsatANONYMOUS = anonymous,
    fsatBASIC = basic,
    fsatNTLM = ntlm,
}

numbers! {
    SmtpAuthentication:
    anonymous 0 Anonymous,
    basic 1 Basic,
    ntlm 2 Ntlm,
}
