//! Scaling and dithering beside references that hold the whole picture and go pel by pel.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

use fax_t4::picture::{Dither, Grey, GreyScaler, Method, Scale};
use fax_t4::{Bitmap, Coding, Params};
use proptest::prelude::*;

/// Rows of octets, or of black pels.
type Rows<T> = Vec<Vec<T>>;

fn pel(x: usize, y: usize, seed: u32) -> u32 {
    ((x as u32).wrapping_mul(7919) ^ (y as u32).wrapping_mul(104_729) ^ seed).wrapping_mul(2_654_435_761) >> 8
}

fn greys((width, height): (usize, usize), seed: u32) -> Rows<u8> {
    (0..height).map(|y| (0..width).map(|x| pel(x, y, seed).to_be_bytes()[1]).collect()).collect()
}

fn bitmap(rows: &Rows<bool>) -> Bitmap {
    let mut bitmap = Bitmap::new(rows[0].len() as u16);
    let mut packed = vec![0; bitmap.row_octets()];
    for row in rows {
        packed.fill(0);
        row.iter().enumerate().filter(|pel| *pel.1).for_each(|(x, _)| packed[x / 8] |= 0x80 >> (x % 8));
        bitmap.push_row(&packed);
    }
    bitmap
}

fn pels(bitmap: &Bitmap) -> Rows<bool> {
    (0..bitmap.height()).map(|y| (0..bitmap.width()).map(|x| bitmap.pel(x, y)).collect()).collect()
}

fn black(bitmap: &Bitmap) -> f64 {
    let black: u32 = bitmap.octets().iter().map(|octet| octet.count_ones()).sum();
    f64::from(black) / f64::from(bitmap.width()) / f64::from(bitmap.height())
}

/// The mean of what each new pel covers.
fn naive_area(old: &Rows<u8>, to: (usize, usize)) -> Rows<f64> {
    let share = |old: usize, of: usize, new: usize, to: usize| {
        // How much of the new pel's length lies on the old one, both in units of `of * to`.
        let (begin, end) = (new * of, (new + 1) * of);
        end.min((old + 1) * to).saturating_sub(begin.max(old * to)) as f64 / of as f64
    };
    let (width, height) = (old[0].len(), old.len());
    let mean = |x, y| {
        let row =
            |row: usize| -> f64 { (0..width).map(|at| f64::from(old[row][at]) * share(at, width, x, to.0)).sum() };
        (0..height).map(|at| share(at, height, y, to.1) * row(at)).sum()
    };
    (0..to.1).map(|y| (0..to.0).map(|x| mean(x, y)).collect()).collect()
}

/// Old rows over each other, and each black run with rounded ends.
fn naive_lines(old: &Rows<bool>, to: (usize, usize)) -> Rows<bool> {
    let (width, height) = (old[0].len(), old.len());
    let round = |x: usize| (x as f64 * to.0 as f64 / width as f64 + 0.5).floor() as usize;
    let row = |y: usize| {
        let rows = |y: usize| y * height / to.1;
        let last = if height > to.1 { rows(y + 1) } else { rows(y) + 1 };
        let laid: Vec<bool> = (0..width).map(|x| (rows(y)..last).any(|y| old[y][x])).collect();
        let mut row = vec![false; to.0];
        let mut x = 0;
        while x < width {
            let run = laid[x..].iter().take_while(|&&black| black == laid[x]).count();
            if laid[x] {
                let begin = round(x).min(to.0 - 1);
                row[begin..round(x + run).max(begin + 1)].fill(true);
            }
            x += run;
        }
        row
    };
    (0..to.1).map(row).collect()
}

/// Floyd and Steinberg with an error for every pel of the picture, every other row from right to left.
fn naive_floyd(grey: &Rows<u8>) -> Rows<bool> {
    let (width, height) = (grey[0].len() as i32, grey.len() as i32);
    let mut errors = vec![vec![0_i32; grey[0].len()]; grey.len()];
    let mut black = vec![vec![false; grey[0].len()]; grey.len()];
    for y in 0..height {
        let ahead = if y % 2 == 0 { 1 } else { -1 };
        for step in 0..width {
            let x = if y % 2 == 0 { step } else { width - 1 - step };
            let wanted = i32::from(grey[y as usize][x as usize]) + errors[y as usize][x as usize] / 16;
            black[y as usize][x as usize] = wanted < 128;
            let rest = if wanted < 128 { wanted } else { wanted - 255 };
            for (dx, dy, share) in [(ahead, 0, 7), (-ahead, 1, 3), (0, 1, 5), (ahead, 1, 1)] {
                if (0..width).contains(&(x + dx)) && y + dy < height {
                    errors[(y + dy) as usize][(x + dx) as usize] += rest * share;
                }
            }
        }
    }
    black
}

/// Bayer's matrix of `size` by its definition: four of half the size, each with its own offset.
fn naive_bayer(size: usize, x: usize, y: usize) -> u32 {
    if size == 1 {
        return 0;
    }
    let half = size / 2;
    4 * naive_bayer(half, x % half, y % half) + [[0, 2], [3, 1]][y / half][x / half]
}

fn dithered(method: Method, grey: &Rows<u8>) -> Rows<bool> {
    let octets = grey.concat();
    pels(&Grey::new(grey[0].len() as u32, octets).to_bitmap(grey[0].len() as u16, grey.len() as u32, method))
}

#[test]
fn clustered_dots_make_shorter_codes_than_the_others() {
    // From black to white.
    let ramp = Grey::new(512, (0..512 * 256).map(|at| (at % 512 / 2) as u8).collect());
    let length = |method| ramp.to_bitmap(512, 256, method).encode(Params::new(Coding::Mmr, 512)).unwrap().len();
    let [clustered, ordered, floyd] = [Method::Clustered, Method::Ordered, Method::Floyd].map(length);
    assert!(clustered * 2 < ordered && clustered * 2 < floyd, "{clustered}, {ordered}, {floyd}");
}

#[test]
fn a_darker_grey_has_all_dots_of_a_lighter_one_and_its_negative_is_the_pattern_moved() {
    let pattern = |grey| dithered(Method::Clustered, &vec![vec![grey; 16]; 16]);
    for grey in 0..=254 {
        let (dark, light) = (pattern(grey), pattern(grey + 1));
        assert!(dark.concat().iter().zip(light.concat()).all(|(&dark, light)| dark || !light), "{grey}");
    }
    // Dots of paper in black are dots of ink on paper, four pels further on.
    for grey in 0..=255 {
        let (dark, light) = (pattern(grey), pattern(255 - grey));
        assert!((0..12).all(|x| (0..16).all(|y| dark[y][x] != light[y][x + 4])), "{grey}");
    }
}

#[test]
fn dots_stay_as_dark_as_they_are_where_lines_would_close_them() {
    // A quarter of the pels is black, far from each other.
    let rows: Rows<bool> = (0..400).map(|y| (0..400).map(|x| x % 2 == 0 && y % 2 == 0).collect()).collect();
    let page = bitmap(&rows);
    for (width, height) in [(400, 200), (300, 300), (133, 97), (600, 800)] {
        for method in [Method::Floyd, Method::Ordered, Method::Clustered] {
            let share = black(&page.scaled_as_grey(width, height, method));
            assert!((share - 0.25).abs() < 0.02, "{share} at {width} by {height}, {method:?}");
        }
    }
    assert!((black(&page.scaled(400, 200)) - 0.5).abs() < 0.01, "rows laid over each other");
}

proptest! {
    #[test]
    fn grey_is_scaled_as_by_exact_means(from in (1_usize..30, 1_usize..30), to in (1_usize..30, 1_usize..30), seed: u32) {
        let old = greys(from, seed);
        let wanted = naive_area(&old, to);
        let (mut sums, mut row, mut made) = (vec![0; to.0], vec![0; to.0], Vec::new());
        let size = |(x, y): (usize, usize)| (x as u32, y as u32);
        let mut scaler = GreyScaler::new(size(from), size(to), &mut sums);
        old.iter().for_each(|old| scaler.push(old, &mut row, |row| made.push(row.to_vec())));
        prop_assert_eq!(made.len(), to.1);
        for (made, wanted) in made.concat().into_iter().zip(wanted.concat()) {
            prop_assert!((f64::from(made) - wanted).abs() < 0.51, "{} for {}", made, wanted);
        }
    }

    #[test]
    fn packed_rows_are_scaled_as_their_greys(from in (1_usize..40, 1_usize..20), to in (1_u16..40, 1_u32..20), seed: u32) {
        let old: Rows<bool> = greys(from, seed).iter().map(|row| row.iter().map(|grey| grey % 3 == 0).collect()).collect();
        let grey: Vec<u8> = old.iter().flatten().map(|&black| if black { 0 } else { 255 }).collect();
        for method in [Method::Threshold, Method::Floyd, Method::Ordered, Method::Clustered] {
            let wanted = Grey::new(from.0 as u32, grey.clone()).to_bitmap(to.0, to.1, method);
            prop_assert_eq!(bitmap(&old).scaled_as_grey(to.0, to.1, method), wanted);
            let same = bitmap(&old).scaled_as_grey(from.0 as u16, from.1 as u32, method);
            prop_assert_eq!(pels(&same), old.clone(), "the same size is the same picture");
        }
    }

    #[test]
    fn pages_are_scaled_by_runs(from in (1_usize..60, 1_usize..20), to in (1_usize..60, 1_usize..20), seed: u32) {
        let old: Rows<bool> = greys(from, seed).iter().map(|row| row.iter().map(|grey| grey % 4 == 0).collect()).collect();
        let made = bitmap(&old).scaled(to.0 as u16, to.1 as u32);
        prop_assert_eq!(pels(&made), naive_lines(&old, to));
        // And row by row, in rows that the caller lends.
        let scale = Scale::new((from.0 as u32, from.1 as u32), (to.0 as u32, to.1 as u32));
        prop_assert_eq!(scale.is_same(), from == to);
    }

    #[test]
    fn dithering_is_that_of_the_whole_picture(size in (1_usize..40, 1_usize..20), seed: u32) {
        let grey = greys(size, seed);
        prop_assert_eq!(dithered(Method::Floyd, &grey), naive_floyd(&grey));
        let ordered: Rows<bool> = (0..size.1)
            .map(|y| (0..size.0).map(|x| u32::from(grey[y][x]) < naive_bayer(8, x % 8, y % 8) * 4 + 2).collect())
            .collect();
        prop_assert_eq!(dithered(Method::Ordered, &grey), ordered);
    }

    #[test]
    fn rooms_that_are_too_small_do_no_harm(
        from in (0_u32..20, 0_u32..20), to in (0_u32..20, 0_u32..20), rooms in (0_usize..25, 0_usize..25, 0_usize..25, 0_usize..50),
    ) {
        let (mut sums, mut grey, mut packed, mut errors) = (vec![0; rooms.0], vec![0; rooms.1], vec![0; rooms.2 / 8], vec![0; rooms.3]);
        let mut dither = Dither::new(Method::Floyd, &mut errors);
        let mut scaler = GreyScaler::new(from, to, &mut sums);
        let mut rows = 0;
        for _ in 0..25 {
            scaler.push(&[0x80; 9], &mut grey, |grey| {
                rows += 1;
                dither.row(grey, &mut packed);
            });
        }
        prop_assert_eq!(rows, if from.1 == 0 { 0 } else { to.1 });
        if (from.0 == 0 || to.0 == 0) && rows > 0 {
            prop_assert!(grey.iter().all(|&grey| grey == 255), "no pels are white paper");
        }
    }
}
