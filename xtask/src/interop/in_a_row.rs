//! Many calls, one after the other: one `fax` that receives, one pair of foreign modems, and all of them stay up.

use core::time::Duration;
use std::{fs, time::Instant};

use serde_json::Value;

use super::{
    judge,
    matrix::CALL_LIMIT,
    process::{Running, await_path},
    programs::{SET_UP, exit, fax_receive, fax_send, words},
    tools::Tools,
};
use crate::Fault;

/// After a call the receiver sets its modem up again before the next one.
const BETWEEN_CALLS: Duration = Duration::from_millis(1500);

/// Makes the calls, prints what went wrong, and fails if anything did.
pub(super) fn run(tools: &Tools, calls: u32) -> Result<(), Fault> {
    let folder = &tools.folder("in a row");
    let _ = fs::remove_dir_all(folder); // it need not be there
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;

    let limit = CALL_LIMIT.as_millis() * u128::from(calls);
    let mut args = words(&format!("pair --port A --port B --calls {calls} --speed {} --limit {limit}", tools.speed));
    args.extend(words("--trace serial.trace"));
    let mut line = Running::start("line", &tools.line, &args, folder)?;
    for port in ["A", "B"] {
        await_path(&folder.join(port), SET_UP).map_err(|fault| fault + ": " + &line.err())?;
    }
    let mut receiver = fax_receive(tools, "B", exit::DONE);
    receiver.args.retain(|arg| arg != "--once");
    receiver.trace_to("receive.trace");
    let receiving = Running::start("fax-receive", &receiver.path, &receiver.args, folder)?;

    let start = Instant::now();
    let mut faults = Vec::new();
    for number in 1..=calls {
        std::thread::sleep(if number == 1 { SET_UP } else { BETWEEN_CALLS });
        let sender = fax_send(tools, &tools.documents.short, "5551234", exit::DONE);
        let name = format!("fax-send-{number}");
        let mut sending = Running::start(&name, &sender.path, &sender.args, folder)?;
        let code = sending.finish(CALL_LIMIT)?;
        let got = if number == 1 { "got.tif".to_owned() } else { format!("got-{number}.tif") };
        let outcome = if sender.exit.contains(&code) {
            judge::pages(tools, folder, &tools.documents.short, 0, 0, &got).map(|_| ())
        } else {
            Err(format!("fax send ended with {code}: {}", sending.err().trim()))
        };
        if let Err(fault) = outcome {
            println!("call {number}: {fault}");
            faults.push(number);
        }
    }
    let code = line.finish(SET_UP * 2)?;
    let good = |line: &str| {
        let said: Option<Value> = serde_json::from_str(line).ok();
        said.is_some_and(|said| said.get("outcome").and_then(Value::as_str) == Some("completed"))
    };
    let completed = receiving.out().lines().filter(|line| good(line)).count();
    let delivered = calls as usize - faults.len();
    println!(
        "{calls} calls in a row: {delivered} delivered, {completed} completed by the receiver's account, {:.0} s",
        start.elapsed().as_secs_f64()
    );
    if code != 0 {
        return Err(format!("the line ended with {code}: {}", line.err()));
    }
    if faults.is_empty() && completed == calls as usize {
        Ok(())
    } else {
        Err(format!("not delivered: {faults:?}; see {}", folder.display()))
    }
}
