//! The binary parts of a workbook of Excel since 2007, record by record (MS-XLSB 2.1.4, 2.4).

use std::io::{BufReader, ErrorKind, Read, Seek};

use encoding_rs::UTF_16LE;

use super::beside::{Comments, add};
use super::error::{Damage, Halt, WorkbookError};
use super::facts::Merged;
use super::formats::Formats;
use super::ooxml::{Book, Contents, Entry};
use super::package::Package;
use super::rows::Rows;
use super::strings::Strings;
use super::text::write_number;
use super::xls::{error_text, rk};
use super::xml::LARGEST_PART;

/// The largest record in bytes; a text has 32,767 characters and some more for its looks.
const LARGEST_RECORD: usize = 16 << 20;

/// Kinds of records, by their numbers (MS-XLSB 2.3.2).
mod kind {
    pub const ROW: u32 = 0;
    pub const RK: u32 = 2;
    pub const ERROR: u32 = 3;
    pub const TRUTH: u32 = 4;
    pub const REAL: u32 = 5;
    pub const TEXT: u32 = 6;
    pub const SHARED: u32 = 7;
    pub const FORMULA_TEXT: u32 = 8;
    pub const FORMULA_NUMBER: u32 = 9;
    pub const FORMULA_TRUTH: u32 = 10;
    pub const FORMULA_ERROR: u32 = 11;
    pub const STRING: u32 = 19;
    pub const FORMAT: u32 = 44;
    pub const XF: u32 = 47;
    pub const COLUMN: u32 = 60;
    pub const RICH_TEXT: u32 = 62;
    pub const SHEET_DATA: u32 = 145;
    pub const SHEET_DATA_END: u32 = 146;
    pub const PROPERTIES: u32 = 153;
    pub const SHEET: u32 = 156;
    pub const FILTER_COLUMN: u32 = 163;
    pub const MERGED: u32 = 176;
    pub const CELL_XFS: u32 = 617;
    pub const CELL_XFS_END: u32 = 618;
    pub const COMMENT: u32 = 635;
    pub const COMMENT_TEXT: u32 = 637;
}

/// Reads records.
struct Records<R> {
    reader: BufReader<R>,
    part: String,
    left: u64,
    body: Vec<u8>,
}

impl<R: Read> Records<R> {
    fn new(reader: R, part: &str) -> Self {
        let reader = BufReader::with_capacity(64 << 10, reader);
        Self { reader, part: part.to_owned(), left: LARGEST_PART, body: Vec::new() }
    }

    /// Reads the next record; `None` at the end of the part.
    fn next(&mut self) -> Result<Option<(u32, &[u8])>, WorkbookError> {
        let Some(low) = self.byte()? else { return Ok(None) };
        let kind = if low & 0x80 == 0 {
            u32::from(low)
        } else {
            u32::from(low & 0x7f) | u32::from(self.must()? & 0x7f) << 7
        };
        let mut length = 0_usize;
        for shift in [0, 7, 14, 21] {
            let byte = self.must()?;
            length |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        if length > LARGEST_RECORD {
            return Err(Damage::Record.into());
        }
        self.left = self.left.saturating_sub(length as u64 + 2);
        if self.left == 0 {
            return Err(Damage::Unpacked { part: self.part.clone() }.into());
        }
        self.body.resize(length, 0);
        match self.reader.read_exact(&mut self.body) {
            Ok(()) => Ok(Some((kind, &self.body))),
            Err(error) => Err(self.fault(&error)),
        }
    }

    fn byte(&mut self) -> Result<Option<u8>, WorkbookError> {
        let mut byte = [0];
        match self.reader.read(&mut byte) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(byte[0])),
            Err(error) => Err(self.fault(&error)),
        }
    }

    fn must(&mut self) -> Result<u8, WorkbookError> {
        Ok(self.byte()?.ok_or(Damage::CutShort)?)
    }

    fn fault(&self, error: &std::io::Error) -> WorkbookError {
        match error.kind() {
            ErrorKind::UnexpectedEof => Damage::CutShort.into(),
            _ => Damage::Part { part: self.part.clone(), error: error.to_string() }.into(),
        }
    }
}

fn u16_at(body: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(body.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(body: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(body.get(at..at + 4)?.try_into().ok()?))
}

/// A text that begins with its length (MS-XLSB 2.5.168), and where it ends.
fn text_at(body: &[u8], at: usize) -> Option<(String, usize)> {
    let length = u32_at(body, at)?;
    if length == u32::MAX {
        return Some((String::new(), at + 4));
    }
    let end = (length as usize).checked_mul(2)?.checked_add(at + 4)?;
    let text = UTF_16LE.decode_without_bom_handling(body.get(at + 4..end)?).0.into_owned();
    Some((text, end))
}

/// Reads the main part.
pub(super) fn contents<R: Read + Seek>(
    package: &mut Package<R>,
    part: &str,
) -> Result<Contents, WorkbookError> {
    let mut contents = Contents::default();
    let bytes = package.bytes(part)?.ok_or_else(|| Damage::Missing(part.to_owned()))?;
    let mut records = Records::new(bytes, part);
    while let Some((kind, body)) = records.next()? {
        match kind {
            kind::PROPERTIES => contents.since_1904 = body.first().is_some_and(|flags| flags & 1 != 0),
            kind::SHEET => {
                let entry = || {
                    let is_hidden = u32_at(body, 0)? != 0;
                    let (relation, end) = text_at(body, 8)?;
                    let (name, _) = text_at(body, end)?;
                    Some(Entry { name, relation, is_hidden })
                };
                contents.add(entry().ok_or(Damage::Record)?)?;
            }
            _ => {}
        }
    }
    Ok(contents)
}

/// Reads the shared strings.
pub(super) fn strings(bytes: impl Read, part: &str, strings: &mut Strings) -> Result<(), WorkbookError> {
    let mut records = Records::new(bytes, part);
    while let Some((kind, body)) = records.next()? {
        if kind == kind::STRING {
            let (text, _) = text_at(body, 1).ok_or(Damage::Record)?;
            strings.next().push_str(&text);
            strings.end()?;
        }
    }
    Ok(())
}

/// Reads the formats of cells.
pub(super) fn formats(bytes: impl Read, part: &str, formats: &mut Formats) -> Result<(), WorkbookError> {
    let mut records = Records::new(bytes, part);
    let mut are_of_cells = false;
    while let Some((kind, body)) = records.next()? {
        match kind {
            kind::FORMAT => {
                if let (Some(id), Some((code, _))) = (u16_at(body, 0), text_at(body, 2)) {
                    formats.describe(u32::from(id), &code);
                }
            }
            kind::CELL_XFS => are_of_cells = true,
            kind::CELL_XFS_END => are_of_cells = false,
            kind::XF if are_of_cells => formats.add(u16_at(body, 2).unwrap_or(0).into()),
            _ => {}
        }
    }
    Ok(())
}

/// Reads the notes of a sheet.
pub(super) fn comments(bytes: impl Read, part: &str, notes: &mut Comments) -> Result<(), WorkbookError> {
    let mut records = Records::new(bytes, part);
    let mut place = None;
    while let Some((kind, body)) = records.next()? {
        match kind {
            kind::COMMENT => place = u32_at(body, 4).map(u64::from).zip(u32_at(body, 12)),
            kind::COMMENT_TEXT => {
                if let (Some(place), Some((text, _))) = (place.take(), text_at(body, 1)) {
                    add(notes, place, &text);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reads whether a table's filter is on.
pub(super) fn filter(bytes: impl Read, part: &str, is_active: &mut bool) -> Result<(), WorkbookError> {
    let mut records = Records::new(bytes, part);
    while let Some((kind, _)) = records.next()? {
        *is_active |= kind == kind::FILTER_COLUMN;
    }
    Ok(())
}

/// Reads a sheet.
pub(super) fn sheet(bytes: impl Read, part: &str, book: &Book, rows: &mut Rows<'_, '_>) -> Result<(), Halt> {
    let mut records = Records::new(bytes, part);
    let (mut row, mut is_in_data) = (0, false);
    while let Some((kind, body)) = records.next()? {
        match kind {
            kind::SHEET_DATA => is_in_data = true,
            kind::SHEET_DATA_END => is_in_data = false,
            kind::ROW if is_in_data => {
                row = u64::from(u32_at(body, 0).ok_or(Damage::Record)?);
                rows.next_is_hidden = body.get(11).is_some_and(|flags| flags & 0x10 != 0);
            }
            kind::RK..=kind::FORMULA_ERROR | kind::RICH_TEXT if is_in_data => {
                cell(kind, body, row, book, rows)?;
            }
            kind::COLUMN => {
                if let (Some(first), Some(last), Some(flags)) =
                    (u32_at(body, 0), u32_at(body, 4), u16_at(body, 16))
                    && flags & 1 != 0
                {
                    rows.hide_columns(first.into(), last.into());
                }
            }
            kind::FILTER_COLUMN => rows.facts.filter_active = true,
            kind::MERGED => {
                let at = |index: usize| u32_at(body, index * 4).ok_or(Damage::Record);
                rows.merge(Merged {
                    first_row: u64::from(at(0)?) + 1,
                    last_row: u64::from(at(1)?) + 1,
                    first_column: at(2)?,
                    last_column: at(3)?,
                })?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn cell(kind: u32, body: &[u8], row: u64, book: &Book, rows: &mut Rows<'_, '_>) -> Result<(), Halt> {
    let column = u64::from(u32_at(body, 0).ok_or(Damage::Record)?);
    let format = u32_at(body, 4).ok_or(Damage::Record)? & 0x00ff_ffff;
    let byte = || body.get(8).copied().ok_or(Damage::Record);
    let shown = book.formats.get(format as usize);
    match kind {
        kind::RK => {
            let number = rk(u32_at(body, 8).ok_or(Damage::Record)?);
            write_number(number, shown, book.since_1904, rows.cell(row, column)?);
        }
        kind::REAL | kind::FORMULA_NUMBER => {
            let bytes = body.get(8..16).and_then(|bytes| bytes.try_into().ok()).ok_or(Damage::Record)?;
            write_number(f64::from_le_bytes(bytes), shown, book.since_1904, rows.cell(row, column)?);
        }
        kind::TRUTH | kind::FORMULA_TRUTH => {
            let truth = if byte()? == 0 { "FALSE" } else { "TRUE" };
            rows.cell(row, column)?.push_str(truth);
        }
        kind::ERROR | kind::FORMULA_ERROR => {
            rows.cell(row, column)?.push_str(error_text(byte()?));
            rows.facts.unreadable_cells.add(row, column);
        }
        kind::SHARED => match book.strings.get(u32_at(body, 8).ok_or(Damage::Record)? as usize) {
            Some("") => {}
            Some(text) => rows.cell(row, column)?.push_str(text),
            None => rows.facts.unreadable_cells.add(row, column),
        },
        kind::TEXT | kind::FORMULA_TEXT | kind::RICH_TEXT => {
            let start = if kind == kind::RICH_TEXT { 9 } else { 8 };
            let (text, _) = text_at(body, start).ok_or(Damage::Record)?;
            if !text.is_empty() {
                rows.cell(row, column)?.push_str(&text);
            }
        }
        _ => {}
    }
    Ok(())
}
