//! `fax line`: two modems on a telephone line, for any fax program, on two pseudo terminals.

use core::time::Duration;
use std::path::PathBuf;

use fax_core::Modulations;
use fax_modem::sim::{Caller, Exchange, Faults, Make, Quirk, Quirks, Route};

use crate::args::rate;
use crate::exit::{Exit, Failed};
use crate::output;

#[cfg(unix)]
mod terminals;

/// Octets that modems make of the end of a carrier. efax does not see the end of a page if nothing stands behind its last bit.
const TAIL: u8 = 16;

#[derive(Debug, clap::Args)]
pub(crate) struct Line {
    /// Makes FILE a link to the port of the first modem.
    #[arg(long, value_name = "FILE", required_unless_present = "list_quirks")]
    link_a: Option<PathBuf>,
    /// Makes FILE a link to the port of the second modem.
    #[arg(long, value_name = "FILE", required_unless_present = "list_quirks")]
    link_b: Option<PathBuf>,
    /// Speed of both serial lines in bit/s.
    #[arg(long, value_name = "BPS", default_value_t = 115_200, value_parser = clap::value_parser!(u32).range(300..=921_600))]
    baud: u32,
    /// What is wrong with both modems: names or numbers of --list-quirks, with commas between.
    #[arg(long, value_name = "LIST", default_value = "")]
    quirk: Quirks,
    /// What is wrong with the first modem beyond that.
    #[arg(long, value_name = "LIST", default_value = "")]
    quirk_a: Quirks,
    /// What is wrong with the second modem beyond that.
    #[arg(long, value_name = "LIST", default_value = "")]
    quirk_b: Quirks,
    /// The highest signalling rate of both modems.
    #[arg(long, value_name = "BPS", value_parser = rate)]
    max_rate: Option<u16>,
    /// How long both modems are silent before an image, in ms, for programs that leave the far end no time.
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=1000))]
    turn_round: u64,
    /// What both modems say they are.
    #[arg(long, value_name = "TEXT")]
    model: Option<String>,

    /// Each call meets a busy tone.
    #[arg(long, conflicts_with_all = ["no_answer", "no_dial_tone"])]
    busy: bool,
    /// Each call gets NO ANSWER.
    #[arg(long, conflicts_with = "no_dial_tone")]
    no_answer: bool,
    /// There is no dial tone.
    #[arg(long)]
    no_dial_tone: bool,
    /// After so many rings a call gets NO ANSWER; without it, it rings on.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    ring_count: Option<u32>,
    /// From ring to ring, in ms.
    #[arg(long, value_name = "MS", default_value_t = 5000, value_parser = clap::value_parser!(u64).range(500..=60_000))]
    ring_cycle: u64,
    /// Who calls, as modems tell that were asked to; P or O for a number that is withheld or not known.
    #[arg(long, value_name = "NUMBER[:NAME]", value_parser = caller)]
    caller_id: Option<Caller>,

    /// A burst of noise of so many ms each time so many have passed.
    #[arg(long, value_name = "MS/MS", value_parser = bursts)]
    bursts: Option<(Duration, Duration)>,
    /// V.21 frames that do not arrive, per cent.
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=100))]
    loss: u8,
    /// Octets of images that are damaged, out of a million.
    #[arg(long, value_name = "N", default_value_t = 0)]
    damage: u32,
    /// Where the chance of loss and damage begins.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// How long sounds are on their way, in ms.
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=2000))]
    delay: u64,
    /// A modem hears itself so many ms later, when the far end is silent; 0: it does not.
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=2000))]
    echo: u64,
    /// Each call is cut so many seconds behind its answer.
    #[arg(long, value_name = "S")]
    cut_after: Option<u64>,
    /// Nobody is told that the far end hung up.
    #[arg(long)]
    no_hang_up: bool,

    /// How much faster than real time.
    #[arg(long, value_name = "F", default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    /// End after so many calls, when both ports are closed.
    #[arg(long, value_name = "N")]
    max_calls: Option<u32>,
    /// Write the octets of both ports with their times to FILE; `A>` is to the first modem, `A<` from it.
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// One JSON object per line in place of text.
    #[arg(long)]
    json: bool,
    /// Say which quirks there are, and end.
    #[arg(long)]
    list_quirks: bool,
}

pub(crate) fn run(args: &Line) -> Result<Exit, Failed> {
    if args.list_quirks {
        for quirk in Quirk::ALL {
            let number = quirk.number().map_or_else(String::new, |number| number.to_string());
            output::line(format_args!("{number:>3}  {:<22}{}", quirk.name(), quirk.text()));
        }
        return Ok(Exit::Done);
    }
    #[cfg(unix)]
    return terminals::run(args);
    #[cfg(not(unix))]
    Err(Failed::new(Exit::Io, "a line needs pseudo terminals, and this system has none"))
}

impl Line {
    #[cfg_attr(not(unix), expect(dead_code, reason = "nothing carries octets there"))]
    fn exchange(&self) -> Exchange {
        let mut exchange = Exchange::new(self.baud);
        for (at, quirks) in [self.quirk_a, self.quirk_b].into_iter().enumerate() {
            let make = exchange.modem(at).make();
            let model = self.model.clone().unwrap_or_else(|| make.model.clone());
            let modulations = self.max_rate.map_or(Modulations::ALL, Modulations::up_to);
            let quirks = self.quirk.iter().chain(quirks.iter()).collect();
            let turn_round = Duration::from_millis(self.turn_round);
            *make = Make { model, modulations, quirks, turn_round, tail: TAIL, ..Make::default() };
        }
        exchange.route(match (self.busy, self.no_answer, self.no_dial_tone) {
            (true, _, _) => Route::Busy,
            (_, true, _) => Route::NoAnswer,
            (_, _, true) => Route::NoDialTone,
            (false, false, false) => Route::Through,
        });
        exchange.ring_cycle(Duration::from_millis(self.ring_cycle));
        if let Some(rings) = self.ring_count {
            exchange.rings(rings);
        }
        if let Some(caller) = &self.caller_id {
            exchange.caller(caller.clone());
        }
        let (burst, burst_every) = self.bursts.unwrap_or_default();
        exchange.faults(Faults {
            seed: self.seed,
            damaged_octets: self.damage,
            lost_frames: self.loss,
            burst,
            burst_every,
            ..Faults::default()
        });
        exchange.delay(Duration::from_millis(self.delay));
        exchange.echo(Duration::from_millis(self.echo));
        if let Some(seconds) = self.cut_after {
            exchange.cut_after(Duration::from_secs(seconds));
        }
        exchange.tells_hang_up(!self.no_hang_up);
        exchange
    }
}

fn caller(text: &str) -> Result<Caller, String> {
    let (number, name) = text.split_once(':').unwrap_or((text, ""));
    if number.is_empty() {
        return Err("the number is missing; P stands for one that is withheld, O for none".into());
    }
    Ok(Caller { number: number.into(), name: name.into(), time: "01010000".into() })
}

fn bursts(text: &str) -> Result<(Duration, Duration), String> {
    let parts = text.split_once('/').and_then(|(length, every)| Some((length.parse().ok()?, every.parse().ok()?)));
    match parts {
        Some((length, every)) if length < every => Ok((Duration::from_millis(length), Duration::from_millis(every))),
        _ => Err("two numbers of milliseconds, such as 60/6000, the first one the smaller".into()),
    }
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(speed) if (0.1..=100.0).contains(&speed) => Ok(speed),
        _ => Err("a number from 0.1 to 100".into()),
    }
}
