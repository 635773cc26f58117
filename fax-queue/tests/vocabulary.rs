//! The numbers of the documentation, held against the vocabulary. The tables are copied from `faxcomex.h`, `winfax.h`,
//! `faxdev.h` and MS-FAX by name and value, on purpose in another form than the definitions.

#![allow(clippy::unwrap_used, reason = "tests")]

use fax_queue::vocabulary::*;

/// Each number reads as the item, the item writes as the number, and nothing else up to the largest one does.
macro_rules! numbers {
    ($test:ident, $type:path, [$($number:literal $item:ident $name:literal),+ $(,)?]) => {
        #[test]
        fn $test() {
            use $type as Type;
            let table: &[(u32, Type, &str)] = &[$(($number, Type::$item, $name)),+];
            for (number, item, name) in table {
                assert_eq!(Type::try_from(*number).as_ref(), Ok(item), "{name}");
                assert_eq!(u32::from(*item), *number, "{name}");
            }
            assert_eq!(Type::ALL, table.iter().map(|row| row.1).collect::<Vec<_>>(), "no more and no fewer");
            let known: Vec<_> = table.iter().map(|row| row.0).collect();
            let largest = known.iter().max().unwrap();
            for other in (0..=8192).chain([largest + 1, 0x8000_0000, u32::MAX]) {
                assert_eq!(Type::try_from(other).is_ok(), known.contains(&other), "{other:#x}");
            }
        }
    };
}

/// Each bit has its number, and together they are all.
macro_rules! bits {
    ($test:ident, $type:path, [$($number:literal $item:ident $name:literal),+ $(,)?]) => {
        #[test]
        fn $test() {
            use $type as Type;
            let table: &[(u32, Type, &str)] = &[$(($number, Type::$item, $name)),+];
            let mut all = 0;
            for (number, item, name) in table {
                assert_eq!(Type::try_from(*number).as_ref(), Ok(item), "{name}");
                assert_eq!((item.bits(), u32::from(*item)), (*number, *number), "{name}");
                assert_eq!(all & number, 0, "{name} is a bit of its own");
                all |= number;
            }
            assert_eq!(Type::ALL.bits(), all);
            assert_eq!(Type::try_from(0), Ok(Type::NONE));
            for bit in (0..32).map(|shift| 1_u32 << shift) {
                assert_eq!(Type::try_from(bit).is_ok(), all & bit != 0, "{bit:#x}");
            }
        }
    };
}

numbers!(job_status_base, JobState, [
    0x001 Pending "fjsPENDING", 0x002 InProgress "fjsINPROGRESS", 0x008 Failed "fjsFAILED",
    0x040 Retrying "fjsRETRYING", 0x080 RetriesExceeded "fjsRETRIES_EXCEEDED", 0x100 Completed "fjsCOMPLETED",
    0x200 Canceled "fjsCANCELED", 0x400 Canceling "fjsCANCELING", 0x800 Routing "fjsROUTING",
]);

#[test]
fn job_status_modifiers() {
    for state in JobState::ALL {
        for (modifiers, paused, no_line) in
            [(0x00, false, false), (0x10, true, false), (0x20, false, true), (0x30, true, true)]
        {
            let status = Status { state: *state, paused, no_line };
            assert_eq!(status.bits(), state.value() | modifiers, "fjsPAUSED 0x10, fjsNOLINE 0x20");
            assert_eq!(Status::try_from(state.value() | modifiers), Ok(status));
        }
    }
    for bits in [0, 0x10, 0x003, 0x004, 0x1000, 0x108] {
        assert_eq!(Status::try_from(bits), Err(UnknownValue { what: "job status", value: bits }), "one base exactly");
    }
}

#[test]
fn extended_status() {
    use ExtendedStatus::*;
    let table = [
        None,
        Disconnected,
        Initializing,
        Dialing,
        Transmitting,
        Answered,
        Receiving,
        LineUnavailable,
        Busy,
        NoAnswer,
        BadAddress,
        NoDialTone,
        FatalError,
        CallDelayed,
        CallBlacklisted,
        NotFaxCall,
        PartiallyReceived,
        Handled,
        CallCompleted,
        CallAborted,
    ];
    for (number, status) in (0..).zip(table) {
        assert_eq!((ExtendedStatus::try_from(number), status.value()), (Ok(status), number));
        assert_eq!(status.text(), "", "documented codes have no text");
    }
    assert!(ExtendedStatus::try_from(20).is_err() && ExtendedStatus::try_from(0x00FF_FFFF).is_err());
    // fjesPROPRIETARY and above: a provider's own, with a text; one of them is ours.
    assert_eq!(ExtendedStatus::try_from(0x0100_0000), Ok(Proprietary(0x0100_0000)));
    assert_eq!(ExtendedStatus::try_from(0x0100_0001), Ok(Unconfirmed));
    assert_ne!(Unconfirmed.text(), "");
}

bits!(job_operations, Operations, [
    0x01 VIEW "fjoVIEW", 0x02 PAUSE "fjoPAUSE", 0x04 RESUME "fjoRESUME", 0x08 RESTART "fjoRESTART",
    0x10 DELETE "fjoDELETE", 0x20 RECIPIENT_INFO "fjoRECIPIENT_INFO", 0x40 SENDER_INFO "fjoSENDER_INFO",
]);
numbers!(job_type, JobType, [0 Send "fjtSEND", 1 Receive "fjtRECEIVE", 2 Routing "fjtROUTING"]);
bits!(server_events, ServerEvents, [
    0x001 IN_QUEUE "fsetIN_QUEUE", 0x002 OUT_QUEUE "fsetOUT_QUEUE", 0x004 CONFIG "fsetCONFIG",
    0x008 ACTIVITY "fsetACTIVITY", 0x010 QUEUE_STATE "fsetQUEUE_STATE", 0x020 IN_ARCHIVE "fsetIN_ARCHIVE",
    0x040 OUT_ARCHIVE "fsetOUT_ARCHIVE", 0x080 SERVICE_ENDED "fsetFXSSVC_ENDED",
    0x100 DEVICE_STATUS "fsetDEVICE_STATUS", 0x200 INCOMING_CALL "fsetINCOMING_CALL",
]);
bits!(account_events, AccountEvents, [
    0x01 IN_QUEUE "faetIN_QUEUE", 0x02 OUT_QUEUE "faetOUT_QUEUE", 0x04 IN_ARCHIVE "faetIN_ARCHIVE",
    0x08 OUT_ARCHIVE "faetOUT_ARCHIVE", 0x10 SERVICE_ENDED "faetFXSSVC_ENDED",
]);

#[test]
fn account_events_are_other_bits_than_server_events() {
    assert_eq!(ServerEvents::from(AccountEvents::IN_ARCHIVE).bits(), 0x20);
    assert_eq!(ServerEvents::from(AccountEvents::ALL).bits(), 0x01 | 0x02 | 0x20 | 0x40 | 0x80);
    assert_eq!(ServerEvents::from(AccountEvents::NONE), ServerEvents::NONE);
}

bits!(access_rights, AccessRights, [
    0x001 SUBMIT_LOW "farSUBMIT_LOW", 0x002 SUBMIT_NORMAL "farSUBMIT_NORMAL", 0x004 SUBMIT_HIGH "farSUBMIT_HIGH",
    0x008 QUERY_JOBS "farQUERY_JOBS", 0x010 MANAGE_JOBS "farMANAGE_JOBS", 0x020 QUERY_CONFIG "farQUERY_CONFIG",
    0x040 MANAGE_CONFIG "farMANAGE_CONFIG", 0x080 QUERY_IN_ARCHIVE "farQUERY_IN_ARCHIVE",
    0x100 MANAGE_IN_ARCHIVE "farMANAGE_IN_ARCHIVE", 0x200 QUERY_OUT_ARCHIVE "farQUERY_OUT_ARCHIVE",
    0x400 MANAGE_OUT_ARCHIVE "farMANAGE_OUT_ARCHIVE",
]);
bits!(access_rights_2, AccessRights2, [
    0x001 SUBMIT_LOW "far2SUBMIT_LOW", 0x002 SUBMIT_NORMAL "far2SUBMIT_NORMAL", 0x004 SUBMIT_HIGH "far2SUBMIT_HIGH",
    0x008 QUERY_OUT_JOBS "far2QUERY_OUT_JOBS", 0x010 MANAGE_OUT_JOBS "far2MANAGE_OUT_JOBS",
    0x020 QUERY_CONFIG "far2QUERY_CONFIG", 0x040 MANAGE_CONFIG "far2MANAGE_CONFIG",
    0x080 QUERY_ARCHIVES "far2QUERY_ARCHIVES", 0x100 MANAGE_ARCHIVES "far2MANAGE_ARCHIVES",
    0x200 MANAGE_RECEIVE_FOLDER "far2MANAGE_RECEIVE_FOLDER",
]);

#[test]
fn generic_rights_and_defaults() {
    let old = [AccessRights::GENERIC_EXECUTE, AccessRights::GENERIC_READ, AccessRights::GENERIC_WRITE];
    assert_eq!(old.map(AccessRights::bits), [0x001, 0x2A8, 0x550]);
    assert_eq!(AccessRights::GENERIC_ALL.bits(), 0x7FF);
    let new = [AccessRights2::GENERIC_EXECUTE, AccessRights2::GENERIC_READ, AccessRights2::GENERIC_WRITE];
    assert_eq!(new.map(AccessRights2::bits), [0x001, 0x020, 0x040]);
    assert_eq!(AccessRights2::GENERIC_ALL.bits(), 0x3FF);
    let accounts = [AccessRights2::ADMINISTRATOR, AccessRights2::INTERACTIVE, AccessRights2::USER];
    assert_eq!(accounts.map(AccessRights2::bits), [0x0E7, 0x027, 0x003]);
}

#[test]
fn the_right_to_submit_includes_lower_priorities() {
    let may = |bits: u32| {
        Priority::ALL.iter().map(|p| AccessRights2::try_from(bits).unwrap().may_submit(*p)).collect::<Vec<_>>()
    };
    assert_eq!(may(0x0), [false, false, false]);
    assert_eq!(may(0x1), [true, false, false]);
    assert_eq!(may(0x2), [true, true, false]);
    assert_eq!(may(0x4), [true, true, true]);
    assert!(
        AccessRights::SUBMIT_HIGH.may_submit(Priority::Low) && !AccessRights::SUBMIT_LOW.may_submit(Priority::High)
    );
}

numbers!(log_level, LogLevel, [0 None "fllNONE", 1 Min "fllMIN", 2 Med "fllMED", 3 Max "fllMAX"]);
numbers!(priority, Priority, [0 Low "fptLOW", 1 Normal "fptNORMAL", 2 High "fptHIGH"]);
bits!(receipt_type, ReceiptType, [1 MAIL "frtMAIL", 4 MESSAGE_BOX "frtMSGBOX"]);
numbers!(schedule_type, ScheduleType, [0 Now "fstNOW", 1 SpecificTime "fstSPECIFIC_TIME", 2 DiscountPeriod "fstDISCOUNT_PERIOD"]);
numbers!(cover_page_type, CoverPageType, [0 None "fcptNONE", 1 Local "fcptLOCAL", 2 Server "fcptSERVER"]);
numbers!(receive_mode, ReceiveMode, [0 NoAnswer "fdrmNO_ANSWER", 1 AutoAnswer "fdrmAUTO_ANSWER", 2 ManualAnswer "fdrmMANUAL_ANSWER"]);
numbers!(smtp_authentication, SmtpAuthentication, [0 Anonymous "fsatANONYMOUS", 1 Basic "fsatBASIC", 2 Ntlm "fsatNTLM"]);
numbers!(api_version, ApiVersion, [
    0 V0 "fsAPI_VERSION_0", 0x10000 V1 "fsAPI_VERSION_1", 0x20000 V2 "fsAPI_VERSION_2", 0x30000 V3 "fsAPI_VERSION_3",
]);
numbers!(group_status, GroupStatus, [
    0 AllDevicesValid "fgsALL_DEV_VALID", 1 Empty "fgsEMPTY", 2 AllDevicesNotValid "fgsALL_DEV_NOT_VALID",
    3 SomeDevicesNotValid "fgsSOME_DEV_NOT_VALID",
]);
numbers!(rule_status, RuleStatus, [
    0 Valid "frsVALID", 1 EmptyGroup "frsEMPTY_GROUP", 2 AllGroupDevicesNotValid "frsALL_GROUP_DEV_NOT_VALID",
    3 SomeGroupDevicesNotValid "frsSOME_GROUP_DEV_NOT_VALID", 4 BadDevice "frsBAD_DEVICE",
]);

#[test]
fn rules_are_as_good_as_their_groups() {
    let usable = |group: GroupStatus| RuleStatus::from(group).is_usable();
    assert_eq!(GroupStatus::ALL.iter().map(|group| usable(*group)).collect::<Vec<_>>(), [true, false, false, true]);
    assert!(!RuleStatus::BadDevice.is_usable());
}

numbers!(provider_status, ProviderStatus, [
    0 Success "fpsSUCCESS", 1 ServerError "fpsSERVER_ERROR", 2 BadGuid "fpsBAD_GUID", 3 BadVersion "fpsBAD_VERSION",
    4 CannotLoad "fpsCANT_LOAD", 5 CannotLink "fpsCANT_LINK", 6 CannotInitialize "fpsCANT_INIT",
]);

#[test]
fn error_codes() {
    // Win32 number, then HRESULT.
    let table = [
        (2, 0x8007_0002),
        (3, 0x8007_0003),
        (5, 0x8007_0005),
        (6, 0x8007_0006),
        (8, 0x8007_0008),
        (11, 0x8007_000B),
        (13, 0x8007_000D),
        (14, 0x8007_000E),
        (19, 0x8007_0013),
        (20, 0x8007_0014),
        (31, 0x8007_001F),
        (50, 0x8007_0032),
        (52, 0x8007_0034),
        (87, 0x8007_0057),
        (111, 0x8007_006F),
        (183, 0x8007_00B7),
        (259, 0x8007_0103),
        (1015, 0x8007_03F7),
        (1630, 0x8007_065E),
        (4317, 0x8007_10DD),
        (7001, 0x8004_1B59),
        (7002, 0x8004_1B5A),
        (7003, 0x8004_1B5B),
        (7004, 0x8004_1B5C),
        (7005, 0x8004_1B5D),
        (7006, 0x8004_1B5E),
        (7007, 0x8004_1B5F),
        (7008, 0x8004_1B60),
        (7009, 0x8004_1B61),
        (7010, 0x8004_1B62),
        (7011, 0x8004_1B63),
        (7012, 0x8004_1B64),
        (7013, 0x8004_1B65),
    ];
    assert_eq!(ErrorCode::ALL.len(), table.len());
    for (number, hresult) in table {
        assert_eq!(ErrorCode::try_from(number).unwrap().hresult(), hresult, "{number}");
    }
    assert_eq!(ErrorCode::MessageNotFound.value(), 7009);
    assert_eq!(ErrorCode::RecipientsLimit.to_string(), "error 7013 (0x80041b65)");
}

#[test]
fn ways_to_enable_a_routing_method() {
    for (number, item) in [(-1, RouteEnable::QueryStatus), (0, RouteEnable::Disable), (1, RouteEnable::Enable)] {
        assert_eq!((RouteEnable::try_from(number), item.value()), (Ok(item), number));
    }
    assert!(RouteEnable::try_from(2).is_err());
    assert_eq!(ANY_CODE, 0, "frrcANY_CODE");
}

bits!(wire_queue_state, wire::QueueState, [1 INCOMING_BLOCKED "", 2 OUTBOX_BLOCKED "", 4 OUTBOX_PAUSED ""]);
bits!(wire_device_status, wire::DeviceBits, [1 POWERED_OFF "", 2 SENDING "", 4 RECEIVING "", 8 RINGING ""]);
bits!(wire_message_flags, wire::MessageFlags, [1 READ ""]);
bits!(wire_delivery_report, wire::DeliveryReport, [
    0x01 EMAIL "", 0x02 INBOX "", 0x04 MESSAGE_BOX "", 0x08 GROUP_PARENT "", 0x10 ATTACH_FAX "",
]);
numbers!(wire_job_type, wire::JobType, [
    0 Unknown "JT_UNKNOWN", 1 Send "JT_SEND", 2 Receive "JT_RECEIVE", 3 Routing "JT_ROUTING",
    4 FailReceive "JT_FAIL_RECEIVE", 0x20 Broadcast "JT_BROADCAST",
]);
numbers!(wire_archived_job_type, wire::ArchivedJobType, [2 Send "", 4 Receive ""]);
numbers!(wire_cover_page_format, wire::CoverPageFormat, [1 Cov "", 2 CovSubjectOnly ""]);
numbers!(wire_job_event, wire::JobEventKind, [0 Added "", 1 Removed "", 2 Status "", 3 Changed ""]);
numbers!(wire_message_folder, wire::MessageFolder, [0 Inbox "", 1 SentItems "", 2 Queue ""]);
numbers!(wire_profile, wire::ProfileKind, [1 Recipient "", 2 Sender ""]);
numbers!(wire_config_kind, wire::ConfigKind, [
    0 Receipts "", 1 ActivityLogging "", 2 Outbox "", 3 SentItems "", 4 Inbox "", 5 Security "", 6 EventLogs "",
    7 Devices "", 8 OutGroups "", 9 OutRules "", 10 GeneralConfig "",
]);
numbers!(wire_config_option, wire::ConfigOption, [
    0 AllowPersonalCoverPages "", 1 QueueState "", 2 AllowedReceipts "", 3 IncomingFaxesPublic "",
]);

#[test]
fn wire_job_status_hides_the_deleting_state() {
    for bits in [0x001, 0x002, 0x008, 0x050, 0x080, 0x100, 0x200, 0x400, 0x800] {
        assert_eq!(wire::JobStatus::try_from(bits).unwrap().bits(), bits);
        assert_eq!(wire::JobStatus::try_from(bits).unwrap().status(), Status::try_from(bits).unwrap());
    }
    let deleting = wire::JobStatus::try_from(0x004).unwrap();
    assert_eq!((deleting, deleting.status().state), (wire::JobStatus::DELETING, JobState::Canceling));
}

#[test]
fn wire_jobs_are_routed_only_after_a_failure() {
    let of = |job, retries| wire::JobType::of(job, retries).value();
    assert_eq!((of(JobType::Send, 9), of(JobType::Receive, 0)), (1, 2));
    assert_eq!((of(JobType::Routing, 0), of(JobType::Routing, 1)), (2, 3));
    assert_eq!(wire::JobType::FailReceive.job_type(), Some(JobType::Receive));
    assert_eq!(wire::JobType::Broadcast.job_type(), None, "never a job to COM clients");
}

#[test]
fn wire_reports_attach_a_fax_to_mails_only() {
    let of = |receipt, group, attach| wire::DeliveryReport::of(receipt, group, attach).bits();
    assert_eq!(of(ReceiptType::MAIL, true, true), 0x01 | 0x08 | 0x10);
    assert_eq!(of(ReceiptType::MESSAGE_BOX, false, true), 0x04);
    assert_eq!(of(ReceiptType::NONE, true, true), 0);
    assert_eq!(wire::DeliveryReport::ALL.receipt_type(), ReceiptType::ALL);
}

#[test]
fn wire_devices_that_are_off_do_nothing() {
    let on = DeviceStatus { sending: true, ringing: true, ..DeviceStatus::default() };
    assert_eq!(wire::DeviceBits::from(on).bits(), 2 | 8);
    assert_eq!(DeviceStatus::try_from(wire::DeviceBits::from(on)), Ok(on));
    assert!(DeviceStatus::try_from(wire::DeviceBits::POWERED_OFF | wire::DeviceBits::SENDING).is_err());
}

#[test]
fn wire_event_filters() {
    use wire::EventFilter;
    for bits in [0, 0x8000_0000, 0x001, 0x3FF] {
        assert_eq!(EventFilter::try_from(bits).unwrap().bits(), bits);
    }
    assert!(EventFilter::try_from(0x400).is_err() && EventFilter::try_from(0x8000_0001).is_err());
}

#[test]
fn legacy_job_status_has_half_the_numbers() {
    let table = [
        (0x00, "Pending", JobState::Pending),
        (0x01, "In Progress", JobState::InProgress),
        (0x02, "Deleting", JobState::Canceling),
        (0x04, "Failed", JobState::Failed),
        (0x20, "Retrying", JobState::Retrying),
        (0x40, "Retries Exceeded", JobState::RetriesExceeded),
    ];
    for (bits, text, state) in table {
        let status = Status::from(state);
        assert_eq!(legacy::JobStatus::of(status).unwrap().bits(), bits);
        assert_eq!(legacy::JobStatus::try_from(bits).unwrap().status(), status);
        assert_eq!(legacy::QueueText::of(status).unwrap().as_str(), text);
        let held = Status { paused: true, no_line: true, ..status };
        assert_eq!(legacy::JobStatus::of(held).unwrap().bits(), bits | 0x08 | 0x10);
        assert_eq!(legacy::JobStatus::try_from(bits | 0x18).unwrap().status(), held);
        assert_eq!(legacy::QueueText::of(held).unwrap().as_str(), "Paused");
        assert_eq!(legacy::QueueText::of(Status { paused: false, ..held }).unwrap().as_str(), "No Line");
    }
    assert_eq!(legacy::JobStatus::of(JobState::Routing.into()), Some(legacy::JobStatus::IN_PROGRESS));
    for gone in [JobState::Completed, JobState::Canceled] {
        assert_eq!((legacy::JobStatus::of(gone.into()), legacy::QueueText::of(gone.into())), (None, None));
    }
    for bits in [0x03, 0x60, 0x80, 0x100] {
        assert!(legacy::JobStatus::try_from(bits).is_err(), "{bits:#x}");
    }
}

#[test]
fn legacy_device_texts() {
    let text = |status: JobState, extended| legacy::DeviceText::of(status.into(), extended).as_str();
    let by_code = [
        (1, "Disconnected"),
        (2, "Initializing"),
        (3, "Dialing"),
        (4, "Sending"),
        (5, "Answered"),
        (6, "Receiving"),
        (7, "Unavailable"),
        (8, "Busy"),
        (9, "No Answer"),
        (10, "Bad Address"),
        (11, "No Dial Tone"),
        (12, "Fatal Error"),
        (13, "Call Delayed"),
        (14, "Call Blacklisted"),
        (15, "Not a Fax Call"),
        (17, "Handled"),
        (18, "Completed"),
        (19, "Aborting"),
    ];
    for (code, words) in by_code {
        assert_eq!(text(JobState::InProgress, ExtendedStatus::try_from(code).unwrap()), words);
    }
    assert_eq!(text(JobState::Retrying, ExtendedStatus::Busy), "Unknown", "while it waits");
    assert_eq!(text(JobState::Canceling, ExtendedStatus::Transmitting), "Aborting");
    assert_eq!(text(JobState::Routing, ExtendedStatus::CallCompleted), "Routing");
    let idle = |status| legacy::DeviceText::idle(status).as_str();
    assert_eq!(idle(DeviceStatus::default()), "Available");
    assert_eq!(idle(DeviceStatus { ringing: true, ..DeviceStatus::default() }), "Ringing");
    assert_eq!(idle(DeviceStatus { powered_off: true, ..DeviceStatus::default() }), "Offline");
}

numbers!(legacy_job_command, legacy::JobCommand, [
    0 Unknown "JC_UNKNOWN", 1 Delete "JC_DELETE", 2 Pause "JC_PAUSE", 3 ResumeOrRestart "JC_RESUME, JC_RESTART",
]);

#[test]
fn legacy_command_three_is_two_commands() {
    let three = |state: JobState| legacy::JobCommand::ResumeOrRestart.operation(state.into());
    assert_eq!(three(JobState::RetriesExceeded), Operations::RESTART);
    assert_eq!(three(JobState::Failed), Operations::RESTART);
    assert_eq!(three(JobState::Retrying), Operations::RESUME);
    assert_eq!(legacy::JobCommand::Delete.operation(JobState::Pending.into()), Operations::DELETE);
    assert_eq!(legacy::JobCommand::Unknown.operation(JobState::Pending.into()), Operations::NONE);
}

numbers!(legacy_job_type, legacy::JobType, [
    0 Unknown "JT_UNKNOWN", 1 Send "JT_SEND", 2 Receive "JT_RECEIVE", 3 Routing "JT_ROUTING", 4 FailReceive "JT_FAIL_RECEIVE",
]);

#[test]
fn legacy_job_types_are_one_off() {
    for job in JobType::ALL {
        assert_eq!(legacy::JobType::from(*job).value(), job.value() + 1);
        assert_eq!(legacy::JobType::from(*job).job_type(), Some(*job));
    }
    assert_eq!(legacy::JobType::FailReceive.job_type(), Some(JobType::Receive));
    assert_eq!(legacy::JobType::Unknown.job_type(), None);
}

bits!(legacy_port_rights, legacy::PortRights, [
    0x01 JOB_SUBMIT "", 0x02 JOB_QUERY "", 0x04 CONFIG_QUERY "", 0x08 CONFIG_SET "", 0x10 PORT_QUERY "",
    0x20 PORT_SET "", 0x40 JOB_MANAGE "",
]);
bits!(legacy_port_flags, legacy::PortFlags, [1 RECEIVE "FPF_RECEIVE", 2 SEND "FPF_SEND", 4 VIRTUAL "FPF_VIRTUAL"]);
numbers!(legacy_log_category, legacy::LogCategory, [1 Init "", 2 Outbound "", 3 Inbound "", 4 Unknown ""]);
numbers!(legacy_port_state, legacy::PortState, [
    0x2000_0001 Dialing "FPS_DIALING", 0x2000_0002 Sending "FPS_SENDING", 0x2000_0004 Receiving "FPS_RECEIVING",
    0x2000_0008 Completed "FPS_COMPLETED", 0x2000_0010 Handled "FPS_HANDLED", 0x2000_0020 Unavailable "FPS_UNAVAILABLE",
    0x2000_0040 Busy "FPS_BUSY", 0x2000_0080 NoAnswer "FPS_NO_ANSWER", 0x2000_0100 BadAddress "FPS_BAD_ADDRESS",
    0x2000_0200 NoDialTone "FPS_NO_DIAL_TONE", 0x2000_0400 Disconnected "FPS_DISCONNECTED",
    0x2000_0800 FatalError "FPS_FATAL_ERROR", 0x2000_1000 NotFaxCall "FPS_NOT_FAX_CALL",
    0x2000_2000 CallDelayed "FPS_CALL_DELAYED", 0x2000_4000 CallBlacklisted "FPS_CALL_BLACKLISTED",
    0x2000_8000 Initializing "FPS_INITIALIZING", 0x2001_0000 Offline "FPS_OFFLINE", 0x2002_0000 Ringing "FPS_RINGING",
    0x2010_0000 Available "FPS_AVAILABLE", 0x2020_0000 Aborting "FPS_ABORTING", 0x2040_0000 Routing "FPS_ROUTING",
    0x2080_0000 Answered "FPS_ANSWERED",
]);

#[test]
fn legacy_provider_states_differ_in_two() {
    let status = |value: u32| legacy::ProviderState::try_from(value).map(legacy::ProviderState::extended_status);
    assert_eq!(status(0x2000_0000), Ok(ExtendedStatus::Initializing));
    assert_eq!(status(0x2020_0000), Ok(ExtendedStatus::CallAborted));
    assert_eq!(status(0x2000_0040), Ok(ExtendedStatus::Busy));
    assert_eq!(status(0x2000_0002), Ok(ExtendedStatus::Transmitting));
    assert!(status(0x2000_8000).is_err(), "that is the port's number for it");
    assert!(status(0x2010_0000).is_err(), "providers report calls, not idle lines");
    assert_eq!(legacy::ProviderState::try_from(0x2000_0000).unwrap().value(), 0x2000_0000);
}

#[test]
fn legacy_port_switches() {
    assert_eq!(legacy::PortFlags::ALL.receive_mode(), ReceiveMode::AutoAnswer);
    assert_eq!(legacy::PortFlags::SEND.receive_mode(), ReceiveMode::NoAnswer);
    assert_eq!(legacy::PortState::from(DeviceStatus::default()).value(), 0x2010_0000);
    let off = DeviceStatus { powered_off: true, ..DeviceStatus::default() };
    assert_eq!(legacy::PortState::from(off).value(), 0x2001_0000);
}

numbers!(legacy_event, legacy::Event, [
    1 Dialing "FEI_DIALING", 2 Sending "FEI_SENDING", 3 Receiving "FEI_RECEIVING", 4 Completed "FEI_COMPLETED",
    5 Busy "FEI_BUSY", 6 NoAnswer "FEI_NO_ANSWER", 7 BadAddress "FEI_BAD_ADDRESS", 8 NoDialTone "FEI_NO_DIAL_TONE",
    9 Disconnected "FEI_DISCONNECTED", 10 FatalError "FEI_FATAL_ERROR", 11 NotFaxCall "FEI_NOT_FAX_CALL",
    12 CallDelayed "FEI_CALL_DELAYED", 13 CallBlacklisted "FEI_CALL_BLACKLISTED", 14 Ringing "FEI_RINGING",
    15 Aborting "FEI_ABORTING", 16 Routing "FEI_ROUTING", 17 PoweredOn "FEI_MODEM_POWERED_ON",
    18 PoweredOff "FEI_MODEM_POWERED_OFF", 19 Idle "FEI_IDLE", 20 ServiceEnded "FEI_FAXSVC_ENDED",
    21 Answered "FEI_ANSWERED", 22 JobQueued "FEI_JOB_QUEUED", 23 Deleted "FEI_DELETED",
    24 Initializing "FEI_INITIALIZING", 25 LineUnavailable "FEI_LINE_UNAVAILABLE", 26 Handled "FEI_HANDLED",
    27 ServiceStarted "FEI_FAXSVC_STARTED",
]);

#[test]
fn legacy_events_have_modern_ones() {
    let of = |code: u32| legacy::Event::of(ExtendedStatus::try_from(code).unwrap()).map(legacy::Event::value);
    let table = [9, 24, 1, 2, 21, 3, 25, 5, 6, 7, 8, 10, 12, 13, 11];
    for (code, event) in (1..).zip(table) {
        assert_eq!(of(code), Some(event), "extended status {code}");
    }
    assert_eq!([of(0), of(16), of(17), of(18), of(19)], [None, None, Some(26), Some(4), Some(15)]);
    assert_eq!(legacy::Event::Ringing.mask().bits(), 0x300);
    assert_eq!(legacy::Event::JobQueued.mask().bits(), 0x002);
    assert_eq!(legacy::Event::Deleted.mask().bits(), 0x003);
    assert_eq!(legacy::Event::ServiceEnded.mask().bits(), 0x080);
}
