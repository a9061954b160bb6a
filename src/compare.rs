//! What changed from one report to a later one, finding by finding and table by table.
//!
//! Both reports are read from their own files ([`past`]); there is no other memory. A finding that is gone is not
//! taken for good news: a register is a picture of a day, so a line that is missing needs an explanation; a ledger is
//! of a period, so a line can only be missed where its month is covered again. Every finding of either report is in
//! exactly one row; a register line that says something else under the same tag is one finding with two ids.

mod both;
mod carried;
mod ended;
mod one;
pub mod past;
mod rewritten;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use faxban_core::money;
use polars::prelude::PolarsResult;
use serde::{Deserialize, Serialize};

use crate::crosscheck::refunds::{self, Paid};
use crate::organisations;
use crate::privacy::is_masked;
pub use past::Past;
use past::{Known, full_name};
pub use tables::{Remark, Thresholds};

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Not in the earlier report.
    New,
    /// In both, and something about it differs.
    Changed,
    /// Gone or ended, and the papers show why.
    Resolved,
    /// No line shows it any more, without a word.
    Vanished,
    /// Its table, or the period of its table, is in one of the reports only.
    NotComparable,
    /// In both, the same.
    Persisting,
}

impl Change {
    /// Every change, what needs a look first.
    pub const ALL: [Self; 6] =
        [Self::New, Self::Changed, Self::Vanished, Self::Resolved, Self::NotComparable, Self::Persisting];

    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Resolved => "resolved",
            Self::Vanished => "vanished",
            Self::NotComparable => "not_comparable",
            Self::Persisting => "persisting",
        }
    }
}

/// A row of `changes.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The finding.
    pub finding_id: String,
    /// What became of it.
    pub change: Change,
    /// Why, in a word or several joined with `+`.
    pub cause: String,
    /// Why, in a sentence.
    pub sentence: String,
    /// As-of day of the first report that has it.
    pub first_seen: String,
    /// As-of day of the last report that has it.
    pub last_seen: String,
    /// Outcome in the earlier report.
    pub outcome_before: String,
    /// Outcome in the later one.
    pub outcome_now: String,
    /// Class in the earlier report.
    pub class_before: String,
    /// Class in the later one.
    pub class_now: String,
    /// Status in the earlier report.
    pub status_before: String,
    /// Status in the later one.
    pub status_now: String,
    /// ODS code.
    pub organisation_code: String,
    /// Organisation.
    pub organisation: String,
    /// Ledger or register.
    pub kind: String,
    /// File, in the later report that has it.
    pub source: String,
    /// Sheet.
    pub sheet: String,
    /// Row in the file.
    pub row: String,
    /// The line's date.
    pub date: String,
    /// Its amount.
    pub amount: String,
    /// What it is.
    pub text: String,
    /// Place of what shows the change, where that is another line.
    pub evidence: String,
    /// The finding's id in the earlier report, where its line says something else now.
    #[serde(default)]
    pub id_before: String,
    /// Supplier.
    #[serde(default)]
    pub supplier: String,
    /// Description.
    #[serde(default)]
    pub description: String,
    /// Manufacturer.
    #[serde(default)]
    pub manufacturer: String,
    /// Model.
    #[serde(default)]
    pub model: String,
    /// Asset tag.
    #[serde(default)]
    pub asset_id: String,
    /// Order number.
    #[serde(default)]
    pub order_number: String,
    /// Of a register, what the status means.
    #[serde(default)]
    pub state: String,
    /// Of a register, the day of disposal.
    #[serde(default)]
    pub disposed: String,
    /// The columns by which the lines of its table are known.
    #[serde(default)]
    pub known_by: String,
}

/// A report of which a comparison tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Its as-of day.
    pub as_of: String,
    /// Its pack and the pack's version.
    pub pack: String,
    /// SHA-256 over the pack's files.
    pub pack_sha256: String,
    /// SHA-256 of its manifest; blank for a report that is being made.
    pub manifest_sha256: String,
}

/// Two reports compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The earlier report.
    pub before: Side,
    /// The later one.
    pub now: Side,
    /// Rows by change, organisation and finding.
    pub rows: Vec<Row>,
    /// Tables that do not look as they did.
    pub remarks: Vec<Remark>,
}

impl Comparison {
    /// How many findings were missed before, and are still.
    #[must_use]
    pub fn still_missed(&self) -> u64 {
        self.rows.iter().filter(|row| row.cause == carried::STILL).count() as u64
    }

    /// How many findings a change has.
    #[must_use]
    pub fn count(&self, change: Change) -> u64 {
        self.rows.iter().filter(|row| row.change == change).count() as u64
    }
}

/// Compares two reports.
///
/// # Errors
/// A sentence, when the reports cannot be compared.
pub fn compare(old: &Past, new: &Past, thresholds: Thresholds) -> Result<Comparison, String> {
    old.check_precedes(&new.pack.id, new.as_of)?;
    let by_id = |past: &'_ Past| -> BTreeMap<String, usize> {
        past.findings.iter().enumerate().map(|(at, known)| (known.finding_id.clone(), at)).collect()
    };
    let (before, now) = (by_id(old), by_id(new));
    let tags = rewritten::tags(new);
    let carried: Vec<(&Row, Known)> = old
        .changes
        .values()
        .filter(|row| matches!(row.change, Change::NotComparable | Change::Vanished))
        .filter(|row| !before.contains_key(&row.finding_id) && !now.contains_key(&row.finding_id))
        .map(|row| (row, carried::known(row)))
        // Under other words, what was missed is there again by its tag.
        .filter(|(row, was)| {
            row.change != Change::Vanished || rewritten::key(was).is_none_or(|key| !tags.contains(&key))
        })
        .collect();
    let refunded = refunded(old, new, (&before, &now), &carried)
        .map_err(|error| format!("the reports could not be compared: {error}"))?;
    let rewritten = rewritten::pair(old, new, (&before, &now));
    let mut rows = Vec::with_capacity(now.len() + 16);
    let ids: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    for id in ids.into_iter().filter(|id| !rewritten.ids.contains(id.as_str())) {
        let was = before.get(id).and_then(|at| old.findings.get(*at));
        let is = now.get(id).and_then(|at| new.findings.get(*at));
        let refund = refunded.get(id.as_str()).copied();
        let judged = match (was, is) {
            (Some(was), Some(is)) => both::judge((old, was), (new, is), refund),
            (Some(was), None) => one::gone((old, was), new, refund),
            (None, Some(is)) => one::come(old, (new, is)),
            (None, None) => continue,
        };
        let remembered = was.is_none().then(|| old.changes.get(id).map(carried::known)).flatten();
        rows.push(row((old, was.or(remembered.as_ref())), (new, is), judged));
    }
    for (was, is) in rewritten.pairs {
        let judged = both::rewritten((old, was), (new, is));
        rows.push(row((old, Some(was)), (new, Some(is)), judged));
    }
    // What an earlier comparison could not compare, or missed, is kept until its table, its line or evidence is back.
    for (row, was) in &carried {
        let refund = refunded.get(row.finding_id.as_str()).copied();
        if let Some(judged) = carried::judge((row, was), new, refund) {
            rows.push(carried::row((row, was), judged));
        }
    }
    let place = |change: Change| Change::ALL.iter().position(|known| *known == change);
    rows.sort_by(|one, other| {
        let one = (place(one.change), &one.organisation, &one.finding_id);
        one.cmp(&(place(other.change), &other.organisation, &other.finding_id))
    });
    Ok(Comparison {
        before: old.side(),
        now: new.side(),
        rows,
        remarks: tables::remarks(old, new, thresholds),
    })
}

/// What was decided of a finding.
struct Judged {
    change: Change,
    cause: String,
    sentence: String,
    evidence: String,
}

impl Judged {
    fn new(change: Change, cause: &str, sentence: impl Into<String>) -> Self {
        Self { change, cause: cause.to_owned(), sentence: sentence.into(), evidence: String::new() }
    }
}

fn row((old, was): (&Past, Option<&Known>), (new, is): (&Past, Option<&Known>), judged: Judged) -> Row {
    let latest = is.or(was);
    let table = is.map_or_else(|| old.table(was?), |is| new.table(is));
    let of =
        |known: Option<&Known>, cell: fn(&Known) -> &String| known.map(cell).cloned().unwrap_or_default();
    let id = of(latest, |known| &known.finding_id);
    let id_before = of(was, |known| &known.finding_id);
    let remembered = old
        .changes
        .get(if id_before.is_empty() { &id } else { &id_before })
        .map(|row| row.first_seen.clone());
    let first = remembered.unwrap_or_else(|| if was.is_some() { &old.as_of } else { &new.as_of }.to_string());
    Row {
        change: judged.change,
        cause: judged.cause,
        sentence: judged.sentence,
        evidence: judged.evidence,
        first_seen: first,
        last_seen: if is.is_some() { &new.as_of } else { &old.as_of }.to_string(),
        outcome_before: of(was, |known| &known.outcome),
        outcome_now: of(is, |known| &known.outcome),
        class_before: of(was, |known| &known.class),
        class_now: of(is, |known| &known.class),
        status_before: of(was, |known| &known.status),
        status_now: of(is, |known| &known.status),
        organisation_code: of(latest, |known| &known.organisation_code),
        organisation: of(latest, |known| &known.organisation),
        kind: of(latest, |known| &known.kind),
        source: of(latest, |known| &known.source),
        sheet: of(latest, |known| &known.sheet),
        row: of(latest, |known| &known.row),
        date: of(latest, |known| &known.date),
        amount: of(latest, |known| &known.amount),
        text: latest.map(Known::what).unwrap_or_default(),
        supplier: of(latest, |known| &known.supplier),
        description: of(latest, |known| &known.description),
        manufacturer: of(latest, |known| &known.manufacturer),
        model: of(latest, |known| &known.model),
        asset_id: of(latest, |known| &known.asset_id),
        order_number: of(latest, |known| &known.order_number),
        state: of(latest, |known| &known.state),
        disposed: of(latest, |known| &known.disposed),
        known_by: table
            .map(|table| one::identity(table).into_iter().collect::<Vec<_>>().join(" "))
            .unwrap_or_default(),
        id_before: if id_before == id { String::new() } else { id_before },
        finding_id: id,
    }
}

/// An order number as a key, letters and digits only; none for what people write when they have none.
fn order(number: &str) -> String {
    let key: String = number.chars().filter(|sign| sign.is_alphanumeric()).collect();
    let is_number = key.chars().any(|sign| sign.is_ascii_digit() && sign != '0');
    if is_number && !is_masked(number) { key.to_lowercase() } else { String::new() }
}

/// Refunds that only the later report has, by the id of a purchase that the earlier one, or one before it, has.
fn refunded<'a>(
    old: &'a Past,
    new: &'a Past,
    (before, now): (&BTreeMap<String, usize>, &BTreeMap<String, usize>),
    carried: &'a [(&Row, Known)],
) -> PolarsResult<BTreeMap<&'a str, &'a Known>> {
    let gone = old.findings.iter().filter(|known| !now.contains_key(&known.finding_id));
    let carried = carried.iter().map(|(_, known)| known);
    let all: Vec<&Known> =
        gone.chain(carried).chain(&new.findings).filter(|known| known.kind == "ledger").collect();
    let paid: Vec<Paid> = all
        .iter()
        .map(|known| Paid {
            organisation: format!("{}\u{1f}{}", organisations::plain(&full_name(known)), known.class),
            order: order(&known.order_number),
            text: Paid::text(&known.supplier, &known.description),
            pence: money::parse(&known.amount).map_or(0, |amount| amount.pence),
            date: known.date.parse().ok(),
        })
        .collect();
    let is_come =
        |known: &Known| !before.contains_key(&known.finding_id) && now.contains_key(&known.finding_id);
    let mut refunded = BTreeMap::new();
    for pair in refunds::pair(&paid)?.into_iter().filter(|pair| pair.by != refunds::By::Part) {
        if let (Some(purchase), Some(refund)) =
            (all.get(pair.purchase as usize), all.get(pair.refund as usize))
            && is_come(refund)
            && !is_come(purchase)
        {
            refunded.insert(purchase.finding_id.as_str(), *refund);
        }
    }
    Ok(refunded)
}
