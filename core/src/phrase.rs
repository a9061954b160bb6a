//! Phrases: what a rule's author writes instead of a regular expression.
//!
//! A phrase is words as a person reads them: `fax machine` finds "FAX MACHINE", "fax-machine",
//! "fax/machine" and "faxmachine". A star at the end of a word stands for any ending
//! (`machin*`), one at the beginning for any beginning. A tilde behind a long word (`facsimile~`) also lets it be
//! misspelt by one letter: left out, doubled, wrong, or two letters swapped. Words are whole words otherwise.

/// Letters that a word needs for a slip to leave it recognisable.
const SHORTEST_MISSPELT: usize = 7;

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
        // A list of words, put in later.
        if word.starts_with('<') && word.ends_with('>') {
            pattern.push_str(word);
            continue;
        }
        let misspelt = word.ends_with('~');
        let open_start = word.starts_with('*');
        let open_end = word.ends_with('*') && word.len() > 1;
        let stem = word.trim_matches('*').trim_end_matches('~');
        if misspelt && (stem.len() < SHORTEST_MISSPELT || !stem.bytes().all(|sign| sign.is_ascii_lowercase()))
        {
            return Err(format!(
                "\"{word}\" in \"{phrase}\": only a word of at least {SHORTEST_MISSPELT} letters may be misspelt"
            ));
        }
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
        if misspelt {
            pattern.push_str(&one_edit(stem));
        } else {
            pattern.push_str(&regex_syntax::escape(stem));
        }
        if open_end {
            pattern.push_str("[a-z0-9]*");
        }
    }
    if !pattern.ends_with("[a-z0-9]*") && folded.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '~') {
        pattern.push_str(r"\b");
    }
    Ok(pattern)
}

/// A word or what one slip makes of it; its first letter is seldom wrong. A wrong sign may be any but a space: a class
/// of few would be spelt out letter by letter where literals are taken from the pattern.
fn one_edit(word: &str) -> String {
    let mut ways = Vec::new();
    for at in 1..word.len() {
        let (before, from) = word.split_at(at);
        let (letter, after) = from.split_at(1);
        // Left out or wrong, then doubled or put in, then swapped with the next.
        ways.push(format!("{before}[^ ]?{after}"));
        ways.push(format!("{before}[^ ]{from}"));
        if let Some(next) = after.get(..1).filter(|next| *next != letter) {
            ways.push(format!("{before}{next}{letter}{}", &after[1..]));
        }
    }
    ways.push(format!("{word}[^ ]"));
    format!("(?:{})", ways.join("|"))
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
    fn a_long_word_may_be_misspelt_by_one_letter() {
        for text in ["facsimile", "fascimile", "facimile", "facsimille", "facsimil", "facsirile", "facs1mile"]
        {
            assert!(finds("facsimile~ machine", &format!("a {text} machine")), "{text}");
        }
        for text in ["fasimle", "acsimile", "facsimilities", "simile"] {
            assert!(!finds("facsimile~", text), "{text}");
        }
        assert!(to_pattern("fax~").is_err());
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
