//! Tables of any content, written in every form that is read, come back cell by cell with their rows.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use faxban_read::delimited::{Block, Blocks, Records, open};
use faxban_read::oddities::Oddity;
use faxban_read::simd::Plainly;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Number and cells of each row.
type Rows = Vec<(u64, Vec<String>)>;

/// How a table is written.
struct Writer {
    separator: &'static str,
    hinted: bool,
    line_end: &'static str,
    dress: fn(&str, &str) -> String,
    wrapped: bool,
}

const PLAIN: Writer =
    Writer { separator: ",", hinted: false, line_end: "\n", dress: as_needed, wrapped: false };

fn as_needed(cell: &str, separator: &str) -> String {
    // A cell that ends with a part of the separator would be another one.
    if cell.contains(|letter| separator.contains(letter)) || cell.contains(['"', '\n', '\r']) {
        double(cell, separator)
    } else {
        cell.to_owned()
    }
}

fn double(cell: &str, _: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

fn single(cell: &str, _: &str) -> String {
    format!("'{}'", cell.replace('\'', "''"))
}

fn typographic(cell: &str, _: &str) -> String {
    format!("“{cell}”")
}

fn with_blanks(cell: &str, _: &str) -> String {
    format!(" {} ", double(cell, ""))
}

fn with_backslashes(cell: &str, _: &str) -> String {
    format!("\"{}\"", cell.replace('\\', "\\\\").replace('"', "\\\""))
}

fn guarded(cell: &str, _: &str) -> String {
    format!("={}", double(cell, ""))
}

impl Writer {
    fn write(&self, table: &[Vec<String>]) -> (String, Rows) {
        let (mut text, mut rows, mut line) = (String::new(), Vec::new(), 1);
        if self.hinted {
            text.push_str(&format!("sep={}{}", self.separator, self.line_end));
            line += 1;
        }
        for cells in table {
            let dressed: Vec<String> = cells.iter().map(|cell| (self.dress)(cell, self.separator)).collect();
            let written = dressed.join(self.separator);
            text.push_str(&if self.wrapped { double(&written, "") } else { written });
            text.push_str(self.line_end);
            rows.push((line, cells.clone()));
            line += 1 + cells.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        }
        (text, rows)
    }
}

/// Rows as read, with the lines of each and whether something in it is reported.
type Reports = Vec<(std::ops::Range<u64>, Vec<String>, bool)>;

fn read_reports(text: &str) -> Reports {
    let opened = open(text.as_bytes()).unwrap();
    let (dialect, oddities) = (opened.dialect(), opened.oddities());
    let columns = dialect.columns;
    let mut blocks =
        Blocks::new(opened.into_reader(), Vec::new(), dialect, 512 << 10, 1).with_oddities(oddities);
    let (mut block, mut rows) = (Block::default(), Vec::new());
    while let Some(line) = blocks.next(&mut block).unwrap() {
        let mut records = Records::new(&block, dialect, line);
        while let Some(run) = records.run(Plainly) {
            for (record, cells) in run {
                let lines = block[record.start..record.next].iter().filter(|byte| **byte == b'\n').count();
                let texts =
                    cells.iter().map(|cell| String::from_utf8_lossy(&cell.bytes(&block)).into_owned());
                let reported = record.repaired || record.loose || record.encloses || cells.len() != columns;
                rows.push((record.line..record.line + lines.max(1) as u64, texts.collect(), reported));
            }
        }
    }
    let odd = blocks.oddities().all();
    for odd in [Oddity::UnfitLine, Oddity::DoubtfulCell].iter().filter_map(|oddity| odd.get(oddity)) {
        rows.iter_mut()
            .for_each(|(lines, _, reported)| *reported |= lines.start <= odd.last && lines.end > odd.first);
    }
    rows
}

/// Rows that are not as they were written, and of those the ones that nothing reports.
fn silent(written: &Rows, read: &Reports) -> Vec<u64> {
    let ends = written.iter().skip(1).map(|row| row.0).chain([u64::MAX]);
    let is_silent = |((line, cells), end): &(&(u64, Vec<String>), u64)| {
        let is_right = read.iter().any(|(lines, read, _)| lines.start == *line && read == cells);
        let mut reported = read.iter().filter(|(_, _, reported)| *reported);
        !is_right && !reported.any(|(lines, ..)| lines.start < *end && lines.end > *line)
    };
    written.iter().zip(ends).filter(is_silent).map(|((line, _), _)| *line).collect()
}

fn read(text: &str, size: usize) -> (Rows, bool) {
    let opened = open(text.as_bytes()).unwrap();
    let (dialect, oddities) = (opened.dialect(), opened.oddities());
    let mut blocks = Blocks::new(opened.into_reader(), Vec::new(), dialect, size, 1).with_oddities(oddities);
    let (mut block, mut rows, mut reported) = (Block::default(), Vec::new(), false);
    while let Some(line) = blocks.next(&mut block).unwrap() {
        let mut records = Records::new(&block, dialect, line);
        while let Some(run) = records.run(Plainly) {
            for (record, cells) in run {
                let texts =
                    cells.iter().map(|cell| String::from_utf8_lossy(&cell.bytes(&block)).into_owned());
                rows.push((record.line, texts.collect()));
                reported |= record.repaired || record.loose;
            }
        }
    }
    (rows, reported)
}

fn tables(cell: &'static str) -> impl Strategy<Value = Vec<Vec<String>>> {
    tables_of(cell, 2, 8..24)
}

/// Tables in which so many of four cells are of any content.
fn tables_of(
    cell: &'static str,
    any: u32,
    rows: std::ops::Range<usize>,
) -> impl Strategy<Value = Vec<Vec<String>>> {
    let row = prop::collection::vec(
        prop_oneof![any => cell, 2 => "[a-z]{3,8}", 2 - any / 2 => "[0-9]{1,3}\\.[0-9]{2}"],
        4,
    );
    prop::collection::vec(row, rows).prop_map(|rows| {
        let header = ["Date", "Supplier", "Description", "Amount"].map(str::to_owned).to_vec();
        [vec![header], rows].concat()
    })
}

#[track_caller]
fn comes_back(writer: &Writer, table: &[Vec<String>], size: usize) -> Result<(), TestCaseError> {
    let (text, rows) = writer.write(table);
    let (read, reported) = read(&text, size);
    let read: Rows = read.into_iter().skip(usize::from(writer.hinted)).collect();
    prop_assert_eq!(&read, &rows, "{}", text);
    prop_assert!(!reported, "{}", text);
    Ok(())
}

/// Forms whose marks are damaged: the writer, the content of cells, and the mark.
fn damaged_forms() -> [(Writer, &'static str, char); 5] {
    [
        (Writer { dress: double, separator: ";", ..PLAIN }, "[a-c ,;\"\n]{0,6}", '"'),
        (Writer { dress: single, ..PLAIN }, "[a-c ,\"\n]{0,6}", '\''),
        (Writer { dress: typographic, ..PLAIN }, "[a-c ,\n]{0,6}", '”'),
        (Writer { dress: with_blanks, ..PLAIN }, "[a-c ,\"\n]{0,6}", '"'),
        (Writer { dress: with_backslashes, ..PLAIN }, "[a-c ,\"\n]{0,6}", '"'),
    ]
}

proptest! {
    #[test]
    fn the_usual_form(table in tables("[a-c ,;|\"'\\\\\r\n£“]{0,8}"), size in 1_usize..2000) {
        for separator in [",", ";", "\t", "|", "~"] {
            for dress in [as_needed, double] {
                for line_end in ["\n", "\r\n"] {
                    comes_back(&Writer { separator, dress, line_end, ..PLAIN }, &table, size)?;
                }
            }
        }
    }

    #[test]
    fn as_the_csv_crate_reads_it(table in tables("[a-c ,\"\r\n£]{0,8}")) {
        let (text, _) = PLAIN.write(&table);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let theirs: Rows = reader
            .records()
            .map(|record| record.unwrap())
            .map(|record| (record.position().unwrap().line(), record.iter().map(str::to_owned).collect()))
            .collect();
        prop_assert_eq!(read(&text, 512 << 10).0, theirs);
    }
}

// Marks and separators inside cells can make a small table look as if it were written in another form. These tables are the
// same in every run.
proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(20_190_101), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mark_too_few_or_too_many_is_reported(
        tables in damaged_forms().map(|(_, cell, _)| tables_of(cell, 1, 20..40)),
        place: prop::sample::Index,
        is_missing: bool,
    ) {
        for ((writer, _, mark), mut table) in damaged_forms().into_iter().zip(tables) {
            table[1..4].iter_mut().for_each(|row| row[1] = "the \"best\"".to_owned());
            let (text, rows) = writer.write(&table);
            // Behind the first rows, which tell the form.
            let begin = text.match_indices('\n').nth(4).map_or(0, |(at, _)| at + 1);
            let mut damaged = text.clone();
            if is_missing {
                // Where the mark behind a backslash is missing, the backslash is read as text, which it may be.
                let marks = text.match_indices(mark).map(|(at, _)| at);
                let marks: Vec<usize> =
                    marks.filter(|at| *at >= begin && !text[..*at].ends_with('\\')).collect();
                damaged.remove(*place.get(&marks));
            } else {
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).filter(|at| *at >= begin).collect();
                damaged.insert(*place.get(&places), mark);
            }
            prop_assert_eq!(silent(&rows, &read_reports(&damaged)), Vec::<u64>::new(), "{}\n--- was\n{}\n--- read\n{:?}", damaged, text, read_reports(&damaged));
        }
    }

    #[test]
    fn unusual_separators(table in tables("[a-c ,;|\"'\n£]{0,8}"), size in 1_usize..2000) {
        for separator in ["^", ":", "\x01", "\x1f", "||", ";;", "|~|", "¬", "    "] {
            for dress in [as_needed, double] {
                comes_back(&Writer { separator, hinted: true, dress, ..PLAIN }, &table, size)?;
            }
        }
    }

    #[test]
    fn single_quotes(table in tables("[a-c ,;\"'\n£]{0,8}"), size in 1_usize..2000) {
        for separator in [",", ";", "\t"] {
            comes_back(&Writer { separator, dress: single, ..PLAIN }, &table, size)?;
        }
    }

    #[test]
    fn typographic_quotes(table in tables("[a-c ,\"'\n£]{0,8}"), size in 1_usize..2000) {
        comes_back(&Writer { dress: typographic, ..PLAIN }, &table, size)?;
    }

    #[test]
    fn blanks_beside_quotes(table in tables("[a-c ,;\"'\n£]{0,8}"), size in 1_usize..2000) {
        comes_back(&Writer { dress: with_blanks, ..PLAIN }, &table, size)?;
    }

    #[test]
    fn backslashes(table in tables("[a-c ,;\"'\\\\\n£]{0,8}"), size in 1_usize..2000) {
        let mut table = table;
        table[1][1] = "the \"best\"".to_owned();
        comes_back(&Writer { dress: with_backslashes, ..PLAIN }, &table, size)?;
    }

    #[test]
    fn guards(table in tables("[a-c ,;'\n£]{0,8}"), size in 1_usize..2000) {
        comes_back(&Writer { dress: guarded, ..PLAIN }, &table, size)?;
    }

    #[test]
    fn wrapped_lines(table in tables("[a-c ,;\"'£]{0,8}"), size in 1_usize..2000) {
        comes_back(&Writer { wrapped: true, ..PLAIN }, &table, size)?;
    }

    #[test]
    fn lines_that_returns_end(table in tables("[a-c ,;\"'\n£]{0,8}"), size in 1_usize..2000) {
        comes_back(&Writer { line_end: "\r", ..PLAIN }, &table, size)?;
    }
}
