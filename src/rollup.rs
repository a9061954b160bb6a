//! The roll-up: the results of any number of audits, of trusts, months or machines, merged into one report.
//!
//! Most national pictures need no line of any ledger: each trust audits its own files and sends its report. A report is
//! read back from its own files, which faxban knows by their hashes, and rendered as if its files had been audited
//! here. What comes out depends on the results alone, not on their order, and a merged report can be merged again.

mod find;
mod ids;
mod lists;
mod merge;
mod parts;
mod proof;
mod result;
mod rows;
mod spark;
mod told;
mod twice;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::report::Report;
use crate::report::rolled::{PackOf, Part};
use crate::rules::{DEFAULT_PACK, Rules};
use result::Loaded;

/// Why results are not merged.
#[derive(Debug, Default)]
pub struct Refused {
    /// A sentence on each fault.
    pub sentences: Vec<String>,
    /// Whether it is that the totals of a result do not reconcile.
    pub unbalanced: bool,
}

impl Refused {
    fn wrong(sentence: String) -> Self {
        Self { sentences: vec![sentence], unbalanced: false }
    }

    fn unbalanced(sentences: Vec<String>) -> Self {
        Self { sentences, unbalanced: true }
    }
}

/// What may differ between the results.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mixed {
    /// The rules by which lines were judged.
    pub packs: bool,
    /// The day as of which they were judged.
    pub dates: bool,
}

/// Results as read, each one once, none merged of others.
#[derive(Debug)]
pub struct Results {
    all: Vec<Loaded>,
    /// Sentences on what was given twice.
    pub notes: Vec<String>,
}

impl Results {
    /// Reads the results in folders; `leave` are folders to leave alone, `rules` that of the rules, where it is given.
    ///
    /// # Errors
    /// Sentences on every result that cannot be used.
    pub fn load(paths: &[PathBuf], leave: &[PathBuf], rules: Option<&Path>) -> Result<Self, Refused> {
        let mut refused = Refused::default();
        let mut all: BTreeMap<(String, String, String), Loaded> = BTreeMap::new();
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut notes = Vec::new();
        let given =
            find::results(paths, leave).map_err(|sentences| Refused { sentences, unbalanced: false })?;
        for found in given {
            let loaded = if spark::is_result(&found.path) {
                spark::load(&found, rules).map(|one| vec![one])
            } else {
                result::load(&found)
            };
            match loaded {
                Ok(results) => {
                    for one in results {
                        let part = &one.part;
                        if !known.insert(part.manifest_sha256.clone()) {
                            notes.push(format!(
                                "{}: this result came before; it is counted once",
                                found.path.display()
                            ));
                            continue;
                        }
                        let key = (part.called.clone(), part.as_of.clone(), part.manifest_sha256.clone());
                        all.insert(key, one);
                    }
                }
                Err(fault) => {
                    refused.unbalanced |= fault.unbalanced;
                    refused.sentences.extend(fault.sentences);
                }
            }
        }
        if !refused.sentences.is_empty() {
            return Err(refused);
        }
        Ok(Self { all: all.into_values().collect(), notes })
    }

    /// The day as of which the lines were judged; the latest, where there are several.
    #[must_use]
    pub fn as_of(&self) -> Option<Date> {
        self.all.iter().filter_map(|one| one.part.as_of.parse().ok()).max()
    }

    /// The folder of the pack by which they were judged.
    #[must_use]
    pub fn pack(&self) -> &str {
        let named = self.all.first().and_then(|one| one.part.options.get("pack"));
        named.map_or(DEFAULT_PACK, String::as_str)
    }

    /// Merges the results; `recorded` are the options of the merging.
    ///
    /// # Errors
    /// Sentences, when they were judged in different ways and that is not allowed, or cannot be counted.
    pub fn merge(
        self,
        rules: &Rules,
        mixed: Mixed,
        recorded: &BTreeMap<String, String>,
    ) -> Result<Report, Vec<String>> {
        let differ = [(self.packs(rules), mixed.packs), (self.dates(), mixed.dates)];
        let refused: Vec<String> =
            differ.iter().filter(|(_, allowed)| !allowed).filter_map(|(differ, _)| differ.clone()).collect();
        if !refused.is_empty() {
            return Err(refused);
        }
        let told = differ.into_iter().filter_map(|(differ, _)| differ).collect();
        merge::merge(self.all, rules, told, recorded)
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.all.iter().map(|one| &one.part)
    }

    /// That the results were judged by other rules than those that are here.
    fn packs(&self, rules: &Rules) -> Option<String> {
        let mut packs: BTreeMap<&PackOf, Vec<&str>> = BTreeMap::new();
        for part in self.parts() {
            packs.entry(&part.pack).or_default().push(&part.called);
        }
        let named = |pack: &PackOf| {
            let short = pack.sha256.get(..12).unwrap_or(&pack.sha256);
            format!("{} {} ({short}, {})", pack.id, pack.version, pack.rules_from)
        };
        let hashes: BTreeSet<&str> = packs.keys().map(|pack| pack.sha256.as_str()).collect();
        if hashes.len() > 1 {
            let each = packs.iter().map(|(pack, names)| format!("{}: {}", named(pack), listed(names)));
            return Some(format!(
                "The results were judged by different rules, so their findings do not mean the same: {}. Audit with the same rules; --mixed-packs merges them as they are.",
                each.collect::<Vec<_>>().join("; ")
            ));
        }
        let (pack, _) = packs.first_key_value()?;
        (pack.sha256 != rules.pack_hash).then(|| {
            format!(
                "The results were judged by the rules {}, and those here are another version of them ({}). Use the faxban that made them, or name the folder of their rules with --rules; --mixed-packs goes on with the names and limits of those here.",
                named(pack),
                rules.pack_hash.get(..12).unwrap_or_default(),
            )
        })
    }

    /// That the results were judged as of different days.
    fn dates(&self) -> Option<String> {
        let mut days: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for part in self.parts() {
            days.entry(&part.as_of).or_default().push(&part.called);
        }
        let each = days.iter().map(|(day, names)| format!("{day}: {}", listed(names)));
        (days.len() > 1).then(|| {
            format!(
                "The results were judged as of different days, so a machine on two registers of one trust would count twice: {}. Audit with the same --as-of; --mixed-dates merges them as they are.",
                each.collect::<Vec<_>>().join("; ")
            )
        })
    }
}

/// Names named in a sentence, not too many.
fn listed(names: &[&str]) -> String {
    /// How many.
    const NAMED: usize = 8;
    let shown = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > NAMED { format!("{shown} and {} more", names.len() - NAMED) } else { shown }
}
