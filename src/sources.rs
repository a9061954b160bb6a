//! Where the tables of a monthly audit come from: patterns of files, each with how its tables are read.
//!
//! A file that several sources name belongs to the first of them, so that a general one can stand last.

mod control;
mod exclude;
mod sheets;
mod unnamed;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use faxban_core::{BodyKind, Field, SourceKind};
use faxban_read::fate::{Cause, Fate, FileFate, Reason};
use faxban_read::inputs::{self, Found, Input};
use faxban_read::names;
use glob::{MatchOptions, Pattern};

pub use control::{ControlTotal, assign, control_total};
pub use exclude::{Exclude, Left};
pub use sheets::SheetSettings;

/// How the tables of a file are read, where somebody says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// ODS code or name of the organisation that everything in them belongs to.
    pub organisation: Option<String>,
    /// What kind of body that is.
    pub body: Option<BodyKind>,
    /// Their kind.
    pub kind: Option<SourceKind>,
    /// Columns that are named.
    pub map: Vec<(Field, String)>,
    /// Which event the date of a line is.
    pub date_basis: Option<String>,
    /// What the lines of the file, or of the sheet, add up to as its owner says, in pence.
    pub control_total: Option<i128>,
    /// Sheets that are read in another way.
    pub sheets: Vec<SheetSettings>,
    /// What of the file is left alone.
    pub left: Left,
}

impl Settings {
    /// Returns these and, where they say nothing, those others.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let mut map: BTreeMap<Field, String> = other.map.iter().cloned().collect();
        map.extend(self.map.iter().cloned());
        let sheets = if self.sheets.is_empty() { &other.sheets } else { &self.sheets };
        Self {
            organisation: self.organisation.clone().or_else(|| other.organisation.clone()),
            body: self.body.or(other.body),
            kind: self.kind.or(other.kind),
            map: map.into_iter().collect(),
            date_basis: self.date_basis.clone().or_else(|| other.date_basis.clone()),
            control_total: self.control_total.or(other.control_total),
            sheets: sheets.iter().map(|sheet| sheet.under(self)).collect(),
            left: if self.left.is_empty() { other.left.clone() } else { self.left.clone() },
        }
    }

    /// Returns the columns that are named, as on the command line.
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
    /// Files and sheets that are not audited, whatever names them.
    pub exclude: Vec<Exclude>,
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
    /// Finds the files of all sources; `outputs` are folders and files that the audit itself writes, `in_use` those that
    /// it reads.
    #[must_use]
    pub fn find(&self, outputs: &[PathBuf], in_use: &[PathBuf]) -> Found {
        let [outputs, in_use] = [outputs, in_use].map(|paths| {
            paths.iter().filter_map(|path| fs::canonicalize(path).ok()).collect::<BTreeSet<PathBuf>>()
        });
        let mut found = Found::default();
        let mut seen = BTreeSet::new();
        for (index, source) in self.list.iter().enumerate() {
            let mut none = true;
            for path in self.files(source, &mut found.fates) {
                let name = self.name(&path);
                let real = match fs::canonicalize(&path) {
                    Ok(real) => real,
                    Err(error) => {
                        found.fates.push(inputs::refused(&name, &path, &error));
                        continue;
                    }
                };
                let is_own = |above: &Path| outputs.contains(above) || in_use.contains(above);
                if real.ancestors().any(is_own) || self.is_in_report(&path) {
                    continue;
                }
                none = false;
                if !seen.insert(real) {
                    continue;
                }
                let input = self.input(&path);
                if self.is_excluded(&path) {
                    found.fates.push(Fate::left(input.name, Reason::Excluded).with_bytes(input.size));
                } else {
                    found.inputs.push(input);
                }
            }
            if none && source.required {
                found.fates.push(Self::missing(index, source));
            }
        }
        self.unnamed(&seen, (&outputs, &in_use), &mut found.fates);
        // In the order in which the whole folder would be audited: results do not depend on how sources stand.
        found.inputs.sort_by(|one, other| one.path.cmp(&other.path));
        found
    }

    fn missing(index: usize, source: &Source) -> Fate {
        let note = if source.note.is_empty() { String::new() } else { format!(" ({})", source.note) };
        let detail =
            format!("nothing fits source {} in line {} of the configuration{note}", index + 1, source.line);
        Fate::new(source.files.clone(), FileFate::NotRead(Cause::SourceMissing), detail)
    }

    /// Returns how each file is read: what the first source that names it says, under what was typed.
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
        let left = |input: &Input| {
            let name = input.path.as_ref().map_or_else(|| input.name.clone(), |path| self.name(path));
            Left::new(name, &self.exclude)
        };
        inputs
            .iter()
            .map(|input| {
                let settings = of(input).map_or_else(|| typed.clone(), |source| typed.or(&source.settings));
                Settings { left: left(input), ..settings }
            })
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
    fn files(&self, source: &Source, fates: &mut Vec<Fate>) -> Vec<PathBuf> {
        let folder = Pattern::escape(&self.folder.to_string_lossy());
        let pattern = Path::new(&folder).join(&source.files).to_string_lossy().into_owned();
        let Ok(paths) = glob::glob_with(&pattern, OPTIONS) else { return Vec::new() };
        let mut files = Vec::new();
        for path in paths {
            match path {
                Ok(path) if path.is_file() && !is_by_the_way(&path, &source.files) => files.push(path),
                Ok(_) => {}
                Err(error) => {
                    fates.push(Fate::refused(error.path().to_string_lossy(), error.error()));
                }
            }
        }
        files
    }

    /// Whether a person excluded a file as a whole.
    #[must_use]
    pub fn is_excluded(&self, path: &Path) -> bool {
        if self.exclude.is_empty() {
            return false;
        }
        let name = self.name(path);
        self.exclude.iter().any(|exclude| exclude.is_file(&name))
    }

    /// The report of an earlier month is no input of this one.
    fn is_in_report(&self, path: &Path) -> bool {
        path.ancestors().skip(1).take_while(|above| *above != self.folder).any(inputs::is_report)
    }

    /// The name of a file below the folder of the configuration, by which patterns know it; its path if it lies outside.
    fn name(&self, path: &Path) -> String {
        if let Ok(below) = path.strip_prefix(&self.folder) {
            return inputs::shown(below);
        }
        let real = |path: &Path| fs::canonicalize(path).ok();
        let folder = if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder };
        let below = real(folder).zip(path.parent().and_then(|parent| {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            Some(real(parent)?.join(path.file_name()?))
        }));
        let below = below.and_then(|(folder, path)| path.strip_prefix(folder).map(inputs::shown).ok());
        below.unwrap_or_else(|| inputs::shown(path))
    }

    /// Named and attributed as if the folder of the configuration had been audited; a file outside it by the folder
    /// that it lies in.
    fn input(&self, path: &Path) -> Input {
        let below = path.strip_prefix(&self.folder).unwrap_or(path);
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let name = inputs::shown(below);
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
    let own = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    temporary || (!meant && names::not_a_table(&own, || names::beginning(path)).is_some())
}
