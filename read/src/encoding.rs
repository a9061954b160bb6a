//! Encodings: bytes of cells to text, and the name of what was met.

mod utf32;

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::kind::TextForm;
use crate::oddities::Rows;
use utf32::Utf32;

/// The pound sign of DOS, code pages 437 and 850. Windows-1252 has `œ` in its place.
const DOS_POUND: u8 = 0x9c;

/// The text of a cell: UTF-8 where it is valid, else Windows-1252, in which every byte means something; the pound sign
/// of DOS in front of a number is one.
#[must_use]
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) if has_dos_pound(bytes) => {
            let mut bytes = bytes.to_vec();
            for at in 0..bytes.len() {
                if has_dos_pound_at(&bytes, at) {
                    bytes[at] = b'\xa3';
                }
            }
            Cow::Owned(WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned())
        }
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

fn has_dos_pound(bytes: &[u8]) -> bool {
    memchr::memchr_iter(DOS_POUND, bytes).any(|at| has_dos_pound_at(bytes, at))
}

/// Whether a pound sign of DOS stands here, before a number.
fn has_dos_pound_at(bytes: &[u8], at: usize) -> bool {
    let behind = bytes.get(at + 1..).unwrap_or_default();
    let number = behind.iter().find(|byte| !matches!(byte, b' ' | b'-' | b'.'));
    bytes.get(at) == Some(&DOS_POUND) && number.is_some_and(u8::is_ascii_digit)
}

/// The bytes of a text file as UTF-8 where it was UTF-16 or UTF-32, else unchanged; a byte-order mark is dropped.
pub fn as_bytes<'a>(reader: impl Read + Send + 'a, form: TextForm) -> Box<dyn Read + Send + 'a> {
    let encoding: Option<&'static Encoding> = match form {
        TextForm::Bytes => return Box::new(reader),
        TextForm::Utf32Le => return Box::new(Utf32::new(reader, u32::from_le_bytes)),
        TextForm::Utf32Be => return Box::new(Utf32::new(reader, u32::from_be_bytes)),
        TextForm::Utf8WithMark => None,
        TextForm::Utf16Le => Some(UTF_16LE),
        TextForm::Utf16Be => Some(UTF_16BE),
    };
    Box::new(
        DecodeReaderBytesBuilder::new().encoding(encoding).utf8_passthru(true).strip_bom(true).build(reader),
    )
}

/// What was met in records that are not plain ASCII.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EncodingSeen {
    utf8: u64,
    other: u64,
    /// Rows that begin with a byte-order mark, as the second of two files does that were joined. It stays in the text.
    pub marks: Rows,
    /// Rows with text that was made UTF-8 twice (`Â£`). It stays as it is.
    pub twice: Rows,
    /// Rows with the pound sign of DOS before a number, which is read as one.
    pub dos_pounds: Rows,
}

impl EncodingSeen {
    /// Looks at the bytes of a record that is not plain ASCII, on this row.
    pub fn see(&mut self, record: &[u8], row: u64) {
        if let Ok(text) = std::str::from_utf8(record) {
            self.utf8 += 1;
            if text.trim_start_matches('"').starts_with('\u{feff}') {
                self.marks.add(row);
            }
            if is_encoded_twice(text) {
                self.twice.add(row);
            }
        } else {
            self.other += 1;
            if has_dos_pound(record) {
                self.dos_pounds.add(row);
            }
        }
    }

    /// Adds what was met in other records.
    pub fn merge(&mut self, other: &Self) {
        self.utf8 += other.utf8;
        self.other += other.other;
        self.marks.merge(&other.marks);
        self.twice.merge(&other.twice);
        self.dos_pounds.merge(&other.dos_pounds);
    }

    /// The encoding's name for people.
    #[must_use]
    pub const fn name(&self, form: TextForm) -> &'static str {
        match (form, self.utf8 > 0, self.other > 0) {
            (TextForm::Utf16Le, ..) => "UTF-16 LE",
            (TextForm::Utf16Be, ..) => "UTF-16 BE",
            (TextForm::Utf32Le, ..) => "UTF-32 LE",
            (TextForm::Utf32Be, ..) => "UTF-32 BE",
            (_, true, true) => "UTF-8 and Windows-1252 mixed",
            (_, false, true) => "Windows-1252",
            (TextForm::Utf8WithMark, ..) => "UTF-8 with BOM",
            (TextForm::Bytes, true, false) => "UTF-8",
            (TextForm::Bytes, false, false) => "ASCII",
        }
    }
}

/// Whether bytes of UTF-8 were taken for Windows-1252 and made UTF-8 once more: `Â£` for `£`, `Ã©` for `é`, `â€“` for `–`.
fn is_encoded_twice(text: &str) -> bool {
    text.char_indices().any(|(at, letter)| {
        let next = || text.get(at + letter.len_utf8()..).and_then(|rest| rest.chars().next());
        match letter {
            'Â' | 'Ã' => next().is_some_and(|next| {
                let mut memory = [0; 4];
                let (bytes, _, is_lost) = WINDOWS_1252.encode(next.encode_utf8(&mut memory));
                !is_lost && matches!(*bytes, [0x80..=0xbf])
            }),
            'â' => next() == Some('€'),
            _ => false,
        }
    })
}
