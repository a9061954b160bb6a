//! Register lines that say something else than before and bear the same asset tag: one thing, not one gone and one new.

use std::collections::{BTreeMap, BTreeSet};

use super::one::identity;
use super::past::{Known, Past, full_name};
use crate::organisations::plain;
use crate::privacy::is_masked;

/// Findings of one report only, by twos.
#[derive(Debug, Default)]
pub(super) struct Rewritten<'a> {
    /// As it was, and as it is.
    pub pairs: Vec<(&'a Known, &'a Known)>,
    /// The ids of both.
    pub ids: BTreeSet<&'a str>,
}

/// Pairs what is in one report only; a tag that several lines bear says nothing.
pub(super) fn pair<'a>(
    old: &'a Past,
    new: &'a Past,
    (before, now): (&BTreeMap<String, usize>, &BTreeMap<String, usize>),
) -> Rewritten<'a> {
    let (gone, come) = (tagged(old), tagged(new));
    let mut rewritten = Rewritten::default();
    for (key, was) in gone {
        let (Some(was), Some(Some(is))) = (was, come.get(&key)) else { continue };
        let apart = !now.contains_key(&was.finding_id) && !before.contains_key(&is.finding_id);
        // With other columns every line says something else.
        if apart && old.table(was).map(identity) == new.table(is).map(identity) {
            rewritten.ids.extend([was.finding_id.as_str(), is.finding_id.as_str()]);
            rewritten.pairs.push((was, is));
        }
    }
    rewritten
}

/// Every organisation and tag of a report's register lines.
pub(super) fn tags(past: &Past) -> BTreeSet<(String, String)> {
    past.findings.iter().filter_map(key).collect()
}

/// Organisation and tag of a register line.
pub(super) fn key(known: &Known) -> Option<(String, String)> {
    let tag = known.asset_id.trim().to_lowercase();
    let is_tag = known.kind == "register" && !tag.is_empty() && !is_masked(&known.asset_id);
    is_tag.then(|| (plain(&full_name(known)), tag))
}

/// Register lines by organisation and tag; none where several have it.
fn tagged(past: &Past) -> BTreeMap<(String, String), Option<&Known>> {
    let mut tagged = BTreeMap::new();
    for known in &past.findings {
        if let Some(key) = key(known) {
            tagged.entry(key).and_modify(|only| *only = None).or_insert(Some(known));
        }
    }
    tagged
}
