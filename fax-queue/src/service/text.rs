//! Texts of strangers.

use alloc::string::String;

/// A text in one line: what controls devices, or ends a line to some reader, becomes a blank.
pub(super) fn one_line(text: &str) -> String {
    let separates = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().map(|c| if separates(c) { ' ' } else { c }).collect()
}
