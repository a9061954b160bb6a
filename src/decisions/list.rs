//! The file `decisions.csv`: sorted by finding, so that two versions of it compare well; written all at once.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::{Decision, LIST, Word, columns};
use crate::lists::{self, List};
use crate::report::csv_files::inert;

const COLUMNS: [&str; 13] = columns(["finding_id", "decision", "reason", "by", "on", "organisation"]);

/// The last decision on each finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    by_finding: BTreeMap<String, Decision>,
}

/// What a further decision did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// There was none on its finding.
    New,
    /// It takes the place of an earlier one.
    Later,
    /// It is there already.
    Same,
    /// A later one is there.
    Older,
}

impl Decisions {
    /// Reads a list.
    ///
    /// # Errors
    /// A sentence with file and line.
    pub fn read(list: &List) -> Result<Self, String> {
        let mut decisions = Self::default();
        for (line, cells) in list.rows(COLUMNS, &["finding_id", "decision", "by", "on"])? {
            let fault = |what: &str| format!("{}: {what}", list.place(line));
            let [finding_id, word, reason, by, on, cells @ ..] = cells;
            let [organisation, kind, asset_id, order_number, description, manufacturer, model, rule] = cells;
            let decision = Decision {
                word: Word::parse(&word).map_err(|text| fault(&text))?,
                on: lists::day(&on)
                    .map_err(|text| fault(&text))?
                    .ok_or_else(|| fault("a decision needs the day on which it was made"))?,
                finding_id,
                reason,
                by,
                organisation,
                kind,
                asset_id,
                order_number,
                description,
                manufacturer,
                model,
                rule,
            };
            if decision.finding_id.is_empty() || decision.by.is_empty() {
                return Err(fault("a decision names its finding and who made it"));
            }
            decisions.put(decision).map_err(|kept| fault(&contradiction(&kept)))?;
        }
        Ok(decisions)
    }

    /// Reads the list at a path; one that is not there yet is empty.
    ///
    /// # Errors
    /// A sentence with file and line.
    pub fn open(path: &Path) -> Result<Self, String> {
        if !path.exists() {
            return Ok(Self::default());
        }
        Self::read(&List::open(LIST, path, &path.display().to_string())?)
    }

    /// Adds a decision; the later one on a finding holds.
    ///
    /// # Errors
    /// The one that is there, when it is of the same day and says something else.
    pub fn put(&mut self, decision: Decision) -> Result<Change, Box<Decision>> {
        let change = match self.by_finding.get(&decision.finding_id) {
            None => Change::New,
            Some(kept) if kept.on < decision.on => Change::Later,
            Some(kept) if kept.on > decision.on => Change::Older,
            Some(kept) if kept.says_the_same(&decision) => Change::Same,
            Some(kept) => return Err(Box::new(kept.clone())),
        };
        if matches!(change, Change::New | Change::Later) {
            self.by_finding.insert(decision.finding_id.clone(), decision);
        }
        Ok(change)
    }

    /// The decision on a finding.
    #[must_use]
    pub fn of(&self, finding_id: &str) -> Option<&Decision> {
        self.by_finding.get(finding_id)
    }

    /// All of them, by finding.
    pub fn iter(&self) -> impl Iterator<Item = &Decision> {
        self.by_finding.values()
    }

    /// Puts the list on disk: beside its place first, then renamed into it.
    ///
    /// # Errors
    /// A sentence, when the disk refuses; the list that was there stays.
    pub fn write(&self, path: &Path) -> Result<(), String> {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let beside = path.with_file_name(format!(".{name}.writing-{}", std::process::id()));
        let written = self.write_beside(path, &beside);
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written.map_err(|error| format!("{} cannot be written: {error}", path.display()))
    }

    fn write_beside(&self, path: &Path, beside: &Path) -> io::Result<()> {
        let mut file = BufWriter::new(File::create(beside)?);
        self.write_csv(&mut file)?;
        file.flush()?;
        file.get_ref().sync_all()?;
        // Whoever may read the list may go on reading it.
        if let Ok(earlier) = fs::metadata(path) {
            fs::set_permissions(beside, earlier.permissions())?;
        }
        fs::rename(beside, path)
    }

    fn write_csv(&self, out: impl Write) -> io::Result<()> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(COLUMNS).map_err(io::Error::from)?;
        for decision in self.by_finding.values() {
            let on = decision.on.to_string();
            let cells = [
                &decision.finding_id,
                decision.word.as_str(),
                &decision.reason,
                &decision.by,
                &on,
                &decision.organisation,
                &decision.kind,
                &decision.asset_id,
                &decision.order_number,
                &decision.description,
                &decision.manufacturer,
                &decision.model,
                &decision.rule,
            ];
            out.write_record(cells.map(|cell| inert(cell).into_owned())).map_err(io::Error::from)?;
        }
        out.flush()
    }
}

/// A sentence on a decision that contradicts another one of the same day.
#[must_use]
pub fn contradiction(other: &Decision) -> String {
    format!(
        "{} was decided otherwise on the same day, {}: {} by {}, \"{}\"; give the one that holds a later day",
        other.finding_id, other.on, other.word, other.by, other.reason
    )
}
