//! The matrix: {ours sends, ours receives} x far end x error correction x rate x kind of line.

mod allowed;
pub(super) mod axes;
mod call;
mod cover;
mod names;
pub(super) mod table;

use super::{cell::Cell, tools::Tools};

/// The calls of the matrix: all of them, or a part in which every value occurs.
pub(super) fn cells(tools: &Tools, all: bool) -> Vec<Cell> {
    let points = if all { axes::points() } else { cover::points() };
    points.into_iter().map(|point| call::cell(tools, point)).collect()
}
