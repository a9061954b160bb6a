//! Text from outside made safe to show: a name must not move the cursor, recolour the screen or turn the line around.

use std::borrow::Cow;

/// Characters that steer a terminal or the direction of writing: C0, C1, and the bidirectional controls of Unicode
/// (UAX #9, 2.1 to 2.6), with the marks and the line and paragraph separators beside them.
fn steers(sign: char) -> bool {
    !matches!(sign, '\n' | '\t')
        && (sign.is_control()
            || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

/// Returns a text in which every such character is written as `\u{202e}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        if steers(sign) {
            shown.extend(sign.escape_unicode());
        } else {
            shown.push(sign);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_steers_a_terminal_is_written_out() {
        assert_eq!(visible("St Mary's – £5\n"), "St Mary's – £5\n");
        assert_eq!(visible("a\u{1b}[31m\u{7}\u{202e}b"), r"a\u{1b}[31m\u{7}\u{202e}b");
    }
}
