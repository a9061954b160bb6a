//! From what was typed to the files to read: folders walked in order, everything that is not read named with its fate.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, DirEntry, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use crate::fate::{Cause, Fate, FileFate, Reason};
use crate::names;

/// A file, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its name in reports: the path below the folder given, with forward slashes.
    pub name: String,
    /// The folder that says whose it is, where files do not: the first one below the folder given.
    pub folder: String,
    /// Where it is; none for standard input.
    pub path: Option<PathBuf>,
    /// Its size in bytes; none for a stream.
    pub size: Option<u64>,
}

/// What was found under the paths given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Files to read, in the order of the paths and by name within a folder.
    pub inputs: Vec<Input>,
    /// Everything else that was found, and paths at which nothing was.
    pub fates: Vec<Fate>,
}

/// What is not read although it is there.
#[derive(Clone, Copy)]
pub struct Leave<'a> {
    /// Files and folders that the audit itself writes; nothing is said of them, so that a second run says the same.
    pub outputs: &'a [PathBuf],
    /// Files and folders that the audit itself reads.
    pub in_use: &'a [PathBuf],
    /// Whether a person excluded a file.
    pub excluded: &'a dyn Fn(&Path) -> bool,
}

impl Leave<'_> {
    /// Leaves nothing out.
    pub const NOTHING: Self = Self { outputs: &[], in_use: &[], excluded: &|_| false };
}

/// Finds the files under paths.
#[must_use]
pub fn expand(paths: &[PathBuf], leave: Leave<'_>) -> Found {
    let mut walk = Walk::new(leave);
    for path in paths {
        walk.given(path, paths.len() > 1);
    }
    walk.found
}

/// A walk through folders.
struct Walk<'a> {
    found: Found,
    /// Real paths, with the name under which each was met first.
    seen: BTreeMap<PathBuf, String>,
    outputs: BTreeSet<PathBuf>,
    in_use: BTreeSet<PathBuf>,
    excluded: &'a dyn Fn(&Path) -> bool,
    names: Distinct,
}

/// Where a file or folder lies, and what it is called.
#[derive(Clone, Copy)]
struct Place<'a> {
    path: &'a Path,
    /// Its name in reports.
    name: &'a str,
    /// The folder that says whose it is.
    folder: &'a str,
}

impl<'a> Walk<'a> {
    fn new(leave: Leave<'a>) -> Self {
        let [outputs, in_use] = [leave.outputs, leave.in_use]
            .map(|paths| paths.iter().filter_map(|path| fs::canonicalize(path).ok()).collect());
        let (found, seen, names) = (Found::default(), BTreeMap::new(), Distinct::default());
        Self { found, seen, outputs, in_use, excluded: leave.excluded, names }
    }

    fn given(&mut self, path: &Path, one_of_several: bool) {
        if path.as_os_str() == "-" {
            let name = "standard input".to_owned();
            if !self.found.inputs.iter().any(|input| input.path.is_none()) {
                self.found.inputs.push(Input { name, folder: String::new(), path: None, size: None });
            }
            return;
        }
        let own = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let meta = match fs::metadata(path) {
            Ok(meta) => meta,
            Err(error) => return self.put(refused(&shown(path), path, &error)),
        };
        let as_typed = if one_of_several { shown(path) } else { own.clone() };
        if !meta.is_dir() {
            let place = Place { path, name: &as_typed, folder: "" };
            self.given_file(place, &meta);
            return;
        }
        let before = (self.found.inputs.len(), self.problems());
        let is_seen = fs::canonicalize(path).is_ok_and(|real| self.seen.contains_key(&real));
        let (name, folder) = if one_of_several { (as_typed, own) } else { (String::new(), String::new()) };
        self.folder(Place { path, name: &name, folder: &folder });
        if !is_seen && (self.found.inputs.len(), self.problems()) == before {
            self.put(Fate::not_read(shown(path), Cause::NothingThere));
        }
    }

    fn problems(&self) -> usize {
        self.found.fates.iter().filter(|fate| fate.is_problem()).count()
    }

    /// A file that somebody named is read whatever it is called; a stream too, as a shell passes one, but never a
    /// device, which may have no end.
    fn given_file(&mut self, place: Place<'_>, meta: &Metadata) {
        match special(meta.file_type()) {
            Some(special @ Special::Device | special @ Special::Socket) => {
                let fate = FileFate::NotRead(Cause::Device);
                self.put(Fate::new(place.name, fate, special.name()));
            }
            _ => {
                self.file(place, meta);
                self.lock_beside(place);
            }
        }
    }

    /// A workbook that somebody named while it is open has its lock file beside it.
    fn lock_beside(&mut self, place: Place<'_>) {
        let Some(name) = place.path.file_name().map(|name| name.to_string_lossy().into_owned()) else {
            return;
        };
        for lock in [format!("~${name}"), format!(".~lock.{name}#")] {
            if place.path.with_file_name(&lock).is_file() {
                let path = place.name.strip_suffix(&name).unwrap_or_default().to_owned() + &lock;
                self.put(Fate::new(path, FileFate::NotRead(Cause::OpenInExcel), name.clone()));
            }
        }
    }

    fn folder(&mut self, place: Place<'_>) {
        let name = if place.name.is_empty() { "." } else { place.name };
        let real = match fs::canonicalize(place.path) {
            Ok(real) => real,
            Err(error) => return self.put(refused(name, place.path, &error)),
        };
        // A link to a report, such as `latest`, points to another one after this run.
        if self.outputs.contains(&real) || (place.path.is_symlink() && is_report(place.path)) {
            return;
        }
        if self.in_use.contains(&real) {
            return self.put(Fate::left(name, Reason::InUse));
        }
        if let Some(first) = self.seen.get(&real) {
            let fate = Fate::new(name, FileFate::LeftAlone(Reason::SeenBefore), first.clone());
            return self.put(fate);
        }
        self.seen.insert(real, name.to_owned());
        if is_report(place.path) {
            return self.put(Fate::left(name, Reason::Report));
        }
        let listed = match fs::read_dir(place.path) {
            Ok(entries) => Listed::of(entries.map(|entry| entry.map(|entry: DirEntry| entry.file_name()))),
            Err(error) => return self.put(refused(name, place.path, &error)),
        };
        if let Some(error) = listed.fault {
            self.put(Fate::new(name, FileFate::NotRead(Cause::Listing), error.to_string()));
        }
        for entry in &listed.names {
            let shown = entry.to_string_lossy();
            let below =
                if place.name.is_empty() { shown.to_string() } else { format!("{}/{shown}", place.name) };
            let at = Place { path: &place.path.join(entry), name: &below, folder: place.folder };
            self.entry(at, &shown, &listed.names);
        }
    }

    /// Something in a folder; `beside` are the names of everything in it.
    fn entry(&mut self, place: Place<'_>, own: &str, beside: &[OsString]) {
        let meta = match fs::metadata(place.path) {
            Ok(meta) => meta,
            Err(error) => return self.put(refused(place.name, place.path, &error)),
        };
        if fs::canonicalize(place.path).is_ok_and(|real| self.outputs.contains(&real)) {
            return;
        }
        let bytes = meta.is_file().then_some(meta.len());
        if meta.is_dir() {
            if names::never_opened(own).is_some() {
                let fate = FileFate::LeftAlone(Reason::HiddenFolder);
                return self.put(Fate::new(place.name, fate, files_in(place.path).to_string()));
            }
            let folder = if place.folder.is_empty() { own } else { place.folder };
            return self.folder(Place { folder, ..place });
        }
        match of_entry(place.path, own, beside, &meta, self.excluded) {
            Some(fate) => self.put(Fate { path: place.name.to_owned(), ..fate }.with_bytes(bytes)),
            None => self.file(place, &meta),
        }
    }

    fn file(&mut self, place: Place<'_>, meta: &Metadata) {
        let bytes = meta.is_file().then_some(meta.len());
        let real = match fs::canonicalize(place.path) {
            Ok(real) => real,
            // What a shell passes as a stream has no place in any folder.
            Err(_) if !meta.is_file() => place.path.to_owned(),
            Err(error) => return self.put(refused(place.name, place.path, &error).with_bytes(bytes)),
        };
        if self.in_use.contains(&real) {
            return self.put(Fate::left(place.name, Reason::InUse).with_bytes(bytes));
        }
        if (self.excluded)(place.path) {
            return self.put(Fate::left(place.name, Reason::Excluded).with_bytes(bytes));
        }
        if let Some(first) = self.seen.get(&real) {
            // Named twice, or found again below a folder that was named as well.
            let first = if first == place.name { String::new() } else { first.clone() };
            let fate = Fate::new(place.name, FileFate::LeftAlone(Reason::SeenBefore), first);
            return self.put(fate.with_bytes(bytes));
        }
        self.seen.insert(real, place.name.to_owned());
        self.found.inputs.push(Input {
            name: self.names.distinct(place.name.to_owned()),
            folder: place.folder.to_owned(),
            path: Some(place.path.to_owned()),
            size: bytes,
        });
    }

    fn put(&mut self, fate: Fate) {
        self.found.fates.push(fate);
    }
}

/// Returns the fate of a file in a folder that is not to be read; `None` if it is. `own` is its name, `beside` are the
/// names of everything in the folder.
#[must_use]
pub fn of_entry(
    path: &Path,
    own: &str,
    beside: &[OsString],
    meta: &Metadata,
    excluded: &dyn Fn(&Path) -> bool,
) -> Option<Fate> {
    if excluded(path) {
        return Some(Fate::left(own, Reason::Excluded));
    }
    if let Some(special) = special(meta.file_type()) {
        return Some(Fate::new(own, FileFate::LeftAlone(Reason::Special), special.name()));
    }
    if let Some(document) = names::locked_document(own)
        && beside.iter().any(|name| name.to_string_lossy() == document)
    {
        return Some(Fate::new(own, FileFate::NotRead(Cause::OpenInExcel), document));
    }
    if let Some(reason) = names::never_opened(own) {
        return Some(Fate::left(own, reason));
    }
    names::not_a_table(own, || names::beginning(path)).map(|fate| Fate::new(own, fate, own))
}

/// Gives things that have the same name distinct ones.
#[derive(Debug, Default)]
pub struct Distinct {
    taken: BTreeSet<String>,
}

impl Distinct {
    /// Returns the name, with a number behind it if it was given out before.
    pub fn distinct(&mut self, name: String) -> String {
        let numbered = (2_u32..).map(|number| format!("{name} ({number})"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !self.taken.contains(name));
        let name = free.unwrap_or(name);
        self.taken.insert(name.clone());
        name
    }
}

/// What was listed of a folder, by name, and the fault that ended the listing.
#[derive(Debug)]
pub struct Listed {
    /// Names, in order.
    pub names: Vec<OsString>,
    /// Why there may be more.
    pub fault: Option<io::Error>,
}

impl Listed {
    /// Lists a folder as far as the system does; after a fault there may be more names.
    pub fn of(entries: impl Iterator<Item = io::Result<OsString>>) -> Self {
        let mut listed = Self { names: Vec::new(), fault: None };
        for entry in entries {
            match entry {
                Ok(name) => listed.names.push(name),
                Err(error) => {
                    listed.fault = Some(error);
                    // A folder that answers every question with a fault has no end.
                    break;
                }
            }
        }
        listed.names.sort();
        listed
    }
}

/// What is in a folder but is not a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Special {
    Pipe,
    Socket,
    Device,
    Other,
}

impl Special {
    const fn name(self) -> &'static str {
        match self {
            Self::Pipe => "a pipe",
            Self::Socket => "a socket",
            Self::Device => "a device",
            Self::Other => "something else",
        }
    }
}

#[cfg(unix)]
fn special(kind: FileType) -> Option<Special> {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_file() {
        None
    } else if kind.is_fifo() {
        Some(Special::Pipe)
    } else if kind.is_socket() {
        Some(Special::Socket)
    } else if kind.is_char_device() || kind.is_block_device() {
        Some(Special::Device)
    } else {
        Some(Special::Other)
    }
}

#[cfg(not(unix))]
fn special(kind: FileType) -> Option<Special> {
    (!kind.is_file()).then_some(Special::Other)
}

/// Returns the fate of a path that the system refuses; of a link, what is wrong with it.
#[must_use]
pub fn refused(name: &str, path: &Path, error: &io::Error) -> Fate {
    let is_link = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
    match error.kind() {
        io::ErrorKind::NotFound if is_link => Fate::not_read(name, Cause::BrokenLink),
        _ if is_link && loops(path) => Fate::not_read(name, Cause::LinkLoop),
        _ => Fate::refused(name, error),
    }
}

/// Whether following a link from one to the next comes to no end; systems follow 40 of them at most.
fn loops(link: &Path) -> bool {
    let mut at = link.to_owned();
    for _ in 0..64 {
        let Ok(next) = fs::read_link(&at) else { return false };
        at = at.parent().map_or_else(|| next.clone(), |parent| parent.join(&next));
    }
    true
}

/// Files in a folder and in those below it; links are not followed.
#[must_use]
pub fn files_in(folder: &Path) -> u64 {
    let mut files = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(folder).into_iter().flatten().map_while(Result::ok);
        for entry in entries {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                _ => files += 1,
            }
        }
    }
    files
}

/// A path as it is shown, with forward slashes on every system.
#[must_use]
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// A folder with a manifest of this program holds results, not inputs.
#[must_use]
pub fn is_report(path: &Path) -> bool {
    let manifest = path.join("manifest.json");
    manifest.is_file() && memchr::memmem::find(&names::beginning(&manifest), b"\"faxban-manifest/").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_that_breaks_off_keeps_what_came_before_and_the_fault() {
        let entries = ["b", "a"].map(|name| Ok(OsString::from(name)));
        let broken = entries.into_iter().chain([Err(io::Error::other("I/O error"))]);
        let listed = Listed::of(broken.chain([Ok(OsString::from("c"))]));
        assert_eq!(listed.names, ["a", "b"]);
        assert_eq!(listed.fault.unwrap().to_string(), "I/O error");
    }
}
