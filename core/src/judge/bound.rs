//! Whether the texts of a pack bind the body whose line it is, and what they ask of it.

use jiff::civil::Date;

use super::{Bench, Circumstances, Draft};
use crate::body::BodyKind;
use crate::outcome::{Duty, Outcome};
use crate::pack::{Class, DutyRule, Standing, Suspension};
use crate::wording::Facts;

impl Bench<'_> {
    /// What a duty makes of a class, with the duty as it is asked of the line's body.
    pub(super) fn verdict_of(
        &self,
        class: &Class,
        duty: Duty,
        line: &Circumstances,
    ) -> Option<(&DutyRule, Outcome)> {
        let (_, (outcome, _)) = class.verdicts.get_key_value(&duty)?;
        Some((self.pack.duty(duty, line.body)?.0, *outcome))
    }

    /// Takes a line out of scope whose body is not bound, and puts one up for review of which no text says plainly that
    /// it departs from it.
    pub(super) fn bind(&self, line: &Circumstances, draft: &mut Draft) {
        let doubt = match self.pack.standing(line.body) {
            Standing::NotBound => {
                draft.outcome = Outcome::OutOfScope;
                draft.says = vec!["not_bound"];
                return;
            }
            Standing::Unknown => {
                if draft.outcome == Outcome::Breach {
                    draft.says.push("body_unknown");
                }
                return;
            }
            Standing::Uncertain => Some("may_be_bound"),
            Standing::Bound => None,
        };
        let Some((rule, is_asked)) = self.pack.duty(draft.duty, line.body) else { return };
        let doubt = doubt
            .or((!is_asked).then_some("duty_not_asked"))
            .or_else(|| self.suspension(rule, line).map(|_| "duty_suspended"))
            .or_else(|| rule.to.filter(|to| *to < self.day(rule.duty, line)).map(|_| "duty_ended"));
        if let Some(doubt) = doubt
            && draft.outcome >= Outcome::Indicator
        {
            draft.outcome = draft.outcome.min(Outcome::Review);
            draft.says.push(doubt);
        }
    }

    /// What sentences can say of the body and of what binds it.
    pub(super) fn facts_of_body(&self, duty: Duty, line: &Circumstances, facts: &mut Facts) {
        let whose = if line.whose.is_empty() { "The organisation" } else { &line.whose };
        let bound = self.pack.instruments.iter().flat_map(|text| &text.binds);
        facts.insert("whose", whose.to_owned());
        facts.insert("body", line.body.map_or("", BodyKind::described).to_owned());
        facts.insert("binds", listed(bound.map(|kind| kind.plural())));
        let Some((rule, _)) = self.pack.duty(duty, line.body) else { return };
        let text = self.pack.instruments.get(rule.instrument);
        facts.insert("instrument", text.map(|text| text.title.clone()).unwrap_or_default());
        facts.insert("until", rule.to.map(|to| to.to_string()).unwrap_or_default());
        if let Some(suspension) = self.suspension(rule, line) {
            facts.insert("since", suspension.from.to_string());
            facts.insert("suspension", suspension.criteria.clone());
        }
    }

    fn suspension<'r>(&self, rule: &'r DutyRule, line: &Circumstances) -> Option<&'r Suspension> {
        let day = self.day(rule.duty, line);
        rule.suspended.iter().find(|suspension| suspension.covers(day))
    }

    /// The day on which a line would depart from a duty: a thing is held on the day as of which it is judged.
    fn day(&self, duty: Duty, line: &Circumstances) -> Date {
        match duty {
            Duty::Hold => self.as_of,
            Duty::Buy | Duty::RunningCost => line.date.first().unwrap_or(self.as_of),
        }
    }
}

/// Names as a sentence lists them.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.collect();
    let Some(last) = names.pop() else { return "nobody".to_owned() };
    if names.is_empty() { last.to_owned() } else { format!("{} and {last}", names.join(", ")) }
}
