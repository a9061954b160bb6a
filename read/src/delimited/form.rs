//! Cells that are not written in the usual way: in other quotation marks, with blanks beside them, behind backslashes.

use memchr::{memchr, memchr2, memchr3, memmem};

use super::quoting::{LONGEST_CELL, line_end_at, returns_at};
use crate::oddities::Oddity;

/// The marks that cells are put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// `"`
    Double,
    /// `'`
    Single,
    /// `“` and the like, as word processors put them.
    Typographic,
}

/// Typographic marks that open a cell, with those that close it; as UTF-8 and as Windows-1252.
const TYPOGRAPHIC: [(&[u8], &[u8]); 12] = [
    ("“".as_bytes(), "”".as_bytes()),
    ("„".as_bytes(), "“".as_bytes()),
    ("„".as_bytes(), "”".as_bytes()),
    ("”".as_bytes(), "”".as_bytes()),
    ("‘".as_bytes(), "’".as_bytes()),
    ("‚".as_bytes(), "‘".as_bytes()),
    ("’".as_bytes(), "’".as_bytes()),
    (b"\x93", b"\x94"),
    (b"\x84", b"\x93"),
    (b"\x84", b"\x94"),
    (b"\x91", b"\x92"),
    (b"\x82", b"\x91"),
];

/// How a file writes its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    /// What stands between cells.
    pub separator: Vec<u8>,
    pub marks: Marks,
    /// Whether blanks beside a mark are not of the cell.
    pub blanks: bool,
    /// Whether a backslash says that a mark or separator behind it is text.
    pub backslashes: bool,
    /// Whether cells are guarded as text (`="007"`), so that Excel takes them for no numbers.
    pub guards: bool,
    /// Whether lines stand in marks as a whole, all marks inside doubled.
    pub wrapped: bool,
    /// Whether carriage returns end lines.
    pub returns: bool,
}

/// What a cell is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dress {
    Plain,
    Marks(Marks),
    Guard,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub text: Vec<u8>,
    pub dress: Dress,
    /// Whether there are blanks beside its marks.
    pub blanks: bool,
    /// Whether a backslash stood before a mark, a separator or a backslash.
    pub backslashes: bool,
}

impl Cell {
    /// A cell as it stands there.
    pub fn plain(text: &[u8]) -> Self {
        Self { text: text.to_vec(), dress: Dress::Plain, blanks: false, backslashes: false }
    }

    /// What is odd about the way it is written.
    pub fn oddities(&self) -> impl Iterator<Item = Oddity> {
        let dress = match self.dress {
            Dress::Plain | Dress::Marks(Marks::Double) => None,
            Dress::Marks(Marks::Single) => Some(Oddity::SingleQuotes),
            Dress::Marks(Marks::Typographic) => Some(Oddity::TypographicQuotes),
            Dress::Guard => Some(Oddity::TextGuards),
        };
        let blanks = self.blanks.then_some(Oddity::BlanksBesideQuotes);
        let backslashes = self.backslashes.then_some(Oddity::Backslashes);
        [dress, blanks, backslashes].into_iter().flatten()
    }
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parsed {
    pub cells: Vec<Cell>,
    /// Byte behind its last cell.
    pub end: usize,
    /// Where the next record begins.
    pub next: usize,
    /// Whether a cell holds a line end.
    pub lines: bool,
    /// Whether a mark stands where none belongs, and was taken for text.
    pub lenient: bool,
}

impl Parsed {
    /// Whether no mark stands where none belongs.
    pub fn is_sound(&self) -> bool {
        let has_mark = |cell: &Cell| cell.dress == Dress::Plain && memchr(b'"', &cell.text).is_some();
        !self.lenient && !self.cells.iter().any(has_mark)
    }
}

/// Why a record is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotParsed {
    /// It is not written in this form.
    Unfit,
    /// The bytes end before it does.
    Unknown,
}

impl Form {
    /// The usual form with this separator.
    pub const fn usual(separator: Vec<u8>) -> Self {
        Self {
            separator,
            marks: Marks::Double,
            blanks: false,
            backslashes: false,
            guards: false,
            wrapped: false,
            returns: false,
        }
    }

    /// Whether [`super::Records`] reads it.
    pub fn is_usual(&self) -> bool {
        *self == Self::usual(self.separator.clone()) && self.separator.len() == 1
    }

    /// Reads the record at `start`; `complete` says that the stream ends with the bytes.
    pub fn record(&self, bytes: &[u8], start: usize, complete: bool) -> Result<Parsed, NotParsed> {
        let mut cells = Vec::new();
        let (mut from, mut lines, mut lenient) = (start, false, false);
        let end = loop {
            let (cell, end, is_lenient) = self.cell(bytes, from, complete)?;
            let has_lines = cell.dress != Dress::Plain && memchr(b'\n', &cell.text).is_some();
            // A mark that was meant as text swallows lines up to another.
            if has_lines && is_lenient {
                return Err(NotParsed::Unfit);
            }
            lines |= has_lines;
            lenient |= is_lenient;
            cells.push(cell);
            if self.is_separator(bytes, end) {
                from = end + self.separator.len();
            } else {
                break end;
            }
        };
        let next = match bytes.get(end) {
            None => end,
            Some(b'\r') => line_end_at(bytes, end, complete).ok_or(NotParsed::Unknown)?,
            Some(_) => end + 1,
        };
        Ok(Parsed { cells, end, next, lines, lenient })
    }

    fn is_separator(&self, bytes: &[u8], at: usize) -> bool {
        bytes.get(at..).is_some_and(|rest| rest.starts_with(&self.separator))
    }

    /// Whether a line ends here, or the bytes; `None` if that cannot be told.
    fn is_line_end(&self, bytes: &[u8], at: usize, complete: bool) -> Option<bool> {
        let returns = returns_at(bytes, at);
        match bytes.get(at + returns) {
            Some(b'\n') => Some(true),
            Some(_) => Some(self.returns && returns > 0),
            None => complete.then_some(true),
        }
    }

    /// Blanks at a place that are no separator.
    fn blanks_at(&self, bytes: &[u8], at: usize) -> usize {
        if !self.blanks {
            return 0;
        }
        let rest = bytes.get(at..).unwrap_or_default();
        (0..rest.len())
            .find(|place| !matches!(rest[*place], b' ' | b'\t') || self.is_separator(bytes, at + place))
            .unwrap_or(rest.len())
    }

    /// Reads the cell at `from`: the cell, where it ends, and whether a mark in it was taken for text.
    fn cell(&self, bytes: &[u8], from: usize, complete: bool) -> Result<(Cell, usize, bool), NotParsed> {
        let blanks = self.blanks_at(bytes, from);
        let at = from + blanks;
        let rest = bytes.get(at..).unwrap_or_default();
        let read = match rest {
            [b'"', ..] => self.in_marks(bytes, at, DOUBLE, Dress::Marks(Marks::Double), complete),
            [b'=', b'"', ..] if self.guards => {
                match self.in_marks(bytes, at + 1, DOUBLE, Dress::Guard, complete) {
                    Err(NotParsed::Unfit) => return self.plain(bytes, from, complete),
                    read => read,
                }
            }
            [b'\'', ..] if self.marks == Marks::Single => {
                self.in_marks(bytes, at, SINGLE, Dress::Marks(Marks::Single), complete)
            }
            _ => {
                let mut marks =
                    TYPOGRAPHIC.iter().filter(|(opening, _)| rest.starts_with(opening)).peekable();
                if self.marks != Marks::Typographic || marks.peek().is_none() {
                    return self.plain(bytes, from, complete);
                }
                let dress = Dress::Marks(Marks::Typographic);
                let mut reads = marks.map(|marks| self.in_marks(bytes, at, *marks, dress, complete));
                reads.find(|read| *read != Err(NotParsed::Unfit)).unwrap_or(Err(NotParsed::Unfit))
            }
        };
        let (mut cell, end, is_lenient) = read?;
        cell.blanks |= blanks > 0;
        if self.guards && cell.dress == Dress::Marks(Marks::Double) {
            unguard(&mut cell);
        }
        Ok((cell, end, is_lenient))
    }

    fn plain(&self, bytes: &[u8], from: usize, complete: bool) -> Result<(Cell, usize, bool), NotParsed> {
        let mut cell = Cell::plain(b"");
        let first = self.separator.first().copied().unwrap_or(b'\n');
        let (mut at, mut has_marks) = (from, false);
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let length = memchr3(first, b'\n', b'\r', rest).unwrap_or(rest.len());
            let length =
                if self.backslashes { memchr(b'\\', &rest[..length]).unwrap_or(length) } else { length };
            cell.text.extend_from_slice(&rest[..length]);
            has_marks |= self.backslashes && memchr(b'"', &rest[..length]).is_some();
            at += length;
            if self.is_separator(bytes, at)
                || self.is_line_end(bytes, at, complete).ok_or(NotParsed::Unknown)?
            {
                let is_lenient = has_marks || self.ends_in_mark(&cell.text);
                return Ok((cell, at, is_lenient));
            }
            // Outside marks a separator needs one too.
            let is_backslash = bytes.get(at) == Some(&b'\\') && self.backslashes;
            if self.is_escape(bytes, at) || (is_backslash && self.is_separator(bytes, at + 1)) {
                at += 1;
                cell.backslashes = true;
            }
            cell.text.extend(bytes.get(at));
            at += 1;
        }
    }

    /// Whether a mark that was to close a cell ends one that none opens; what reads the usual form sees that itself.
    fn ends_in_mark(&self, text: &[u8]) -> bool {
        match self.marks {
            Marks::Double => false,
            Marks::Single => text.ends_with(b"'"),
            Marks::Typographic => TYPOGRAPHIC.iter().any(|(_, closing)| text.ends_with(closing)),
        }
    }

    /// Whether a text begins or ends with a mark of the form.
    pub fn touches_mark(&self, text: &[u8]) -> bool {
        let begins = match self.marks {
            Marks::Double => false,
            Marks::Single => text.starts_with(b"'"),
            Marks::Typographic => TYPOGRAPHIC.iter().any(|(opening, _)| text.starts_with(opening)),
        };
        begins || self.ends_in_mark(text)
    }

    /// Whether a backslash stands here before a mark or a backslash, which it makes text.
    fn is_escape(&self, bytes: &[u8], at: usize) -> bool {
        let is_mark = match bytes.get(at + 1) {
            Some(b'"' | b'\\') => true,
            Some(b'\'') => self.marks == Marks::Single,
            _ => false,
        };
        self.backslashes && bytes.get(at) == Some(&b'\\') && is_mark
    }

    fn in_marks(
        &self,
        bytes: &[u8],
        at: usize,
        (opening, closing): (&[u8], &[u8]),
        dress: Dress,
        complete: bool,
    ) -> Result<(Cell, usize, bool), NotParsed> {
        let mut cell = Cell { dress, ..Cell::plain(b"") };
        let mut is_lenient = false;
        let begin = at + opening.len();
        let reach = bytes.len().min(at + LONGEST_CELL);
        let first = closing.first().copied().unwrap_or(b'"');
        let escape = if self.backslashes { b'\\' } else { first };
        let mut from = begin;
        loop {
            let rest = bytes.get(from..reach).unwrap_or_default();
            let Some(length) = memchr2(first, escape, rest) else {
                return Err(if complete || reach < bytes.len() {
                    NotParsed::Unfit
                } else {
                    NotParsed::Unknown
                });
            };
            cell.text.extend_from_slice(&rest[..length]);
            from += length;
            // What is looked at here must not depend on where the bytes end.
            if bytes.len() < from + LOOKED_AT && !complete {
                return Err(NotParsed::Unknown);
            }
            if self.is_escape(bytes, from) {
                cell.backslashes = true;
                cell.text.extend(bytes.get(from + 1));
                from += 2;
                continue;
            }
            if !bytes[from..].starts_with(closing) {
                cell.text.extend(bytes.get(from));
                from += 1;
                continue;
            }
            let behind = from + closing.len();
            // Typographic marks are not doubled.
            if opening.len() == 1 && opening == closing && bytes[behind..].starts_with(closing) {
                // A file that has backslashes before marks doubles none.
                is_lenient |= self.backslashes;
                cell.text.extend_from_slice(closing);
                from = behind + closing.len();
                continue;
            }
            let blanks = self.blanks_at(bytes, behind);
            let end = behind + blanks;
            if bytes.len() < end + LOOKED_AT && !complete {
                return Err(NotParsed::Unknown);
            }
            if self.is_separator(bytes, end)
                || self.is_line_end(bytes, end, complete).ok_or(NotParsed::Unknown)?
            {
                cell.blanks = blanks > 0;
                is_lenient |= dress == Dress::Marks(Marks::Typographic) && self.touches_mark(&cell.text);
                let inside = &bytes[begin..from];
                let other = [self.separator.as_slice(), opening].concat();
                let opens_other = is_lenient && memmem::find(inside, &other).is_some();
                // Who puts `”` on both sides of a cell has no `“`.
                let is_of_other = opening == closing && opening.len() > 1 && has_opening(inside);
                if opens_other || is_of_other {
                    return Err(NotParsed::Unfit);
                }
                return Ok((cell, end, is_lenient));
            }
            if matches!(dress, Dress::Marks(Marks::Double) | Dress::Guard) {
                return Err(NotParsed::Unfit);
            }
            // An apostrophe.
            is_lenient = true;
            cell.text.extend_from_slice(closing);
            from = behind;
        }
    }
}

/// Whether a typographic mark that only ever opens a cell stands in a text.
fn has_opening(text: &[u8]) -> bool {
    let mut only_open = TYPOGRAPHIC.iter().filter(|(opening, closing)| opening != closing);
    only_open.any(|(opening, _)| memmem::find(text, opening).is_some())
}

/// A separator is no longer, nor is a mark.
const LOOKED_AT: usize = 8;
const DOUBLE: (&[u8], &[u8]) = (b"\"", b"\"");
const SINGLE: (&[u8], &[u8]) = (b"'", b"'");

/// Takes the guard off a cell that stands in marks besides (`"=""007"""`).
fn unguard(cell: &mut Cell) {
    if let [b'=', b'"', inside @ .., b'"'] = cell.text.as_slice()
        && memchr(b'"', inside).is_none()
    {
        cell.text = inside.to_vec();
        cell.dress = Dress::Guard;
    }
}
