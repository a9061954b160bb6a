//! `rules/crosscheck.toml`: limits, words and sentences of the cross-check, checked when they are read.

use std::collections::BTreeMap;

use faxban_core::wording::{self, Facts};
use serde::Deserialize;

use super::Check;

/// What a sentence can name.
const PLACES: &[&str] = &[
    "what",
    "date",
    "amount",
    "place",
    "other_what",
    "other_date",
    "other_amount",
    "other_place",
    "class",
    "model",
    "ended",
    "until",
    "pieces",
    "searched",
    "by",
];
const SENTENCES: &[&str] = &[
    "not_registered",
    "not_registered_perhaps",
    "paid_after_disposal",
    "never_paid",
    "same_number_one_register",
    "same_number_registers",
    "same_number_organisations",
    "same_number_elsewhere",
    "back_after_disposal",
    "several_pieces",
    "lease_after_end",
    "lease_after_until",
    "refunded",
    "partly_refunded",
];
const REASONS: &[&str] = &[
    "nothing_found",
    "nothing_found_no_model",
    "bought_before",
    "no_acquired",
    "near_day",
    "same_number",
    "same_model",
    "all_gone",
    "no_payment",
    "vague_payments",
    "same_serial",
    "same_tag",
    "other_models",
    "stated",
    "own_words",
    "same_order",
    "same_text",
    "part_of_order",
];

type Sentences = BTreeMap<String, String>;

/// Limits, words and sentences.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Limits in days.
    pub days: Days,
    /// Words that are looked for.
    pub words: Words,
    titles: Sentences,
    sentences: Sentences,
    why: Sentences,
}

/// Limits in days.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// Days by which a register's acquisition may come before the ledger's date.
    pub acquired_before: u16,
    /// Days by which it may come after.
    pub acquired_after: u16,
    /// Days after an end in which a last bill may come.
    pub last_bill: u16,
}

/// Words that are looked for, in lower case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Of a lease or hire.
    pub lease: Vec<String>,
    /// Before the day on which something ends.
    pub until: Vec<String>,
    /// In place of a number that is not known.
    pub no_number: Vec<String>,
}

impl Guide {
    /// Reads the file.
    ///
    /// # Errors
    /// When a sentence is missing or superfluous, or names a place that no line has; the message says which.
    pub fn parse(text: &str) -> Result<Self, String> {
        let guide: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let titles: Vec<&str> = Check::ALL.iter().map(|check| check.as_str()).collect();
        for (section, sentences, names) in [
            ("titles", &guide.titles, titles.as_slice()),
            ("sentences", &guide.sentences, SENTENCES),
            ("why", &guide.why, REASONS),
        ] {
            if let Some(missing) = names.iter().find(|name| !sentences.contains_key(**name)) {
                return Err(format!("the sentence \"{missing}\" is missing under [{section}]"));
            }
            for (name, sentence) in sentences {
                if !names.contains(&name.as_str()) {
                    return Err(format!("[{section}] has \"{name}\", which nothing uses"));
                }
                if let Some(place) = wording::places(sentence).find(|place| !PLACES.contains(place)) {
                    return Err(format!(
                        "the sentence \"{name}\" names {{{place}}}; it can name {}",
                        PLACES.join(", ")
                    ));
                }
            }
        }
        Ok(guide)
    }

    /// What a check looks for, in words.
    #[must_use]
    pub fn title(&self, check: Check) -> &str {
        self.titles.get(check.as_str()).map_or(check.as_str(), String::as_str)
    }

    /// A sentence with its places filled.
    #[must_use]
    pub fn sentence(&self, name: &str, facts: &Facts) -> String {
        wording::fill(self.sentences.get(name).map_or("", String::as_str), facts)
    }

    /// A reason with its places filled.
    #[must_use]
    pub fn why(&self, name: &str, facts: &Facts) -> String {
        wording::fill(self.why.get(name).map_or("", String::as_str), facts)
    }
}
