//! Reports of delivery and cover pages: `FAX_RECEIPT_TYPE_ENUM`, `FAX_COVERPAGE_TYPE_ENUM`,
//! `FAX_SMTP_AUTHENTICATION_TYPE_ENUM`.

use super::flags::{enumeration, flags};

flags! {
    /// How the end of a job is reported: `FAX_RECEIPT_TYPE_ENUM`.
    ReceiptType, "receipt type", {
        /// `frtMAIL`: a mail to the job's receipt address.
        MAIL = 0x1,
        /// `frtMSGBOX`: a message on the screen of whoever submitted it; not offered by newer servers.
        MESSAGE_BOX = 0x4,
    }
}

enumeration! {
    /// Where a cover page is looked up: `FAX_COVERPAGE_TYPE_ENUM`.
    #[derive(Default)]
    CoverPageType, "cover page type", {
        /// `fcptNONE`: there is none.
        #[default]
        None = 0,
        /// `fcptLOCAL`: a personal one, on the machine of whoever submits.
        Local = 1,
        /// `fcptSERVER`: one of the server's.
        Server = 2,
    }
}

enumeration! {
    /// How the mail server is to be logged in to: `FAX_SMTP_AUTHENTICATION_TYPE_ENUM`.
    #[derive(Default)]
    SmtpAuthentication, "SMTP authentication type", {
        /// `fsatANONYMOUS`: not at all.
        #[default]
        Anonymous = 0,
        /// `fsatBASIC`: with user and password.
        Basic = 1,
        /// `fsatNTLM`: with the credentials of Windows.
        Ntlm = 2,
    }
}
