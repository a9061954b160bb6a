//! The files that faxban writes and keeps itself, told by what is in them.
//!
//! An auditor's lists and reviewed workbooks stand beside the files that trusts send, under names of their own. They name
//! the very machines that were found; audited as registers, they would count each of them once more. Only columns
//! that faxban itself invented tell them: a table of a trust must never be left alone for its name.

use std::fs::File;
use std::io::{Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;

use faxban_read::encoding;
use faxban_read::fate::{Fate, FileFate, Reason};
use faxban_read::kind::{self, HEAD, Kind, TextForm, WorkbookForm};
use faxban_read::workbook::{SheetInfo, Workbook};

use crate::history::told;
use crate::report::columns::{self, Column, monthly};
use crate::report::{changes, crosscheck, csv_files, declared, files, mentions};
use crate::{decisions, exemptions};

/// Separators that a spreadsheet puts between the cells of a file that it saves anew.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// Sheets of findings and of the history of reports begin so.
const SHEETS: [&str; 2] = [decisions::import::SHEET, "Counts"];

/// What the other sheets of those workbooks are called.
const BESIDE: [&str; 15] = [
    "Summary",
    "Declared",
    "Changes",
    "Cross-check",
    "Exemptions",
    "Reconciliation",
    "Cleared",
    "Rejects",
    "Mentions",
    "Sources",
    "Method",
    "Reports",
    "Organisations",
    "Classes",
    "Published counts",
];

/// Columns of a list of declarations.
const DECLARATIONS: [&str; 4] = ["organisation", "declared", "evidence", "note"];

/// Those that it cannot do without.
const NEEDED: [&str; 2] = ["organisation", "declared"];

/// A file of faxban.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// Part of a report, under the name that it has there.
    Report(&'static str),
    /// A list of decisions.
    Decisions,
    /// A list of declarations.
    Declarations,
    /// A list of exemptions.
    Exemptions,
}

impl Own {
    /// Why it is left alone.
    #[must_use]
    pub fn fate(self, path: &str) -> Fate {
        let (reason, detail) = match self {
            Self::Report(file) => (Reason::OwnReport, file),
            Self::Decisions => (Reason::OwnDecisions, ""),
            Self::Declarations => (Reason::OwnDeclarations, ""),
            Self::Exemptions => (Reason::OwnExemptions, ""),
        };
        Fate::new(path, FileFate::LeftAlone(reason), detail)
    }
}

/// Tells a text file by the beginning of it.
#[must_use]
pub fn of_text(head: &[u8], form: TextForm) -> Option<Own> {
    let text = text(head, form);
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    SEPARATORS.iter().find_map(|separator| {
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.has_headers(false).delimiter(*separator).from_reader(line.as_bytes());
        of_header(reader.records().next()?.ok()?.iter())
    })
}

/// Tells a workbook by its first sheet and by those that faxban's own have. What else stands in it, such as a sheet that a
/// trust has put beside the findings, comes with it: a machine on it must not be left alone with them.
pub fn of_workbook<R: Read + Seek>(workbook: &mut Workbook<R>) -> Option<(Own, Vec<SheetInfo>)> {
    let sheets = workbook.sheets();
    let is_likely = |(index, sheet): &(usize, &SheetInfo)| *index == 0 || is_named(sheet, &SHEETS);
    let (told_by, own) = sheets.iter().enumerate().filter(is_likely).find_map(|(index, sheet)| {
        let mut own = None;
        // A damaged sheet is told of by those who read the whole of it.
        let _ = workbook.rows(&sheet.name, &mut |_, cells| {
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                return ControlFlow::Continue(());
            }
            own = of_header(cells.iter().map(String::as_str));
            ControlFlow::Break(())
        });
        Some((index, own?))
    })?;
    let own = match own {
        Own::Report("findings.csv") => Own::Report("findings.xlsx"),
        Own::Report("history.csv") => Own::Report("history.xlsx"),
        other => other,
    };
    let is_other = |(index, sheet): &(usize, SheetInfo)| {
        let is_beside =
            matches!(own, Own::Report(_)) && (is_named(sheet, &SHEETS) || is_named(sheet, &BESIDE));
        *index != told_by && !is_beside
    };
    Some((own, sheets.into_iter().enumerate().filter(is_other).map(|(_, sheet)| sheet).collect()))
}

/// Whether a sheet has one of these names, or as a list's second sheet one of them with a number.
fn is_named(sheet: &SheetInfo, names: &[&str]) -> bool {
    let number = |rest: &str| rest.is_empty() || rest.trim_start().parse::<u32>().is_ok();
    names.iter().any(|name| sheet.name.strip_prefix(name).is_some_and(number))
}

/// Tells a file on disk; none also where something else is in it.
#[must_use]
pub fn of_file(path: &Path) -> Option<Own> {
    let head = head(path)?;
    let form = match kind::sniff(&head) {
        Kind::Text(form) => return of_text(&head, form),
        Kind::Ole => WorkbookForm::Xls,
        Kind::Workbook(form) => form,
        Kind::Zip => kind::look_into(File::open(path).ok()?).ok()??,
        _ => return None,
    };
    let (own, others) = of_workbook(&mut Workbook::open(File::open(path).ok()?, form).ok()?)?;
    others.is_empty().then_some(own)
}

/// The first bytes of a file; none if it cannot be read.
pub(crate) fn head(path: &Path) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path).ok()?.take(HEAD as u64).read_to_end(&mut head).ok()?;
    Some(head)
}

/// The beginning of a text file as text.
pub(crate) fn text(head: &[u8], form: TextForm) -> String {
    let mut bytes = Vec::new();
    // What is cut in the middle of a character ends there.
    let _ = encoding::as_bytes(head, form).read_to_end(&mut bytes);
    encoding::decode(&bytes).into_owned()
}

fn of_header<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Own> {
    let mut header: Vec<String> = cells.map(|cell| cell.trim().to_lowercase()).collect();
    header.truncate(header.iter().rposition(|cell| !cell.is_empty())? + 1);
    let exactly = [
        ("cleared.csv", names(&columns::cleared())),
        ("rejects.csv", names(&columns::rejects())),
        ("mentions.csv", names(&mentions::columns())),
        ("reconciliation.csv", csv_files::RECONCILIATION.to_vec()),
        ("history.csv", told::COLUMNS.to_vec()),
        (crosscheck::FILE_NAME, names(&monthly::crosscheck())),
        (declared::FILE_NAME, names(&monthly::declared())),
        (files::FILE_NAME, files::names()),
    ];
    if let Some((file, _)) = exactly.iter().find(|(_, columns)| *columns == header) {
        return Some(Own::Report(file));
    }
    let has = |name: &str| header.iter().any(|cell| cell == name);
    // Reviewers put columns of their own beside ours, so these are told by what nobody else calls so.
    if has("finding_id") {
        let marks = [
            ("change", Own::Report(changes::FILE_NAME)),
            ("outcome", Own::Report("findings.csv")),
            ("decision", Own::Decisions),
            ("approver", Own::Exemptions),
        ];
        if let Some((_, own)) = marks.into_iter().find(|(name, _)| has(name)) {
            return Some(own);
        }
    }
    let lists: [(Own, &[&str], &[&str]); 2] = [
        (Own::Declarations, &DECLARATIONS, &NEEDED),
        (Own::Exemptions, &exemptions::COLUMNS, &exemptions::NEEDED),
    ];
    lists.into_iter().find_map(|(own, columns, needed)| {
        let only_these = header.iter().all(|cell| cell.is_empty() || columns.contains(&cell.as_str()));
        (only_these && needed.iter().all(|name| has(name))).then_some(own)
    })
}

fn names<T>(columns: &[Column<T>]) -> Vec<&'static str> {
    columns.iter().map(|column| column.heading.name).collect()
}
