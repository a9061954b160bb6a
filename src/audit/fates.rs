//! What became of everything under the paths given: one list, from which problems and what was left alone are told.

use std::collections::BTreeSet;

use faxban_read::fate::{Cause, Fate, FileFate, Reason};

use crate::report::Problem;
use crate::table::NoTable;

impl From<&Fate> for Problem {
    fn from(fate: &Fate) -> Self {
        Self { path: fate.title(), message: fate.sentence() }
    }
}

/// What became of a file or sheet in which no table was read, with what completes the sentence. A sheet without one is
/// nothing to worry about as long as its workbook has another.
pub fn without_table(fault: &NoTable, is_sheet: bool) -> (FileFate, String) {
    match fault {
        NoTable::Empty if is_sheet => (FileFate::LeftAlone(Reason::EmptySheet), String::new()),
        NoTable::Empty => (FileFate::NotRead(Cause::Empty), String::new()),
        NoTable::NoHeader { .. } if is_sheet && fault.is_only_without_header() => {
            (FileFate::LeftAlone(Reason::NoTable), fault.to_string())
        }
        NoTable::NoHeader { .. } => (FileFate::NotRead(Cause::NoTable), fault.to_string()),
        NoTable::Failed(sentence) => (FileFate::NotRead(Cause::Failed), sentence.clone()),
        NoTable::Disk(sentence) => (FileFate::NotRead(Cause::NoRoom), sentence.clone()),
    }
}

/// Says what became of a workbook as a whole, once that of its sheets is known, which come after it.
pub fn settle_workbook(fates: &mut [Fate], whole: usize) {
    let Some((whole, sheets)) = fates.get_mut(whole..).and_then(<[Fate]>::split_first_mut) else { return };
    let first = |code: FileFate| sheets.iter().find(|sheet| sheet.fate == code);
    if let Some(fate) = of_parts(sheets) {
        whole.fate = fate;
    } else if let Some(own) = sheets.iter().find(|sheet| is_own(sheet)) {
        whole.fate = own.fate;
        whole.detail.clone_from(&own.detail);
    } else if let Some(without) = first(FileFate::LeftAlone(Reason::NoTable)) {
        // Nothing else in it was audited either.
        whole.fate = FileFate::NotRead(Cause::NoTable);
        whole.detail.clone_from(&without.detail);
    } else if first(FileFate::LeftAlone(Reason::Excluded)).is_some() {
        whole.fate = FileFate::LeftAlone(Reason::Excluded);
    } else {
        whole.fate = FileFate::NotRead(Cause::Empty);
    }
}

/// Says what became of an archive as a whole, once that of its members is known, which come after it.
pub fn settle_archive(fates: &mut [Fate], whole: usize) {
    let Some((whole, members)) = fates.get_mut(whole..).and_then(<[Fate]>::split_first_mut) else { return };
    whole.fate = match of_parts(members) {
        Some(fate) => fate,
        None if members.is_empty() => FileFate::NotRead(Cause::Empty),
        None => FileFate::LeftAlone(Reason::NothingInside),
    };
}

/// What follows from the parts: audited if any is, not read if any is not.
fn of_parts(parts: &[Fate]) -> Option<FileFate> {
    if parts.iter().any(|part| part.fate == FileFate::Audited) {
        Some(FileFate::Audited)
    } else if parts.iter().any(|part| matches!(part.fate, FileFate::NotRead(_))) {
        Some(FileFate::NotRead(Cause::Inside))
    } else {
        None
    }
}

/// Whether it is faxban's own, or in use by the audit itself.
pub const fn is_of_faxban(fate: &Fate) -> bool {
    is_own(fate) || matches!(fate.fate, FileFate::LeftAlone(Reason::InUse | Reason::Report))
}

const fn is_own(fate: &Fate) -> bool {
    use Reason::{OwnDecisions, OwnDeclarations, OwnExemptions, OwnReport};
    matches!(fate.fate, FileFate::LeftAlone(OwnReport | OwnDecisions | OwnDeclarations | OwnExemptions))
}

/// What was left alone: of a workbook or archive that was left alone as a whole, only the whole.
pub fn left_alone(fates: &[Fate]) -> impl Iterator<Item = &Fate> {
    let left = fates.iter().filter(|fate| fate.is_left_alone());
    let wholes: BTreeSet<&str> =
        left.clone().filter(|fate| fate.sheet.is_empty()).map(|fate| fate.path.as_str()).collect();
    left.filter(move |fate| {
        let mut above = fate.path.match_indices('/').filter_map(|(at, _)| fate.path.get(..at));
        let is_part = above.any(|above| wholes.contains(above))
            || (!fate.sheet.is_empty() && wholes.contains(fate.path.as_str()));
        !is_part
    })
}

/// Sentences on sheets that are counted once.
pub fn remarks(fates: &[Fate]) -> impl Iterator<Item = String> {
    let is_repeated =
        |fate: &&Fate| matches!(fate.fate, FileFate::LeftAlone(Reason::CopyOfSheet | Reason::PartOfSheet));
    fates.iter().filter(is_repeated).map(|fate| format!("{}: {}.", fate.title(), fate.sentence()))
}

/// Leaves everything of an input alone that was audited: another one has the same bytes.
pub fn leave(fates: &mut [Fate], reason: Reason, detail: &str) {
    for fate in fates.iter_mut().filter(|fate| fate.fate == FileFate::Audited) {
        fate.fate = FileFate::LeftAlone(reason);
        detail.clone_into(&mut fate.detail);
        fate.lines = None;
    }
}
