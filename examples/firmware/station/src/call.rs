//! What all calls have in common, blocking or not.

use fax_core::{Config, Event, Ident, Outcome};
use fax_modem::Class1;

use crate::Console;

/// Whom to send to, and with what.
#[derive(Clone, Copy, Debug)]
pub struct Call<'t> {
    /// The number to dial.
    pub to: &'t str,
    /// Whether error correction is offered.
    pub ecm: bool,
}

/// Who we are and what there is room for: rows of 1728 pels. Receivers offer error correction only where there is room for a
/// block, since the sender chooses how large blocks are.
pub(crate) fn config(modem: &Class1, ecm: bool) -> Config {
    let mut config = Config { ident: Ident::new("5553000").unwrap_or_default(), ..Config::default() };
    config.abilities.modulations = modem.abilities();
    config.abilities.ecm = ecm;
    config.abilities.width = fax_core::PageWidth::A4;
    config.abilities.resolutions =
        fax_core::Resolutions::STANDARD.with(fax_core::Resolution::Fine).with(fax_core::Resolution::SuperFine);
    config
}

/// Says what happens in a call.
pub fn tell(console: &mut impl Console, event: &Event) {
    console.say(match event {
        Event::Connected => "connected\n",
        Event::Retraining => "retraining\n",
        Event::SendingPage { .. } => "sending\n",
        Event::PageSent { confirmed: true, .. } => "confirmed\n",
        Event::PageSent { .. } => "rejected\n",
        Event::ReceivingPage { .. } => "receiving\n",
        Event::PageReceived { accepted: true, .. } => "received\n",
        Event::Ended(Outcome::Completed) => "completed\n",
        Event::Ended(_) => "failed\n",
        _ => "",
    });
}
