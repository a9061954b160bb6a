//! A first `faxban.toml` for a folder: what was found in it, with everything that was guessed said aloud.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use faxban_core::SourceKind;

use super::names::pattern;
use crate::audit::{Read, Sheet};
use crate::exemptions;

const HEAD: &str = r##"#:schema ./faxban.schema.json
# What faxban audits every month, and how. Paths are relative to the folder of this file.
# Try it:            faxban audit --config faxban.toml
# How it is read:    faxban inspect FILE --config faxban.toml
# Every key:         docs/config.md

# Where the report goes; {as_of} makes a folder a day, and "latest" beside them names the last good one.
out = "reports/{as_of}"

# End with code 1 when there are findings at or above this: breach, review or never.
fail_on = "never"

# The NHS's own list of organisations gives names their codes and follows mergers.
# organisations = "etr.csv"
"##;

/// Lists that people keep in the folder, by their names below it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lists<'a> {
    /// Exemptions.
    pub exemptions: Option<&'a str>,
    /// Declarations.
    pub declarations: Option<&'a str>,
    /// Decisions.
    pub decisions: Option<&'a str>,
}

impl Lists<'_> {
    /// A key for each; what is not there is a comment that shows how it is named.
    fn write(&self, out: &mut String) {
        let mut put = |about: &str, key: &str, value: &str, is_there: bool| {
            let off = if is_there { "" } else { "# " };
            let _ = writeln!(out, "\n# {about}\n{off}{key} = {value}");
        };
        let exemptions = format!("[{}]", quoted(self.exemptions.unwrap_or(exemptions::FILE_NAMES[0])));
        let about = "Permissions: reason, approver and expiry of each.";
        put(about, "exemptions", &exemptions, self.exemptions.is_some());
        let declarations = quoted(self.declarations.unwrap_or("declarations.csv"));
        let about = "What organisations have declared of themselves, and on which day.";
        put(about, "declarations", &declarations, self.declarations.is_some());
        let decisions = quoted(self.decisions.unwrap_or("decisions.csv"));
        let about = "What reviewers have decided on findings, kept with faxban review.";
        put(about, "decisions", &decisions, self.decisions.is_some());
    }
}

/// Files whose names differ in their dates only.
#[derive(Default)]
struct Group<'a> {
    read: Vec<&'a Read>,
}

/// The text of the file, from what was read of the folder: each file by its name below it.
#[must_use]
pub fn text(files: &[(String, Read)], lists: &Lists<'_>) -> String {
    let mut groups: BTreeMap<(&str, usize, String), Group<'_>> = BTreeMap::new();
    for (name, read) in files {
        let pattern = pattern(name);
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        // Those that say more stand first: a file belongs to the first source that names it.
        let key = (folder, usize::MAX - pattern.chars().filter(|sign| *sign != '*').count(), pattern);
        groups.entry(key).or_default().read.push(read);
    }
    let mut out = HEAD.to_owned();
    lists.write(&mut out);
    out.push_str("\n# Where tables come from. A file that several of them name belongs to the first.\n");
    for ((_, _, pattern), group) in &groups {
        group.write(pattern, &mut out);
    }
    out
}

impl Group<'_> {
    fn write(&self, files: &str, out: &mut String) {
        let sheets: Vec<&Sheet> = self.read.iter().flat_map(|read| &read.sheets).collect();
        let _ = writeln!(out, "\n[[source]]\nfiles = {}", quoted(files));
        let count = self.read.len();
        let _ = writeln!(out, "# {count} {} today", if count == 1 { "file" } else { "files" });
        self.organisation(&sheets, files, out);
        let kinds: BTreeSet<SourceKind> = sheets.iter().map(|sheet| sheet.table.layout.kind).collect();
        match (kinds.first(), kinds.len()) {
            (Some(kind), 1) => {
                let _ = writeln!(out, "kind = {}", quoted(kind.as_str()));
            }
            (None, _) => out.push_str("# kind = \"ledger\"    # no table was found in it\n"),
            _ => out.push_str("# kind: its tables are of several kinds, each recognised by its header\n"),
        }
        columns(&sheets, out);
        let problems = self.read.iter().flat_map(|read| read.problems());
        for problem in problems {
            let _ = writeln!(out, "# not read: {}: {}", quoted(&problem.path), one_line(&problem.message));
        }
    }

    fn organisation(&self, sheets: &[&Sheet], files: &str, out: &mut String) {
        let headers: BTreeSet<&str> = sheets
            .iter()
            .filter_map(|sheet| sheet.table.layout.header.get(sheet.table.layout.organisation?))
            .map(String::as_str)
            .collect();
        let stated = sheets.iter().filter(|sheet| sheet.table.layout.organisation.is_some()).count();
        if stated > 0 {
            let all = if stated == sheets.len() { "" } else { " in part of its tables" };
            let told = if headers.len() == 1 { "says" } else { "say" };
            let _ = writeln!(out, "# organisation: {} {told} it{all}", list(&headers));
            return;
        }
        match files.split_once('/') {
            Some((folder, _)) if !folder.contains(['*', '[', '?']) => {
                let _ = writeln!(
                    out,
                    "organisation = {}    # by the folder's name; better its ODS code or its full name",
                    quoted(folder)
                );
            }
            _ => out.push_str(
                "# organisation = \"…\"    # nothing says whose it is: write the ODS code or the name\n",
            ),
        }
    }
}

/// What each column was taken for, and those that were not used.
fn columns(sheets: &[&Sheet], out: &mut String) {
    let mut taken: BTreeSet<(String, &str, bool)> = BTreeSet::new();
    let mut unused: BTreeSet<&str> = BTreeSet::new();
    for sheet in sheets {
        let mapping = &sheet.table.layout.mapping;
        for (field, column) in &mapping.fields {
            taken.insert((quoted(&column.header), field.as_str(), column.recognised.is_guess()));
        }
        for index in &mapping.extra_description {
            let header = sheet.table.layout.header.get(*index).map(String::as_str).unwrap_or_default();
            taken.insert((quoted(header), "description, too", false));
        }
        unused.extend(mapping.unmapped.iter().map(|(_, header)| header.as_str()));
        unused.extend(mapping.duplicates.iter().map(|(_, _, header)| header.as_str()));
    }
    for (header, field, guessed) in &taken {
        let guessed = if *guessed { ", by its likeness: look at it" } else { "" };
        let _ = writeln!(out, "# {header} was taken for {field}{guessed}");
    }
    if !unused.is_empty() {
        let _ = writeln!(out, "# not used: {}", list(&unused));
        out.push_str("# map = { description = \"the header of another column\" }\n");
    }
}

fn list(texts: &BTreeSet<&str>) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")
}

fn one_line(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

/// A text between quotation marks, as TOML wants it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => out.extend(['\\', sign]),
            sign if sign.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(sign));
            }
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}
