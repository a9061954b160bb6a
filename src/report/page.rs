//! `report.html`: one file that needs nothing else, for people who read and sign.
//!
//! The text is in `templates/`, the figures come from here. The page asks for nothing from the network, and
//! its policy forbids it to: only the style and the script that it carries may act, known by their hashes.

mod accounts;
mod charts;
mod cleared;
mod embedded;
pub mod history;
mod mentions;
mod monthly;
mod policy;
mod scale;
mod sources;
mod verdicts;

use std::io::{self, Write};

use faxban_core::BodyKind;
use faxban_core::money::format_pounds_grouped;
use faxban_core::pack::{Certainty, DutyRule, Instrument};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use serde::Serialize;

use super::figures::{day, grouped, plural};
use super::rolled::Part;
use super::{Report, digest, tables};
use crate::findings::{Finding, Line};

const TEMPLATE: &str = concat!(
    include_str!("../../templates/macros.html.j2"),
    include_str!("../../templates/monthly.html.j2"),
    include_str!("../../templates/report.html.j2")
);
const STYLE: &str = include_str!("../../templates/report.css");
const SCRIPT: &str = include_str!("../../templates/report.js");

/// Findings on paper and for readers without script; all are in `findings.csv`.
const LISTED: usize = 200;

/// Writes the page.
///
/// # Errors
/// When the writer fails.
pub fn page(report: &Report, out: impl Write) -> io::Result<()> {
    render(TEMPLATE, contents(report)?, out)
}

fn render(template: &'static str, contents: Value, out: impl Write) -> io::Result<()> {
    let environment = environment(template).map_err(io::Error::other)?;
    let template = environment.get_template("page").map_err(io::Error::other)?;
    template.render_captured_to(contents, out).map(drop).map_err(io::Error::other)
}

fn environment(template: &'static str) -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_filter("grouped", grouped);
    environment.add_filter("count", |number: u64, one: &str, many: &str| plural(number, one, many));
    environment.add_template("page", template)?;
    Ok(environment)
}

fn contents(report: &Report) -> io::Result<Value> {
    let serious = report.most_serious();
    let listed: Vec<Listed> =
        serious.iter().take(LISTED).map(|finding| Listed::of(report, finding)).collect();
    Ok(context! {
        version => env!("CARGO_PKG_VERSION"),
        as_of => report.as_of.strftime("%-d %B %Y").to_string(),
        policy => policy::policy(STYLE, Some(SCRIPT)),
        style => Value::from_safe_string(STYLE.to_owned()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        caution => caution(report),
        pack => Serde(Pack::of(report)),
        overview => Serde(verdicts::overview(report)),
        monthly => Serde(monthly::monthly(report)),
        charts => Serde(charts::charts(report)),
        listed => Serde(&listed),
        findings => serious.len(),
        choices => Serde(Choices::of(report)),
        accounts => Serde(accounts::accounts(report)),
        mentions => Serde(mentions::unplaced(report)),
        cleared => Serde(cleared::cleared(report)?),
        sources => Serde(sources::sources(report)),
        warnings => digest::warnings(report),
        inputs => Serde(report.inputs.iter().map(InputRow::of).collect::<Vec<_>>()),
        results => Serde(ResultRow::all(report)),
        options => Serde(&report.options),
        data => Value::from_safe_string(embedded::embedded(report, &serious)?),
    })
}

/// The pack's warning that nothing found is not nothing there, without its explanation.
fn caution(report: &Report) -> &str {
    let limitation = report.pack.limitations.first().map_or("", String::as_str);
    limitation.split(':').next().unwrap_or_default().trim_end_matches('.')
}

/// What the reader can narrow the findings to.
#[derive(Serialize)]
struct Choices<'a> {
    classes: Vec<(&'a str, &'a str)>,
    organisations: Vec<&'a str>,
}

impl<'a> Choices<'a> {
    fn of(report: &'a Report) -> Self {
        let found = |id: &str| report.tables.classes.iter().any(|group| group.key == id);
        let classes = report.pack.classes.iter().map(|class| (class.id.as_str(), class.label.as_str()));
        let mut organisations: Vec<&str> =
            report.tables.organisations.iter().map(|group| group.key.as_str()).collect();
        organisations.dedup();
        Self { classes: classes.filter(|(id, _)| found(id)).collect(), organisations }
    }
}

/// A finding as a row of the list that needs no script.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    outcome: &'static str,
    what: String,
    class: &'a str,
    organisation: String,
    place: Place<'a>,
    date: String,
    amount: String,
    reason: &'a str,
}

impl<'a> Listed<'a> {
    fn of(report: &'a Report, finding: &'a Finding) -> Self {
        let line = &finding.line;
        Self {
            id: &finding.id,
            outcome: finding.outcome.as_str(),
            what: line.what(),
            class: report.class_label(&finding.class),
            organisation: tables::organisation_name(&line.organisation_code, &line.organisation),
            place: Place::of(report, line),
            date: line.date.map(day).unwrap_or_default(),
            amount: amount(line),
            reason: &finding.reason,
        }
    }
}

/// Where a person finds a line.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    sheet: &'a str,
    row: u64,
}

impl<'a> Place<'a> {
    fn of(report: &'a Report, line: &Line) -> Self {
        let (file, sheet) = report.place(line.source);
        Self { file, sheet, row: line.row }
    }
}

fn amount(line: &Line) -> String {
    line.pence.map(|pence| format_pounds_grouped(i128::from(pence))).unwrap_or_default()
}

#[derive(Serialize)]
struct InputRow<'a> {
    name: &'a str,
    sha256: &'a str,
    bytes: u64,
    records: u64,
}

impl<'a> InputRow<'a> {
    fn of(input: &'a super::InputReport) -> Self {
        Self { name: &input.name, sha256: &input.sha256, bytes: input.bytes, records: input.records }
    }
}

/// A result that the report was merged from.
#[derive(Serialize)]
struct ResultRow<'a> {
    name: &'a str,
    as_of: String,
    lines: u64,
    net: String,
    manifest_sha256: &'a str,
}

impl<'a> ResultRow<'a> {
    /// Every result, where there are several.
    fn all(report: &'a Report) -> Vec<Self> {
        let row = |part: &'a Part| {
            let total = part.total();
            Self {
                name: &part.name,
                as_of: part.as_of.parse().map_or_else(|_| part.as_of.clone(), day),
                lines: total.lines,
                net: format_pounds_grouped(total.net()),
                manifest_sha256: &part.manifest_sha256,
            }
        };
        if report.rolled.len() > 1 { report.rolled.iter().map(row).collect() } else { Vec::new() }
    }
}

/// The pack as the method section tells of it.
#[derive(Serialize)]
struct Pack<'a> {
    id: &'a str,
    title: &'a str,
    product: &'a str,
    departure: &'a str,
    version: &'a str,
    sha256: &'a str,
    from: &'a str,
    review_by: String,
    rules: usize,
    exclusions: usize,
    instruments: Vec<InstrumentRow<'a>>,
    duties: Vec<DutyRow<'a>>,
    classes: Vec<ClassRow<'a>>,
    limitations: &'a [String],
}

/// A text, with names for those whom it binds.
#[derive(Serialize)]
struct InstrumentRow<'a> {
    #[serde(flatten)]
    text: &'a Instrument,
    bound: Vec<&'static str>,
    perhaps_bound: Vec<&'static str>,
}

impl<'a> InstrumentRow<'a> {
    fn of(text: &'a Instrument) -> Self {
        let named = |kinds: &[BodyKind]| kinds.iter().map(|kind| kind.plural()).collect();
        Self { text, bound: named(&text.binds), perhaps_bound: named(&text.may_bind) }
    }
}

#[derive(Serialize)]
struct DutyRow<'a> {
    duty: &'static str,
    from: String,
    to: Option<String>,
    certainty: Certainty,
    criteria: &'a str,
    note: &'a str,
}

#[derive(Serialize)]
struct ClassRow<'a> {
    label: &'a str,
    note: &'a str,
    verdicts: Vec<(&'static str, &'static str)>,
}

impl<'a> Pack<'a> {
    fn of(report: &'a Report) -> Self {
        let pack = &*report.pack;
        let duty = |rule: &'a DutyRule| DutyRow {
            duty: rule.duty.as_str(),
            from: day(rule.from),
            to: rule.to.map(day),
            certainty: rule.certainty,
            criteria: &rule.criteria,
            note: &rule.note,
        };
        let class = |class: &'a faxban_core::pack::Class| ClassRow {
            label: &class.label,
            note: &class.note,
            verdicts: class.verdicts.iter().map(|(duty, (to, _))| (duty.as_str(), to.as_str())).collect(),
        };
        Self {
            id: &pack.id,
            title: &pack.title,
            product: &pack.product,
            departure: &pack.departure,
            version: &pack.version,
            sha256: &report.pack_hash,
            from: &report.rules_from,
            review_by: day(pack.review_by),
            rules: pack.rules.len(),
            exclusions: pack.exclusions.len(),
            instruments: pack.instruments.iter().map(InstrumentRow::of).collect(),
            duties: pack.duties.iter().map(duty).collect(),
            classes: pack.classes.iter().map(class).collect(),
            limitations: &pack.limitations,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use crate::audit::{ListPaths, Nobody, Options, audit};
    use crate::reconcile::reconcile;
    use crate::report::{markdown, terminal};
    use crate::rules::{DEFAULT_PACK, Rules};
    use crate::sources::{Settings, Sources};

    /// No input brings this about, so a line is taken out of an account by hand.
    #[test]
    fn totals_that_do_not_reconcile_are_the_first_thing_said() {
        let options = Options {
            paths: vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data")],
            sources: Sources::default(),
            as_of: jiff::civil::date(2026, 11, 23),
            settings: Settings::default(),
            control_totals: Vec::new(),
            show_personal_data: false,
            outputs: Vec::new(),
            in_use: Vec::new(),
            recorded: BTreeMap::new(),
            lists: ListPaths::default(),
        };
        let rules = Rules::load(None, DEFAULT_PACK).unwrap();
        let mut report = audit(&options, &rules, None, &Nobody).unwrap();
        let page = |report: &super::Report| {
            let mut page = Vec::new();
            super::page(report, &mut page).unwrap();
            String::from_utf8(page).unwrap()
        };
        assert!(!page(&report).contains("do not rely on this report"));
        let mut accounts = report.reconciled.accounts().to_vec();
        accounts[0].outcomes.pop_first();
        report.reconciled = reconcile(accounts);
        let said = page(&report);
        let (_, verdict) = said.split_once("id=\"verdict\"").unwrap();
        let (before, banner) =
            verdict.split_once("The totals do not reconcile: do not rely on this report").unwrap();
        assert!(!before.contains("class=\"lead\"") && before.contains("role=\"alert\""), "{before}");
        assert!(banner.contains("were read but the outcomes hold"));
        assert!(!said.contains("<b>Reconciled:</b>") && said.contains("<td>DIFFERS</td>"));
        let mut summary = Vec::new();
        markdown::write(&report, &mut summary).unwrap();
        let summary = String::from_utf8(summary).unwrap();
        assert!(
            summary.contains("**The totals do not reconcile. Do not rely on this report.**"),
            "{summary}"
        );
        let terminal = terminal::summary(&report, "report", false);
        assert!(terminal.contains("THE TOTALS DO NOT RECONCILE"), "{terminal}");
    }
}
