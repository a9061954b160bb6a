//! Blocks and records of delimited text: nothing is lost, however the stream is cut, and quotes that swallow
//! lines give them back.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use faxban_read::delimited::{Block, Blocks, Dialect, Records};
use faxban_read::oddities::Oddity;
use faxban_read::simd::Plainly;
use proptest::prelude::*;

/// Line number, cells and whether a quote was repaired, of every record.
type Read = Vec<(u64, Vec<String>, bool)>;

fn read(text: &[u8], dialect: Dialect, size: usize) -> Read {
    read_with_oddities(text, dialect, size).0
}

/// The records, and how many rows have each oddity, with the first of them.
fn read_with_oddities(text: &[u8], dialect: Dialect, size: usize) -> (Read, Vec<(Oddity, u64, u64)>) {
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
    let oddities = blocks.oddities().all().into_iter().map(|(oddity, rows)| (oddity, rows.rows, rows.first));
    (all, oddities.collect())
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
fn what_sound_quotes_hold_is_one_cell_whatever_it_looks_like() {
    for note in [
        "note\nEvil Ltd,05/05/2020,9999.00,Fax machine\nend",
        "Evil Ltd,05/05/2020,9999.00,Fax machine",
        "\nEvil Ltd,05/05/2020,9999.00,Fax machine\n",
        "note\nEvil Ltd,05/05/2020,9999.00,",
        "note\n\nEvil Ltd,05/05/2020,\"\"9,999.00\"\",\"\"Fax\"\"",
    ] {
        let text = format!(
            "Ink,01/02/2020,2.00,\"{note}\"\nInk,03/02/2020,\"1,000.00\",paper\nInk,\"a\nb\",1.00,paper\n"
        );
        let read = rows(&text, 4);
        let lines = note.lines().count().max(note.matches('\n').count() + 1) as u64;
        assert_eq!(read.len(), 3, "{text}");
        assert_eq!(read[0].1, ["Ink", "01/02/2020", "2.00", &note.replace("\"\"", "\"")], "{text}");
        assert_eq!((read[1].0, &read[1].1[2]), (1 + lines, &"1,000.00".to_owned()), "{text}");
        assert!(read.iter().all(|row| !row.2), "{text}");
    }
}

#[test]
fn a_quote_that_swallows_lines_is_found_by_what_follows() {
    // What closes the first quote opens a cell of the second record.
    for text in ["1,\"screen,2\n5,\", d\",6\n7,b,8\n", "1,\"screen,2\n5,\"\nd\",6\n7,b,8\n"] {
        let read = rows(text, 3);
        assert_eq!(read[0].1, ["1", "\"screen", "2"], "{text}");
        assert!(read[0].2, "{text}");
        assert_eq!(read[1].1[2], "6", "{text}");
        assert_eq!(read[2].1, ["7", "b", "8"], "{text}");
    }
}

#[test]
fn unsound_quotes_are_read_as_the_columns_of_the_table_ask_for() {
    for (line, cells) in [
        ("\"Date,Supplier,\"Description\",Amount", ["\"Date", "Supplier", "Description", "Amount"]),
        ("1,\"15\" screen, black\",2,3", ["1", "15\" screen, black", "2", "3"]),
        ("1,\"\"Smith, J\",2,3", ["1", "Smith, J", "2", "3"]),
        ("1,\"\"Table, 48\"\"\",2,3", ["1", "Table, 48\"", "2", "3"]),
        ("1,\"Table, 48\"\",\"of oak\",3", ["1", "Table, 48\"", "of oak", "3"]),
        ("\"1\",\"screen,\"2\",\"3\"", ["1", "\"screen", "2", "3"]),
    ] {
        let read = rows(&format!("a,b,c,d\n{line}\r\ne,f,g,h\n"), 4);
        assert_eq!(read.len(), 3, "{line}");
        assert_eq!(read[1].1, cells, "{line}");
        assert!(read[1].2, "{line}");
    }
}

#[test]
fn returns_before_a_line_feed_are_no_text() {
    let read = rows("a,\"b\"\r\r\nc,d\r\r\n\"e\",\"f\"\r\n", 2);
    assert_eq!(cells(&read), [vec!["a", "b"], vec!["c", "d"], vec!["e", "f"]]);
    assert_eq!(
        read.iter().map(|row| (row.0, row.2)).collect::<Vec<_>>(),
        [(1, false), (2, false), (3, false)]
    );
}

const COMMAS: Dialect = Dialect { delimiter: b',', line_end: b'\n', columns: 3 };

#[test]
fn line_ends_of_all_kinds_end_lines() {
    let text = "a,b,c\r\n1,2,3\n4,5,6\r7,8,\"9\"\r\"10\",\"11\n12\r13\",14\r\r15,16,17\r\r\n18,19,20";
    for size in [1, 1 << 20] {
        let (read, oddities) = read_with_oddities(text.as_bytes(), COMMAS, size);
        let expected: [(u64, &[&str]); 8] = [
            (1, &["a", "b", "c"]),
            (2, &["1", "2", "3"]),
            (3, &["4", "5", "6"]),
            (4, &["7", "8", "9"]),
            (5, &["10", "11\n12\r13", "14"]),
            (7, &[""]),
            (8, &["15", "16", "17"]),
            (9, &["18", "19", "20"]),
        ];
        let rows: Vec<_> =
            read.iter().map(|row| (row.0, row.1.iter().map(String::as_str).collect())).collect();
        assert_eq!(rows, expected.map(|(row, cells)| (row, cells.to_vec())));
        assert_eq!(oddities, [(Oddity::LoneReturn, 4, 3), (Oddity::UnendedLine, 1, 9)]);
    }
}

#[test]
fn a_return_is_text_where_the_line_has_the_cells_of_a_record_only_with_it() {
    let (read, oddities) = read_with_oddities("a,b,c\n1,fax\rmachine,3\n4,5,6\n".as_bytes(), COMMAS, 1 << 20);
    assert_eq!(read[1], (2, vec!["1".into(), "fax\rmachine".into(), "3".into()], false));
    assert_eq!((read[2].0, oddities.len()), (3, 0));
}

#[test]
fn other_marks_of_lines_and_pages_are_text() {
    let text = "a,b\u{2028}c,d\u{85}e\nf,g\u{b}h,i\n\u{c}\n";
    let read = rows(text, 3);
    assert_eq!(cells(&read), [vec!["a", "b\u{2028}c", "d\u{85}e"], vec!["f", "g\u{b}h", "i"], vec!["\u{c}"]]);
}

#[test]
fn nul_characters_are_left_out_and_told_with_their_rows() {
    let mut text = b"a,b,c\r\n1,\"Copier\0 pa\0per\nA4\0\",3\r\n\0\0\x004,5,6\r\n7,8,9\r\n".to_vec();
    text.resize(200_000, 0);
    text.extend(b"10,11,12\r\n\x1a");
    for size in [1, 7, 100_000, 1 << 20] {
        let (read, oddities) = read_with_oddities(&text, COMMAS, size);
        assert_eq!(read.len(), 5, "{size}");
        assert_eq!(read[1], (2, vec!["1".into(), "Copier paper\nA4".into(), "3".into()], false));
        assert_eq!(read[4], (6, vec!["10".into(), "11".into(), "12".into()], false));
        assert_eq!(oddities, [(Oddity::Nul, 4, 2)], "{size}");
    }
    let joined = read_with_oddities(b"1,2,3\r\n\x1a4,5,6\r\n\x1a", COMMAS, 1 << 20);
    assert_eq!((joined.0[1].1.concat(), joined.1), ("456".to_owned(), vec![(Oddity::EndMark, 1, 2)]));
    let (read, oddities) = read_with_oddities(b"1,2,3\n\0\0\0", COMMAS, 1 << 20);
    assert_eq!((read.len(), oddities), (1, vec![(Oddity::Nul, 1, 2)]));
    assert_eq!(read_with_oddities(b"\0\0", COMMAS, 1 << 20), (Vec::new(), vec![(Oddity::Nul, 1, 1)]));
}

#[test]
fn lone_carriage_returns_end_lines() {
    let dialect = Dialect::detect(b"a,b\r1,2\r3,4\r");
    assert_eq!(
        cells(&read(b"a,b\r1,2\r3,4\r", dialect, 8)),
        [vec!["a", "b"], vec!["1", "2"], vec!["3", "4"]]
    );
}

const PIECES: [&str; 12] = [
    "1,\"screen,3\n4,screen 15\",6\n",
    "1,\"two\nlines\",3\n",
    "1,\"two\n",
    "lines\",3\n",
    "1,\"screen,3\n4,\", d\",6\n",
    "1,\"screen,3\n4,\"\nd\",6\n",
    "1,15\" screen,3\n",
    "1,screen 15\",3\n",
    "1,\"15\" screen, black\",3\n",
    "1,\"a, b\",3\n",
    "1,\"note\n4,5,6\nend\",3\n",
    "\"",
];

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
    fn cuts_do_not_matter_to_oddities(text in "[ab,\"\r\n\0\\x1a]{0,300}", size in 1_usize..64, columns in 0_usize..5) {
        let dialect = Dialect { delimiter: b',', line_end: b'\n', columns };
        let whole = read_with_oddities(text.as_bytes(), dialect, 1 << 20);
        prop_assert_eq!(read_with_oddities(text.as_bytes(), dialect, size), whole);
    }

    #[test]
    fn cuts_do_not_matter_where_a_quote_is_judged_by_what_follows_far_away(
        pieces in prop::collection::vec(
            (prop::sample::select(PIECES.to_vec()), prop_oneof![2 => Just(0_usize), 1 => 0_usize..20, 2 => 1400_usize..1520]),
            1..6,
        ),
        size in 1_usize..140_000,
    ) {
        let mut text = String::new();
        for (piece, lines) in pieces {
            text.push_str(piece);
            (0..lines).for_each(|_| text.push_str("a line of the usual kind,with the usual,cells\n"));
        }
        let dialect = Dialect { delimiter: b',', line_end: b'\n', columns: 3 };
        prop_assert!(read(text.as_bytes(), dialect, size) == read(text.as_bytes(), dialect, 4 << 20));
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
