//! E-mail addresses: a name, `@`, and a domain with a dot in it.

use std::ops::Range;

use super::words::Personal;

/// Every address in a text, in order.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices('@') {
        let (before, after) =
            (text.get(from..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
        let name = before.rfind(|c: char| !local(c)).map_or(before, |end| {
            let other = before.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            before.get(end + other..).unwrap_or_default()
        });
        let name = name.trim_start_matches(|c: char| !c.is_alphanumeric());
        let domain = domain(after);
        from = at + 1;
        if !name.is_empty() && domain > 0 {
            found.push(at - name.len()..at + 1 + domain);
            from += domain;
        }
    }
    found
}

/// Length of the domain at the beginning of a text; 0 if there is none.
fn domain(after: &str) -> usize {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let run = after.get(..after.find(|c: char| !inside(c)).unwrap_or(after.len())).unwrap_or_default();
    // What ends in a dot and letters; the dot of the sentence and a number behind it are no part.
    let mut end = 0;
    let mut at = 0;
    for (index, label) in run.split('.').enumerate() {
        let letters = label.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(label.len());
        if label.is_empty() {
            break;
        }
        if index > 0 && letters >= 2 && (letters == label.len() || !label.ends_with('-')) {
            end = at + label.len();
        }
        at += label.len() + 1;
    }
    end
}

impl Personal {
    /// Whether an address (in lower case) is that of an office, not of a person: all its words are.
    pub(super) fn is_role(&self, address: &str) -> bool {
        let name = address.split('@').next().unwrap_or_default();
        let mut words = name.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).peekable();
        words.peek().is_some() && words.all(|word| self.roles.contains(word))
    }
}
