//! Findings as the checks see them: what part a line plays, whose it is, and the keys by which it can meet others.
//!
//! Keys come from cells as they are shown. Where a piece of personal data is masked there is no key: two masks are
//! equal, what is behind them need not be.

use std::collections::{BTreeMap, BTreeSet};

use faxban_core::money::format_pounds_grouped;
use faxban_core::status::State;
use faxban_core::wording::Facts;
use faxban_core::{Confidence, Duty, Field, Outcome, Pack, SourceKind};
use jiff::civil::Date;

use super::guide::Guide;
use super::{Candidate, Check};
use crate::findings::{Finding, Line};
pub use crate::organisations::plain;
use crate::privacy::is_masked;
use crate::report::figures::in_row;
use crate::report::{SourceReport, tables};

/// What part a line plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A ledger line for a machine.
    Bought,
    /// A ledger line for running one.
    Cost,
    /// A register line for a machine that the instrument names.
    Machine,
    /// A register line for another thing of the pack.
    Thing,
    /// Anything else.
    Other,
}

/// A finding with its keys.
#[derive(Debug)]
pub struct Item<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// What part it plays.
    pub part: Part,
    /// Key of the organisation.
    pub organisation: String,
    /// Order number.
    pub order: Option<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// Asset tag.
    pub tag: Option<String>,
    /// The part of a model's name that makers, shops and registers write alike.
    pub model: Option<String>,
}

impl Item<'_> {
    /// The finding's line.
    pub const fn line(&self) -> &Line {
        &self.finding.line
    }

    /// Whether a register line says that the thing is gone.
    pub fn is_gone(&self) -> bool {
        self.line().disposed.is_some() || self.line().state == State::Disposed
    }

    /// Whether it is a register's.
    pub const fn is_held(&self) -> bool {
        matches!(self.part, Part::Machine | Part::Thing)
    }

    /// Keys that stand for this very thing, within its organisation.
    pub fn own_keys(&self) -> Vec<String> {
        [("order", &self.order), ("serial", &self.serial), ("tag", &self.tag)]
            .into_iter()
            .filter_map(|(kind, key)| Some(self.within(kind, key.as_ref()?)))
            .collect()
    }

    /// A key within the organisation.
    pub fn within(&self, kind: &str, key: &str) -> String {
        [&self.organisation, kind, key].join("\u{1f}")
    }
}

/// The findings, and the tables that were looked through.
#[derive(Debug)]
pub struct Lines<'a> {
    /// Every finding, in order.
    pub items: Vec<Item<'a>>,
    /// Limits, words and sentences.
    pub guide: &'a Guide,
    sources: &'a [SourceReport],
    pack: &'a Pack,
    /// Tables by organisation and kind.
    tables: BTreeMap<(String, SourceKind), BTreeSet<usize>>,
}

impl<'a> Lines<'a> {
    pub fn new(
        findings: &'a [Finding],
        sources: &'a [SourceReport],
        pack: &'a Pack,
        guide: &'a Guide,
    ) -> Self {
        let names = Names::new(findings);
        let mut tables: BTreeMap<(String, SourceKind), BTreeSet<usize>> = BTreeMap::new();
        for (at, source) in sources.iter().enumerate() {
            for written in source.organisations.keys() {
                let named = source.organisation_names.get(written).unwrap_or(written);
                tables.entry((names.shown(named), source.layout.kind)).or_default().insert(at);
            }
        }
        let items: Vec<Item<'a>> = findings
            .iter()
            .map(|finding| {
                let cell = |field| number(&finding.line, field, guide);
                Item {
                    finding,
                    part: part(finding, pack),
                    organisation: names.of(&finding.line),
                    order: cell(Field::OrderNumber),
                    serial: cell(Field::Serial),
                    tag: cell(Field::AssetId),
                    model: model(finding),
                }
            })
            .collect();
        for item in &items {
            if let Some(kind) = item.line().kind {
                tables.entry((item.organisation.clone(), kind)).or_default().insert(item.line().source);
            }
        }
        Self { items, guide, sources, pack, tables }
    }

    /// The item of a number from a join.
    pub fn at(&self, number: u32) -> Option<&Item<'a>> {
        self.items.get(number as usize)
    }

    /// Items with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &Item<'a>)> {
        (0_u32..).zip(&self.items)
    }

    /// Items of some parts with a key.
    pub fn keyed(
        &self,
        wanted: impl Fn(&Item<'a>) -> bool,
        key: impl Fn(&Item<'a>) -> Option<String>,
    ) -> Vec<(String, u32)> {
        self.numbered()
            .filter(|(_, item)| wanted(item))
            .filter_map(|(at, item)| Some((key(item)?, at)))
            .collect()
    }

    /// Tables of an organisation that can say what was bought or is held.
    pub fn tables(&self, organisation: &str, kind: SourceKind) -> Vec<&SourceReport> {
        let numbers = self.tables.get(&(organisation.to_owned(), kind)).into_iter().flatten();
        let tables = numbers.filter_map(|at| self.sources.get(*at));
        tables.filter(|table| !table.layout.assessable.is_empty()).collect()
    }

    /// What sentences can say of a line and another.
    pub fn facts(&self, left: &Item<'_>, right: Option<&Item<'_>>) -> Facts {
        let mut facts = Facts::from([
            ("class", self.label(left.finding)),
            ("model", left.model.clone().or_else(|| right?.model.clone()).unwrap_or_default()),
        ]);
        let mut put = |item: &Item<'_>, what, date, amount, place| {
            let line = item.line();
            facts.insert(what, line.what());
            facts.insert(date, line.date.map_or_else(|| "an unknown day".to_owned(), |day| day.to_string()));
            let pounds = line.pence.map(|pence| format_pounds_grouped(i128::from(pence)));
            facts.insert(amount, pounds.unwrap_or_else(|| "no amount stated".to_owned()));
            let source = self.sources.get(line.source).map(SourceReport::title).unwrap_or_default();
            facts.insert(place, format!("{source}{}", in_row(line.row)));
        };
        put(left, "what", "date", "amount", "place");
        if let Some(right) = right {
            put(right, "other_what", "other_date", "other_amount", "other_place");
        }
        facts
    }

    /// A candidate with its sentence and its reasons filled in.
    pub fn candidate(
        &self,
        check: Check,
        (left, right): (u32, Option<u32>),
        sure: Confidence,
        (sentence, why): (&str, &[&str]),
        more: &[(&'static str, String)],
    ) -> Option<Candidate> {
        let item = self.at(left)?;
        let mut facts = self.facts(item, right.and_then(|right| self.at(right)));
        facts.extend(more.iter().cloned());
        let why: Vec<String> = why.iter().map(|why| self.guide.why(why, &facts)).collect();
        Some(Candidate {
            check,
            organisation: tables::organisation_name(
                &item.line().organisation_code,
                &item.line().organisation,
            ),
            sentence: self.guide.sentence(sentence, &facts),
            sure,
            left: left as usize,
            right: right.map(|right| right as usize),
            why: why.join("; "),
            apart: None,
        })
    }

    fn label(&self, finding: &Finding) -> String {
        let class = self.pack.classes.iter().find(|class| class.id == finding.class);
        class.map_or_else(|| finding.class.clone(), |class| class.label.clone())
    }
}

/// What part a finding's class gives it in its kind of table.
fn part(finding: &Finding, pack: &Pack) -> Part {
    let Some(class) = pack.classes.iter().find(|class| class.id == finding.class) else { return Part::Other };
    let is_machine = class.verdicts.get(&Duty::Hold).is_some_and(|(outcome, _)| *outcome == Outcome::Breach);
    let is_credit = finding.line.pence.is_some_and(|pence| pence < 0);
    match (finding.line.kind, class.ledger, class.register) {
        (Some(SourceKind::Ledger), Duty::Buy, _) if is_machine && !is_credit => Part::Bought,
        (Some(SourceKind::Ledger), Duty::RunningCost, _) if !is_credit => Part::Cost,
        (Some(SourceKind::Register), _, Duty::Hold) if is_machine => Part::Machine,
        (Some(SourceKind::Register), _, Duty::Hold) => Part::Thing,
        _ => Part::Other,
    }
}

/// Organisations by the code that some line gives beside their name.
struct Names {
    codes: BTreeMap<String, Option<String>>,
    shown: BTreeMap<String, String>,
}

impl Names {
    fn new(findings: &[Finding]) -> Self {
        let mut names = Self { codes: BTreeMap::new(), shown: BTreeMap::new() };
        let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
        for Finding { line, .. } in findings {
            if line.organisation_code.is_empty()
                || !seen.insert((&line.organisation_code, &line.organisation))
            {
                continue;
            }
            let (code, name) = (plain(&line.organisation_code), plain(&line.organisation));
            // A name beside two codes says nothing.
            let known = names.codes.entry(name).or_insert_with(|| Some(code.clone()));
            if known.as_ref().is_some_and(|known| *known != code) {
                *known = None;
            }
            names.shown.insert(tables::organisation_name(&line.organisation_code, &line.organisation), code);
        }
        names
    }

    fn of(&self, line: &Line) -> String {
        if line.organisation_code.is_empty() {
            self.named(&line.organisation)
        } else {
            plain(&line.organisation_code)
        }
    }

    /// By the name that tables show.
    fn shown(&self, name: &str) -> String {
        self.shown.get(name).cloned().unwrap_or_else(|| self.named(name))
    }

    fn named(&self, name: &str) -> String {
        let name = plain(name);
        self.codes.get(&name).cloned().flatten().unwrap_or(name)
    }
}

/// A number that stands for one thing: letters and digits only, none for what people write when they have none.
fn number(line: &Line, field: Field, guide: &Guide) -> Option<String> {
    let cell = line.cells.get(field)?;
    if is_masked(cell) || guide.words.no_number.contains(&plain(cell)) {
        return None;
    }
    let key = letters_and_digits(cell);
    let digits = key.chars().filter(char::is_ascii_digit);
    // "0000", "X" and "-" stand for nothing.
    (key.len() >= 3 && digits.clone().count() > 0 && digits.clone().any(|digit| digit != '0')).then_some(key)
}

fn letters_and_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// The model: the first word with a digit among the words that matched, or of the model column.
fn model(finding: &Finding) -> Option<String> {
    let texts =
        finding.evidence.iter().filter(|words| words.column != Field::ProductCode).map(|words| &*words.text);
    texts.chain([finding.line.model.as_str()]).filter(|text| !is_masked(text)).find_map(|text| {
        text.split_whitespace().find_map(|word| {
            let key = letters_and_digits(word);
            let bare = ["FACSIMILE", "TELEFAX", "FAX"]
                .iter()
                .find_map(|name| key.strip_prefix(name))
                .unwrap_or(&key);
            (bare.len() >= 3 && bare.bytes().any(|byte| byte.is_ascii_digit())).then(|| bare.to_owned())
        })
    })
}

/// Whether any of the words stands in a text.
pub fn says(text: &str, words: &[String]) -> bool {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| !word.is_empty() && words.iter().any(|known| known == word))
}

/// So many days after a day.
pub fn after(day: Date, days: u16) -> Date {
    day.saturating_add(jiff::Span::new().days(i64::from(days)))
}

/// So many days before a day.
pub fn before(day: Date, days: u16) -> Date {
    day.saturating_sub(jiff::Span::new().days(i64::from(days)))
}
