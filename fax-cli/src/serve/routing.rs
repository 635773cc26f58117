//! What the file says of where faxes go: groups and rules for those that are sent, methods for those that are received.

use std::path::Path;

use fax_queue::engine::parts::{ALL_DEVICES, DialingPlan, OutboundGroups, OutboundRule, OutboundRules, Target};
use fax_queue::model::RoutingMethod;
use fax_queue::service::methods::{CommandMethod, FolderMethod};
use fax_queue::vocabulary::{DeviceId, Guid};
use serde::Deserialize;
use toml::Spanned;

/// Lines that are tried in this order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Group {
    name: Spanned<String>,
    /// Their modems.
    lines: Vec<Spanned<String>>,
}

/// Numbers of a country, or of an area of it, and who sends to them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Rule {
    /// None: the rule for all numbers that have no other.
    country: Option<Spanned<u32>>,
    area: Option<Spanned<u32>>,
    group: Option<Spanned<String>>,
    line: Option<Spanned<String>>,
}

/// What is dialled before what.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Dialing {
    country: Option<Spanned<String>>,
    area: Option<Spanned<String>>,
    international_prefix: Option<Spanned<String>>,
    national_prefix: Option<Spanned<String>>,
    outside_line: Option<Spanned<String>>,
}

/// Where received faxes go, besides the inbox.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Routing {
    /// Copies go there.
    folder: Option<String>,
    /// Mails go there.
    mail: Option<Spanned<String>>,
    /// This is run.
    command: Option<Spanned<Vec<String>>>,
    /// This prints; `{target}` is the printer.
    print: Option<Spanned<Vec<String>>>,
    printer: String,
}

/// A place in the file, as people count lines.
pub(super) struct At<'t>(pub(super) &'t str);

impl At<'_> {
    pub(super) fn wrong<T>(&self, at: &Spanned<T>, why: impl core::fmt::Display) -> String {
        format!("line {}: {why}", self.line(at))
    }

    /// The number of a line.
    pub(super) fn line<T>(&self, at: &Spanned<T>) -> usize {
        self.0.get(..at.span().start).unwrap_or_default().matches('\n').count() + 1
    }
}

/// Checks groups and rules, and makes of them what the queue knows. Lines are known by their modems; `id` tells which device
/// one is.
pub(super) fn outbound(
    (groups, rules, dialing): (&[Group], &[Spanned<Rule>], &Dialing),
    id: impl Fn(&str) -> Option<DeviceId>,
    at: &At<'_>,
) -> Result<(OutboundGroups, OutboundRules), String> {
    let device = |modem: &Spanned<String>| {
        let name = modem.get_ref();
        id(name).ok_or_else(|| at.wrong(modem, format_args!("{name} has no [[line]]")))
    };
    let mut made = OutboundGroups::default();
    for group in groups {
        let name = group.name.get_ref();
        made.add(name).map_err(|why| at.wrong(&group.name, why))?;
        if name.is_empty() || name.chars().count() > 127 || group.lines.is_empty() {
            return Err(at.wrong(&group.name, "a group has a name of 1 to 127 characters, and a line at least"));
        }
        for line in &group.lines {
            let id = device(line)?;
            if made.list.last().is_some_and(|group| group.devices.contains(&id)) {
                return Err(at.wrong(line, format_args!("{} is in the group already", line.get_ref())));
            }
            made.add_device(name, id).map_err(|why| at.wrong(line, why))?;
        }
    }
    let mut by = OutboundRules { plan: dialing.plan(at)?, ..OutboundRules::default() };
    let mut default = false;
    for place in rules {
        let rule = place.get_ref();
        let target = match (&rule.group, &rule.line) {
            (Some(group), None) => {
                match made.list.iter().find(|known| known.name.eq_ignore_ascii_case(group.get_ref())) {
                    Some(known) => Target::Group(known.name.clone()),
                    None if group.get_ref().eq_ignore_ascii_case(ALL_DEVICES) => Target::default(),
                    None => return Err(at.wrong(group, format_args!("there is no [[group]] {:?}", group.get_ref()))),
                }
            }
            (None, Some(line)) => Target::Device(device(line)?),
            (Some(one), Some(_)) => return Err(at.wrong(one, "a [[rule]] has a group or a line, not both")),
            (None, None) => return Err(at.wrong(place, "a [[rule]] has a group or a line")),
        };
        match (&rule.country, &rule.area) {
            (None, Some(area)) => return Err(at.wrong(area, "an area needs its country")),
            (None, None) if default => {
                return Err(at.wrong(place, "there is a [[rule]] without a country already"));
            }
            (None, None) => (by.default, default) = (target, true),
            (Some(country), area) => {
                let number = area.as_ref().map_or(0, |area| *area.get_ref());
                if !(1..=999).contains(country.get_ref()) || number > 9_999_999 {
                    return Err(at.wrong(country, "a country is 1 to 999, and an area at most 9999999"));
                }
                by.add(OutboundRule { country: *country.get_ref(), area: number, target })
                    .map_err(|_| at.wrong(country, "this country and area have a [[rule]] already"))?;
            }
        }
    }
    Ok((made, by))
}

impl Dialing {
    /// Before the numbers of other countries, as most countries dial it (ITU-T E.164).
    const INTERNATIONAL: &str = "00";

    fn plan(&self, at: &At<'_>) -> Result<DialingPlan, String> {
        let mut plan = DialingPlan { international_prefix: Self::INTERNATIONAL.into(), ..DialingPlan::default() };
        for (told, known) in [
            (&self.country, &mut plan.country),
            (&self.area, &mut plan.area),
            (&self.international_prefix, &mut plan.international_prefix),
            (&self.national_prefix, &mut plan.national_prefix),
            (&self.outside_line, &mut plan.outside_line),
        ] {
            let Some(told) = told else { continue };
            let digits = told.get_ref();
            if digits.len() > 8 || !digits.bytes().all(|c| c.is_ascii_digit()) {
                return Err(at.wrong(told, "codes and prefixes have up to 8 digits, and nothing else"));
            }
            known.clone_from(digits);
        }
        Ok(plan)
    }
}

impl Routing {
    pub(super) fn check(&self, at: &At<'_>) -> Result<(), String> {
        for words in [&self.command, &self.print].into_iter().flatten() {
            if words.get_ref().first().is_none_or(String::is_empty) {
                return Err(at.wrong(words, "a command is a list of words, and the first one is a program"));
            }
        }
        match &self.mail {
            Some(to) if !fax_queue::service::mail::is_address(to.get_ref()) => {
                Err(at.wrong(to, format_args!("{:?} is no mail address", to.get_ref())))
            }
            _ => Ok(()),
        }
    }

    /// Whether received faxes go out by mail, through the server of the receipts.
    pub(super) const fn mails(&self) -> bool {
        self.mail.is_some()
    }

    /// The methods that are set, with what each is told.
    pub(super) fn targets(&self, folder: &Path) -> Vec<(Guid, String)> {
        let path = |name: &String| folder.join(name).to_string_lossy().into_owned();
        let set = [
            (Guid::FOLDER, self.folder.as_ref().map(path)),
            (Guid::EMAIL, self.mail.as_ref().map(|to| to.get_ref().clone())),
            (CommandMethod::GUID, self.command.as_ref().map(|_| String::new())),
            (Guid::PRINT, self.print.as_ref().map(|_| self.printer.clone())),
        ];
        set.into_iter().filter_map(|(guid, target)| Some((guid, target?))).collect()
    }

    /// The methods themselves, but mail, which needs the queue.
    pub(super) fn methods(&self) -> Vec<Box<dyn RoutingMethod>> {
        let mut methods: Vec<Box<dyn RoutingMethod>> = vec![Box::new(FolderMethod)];
        let words = |words: &'_ Spanned<Vec<String>>| words.get_ref().clone();
        if let Some(command) = self.command.as_ref().map(words) {
            let words: Vec<&str> = command.iter().map(String::as_str).collect();
            methods.push(Box::new(CommandMethod::new(CommandMethod::GUID, "Command", &words)));
        }
        if let Some(print) = self.print.as_ref().map(words) {
            let words: Vec<&str> = print.iter().map(String::as_str).collect();
            methods.push(Box::new(CommandMethod::print(&words)));
        }
        methods
    }
}
