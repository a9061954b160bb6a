//! Files that came twice, under another name or in another folder, told by their bytes.
//!
//! A copy beside its original would double every breach and every total, and nothing in a report would show it.

use std::collections::BTreeMap;

use faxban_read::inputs::Input;

use super::input::Read;
use crate::sources::Settings;

/// The files audited so far.
#[derive(Debug, Default)]
pub struct Twice {
    /// Whose they are and what they are called, by the hash of their bytes.
    seen: BTreeMap<String, Vec<(String, String)>>,
    /// Sentences on files that are the same.
    pub remarks: Vec<String>,
}

impl Twice {
    /// Returns the file that the same organisation has sent before, byte for byte; then this one is left alone.
    pub fn first(&mut self, input: &Input, settings: &Settings, read: &Read) -> Option<String> {
        if read.sheets.is_empty() {
            return None;
        }
        let whose = settings.organisation.as_ref().unwrap_or(&input.folder);
        let same = self.seen.entry(read.sha256.clone()).or_default();
        if let Some((_, name)) = same.iter().find(|(owner, _)| owner == whose) {
            self.remarks.push(format!("{}: the same, byte for byte, as {name}; counted once.", input.name));
            return Some(name.clone());
        }
        if let Some((_, name)) = same.first() {
            self.remarks.push(format!(
                "{}: the same, byte for byte, as {name}, of another organisation; both were audited, so their lines are counted for each.",
                input.name
            ));
        }
        same.push((whose.clone(), input.name.clone()));
        None
    }
}
