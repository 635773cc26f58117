//! New settings for the queues, and a new configuration.

use super::parts::{Configuration, General, Part, PartKind, PartRecord, PartValue};
use super::{Done, EventKind, Guard, Now, Plan, Refusal, Settings, View, Write};

/// New settings. What is equal to the old ones raises no event.
pub(super) fn configure(view: &View, settings: &Settings, now: Now) -> Result<Plan, Refusal> {
    settings.check()?;
    let old = &view.server.settings;
    if old == settings {
        return Ok(Plan::nothing(Done::default()));
    }
    let mut server = view.server.clone();
    server.set_settings(settings);
    let mut plan = Plan::default();
    if old.has_other_rules(settings) {
        plan.server_event(&mut server, EventKind::OutgoingQueueConfigChanged, now);
    }
    if old.has_other_state(settings) {
        plan.server_event(&mut server, state(settings), now);
    }
    if old.outgoing_archive != settings.outgoing_archive {
        plan.server_event(&mut server, EventKind::OutgoingArchiveConfigChanged, now);
    }
    if old.incoming_archive != settings.incoming_archive {
        plan.server_event(&mut server, EventKind::IncomingArchiveConfigChanged, now);
    }
    plan.put_server(server);
    Ok(plan)
}

/// How the doors of the queues stand, to be told.
const fn state(settings: &Settings) -> EventKind {
    let Settings { outgoing_blocked, outgoing_paused, incoming_blocked, .. } = *settings;
    EventKind::QueuesStatusChanged { outgoing_blocked, outgoing_paused, incoming_blocked }
}

/// The settings and the part beside them, in one step. [`Configuration`] says what is told of it.
pub(super) fn whole(view: &View, new: &Configuration, now: Now) -> Result<Plan, Refusal> {
    new.settings.check()?;
    new.general.check(&view.parts)?;
    let old: General = view.parts.get();
    let settings = &view.server.settings;
    if old == new.general && *settings == new.settings {
        return Ok(Plan::nothing(Done::default()));
    }
    let mut plan = Plan::default();
    if old != new.general {
        let version = view.parts.version(PartKind::General);
        plan.guards.push(Guard::Part(PartKind::General, version));
        let part = Part::General(new.general.clone());
        plan.writes.push(Write::Part(PartRecord { version: version.next(), part }));
    }
    let mut server = view.server.clone();
    server.set_settings(&new.settings);
    plan.server_event(&mut server, EventKind::PartChanged(PartKind::General), now);
    if settings.has_other_state(&new.settings) {
        plan.server_event(&mut server, state(&new.settings), now);
    }
    plan.put_server(server);
    Ok(plan)
}
