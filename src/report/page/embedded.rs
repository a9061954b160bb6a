//! The findings as the page's script reads them: JSON in the page itself, every text once.
//!
//! Registers repeat themselves, and so do reasons and recommendations: texts stand in one list and findings
//! point into it, which keeps a report of 100,000 findings small enough to send.

use std::collections::BTreeMap;
use std::io;

use faxban_core::Field;
use faxban_core::pack::{Certainty, DutyRule, Instrument};
use hashbrown::HashMap;
use serde::Serialize;
use serde_json::ser::Formatter;

use super::super::figures::day;
use super::super::tables::organisation_name;
use super::super::{Report, SourceReport};
use super::amount;
use crate::findings::Finding;

/// What the numbers of a finding are, in their order.
const FIELDS: [&str; 17] = [
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
];

#[derive(Serialize)]
struct Data<'a> {
    fields: [&'static str; 17],
    ids: Vec<&'a str>,
    findings: Vec<Row>,
    sources: Vec<Source<'a>>,
    rules: BTreeMap<&'a str, &'a str>,
    duties: BTreeMap<&'static str, Duty<'a>>,
    strings: Vec<String>,
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
struct Strings {
    places: HashMap<String, u32>,
}

impl Strings {
    fn place(&mut self, text: &str) -> u32 {
        let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        *self.places.entry_ref(text).or_insert(next)
    }

    fn into_list(self) -> Vec<String> {
        let mut list: Vec<_> = self.places.into_iter().collect();
        list.sort_unstable_by_key(|(_, place)| *place);
        list.into_iter().map(|(text, _)| text).collect()
    }
}

/// The findings in this order, as JSON that can stand in a page.
///
/// # Errors
/// When a value has no form in JSON, which none of these is.
pub fn embedded(report: &Report, findings: &[&Finding]) -> io::Result<String> {
    let columns: Vec<Vec<Field>> = report.sources.iter().map(|source| source.layout.ordered()).collect();
    let mut strings = Strings::default();
    // Blank is 0, which the script takes for nothing.
    strings.place("");
    let rows = findings
        .iter()
        .map(|finding| {
            row(finding, columns.get(finding.line.source).map_or(&[], Vec::as_slice), &mut strings)
        })
        .collect();
    let data = Data {
        fields: FIELDS,
        ids: findings.iter().map(|finding| finding.id.as_str()).collect(),
        findings: rows,
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
            .map(|(duty, rule)| (duty.as_str(), Duty::of(report, rule)))
            .collect(),
        strings: strings.into_list(),
    };
    to_inline_json(&data)
}

fn row(finding: &Finding, columns: &[Field], strings: &mut Strings) -> Row {
    let line = &finding.line;
    let mut place = |text: &str| strings.place(text);
    let cell = |field: &Field| {
        line.cells.iter().find(|(known, _)| known == field).map_or("", |(_, text)| text.as_str())
    };
    Row(
        place(finding.outcome.as_str()),
        place(&finding.class),
        place(finding.duty.as_str()),
        place(finding.confidence.as_str()),
        place(&organisation_name(&line.organisation_code, &line.organisation)),
        line.source,
        line.row,
        place(&line.date.map(|date| date.to_string()).unwrap_or_default()),
        place(&line.date_basis),
        place(&amount(line)),
        columns.iter().map(|field| place(cell(field))).collect(),
        finding
            .evidence
            .iter()
            .map(|words| {
                [words.role.sentence(), words.by.as_str(), words.column.as_str(), words.text.as_str()]
                    .map(&mut place)
            })
            .collect(),
        place(&finding.grounds),
        place(&finding.criteria),
        place(&finding.reason),
        place(&finding.recommendation),
        place(&finding.exemption),
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
        assert_eq!(strings.into_list(), ["", "fax", "toner"]);
    }
}
