//! Packs: what is banned, by what text, from when, and how its products are recognised.
//!
//! A pack's life: files as text → the form that may be written (`form`) → checks (`validate`: every reference,
//! date, pattern and example, faults with file and line) → [`Pack`] (immutable, compiled).

mod advice;
mod bound;
mod codes;
mod diagnostic;
mod examples;
mod form;
mod models;
mod patterns;
mod validate;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

pub use bound::Standing;
pub use diagnostic::Diagnostic;
pub use form::{Certainty, Instrument, Reach};

use crate::field::{Field, SourceKind};
use crate::gate::Gate;
use crate::grammar::Grammar;
use crate::literal::Literals;
use crate::matcher::{self, Matcher};
use crate::outcome::{Confidence, Duty, Outcome};

/// The files of a pack: path within the pack → content.
pub type PackFiles = BTreeMap<String, String>;

/// A checked and compiled pack.
#[derive(Debug)]
pub struct Pack {
    /// Short name, as given to `--pack`.
    pub id: String,
    /// What the pack audits.
    pub title: String,
    /// Version of the pack's content.
    pub version: String,
    /// Day by which it should be looked at again.
    pub review_by: Date,
    /// What its products are called in a sentence.
    pub product: String,
    /// How a departure is worded.
    pub departure: String,
    /// What organisations declare themselves when they are done, as in "fax free"; none where they do not.
    pub declared: Option<String>,
    /// How sure a match must be for a breach; less is for review.
    pub breach_needs: Confidence,
    /// The texts that bind, in the order written. By the first the lines of a body of no known kind are judged.
    pub instruments: Vec<Instrument>,
    /// What they ask for, in the order written.
    pub duties: Vec<DutyRule>,
    /// The classes, in the order of the outcome table.
    pub classes: Vec<Class>,
    /// The rules, in the order written (codes follow).
    pub rules: Vec<Rule>,
    /// The declared near misses.
    pub exclusions: Vec<Exclusion>,
    /// What an audit with this pack cannot see.
    pub limitations: Vec<String>,
    /// What may be said of the lines of each kind of table; every kind is there.
    pub source_kinds: BTreeMap<SourceKind, KindRule>,
    /// What words around a product say was bought.
    pub grammar: Grammar,
    pub(crate) matcher: Matcher,
}

/// A duty with its date.
#[derive(Debug, Clone)]
pub struct DutyRule {
    /// What it asks for.
    pub duty: Duty,
    /// Index into [`Pack::instruments`].
    pub instrument: usize,
    /// First day on which an act or a holding departs from it.
    pub from: Date,
    /// Last day on which it holds; none where no end is known.
    pub to: Option<Date>,
    /// Days on which it is relaxed.
    pub suspended: Vec<Suspension>,
    /// Whether the text states the date.
    pub certainty: Certainty,
    /// Criteria of a finding, with the citation.
    pub criteria: Arc<str>,
    /// How the date was arrived at.
    pub note: String,
}

/// Days on which a duty is relaxed.
#[derive(Debug, Clone)]
pub struct Suspension {
    /// First day.
    pub from: Date,
    /// Last day; none where no end is known.
    pub to: Option<Date>,
    /// By what words of what text.
    pub criteria: String,
}

impl Suspension {
    /// Whether the duty is relaxed on a day.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// A class and what each duty makes of it.
#[derive(Debug, Clone)]
pub struct Class {
    /// Name in files.
    pub id: String,
    /// Noun for sentences.
    pub label: String,
    /// Duty of a ledger line.
    pub ledger: Duty,
    /// Duty of a register line.
    pub register: Duty,
    /// Outcome and recommendation by duty.
    pub verdicts: BTreeMap<Duty, (Outcome, Arc<str>)>,
    /// What the instrument says of the class.
    pub note: String,
}

/// What may be said of the lines of a kind of table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindRule {
    /// The most serious outcome that a line can have.
    pub at_most: Outcome,
    /// The sentence that says what such a line proves, by its name in the wording file.
    pub sentence: Option<&'static str>,
    /// What to do, where that is not what the class recommends.
    pub recommendation: Option<Arc<str>>,
}

impl KindRule {
    /// Returns what may be said where a pack says nothing: only ledgers and registers prove a breach.
    #[must_use]
    pub const fn by_default(kind: SourceKind) -> Self {
        let (at_most, sentence) = match kind {
            SourceKind::Ledger | SourceKind::Register => (Outcome::Breach, None),
            SourceKind::Requisition => (Outcome::Review, Some("requested")),
            SourceKind::Catalogue => (Outcome::Review, Some("on_offer")),
            SourceKind::Lines => (Outcome::Review, Some("line_listed")),
            SourceKind::PrintFleet => (Outcome::Review, None),
            SourceKind::List => (Outcome::Review, Some("only_listed")),
        };
        Self { at_most, sentence, recommendation: None }
    }
}

/// A compiled rule; its expressions live in the matcher.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Name in files.
    pub id: String,
    /// Index into [`Pack::classes`].
    pub class: usize,
    /// How sure a match is by itself.
    pub confidence: Confidence,
    /// How sure it can be at most, whatever stands beside it.
    pub at_most: Option<Confidence>,
    /// Whether it counts only beside another match.
    pub weak: bool,
    /// Whether it is a list of models.
    pub listed: bool,
    /// Whether the maker's name may be the supplier's.
    pub maker_may_supply: bool,
    /// Whether every word of the description has to be known for a breach.
    pub whole: bool,
    /// Columns that it reads.
    pub columns: Vec<Field>,
    /// Kinds of table that it applies to.
    pub kinds: Vec<SourceKind>,
    /// Precedence among several rules that match.
    pub rank: i32,
    /// Where the knowledge comes from.
    pub source: String,
    /// The author's remark.
    pub note: String,
    /// What the author wrote: phrases, then patterns.
    pub written: Vec<String>,
    /// Folded strings one of which stands in every line that the rule matches.
    pub literals: Literals,
    /// File and line of the rule.
    pub place: (String, usize),
}

/// A compiled exclusion.
#[derive(Debug, Clone)]
pub struct Exclusion {
    /// Name in files.
    pub id: String,
    /// Why such a line is none.
    pub reason: String,
    /// How much of the line it explains.
    pub reach: Reach,
    /// Columns that it reads.
    pub columns: Vec<Field>,
    /// Columns of the matches that it explains; all when none are named.
    pub of: Option<Vec<Field>>,
    /// Kinds of table that it applies to.
    pub kinds: Vec<SourceKind>,
    /// Whether it is a list of models that are no product of the pack.
    pub listed: bool,
    /// Indexes of classes that it does not clear.
    pub keeps: Vec<usize>,
    /// What the author wrote.
    pub written: Vec<String>,
    /// File and line.
    pub place: (String, usize),
}

/// Columns that rules read when they do not say which.
pub const PRODUCT_COLUMNS: &[Field] = &[
    Field::Description,
    Field::Model,
    Field::Category,
    Field::Manufacturer,
    Field::ExpenseType,
    Field::Supplier,
];

/// Every column that a rule can name. A product named in any other column, of a line that these leave clear, is a matter
/// for review.
pub const TEXT_COLUMNS: &[Field] = &[
    Field::Description,
    Field::Model,
    Field::Category,
    Field::Manufacturer,
    Field::ProductCode,
    Field::ExpenseType,
    Field::ExpenseArea,
    Field::Supplier,
    Field::FaxPages,
    Field::FaxFunction,
];

/// Columns whose cells say something as soon as they are neither blank nor zero: every such line is tried against the
/// rules, which for these columns need no fixed part.
pub const TELLING_COLUMNS: &[Field] = &[Field::FaxPages, Field::FaxFunction];

/// Whether a cell of one of [`TELLING_COLUMNS`] says something.
#[must_use]
pub fn tells(cell: &str) -> bool {
    cell.bytes().any(|byte| byte.is_ascii_alphanumeric() && byte != b'0')
}

impl Pack {
    /// Reads, checks and compiles a pack.
    ///
    /// # Errors
    /// Every fault found, with its file and line.
    pub fn load(files: &PackFiles) -> Result<Self, Vec<Diagnostic>> {
        let (pack, written) = validate::compile(files)?;
        let whole = |message| vec![Diagnostic { file: pack.id.clone(), line: 0, message }];
        pack.matcher.compile_all().map_err(whole)?;
        let faults = examples::check(&pack, &written);
        if faults.is_empty() { Ok(pack) } else { Err(faults) }
    }

    /// The same without running the examples, for a pack that has been checked before.
    ///
    /// # Errors
    /// Every fault found, with its file and line.
    pub fn load_unchecked(files: &PackFiles) -> Result<Self, Vec<Diagnostic>> {
        validate::compile(files).map(|(pack, _)| pack)
    }

    /// The regular expressions by which rules find products, over folded text.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.matcher.finds()
    }

    /// The search that decides whether a record of a table of this kind with these columns can match at all.
    ///
    /// Rules that recognise a product by its description are asked of every table, since it may be named in any column;
    /// others, such as lists of codes, only where one of their columns is there.
    #[must_use]
    pub fn gate(&self, kind: SourceKind, columns: &[Field]) -> Gate {
        let applies = |rule: &&Rule| {
            !rule.weak
                && rule.kinds.contains(&kind.family())
                && (matcher::reads_elsewhere(&rule.columns)
                    || rule.columns.iter().any(|column| columns.contains(column)))
        };
        let literals = self.rules.iter().filter(applies).flat_map(|rule| rule.literals.iter().cloned());
        Gate::new(&literals.collect())
    }
}
