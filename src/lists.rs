//! Lists that people keep beside the audited files: exemptions, declarations, decisions.
//!
//! They come out of Excel as often as not: columns may stand in any order, in UTF-8 or Windows-1252, days as a
//! spreadsheet writes them. But what cannot be understood stops the run and names the line: a list of permissions
//! that is half read is worse than none.

use std::borrow::Cow;
use std::path::Path;

use faxban_core::dates::{self, DateError, DateOrder, Precision};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A list that was used, as the manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFile {
    /// What it is a list of.
    pub list: Cow<'static, str>,
    /// The file, as named in messages.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// A list as text.
#[derive(Debug, Clone)]
pub struct List {
    /// Where it came from.
    pub file: ListFile,
    /// Its text, without a byte-order mark.
    pub text: String,
}

impl List {
    /// Reads a list.
    ///
    /// # Errors
    /// A sentence, when the file cannot be read.
    pub fn open(list: &'static str, path: &Path, name: &str) -> Result<Self, String> {
        let bytes = std::fs::read(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
        let text = faxban_read::encoding::decode(&bytes);
        Ok(Self {
            text: text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned(),
            file: ListFile {
                list: Cow::Borrowed(list),
                name: name.to_owned(),
                sha256: crate::output::hex(&Sha256::digest(&bytes)),
                bytes: bytes.len() as u64,
            },
        })
    }

    /// A place in it, for messages.
    #[must_use]
    pub fn place(&self, line: u64) -> String {
        format!("{}, line {line}", self.file.name)
    }

    /// The rows of a CSV list with the line that each begins on, cells in the order of `columns`; what the file has
    /// no column for is blank. Blank rows are left out.
    ///
    /// # Errors
    /// A sentence with the line, when a column is unknown, given twice or, if `needed`, missing, or a row has more or
    /// fewer cells than the header.
    pub fn rows<const N: usize>(
        &self,
        columns: [&str; N],
        needed: &[&str],
    ) -> Result<Vec<(u64, [String; N])>, String> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(self.text.as_bytes());
        let told = |error: csv::Error| format!("{}: {error}", self.file.name);
        let header = reader.headers().map_err(told)?.clone();
        let expected = || format!("{} has the columns {}", self.file.list, columns.join(","));
        let mut places = [None; N];
        for (at, heading) in header.iter().enumerate().filter(|(_, heading)| !heading.is_empty()) {
            let known = columns.iter().position(|column| column.eq_ignore_ascii_case(heading));
            let Some(place) = known.and_then(|known| places.get_mut(known)) else {
                return Err(format!("{}: column \"{heading}\" is not known; {}", self.place(1), expected()));
            };
            if place.replace(at).is_some() {
                return Err(format!("{}: column \"{heading}\" stands there twice", self.place(1)));
            }
        }
        if let Some((column, _)) =
            columns.iter().zip(&places).find(|(column, place)| place.is_none() && needed.contains(column))
        {
            return Err(format!("{}: column \"{column}\" is missing; {}", self.place(1), expected()));
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(told)?;
            let line = record.position().map_or(0, csv::Position::line);
            let cells = places.map(|place| place.and_then(|at| record.get(at)).map(bare).unwrap_or_default());
            if cells.iter().any(|cell| !cell.is_empty()) {
                rows.push((line, cells));
            }
        }
        Ok(rows)
    }
}

/// A cell without the apostrophe by which faxban keeps a spreadsheet from taking it for a formula.
#[must_use]
pub fn bare(cell: &str) -> String {
    let formula = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r']));
    formula.unwrap_or(cell).to_owned()
}

/// A day, if the cell is not blank.
///
/// # Errors
/// A sentence, when it is none.
pub fn day(text: &str) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    // ISO first; a spreadsheet that saved the list writes days first. A month or year is no day.
    if let Ok(date) = text.parse::<Date>() {
        return Ok(Some(date));
    }
    let fault = || format!("\"{text}\" is no date; write it as 2027-12-31");
    match dates::parse(text, DateOrder::DayMonth) {
        Ok(parsed) if parsed.precision == Precision::Day => Ok(Some(parsed.date)),
        Err(DateError::NoDate) => days_first(text).map(Some).ok_or_else(fault),
        _ => Err(fault()),
    }
}

/// 31/12/2099 stands for no date in a ledger; in a list of faxban's own it is the day that somebody wrote.
fn days_first(text: &str) -> Option<Date> {
    let mut parts = text.split('/').map(|part| part.trim().parse::<i16>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
