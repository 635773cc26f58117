//! The program `fax`: sends, receives, converts and inspects faxes.
#![warn(clippy::print_stdout, clippy::print_stderr, reason = "they panic when nobody reads; see `output`")]

mod archive;
mod args;
mod capture;
mod control;
mod convert;
mod document;
mod exit;
mod info;
mod line;
mod loopback;
mod modem;
mod notices;
mod output;
mod poll;
mod port;
mod probe;
mod queue;
mod receive;
mod result;
mod send;
mod serve;
mod shelf;
mod stop;
mod trace;
mod transcript;

use std::process::ExitCode;

use args::Command;
use clap::Parser;
use exit::Exit;

fn main() -> ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            if error.use_stderr() {
                output::usage(error.render());
                return Exit::Usage.into();
            }
            // What is to be done about a closed terminal is to end, which follows.
            let _ = error.print();
            return Exit::Done.into();
        }
    };
    let done = match &args.command {
        Command::Loopback(args) => loopback::run(args),
        Command::Send(args) => send::run(args),
        Command::Receive(args) => receive::run(args),
        Command::Poll(args) => poll::run(args),
        Command::Serve(args) => serve::run(args),
        Command::Queue(args) => queue::run(args),
        Command::Modems(args) => probe::list(args),
        Command::Probe(args) => probe::run(args),
        Command::Line(args) => line::run(args),
        Command::Convert(args) => convert::run(args),
        Command::Info(args) => info::run(args),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            output::complain(&failure);
            failure.exit.into()
        }
    }
}
