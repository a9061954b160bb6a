//! The log of a run that nobody watches: one line an event on standard error, for people or for programs.

use std::fmt::Write as _;

use faxban_read::visible;
use serde_json::{Map, Value};

use super::args::Format;
use super::progress::Bar;
use super::{now, say, say_json};
use crate::audit::Watch;

/// How much an event matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It went as it should; not said with `--quiet`.
    Info,
    /// The end of a run, which is said with `--quiet` too.
    End,
    /// A person should look.
    Error,
}

/// The log; nothing is written without `--log`.
#[derive(Debug, Clone, Copy)]
pub struct Log {
    /// In which form.
    pub form: Option<Format>,
    /// Whether only faults and the end are told.
    pub quiet: bool,
}

impl Log {
    /// Writes an event with what belongs to it.
    pub fn line(self, level: Level, event: &str, more: &[(&str, Value)]) {
        let Some(form) = self.form else { return };
        if self.quiet && level == Level::Info {
            return;
        }
        let level = if level == Level::Error { "error" } else { "info" };
        let time = now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        match form {
            Format::Json => {
                let head = [("time", Value::from(time)), ("level", level.into()), ("event", event.into())];
                let all = head.into_iter().chain(more.iter().cloned());
                let all: Map<String, Value> = all.map(|(name, value)| (name.to_owned(), value)).collect();
                say_json(&Value::Object(all).to_string());
            }
            Format::Text => {
                let mut line = format!("{time} {level} {event}");
                for (name, value) in more {
                    let plain = value.as_str().filter(|text| {
                        !text.is_empty()
                            && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"')
                    });
                    let _ = match plain {
                        Some(text) => write!(line, " {name}={text}"),
                        None => write!(line, " {name}={value}"),
                    };
                }
                say(&visible::line(&line));
            }
        }
    }

    /// Whether there is a log.
    pub const fn is_kept(self) -> bool {
        self.form.is_some()
    }
}

/// Watches an audit for the bar and for the log.
#[derive(Debug)]
pub struct Watcher {
    /// The bar.
    pub bar: Bar,
    /// The log.
    pub log: Log,
}

impl Watch for Watcher {
    fn expect(&self, bytes: u64) {
        self.bar.expect(bytes);
    }

    fn begin(&self, name: &str) {
        self.bar.begin(name);
    }

    fn read(&self, bytes: u64) {
        self.bar.read(bytes);
    }

    fn end(&self, name: &str, records: u64) {
        self.log.line(Level::Info, "read", &[("input", name.into()), ("records", records.into())]);
    }
}
