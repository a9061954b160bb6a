//! What speaks against a line in its own words: a register that says of a fax machine "scrapped 2019" in a column of
//! remarks, an order that says "cancelled".
//!
//! Such words prove nothing, but nobody should be accused over them.

use std::borrow::Cow;

use faxban_core::row_words::RowWords;
use faxban_core::{Field, SourceKind};

use crate::layout::Layout;

/// Columns with words of the trust's own about the line, where no column says so by its heading.
const TOLD_IN: [Field; 3] = [Field::Description, Field::Location, Field::ExpenseType];

/// The words of a record that speak against it, with their column; `cell` gives the text of a column.
#[must_use]
pub fn of<'a>(
    layout: &Layout,
    words: &RowWords,
    cell: impl Fn(usize) -> Option<Cow<'a, str>>,
) -> Option<String> {
    let kind = layout.kind.family();
    let read = TOLD_IN.iter().filter_map(|field| layout.column(*field));
    layout.unread.iter().copied().chain(read).find_map(|column| {
        let text = cell(column)?;
        let text = text.trim();
        let heading = layout.header.get(column).map_or("", |heading| heading.trim());
        let is_unread = layout.unread.contains(&column);
        let asks = || is_unread && words.asks_against(heading, kind) && words.answers(text);
        // No more of the cell is repeated than the words that count: a person may be named in it.
        let said = match words.speaks_against(text, kind) {
            Some(word) => format!("\"{word}\""),
            None if asks() => "an answer".to_owned(),
            None => return None,
        };
        Some(format!("{said} in the column \"{}\"", layout.called(column)))
    })
}

/// What the name of a sheet or of its file says against all its lines, such as "Disposals" or "Cancelled orders".
#[must_use]
pub fn of_names(file: &str, sheet: &str, words: &RowWords, kind: SourceKind) -> Option<String> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let of = |name: &str, what: &str| {
        let plain = name.replace(['_', '-'], " ");
        let word = words.name_speaks_against(&plain, kind.family())?;
        Some(format!("\"{word}\" in the name of its {what}"))
    };
    of(sheet, "sheet").or_else(|| of(stem, "file"))
}
