//! What a Spark job wrote: the part that needs all lines of it together, done here.
//!
//! The job judges lines wherever they lie and writes them down with the totals of every batch. Here the totals are added
//! up, equal lines get their counters, and the table becomes a result like that of an audit, which is then cross-checked
//! and rendered with all others. The job's own count of lines and pence is the second count that totals are held against.

use std::collections::BTreeMap;
use std::path::Path;

use faxban_core::columns::Mapping;
use faxban_core::dates::{DateOrder, DateOrders};
use faxban_core::judge::Bench;
use faxban_core::money::format_pounds;
use faxban_engine::totals::Totals;
use faxban_read::fate::{Fate, FileFate};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Refused;
use super::find::Given;
use super::parts::{Rows, told};
use super::result::Loaded;
use super::rows::{Reader, Rejected, Row};
use crate::audit::{lists, warnings};
use crate::day_order::DayOrder;
use crate::desk::{Desk, Ids};
use crate::layout::Layout;
use crate::output::hex;
use crate::privacy::Privacy;
use crate::reconcile::{Account, reconcile};
use crate::report::figures::Sums;
use crate::report::files::FileRow;
use crate::report::rolled::{PackOf, Part};
use crate::report::{InputReport, SourceReport};
use crate::rules::{DEFAULT_PACK, Rules};
use crate::screen::Reject;

/// What the job writes last.
pub const RESULT: &str = "result.json";

/// Version of the form.
const SCHEMA: &str = "faxban-spark/1";

/// The folders of part files.
const FINDINGS: &str = "findings.parquet";
const CLEARED: &str = "cleared.parquet";
const REJECTS: &str = "rejects.parquet";
const TOTALS: &str = "totals.parquet";

/// What the job says of itself.
#[derive(Debug, Deserialize)]
struct Written {
    schema: String,
    as_of: Date,
    pack: PackWritten,
    /// Arguments by name, null where not given.
    options: BTreeMap<String, Value>,
    /// The table or path that was read.
    source: String,
    layout: LayoutWritten,
    date_order: OrderWritten,
    /// What Spark itself counted.
    counted: Counted,
}

#[derive(Debug, Deserialize)]
struct PackWritten {
    id: String,
    version: String,
    sha256: String,
    rules_from: String,
}

#[derive(Debug, Deserialize)]
struct LayoutWritten {
    columns: Vec<String>,
    mapping: Mapping,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OrderWritten {
    DayFirst,
    MonthFirst,
}

#[derive(Debug, Deserialize)]
struct Counted {
    lines: u64,
    /// None where an amount is no plain number to Spark.
    pence: Option<i128>,
}

impl Written {
    fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).and_then(Value::as_str)
    }

    /// The arguments that were given, as text.
    fn recorded(&self) -> BTreeMap<String, String> {
        let text = |value: &Value| match value {
            Value::Null | Value::Bool(false) => None,
            Value::String(text) => Some(text.clone()),
            Value::Object(named) if named.is_empty() => None,
            other => Some(other.to_string()),
        };
        self.options.iter().filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect()
    }
}

/// Whether a folder is one that a job wrote to its end.
pub fn is_result(path: &Path) -> bool {
    path.join(RESULT).exists() && is_begun(path)
}

/// Whether a job began to write into a folder.
pub fn is_begun(path: &Path) -> bool {
    path.join(FINDINGS).is_dir() || path.join(TOTALS).is_dir()
}

/// Reads what a job wrote, by the rules in a folder or those built in.
pub fn load(given: &Given, rules: Option<&Path>) -> Result<Loaded, Refused> {
    let name = given.path.display();
    let wrong = |fault: String| Refused::wrong(format!("{name}: {fault}"));
    let bytes = told(&given.path.join(RESULT)).map_err(|error| wrong(format!("{RESULT}: {error}")))?;
    let written: Written = serde_json::from_slice(&bytes)
        .map_err(|error| wrong(format!("{RESULT} is not as faxban.spark writes it: {error}")))?;
    if written.schema != SCHEMA {
        return Err(wrong(format!("it is of another form ({}); run the job again", written.schema)));
    }
    let pack = written.option("pack").unwrap_or(DEFAULT_PACK);
    let rules = Rules::load(rules, pack).map_err(|sentences| Refused { sentences, unbalanced: false })?;
    let job = Job::read(&given.path).map_err(wrong)?;
    let control = job.totals.screened.control;
    let Counted { lines, pence } = written.counted;
    if control.lines != lines || pence.is_some_and(|pence| pence != control.net()) {
        let sum = |pence: i128| format!("{} pounds", format_pounds(pence));
        return Err(Refused::unbalanced(vec![format!(
            "{name}: Spark counted {lines} lines{}, and the totals of its partitions are {} and {}; run the job again",
            pence.map_or_else(String::new, |pence| format!(" and {}", sum(pence))),
            control.lines,
            sum(control.net())
        )]));
    }
    let loaded = job.result(given, written, &rules, hash(&bytes)).map_err(wrong)?;
    let mut differences = super::proof::recounted(&loaded.findings, &loaded.cleared, &loaded.tables);
    let accounts = loaded.tables.iter().map(|(_, account)| account.clone()).collect();
    differences.extend(reconcile(accounts).differences().iter().cloned());
    if differences.is_empty() {
        return Ok(loaded);
    }
    Err(Refused::unbalanced(vec![format!(
        "{name}: its lines and its totals do not agree, so it cannot be counted: {}; run the job again",
        differences.join("; ")
    )]))
}

/// What the part files hold, in an order that does not depend on the parts.
struct Job {
    findings: Rows,
    cleared: Rows,
    rejects: Rows,
    totals: Totals,
}

impl Job {
    fn read(folder: &Path) -> Result<Self, String> {
        let mut totals = Totals::default();
        for row in Rows::read(&folder.join(TOTALS))?.rows {
            let text = row.first().map_or("", String::as_str);
            let part: Totals = serde_json::from_str(text).map_err(|error| format!("{TOTALS}: {error}"))?;
            totals.merge(&part);
        }
        let rows = |name: &str| Rows::read(&folder.join(name))?.in_order();
        Ok(Self { findings: rows(FINDINGS)?, cleared: rows(CLEARED)?, rejects: rows(REJECTS)?, totals })
    }

    /// The same for the same lines and totals, in whatever parts they were written.
    fn identity(&self, result: &str) -> Result<String, String> {
        let mut hash = Sha256::new();
        hash.update(result);
        hash.update(serde_json::to_vec(&self.totals).map_err(|error| error.to_string())?);
        for row in [&self.findings, &self.cleared, &self.rejects].into_iter().flat_map(|rows| &rows.rows) {
            for cell in row {
                hash.update(cell);
                hash.update([0x1f]);
            }
        }
        Ok(hex(&hash.finalize()))
    }

    /// The result, as an audit of the table would have it.
    fn result(
        self,
        given: &Given,
        written: Written,
        rules: &Rules,
        result: String,
    ) -> Result<Loaded, String> {
        let identity = self.identity(&result)?;
        let Self { findings, cleared, rejects, totals } = self;
        let source = written.source.clone();
        let places = BTreeMap::from([((source.clone(), String::new()), 0)]);
        let mut reader = Reader::new(places, written.as_of);
        let mut ids = Ids::new();
        let mut found = Vec::new();
        for row in findings.typed::<Row>(FINDINGS)? {
            let mut finding = reader.finding(row).map_err(|fault| format!("{FINDINGS}: {fault}"))?;
            // The job gives equal lines the same id, for no worker knows the lines of another.
            let times = ids.entry(finding.id.clone()).and_modify(|times| *times += 1).or_insert(1);
            if *times > 1 {
                finding.id = format!("{}-{times}", finding.id);
            }
            found.push(finding);
        }
        let mut explained = Vec::new();
        for row in cleared.typed::<Row>(CLEARED)? {
            explained.push(reader.cleared(row).map_err(|fault| format!("{CLEARED}: {fault}"))?);
        }
        let mut refused: Vec<Reject> = Vec::new();
        for row in rejects.typed::<Rejected>(REJECTS)? {
            refused.push(reader.rejected(row).map_err(|fault| format!("{REJECTS}: {fault}"))?.1);
        }
        let account = Account {
            name: source.clone(),
            control: totals.screened.control,
            outcomes: totals.outcomes(),
            ..Account::default()
        };
        let recorded = written.recorded();
        let order = match written.date_order {
            OrderWritten::DayFirst => DateOrder::DayMonth,
            OrderWritten::MonthFirst => DateOrder::MonthDay,
        };
        let asked = Asked {
            organisation: written.option("organisation"),
            folder: written.option("default_organisation").unwrap_or_default(),
            shows_all: recorded.contains_key("show_personal_data"),
            as_of: written.as_of,
            order,
        };
        let layout = Layout::new(written.layout.mapping.clone(), written.layout.columns.clone(), 1);
        let table = table(&source, layout, (&totals, &account), refused, asked, rules);
        let reconciled = reconcile(vec![account.clone()]);
        let unread = warnings::of_rejects(&account, &table.rejects);
        let problem = unread.or_else(|| warnings::of_all(&reconciled, std::slice::from_ref(&table), false));
        let input =
            InputReport { name: source, sha256: identity.clone(), bytes: 0, records: account.control.lines };
        let stated = account.outcomes.iter().map(|(outcome, tally)| (*outcome, Sums::plain(tally)));
        let part = Part {
            name: given.called.clone(),
            called: given.called.clone(),
            manifest_sha256: identity,
            as_of: written.as_of.to_string(),
            pack: PackOf {
                id: written.pack.id,
                version: written.pack.version,
                sha256: written.pack.sha256,
                rules_from: written.pack.rules_from,
            },
            options: recorded,
            lists: Vec::new(),
            totals: stated.collect(),
            left_out: Vec::new(),
            renamed: BTreeMap::new(),
            problems: problem.into_iter().collect(),
            ignored: Vec::new(),
            files: vec![FileRow::from(&Fate {
                lines: Some(input.records),
                ..Fate::new(input.name.clone(), FileFate::Audited, "")
            })],
            mentions: Vec::new(),
            remarks: vec![format!(
                "The lines of {} were judged by a Spark job; its hash is that of what the job wrote, and Spark's own count of {}.",
                input.name,
                match written.counted.pence {
                    Some(_) => "lines and pence agrees",
                    None => {
                        "lines agrees; it could not add up the pence, for there is no column of amounts or one of them is no plain number to Spark"
                    }
                }
            )],
            exemptions: Vec::new(),
            declarations: Vec::new(),
            decisions: None,
        };
        Ok(Loaded {
            part,
            inputs: vec![input],
            tables: vec![(table, account)],
            findings: found,
            cleared: explained,
        })
    }
}

/// How the job was asked to judge.
struct Asked<'a> {
    organisation: Option<&'a str>,
    /// What stands for the organisation of lines that name none.
    folder: &'a str,
    /// Whether personal data is shown.
    shows_all: bool,
    as_of: Date,
    order: DateOrder,
}

/// The table that the job read.
fn table(
    name: &str,
    layout: Layout,
    (totals, account): (&Totals, &Account),
    rejects: Vec<Reject>,
    asked: Asked<'_>,
    rules: &Rules,
) -> SourceReport {
    let screened = &totals.screened;
    let seen_order = DayOrder::of(screened, &layout, asked.as_of);
    let Asked { organisation, folder, shows_all, as_of, order } = asked;
    let order = DateOrders::from(layout.stated_order().unwrap_or(order));
    let dates = screened.coverage.report(order);
    let privacy = Privacy::new(&rules.personal, shows_all);
    let heading = layout.organisation.and_then(|column| layout.header.get(column));
    let organisations =
        privacy.organisations(totals.organisations().by_name(), heading.map_or("", String::as_str));
    let desk = Desk {
        bench: Bench { pack: &rules.pack, wording: &rules.wording, as_of },
        bodies: &rules.bodies,
        body: None,
        statuses: &rules.statuses,
        row_words: &rules.row_words,
        privacy,
        headings: privacy.headings(&layout),
        organisations: None,
        organisation,
        folder,
        layout: &layout,
        orders: order,
        source: 0,
    };
    let written = organisations.keys().map(String::as_str).chain([""]);
    let organisation_names =
        written.map(|written| (written.to_owned(), desk.named_in_tables(written, dates.last))).collect();
    let of_organisations = lists::of_organisations(&layout, account, &organisations, &desk, dates.last);
    let seen = warnings::Seen { layout: &layout, hidden: false, screened, rejects: &rejects, stated: &[] };
    let warnings = warnings::of(&seen, &dates, &seen_order, as_of);
    SourceReport {
        name: name.to_owned(),
        sheet: String::new(),
        hidden: false,
        encoding: "a table of Spark".to_owned(),
        separator: None,
        stated: Vec::new(),
        date_order: seen_order.sentence(),
        dates,
        organisations,
        organisation_names,
        folder: organisation.unwrap_or(folder).to_owned(),
        codes: BTreeMap::new(),
        of_organisations,
        skipped: screened.skipped.clone(),
        rejects,
        masked: BTreeMap::new(),
        warnings,
        layout,
    }
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
