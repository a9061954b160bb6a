//! Who is bound, and by which duty.

use super::{DutyRule, Instrument, Pack};
use crate::body::BodyKind;
use crate::outcome::Duty;

/// Whether the texts of a pack bind a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// One of them does.
    Bound,
    /// One of them may, or the body may follow it by its own decision.
    Uncertain,
    /// None does.
    NotBound,
    /// The kind of the body is not known: it is taken for bound.
    Unknown,
}

impl Instrument {
    fn concerns(&self, body: BodyKind) -> bool {
        self.binds.contains(&body) || self.may_bind.contains(&body)
    }
}

impl Pack {
    /// Whether a body is bound.
    #[must_use]
    pub fn standing(&self, body: Option<BodyKind>) -> Standing {
        let Some(body) = body else { return Standing::Unknown };
        if self.instruments.iter().any(|text| text.binds.contains(&body)) {
            Standing::Bound
        } else if self.instruments.iter().any(|text| text.concerns(body)) {
            Standing::Uncertain
        } else {
            Standing::NotBound
        }
    }

    /// The duty of a body, and whether a text that concerns it asks for just this.
    ///
    /// Where none does, what it asks for instead counts; for a body that is not bound, or of no known kind, what the
    /// first text of the pack asks for.
    #[must_use]
    pub fn duty(&self, duty: Duty, body: Option<BodyKind>) -> Option<(&DutyRule, bool)> {
        let concerning = || {
            self.duties.iter().filter(move |rule| {
                let text = self.instruments.get(rule.instrument);
                body.zip(text).is_some_and(|(body, text)| text.concerns(body))
            })
        };
        let asked = concerning().find(|rule| rule.duty == duty).map(|rule| (rule, true));
        asked
            .or_else(|| concerning().next().map(|rule| (rule, false)))
            .or_else(|| self.duties.iter().find(|rule| rule.duty == duty).map(|rule| (rule, true)))
    }
}
