//! Workbooks: every sheet, row by row, as the text that a person sees in the cells, and what else people must know of
//! a sheet.
//!
//! The formats are read here, not by a library: one that is made for good files refuses a sheet for one odd cell,
//! takes as much memory as the file asks for, and says nothing of hidden rows, formulas without a result or notes
//! unless everything is read again. Nothing here trusts a number in a file: every length, repeat, place and list of
//! blocks is held against what a sheet can have or the file can hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use crate::fate::{Cause, FileFate, Reason};
use crate::guard::guarded;
pub use crate::guard::is_guarded;
use crate::kind::WorkbookForm;

mod beside;
mod cfb;
pub(crate) mod container;
mod error;
mod facts;
mod formats;
mod ods;
mod ooxml;
mod package;
mod rows;
mod store;
mod strings;
mod text;
mod xls;
mod xlsb;
mod xlsx;
mod xml;
mod xml2003;

use error::Halt;
pub use error::{Damage, WorkbookError};
pub use facts::{CellCount, Comment, Merged, Place, SheetFacts};
use ooxml::Ooxml;
use rows::{Limits, Rows};
use store::Store;
use xls::Xls;

/// How many bytes of text come from one of a sheet, packed and plain: a cell takes two bytes packed and ten plain, and
/// its text may be a remark of a page that all rows share.
const MOST_FROM_PACKED: u64 = 2_000;
const MOST_FROM_PLAIN: u64 = 200;

/// The most sheets of a workbook; programs grow slow at a tenth of them.
const MOST_SHEETS: usize = 1 << 14;

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetInfo {
    /// Its name; where two have the same, the later one has a number after it.
    pub name: String,
    /// Whether a person who opens the workbook does not see it.
    pub hidden: bool,
}

/// A sheet that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadSheet {
    /// Its name.
    pub name: String,
    /// Why it is not read.
    pub reason: Unread,
}

/// Why a sheet is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is a chart, without cells.
    Chart,
    /// It is a dialog of Excel 5.
    Dialog,
    /// It holds macros of Excel 4.
    Macro,
    /// It keeps what formulas have read from another file.
    OtherFile,
    /// The workbook names it, but the file does not hold it.
    Missing,
}

impl Unread {
    /// Returns what becomes of the sheet.
    #[must_use]
    pub const fn fate(self) -> FileFate {
        match self {
            Self::Chart => FileFate::LeftAlone(Reason::Chart),
            Self::Dialog => FileFate::LeftAlone(Reason::Dialog),
            Self::Macro => FileFate::LeftAlone(Reason::Macro),
            Self::OtherFile => FileFate::LeftAlone(Reason::OtherFile),
            Self::Missing => FileFate::NotRead(Cause::MissingSheet),
        }
    }
}

/// A sheet of cells as the formats have it.
struct Sheet {
    name: String,
    is_hidden: bool,
}

/// An open workbook.
pub struct Workbook<R> {
    file: Opened<R>,
    names: Vec<String>,
    /// What was met in the sheets that were read to their ends.
    facts: BTreeMap<usize, SheetFacts>,
}

enum Opened<R> {
    Ooxml(Box<Ooxml<R>>),
    Xls(Box<Xls>),
    Store(Box<Store>),
}

impl<R> fmt::Debug for Workbook<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workbook").field("sheets", &self.names).finish_non_exhaustive()
    }
}

/// What is called for every row: its number as a person counts, and its cells. It says whether to go on.
///
/// Numbers rise, but may jump: a row without a cell is not called. The difference between two numbers gives how
/// many such rows are between them; a workbook of two cells may name a million of them. Only a file that writes its
/// rows out of order has numbers that fall.
pub type EachRow<'a> = dyn FnMut(u64, &[String]) -> ControlFlow<()> + 'a;

impl<R: Read + Seek> Workbook<R> {
    /// Opens a workbook of a form.
    ///
    /// # Errors
    /// When it is encrypted or damaged.
    pub fn open(mut reader: R, form: WorkbookForm) -> Result<Self, WorkbookError> {
        safely(|| {
            let mut size = || {
                let io = |error: std::io::Error| Damage::Container(error.to_string());
                let size = reader.seek(SeekFrom::End(0)).map_err(io)?;
                reader.seek(SeekFrom::Start(0)).map_err(io)?;
                Ok::<u64, WorkbookError>(size)
            };
            let file = match form {
                WorkbookForm::Xlsx | WorkbookForm::Xlsb => Opened::Ooxml(Box::new(Ooxml::open(reader)?)),
                WorkbookForm::Xls => Opened::Xls(Box::new(Xls::open(reader)?)),
                WorkbookForm::Ods => Opened::Store(Box::new(ods::open(reader)?)),
                WorkbookForm::FlatOds => {
                    let size = size()?;
                    Opened::Store(Box::new(ods::open_flat(BufReader::new(reader), size)?))
                }
                WorkbookForm::Xml2003 => {
                    let size = size()?;
                    Opened::Store(Box::new(xml2003::open(BufReader::new(reader), size)?))
                }
            };
            let mut workbook = Self { file, names: Vec::new(), facts: BTreeMap::new() };
            workbook.names = distinct(workbook.list().iter().map(|sheet| sheet.name.as_str()));
            Ok(workbook)
        })
    }

    fn list(&self) -> &[Sheet] {
        match &self.file {
            Opened::Ooxml(file) => &file.sheets,
            Opened::Xls(file) => &file.sheets,
            Opened::Store(file) => &file.sheets,
        }
    }

    /// Returns its sheets of cells, in their order.
    #[must_use]
    pub fn sheets(&self) -> Vec<SheetInfo> {
        let hidden = self.list().iter().map(|sheet| sheet.is_hidden);
        self.names.iter().zip(hidden).map(|(name, hidden)| SheetInfo { name: name.clone(), hidden }).collect()
    }

    /// Returns its other sheets, which are not read, with the reason.
    #[must_use]
    pub fn unread_sheets(&self) -> &[UnreadSheet] {
        match &self.file {
            Opened::Ooxml(file) => &file.unread,
            Opened::Xls(file) => &file.unread,
            Opened::Store(file) => &file.unread,
        }
    }

    /// Returns whether the workbook counts days from 1904: a number that stands for a day, but is not shown as one,
    /// is 1,462 days less than in other workbooks. Cells that are shown as days are read rightly either way.
    #[must_use]
    pub const fn date_1904(&self) -> bool {
        match &self.file {
            Opened::Ooxml(file) => file.since_1904(),
            Opened::Xls(file) => file.since_1904,
            Opened::Store(file) => file.since_1904,
        }
    }

    /// Calls `each` for every row of a sheet that has a cell. Rows without one are left out, so numbers may jump.
    ///
    /// # Errors
    /// When the sheet is damaged.
    pub fn rows(&mut self, sheet: &str, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        let index = self.index(sheet)?;
        match safely(|| Ok(self.pass(index, each)))? {
            Ok(facts) => {
                self.facts.insert(index, facts);
                Ok(())
            }
            Err(Halt::Stopped) => Ok(()),
            Err(Halt::Fault(error)) => Err(error),
        }
    }

    /// Returns what people must know of a sheet besides its cells. It costs next to nothing after [`Self::rows`] has
    /// read the sheet to its end; before that, the sheet is read for it.
    ///
    /// # Errors
    /// When the sheet is damaged.
    pub fn facts(&mut self, sheet: &str) -> Result<SheetFacts, WorkbookError> {
        let index = self.index(sheet)?;
        if !self.facts.contains_key(&index) {
            self.rows(sheet, &mut |_, _| ControlFlow::Continue(()))?;
        }
        let mut facts = self.facts.get(&index).cloned().unwrap_or_default();
        if let Opened::Ooxml(file) = &mut self.file {
            safely(|| {
                file.beside(index, &mut facts);
                Ok(())
            })?;
        }
        Ok(facts)
    }

    fn index(&self, sheet: &str) -> Result<usize, WorkbookError> {
        let index = self.names.iter().position(|name| name == sheet);
        Ok(index.ok_or_else(|| Damage::Missing(sheet.to_owned()))?)
    }

    fn pass(&mut self, index: usize, each: &mut EachRow<'_>) -> Result<SheetFacts, Halt> {
        let (limits, bytes) = match &mut self.file {
            Opened::Ooxml(file) => (Limits::WIDE, file.size(index).saturating_mul(MOST_FROM_PACKED)),
            Opened::Xls(file) => (Limits::NARROW, file.size().saturating_mul(MOST_FROM_PLAIN)),
            Opened::Store(file) => (Limits::WIDE, file.size().saturating_mul(MOST_FROM_PLAIN)),
        };
        let mut rows = Rows::new(limits, bytes, each);
        match &mut self.file {
            Opened::Ooxml(file) => file.read(index, &mut rows)?,
            Opened::Xls(file) => file.read(index, &mut rows)?,
            Opened::Store(file) => file.read(index, &mut rows)?,
        }
        rows.finish()
    }
}

/// Faults of the reading libraries on damaged files are faults of the file.
fn safely<T>(action: impl FnOnce() -> Result<T, WorkbookError>) -> Result<T, WorkbookError> {
    guarded(action).unwrap_or_else(|| Err(Damage::Nonsense.into()))
}

/// Fails where a workbook has more sheets than one can have.
fn check_sheets(count: usize) -> Result<(), WorkbookError> {
    if count > MOST_SHEETS { Err(Damage::TooMuch { what: "sheets" }.into()) } else { Ok(()) }
}

/// Names, with a number after one that was there before.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    let mut distinct = Vec::new();
    for name in names {
        let number = numbers.entry(name).or_insert(0);
        let mut candidate = name.to_owned();
        while seen.contains(&candidate) || *number > 0 && candidate == name {
            *number = (*number).max(1) + 1;
            candidate = format!("{name} ({number})");
        }
        *number = (*number).max(1);
        seen.insert(candidate.clone());
        distinct.push(candidate);
    }
    distinct
}
