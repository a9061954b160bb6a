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
    /// UTF-32, low byte first.
    Utf32Le,
    /// UTF-32, high byte first.
    Utf32Be,
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
    /// gzip.
    Gzip,
    /// Something that holds no table, with the sentence that says so.
    Other(&'static str),
}

/// Openings of files that hold no table.
const NO_TABLES: [(&[u8], &str); 10] = [
    (b"%PDF", "it is a PDF, not a table; ask the publisher for the CSV or Excel file"),
    (b"{\\rtf", "it is a word-processor document, not a table; ask for the CSV or Excel file"),
    (b"\x89PNG", "it is a picture, not a table"),
    (b"\xff\xd8\xff", "it is a picture, not a table"),
    (b"GIF8", "it is a picture, not a table"),
    (b"\x28\xb5\x2f\xfd", "it is compressed with zstd; unpack it first"),
    (b"7z\xbc\xaf", "it is a 7-Zip archive; unpack it first"),
    (b"Rar!", "it is a RAR archive; unpack it first"),
    (b"SQLite format 3", "it is a database; ask for its tables as CSV or Excel files"),
    (b"BZh", "it is compressed with bzip2; unpack it first"),
];

const WEB_PAGE: &str =
    "it is a web page, not a table (often an error page saved under a table's name); download it again";
const XML: &str = "it is an XML file; open it in Excel and save it as .xlsx or .csv";
const BINARY: &str =
    "it is neither text nor a workbook that can be read; open it in Excel and save it as .xlsx or .csv";

/// Tells what a file is from its first [`HEAD`] bytes.
#[must_use]
pub fn sniff(head: &[u8]) -> Kind {
    match head {
        [] => return Kind::Empty,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return Kind::Zip,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Kind::Ole,
        [b'P', b'A', b'R', b'1', ..] => return Kind::Parquet,
        [0x1f, 0x8b, ..] => return Kind::Gzip,
        [0xff, 0xfe, 0, 0, ..] => return Kind::Text(TextForm::Utf32Le),
        [0, 0, 0xfe, 0xff, ..] => return Kind::Text(TextForm::Utf32Be),
        [0xff, 0xfe, ..] => return Kind::Text(TextForm::Utf16Le),
        [0xfe, 0xff, ..] => return Kind::Text(TextForm::Utf16Be),
        _ => {}
    }
    if let Some((_, sentence)) = NO_TABLES.iter().find(|(opening, _)| head.starts_with(opening)) {
        return Kind::Other(sentence);
    }
    if let Some(form) = wide_without_mark(head) {
        return Kind::Text(form);
    }
    if let Some(sentence) = unreadable(head) {
        return Kind::Other(sentence);
    }
    let (form, text) = match head.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (TextForm::Utf8WithMark, rest),
        None => (TextForm::Bytes, head),
    };
    if text.iter().all(u8::is_ascii_whitespace) && head.len() < HEAD {
        return Kind::Empty;
    }
    markup(text).map_or(Kind::Text(form), Kind::Other)
}

/// A web page or XML, by its first tag.
fn markup(text: &[u8]) -> Option<&'static str> {
    let start = text.trim_ascii_start();
    if !start.starts_with(b"<") {
        return None;
    }
    let lower = start.get(..start.len().min(1024))?.to_ascii_lowercase();
    let holds = |tag: &[u8]| memchr::memmem::find(&lower, tag).is_some();
    if holds(b"<html") || holds(b"<!doctype html") || holds(b"<head") || holds(b"<body") || holds(b"<table") {
        Some(WEB_PAGE)
    } else if lower.starts_with(b"<?xml") {
        Some(XML)
    } else {
        None
    }
}

/// UTF-16 shows in English text as a zero in every second byte, UTF-32 as three in every four.
fn wide_without_mark(head: &[u8]) -> Option<TextForm> {
    let quarters = head.len() / 4;
    if quarters < 2 {
        return None;
    }
    let mut zeros = [0_usize; 4];
    for bytes in head.as_chunks::<4>().0 {
        for (zeros, byte) in zeros.iter_mut().zip(bytes) {
            *zeros += usize::from(*byte == 0);
        }
    }
    let is = |form: &(TextForm, [bool; 4])| {
        let mut places = form.1.iter().zip(zeros);
        places
            .all(|(is_zero, zeros)| if *is_zero { zeros * 10 > quarters * 8 } else { zeros * 10 < quarters })
    };
    let forms = [
        (TextForm::Utf16Le, [false, true, false, true]),
        (TextForm::Utf16Be, [true, false, true, false]),
        (TextForm::Utf32Le, [false, true, true, true]),
        (TextForm::Utf32Be, [true, true, true, false]),
    ];
    forms.into_iter().find(is).map(|(form, _)| form)
}

/// Why bytes are no text that can be read, if they are not. Text has no control characters to speak of; NUL characters
/// as a damaged copy leaves them are left out when it is read.
fn unreadable(head: &[u8]) -> Option<&'static str> {
    if head.get(TAR_AT..).is_some_and(|rest| rest.starts_with(b"ustar")) {
        return Some("it is a tar archive; unpack it first");
    }
    if memchr::memmem::find(head, UTF7_POUND).is_some() {
        return Some("its characters are written in UTF-7; ask for it as UTF-8");
    }
    let count = |is: fn(u8) -> bool| head.iter().filter(|byte| is(**byte)).count();
    let nuls = count(|byte| byte == 0);
    if nuls == head.len() {
        return Some("it holds nothing but NUL characters, as a failed copy leaves them; get it again");
    }
    let text = head.len() - nuls;
    let is_utf8 = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    let high = if is_utf8 { 0 } else { count(|byte| byte >= 0x80) };
    let lines = count(|byte| byte == b'\n');
    if high * 2 > text && lines == 0 && count(|byte| byte == EBCDIC_BLANK) > count(|byte| byte == b' ') {
        return Some("its characters are written in EBCDIC, as on a mainframe; ask for it as UTF-8");
    }
    let controls = count(is_control);
    // One of them may separate the cells.
    let separators = SEPARATORS.map(|separator| head.iter().filter(|byte| **byte == separator).count());
    let others = controls - separators.into_iter().max().unwrap_or(0);
    let has_lines = lines > 0 || head.contains(&b'\r');
    let is_text =
        if nuls > 0 { others == 0 && has_lines && high * 3 < text } else { others * 50 <= head.len() };
    (!is_text).then_some(BINARY)
}

/// Where a tar archive says what it is.
const TAR_AT: usize = 257;
/// A pound sign in UTF-7 (RFC 2152).
const UTF7_POUND: &[u8] = b"+AKM-";
const EBCDIC_BLANK: u8 = 0x40;
/// Control characters that separate cells: start of heading (Hive), record and unit separators.
const SEPARATORS: [u8; 4] = [0x01, 0x1d, 0x1e, 0x1f];

const fn is_control(byte: u8) -> bool {
    matches!(byte, 1..=8 | 14..=25 | 27..=31 | 127)
}

/// What a zip container holds: the form of a workbook, or `None` for an archive of files.
///
/// # Errors
/// When it is damaged or cut short; a sentence.
#[cfg(feature = "files")]
pub fn look_into(reader: impl Read + Seek) -> Result<Option<WorkbookForm>, String> {
    let archive = zip::ZipArchive::new(reader)
        .map_err(|error| format!("it is damaged or cut short ({error}); get it again or save it anew"))?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    Ok(if has("xl/workbook.bin") {
        Some(WorkbookForm::Xlsb)
    } else if has("[Content_Types].xml") && archive.file_names_raw().any(|name| name.starts_with(b"xl")) {
        Some(WorkbookForm::Xlsx)
    } else if has("content.xml") && has("mimetype") {
        Some(WorkbookForm::Ods)
    } else {
        None
    })
}
