//! Excel 97 to 2003, and 5.0 and 95 before it: one stream of records in a compound file (MS-XLS).

use std::io::{Read, Seek};

use encoding_rs::Encoding;

use crate::fate::Cause;

use super::cfb::Cfb;
use super::error::{Damage, Halt, WorkbookError};
use super::formats::Formats;
use super::rows::Rows;
use super::strings::Strings;
use super::{Sheet, Unread, UnreadSheet, check_sheets};

mod notes;
mod records;
mod sheet;

use records::{Record, Texts, parts, record_at};

/// Kinds of records, by their numbers (MS-XLS 2.3).
mod kind {
    pub const FORMULA: u16 = 0x0006;
    /// The numbers of formulas in Excel 3 and 4, which Apple's programs still write.
    pub const OLD_FORMULAS: [u16; 2] = [0x0206, 0x0406];
    pub const END: u16 = 0x000a;
    pub const NOTE: u16 = 0x001c;
    pub const DATE_MODE: u16 = 0x0022;
    pub const PASSWORD: u16 = 0x002f;
    pub const CODE_PAGE: u16 = 0x0042;
    pub const AUTHOR: u16 = 0x005c;
    pub const OBJECT: u16 = 0x005d;
    pub const COLUMNS: u16 = 0x007d;
    pub const SHEET: u16 = 0x0085;
    pub const FILTER_MODE: u16 = 0x009b;
    pub const MANY_RK: u16 = 0x00bd;
    pub const RICH_LABEL: u16 = 0x00d6;
    pub const XF: u16 = 0x00e0;
    pub const MERGED: u16 = 0x00e5;
    pub const STRINGS: u16 = 0x00fc;
    pub const SHARED_LABEL: u16 = 0x00fd;
    pub const TEXT_BOX: u16 = 0x01b6;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const TRUTH_OR_ERROR: u16 = 0x0205;
    pub const TEXT_RESULT: u16 = 0x0207;
    pub const ROW: u16 = 0x0208;
    pub const RK: u16 = 0x027e;
    pub const FORMAT: u16 = 0x041e;
    pub const BEGIN: u16 = 0x0809;
    /// The beginnings of Excel 2, 3 and 4.
    pub const OLD_BEGINNINGS: [u16; 3] = [0x0009, 0x0209, 0x0409];
}

/// An open workbook.
pub(super) struct Xls {
    stream: Vec<u8>,
    texts: Texts,
    strings: Strings,
    formats: Formats,
    /// Whether days count from 1904.
    pub since_1904: bool,
    /// Whether a library wrote it that calculates no formulas.
    is_uncalculated: bool,
    /// Its sheets of cells.
    pub sheets: Vec<Sheet>,
    /// Where their records begin.
    places: Vec<usize>,
    /// Its other sheets.
    pub unread: Vec<UnreadSheet>,
}

/// What the streams of a compound file say that it is.
const STREAMS: [(Cause, &str); 4] = [
    (Cause::Document, "WordDocument"),
    (Cause::Document, "VisioDocument"),
    (Cause::Slides, "PowerPoint Document"),
    (Cause::Email, "__properties_version1.0"),
];

/// What a compound file is that holds no workbook.
fn instead<R: Read + Seek>(file: &Cfb<R>) -> Cause {
    STREAMS.iter().find(|(_, name)| file.has(name)).map_or(Cause::Office, |(cause, _)| *cause)
}

impl Xls {
    /// Opens a workbook.
    pub fn open<R: Read + Seek>(reader: R) -> Result<Self, WorkbookError> {
        let mut file = Cfb::open(reader)?;
        // What Office encrypts, and what Windows protects.
        if file.has("EncryptedPackage") || file.has("\tDRMContent") {
            return Err(WorkbookError::Password);
        }
        let stream = match file.stream("Workbook")? {
            Some(stream) => stream,
            None => file.stream("Book")?.ok_or_else(|| WorkbookError::NoWorkbook(instead(&file)))?,
        };
        let mut workbook = Self {
            stream,
            texts: Texts::Wide,
            strings: Strings::from_part_of(u64::MAX),
            formats: Formats::default(),
            since_1904: false,
            is_uncalculated: false,
            sheets: Vec::new(),
            places: Vec::new(),
            unread: Vec::new(),
        };
        let stream = std::mem::take(&mut workbook.stream);
        workbook.globals(&stream)?;
        workbook.stream = stream;
        Ok(workbook)
    }

    fn globals(&mut self, stream: &[u8]) -> Result<(), WorkbookError> {
        let first = record_at(stream, 0)?;
        if kind::OLD_BEGINNINGS.contains(&first.kind) {
            return Err(WorkbookError::TooOld);
        }
        if first.kind != kind::BEGIN {
            return Err(Damage::Record.into());
        }
        let is_wide = first.u16(0)? >= 0x0600;
        if !is_wide {
            self.texts = Texts::Bytes(encoding_rs::WINDOWS_1252);
        }
        let mut xfs = Vec::new();
        let mut at = first.next;
        loop {
            let record = record_at(stream, at)?;
            at = record.next;
            match record.kind {
                kind::END => break,
                kind::PASSWORD => return Err(WorkbookError::Password),
                kind::CODE_PAGE if !is_wide => {
                    self.texts = Texts::Bytes(code_page(record.u16(0)?));
                }
                kind::DATE_MODE => self.since_1904 = record.u16(0)? == 1,
                kind::AUTHOR => self.is_uncalculated = is_uncalculated(record.data),
                kind::FORMAT => {
                    if let Some(code) = self.format_code(stream, record, is_wide) {
                        self.formats.describe(record.u16(0)?.into(), &code);
                    }
                }
                kind::XF => xfs.push(record.u16(2)?),
                kind::SHEET => self.add_sheet(stream, record)?,
                kind::STRINGS => self.add_strings(stream, record)?,
                _ => {}
            }
        }
        for format in xfs {
            self.formats.add(format.into());
        }
        Ok(())
    }

    fn format_code(&self, stream: &[u8], record: Record<'_>, is_wide: bool) -> Option<String> {
        if is_wide { self.texts.long(stream, record, 2) } else { self.texts.short(stream, record, 2) }
    }

    fn add_sheet(&mut self, stream: &[u8], record: Record<'_>) -> Result<(), WorkbookError> {
        let place = record.u32(0)? as usize;
        let state = record.u16(4)?;
        let name = self.texts.short(stream, record, 6).ok_or(Damage::Record)?.replace('\0', "");
        let reason = match state >> 8 {
            1 => Unread::Macro,
            2 => Unread::Chart,
            6 => Unread::Macro,
            _ => {
                self.sheets.push(Sheet { name, is_hidden: state & 3 != 0 });
                self.places.push(place);
                return check_sheets(self.sheets.len());
            }
        };
        self.unread.push(UnreadSheet { name, reason });
        check_sheets(self.unread.len())
    }

    fn add_strings(&mut self, stream: &[u8], record: Record<'_>) -> Result<(), WorkbookError> {
        let mut parts = parts(stream, record);
        parts.skip(8);
        while !parts.is_empty() {
            let text = parts.rich_text(self.strings.next());
            self.strings.end()?;
            // Texts after a damaged one cannot be found; their cells count as unreadable.
            if text.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Bytes of its records.
    pub const fn size(&self) -> u64 {
        self.stream.len() as u64
    }

    /// Reads a sheet.
    pub fn read(&self, index: usize, rows: &mut Rows<'_, '_>) -> Result<(), Halt> {
        sheet::read(self, *self.places.get(index).ok_or(Damage::Nonsense)?, rows)
    }
}

/// Whether a name stands where its length should: the way of a library (xlwt) that leaves all formulas to Excel.
fn is_uncalculated(author: &[u8]) -> bool {
    records::u16_at(author, 0).is_some_and(|length| usize::from(length) > author.len())
}

/// The encoding of a code page (MS-XLS 2.4.52).
fn code_page(number: u16) -> &'static Encoding {
    match number {
        437 | 850 | 1252 | 32769 => encoding_rs::WINDOWS_1252,
        866 => encoding_rs::IBM866,
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1200 => encoding_rs::UTF_16LE,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10000 | 32768 => encoding_rs::MACINTOSH,
        65001 => encoding_rs::UTF_8,
        _ => encoding_rs::WINDOWS_1252,
    }
}

/// An error by its number (MS-XLS 2.5.10).
pub(super) const fn error_text(number: u8) -> &'static str {
    match number {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        0x2b => "#GETTING_DATA",
        _ => "#ERROR!",
    }
}

/// A number of 30 bits, with two flags below it: a whole one, and one of hundredths (MS-XLS 2.5.217).
pub(super) fn rk(bits: u32) -> f64 {
    let number = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from((bits as i32) >> 2)
    };
    #[expect(
        clippy::float_arithmetic,
        reason = "a cell's number as the file stores it; money is read from its text"
    )]
    if bits & 1 == 0 { number } else { number / 100.0 }
}
