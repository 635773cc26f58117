//! A part of the configuration gets a new value.

use super::parts::{Part, PartRecord};
use super::{Done, EventKind, Guard, Now, Plan, Refusal, View, Write};

/// A new value for a part. The parts that it was checked against must not change before it is written.
pub(super) fn set(view: &View, part: &Part, now: Now) -> Result<Plan, Refusal> {
    part.check(&view.parts)?;
    let kind = part.kind();
    if view.parts.record(kind).map_or_else(|| Part::new(kind) == *part, |old| old.part == *part) {
        return Ok(Plan::nothing(Done::default()));
    }
    let version = view.parts.version(kind);
    let mut plan = Plan::default();
    for needed in kind.needs() {
        plan.guards.push(Guard::Part(*needed, view.parts.version(*needed)));
    }
    plan.guards.push(Guard::Part(kind, version));
    plan.writes.push(Write::Part(PartRecord { version: version.next(), part: part.clone() }));
    if kind.told_as().is_some() {
        let mut server = view.server.clone();
        plan.server_event(&mut server, EventKind::PartChanged(kind), now);
        plan.put_server(server);
    }
    Ok(plan)
}
