//! `summary.md`: one page for an e-mail or a ticket. Its words are in `templates/summary.md.j2`; whatever is
//! filled in is escaped, so that the text of a cell stays text.

use std::io::{self, Write};

use faxban_core::Outcome;
use faxban_core::money::format_pounds_grouped;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde::Serialize;

use super::Report;
use super::figures::{grouped, plural};
use super::headlines::headlines;
use super::tables::{Row, gravest_first};
use super::{changes, declared, digest, shown_outcomes};

const TEMPLATE: &str = include_str!("../../templates/summary.md.j2");
/// Findings shown.
const WORST: usize = 10;
/// Files that could not be read and are named.
const PROBLEMS: usize = 10;
/// Organisations shown.
const ORGANISATIONS: usize = 20;

#[derive(Serialize)]
struct Page<'r> {
    title: &'r str,
    as_of: String,
    pack: &'r str,
    version: &'r str,
    program: &'static str,
    counts: Vec<String>,
    headlines: Vec<String>,
    audited: Vec<String>,
    extent: String,
    reconciled: Option<String>,
    differences: &'r [String],
    /// Names of the outcomes, in the order of their columns.
    outcomes: Vec<String>,
    organisations: Vec<OrganisationRow>,
    more_organisations: usize,
    findings: Vec<FindingItem<'r>>,
    all_findings: usize,
    departure: &'r str,
    not_assessed: Option<String>,
    problems: Option<String>,
    named_problems: Vec<String>,
    unplaced: Option<String>,
    warnings: Option<String>,
    limitations: &'r [String],
    /// Files that are there only with lists or an earlier report.
    further_files: Vec<&'static str>,
}

#[derive(Serialize)]
struct OrganisationRow {
    name: String,
    worst: Outcome,
    lines: Vec<String>,
    paid: String,
}

impl OrganisationRow {
    /// None for a row without any finding.
    fn of(row: Row, outcomes: &[Outcome]) -> Option<Self> {
        let shown = |outcome| row.lines.get(outcome).map_or_else(|| "·".to_owned(), |lines| grouped(*lines));
        Some(Self {
            worst: *row.lines.keys().next_back()?,
            lines: outcomes.iter().map(shown).collect(),
            paid: if row.pence == 0 { "·".to_owned() } else { format_pounds_grouped(row.pence) },
            name: row.key,
        })
    }
}

#[derive(Serialize)]
struct FindingItem<'r> {
    outcome: Outcome,
    place: String,
    id: &'r str,
    what: String,
    reason: &'r str,
}

/// Writes the summary.
///
/// # Errors
/// When the writer fails.
pub fn write(report: &Report, mut out: impl Write) -> io::Result<()> {
    let mut environment = Environment::new();
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.map_err(io::Error::other)?);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    environment.set_formatter(|out, _, value| {
        let text = value.to_string();
        out.write_str(&if value.is_safe() { text } else { escaped(&text) }).map_err(Into::into)
    });
    let page = environment.render_str(TEMPLATE, Serde(page(report))).map_err(io::Error::other)?;
    out.write_all(page.as_bytes())
}

fn page(report: &Report) -> Page<'_> {
    let pack = &report.pack;
    let outcomes = shown_outcomes(&report.tables.organisations);
    let organisations = gravest_first(&report.tables.organisations);
    let worst = digest::worst(report);
    let counted = |number: usize, one, many| (number > 0).then(|| plural(number as u64, one, many));
    Page {
        title: &pack.title,
        as_of: report.as_of.strftime("%-d %B %Y").to_string(),
        pack: &pack.id,
        version: &pack.version,
        program: env!("CARGO_PKG_VERSION"),
        counts: digest::counts(report),
        headlines: headlines(report).into_iter().map(|headline| headline.text).collect(),
        audited: digest::audited(report),
        extent: digest::extent(report),
        reconciled: digest::reconciled(report),
        differences: report.reconciled.differences(),
        more_organisations: organisations.len().saturating_sub(ORGANISATIONS),
        organisations: organisations
            .into_iter()
            .take(ORGANISATIONS)
            .filter_map(|row| OrganisationRow::of(row, &outcomes))
            .collect(),
        outcomes: outcomes.iter().map(|outcome| outcome.as_str().replace('_', " ")).collect(),
        all_findings: worst.len(),
        findings: worst
            .into_iter()
            .take(WORST)
            .map(|finding| FindingItem {
                outcome: finding.outcome,
                place: digest::place(report, finding),
                id: &finding.id,
                what: digest::what(finding),
                reason: &finding.reason,
            })
            .collect(),
        departure: &pack.departure,
        not_assessed: digest::not_assessed(report).map(|(sentence, _)| sentence),
        problems: counted(report.problems.len(), "file or sheet", "files or sheets"),
        named_problems: report
            .problems
            .iter()
            .take(PROBLEMS)
            .map(|problem| format!("{}: {}", problem.path, problem.message))
            .collect(),
        unplaced: counted(
            report.unplaced().len(),
            "place names a product outside the lines",
            "places name a product outside the lines",
        ),
        warnings: counted(digest::warnings(report).len(), "warning", "warnings"),
        limitations: &pack.limitations,
        further_files: further_files(report),
    }
}

fn further_files(report: &Report) -> Vec<&'static str> {
    let changes = report.comparison.is_some().then_some(changes::FILE_NAME);
    let declared = (!report.listed.declared.is_empty()).then_some(declared::FILE_NAME);
    changes.into_iter().chain(declared).collect()
}

/// Text in which no sign means anything to a reader of Markdown: neither marks nor tags, and no address becomes a
/// link by itself.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, sign) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let is_address = rest.starts_with("://") || (sign == '.' && text.get(..at).is_some_and(ends_in_www));
        match sign {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '&' => {
                escaped.push('\\');
                escaped.push(sign);
            }
            _ if is_address => {
                escaped.push('\\');
                escaped.push(sign);
            }
            _ if sign.is_control() => escaped.push(' '),
            _ => escaped.push(sign),
        }
    }
    escaped
}

fn ends_in_www(text: &str) -> bool {
    text.get(text.len().saturating_sub(3)..).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_cell_speaks_markdown() {
        let cell = "a|b *c* _d_ `e` <b> [f](https://g.example)\n# h WWW.i.example \\ &lt;";
        assert_eq!(
            escaped(cell),
            r"a\|b \*c\* \_d\_ \`e\` \<b\> \[f\](https\://g.example) # h WWW\.i.example \\ \&lt;"
        );
    }
}
