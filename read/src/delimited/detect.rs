//! The form of a file, told by its beginning.
//!
//! The usual form is left only where another gives more lines the same number of cells, or leaves fewer quotation marks
//! in the text. The idea is that of `CleverCSV` (van den Burg, Nazábal and Sutton, 2019): a form is right when the rows
//! come out alike.

use std::collections::BTreeMap;

use memchr::{memchr, memmem};

use super::dialect::{CANDIDATES, Dialect, Regular, cells_between, is_ended_by_returns, sample};
use super::form::{Dress, Form, Marks};
use super::quoting::{Close, close};
use super::records::Span;

/// Separators of programs that are no spreadsheets, looked for where the usual ones give no table: control characters,
/// as Hive writes them, and marks of mainframes (`¬`, `¦`, as UTF-8 and as Windows-1252).
const UNUSUAL: [&[u8]; 17] = [
    b"^",
    b"\x1f",
    b"\x01",
    b"\x1e",
    b"\x1d",
    "¬".as_bytes(),
    b"\xac",
    "¦".as_bytes(),
    b"\xa6",
    "§".as_bytes(),
    b"\xa7",
    b"#",
    b"@",
    b"+",
    b"*",
    b":",
    b" ",
];

/// The form of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Detected {
    pub form: Form,
    /// The number of cells that most records have.
    pub columns: usize,
}

/// Tells the form from the beginning of a file; `complete` says that it is all of it.
pub(super) fn detect(head: &[u8], complete: bool) -> Detected {
    let returns = is_ended_by_returns(head);
    let line_end = if returns { b'\r' } else { b'\n' };
    // Quotes that hold line ends, quotes that are not sound, and single quotes that hold line ends.
    let samples =
        [Some(b'"'), None, Some(b'\'')].map(|mark| Sample::new(sample(head, line_end, mark, complete), mark));
    let best = samples.into_iter().rev().max_by_key(|sample| sample.agreement);
    let Sample { text, separator, wrapped, hinted, .. } = best.unwrap_or_default();
    let (mut form, mut score) = with_marks(Form::usual(separator), &text);
    // Line ends and separators in other marks hide the separator.
    if !hinted && !wrapped && score.share < NEARLY_ALL {
        for separator in CANDIDATES {
            let (other, of_other) = with_marks(Form::usual(vec![separator]), &text);
            if of_other.agreement() > score.agreement() * 3 / 2 {
                (form, score) = (other, of_other);
            }
        }
    }
    // Where some lines end with a carriage return alone, two of them seem to be one line with the cells of both.
    let mut columns = score.columns;
    if memchr(b'\r', &text).is_some() {
        let with_returns = Score::of(&Form { returns: true, ..form.clone() }, &text);
        if with_returns.share > score.share {
            columns = with_returns.columns;
        }
    }
    Detected { form: Form { wrapped, returns, ..form }, columns }
}

/// Lines of a file, and how alike they come out.
#[derive(Debug, Default)]
struct Sample {
    /// The lines, without marks around them as a whole.
    text: Vec<u8>,
    wrapped: bool,
    separator: Vec<u8>,
    /// Whether the first line names the separator.
    hinted: bool,
    agreement: usize,
}

impl Sample {
    fn new(mut lines: Vec<&[u8]>, mark: Option<u8>) -> Self {
        let mark = mark.unwrap_or(b'"');
        let hint = lines.first().and_then(|line| hint(line));
        if hint.is_some() {
            lines.remove(0);
        }
        let inside: Vec<Option<Vec<u8>>> = lines.iter().map(|line| unwrapped(line)).collect();
        let wrapped = are_wrapped(&lines, &inside, mark);
        let text: Vec<&[u8]> = lines
            .iter()
            .zip(&inside)
            .map(|(line, inside)| inside.as_deref().filter(|_| wrapped).unwrap_or(line))
            .collect();
        let separator = separator(&text, hint, mark);
        // One line agrees with itself.
        let agreement = if text.len() > 1 { Regular::with(&text, &separator, mark).agreement() } else { 0 };
        Self { wrapped, agreement, hinted: hint.is_some(), text: text.join(&b'\n'), separator }
    }
}

/// The separator that the first line names, as Excel does (`sep=;`).
fn hint(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (name, separator) = line.split_at_checked(4)?;
    match separator {
        [] => None,
        b"\\t" => Some(b"\t"),
        _ if name.eq_ignore_ascii_case(b"sep=") && separator.len() <= LONGEST_SEPARATOR => Some(separator),
        _ => None,
    }
}

/// No separator is longer.
const LONGEST_SEPARATOR: usize = 4;

/// What stands in the marks around a whole line, if it holds marks or separators.
fn unwrapped(line: &[u8]) -> Option<Vec<u8>> {
    let dialect = Dialect { delimiter: b'\n', line_end: b'\n', columns: 0 };
    match (line.first(), close(line, 0, &dialect, true)) {
        (Some(b'"'), Close::Proper { end, doubled, .. }) if end == line.len() => {
            Some(Span { start: 1, end: end - 1, doubled }.bytes(line).into_owned())
        }
        _ => None,
    }
}

/// Whether lines stand in marks as a whole: most of them, or those that would come out as one cell of a table.
fn are_wrapped(lines: &[&[u8]], inside: &[Option<Vec<u8>>], mark: u8) -> bool {
    let inside: Vec<&[u8]> = inside.iter().flatten().map(Vec::as_slice).collect();
    let (table, within) = (Regular::usual(lines, mark), Regular::usual(&inside, mark));
    if within.cells < 3 || within.share < MOST {
        return false;
    }
    let is_table = within.cells == table.cells && within.separator == table.separator;
    is_table || inside.len() * 2 >= lines.len()
}

/// Most lines, of a thousand.
const MOST: usize = 700;
/// Nearly all.
const NEARLY_ALL: usize = 900;

fn separator(lines: &[&[u8]], hint: Option<&[u8]>, mark: u8) -> Vec<u8> {
    let hinted = hint.into_iter().flat_map(|hint| [hint, &hint[..1]]);
    let hinted =
        hinted.map(|separator| Regular::with(lines, separator, mark)).find(|regular| regular.cells > 1);
    if let Some(regular) = hinted {
        return regular.separator.to_vec();
    }
    let usual = Regular::usual(lines, mark);
    // A header has as many cells as the lines below it.
    let fits_first = |cells: usize, separator: &[u8]| {
        lines.first().is_some_and(|line| cells_between(line, separator, mark) == cells)
    };
    let is_table = usual.cells > 1 && usual.share >= MOST && fits_first(usual.cells, &[usual.separator]);
    let unusual = || {
        let regular = UNUSUAL.into_iter().map(|separator| Regular::with(lines, separator, mark));
        let fits = |regular: &Regular<&[u8]>| {
            lines.len() > 1
                && regular.cells > 2
                && regular.share >= NEARLY_ALL
                && fits_first(regular.cells, regular.separator)
                && !(regular.separator == b" " && lines.iter().any(|line| stands_alone(line)))
        };
        regular.rev().filter(fits).max_by_key(Regular::agreement)
    };
    let single = match unusual().filter(|unusual| !is_table && unusual.cells > usual.cells) {
        Some(unusual) => unusual.separator.to_vec(),
        None => vec![usual.separator],
    };
    longer(lines, &single).unwrap_or(single)
}

/// Whether a usual separator stands between two blanks: then the blanks are none.
fn stands_alone(line: &[u8]) -> bool {
    line.split(|byte| *byte == b' ').any(|piece| matches!(piece, [byte] if CANDIDATES.contains(byte)))
}

/// A separator of several characters of which this is one: `||`, `|~|`, `~|~`.
fn longer(lines: &[&[u8]], single: &[u8]) -> Option<Vec<u8>> {
    let [character] = single else { return None };
    let beside = |line: &[u8], at: usize| {
        let before = at.checked_sub(1).and_then(|before| line.get(before));
        (before.copied(), line.get(at + 1).copied())
    };
    let first = lines.first()?;
    let at = memchr(*character, first)?;
    let candidates = match beside(first, at) {
        (_, Some(next)) if next == *character => vec![vec![next, next]],
        (before, Some(next)) if next.is_ascii_punctuation() && next != b'"' && next != b'\'' => {
            let mut candidates = vec![vec![*character, next, *character]];
            if before == Some(next) {
                candidates.push(vec![next, *character, next]);
            }
            candidates
        }
        _ => return None,
    };
    // The character stands nowhere but in the separator, with no name of a column missing.
    let is_always = |separator: &Vec<u8>| {
        let inside = memchr::memchr_iter(*character, separator).count();
        let mut names = memmem::find_iter(first, separator).map(|at| at + separator.len());
        let is_named = !first.starts_with(separator)
            && names.all(|at| !first[at..].starts_with(separator) && at < first.len());
        is_named
            && lines.iter().all(|line| {
                memchr::memchr_iter(*character, line).count()
                    == inside * memmem::find_iter(line, separator).count()
            })
    };
    candidates.into_iter().find(is_always)
}

/// How records come out in a form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Score {
    records: usize,
    /// Cells of most of them.
    columns: usize,
    /// How many have as many, of a thousand.
    share: usize,
    /// Records that are not in the form, and marks that are left in the text.
    faults: usize,
    unfit: usize,
    /// Cells in the marks of the form, and records with such.
    dressed: usize,
    dressed_records: usize,
    guards: usize,
}

impl Score {
    fn of(form: &Form, text: &[u8]) -> Self {
        let mut score = Self::default();
        let mut counts = BTreeMap::new();
        let mut from = 0;
        while from < text.len() {
            score.records += 1;
            let Ok(parsed) = form.record(text, from, true) else {
                score.unfit += 1;
                from += memchr(b'\n', &text[from..]).map_or(text.len() - from, |length| length + 1);
                continue;
            };
            from = parsed.next.max(from + 1);
            *counts.entry(parsed.cells.len()).or_insert(0_usize) += 1;
            let dressed = parsed.cells.iter().filter(|cell| cell.dress == Dress::Marks(form.marks)).count();
            score.dressed += dressed;
            score.dressed_records += usize::from(dressed > 0);
            for cell in &parsed.cells {
                score.faults += usize::from(cell.dress == Dress::Plain && memchr(b'"', &cell.text).is_some());
                score.guards += usize::from(cell.dress == Dress::Guard);
            }
        }
        score.faults += score.unfit;
        if let Some((columns, times)) = counts.into_iter().max_by_key(|(columns, times)| (*times, *columns)) {
            score.columns = columns;
            score.share = times * 1000 / score.records;
        }
        score
    }

    fn agreement(&self) -> usize {
        Regular { separator: (), cells: self.columns, share: self.share }.agreement()
    }

    /// Whether those that are not in the form are few beside those that show it.
    const fn fits(&self) -> bool {
        self.dressed > 0 && self.unfit * 2 <= self.dressed_records
    }
}

/// Tells the marks of cells, and how records come out with them.
fn with_marks(usual: Form, text: &[u8]) -> (Form, Score) {
    let usual_score = Score::of(&usual, text);
    let (mut best, mut score) = (usual.clone(), usual_score);
    let mut consider = |form: Form, is_better: &dyn Fn(&Score, &Score) -> bool| {
        let other = Score::of(&form, text);
        if is_better(&other, &score) {
            (best, score) = (form, other);
        }
    };
    let has = |pieces: &[&[u8]]| pieces.iter().any(|piece| memmem::find(text, piece).is_some());
    let has_backslashes = has(&[b"\\"]);
    let variants = [(false, false), (true, false), (false, true), (true, true)];
    let variants = variants.into_iter().filter(|(_, backslashes)| !backslashes || has_backslashes);
    if usual_score.faults > 0 || has_backslashes {
        for (blanks, backslashes) in variants.clone() {
            consider(Form { blanks, backslashes, ..usual.clone() }, &|other, score| {
                other.share >= score.share
                    && other.faults <= score.faults
                    && (other.share, score.faults) > (score.share, other.faults)
            });
        }
    }
    for marks in [Marks::Single, Marks::Typographic] {
        for (blanks, backslashes) in variants.clone() {
            consider(Form { marks, blanks, backslashes, ..usual.clone() }, &|other, score| {
                let is_usual_dress =
                    other.dressed_records * 2 > other.records && other.dressed > score.dressed;
                // A line that is damaged counts against the form that shows it.
                let is_alike = other.share * 4 >= score.share * 3;
                other.fits() && (other.share > score.share || (is_alike && is_usual_dress))
            });
        }
    }
    if has(&[b"=\""]) {
        let (form, before) = (best.clone(), score);
        let guarded = Form { guards: true, ..form };
        let other = Score::of(&guarded, text);
        if other.guards > 0 && other.share >= before.share && other.faults <= before.faults {
            return (guarded, other);
        }
    }
    (best, score)
}
