//! Does one thing so many times, for `cargo xtask instructions`, which counts the instructions of it.
//!
//! What is done besides, reading the page and coding it, is the same for any number of times: the difference between two
//! numbers is the thing alone.

use std::path::PathBuf;
use std::process::ExitCode;

use benches::codec::CODINGS;
use benches::page::{self, Page};
use benches::{ours, synthetic};
use fax_t4::Params;

const USAGE: &str =
    "codec-once fast|small MMR|MH|MR decode|encode PAGE TIMES: PAGE is a PBM file or a made up page's name";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("codec-once: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), String> {
    let [store, coding, direction, page, times] = arguments else { return Err(USAGE.into()) };
    let ours = ours::all().find(|ours| ours.store() == store).ok_or(USAGE)?;
    let coding = CODINGS.into_iter().find(|known| known.to_string() == *coding).ok_or(USAGE)?;
    let times: u32 = times.parse().map_err(|_| USAGE)?;
    let page = find(page)?;

    let params = Params::new(coding, page.width).with_row_limit(page.height);
    let coded = ours.encode_page(params, &page);
    let mut bitmap = vec![0; page.octets.len()];
    let mut out = vec![0; ours::room(&page)];
    for _ in 0..times {
        match direction.as_str() {
            "decode" => assert_eq!(ours.decode_page(params, &coded, &mut bitmap), page.height),
            "encode" => assert_eq!(ours.encode_into(params, &page, &mut out), coded.len()),
            _ => return Err(USAGE.into()),
        }
    }
    // Only what was done last can be looked at, and not by a thing that costs instructions each time.
    let right = if direction == "decode" { bitmap == page.octets } else { out.starts_with(&coded) };
    if right || times == 0 { Ok(()) } else { Err("other pels or octets than the page's".into()) }
}

fn find(name: &str) -> Result<Page, String> {
    match synthetic::named(name) {
        Some(page) => Ok(page),
        None => page::load(&[PathBuf::from(name)]).map(|pages| pages[0].clone()),
    }
}
