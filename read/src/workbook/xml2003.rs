//! XML Spreadsheet 2003, which ERP systems write under the name `.xls`
//! (<https://learn.microsoft.com/previous-versions/office/developer/office-xp/aa140066(v=office.10)>).

use std::io::{BufRead, Read};

use super::Sheet;
use super::beside::MOST_TEXT;
use super::error::{Damage, WorkbookError};
use super::facts::{Comment, Merged};
use super::formats::Shown;
use super::rows::LONGEST_TEXT;
use super::store::Store;
use super::text::{write_digits, write_iso};
use super::xml::{Node, Tag, Xml, utf8};

/// Opens a file.
pub(super) fn open<R: Read>(reader: R, size: u64) -> Result<Store, WorkbookError> {
    let reader = utf8(reader).map_err(|error| Damage::Container(error.to_string()))?;
    let mut xml = Xml::new(reader, "document");
    read(&mut xml, size)
}

fn read<R: BufRead>(xml: &mut Xml<R>, size: u64) -> Result<Store, WorkbookError> {
    let mut reader = Reader { store: Store::from_file_of(size), ..Reader::default() };
    loop {
        match xml.next()? {
            Node::Start(tag) => reader.open(&tag)?,
            Node::Text(text) => reader.text(&text)?,
            Node::End(tag) => reader.close(tag.name())?,
            Node::Eof => return Ok(reader.store),
            Node::Other => {}
        }
    }
}

/// What the text in hand is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Into {
    #[default]
    Nothing,
    Value,
    Comment,
    Visible,
    Date1904,
}

#[derive(Default)]
struct Reader {
    store: Store,
    is_in_table: bool,
    /// Where what comes next is, from 0.
    row: u64,
    column: u64,
    table_column: u64,
    /// Rows that the row in hand stands for.
    span: u64,
    is_hidden: bool,
    cell: Cell,
    into: Into,
    text: String,
    beside: usize,
}

#[derive(Default)]
struct Cell {
    is_open: bool,
    /// Columns to the right that it covers.
    across: u64,
    has_formula: bool,
    kind: String,
    value: Option<String>,
    is_in_comment: bool,
}

impl Reader {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), WorkbookError> {
        match tag.name() {
            "Worksheet" => {
                self.store.begin_sheet(tag.text("Name").unwrap_or_default().into_owned(), false)?;
            }
            "Table" => {
                self.is_in_table = true;
                (self.row, self.table_column) = (0, 0);
            }
            "Column" if self.is_in_table => {
                let first = index(tag).unwrap_or(self.table_column);
                let last = first.saturating_add(tag.number("Span").unwrap_or(0));
                self.table_column = last.saturating_add(1);
                if is_hidden(tag, "Width") {
                    self.store.hide_columns(first, last)?;
                }
            }
            "Row" if self.is_in_table => {
                self.row = index(tag).unwrap_or(self.row);
                self.span = tag.number("Span").unwrap_or(0).saturating_add(1);
                self.is_hidden = is_hidden(tag, "Height");
                self.column = 0;
            }
            "Cell" if self.is_in_table => self.open_cell(tag)?,
            "Comment" => self.cell.is_in_comment = true,
            "Data" if self.cell.is_in_comment => self.begin(Into::Comment),
            "Data" if self.cell.is_open => {
                self.cell.kind = tag.text("Type").unwrap_or_default().into_owned();
                self.begin(Into::Value);
            }
            "Visible" => self.begin(Into::Visible),
            "Date1904" => {
                // The element alone says so; with "False" in it, it does not.
                self.store.since_1904 = true;
                self.begin(Into::Date1904);
            }
            "AutoFilterColumn" => {
                if let Some(facts) = self.store.facts() {
                    facts.filter_active |= tag.raw("Type").is_some_and(|kind| kind != "All");
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, into: Into) {
        self.into = into;
        self.text.clear();
    }

    fn open_cell(&mut self, tag: &Tag<'_>) -> Result<(), WorkbookError> {
        self.column = index(tag).unwrap_or(self.column);
        let (across, down) = (tag.number("MergeAcross").unwrap_or(0), tag.number("MergeDown").unwrap_or(0));
        let has_formula = tag.raw("Formula").is_some();
        self.cell = Cell { is_open: true, across, has_formula, ..Cell::default() };
        if across > 0 || down > 0 {
            let narrow = |column: u64| u32::try_from(column).unwrap_or(u32::MAX);
            self.store.merge(Merged {
                first_row: self.row.saturating_add(1),
                last_row: self.row.saturating_add(down).saturating_add(1),
                first_column: narrow(self.column),
                last_column: narrow(self.column.saturating_add(across)),
            })?;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), WorkbookError> {
        if self.into != Into::Nothing {
            self.text.push_str(text);
            if self.text.len() > LONGEST_TEXT {
                return Err(Damage::LongText.into());
            }
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), WorkbookError> {
        match name {
            "Data" if self.into == Into::Value => {
                self.cell.value = Some(with_line_feeds(std::mem::take(&mut self.text)));
            }
            "Data" if self.into == Into::Comment => self.close_comment()?,
            "Comment" => self.cell.is_in_comment = false,
            "Cell" if self.cell.is_open => self.close_cell()?,
            "Row" if self.is_in_table => {
                self.store.end_row(self.row, 1, self.is_hidden)?;
                self.row = self.row.saturating_add(self.span);
            }
            "Table" => self.is_in_table = false,
            "Visible" if self.into == Into::Visible => {
                if let Some(Sheet { is_hidden, .. }) = self.store.sheets.last_mut() {
                    *is_hidden = self.text.trim() != "SheetVisible";
                }
            }
            "Date1904" if self.text.trim().eq_ignore_ascii_case("false") => self.store.since_1904 = false,
            // Text with its looks has elements within.
            _ => return Ok(()),
        }
        self.into = Into::Nothing;
        Ok(())
    }

    fn close_comment(&mut self) -> Result<(), WorkbookError> {
        self.beside += self.text.len();
        if self.beside > MOST_TEXT {
            return Err(Damage::TooMuch { what: "comments" }.into());
        }
        let text = with_line_feeds(self.text.trim().to_owned());
        let row = self.row.saturating_add(1);
        let column = u32::try_from(self.column).unwrap_or(u32::MAX);
        if let (false, Some(facts)) = (text.is_empty(), self.store.facts()) {
            facts.comments.push(Comment { row, column, text });
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), WorkbookError> {
        let (row, column) = (self.row, self.column);
        let cell = std::mem::take(&mut self.cell);
        self.column = column.saturating_add(cell.across).saturating_add(1);
        let value = cell.value.unwrap_or_default();
        let mut text = String::new();
        match cell.kind.as_str() {
            "Number" => write_digits(value.trim(), Shown::Number, false, &mut text),
            "DateTime" => write_iso(&value.replacen('T', " ", 1), &mut text),
            "Boolean" => text.push_str(if value.trim() == "0" { "FALSE" } else { "TRUE" }),
            _ => text = value,
        }
        if let Some(facts) = self.store.facts() {
            if cell.kind == "Error" {
                facts.unreadable_cells.add(row, column);
            } else if cell.has_formula && text.is_empty() && cell.kind != "String" {
                facts.formulas_without_result.add(row, column);
            }
        }
        if text.is_empty() { Ok(()) } else { self.store.cell(column, 1, &text) }
    }
}

/// A text with its lines ended as in the other formats.
fn with_line_feeds(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// The place that a column, row or cell names, from 0.
fn index(tag: &Tag<'_>) -> Option<u64> {
    // A larger one than can be written is larger than every sheet.
    let index = tag.raw("Index")?.trim();
    let is_number = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| index.parse().unwrap_or(u64::MAX))?.checked_sub(1)
}

/// Whether a column or row is not shown.
fn is_hidden(tag: &Tag<'_>, size: &str) -> bool {
    tag.is_true("Hidden") || tag.raw(size).is_some_and(|size| size == "0")
}
