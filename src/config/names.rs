//! From the name of this month's file to a pattern that next month's fits as well.

use faxban_core::dates::MONTHS;
use glob::Pattern;

/// `trust/po-lines-2018-2020.csv` → `trust/po-lines-*.csv`: dates become `*`, everything else stays.
#[must_use]
pub fn pattern(name: &str) -> String {
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let (stem, ending) = file.find('.').map_or((file, ""), |at| file.split_at(at));
    let parts = split(stem);
    let mut dated: Vec<bool> = parts.iter().map(|part| is_date(part)).collect();
    // Days and months are short numbers beside a year: 2020-04, 01.04.2020.
    for _ in 0..2 {
        let before = dated.clone();
        for (at, part) in parts.iter().enumerate() {
            let is_short = part.len() <= 2 && part.chars().all(|sign| sign.is_ascii_digit());
            let beside = |at: Option<usize>| at.and_then(|at| before.get(at)).copied().unwrap_or(false);
            if is_short
                && (beside(at.checked_sub(2)) || beside(Some(at + 2)))
                && !is_unit(&parts, at)
                && let Some(dated) = dated.get_mut(at)
            {
                *dated = true;
            }
        }
    }
    let mut out = if folder.is_empty() { String::new() } else { format!("{}/", Pattern::escape(folder)) };
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        if dated.get(at) == Some(&true) {
            out.push('*');
            // Everything up to the last date of the run is part of it.
            while dated.get(at + 2) == Some(&true) || dated.get(at + 1) == Some(&true) {
                at += if dated.get(at + 1) == Some(&true) { 1 } else { 2 };
            }
        } else {
            out.push_str(&Pattern::escape(part));
        }
        at += 1;
    }
    out + &Pattern::escape(ending)
}

/// Whether letters follow a number at once, as in "25k".
fn is_unit(parts: &[&str], at: usize) -> bool {
    parts.get(at + 1).is_some_and(|next| next.chars().all(char::is_alphabetic))
}

/// Runs of digits, of letters, and of other signs.
fn split(text: &str) -> Vec<&str> {
    let class = |sign: char| {
        if sign.is_ascii_digit() {
            0
        } else if sign.is_alphabetic() {
            1
        } else {
            2
        }
    };
    let mut parts = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, sign) in text.char_indices() {
        if last.is_some_and(|last| last != class(sign)) {
            parts.extend(text.get(start..at));
            start = at;
        }
        last = Some(class(sign));
    }
    parts.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    parts
}

fn is_date(part: &str) -> bool {
    if part.chars().all(|sign| sign.is_ascii_digit()) {
        let year = part.get(..4).is_some_and(|year| year.starts_with("19") || year.starts_with("20"));
        return matches!(part.len(), 4 | 6 | 8) && (year || part.len() > 4);
    }
    let lower = part.to_lowercase();
    let short = |month: &&str| month.get(..3) == Some(lower.as_str());
    MONTHS.contains(&lower.as_str()) || lower == "sept" || MONTHS.iter().any(short)
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn dates_become_stars_and_numbers_stay() {
        for (name, expected) in [
            ("wharfemoor/po-lines-2018-2020.csv", "wharfemoor/po-lines-*.csv"),
            ("spend-over-25k-2020-04.csv", "spend-over-25k-*.csv"),
            ("Spend April 2020.xlsx", "Spend *.xlsx"),
            ("Apr20/01.04.2020 orders.csv.gz", "Apr20/01.04.2020 orders.csv.gz"),
            ("orders 01-04-2020.csv", "orders *.csv"),
            ("orders_202004.csv", "orders_*.csv"),
            ("register.xlsx", "register.xlsx"),
            ("list [old].csv", "list [[]old[]].csv"),
            ("2020-04.csv", "*.csv"),
            ("model 2840.csv", "model 2840.csv"),
        ] {
            assert_eq!(pattern(name), expected, "{name}");
            assert!(glob::Pattern::new(&pattern(name)).unwrap().matches(name), "{name}");
        }
    }
}
