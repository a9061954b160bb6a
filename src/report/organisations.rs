//! Which organisations a report is about: one for each code or name, under whatever spellings it occurs.

use std::collections::{BTreeMap, BTreeSet};

use faxban_core::Field;
use sha2::{Digest, Sha256};

use super::tables::NOT_STATED;
use super::{Report, SourceReport};
use crate::cleared::Owner;
use crate::findings::{Finding, Line};
use crate::output::hex;

/// A folder's name is no longer than this.
const LONGEST_SLUG: usize = 60;

/// An organisation of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its code, or else its name, as written first.
    pub title: String,
    /// Name of its folder: the code or the name in small letters, digits and hyphens.
    pub slug: String,
    /// Its codes and names, each as written.
    labels: BTreeSet<String>,
}

/// Codes and names are compared without case and surplus space; none is a label, too.
fn fold(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Organisation {
    /// Its codes and names, each as written.
    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(String::as_str)
    }

    /// Whether lines under this name or code are its own.
    fn has(&self, label: &str) -> bool {
        self.labels.contains(label)
    }

    /// Whether a line is its own.
    #[must_use]
    pub fn owns(&self, line: &Line) -> bool {
        self.has(&line.organisation_written)
    }

    /// Whether lines of this owner are its own.
    #[must_use]
    pub fn owns_lines_of(&self, owner: &Owner) -> bool {
        self.has(&owner.written)
    }

    /// Whether lines of a source that are written so are its own.
    #[must_use]
    pub fn owns_written(&self, source: &SourceReport, written: &str) -> bool {
        source.labels(written).iter().any(|label| self.has(label))
    }
}

impl SourceReport {
    /// What its lines write as their organisation; blank where no column says so.
    pub(super) fn written(&self) -> impl Iterator<Item = &str> {
        let folder = self.layout.organisation.is_none().then_some("");
        self.organisations.keys().map(String::as_str).chain(folder)
    }

    /// Name and code of what is written.
    fn labels<'a>(&'a self, written: &'a str) -> Vec<&'a str> {
        let name = if written.is_empty() { &self.folder } else { written };
        std::iter::once(name).chain(self.codes.get(written).map(String::as_str)).collect()
    }
}

impl Report {
    /// The organisations that it is about, by folder name. What shares a code or a name is one organisation.
    #[must_use]
    pub fn organisations(&self) -> Vec<Organisation> {
        let mut groups = Groups::default();
        for source in &self.sources {
            for written in source.written() {
                groups.join(&source.labels(written));
            }
        }
        let mut codes_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for Finding { line, .. } in &self.findings {
            let code = groups.line(&line.organisation_written, &line.organisation_code);
            if let (Some(name), Some(code)) = (line.cells.get(Field::Organisation), code) {
                codes_of.entry(name).or_default().insert(code);
            }
        }
        for (owner, _) in self.cleared.owners() {
            groups.line(&owner.written, &owner.code);
        }
        // A name that goes with one code alone stands for it where no code is written.
        for (name, codes) in codes_of.into_iter().filter(|(_, codes)| codes.len() == 1) {
            groups.join(&codes.into_iter().chain([name]).collect::<Vec<_>>());
        }
        for source in &self.sources {
            groups.codes.extend(source.codes.values().map(|code| fold(code)));
        }
        groups.organisations()
    }
}

/// Labels joined to groups: each label leads to another of its group, and at last to the least.
#[derive(Default)]
struct Groups {
    leads: BTreeMap<String, String>,
    /// What is written, with the label that it is.
    written: BTreeMap<String, String>,
    /// How each label was written first.
    titles: BTreeMap<String, String>,
    codes: BTreeSet<String>,
}

impl Groups {
    /// Joins what a line writes with its code, if it has one.
    fn line<'l>(&mut self, written: &'l str, code: &'l str) -> Option<&'l str> {
        let code = Some(code).filter(|code| !code.is_empty());
        let labels: Vec<&str> = std::iter::once(written).chain(code).collect();
        self.join(&labels);
        self.codes.extend(code.map(fold));
        code
    }

    fn join(&mut self, labels: &[&str]) {
        let mut least: Option<String> = None;
        for label in labels {
            let folded = fold(label);
            if !self.written.contains_key(*label) {
                self.written.insert((*label).to_owned(), folded.clone());
                self.titles.entry(folded.clone()).or_insert_with(|| label.trim().to_owned());
            }
            let root = self.root(&folded);
            if let Some(other) = least.take() {
                let (low, high) = if root < other { (root, other) } else { (other, root) };
                self.leads.insert(high, low.clone());
                least = Some(low);
            } else {
                self.leads.entry(root.clone()).or_insert_with(|| root.clone());
                least = Some(root);
            }
        }
    }

    fn root(&self, label: &str) -> String {
        let mut at = label;
        while let Some(next) = self.leads.get(at).filter(|next| *next != at) {
            at = next;
        }
        at.to_owned()
    }

    fn organisations(self) -> Vec<Organisation> {
        let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for label in self.leads.keys() {
            groups.entry(self.root(label)).or_default().insert(label.clone());
        }
        let mut all: Vec<Organisation> = groups
            .into_values()
            .filter_map(|labels| {
                let named = labels.iter().find(|label| self.codes.contains(*label)).or(labels.first())?;
                let title = self.titles.get(named).filter(|title| !title.is_empty());
                let title = title.map_or_else(|| NOT_STATED.to_owned(), Clone::clone);
                let written = self.written.iter().filter(|(_, label)| labels.contains(*label));
                let labels = written.map(|(written, _)| written.clone()).collect();
                Some(Organisation { slug: slug(&fold(&title)), title, labels })
            })
            .collect();
        // Names that differ in signs alone get a mark of their own, whatever other names there are.
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for organisation in &all {
            *times.entry(organisation.slug.clone()).or_default() += 1;
        }
        for organisation in &mut all {
            if times.get(&organisation.slug).is_some_and(|times| *times > 1) {
                organisation.slug = marked(&organisation.slug, &fold(&organisation.title));
            }
        }
        all.sort_by(|one, other| one.slug.cmp(&other.slug));
        all
    }
}

fn slug(folded: &str) -> String {
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-");
    if slug.is_empty() {
        marked("organisation", folded)
    } else if slug.len() > LONGEST_SLUG {
        marked(&slug, folded)
    } else {
        slug
    }
}

/// A folder name with some digits of the name's hash.
fn marked(slug: &str, folded: &str) -> String {
    let short = slug.get(..LONGEST_SLUG - 9).unwrap_or(slug).trim_end_matches('-');
    let hash = hex(&Sha256::digest(folded));
    format!("{short}-{}", hash.get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organisations(joined: &[&[&str]], codes: &[&str]) -> Vec<(String, usize)> {
        let mut groups = Groups::default();
        joined.iter().for_each(|labels| groups.join(labels));
        groups.codes.extend(codes.iter().map(|code| fold(code)));
        groups.organisations().into_iter().map(|found| (found.slug, found.labels.len())).collect()
    }

    #[test]
    fn what_shares_a_code_or_a_name_is_one() {
        let found = organisations(
            &[&["North Trust"], &["North  TRUST ", "RX1"], &["North NHS FT", "RX1"], &["South"], &[""]],
            &["RX1"],
        );
        let expected = [("not-stated", 1), ("rx1", 4), ("south", 1)];
        assert_eq!(found, expected.map(|(slug, labels)| (slug.to_owned(), labels)));
    }

    #[test]
    fn folders_differ_and_keep_their_names_whatever_else_there_is() {
        let both = organisations(&[&["A & B"], &["A B"], &["Ω"]], &[]);
        let slugs: BTreeSet<&String> = both.iter().map(|(slug, _)| slug).collect();
        assert_eq!(slugs.len(), 3);
        assert!(slugs.iter().all(|slug| slug.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')));
        let long = "x".repeat(300);
        assert!(organisations(&[&[&long]], &[]).iter().all(|(slug, _)| slug.len() <= LONGEST_SLUG));
    }
}
