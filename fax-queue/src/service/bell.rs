//! What wakes those who wait for news.

use alloc::vec::Vec;
use core::task::Waker;
use core::time::Duration;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Instant;

use super::queue::lock;

#[derive(Debug, Default)]
struct State {
    /// Counts the news.
    rings: u64,
    /// Counts the ends of the service.
    closings: u64,
    wakers: Vec<Waker>,
}

/// Rung after each change that has events; nobody who rings it ever waits for those who listen.
#[derive(Debug, Default)]
pub(super) struct Bell {
    state: Mutex<State>,
    rung: Condvar,
}

impl Bell {
    pub(super) fn ring(&self) {
        self.change(|state| state.rings = state.rings.wrapping_add(1));
    }

    /// The service ends: whoever listens now hears of it behind all else.
    pub(super) fn close(&self) {
        self.change(|state| {
            state.rings = state.rings.wrapping_add(1);
            state.closings = state.closings.wrapping_add(1);
        });
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let wakers = {
            let mut state = lock(&self.state);
            change(&mut state);
            core::mem::take(&mut state.wakers)
        };
        self.rung.notify_all();
        wakers.into_iter().for_each(Waker::wake);
    }

    pub(super) fn rings(&self) -> u64 {
        lock(&self.state).rings
    }

    pub(super) fn closings(&self) -> u64 {
        lock(&self.state).closings
    }

    /// Waits until there was news since `rings` was read. `false`: there was none in time.
    pub(super) fn wait(&self, rings: u64, until: Option<Instant>) -> bool {
        let mut state = lock(&self.state);
        while state.rings == rings {
            let rest = until.map(|until| until.saturating_duration_since(Instant::now()));
            if rest == Some(Duration::ZERO) {
                return false;
            }
            state = match rest {
                Some(rest) => self.rung.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0,
                None => self.rung.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
        true
    }

    /// Wakes a task once, at the next news.
    #[cfg(feature = "stream")]
    pub(super) fn wake(&self, waker: &Waker) {
        let mut state = lock(&self.state);
        if !state.wakers.iter().any(|known| known.will_wake(waker)) {
            state.wakers.push(waker.clone());
        }
    }
}
