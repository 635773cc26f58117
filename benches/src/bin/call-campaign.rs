//! Calls on bad wires, in great numbers: the trials of `fax-core`'s tests. The first call in which something is as it must not be
//! ends the campaign, and says what makes it again.

use std::process::ExitCode;
use std::time::Instant;

use benches::trials::{frames, losses, model, noise};
use clap::Parser;

#[derive(Parser)]
#[command(about = "Calls on bad wires, in great numbers")]
struct Arguments {
    /// How many random calls on random wires.
    #[arg(long, default_value_t = 100_000)]
    calls: u64,
    /// The first of them.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Of all pairs of faults in the reference calls, and of the lengths of long frames, every so many-th; 0 leaves all but
    /// the random calls out.
    #[arg(long, default_value_t = 1)]
    every: usize,
    /// How much is lost at most in the small model.
    #[arg(long, default_value_t = 3)]
    losses: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match all(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(finding) => {
            eprintln!("call-campaign: {finding}");
            ExitCode::FAILURE
        }
    }
}

fn all(arguments: &Arguments) -> Result<(), String> {
    if arguments.every > 0 {
        every_frame(arguments.every)?;
        small_model(arguments.losses)?;
        reference(arguments.every)?;
    }
    random(arguments.seed, arguments.calls)
}

/// Every code and length in every state.
fn every_frame(every: usize) -> Result<(), String> {
    let began = Instant::now();
    let cases = frames::try_all(&frames::FILLS, every)?;
    println!("{cases}, in {:.1} s", began.elapsed().as_secs_f64());
    Ok(())
}

/// Losses at every place of calls with two pages.
fn small_model(losses: usize) -> Result<(), String> {
    for scene in model::scenes() {
        let began = Instant::now();
        let seen = model::explore(&scene, losses)?;
        println!("{:28} up to {losses} losses: {seen}; in {:.1} s", scene.name, began.elapsed().as_secs_f64());
    }
    Ok(())
}

/// All faults, singly and in pairs, in all reference calls.
fn reference(every: usize) -> Result<(), String> {
    let began = Instant::now();
    let mut sum = losses::Tally::default();
    for scene in losses::scenes() {
        let tally = losses::try_all(&scene, every)?;
        println!("{:28} {tally}", scene.name);
        sum.add(tally);
    }
    println!("{:28} {sum}", "all");
    println!("{}", rate(sum.calls, began));
    Ok(())
}

/// Random calls on random wires.
fn random(seed: u64, count: u64) -> Result<(), String> {
    let began = Instant::now();
    let mut calls = noise::Calls::default();
    for seed in seed..seed + count {
        noise::judge(seed, &mut calls)?;
    }
    println!("\n{:28} {}", "random", calls.tally);
    println!("{} pages mistaken for confirmed on wires with more than 1.6 s of delay", calls.mistaken);
    println!("{}; {} hours by their own clocks", rate(count, began), calls.seconds / 3600);
    Ok(())
}

fn rate(calls: u64, began: Instant) -> String {
    let took = began.elapsed().as_secs_f64();
    format!("{calls} calls in {took:.1} s, {:.0} calls/s", calls as f64 / took)
}
