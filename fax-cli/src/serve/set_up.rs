//! The queue is told what the file says: devices, routing both ways. What is the same as before changes nothing.

use fax_queue::engine::parts::{DeviceSettings, Devices, OutboundGroups, OutboundRules, ReceiptOptions};
use fax_queue::service::{Queue, QueueError, RoutingExtension};
use fax_queue::vocabulary::DeviceId;

use super::config::Config;
use crate::exit::{Exit, Failed};

/// Makes the lines known, and returns their ids in the order of the file.
pub(super) fn set_up(queue: &Queue, config: &Config) -> Result<Vec<DeviceId>, Failed> {
    let mut methods = config.routing.methods();
    methods.push(Box::new(queue.mail_method()));
    let mut extension = RoutingExtension::new("fax", methods);
    extension.image_name = env!("CARGO_PKG_NAME").to_owned();
    extension.friendly_name = "What comes with fax serve".to_owned();
    queue.register_routing_extension(extension)?;
    let ids = queue.edit_part(|devices: &mut Devices| {
        devices.list.retain(|device| config.lines.iter().any(|line| *line.modem.get_ref() == device.name));
        config
            .lines
            .iter()
            .map(|line| {
                let id = devices.register(line.modem.get_ref());
                let known = devices.get(id).cloned().unwrap_or_default();
                devices.set(settings(config, line, known))?;
                Ok(id)
            })
            .collect::<Result<Vec<_>, _>>()
    })?;
    outbound(queue, config, &ids)?;
    let mails = config.routing.mails();
    queue.edit_part(|options: &mut ReceiptOptions| {
        options.use_for_inbound_routing = mails;
        Ok(())
    })?;
    Ok(ids)
}

fn settings(config: &Config, line: &super::config::Line, known: DeviceSettings) -> DeviceSettings {
    let targets = config.routing.targets(&config.folder);
    let ident = |own: &Option<fax_core::Ident>| own.as_ref().unwrap_or(&config.id).as_str().to_owned();
    let mut device = DeviceSettings {
        send_enabled: line.send,
        receive_mode: line.mode(),
        rings_before_answer: line.rings,
        csid: ident(&line.csid),
        tsid: ident(&line.tsid),
        routing_methods: targets.iter().map(|(guid, _)| *guid).collect(),
        ..known
    };
    device.description.clone_from(&line.description);
    targets.iter().for_each(|(guid, target)| device.set_extension_property(*guid, target.as_bytes()));
    device
}

fn outbound(queue: &Queue, config: &Config, ids: &[DeviceId]) -> Result<(), Failed> {
    let id = |modem: &str| {
        let found = config.lines.iter().zip(ids).find(|(line, _)| line.modem.get_ref() == modem);
        found.map(|(_, id)| *id)
    };
    let (groups, rules) = config.outbound(id).map_err(|why| Failed::new(Exit::Usage, why))?;
    if queue.part::<OutboundGroups>()? == groups && queue.part::<OutboundRules>()? == rules {
        return Ok(());
    }
    // No rule may stand in the way of a group that goes.
    queue.set_part(OutboundRules::default())?;
    queue.set_part(groups)?;
    queue.set_part(rules).map_err(|error: QueueError| error.into())
}
