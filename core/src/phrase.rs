//! Phrases: what a rule's author writes instead of a regular expression.
//!
//! A phrase is words as a person reads them: `fax machine` finds "FAX MACHINE", "fax-machine",
//! "fax/machine" and "faxmachine". A star at the end of a word stands for any ending
//! (`machin*`), one at the beginning for any beginning. Words are whole words otherwise.

use std::fmt::Write as _;

/// What may stand between two words of a phrase: nothing, or up to three separators.
const BETWEEN_WORDS: &str = r"[ ._/,&+'-]{0,3}";

/// A phrase as a regular expression over folded text, or why it is none.
pub fn to_pattern(phrase: &str) -> Result<String, String> {
    let mut pattern = String::new();
    let folded = phrase.trim().to_ascii_lowercase();
    if folded.is_empty() {
        return Err("the phrase is empty".to_owned());
    }
    if !folded.is_ascii() {
        return Err(format!("\"{phrase}\" has a letter outside plain English; write it without accents"));
    }
    for (index, word) in folded.split_whitespace().enumerate() {
        if index > 0 {
            pattern.push_str(BETWEEN_WORDS);
        }
        let open_start = word.starts_with('*');
        let open_end = word.ends_with('*') && word.len() > 1;
        let stem = word.trim_matches('*');
        if stem.is_empty() || stem.contains('*') {
            return Err(format!(
                "\"{word}\" in \"{phrase}\": a star goes at the beginning or the end of a word"
            ));
        }
        let edge = |at_edge: Option<char>| at_edge.is_some_and(|c| c.is_ascii_alphanumeric());
        if open_start {
            pattern.push_str("[a-z0-9]*");
        } else if index == 0 && edge(stem.chars().next()) {
            pattern.push_str(r"\b");
        }
        let _ = write!(pattern, "{}", regex_syntax::escape(stem));
        if open_end {
            pattern.push_str("[a-z0-9]*");
        }
    }
    if !pattern.ends_with("[a-z0-9]*") && folded.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        pattern.push_str(r"\b");
    }
    Ok(pattern)
}

#[cfg(test)]
mod tests {
    use super::to_pattern;

    fn finds(phrase: &str, text: &str) -> bool {
        regex::bytes::RegexBuilder::new(&to_pattern(phrase).unwrap())
            .unicode(false)
            .build()
            .unwrap()
            .is_match(text.as_bytes())
    }

    #[test]
    fn separators_are_free_and_words_are_whole() {
        for text in ["fax machine", "fax-machine", "faxmachine", "a fax/ machine.", "fax  machine"] {
            assert!(finds("Fax Machine", text), "{text}");
        }
        for text in ["fax machines", "telefax machine", "fax the machine"] {
            assert!(!finds("fax machine", text), "{text}");
        }
    }

    #[test]
    fn stars_stand_for_endings_and_beginnings() {
        assert!(finds("fax machin*", "fax machinery"));
        assert!(finds("*fax", "telefax"));
        assert!(!finds("*fax", "faxes"));
        assert!(to_pattern("f*x").is_err());
        assert!(to_pattern("  ").is_err());
    }
}
