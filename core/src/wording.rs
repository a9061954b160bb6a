//! The sentences of a verdict: templates from a file, filled with the facts of a line.

use std::collections::BTreeMap;

/// Sentence templates by section and name, with places such as `{class}` or `{date}`.
#[derive(Debug, Clone, Default)]
pub struct Wording {
    reason: Sentences,
    evidence: Sentences,
}

type Sentences = BTreeMap<String, String>;

/// What a template can name, and what stands there for one line.
pub type Facts = BTreeMap<&'static str, String>;

impl Wording {
    /// Reads a wording file: the tables `[reason]` and `[evidence]` of sentences.
    ///
    /// # Errors
    /// When the file has other tables, when a sentence that the program uses is missing, or when one names
    /// a place that no line has.
    pub fn parse(text: &str) -> Result<Self, String> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            reason: Sentences,
            evidence: Sentences,
        }
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        check("reason", &file.reason, crate::judge::SENTENCES, crate::judge::PLACES)?;
        check("evidence", &file.evidence, crate::evidence::SENTENCES, crate::evidence::PLACES)?;
        Ok(Self { reason: file.reason, evidence: file.evidence })
    }

    /// A sentence of a verdict's reason with its places filled.
    #[must_use]
    pub fn reason(&self, name: &str, facts: &Facts) -> String {
        fill(self.reason.get(name).map_or("", String::as_str), facts)
    }

    /// A sentence on the evidence with its places filled.
    #[must_use]
    pub fn evidence(&self, name: &str, facts: &Facts) -> String {
        fill(self.evidence.get(name).map_or("", String::as_str), facts)
    }
}

fn check(section: &str, sentences: &Sentences, names: &[&str], known: &[&str]) -> Result<(), String> {
    if let Some(missing) = names.iter().find(|name| !sentences.contains_key(**name)) {
        return Err(format!("the sentence \"{missing}\" is missing under [{section}]"));
    }
    for (name, sentence) in sentences {
        if !names.contains(&name.as_str()) {
            return Err(format!("[{section}] has \"{name}\", which nothing uses"));
        }
        if let Some(place) = places(sentence).find(|place| !known.contains(place)) {
            let known = known.join(", ");
            return Err(format!("the sentence \"{name}\" names {{{place}}}; it can name {known}"));
        }
    }
    Ok(())
}

/// Fills places from left to right; what is filled in is never looked at again, whatever braces a cell holds.
#[must_use]
pub fn fill(sentence: &str, facts: &Facts) -> String {
    let mut rest = sentence;
    let mut filled = String::with_capacity(sentence.len());
    while let Some((before, (place, after))) =
        rest.split_once('{').and_then(|(before, from)| Some((before, from.split_once('}')?)))
    {
        filled.push_str(before);
        filled.push_str(facts.get(place).map_or("", String::as_str));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The places that a sentence names.
pub fn places(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::{Facts, fill};

    #[test]
    fn what_a_cell_holds_is_no_place() {
        let facts = Facts::from([("status", "{date}".to_owned()), ("date", "today".to_owned())]);
        assert_eq!(fill("{status} on {date}.", &facts), "{date} on today.");
    }
}
