//! Results side by side become one report, in an order that does not depend on how they were given.

use std::collections::BTreeMap;

use faxban_read::fate::{Fate, FileFate, Reason};
use jiff::civil::Date;

use super::result::{self, Loaded};
use super::{ids, listed, lists, proof, twice};
use crate::cleared::ClearedLines;
use crate::crosscheck::crosscheck;
use crate::reconcile::{Account, reconcile};
use crate::report::figures::plural;
use crate::report::mentions::Mentioned;
use crate::report::rolled::Part;
use crate::report::{InputReport, Problem, Report, SourceReport, tables};
use crate::rules::Rules;

/// Signs of a manifest's hash in the name of a result that is called like another.
const MARK: usize = 8;

/// Merges results that are sorted and each there once; `told` are sentences on what differs between them.
pub fn merge(
    mut results: Vec<Loaded>,
    rules: &Rules,
    told: Vec<String>,
    recorded: &BTreeMap<String, String>,
) -> Result<Report, Vec<String>> {
    let several = results.len() > 1;
    names(&mut results);
    let mut remarks = told;
    let mut ignored = Vec::new();
    let mut counted_once = BTreeMap::new();
    if several {
        let said = twice::leave_out(&mut results);
        let shared = ids::settle(&mut results);
        remarks.splice(0..0, [merged(&results)]);
        remarks.extend(shared.first.map(|(id, one, other)| overlap(shared.lines, &id, &one, &other)));
        remarks.extend(said.remarks);
        ignored = said.ignored;
        counted_once = said.counted;
        results.iter_mut().for_each(result::name);
    }
    let parts: Vec<Part> = results.iter().map(|one| one.part.clone()).collect();
    let here = |part: &Part, name: &str| {
        if several { format!("{}/{name}", part.name) } else { name.to_owned() }
    };
    remarks.extend(own_remarks(&parts));
    let problem = |part: &Part, problem: &Problem| Problem {
        path: here(part, &problem.path),
        message: problem.message.clone(),
    };
    let all = |of: fn(&Part) -> &Vec<Problem>| {
        parts.iter().flat_map(move |part| of(part).iter().map(move |one| (part, one)))
    };
    let problems: Vec<Problem> = all(|part| &part.problems).map(|(part, one)| problem(part, one)).collect();
    ignored.splice(0..0, all(|part| &part.ignored).map(|(part, one)| problem(part, one)));

    let mut fates = Vec::new();
    for (part, row) in parts.iter().flat_map(|part| part.files.iter().map(move |row| (part, row))) {
        let named = row.named(here(part, row.source())).ok_or_else(|| {
            vec![format!(
                "{}: {} has a fate that this faxban does not know; use the faxban that wrote it",
                part.name,
                row.source()
            )]
        })?;
        fates.push(left_out(named, &counted_once));
    }
    fates.sort_by(|one: &Fate, other| one.path.cmp(&other.path));
    let mentions = parts.iter().flat_map(|part| {
        let named = |one: &Mentioned| Mentioned { source: here(part, &one.source), ..one.clone() };
        part.mentions.iter().map(named).collect::<Vec<_>>()
    });
    let mentions: Vec<Mentioned> = mentions.collect();
    let (mut inputs, mut sources, mut accounts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut findings, mut cleared) = (Vec::new(), Vec::new());
    for Loaded { part, inputs: files, tables, findings: found, cleared: clear } in results {
        let before = sources.len();
        inputs.extend(files.into_iter().map(|file| InputReport { name: here(&part, &file.name), ..file }));
        for (table, account) in tables {
            let table = SourceReport { name: here(&part, &table.name), ..table };
            accounts.push(Account { name: table.title(), ..account });
            sources.push(table);
        }
        findings.extend(found.into_iter().map(|mut finding| {
            finding.line.source += before;
            finding
        }));
        cleared.extend(clear.into_iter().map(|mut cleared| {
            cleared.line.source += before;
            cleared
        }));
    }
    let as_of = parts.iter().filter_map(|part| part.as_of.parse::<Date>().ok()).max().unwrap_or_default();
    let counted = tables::count(&findings)
        .map_err(|error| vec![format!("the findings could not be counted: {error}")])?;
    let crosschecked = crosscheck(&findings, &sources, &rules.pack, &rules.guide)
        .map_err(|error| vec![format!("the findings could not be compared with each other: {error}")])?;
    let pairs: Vec<(SourceReport, Account)> = sources.iter().cloned().zip(accounts.iter().cloned()).collect();
    let mut differences = proof::recounted(&findings, &cleared, &pairs);
    let reconciled = reconcile(accounts);
    differences.extend(proof::added_up(&parts, &reconciled));
    let listed = lists::merged(&parts, &findings, &sources, as_of, &here);
    let mut options = options(&parts);
    options.extend(recorded.clone());
    Ok(Report {
        as_of,
        pack: rules.pack.clone(),
        pack_hash: rules.pack_hash.clone(),
        rules_from: rules_from(&parts, rules),
        options,
        inputs,
        sources,
        problems,
        ignored,
        fates,
        findings,
        mentions,
        cleared: ClearedLines::of(cleared).map_err(|error| vec![error.to_string()])?,
        reconciled: reconciled.with(differences),
        remarks,
        tables: counted,
        listed,
        crosschecked,
        comparison: None,
        rolled: parts,
    })
}

/// The fate of a file, or of what is in it, that is counted in another result.
fn left_out(fate: Fate, counted: &BTreeMap<String, String>) -> Fate {
    let first = fate.path.match_indices('/').map(|(at, _)| at).chain([fate.path.len()]);
    let first = first.filter_map(|at| counted.get(fate.path.get(..at)?)).next();
    match first {
        Some(first) if fate.fate == FileFate::Audited => {
            Fate { fate: FileFate::LeftAlone(Reason::SameBytes), detail: first.clone(), lines: None, ..fate }
        }
        _ => fate,
    }
}

/// Gives each result a name of its own: its folder's, where several are called so with the day, where that is not
/// enough with signs of its manifest's hash.
fn names(results: &mut [Loaded]) {
    let mut called: BTreeMap<String, usize> = BTreeMap::new();
    let dated = |part: &Part| format!("{} {}", part.called, part.as_of);
    for part in results.iter().map(|one| &one.part) {
        for name in [part.called.clone(), dated(part)] {
            *called.entry(name).or_default() += 1;
        }
    }
    let alone = |name: &str| called.get(name).is_none_or(|times| *times == 1);
    for part in results.iter_mut().map(|one| &mut one.part) {
        part.name = if alone(&part.called) {
            part.called.clone()
        } else if alone(&dated(part)) {
            dated(part)
        } else {
            format!("{} {}", dated(part), part.manifest_sha256.get(..MARK).unwrap_or_default())
        };
    }
}

/// Of which results.
fn merged(results: &[Loaded]) -> String {
    let names: Vec<&str> = results.iter().map(|one| one.part.name.as_str()).collect();
    format!(
        "This report was merged from {} results ({}); manifest.json names each with the hash of its manifest.",
        results.len(),
        listed(&names)
    )
}

fn overlap(lines: u64, id: &str, one: &str, other: &str) -> String {
    format!(
        "{} in more than one result under the same organisation, number, date and wording (the first is {id}, in {one} and {other}), and each is counted: make sure that these results do not cover the same months or the same register.",
        plural(lines, "finding stands", "findings stand"),
    )
}

/// What the results say by themselves, each with its name; what several say is said once.
fn own_remarks(parts: &[Part]) -> Vec<String> {
    if let [only] = parts {
        return only.remarks.clone();
    }
    let mut order: Vec<&str> = Vec::new();
    let mut said: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for part in parts {
        for remark in &part.remarks {
            let names = said.entry(remark).or_default();
            if names.is_empty() {
                order.push(remark);
            }
            names.push(&part.name);
        }
    }
    let named = |remark: &str| format!("{}: {remark}", listed(said.get(remark).map_or(&[], Vec::as_slice)));
    order.into_iter().map(named).collect()
}

/// Options that all results share as they are, others with the result that they are of.
fn options(parts: &[Part]) -> BTreeMap<String, String> {
    let mut options = BTreeMap::new();
    for part in parts {
        for (option, value) in &part.options {
            let shared = parts.iter().all(|other| other.options.get(option) == Some(value));
            let name = if shared { option.clone() } else { format!("{option} ({})", part.name) };
            options.insert(name, value.clone());
        }
    }
    options
}

fn rules_from(parts: &[Part], rules: &Rules) -> String {
    let mut all = parts.iter().map(|part| &part.pack.rules_from);
    let first = all.next().unwrap_or(&rules.from);
    if all.all(|from| from == first) { first.clone() } else { rules.from.clone() }
}
