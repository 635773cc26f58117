//! The document that ships with the program.

use super::Picture;

/// Two pages of text, lines, greys and a table, drawn for this purpose.
pub(crate) fn sample() -> Result<Vec<Picture>, String> {
    super::parse(include_bytes!("../../assets/sample.tif")).map(|(_, pages)| pages)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample_has_two_pages() {
        let pages = super::sample().unwrap();
        assert_eq!(pages.len(), 2);
        assert!(pages.iter().all(|page| (page.bitmap.width(), page.bitmap.height()) == (1728, 2287)));
    }
}
