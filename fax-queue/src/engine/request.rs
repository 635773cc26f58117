//! What a fax that is submitted must be like. Nothing here needs an allocator.

use fax_core::Ident;

use super::{Limit, Refusal};
use crate::model::FaxDocument;
use crate::vocabulary::{ReceiptType, limits};

/// `Bodies` of a fax at most.
const MOST_BODIES: usize = 1000;
/// Octets of a `Note` at most.
const LONGEST_NOTE: usize = 16_384;

/// Whether everything about a fax is within its bounds.
pub(crate) fn check(fax: &dyn FaxDocument) -> Result<(), Refusal> {
    let (body, sender) = (fax.body(), fax.sender());
    let long = |text: &str| text.len() > 1024;
    let (receipt, bodies) = (fax.receipt(), fax.bodies());
    let mail = ReceiptType::MAIL;
    let limit = if bodies > MOST_BODIES || (0..bodies).filter_map(|n| fax.body_item(n)).any(|name| name.len() > 4096) {
        Limit::Bodies
    } else if fax.note().len() > LONGEST_NOTE {
        Limit::Note
    } else if !(receipt.kind.is_empty() || receipt.kind == mail || receipt.kind == ReceiptType::MESSAGE_BOX) {
        Limit::ReceiptType
    } else if receipt.kind == mail && !is_mail_address(receipt.address) {
        Limit::MailAddress
    } else if body.pages == 0 {
        Limit::Pages
    } else if !(1..=4096).contains(&body.reference.len()) {
        Limit::Reference
    } else if Ident::new(sender.tsid).is_err() {
        Limit::Tsid
    } else if sender.texts().any(long)
        || [fax.subject(), fax.document_name(), fax.account(), fax.cover_page(), receipt.address].into_iter().any(long)
    {
        Limit::Text
    } else if fax.idempotency_key().is_some_and(|key| !(1..=128).contains(&key.len())) {
        Limit::Key
    } else if fax.recipients() == 0 {
        Limit::Recipients
    } else if fax.recipients() > limits::RECIPIENTS {
        Limit::TooManyRecipients
    } else {
        return (0..fax.recipients()).filter_map(|index| fax.recipient(index)).try_for_each(|recipient| {
            if !is_dialable(recipient.fax_number) {
                Err(Refusal::OutOfBounds(Limit::FaxNumber))
            } else if long(recipient.name) {
                Err(Refusal::OutOfBounds(Limit::Text))
            } else {
                Ok(())
            }
        });
    };
    Err(Refusal::OutOfBounds(limit))
}

/// What a modem takes after ATD, and nothing that could end the command.
fn is_dialable(number: &str) -> bool {
    let dialable = |c: u8| c.is_ascii_digit() || b"+*#,-. ()/WwPpTt".contains(&c);
    number.len() <= 64 && number.bytes().all(dialable) && number.bytes().any(|c| c.is_ascii_digit())
}

/// Whether a text is one address of a mail. Stricter than RFC 5321 on purpose: what is refused here cannot be misread by a
/// server, a log or a list later on.
pub(crate) fn is_mail_address(text: &str) -> bool {
    // Character by character, and not by `str::contains`: core's searches bring panics and size into a microcontroller's image.
    let special = |c: char| matches!(c, ',' | ';' | ':' | '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\\');
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !special(c);
    (3..=253).contains(&text.len())
        && text.chars().all(plain)
        && text.bytes().filter(|octet| *octet == b'@').count() == 1
        && !text.starts_with('@')
        && !text.ends_with('@')
}

/// What makes two numbers the same destination: everything but what only structures the text is dropped.
pub(crate) fn significant(fax_number: &str) -> impl Iterator<Item = char> {
    fax_number.chars().filter(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#'))
}
