//! Organisations: ODS codes by name, as at a line's date.
//!
//! The list is the NHS's own (`etr.csv`: no header, name in column 2, opened and closed in columns 11 and 12); the
//! program ships none and reads the one it is given.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

/// An organisation over a span of days.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    code: String,
    name: String,
    opened: Option<Date>,
    closed: Option<Date>,
}

/// The list, by name and by code.
#[derive(Debug, Clone, Default)]
pub struct Organisations {
    entries: Vec<Entry>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Organisations {
    /// Reads a list.
    ///
    /// # Errors
    /// A sentence that names the file when it cannot be read or is no such list.
    pub fn read(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_path(path)
            .map_err(|error| format!("{name} cannot be read: {error}"))?;
        let mut list = Self::default();
        for record in reader.byte_records() {
            let record = record.map_err(|error| format!("{name}: {error}"))?;
            let cell = |index: usize| {
                record
                    .get(index)
                    .map(|bytes| faxban_read::encoding::decode(bytes).trim().to_owned())
                    .unwrap_or_default()
            };
            let (code, organisation) = (cell(0), cell(1));
            if code.is_empty() || organisation.is_empty() {
                continue;
            }
            let at = list.entries.len();
            list.by_name.entry(key(&organisation)).or_default().push(at);
            list.entries.push(Entry {
                code,
                name: organisation,
                opened: compact(&cell(10)),
                closed: compact(&cell(11)),
            });
        }
        if list.entries.is_empty() {
            return Err(format!(
                "{name} has no organisation; an ODS list such as etr.csv has the code in its first column and the name in its second"
            ));
        }
        Ok(list)
    }

    /// Code and name for what a file writes (a name or a code), as at a day.
    #[must_use]
    pub fn resolve(&self, written: &str, on: Option<Date>) -> Option<(&str, &str)> {
        let written = written.trim();
        let open = |entry: &&Entry| {
            on.is_none_or(|day| {
                entry.opened.is_none_or(|opened| opened <= day)
                    && entry.closed.is_none_or(|closed| day <= closed)
            })
        };
        let named =
            self.by_name.get(&key(written)).into_iter().flatten().filter_map(|at| self.entries.get(*at));
        let coded = self.entries.iter().filter(|entry| entry.code.eq_ignore_ascii_case(written));
        let all: Vec<&Entry> = coded.chain(named).collect();
        all.iter()
            .copied()
            .find(open)
            .or_else(|| all.first().copied())
            .map(|entry| (entry.code.as_str(), entry.name.as_str()))
    }
}

/// How tables name the organisation of lines that name none.
pub const NOT_STATED: &str = "(not stated)";

/// How an organisation is named in tables.
#[must_use]
pub fn organisation_name(code: &str, name: &str) -> String {
    match (code.is_empty(), name.is_empty()) {
        (true, true) => NOT_STATED.to_owned(),
        (true, false) => name.to_owned(),
        (false, true) => code.to_owned(),
        (false, false) => format!("{code} {name}"),
    }
}

/// A name without what typists vary: in lower case, with single spaces.
#[must_use]
pub fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether what a person wrote in a list means this organisation: its code, or its name in any capitals and with any
/// spaces and punctuation. No word may be missing: a person's list must not reach another trust.
#[must_use]
pub fn is_named(written: &str, code: &str, name: &str) -> bool {
    let plain = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase().replace('&', " and ").replace('\'', "");
        lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let written = plain(written);
    !written.is_empty() && (written == plain(code) || written == plain(name))
}

/// Whether a text looks like an ODS code and not like a name.
#[must_use]
pub fn is_code(text: &str) -> bool {
    let plain = text.len() <= 10 && text.chars().all(|sign| sign.is_ascii_alphanumeric());
    let capital = |sign: char| sign.is_ascii_uppercase() || sign.is_ascii_digit();
    plain && (text.len() <= 3 || text.chars().any(|sign| sign.is_ascii_digit()) || text.chars().all(capital))
}

/// A name without what spellings differ in: case, punctuation, and the words for the kind of body.
fn key(name: &str) -> String {
    let lower = name.to_lowercase().replace('&', " and ");
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| {
        !word.is_empty()
            && !["nhs", "foundation", "trust", "ft", "the", "and", "hospital", "hospitals"].contains(word)
    });
    let key = words.collect::<Vec<_>>().join(" ");
    if key.is_empty() { lower } else { key }
}

fn compact(text: &str) -> Option<Date> {
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_name_is_resolved_as_at_the_day() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("etr.csv");
        let line = |code: &str, name: &str, opened: &str, closed: &str| {
            format!(
                "\"{code}\",\"{name}\",\"Y63\",\"Q\",\"\",\"\",\"\",\"\",\"\",\"LS1 1AA\",\"{opened}\",\"{closed}\"\n"
            )
        };
        let list = line("X1A", "WHARFEMOOR NHS TRUST", "20010401", "20190331")
            + &line("X1B", "WHARFEMOOR NHS FOUNDATION TRUST", "20190401", "");
        std::fs::write(&path, list).unwrap();
        let list = Organisations::read(&path).unwrap();
        let code = |written, day| list.resolve(written, Some(day)).map(|(code, _)| code);
        assert_eq!(code("Wharfemoor NHS Trust", date(2018, 5, 1)), Some("X1A"));
        assert_eq!(code("Wharfemoor NHS FT", date(2020, 5, 1)), Some("X1B"));
        assert_eq!(code("x1b", date(2020, 5, 1)), Some("X1B"));
        assert_eq!(code("Elsewhere", date(2020, 5, 1)), None);
    }
}
