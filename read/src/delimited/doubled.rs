//! Lines that end with two carriage returns and a line feed, as a program makes of `\r\n` that writes it as text.

use std::io::{self, Read};

use memchr::{memchr_iter, memmem};

/// What such a line ends with.
const DOUBLED: &[u8] = b"\r\r\n";
/// The same as the two line ends that spreadsheets see in it: rows then have the numbers that a person reads there.
const APART: &[u8] = b"\r\n\r\n";
/// Bytes read at once.
const PIECE: u64 = 256 << 10;

/// Whether most lines end so in the beginning of a file; by itself it may be text of a cell.
pub(super) fn is_doubled(head: &[u8]) -> bool {
    memmem::find(head, DOUBLED).is_some()
        && memmem::find_iter(head, DOUBLED).count() * 2 > memchr_iter(b'\n', head).count()
}

/// Reads such text with a blank line behind each of these lines.
#[derive(Debug)]
pub(super) struct Apart<R> {
    reader: R,
    /// Bytes read of which it is not known yet whether such a line end begins there.
    input: Vec<u8>,
    output: Vec<u8>,
    /// How much of the output was handed over.
    given: usize,
}

impl<R: Read> Apart<R> {
    pub const fn new(reader: R) -> Self {
        Self { reader, input: Vec::new(), output: Vec::new(), given: 0 }
    }

    fn refill(&mut self) -> io::Result<()> {
        let before = self.input.len();
        self.reader.by_ref().take(PIECE).read_to_end(&mut self.input)?;
        let has_ended = self.input.len() == before;
        let returns = self.input.iter().rev().take_while(|byte| **byte == b'\r').count();
        let known = if has_ended { self.input.len() } else { self.input.len() - returns };
        self.output.clear();
        self.given = 0;
        let mut from = 0;
        for at in memmem::find_iter(&self.input[..known], DOUBLED) {
            self.output.extend_from_slice(&self.input[from..at]);
            self.output.extend_from_slice(APART);
            from = at + DOUBLED.len();
        }
        self.output.extend_from_slice(&self.input[from..known]);
        self.input.drain(..known);
        Ok(())
    }
}

impl<R: Read> Read for Apart<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            let waiting = self.input.len();
            self.refill()?;
            if self.output.is_empty() && self.input.len() == waiting {
                return Ok(0);
            }
        }
        let rest = &self.output[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_two_line_ends_is_one() {
        for (text, expected) in [
            ("a\r\r\nb\r\r\n", "a\r\n\r\nb\r\n\r\n"),
            ("a\r\nb\r\r\r\nc\r", "a\r\nb\r\r\n\r\nc\r"),
            ("", ""),
            ("\r\r", "\r\r"),
        ] {
            let mut read = String::new();
            Apart::new(text.as_bytes()).read_to_string(&mut read).unwrap();
            assert_eq!(read, expected, "{text:?}");
        }
    }
}
