//! Files that were damaged at one place: every row is as it was written, or is reported.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

use faxban_read::delimited::{Block, Blocks, Dialect, Records};
use faxban_read::simd::Plainly;

/// Random numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    /// A number below this one (xorshift64*, Vigna 2016).
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const WORDS: [&str; 18] = [
    "Copier paper",
    "Office Kit Ltd",
    "45.20",
    "03/01/2021",
    "",
    "",
    "Smith, Jones Ltd",
    "15\" monitor",
    "the \"best\"",
    "two\nlines",
    "a, b\nc, d, e, f",
    " ",
    "£5 – ok",
    "monitor 19\"",
    ", Ltd",
    "ends, ",
    "\"",
    "Order:\n1,2,3,4\nend",
];

/// A table as it was written: its text, its cells, the line on which each row begins, and each cell's place in the text.
struct Written {
    text: Vec<u8>,
    rows: Vec<(u64, Vec<String>)>,
    quoted: Vec<std::ops::Range<usize>>,
    lines: u64,
}

const COLUMNS: usize = 4;

fn write(dice: &mut Dice) -> Written {
    let all_quoted = dice.below(3) == 0;
    let no_lines = dice.below(2) == 0;
    let mut written = Written { text: Vec::new(), rows: Vec::new(), quoted: Vec::new(), lines: 1 };
    for _ in 0..dice.below(30) + 2 {
        let mut cells: Vec<String> = (0..COLUMNS).map(|_| dice.pick(&WORDS).to_owned()).collect();
        if no_lines {
            cells.iter_mut().for_each(|cell| *cell = cell.replace('\n', " "));
        }
        let line = written.lines;
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                written.text.push(b',');
            }
            let start = written.text.len();
            if all_quoted || cell.contains([',', '"', '\n']) {
                written.text.extend(format!("\"{}\"", cell.replace('"', "\"\"")).bytes());
                written.quoted.push(start..written.text.len());
            } else {
                written.text.extend(cell.bytes());
            }
            written.lines += cell.matches('\n').count() as u64;
        }
        written.text.push(b'\n');
        written.lines += 1;
        written.rows.push((line, cells));
    }
    written
}

/// A record as it was read.
struct Read {
    lines: std::ops::Range<u64>,
    cells: Vec<String>,
    reported: bool,
}

fn read(text: &[u8]) -> Vec<Read> {
    let dialect = Dialect { delimiter: b',', line_end: b'\n', columns: COLUMNS };
    let mut blocks = Blocks::new(text, Vec::new(), dialect, 512 << 10, 1);
    let (mut block, mut all) = (Block::default(), Vec::new());
    while let Some(line) = blocks.next(&mut block).unwrap() {
        let mut records = Records::new(&block, dialect, line);
        while let Some(run) = records.run(Plainly) {
            for (record, cells) in run {
                let of_lines = block[record.start..record.next].iter().filter(|byte| **byte == b'\n').count();
                let texts =
                    cells.iter().map(|cell| String::from_utf8_lossy(&cell.bytes(&block)).into_owned());
                let reported = record.repaired || record.loose || record.encloses || cells.len() != COLUMNS;
                let lines = record.line..record.line + of_lines.max(1) as u64;
                all.push(Read { lines, cells: texts.collect(), reported });
            }
        }
    }
    all
}

#[derive(Debug, Default)]
struct Count {
    files: u64,
    wrong: u64,
    silent: u64,
}

/// Counts the rows of a damaged file that are not as they were written, and those of them that are not reported.
fn count(written: &Written, damaged: &[u8], count: &mut Count) {
    let read = read(damaged);
    count.files += 1;
    let mut ends: Vec<u64> = written.rows.iter().skip(1).map(|row| row.0).collect();
    ends.push(written.lines);
    for ((line, cells), end) in written.rows.iter().zip(ends) {
        if read.iter().any(|read| read.lines.start == *line && read.cells == *cells) {
            continue;
        }
        count.wrong += 1;
        let is_reported =
            read.iter().any(|read| read.reported && read.lines.start < end && read.lines.end > *line);
        if !is_reported {
            count.silent += 1;
            if std::env::var_os("FAXBAN_SHOW").is_some() {
                println!("--- row {line} {cells:?}\n{}", String::from_utf8_lossy(damaged));
            }
        }
    }
}

const FILES: u64 = 20_000;

/// Damages many files; `damage` changes a text, or says no where it cannot.
fn damage(name: &str, damage: impl Fn(&mut Dice, &Written, &mut Vec<u8>) -> Option<()>) {
    let mut counted = Count::default();
    for seed in 1..=FILES {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let written = write(&mut dice);
        let mut text = written.text.clone();
        if damage(&mut dice, &written, &mut text).is_some() {
            count(&written, &text, &mut counted);
        }
    }
    println!("{name}: {counted:?}");
    assert_eq!(counted.silent, 0, "{name}: rows that are wrong and not reported");
}

fn a_quoted(dice: &mut Dice, written: &Written) -> Option<std::ops::Range<usize>> {
    (!written.quoted.is_empty()).then(|| written.quoted[dice.below(written.quoted.len())].clone())
}

#[test]
fn undamaged_files_are_read_as_written() {
    damage("undamaged", |_, _, _| Some(()));
    for seed in 1..=FILES {
        let written = write(&mut Dice(seed));
        let read: Vec<_> =
            read(&written.text).into_iter().map(|read| (read.lines.start, read.cells)).collect();
        assert_eq!(read, written.rows, "{}", String::from_utf8_lossy(&written.text));
    }
}

#[test]
fn a_closing_quote_is_missing() {
    damage("closing quote missing", |dice, written, text| {
        text.remove(a_quoted(dice, written)?.end - 1);
        Some(())
    });
}

#[test]
fn an_opening_quote_is_missing() {
    damage("opening quote missing", |dice, written, text| {
        text.remove(a_quoted(dice, written)?.start);
        Some(())
    });
}

#[test]
fn a_quote_too_many() {
    damage("quote too many", |dice, _, text| {
        text.insert(dice.below(text.len() + 1), b'"');
        Some(())
    });
}

#[test]
fn a_quote_opens_a_cell_and_is_not_closed() {
    damage("quote at a cell's beginning", |dice, _, text| {
        let begins: Vec<usize> =
            (0..text.len()).filter(|at| *at == 0 || matches!(text[at - 1], b',' | b'\n')).collect();
        text.insert(dice.pick(&begins), b'"');
        Some(())
    });
}

#[test]
fn a_quote_inside_is_not_doubled() {
    damage("quote not doubled", |dice, written, text| {
        let cell = a_quoted(dice, written)?;
        let pairs: Vec<usize> =
            (cell.start + 1..cell.end - 2).filter(|at| text[*at] == b'"' && text[at + 1] == b'"').collect();
        if pairs.is_empty() {
            return None;
        }
        text.remove(dice.pick(&pairs));
        Some(())
    });
}

#[test]
fn a_cell_is_quoted_without_doubling() {
    damage("cell not doubled", |dice, written, text| {
        let cell = a_quoted(dice, written)?;
        let inside = String::from_utf8(text[cell.start + 1..cell.end - 1].to_vec()).unwrap();
        text.splice(cell.start + 1..cell.end - 1, inside.replace("\"\"", "\"").into_bytes());
        Some(())
    });
}
