//! The language of V.250 and T.31: command lines out, result codes and caller identification in.

pub(crate) mod caller;
pub(crate) mod command;
pub(crate) mod response;

use heapless::String;

/// What of a text can be shown, as far as there is room: no control characters, nothing but ASCII.
pub(crate) fn printable<const N: usize>(text: &[u8]) -> String<N> {
    let mut shown = String::new();
    for &octet in text.trim_ascii() {
        // No `collect`: it panics where there is no room.
        if (octet.is_ascii_graphic() || octet == b' ') && shown.push(octet.into()).is_err() {
            break;
        }
    }
    shown
}
