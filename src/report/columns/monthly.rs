//! The columns of what is looked at month by month: changes, lines that show something only together, declarations
//! and exemptions.

use faxban_core::{SourceKind, money};
use jiff::civil::Date;

use super::{Cell, Column, Form, formed, words};
use crate::compare::Row;
use crate::crosscheck::Candidate;
use crate::exemptions::{SOON, Standing, State};
use crate::findings::Finding;
use crate::report::Report;
use crate::report::declared::Against;

fn day(text: &str) -> Cell<'_> {
    text.parse::<Date>().map_or_else(|_| text.into(), Cell::Day)
}

fn number(text: &str) -> Cell<'_> {
    text.parse().map_or_else(|_| text.into(), Cell::Count)
}

fn pounds(text: &str) -> Cell<'_> {
    match money::parse(text) {
        Ok(amount) if !text.is_empty() => Cell::Pence(amount.pence),
        _ => text.into(),
    }
}

/// The columns of `changes.csv`.
#[must_use]
pub fn changes() -> Vec<Column<Row>> {
    vec![
        words("finding_id", 17, "Identity of the finding, the same in both reports.", |_, r| {
            (&r.finding_id).into()
        }),
        words(
            "change",
            16,
            "new, changed, vanished (no line shows it any more, nothing says why), resolved (ended, with evidence), not_comparable (its table or period is in one report only) or persisting.",
            |_, r| r.change.as_str().into(),
        ),
        words("cause", 18, "What made the change, in a word or several joined with +.", |_, r| {
            (&r.cause).into()
        }),
        words("sentence", 56, "The same in a sentence.", |_, r| (&r.sentence).into()),
        formed(
            Form::Day,
            "first_seen",
            12,
            "Day of the first report that has it.",
            |_, r| day(&r.first_seen),
        ),
        formed(Form::Day, "last_seen", 12, "Day of the last report that has it.", |_, r| day(&r.last_seen)),
        words("outcome_before", 17, "Outcome in the last report.", |_, r| (&r.outcome_before).into()),
        words("outcome_now", 14, "Outcome in this report.", |_, r| (&r.outcome_now).into()),
        words("class_before", 16, "Class in the last report.", |_, r| (&r.class_before).into()),
        words("class_now", 16, "Class in this report.", |_, r| (&r.class_now).into()),
        words("status_before", 16, "Status in the last report, as the file writes it.", |_, r| {
            (&r.status_before).into()
        }),
        words("status_now", 16, "Status in this report, as the file writes it.", |_, r| {
            (&r.status_now).into()
        }),
        words("organisation_code", 18, "ODS code, if it is known.", |_, r| (&r.organisation_code).into()),
        words("organisation", 33, "The organisation as the file names it.", |_, r| (&r.organisation).into()),
        words("kind", 10, "ledger (what was bought) or register (what is held).", |_, r| (&r.kind).into()),
        words("source", 36, "The file, in the later report that has the line.", |_, r| (&r.source).into()),
        words("sheet", 14, "The sheet, of a workbook.", |_, r| (&r.sheet).into()),
        formed(Form::Count, "row", 8, "The row in that file, the header included.", |_, r| number(&r.row)),
        formed(Form::Day, "date", 12, "The line's date.", |_, r| day(&r.date)),
        formed(Form::Money, "amount", 14, "Pounds.", |_, r| pounds(&r.amount)),
        words("text", 44, "What it is, in the line's own words.", |_, r| (&r.text).into()),
        words("evidence", 36, "Place of what shows the change, where that is another line.", |_, r| {
            (&r.evidence).into()
        }),
        words("id_before", 17, "Identity in the last report, where the line has other words now.", |_, r| {
            (&r.id_before).into()
        }),
        words("supplier", 24, "Supplier.", |_, r| (&r.supplier).into()),
        words("description", 36, "Description.", |_, r| (&r.description).into()),
        words("manufacturer", 16, "Manufacturer.", |_, r| (&r.manufacturer).into()),
        words("model", 16, "Model.", |_, r| (&r.model).into()),
        words("asset_id", 14, "Asset tag.", |_, r| (&r.asset_id).into()),
        words("order_number", 14, "Order number.", |_, r| (&r.order_number).into()),
        words("state", 12, "Of a register, what its status means.", |_, r| (&r.state).into()),
        formed(Form::Day, "disposed", 12, "Of a register, the day of disposal.", |_, r| day(&r.disposed)),
        words(
            "known_by",
            24,
            "The columns by which a line of its table is known from month to month.",
            |_, r| (&r.known_by).into(),
        ),
    ]
}

fn left<'a>(report: &'a Report, candidate: &Candidate) -> Option<&'a Finding> {
    report.findings.get(candidate.left)
}

fn right<'a>(report: &'a Report, candidate: &Candidate) -> Option<&'a Finding> {
    report.findings.get(candidate.right?)
}

/// The seven columns of one of the two lines.
macro_rules! side {
    ($side:literal, $of:ident) => {
        [
            words(concat!($side, "_finding_id"), 17, "Identity of this line's finding.", |report, c| {
                $of(report, c).map_or(Cell::Blank, |finding| (&finding.id).into())
            }),
            words(concat!($side, "_source"), 30, "Its file.", |report, c| {
                $of(report, c).map_or(Cell::Blank, |finding| report.place(finding.line.source).0.into())
            }),
            words(concat!($side, "_sheet"), 14, "Its sheet, of a workbook.", |report, c| {
                $of(report, c).map_or(Cell::Blank, |finding| report.place(finding.line.source).1.into())
            }),
            formed(Form::Count, concat!($side, "_row"), 10, "Its row, the header included.", |report, c| {
                $of(report, c).map_or(Cell::Blank, |finding| Cell::Count(finding.line.row))
            }),
            formed(Form::Day, concat!($side, "_date"), 12, "Its date.", |report, c| {
                $of(report, c).map_or(Cell::Blank, |finding| finding.line.date.into())
            }),
            formed(Form::Money, concat!($side, "_amount"), 14, "Its amount in pounds.", |report, c| {
                $of(report, c).and_then(|finding| finding.line.pence).map_or(Cell::Blank, Cell::Pence)
            }),
            words(concat!($side, "_text"), 36, "What it says.", |report, c| {
                $of(report, c).map_or(Cell::Blank, |finding| finding.line.what().into())
            }),
        ]
    };
}

/// The columns of `crosscheck.csv`.
#[must_use]
pub fn crosscheck() -> Vec<Column<Candidate>> {
    let mut columns: Vec<Column<Candidate>> = vec![
        words(
            "check",
            20,
            "Which check names the two lines; docs/months.md says what each looks for.",
            |_, c| c.check.as_str().into(),
        ),
        words("organisation", 33, "Whose lines they are.", |_, c| (&c.organisation).into()),
        words("sentence", 56, "What the papers say, and what to ask. It is no finding.", |_, c| {
            (&c.sentence).into()
        }),
        words("sure", 10, "How sure it is that the two belong together: high, medium or low.", |_, c| {
            c.sure.as_str().into()
        }),
    ];
    columns.extend(side!("left", left));
    columns.extend(side!("right", right));
    columns.push(words("why", 48, "Why the two belong together, or what was looked through.", |_, c| {
        (&c.why).into()
    }));
    columns
}

/// The columns of `declarations.csv`.
#[must_use]
pub fn declared<'r>() -> Vec<Column<Against<'r>>> {
    vec![
        words("organisation", 33, "The organisation as the list of declarations names it.", |_, a| {
            (&a.declared.declaration.organisation).into()
        }),
        formed(Form::Day, "declared", 12, "The day on which it declared itself done.", |_, a| {
            Cell::Day(a.declared.declaration.declared)
        }),
        words("evidence", 24, "Where the declaration can be read.", |_, a| {
            (&a.declared.declaration.evidence).into()
        }),
        words("note", 24, "A remark of the list.", |_, a| (&a.declared.declaration.note).into()),
        words(
            "result",
            16,
            "found after it, found in earlier report (which this month's files do not cover), nothing found (which is no proof), no later lines, or not audited.",
            |_, a| a.result().into(),
        ),
        words("finding_id", 17, "The finding that shows a product after that day.", |_, a| {
            a.found.map_or(Cell::Blank, |(finding, _)| (&finding.id).into())
        }),
        words("outcome", 12, "Its outcome.", |_, a| {
            a.found.map_or(Cell::Blank, |(finding, _)| finding.outcome.as_str().into())
        }),
        words("class", 16, "What it is.", |_, a| {
            a.found.map_or(Cell::Blank, |(finding, _)| (&finding.class).into())
        }),
        words("kind", 10, "ledger (what was bought) or register (what is held).", |_, a| {
            let kind = a.found.and_then(|(finding, _)| finding.line.kind);
            kind.map_or("", SourceKind::as_str).into()
        }),
        words("source", 36, "The file.", |report, a| {
            a.found.map_or(Cell::Blank, |(finding, _)| report.place(finding.line.source).0.into())
        }),
        words("sheet", 14, "The sheet, of a workbook.", |report, a| {
            a.found.map_or(Cell::Blank, |(finding, _)| report.place(finding.line.source).1.into())
        }),
        formed(Form::Count, "row", 8, "The row in that file, the header included.", |_, a| {
            a.found.map_or(Cell::Blank, |(finding, _)| Cell::Count(finding.line.row))
        }),
        formed(
            Form::Day,
            "shown_on",
            12,
            "The day on which the line shows it: its date, or the last day on which a register has it.",
            |_, a| a.found.map(|(_, day)| day).into(),
        ),
        words("description", 36, "What it is, as the file writes it.", |_, a| {
            a.found.map_or(Cell::Blank, |(finding, _)| (&finding.line.description).into())
        }),
        words("model", 20, "Model, as the file writes it.", |_, a| {
            a.found.map_or(Cell::Blank, |(finding, _)| (&finding.line.model).into())
        }),
        words("asset_id", 14, "Asset tag or number.", |_, a| {
            a.found.map_or(Cell::Blank, |(finding, _)| (&finding.line.asset_id).into())
        }),
        formed(
            Form::Count,
            "lines_audited",
            14,
            "Lines of the organisation that were audited, in tables that reach past that day.",
            |_, a| Cell::Count(a.declared.lines),
        ),
        formed(
            Form::Count,
            "lines_assessable",
            16,
            "How many of them say what was bought or held.",
            |_, a| Cell::Count(a.declared.assessable),
        ),
    ]
}

/// The columns of the sheet of exemptions.
#[must_use]
pub fn exemptions() -> Vec<Column<Standing>> {
    vec![
        words("exemption_for", 18, "The finding or asset that it is for.", |_, s| (&s.subject).into()),
        words("organisation", 33, "Whose asset it is; blank for any organisation's.", |_, s| {
            (&s.organisation).into()
        }),
        words("standing", 28, "How it stands on the day of the audit.", |_, s| standing(s).into()),
        formed(Form::Day, "expires", 12, "The last day on which it holds.", |_, s| {
            s.expires.as_deref().map_or(Cell::Blank, day)
        }),
        formed(Form::Count, "findings", 10, "Findings that it covers or that are back.", |_, s| {
            Cell::Count(s.findings.len() as u64)
        }),
        words("finding_ids", 36, "Which they are.", |_, s| s.findings.join(" ").into()),
        words("reason", 44, "Why it was given.", |_, s| (&s.reason).into()),
        words("approver", 24, "Who gave it.", |_, s| (&s.approver).into()),
        formed(Form::Day, "from", 12, "The first day on which it holds.", |_, s| {
            s.from.as_deref().map_or(Cell::Blank, day)
        }),
        words("evidence", 24, "Where it can be read.", |_, s| (&s.evidence).into()),
        words("list", 30, "File and line of the list that it stands in.", |_, s| (&s.place).into()),
    ]
}

/// How an exemption stands, in words.
#[must_use]
pub fn standing(standing: &Standing) -> String {
    let none = standing.findings.is_empty();
    match standing.state {
        State::Ended if standing.is_back() => "ended, and its findings are back".to_owned(),
        State::Ended => "ended; nothing here needs it".to_owned(),
        _ if none => "covers no breach or review here".to_owned(),
        State::EndsSoon => format!("ends within {SOON} days"),
        State::NotBegun => "has not begun".to_owned(),
        State::Live => "holds".to_owned(),
    }
}
