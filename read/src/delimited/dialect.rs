//! What separates cells and lines in a file.

use memchr::memchr_iter;

/// Separators that published files use.
const CANDIDATES: [u8; 5] = *b",\t;|~";
/// Lines looked at to tell them apart.
const LINES_LOOKED_AT: usize = 200;

/// How a file of delimited text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between cells.
    pub delimiter: u8,
    /// The byte that ends a line: `\n` (also after `\r`) or a lone `\r`.
    pub line_end: u8,
    /// The number of cells that a line of the table has, 0 while it is not known. Quotes are judged by it.
    pub columns: usize,
}

impl Dialect {
    /// Tells the separators from the beginning of a file.
    #[must_use]
    pub fn detect(head: &[u8]) -> Self {
        let line_end = line_end(head);
        let lines: Vec<&[u8]> = head
            .split(|byte| *byte == line_end)
            .filter(|line| !line.is_empty())
            .take(LINES_LOOKED_AT)
            .collect();
        let (delimiter, columns) = CANDIDATES
            .iter()
            .map(|delimiter| (*delimiter, usual_cells(&lines, *delimiter)))
            .max_by_key(|(delimiter, (cells, share))| {
                // Agreement of the lines first, then the number of cells; a comma in doubt.
                let agreement = if *cells > 1 { share * (*cells).min(6) } else { 0 };
                (agreement, *cells, std::cmp::Reverse(CANDIDATES.iter().position(|c| c == delimiter)))
            })
            .map_or((b',', 1), |(delimiter, (cells, _))| (delimiter, cells));
        Self { delimiter, line_end, columns }
    }

    /// The delimiter in words.
    #[must_use]
    pub const fn delimiter_name(&self) -> &'static str {
        match self.delimiter {
            b',' => "comma",
            b'\t' => "tab",
            b';' => "semicolon",
            b'|' => "pipe",
            _ => "tilde",
        }
    }
}

/// Old Macintosh files end lines with a lone carriage return, and may hold a line feed inside a cell.
fn line_end(head: &[u8]) -> u8 {
    let feeds = memchr_iter(b'\n', head).count();
    let lone = memchr_iter(b'\r', head).filter(|at| head.get(at + 1) != Some(&b'\n')).count();
    if lone > feeds { b'\r' } else { b'\n' }
}

/// The number of cells that most lines have, and in how many lines of a thousand.
fn usual_cells(lines: &[&[u8]], delimiter: u8) -> (usize, usize) {
    let mut counts = std::collections::BTreeMap::new();
    for line in lines {
        *counts.entry(cells_outside_quotes(line, delimiter)).or_insert(0_usize) += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(cells, times)| (*times, *cells))
        .map_or((1, 0), |(cells, times)| (cells, times * 1000 / lines.len().max(1)))
}

pub(super) fn cells_outside_quotes(line: &[u8], delimiter: u8) -> usize {
    let mut quoted = false;
    let mut cells = 1;
    for byte in line {
        if *byte == b'"' {
            quoted = !quoted;
        } else if *byte == delimiter && !quoted {
            cells += 1;
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_told_by_agreement() {
        for (text, delimiter, columns) in [
            ("a,b,c\n1,2,3\n", b',', 3),
            ("a;b;c\n1,5;2,5;3\n1,5;2,5;3\n", b';', 3),
            ("a\tb\n1,2\t3\n", b'\t', 2),
            ("a|b|c\r\n1|2|3\r\n", b'|', 3),
            ("a~b~c\n1~2~\"x~y\"\n", b'~', 3),
            ("one\ntwo\n", b',', 1),
        ] {
            let dialect = Dialect::detect(text.as_bytes());
            assert_eq!((dialect.delimiter, dialect.columns), (delimiter, columns), "{text:?}");
        }
        assert_eq!(Dialect::detect(b"a,b\r1,2\r").line_end, b'\r');
        assert_eq!(Dialect::detect(b"a,b\r1,\"2\n3\"\r1,2\r").line_end, b'\r');
        assert_eq!(Dialect::detect(b"a,b\r\n1,2\r\n").line_end, b'\n');
    }
}
