//! `fax probe` and `fax modems`: which modems there are, and what they are.

use core::sync::atomic::{AtomicBool, Ordering};

use fax_core::{Clock, Modulations};
use fax_modem::{Findings, PortInfo, Profile, RunError, SerialError, probe};
use serde_json::{Value, json};

use crate::args::{Modems, Probe};
use crate::exit::{Exit, Failed};
use crate::output;
use crate::port::{self, Locks};
use crate::stop;

pub(crate) fn run(args: &Probe) -> Result<Exit, Failed> {
    let stop = stop::on_ctrl_c()?;
    let found = ask(&args.modem, args.baud, &args.locks, &stop).map_err(|error| match error {
        // These name the port themselves.
        RunError::Io(error) => Failed::new(Exit::Io, error),
        other => Failed::io(&args.modem, other),
    })?;
    if args.json {
        output::line(described(&args.modem, &found));
    } else if args.toml {
        output::line(profile_of(&args.modem, args.baud, &found).trim_end());
    } else {
        tell(&args.modem, &found);
    }
    Ok(Exit::Done)
}

pub(crate) fn list(args: &Modems) -> Result<Exit, Failed> {
    let stop = stop::on_ctrl_c()?;
    let ports = fax_modem::ports().map_err(|error| Failed::new(Exit::Io, error))?;
    if ports.is_empty() && !args.json {
        output::line("no serial ports; is the modem plugged in?");
    }
    for port in &ports {
        let found = (!args.quiet).then(|| ask(&port.path, args.baud, &args.locks, &stop));
        if let Some(Err(RunError::Stopped)) = found {
            break;
        }
        if args.json {
            let mut row = match &found {
                Some(Ok(found)) => described(&port.path, found),
                Some(Err(error)) => json!({ "port": port.path, "why_not": error.to_string() }),
                None => json!({ "port": port.path }),
            };
            if let (Some(row), Some(usb)) = (row.as_object_mut(), &port.usb) {
                let (vendor, product) = usb.ids;
                let ids = format!("{vendor:04x}:{product:04x}");
                let usb = json!({ "ids": ids, "maker": usb.maker, "product": usb.product, "serial": usb.serial });
                row.insert("usb".into(), usb);
            }
            output::line(row);
        } else {
            let said = match &found {
                Some(Ok(found)) => format!(": {found}"),
                Some(Err(error)) => format!(": {error}"),
                None => String::new(),
            };
            output::line(format_args!("{}{}{said}", port.path, device(port)));
        }
    }
    Ok(Exit::Done)
}

fn ask(path: &str, baud: u32, locks: &Locks, stop: &AtomicBool) -> Result<Findings, RunError<SerialError>> {
    let mut port = port::open(path, baud, Profile::GENERIC.flow, locks).map_err(RunError::Io)?;
    let clock = Clock::new();
    probe(&mut port, move || clock.now(), || stop.load(Ordering::Acquire))
}

/// The device behind a port, as far as USB tells.
fn device(port: &PortInfo) -> String {
    let Some(usb) = &port.usb else { return String::new() };
    let (vendor, product) = usb.ids;
    let words: Vec<_> = [&usb.maker, &usb.product].into_iter().flatten().map(String::as_str).collect();
    format!(" ({vendor:04x}:{product:04x}{}{})", if words.is_empty() { "" } else { " " }, words.join(" "))
}

fn tell(port: &str, found: &Findings) {
    output::line(format_args!("{port}: {found}"));
    for (what, text) in [("maker", &found.maker), ("model", &found.model), ("revision", &found.revision)] {
        if !text.is_empty() {
            output::line(format_args!("  {what}: {text}"));
        }
    }
    output::line(format_args!("  classes: {}", classes(found).join(", ")));
    output::line(format_args!("  sends: {}", rates(found.sends)));
    output::line(format_args!("  receives: {}", rates(found.receives)));
    output::line(format_args!("  tells V.21 from an image (+FAR): {}", if found.adaptive { "yes" } else { "no" }));
    output::line(format_args!("  tells who calls: {}", found.caller_id.unwrap_or("not by a known command")));
    for quirk in found.quirks() {
        output::line(format_args!("  it {quirk}"));
    }
    let family = found.suggested();
    if Profile::by_name(family) == Some(found.profile()) {
        output::line(format_args!("use it with: --modem {port} --profile {family}"));
    } else {
        output::line(format_args!(
            "use it with: --modem {port} --profile FILE.toml, where FILE.toml is what `fax probe --modem {port} --toml` says"
        ));
    }
}

/// The suggested profile as a file, with what led to it.
fn profile_of(port: &str, baud: u32, found: &Findings) -> String {
    let mut text = format!("# {port}: {found}\n");
    for quirk in found.quirks() {
        text = text + "# It " + &quirk.to_string() + ".\n";
    }
    let profile = Profile { baud, ..found.profile() };
    text + &profile.to_toml(Some(found.suggested()))
}

fn classes(found: &Findings) -> Vec<&'static str> {
    let all = found.classes;
    [("1", all.class1), ("1.0", all.class1_0), ("2", all.class2), ("2.0", all.class2_0)]
        .into_iter()
        .filter_map(|(name, has)| has.then_some(name))
        .collect()
}

fn rates(modulations: Modulations) -> String {
    let names: Vec<_> = modulations.iter().map(|modulation| modulation.to_string()).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

fn described(port: &str, found: &Findings) -> Value {
    let names = |modulations: Modulations| modulations.iter().map(|one| one.to_string()).collect::<Vec<_>>();
    json!({
        "port": port,
        "maker": found.maker.as_str(),
        "model": found.model.as_str(),
        "revision": found.revision.as_str(),
        "classes": classes(found),
        "sends": names(found.sends),
        "receives": names(found.receives),
        "adaptive": found.adaptive,
        "caller_id": found.caller_id,
        "quirks": found.quirks().map(|quirk| json!({ "number": quirk.number(), "what": quirk.to_string() })).collect::<Vec<_>>(),
        "profile": found.suggested(),
        "toml": found.profile().to_toml(Some(found.suggested())),
    })
}
