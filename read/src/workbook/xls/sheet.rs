//! The records of a sheet: found and put in order first, since programs write cells in any order, then read.

use std::collections::BTreeSet;

use super::super::error::{Damage, Halt};
use super::super::facts::Merged;
use super::super::rows::Rows;
use super::super::text::write_number;
use super::notes::Notes;
use super::records::{Record, record_at};
use super::{Xls, error_text, kind, rk};

/// Records that may lie between a formula and its text: shared formulas, arrays, tables (MS-XLS 2.1.7.20.5).
const BETWEEN: [u16; 3] = [0x04bc, 0x0221, 0x0236];

/// What the first pass over a sheet finds.
#[derive(Default)]
struct Contents {
    /// Rows of the cells and where their records are.
    cells: Vec<(u16, u32)>,
    hidden_rows: BTreeSet<u16>,
    notes: Notes,
}

/// Reads a sheet whose records begin at a place.
pub(super) fn read(workbook: &Xls, place: usize, rows: &mut Rows<'_, '_>) -> Result<(), Halt> {
    let mut contents = contents(workbook, place, rows)?;
    if !contents.cells.is_sorted_by_key(|(row, _)| *row) {
        contents.cells.sort_by_key(|(row, _)| *row);
    }
    let mut reader = Cells { workbook, rows };
    for (row, at) in contents.cells {
        reader.rows.next_is_hidden = contents.hidden_rows.contains(&row);
        reader.read(row, record_at(&workbook.stream, at as usize)?)?;
    }
    contents.notes.finish(&mut rows.facts);
    Ok(())
}

fn contents(workbook: &Xls, place: usize, rows: &mut Rows<'_, '_>) -> Result<Contents, Halt> {
    let stream = &workbook.stream;
    let mut contents = Contents::default();
    let mut at = begin(stream, place)?.next;
    // Charts lie in a sheet with records of their own, from a beginning to an end.
    let mut depth = 0_u32;
    loop {
        let here = at;
        let record = record_at(stream, here)?;
        at = record.next;
        let is_old_formula = kind::OLD_FORMULAS.contains(&record.kind);
        match if is_old_formula { kind::FORMULA } else { record.kind } {
            kind::BEGIN => depth += 1,
            kind::END if depth > 0 => depth -= 1,
            kind::END => return Ok(contents),
            _ if depth > 0 => {}
            kind::NUMBER
            | kind::RK
            | kind::MANY_RK
            | kind::LABEL
            | kind::RICH_LABEL
            | kind::SHARED_LABEL
            | kind::TRUTH_OR_ERROR
            | kind::FORMULA => {
                let here = u32::try_from(here).map_err(|_| Damage::TooMuch { what: "cells" })?;
                contents.cells.push((record.u16(0)?, here));
            }
            kind::ROW if record.u16(12)? & 0x20 != 0 => {
                contents.hidden_rows.insert(record.u16(0)?);
            }
            kind::COLUMNS if record.u16(8)? & 1 != 0 => {
                rows.hide_columns(record.u16(0)?.into(), record.u16(2)?.into());
            }
            kind::FILTER_MODE => rows.facts.filter_active = true,
            kind::MERGED => {
                for range in record.data.get(2..).unwrap_or_default().chunks_exact(8) {
                    let at = |at: usize| u16::from_le_bytes([range[at], range[at + 1]]);
                    rows.merge(Merged {
                        first_row: u64::from(at(0)) + 1,
                        last_row: u64::from(at(2)) + 1,
                        first_column: at(4).into(),
                        last_column: at(6).into(),
                    })?;
                }
            }
            kind::OBJECT | kind::TEXT_BOX | kind::NOTE => {
                contents.notes.see(stream, record, workbook.texts);
            }
            _ => {}
        }
    }
}

/// The beginning of a sheet. Programs that change a file in passing leave its place wrong: then it is the last
/// beginning before.
fn begin(stream: &[u8], place: usize) -> Result<Record<'_>, Damage> {
    if let Ok(record) = record_at(stream, place)
        && record.kind == kind::BEGIN
    {
        return Ok(record);
    }
    let (mut at, mut depth, mut begin) = (0, 0_u32, None);
    while at <= place {
        let record = record_at(stream, at)?;
        match record.kind {
            kind::BEGIN => {
                begin = begin.filter(|_| depth > 0).or(Some((at, record)));
                depth += 1;
            }
            kind::END => depth = depth.saturating_sub(1),
            _ => {}
        }
        at = record.next;
    }
    // The first one is that of the workbook itself.
    begin.filter(|(at, _)| *at > 0).map(|(_, record)| record).ok_or(Damage::Record)
}

struct Cells<'w, 'a, 'b, 'r> {
    workbook: &'w Xls,
    rows: &'r mut Rows<'a, 'b>,
}

impl Cells<'_, '_, '_, '_> {
    fn read(&mut self, row: u16, record: Record<'_>) -> Result<(), Halt> {
        let (row, column) = (u64::from(row), u64::from(record.u16(2)?));
        match record.kind {
            kind::NUMBER => self.number(row, column, record.u16(4)?, f64_at(record, 6)?),
            kind::RK => self.number(row, column, record.u16(4)?, rk(record.u32(6)?)),
            kind::MANY_RK => {
                // Between the first column and the last one, which needs no reading: two bytes each.
                let numbers = record.data.get(4..record.data.len().saturating_sub(2)).unwrap_or_default();
                for (column, bytes) in (column..).zip(numbers.chunks_exact(6)) {
                    let format = u16::from_le_bytes([bytes[0], bytes[1]]);
                    let bits = u32::from_le_bytes([bytes[2], bytes[3], bytes[4], bytes[5]]);
                    self.number(row, column, format, rk(bits))?;
                }
                Ok(())
            }
            kind::LABEL | kind::RICH_LABEL => {
                let text = self.workbook.texts.long(&self.workbook.stream, record, 6);
                self.text(row, column, text.as_deref())
            }
            kind::SHARED_LABEL => self.text(row, column, self.workbook.strings.get(record.u32(6)? as usize)),
            kind::TRUTH_OR_ERROR => {
                let value = record.u16(6)?;
                self.truth_or_error(row, column, value as u8, value >> 8 != 0)
            }
            _ => self.formula(row, column, record),
        }
    }

    fn number(&mut self, row: u64, column: u64, format: u16, number: f64) -> Result<(), Halt> {
        let shown = self.workbook.formats.get(format.into());
        write_number(number, shown, self.workbook.since_1904, self.rows.cell(row, column)?);
        Ok(())
    }

    fn text(&mut self, row: u64, column: u64, text: Option<&str>) -> Result<(), Halt> {
        match text {
            Some("") => {}
            Some(text) => self.rows.cell(row, column)?.push_str(text),
            None => self.rows.facts.unreadable_cells.add(row, column),
        }
        Ok(())
    }

    fn truth_or_error(&mut self, row: u64, column: u64, value: u8, is_error: bool) -> Result<(), Halt> {
        let text = match (is_error, value) {
            (true, error) => error_text(error),
            (false, 0) => "FALSE",
            (false, _) => "TRUE",
        };
        self.rows.cell(row, column)?.push_str(text);
        if is_error {
            self.rows.facts.unreadable_cells.add(row, column);
        }
        Ok(())
    }

    /// A formula's result: a number, or by its last two bytes something else (MS-XLS 2.5.133).
    fn formula(&mut self, row: u64, column: u64, record: Record<'_>) -> Result<(), Halt> {
        if record.u16(12)? != u16::MAX {
            let number = f64_at(record, 6)?;
            // Libraries that do not calculate put 0 and ask Excel to calculate on opening.
            self.rows.formula(row, column, number == 0.0 && record.u16(14)? & 2 != 0);
            return self.number(row, column, record.u16(4)?, number);
        }
        match record.u16(6)? as u8 {
            0 => {
                let text = self.text_result(record);
                self.text(row, column, text.as_deref())
            }
            result @ (1 | 2) => self.truth_or_error(row, column, record.u16(8)? as u8, result == 2),
            // No text: from Excel a blank one, from a library that does not calculate no result.
            _ => {
                if self.workbook.is_uncalculated {
                    self.rows.facts.formulas_without_result.add(row, column);
                }
                Ok(())
            }
        }
    }

    /// The text that follows a formula.
    fn text_result(&self, formula: Record<'_>) -> Option<String> {
        let stream = &self.workbook.stream;
        let mut record = record_at(stream, formula.next).ok()?;
        while BETWEEN.contains(&record.kind) {
            record = record_at(stream, record.next).ok()?;
        }
        if record.kind != kind::TEXT_RESULT {
            return None;
        }
        self.workbook.texts.long(stream, record, 0)
    }
}

fn f64_at(record: Record<'_>, at: usize) -> Result<f64, Damage> {
    let low = u64::from(record.u32(at)?);
    let high = u64::from(record.u32(at + 4)?);
    Ok(f64::from_bits(high << 32 | low))
}
