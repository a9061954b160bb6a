//! A sheet's part: cells as they stream by, and what else people must know of it, in the same pass.

use std::io::BufRead;

use super::super::error::{Damage, Halt};
use super::super::facts::Merged;
use super::super::formats::Shown;
use super::super::ooxml::Book;
use super::super::rows::{LONGEST_TEXT, Rows};
use super::super::strings::end_run;
use super::super::text::{write_digits, write_iso};
use super::super::xml::{Node, Tag, Xml, is_true};
use super::Runs;

/// Reads a sheet.
pub(in super::super) fn sheet<R: BufRead>(
    xml: &mut Xml<R>,
    book: &Book,
    rows: &mut Rows<'_, '_>,
) -> Result<(), Halt> {
    let mut reader = Sheet { book, rows, row: 0, column: 0, cell: Cell::default(), is_in_data: false };
    loop {
        match xml.next()? {
            Node::Start(tag) => reader.open(&tag)?,
            Node::Text(text) => reader.text(&text)?,
            Node::End(tag) => reader.close(tag.name())?,
            Node::Eof => return Ok(()),
            Node::Other => {}
        }
    }
}

/// How a cell says what its value is (ECMA-376 part 1, 18.18.11).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Inline,
    Text,
    Truth,
    Error,
    Day,
}

/// The cell in hand.
#[derive(Debug, Default)]
struct Cell {
    is_open: bool,
    row: u64,
    column: u64,
    kind: Kind,
    format: Option<usize>,
    has_formula: bool,
    has_value: bool,
    is_in_value: bool,
    is_inline: bool,
    text: String,
    runs: Runs,
}

struct Sheet<'s, 'a, 'b> {
    book: &'s Book,
    rows: &'s mut Rows<'a, 'b>,
    /// Where a cell without a place is, from 0.
    row: u64,
    column: u64,
    cell: Cell,
    is_in_data: bool,
}

impl Sheet<'_, '_, '_> {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Halt> {
        if self.cell.is_open {
            self.open_in_cell(tag);
            return Ok(());
        }
        match tag.name() {
            "c" if self.is_in_data => self.open_cell(tag),
            "row" if self.is_in_data => self.open_row(tag),
            "sheetData" => self.is_in_data = true,
            "col" => {
                let is_hidden = tag.is_true("hidden") || tag.raw("width").is_some_and(is_zero);
                if let (true, Some(first), Some(last)) = (is_hidden, tag.number("min"), tag.number("max"))
                    && first > 0
                {
                    self.rows.hide_columns(first - 1, last.saturating_sub(1));
                }
            }
            "sheetPr" => self.rows.facts.filter_active |= tag.is_true("filterMode"),
            "filterColumn" => self.rows.facts.filter_active = true,
            "mergeCell" => {
                if let Some(merged) = tag.raw("ref").and_then(merged) {
                    self.rows.merge(merged)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn open_row(&mut self, tag: &Tag<'_>) {
        self.column = 0;
        self.rows.next_is_hidden = false;
        for (key, value) in tag.attributes() {
            match key {
                "r" => {
                    if let Some(row) = value.trim().parse::<u64>().ok().and_then(|row| row.checked_sub(1)) {
                        self.row = row;
                    }
                }
                "hidden" => self.rows.next_is_hidden |= is_true(value),
                "ht" => self.rows.next_is_hidden |= is_zero(value),
                _ => {}
            }
        }
    }

    fn open_cell(&mut self, tag: &Tag<'_>) {
        let cell = &mut self.cell;
        (cell.row, cell.column) = (self.row, self.column);
        (cell.kind, cell.format) = (Kind::Number, None);
        (cell.has_formula, cell.has_value, cell.is_in_value) = (false, false, false);
        (cell.is_open, cell.is_inline) = (true, false);
        cell.text.clear();
        for (key, value) in tag.attributes() {
            match key {
                "r" => {
                    let (row, column) = place(value);
                    (cell.row, cell.column) = (row.unwrap_or(cell.row), column.unwrap_or(cell.column));
                }
                "s" => cell.format = value.parse().ok(),
                "t" => {
                    cell.kind = match value {
                        "s" => Kind::Shared,
                        "inlineStr" | "is" => Kind::Inline,
                        "b" => Kind::Truth,
                        "e" => Kind::Error,
                        "d" => Kind::Day,
                        "n" => Kind::Number,
                        // "str", and what there is not.
                        _ => Kind::Text,
                    }
                }
                _ => {}
            }
        }
        self.column = cell.column.saturating_add(1);
    }

    fn open_in_cell(&mut self, tag: &Tag<'_>) {
        let cell = &mut self.cell;
        match tag.name() {
            // An inline text may repeat itself as a value; a value alone is the text.
            "v" => {
                cell.has_value = true;
                cell.is_in_value = !cell.is_inline;
            }
            "f" => cell.has_formula = true,
            "is" => {
                (cell.kind, cell.is_inline, cell.has_value) = (Kind::Inline, true, true);
                cell.text.clear();
            }
            _ if cell.kind == Kind::Inline => cell.runs.open(tag, &cell.text),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Halt> {
        let cell = &mut self.cell;
        if cell.is_in_value {
            cell.text.push_str(text);
        } else if cell.kind == Kind::Inline {
            cell.runs.text(text, &mut cell.text);
        }
        if cell.text.len() > LONGEST_TEXT { Err(Damage::LongText.into()) } else { Ok(()) }
    }

    fn close(&mut self, name: &str) -> Result<(), Halt> {
        if self.cell.is_open {
            match name {
                "c" => {
                    self.cell.is_open = false;
                    return self.close_cell();
                }
                "v" => self.cell.is_in_value = false,
                name if self.cell.kind == Kind::Inline => {
                    self.cell.runs.close(name, &mut self.cell.text);
                }
                _ => {}
            }
            return Ok(());
        }
        match name {
            "row" => self.row = self.row.saturating_add(1),
            "sheetData" => {
                self.is_in_data = false;
                self.rows.next_is_hidden = false;
            }
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), Halt> {
        let Cell { row, column, kind, format, has_formula, has_value, ref mut text, .. } = self.cell;
        if has_formula {
            if text.is_empty() && !(has_value && kind == Kind::Text) {
                self.rows.facts.formulas_without_result.add(row, column);
            } else if self.book.is_uncalculated {
                self.rows.formula(row, column, kind == Kind::Number && text == "0");
            }
        }
        if text.is_empty() {
            return Ok(());
        }
        if format.is_some_and(|format| self.book.formats.strikes_out(format)) {
            self.rows.facts.strike_out(row, column);
        }
        if let Some(colour) = format.and_then(|format| self.book.formats.colour(format)) {
            self.rows.facts.colour(row, column, colour);
        }
        match kind {
            Kind::Shared => {
                let index = text.parse().or_else(|_| text.trim().parse()).ok();
                match index.and_then(|index| self.book.strings.get(index)) {
                    Some("") => {}
                    Some(text) => self.rows.cell(row, column)?.push_str(text),
                    None => self.rows.facts.unreadable_cells.add(row, column),
                }
            }
            Kind::Number => {
                let shown = format.map_or(Shown::Number, |format| self.book.formats.get(format));
                write_digits(text, shown, self.book.since_1904, self.rows.cell(row, column)?);
            }
            Kind::Inline => self.rows.cell(row, column)?.push_str(text),
            Kind::Text => {
                end_run(text, 0, true);
                self.rows.cell(row, column)?.push_str(text);
            }
            Kind::Truth => {
                let truth = match text.trim() {
                    "0" => "FALSE",
                    "1" => "TRUE",
                    text => &text.to_ascii_uppercase(),
                };
                self.rows.cell(row, column)?.push_str(truth);
            }
            Kind::Error => {
                self.rows.cell(row, column)?.push_str(text);
                self.rows.facts.unreadable_cells.add(row, column);
            }
            Kind::Day => write_iso(text, self.rows.cell(row, column)?),
        }
        Ok(())
    }
}

fn is_zero(value: &str) -> bool {
    matches!(value.trim(), "0" | "0.0")
}

/// The row and column of a place such as `AB12` or `$AB$12`, from 0; what is not said is `None`.
fn place(text: &str) -> (Option<u64>, Option<u64>) {
    let bytes = text.as_bytes();
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let (letters, digits) = bytes.split_at(letters);
    // Within these lengths nothing can overflow.
    if letters.len() > 12 || digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return odd_place(text);
    }
    let column = letters.iter().fold(0, |column, letter| column * 26 + u64::from(letter - b'A') + 1);
    let row = digits.iter().fold(0, |row, digit| row * 10 + u64::from(digit - b'0'));
    (u64::checked_sub(row, 1), u64::checked_sub(column, 1))
}

/// A place as programs other than Excel write it.
#[cold]
fn odd_place(text: &str) -> (Option<u64>, Option<u64>) {
    let (mut row, mut column) = (0_u64, 0_u64);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' => {
                let letter = u64::from(byte.to_ascii_uppercase() - b'A') + 1;
                column = column.saturating_mul(26).saturating_add(letter);
            }
            b'0'..=b'9' => row = row.saturating_mul(10).saturating_add(u64::from(byte - b'0')),
            b'$' | b' ' => {}
            _ => return (None, None),
        }
    }
    (row.checked_sub(1), column.checked_sub(1))
}

/// Merged cells by a range such as `A1:D4`.
fn merged(range: &str) -> Option<Merged> {
    let (first, last) = range.split_once(':')?;
    let ((first_row, first_column), (last_row, last_column)) = (place(first), place(last));
    Some(Merged {
        first_row: first_row? + 1,
        last_row: last_row? + 1,
        first_column: u32::try_from(first_column?).ok()?,
        last_column: u32::try_from(last_column?).ok()?,
    })
}

/// The place of a cell such as `D2`, both from 0.
pub(in super::super) fn cell_place(text: &str) -> Option<(u64, u32)> {
    let (row, column) = place(text);
    Some((row?, u32::try_from(column?).ok()?))
}
