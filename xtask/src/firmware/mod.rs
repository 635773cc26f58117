//! The firmware of `examples/firmware`: built for its boards, measured, and run in QEMU for calls with strangers.

mod budget;
pub(crate) mod cost;
mod image;

use std::{collections::BTreeMap, path::PathBuf};

use crate::{Fault, interop::boards, root};
use image::Image;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Writes the budget anew instead of holding sizes against it.
    #[arg(long)]
    update: bool,
    /// Only calls whose name contains this, and no judgement of the stack.
    #[arg(long, value_name = "TEXT", conflicts_with = "update")]
    only: Option<String>,
    /// Builds and measures, without a call.
    #[arg(long, conflicts_with = "update")]
    no_calls: bool,
    /// How much faster than real the audio runs while the board is not awaited.
    #[arg(long, default_value_t = 8)]
    speed: u32,
    /// A program `fax` in place of the one that is built here.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Counts the instructions for these pages too (PBM, 1728 pels wide).
    #[arg(long, num_args = 1.., value_name = "FILE")]
    charts: Vec<PathBuf>,
}

/// A program for a board that QEMU knows.
pub(crate) struct Board {
    /// Names the program: the board, and what the program has besides.
    pub(crate) name: &'static str,
    /// Its folder, and its features.
    pub(crate) folder: &'static str,
    features: &'static str,
    target: &'static str,
    /// What QEMU calls the board.
    pub(crate) machine: &'static str,
    /// What the program may take: octets of RAM, static and stack together, and octets of flash of the three libraries.
    ram: u64,
    flash: u64,
    /// What it has to show.
    pub(crate) shows: Shows,
    /// It also has a page in flash.
    pub(crate) stored: bool,
}

/// What a program is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    Sending,
    /// Without error correction.
    SendingPlain,
    SendingAndReceiving,
    /// The same with room for a block, so that error correction is received too, by an executor.
    SendingAndReceivingBlocks,
    /// Two jobs, the first of which finds a busy line.
    Queueing,
    /// Nothing but what coding costs.
    Cost,
}

/// All of them.
pub(crate) const BOARDS: [Board; 6] = [
    // 16 KB of RAM: sends and receives.
    Board {
        name: "microbit",
        folder: "microbit",
        features: "",
        target: "thumbv6m-none-eabi",
        machine: "microbit",
        ram: 12 * 1024,
        flash: 64 * 1024,
        shows: Shows::SendingAndReceiving,
        stored: true,
    },
    // The same with a queue, whose constants have no names either.
    Board {
        name: "microbit-queue",
        folder: "microbit",
        features: "queue",
        target: "thumbv6m-none-eabi",
        machine: "microbit",
        ram: 12 * 1024,
        flash: 68 * 1024,
        shows: Shows::Queueing,
        stored: false,
    },
    // Counts instructions; no product.
    Board {
        name: "microbit-measure",
        folder: "microbit",
        features: "measure",
        target: "thumbv6m-none-eabi",
        machine: "microbit",
        ram: 16 * 1024,
        flash: 256 * 1024,
        shows: Shows::Cost,
        stored: false,
    },
    // 8 KB: only sends.
    Board {
        name: "vldiscovery",
        folder: "vldiscovery",
        features: "ecm",
        target: "thumbv7m-none-eabi",
        machine: "stm32vldiscovery",
        ram: 7 * 1024,
        flash: 42 * 1024,
        shows: Shows::Sending,
        stored: false,
    },
    // The same without error correction: the least that sends.
    Board {
        name: "vldiscovery-plain",
        folder: "vldiscovery",
        features: "",
        target: "thumbv7m-none-eabi",
        machine: "stm32vldiscovery",
        ram: 7 * 1024,
        flash: 40 * 1024,
        shows: Shows::SendingPlain,
        stored: false,
    },
    // Megabytes, of which a block of error correction takes 64 KB; embassy.
    Board {
        name: "mps2",
        folder: "mps2",
        features: "",
        target: "thumbv7m-none-eabi",
        machine: "mps2-an385",
        ram: 84 * 1024,
        flash: 72 * 1024,
        shows: Shows::SendingAndReceivingBlocks,
        stored: false,
    },
];

/// Octets by board and by what takes them: "microbit,flash of fax-core".
type Sizes = BTreeMap<String, u64>;

/// Builds, measures, calls, and compares all that with what it may be.
pub(crate) fn run(options: &Options) -> Result<(), Fault> {
    let mut faults = Vec::new();
    let mut sizes = Sizes::new();
    let mut images = Vec::new();
    for board in &BOARDS {
        let image = Image::build(board)?;
        if board.shows == Shows::Cost {
            images.push((board, image));
            continue;
        }
        faults.extend(image.forbidden()?);
        let measured = image.sizes()?;
        image::print(board, &measured);
        sizes.extend(measured.into_iter().map(|(what, octets)| (format!("{},{what}", board.name), octets)));
        images.push((board, image));
    }
    if !options.no_calls {
        let programs: Vec<_> = images.iter().map(|(board, image)| (*board, image.path())).collect();
        let stacks =
            boards::run(&programs, options.speed, options.only.as_deref(), options.program.clone(), &options.charts)?;
        if options.only.is_none() {
            sizes.extend(stacks.into_iter().map(|(board, octets)| (format!("{board},{}", image::STACK), octets)));
        }
    }
    for board in BOARDS.iter().filter(|board| board.shows != Shows::Cost) {
        faults.extend(limits(board, &sizes));
    }
    let file = root().join("examples/firmware/budget.csv");
    if options.update {
        budget::write(&file, &sizes)?
    } else {
        faults.extend(budget::exceeded(&file, &sizes)?)
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// What a board promises, whatever the budget says.
fn limits(board: &Board, sizes: &Sizes) -> Vec<Fault> {
    let of = |what: &str| sizes.get(&format!("{},{what}", board.name)).copied();
    let ram = of(image::RAM).zip(of(image::STACK)).map(|(fixed, stack)| fixed + stack);
    let mut over = Vec::new();
    for (what, octets, limit) in
        [("RAM", ram, board.ram), ("flash of the libraries", of(image::LIBRARIES), board.flash)]
    {
        let Some(octets) = octets else { continue };
        println!("{}: {octets} octets of {what}, {limit} are allowed", board.name);
        if octets > limit {
            over.push(format!("{}: {octets} octets of {what} are more than {limit}", board.name));
        }
    }
    over
}
