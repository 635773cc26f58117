//! New settings for the queues.

use super::{Done, EventKind, Now, Plan, Refusal, Settings, View};

/// New settings. What is equal to the old ones raises no event.
pub(super) fn configure(view: &View, settings: &Settings, now: Now) -> Result<Plan, Refusal> {
    settings.check()?;
    let old = &view.server.settings;
    if old == settings {
        return Ok(Plan::nothing(Done::default()));
    }
    let mut server = view.server.clone();
    server.settings = *settings;
    let mut plan = Plan::default();
    if old.has_other_rules(settings) {
        plan.server_event(&mut server, EventKind::OutgoingQueueConfigChanged, now);
    }
    if old.has_other_state(settings) {
        let Settings { outgoing_blocked, outgoing_paused, incoming_blocked, .. } = *settings;
        let kind = EventKind::QueuesStatusChanged { outgoing_blocked, outgoing_paused, incoming_blocked };
        plan.server_event(&mut server, kind, now);
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
