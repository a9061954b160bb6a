//! Names of people: behind a title, or behind words that a person follows.

use super::tokens::Kind::{Mask, Number, Sign, Space, Word};
use super::words::Lead;
use super::{Content, Here};

/// Titles and words of a name looked at.
const MOST_WORDS: usize = 8;
/// Words behind a name among which "Ltd" makes it a firm's.
const FIRM_WITHIN: usize = 3;

/// How a name is written.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    initials: usize,
    words: usize,
    capitals: bool,
}

impl Here<'_> {
    /// The token behind a name that begins here.
    pub(super) fn name(&self) -> Option<usize> {
        if matches!(self.text.before(self.at), Some(Word | Number))
            || matches!(self.personal.lead(self.text, self.at), Some((Lead::Firm, _)))
        {
            return None;
        }
        self.titled().or_else(|| self.surname_first()).or_else(|| self.led())
    }

    /// `Mr Smith`, `DR A PATEL`, `Mr & Mrs J Smith`.
    fn titled(&self) -> Option<usize> {
        let from = self.titles(self.at)?;
        let (next, shape) = self.words(from, true)?;
        if shape.words == 0 || self.is_firm(next) {
            return None;
        }
        (self.content != Content::Party || self.is_whole(next)).then_some(next)
    }

    /// Behind titles, of which the first has a capital letter.
    fn titles(&self, mut at: usize) -> Option<usize> {
        let text = self.text;
        let mut count = 0;
        while self.is_title(at) {
            count += 1;
            at += 1;
            let dotted = text.is_sign(at, '.');
            at += usize::from(dotted);
            if !(text.is_space(at) || dotted && text.kind(at) == Some(Word)) {
                return None;
            }
            at = text.skip_space(at);
            let and = text.is_sign(at, '&') || text.lower(at) == "and";
            if and && text.is_space(at + 1) && self.is_title(at + 2) {
                at += 2;
            }
            if count == MOST_WORDS {
                return None;
            }
        }
        (count > 0).then_some(at)
    }

    fn is_title(&self, at: usize) -> bool {
        self.text.kind(at) == Some(Word)
            && starts_large(self.text.written(at))
            && self.personal.titles.contains(self.text.lower(at))
    }

    /// Initials and names from a token on. Behind a title anything can be a surname that is not a word known to
    /// follow titles ("MR scanner"); further words must not be words of things.
    fn words(&self, from: usize, titled: bool) -> Option<(usize, Shape)> {
        let (text, personal) = (self.text, self.personal);
        let mut shape = Shape::default();
        let (mut at, mut next) = (from, from);
        for _ in 0..MOST_WORDS {
            let written = text.written(at);
            let lower = text.lower(at);
            if text.kind(at) != Some(Word) || self.runs_on(at + 1) {
                break;
            }
            if is_initial(written) || shape.words == 0 && self.are_initials(at) {
                let behind = at + 1 + usize::from(text.is_sign(at + 1, '.'));
                at = text.skip_space(behind);
                // "Mr Terence R Russell": one that counts only if a surname follows.
                if shape.words > 0 {
                    if shape.words > 1 || shape.initials > 0 || at == behind {
                        break;
                    }
                    continue;
                }
                shape.initials += 1;
                next = behind;
                // "Mr D & Mrs J Smith"
                let and = text.is_sign(at, '&') || text.lower(at) == "and";
                if titled && and && text.is_space(at + 1) && self.is_title(at + 2) {
                    at = self.titles(at + 2)?;
                }
                continue;
            }
            if personal.particles.contains(lower) && text.is_space(at + 1) && text.kind(at + 2) == Some(Word)
            {
                at += 2;
                continue;
            }
            if !starts_large(written) || lower.len() < 2 {
                break;
            }
            let capitals = !written.chars().any(char::is_lowercase);
            let first = shape.words == 0;
            let known = if first && titled {
                personal.not_after_titles.contains(lower)
            } else {
                personal.not_names.contains(lower)
                    || personal.firm_words.contains(lower)
                    || (!first && personal.honours.contains(lower))
                    || is_department(lower)
            };
            let further = shape.initials == 0 && capitals == shape.capitals && !self.is_title(at);
            let end = self.hyphenated(at);
            let last = shape.words < 2 || self.is_end(end);
            if known || !(first || further && last) || self.runs_on(end) {
                break;
            }
            shape = Shape { words: shape.words + 1, capitals, ..shape };
            next = end;
            if !text.is_space(next) {
                break;
            }
            at = next + 1;
        }
        (next > from).then_some((next, shape))
    }

    /// Whether capitals before a name in small letters are initials, as in `JM Kitchen`.
    fn are_initials(&self, at: usize) -> bool {
        let text = self.text;
        let small = |word: &str| starts_large(word) && word.chars().any(char::is_lowercase);
        let written = text.written(at);
        let named = text.is_space(at + 1) && small(text.written(at + 2)) && !self.runs_on(at + 3);
        written.len() <= 3 && !small(written) && named
    }

    /// Whether digits follow at once, as in `FAX2840` or `FAX-2840`, or what was masked of them.
    fn runs_on(&self, next: usize) -> bool {
        let text = self.text;
        match text.kind(next) {
            Some(Number | Mask) => true,
            Some(Sign('-' | '_' | '/')) => matches!(text.kind(next + 1), Some(Number | Mask)),
            Some(Sign('@')) => true,
            _ => false,
        }
    }

    /// Behind a surname and the surname joined to it.
    fn hyphenated(&self, at: usize) -> usize {
        let text = self.text;
        let joined = text.is_sign(at + 1, '-') && starts_large(text.written(at + 2));
        if joined && text.kind(at + 2) == Some(Word) { at + 3 } else { at + 1 }
    }

    fn is_end(&self, next: usize) -> bool {
        !(self.text.is_space(next) && self.text.kind(next + 1) == Some(Word))
    }

    /// Whether a word such as "Ltd" stands among the next words.
    fn is_firm(&self, mut next: usize) -> bool {
        let text = self.text;
        let mut words = 0;
        while words < FIRM_WITHIN {
            match text.kind(next) {
                Some(Word) => {
                    // "Ltd00000" is a code.
                    if self.personal.firm_words.contains(text.lower(next)) && !self.runs_on(next + 1) {
                        return true;
                    }
                    words += 1;
                }
                Some(Space | Sign('&' | '\'')) => {}
                _ => return false,
            }
            next += 1;
        }
        false
    }

    /// Whether a party's name is this and no more, but for letters of honour and a trading name.
    fn is_whole(&self, mut next: usize) -> bool {
        let text = self.text;
        if (0..self.at).any(|at| text.kind(at) == Some(Word)) {
            return false;
        }
        while let Some(kind) = text.kind(next) {
            let trading =
                text.lower(next) == "t" && text.is_sign(next + 1, '/') && text.lower(next + 2) == "a"
                    || text.lower(next) == "trading" && text.lower(next + 2) == "as";
            if trading {
                return true;
            }
            match kind {
                Word if !self.personal.honours.contains(text.lower(next)) => return false,
                Sign('&' | '+') => return false,
                _ => next += 1,
            }
        }
        true
    }

    /// A party's name with the title last, as accounts write it: `SMITH J MR`.
    fn surname_first(&self) -> Option<usize> {
        let text = self.text;
        if self.content != Content::Party || self.at > 0 {
            return None;
        }
        let mut words = Vec::new();
        let mut at = 0;
        while let Some(kind) = text.kind(at) {
            match kind {
                Word if words.len() < 5 => words.push(at),
                Space | Sign(',' | '.') => {}
                _ => return None,
            }
            at += 1;
        }
        let (title, name) = words.split_last()?;
        let is_word = |at: &&usize| !is_initial(text.written(**at));
        let surnames = name.iter().filter(is_word).count();
        let of_things = |at: &usize| {
            let lower = text.lower(*at);
            self.personal.not_names.contains(lower)
                || self.personal.firm_words.contains(lower)
                || self.personal.titles.contains(lower)
        };
        (self.is_title(*title) && (1..=2).contains(&surnames) && !name.iter().any(of_things)).then_some(at)
    }

    /// A name behind "FAO", "requested by", "user:" and the like.
    fn led(&self) -> Option<usize> {
        match self.lead? {
            Lead::Person => {
                let (next, shape) = self.words(self.at, false)?;
                let full = shape.words > 1 || shape.initials > 0;
                let alone = shape.words == 1 && (!shape.capitals || self.text.written(self.at).len() > 3);
                (shape.words > 0 && (full || alone) && !self.is_firm(next)).then_some(next)
            }
            Lead::Contact => {
                let (next, shape) = self.words(self.at, false)?;
                let colon = self.text.is_sign(self.at.wrapping_sub(1), ':')
                    || self.text.is_sign(self.at.wrapping_sub(2), ':');
                let full = shape.words > 1 || (shape.initials > 0 && shape.words > 0);
                let sure = colon || (!shape.capitals && self.is_end_of_capitals(next));
                (full && sure && !self.is_firm(next)).then_some(next)
            }
            Lead::Login => self.login(),
            _ => None,
        }
    }

    fn is_end_of_capitals(&self, next: usize) -> bool {
        !(self.text.is_space(next) && starts_large(self.text.written(next + 1)))
    }

    /// `user: jsmith02`, or a name in full.
    fn login(&self) -> Option<usize> {
        let text = self.text;
        if let Some((next, shape)) = self.words(self.at, false)
            && (shape.words > 1 || shape.initials > 0 && shape.words > 0)
        {
            return Some(next);
        }
        let mut next = self.at;
        while matches!(text.kind(next), Some(Word | Number))
            || (matches!(text.kind(next), Some(Sign('.' | '_' | '-')))
                && matches!(text.kind(next + 1), Some(Word | Number)))
        {
            next += 1;
        }
        let lower = text.lower(self.at);
        (lower.len() > 2 && !self.personal.not_names.contains(lower) && !is_department(lower)).then_some(next)
    }
}

fn starts_large(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn is_initial(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(char::is_uppercase) && characters.next().is_none()
}

/// Radiology, orthopaedics, paediatrics: departments, not people.
fn is_department(lower: &str) -> bool {
    lower.ends_with("ology") || lower.ends_with("aedics") || lower.ends_with("iatrics")
}
