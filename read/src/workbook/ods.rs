//! `OpenDocument`, packed or flat, and what `OpenOffice` wrote before it: by local names
//! (<https://docs.oasis-open.org/office/v1.2/os/OpenDocument-v1.2-os-part1.html>).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Read, Seek};

use super::Unread;
use super::beside::MOST_TEXT;
use super::error::{Damage, WorkbookError};
use super::facts::{Comment, Merged};
use super::formats::Shown;
use super::package::Package;
use super::rows::LONGEST_TEXT;
use super::store::Store;
use super::text::{write_digits, write_iso};
use super::xml::{Node, Tag, Xml, local, resolved, utf8};

mod attributes;
mod paragraphs;

use attributes::{background, is_error_text, is_hidden, number, repeat, sheet_of, strikes_out};
use paragraphs::Paragraphs;

/// The style of sheets that keep what formulas have read from other files.
const OTHER_FILES: &str = "ta_extref";

/// Opens a package.
pub(super) fn open<R: Read + Seek>(reader: R) -> Result<Store, WorkbookError> {
    let mut package = Package::open(reader)?;
    if is_encrypted(&mut package)? {
        return Err(WorkbookError::Password);
    }
    let missing = || Damage::Missing("content.xml".to_owned());
    let packed = package.bytes("content.xml")?.ok_or_else(missing)?.compressed_size();
    let mut xml = package.xml("content.xml")?.ok_or_else(missing)?;
    read(&mut xml, packed)
}

/// Opens a flat file.
pub(super) fn open_flat<R: Read>(reader: R, size: u64) -> Result<Store, WorkbookError> {
    let reader = utf8(reader).map_err(|error| Damage::Container(error.to_string()))?;
    read(&mut Xml::new(reader, "document"), size)
}

fn is_encrypted<R: Read + Seek>(package: &mut Package<R>) -> Result<bool, WorkbookError> {
    if package.has("encrypted-package") {
        return Ok(true);
    }
    let Some(mut xml) = package.index("META-INF/manifest.xml")? else { return Ok(false) };
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name() == "encryption-data" => return Ok(true),
            Node::Eof => return Ok(false),
            _ => {}
        }
    }
}

fn read<R: BufRead>(xml: &mut Xml<R>, packed: u64) -> Result<Store, WorkbookError> {
    let mut reader = Reader {
        store: Store::from_file_of(packed),
        frames: Vec::new(),
        depth: 0,
        style: String::new(),
        hidden_styles: BTreeSet::new(),
        striking_styles: BTreeSet::new(),
        coloured_styles: BTreeMap::new(),
        filtered: None,
        row: Row::default(),
        column: 0,
        cell: Cell::default(),
        cell_text: Paragraphs::default(),
        other_text: Paragraphs::default(),
        beside: 0,
    };
    loop {
        match xml.next()? {
            Node::Start(tag) => {
                reader.depth += 1;
                reader.open(&tag)?;
            }
            Node::Text(text) => reader.text(&text)?,
            Node::End(_) => {
                if let Some(frame) = reader.frames.pop_if(|frame| frame.depth == reader.depth) {
                    reader.close(frame.kind)?;
                }
                reader.depth = reader.depth.saturating_sub(1);
            }
            Node::Eof => return Ok(reader.store),
            Node::Other => {}
        }
    }
}

/// Nobody colours more rows that are alike to the last letter.
const MOST_COLOURED: u64 = 1 << 16;

/// What an element is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What is not read.
    Nothing,
    Table,
    Row,
    Cell,
    /// A paragraph of what it lies in.
    Paragraph,
    Comment,
    TextBox,
}

/// An element that is open.
struct Frame {
    kind: Kind,
    /// How deep it lies.
    depth: usize,
}

/// The row in hand.
#[derive(Default)]
struct Row {
    number: u64,
    repeat: u64,
    is_hidden: bool,
}

/// The cell in hand.
#[derive(Default)]
struct Cell {
    repeat: u64,
    value: Option<String>,
    has_type: bool,
    is_error: bool,
    has_formula: bool,
    is_struck: bool,
    colour: Option<String>,
}

struct Reader {
    store: Store,
    frames: Vec<Frame>,
    depth: usize,
    /// The style in hand, and those of hidden sheets.
    style: String,
    hidden_styles: BTreeSet<String>,
    /// The styles that strike text out.
    striking_styles: BTreeSet<String>,
    /// The styles that fill a cell with a colour.
    coloured_styles: BTreeMap<String, String>,
    /// The sheet of the filter in hand.
    filtered: Option<String>,
    row: Row,
    column: u64,
    cell: Cell,
    cell_text: Paragraphs,
    /// The comment or text box in hand.
    other_text: Paragraphs,
    /// Bytes of comments and text boxes.
    beside: usize,
}

impl Reader {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), WorkbookError> {
        let name = tag.name();
        let kind = match self.frames.last().map(|frame| frame.kind) {
            Some(Kind::Nothing) => return Ok(()),
            None => self.open_outside(tag)?,
            Some(Kind::Table) => match name {
                "table-row" => self.open_row(tag),
                "table-column" => return self.column(tag),
                "table" => Some(Kind::Nothing),
                _ => self.open_shape(tag),
            },
            Some(Kind::Row) => match name {
                "table-cell" | "covered-table-cell" => Some(self.open_cell(tag)?),
                _ => None,
            },
            Some(Kind::Cell) => match name {
                "p" | "h" => {
                    self.cell_text.begin();
                    Some(Kind::Paragraph)
                }
                "annotation" => {
                    self.other_text.clear();
                    Some(Kind::Comment)
                }
                "table" => Some(Kind::Nothing),
                _ => self.open_shape(tag),
            },
            Some(Kind::Comment | Kind::TextBox) => match name {
                "p" | "h" => {
                    self.other_text.begin();
                    Some(Kind::Paragraph)
                }
                // Who wrote it and when, pictures, charts, and what they are called.
                "creator" | "date" | "date-string" | "object" | "image" | "binary-data" | "title"
                | "desc" => Some(Kind::Nothing),
                _ => None,
            },
            Some(Kind::Paragraph) => self.open_in_paragraph(tag),
        };
        if let Some(kind) = kind {
            self.frames.push(Frame { kind, depth: self.depth });
        }
        Ok(())
    }

    fn open_outside(&mut self, tag: &Tag<'_>) -> Result<Option<Kind>, WorkbookError> {
        match tag.name() {
            "style" => self.style = tag.text("name").unwrap_or_default().into_owned(),
            "table-properties" | "properties" if tag.raw("display") == Some("false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "text-properties" | "properties" if strikes_out(tag) => {
                self.striking_styles.insert(self.style.clone());
            }
            "table-cell-properties" | "properties" if background(tag).is_some() => {
                if let Some(colour) = background(tag) {
                    self.coloured_styles.insert(self.style.clone(), colour);
                }
            }
            "null-date" => {
                self.store.since_1904 |= tag.raw("date-value").is_some_and(|day| day.starts_with("1904"));
            }
            "data-pilot-table" => self.filtered = None,
            "database-range" => self.filtered = tag.text("target-range-address").map(|at| sheet_of(&at)),
            "filter" => {
                if let Some(facts) = self.filtered.take().and_then(|name| self.store.facts_of(&name)) {
                    facts.filter_active = true;
                }
            }
            "table" => {
                let style = tag.text("style-name").unwrap_or_default();
                let name = tag.text("name").unwrap_or_default().into_owned();
                if style == OTHER_FILES {
                    self.store.leave_out(name, Unread::OtherFile)?;
                    return Ok(Some(Kind::Nothing));
                }
                let is_hidden = self.hidden_styles.contains(&*style) || tag.raw("display") == Some("false");
                self.store.begin_sheet(name, is_hidden)?;
                (self.row, self.column) = (Row::default(), 0);
                return Ok(Some(Kind::Table));
            }
            "tracked-changes" => return Ok(Some(Kind::Nothing)),
            _ => {}
        }
        Ok(None)
    }

    fn column(&mut self, tag: &Tag<'_>) -> Result<(), WorkbookError> {
        let first = self.column;
        self.column = first.saturating_add(repeat(tag, "number-columns-repeated"));
        if is_hidden(tag) {
            self.store.hide_columns(first, self.column.saturating_sub(1))?;
        }
        Ok(())
    }

    fn open_row(&mut self, tag: &Tag<'_>) -> Option<Kind> {
        self.row.repeat = repeat(tag, "number-rows-repeated");
        self.row.is_hidden = is_hidden(tag);
        self.column = 0;
        if let (Some("filter"), Some(facts)) = (tag.raw("visibility"), self.store.facts()) {
            facts.filter_active = true;
        }
        Some(Kind::Row)
    }

    fn open_cell(&mut self, tag: &Tag<'_>) -> Result<Kind, WorkbookError> {
        self.cell_text.clear();
        let mut cell = Cell { repeat: 1, ..Cell::default() };
        let (mut columns, mut rows) = (1, 1);
        let mut currency = None;
        for (key, value) in tag.attributes() {
            let mut text = String::new();
            match local(key) {
                "value" => write_digits(value, Shown::Number, false, &mut text),
                "date-value" | "time-value" => write_iso(value, &mut text),
                "string-value" => text = resolved(value).into_owned(),
                "boolean-value" => {
                    text.push_str(if value.eq_ignore_ascii_case("true") { "TRUE" } else { "FALSE" })
                }
                "currency" => {
                    currency = Some(value).filter(|code| !code.is_empty() && *code != "GBP");
                    continue;
                }
                "style-name" => {
                    cell.is_struck = self.striking_styles.contains(&*resolved(value));
                    cell.colour = self.coloured_styles.get(&*resolved(value)).cloned();
                    continue;
                }
                "value-type" => {
                    cell.is_error |= value == "error";
                    cell.has_type |= value != "void";
                    continue;
                }
                "formula" => {
                    cell.has_formula = true;
                    continue;
                }
                "number-columns-repeated" => {
                    cell.repeat = number(value);
                    continue;
                }
                "number-columns-spanned" => {
                    columns = number(value);
                    continue;
                }
                "number-rows-spanned" => {
                    rows = number(value);
                    continue;
                }
                _ => continue,
            }
            cell.value.get_or_insert(text);
        }
        if let (Some(code), Some(value)) = (currency, &mut cell.value) {
            value.insert_str(0, &format!("{code} "));
        }
        if columns > 1 || rows > 1 {
            let narrow = |column: u64| u32::try_from(column).unwrap_or(u32::MAX);
            self.store.merge(Merged {
                first_row: self.row.number.saturating_add(1),
                last_row: self.row.number.saturating_add(rows),
                first_column: narrow(self.column),
                last_column: narrow(self.column.saturating_add(columns - 1)),
            })?;
        }
        self.cell = cell;
        Ok(Kind::Cell)
    }

    /// A shape over the cells; its text is that of a box.
    fn open_shape(&mut self, tag: &Tag<'_>) -> Option<Kind> {
        if !tag.full_name().starts_with("draw:") {
            return None;
        }
        self.other_text.clear();
        Some(Kind::TextBox)
    }

    /// Blanks count only where they are written as elements.
    fn open_in_paragraph(&mut self, tag: &Tag<'_>) -> Option<Kind> {
        let is_in_cell = self.owner() == Some(Kind::Cell);
        let text = if is_in_cell { &mut self.cell_text } else { &mut self.other_text };
        match tag.name() {
            "s" => text.blanks(tag.number("c").unwrap_or(1)),
            "tab" | "tab-stop" => text.character('\t'),
            "line-break" => text.character('\n'),
            "ruby-text" | "object" | "image" | "binary-data" | "note" => return Some(Kind::Nothing),
            // A comment or shape in the middle of a cell's text is beside it all the same.
            "annotation" if is_in_cell => {
                self.other_text.clear();
                return Some(Kind::Comment);
            }
            _ if is_in_cell => return self.open_shape(tag),
            _ => {}
        }
        None
    }

    /// What the paragraph in hand is part of.
    fn owner(&self) -> Option<Kind> {
        self.frames.iter().rev().map(|frame| frame.kind).find(|kind| *kind != Kind::Paragraph)
    }

    fn text(&mut self, text: &str) -> Result<(), WorkbookError> {
        if self.frames.last().map(|frame| frame.kind) != Some(Kind::Paragraph) {
            return Ok(());
        }
        let paragraphs = match self.owner() {
            Some(Kind::Cell) => &mut self.cell_text,
            _ => &mut self.other_text,
        };
        paragraphs.text(text);
        if paragraphs.as_str().len() > LONGEST_TEXT { Err(Damage::LongText.into()) } else { Ok(()) }
    }

    fn close(&mut self, kind: Kind) -> Result<(), WorkbookError> {
        match kind {
            Kind::Nothing | Kind::Table => {}
            Kind::Row => {
                let Row { number, repeat, is_hidden } = self.row;
                self.store.end_row(number, repeat, is_hidden)?;
                self.row.number = number.saturating_add(repeat);
            }
            Kind::Cell => self.close_cell()?,
            Kind::Paragraph if self.owner() == Some(Kind::Cell) => self.cell_text.end(),
            Kind::Paragraph => self.other_text.end(),
            Kind::Comment | Kind::TextBox => {
                let text = self.other_text.as_str().trim().to_owned();
                self.beside += text.len();
                if self.beside > MOST_TEXT {
                    return Err(Damage::TooMuch { what: "comments" }.into());
                }
                let (row, column) = (self.row.number.saturating_add(1), self.column);
                if let (false, Some(facts)) = (text.is_empty(), self.store.facts()) {
                    if kind == Kind::TextBox {
                        facts.text_boxes.push(text);
                    } else {
                        let column = u32::try_from(column).unwrap_or(u32::MAX);
                        facts.comments.push(Comment { row, column, text });
                    }
                }
            }
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), WorkbookError> {
        let (row, column, repeat) = (self.row.number, self.column, self.cell.repeat);
        self.column = column.saturating_add(repeat);
        let shown = self.cell_text.as_str();
        let is_error =
            !shown.is_empty() && (self.cell.is_error || self.cell.has_formula && is_error_text(shown));
        let text = match &self.cell.value {
            Some(value) if !is_error => value.as_str(),
            _ => shown,
        };
        let cells = repeat.saturating_mul(self.row.repeat);
        if let Some(facts) = self.store.facts() {
            if is_error {
                facts.unreadable_cells.add_many(row, column, cells);
            } else if self.cell.has_formula && text.is_empty() && !self.cell.has_type {
                facts.formulas_without_result.add_many(row, column, cells);
            }
            if self.cell.is_struck && !text.is_empty() {
                facts.strike_out(row, column);
            }
            if let Some(colour) = self.cell.colour.as_deref().filter(|_| !text.is_empty()) {
                // Rows that are written once have one colour.
                for row in row..row.saturating_add(self.row.repeat.min(MOST_COLOURED)) {
                    facts.colour(row, column, colour);
                }
            }
        }
        if text.is_empty() { Ok(()) } else { self.store.cell(column, repeat, text) }
    }
}
