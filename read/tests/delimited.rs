//! Blocks and records of delimited text: nothing is lost, however the stream is cut, and quotes that swallow
//! lines give them back.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use faxban_read::delimited::{Block, Blocks, Dialect, Records};
use faxban_read::simd::Plainly;
use proptest::prelude::*;

/// Line number, cells and whether a quote was repaired, of every record.
type Read = Vec<(u64, Vec<String>, bool)>;

fn read(text: &[u8], dialect: Dialect, size: usize) -> Read {
    let mut blocks = Blocks::new(text, Vec::new(), dialect, size, 1);
    let (mut block, mut all) = (Block::default(), Vec::new());
    while let Some(line) = blocks.next(&mut block).unwrap() {
        let mut records = Records::new(&block, dialect, line);
        while let Some(run) = records.run(Plainly) {
            for (record, cells) in run {
                let texts =
                    cells.iter().map(|cell| String::from_utf8_lossy(&cell.bytes(&block)).into_owned());
                all.push((record.line, texts.collect(), record.repaired));
            }
        }
    }
    all
}

fn rows(text: &str, columns: usize) -> Read {
    read(text.as_bytes(), Dialect { delimiter: b',', line_end: b'\n', columns }, 1 << 20)
}

fn cells(read: &Read) -> Vec<Vec<&str>> {
    read.iter().map(|(_, cells, _)| cells.iter().map(String::as_str).collect()).collect()
}

#[test]
fn quoted_cells_hold_separators_quotes_and_lines() {
    let read = rows("a,\"b, \"\"c\"\"\",d\r\n\"two\nlines\",2,3\nlast,,", 3);
    assert_eq!(
        cells(&read),
        [vec!["a", "b, \"c\"", "d"], vec!["two\nlines", "2", "3"], vec!["last", "", ""]]
    );
    assert_eq!(read.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 4]);
}

#[test]
fn blank_lines_are_records_with_one_empty_cell() {
    assert_eq!(cells(&rows("a,b\n\n\nc,d\n", 2)), [vec!["a", "b"], vec![""], vec![""], vec!["c", "d"]]);
}

#[test]
fn inches_are_no_quotes() {
    let read = rows("1,15\" screen,2\n3,\"15\" screen,4\n5,\"x\"\"y\",6\n", 3);
    assert_eq!(
        cells(&read),
        [vec!["1", "15\" screen", "2"], vec!["3", "\"15\" screen", "4"], vec!["5", "x\"y", "6"]]
    );
}

#[test]
fn a_quote_that_is_never_closed_gives_its_lines_back() {
    let read = rows("1,\"screen,2\n3,b,4\n5,c,6\n", 3);
    assert_eq!(cells(&read), [vec!["1", "\"screen", "2"], vec!["3", "b", "4"], vec!["5", "c", "6"]]);
    assert_eq!(read.iter().map(|row| row.2).collect::<Vec<_>>(), [true, false, false]);
}

#[test]
fn a_quote_that_ends_at_the_next_quoted_cell_gives_its_lines_back() {
    for text in
        ["1,\"screen,2\n3,b,4\n5,\"c, d\",6\n", "1,\"screen,2\n5,\"c, d\",6\n", "1,\"screen,2\n5,\"\",6\n"]
    {
        let read = rows(text, 3);
        assert_eq!(read.first().unwrap().1, ["1", "\"screen", "2"], "{text}");
        assert_eq!(read.last().unwrap().1.len(), 3, "{text}");
        assert_eq!(read.len(), text.lines().count(), "{text}");
    }
}

#[test]
fn a_text_of_several_lines_stays_one_cell() {
    let read = rows("1,\"dear sirs,\nplease find enclosed\nyours, etc\",2\n3,b,4\n", 3);
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].1[1], "dear sirs,\nplease find enclosed\nyours, etc");
    assert_eq!(read[1].0, 4);
}

#[test]
fn lone_carriage_returns_end_lines() {
    let dialect = Dialect::detect(b"a,b\r1,2\r3,4\r");
    assert_eq!(
        cells(&read(b"a,b\r1,2\r3,4\r", dialect, 8)),
        [vec!["a", "b"], vec!["1", "2"], vec!["3", "4"]]
    );
}

proptest! {
    #[test]
    fn what_a_csv_writer_wrote_is_read_back(
        table in prop::collection::vec(prop::collection::vec("[a-z ,;\"\r\n£]{0,6}", 3), 1..20)
    ) {
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let text = writer.into_inner().unwrap();
        let dialect = Dialect { delimiter: b',', line_end: b'\n', columns: 0 };
        let read = read(&text, dialect, 1 << 20);
        prop_assert_eq!(read.iter().map(|row| row.1.clone()).collect::<Vec<_>>(), table);
    }

    #[test]
    fn cuts_do_not_matter(text in "[ab,\"\r\n]{0,400}", size in 1_usize..64, columns in 0_usize..5) {
        let dialect = Dialect { delimiter: b',', line_end: b'\n', columns };
        prop_assert_eq!(read(text.as_bytes(), dialect, size), read(text.as_bytes(), dialect, 1 << 20));
    }

    #[test]
    fn every_line_is_in_a_record(text in "[ab,\"\n]{0,400}", columns in 0_usize..5) {
        let dialect = Dialect { delimiter: b',', line_end: b'\n', columns };
        let mut records = Records::new(text.as_bytes(), dialect, 1);
        let mut read = Vec::new();
        while let Some(run) = records.run(Plainly) {
            read.extend(run.map(|(record, _)| record));
        }
        let mut next = 0;
        for record in read {
            prop_assert_eq!(record.start, next);
            prop_assert_eq!(record.next, (record.end + 1).min(text.len()));
            next = record.next;
        }
        prop_assert_eq!(next, text.len());
    }
}
