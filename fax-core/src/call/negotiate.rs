//! From two stations' abilities and a page to the mode of the next DCS: a pure function (T.30 5.3.6.2, tables 2 and 4).

use crate::frame::Mode;
use crate::{Abilities, Coding, Codings, EcmFrame, Failure, Modulations, PageLength, PageOffer, Resolution};

/// Chooses how to send a page.
///
/// `ours` says what the sender may use, `far` what the receiver offered in its DIS, `rates` which modulations are still
/// allowed in this call (training that failed takes them away). The best of both is taken: highest rate, tightest coding.
/// Error correction is used if both can, and brings MMR along, which only goes with it (T.30 table 2, bit 31), and rows
/// without a minimum time.
///
/// # Errors
///
/// The reason why the page cannot go to this receiver, as the [`Failure`] to end the call with.
pub fn negotiate(ours: &Abilities, far: &Abilities, rates: Modulations, page: &PageOffer) -> Result<Mode, Failure> {
    if !far.receives {
        return Err(Failure::PeerCannotReceive);
    }
    let modulation = rates.and(ours.modulations).and(far.modulations).fastest().ok_or(Failure::Incompatible)?;
    let ecm = (ours.ecm && far.ecm).then_some(match ours.short_frames || far.short_frames {
        true => EcmFrame::Octets64,
        false => EcmFrame::Octets256,
    });
    let usable = if ecm.is_some() { Codings::ALL } else { Codings::ALL.without(Coding::Mmr) };
    let codings = page.codings.and(ours.codings.with(Coding::Mh)).and(far.codings).and(usable);
    let coding = codings.iter().next().ok_or(Failure::Incompatible)?;
    if page.width > far.width {
        return Err(Failure::WidthUnsupported);
    }
    let resolution = match page.resolution {
        Resolution::Inch200x100 if !far.resolutions.contains(Resolution::Inch200x100) => Resolution::Standard,
        wanted if far.resolutions.contains(wanted) => wanted,
        _ => return Err(Failure::ResolutionUnsupported),
    };
    Ok(Mode {
        modulation,
        coding,
        resolution,
        width: page.width,
        length: length(page, far)?,
        scan_line_ms: if ecm.is_some() { 0 } else { far.scan_line.ms(resolution, far.superfine_halves) },
        ecm,
    })
}

/// Whether the receiver of pages may be commanded to use `mode`: nothing that its DIS did not offer. `Err` names what is
/// wrong. Lengths are not enforced: a receiver takes whatever arrives.
pub(super) fn acceptable(offered: &Abilities, mode: &Mode) -> Result<(), Failure> {
    if !offered.modulations.contains(mode.modulation)
        || !offered.codings.contains(mode.coding)
        || (mode.ecm.is_some() && !offered.ecm)
    {
        return Err(Failure::Incompatible);
    }
    if mode.width > offered.width {
        return Err(Failure::WidthUnsupported);
    }
    // Standard is everybody's, and 200 x 100 differs from it by two per cent only.
    if mode.resolution != Resolution::Inch200x100 && !offered.resolutions.contains(mode.resolution) {
        return Err(Failure::ResolutionUnsupported);
    }
    Ok(())
}

/// The length to command: the shortest that the page fits on, or any if the receiver does not care. Receivers do not enforce
/// it, and scanners overshoot A4 by some millimetres, so a tenth more than the paper is let through.
fn length(page: &PageOffer, far: &Abilities) -> Result<PageLength, Failure> {
    let offered = |length| match length {
        PageLength::A4 => true,
        PageLength::Letter => false, // Shorter than A4, which all have.
        PageLength::Legal => far.legal,
        PageLength::B4 => far.length >= PageLength::B4,
        PageLength::Unlimited => far.length == PageLength::Unlimited,
    };
    if offered(PageLength::Unlimited) {
        return Ok(PageLength::Unlimited);
    }
    [PageLength::A4, PageLength::Legal, PageLength::B4]
        .into_iter()
        .find(|&length| offered(length) && fits(page, length))
        .ok_or(Failure::LengthUnsupported)
}

fn fits(page: &PageOffer, length: PageLength) -> bool {
    match (page.rows, length.tenth_mm()) {
        (Some(rows), Some(tenth_mm)) => rows <= page.resolution.rows_on(tenth_mm + tenth_mm / 10),
        _ => true,
    }
}

/// The page after this one can follow in the same mode (MPS) if it has the same width and resolution and can be had in
/// the same coding.
pub(super) fn same_mode(mode: &Mode, next: &PageOffer) -> bool {
    let resolution = next.resolution == mode.resolution
        || (next.resolution == Resolution::Inch200x100 && mode.resolution == Resolution::Standard);
    resolution && fits(next, mode.length) && next.width == mode.width && next.codings.contains(mode.coding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Dis;
    use crate::{Modulation, PageWidth, Resolutions};

    const PAGE: PageOffer =
        PageOffer { width: PageWidth::A4, resolution: Resolution::Fine, rows: Some(2376), codings: Codings::ALL };

    fn far() -> Abilities {
        Abilities { ecm: false, ..Abilities::default() }
    }

    #[test]
    fn the_best_of_both_is_taken() {
        let mode = negotiate(&Abilities::default(), &far(), Modulations::ALL, &PAGE).expect("common ground");
        assert_eq!((mode.modulation, mode.coding), (Modulation::V17At14400, Coding::Mr));
        assert_eq!((mode.resolution, mode.length, mode.scan_line_ms), (Resolution::Fine, PageLength::Unlimited, 0));
    }

    #[test]
    fn a_bare_receiver_gets_what_it_can() {
        let bare = Dis::parse(&[0x00, 0x02, 0x00]).expect("three octets").abilities();
        let page = PageOffer { resolution: Resolution::Standard, rows: Some(1143), ..PAGE };
        let mode = negotiate(&Abilities::default(), &bare, Modulations::ALL, &page).expect("standard page");
        assert_eq!((mode.modulation, mode.coding, mode.scan_line_ms), (Modulation::V27ter2400, Coding::Mh, 20));
        assert_eq!(
            negotiate(&Abilities::default(), &bare, Modulations::ALL, &PAGE),
            Err(Failure::ResolutionUnsupported)
        );
    }

    #[test]
    fn each_refusal_has_its_reason() {
        let ask = |far: Abilities, page: PageOffer| negotiate(&Abilities::default(), &far, Modulations::ALL, &page);
        assert_eq!(ask(Abilities { receives: false, ..far() }, PAGE), Err(Failure::PeerCannotReceive));
        assert_eq!(ask(Abilities { modulations: Modulations::NONE, ..far() }, PAGE), Err(Failure::Incompatible));
        let b4 = PageOffer { width: PageWidth::B4, ..PAGE };
        assert_eq!(ask(Abilities { width: PageWidth::A4, ..far() }, b4), Err(Failure::WidthUnsupported));
        let long = PageOffer { rows: Some(5000), ..PAGE };
        assert_eq!(ask(Abilities { length: PageLength::B4, ..far() }, long), Err(Failure::LengthUnsupported));
        assert_eq!(ask(Abilities { length: PageLength::A4, ..far() }, PAGE).map(|m| m.length), Ok(PageLength::A4));
        let coarse = Abilities { resolutions: Resolutions::STANDARD, ..far() };
        assert_eq!(ask(coarse, PAGE), Err(Failure::ResolutionUnsupported));
    }
}
