//! Everything that the program says: on standard output what was asked for, on standard error faults and notes.
//!
//! Names of files, sheets and organisations come from outside; here, and nowhere else, they are made safe to show.

use std::io::{self, IsTerminal, Write};

use faxban_read::visible;

/// Writes text for people to standard output.
///
/// # Errors
/// A sentence, when it cannot be written; a reader that has gone away is no fault.
pub fn print(text: &str) -> Result<(), Vec<String>> {
    write(&visible::lines(text))
}

/// Writes JSON to standard output.
///
/// # Errors
/// As [`print`].
pub fn print_json(text: &str) -> Result<(), Vec<String>> {
    write(&visible::json(text))
}

/// Writes rows or scripts for other programs to standard output: as they are, unless a person looks at them.
///
/// # Errors
/// As [`print`].
pub fn print_data(text: &str) -> Result<(), Vec<String>> {
    if io::stdout().is_terminal() { print(text) } else { write(text) }
}

fn write(text: &str) -> Result<(), Vec<String>> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(vec![format!("the result cannot be written to standard output: {error}")])
        }
        _ => Ok(()),
    }
}

/// Writes a sentence to standard error. Nothing more can be said where that fails.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", visible::lines(text));
}

/// Writes a line of JSON to standard error.
pub fn say_json(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", visible::json(text));
}
