//! The words by which personal data is told, from a rule file.

use std::collections::{BTreeMap, BTreeSet};

use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

use super::tokens::{Kind, Text};

/// What words say of what follows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// A person, by surname alone or in full.
    Person,
    /// A person, but only if it looks like one in full: "contact lenses" are none.
    Contact,
    /// The name by which a person logs in.
    Login,
    /// A phone number.
    Phone,
    /// An NHS number.
    Nhs,
    /// A patient's number.
    Patient,
    /// A date of birth.
    Birth,
    /// An order number, a serial or another code.
    Code,
    /// A firm's name that begins like a person's.
    Firm,
}

/// The words by which personal data is told.
#[derive(Debug, Clone)]
pub struct Personal {
    /// Words before something, by their first token; the longest first.
    leads: BTreeMap<String, Vec<(Vec<String>, Lead)>>,
    pub(super) titles: BTreeSet<String>,
    pub(super) honours: BTreeSet<String>,
    pub(super) particles: BTreeSet<String>,
    pub(super) not_after_titles: BTreeSet<String>,
    pub(super) not_names: BTreeSet<String>,
    pub(super) firm_words: BTreeSet<String>,
    pub(super) roles: BTreeSet<String>,
    /// Where, in ASCII, a title or words before a person or a patient may stand.
    telling: Regex,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    names: Names,
    firms: Firms,
    mailboxes: Mailboxes,
    before: Before,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    titles: Vec<String>,
    honours: Vec<String>,
    particles: Vec<String>,
    not_after_titles: Vec<String>,
    not_names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Firms {
    names: Vec<String>,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mailboxes {
    roles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Before {
    person: Vec<String>,
    contact: Vec<String>,
    login: Vec<String>,
    phone: Vec<String>,
    nhs: Vec<String>,
    patient: Vec<String>,
    birth: Vec<String>,
    code: Vec<String>,
}

impl Personal {
    /// Reads a file of such words.
    ///
    /// # Errors
    /// When it is not in the form of `rules/personal.toml`, or an entry that must be one word is none; the message
    /// names the line or the entry.
    pub fn parse(text: &str) -> Result<Self, String> {
        let File { names, firms, mailboxes, before } =
            toml::from_str(text).map_err(|error| error.to_string())?;
        let mut leads: BTreeMap<String, Vec<(Vec<String>, Lead)>> = BTreeMap::new();
        for (list, lead) in [
            (before.person, Lead::Person),
            (before.contact, Lead::Contact),
            (before.login, Lead::Login),
            (before.phone, Lead::Phone),
            (before.nhs, Lead::Nhs),
            (before.patient, Lead::Patient),
            (before.birth, Lead::Birth),
            (before.code, Lead::Code),
            (firms.names, Lead::Firm),
        ] {
            for phrase in list {
                let tokens = tokens(&phrase);
                let Some(first) = tokens.first() else {
                    return Err("a blank entry would stand before everything; take it out".to_owned());
                };
                leads.entry(first.clone()).or_default().push((tokens, lead));
            }
        }
        for phrases in leads.values_mut() {
            phrases.sort_by_key(|(tokens, _)| std::cmp::Reverse(tokens.len()));
        }
        let titles = single(names.titles)?;
        Ok(Self {
            telling: anywhere(
                titles.iter().map(|title| format!("{}(?:[^a-z]|$)", regex_syntax::escape(title))),
                &leads,
                &[Lead::Person, Lead::Contact, Lead::Login, Lead::Patient, Lead::Birth],
            )?,
            leads,
            titles,
            honours: single(names.honours)?,
            particles: single(names.particles)?,
            not_after_titles: single(names.not_after_titles)?,
            not_names: single(names.not_names)?,
            firm_words: single(firms.words)?,
            roles: single(mailboxes.roles)?,
        })
    }

    /// Whether anything in a text can be personal: a quick look before the close one. Nearly all cells stop here.
    pub(super) fn may_be_in(&self, text: &str) -> bool {
        // Phone and NHS numbers have ten digits and more.
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        !text.is_ascii() || digits > 8 || text.contains('@') || self.telling.is_match(text.as_bytes())
    }

    /// The words before something that begin at a token, with the token behind them.
    pub(super) fn lead(&self, text: &Text<'_>, at: usize) -> Option<(Lead, usize)> {
        self.leads.get(text.lower(at))?.iter().find_map(|(phrase, lead)| {
            let fits = phrase.iter().enumerate().all(|(index, token)| {
                let at = at + index;
                if token == " " { text.is_space(at) } else { text.lower(at) == token }
            });
            let next = at + phrase.len();
            let whole = text.kind(next.wrapping_sub(1)) != Some(Kind::Word)
                || !matches!(text.kind(next), Some(Kind::Word | Kind::Number));
            (fits && (whole || *lead != Lead::Firm)).then_some((*lead, next))
        })
    }
}

/// Where, in ASCII text, one of some patterns or the words before something may stand.
fn anywhere(
    patterns: impl Iterator<Item = String>,
    leads: &BTreeMap<String, Vec<(Vec<String>, Lead)>>,
    kinds: &[Lead],
) -> Result<Regex, String> {
    let phrases = leads.values().flatten().filter(|(_, lead)| kinds.contains(lead));
    let written = |token: &String| match token.as_str() {
        " " => r"\s+".to_owned(),
        token => regex_syntax::escape(token),
    };
    let phrases = phrases.map(|(tokens, _)| {
        let begins_a_word = tokens.first().is_some_and(|token| token.starts_with(char::is_alphabetic));
        let before = if begins_a_word { "(?:^|[^a-z])" } else { "" };
        before.to_owned() + &tokens.iter().map(written).collect::<String>()
    });
    let any = patterns.map(|pattern| format!("(?:^|[^a-z]){pattern}")).chain(phrases).collect::<Vec<_>>();
    let built = RegexBuilder::new(&any.join("|")).unicode(false).case_insensitive(true).build();
    built.map_err(|error| error.to_string())
}

fn tokens(phrase: &str) -> Vec<String> {
    let lower = phrase.trim().to_ascii_lowercase();
    let text = Text::new(&lower, &lower);
    (0..)
        .map_while(|at| text.token(at).map(|token| (at, token.kind)))
        .map(|(at, kind)| if kind == Kind::Space { " ".to_owned() } else { text.lower(at).to_owned() })
        .collect()
}

/// Words that are looked up one by one.
fn single(words: Vec<String>) -> Result<BTreeSet<String>, String> {
    words
        .into_iter()
        .map(|word| match tokens(&word).as_slice() {
            [one] => Ok(one.clone()),
            _ => Err(format!("\"{word}\" stands in a list of single words; write each word by itself")),
        })
        .collect()
}
