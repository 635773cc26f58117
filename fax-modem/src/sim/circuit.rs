//! What is between two modems that were put through: time, noise and echo.

use core::time::Duration;
use std::collections::VecDeque;

use fax_core::Instant;

use super::TICK;
use super::wire::{Faults, Noise, Sound};

/// The most ticks that a sound is on its way: 5 s.
const TICKS: usize = 1000;

/// The way from one modem to the other, twice.
#[derive(Clone, Debug, Default)]
pub(super) struct Circuit {
    noise: Noise,
    delay: usize,
    /// Ticks until a modem hears itself; zero for never.
    echo: usize,
    /// By modem, what it is still to hear of the other.
    under_way: [VecDeque<Sound>; 2],
    /// By modem, what it is still to hear of itself.
    echoes: [VecDeque<Sound>; 2],
}

impl Circuit {
    pub(super) fn faults(&mut self, faults: Faults) {
        self.noise = Noise::new(faults);
    }

    pub(super) fn delay(&mut self, delay: Duration) {
        self.delay = ticks(delay);
        self.clear();
    }

    pub(super) fn echo(&mut self, delay: Duration) {
        self.echo = if delay.is_zero() { 0 } else { ticks(delay).max(1) };
        self.clear();
    }

    /// A new call: nothing is under way.
    pub(super) fn clear(&mut self) {
        for queue in self.under_way.iter_mut().chain(&mut self.echoes) {
            queue.clear();
        }
    }

    /// What both modems say in a tick; gives what they hear in it.
    pub(super) fn pass(&mut self, said: [Sound; 2], now: Instant) -> [Sound; 2] {
        let Self { noise, delay, echo, under_way, echoes } = self;
        let [first, second] = said;
        let [own_first, own_second] = echoes;
        let own = [late(own_first, &first, *echo), late(own_second, &second, *echo)];
        let [to_first, to_second] = under_way;
        to_first.push_back(noise.pass(second, now));
        to_second.push_back(noise.pass(first, now));
        let [own_first, own_second] = own;
        [arrival(to_first, *delay, own_first), arrival(to_second, *delay, own_second)]
    }
}

/// What a modem hears: the far end, or behind its silence itself.
fn arrival(under_way: &mut VecDeque<Sound>, delay: usize, own: Sound) -> Sound {
    let arrived = if under_way.len() > delay { under_way.pop_front() } else { None };
    match arrived.unwrap_or(Sound::Silence) {
        Sound::Silence => own,
        sound => sound,
    }
}

fn late(echoes: &mut VecDeque<Sound>, said: &Sound, echo: usize) -> Sound {
    if echo == 0 {
        return Sound::Silence;
    }
    echoes.push_back(said.clone());
    let heard = if echoes.len() > echo { echoes.pop_front() } else { None };
    heard.unwrap_or(Sound::Silence)
}

fn ticks(time: Duration) -> usize {
    usize::try_from(time.as_millis() / TICK.as_millis()).unwrap_or(TICKS).min(TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_take_their_time_and_come_back() {
        let mut circuit = Circuit::default();
        circuit.delay(Duration::from_millis(10));
        circuit.echo(Duration::from_millis(15));
        let mut heard = [std::vec::Vec::new(), std::vec::Vec::new()];
        for tick in 0..5 {
            let sound = if tick == 0 { Sound::Ced } else { Sound::Silence };
            let [first, second] = circuit.pass([sound, Sound::Silence], Instant::ZERO);
            heard[0].push(first == Sound::Ced);
            heard[1].push(second == Sound::Ced);
        }
        assert_eq!(heard, [[false, false, false, true, false], [false, false, true, false, false]]);
    }
}
