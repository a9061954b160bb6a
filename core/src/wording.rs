//! The sentences of a verdict: templates from a file, filled with the facts of a line.

use std::collections::BTreeMap;

/// Sentence templates by name, with places such as `{class}` or `{date}`.
#[derive(Debug, Clone)]
pub struct Wording {
    sentences: BTreeMap<String, String>,
}

/// What a template can name, and what stands there for one line.
pub type Facts = BTreeMap<&'static str, String>;

impl Wording {
    /// Reads a wording file: a table `[reason]` of sentences.
    ///
    /// # Errors
    /// When the file is no such table, when a sentence that the judge uses is missing, or when one names
    /// a place that no line has.
    pub fn parse(text: &str) -> Result<Self, String> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            reason: BTreeMap<String, String>,
        }
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        if let Some(missing) = crate::judge::SENTENCES.iter().find(|name| !file.reason.contains_key(**name)) {
            return Err(format!("the sentence \"{missing}\" is missing under [reason]"));
        }
        for (name, sentence) in &file.reason {
            if !crate::judge::SENTENCES.contains(&name.as_str()) {
                return Err(format!("[reason] has \"{name}\", which nothing uses"));
            }
            if let Some(place) = places(sentence).find(|place| !crate::judge::PLACES.contains(place)) {
                return Err(format!(
                    "the sentence \"{name}\" names {{{place}}}; it can name {}",
                    crate::judge::PLACES.join(", ")
                ));
            }
        }
        Ok(Self { sentences: file.reason })
    }

    /// A sentence with its places filled.
    #[must_use]
    pub fn say(&self, name: &str, facts: &Facts) -> String {
        let mut sentence = self.sentences.get(name).cloned().unwrap_or_default();
        for (place, value) in facts {
            sentence = sentence.replace(&format!("{{{place}}}"), value);
        }
        sentence
    }
}

fn places(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(place, _)| place)
}
