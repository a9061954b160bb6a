//! Texts that cells refer to by number, one after another in one string.

use super::error::{Damage, WorkbookError};

/// The most bytes of texts that are kept; where a part claims more than it can hold, fewer.
const MOST: u64 = 2 << 30;

/// What even a small part may unpack to.
const ALWAYS: u64 = 64 << 20;

/// How many times its size a part of texts may unpack to; real ones stay below 20.
const MOST_UNPACKED: u64 = 100;

/// What a text costs besides its bytes.
const PER_TEXT: u64 = 4;

/// Texts by number.
#[derive(Debug)]
pub(super) struct Strings {
    texts: String,
    ends: Vec<u32>,
    most: u64,
}

impl Strings {
    /// Takes texts from a part of so many bytes.
    pub fn from_part_of(packed: u64) -> Self {
        let most = packed.saturating_mul(MOST_UNPACKED).clamp(ALWAYS, MOST);
        Self { texts: String::new(), ends: Vec::new(), most }
    }

    /// Where the next text is written.
    pub const fn next(&mut self) -> &mut String {
        &mut self.texts
    }

    /// Fails where more was written than is kept.
    pub fn check(&self) -> Result<(), WorkbookError> {
        let size = self.texts.len() as u64 + self.ends.len() as u64 * PER_TEXT;
        if size > self.most { Err(Damage::TooMuch { what: "texts" }.into()) } else { Ok(()) }
    }

    /// Ends the text that was written.
    pub fn end(&mut self) -> Result<(), WorkbookError> {
        self.check()?;
        self.ends.push(self.texts.len() as u32);
        Ok(())
    }

    /// The text of a number.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.texts.get(start as usize..end as usize)
    }
}

/// Ends a run of text that begins at a byte of `text`: blanks at its ends count only where the file says so, and
/// `_x000D_` is a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19).
pub(super) fn end_run(text: &mut String, start: usize, keeps_blanks: bool) {
    const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];
    let run = text.get(start..).unwrap_or_default();
    let trimmed = if keeps_blanks { run } else { run.trim_matches(BLANKS) };
    if trimmed.contains("_x") {
        let run = without_escapes(trimmed);
        text.truncate(start);
        text.push_str(&run);
    } else if trimmed.len() < run.len() {
        let trimmed = trimmed.to_owned();
        text.truncate(start);
        text.push_str(&trimmed);
    }
}

fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((unit, after)) = escape(rest) {
            units.push(unit);
            rest = after;
            continue;
        }
        flush(&mut units, &mut plain);
        let next = rest.char_indices().skip(1).find(|(_, c)| *c == '_').map_or(rest.len(), |(at, _)| at);
        let (before, after) = rest.split_at(next);
        plain.push_str(before);
        rest = after;
    }
    flush(&mut units, &mut plain);
    plain
}

fn flush(units: &mut Vec<u16>, plain: &mut String) {
    plain.push_str(&String::from_utf16_lossy(units));
    units.clear();
}

/// A character written as `_xHHHH_` at the start of a text, and what follows it.
fn escape(text: &str) -> Option<(u16, &str)> {
    let digits = text.strip_prefix("_x")?;
    let (digits, after) = (digits.get(..4)?, digits.get(4..)?.strip_prefix('_')?);
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some((u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_as_excel_shows_them() {
        for (run, keeps_blanks, expected) in [
            (" Fax ", false, "Fax"),
            (" Fax ", true, " Fax "),
            ("a_x000D_b", false, "a\rb"),
            ("_xD83D__xDCE0_", false, "📠"),
            ("_x005F_x000D_", false, "_x000D_"),
            ("snake_x_case _xZZZZ_", false, "snake_x_case _xZZZZ_"),
        ] {
            let mut text = "before".to_owned();
            end_run(&mut text, 6, keeps_blanks);
            assert_eq!(text, "before");
            text.push_str(run);
            end_run(&mut text, 6, keeps_blanks);
            assert_eq!(text, format!("before{expected}"));
        }
    }

    #[test]
    fn texts_are_found_by_number() {
        let mut strings = Strings::from_part_of(1);
        for text in ["Fax", "", "Toner"] {
            strings.next().push_str(text);
            strings.end().unwrap();
        }
        let found: Vec<_> = (0..4).map(|index| strings.get(index)).collect();
        assert_eq!(found, [Some("Fax"), Some(""), Some("Toner"), None]);
    }
}
