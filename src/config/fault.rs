//! What is wrong with a configuration, shown under the line on which it stands.

use std::fmt;
use std::ops::Range;
use std::path::Path;

/// A fault of a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// File and line.
    place: String,
    /// What is wrong and what would be right.
    message: String,
    /// The line as written, with its number in front.
    shown: String,
}

impl Fault {
    /// A fault at some bytes of a file's text.
    #[must_use]
    pub fn at(path: &Path, text: &str, span: &Range<usize>, message: impl Into<String>) -> Self {
        let number = line_of(text, span.start);
        let line = text.lines().nth(number.saturating_sub(1)).unwrap_or_default();
        Self {
            place: format!("{}:{number}", path.display()),
            message: message.into(),
            shown: format!("{number:>5} | {}", line.trim_end()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n{}", self.place, self.message, self.shown)
    }
}

/// The line, from 1, of a byte offset in a text.
#[must_use]
pub fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
