//! Rows outside a table: titles above its header, and everything where there is no header.

use faxban_core::gate::Gate;
use faxban_core::row_words::{RowWords, SaidUnit};
use faxban_core::text::fold;
use faxban_core::{Field, Pack, SourceKind};
use faxban_engine::doubt;
use faxban_engine::mentions::{Mention, Place, Where};
use faxban_engine::screen::one_cell;

use jiff::civil::Date;

use super::gather::mentions;

/// Rows above a header that follow each other and have so many cells filled look like a table.
const TABLE: usize = 3;

/// The search for rows of no table that a rule may match.
pub(super) fn gate(pack: &Pack) -> Gate {
    pack.gate(SourceKind::Ledger, &[Field::Description, Field::Unread])
}

/// The cells of a row that a rule may match.
pub(super) fn places(gate: &Gate, kind: Where, row: u64, cells: &[impl AsRef<str>]) -> Vec<Place> {
    let admits = |text: &str| gate.admits(fold(text).as_bytes());
    let cells = cells.iter().map(AsRef::as_ref).enumerate().filter(|(_, text)| admits(text));
    cells.map(|(column, text)| Place { kind, row, column, text: text.to_owned() }).collect()
}

/// What the rows down to the end of a header name outside any line.
pub(super) fn mentions_above(rows: &[(u64, Vec<String>)], header: (u64, u64), pack: &Pack) -> Vec<Mention> {
    let (first, last) = header;
    let gate = gate(pack);
    let of_row = |(row, cells): &(u64, Vec<String>)| {
        let kind = if *row < first { Where::Title } else { Where::Heading };
        mentions(&places(&gate, kind, *row, cells), pack)
    };
    rows.iter().filter(|(row, _)| *row <= last).flat_map(of_row).collect()
}

/// The first and the last of rows above a header that look like a table of their own.
pub(super) fn table_above(rows: &[(u64, Vec<String>)], header: u64) -> Option<(u64, u64)> {
    let filled = |cells: &[String]| match one_cell::record(cells) {
        // A list with another separator.
        Some(record) => record.len(),
        None => cells.iter().filter(|cell| !cell.trim().is_empty()).count(),
    };
    let has_digits =
        |cells: &[String]| cells.iter().any(|cell| cell.bytes().any(|byte| byte.is_ascii_digit()));
    let above: Vec<&(u64, Vec<String>)> = rows.iter().filter(|(row, _)| *row < header).collect();
    let alike = above.chunk_by(|(_, one), (_, other)| filled(one) >= TABLE && filled(other) >= TABLE);
    let is_table = |rows: &&[&(u64, Vec<String>)]| {
        rows.len() >= TABLE && rows.iter().filter(|(_, cells)| has_digits(cells)).count() * 2 > rows.len()
    };
    let table = alike.filter(is_table).max_by_key(|rows| rows.len())?;
    Some((table.first()?.0, table.last()?.0))
}

/// What a title above a table says of its amounts, if they are not in pounds.
pub(super) fn unit(rows: &[(u64, Vec<String>)], header: u64, words: &RowWords) -> Option<String> {
    let titles = rows.iter().filter(|(row, _)| *row < header);
    let mut titles = titles.flat_map(|(row, cells)| cells.iter().map(move |cell| (row, cell.trim())));
    titles.find_map(|(row, title)| {
        let says = match words.unit(title)? {
            SaidUnit::Thousands => "thousands of pounds",
            SaidUnit::Other => "another currency",
        };
        Some(format!(
            "row {row} says \"{title}\": its amounts may be in {says}, but we counted them in pounds as they are written. Check them"
        ))
    })
}

/// The day that a title above a table gives for all that it lists, with its row.
pub(super) fn day(rows: &[(u64, Vec<String>)], header: u64) -> Option<(u64, Date)> {
    let titles = rows.iter().filter(|(row, _)| *row < header);
    let mut titles = titles.flat_map(|(row, cells)| cells.iter().map(move |cell| (*row, cell.trim())));
    titles.find_map(|(row, title)| Some((row, doubt::day_of(title, true)?)))
}
