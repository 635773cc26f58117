//! Every DIS against every kind of page: the DCS commands nothing that was not offered, or there is a reason.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use fax_core::frame::{Dcs, Dis};
use fax_core::{
    Abilities, Codings, Failure, Modulation, Modulations, PageLength, PageOffer, PageWidth, Resolution, Resolutions,
    ScanLineTime, negotiate,
};

/// A sender that can do everything.
fn ours() -> Abilities {
    let resolutions = Resolution::ALL.into_iter().fold(Resolutions::STANDARD, Resolutions::with);
    Abilities { resolutions, ..Abilities::default() }
}

fn dis(bits: impl IntoIterator<Item = usize>) -> Dis {
    let mut dis = Dis::default();
    bits.into_iter().for_each(|bit| dis.field_mut().set_bit(bit, true));
    dis
}

fn page(resolution: Resolution, width: PageWidth, tenth_mm: u32) -> PageOffer {
    PageOffer { width, resolution, rows: Some(resolution.rows_on(tenth_mm)), codings: Codings::ALL }
}

/// What is wrong with a DCS in answer to a DIS, judged by the bits alone (T.30 table 2 and its notes). Bits are numbered from
/// 1; what both say of each other is written here as the table has it, and not as the library thinks of it.
fn wrong(dis: &Dis, dcs: &Dcs, page: &PageOffer) -> Option<&'static str> {
    let (dis, dcs) = (dis.to_fif().0, dcs.to_fif().0);
    let offered = |number: usize| dis[(number - 1) / 8] >> ((number - 1) % 8) & 1 == 1;
    let used = |number: usize| dcs[(number - 1) / 8] >> ((number - 1) % 8) & 1 == 1;
    let extends = |number: usize| number >= 24 && number.is_multiple_of(8);
    let four = |of: &dyn Fn(usize) -> bool| [of(11), of(12), of(13), of(14)].map(u8::from);
    let rate_offered = match four(&used) {
        // V.27ter at 2400, the fall-back, belongs to every offer but V.29 alone.
        [0, 0, 0, 0] => !matches!(four(&offered), [1, 0, _, _]),
        [0, 1, 0, 0] => offered(12),
        [1, 0, 0, 0] | [1, 1, 0, 0] => offered(11),
        [_, _, 0, 1] => four(&offered) == [1, 1, 0, 1],
        _ => false,
    };
    let ecm = used(27);
    let time = [used(21), used(22), used(23)].map(u8::from);
    let table = [20, 5, 10, 20, 40, 40, 10, 0];
    let fine_table = [20, 5, 10, 10, 40, 20, 5, 0];
    let value = usize::from(u8::from(offered(21)) | u8::from(offered(22)) << 1 | u8::from(offered(23)) << 2);
    let commanded = match time {
        [0, 0, 0] => 20,
        [1, 0, 0] => 5,
        [0, 1, 0] => 10,
        [0, 0, 1] => 40,
        [1, 1, 1] => 0,
        _ => return Some("a row time that DCS does not have"),
    };
    let (standard, fine) = (table[value], fine_table[value]);
    let needed = match page.resolution.per_inch().1 {
        0..=100 => standard,
        196 | 200 => fine,
        _ if offered(46) && fine >= 10 => fine / 2,
        _ => fine,
    };
    [
        (used(10), "not told to receive"),
        (offered(10), "receives nothing"),
        (rate_offered, "rate"),
        (!used(15) || offered(15), "fine"),
        (!used(16) || offered(16), "MR"),
        (!used(17) || offered(17) || offered(18), "B4 width"),
        (!used(18) || offered(18), "A3 width"),
        (!(used(17) && used(18)), "width 1 1"),
        (!used(19) || (offered(19) && !offered(20)), "B4 length"),
        (!used(20) || (offered(20) && !offered(19)), "any length"),
        (!ecm || offered(27), "ECM"),
        (!used(28) || ecm, "frame size without ECM"),
        (!used(31) || (offered(31) && ecm), "MMR"),
        (!(used(16) && used(31)), "two codings"),
        ([41, 42, 43, 105, 106, 107, 108, 109].into_iter().all(|bit| !used(bit) || offered(bit)), "resolution"),
        ([15, 41, 42, 43, 105, 106, 107, 108, 109].into_iter().filter(|&b| used(b)).count() <= 1, "two resolutions"),
        (!used(77) || offered(77), "legal"),
        (commanded >= if ecm { 0 } else { needed }, "too little time for a row"),
        (commanded == if ecm { 0 } else { needed }, "needless fill"),
        // Never valid in a DCS, and what this sender never does.
        ((1..=9).chain([25, 26, 29, 30, 45, 46, 47, 49, 50]).all(|bit| !used(bit)), "an alien bit"),
        ((51..=76).chain(78..=104).chain(110..=127).all(|bit| !used(bit) || extends(bit)), "an alien bit"),
    ]
    .into_iter()
    .find(|&(right, _)| !right)
    .map(|(_, what)| what)
}

/// Negotiates, judges a success, and counts how it ended.
fn judge(dis: &Dis, far: &Abilities, page: &PageOffer, count: &mut BTreeMap<String, u32>) {
    let result = negotiate(&ours(), far, Modulations::ALL, page);
    if let Ok(mode) = &result {
        let dcs = Dcs::commanding(mode);
        assert_eq!(wrong(dis, &dcs, page), None, "DIS {dis}; DCS {dcs}; {page:?}");
        assert_eq!(dcs.mode().as_ref(), Some(mode), "the receiver reads what was meant");
    }
    let how = result.map_or_else(|failure| format!("{failure:?}"), |_| "Ok".into());
    *count.entry(how).or_default() += 1;
}

#[test]
fn all_combinations_of_rate_and_format_bits_lead_to_something_legal() {
    let bits = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 27, 31, 41];
    let pages = [
        page(Resolution::Standard, PageWidth::A4, 2970),
        page(Resolution::Fine, PageWidth::B4, 3640),
        page(Resolution::SuperFine, PageWidth::A3, 9000),
    ];
    let mut count = BTreeMap::new();
    for pattern in 0..1u32 << bits.len() {
        let set = (0..bits.len()).filter(|at| pattern >> at & 1 == 1).map(|at| bits[at]);
        let dis = dis(set.chain([10]));
        let far = dis.abilities();
        for page in &pages {
            judge(&dis, &far, page, &mut count);
        }
    }
    let failures = ["LengthUnsupported", "Ok", "ResolutionUnsupported", "WidthUnsupported"];
    assert!(count.keys().eq(failures.iter()), "{count:?}");
    // The standard page goes to everybody. The fine one needs bit 15, a width bit and a length other than A4; the superfine one
    // bit 41, bit 18 and any length.
    let all = 1 << bits.len();
    let [fine, superfine] = [all / 2 * 3 / 4 / 2, all / 2 / 2 / 4];
    assert_eq!(count["Ok"], all + fine + superfine);
}

#[test]
fn every_resolution_and_width_goes_exactly_to_those_who_offer_it() {
    let bits = [15, 41, 42, 43, 44, 45, 46, 105, 106, 107, 108, 109];
    let mut count = BTreeMap::new();
    for pattern in 0..1u32 << bits.len() {
        let set = (0..bits.len()).filter(|at| pattern >> at & 1 == 1).map(|at| bits[at]);
        // A printer that needs time, and is faster at fine.
        let dis = dis(set.chain([10, 11, 12, 14, 17, 21, 23]));
        let far = dis.abilities();
        for resolution in Resolution::ALL {
            judge(&dis, &far, &page(resolution, PageWidth::B4, 2970), &mut count);
            judge(&dis, &far, &page(resolution, PageWidth::A3, 2970), &mut count);
        }
    }
    let all = 1 << bits.len();
    // Two resolutions always go; each of the twelve others with half of the offers.
    assert_eq!(count["Ok"], 2 * all + 12 * all / 2);
    assert_eq!(count["WidthUnsupported"], 14 * all);
}

#[test]
fn the_table_of_row_times_is_followed() {
    // T.30 table 2, bits 21 to 23, in the order of their value: standard, fine, superfine, superfine with bit 46.
    let table = [
        (ScanLineTime::Ms20, [20, 20, 20, 10]),
        (ScanLineTime::Ms5, [5, 5, 5, 5]),
        (ScanLineTime::Ms10, [10, 10, 10, 5]),
        (ScanLineTime::Ms20Fine10, [20, 10, 10, 5]),
        (ScanLineTime::Ms40, [40, 40, 40, 20]),
        (ScanLineTime::Ms40Fine20, [40, 20, 20, 10]),
        (ScanLineTime::Ms10Fine5, [10, 5, 5, 5]),
        (ScanLineTime::Ms0, [0, 0, 0, 0]),
    ];
    for (value, (time, [standard, fine, superfine, halved])) in (0..).zip(table) {
        assert_eq!((ScanLineTime::of(value), time as u8), (time, value));
        for resolution in [Resolution::Standard, Resolution::Inch200x100] {
            assert_eq!(time.ms(resolution, true), standard);
        }
        for resolution in [Resolution::Fine, Resolution::Inch200] {
            assert_eq!(time.ms(resolution, true), fine);
        }
        for resolution in [Resolution::SuperFine, Resolution::R16, Resolution::Inch400, Resolution::Inch1200] {
            assert_eq!((time.ms(resolution, false), time.ms(resolution, true)), (superfine, halved));
        }
    }
}

#[test]
fn row_times_follow_the_rate() {
    let far = dis([10, 11, 12, 14, 15]).abilities();
    let fill = |rates| negotiate(&ours(), &far, rates, &page(Resolution::Fine, PageWidth::A4, 2970)).unwrap();
    // 20 ms.
    for (rate, bits) in [(14400, 288), (12000, 240), (9600, 192), (7200, 144), (4800, 96), (2400, 48)] {
        assert_eq!(fill(Modulations::up_to(rate)).format().min_row_bits, bits, "{rate} bit/s");
    }
    let with_ecm = dis([10, 11, 12, 14, 15, 27]).abilities();
    let mode = negotiate(&ours(), &with_ecm, Modulations::ALL, &page(Resolution::Fine, PageWidth::A4, 2970)).unwrap();
    assert_eq!((mode.scan_line_ms, mode.format().min_row_bits), (0, 0));
}

#[test]
fn the_shortest_paper_that_fits_is_commanded() {
    let length = |bits: &[usize], tenth_mm| {
        let far = dis(bits.iter().copied().chain([10])).abilities();
        negotiate(&ours(), &far, Modulations::ALL, &page(Resolution::Standard, PageWidth::A4, tenth_mm))
            .map(|mode| mode.length)
    };
    assert_eq!(length(&[], 2970), Ok(PageLength::A4));
    assert_eq!(length(&[19], 2970), Ok(PageLength::A4));
    assert_eq!(length(&[19], 3556), Ok(PageLength::B4));
    assert_eq!(length(&[24, 32, 40, 48, 56, 64, 72, 77], 3556), Ok(PageLength::Legal), "legal paper, and no B4");
    assert_eq!(length(&[76], 2794), Ok(PageLength::A4), "letter is shorter than A4");
    assert_eq!(length(&[76], 3556), Err(Failure::LengthUnsupported));
    assert_eq!(length(&[19, 77], 5000), Err(Failure::LengthUnsupported));
    assert_eq!(length(&[20], 5000), Ok(PageLength::Unlimited));
    assert_eq!(length(&[19, 20], 3640), Err(Failure::LengthUnsupported), "1 1 is invalid and taken as A4");
}

#[test]
fn every_step_of_the_ladder_is_legal_for_every_offer() {
    for rates in 0..16 {
        let dis = dis((0..4).filter(|at| rates >> at & 1 == 1).map(|at| 11 + at).chain([10]));
        let far = dis.abilities();
        let page = page(Resolution::Standard, PageWidth::A4, 2970);
        let mut left = Modulations::ALL;
        let mut steps: Vec<Modulation> = vec![];
        while let Ok(mode) = negotiate(&ours(), &far, left, &page) {
            assert_eq!(wrong(&dis, &Dcs::commanding(&mode), &page), None, "{dis}: {mode}");
            steps.push(mode.modulation);
            left = left.without(mode.modulation);
        }
        assert!(steps.is_sorted_by_key(|step| core::cmp::Reverse(step.bit_rate())), "{dis}: {steps:?}");
        assert_eq!(negotiate(&ours(), &far, left, &page), Err(Failure::Incompatible));
    }
}
