//! Files that write cells in other ways than spreadsheets do: each is read cell by cell as it was meant, on the rows
//! that a person counts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::io::Read as _;

use faxban_read::delimited::{Block, Blocks, Dialect, Records, first_rows, open};
use faxban_read::oddities::Oddity;
use faxban_read::simd::Plainly;

struct Read {
    separator: String,
    /// Number, cells and whether something in the row is reported.
    rows: Vec<(u64, Vec<String>, bool)>,
    oddities: BTreeMap<Oddity, (u64, u64)>,
}

fn read(text: &[u8]) -> Read {
    read_behind(text, 0)
}

fn read_behind(text: &[u8], after: u64) -> Read {
    let opened = open(text).unwrap();
    let separator = opened.separator();
    let (dialect, oddities) = (opened.dialect(), opened.oddities());
    let mut head = Vec::new();
    let mut reader = opened.into_reader();
    reader.by_ref().take(256 << 10).read_to_end(&mut head).unwrap();
    let columns = first_rows(&head, dialect, 1, 20).iter().map(|row| row.1.len()).max().unwrap_or(0);
    let dialect = Dialect { columns, ..dialect };
    let mut blocks = Blocks::new(reader, head, dialect, 512 << 10, 1).with_oddities(oddities);
    blocks.skip(after).unwrap();
    let (mut block, mut rows) = (Block::default(), Vec::new());
    while let Some(line) = blocks.next(&mut block).unwrap() {
        let mut records = Records::new(&block, dialect, line);
        while let Some(run) = records.run(Plainly) {
            for (record, cells) in run {
                let texts =
                    cells.iter().map(|cell| String::from_utf8_lossy(&cell.bytes(&block)).into_owned());
                let reported = record.repaired || record.loose || record.encloses;
                rows.push((record.line, texts.collect(), reported));
            }
        }
    }
    let oddities =
        blocks.oddities().all().into_iter().map(|(oddity, rows)| (oddity, (rows.rows, rows.first)));
    Read { separator, rows, oddities: oddities.collect() }
}

const TABLE: [[&str; 4]; 4] = [
    ["Date", "Supplier", "Description", "Amount"],
    ["03/01/2021", "Harbour", "Copier paper", "45.20"],
    ["05/03/2021", "Office Kit", "Brother FAX-2840 laser, fax machine", "199.00"],
    ["17/03/2021", "Medi Supply", "Credit note gloves", "-100.00"],
];

#[track_caller]
fn reads(text: &str, oddities: &[Oddity]) -> Read {
    reads_bytes(text.as_bytes(), 0, oddities)
}

/// The table above behind some rows, with these oddities alone.
#[track_caller]
fn reads_bytes(text: &[u8], above: usize, oddities: &[Oddity]) -> Read {
    let read = read(text);
    let rows: Vec<_> = read.rows.iter().skip(above).map(|row| (row.0, row.1.clone(), row.2)).collect();
    let expected: Vec<_> = (1 + above as u64..)
        .zip(TABLE)
        .map(|(row, cells)| (row, cells.map(str::to_owned).to_vec(), false))
        .collect();
    assert_eq!(rows, expected, "{}", String::from_utf8_lossy(text));
    assert_eq!(
        read.oddities.keys().copied().collect::<Vec<_>>(),
        oddities,
        "{}",
        String::from_utf8_lossy(text)
    );
    read
}

/// The table with a separator, each cell dressed.
fn table(separator: &str, dress: impl Fn(&str) -> String) -> String {
    TABLE.map(|row| row.map(&dress).join(separator) + "\r\n").concat()
}

fn as_needed(separator: &str) -> impl Fn(&str) -> String {
    move |cell| if cell.contains(separator) { format!("\"{cell}\"") } else { cell.to_owned() }
}

#[test]
fn separators_of_all_kinds() {
    for (separator, name) in [
        (",", "comma"),
        (";", "semicolon"),
        ("\t", "tab"),
        ("|", "pipe"),
        ("~", "tilde"),
        ("^", "caret"),
        ("\x01", "control character 1"),
        ("\x1f", "control character for separators"),
        ("||", "||"),
        (";;", ";;"),
        ("|~|", "|~|"),
        ("~|~", "~|~"),
        ("^|^", "^|^"),
        ("¬", "¬"),
        ("¦", "¦"),
    ] {
        let read = reads(&table(separator, as_needed(separator)), &[]);
        assert_eq!(read.separator, name);
        for hint in [format!("sep={separator}\r\n"), format!("\"SEP={separator}\"\n")] {
            let text = hint + &table(separator, as_needed(separator));
            assert_eq!(reads_bytes(text.as_bytes(), 1, &[]).separator, name);
        }
    }
    for separator in [":", "   ", "/", "$$$"] {
        let text = format!("sep={separator}\n") + &table(separator, |cell| format!("\"{cell}\""));
        reads_bytes(text.as_bytes(), 1, &[]);
    }
}

#[test]
fn a_colon_separates_only_where_nothing_else_does() {
    let rows =
        read(b"Date,Amount\n2020-01-01 10:30:00,1\n2020-01-02 11:30:00,2\n2020-01-03 12:30:00,3\n").rows;
    assert_eq!(rows[1].1, ["2020-01-01 10:30:00", "1"]);
    let rows = read(
        b"'Harry''s':'Arlington Heights':'IL':'2/1/03'\n'Shark City':'Glendale Heights':'IL':'12/28/02'\n",
    )
    .rows;
    assert_eq!(rows[0].1, ["Harry's", "Arlington Heights", "IL", "2/1/03"]);
    assert_eq!(rows[1].1[0], "Shark City");
}

#[test]
fn a_decimal_comma_is_no_separator() {
    let text = table("^", |cell| cell.replace('.', ",").replace("laser,", "laser"));
    assert_eq!(read(text.as_bytes()).rows[1].1, ["03/01/2021", "Harbour", "Copier paper", "45,20"]);
}

#[test]
fn blanks_beside_quotes_are_not_of_the_cell() {
    let quoted = |cell: &str| format!("\"{cell}\"");
    reads(&table(", ", quoted), &[Oddity::BlanksBesideQuotes]);
    reads(&table(" , ", quoted), &[Oddity::BlanksBesideQuotes]);
    reads(&table("\t ", quoted), &[Oddity::BlanksBesideQuotes]);
    let text = table(", ", as_needed(","));
    let rows = read(text.as_bytes()).rows;
    assert_eq!(rows[2].1, ["05/03/2021", " Office Kit", "Brother FAX-2840 laser, fax machine", " 199.00"]);
}

#[test]
fn single_quotes_are_quotes_where_they_are_used_as_such() {
    let quoted = |cell: &str| format!("'{cell}'");
    reads(&table(",", quoted), &[Oddity::SingleQuotes]);
    reads(&table(", ", quoted), &[Oddity::SingleQuotes, Oddity::BlanksBesideQuotes]);
    reads(
        &table(",", |cell| if cell.contains(',') { quoted(cell) } else { cell.into() }),
        &[Oddity::SingleQuotes],
    );
    let rows = read(b"'a','it''s 15\" wide, x'\n'b','two\nlines'\n'c','Men's Boots, 2'\n").rows;
    assert_eq!(
        rows.iter().map(|row| row.1[1].as_str()).collect::<Vec<_>>(),
        ["it's 15\" wide, x", "two\nlines", "Men's Boots, 2"]
    );
    let rows = read(b"a,b\n'Tis the season,1\n'00123,2\nrock 'n' roll,3\n").rows;
    assert_eq!(
        rows.iter().map(|row| row.1[0].as_str()).collect::<Vec<_>>(),
        ["a", "'Tis the season", "'00123", "rock 'n' roll"]
    );
}

#[test]
fn typographic_quotes_are_quotes() {
    for (opening, closing) in [("“", "”"), ("„", "“"), ("„", "”"), ("”", "”"), ("‘", "’"), ("‚", "‘")]
    {
        reads(&table(",", |cell| format!("{opening}{cell}{closing}")), &[Oddity::TypographicQuotes]);
        reads(
            &table(
                ",",
                |cell| if cell.contains(',') { format!("{opening}{cell}{closing}") } else { cell.into() },
            ),
            &[Oddity::TypographicQuotes],
        );
    }
    let windows: Vec<u8> = table(",", |cell| format!("<{cell}>"))
        .bytes()
        .map(|byte| match byte {
            b'<' => 0x93,
            b'>' => 0x94,
            byte => byte,
        })
        .collect();
    reads_bytes(&windows, 0, &[Oddity::TypographicQuotes]);
}

#[test]
fn backslashes_say_that_a_mark_is_text() {
    let text = "a,b\n1,\"15\\\" screen, black\"\n2,\"C:\\dir\"\n3,\"ends \\\\\"\n";
    let read = read(text.as_bytes());
    assert_eq!(
        read.rows.iter().map(|row| row.1[1].as_str()).collect::<Vec<_>>(),
        ["b", "15\" screen, black", "C:\\dir", "ends \\"]
    );
    assert_eq!(read.oddities[&Oddity::Backslashes], (2, 2));
    let rows = self::read(b"a,b,c\n1,Smith\\, Jones,3\n4,Black\\, White,6\n").rows;
    assert_eq!(rows[1].1, ["1", "Smith, Jones", "3"]);
    let rows = self::read(b"a,b\n1,\"C:\\dir\\\"\n2,\"D:\\\"\n").rows;
    assert_eq!(rows[1].1, ["1", "C:\\dir\\"], "a cell may end with a backslash");
}

#[test]
fn lines_in_quotes_as_a_whole() {
    let quoted = |cell: &str| if cell.contains(',') { format!("\"{cell}\"") } else { cell.to_owned() };
    let wrap = |line: &str| format!("\"{}\"\r\n", line.replace('"', "\"\""));
    let lines = TABLE.map(|row| row.map(quoted).join(","));
    reads(&lines.iter().map(|line| wrap(line)).collect::<String>(), &[Oddity::WrappedLines]);
    let header_free =
        format!("{}\r\n{}", lines[0], lines[1..].iter().map(|line| wrap(line)).collect::<String>());
    reads(&header_free, &[Oddity::WrappedLines]);
    let one = format!("{}\r\n{}\r\n{}{}\r\n", lines[0], lines[1], wrap(&lines[2]), lines[3]);
    reads(&one, &[Oddity::WrappedLines]);
}

#[test]
fn guards_of_text_are_taken_off() {
    reads(&table(",", |cell| format!("=\"{cell}\"")), &[Oddity::TextGuards]);
    reads(&table(",", |cell| format!("\"=\"\"{cell}\"\"\"")), &[Oddity::TextGuards]);
    let rows = read(b"a,b\n=\"007\",=SUM(A1)\n=\"008\",\"=A1&\"\"x\"\"\"\n").rows;
    assert_eq!(rows[1].1, ["007", "=SUM(A1)"]);
    assert_eq!(rows[2].1, ["008", "=A1&\"x\""]);
}

#[test]
fn lines_that_returns_end() {
    let text = table(",", as_needed(",")).replace("\r\n", "\r");
    reads(&text, &[Oddity::ReturnLines]);
    let text = "a,b,c\r1,\"2\n2\",3\r\r\"4\",5,\"6\"\r7,8,9\n10,11,12\r\n13,14,15\r";
    let rows: Vec<_> = read(text.as_bytes()).rows.into_iter().map(|row| (row.0, row.1.join("|"))).collect();
    let expected = [
        (1, "a|b|c"),
        (2, "1|2\n2|3"),
        (4, ""),
        (5, "4|5|6"),
        (6, "7|8|9"),
        (7, "10|11|12"),
        (8, "13|14|15"),
    ];
    assert_eq!(rows, expected.map(|(row, cells)| (row, cells.to_owned())));
}

#[test]
fn a_line_that_is_not_of_the_form_is_handed_on_and_noted() {
    let text = "'a','b'\n'1','2, x'\n'3,4\n5,6\n'7','8'\n\"9, x\",'10'\n'11','12'\n";
    let read = read(text.as_bytes());
    let rows: Vec<_> = read.rows.iter().map(|row| (row.0, row.1.join("|"))).collect();
    let expected =
        [(1, "a|b"), (2, "1|2, x"), (3, "'3|4"), (4, "5|6"), (5, "7|8"), (6, "9, x|10"), (7, "11|12")];
    assert_eq!(rows, expected.map(|(row, cells)| (row, cells.to_owned())));
    assert_eq!(read.oddities[&Oddity::UnfitLine], (1, 3));
}

#[test]
fn a_stray_quote_in_the_header_hides_no_column() {
    for header in [
        "\"Date,Supplier,\"Description\",Amount",
        "Date,\"Supplier,\"Description\",Amount",
        "Date,Supplier,\"\"Description\",Amount",
        "Date,Supplier,\"Description\",Amount\"",
    ] {
        let text = format!(
            "{header}\r\n05/03/2021,Office Kit,\"Brother FAX-2840 laser fax machine\",199.00\r\n06/03/2021,Harbour,\"Copier, paper\",45.20\r\n"
        );
        let dialect = open(text.as_bytes()).unwrap().dialect();
        assert_eq!(first_rows(text.as_bytes(), dialect, 1, 1)[0].1, TABLE[0], "{header}");
        assert_eq!(read(text.as_bytes()).rows[1].1[2], "Brother FAX-2840 laser fax machine");
    }
}

#[test]
fn rows_behind_the_header_are_read_with_their_numbers() {
    let mut text = String::from("Report\nof \"May\"\n\n\"a\nb\",c,d\n");
    (0..40_000).for_each(|row| text.push_str(&format!("{row},\"x, y\",\0z\n")));
    let read = read_behind(text.as_bytes(), 4);
    assert_eq!(read.rows.len(), 40_000);
    assert_eq!(read.rows[0], (6, vec!["0".into(), "x, y".into(), "z".into()], false));
    assert_eq!(read.rows[39_999].0, 40_005);
    assert_eq!(read.oddities[&Oddity::Nul], (40_000, 6));
    assert_eq!(read_behind(b"a,b\n1,2\n", 2).rows, []);
}
