//! When the log warns that the archives have become large: above the high mark once, and again only after they were below the
//! low one.

use super::parts::{General, PartValue};
use super::{Done, EventKind, Guard, Now, Plan, Refusal, View};

/// Octets of the unit of the marks.
const MB: u64 = 1 << 20;

/// What a size comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Nothing new.
    Same,
    /// Too large, and nobody was warned yet.
    Warn,
    /// Small enough to warn again when it is too large, or no warnings are wanted.
    Arm,
}

/// What this size comes to, if a warning is still in force or not.
fn gauge(general: &General, warned: bool, size: u64) -> Verdict {
    let (low, high) = (general.low_quota_water_mark, general.high_quota_water_mark);
    let wanted = general.size_quota_warning && (low, high) != (0, 0);
    let above = |mark: u32| size > u64::from(mark).saturating_mul(MB);
    let below = |mark: u32| size < u64::from(mark).saturating_mul(MB);
    match warned {
        false if wanted && above(high) => Verdict::Warn,
        true if !wanted || below(low) => Verdict::Arm,
        true | false => Verdict::Same,
    }
}

/// The warning and that it was given become durable together, so that a restart neither loses it nor brings it again.
pub(super) fn measure(view: &View, archive_size: u64, now: Now) -> Result<Plan, Refusal> {
    let general: General = view.parts.get();
    let mut plan = Plan::nothing(Done::default());
    let mut server = view.server.clone();
    match gauge(&general, server.quota_warned, archive_size) {
        Verdict::Same => return Ok(plan),
        Verdict::Arm => server.quota_warned = false,
        Verdict::Warn => {
            server.quota_warned = true;
            let high_mark = general.high_quota_water_mark;
            plan.server_event(&mut server, EventKind::ArchiveOverQuota { size: archive_size, high_mark }, now);
        }
    }
    plan.guards.push(Guard::Part(General::KIND, view.parts.version(General::KIND)));
    plan.put_server(server);
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks in MB, octets, whether a warning is in force, and what comes of it.
    type Row = (u32, u32, u64, bool, Verdict);

    #[test]
    fn a_warning_comes_above_one_mark_and_is_armed_below_the_other() {
        use Verdict::{Arm, Same, Warn};
        let rows: [Row; 16] = [
            (10, 20, 0, false, Same),
            (10, 20, 15 * MB, false, Same),
            (10, 20, 20 * MB, false, Same),
            (10, 20, 20 * MB + 1, false, Warn),
            (10, 20, u64::MAX, false, Warn),
            (10, 20, 30 * MB, true, Same),
            (10, 20, 15 * MB, true, Same),
            (10, 20, 10 * MB, true, Same),
            (10, 20, 10 * MB - 1, true, Arm),
            (10, 10, 10 * MB, true, Same),
            (10, 10, 10 * MB + 1, false, Warn),
            (0, 20, 20 * MB + 1, false, Warn),
            (0, 20, 0, true, Same),
            (0, 0, u64::MAX, false, Same),
            (0, 0, 1, true, Arm),
            (u32::MAX, u32::MAX, u64::from(u32::MAX) * MB, false, Same),
        ];
        for (low_quota_water_mark, high_quota_water_mark, size, warned, verdict) in rows {
            let marks = General { low_quota_water_mark, high_quota_water_mark, ..General::default() };
            let on = General { size_quota_warning: true, ..marks.clone() };
            assert_eq!(
                gauge(&on, warned, size),
                verdict,
                "{low_quota_water_mark} {high_quota_water_mark} {size} {warned}"
            );
            assert_eq!(gauge(&marks, warned, size), if warned { Arm } else { Same }, "switched off");
        }
    }
}
