//! From what was typed to the folders of results: a report itself, the `latest` of a trust's reports, or every report
//! in a folder of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::{parts, spark};
use crate::folder::MANIFEST;
use crate::latest;
use crate::report::FILES;

/// Folders below what was typed in which reports are looked for.
const DEEP: usize = 4;

/// Names of folders that say nothing of whose result they hold.
const SAY_NOTHING: [&str; 7] =
    ["latest", "report", "reports", "faxban-report", "faxban-merged", "out", "output"];

/// A result.
#[derive(Debug)]
pub struct Given {
    /// What it is called, by the name of its folder.
    pub called: String,
    /// The folder.
    pub path: PathBuf,
}

/// The results in folders; `leave` are folders to leave alone.
pub fn results(paths: &[PathBuf], leave: &[PathBuf]) -> Result<Vec<Given>, Vec<String>> {
    let leave: BTreeSet<PathBuf> = leave.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut walk = Walk { found: Vec::new(), faults: Vec::new(), leave };
    for path in paths {
        let (before, name) = (walk.found.len() + walk.faults.len(), path.display());
        if !path.exists() {
            walk.faults.push(format!("{name}: there is no such folder; check the path"));
            continue;
        }
        if fs::canonicalize(path).is_ok_and(|real| walk.leave.contains(&real)) {
            walk.faults
                .push(format!("{name} is where the merged report goes; give another folder with --out"));
            continue;
        }
        walk.folder(path, DEEP);
        if walk.found.len() + walk.faults.len() == before {
            walk.faults.push(format!(
                "{name} is no report of faxban, and no folder in it is one; give the folder that faxban audit wrote"
            ));
        }
    }
    if walk.faults.is_empty() { Ok(walk.found) } else { Err(walk.faults) }
}

struct Walk {
    found: Vec<Given>,
    faults: Vec<String>,
    leave: BTreeSet<PathBuf>,
}

impl Walk {
    /// A folder beside the latest report that holds results and is not called as reports of other days are.
    fn beside(&self, folder: &Path, newest: &Path) -> io::Result<Option<PathBuf>> {
        let inside = parts::inside(folder)?.into_iter();
        let is_other = |path: &PathBuf| {
            path.is_dir() && !path.is_symlink() && !is_aside(path) && undated(path) != undated(newest)
                // One that does not reconcile is past once a later day does.
                && !(name(path).ends_with(latest::UNBALANCED) && name(path) < name(newest))
        };
        Ok(inside.filter(is_other).find(|path| {
            let mut walk = Self { found: Vec::new(), faults: Vec::new(), leave: self.leave.clone() };
            walk.folder(path, DEEP - 1);
            !walk.found.is_empty() || !walk.faults.is_empty()
        }))
    }

    fn unlisted(&mut self, path: &Path, error: &io::Error) {
        self.faults.push(format!("{} cannot be looked into: {error}; check who may read it", path.display()));
    }

    fn folder(&mut self, path: &Path, deep: usize) {
        if fs::canonicalize(path).is_ok_and(|real| self.leave.contains(&real)) {
            return;
        }
        if path.join(MANIFEST).is_file() || spark::is_result(path) {
            self.found.push(Given { called: called(path), path: path.to_owned() });
            return;
        }
        if let Some(report) = latest::of(path) {
            // Earlier days stay behind the latest; the result of somebody else must not.
            match self.beside(path, &report) {
                Ok(None) => {}
                Ok(Some(other)) => {
                    self.faults.push(format!(
                        "{} has latest beside {}, which is no earlier report of the same; name the results one by one",
                        path.display(),
                        other.display()
                    ));
                    return;
                }
                Err(error) => return self.unlisted(path, &error),
            }
            self.found.push(Given { called: called(path), path: report });
            return;
        }
        // Half a report among others would be a trust that nobody misses.
        if let Some(file) = FILES.iter().find(|file| path.join(file).is_file()) {
            self.faults.push(format!(
                "{} is half a report: it has {file}, but no {MANIFEST}; copy the whole folder",
                path.display()
            ));
            return;
        }
        if spark::is_begun(path) {
            self.faults.push(format!(
                "{} is half a result of Spark: it has no {}, so the job did not come to its end; run it again",
                path.display(),
                spark::RESULT
            ));
            return;
        }
        let mut inside = match parts::inside(path) {
            Ok(inside) => inside,
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return,
            // What cannot be looked into may hold a result.
            Err(error) => return self.unlisted(path, &error),
        };
        inside.retain(|inside| inside.is_dir() && !is_aside(inside));
        if deep == 0 && !inside.is_empty() {
            self.faults.push(format!(
                "{} has folders that are too deep to be looked into; name the results in them, or a folder nearer to them",
                path.display()
            ));
            return;
        }
        for folder in inside {
            self.folder(&folder, deep - 1);
        }
    }
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The name of a folder whatever its day.
fn undated(path: &Path) -> String {
    name(path).chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign }).collect()
}

/// Whether a folder is being written, moved aside, or holds a report whose totals do not reconcile and that was made
/// again since. One that was not is no result either, but must not be missed in silence.
fn is_aside(path: &Path) -> bool {
    let name = name(path);
    let again = name.strip_suffix(latest::UNBALANCED);
    name.starts_with('.') || again.is_some_and(|again| path.with_file_name(again).join(MANIFEST).is_file())
}

/// The name of the folder, or where it says nothing of whose it is, of the one that it lies in.
fn called(path: &Path) -> String {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut names: Vec<String> = Vec::new();
    for part in full.components() {
        match part {
            std::path::Component::Normal(name) => names.push(name.to_string_lossy().trim().to_owned()),
            std::path::Component::ParentDir => drop(names.pop()),
            _ => {}
        }
    }
    let telling = names.iter().rev().find(|name| says_whose(name));
    telling.or(names.last()).cloned().unwrap_or_else(|| "result".to_owned())
}

fn says_whose(name: &str) -> bool {
    let is_day = name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'_');
    !is_day && !SAY_NOTHING.contains(&name.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_called_after_the_folder_that_says_whose_it_is() {
        let cases = [
            ("/srv/north", "north"),
            ("/srv/north/latest", "north"),
            ("/srv/north/2026-10-31", "north"),
            ("/srv/north/reports/2026-10-31/", "north"),
            ("/srv/results/../north/faxban-report", "north"),
            ("/2026", "2026"),
            ("/", "result"),
        ];
        for (path, name) in cases {
            assert_eq!(called(Path::new(path)), name, "{path}");
        }
    }
}
