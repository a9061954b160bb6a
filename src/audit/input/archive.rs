//! The files in a zip archive, each of which has a fate of its own.

use std::io::Read as _;

use faxban_read::fate::{Cause, Fate, FileFate, Reason, Refusal};
use faxban_read::names;

use super::super::unpack::{Limits, Member};
use super::super::{fates, unpack};
use super::open::{Opener, Seekable};
use crate::table::NoTable;

impl Opener<'_> {
    pub(super) fn archive(&mut self, name: &str, mut source: Seekable, depth: u8) {
        let whole = self.read.fates.len();
        self.put(Fate::new(name, FileFate::Audited, ""));
        let found = match unpack::contents(&mut source, self.limits) {
            Ok(found) => found,
            Err(Refusal { cause, detail }) => {
                self.read.fates.truncate(whole);
                return self.not_read(name, cause, &detail);
            }
        };
        for member in &found.members {
            self.member(&format!("{name}/{}", member.name), member, &mut source, depth);
        }
        if found.unlisted {
            self.not_read(&format!("{name}/(files that are not in its list)"), Cause::Unlisted, "");
        }
        fates::settle_archive(&mut self.read.fates, whole);
    }

    fn member(&mut self, title: &str, member: &Member, source: &mut Seekable, depth: u8) {
        let bytes = Some(member.bytes);
        let own = member.name.rsplit('/').next().unwrap_or_default();
        let limits = self.limits;
        let beginning = || {
            let mut head = Vec::new();
            if let Ok(file) = member.open(source, limits) {
                // A fault shows when the member is read.
                let _ = file.take(names::LOOK).read_to_end(&mut head);
            }
            head
        };
        if self.reading.settings.left.member(self.below(title)) {
            return self.put(Fate::left(title, Reason::Excluded).with_bytes(bytes));
        }
        if let Some((fate, detail)) = member.fate.clone() {
            return self.put(Fate::new(title, fate, detail).with_bytes(bytes));
        }
        if let Some(fate) = names::not_a_table(own, beginning) {
            return self.put(Fate::new(title, fate, own).with_bytes(bytes));
        }
        let first = self.read.fates.len();
        let again = match member.open(source, limits) {
            Ok(mut file) => self.stream(title, &mut file, depth + 1),
            Err(Refusal { cause, detail }) => {
                self.not_read(title, cause, &detail);
                None
            }
        };
        if let Some(again) = again {
            // What was unpacked once is within its limits.
            let limits = Limits::default();
            let mut tables = Vec::new();
            for part in &again.parts {
                tables.push(match member.open(source, &limits) {
                    Ok(file) => again.table(*part, file, self.reading),
                    Err(refusal) => Err(NoTable::Failed(refusal.to_string())),
                });
            }
            self.texts(&again.name, again.form, tables);
        }
        if let Some(fate) = self.read.fates.get_mut(first) {
            fate.bytes = bytes;
        }
    }
}
