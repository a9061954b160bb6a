//! Headings without what only says how their cells are written: "Trans. Dt (dd/mm/yyyy) *" is "transaction date".

mod terms;

use super::normal;
use terms::{OTHER_UNITS, POUNDS, REMARKS, SHORT};

pub(super) use terms::vocabulary;

/// Whether an amount is with VAT or without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vat {
    Excluded,
    Included,
}

/// How surely a heading asks for yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asks {
    /// It has a question mark, or begins with "Is".
    Perhaps,
    /// It names both answers: "(Y/N)".
    Surely,
}

/// A heading, read word by word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Written {
    /// The same heading in plainer words, the nearest to what is written first; no words if nothing is left.
    pub plain: Vec<Vec<String>>,
    /// The same in the form in which known headings are kept, but for the heading as it stands.
    pub forms: Vec<String>,
    /// What it says of VAT.
    pub vat: Option<Vat>,
    /// Whether its cells answer yes or no.
    pub asks: Option<Asks>,
}

/// A word of a heading, and the brackets that it stands in, if any, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    bracket: usize,
}

/// Reads a heading word by word.
pub(super) fn read(heading: &str) -> Written {
    let mut words = split(heading);
    // An "m" by itself would be millions.
    drop_date_format(&mut words);
    if words.iter().any(|word| OTHER_UNITS.contains(&word.text.as_str())) {
        return Written::default();
    }
    let asks = take_question(&mut words, heading);
    drop_remarks(&mut words);
    let vat = take_vat(&mut words);
    let in_pounds = drop_pounds(&mut words);
    drop_running_line(&mut words);
    words.retain(|word| word.text != "the");
    let bracketed = bracket_first(&words);
    let near: Vec<String> = words.into_iter().map(|word| word.text).collect();
    let mut plain = plainer(near);
    plain.extend(bracketed.map(|words| in_full(&words)));
    if in_pounds
        && let Some(full) =
            plain.get(1).or(plain.first()).filter(|words| !words.is_empty() && !has_amount(words))
    {
        // "Payment £" is a payment amount.
        plain.push(full.iter().cloned().chain(std::iter::once("amount".to_owned())).collect());
    }
    let as_it_stands = normal::normalise(heading);
    let mut forms: Vec<String> = Vec::new();
    for whole in plain.iter().map(|words| words.concat()).filter(|whole| *whole != as_it_stands) {
        for form in normal::forms(&whole) {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    Written { plain, forms, vat, asks }
}

/// Lower-case words; a capital after a small letter begins one, and so do the pound, dollar and per cent signs.
fn split(heading: &str) -> Vec<Word> {
    let clean = normal::without_mojibake(heading);
    let mut words: Vec<Word> = Vec::new();
    let (mut bracket, mut brackets) = (0, 0);
    let mut word = String::new();
    let mut last = ' ';
    let mut end = |word: &mut String, bracket: usize| {
        if !word.is_empty() {
            words.push(Word { text: std::mem::take(word), bracket });
        }
    };
    for character in clean.chars() {
        let character = if normal::is_pound(character) { '£' } else { character };
        let joins = character.is_alphanumeric() && !(last.is_lowercase() && character.is_uppercase());
        // "Item's" is one word.
        if matches!(character, '\'' | '\u{2019}') {
            continue;
        }
        if !joins {
            end(&mut word, bracket);
        }
        match character {
            '(' | '[' | '{' => {
                brackets += 1;
                bracket = brackets;
            }
            ')' | ']' | '}' => bracket = 0,
            '£' | '$' | '€' | '%' => {
                word.push(character);
                end(&mut word, bracket);
            }
            _ if character.is_alphanumeric() => word.extend(character.to_lowercase()),
            _ => {}
        }
        last = character;
    }
    end(&mut word, bracket);
    words
}

/// The words of a heading, in full.
pub(super) fn words(heading: &str) -> Vec<String> {
    in_full(&split(heading).into_iter().map(|word| word.text).collect::<Vec<_>>())
}

/// The parts of a heading between "/", "&", "+", "and" and "or".
pub(super) fn alternatives(heading: &str) -> Vec<String> {
    let spaced = heading.replace(['/', '&', '+', '|', '\\'], " / ");
    let mut parts = vec![String::new()];
    for word in spaced.split_whitespace() {
        if word == "/" || word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or") {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(word);
            part.push(' ');
        }
    }
    parts
}

fn ends_with(words: &[Word], end: &[&str]) -> bool {
    words.len() >= end.len()
        && words.iter().rev().zip(end.iter().rev()).all(|(word, wanted)| word.text == *wanted)
}

/// Takes "(Y/N)", "Is …", "Still …" and the like away.
fn take_question(words: &mut Vec<Word>, heading: &str) -> Option<Asks> {
    let mut asks = heading.trim_end().ends_with('?').then_some(Asks::Perhaps);
    let answers: [&[&str]; 8] = [
        &["y", "n"],
        &["yes", "no"],
        &["y", "or", "n"],
        &["yes", "or", "no"],
        &["t", "f"],
        &["true", "false"],
        &["yn"],
        &["flag"],
    ];
    if let Some(end) = answers.into_iter().find(|end| words.len() > end.len() && ends_with(words, end)) {
        words.truncate(words.len() - end.len());
        asks = Some(Asks::Surely);
    }
    let begins =
        |word: &Word| ["is", "has", "been", "still", "currently", "already"].contains(&word.text.as_str());
    let before = words.iter().take_while(|word| begins(word)).count();
    if before > 0 && before < words.len() {
        words.drain(..before);
        asks = asks.max(Some(Asks::Perhaps));
    }
    asks
}

/// Drops brackets whose words change nothing, unless nothing else is there.
fn drop_remarks(words: &mut Vec<Word>) {
    let last = words.iter().map(|word| word.bracket).max().unwrap_or(0);
    for bracket in 1..=last {
        let inside: Vec<&str> =
            words.iter().filter(|word| word.bracket == bracket).map(|word| word.text.as_str()).collect();
        if REMARKS.contains(&inside.join(" ").as_str()) && words.iter().any(|word| word.bracket != bracket) {
            words.retain(|word| word.bracket != bracket);
        }
    }
}

/// Drops "dd/mm/yyyy", "m/d/yy" and their like, with "format" beside it.
fn drop_date_format(words: &mut Vec<Word>) {
    let is_part = |word: &Word| word.text.chars().all(|letter| matches!(letter, 'd' | 'm' | 'y' | 'h' | 's'));
    let Some(start) = words.iter().position(is_part) else { return };
    let end = start + words.iter().skip(start).take_while(|word| is_part(word)).count();
    let format: String = words.iter().take(end).skip(start).map(|word| word.text.as_str()).collect();
    let is_format =
        format.contains("yy") && format.contains('m') && (format.contains("mm") || format.contains('d'));
    if !is_format || (start, end) == (0, words.len()) {
        return;
    }
    words.drain(start..end);
    words.retain(|word| word.text != "format");
}

/// Takes "ex VAT", "(incl. VAT)", "net of VAT", "VAT exclusive" and the like away.
fn take_vat(words: &mut Vec<Word>) -> Option<Vat> {
    let at = words.iter().position(|word| matches!(word.text.as_str(), "vat" | "tax" | "taxes"))?;
    let text = |index: usize| words.get(index).map_or("", |word| word.text.as_str());
    let before = |from: usize| at.checked_sub(from).map_or("", text);
    let back = 1 + usize::from(before(1) == "of");
    if let Some(vat) =
        says_of_vat(before(back)).or_else(|| (back == 2 && before(2) == "net").then_some(Vat::Excluded))
    {
        words.drain(at - back..=at);
        return Some(vat);
    }
    let vat = says_of_vat(text(at + 1))?;
    words.drain(at..=at + 1);
    Some(vat)
}

/// Whether a heading says that what is below it is without VAT.
pub(super) fn is_without_vat(heading: &str) -> bool {
    // "No" is a number as a rule: "VAT no".
    read(heading).vat == Some(Vat::Excluded) || heading.to_lowercase().contains("no vat")
}

fn says_of_vat(word: &str) -> Option<Vat> {
    match word {
        "ex" | "exc" | "excl" | "excld" | "excluding" | "exclusive" | "excluded" | "exclude" | "excludes"
        | "before" | "less" | "pre" | "without" => Some(Vat::Excluded),
        "inc" | "incl" | "incld" | "including" | "inclusive" | "included" | "include" | "includes"
        | "with" => Some(Vat::Included),
        _ => None,
    }
}

fn has_amount(words: &[String]) -> bool {
    words.iter().any(|word| word == "amount")
}

/// "Item description" for "Description (item)".
fn bracket_first(words: &[Word]) -> Option<Vec<String>> {
    let bracket = words.last().map(|word| word.bracket).filter(|bracket| *bracket > 0)?;
    let (inside, outside): (Vec<&Word>, Vec<&Word>) = words.iter().partition(|word| word.bracket == bracket);
    (!outside.is_empty()).then(|| inside.into_iter().chain(outside).map(|word| word.text.clone()).collect())
}

/// Drops "£", "GBP", "£s", "£p" and the like, with "in" before it, and says whether there was any.
fn drop_pounds(words: &mut Vec<Word>) -> bool {
    let before = words.len();
    let mut after_pound = false;
    words.retain(|word| {
        let is_pound = POUNDS.contains(&word.text.as_str());
        let is_rest = after_pound && matches!(word.text.as_str(), "s" | "p");
        after_pound = is_pound;
        !is_pound && !is_rest
    });
    let in_pounds = words.len() < before;
    if in_pounds && words.len() > 1 && words.last().is_some_and(|word| word.text == "in") {
        words.pop();
    }
    in_pounds
}

/// Drops "line 2" from "Narrative line 2".
fn drop_running_line(words: &mut Vec<Word>) {
    if let [.., _, line, number] = words.as_slice()
        && matches!(line.text.as_str(), "line" | "part")
        && number.text.len() <= 2
        && number.text.bytes().all(|byte| byte.is_ascii_digit())
    {
        words.truncate(words.len() - 2);
    }
}

/// The words as they stand, in full, and with what belongs together in the usual order: "Date of order", "Date
/// ordered" and "Ordered on" are "order date" and "ordered date".
fn plainer(near: Vec<String>) -> Vec<Vec<String>> {
    let mut all = vec![near];
    let full: Vec<String> = in_full(&all[0]);
    let turned = turned(&full);
    for more in [full, turned] {
        if !all.contains(&more) {
            all.push(more);
        }
    }
    all
}

fn in_full(words: &[String]) -> Vec<String> {
    let full = |(index, word): (usize, &String)| {
        let next = words.get(index + 1).map(String::as_str);
        // "Amount in loc. crcy" of SAP is in local currency.
        if word == "loc" && matches!(next, Some("crcy" | "curr" | "ccy" | "cur" | "currency")) {
            return "local".to_owned();
        }
        let long = SHORT.binary_search_by(|(short, _)| (*short).cmp(word.as_str()));
        long.ok().and_then(|at| SHORT.get(at)).map_or_else(|| word.clone(), |(_, long)| (*long).to_owned())
    };
    let mut words: Vec<String> = words.iter().enumerate().map(full).collect();
    if words.iter().any(|word| word == "date") {
        words.retain(|word| word != "time" && word != "and");
        words.dedup();
    }
    words
}

fn turned(words: &[String]) -> Vec<String> {
    let joins = |word: &String| matches!(word.as_str(), "of" | "in" | "for");
    if let Some(at) = words.iter().position(joins).filter(|at| *at > 0 && at + 1 < words.len()) {
        let (first, rest) = words.split_at(at);
        return rest.iter().skip(1).chain(first).cloned().collect();
    }
    match words {
        [rest @ .., last] if last == "on" && !rest.is_empty() => {
            rest.iter().cloned().chain(std::iter::once("date".to_owned())).collect()
        }
        [first, rest @ ..] if first == "date" && !rest.is_empty() => {
            rest.iter().chain(std::iter::once(first)).cloned().collect()
        }
        _ => words.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(heading: &str) -> Vec<String> {
        read(heading).plain.iter().map(|words| words.join(" ")).collect()
    }

    #[test]
    fn what_says_how_cells_are_written_is_dropped() {
        for (heading, last) in [
            ("Trans. Dt (dd/mm/yyyy) *", "transaction date"),
            ("Date DD-MMM-YY", "date"),
            ("Retired (m/d/yyyy)", "retired"),
            ("Date yy/mm/dd", "date"),
            ("Bought d.m.yy", "bought"),
            ("PostingDt", "posting date"),
            ("Line Description (Free text)", "line description"),
            ("Created On:", "created date"),
            ("Date of the Order", "order date"),
            ("Narrative Line 2", "narrative"),
            ("Amount in Loc.Crcy", "local currency amount"),
            ("£ Amount", "amount"),
            ("Address Line 1", "address"),
            ("Line 1", "line 1"),
            ("Date/Time", "date"),
        ] {
            assert_eq!(plain(heading).last().map(String::as_str), Some(last), "{heading}");
        }
    }

    #[test]
    fn vat_and_questions_are_noted() {
        for (heading, vat, last) in [
            ("Amount (£) ex VAT", Some(Vat::Excluded), "amount"),
            ("Total (incl. VAT)", Some(Vat::Included), "total"),
            ("Value net of VAT", Some(Vat::Excluded), "value"),
            ("Total VAT inclusive", Some(Vat::Included), "total"),
            ("VAT amount", None, "vat amount"),
            ("Amount exclusive of VAT", Some(Vat::Excluded), "amount"),
        ] {
            let read = read(heading);
            assert_eq!(read.vat, vat, "{heading}");
            assert_eq!(read.plain.last().map(|words| words.join(" ")).as_deref(), Some(last), "{heading}");
        }
        assert_eq!(read("Disposed (Y/N)").asks, Some(Asks::Surely));
        assert_eq!(read("Is disposed").asks, Some(Asks::Perhaps));
        assert_eq!(plain("Still in use?")[0], "in use");
    }

    #[test]
    fn thousands_and_other_currencies_are_never_dropped() {
        for heading in ["Amount (£000) ex VAT", "Amount £k", "Amount (USD)", "Net (€)", "Spend £m"] {
            assert_eq!(read(heading), Written::default(), "{heading}");
        }
    }
}
