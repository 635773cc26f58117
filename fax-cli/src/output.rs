//! Standard output and error. Whoever reads them may go away at any moment; a call must not end for that.
//!
//! Much of what is printed are texts of strangers, and a terminal obeys some of them: what is not there to be read is printed
//! as JSON writes it, such as `\u001b`, which also keeps JSON what it is.

use core::fmt::{self, Display, Write as _};
use std::io::{self, Write as _};

/// A line on standard output.
pub(crate) fn line(line: impl Display) {
    let _ = writeln!(io::stdout().lock(), "{}", Tame(line));
}

/// A complaint on standard error.
pub(crate) fn complain(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "fax: {}", Tame(line));
}

/// What is wrong with the arguments, which it repeats.
pub(crate) fn usage(text: impl Display) {
    let _ = write!(io::stderr().lock(), "{}", Tame(text));
}

/// A text for a terminal that obeys nothing in it. Line ends and tabs are ours: [`within`] is for a text that must have none.
struct Tame<T>(T);

impl<T: Display> Display for Tame<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Filter { to: f, lines: true }, "{}", self.0)
    }
}

/// A stranger's text as a part of a line.
pub(crate) fn within(text: &str) -> String {
    let mut tame = String::new();
    // A string takes everything.
    let _ = Filter { to: &mut tame, lines: false }.write_str(text);
    tame
}

struct Filter<'a, W: ?Sized> {
    to: &'a mut W,
    lines: bool,
}

impl<W: fmt::Write + ?Sized> fmt::Write for Filter<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| match c {
            '\n' | '\t' if self.lines => self.to.write_char(c),
            c if c.is_control() || is_direction(c) => write!(self.to, "\\u{:04x}", u32::from(c)),
            c => self.to.write_char(c),
        })
    }
}

/// Marks that turn the direction of a text, so that it reads otherwise than it is.
const fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_obeys_nothing() {
        let text = "a\u{1b}[2J\u{9b}31m\u{7}\r\0\u{7f}\u{202e}ä\tb\nc";
        assert_eq!(Tame(text).to_string(), "a\\u001b[2J\\u009b31m\\u0007\\u000d\\u0000\\u007f\\u202eä\tb\nc");
        assert_eq!(within("b\nc\t"), "b\\u000ac\\u0009");
        let json = serde_json::json!({ "name": text });
        assert_eq!(serde_json::from_str::<serde_json::Value>(&Tame(&json).to_string()).unwrap(), json);
    }
}
