//! Where the tables of a monthly audit come from: patterns of files, each with how its tables are read.
//!
//! A file that several sources name belongs to the first of them, so that a general one can stand last.

mod unnamed;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use faxban_core::{Field, SourceKind};
use faxban_read::inputs::{self, Found, Input, Remark};
use glob::{MatchOptions, Pattern};

/// How the tables of a file are read, where somebody says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// ODS code or name of the organisation that everything in them belongs to.
    pub organisation: Option<String>,
    /// Their kind.
    pub kind: Option<SourceKind>,
    /// Columns that are named.
    pub map: Vec<(Field, String)>,
    /// Which event the date of a line is.
    pub date_basis: Option<String>,
}

impl Settings {
    /// These, and where they say nothing, those others.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let mut map: BTreeMap<Field, String> = other.map.iter().cloned().collect();
        map.extend(self.map.iter().cloned());
        Self {
            organisation: self.organisation.clone().or_else(|| other.organisation.clone()),
            kind: self.kind.or(other.kind),
            map: map.into_iter().collect(),
            date_basis: self.date_basis.clone().or_else(|| other.date_basis.clone()),
        }
    }

    /// The columns that are named, as on the command line.
    #[must_use]
    pub fn written_map(&self) -> String {
        let written = self.map.iter().map(|(field, header)| format!("{}={header}", field.as_str()));
        written.collect::<Vec<_>>().join(", ")
    }
}

/// Files that are read in the same way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Pattern of their paths.
    pub files: String,
    /// How they are read.
    pub settings: Settings,
    /// Whether it is a problem that there are none.
    pub required: bool,
    /// What people say of them.
    pub note: String,
    /// Where the configuration says so.
    pub line: usize,
}

/// All sources of a configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// The folder in which the patterns are looked for.
    pub folder: PathBuf,
    /// The sources, the first of which has a file that several name.
    pub list: Vec<Source>,
    /// Files that are not audited, whatever names them.
    pub exclude: Vec<Pattern>,
}

/// How patterns are understood.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// A file that a source names.
struct Named {
    source: usize,
    path: PathBuf,
}

impl Sources {
    /// The files of all sources; `leave` are folders and files to leave alone.
    #[must_use]
    pub fn find(&self, leave: &[PathBuf]) -> Found {
        let leave: BTreeSet<PathBuf> = leave.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
        let mut found = Found::default();
        let mut seen = BTreeSet::new();
        for (index, source) in self.list.iter().enumerate() {
            let mut none = true;
            for path in self.files(source, &mut found.problems) {
                let Ok(real) = fs::canonicalize(&path) else { continue };
                if real.ancestors().any(|above| leave.contains(above)) || self.is_in_report(&path) {
                    continue;
                }
                none = false;
                if !seen.insert(real) {
                    continue;
                }
                let input = self.input(&path);
                if self.is_excluded(&input.name) {
                    let message = "faxban.toml excludes it".to_owned();
                    found.ignored.push(Remark { path: input.name, message });
                } else {
                    found.inputs.push(input);
                }
            }
            if none && source.required {
                found.problems.push(Self::missing(index, source));
            }
        }
        found.problems.extend(self.unnamed(&seen, &leave));
        // In the order in which the whole folder would be audited: results do not depend on how sources stand.
        found.inputs.sort_by(|one, other| one.path.cmp(&other.path));
        found
    }

    fn missing(index: usize, source: &Source) -> Remark {
        let note = if source.note.is_empty() { String::new() } else { format!(" ({})", source.note) };
        Remark {
            path: source.files.clone(),
            message: format!(
                "this month's file is missing: nothing fits source {} in line {} of the configuration{note}; get the file, or write required = false",
                index + 1,
                source.line
            ),
        }
    }

    /// How a file is read: what the first source that names it says, under what was typed.
    #[must_use]
    pub fn settings(&self, typed: &Settings, inputs: &[Input]) -> Vec<Settings> {
        let mut by_path: BTreeMap<PathBuf, usize> = BTreeMap::new();
        for Named { source, path } in self.named() {
            by_path.entry(path).or_insert(source);
        }
        let of = |input: &Input| {
            let real = fs::canonicalize(input.path.as_ref()?).ok()?;
            self.list.get(*by_path.get(&real)?)
        };
        inputs
            .iter()
            .map(|input| of(input).map_or_else(|| typed.clone(), |source| typed.or(&source.settings)))
            .collect()
    }

    fn named(&self) -> Vec<Named> {
        let mut all = Vec::new();
        for (index, source) in self.list.iter().enumerate() {
            let real = self
                .files(source, &mut Vec::new())
                .into_iter()
                .filter_map(|path| fs::canonicalize(path).ok());
            all.extend(real.map(|path| Named { source: index, path }));
        }
        all
    }

    /// The files that a pattern fits, by name.
    fn files(&self, source: &Source, problems: &mut Vec<Remark>) -> Vec<PathBuf> {
        let folder = Pattern::escape(&self.folder.to_string_lossy());
        let pattern = Path::new(&folder).join(&source.files).to_string_lossy().into_owned();
        let Ok(paths) = glob::glob_with(&pattern, OPTIONS) else { return Vec::new() };
        let mut files = Vec::new();
        for path in paths {
            match path {
                Ok(path) if path.is_file() && !is_by_the_way(&path, &source.files) => files.push(path),
                Ok(_) => {}
                Err(error) => problems.push(Remark {
                    path: error.path().to_string_lossy().into_owned(),
                    message: inputs::cannot(error.error()),
                }),
            }
        }
        files
    }

    fn is_excluded(&self, name: &str) -> bool {
        self.exclude.iter().any(|pattern| pattern.matches_with(name, OPTIONS))
    }

    /// The report of an earlier month is no input of this one.
    fn is_in_report(&self, path: &Path) -> bool {
        path.ancestors().skip(1).take_while(|above| *above != self.folder).any(inputs::is_report)
    }

    /// Named and attributed as if the folder of the configuration had been audited; a file outside it by the folder
    /// that it lies in.
    fn input(&self, path: &Path) -> Input {
        let below = path.strip_prefix(&self.folder).unwrap_or(path);
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let name = below.to_string_lossy().replace('\\', "/");
        let outside = below.is_absolute() || below.starts_with("..");
        let within = if outside { real.parent() } else { below.parent() };
        let folder =
            within.and_then(|within| if outside { within.file_name() } else { within.iter().next() });
        let folder = folder.map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default();
        let size = fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|meta| meta.len());
        Input { name, folder, path: Some(path.to_owned()), size }
    }
}

/// What lies about in folders of tables, unless the pattern names its very ending.
fn is_by_the_way(path: &Path, pattern: &str) -> bool {
    let temporary = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
    let meant = path.extension().is_some_and(|ending| Path::new(pattern).extension() == Some(ending));
    temporary || (inputs::is_no_table(path) && !meant)
}
