//! What binds: instruments, duties and the outcome table.

use std::collections::BTreeMap;

use jiff::civil::Date;
use toml::Spanned;

use super::Compiler;
use crate::field::SourceKind;
use crate::judge::SENTENCES;
use crate::outcome::{Confidence, Duty, Outcome};
use crate::pack::diagnostic::line_of;
use crate::pack::form::{ClassForm, DutyForm, Head, Instrument, PackFile, SourceKindForm, SuspensionForm};
use crate::pack::{Class, DutyRule, KindRule, Suspension};

impl Compiler {
    pub(super) fn head(&mut self, forms: &[(&str, &str, PackFile)]) -> Option<(Head, Date)> {
        let mut heads = forms.iter().filter_map(|(file, text, form)| {
            form.pack.as_ref().map(|head| (*file, line_of(text, head.span().start), head.get_ref().clone()))
        });
        let Some((file, line, head)) = heads.next() else {
            self.fault("pack.toml", 0, "no file of the pack has a [pack] table with id, title and version");
            return None;
        };
        if let Some((other, line, _)) = heads.next() {
            self.fault(other, line, format!("a second [pack] table; the first is in {file}"));
        }
        if head.breach_needs == Confidence::Low {
            let message = "breach_needs = \"low\" would accuse on a bare word; write \"medium\" or \"high\"";
            self.fault(file, line, message);
        }
        match head.review_by.parse() {
            Ok(review_by) => Some((head, review_by)),
            Err(_) => {
                let message =
                    format!("review_by = \"{}\" is no date; write it as 2027-06-30", head.review_by);
                self.fault(file, line, message);
                None
            }
        }
    }

    pub(super) fn instruments(&mut self, file: &str, text: &str, forms: &[Spanned<Instrument>]) {
        for form in forms {
            let line = line_of(text, form.span().start);
            let instrument = form.get_ref();
            for (name, value) in [
                ("quotation", &instrument.quotation),
                ("url", &instrument.url),
                ("issuer", &instrument.issuer),
                ("published", &instrument.published),
            ] {
                if value.trim().is_empty() {
                    self.fault(
                        file,
                        line,
                        format!("instrument \"{}\" has no {name}: a citation needs it", instrument.id),
                    );
                }
            }
            if instrument.binds.is_empty() && instrument.may_bind.is_empty() {
                self.fault(file, line, format!("instrument \"{}\" binds nobody", instrument.id));
            }
            if self.instruments.iter().any(|other| other.id == instrument.id) {
                self.fault(file, line, format!("instrument \"{}\" is there twice", instrument.id));
            }
            self.instruments.push(instrument.clone());
        }
    }

    pub(super) fn duties(&mut self, file: &str, text: &str, forms: &[Spanned<DutyForm>]) {
        for form in forms {
            let line = line_of(text, form.span().start);
            let duty = form.get_ref();
            let wanted = duty.instrument.get_ref();
            let Some(instrument) = self.instruments.iter().position(|known| known.id == *wanted) else {
                let line = line_of(text, duty.instrument.span().start);
                self.fault(
                    file,
                    line,
                    format!("duty {} cites instrument \"{wanted}\", which the pack does not have", duty.id),
                );
                continue;
            };
            let Some(from) = self.day(file, text, "from", &duty.from) else { continue };
            let to = duty.to.as_ref().and_then(|to| self.day(file, text, "to", to));
            if to.is_some_and(|to| to < from) {
                self.fault(file, line, format!("duty {} ends before it begins", duty.id));
            }
            if duty.criteria.trim().is_empty() {
                self.fault(file, line, format!("duty {} has no criteria", duty.id));
            }
            let suspended = self.suspensions(file, text, &duty.suspended);
            let rule = DutyRule {
                duty: duty.id,
                instrument,
                from,
                to,
                suspended,
                certainty: duty.certainty,
                criteria: duty.criteria.trim().into(),
                note: duty.note.trim().to_owned(),
            };
            let is_same = |other: &DutyRule| other.duty == rule.duty && other.instrument == instrument;
            if self.duties.iter().any(is_same) {
                self.fault(file, line, format!("duty {} of instrument \"{wanted}\" is there twice", duty.id));
            }
            self.duties.push(rule);
        }
    }

    fn suspensions(&mut self, file: &str, text: &str, forms: &[Spanned<SuspensionForm>]) -> Vec<Suspension> {
        let mut all = Vec::new();
        for form in forms {
            let SuspensionForm { from, to, criteria } = form.get_ref();
            let from = self.day(file, text, "from", from);
            let to = to.as_ref().and_then(|to| self.day(file, text, "to", to));
            let criteria = criteria.trim().to_owned();
            if criteria.is_empty() {
                let line = line_of(text, form.span().start);
                self.fault(file, line, "a duty is suspended without criteria: by what text?");
            }
            all.extend(from.map(|from| Suspension { from, to, criteria }));
        }
        all
    }

    fn day(&mut self, file: &str, text: &str, key: &str, written: &Spanned<String>) -> Option<Date> {
        let day = written.get_ref().parse().ok();
        if day.is_none() {
            let message = format!("{key} = \"{}\" is no date; write it as 2019-01-01", written.get_ref());
            self.fault(file, line_of(text, written.span().start), message);
        }
        day
    }

    pub(super) fn classes(&mut self, file: &str, text: &str, forms: &[Spanned<ClassForm>]) {
        for form in forms {
            let line = line_of(text, form.span().start);
            let class = form.get_ref();
            let mut verdicts = BTreeMap::new();
            let by_duty = [
                (Duty::Buy, &class.buy),
                (Duty::Hold, &class.hold),
                (Duty::RunningCost, &class.running_cost),
            ];
            for (duty, verdict) in by_duty {
                let Some(verdict) = verdict else { continue };
                if !self.duties.iter().any(|rule| rule.duty == duty) {
                    self.fault(
                        file,
                        line,
                        format!(
                            "class \"{}\" has a verdict for {duty}, a duty that the pack does not have",
                            class.id
                        ),
                    );
                }
                if !is_verdict(verdict.outcome) {
                    self.fault(
                        file,
                        line,
                        format!(
                            "class \"{}\": {} is no verdict; use breach, review, indicator or compliant",
                            class.id, verdict.outcome
                        ),
                    );
                }
                verdicts.insert(duty, (verdict.outcome, verdict.recommendation.trim().into()));
            }
            for duty in [class.ledger, class.register] {
                if !verdicts.contains_key(&duty) {
                    self.fault(file, line, format!("class \"{}\" falls under {duty} but says nothing of what follows: add [class.{duty}]", class.id));
                }
            }
            if self.classes.iter().any(|other| other.id == class.id) {
                self.fault(file, line, format!("class \"{}\" is there twice", class.id));
            }
            self.classes.push(Class {
                id: class.id.clone(),
                label: class.label.clone(),
                ledger: class.ledger,
                register: class.register,
                verdicts,
                note: class.note.trim().to_owned(),
            });
        }
    }

    pub(super) fn source_kinds(&mut self, file: &str, text: &str, forms: &[Spanned<SourceKindForm>]) {
        for form in forms {
            let line = line_of(text, form.span().start);
            let SourceKindForm { kind, at_most, sentence, recommendation } = form.get_ref();
            let name = kind.as_str();
            if !is_verdict(*at_most) {
                let message = format!(
                    "source_kind {name}: {at_most} is not a verdict; use breach, review, indicator or compliant"
                );
                self.fault(file, line, message);
            }
            let said = sentence.as_ref().map(|sentence| {
                let known = SENTENCES.iter().copied().find(|known| known == sentence.get_ref());
                if known.is_none() {
                    let message = format!(
                        "source_kind {name} names the sentence \"{}\", which is not under [reason] in wording.toml",
                        sentence.get_ref()
                    );
                    self.fault(file, line_of(text, sentence.span().start), message);
                }
                known
            });
            let recommendation = recommendation.as_deref().map(str::trim);
            if recommendation == Some("") {
                self.fault(
                    file,
                    line,
                    format!("source_kind {name} has a blank recommendation: leave it out"),
                );
            }
            let rule = KindRule {
                at_most: *at_most,
                sentence: said.flatten(),
                recommendation: recommendation.map(Into::into),
            };
            if self.source_kinds.insert(*kind, rule).is_some() {
                self.fault(file, line, format!("source_kind {name} is there twice"));
            }
        }
    }

    /// What may be said of every kind of table, where the pack says nothing by default.
    pub(super) fn every_kind(&mut self) -> BTreeMap<SourceKind, KindRule> {
        let mut kinds = std::mem::take(&mut self.source_kinds);
        for kind in SourceKind::ALL {
            kinds.entry(*kind).or_insert_with(|| KindRule::by_default(*kind));
        }
        kinds
    }
}

const fn is_verdict(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Breach | Outcome::Review | Outcome::Indicator | Outcome::Compliant)
}
