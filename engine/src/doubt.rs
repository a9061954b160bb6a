//! What speaks against a line in its own words: a register that says of a fax machine "scrapped 2019" in a column of
//! remarks, an order that says "cancelled".
//!
//! Such words prove nothing, but nobody should be accused over them.

use std::borrow::Cow;

use faxban_core::dates::{self, DateOrder, Precision};
use faxban_core::row_words::RowWords;
use faxban_core::{Field, SourceKind};

use jiff::civil::Date;

use crate::layout::Layout;

/// Columns with words of the trust's own about the line, where no column says so by its heading.
const TOLD_IN: [Field; 3] = [Field::Description, Field::Location, Field::ExpenseType];

/// How a quantity of none is written.
const NONE: [&str; 6] = ["0", "0.0", "0.00", "nil", "none", "zero"];

/// What can speak against the records of a table, ready to be asked record by record.
#[derive(Debug)]
pub struct Doubts<'a> {
    layout: &'a Layout,
    words: &'a RowWords,
    quantity: Option<usize>,
    /// Columns whose words count, and which answers in them do.
    columns: Vec<(usize, Asks)>,
}

/// What the heading of a column asks of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    Nothing,
    /// "Disposed?": any answer but no speaks against the line.
    WhetherGone,
    /// "Still in use?": no speaks against it.
    WhetherHeld,
}

impl<'a> Doubts<'a> {
    /// Prepares a table.
    #[must_use]
    pub fn new(layout: &'a Layout, words: &'a RowWords) -> Self {
        let kind = layout.kind.family();
        let heading = |column: usize| layout.header.get(column).map_or("", |heading| heading.trim());
        let asks = |column: usize| match heading(column) {
            heading if words.asks_against(heading, kind) => Asks::WhetherGone,
            heading if words.asks_held(heading, kind) => Asks::WhetherHeld,
            _ => Asks::Nothing,
        };
        let unread = layout.unread.iter().map(|column| (*column, asks(*column)));
        let read =
            TOLD_IN.iter().filter_map(|field| layout.column(*field)).map(|column| (column, Asks::Nothing));
        let columns = unread.chain(read).collect();
        Self { layout, words, quantity: layout.column(Field::Quantity), columns }
    }

    /// What a record says against itself, with the column; `cell` gives the text of a column.
    #[must_use]
    pub fn of<'c>(&self, cell: impl Fn(usize) -> Option<Cow<'c, str>>) -> Option<String> {
        let is_none = |pieces: Cow<'_, str>| NONE.iter().any(|none| none.eq_ignore_ascii_case(pieces.trim()));
        if let Some(column) = self.quantity.filter(|column| cell(*column).is_some_and(is_none)) {
            return Some(format!("none of it in the column \"{}\"", self.layout.called(column)));
        }
        let kind = self.layout.kind.family();
        self.columns.iter().find_map(|(column, asks)| {
            let text = cell(*column)?;
            // No more of the cell is repeated than the words that count: a person may be named in it.
            let said = match self.words.speaks_against(&text, kind) {
                Some(word) => format!("\"{word}\""),
                None if *asks == Asks::WhetherGone && self.words.answers(&text) => "an answer".to_owned(),
                None if *asks == Asks::WhetherHeld && self.words.answers_no(&text) => "\"no\"".to_owned(),
                None => return None,
            };
            Some(format!("{said} in the column \"{}\"", self.layout.called(*column)))
        })
    }
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

/// The day that a title or the name of a file gives for all that it lists, as in "Asset register as at 31 March 2019".
#[must_use]
pub fn day_of(text: &str, is_title: bool) -> Option<Date> {
    let plain = text.replace(['_', '(', ')', ','], " ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let read = |from: usize, count: usize| {
        let text = words.get(from..from + count)?.join(" ");
        let parsed = dates::parse(&text, DateOrder::DayMonth).ok()?;
        (parsed.precision == Precision::Day && text.len() >= SHORTEST_DAY).then_some(parsed.date)
    };
    let is_led = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| words.get(before)).map(|word| word.to_lowercase());
        before.is_some_and(|word| {
            ["at", "of", "dated", "on", "date:", "date"].contains(&word.trim_end_matches(':'))
        })
    };
    let mut places = (0..words.len()).filter(|at| !is_title || is_led(*at));
    places.find_map(|at| read(at, 1).or_else(|| read(at, 3)))
}

/// "1/4/2019" has as many characters.
const SHORTEST_DAY: usize = 8;
