//! Declarations: organisations that said on a day that they are done, held against what their lines show after it.
//!
//! A line shows the product on a day: a ledger on the day that it is dated, a register on the day of the audit or, if
//! the thing is gone, on the last day before. Only what is shown later than the declaration stands against it; a day
//! that is not known stands against nobody.

mod earlier;

use std::collections::BTreeMap;

use faxban_core::status::State;
use faxban_core::{Outcome, SourceKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::earlier::{Earlier, settle};
use crate::findings::{Finding, Line};
use crate::lists::{self, List};
use crate::organisations::{self, Organisations};
use crate::report::SourceReport;

/// What the list is called.
pub const LIST: &str = "a list of declarations";

/// An organisation's declaration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Declaration {
    /// Its name or ODS code, as written in the list.
    pub organisation: String,
    /// The day.
    pub declared: Date,
    /// Where it can be read.
    pub evidence: String,
    /// A remark.
    pub note: String,
}

/// A declaration beside what was audited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The declaration.
    pub declaration: Declaration,
    /// The organisation's ODS code, where a list of organisations gives it.
    pub code: String,
    /// Lines of the organisation that were audited, in tables that reach past the day.
    pub lines: u64,
    /// How many of them say what was bought or held.
    pub assessable: u64,
    /// Lines of the organisation in tables that end on that day or before it: nothing in them can stand against it.
    pub earlier_lines: u64,
    /// Findings after it, with the day on which each shows the product: their places among the report's findings.
    pub after: Vec<(usize, Date)>,
    /// Findings after it that an earlier report has, and that this one's files do not cover.
    pub earlier: Vec<Earlier>,
    /// Findings of the organisation without a day on which they show the product.
    pub undated: u64,
}

impl Declared {
    /// Whether it is this organisation's.
    #[must_use]
    pub fn is_of(&self, code: &str, name: &str) -> bool {
        (!self.code.is_empty() && self.code == code)
            || organisations::is_named(&self.declaration.organisation, code, name)
    }
}

/// Reads a list.
///
/// # Errors
/// A sentence with file and line.
pub fn read(list: &List) -> Result<Vec<Declaration>, String> {
    let rows = list.rows(["organisation", "declared", "evidence", "note"], &["organisation", "declared"])?;
    let declaration = |(line, [organisation, declared, evidence, note]): (u64, [String; 4])| {
        let fault = |what: &str| format!("{}: {what}", list.place(line));
        if organisation.is_empty() {
            return Err(fault("a declaration names its organisation"));
        }
        let declared = lists::day(&declared)
            .map_err(|text| fault(&text))?
            .ok_or_else(|| fault("a declaration has a day"))?;
        Ok(Declaration { organisation, declared, evidence, note })
    };
    rows.into_iter().map(declaration).collect()
}

/// Holds declarations against findings.
#[must_use]
pub fn compare(
    declarations: Vec<Declaration>,
    findings: &[Finding],
    sources: &[SourceReport],
    organisations: Option<&Organisations>,
    as_of: Date,
) -> Vec<Declared> {
    let code = |declaration: &Declaration| {
        let listed = organisations?.resolve(&declaration.organisation, Some(declaration.declared))?;
        Some(listed.0.to_owned())
    };
    let declared =
        declarations.into_iter().map(|declaration| (code(&declaration).unwrap_or_default(), declaration));
    compare_known(declared, findings, sources, as_of)
}

/// Holds declarations against findings; each has the ODS code of its organisation before it, or a blank.
#[must_use]
pub fn compare_known(
    declarations: impl IntoIterator<Item = (String, Declaration)>,
    findings: &[Finding],
    sources: &[SourceReport],
    as_of: Date,
) -> Vec<Declared> {
    let all = declarations.into_iter().map(|(code, declaration)| {
        let mut declared = Declared {
            code,
            lines: 0,
            assessable: 0,
            earlier_lines: 0,
            after: Vec::new(),
            earlier: Vec::new(),
            undated: 0,
            declaration,
        };
        for source in sources {
            for of in &source.of_organisations {
                if !declared.is_of(&of.code, &of.name) {
                    continue;
                }
                let last =
                    if source.layout.kind.family() == SourceKind::Register { Some(as_of) } else { of.last };
                if last.is_some_and(|last| last > declared.declaration.declared) {
                    declared.lines += of.lines;
                    declared.assessable += of.lines.saturating_sub(of.silent);
                } else {
                    declared.earlier_lines += of.lines;
                }
            }
        }
        // Names are compared once each, however many findings bear them.
        let mut known: BTreeMap<(&str, &str), bool> = BTreeMap::new();
        let (mut after, mut undated) = (Vec::new(), 0);
        for (at, finding) in findings.iter().enumerate() {
            let line = &finding.line;
            let counts = finding.outcome != Outcome::Compliant && finding.is_open();
            let whose = (line.organisation_code.as_str(), line.organisation.as_str());
            if !counts || !*known.entry(whose).or_insert_with(|| declared.is_of(whose.0, whose.1)) {
                continue;
            }
            let shown = Shown::by(line, as_of);
            match shown.last {
                Some(day) if day > declared.declaration.declared => after.push((at, day)),
                _ if shown.perhaps_later => undated += 1,
                _ => {}
            }
        }
        Declared { after, undated, ..declared }
    });
    all.collect()
}

/// When a line shows the product.
struct Shown {
    /// The last day that it says, up to that of the audit.
    last: Option<Date>,
    /// Whether there may be a later one.
    perhaps_later: bool,
}

impl Shown {
    /// By a line that was audited as of a day.
    fn by(line: &Line, as_of: Date) -> Self {
        // A request, a catalogue or a list of names does not show that the product is there.
        if matches!(line.kind, Some(SourceKind::Requisition | SourceKind::Catalogue | SourceKind::List)) {
            return Self { last: None, perhaps_later: false };
        }
        if line.kind.is_none_or(|kind| kind.family() == SourceKind::Ledger) {
            // Money that comes back was paid earlier, nobody knows when.
            let refund = line.pence.is_some_and(|pence| pence < 0);
            return Self { last: line.date.filter(|_| !refund), perhaps_later: line.date.is_none() };
        }
        let held = match (line.disposed, line.state) {
            (Some(disposed), _) => Some(disposed.min(as_of)),
            (None, State::Disposed | State::Lost | State::Ordered | State::Requested) => None,
            (
                None,
                State::InUse
                | State::Held
                | State::Stored
                | State::Approved
                | State::Rejected
                | State::NotStated
                | State::Unknown,
            ) => Some(as_of),
        };
        let acquired = line.date.filter(|day| *day <= as_of);
        Self { last: held.max(acquired), perhaps_later: held.is_none() }
    }
}
