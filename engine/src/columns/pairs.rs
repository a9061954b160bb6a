//! Several named texts in one cell that people can read and a program can read back: `date: 01/06/2019; serial: U63`.

use std::borrow::Cow;

/// What ends a text, and what says that such a sign is the text's own.
const END: char = ';';
const OWN: char = '\\';

/// Names, which have no colon, with their texts.
#[must_use]
pub fn written<'a>(pairs: impl Iterator<Item = (Cow<'a, str>, &'a str)>) -> String {
    let mut cell = String::new();
    for (name, text) in pairs {
        if !cell.is_empty() {
            cell.push(END);
            cell.push(' ');
        }
        cell.push_str(&name);
        cell.push_str(": ");
        for sign in text.chars() {
            if matches!(sign, END | OWN) {
                cell.push(OWN);
            }
            cell.push(sign);
        }
    }
    cell
}

/// The names with their texts; none where the cell was not written so.
#[must_use]
pub fn read(cell: &str) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let mut rest = cell;
    while !rest.is_empty() {
        let (name, after) = rest.split_once(": ")?;
        let mut text = String::new();
        let mut signs = after.chars();
        loop {
            match signs.next() {
                Some(OWN) => text.push(signs.next()?),
                Some(END) => {
                    rest = signs.as_str().strip_prefix(' ')?;
                    break;
                }
                Some(sign) => text.push(sign),
                None => {
                    rest = "";
                    break;
                }
            }
        }
        pairs.push((name.to_owned(), text));
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_written_is_read_back(texts in prop::collection::vec("[a-c;:\\\\ \n£]{0,6}", 1..5)) {
            let pairs: Vec<(String, String)> =
                texts.into_iter().enumerate().map(|(at, text)| (format!("name {at}"), text)).collect();
            let cell = written(pairs.iter().map(|(name, text)| (name.as_str().into(), text.as_str())));
            prop_assert_eq!(read(&cell), Some(pairs));
        }
    }

    #[test]
    fn what_was_not_written_so_is_refused() {
        assert_eq!(read("serial"), None);
        assert_eq!(read("serial: U63;date: 1"), None);
        assert_eq!(read("serial: U63\\"), None);
        assert_eq!(read(""), Some(Vec::new()));
    }
}
