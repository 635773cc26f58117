//! What becomes of pictures: `--dither`, `--resolution` and `--scale`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

fn fax(folder: &Path, args: &str) -> Vec<u8> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_fax")).current_dir(folder).args(args.split_whitespace()).output().unwrap();
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn write(folder: &Path, name: &str, octets: impl AsRef<[u8]>) {
    std::fs::write(folder.join(name), octets).unwrap();
}

/// One grey all over, as the crate `png` writes it.
fn png(width: u32, height: u32, grey: u8, pels_per_metre: Option<u32>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_pixel_dims(pels_per_metre.map(|pels| png::PixelDimensions {
        xppu: pels,
        yppu: pels,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![grey; (width * height) as usize]).unwrap();
    writer.finish().unwrap();
    file
}

/// Size and share of black of a PBM.
fn pbm(folder: &Path, name: &str) -> (usize, usize, f64) {
    let file = std::fs::read(folder.join(name)).unwrap();
    let mut lines = file.splitn(3, |&octet| octet == b'\n');
    assert_eq!(lines.next(), Some(&b"P4"[..]));
    let size = String::from_utf8(lines.next().unwrap().to_vec()).unwrap();
    let (width, height) = size.split_once(' ').unwrap();
    let (width, height): (usize, usize) = (width.parse().unwrap(), height.parse().unwrap());
    let pels = lines.next().unwrap();
    assert_eq!(pels.len(), width.div_ceil(8) * height);
    let black: u32 = pels.iter().map(|octet| octet.count_ones()).sum();
    (width, height, f64::from(black) / (width * height) as f64)
}

#[test]
fn each_way_to_dither_keeps_size_and_grey_and_is_another() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    // Three eighths are black. No fax has such a width; without a resolution it stays.
    write(folder, "grey.png", png(400, 300, 159, None));
    let mut made = Vec::new();
    for method in ["floyd", "ordered", "clustered"] {
        fax(folder, &format!("convert grey.png out.pbm --dither {method}"));
        let (width, height, black) = pbm(folder, "out.pbm");
        assert_eq!((width, height), (400, 300), "{method}");
        assert!((black - 0.375).abs() < 0.01, "{method}: {black}");
        made.push(std::fs::read(folder.join("out.pbm")).unwrap());
    }
    assert!(made[0] != made[1] && made[1] != made[2] && made[2] != made[0]);
    fax(folder, "convert grey.png out.pbm");
    assert!(std::fs::read(folder.join("out.pbm")).unwrap() == made[0], "floyd is what is done without a word");
    for (name, grey, black) in [("light.png", 128, 0.0), ("dark.png", 127, 1.0)] {
        write(folder, name, png(64, 8, grey, None));
        for method in ["threshold", "none"] {
            fax(folder, &format!("convert {name} out.pbm --dither {method}"));
            assert_eq!(pbm(folder, "out.pbm"), (64, 8, black), "{name}");
        }
    }
}

#[test]
fn pictures_without_greys_stay_as_they_are_however_greys_are_dithered() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let page = b"P4\n11 3\n\x80\x20\x5A\x40\xFF\xE0";
    write(folder, "in.pbm", page);
    for method in ["threshold", "floyd", "ordered", "clustered"] {
        for step in ["in.pbm a.png", "a.png b.tif", "b.tif out.pbm"] {
            fax(folder, &format!("convert {step} --dither {method}"));
        }
        assert_eq!(std::fs::read(folder.join("out.pbm")).unwrap(), page, "{method}");
    }
}

#[test]
fn pages_are_scaled_to_every_resolution() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    // A4's width and a third of its length at 204 x 196 per inch, the density of a TIFF without one.
    write(folder, "in.pbm", [b"P4\n1728 784\n".as_slice(), &[0x0F; 216 * 784]].concat());
    fax(folder, "convert in.pbm fine.tif");
    for (resolution, width, height) in [
        ("standard", 1728, 392),
        ("fine", 1728, 784),
        ("superfine", 1728, 1564),
        ("r16", 3456, 1564),
        ("200", 1728, 800),
        ("300", 2592, 1200),
        ("400", 3456, 1600),
        ("600", 5184, 2400),
        ("1200", 10_368, 4800),
    ] {
        fax(folder, &format!("convert fine.tif out.tif --resolution {resolution}"));
        let info: Value = serde_json::from_slice(&fax(folder, "info out.tif --json")).unwrap();
        let page = &info["pages"][0];
        assert_eq!((&page["width"], &page["height"]), (&width.into(), &height.into()), "{resolution}");
    }
}

#[test]
fn a_grey_picture_keeps_its_paper_and_its_grey_at_another_resolution() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    // 4 by 2 inches of 150 per inch.
    write(folder, "grey.png", png(600, 300, 191, Some(5906)));
    for method in ["floyd", "ordered", "clustered"] {
        fax(folder, &format!("convert grey.png out.pbm --resolution 300 --dither {method}"));
        let (width, height, black) = pbm(folder, "out.pbm");
        assert_eq!((width, height), (1200, 600), "{method}");
        assert!((black - 0.25).abs() < 0.01, "{method}: {black}");
    }
}

#[test]
fn dots_are_scaled_as_lines_or_as_the_grey_that_they_stand_for() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    // A chequer-board: half of it is black.
    let rows: Vec<u8> = (0..400).flat_map(|y| [if y % 2 == 0 { 0xAA } else { 0x55 }; 216]).collect();
    write(folder, "in.pbm", [b"P4\n1728 400\n".as_slice(), &rows].concat());
    fax(folder, "convert in.pbm fine.tif");
    for (scale, share) in [("", 1.0), ("--scale lines", 1.0), ("--scale tone", 0.5)] {
        fax(folder, &format!("convert fine.tif out.pbm --resolution standard {scale}"));
        let (width, height, black) = pbm(folder, "out.pbm");
        assert_eq!((width, height), (1728, 200));
        assert!((black - share).abs() < 0.01, "{scale}: {black}");
    }
}
