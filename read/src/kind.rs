//! What a file is, told by its content: real `.csv` files are workbooks and web pages.

#[cfg(feature = "files")]
use std::io::{Read, Seek};

/// Bytes that are enough to tell.
pub const HEAD: usize = 8 << 10;

/// How a text file writes its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextForm {
    /// ASCII, UTF-8 or Windows-1252, told apart cell by cell.
    Bytes,
    /// UTF-8 with a byte-order mark.
    Utf8WithMark,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// The forms of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkbookForm {
    /// Excel 2007 and later (also `.xlsm`).
    Xlsx,
    /// Excel's binary form.
    Xlsb,
    /// Excel 97 to 2003.
    Xls,
    /// `OpenDocument`.
    Ods,
    /// `OpenDocument` as one XML file.
    FlatOds,
    /// The XML of Excel 2002 and 2003, mostly under the name `.xls`.
    Xml2003,
}

impl WorkbookForm {
    /// The form's name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "XLSX workbook",
            Self::Xlsb => "XLSB workbook",
            Self::Xls => "XLS workbook",
            Self::Ods => "ODS workbook",
            Self::FlatOds => "flat ODS workbook",
            Self::Xml2003 => "XML Spreadsheet 2003",
        }
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing in it.
    Empty,
    /// Text.
    Text(TextForm),
    /// A zip container: a workbook or an archive, see [`look_into`].
    Zip,
    /// The container of old Office files, encrypted ones too.
    Ole,
    /// Parquet.
    Parquet,
    /// A workbook that is one XML file.
    Workbook(WorkbookForm),
    /// gzip.
    Gzip,
    /// Something that holds no table that can be read, with the sentence that says so.
    Other(&'static str),
}

/// Openings of files that hold no table.
const NO_TABLES: [(&[u8], &str); 9] = [
    (b"%PDF", "it is a PDF, not a table; ask the publisher for the CSV or Excel file"),
    (b"{\\rtf", "it is a word-processor document, not a table; ask for the CSV or Excel file"),
    (b"\x89PNG", "it is a picture, not a table"),
    (b"\xff\xd8\xff", "it is a picture, not a table"),
    (b"GIF8", "it is a picture, not a table"),
    (b"\x28\xb5\x2f\xfd", "it is compressed with zstd; unpack it first"),
    (b"7z\xbc\xaf", "it is a 7-Zip archive; unpack it first"),
    (b"Rar!", "it is a RAR archive; unpack it first"),
    (b"BZh", "it is compressed with bzip2; unpack it first"),
];

const WEB_PAGE: &str =
    "it is a web page, not a table (often an error page saved under a table's name); download it again";
const TABLE_PAGE: &str = "it is a web page with a table, as some systems save it under the name .xls; open it in Excel and save it as .xlsx";
const XML: &str = "it is an XML file; open it in Excel and save it as .xlsx or .csv";
const BINARY: &str =
    "it is neither text nor a workbook that can be read; open it in Excel and save it as .xlsx or .csv";

/// Tells what a file is from its first [`HEAD`] bytes.
#[must_use]
pub fn sniff(head: &[u8]) -> Kind {
    if let Some(kind) = wide_markup(head) {
        return kind;
    }
    match head {
        [] => return Kind::Empty,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return Kind::Zip,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Kind::Ole,
        [b'P', b'A', b'R', b'1', ..] => return Kind::Parquet,
        [0x1f, 0x8b, ..] => return Kind::Gzip,
        [0xff, 0xfe, ..] => return Kind::Text(TextForm::Utf16Le),
        [0xfe, 0xff, ..] => return Kind::Text(TextForm::Utf16Be),
        _ => {}
    }
    if let Some((_, sentence)) = NO_TABLES.iter().find(|(opening, _)| head.starts_with(opening)) {
        return Kind::Other(sentence);
    }
    if let Some(form) = utf16_without_mark(head) {
        return Kind::Text(form);
    }
    if is_binary(head) {
        return Kind::Other(BINARY);
    }
    let (form, text) = match head.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (TextForm::Utf8WithMark, rest),
        None => (TextForm::Bytes, head),
    };
    if text.iter().all(u8::is_ascii_whitespace) && head.len() < HEAD {
        return Kind::Empty;
    }
    markup(text).unwrap_or(Kind::Text(form))
}

/// A web page, a workbook or other XML, by its first tags.
fn markup(text: &[u8]) -> Option<Kind> {
    let start = text.trim_ascii_start();
    let lower = start.get(..start.len().min(HEAD))?.to_ascii_lowercase();
    let holds = |tag: &[u8]| memchr::memmem::find(&lower, tag).is_some();
    if lower.starts_with(b"mime-version:") && holds(b"text/html") {
        return Some(Kind::Other(TABLE_PAGE));
    }
    if !lower.starts_with(b"<") {
        return None;
    }
    if holds(b"urn:schemas-microsoft-com:office:spreadsheet") && holds(b"workbook") && !holds(b"<html") {
        Some(Kind::Workbook(WorkbookForm::Xml2003))
    } else if holds(b"office:document") && holds(b"opendocument.spreadsheet") {
        Some(Kind::Workbook(WorkbookForm::FlatOds))
    } else if holds(b"<table") || holds(b"urn:schemas-microsoft-com:office:excel") {
        Some(Kind::Other(TABLE_PAGE))
    } else if holds(b"<html") || holds(b"<!doctype html") || holds(b"<head") || holds(b"<body") {
        Some(Kind::Other(WEB_PAGE))
    } else if lower.starts_with(b"<?xml") {
        Some(Kind::Other(XML))
    } else {
        None
    }
}

/// The same in UTF-16, with or without a mark.
fn wide_markup(head: &[u8]) -> Option<Kind> {
    let encoding = match head {
        [0xff, 0xfe, b'<', 0, ..] | [b'<', 0, ..] => encoding_rs::UTF_16LE,
        [0xfe, 0xff, 0, b'<', ..] | [0, b'<', ..] => encoding_rs::UTF_16BE,
        _ => return None,
    };
    markup(encoding.decode_with_bom_removal(head).0.as_bytes())
}

/// UTF-16 shows in English text as a zero in every second byte.
fn utf16_without_mark(head: &[u8]) -> Option<TextForm> {
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 > pairs * 8 && even * 10 < pairs {
        Some(TextForm::Utf16Le)
    } else if even * 10 > pairs * 8 && odd * 10 < pairs {
        Some(TextForm::Utf16Be)
    } else {
        None
    }
}

/// Text has no control characters to speak of.
fn is_binary(head: &[u8]) -> bool {
    let control = |byte: &&u8| matches!(**byte, 0..=8 | 14..=25 | 27..=31 | 127);
    head.contains(&0) || head.iter().filter(control).count() * 50 > head.len()
}

/// What a zip container holds: the form of a workbook, or `None` for an archive of files.
///
/// # Errors
/// When it is damaged or cut short, or holds a document that is not a workbook; a sentence.
#[cfg(feature = "files")]
pub fn look_into(reader: impl Read + Seek) -> Result<Option<WorkbookForm>, String> {
    crate::workbook::container::look_into(reader)
}
