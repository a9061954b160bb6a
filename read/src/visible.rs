//! Text from outside made safe to show: a name must not move the cursor, recolour the screen or turn the line around.

use std::borrow::Cow;

/// Characters that steer a terminal or the direction of writing: C0, C1, and the bidirectional controls of Unicode
/// (UAX #9, 2.1 to 2.6), with the marks and the line and paragraph separators beside them.
fn steers(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns a text as one line in which every such character is written as `\u{202e}`.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, steers)
}

/// Returns a text of several lines in which every such character but the end of a line is written as `\u{202e}`.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |sign| sign != '\n' && steers(sign))
}

/// Returns JSON in which every such character but the end of a line is written as `\u202e`, which means the same.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    let is_meant = |sign: char| sign != '\n' && steers(sign);
    if !text.contains(is_meant) {
        return Cow::Borrowed(text);
    }
    // All of them lie in the first plane, so that four digits are enough.
    let shown = |sign: char| {
        if is_meant(sign) { format!("\\u{:04x}", u32::from(sign)) } else { sign.to_string() }
    };
    Cow::Owned(text.chars().map(shown).collect())
}

fn escaped(text: &str, is_meant: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_meant) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        if is_meant(sign) {
            shown.extend(sign.escape_unicode());
        } else {
            shown.push(sign);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_written_out() {
        assert_eq!(line("St Mary's – £5"), "St Mary's – £5");
        assert_eq!(
            line("a\u{1b}[31m\u{7}\u{9b}\u{202e}b\nc\td"),
            r"a\u{1b}[31m\u{7}\u{9b}\u{202e}b\u{a}c\u{9}d"
        );
        assert_eq!(lines("a\n\u{2067}b\r\n"), "a\n\\u{2067}b\\u{d}\n");
        assert_eq!(json("{\"a\": \"\u{202e}\"}\n"), "{\"a\": \"\\u202e\"}\n");
    }
}
