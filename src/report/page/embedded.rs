//! The findings as the page's script reads them: JSON in the page itself, every text once.
//!
//! Registers repeat themselves, and so do reasons and recommendations: texts stand in one list and findings
//! point into it, which keeps a report of 100,000 findings small enough to send.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;

use faxban_core::pack::{Certainty, DutyRule, Instrument};
use faxban_core::{BodyKind, Field, Pack};
use hashbrown::HashMap;
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;

use super::super::figures::day;
use super::super::tables::organisation_name;
use super::super::{Report, SourceReport};
use super::amount;
use crate::findings::Finding;

/// What the numbers of a finding are, in their order.
const FIELDS: [&str; 19] = [
    "outcome",
    "class",
    "duty",
    "confidence",
    "organisation",
    "source",
    "row",
    "date",
    "basis",
    "amount",
    "cells",
    "evidence",
    "grounds",
    "criteria",
    "reason",
    "recommendation",
    "exemption",
    "law",
    "body",
];

#[derive(Serialize)]
struct Data<'s, 'a> {
    fields: [&'static str; 19],
    ids: Vec<&'a str>,
    findings: Rows<'s, 'a>,
    sources: Vec<Source<'a>>,
    rules: BTreeMap<&'a str, &'a str>,
    /// By duty and instrument.
    duties: BTreeMap<String, Duty<'a>>,
    /// Behind the findings, because they fill it as they are written.
    strings: &'s RefCell<Strings<'a>>,
}

/// Findings that become rows only as they are written, so that no more than one is held twice.
struct Rows<'s, 'a> {
    findings: &'s [&'a Finding],
    pack: &'s Pack,
    columns: &'s [Vec<Field>],
    strings: &'s RefCell<Strings<'a>>,
}

impl<'a> Serialize for Rows<'_, 'a> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let columns =
            |finding: &Finding| self.columns.get(finding.line.source).map_or(&[][..], Vec::as_slice);
        let row =
            |finding: &'a Finding| row(finding, self.pack, columns(finding), &mut self.strings.borrow_mut());
        serializer.collect_seq(self.findings.iter().copied().map(row))
    }
}

/// In the order of [`FIELDS`]; but for source and row, every number is the place of a text.
#[derive(Serialize)]
struct Row(
    u32,
    u32,
    u32,
    u32,
    u32,
    usize,
    u64,
    u32,
    u32,
    u32,
    Vec<u32>,
    Vec<[u32; 4]>,
    u32,
    u32,
    u32,
    u32,
    u32,
    u32,
    u32,
);

#[derive(Serialize)]
struct Source<'a> {
    file: &'a str,
    sheet: &'a str,
    kind: &'static str,
    /// Field and header of each column that is known, in the order of the table.
    columns: Vec<(&'static str, &'a str)>,
}

#[derive(Serialize)]
struct Duty<'a> {
    from: String,
    certainty: Certainty,
    instrument: Option<&'a Instrument>,
}

/// Texts, each once, in the order in which they came.
#[derive(Default)]
struct Strings<'a> {
    places: HashMap<Cow<'a, str>, u32>,
}

impl<'a> Strings<'a> {
    fn place(&mut self, text: impl Into<Cow<'a, str>>) -> u32 {
        let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        *self.places.entry(text.into()).or_insert(next)
    }
}

impl Serialize for Strings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list: Vec<(&str, u32)> = self.places.iter().map(|(text, place)| (&**text, *place)).collect();
        list.sort_unstable_by_key(|(_, place)| *place);
        serializer.collect_seq(list.into_iter().map(|(text, _)| text))
    }
}

/// The findings in this order, as JSON that can stand in a page.
///
/// # Errors
/// When a value has no form in JSON, which none of these is.
pub fn embedded(report: &Report, findings: &[&Finding]) -> io::Result<String> {
    let columns: Vec<Vec<Field>> = report.sources.iter().map(|source| source.layout.ordered()).collect();
    let strings = RefCell::new(Strings::default());
    // Blank is 0, which the script takes for nothing.
    strings.borrow_mut().place("");
    let data = Data {
        fields: FIELDS,
        ids: findings.iter().map(|finding| finding.id.as_str()).collect(),
        findings: Rows { findings, pack: &report.pack, columns: &columns, strings: &strings },
        sources: report
            .sources
            .iter()
            .zip(&columns)
            .map(|(source, columns)| Source::of(source, columns))
            .collect(),
        rules: report.pack.rules.iter().map(|rule| (rule.id.as_str(), rule.source.as_str())).collect(),
        duties: report
            .pack
            .duties
            .iter()
            .map(|rule| (law(&report.pack, rule), Duty::of(report, rule)))
            .collect(),
        strings: &strings,
    };
    to_inline_json(&data)
}

/// The name under which the page keeps a duty.
fn law(pack: &Pack, rule: &DutyRule) -> String {
    let text = pack.instruments.get(rule.instrument).map_or("", |text| text.id.as_str());
    format!("{} {text}", rule.duty)
}

fn row<'a>(finding: &'a Finding, pack: &Pack, columns: &[Field], strings: &mut Strings<'a>) -> Row {
    let line = &finding.line;
    let asked = pack.duty(finding.duty, line.body).map(|(rule, _)| law(pack, rule));
    let cell = |field: &Field| line.cells.get(*field).unwrap_or_default();
    let date = line.date.map(|date| date.to_string()).unwrap_or_default();
    Row(
        strings.place(finding.outcome.as_str()),
        strings.place(&finding.class),
        strings.place(finding.duty.as_str()),
        strings.place(finding.confidence.as_str()),
        strings.place(organisation_name(&line.organisation_code, &line.organisation)),
        line.source,
        line.row,
        strings.place(date),
        strings.place(&line.date_basis),
        strings.place(amount(line)),
        columns.iter().map(|field| strings.place(cell(field))).collect(),
        finding
            .evidence
            .iter()
            .map(|words| {
                [words.role.sentence(), &words.by, words.column.as_str(), &words.text]
                    .map(|text| strings.place(text))
            })
            .collect(),
        strings.place(&finding.grounds),
        strings.place(&*finding.criteria),
        strings.place(&finding.reason),
        strings.place(&*finding.recommendation),
        strings.place(&finding.exemption),
        strings.place(asked.unwrap_or_default()),
        strings.place(line.body.map_or("", BodyKind::described)),
    )
}

impl<'a> Source<'a> {
    fn of(source: &'a SourceReport, columns: &[Field]) -> Self {
        let fields = &source.layout.mapping.fields;
        let header = |field: &Field| fields.get(field).map_or("", |column| column.header.as_str());
        Self {
            file: &source.name,
            sheet: &source.sheet,
            kind: source.layout.kind.as_str(),
            columns: columns.iter().map(|field| (field.as_str(), header(field))).collect(),
        }
    }
}

impl<'a> Duty<'a> {
    fn of(report: &'a Report, rule: &DutyRule) -> Self {
        Self {
            from: day(rule.from),
            certainty: rule.certainty,
            instrument: report.pack.instruments.get(rule.instrument),
        }
    }
}

fn to_inline_json(value: &impl Serialize) -> io::Result<String> {
    let mut json = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut json, Inline))?;
    String::from_utf8(json).map_err(io::Error::other)
}

/// JSON without any sign that could end the element it stands in, or that scripts take for the end of a line.
struct Inline;

impl Formatter for Inline {
    fn write_string_fragment<W: io::Write + ?Sized>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some(at) = rest.find(['<', '\u{2028}', '\u{2029}']) {
            let (before, from) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            let mut signs = from.chars();
            if let Some(sign) = signs.next() {
                write!(out, "\\u{:04x}", u32::from(sign))?;
            }
            rest = signs.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_element_and_every_text_comes_back() {
        let texts =
            ["</script><script>alert(1)</script>", "<!--", "a\u{2028}b\u{2029}c", "\"\\\n&>", "£ é 😀"];
        let json = to_inline_json(&texts).unwrap();
        assert!(!json.contains(['<', '\u{2028}', '\u{2029}']), "{json}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), texts);
    }

    #[test]
    fn a_text_stands_in_the_list_once() {
        let mut strings = Strings::default();
        let places = ["", "fax", "", "toner", "fax"].map(|text| strings.place(text));
        assert_eq!(places, [0, 1, 0, 2, 1]);
        assert_eq!(to_inline_json(&strings).unwrap(), r#"["","fax","toner"]"#);
    }
}
