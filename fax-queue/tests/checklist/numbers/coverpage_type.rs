//! `FAX_COVERPAGE_TYPE_ENUM`.

use fax_queue::vocabulary::{CoverPageType, ErrorCode, JobId};

use crate::fax_outgoing_queue::{cover, general};
use crate::form::members;
use crate::scene::Scene;

members! {
    Numbers "FAX_COVERPAGE_TYPE_ENUM" has 3:
    fcptNONE => none,
    fcptLOCAL => local,
    fcptSERVER => server,
}

/// The pages of a letter with a body of one page and a cover page of this number.
fn pages(scene: &Scene, number: u32) -> Result<u16, ErrorCode> {
    let kind = CoverPageType::try_from(number).unwrap();
    assert_eq!(u32::from(kind), number);
    cover(scene, kind)?;
    Ok(scene.claim().ticket().document.pages)
}

#[test]
fn none() {
    assert_eq!(pages(&Scene::with_papers(), 0), Ok(1));
}

#[test]
fn local() {
    assert_eq!(pages(&Scene::with_papers(), 1), Ok(2));
    let shared_only = general(|general| general.allow_personal_cover_pages = false);
    assert_eq!(pages(&shared_only, 1), Err(ErrorCode::AccessDenied), "it is a personal one");
}

#[test]
fn server() {
    let shared_only = general(|general| general.allow_personal_cover_pages = false);
    assert_eq!(pages(&shared_only, 2), Ok(2));
    assert_eq!(cover(&shared_only, CoverPageType::Server), Ok(JobId(2)));
}
