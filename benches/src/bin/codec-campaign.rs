//! Looks for pages and errors that the codec gets wrong. The first finding ends it, with what makes it again.

use std::process::ExitCode;

use benches::campaign::{Campaign, Range, run};
use clap::Parser;

#[derive(Parser)]
#[command(about = "Looks for pages and errors that the codec gets wrong")]
struct Arguments {
    #[command(subcommand)]
    campaign: Campaign,
    #[command(flatten)]
    range: Range,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments.campaign, arguments.range) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(finding) => {
            eprintln!("codec-campaign: {finding}");
            ExitCode::FAILURE
        }
    }
}
