//! Ctrl-C: the first one ends the call in an orderly way, with a DCN; the second one ends the program.

use core::sync::atomic::{AtomicBool, Ordering};
use std::process;
use std::sync::Arc;

use crate::exit::{Exit, Failed};

/// A flag that Ctrl-C raises.
pub(crate) fn on_ctrl_c() -> Result<Arc<AtomicBool>, Failed> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::AcqRel) {
            process::exit(i32::from(Exit::TryAgain as u8));
        }
    })
    .map_err(|error| Failed::new(Exit::Io, format_args!("Ctrl-C cannot be caught: {error}")))?;
    Ok(flag)
}
