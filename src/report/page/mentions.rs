//! Products named outside the lines, for the page.

use serde::Serialize;

use super::super::Report;

/// A place that names a product.
#[derive(Serialize)]
pub struct Mention {
    place: String,
    text: String,
    advice: String,
}

/// The mentions of a report that nothing explains.
#[must_use]
pub fn unplaced(report: &Report) -> Vec<Mention> {
    let shown = |mention: super::super::mentions::Listed<'_>| Mention {
        place: mention.title(report),
        text: mention.text().to_owned(),
        advice: mention.advice().to_owned(),
    };
    report.unplaced().into_iter().map(shown).collect()
}
