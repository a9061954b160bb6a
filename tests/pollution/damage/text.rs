//! Damage to what is written in a text file: separators, quotation marks, line ends.

use super::cells::spoil_lines;
use crate::case::Case;
use crate::model::MoneyStyle;
use crate::rng::Rng;
use crate::spec::{Encoding, Field};
use crate::write_text::{Record, TextFile};

/// Picks the record to damage. Records stand in the order of the sheet's rows.
fn record<'a>(case: &mut Case, file: &'a mut TextFile, rng: &mut Rng) -> (usize, &'a mut Record) {
    let row = case.target(rng);
    (row, &mut file.records[row])
}

fn is_quoted(cell: &str) -> bool {
    cell.starts_with('"')
}

fn bare(cell: &str) -> String {
    if is_quoted(cell) && cell.len() > 1 {
        cell[1..cell.len() - 1].replace("\"\"", "\"")
    } else {
        cell.to_owned()
    }
}

/// Puts `what` at a space within `text`.
fn at_space(text: &str, what: &str, rng: &mut Rng) -> Option<String> {
    let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
    if spaces.is_empty() {
        return None;
    }
    let mut text = text.to_owned();
    text.insert_str(rng.pick(&spaces), what);
    Some(text)
}

pub fn separator_in_text(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let delimiter = case.delimiter()?.to_string();
    let (row, record) = record(case, file, rng);
    let columns = case.cells_where(row, |cell| cell.text.contains(' '));
    let cell = &mut record.cells[rng.pick(&columns)];
    *cell = at_space(&bare(cell), &delimiter, rng)?;
    Some(())
}

pub fn comma_in_amount(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    if case.delimiter()? != ',' {
        return None;
    }
    let column = case.money()?;
    let more = rng.below(3);
    for row in case.targets(rng, more) {
        let pence = case.change_pence(row, |pence| pence + 100_000 * pence.signum())?;
        file.records[row].cells[column] = MoneyStyle::Grouped.show(pence);
    }
    Some(())
}

pub fn missing_separator(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let (_, record) = record(case, file, rng);
    let at = rng.below(record.cells.len() - 1);
    let next = record.cells.remove(at + 1);
    record.cells[at].push_str(&next);
    Some(())
}

pub fn extra_separators(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    for row in case.targets(rng, 4) {
        let cells = &mut file.records[row].cells;
        cells.insert(rng.below(cells.len()), String::new());
    }
    Some(())
}

pub fn trailing_separators(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let count = 1 + rng.below(4);
    for row in case.targets(rng, 6) {
        let cells = &mut file.records[row].cells;
        cells.resize(cells.len() + count, String::new());
    }
    Some(())
}

/// An inch sign or the like in a cell without quotation marks.
pub fn quote_inside(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let (row, record) = record(case, file, rng);
    let columns = case.cells_where(row, |cell| cell.text.contains(' '));
    let cell = &mut record.cells[rng.pick(&columns)];
    *cell = at_space(&bare(cell).replace('"', ""), "\"", rng)?;
    Some(())
}

pub fn quote_at_start(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let (row, record) = record(case, file, rng);
    let columns = case.cells_where(row, |_| true);
    let cell = &mut record.cells[rng.pick(&columns)];
    *cell = format!("\"{}", bare(cell).replace('"', ""));
    Some(())
}

pub fn quote_at_end(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let (row, record) = record(case, file, rng);
    let columns = case.cells_where(row, |_| true);
    let cell = &mut record.cells[rng.pick(&columns)];
    *cell = format!("{}\"", bare(cell).replace('"', ""));
    Some(())
}

pub fn quote_not_doubled(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let (row, record) = record(case, file, rng);
    let columns = case.cells_where(row, |cell| cell.text.contains(' '));
    let cell = &mut record.cells[rng.pick(&columns)];
    let inner = bare(cell).replace('"', "");
    *cell = if rng.chance(1, 2) {
        format!("\"{}\"", at_space(&inner, "\"", rng)?)
    } else {
        format!("\"{}\"", at_space(&inner, " \"new\"", rng)?)
    };
    Some(())
}

pub fn quote_backslash(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let (row, record) = record(case, file, rng);
    let columns = case.cells_where(row, |cell| cell.text.contains(' '));
    let cell = &mut record.cells[rng.pick(&columns)];
    let inner = bare(cell).replace('"', "");
    *cell = format!("\"{}\"", at_space(&inner, "\\\"", rng)?);
    Some(())
}

/// `a, "b, c", d`: a blank between the separator and the quotation mark.
pub fn quote_after_blank(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let delimiter = case.delimiter()?.to_string();
    for row in case.targets(rng, 5) {
        let columns = case.cells_where(row, |cell| cell.text.contains(' '));
        let cell = &mut file.records[row].cells[rng.pick(&columns)];
        *cell = format!(" \"{}\"", at_space(&bare(cell).replace('"', ""), &delimiter, rng)?);
    }
    Some(())
}

/// Cells in single quotation marks, with a separator in them.
pub fn single_quotes(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let delimiter = case.delimiter()?.to_string();
    let all = rng.chance(1, 3);
    let rows = if all { case.line_rows() } else { case.targets(rng, 4) };
    for row in rows {
        case.touch(row);
        let columns = case.cells_where(row, |cell| cell.text.contains(' '));
        let column = rng.pick(&columns);
        for (index, cell) in file.records[row].cells.iter_mut().enumerate() {
            let inner = bare(cell).replace('\'', "");
            let inner = if index == column { at_space(&inner, &delimiter, rng)? } else { inner };
            *cell = format!("'{inner}'");
        }
    }
    Some(())
}

pub fn line_quoted(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let all = rng.chance(1, 3);
    let rows = if all { (0..file.records.len()).collect() } else { case.targets(rng, 4) };
    for row in rows {
        case.touch(row);
        let record = &mut file.records[row];
        let text = record.text();
        record.become_text(format!("\"{}\"", text.replace('"', "\"\"")));
    }
    Some(())
}

pub fn newline_unquoted(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let (row, record) = record(case, file, rng);
    let columns = case.cells_where(row, |cell| cell.text.contains(' '));
    let eol = record.eol.clone();
    let cell = &mut record.cells[rng.pick(&columns)];
    *cell = at_space(&bare(cell).replace('"', ""), &eol, rng)?;
    Some(())
}

pub fn row_split(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let (_, record) = record(case, file, rng);
    let at = 1 + rng.below(record.cells.len() - 1);
    let eol = record.eol.clone();
    if rng.chance(1, 2) {
        record.cells[at].insert_str(0, &eol);
    } else {
        let next = record.cells.remove(at);
        record.cells[at - 1] += &format!("{eol}{next}");
    }
    Some(())
}

pub fn rows_joined(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let row = case.target_where(rng, |_| true)?;
    if row + 1 >= file.records.len() {
        return None;
    }
    case.touch(row + 1);
    let next = file.records.remove(row + 1);
    let record = &mut file.records[row];
    let delimiter = if rng.chance(1, 3) { record.delimiter.clone() } else { String::new() };
    let text = format!("{}{delimiter}{}", record.text(), next.text());
    record.become_text(text);
    record.lines.extend(next.lines);
    Some(())
}

/// Cuts a record short so that at least one separator is lost, and says what can still be known of its lines.
fn cut(case: &mut Case, row: usize, record: &mut Record, rng: &mut Rng) {
    let kept = rng.below(record.cells.len() - 1);
    let part = rng.below(record.cells[kept].chars().count() + 1);
    // Of a row of which nothing is left nobody can know.
    let part = if kept == 0 { part.max(1) } else { part };
    let text = case.text();
    let whole = |field: Field| case.column(field).is_none_or(|column| column < kept);
    let decides = [Field::Date, Field::Status, Field::Disposed];
    let knows = decides.into_iter().all(whole) && case.money().is_none_or(|column| column < kept);
    if text > kept || text == kept && part == 0 {
        for line in &record.lines {
            case.lines[*line].planted = None;
        }
    } else if text == kept || !knows {
        spoil_lines(case, row);
    }
    record.cells.truncate(kept + 1);
    let cell: String = record.cells[kept].chars().take(part).collect();
    record.cells[kept] = cell;
}

pub fn row_cut(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let (row, record) = record(case, file, rng);
    cut(case, row, record, rng);
    Some(())
}

/// The file ends within a record, as after a broken transfer.
pub fn file_cut(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let rows = case.line_rows();
    let row = rows[rows.len() / 3 + rng.below(rows.len() - rows.len() / 3)];
    case.touch(row);
    for record in file.records.drain(row + 1..) {
        for line in record.lines {
            case.lose(line);
        }
    }
    let record = &mut file.records[row];
    cut(case, row, record, rng);
    record.eol.clear();
    Some(())
}

pub fn other_delimiter(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let own = case.delimiter()?;
    let others: Vec<char> = [',', ';', '\t', '|'].into_iter().filter(|one| *one != own).collect();
    let other = rng.pick(&others);
    for row in case.targets(rng, 4) {
        let record = &mut file.records[row];
        record.delimiter = other.to_string();
        for cell in &mut record.cells {
            if cell.contains(other) && !is_quoted(cell) {
                *cell = format!("\"{cell}\"");
            }
        }
    }
    Some(())
}

pub fn mixed_line_ends(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    for record in &mut file.records {
        record.eol = rng.pick(&["\r\n", "\n", "\r\n", "\r"]).to_owned();
    }
    case.touch_all();
    Some(())
}

/// Line ends of two carriage returns, or with a blank line after each.
pub fn doubled_line_ends(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let eol = rng.pick(&["\r\r\n", "\r\n\r\n", "\n\n"]);
    for record in &mut file.records {
        record.eol = eol.to_owned();
    }
    case.touch_all();
    Some(())
}

/// Two files put into one, with the mark and the header of the second.
pub fn mark_in_middle(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    if case.encoding()? == Encoding::Cp1252 {
        return None;
    }
    let rows = case.line_rows();
    let row = rows[rng.below(rows.len())];
    if rng.chance(1, 2) {
        let mut header = file.records[case.header].clone();
        header.cells[0].insert(0, '\u{feff}');
        file.records.insert(row, header);
    } else {
        file.records[row].cells[0].insert(0, '\u{feff}');
        case.touch(row);
    }
    Some(())
}

/// The line that tells Excel which separator is meant.
pub fn separator_line(case: &mut Case, file: &mut TextFile, _: &mut Rng) -> Option<()> {
    file.head = format!("sep={}\r\n", case.delimiter()?).into_bytes();
    Some(())
}

pub fn mixed_encoding(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let own = case.encoding()?;
    let other =
        if own == Encoding::Cp1252 { Encoding::Utf8 } else { rng.pick(&[Encoding::Cp1252, Encoding::Cp850]) };
    let column = case.money().unwrap_or(0);
    for row in case.targets(rng, 4) {
        let record = &mut file.records[row];
        record.encoding = Some(other);
        let cell = &mut record.cells[column];
        if case.choice[case.spec].is_some() && !cell.contains('£') && !cell.starts_with(['-', '(', '"']) {
            cell.insert(0, '£');
        }
    }
    Some(())
}

fn encoded(case: &mut Case, file: &mut TextFile, encoding: Encoding) -> Option<()> {
    file.encoding = encoding;
    case.touch_all();
    Some(())
}

pub fn utf16(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    let encoding = rng.pick(&[Encoding::Utf16Le, Encoding::Utf16Be]);
    encoded(case, file, encoding)
}

pub fn utf16_bare(case: &mut Case, file: &mut TextFile, _: &mut Rng) -> Option<()> {
    encoded(case, file, Encoding::Utf16LeBare)
}

pub fn utf32(case: &mut Case, file: &mut TextFile, _: &mut Rng) -> Option<()> {
    encoded(case, file, Encoding::Utf32Le)
}

pub fn cp850(case: &mut Case, file: &mut TextFile, _: &mut Rng) -> Option<()> {
    encoded(case, file, Encoding::Cp850)
}

pub fn ansi(case: &mut Case, file: &mut TextFile, _: &mut Rng) -> Option<()> {
    encoded(case, file, Encoding::Cp1252)
}

pub fn tail(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    case.delimiter()?;
    const TAILS: [&[u8]; 5] = [b"\x1a", b"\x1a\x1a\x1a\0\0\0", b"\x0c", b"\0\0\0\0\0\0\0\0", b"\r\n\r\n\x1a"];
    file.tail = rng.pick(&TAILS).to_vec();
    Some(())
}

/// Bytes of nought within cells.
pub fn nul_bytes(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    for row in case.targets(rng, 2) {
        let columns = case.cells_where(row, |_| true);
        let cell = &mut file.records[row].cells[rng.pick(&columns)];
        let at = rng.below(cell.len() + 1);
        if cell.is_char_boundary(at) {
            cell.insert_str(at, rng.pick(&["\0", "\0\0\0"]));
        }
    }
    Some(())
}

/// Other signs that do not show: form feed, vertical tab, escape.
pub fn control_signs(case: &mut Case, file: &mut TextFile, rng: &mut Rng) -> Option<()> {
    for row in case.targets(rng, 2) {
        let columns = case.cells_where(row, |cell| cell.text.contains(' '));
        let sign = rng.pick(&["\u{b}", "\u{c}", "\u{1b}", "\u{1f}", "\u{85}", "\u{2028}"]);
        let cell = &mut file.records[row].cells[rng.pick(&columns)];
        *cell = cell.replacen(' ', sign, 1);
    }
    Some(())
}
