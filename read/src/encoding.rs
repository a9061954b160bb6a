//! Encodings: bytes of cells to text, and the name of what was met.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::kind::TextForm;

/// The text of a cell: UTF-8 where it is valid, else Windows-1252, in which every byte means something.
#[must_use]
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The bytes of a text file as UTF-8 where it was UTF-16, else unchanged; a byte-order mark is dropped.
pub fn as_bytes<'a>(reader: impl Read + Send + 'a, form: TextForm) -> Box<dyn Read + Send + 'a> {
    let encoding: Option<&'static Encoding> = match form {
        TextForm::Bytes => return Box::new(reader),
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
}

impl EncodingSeen {
    /// Looks at the bytes of a record that is not plain ASCII.
    pub fn see(&mut self, record: &[u8]) {
        if std::str::from_utf8(record).is_ok() {
            self.utf8 += 1;
        } else {
            self.other += 1;
        }
    }

    /// Adds what was met in other records.
    pub const fn merge(&mut self, other: &Self) {
        self.utf8 += other.utf8;
        self.other += other.other;
    }

    /// The encoding's name for people.
    #[must_use]
    pub const fn name(&self, form: TextForm) -> &'static str {
        match (form, self.utf8 > 0, self.other > 0) {
            (TextForm::Utf16Le, ..) => "UTF-16 LE",
            (TextForm::Utf16Be, ..) => "UTF-16 BE",
            (_, true, true) => "UTF-8 and Windows-1252 mixed",
            (_, false, true) => "Windows-1252",
            (TextForm::Utf8WithMark, ..) => "UTF-8 with BOM",
            (TextForm::Bytes, true, false) => "UTF-8",
            (TextForm::Bytes, false, false) => "ASCII",
        }
    }
}
