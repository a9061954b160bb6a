//! What separates cells and lines in a file.

/// Separators that published files use.
pub(super) const CANDIDATES: [u8; 5] = *b",\t;|~";
/// Lines looked at to tell them apart.
const LINES: usize = 200;
/// Bytes looked at.
const BYTES: usize = 64 << 10;

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
        let line_end = if is_ended_by_returns(head) { b'\r' } else { b'\n' };
        let sound = sample(head, line_end, Some(b'"'), true);
        let lines = sample(head, line_end, None, true);
        let regular = Regular::usual(&lines, b'"');
        // One line agrees with itself.
        let sound = if sound.len() > 1 { Regular::usual(&sound, b'"') } else { regular };
        let Regular { separator, cells, .. } =
            if regular.agreement() > sound.agreement() { regular } else { sound };
        Self { delimiter: separator, line_end, columns: cells }
    }

    /// The delimiter in words.
    #[must_use]
    pub const fn delimiter_name(&self) -> &'static str {
        match self.delimiter {
            b',' => "comma",
            b'\t' => "tab",
            b';' => "semicolon",
            b'|' => "pipe",
            b'~' => "tilde",
            b' ' => "blank",
            b'^' => "caret",
            b':' => "colon",
            0x01 => "control character 1",
            0x1d..=0x1f => "control character for separators",
            _ => "another character",
        }
    }
}

/// Whether lines end with a lone carriage return, as in old Macintosh files; those may hold line feeds inside a cell.
pub(super) fn is_ended_by_returns(head: &[u8]) -> bool {
    let (mut feeds, mut lone, mut quoted) = (0_usize, 0_usize, false);
    for (at, byte) in head.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => feeds += 1,
            b'\r' if !quoted && head.get(at + 1) != Some(&b'\n') => lone += 1,
            _ => {}
        }
    }
    lone > feeds
}

/// The first lines that hold something; none ends between two of these marks. `complete` says that the head is the whole
/// file.
pub(super) fn sample(head: &[u8], line_end: u8, mark: Option<u8>, complete: bool) -> Vec<&[u8]> {
    let looked_at = head.get(..BYTES).unwrap_or(head);
    let (mut lines, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, byte) in looked_at.iter().enumerate() {
        if Some(*byte) == mark {
            quoted = !quoted;
        } else if *byte == line_end && !quoted {
            lines.push(&looked_at[from..at]);
            from = at + 1;
            if lines.len() == LINES {
                break;
            }
        }
    }
    if lines.is_empty() || (lines.len() < LINES && complete && looked_at.len() == head.len()) {
        lines.push(&looked_at[from..]);
    }
    for line in &mut lines {
        *line = line.strip_suffix(b"\r").unwrap_or(line);
        *line = line.strip_prefix(b"\n").unwrap_or(line);
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// How alike lines come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Regular<S> {
    pub separator: S,
    /// The number of cells that most lines have.
    pub cells: usize,
    /// In how many lines of a thousand.
    pub share: usize,
}

impl Regular<u8> {
    /// The best of the usual separators, those between two marks left out.
    pub fn usual(lines: &[&[u8]], mark: u8) -> Self {
        let regular = |separator: u8| {
            let Regular { cells, share, .. } = Regular::with(lines, &[separator], mark);
            Self { separator, cells, share }
        };
        // A comma in doubt.
        let best = CANDIDATES
            .into_iter()
            .rev()
            .map(regular)
            .max_by_key(|regular| (regular.agreement(), regular.cells));
        best.unwrap_or(Self { separator: b',', cells: 1, share: 0 })
    }
}

impl<'s> Regular<&'s [u8]> {
    /// How alike they come out with this separator.
    pub fn with(lines: &[&[u8]], separator: &'s [u8], mark: u8) -> Self {
        let mut counts = std::collections::BTreeMap::new();
        for line in lines {
            *counts.entry(cells_between(line, separator, mark)).or_insert(0_usize) += 1;
        }
        let most = counts.into_iter().max_by_key(|(cells, times)| (*times, *cells));
        let share = |times: usize| times * 1000 / lines.len().max(1);
        most.map_or(Self { separator, cells: 1, share: 0 }, |(cells, times)| Self {
            separator,
            cells,
            share: share(times),
        })
    }
}

impl<S> Regular<S> {
    /// Agreement of the lines first, then the number of cells.
    pub fn agreement(&self) -> usize {
        if self.cells > 1 { self.share * self.cells.min(6) } else { 0 }
    }
}

/// Cells of a line between separators that do not stand between two marks.
pub(super) fn cells_between(line: &[u8], separator: &[u8], mark: u8) -> usize {
    let first = separator.first();
    let (mut marked, mut cells, mut at) = (false, 1, 0);
    while let Some(byte) = line.get(at) {
        if !marked && Some(byte) == first && line[at..].starts_with(separator) {
            cells += 1;
            at += separator.len();
            continue;
        }
        marked ^= *byte == mark;
        at += 1;
    }
    cells
}

pub(super) fn cells_outside_quotes(line: &[u8], delimiter: u8) -> usize {
    cells_between(line, &[delimiter], b'"')
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
