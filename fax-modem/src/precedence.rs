//! The thread of a call ahead of all others.

use core::fmt;
use core::marker::PhantomData;

#[cfg(target_os = "linux")]
use preempt_rt::sched::{self, Pid, Scheduler, SchedulerParams};

/// The calling thread before all ordinary ones of the machine, from [`take`](Self::take) until this is dropped, if the system allows it.
///
/// T.30 leaves 55 ms between a frame and the answer to it, and a call is hardly any work: a thread that runs one wants little time, and
/// wants it at once. On a busy machine an ordinary thread waits for others to use up theirs, some milliseconds each.
///
/// On Linux the thread becomes a real-time one of the lowest priority (`SCHED_FIFO`, 1), which the system allows to root, to
/// programs with `CAP_SYS_NICE`, and up to a limit of `RLIMIT_RTPRIO` (`LimitRTPRIO=1` in a unit of systemd) that is 0 for ordinary
/// users. Threads and programs that such a thread starts are like it. Other systems have nothing that could be asked for here.
#[derive(Debug)]
#[must_use = "dropped, it is over"]
pub struct Precedence {
    granted: bool,
    /// What the thread was before, if it was something else.
    #[cfg(target_os = "linux")]
    before: Option<Scheduler>,
    /// It belongs to its thread.
    thread: PhantomData<*const ()>,
}

impl Precedence {
    /// Asks for precedence. A thread that is a real-time one already stays what it is.
    #[cfg(target_os = "linux")]
    pub fn take() -> Self {
        let (this, real_time) = (Pid::current_thread(), SchedulerParams { priority: 1 });
        let (granted, before) = match sched::get_scheduler(this) {
            Ok(Scheduler::SCHED_FIFO | Scheduler::SCHED_RR | Scheduler::SCHED_DEADLINE) => (true, None),
            Ok(ordinary) => {
                let granted = sched::set_scheduler(this, Scheduler::SCHED_FIFO, real_time).is_ok();
                (granted, granted.then_some(ordinary))
            }
            Err(_) => (false, None),
        };
        Self { granted, before, thread: PhantomData }
    }

    /// Asks for precedence, which there is none of here.
    #[cfg(not(target_os = "linux"))]
    pub fn take() -> Self {
        Self { granted: false, thread: PhantomData }
    }

    /// Whether the system allowed it.
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.granted
    }
}

#[cfg(target_os = "linux")]
impl Drop for Precedence {
    fn drop(&mut self) {
        if let Some(before) = self.before {
            // From real-time to ordinary is always allowed; its nice value the thread has kept.
            let _ = sched::set_scheduler(Pid::current_thread(), before, SchedulerParams { priority: 0 });
        }
    }
}

impl fmt::Display for Precedence {
    /// A line for a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.granted {
            "calls go before other programs"
        } else {
            "calls wait for other programs: no right to real-time priority"
        })
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn precedence_ends_where_it_began() {
        let this = Pid::current_thread();
        let before = sched::get_scheduler(this).unwrap();
        let precedence = Precedence::take();
        // Who runs the tests may or may not have the right.
        let during = sched::get_scheduler(this).unwrap();
        assert_eq!(precedence.is_granted(), during == Scheduler::SCHED_FIFO);
        let inner = Precedence::take();
        assert_eq!(inner.is_granted(), precedence.is_granted());
        drop(inner);
        assert_eq!(sched::get_scheduler(this).unwrap(), during, "the outer one goes on");
        drop(precedence);
        assert_eq!(sched::get_scheduler(this).unwrap(), before);
    }
}
