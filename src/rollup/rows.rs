//! Findings, cleared lines and rejected rows, read back from a report's CSV files.

use std::collections::BTreeMap;
use std::sync::Arc;

use faxban_core::status::State;
use faxban_core::{BodyKind, Field, Role, SourceKind};
use jiff::civil::Date;
use serde::Deserialize;

use crate::decisions::{Decided, Word, days_before};
use crate::evidence::Words;
use crate::findings::{Cleared, Finding, Line};
use crate::lists::bare;
use crate::report::columns::pairs;
use crate::report::figures::pence;
use crate::screen::Reject;

/// A row of `findings.csv` or, with the columns that only it has blank, of `cleared.csv`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Row {
    finding_id: String,
    outcome: String,
    class: String,
    duty: String,
    confidence: String,
    organisation_code: String,
    organisation: String,
    kind: String,
    source: String,
    sheet: String,
    row: u64,
    date: String,
    date_basis: String,
    amount: String,
    quantity: String,
    supplier: String,
    description: String,
    manufacturer: String,
    model: String,
    asset_id: String,
    order_number: String,
    status: String,
    rule: String,
    matched_column: String,
    matched_text: String,
    criteria: String,
    reason: String,
    recommendation: String,
    exemption: String,
    evidence: String,
    state: String,
    disposed: String,
    decision: String,
    decided_by: String,
    decided_on: String,
    decision_reason: String,
    exclusion: String,
    exclusion_column: String,
    exclusion_text: String,
    organisation_written: String,
    cells: String,
    evidence_words: String,
    body: String,
}

/// A row of `rejects.csv`.
#[derive(Debug, Deserialize)]
pub struct Rejected {
    source: String,
    sheet: String,
    row: u64,
    reason: String,
    raw: String,
}

/// What rows are read with.
#[derive(Debug)]
pub struct Reader {
    /// Tables by file and sheet.
    tables: BTreeMap<(String, String), usize>,
    as_of: Date,
    /// Texts that many findings share.
    texts: BTreeMap<String, Arc<str>>,
}

impl Reader {
    /// A reader of rows of these tables, judged as of a day.
    pub const fn new(tables: BTreeMap<(String, String), usize>, as_of: Date) -> Self {
        Self { tables, as_of, texts: BTreeMap::new() }
    }

    fn table(&self, source: &str, sheet: &str) -> Result<usize, String> {
        let known = self.tables.get(&(bare(source), bare(sheet))).copied();
        known.ok_or_else(|| format!("summary.json has no table {source} {sheet}"))
    }

    /// A finding.
    ///
    /// # Errors
    /// What is wrong with the row.
    pub fn finding(&mut self, row: Row) -> Result<Finding, String> {
        let evidence = pairs::read(&row.evidence_words).ok_or("evidence_words")?;
        let evidence =
            evidence.into_iter().map(|(name, text)| words(&name, text)).collect::<Option<Vec<_>>>();
        // A verdict stands on some words.
        let evidence = evidence.filter(|words| !words.is_empty());
        let cells = pairs::read(&row.cells).ok_or("cells")?;
        let cells: Result<_, String> =
            cells.into_iter().map(|(field, cell)| Ok((field.parse::<Field>()?, cell))).collect();
        let line = Line { cells: cells?, ..self.line(&row)? };
        let decision = if row.decision.is_empty() {
            None
        } else {
            let on: Date = row.decided_on.parse().map_err(|_| "decided_on")?;
            Some(Decided {
                word: Word::parse(&row.decision)?,
                reason: bare(&row.decision_reason),
                by: bare(&row.decided_by),
                on,
                age_days: days_before(on, self.as_of),
            })
        };
        Ok(Finding {
            id: row.finding_id,
            outcome: row.outcome.parse()?,
            class: bare(&row.class),
            duty: row.duty.parse()?,
            confidence: row.confidence.parse()?,
            line,
            evidence: evidence.ok_or("evidence_words")?,
            grounds: bare(&row.evidence),
            criteria: self.text(bare(&row.criteria)),
            reason: bare(&row.reason),
            recommendation: self.text(bare(&row.recommendation)),
            exemption: bare(&row.exemption),
            decision,
        })
    }

    /// A cleared line.
    ///
    /// # Errors
    /// What is wrong with the row.
    pub fn cleared(&self, row: Row) -> Result<Cleared, String> {
        let words = |role, by: &str, column: &str, text: &str| {
            Ok::<_, String>(Words { role, by: bare(by), column: column.parse()?, text: bare(text) })
        };
        Ok(Cleared {
            line: self.line(&row)?,
            matched: words(Role::Decides, &row.rule, &row.matched_column, &row.matched_text)?,
            explained: words(Role::Explains, &row.exclusion, &row.exclusion_column, &row.exclusion_text)?,
            reason: bare(&row.reason),
        })
    }

    /// A row that could not be read, with its table.
    ///
    /// # Errors
    /// What is wrong with the row.
    pub fn rejected(&self, row: Rejected) -> Result<(usize, Reject), String> {
        let table = self.table(&row.source, &row.sheet)?;
        Ok((table, Reject { row: row.row, reason: bare(&row.reason), raw: bare(&row.raw) }))
    }

    fn line(&self, row: &Row) -> Result<Line, String> {
        let day = |text: &str, column: &str| {
            let read = |text: &str| text.parse::<Date>().map_err(|_| format!("{column} \"{text}\""));
            (!text.is_empty()).then(|| read(text)).transpose()
        };
        let amount = || {
            let read = pence(&row.amount).and_then(|pence| i64::try_from(pence).ok());
            read.ok_or_else(|| format!("amount \"{}\"", row.amount))
        };
        let kind = row.kind.parse::<SourceKind>().ok();
        Ok(Line {
            organisation_code: bare(&row.organisation_code),
            organisation: bare(&row.organisation),
            body: BodyKind::ALL.iter().copied().find(|kind| kind.as_str() == row.body),
            organisation_written: bare(&row.organisation_written),
            kind: Some(kind.ok_or_else(|| format!("kind \"{}\"", row.kind))?),
            source: self.table(&row.source, &row.sheet)?,
            row: row.row,
            date: day(&row.date, "date")?,
            date_basis: bare(&row.date_basis),
            pence: (!row.amount.is_empty()).then(amount).transpose()?,
            quantity: bare(&row.quantity),
            supplier: bare(&row.supplier),
            description: bare(&row.description),
            manufacturer: bare(&row.manufacturer),
            model: bare(&row.model),
            asset_id: bare(&row.asset_id),
            order_number: bare(&row.order_number),
            status: bare(&row.status),
            state: State::ALL.into_iter().find(|state| state.as_str() == row.state).unwrap_or_default(),
            disposed: day(&row.disposed, "disposed")?,
            ..Line::default()
        })
    }

    fn text(&mut self, text: String) -> Arc<str> {
        if let Some(known) = self.texts.get(&text) {
            return known.clone();
        }
        let shared: Arc<str> = text.as_str().into();
        self.texts.insert(text, shared.clone());
        shared
    }
}

/// `decides description fax-2840`, and the words.
fn words(name: &str, text: String) -> Option<Words> {
    let mut parts = name.splitn(3, ' ');
    let (role, column, by) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Words {
        role: Role::ALL.into_iter().find(|known| known.sentence() == role)?,
        by: by.to_owned(),
        column: column.parse().ok()?,
        text,
    })
}
