//! Ids that stay unique when results come together: a line that is the same in two of them gets a counter, as two equal
//! lines of one audit do.

use std::collections::{BTreeMap, BTreeSet};

use super::result::Loaded;

/// Signs of an id before its counter.
const BEFORE: usize = "F-".len() + 12;

/// Findings that stand in more than one result.
#[derive(Debug, Default)]
pub struct Shared {
    /// How many lines came in a later result again.
    pub lines: u64,
    /// The first of them: its id and the two results.
    pub first: Option<(String, String, String)>,
}

/// Gives new ids where two results have the same, and notes them in the part; the first keeps its own.
pub fn settle(results: &mut [Loaded]) -> Shared {
    let mut shared = Shared::default();
    let taken: BTreeSet<String> =
        results.iter().flat_map(|one| &one.findings).map(|finding| finding.id.clone()).collect();
    // With the result that has each of them.
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    let mut counters: BTreeMap<String, u64> = BTreeMap::new();
    let names: Vec<String> = results.iter().map(|one| one.part.name.clone()).collect();
    for (at, one) in results.iter_mut().enumerate() {
        let mut renamed = BTreeMap::new();
        for finding in &mut one.findings {
            let Some(first) = given.get(&finding.id).copied() else {
                given.insert(finding.id.clone(), at);
                continue;
            };
            shared.lines += 1;
            let name = |at: usize| names.get(at).cloned().unwrap_or_default();
            shared.first.get_or_insert_with(|| (finding.id.clone(), name(first), name(at)));
            let base = finding.id.get(..BEFORE).unwrap_or(&finding.id).to_owned();
            let counter = counters.entry(base.clone()).or_insert(1);
            let id = loop {
                *counter += 1;
                let id = format!("{base}-{counter}");
                if !taken.contains(&id) && !given.contains_key(&id) {
                    break id;
                }
            };
            given.insert(id.clone(), at);
            renamed.insert(id.clone(), std::mem::replace(&mut finding.id, id));
        }
        let here: BTreeMap<&String, &String> = renamed.iter().map(|(id, own)| (own, id)).collect();
        for id in one.part.exemptions.iter_mut().flat_map(|standing| &mut standing.findings) {
            if let Some(new) = here.get(id) {
                (*new).clone_into(id);
            }
        }
        one.part.renamed = renamed;
    }
    shared
}
