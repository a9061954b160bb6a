//! One input: told by its content, hashed in the same pass as it is read, every table in it screened.

use std::fs::{File, Metadata};
use std::io::{self, Cursor, Read as _, Seek};
use std::path::Path;
use std::sync::atomic::AtomicU64;

use faxban_read::fate::{Cause, Fate, FileFate, Reason};
use faxban_read::inputs::Input;
use faxban_read::kind::{self, HEAD, Kind, TextForm, WorkbookForm};
use faxban_read::workbook::{Workbook, WorkbookError};
use faxban_read::{content, encoding, names, parquet_file};
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::archive::{self, Counted, Limits, Refused, Unpacking};
use super::same_table::{self, Same};
use super::{Watch, fates};
use crate::output::hex;
use crate::own_files::{self, Own};
use crate::report::Problem;
use crate::table::{NoTable, Reading, Table, read_rows, read_text};

/// A workbook inside an archive is unpacked into memory up to this size.
const LARGEST_UNPACKED: u64 = 1 << 30;

/// A table of an input.
#[derive(Debug)]
pub struct Sheet {
    /// The input's name, with the archive's member after a slash.
    pub file: String,
    /// The sheet of a workbook; blank otherwise.
    pub name: String,
    /// Whether a person who opens the workbook does not see it.
    pub hidden: bool,
    /// Encoding, or the kind of workbook.
    pub encoding: String,
    /// The table itself.
    pub table: Table,
}

/// An input as read.
#[derive(Debug, Default)]
pub struct Read {
    /// SHA-256 of the file's bytes.
    pub sha256: String,
    /// How many they are.
    pub bytes: u64,
    /// Tables found.
    pub sheets: Vec<Sheet>,
    /// What became of the input, the first of them, and of every sheet and member in it.
    pub fates: Vec<Fate>,
    /// What of faxban's own is in it.
    pub own: Option<Own>,
    /// Why the audit cannot go on, such as a full disk.
    pub stop: Option<String>,
}

impl Read {
    /// Whether it is nothing that an audit counts: faxban's own, or an archive of such things.
    #[must_use]
    pub fn is_left_alone(&self) -> bool {
        self.fates.first().is_some_and(Fate::is_left_alone)
    }

    /// Whether there is nothing in it but what faxban itself writes or keeps.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.own.is_some() && self.is_left_alone()
    }

    /// What could not be read.
    pub fn problems(&self) -> impl Iterator<Item = Problem> {
        self.fates.iter().filter(|fate| fate.is_problem()).map(Problem::from)
    }

    /// What was left alone.
    pub fn ignored(&self) -> impl Iterator<Item = Problem> {
        fates::left_alone(&self.fates).map(Problem::from)
    }

    /// An input whose reading ended without a result.
    pub fn stopped(input: &Input) -> Self {
        Self::not_read(input, Fate::not_read("", Cause::Stopped))
    }

    fn not_read(input: &Input, fate: Fate) -> Self {
        let fate = Fate { path: input.name.clone(), bytes: input.size, ..fate };
        Self { fates: vec![fate], ..Self::default() }
    }
}

/// Reads an input.
pub fn read(input: &Input, reading: &Reading<'_>, watch: &dyn Watch) -> Read {
    watch.begin(&input.name);
    let mut before = None;
    let source: Box<dyn io::Read + Send> = match &input.path {
        None => Box::new(io::stdin()),
        Some(path) => match File::open(path) {
            Ok(file) => {
                before = file.metadata().ok().filter(Metadata::is_file);
                // One byte more says that it grows; all of what is added while it is read may have no end.
                let most = before.as_ref().map_or(u64::MAX, |before| before.len().saturating_add(1));
                Box::new(file.take(most))
            }
            Err(error) => return Read::not_read(input, Fate::refused("", &error)),
        },
    };
    let mut hashed = Hashed { source, hash: Sha256::new(), bytes: 0, watch };
    // Only a plain file can be opened a second time.
    let path = input.path.as_deref().filter(|_| input.size.is_some());
    let limits = Limits::default();
    let mut opener = Opener { reading, path, name: &input.name, limits: &limits, read: Read::default() };
    opener.stream(&input.name, &mut hashed, 0);
    let mut read = opener.read;
    // Whatever was not needed still counts for the hash.
    if let Err(error) = io::copy(&mut hashed, &mut io::sink())
        && !read.fates.iter().any(Fate::is_problem)
    {
        read = Read::not_read(input, Fate::new("", FileFate::NotRead(Cause::Unreadable), error.to_string()));
    }
    if path.zip(before).is_some_and(|(path, before)| has_changed(path, &before, hashed.bytes)) {
        read = Read::not_read(input, Fate::not_read("", Cause::Changed));
    }
    if let Some(whole) = read.fates.first_mut() {
        whole.bytes = Some(hashed.bytes);
    }
    watch.end(&input.name, read.sheets.iter().map(|sheet| sheet.table.totals.screened.control.lines).sum());
    Read { sha256: hex(&hashed.hash.finalize()), bytes: hashed.bytes, ..read }
}

/// Whether a file is no longer what it was when it was opened, or another one has taken its place.
fn has_changed(path: &Path, before: &Metadata, read: u64) -> bool {
    let Ok(after) = std::fs::metadata(path) else { return true };
    read != before.len()
        || after.len() != before.len()
        || after.modified().ok() != before.modified().ok()
        || !is_same(before, &after)
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}

/// Bytes hashed and counted as they go by.
struct Hashed<'a> {
    source: Box<dyn io::Read + Send>,
    hash: Sha256,
    bytes: u64,
    watch: &'a dyn Watch,
}

impl io::Read for Hashed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.hash.update(buffer.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        self.watch.read(count as u64);
        Ok(count)
    }
}

struct Opener<'a> {
    reading: &'a Reading<'a>,
    path: Option<&'a Path>,
    /// The input's name.
    name: &'a str,
    limits: &'a Limits,
    read: Read,
}

impl Opener<'_> {
    /// Reads whatever a stream holds; `depth` counts the containers around it.
    fn stream(&mut self, name: &str, source: &mut (dyn io::Read + Send), depth: u8) {
        let mut head = Vec::new();
        if let Err(error) = source.take(HEAD as u64).read_to_end(&mut head) {
            return self.unreadable(name, &error);
        }
        let sniffed = kind::sniff(&head);
        if let Kind::Text(form) = sniffed
            && let Some(own) = own_files::of_text(&head, form)
        {
            self.read.own = Some(own);
            return self.put(own.fate(name));
        }
        let not_text = if let Kind::Other(sentence) = sniffed {
            Some(content::other(name, &head, sentence))
        } else {
            None
        };
        let source = Cursor::new(head).chain(source);
        match sniffed {
            Kind::Empty => self.not_read(name, Cause::Empty, ""),
            Kind::Other(_) => self.read.fates.extend(not_text),
            Kind::Text(form) => self.text(name, source, form),
            Kind::Gzip if depth < 2 => {
                let packed = AtomicU64::new(0);
                let source = MultiGzDecoder::new(Counted { source, count: &packed });
                self.stream(name, &mut Unpacking::stream(source, &packed, self.limits), depth + 1);
            }
            Kind::Zip if depth < 2 => {
                self.seekable(name, source, depth, |opener, at| opener.zip(name, at, depth));
            }
            Kind::Ole => {
                self.seekable(name, source, depth, |opener, mut at| match content::in_ole(&mut at) {
                    Some(cause) => opener.not_read(name, cause, ""),
                    None => opener.workbook(name, at, WorkbookForm::Xls),
                })
            }
            Kind::Parquet => self.seekable(name, source, depth, |opener, at| {
                let source = match at {
                    Seekable::File(file) => parquet_file::Source::File(file),
                    Seekable::Memory(bytes) => parquet_file::Source::Memory(bytes.into_inner().into()),
                };
                let table = read_rows(opener.reading, |each| parquet_file::rows(&source, each));
                opener.keep(name, "", false, "Parquet", table);
            }),
            Kind::Gzip | Kind::Zip => self.not_read(name, Cause::PackedDeep, ""),
        }
    }

    fn text(&mut self, name: &str, source: impl io::Read + Send, form: TextForm) {
        let size = self.path.and_then(|path| std::fs::metadata(path).ok()).map(|meta| meta.len());
        match read_text(encoding::as_bytes(source, form), size, self.reading) {
            Ok(table) => {
                let encoding = table.totals.screened.encoding.name(form);
                self.keep(name, "", false, encoding, Ok(table));
            }
            fault => self.keep(name, "", false, "", fault),
        }
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
            Ok(Some(form @ (WorkbookForm::Xlsx | WorkbookForm::Xlsb))) => self.workbook(name, source, form),
            Ok(form) => match (content::in_zip(&mut source), form) {
                (Some(cause), _) => self.not_read(name, cause, ""),
                (None, Some(form)) => self.workbook(name, source, form),
                (None, None) => self.archive(name, source, depth),
            },
            Err(sentence) => self.not_read(name, Cause::Failed, &sentence),
        }
    }

    fn archive(&mut self, name: &str, mut source: Seekable, depth: u8) {
        let whole = self.read.fates.len();
        self.put(Fate::new(name, FileFate::Audited, ""));
        let limits = self.limits;
        let found = match archive::contents(&mut source, limits) {
            Ok(found) => found,
            Err(Refused(cause, detail)) => {
                self.read.fates.truncate(whole);
                return self.not_read(name, cause, &detail);
            }
        };
        for member in found.members {
            let title = format!("{name}/{}", member.name);
            let bytes = Some(member.bytes);
            let own = member.name.rsplit('/').next().unwrap_or_default();
            let beginning = || {
                let mut head = Vec::new();
                if let Ok(file) = member.open(&mut source, limits) {
                    // A fault shows when the member is read.
                    let _ = file.take(names::LOOK).read_to_end(&mut head);
                }
                head
            };
            if self.reading.settings.left.member(self.below(&title)) {
                self.put(Fate::left(title, Reason::Excluded).with_bytes(bytes));
            } else if let Some((fate, detail)) = member.fate.clone() {
                self.put(Fate::new(title, fate, detail).with_bytes(bytes));
            } else if let Some(fate) = names::not_a_table(own, beginning) {
                self.put(Fate::new(title, fate, own).with_bytes(bytes));
            } else {
                let row = self.read.fates.len();
                match member.open(&mut source, limits) {
                    Ok(mut file) => self.stream(&title, &mut file, depth + 1),
                    Err(Refused(cause, detail)) => self.not_read(&title, cause, &detail),
                }
                if let Some(fate) = self.read.fates.get_mut(row) {
                    fate.bytes = bytes;
                }
            }
        }
        if found.unlisted {
            self.not_read(&format!("{name}/(files that are not in its list)"), Cause::Unlisted, "");
        }
        fates::settle_archive(&mut self.read.fates, whole);
    }

    /// What follows the input's name in that of a member.
    fn below<'n>(&self, name: &'n str) -> &'n str {
        name.strip_prefix(self.name).unwrap_or_default()
    }

    fn workbook(&mut self, name: &str, source: Seekable, form: WorkbookForm) {
        let mut workbook = match Workbook::open(source, form) {
            Ok(workbook) => workbook,
            Err(WorkbookError::Password) => return self.not_read(name, Cause::Password, ""),
            Err(WorkbookError::Damaged(what)) => return self.not_read(name, Cause::DamagedWorkbook, &what),
        };
        let own = own_files::of_workbook(&mut workbook);
        self.read.own = own.as_ref().map(|(own, _)| *own).or(self.read.own);
        let (whole, first) = (self.read.fates.len(), self.read.sheets.len());
        self.put(Fate::new(name, FileFate::Audited, ""));
        let sheets = workbook.sheets();
        let compared = sheets.len() > 1;
        for sheet in sheets {
            let fate_of = |fate: Fate| Fate { path: name.to_owned(), sheet: sheet.name.clone(), ..fate };
            if let Some((own, others)) = &own
                && !others.iter().any(|other| other.name == sheet.name)
            {
                self.put(fate_of(own.fate(name)));
            } else if self.reading.settings.excludes_sheet(self.below(name), &sheet.name) {
                self.put(fate_of(Fate::left(name, Reason::Excluded)));
            } else {
                let settings = self.reading.settings.for_sheet(&sheet.name);
                let reading = Reading { settings, compared, ..*self.reading };
                let table = read_rows(&reading, |each| workbook.rows(&sheet.name, each));
                self.keep(name, &sheet.name, sheet.hidden, form.name(), table);
            }
        }
        for sheet in workbook.without_cells() {
            self.put(Fate { sheet, ..Fate::left(name, Reason::NoCells) });
        }
        self.leave_repeated(first, whole);
        fates::settle_workbook(&mut self.read.fates, whole);
    }

    /// Leaves sheets alone whose lines are on another sheet of the workbook as well.
    fn leave_repeated(&mut self, first: usize, whole: usize) {
        let sheets = self.read.sheets.get(first..).unwrap_or_default();
        let settings = self.reading.settings;
        if settings.sheets.iter().any(|sheet| sheet.settings.organisation != settings.organisation) {
            // The same lines of two organisations are the lines of both.
            return;
        }
        let compared: Vec<_> = sheets
            .iter()
            .filter_map(|sheet| Some((&sheet.table.layout, sheet.table.lines.as_ref()?, sheet.hidden)))
            .collect();
        if compared.len() < sheets.len() {
            // The only sheet is compared with none.
            return;
        }
        let repeated: Vec<(usize, String, Same)> = same_table::repeated(&compared)
            .into_iter()
            .filter_map(|(at, other, same)| Some((first + at, sheets.get(other)?.name.clone(), same)))
            .collect();
        for (at, other, same) in repeated.into_iter().rev() {
            let name = self.read.sheets.remove(at).name;
            let rows = self.read.fates.get_mut(whole..).unwrap_or_default();
            if let Some(fate) = rows.iter_mut().find(|fate| fate.sheet == name) {
                let reason = if same == Same::Copy { Reason::CopyOfSheet } else { Reason::PartOfSheet };
                fate.fate = FileFate::LeftAlone(reason);
                fate.detail = other;
                fate.lines = None;
            }
        }
    }

    fn keep(&mut self, name: &str, sheet: &str, hidden: bool, encoding: &str, table: Result<Table, NoTable>) {
        let mut fate = Fate::new(name, FileFate::Audited, "");
        sheet.clone_into(&mut fate.sheet);
        match table {
            Ok(table) => {
                fate.lines = Some(table.totals.screened.control.lines);
                self.put(fate);
                self.read.sheets.push(Sheet {
                    file: name.to_owned(),
                    name: sheet.to_owned(),
                    hidden,
                    encoding: encoding.to_owned(),
                    table,
                });
            }
            Err(NoTable::Disk(sentence)) => self.read.stop = Some(sentence),
            Err(fault) => {
                (fate.fate, fate.detail) = match self.limits.passed() {
                    Some(cause) => (FileFate::NotRead(cause), String::new()),
                    None => fates::without_table(&fault, !sheet.is_empty()),
                };
                self.put(fate);
            }
        }
    }

    fn unreadable(&mut self, name: &str, error: &io::Error) {
        match self.limits.passed() {
            Some(cause) => self.not_read(name, cause, ""),
            None => self.not_read(name, Cause::Unreadable, &error.to_string()),
        }
    }

    fn not_read(&mut self, name: &str, cause: Cause, detail: &str) {
        self.put(Fate::new(name, FileFate::NotRead(cause), detail));
    }

    fn put(&mut self, fate: Fate) {
        self.read.fates.push(fate);
    }
}

/// A file or its bytes in memory.
#[derive(Debug)]
pub enum Seekable {
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
