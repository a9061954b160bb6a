//! Files that were delivered where sources name files, and that none of them names.
//!
//! A trust that calls this month's file otherwise, or sends a second one, would be audited in part with nobody noticing:
//! what a pattern has missed is a problem until somebody names or excludes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use faxban_read::fate::{Cause, Fate, FileFate, Reason};
use faxban_read::inputs::{self, Listed};
use faxban_read::kind::{self, Kind};
use faxban_read::names;

use super::Sources;
use crate::own_files;

/// Endings of files that hold tables, whatever is in them.
const DATA: [&str; 12] =
    ["csv", "gz", "ods", "parquet", "psv", "tab", "tsv", "xls", "xlsb", "xlsm", "xlsx", "zip"];

/// Separators of the columns of a text.
const SEPARATORS: [char; 5] = [',', '\t', ';', '|', '~'];

/// Where sources name files.
struct Around<'a> {
    sources: &'a Sources,
    /// Real paths of the files that they name.
    named: &'a BTreeSet<PathBuf>,
    outputs: &'a BTreeSet<PathBuf>,
    in_use: &'a BTreeSet<PathBuf>,
    /// The folders, by their real paths.
    folders: BTreeMap<PathBuf, PathBuf>,
}

impl Sources {
    /// Adds the fate of everything that lies beside the files that sources name; `named` are the real paths of those.
    pub(super) fn unnamed(
        &self,
        named: &BTreeSet<PathBuf>,
        (outputs, in_use): (&BTreeSet<PathBuf>, &BTreeSet<PathBuf>),
        fates: &mut Vec<Fate>,
    ) {
        let around = Around { sources: self, named, outputs, in_use, folders: self.folders() };
        for (real, folder) in &around.folders {
            let is_own = |above: &Path| outputs.contains(above) || in_use.contains(above);
            if real.ancestors().any(is_own) || inputs::is_report(folder) || self.is_in_report(folder) {
                continue;
            }
            let name = Some(self.name(folder)).filter(|name| !name.is_empty());
            let name = name.unwrap_or_else(|| ".".to_owned());
            let listed = match fs::read_dir(folder) {
                Ok(entries) => Listed::of(entries.map(|entry| entry.map(|entry| entry.file_name()))),
                Err(error) => {
                    fates.push(inputs::refused(&name, folder, &error));
                    continue;
                }
            };
            if let Some(error) = &listed.fault {
                fates.push(Fate::new(name, FileFate::NotRead(Cause::Listing), error.to_string()));
            }
            fates.extend(listed.names.iter().filter_map(|own| {
                let path = folder.join(own);
                let fate = around.fate(&path, &own.to_string_lossy(), &listed)?;
                Some(Fate { path: self.input(&path).name, ..fate })
            }));
        }
    }

    /// The folders in which sources name files, also where the file itself has not come; by their real paths.
    fn folders(&self) -> BTreeMap<PathBuf, PathBuf> {
        let mut folders = BTreeMap::new();
        for source in &self.list {
            let literal = Path::new(&source.files).parent().filter(|parent| {
                let is_pattern = parent.to_string_lossy().contains(['*', '?', '[']);
                !is_pattern
            });
            let of_files = self.files(source, &mut Vec::new()).into_iter();
            let of_files = of_files.filter_map(|path| path.parent().map(Path::to_owned));
            for folder in of_files.chain(literal.map(|parent| self.folder.join(parent))) {
                let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
                if let Ok(real) = fs::canonicalize(&folder) {
                    folders.entry(real).or_insert(folder);
                }
            }
        }
        folders
    }
}

impl Around<'_> {
    /// What becomes of something in one of the folders; `None` if a source names it.
    fn fate(&self, path: &Path, own: &str, beside: &Listed) -> Option<Fate> {
        let meta = match fs::metadata(path) {
            Ok(meta) => meta,
            Err(error) => return Some(inputs::refused(own, path, &error)),
        };
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(error) => return Some(inputs::refused(own, path, &error)),
        };
        // A link to a report, such as `latest`, points to another one after this run.
        if self.outputs.contains(&real) || (path.is_symlink() && inputs::is_report(path)) {
            return None;
        }
        if meta.is_dir() {
            return self.folder(path, &real, own);
        }
        let bytes = meta.is_file().then_some(meta.len());
        if self.named.contains(&real) {
            return None;
        }
        if self.in_use.contains(&real) {
            return Some(Fate::left(own, Reason::InUse).with_bytes(bytes));
        }
        let excluded = |path: &Path| self.sources.is_excluded(path);
        let fate = inputs::of_entry(path, own, &beside.names, &meta, &excluded);
        Some(fate.unwrap_or_else(|| of_data(path, own)).with_bytes(bytes))
    }

    fn folder(&self, path: &Path, real: &Path, own: &str) -> Option<Fate> {
        let left = |reason, detail: String| Some(Fate::new(own, FileFate::LeftAlone(reason), detail));
        if self.in_use.contains(real) {
            left(Reason::InUse, String::new())
        } else if inputs::is_report(path) {
            left(Reason::Report, String::new())
        } else if self.folders.contains_key(real) {
            None
        } else if names::never_opened(own).is_some() {
            left(Reason::HiddenFolder, inputs::files_in(path).to_string())
        } else if self.folders.keys().any(|folder| folder.starts_with(real)) {
            None
        } else {
            left(Reason::FolderNotNamed, inputs::files_in(path).to_string())
        }
    }
}

/// What a file is that no source names.
fn of_data(path: &Path, own: &str) -> Fate {
    if let Some(faxbans) = own_files::of_file(path) {
        return faxbans.fate(own);
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.is_some_and(|ending| DATA.contains(&ending.as_str())) {
        return Fate::not_read(own, Cause::NotNamed);
    }
    let Some(head) = own_files::head(path) else { return Fate::not_read(own, Cause::NotNamed) };
    match kind::sniff(&head) {
        Kind::Text(form) if has_columns(&own_files::text(&head, form)) => {
            Fate::not_read(own, Cause::NotNamed)
        }
        Kind::Text(_) | Kind::Empty => Fate::left(own, Reason::NotData),
        Kind::Other(cause, detail) => Fate::new(own, FileFate::NotRead(cause), detail),
        _ => Fate::not_read(own, Cause::NotNamed),
    }
}

/// Whether a text is a table: of its first lines, two that follow each other have the same number of separators.
fn has_columns(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(10).collect();
    SEPARATORS.iter().any(|separator| {
        let count = |line: &str| line.matches(*separator).count();
        lines.windows(2).any(|pair| match pair {
            [one, other] => count(one) > 1 && count(one) == count(other),
            _ => false,
        })
    })
}
