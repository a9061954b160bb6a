//! One input: told by its content, hashed in the same pass as it is read, every table in it screened.

mod archive;
mod open;
mod workbook;

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

use faxban_read::fate::{Cause, Fate, FileFate};
use faxban_read::inputs::Input;
use sha2::{Digest, Sha256};

use self::open::Opener;
use super::unpack::Limits;
use super::{Watch, fates, told_elsewhere};
use crate::output::hex;
use crate::own_files::Own;
use crate::report::Problem;
use crate::report::mentions::Mentioned;
use crate::table::{Reading, Table};

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
    /// What became of the input, the first of them, and of every sheet and member in it.
    pub fates: Vec<Fate>,
    /// Products named where no table was read.
    pub mentions: Vec<Mentioned>,
    /// Tables without a header.
    pub headless: Vec<Headless>,
    /// What of faxban's own is in it.
    pub own: Option<Own>,
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
    if let Some(again) = opener.stream(&input.name, &mut hashed, 0) {
        let most = before.as_ref().map_or(u64::MAX, Metadata::len);
        opener.parts(&again, || Ok(File::open(path.ok_or(io::ErrorKind::Unsupported)?)?.take(most)));
    }
    let mut read = opener.read;
    if let Some(path) = path {
        told_elsewhere::look_into_text(path, &mut read.sheets, &reading.rules.row_words);
    }
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
