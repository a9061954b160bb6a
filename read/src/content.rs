//! What a file is that holds no table which is read, by what is in it: the kinds in which registers come, so that a
//! person can be told what to do.

use std::io::{BufReader, Read, Seek};

use memchr::memmem;

use crate::fate::{Cause, Fate, FileFate};

/// How files open that are not read.
const OPENINGS: [(Cause, &str, &[u8]); 23] = [
    (Cause::Pdf, "", b"%PDF"),
    (Cause::Document, "", b"{\\rtf"),
    (Cause::Picture, "", b"\x89PNG"),
    (Cause::Picture, "", b"\xff\xd8\xff"),
    (Cause::Picture, "", b"GIF8"),
    (Cause::Picture, "", b"II*\0"),
    (Cause::Picture, "", b"MM\0*"),
    (Cause::Picture, "", b"BM"),
    (Cause::Email, "", b"!BDN"),
    (Cause::Database, "", b"\0\x01\0\0Standard Jet DB"),
    (Cause::Database, "", b"\0\x01\0\0Standard ACE DB"),
    (Cause::Database, "", b"SQLite format 3\0"),
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
];

/// Returns the fate of a file that [`crate::kind::sniff`] says is neither text nor a workbook; `sentence` is what it
/// says of it.
#[must_use]
pub fn other(path: &str, head: &[u8], sentence: &str) -> Fate {
    let of = |cause, detail: &str| Fate::new(path, FileFate::NotRead(cause), detail);
    if let Some((cause, detail, _)) = OPENINGS.iter().find(|(.., opening)| head.starts_with(opening)) {
        return of(*cause, detail);
    }
    if head.get(257..262) == Some(b"ustar") {
        return of(Cause::Packed, "tar");
    }
    let is_picture = head.get(8..12) == Some(b"WEBP")
        || [&b"ftyphei"[..], b"ftypmif"].iter().any(|brand| head.get(4..11) == Some(*brand));
    if is_picture {
        return of(Cause::Picture, "");
    }
    markup(head).map_or_else(|| of(Cause::Binary, sentence), |cause| of(cause, ""))
}

/// A web page or XML; a table in it needs another remedy than an error page.
fn markup(head: &[u8]) -> Option<Cause> {
    let lower = head.to_ascii_lowercase();
    let holds = |text: &[u8]| memmem::find(&lower, text).is_some();
    let start = lower.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&lower).trim_ascii_start();
    if !start.starts_with(b"<") {
        return None;
    }
    // What Excel, ERP systems and LibreOffice write as XML, and any table of a page.
    let tables = [
        &b"urn:schemas-microsoft-com:office:spreadsheet"[..],
        b"urn:schemas-microsoft-com:office:excel",
        b"progid=\"excel.sheet\"",
        b"opendocument.spreadsheet",
        b"<table",
    ];
    if tables.iter().any(|text| holds(text)) {
        Some(Cause::SpreadsheetXml)
    } else if [&b"<html"[..], b"<!doctype html", b"<head", b"<body"].iter().any(|tag| holds(tag)) {
        Some(Cause::WebPage)
    } else {
        start.starts_with(b"<?xml").then_some(Cause::Xml)
    }
}

/// What the streams of an old Office container say that it is.
const STREAMS: [(Cause, &str); 5] = [
    (Cause::Password, "EncryptedPackage"),
    (Cause::Document, "WordDocument"),
    (Cause::Document, "VisioDocument"),
    (Cause::Slides, "PowerPoint Document"),
    (Cause::Email, "__properties_version1.0"),
];

/// Returns what an old Office container is that holds no workbook; `None` for a workbook, and for a container that is
/// damaged, which whoever opens it will tell.
///
/// The workbook of Excel 97 to 2003 is the stream `Workbook`, that of Excel 5 is `Book` ([MS-XLS] 2.1.7.20); a newer one
/// with a password is wrapped whole into `EncryptedPackage` ([MS-OFFCRYPTO] 1.3.2).
pub fn in_ole(reader: impl Read + Seek) -> Option<Cause> {
    let file = cfb::CompoundFile::open(BufReader::new(reader)).ok()?;
    let has = |name: &str| file.exists(name);
    if has("Workbook") || has("Book") {
        return None;
    }
    let known = STREAMS.iter().find(|(_, name)| has(name));
    Some(known.map_or(Cause::Binary, |(cause, _)| *cause))
}

/// Returns what a zip container is that is neither a workbook nor an archive of files.
pub fn in_zip(reader: impl Read + Seek) -> Option<Cause> {
    let mut archive = zip::ZipArchive::new(reader).ok()?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    let any = |part: &dyn Fn(&[u8]) -> bool| archive.file_names_raw().any(part);
    if has("[Content_Types].xml") {
        let parts =
            [(Cause::Document, &b"word/"[..]), (Cause::Document, b"visio/"), (Cause::Slides, b"ppt/")];
        return parts.iter().find(|(_, part)| any(&|name| name.starts_with(part))).map(|(cause, _)| *cause);
    }
    if has("Index.zip") || any(&|name| name.ends_with(b".iwa")) {
        return Some(Cause::Numbers);
    }
    // OpenDocument, Part 2, 3.3: the first member names the type.
    let mut kind = String::new();
    archive.by_name("mimetype").ok()?.take(128).read_to_string(&mut kind).ok()?;
    let kind = kind.trim().strip_prefix("application/vnd.oasis.opendocument.")?;
    match kind {
        _ if kind.starts_with("spreadsheet") => None,
        _ if kind.starts_with("presentation") => Some(Cause::Slides),
        _ if kind.starts_with("image") || kind.starts_with("graphics") => Some(Cause::Picture),
        "base" => Some(Cause::Database),
        _ => Some(Cause::Document),
    }
}
