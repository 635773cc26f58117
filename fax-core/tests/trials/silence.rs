//! A call that hears nothing any more.

use core::time::Duration;

use fax_core::{Call, Instant, LineEvent, LineOp, Output, Pages};

/// Silence ends a call after so long, whatever came before.
pub const LONGEST: Duration = Duration::from_secs(160);

/// How long it takes until only timers have ended the call. `works`: the line sends what it shall, in no time; else it does
/// nothing.
pub fn ends(call: &Call, pages: &mut Pages<'_>, since: Instant, works: bool) -> Result<Duration, String> {
    let (mut call, mut now) = (call.clone(), since);
    let mut room = [0; fax_core::FRAME_MAX];
    for _ in 0..5000 {
        let lent = if works { &mut room[..] } else { &mut [][..] };
        let done = match call.poll_output(pages, lent, now) {
            Output::Wait(None) => {
                let took = now - since;
                return if took <= LONGEST { Ok(took) } else { Err(format!("silence ends it after {took:?}")) };
            }
            Output::Wait(Some(deadline)) => {
                now = now.max(deadline.at);
                call.handle_timeout(now);
                false
            }
            Output::Line(op) => !matches!(op, LineOp::Send(_) | LineOp::Receive(_) | LineOp::HangUp),
            Output::Send(chunk) => chunk.last,
            _ => false,
        };
        if done && works {
            call.handle_line(LineEvent::Done, pages, now);
        }
    }
    Err("silence does not end it".to_string())
}
