//! UTF-32 as UTF-8; browsers do not read it, and so `encoding_rs` does not.

use std::io::{self, Read};

/// Bytes read at once.
const PIECE: usize = 64 << 10;
const MARK: char = '\u{feff}';

/// Reads UTF-32 as UTF-8, without the byte-order mark; what is no character becomes U+FFFD.
#[derive(Debug)]
pub(super) struct Utf32<R> {
    reader: R,
    number: fn([u8; 4]) -> u32,
    /// Bytes that are not decoded yet.
    input: Vec<u8>,
    /// UTF-8, and how much of it was handed over.
    output: Vec<u8>,
    given: usize,
    began: bool,
}

impl<R: Read> Utf32<R> {
    /// `number` makes a number of four bytes.
    pub fn new(reader: R, number: fn([u8; 4]) -> u32) -> Self {
        Self { reader, number, input: Vec::new(), output: Vec::new(), given: 0, began: false }
    }

    /// Decodes the next piece; says no at the end.
    fn decode(&mut self) -> io::Result<bool> {
        let read = self.reader.by_ref().take(PIECE as u64).read_to_end(&mut self.input)?;
        self.output.clear();
        self.given = 0;
        let (characters, rest) = self.input.as_chunks();
        for character in characters {
            let character = char::from_u32((self.number)(*character)).unwrap_or(char::REPLACEMENT_CHARACTER);
            if self.began || character != MARK {
                self.output.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            self.began = true;
        }
        if read == 0 && rest.iter().any(|byte| *byte != 0) {
            self.output.extend_from_slice("\u{fffd}".as_bytes());
        }
        let kept = if read == 0 { 0 } else { rest.len() };
        self.input.drain(..self.input.len() - kept);
        Ok(read > 0)
    }
}

impl<R: Read> Read for Utf32<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            if !self.decode()? && self.output.is_empty() {
                return Ok(0);
            }
        }
        let rest = self.output.get(self.given..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.given += length;
        Ok(length)
    }
}
