//! From what was typed to the files to read: folders walked in order, everything left alone named.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its name in reports: the path below the folder given, with forward slashes.
    pub name: String,
    /// The folder that says whose it is, where files do not: the first one below the folder given.
    pub folder: String,
    /// Where it is; none for standard input.
    pub path: Option<PathBuf>,
    /// Its size in bytes, where it is known.
    pub size: Option<u64>,
}

/// A path with a sentence on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The path as named in reports.
    pub path: String,
    /// The sentence.
    pub message: String,
}

/// What was found under the paths given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Files to read, in the order of the paths and by name within a folder.
    pub inputs: Vec<Input>,
    /// Paths that cannot be read.
    pub problems: Vec<Remark>,
    /// Files left alone, with the reason.
    pub ignored: Vec<Remark>,
}

/// Endings of files in a folder that hold no tables; a file named on its own is always read.
const NOT_TABLES: [&str; 33] = [
    "bak", "bat", "css", "db", "doc", "docx", "eml", "exe", "gif", "htm", "html", "ini", "jpeg", "jpg", "js",
    "json", "lnk", "log", "md", "msg", "odt", "pdf", "png", "ppt", "pptx", "py", "rtf", "sh", "sql", "toml",
    "xml", "yaml", "yml",
];

/// Finds the files under paths; `exclude` are folders and files to leave alone.
#[must_use]
pub fn expand(paths: &[PathBuf], exclude: &[PathBuf]) -> Found {
    let excluded = exclude.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut walk = Walk { found: Found::default(), seen: BTreeSet::new(), excluded };
    for path in paths {
        walk.given(path, paths.len() > 1);
    }
    walk.found
}

struct Walk {
    found: Found,
    seen: BTreeSet<PathBuf>,
    excluded: BTreeSet<PathBuf>,
}

impl Walk {
    fn given(&mut self, path: &Path, one_of_several: bool) {
        if path.as_os_str() == "-" {
            let name = "standard input".to_owned();
            self.found.inputs.push(Input { name, folder: String::new(), path: None, size: None });
            return;
        }
        let own = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let meta = match fs::metadata(path) {
            Ok(meta) => meta,
            Err(error) => return self.problem(&shown(path), &cannot(&error)),
        };
        let as_typed = if one_of_several { shown(path) } else { own.clone() };
        if is_endless(&meta) {
            return self.problem(&shown(path), "it is a device, not a file; give the file itself");
        }
        if !meta.is_dir() {
            self.file(path, as_typed, "", &meta);
            return;
        }
        let before = self.found.inputs.len() + self.found.problems.len();
        let (prefix, folder) = if one_of_several { (as_typed, own) } else { (String::new(), String::new()) };
        self.folder(path, &prefix, &folder);
        if self.found.inputs.len() + self.found.problems.len() == before {
            self.problem(&shown(path), "the folder holds no file that could be a table");
        }
    }

    fn folder(&mut self, path: &Path, prefix: &str, folder: &str) {
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(error) => return self.problem(prefix, &cannot(&error)),
        };
        if self.excluded.contains(&real) || !self.seen.insert(real) {
            return;
        }
        if is_report(path) {
            return self.ignore(if prefix.is_empty() { "." } else { prefix }, "a report of faxban");
        }
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.problem(prefix, &cannot(&error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => names.push(entry.file_name()),
                Err(error) => {
                    let message = format!(
                        "the folder cannot be listed to its end ({error}), so files in it may be missing. Audit it again"
                    );
                    self.problem(if prefix.is_empty() { "." } else { prefix }, &message);
                    break;
                }
            }
        }
        names.sort();
        for name in names {
            let shown = name.to_string_lossy();
            let at = path.join(&name);
            let below = if prefix.is_empty() { shown.to_string() } else { format!("{prefix}/{shown}") };
            let meta = match fs::metadata(&at) {
                Ok(meta) => meta,
                Err(error) => {
                    self.problem(&below, &cannot(&error));
                    continue;
                }
            };
            if !self.excluded.is_empty()
                && fs::canonicalize(&at).is_ok_and(|real| self.excluded.contains(&real))
            {
                continue;
            }
            let hidden = shown.starts_with('.') || shown.starts_with("~$");
            if meta.is_dir() {
                if !hidden {
                    self.folder(&at, &below, if folder.is_empty() { &shown } else { folder });
                }
            } else if hidden {
                self.ignore(&below, "a hidden or temporary file");
            } else if !meta.is_file() {
                self.ignore(&below, "not a plain file");
            } else if is_no_table(&at) {
                self.ignore(&below, "no table by its name");
            } else {
                self.file(&at, below, folder, &meta);
            }
        }
    }

    fn file(&mut self, path: &Path, name: String, folder: &str, meta: &fs::Metadata) {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if !self.seen.insert(real) {
            return self.ignore(&name, "given twice; it is read once");
        }
        let size = meta.is_file().then_some(meta.len());
        self.found.inputs.push(Input { name, folder: folder.to_owned(), path: Some(path.to_owned()), size });
    }

    fn problem(&mut self, path: &str, message: &str) {
        self.found.problems.push(Remark { path: path.to_owned(), message: message.to_owned() });
    }

    fn ignore(&mut self, path: &str, message: &str) {
        self.found.ignored.push(Remark { path: path.to_owned(), message: message.to_owned() });
    }
}

/// Whether reading may never end, as of a device.
#[cfg(unix)]
fn is_endless(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let kind = meta.file_type();
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
const fn is_endless(_: &fs::Metadata) -> bool {
    false
}

/// A sentence on a file or folder that cannot be opened.
#[must_use]
pub fn cannot(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder; check the path".to_owned(),
        std::io::ErrorKind::PermissionDenied => {
            "it cannot be opened: permission denied; ask for the right to read it".to_owned()
        }
        _ => format!("it cannot be opened: {error}"),
    }
}

/// Whether a file's name says that it holds no table.
#[must_use]
pub fn is_no_table(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| NOT_TABLES.contains(&ending.as_str()))
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// A folder with a manifest of this program holds results, not inputs.
#[must_use]
pub fn is_report(path: &Path) -> bool {
    fs::read_to_string(path.join("manifest.json")).is_ok_and(|text| text.contains("\"faxban-manifest/"))
}
