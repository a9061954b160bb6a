//! Files that were delivered where sources name files, and that none of them names.
//!
//! A trust that calls this month's file otherwise, or sends a second one, would be audited in part with nobody noticing:
//! what a pattern has missed is a problem until somebody names or excludes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use faxban_read::inputs::Remark;
use faxban_read::kind::{self, Kind};

use super::Sources;
use crate::own_files;

/// Endings of files that hold tables, whatever is in them.
const DATA: [&str; 12] =
    ["csv", "gz", "ods", "parquet", "psv", "tab", "tsv", "xls", "xlsb", "xlsm", "xlsx", "zip"];

/// Separators of the columns of a text.
const SEPARATORS: [char; 5] = [',', '\t', ';', '|', '~'];

impl Sources {
    /// A problem for each such file; `named` are the real paths of those that sources name.
    pub(super) fn unnamed(&self, named: &BTreeSet<PathBuf>, leave: &BTreeSet<PathBuf>) -> Vec<Remark> {
        let mut problems = Vec::new();
        for path in self.folders().values().flat_map(|folder| files_of(folder)) {
            let Ok(real) = fs::canonicalize(&path) else { continue };
            let name = self.input(&path).name;
            let is_known = named.contains(&real)
                || real.ancestors().any(|above| leave.contains(above))
                || self.is_in_report(&path)
                || self.is_excluded(&name);
            if !is_known && is_data(&path) && own_files::of_file(&path).is_none() {
                let message = "no [[source]] of faxban.toml names it, so it was not audited; name it there, or under exclude";
                problems.push(Remark { path: name, message: message.to_owned() });
            }
        }
        problems
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

/// The files of a folder that are not hidden, by name.
fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect();
    names.retain(|name| {
        let name = name.to_string_lossy();
        !name.starts_with('.') && !name.starts_with("~$")
    });
    names.sort();
    names.into_iter().map(|name| folder.join(name)).filter(|path| path.is_file()).collect()
}

fn is_data(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| DATA.contains(&ending.as_str()) || (ending == "txt" && has_columns(path)))
}

/// Whether a text is a table: of its first lines, two that follow each other have the same number of separators.
fn has_columns(path: &Path) -> bool {
    let Some(head) = own_files::head(path) else { return false };
    let Kind::Text(form) = kind::sniff(&head) else { return false };
    let text = own_files::text(&head, form);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(10).collect();
    SEPARATORS.iter().any(|separator| {
        let count = |line: &str| line.matches(*separator).count();
        lines.windows(2).any(|pair| match pair {
            [one, other] => count(one) > 1 && count(one) == count(other),
            _ => false,
        })
    })
}
