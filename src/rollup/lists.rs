//! What came of the lists that people keep, over all results: what several were given is told once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::decisions::{self, Applied};
use crate::declarations::{self, Declaration, Earlier};
use crate::exemptions::Standing;
use crate::findings::Finding;
use crate::listed::Listed;
use crate::lists::ListFile;
use crate::report::SourceReport;
use crate::report::rolled::Part;

/// The lists of all results, held against the findings of all of them; `here` says what something of a result is called
/// here.
pub fn merged(
    parts: &[Part],
    findings: &[Finding],
    sources: &[SourceReport],
    as_of: Date,
    here: &dyn Fn(&Part, &str) -> String,
) -> Listed {
    Listed {
        files: files(parts, here),
        exemptions: exemptions(parts, here),
        declared: declared(parts, findings, sources, as_of),
        decisions: applied(parts, findings),
    }
}

fn files(parts: &[Part], here: &dyn Fn(&Part, &str) -> String) -> Vec<ListFile> {
    let mut files: Vec<ListFile> = Vec::new();
    for part in parts {
        let known = files.len();
        for file in &part.lists {
            let same = |known: &ListFile| (&known.list, &known.sha256) == (&file.list, &file.sha256);
            if !files.iter().take(known).any(same) {
                files.push(ListFile { name: here(part, &file.name), ..file.clone() });
            }
        }
    }
    files
}

/// An exemption of a list that several results were given is one, with the findings of all.
fn exemptions(parts: &[Part], here: &dyn Fn(&Part, &str) -> String) -> Vec<Standing> {
    let mut all: Vec<(String, Standing)> = Vec::new();
    for part in parts {
        let known = all.len();
        for standing in &part.exemptions {
            let alike =
                |one: &Standing| Standing { place: String::new(), findings: Vec::new(), ..one.clone() };
            let same = all
                .iter_mut()
                .take(known)
                .find(|(place, one)| *place == standing.place && alike(one) == alike(standing));
            if let Some((_, same)) = same {
                same.findings.extend(standing.findings.iter().cloned());
            } else {
                let place = here(part, &standing.place);
                all.push((standing.place.clone(), Standing { place, ..standing.clone() }));
            }
        }
    }
    all.into_iter().map(|(_, standing)| standing).collect()
}

fn declared(
    parts: &[Part],
    findings: &[Finding],
    sources: &[SourceReport],
    as_of: Date,
) -> Vec<declarations::Declared> {
    // In the order in which they came, each once.
    let mut order: Vec<(String, Declaration)> = Vec::new();
    let mut earlier: BTreeMap<Declaration, BTreeSet<Earlier>> = BTreeMap::new();
    for part in parts {
        let known = order.len();
        for stated in &part.declarations {
            let same = order.iter().take(known).any(|(_, declaration)| *declaration == stated.declaration);
            if !same {
                order.push((stated.code.clone(), stated.declaration.clone()));
            }
            earlier.entry(stated.declaration.clone()).or_default().extend(stated.earlier.iter().cloned());
        }
    }
    let mut declared = declarations::compare_known(order, findings, sources, as_of);
    for one in &mut declared {
        one.earlier = earlier.remove(&one.declaration).into_iter().flatten().collect();
    }
    declared
}

fn applied(parts: &[Part], findings: &[Finding]) -> Option<Applied> {
    let all: Vec<(&Part, &Applied)> =
        parts.iter().filter_map(|part| Some((part, part.decisions.as_ref()?))).collect();
    if let [(_, only)] = all.as_slice() {
        return Some((*only).clone());
    }
    // One list that several results were given is counted once.
    let mut lists: BTreeMap<String, u64> = BTreeMap::new();
    for (part, applied) in &all {
        let list = part.lists.iter().find(|file| file.list == decisions::LIST);
        let key = list.map_or_else(|| part.manifest_sha256.clone(), |file| file.sha256.clone());
        lists.insert(key, applied.given);
    }
    let decided: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| finding.decision.is_some())
        .map(|finding| finding.id.as_str())
        .collect();
    let lapsed: BTreeSet<_> = all
        .iter()
        .flat_map(|(_, applied)| &applied.lapsed)
        .filter(|lapsed| !decided.contains(lapsed.finding_id.as_str()))
        .cloned()
        .collect();
    let told: BTreeSet<&str> = lapsed.iter().map(|lapsed| lapsed.finding_id.as_str()).collect();
    let mut vanished: BTreeMap<&str, decisions::Vanished> = BTreeMap::new();
    for one in all.iter().flat_map(|(_, applied)| &applied.vanished) {
        if !decided.contains(one.finding_id.as_str()) && !told.contains(one.finding_id.as_str()) {
            vanished.entry(&one.finding_id).or_insert_with(|| one.clone()).audited |= one.audited;
        }
    }
    (!all.is_empty()).then(|| Applied {
        given: lists.values().sum(),
        vanished: vanished.into_values().collect(),
        lapsed: lapsed.into_iter().collect(),
    })
}
