//! MS-FAX: kinds of configuration.

use fax_queue::vocabulary::wire::ConfigKind;

use crate::form::{members, numbers};

members! {
    Numbers "MS-FAX: kinds of configuration" has 11:
    RECEIPTS = receipts,
    ACTIVITY_LOGGING = activity_logging,
    OUTBOX = outbox,
    SENTITEMS = sentitems,
    INBOX = inbox,
    SECURITY = security,
    EVENTLOGS = eventlogs,
    DEVICES = devices,
    OUT_GROUPS = out_groups,
    OUT_RULES = out_rules,
    GENERAL_CONFIG = general_config,
}

numbers! {
    ConfigKind:
    receipts 0 Receipts,
    activity_logging 1 ActivityLogging,
    outbox 2 Outbox,
    sentitems 3 SentItems,
    inbox 4 Inbox,
    security 5 Security,
    eventlogs 6 EventLogs,
    devices 7 Devices,
    out_groups 8 OutGroups,
    out_rules 9 OutRules,
    general_config 10 GeneralConfig,
}
