//! The words of a line that count, as they are shown.

use faxban_core::wording::{Facts, Wording};
use faxban_core::{Confidence, Field, Pack, Role, Sign};
use serde::{Deserialize, Serialize};

/// Words of a line that count, with what counts them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// What they have to do with the result.
    pub role: Role,
    /// The rule or exclusion that names them.
    pub by: String,
    /// The column in which they stand.
    pub column: Field,
    /// The words as written.
    pub text: String,
}

impl Words {
    /// The words of a sign in its cell.
    #[must_use]
    pub fn of(sign: &Sign, cell: &str, pack: &Pack) -> Self {
        let by = match sign.role {
            Role::Decides | Role::Agrees => pack.rules.get(sign.by).map(|rule| &rule.id),
            Role::Conflicts | Role::Explains | Role::Doubts => {
                pack.exclusions.get(sign.by).map(|exclusion| &exclusion.id)
            }
        };
        Self {
            role: sign.role,
            by: by.cloned().unwrap_or_default(),
            column: sign.column,
            text: cell.get(sign.span.clone()).unwrap_or_default().to_owned(),
        }
    }
}

/// Evidence in sentences.
#[must_use]
pub fn told(evidence: &[Words], confidence: Option<Confidence>, wording: &Wording) -> String {
    let mut facts = Facts::new();
    facts.insert("confidence", confidence.map_or("", Confidence::as_str).to_owned());
    let mut sentences = Vec::new();
    for words in evidence {
        facts.insert("column", words.column.as_str().replace('_', " "));
        facts.insert("text", words.text.clone());
        facts.insert("by", words.by.clone());
        sentences.push(wording.evidence(words.role.sentence(), &facts));
    }
    if confidence.is_some() {
        sentences.push(wording.evidence("so", &facts));
    }
    sentences.join(" ")
}
