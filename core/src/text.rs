//! Text as rules see it: folded once, in one place, so that the gate and the matcher agree.
//!
//! For ASCII text folding is byte for byte (lower case, control white space to a space), so an offset
//! in the folded text is an offset in the cell and a literal found in the folded bytes of a whole
//! record is found exactly when it stands in one of its cells. Other text is put into compatibility
//! form, dashes, quotes and spaces are made plain, accents dropped, signs read in the wrong encoding mended; the offsets
//! are kept beside it.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds one ASCII byte; bytes from 128 up stay as they are.
#[must_use]
pub const fn fold_byte(byte: u8) -> u8 {
    if is_control_space(byte) { b' ' } else { byte.to_ascii_lowercase() }
}

const fn is_control_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0b | 0x0c | b'\r')
}

/// Folds a block of bytes into `out` (cleared first), byte for byte.
pub fn fold_into(bytes: &[u8], out: &mut Vec<u8>) {
    out.clear();
    out.extend(bytes.iter().map(|byte| fold_byte(*byte)));
}

/// A cell's text as rules see it.
#[derive(Debug, Clone)]
pub struct Folded<'a> {
    text: Cow<'a, str>,
    /// For text that is not ASCII: for every byte of `text`, and its end, where it came from.
    origin: Option<Vec<u32>>,
}

impl Folded<'_> {
    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The folded text as bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The place in the original cell of a place in the folded text.
    #[must_use]
    pub fn origin(&self, offset: usize) -> usize {
        match &self.origin {
            None => offset,
            Some(map) => map.get(offset).or(map.last()).map_or(0, |place| *place as usize),
        }
    }
}

/// Folds a cell.
#[must_use]
pub fn fold(cell: &str) -> Folded<'_> {
    if cell.is_ascii() {
        // All bytes are looked at, many at once.
        let any = |is: fn(&u8) -> bool| cell.as_bytes().iter().fold(false, |any, byte| any | is(byte));
        let text = if any(|byte| is_control_space(*byte)) {
            Cow::Owned(cell.bytes().map(|byte| char::from(fold_byte(byte))).collect())
        } else if any(u8::is_ascii_uppercase) {
            Cow::Owned(cell.to_ascii_lowercase())
        } else {
            Cow::Borrowed(cell)
        };
        return Folded { text, origin: None };
    }
    let mut text = String::with_capacity(cell.len());
    let mut origin = Vec::with_capacity(cell.len() + 1);
    let mut broken = 0;
    for (place, character) in cell.char_indices() {
        if place < broken {
            continue;
        }
        if character.is_ascii() {
            text.push(char::from(fold_byte(character as u8)));
            origin.push(u32::try_from(place).unwrap_or(u32::MAX));
            continue;
        }
        let (character, length) = mended(&cell[place..]).unwrap_or((character, character.len_utf8()));
        broken = place + length;
        for part in std::iter::once(character).nfkd().filter(|part| !is_combining_mark(*part)) {
            for lower in plain(part).to_lowercase() {
                // Lower-casing can bring a combining mark back (İ); it carries no meaning here.
                if is_invisible(lower) || is_combining_mark(lower) {
                    continue;
                }
                text.push(lower);
                origin.resize(text.len(), u32::try_from(place).unwrap_or(u32::MAX));
            }
        }
    }
    origin.push(u32::try_from(cell.len()).unwrap_or(u32::MAX));
    Folded { text: Cow::Owned(text), origin: Some(origin) }
}

/// UTF-8 that somebody read as Windows-1252: the sign meant, and the bytes it takes up.
fn mended(text: &str) -> Option<(char, usize)> {
    const BROKEN: [(&str, char); 8] = [
        ("â€“", '-'),
        ("â€”", '-'),
        ("â€˜", '\''),
        ("â€™", '\''),
        ("â€œ", '"'),
        ("â€\u{9d}", '"'),
        ("Â\u{a0}", ' '),
        ("Â£", '£'),
    ];
    BROKEN.iter().find(|(broken, _)| text.starts_with(broken)).map(|(broken, sign)| (*sign, broken.len()))
}

/// Typographic dashes, quotes and spaces as a keyboard writes them.
fn plain(character: char) -> char {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{2033}' => '"',
        '\u{2044}' | '\u{2215}' => '/',
        other if other.is_ascii() => char::from(fold_byte(other as u8)),
        other if other.is_whitespace() => ' ',
        other => other,
    }
}

/// Whether a character has no width of its own: soft hyphens, marks of direction, byte order marks.
pub(crate) const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// Returns a cell without the guard `="…"` that web exports put around it so that a spreadsheet keeps it as text;
/// any other cell as it is.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    let guarded = cell.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    guarded.unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_folds_byte_for_byte() {
        let folded = fold("FAX\tMachine");
        assert_eq!(folded.as_str(), "fax machine");
        assert_eq!(folded.origin(4), 4);
    }

    #[test]
    fn other_text_is_made_plain_and_keeps_its_places() {
        let folded = fold("£5 ＦＡＸ–machiné\u{a0}x");
        assert_eq!(folded.as_str(), "£5 fax-machine x");
        let start = folded.as_str().find("fax").unwrap();
        assert_eq!(&"£5 ＦＡＸ–machiné\u{a0}x"[folded.origin(start)..folded.origin(start + 3)], "ＦＡＸ");
    }

    #[test]
    fn signs_that_were_read_in_the_wrong_encoding_are_mended() {
        let folded = fold("Fax â€“ machine Â£5");
        assert_eq!(folded.as_str(), "fax - machine £5");
        let start = folded.as_str().find("machine").unwrap();
        assert_eq!(&"Fax â€“ machine Â£5"[folded.origin(start)..folded.origin(start + 7)], "machine");
    }

    #[test]
    fn a_guard_around_a_cell_is_taken_away() {
        assert_eq!(unguarded("=\"05/03/2021\""), "05/03/2021");
        assert_eq!(unguarded(" =\"00123\" "), "00123");
        for other in ["=A1", "=\"", "\"x\"", "", "=\"open"] {
            assert_eq!(unguarded(other), other);
        }
    }

    #[test]
    fn soft_hyphens_do_not_hide_a_word() {
        assert_eq!(fold("fac\u{ad}simile").as_str(), "facsimile");
    }
}
