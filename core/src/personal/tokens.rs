//! A text cut into words, numbers and signs.

use super::Kind as Personal;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters, with apostrophes between them.
    Word,
    /// Digits.
    Number,
    /// White space, however much.
    Space,
    /// Any other character; dashes of every kind are `-`.
    Sign(char),
    /// The mask of a piece that was masked before.
    Mask,
}

/// A token with its place in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// A text with its tokens; `lower` is the text with ASCII letters in lower case, byte for byte.
#[derive(Debug)]
pub struct Text<'a> {
    text: &'a str,
    lower: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Text<'a> {
    /// Cuts a text.
    pub fn new(text: &'a str, lower: &'a str) -> Self {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let start = text.len() - rest.len();
            let (kind, length) = cut(rest, first);
            tokens.push(Token { kind, start, end: start + length });
            rest = rest.get(length..).unwrap_or_default();
        }
        Self { text, lower, tokens }
    }

    pub fn token(&self, at: usize) -> Option<Token> {
        self.tokens.get(at).copied()
    }

    pub fn kind(&self, at: usize) -> Option<Kind> {
        self.token(at).map(|token| token.kind)
    }

    /// The token as written; nothing behind the end.
    pub fn written(&self, at: usize) -> &'a str {
        self.token(at).and_then(|token| self.text.get(token.start..token.end)).unwrap_or_default()
    }

    /// The token in lower case.
    pub fn lower(&self, at: usize) -> &'a str {
        self.token(at).and_then(|token| self.lower.get(token.start..token.end)).unwrap_or_default()
    }

    /// Where the text before a token ends.
    pub fn end(&self, next: usize) -> usize {
        next.checked_sub(1).and_then(|last| self.token(last)).map_or(0, |token| token.end)
    }

    /// The token before one.
    pub fn before(&self, at: usize) -> Option<Kind> {
        self.kind(at.checked_sub(1)?)
    }

    pub fn is_sign(&self, at: usize, sign: char) -> bool {
        self.kind(at) == Some(Kind::Sign(sign))
    }

    pub fn is_space(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Space)
    }

    /// Behind white space, if there is any.
    pub fn skip_space(&self, at: usize) -> usize {
        if self.is_space(at) { at + 1 } else { at }
    }

    /// What can stand between "tel" and the number, as in "tel. no: (".
    pub fn is_filler(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Space | Kind::Sign(':' | '.' | '-' | '=' | '(' | '#' | ',')) => true,
            Some(Kind::Word) => matches!(self.lower(at), "no" | "nos" | "nr" | "number" | "is" | "on"),
            _ => false,
        }
    }

    /// What can stand between codes.
    pub fn joins_codes(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(Kind::Number | Kind::Sign(')' | '&' | '/' | '+')))
            || self.lower(at) == "and"
    }
}

fn cut(rest: &str, first: char) -> (Kind, usize) {
    let run = |inside: &dyn Fn(char) -> bool| rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
    if first.is_alphabetic() {
        return (Kind::Word, word(rest));
    }
    if first.is_ascii_digit() {
        return (Kind::Number, run(&|c| c.is_ascii_digit()));
    }
    if first.is_whitespace() {
        return (Kind::Space, run(&char::is_whitespace));
    }
    if first == '['
        && let Some(mask) = Personal::ALL.iter().map(|kind| kind.mask()).find(|mask| rest.starts_with(mask))
    {
        return (Kind::Mask, mask.len());
    }
    let sign = if matches!(first, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { first };
    (Kind::Sign(sign), first.len_utf8())
}

/// Letters, and apostrophes that have a letter on either side.
fn word(rest: &str) -> usize {
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let joins = matches!(character, '\'' | '\u{2019}')
            && characters.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !character.is_alphabetic() && !joins {
            return at;
        }
    }
    rest.len()
}
