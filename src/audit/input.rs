//! One input: told by its content, hashed in the same pass as it is read, every table in it screened.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Cursor, Read as _, Seek};
use std::path::Path;

use faxban_read::encoding;
use faxban_read::inputs::{self, Input};
use faxban_read::kind::{self, HEAD, Kind, TextForm, WorkbookForm};
use faxban_read::parquet_file;
use faxban_read::workbook::Workbook;
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::same_table::{self, Same};
use super::{Watch, names, sheets};
use crate::output::hex;
use crate::own_files::{self, Own};
use crate::report::Problem;
use crate::report::mentions::Mentioned;
use crate::table::{NoTable, Part, Reading, Table, Text, read_part, read_rows, read_text};

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

/// A table of which no row names columns that are known.
#[derive(Debug)]
pub struct Headless {
    /// The file, and the sheet of a workbook.
    pub path: String,
    /// Its first rows.
    pub rows: Vec<(u64, Vec<String>)>,
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
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// What was left alone, such as a sheet without a table.
    pub ignored: Vec<Problem>,
    /// Products named where no table was read.
    pub mentions: Vec<Mentioned>,
    /// Tables without a header.
    pub headless: Vec<Headless>,
    /// What of faxban's own is in it.
    pub own: Option<Own>,
}

impl Read {
    /// Whether there is nothing in it but what faxban itself writes or keeps.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        self.own.is_some() && self.sheets.is_empty() && self.problems.is_empty()
    }

    /// An input whose reading ended without a result.
    pub fn stopped(input: &Input) -> Self {
        let message = "reading it stopped short; audit it on its own".to_owned();
        Self { problems: vec![Problem { path: input.name.clone(), message }], ..Self::default() }
    }
}

/// Reads an input.
pub fn read(input: &Input, reading: &Reading<'_>, watch: &dyn Watch) -> Read {
    watch.begin(&input.name);
    let source: Box<dyn io::Read + Send> = match &input.path {
        None => Box::new(io::stdin()),
        Some(path) => match File::open(path) {
            Ok(file) => Box::new(file),
            Err(error) => {
                let problem = Problem { path: input.name.clone(), message: inputs::cannot(&error) };
                return Read { problems: vec![problem], ..Read::default() };
            }
        },
    };
    let mut hashed = Hashed { source, hash: Sha256::new(), bytes: 0, watch };
    // Only a plain file can be opened a second time.
    let path = input.path.as_deref().filter(|_| input.size.is_some());
    let mut opener = Opener { reading, path, read: Read::default() };
    if let Some(again) = opener.stream(&input.name, &mut hashed, 0) {
        opener.parts(&again, || File::open(path.ok_or(io::ErrorKind::Unsupported)?));
    }
    let mut read = opener.read;
    // Whatever was not needed still counts for the hash.
    if let Err(error) = io::copy(&mut hashed, &mut io::sink())
        && read.problems.is_empty()
    {
        read.problems.push(Problem {
            path: input.name.clone(),
            message: format!("it cannot be read to its end: {error}"),
        });
    }
    watch.end(&input.name, read.sheets.iter().map(|sheet| sheet.table.totals.screened.control.lines).sum());
    Read { sha256: hex(&hashed.hash.finalize()), bytes: hashed.bytes, ..read }
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

/// A text of several tables, each of which is read by itself.
struct Again {
    name: String,
    form: TextForm,
    parts: Vec<Part>,
    /// How many times it is packed with gzip.
    packed: u8,
}

struct Opener<'a> {
    reading: &'a Reading<'a>,
    path: Option<&'a Path>,
    read: Read,
}

impl Opener<'_> {
    /// Reads whatever a stream holds; `depth` counts the containers around it. A text of several tables is handed back:
    /// whoever opened the stream opens it again for each of them.
    fn stream(&mut self, name: &str, source: &mut (dyn io::Read + Send), depth: u8) -> Option<Again> {
        let mut head = Vec::new();
        if let Err(error) = source.take(HEAD as u64).read_to_end(&mut head) {
            self.problem(name, &format!("it cannot be read: {error}"));
            return None;
        }
        let sniffed = kind::sniff(&head);
        if let Kind::Text(form) = sniffed
            && let Some(own) = own_files::of_text(&head, form)
        {
            self.own(name, own);
            return None;
        }
        let source = Cursor::new(head).chain(source);
        match sniffed {
            Kind::Empty => self.problem(name, "the file is empty; get it again"),
            Kind::Other(sentence) => self.problem(name, sentence),
            Kind::Text(form) => return self.text(name, source, form),
            Kind::Gzip if depth < 2 => {
                let again = self.stream(name, &mut MultiGzDecoder::new(source), depth + 1)?;
                return Some(Again { packed: again.packed + 1, ..again });
            }
            Kind::Zip if depth < 2 => {
                self.seekable(name, source, depth, |opener, at| opener.zip(name, at, depth))
            }
            Kind::Ole => {
                self.seekable(name, source, depth, |opener, at| opener.workbook(name, at, WorkbookForm::Xls))
            }
            Kind::Workbook(form) => {
                self.seekable(name, source, depth, |opener, at| opener.workbook(name, at, form))
            }
            Kind::Parquet => self.seekable(name, source, depth, |opener, at| {
                let source = match at {
                    Seekable::File(file) => parquet_file::Source::File(file),
                    Seekable::Memory(bytes) => parquet_file::Source::Memory(bytes.into_inner().into()),
                };
                for table in read_rows(opener.reading, |each| parquet_file::rows(&source, each)) {
                    opener.keep(name, "", false, "Parquet", table);
                }
            }),
            Kind::Gzip | Kind::Zip => self.problem(name, "it is packed three times over; unpack it first"),
        }
        None
    }

    fn text(&mut self, name: &str, source: impl io::Read + Send, form: TextForm) -> Option<Again> {
        let size = self.path.and_then(|path| std::fs::metadata(path).ok()).map(|meta| meta.len());
        match read_text(encoding::as_bytes(source, form), size, self.reading) {
            Ok(Text::Table(table)) => self.text_table(name, form, Ok(*table)),
            Ok(Text::Parts(parts)) => return Some(Again { name: name.to_owned(), form, parts, packed: 0 }),
            Err(fault) => self.text_table(name, form, Err(fault)),
        }
        None
    }

    fn text_table(&mut self, name: &str, form: TextForm, table: Result<Table, NoTable>) {
        let encoding = table.as_ref().map_or("", |table| table.totals.screened.encoding.name(form));
        self.keep(name, "", false, encoding, table);
    }

    /// Reads the tables of a text one by one; `open` opens what it stands in.
    fn parts<R: io::Read + Send>(&mut self, again: &Again, mut open: impl FnMut() -> io::Result<R>) {
        for part in &again.parts {
            let source = match open() {
                Ok(source) => source,
                Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                    let message = format!(
                        "it holds {} tables, one below the other, and comes from a source that can be read only once. Save it as a file and audit the file",
                        again.parts.len()
                    );
                    return self.problem(&again.name, &message);
                }
                Err(error) => return self.problem(&again.name, &inputs::cannot(&error)),
            };
            let mut source: Box<dyn io::Read + Send + '_> = Box::new(source);
            for _ in 0..again.packed {
                source = Box::new(MultiGzDecoder::new(source));
            }
            let table = read_part(encoding::as_bytes(source, again.form), *part, self.reading);
            self.text_table(&again.name, again.form, table);
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
            Err(error) => self.problem(name, &format!("it cannot be read to its end: {error}")),
            Ok(count) if count as u64 > LARGEST_UNPACKED => {
                self.problem(name, "it is larger than 1 GB unpacked; unpack it and audit the files in it");
            }
            Ok(_) => then(self, Seekable::Memory(Cursor::new(bytes))),
        }
    }

    fn zip(&mut self, name: &str, mut source: Seekable, depth: u8) {
        match kind::look_into(&mut source) {
            Ok(Some(form)) => self.workbook(name, source, form),
            Ok(None) => self.archive(name, source, depth),
            Err(sentence) => self.problem(name, &sentence),
        }
    }

    fn archive(&mut self, name: &str, mut source: Seekable, depth: u8) {
        let listed = listed_files(&mut source);
        let mut archive = match zip::ZipArchive::new(source) {
            Ok(archive) => archive,
            Err(error) => return self.problem(name, &format!("the archive is damaged: {error}")),
        };
        let mut members: Vec<(String, usize)> = (0..archive.len())
            .filter_map(|index| Some((archive.name_for_index(index)?.ok()?.into_owned(), index)))
            .filter(|(member, _)| !member.ends_with('/') && !member.starts_with("__MACOSX"))
            .collect();
        if let Some(listed) = listed.filter(|listed| *listed != archive.len()) {
            let message = format!(
                "the archive lists {listed} files, but several have the same name, and we can read only {} of them. Unpack it and audit the folder",
                archive.len()
            );
            self.problem(name, &message);
        }
        members.sort();
        for (member, index) in members {
            let title = format!("{name}/{member}");
            let own = member.rsplit('/').next().unwrap_or_default();
            if own.starts_with('.') || own.starts_with("~$") || own.eq_ignore_ascii_case("thumbs.db") {
                let message = "a hidden or temporary file".to_owned();
                self.read.ignored.push(Problem { path: title, message });
                continue;
            }
            if inputs::is_no_table(Path::new(&member)) {
                self.read.ignored.push(Problem { path: title, message: "no table by its name".to_owned() });
                continue;
            }
            let again = match archive.by_index(index) {
                Ok(mut file) => self.stream(&title, &mut file, depth + 1),
                Err(error) => {
                    self.problem(&title, &format!("it cannot be taken out of the archive: {error}"));
                    None
                }
            };
            for part in again.iter().flat_map(Again::each) {
                let mut file = archive.by_index(index).ok();
                self.parts(&part, || file.take().ok_or_else(|| io::ErrorKind::NotFound.into()));
            }
        }
    }

    fn workbook(&mut self, name: &str, source: Seekable, form: WorkbookForm) {
        let mut workbook = match Workbook::open(source, form) {
            Ok(workbook) => workbook,
            Err(error) => return self.problem(name, &error.to_string()),
        };
        let own = own_files::of_workbook(&mut workbook);
        let is_own = own.is_some();
        let sheets = match own {
            None => workbook.sheets(),
            Some((own, others)) => {
                self.own(name, own);
                others
            }
        };
        let (tables, problems) = (self.read.sheets.len(), self.read.problems.len());
        let compared = sheets.len() > 1;
        let mut without = Vec::new();
        for sheet in sheets {
            let pack = &self.reading.rules.pack;
            self.read.mentions.extend(names::of_sheet(name, &sheet.name, pack));
            let reading = Reading { compared, ..*self.reading };
            let (tables, facts) = sheets::tables(&mut workbook, &sheet.name, &reading);
            let beside = sheets::mentions(&facts, self.reading.rules);
            self.read.mentions.extend(beside.into_iter().map(|one| Mentioned::new(name, &sheet.name, one)));
            let remarks = sheets::remarks(&facts);
            for table in tables {
                match table {
                    Err(NoTable::Empty) => {}
                    Err(fault) if fault.is_only_without_header() => without.push((sheet.name.clone(), fault)),
                    table => {
                        let table = table.map(|table| Table { remarks: remarks.clone(), ..table });
                        self.keep(name, &sheet.name, sheet.hidden, form.name(), table);
                    }
                }
            }
        }
        self.leave_copies(name, tables);
        for sheet in workbook.unread_sheets() {
            let path = format!("{name}, sheet {}", sheet.name);
            self.read.ignored.push(Problem { path, message: sheet.reason.to_string() });
        }
        let is_table = is_own || self.read.sheets.len() > tables || self.read.problems.len() > problems;
        for (sheet, fault) in without.iter().filter(|_| is_table) {
            let path = format!("{name}, sheet {sheet}");
            self.read.ignored.push(Problem { path, message: fault.to_string() });
            self.mentioned(name, sheet, fault);
        }
        let read = self.read.sheets.get(tables..).unwrap_or_default();
        let misfits: Vec<&String> = read.iter().filter_map(|sheet| sheet.table.misfit.as_ref()).collect();
        if let Some(misfit) = misfits.first().filter(|_| misfits.len() == read.len()) {
            let message = format!("a column that was named fits none of its sheets: {misfit}");
            self.problem(name, &message);
        }
        if !is_table {
            let message = without
                .first()
                .map_or_else(|| "the workbook is empty".to_owned(), |(_, fault)| fault.to_string());
            self.problem(name, &message);
        }
    }

    /// Leaves tables of a workbook alone whose lines are on another of its sheets as well.
    fn leave_copies(&mut self, name: &str, first: usize) {
        let all = self.read.sheets.split_off(first);
        let compared: Vec<_> = all
            .iter()
            .filter_map(|sheet| Some((&sheet.table.layout, sheet.table.lines.as_ref()?, sheet.hidden)))
            .collect();
        let repeated = if compared.len() == all.len() { same_table::repeated(&compared) } else { Vec::new() };
        let called = |at: usize| all.get(at).map_or("", |sheet| sheet.name.as_str()).to_owned();
        let mut told: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut left: BTreeSet<usize> = BTreeSet::new();
        for (copy, whole, same) in repeated {
            let holds = match same {
                Same::Copy => "holds the same lines",
                Same::Part => "holds a part of the same lines",
            };
            let (path, whole_name) = (format!("{name}, sheet {}", called(copy)), called(whole));
            let message = format!("it {holds} as sheet {whole_name}, so its lines were counted once");
            self.read.ignored.push(Problem { path, message });
            told.entry(whole).or_default().push(format!(
                "sheet {} {holds} and was left out, so that its lines count once",
                called(copy)
            ));
            left.insert(copy);
        }
        for (at, mut sheet) in all.into_iter().enumerate().filter(|(at, _)| !left.contains(at)) {
            sheet.table.remarks.extend(told.remove(&at).unwrap_or_default());
            self.read.sheets.push(sheet);
        }
    }

    fn keep(&mut self, name: &str, sheet: &str, hidden: bool, encoding: &str, table: Result<Table, NoTable>) {
        match table {
            Ok(table) => self.read.sheets.push(Sheet {
                file: name.to_owned(),
                name: sheet.to_owned(),
                hidden,
                encoding: encoding.to_owned(),
                table,
            }),
            Err(fault) => {
                self.mentioned(name, sheet, &fault);
                let path = if sheet.is_empty() { name.to_owned() } else { format!("{name}, sheet {sheet}") };
                self.problem(&path, &fault.to_string());
            }
        }
    }

    /// Keeps what a sheet names of which no table was read.
    fn mentioned(&mut self, name: &str, sheet: &str, fault: &NoTable) {
        if let NoTable::NoHeader { mentions, first, .. } = fault {
            let path = if sheet.is_empty() { name.to_owned() } else { format!("{name}, sheet {sheet}") };
            self.read.headless.push(Headless { path, rows: first.clone() });
            self.read
                .mentions
                .extend(mentions.iter().map(|mention| Mentioned::new(name, sheet, mention.clone())));
        }
    }

    fn own(&mut self, path: &str, own: Own) {
        self.read.own = Some(own);
        self.read.ignored.push(Problem { path: path.to_owned(), message: own.reason() });
    }

    fn problem(&mut self, path: &str, message: &str) {
        self.read.problems.push(Problem { path: path.to_owned(), message: message.to_owned() });
    }
}

/// How many files a zip archive says that it holds, by the record at its end; `None` where that cannot be told.
fn listed_files(source: &mut Seekable) -> Option<usize> {
    /// The record's own length and that of the longest remark behind it.
    const LONGEST: u64 = 22 + 65_535;
    let size = source.seek(io::SeekFrom::End(0)).ok()?;
    source.seek(io::SeekFrom::Start(size.saturating_sub(LONGEST))).ok()?;
    let mut end = Vec::new();
    source.read_to_end(&mut end).ok()?;
    source.seek(io::SeekFrom::Start(0)).ok()?;
    let at = memchr::memmem::rfind(&end, b"PK\x05\x06")?;
    match end.get(at + 10..at + 12)? {
        [low, high] => Some(usize::from(u16::from_le_bytes([*low, *high]))).filter(|files| *files < 0xffff),
        _ => None,
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

impl Again {
    /// The same, one table after the other.
    fn each(&self) -> impl Iterator<Item = Self> {
        let of = |part: &Part| Self { name: self.name.clone(), parts: vec![*part], ..*self };
        self.parts.iter().map(of)
    }
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
