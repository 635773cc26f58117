//! Standard output and error. Whoever reads them may go away at any moment; a call must not end for that.

use core::fmt::Display;
use std::io::{self, Write as _};

/// A line on standard output.
pub(crate) fn line(line: impl Display) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}

/// A complaint on standard error.
pub(crate) fn complain(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "fax: {line}");
}
