//! The file form of a pack: exactly what an author may write, nothing checked yet.
//!
//! Unknown keys are refused while reading; everything else is checked by [`super::validate`], which
//! alone can make the form that the matcher uses.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::body::BodyKind;
use crate::field::{Field, SourceKind};
use crate::grammar::{Follows, Part};
use crate::outcome::{Confidence, Duty, Outcome};

/// One TOML file of a pack. A pack may spread its tables over as many files as it likes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    pub pack: Option<Spanned<Head>>,
    #[serde(default)]
    pub instrument: Vec<Spanned<Instrument>>,
    #[serde(default)]
    pub duty: Vec<Spanned<DutyForm>>,
    #[serde(default)]
    pub class: Vec<Spanned<ClassForm>>,
    #[serde(default)]
    pub rule: Vec<Spanned<RuleForm>>,
    #[serde(default)]
    pub exclusion: Vec<Spanned<ExclusionForm>>,
    #[serde(default)]
    pub limitation: Vec<Spanned<LimitationForm>>,
    #[serde(default)]
    pub source_kind: Vec<Spanned<SourceKindForm>>,
    /// Lists of words by name; `<name>` in a phrase or pattern stands for any of them.
    #[serde(default)]
    pub words: BTreeMap<String, Spanned<WordsForm>>,
    /// What words around a product say was bought.
    #[serde(default)]
    pub tag: Vec<Spanned<TagForm>>,
}

/// Words that mean the same in a phrase around a product.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagForm {
    pub id: String,
    pub part: Part,
    /// Words and abbreviations; a star stands for any ending.
    #[serde(default)]
    pub words: Vec<Spanned<String>>,
    /// What follows where such a word stands in front of the product, with *for* or *of* between them.
    #[serde(default)]
    pub before: Option<Follows>,
    /// What follows where it stands in front of the product with nothing between them.
    #[serde(default)]
    pub near: Option<Follows>,
    /// What follows where it stands right behind the product.
    #[serde(default)]
    pub behind: Option<Follows>,
    /// Whether it counts wherever it stands behind the product.
    #[serde(default)]
    pub reaches: bool,
    /// Whether it is something done: what stands behind a colon or comes with it is what it is done to.
    #[serde(default)]
    pub acts: bool,
    /// Whether it counts behind the product only with nothing between them.
    #[serde(default)]
    pub joined: bool,
    /// Why such a line is none, as a sentence for the auditor.
    #[serde(default)]
    pub reason: String,
    /// The rule that the line falls under.
    #[serde(default)]
    pub becomes: Option<Spanned<String>>,
    /// Classes that it leaves as they are.
    #[serde(default)]
    pub keeps: Vec<Spanned<String>>,
    #[serde(default)]
    pub kinds: Option<Vec<SourceKind>>,
    #[serde(default)]
    pub r#match: Vec<Spanned<Example>>,
    #[serde(default)]
    pub no_match: Vec<Spanned<Example>>,
}

/// Words that rules have in common.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordsForm {
    #[serde(default)]
    pub phrases: Vec<Spanned<String>>,
    #[serde(default)]
    pub patterns: Vec<Spanned<String>>,
}

/// What the pack is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub id: String,
    pub title: String,
    pub version: String,
    /// ISO date by which somebody should look at the pack again.
    pub review_by: String,
    /// What the pack's products are called in a sentence, as in "3 fax products".
    pub product: String,
    /// How a departure is worded, as in "departs from the DHSC instruction of December 2018".
    pub departure: String,
    /// What organisations declare themselves when they are done, as in "fax free"; none where they do not.
    #[serde(default)]
    pub declared: Option<String>,
    /// How sure a match must be for a breach.
    #[serde(default = "medium")]
    pub breach_needs: Confidence,
}

const fn medium() -> Confidence {
    Confidence::Medium
}

/// How sure a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The text says so.
    Stated,
    /// It follows from the text, by the pack's author's reading.
    Inferred,
}

/// The text that binds.
#[derive(Debug, Clone, serde::Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Name within the pack.
    pub id: String,
    /// Title of the text.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// When, as precisely as is known.
    pub published: String,
    /// Where it can be read.
    pub url: String,
    /// The words that bind.
    pub quotation: String,
    /// Whether the text itself says what the pack makes of it.
    pub certainty: Certainty,
    /// The kinds of body that it binds.
    pub binds: Vec<BodyKind>,
    /// The kinds of body that it may bind, or that may follow it: of those no line is a breach.
    #[serde(default)]
    pub may_bind: Vec<BodyKind>,
    /// What else a reader should know of it.
    #[serde(default)]
    pub note: String,
}

/// What an instrument asks for, and from when.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyForm {
    pub id: Duty,
    pub instrument: Spanned<String>,
    /// First day (ISO) on which an act or a holding departs from the duty.
    pub from: Spanned<String>,
    /// Last day (ISO) on which it holds; none where no end is known.
    #[serde(default)]
    pub to: Option<Spanned<String>>,
    pub certainty: Certainty,
    /// The criteria of a finding, with the citation.
    pub criteria: String,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub suspended: Vec<Spanned<SuspensionForm>>,
}

/// Days on which a duty is relaxed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspensionForm {
    /// First day (ISO).
    pub from: Spanned<String>,
    /// Last day (ISO); none where no end is known.
    #[serde(default)]
    pub to: Option<Spanned<String>>,
    /// By what words of what text.
    pub criteria: String,
}

/// What a duty makes of a class.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictForm {
    pub outcome: Outcome,
    pub recommendation: String,
}

/// A class of products and its row of the outcome table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassForm {
    pub id: String,
    /// Singular noun for sentences: "fax machine".
    pub label: String,
    /// The duty that a ledger line of this class falls under.
    pub ledger: Duty,
    /// The duty that a register line of this class falls under.
    pub register: Duty,
    pub buy: Option<VerdictForm>,
    pub hold: Option<VerdictForm>,
    pub running_cost: Option<VerdictForm>,
    /// The scope note shown beside the class: what the instrument says of it, or does not.
    #[serde(default)]
    pub note: String,
}

/// What may be said of the lines of a kind of table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceKindForm {
    pub kind: SourceKind,
    /// The most serious outcome that a line can have.
    pub at_most: Outcome,
    /// The sentence that says what such a line proves, by its name in `wording.toml`.
    #[serde(default)]
    pub sentence: Option<Spanned<String>>,
    /// What to do, where that is not what the class recommends.
    #[serde(default)]
    pub recommendation: Option<String>,
}

/// What identifies a class.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleForm {
    pub id: String,
    pub class: Spanned<String>,
    pub confidence: Confidence,
    /// How sure it can be at most, whatever stands beside it: for words that are misspelt or cut.
    #[serde(default)]
    pub at_most: Option<Confidence>,
    /// Where the knowledge comes from.
    pub source: String,
    #[serde(default)]
    pub columns: Option<Vec<Field>>,
    #[serde(default)]
    pub kinds: Option<Vec<SourceKind>>,
    #[serde(default)]
    pub phrases: Vec<Spanned<String>>,
    #[serde(default)]
    pub patterns: Vec<Spanned<String>>,
    /// Whether the supplier's name may stand for the maker's: "Sharp Business Systems" with "FO-4810".
    #[serde(default)]
    pub maker_may_supply: bool,
    /// Whether every word of the description has to be known for a breach.
    #[serde(default)]
    pub whole: bool,
    /// Phrases one of which must stand in a column that the rule reads as well.
    #[serde(default)]
    pub requires: Vec<Spanned<String>>,
    /// Phrases that stop the rule, in any column that it reads.
    #[serde(default)]
    pub unless: Vec<Spanned<String>>,
    /// Of several rules that match, the one with the highest rank decides the class.
    #[serde(default)]
    pub rank: Option<i32>,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub r#match: Vec<Spanned<Example>>,
    #[serde(default)]
    pub no_match: Vec<Spanned<Example>>,
}

/// How much of a line an exclusion explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Only matches that overlap the excluded words.
    Words,
    /// Every match in the same cell.
    Cell,
    /// Every match in the line.
    Line,
}

/// A declared near miss.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExclusionForm {
    pub id: String,
    /// Why such a line is none, as a sentence for the auditor.
    pub reason: String,
    pub reach: Reach,
    #[serde(default)]
    pub columns: Option<Vec<Field>>,
    /// Columns of the matches that it explains.
    #[serde(default)]
    pub of: Option<Vec<Field>>,
    #[serde(default)]
    pub kinds: Option<Vec<SourceKind>>,
    #[serde(default)]
    pub phrases: Vec<Spanned<String>>,
    #[serde(default)]
    pub patterns: Vec<Spanned<String>>,
    /// Phrases in the same cell that keep the exclusion from applying.
    #[serde(default)]
    pub unless: Vec<Spanned<String>>,
    /// Classes that it does not clear.
    #[serde(default)]
    pub keeps: Vec<Spanned<String>>,
    #[serde(default)]
    pub r#match: Vec<Spanned<Example>>,
    #[serde(default)]
    pub no_match: Vec<Spanned<Example>>,
}

/// A sentence on what an audit with this pack cannot see.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitationForm {
    pub text: String,
}

/// An example line: a description alone, or several cells.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Example {
    /// The description of a ledger line.
    Text(String),
    /// Cells by canonical column, with the kind of table under `kind`.
    Cells(BTreeMap<String, String>),
}
