//! The judge: what a match means on a day.
//!
//! It knows time, not text. A match of a class falls under a duty; the duty has a first day; the line has
//! a date, a status, an amount; out come one outcome and the sentences that explain it.

mod bound;
mod circumstances;
mod kinds;
mod ledger;
mod register;

use std::sync::Arc;

use jiff::civil::Date;

pub use self::circumstances::{Circumstances, DateFact, Elsewhere, Foreign};
use crate::field::SourceKind;
use crate::outcome::{Confidence, Duty, Outcome};
use crate::pack::{Class, KindRule, Pack};
use crate::wording::{Facts, Wording};

/// Names of the sentences that a verdict can use.
pub const SENTENCES: &[&str] = &[
    "bought_on_or_after",
    "bought_before",
    "cost_on_or_after",
    "cost_before",
    "not_in_force",
    "no_date",
    "impossible_date",
    "unreadable_date",
    "coarse_date",
    "after_as_of",
    "refund",
    "foreign",
    "low_confidence",
    "unplaced",
    "conflicting",
    "several",
    "held_in_use",
    "held_stored",
    "held_stated",
    "held_not_stated",
    "before_phase_out",
    "disposed_before",
    "disposed_after",
    "disposed_later",
    "disposed_before_acquired",
    "disposed_undated",
    "disposed_coarse",
    "disposed_unreadable",
    "status_conflict",
    "lost",
    "ordered",
    "status_unknown",
    "emergency",
    "acquired_on_or_after",
    "acquired_how",
    "fax_pages",
    "no_fax_pages",
    "requested",
    "request_before",
    "request_dated",
    "request_rejected",
    "request_approved",
    "request_ordered",
    "request_pending",
    "on_offer",
    "line_listed",
    "line_in_use",
    "line_ceased",
    "line_gone",
    "line_ceases_later",
    "only_listed",
    "name_alone",
    "doubted",
    "beside",
    "hidden",
    "exempt",
    "exempt_without_end",
    "exempt_evidence",
    "exemption_expired",
    "exemption_not_begun",
    "not_bound",
    "may_be_bound",
    "body_unknown",
    "duty_not_asked",
    "duty_ended",
    "duty_suspended",
];

/// What a sentence can name.
pub const PLACES: &[&str] = &[
    "class",
    "date",
    "from",
    "as_of",
    "status",
    "disposed",
    "acquired",
    "method",
    "quantity",
    "amount",
    "pages",
    "doubt",
    "beside",
    "reason",
    "approver",
    "expires",
    "evidence",
    "column",
    "setting",
    "whose",
    "body",
    "binds",
    "instrument",
    "until",
    "since",
    "suspension",
];

/// What the matcher found, as far as the judge needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Index into [`Pack::classes`].
    pub class: usize,
    /// How sure it is.
    pub confidence: Confidence,
    /// Whether the line contradicts itself.
    pub conflicts: bool,
}

/// A person's permission, as far as the judge needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// Why.
    pub reason: String,
    /// Who allowed it.
    pub approver: String,
    /// First day, if one is given.
    pub from: Option<Date>,
    /// Last day, inclusive; none means without end.
    pub expires: Option<Date>,
    /// Where the permission can be read; blank if that is not said.
    pub evidence: String,
}

impl Exemption {
    /// Whether it holds on a day, both its first and its last included.
    #[must_use]
    pub fn is_live(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && !self.has_ended(day)
    }

    /// Whether its last day is past.
    #[must_use]
    pub fn has_ended(&self, day: Date) -> bool {
        self.expires.is_some_and(|last| last < day)
    }
}

/// The verdict on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What becomes of the line.
    pub outcome: Outcome,
    /// The duty that decided.
    pub duty: Duty,
    /// The criteria, with the citation.
    pub criteria: Arc<str>,
    /// Why, in sentences.
    pub reason: String,
    /// What to do.
    pub recommendation: Arc<str>,
}

/// What is the same for every line of a table.
#[derive(Debug, Clone, Copy)]
pub struct Bench<'a> {
    /// The pack by which it is judged.
    pub pack: &'a Pack,
    /// The sentences.
    pub wording: &'a Wording,
    /// The day as of which it is judged.
    pub as_of: Date,
}

impl Bench<'_> {
    /// Judges a line of a class.
    #[must_use]
    pub fn judge(
        &self,
        found: Found,
        kind: SourceKind,
        line: &Circumstances,
        exemption: Option<&Exemption>,
    ) -> Option<Verdict> {
        let class = self.pack.classes.get(found.class)?;
        let mut draft = match kind {
            SourceKind::Ledger => ledger::judge(self, class, line)?,
            SourceKind::Register | SourceKind::PrintFleet => register::judge(self, class, line)?,
            SourceKind::Requisition => kinds::requisition(self, class, line)?,
            SourceKind::Catalogue | SourceKind::List => kinds::names(self, class, kind, line)?,
            SourceKind::Lines => kinds::telephone_line(self, class, line)?,
        };
        let strict = matches!(draft.outcome, Outcome::Breach | Outcome::Indicator);
        let needs = match draft.outcome {
            Outcome::Breach => self.pack.breach_needs,
            _ => Confidence::Medium,
        };
        if found.confidence < needs && strict {
            draft.outcome = Outcome::Review;
            if found.conflicts {
                draft.says.push("conflicting");
            } else if line.elsewhere.is_none() {
                draft.says.push("low_confidence");
            }
        }
        if line.elsewhere.is_some() {
            draft.says.push("unplaced");
        }
        let rule = self.pack.source_kinds.get(&kind);
        if draft.outcome != Outcome::Compliant {
            draft.limit(kind, rule, line.hidden);
        }
        let is_known_gone = matches!(line.disposed, DateFact::Known { .. });
        if line.doubt.is_some() && strict && !is_known_gone {
            draft.outcome = draft.outcome.min(Outcome::Review);
            draft.says.push("doubted");
        }
        // It says nothing of running costs, which are charges and parts themselves.
        if line.beside.is_some() && draft.outcome == Outcome::Breach {
            draft.outcome = Outcome::Review;
            draft.says.push("beside");
        }
        if line.name_alone {
            draft.outcome = draft.outcome.min(Outcome::Review);
            draft.says.push("name_alone");
        }
        if line.quantity.is_some_and(|pieces| pieces > 1) {
            draft.says.push("several");
        }
        self.bind(line, &mut draft);
        if let Some(exemption) = exemption
            && matches!(draft.outcome, Outcome::Breach | Outcome::Review)
        {
            self.exempt(&mut draft, exemption);
        }
        Some(self.write(class, rule, line, exemption, &draft))
    }

    fn exempt(&self, draft: &mut Draft, exemption: &Exemption) {
        if exemption.is_live(self.as_of) {
            draft.outcome = Outcome::Exempt;
            draft.says.push(if exemption.expires.is_some() { "exempt" } else { "exempt_without_end" });
        } else if exemption.has_ended(self.as_of) {
            draft.says.push("exemption_expired");
        } else {
            draft.says.push("exemption_not_begun");
        }
        if !exemption.evidence.is_empty() {
            draft.says.push("exempt_evidence");
        }
    }

    fn write(
        &self,
        class: &Class,
        rule: Option<&KindRule>,
        line: &Circumstances,
        exemption: Option<&Exemption>,
        draft: &Draft,
    ) -> Verdict {
        let rule_of = |duty| self.pack.duty(duty, line.body).map(|(rule, _)| rule);
        let duty = rule_of(draft.duty);
        let stop_buy = rule_of(Duty::Buy).map(|duty| duty.from);
        let mut facts = Facts::from([
            ("class", class.label.clone()),
            ("date", line.date.text()),
            ("from", duty.map(|duty| duty.from.to_string()).unwrap_or_default()),
            ("as_of", self.as_of.to_string()),
            ("status", line.status.clone()),
            ("disposed", line.disposed.text()),
            ("acquired", line.acquired.text()),
            ("method", line.method.to_lowercase()),
            ("quantity", line.quantity.unwrap_or(1).to_string()),
            ("amount", line.amount()),
            ("doubt", line.doubt.clone().unwrap_or_default()),
            ("beside", line.beside.clone().unwrap_or_default()),
            ("pages", line.fax_pages.unwrap_or(0).to_string()),
        ]);
        if let Some(Elsewhere { heading, setting }) = &line.elsewhere {
            facts.insert("column", heading.clone());
            facts.insert("setting", setting.clone());
        }
        self.facts_of_body(draft.duty, line, &mut facts);
        if let Some(exemption) = exemption {
            facts.insert("reason", exemption.reason.clone());
            facts.insert("approver", exemption.approver.clone());
            facts.insert("evidence", exemption.evidence.clone());
            facts.insert("expires", exemption.expires.map(|day| day.to_string()).unwrap_or_default());
        }
        let mut sentences = Vec::new();
        for name in &draft.says {
            if let ("acquired_on_or_after", Some(day)) = (*name, stop_buy) {
                facts.insert("from", day.to_string());
            }
            sentences.push(self.wording.reason(name, &facts));
        }
        let of_class = || class.verdicts.get(&draft.duty).map(|(_, text)| text.clone());
        let of_kind = rule.and_then(|rule| rule.recommendation.clone());
        let recommendation = of_kind.or_else(of_class).unwrap_or_default();
        Verdict {
            outcome: draft.outcome,
            duty: draft.duty,
            criteria: duty.map(|duty| duty.criteria.clone()).unwrap_or_default(),
            reason: sentences.join(" "),
            recommendation: match draft.outcome {
                Outcome::Compliant | Outcome::OutOfScope => Arc::default(),
                _ => recommendation,
            },
        }
    }
}

/// A verdict before it is put into words.
struct Draft {
    outcome: Outcome,
    duty: Duty,
    says: Vec<&'static str>,
}

impl Draft {
    fn new(outcome: Outcome, duty: Duty, sentence: &'static str) -> Self {
        Self { outcome, duty, says: vec![sentence] }
    }

    /// Keeps to what may be said of the lines of a kind of table, and says what they prove.
    fn limit(&mut self, kind: SourceKind, rule: Option<&KindRule>, hidden: bool) {
        let Some(rule) = rule else { return };
        self.outcome = self.outcome.min(rule.at_most);
        if let Some(sentence) = rule.sentence {
            self.says.insert(0, sentence);
        }
        // A list in a hidden sheet feeds the choices of another sheet, whatever a pack says of lists.
        if kind == SourceKind::List && hidden {
            self.outcome = self.outcome.min(Outcome::Review);
            self.says.push("hidden");
        }
    }
}
