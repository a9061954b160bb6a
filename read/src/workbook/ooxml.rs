//! Excel since 2007: a package whose parts are XML (`.xlsx`, `.xlsm`) or binary records (`.xlsb`).

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::container::{Holds, is_binary, main_part};
use super::error::{Damage, Halt, WorkbookError};
use super::facts::SheetFacts;
use super::formats::Formats;
use super::package::{Package, Relation};
use super::rows::Rows;
use super::strings::Strings;
use super::{Sheet, Unread, UnreadSheet, beside, check_sheets, xlsb, xlsx};

/// An open workbook.
pub(super) struct Ooxml<R> {
    package: Package<R>,
    is_binary: bool,
    book: Book,
    /// Its sheets of cells.
    pub sheets: Vec<Sheet>,
    /// The names of their parts.
    parts: Vec<String>,
    /// Its other sheets.
    pub unread: Vec<UnreadSheet>,
}

/// What all sheets share.
pub(super) struct Book {
    /// Texts that cells refer to.
    pub strings: Strings,
    /// Formats that cells refer to.
    pub formats: Formats,
    /// Whether days count from 1904.
    pub since_1904: bool,
    /// Whether Excel is asked to calculate all formulas on opening: the program that wrote them did not.
    pub is_uncalculated: bool,
}

/// A sheet as the main part names it.
pub(super) struct Entry {
    pub name: String,
    pub relation: String,
    pub is_hidden: bool,
}

/// What the main part says.
#[derive(Default)]
pub(super) struct Contents {
    pub entries: Vec<Entry>,
    pub since_1904: bool,
    pub is_uncalculated: bool,
}

impl Contents {
    /// Adds a sheet.
    pub fn add(&mut self, entry: Entry) -> Result<(), WorkbookError> {
        self.entries.push(entry);
        check_sheets(self.entries.len())
    }
}

impl<R: Read + Seek> Ooxml<R> {
    /// Opens a workbook.
    pub fn open(reader: R) -> Result<Self, WorkbookError> {
        let mut package = Package::open(reader)?;
        let main = main_part(&mut package)?.ok_or_else(|| Damage::Missing("xl/workbook.xml".to_owned()))?;
        if let Holds::Other(cause) = main.holds {
            return Err(WorkbookError::NoWorkbook(cause));
        }
        let is_binary = is_binary(&main.name);
        let contents = match is_binary {
            true => xlsb::contents(&mut package, &main.name)?,
            false => xlsx::contents(&mut package, &main.name)?,
        };
        let relations = package.relations(&main.name)?;
        let book = Book {
            strings: strings(&mut package, &relations, is_binary)?,
            formats: formats(&mut package, &relations, is_binary)?,
            since_1904: contents.since_1904,
            is_uncalculated: contents.is_uncalculated,
        };
        let mut workbook =
            Self { package, is_binary, book, sheets: Vec::new(), parts: Vec::new(), unread: Vec::new() };
        let by_id = relations.iter().map(|relation| (relation.id.as_str(), relation)).collect();
        for entry in contents.entries {
            workbook.add(entry, &by_id);
        }
        if workbook.sheets.is_empty() && workbook.unread.iter().any(|sheet| sheet.reason == Unread::Missing) {
            return Err(Damage::Missing("xl/worksheets".to_owned()).into());
        }
        Ok(workbook)
    }

    fn add(&mut self, Entry { name, relation, is_hidden }: Entry, relations: &BTreeMap<&str, &Relation>) {
        let relation = relations.get(relation.as_str());
        let part = relation.and_then(|relation| self.package.target(relation));
        let (Some(relation), Some(part)) = (relation, part) else {
            return self.unread.push(UnreadSheet { name, reason: Unread::Missing });
        };
        let reason = match relation.kind.as_str() {
            "chartsheet" => Unread::Chart,
            "dialogsheet" => Unread::Dialog,
            "xlMacrosheet" | "xlIntlMacrosheet" => Unread::Macro,
            _ => {
                self.sheets.push(Sheet { name, is_hidden });
                return self.parts.push(part);
            }
        };
        self.unread.push(UnreadSheet { name, reason });
    }

    /// Whether days count from 1904.
    pub const fn since_1904(&self) -> bool {
        self.book.since_1904
    }

    /// Bytes of a sheet, packed.
    pub fn size(&mut self, index: usize) -> u64 {
        let part = self.parts.get(index).and_then(|part| self.package.bytes(part).ok().flatten());
        part.map_or(0, |part| part.compressed_size())
    }

    /// Reads a sheet.
    pub fn read(&mut self, index: usize, rows: &mut Rows<'_, '_>) -> Result<(), Halt> {
        let part = self.parts.get(index).ok_or(Damage::Nonsense)?;
        let missing = || Damage::Missing(part.clone());
        if self.is_binary {
            let bytes = self.package.bytes(part)?.ok_or_else(missing)?;
            xlsb::sheet(bytes, part, &self.book, rows)
        } else {
            let mut xml = self.package.xml(part)?.ok_or_else(missing)?;
            xlsx::sheet(&mut xml, &self.book, rows)
        }
    }

    /// Adds what lies beside the cells of a sheet.
    pub fn beside(&mut self, index: usize, facts: &mut SheetFacts) {
        if let Some(part) = self.parts.get(index) {
            beside::read(&mut self.package, part, facts);
        }
    }
}

/// The part that the main part points to by a kind, if it is there.
fn part_of<R: Read + Seek>(package: &Package<R>, relations: &[Relation], kind: &str) -> Option<String> {
    relations.iter().filter(|relation| relation.kind == kind).find_map(|relation| package.target(relation))
}

fn strings<R: Read + Seek>(
    package: &mut Package<R>,
    relations: &[Relation],
    is_binary: bool,
) -> Result<Strings, WorkbookError> {
    let Some(part) = part_of(package, relations, "sharedStrings") else {
        return Ok(Strings::from_part_of(0));
    };
    let packed = package.bytes(&part)?.map_or(0, |bytes| bytes.compressed_size());
    let mut strings = Strings::from_part_of(packed);
    if is_binary {
        if let Some(bytes) = package.bytes(&part)? {
            xlsb::strings(bytes, &part, &mut strings)?;
        }
    } else if let Some(mut xml) = package.xml(&part)? {
        xlsx::strings(&mut xml, &mut strings)?;
    }
    Ok(strings)
}

fn formats<R: Read + Seek>(
    package: &mut Package<R>,
    relations: &[Relation],
    is_binary: bool,
) -> Result<Formats, WorkbookError> {
    let mut formats = Formats::default();
    let Some(part) = part_of(package, relations, "styles") else { return Ok(formats) };
    if is_binary {
        if let Some(bytes) = package.bytes(&part)? {
            xlsb::formats(bytes, &part, &mut formats)?;
        }
    } else if let Some(mut xml) = package.xml(&part)? {
        xlsx::formats(&mut xml, &mut formats)?;
    }
    Ok(formats)
}
