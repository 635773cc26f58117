//! Random pages for campaigns: any width, any density, rows like the ones above them or not.

use crate::Numbers;
use crate::page::{Page, blacken};

/// Widths that fax and files use and where something changes in the codec: rows that end on an octet or a word, runs that
/// need one make-up code more.
const WIDTHS: [u32; 14] = [864, 1024, 1216, 1728, 2048, 2432, 2560, 2561, 2592, 2623, 63, 64, 65, 128];

/// A page of 8 to 64 rows: most are up to 2623 pels wide, one in 64 has 4864 and one in 512 has 65,535.
#[must_use]
pub fn page(seed: u64) -> Page {
    let mut numbers = Numbers::new(seed);
    let choice = numbers.below(512);
    let (width, height) = match choice {
        0 => (65_535, 8),
        1..=8 => (4864, 8 + numbers.below(57)),
        9..=128 => (numbers.pick(&WIDTHS), 8 + numbers.below(57)),
        129..=192 => (1 + numbers.below(40), 8 + numbers.below(57)),
        _ => (1 + numbers.below(2623), 8 + numbers.below(57)),
    };
    of_size(&format!("seed {seed}"), width, height, &mut numbers)
}

/// A page of a given size.
#[must_use]
pub fn of_size(name: &str, width: u32, height: u32, numbers: &mut Numbers) -> Page {
    let mut page = Page::white(name, width, height);
    let density = match numbers.below(8) {
        0 => 0,
        1 => 100,
        _ => numbers.below(101),
    };
    let likeness = numbers.pick(&[0, 50, 90, 99]);
    let kind = numbers.below(3);
    let stride = page.stride();
    let mut above: Vec<u32> = Vec::new();
    for row in page.octets.chunks_mut(stride) {
        let changes = if numbers.percent(likeness) {
            moved(&above, width, numbers)
        } else {
            match kind {
                0 => noise(density, width, numbers),
                1 => runs(density, width, numbers),
                _ => mixture(width, numbers),
            }
        };
        for black in changes.chunks(2) {
            blacken(row, black[0], black.get(1).copied().unwrap_or(width));
        }
        above = changes;
    }
    page
}

/// Each pel black with a probability of so many percent.
fn noise(density: u32, width: u32, numbers: &mut Numbers) -> Vec<u32> {
    let mut black = false;
    (0..width)
        .filter(|_| {
            let now = numbers.percent(density);
            core::mem::replace(&mut black, now) != now
        })
        .collect()
}

/// Runs of such lengths that black makes up so many percent.
fn runs(density: u32, width: u32, numbers: &mut Numbers) -> Vec<u32> {
    let scale = numbers.pick(&[4, 16, 64, 300, 3000]);
    let (mut changes, mut at, mut black) = (Vec::new(), 0, density == 100);
    if black {
        changes.push(0);
    }
    while (1..100).contains(&density) {
        at += 1 + numbers.below(1 + scale * if black { density } else { 100 - density } / 50);
        if at >= width {
            break;
        }
        changes.push(at);
        black = !black;
    }
    changes
}

/// Runs of all sizes side by side.
fn mixture(width: u32, numbers: &mut Numbers) -> Vec<u32> {
    let (mut changes, mut at) = (Vec::new(), numbers.below(2));
    while at < width {
        changes.push(at);
        let limit = numbers.pick(&[2, 4, 8, 64, 130, 1000]);
        at += 1 + numbers.below(limit);
    }
    changes
}

/// The changes of the row above, each off by up to four pels, some of them in pairs left out or put in.
fn moved(above: &[u32], width: u32, numbers: &mut Numbers) -> Vec<u32> {
    let mut changes: Vec<u32> = Vec::new();
    let mut skip = 0;
    for &at in above {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        match numbers.below(32) {
            0 => skip = 1,
            1 => changes.extend([at + 1, at + 2 + numbers.below(5), at + 9]),
            2..=7 => changes.push((at + numbers.below(9)).saturating_sub(4)),
            8..=15 => changes.push((at + numbers.below(3)).saturating_sub(1)),
            _ => changes.push(at),
        }
    }
    changes.retain(|&at| at < width);
    // Two changes at one place are none.
    changes.sort_unstable();
    let mut apart: Vec<u32> = Vec::new();
    for at in changes {
        if apart.last() == Some(&at) {
            apart.pop();
        } else {
            apart.push(at);
        }
    }
    apart
}
