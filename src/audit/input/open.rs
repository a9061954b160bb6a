//! A stream opened by what is in it: a text, a workbook, a container of others.

use std::fs::File;
use std::io::{self, Cursor, Read as _, Seek};
use std::path::Path;
use std::sync::atomic::AtomicU64;

use faxban_read::fate::{Cause, Fate, FileFate};
use faxban_read::kind::{self, HEAD, Kind, TextForm, WorkbookForm};
use faxban_read::{encoding, parquet_file};
use flate2::read::MultiGzDecoder;

use super::super::fates;
use super::super::unpack::{Counted, Limits, Unpacking};
use super::{Headless, Read, Sheet};
use crate::own_files;
use crate::report::mentions::Mentioned;
use crate::table::{NoTable, Part, Reading, Table, Text, read_part, read_rows, read_text};

/// A workbook inside an archive is unpacked into memory up to this size.
const LARGEST_UNPACKED: u64 = 1 << 30;

/// Opens an input and gathers what is in it.
pub(super) struct Opener<'a> {
    pub reading: &'a Reading<'a>,
    pub path: Option<&'a Path>,
    /// The input's name.
    pub name: &'a str,
    pub limits: &'a Limits,
    pub read: Read,
}

/// A text of several tables, each of which is read by itself.
pub(super) struct Again {
    pub name: String,
    pub form: TextForm,
    pub parts: Vec<Part>,
    /// How many times it is packed with gzip.
    packed: u8,
}

/// A file or sheet of which tables were read.
#[derive(Clone, Copy)]
pub(super) struct Whose<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// The sheet of a workbook; blank otherwise.
    pub sheet: &'a str,
    /// Whether a person who opens the workbook does not see it.
    pub hidden: bool,
}

impl<'a> Whose<'a> {
    const fn file(file: &'a str) -> Self {
        Self { file, sheet: "", hidden: false }
    }
}

impl Opener<'_> {
    /// Reads whatever a stream holds; `depth` counts the containers around it. A text of several tables is handed back:
    /// whoever opened the stream opens it again for each of them.
    pub fn stream(&mut self, name: &str, source: &mut (dyn io::Read + Send), depth: u8) -> Option<Again> {
        let mut head = Vec::new();
        if let Err(error) = source.take(HEAD as u64).read_to_end(&mut head) {
            self.unreadable(name, &error);
            return None;
        }
        let sniffed = kind::sniff(&head);
        if let Kind::Text(form) = sniffed
            && let Some(own) = own_files::of_text(&head, form)
        {
            self.read.own = Some(own);
            self.put(own.fate(name));
            return None;
        }
        let source = Cursor::new(head).chain(source);
        match sniffed {
            Kind::Empty => self.not_read(name, Cause::Empty, ""),
            Kind::Other(cause, detail) => self.not_read(name, cause, detail),
            Kind::Text(form) => return self.text(name, source, form),
            Kind::Gzip if depth < 2 => {
                let packed = AtomicU64::new(0);
                let source = MultiGzDecoder::new(Counted { source, count: &packed });
                let mut source = Unpacking::stream(source, &packed, self.limits);
                let again = self.stream(name, &mut source, depth + 1)?;
                return Some(Again { packed: again.packed + 1, ..again });
            }
            Kind::Zip if depth < 2 => {
                self.seekable(name, source, depth, |opener, at| opener.zip(name, at, depth));
            }
            Kind::Ole => self.seekable(name, source, depth, |opener, at| {
                opener.workbook(name, at, WorkbookForm::Xls);
            }),
            Kind::Workbook(form) => {
                self.seekable(name, source, depth, |opener, at| opener.workbook(name, at, form));
            }
            Kind::Parquet => self.seekable(name, source, depth, |opener, at| {
                let source = match at {
                    Seekable::File(file) => parquet_file::Source::File(file),
                    Seekable::Memory(bytes) => parquet_file::Source::Memory(bytes.into_inner().into()),
                };
                let tables = read_rows(opener.reading, |each| parquet_file::rows(&source, each));
                opener.keep(Whose::file(name), "Parquet", tables);
            }),
            Kind::Gzip | Kind::Zip => self.not_read(name, Cause::PackedDeep, ""),
        }
        None
    }

    fn text(&mut self, name: &str, source: impl io::Read + Send, form: TextForm) -> Option<Again> {
        let size = self.path.and_then(|path| std::fs::metadata(path).ok()).map(|meta| meta.len());
        match read_text(encoding::as_bytes(source, form), size, self.reading) {
            Ok(Text::Table(table)) => self.texts(name, form, vec![Ok(*table)]),
            Ok(Text::Parts(parts)) => return Some(Again { name: name.to_owned(), form, parts, packed: 0 }),
            Err(fault) => self.texts(name, form, vec![Err(fault)]),
        }
        None
    }

    /// Keeps the tables of a text.
    pub fn texts(&mut self, name: &str, form: TextForm, tables: Vec<Result<Table, NoTable>>) {
        let first = tables.iter().flatten().next();
        let encoding = first.map_or("", |table| table.totals.screened.encoding.name(form));
        self.keep(Whose::file(name), encoding, tables);
    }

    /// Reads the tables of a text one by one; `open` opens what it stands in.
    pub fn parts<R: io::Read + Send>(&mut self, again: &Again, open: impl Fn() -> io::Result<R>) {
        let mut tables = Vec::new();
        for part in &again.parts {
            match open() {
                Ok(source) => tables.push(again.table(*part, source, self.reading)),
                Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                    return self.not_read(&again.name, Cause::OnceOnly, &again.parts.len().to_string());
                }
                Err(error) => return self.put(Fate::refused(again.name.as_str(), &error)),
            }
        }
        self.texts(&again.name, again.form, tables);
    }

    /// Hands a stream over as a file that can be read at any place: itself, or its bytes in memory.
    fn seekable(
        &mut self,
        name: &str,
        source: impl io::Read,
        depth: u8,
        then: impl FnOnce(&mut Self, Seekable),
    ) {
        let file = if depth == 0 { self.path.and_then(|path| File::open(path).ok()) } else { None };
        if let Some(file) = file {
            return then(self, Seekable::File(file));
        }
        let mut bytes = Vec::new();
        match source.take(LARGEST_UNPACKED + 1).read_to_end(&mut bytes) {
            Err(error) => self.unreadable(name, &error),
            Ok(count) if count as u64 > LARGEST_UNPACKED => self.not_read(name, Cause::TooLarge, ""),
            Ok(_) => then(self, Seekable::Memory(Cursor::new(bytes))),
        }
    }

    fn zip(&mut self, name: &str, mut source: Seekable, depth: u8) {
        match kind::look_into(&mut source) {
            Ok(Some(form)) => self.workbook(name, source, form),
            Ok(None) => self.archive(name, source, depth),
            Err(refusal) => self.not_read(name, refusal.cause, &refusal.detail),
        }
    }

    /// Keeps the tables of a file or sheet, and says what became of it.
    pub fn keep(&mut self, whose: Whose<'_>, encoding: &str, tables: Vec<Result<Table, NoTable>>) {
        let Whose { file, sheet, hidden } = whose;
        let lines: Vec<u64> =
            tables.iter().flatten().map(|table| table.totals.screened.control.lines).collect();
        if !lines.is_empty() {
            let fate = Fate::new(file, FileFate::Audited, "");
            self.put(Fate { sheet: sheet.to_owned(), lines: Some(lines.iter().sum()), ..fate });
        }
        for table in tables {
            let fault = match table {
                Ok(table) => {
                    let (file, name, encoding) = (file.to_owned(), sheet.to_owned(), encoding.to_owned());
                    self.read.sheets.push(Sheet { file, name, hidden, encoding, table });
                    continue;
                }
                Err(NoTable::Empty) if !lines.is_empty() => continue,
                Err(fault) => fault,
            };
            self.mentioned(file, sheet, &fault);
            let (fate, detail) = match self.limits.passed() {
                Some(cause) => (FileFate::NotRead(cause), String::new()),
                None => fates::without_table(&fault, !sheet.is_empty()),
            };
            self.put(Fate { sheet: sheet.to_owned(), ..Fate::new(file, fate, detail) });
        }
    }

    /// Keeps what a file or sheet names of which no table was read.
    fn mentioned(&mut self, name: &str, sheet: &str, fault: &NoTable) {
        if let NoTable::NoHeader { mentions, first, .. } = fault {
            let path = if sheet.is_empty() { name.to_owned() } else { format!("{name}, sheet {sheet}") };
            self.read.headless.push(Headless { path, rows: first.clone() });
            self.read
                .mentions
                .extend(mentions.iter().map(|mention| Mentioned::new(name, sheet, mention.clone())));
        }
    }

    fn unreadable(&mut self, name: &str, error: &io::Error) {
        match self.limits.passed() {
            Some(cause) => self.not_read(name, cause, ""),
            None => self.not_read(name, Cause::Unreadable, &error.to_string()),
        }
    }

    /// What follows the input's name in that of a member.
    pub fn below<'n>(&self, name: &'n str) -> &'n str {
        name.strip_prefix(self.name).unwrap_or_default()
    }

    pub fn not_read(&mut self, name: &str, cause: Cause, detail: &str) {
        self.put(Fate::new(name, FileFate::NotRead(cause), detail));
    }

    pub fn put(&mut self, fate: Fate) {
        self.read.fates.push(fate);
    }
}

impl Again {
    /// Reads one of the tables from the beginning of what the text stands in.
    pub fn table(
        &self,
        part: Part,
        source: impl io::Read + Send,
        reading: &Reading<'_>,
    ) -> Result<Table, NoTable> {
        let mut source: Box<dyn io::Read + Send + '_> = Box::new(source);
        for _ in 0..self.packed {
            source = Box::new(MultiGzDecoder::new(source));
        }
        read_part(encoding::as_bytes(source, self.form), part, reading)
    }
}

/// A file or its bytes in memory.
#[derive(Debug)]
pub(super) enum Seekable {
    /// A file on disk.
    File(File),
    /// Bytes in memory.
    Memory(Cursor<Vec<u8>>),
}

impl io::Read for Seekable {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            Self::Memory(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Seekable {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Memory(bytes) => bytes.seek(to),
        }
    }
}
