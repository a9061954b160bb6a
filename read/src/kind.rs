//! What a file is, told by its content: real `.csv` files are workbooks and web pages.

#[cfg(feature = "files")]
use std::io::{Read, Seek};

use crate::fate::Cause;
#[cfg(feature = "files")]
use crate::fate::Refusal;

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
    /// Something that holds no table that can be read: why, and what completes the sentence.
    Other(Cause, &'static str),
}

/// How files open that hold no table that is read.
const OPENINGS: [(Cause, &str, &[u8]); 23] = [
    (Cause::Pdf, "", b"%PDF"),
    (Cause::Document, "", b"{\\rtf"),
    (Cause::Picture, "", b"\x89PNG"),
    (Cause::Picture, "", b"\xff\xd8\xff"),
    (Cause::Picture, "", b"GIF8"),
    (Cause::Picture, "", b"II*\0"),
    (Cause::Picture, "", b"MM\0*"),
    (Cause::Email, "", b"!BDN"),
    (Cause::Database, "", b"\0\x01\0\0Standard Jet DB"),
    (Cause::Database, "", b"\0\x01\0\0Standard ACE DB"),
    (Cause::Database, "", b"SQLite format 3"),
    // [MS-ONESTORE] 2.3.1: guidFileType of a .one file.
    (Cause::Notebook, "", b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d"),
    (Cause::Packed, "zstd", b"\x28\xb5\x2f\xfd"),
    (Cause::Packed, "7-Zip", b"7z\xbc\xaf"),
    (Cause::Packed, "RAR", b"Rar!"),
    (Cause::Packed, "bzip2", b"BZh"),
    (Cause::Packed, "xz", b"\xfd7zXZ\0"),
    (Cause::Packed, "lz4", b"\x04\x22\x4d\x18"),
    (Cause::Packed, "cab", b"MSCF"),
    (Cause::Packed, "compress", b"\x1f\x9d"),
    (Cause::Packed, "a part of a divided zip", b"PK\x07\x08"),
    (Cause::Binary, "", b"\x7fELF"),
    (Cause::Binary, "", b"MZ\x90\0"),
];

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
        [0xff, 0xfe, 0, 0, ..] => return Kind::Text(TextForm::Utf32Le),
        [0, 0, 0xfe, 0xff, ..] => return Kind::Text(TextForm::Utf32Be),
        [0xff, 0xfe, ..] => return Kind::Text(TextForm::Utf16Le),
        [0xfe, 0xff, ..] => return Kind::Text(TextForm::Utf16Be),
        _ => {}
    }
    if let Some((cause, detail, _)) = OPENINGS.iter().find(|(.., opening)| head.starts_with(opening)) {
        return Kind::Other(*cause, detail);
    }
    if let Some(form) = wide_without_mark(head) {
        return Kind::Text(form);
    }
    if let Some((cause, detail)) = unreadable(head) {
        return Kind::Other(cause, detail);
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
        return Some(Kind::Other(Cause::SpreadsheetXml, ""));
    }
    if !lower.starts_with(b"<") {
        return None;
    }
    if holds(b"urn:schemas-microsoft-com:office:spreadsheet") && holds(b"workbook") && !holds(b"<html") {
        Some(Kind::Workbook(WorkbookForm::Xml2003))
    } else if holds(b"office:document") && holds(b"opendocument.spreadsheet") {
        Some(Kind::Workbook(WorkbookForm::FlatOds))
    } else if holds(b"<table") || holds(b"urn:schemas-microsoft-com:office:excel") {
        Some(Kind::Other(Cause::SpreadsheetXml, ""))
    } else if holds(b"<html") || holds(b"<!doctype html") || holds(b"<head") || holds(b"<body") {
        Some(Kind::Other(Cause::WebPage, ""))
    } else if lower.starts_with(b"<?xml") {
        Some(Kind::Other(Cause::Xml, ""))
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
fn unreadable(head: &[u8]) -> Option<(Cause, &'static str)> {
    let has = |at: usize, text: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(text));
    let is_picture = (has(0, b"RIFF") && has(8, b"WEBP"))
        || (has(0, b"\0\0") && (has(4, b"ftyphei") || has(4, b"ftypmif")));
    if is_picture {
        return Some((Cause::Picture, ""));
    }
    if has(TAR_AT, b"ustar") {
        return Some((Cause::Packed, "tar"));
    }
    if memchr::memmem::find(head, UTF7_POUND).is_some() {
        return Some((Cause::Encoding, "UTF-7"));
    }
    let count = |is: fn(u8) -> bool| head.iter().filter(|byte| is(**byte)).count();
    let nuls = count(|byte| byte == 0);
    if nuls == head.len() {
        return Some((Cause::Nuls, ""));
    }
    let text = head.len() - nuls;
    let is_utf8 = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    let high = if is_utf8 { 0 } else { count(|byte| byte >= 0x80) };
    // EBCDIC ends its lines otherwise than ASCII; Chinese text of old systems does not.
    let has_line_feeds = head.contains(&b'\n');
    if high * 2 > text && !has_line_feeds && count(|byte| byte == EBCDIC_BLANK) > count(|byte| byte == b' ') {
        return Some((Cause::Encoding, "EBCDIC, as on a mainframe"));
    }
    let controls = count(is_control);
    // One of them may separate the cells.
    let separators = SEPARATORS.map(|separator| head.iter().filter(|byte| **byte == separator).count());
    let others = controls - separators.into_iter().max().unwrap_or(0);
    let has_lines = head.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
    let is_text =
        if nuls > 0 { others == 0 && has_lines && high * 3 < text } else { others * 50 <= head.len() };
    (!is_text).then_some((Cause::Binary, ""))
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
/// When it is damaged or cut short, or holds a document that is not a workbook.
#[cfg(feature = "files")]
pub fn look_into(reader: impl Read + Seek) -> Result<Option<WorkbookForm>, Refusal> {
    crate::workbook::container::look_into(reader)
}
