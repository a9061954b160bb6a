//! Rows that hold something else than the cells of one record: a whole record in one cell, as where "Text to Columns" was
//! run on a part of a sheet or a list with another separator was added, or several records one below the other in each
//! cell, as a table copied from a PDF has them.

use faxban_core::dates::{self, DateOrder, Precision};
use faxban_core::money;

use crate::layout::Layout;

/// What may stand between the cells of a record.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A record has so many cells at least: a remark with commas may have as many.
pub const FEWEST: usize = 4;
/// It has so many days and sums among them, which a remark has not.
const SURE: usize = 2;

/// A word has so many letters.
const WORD: usize = 3;

/// The cells of a whole record that stands in the only filled cell of a row.
#[must_use]
pub fn record(cells: &[impl AsRef<str>]) -> Option<Vec<String>> {
    let mut filled = cells.iter().map(|cell| cell.as_ref().trim()).filter(|cell| !cell.is_empty());
    let text = filled.next().filter(|_| filled.next().is_none())?;
    let split = |separator: &u8| {
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).delimiter(*separator);
        let record = reader.from_reader(text.as_bytes()).records().next()?.ok()?;
        let pieces: Vec<String> = record.iter().map(|piece| piece.trim().to_owned()).collect();
        let sure = pieces.iter().filter(|piece| is_day(piece) || is_sum(piece)).count();
        // The commas of a large sum make pieces, too, but none of them is a word.
        let has_word = pieces.iter().any(|piece| piece.chars().filter(|c| c.is_alphabetic()).count() >= WORD);
        (pieces.len() >= FEWEST && sure >= SURE && has_word).then_some(pieces)
    };
    SEPARATORS.iter().filter_map(split).max_by_key(Vec::len)
}

/// How many records stand one below the other in the cells of a row; none if it is one.
#[must_use]
pub fn stacked(cells: &[impl AsRef<str>], layout: &Layout) -> Option<usize> {
    let lines = |column: usize| -> Vec<&str> {
        let text = cells.get(column).map_or("", AsRef::as_ref);
        text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect()
    };
    let sums = layout.amount_of.columns().map(|column| (column, is_sum as fn(&str) -> bool));
    let days = layout.date.iter().chain(&layout.other_dates);
    let days = days.map(|column| (*column, is_day as fn(&str) -> bool));
    let count = sums.chain(days).find_map(|(column, is_one)| {
        let lines = lines(column);
        (lines.len() > 1 && lines.iter().all(|line| is_one(line))).then_some(lines.len())
    })?;
    layout.assessable.iter().any(|column| lines(*column).len() == count).then_some(count)
}

fn is_day(text: &str) -> bool {
    let has_separator = text.contains(['/', '-', '.', ' ']) || text.len() == 8;
    has_separator
        && dates::parse(text, DateOrder::DayMonth).is_ok_and(|parsed| parsed.precision == Precision::Day)
}

/// Whole numbers may be codes, so pennies make a sum.
fn is_sum(text: &str) -> bool {
    let has_pennies = text
        .rsplit_once(['.', ','])
        .is_some_and(|(_, pennies)| pennies.trim_end_matches(['-', ')']).len() == 2);
    (has_pennies || text.contains('£')) && (money::parse(text).is_ok() || is_continental(text))
}

/// `1.234,56`
fn is_continental(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 3 && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '£' | ' '))
}
