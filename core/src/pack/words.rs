//! Lists of words that rules have in common: `<name>` in a phrase or a pattern stands for any word of the list.

use std::collections::BTreeMap;

/// Lists by name, each as one pattern.
#[derive(Debug, Default)]
pub(super) struct Words {
    lists: BTreeMap<String, String>,
}

impl Words {
    /// Adds a list, or says in a sentence why not.
    pub(super) fn add(&mut self, name: &str, patterns: &[String]) -> Result<(), String> {
        let plain = |sign: char| sign.is_ascii_lowercase() || sign == '-';
        if name.is_empty() || !name.chars().all(plain) {
            return Err(format!("the list of words \"{name}\": a name has small letters and hyphens only"));
        }
        if patterns.is_empty() {
            return Err(format!("the list of words \"{name}\" is empty"));
        }
        let any = format!("(?:{})", patterns.join("|"));
        match self.lists.insert(name.to_owned(), any) {
            None => Ok(()),
            Some(_) => Err(format!("the list of words \"{name}\" is there twice")),
        }
    }

    /// Puts the lists into a pattern in place of their names; a list may name others.
    pub(super) fn expand(&self, pattern: &str) -> Result<String, String> {
        self.expand_within(pattern, &mut Vec::new())
    }

    fn expand_within<'a>(&'a self, pattern: &str, within: &mut Vec<&'a str>) -> Result<String, String> {
        let mut expanded = String::with_capacity(pattern.len());
        let mut rest = pattern;
        while let Some((before, from)) = rest.split_once('<') {
            expanded.push_str(before);
            let Some((name, after)) = from.split_once('>') else {
                expanded.push('<');
                rest = from;
                continue;
            };
            let Some((name, list)) = self.lists.get_key_value(name) else {
                let known = self.lists.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                return Err(format!("there is no list of words \"{name}\"; there are: {known}"));
            };
            if within.contains(&name.as_str()) {
                return Err(format!("the list of words \"{name}\" names itself"));
            }
            within.push(name);
            expanded.push_str(&self.expand_within(list, within)?);
            within.pop();
            rest = after;
        }
        expanded.push_str(rest);
        Ok(expanded)
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn names_are_replaced_and_unknown_ones_told() {
        let mut words = Words::default();
        words.add("supply", &["toners?".to_owned(), "ink".to_owned()]).unwrap();
        assert_eq!(words.expand("fax <supply>").unwrap(), "fax (?:toners?|ink)");
        assert_eq!(
            words.expand("<ribbon>").unwrap_err(),
            "there is no list of words \"ribbon\"; there are: supply"
        );
        assert_eq!(words.expand("a < b").unwrap(), "a < b");
        words.add("of", &["<supply> of".to_owned()]).unwrap();
        assert_eq!(words.expand("<of> fax").unwrap(), "(?:(?:toners?|ink) of) fax");
        words.add("loop", &["<loop>".to_owned()]).unwrap();
        assert_eq!(words.expand("<loop>").unwrap_err(), "the list of words \"loop\" names itself");
        assert!(words.add("supply", &["ink".to_owned()]).is_err());
        assert!(words.add("Supply", &["ink".to_owned()]).is_err());
        assert!(words.add("nothing", &[]).is_err());
    }
}
