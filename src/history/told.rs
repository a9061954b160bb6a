//! The history for people, with a small line of bars, and for spreadsheets.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};
use faxban_read::visible;

use super::{Counts, Entry, History};
use crate::report::csv_files::inert;
use crate::report::figures::grouped;

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The history as text.
#[must_use]
pub fn text(history: &History) -> String {
    let reports = &history.reports;
    let mut out = String::new();
    let _ = writeln!(out, "{}\n", spanned(reports));
    every_report(reports, &mut out);
    trends("Breaches by organisation", reports, |entry| &entry.organisations, &mut out);
    trends("Breaches by class", reports, |entry| &entry.classes, &mut out);
    let packs: BTreeSet<&str> = reports.iter().map(|entry| entry.pack_sha256.as_str()).collect();
    if packs.len() > 1 {
        let _ = writeln!(
            out,
            " The reports were made by {} different sets of rules (column rules): counts across them do not compare like with like.\n",
            packs.len()
        );
    }
    if !history.months_without_report.is_empty() {
        let _ = writeln!(out, " No report for {}.\n", history.months_without_report.join(", "));
    }
    let _ = writeln!(out, " Published counts, for context");
    for known in &history.context {
        let of = known.of.map(|all| format!(" of {}", grouped(all))).unwrap_or_default();
        let _ = writeln!(
            out,
            "  {}: {}{of} {} ({})",
            known.date,
            grouped(known.number),
            known.what,
            known.source
        );
    }
    let _ = writeln!(
        out,
        " Fewer findings are not fewer machines where fewer lines were audited. No finding is not \"fax free\"."
    );
    out
}

fn spanned(reports: &[Entry]) -> String {
    match reports {
        [one] => format!("One report, as of {}", one.as_of),
        [first, .., last] => format!("{} reports, as of {} to {}", reports.len(), first.as_of, last.as_of),
        [] => String::new(),
    }
}

/// Reports with the same rules have the same letter.
fn letters(reports: &[Entry]) -> Vec<String> {
    let mut known: Vec<&str> = Vec::new();
    let place = |hash, known: &mut Vec<_>| {
        known.iter().position(|one| *one == hash).unwrap_or_else(|| {
            known.push(hash);
            known.len() - 1
        })
    };
    reports
        .iter()
        .map(|entry| format!("{} ({})", entry.pack, place(entry.pack_sha256.as_str(), &mut known) + 1))
        .collect()
}

fn every_report(reports: &[Entry], out: &mut String) {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["As of", "rules", "lines audited", "breach", "review", "indicator"]);
    for (entry, rules) in reports.iter().zip(letters(reports)) {
        let Counts { breach, review, indicator } = entry.all;
        let cells = [entry.lines_audited, breach, review, indicator].map(grouped);
        table.add_row([entry.as_of.clone(), rules].into_iter().chain(cells));
    }
    put(table, 2, out);
}

type Groups = std::collections::BTreeMap<String, Counts>;

fn trends(title: &str, reports: &[Entry], groups: fn(&Entry) -> &Groups, out: &mut String) {
    let names: BTreeSet<&String> = reports.iter().flat_map(|entry| groups(entry).keys()).collect();
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header([title, "trend", "first", "last", "review", "indicator"]);
    for name in names {
        let counts: Vec<Option<Counts>> =
            reports.iter().map(|entry| groups(entry).get(name).copied()).collect();
        let breaches: Vec<Option<u64>> =
            counts.iter().map(|counts| counts.map(|counts| counts.breach)).collect();
        let shown = |count: Option<u64>| count.map_or_else(|| "·".to_owned(), grouped);
        let last = counts.last().copied().flatten();
        table.add_row([
            visible::line(name).into_owned(),
            spark(&breaches),
            shown(breaches.first().copied().flatten()),
            shown(breaches.last().copied().flatten()),
            shown(last.map(|counts| counts.review)),
            shown(last.map(|counts| counts.indicator)),
        ]);
    }
    put(table, 2, out);
}

fn put(mut table: Table, left: usize, out: &mut String) {
    for column in table.column_iter_mut().skip(left) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for line in table.lines() {
        let _ = writeln!(out, " {}", line.trim_end());
    }
    out.push('\n');
}

/// A bar a report, the highest for the largest number; a dot where there is no number.
fn spark(numbers: &[Option<u64>]) -> String {
    let most = numbers.iter().flatten().copied().max().unwrap_or(0).max(1);
    let bar = |number: u64| {
        let step = usize::try_from(number.saturating_mul(7).div_ceil(most)).unwrap_or(7);
        BARS.get(step).copied().unwrap_or('█')
    };
    numbers.iter().map(|number| number.map_or('·', bar)).collect()
}

/// The columns of `history.csv`.
pub const COLUMNS: [&str; 10] = [
    "as_of",
    "folder",
    "pack",
    "pack_sha256",
    "organisation",
    "class",
    "breach",
    "review",
    "indicator",
    "lines",
];

/// A row for each report, organisation and class.
///
/// # Errors
/// When the writer fails.
pub fn csv(history: &History, out: impl Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(COLUMNS)?;
    for entry in &history.reports {
        let without =
            entry.organisations.keys().filter(|name| !entry.both.keys().any(|(own, _)| own == *name));
        let none = Counts::default();
        let rows = entry
            .both
            .iter()
            .map(|((name, class), counts)| (name, class.as_str(), counts))
            .chain(without.map(|name| (name, "", &none)));
        for (name, class, counts) in rows {
            let lines = entry.lines_by_organisation.get(name).map(ToString::to_string).unwrap_or_default();
            out.write_record([
                &*entry.as_of,
                &inert(&entry.folder),
                &entry.pack,
                &entry.pack_sha256,
                &inert(name),
                class,
                &counts.breach.to_string(),
                &counts.review.to_string(),
                &counts.indicator.to_string(),
                &lines,
            ])?;
        }
    }
    out.flush().map_err(Into::into)
}

#[cfg(test)]
mod tests {
    use super::spark;

    #[test]
    fn bars_are_as_high_as_the_largest_number_allows() {
        assert_eq!(spark(&[Some(0), Some(5), None, Some(10)]), "▁▅·█");
        assert_eq!(spark(&[Some(0), Some(0)]), "▁▁");
        assert_eq!(spark(&[Some(1)]), "█");
    }
}
