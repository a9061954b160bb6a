//! Names of files and sheets that name a product: a file called after a machine may be about one that no line lists.

use std::collections::BTreeSet;

use faxban_core::Pack;
use faxban_engine::mentions::{Mention, Place, Where};

use crate::report::mentions::Mentioned;

/// The files whose names name a product; `paths` are all files and archive members, as named in reports.
pub(super) fn of_files<'p>(paths: impl Iterator<Item = &'p str>, pack: &Pack) -> Vec<Mentioned> {
    let paths: BTreeSet<&str> = paths.collect();
    paths
        .into_iter()
        .filter_map(|path| mention(Where::FileName, path, "", path.rsplit('/').next()?, pack))
        .collect()
}

/// The mention in the name of a sheet, if it names a product.
pub(super) fn of_sheet(path: &str, sheet: &str, pack: &Pack) -> Option<Mentioned> {
    mention(Where::SheetName, path, sheet, sheet, pack)
}

fn mention(kind: Where, path: &str, sheet: &str, name: &str, pack: &Pack) -> Option<Mentioned> {
    // Names are often written without blanks.
    let text = name.replace(['_', '+'], " ");
    let place = Place { kind, row: 0, column: 0, text };
    let found = Mention::of(&place, pack)?;
    Some(Mentioned::new(path, sheet, Mention { text: name.to_owned(), ..found }))
}
