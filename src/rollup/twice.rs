//! Files that two results have, told by their bytes: counted once, as an audit counts a copy once.

use std::collections::{BTreeMap, BTreeSet};

use super::result::Loaded;
use crate::report::rolled::LeftOut;
use crate::report::tables::NOT_STATED;
use crate::report::{InputReport, Problem};

/// What was said of files that came twice.
#[derive(Debug, Default)]
pub struct Twice {
    /// Files left alone, with the reason.
    pub ignored: Vec<Problem>,
    /// Sentences.
    pub remarks: Vec<String>,
    /// The file that is counted, by the one that is left out; both as named here.
    pub counted: BTreeMap<String, String>,
}

/// A file of a result: one that is there, or one that was left out before.
struct File {
    name: String,
    sha256: String,
    whose: Vec<String>,
    /// Its place among the inputs and its tables, if it is there.
    there: Option<(usize, Vec<usize>)>,
}

/// Leaves out what an earlier result of the same organisation has.
pub fn leave_out(results: &mut [Loaded]) -> Twice {
    let mut said = Twice::default();
    // The result, the organisations and the name here of those that are counted.
    let mut seen: BTreeMap<String, Vec<(usize, Vec<String>, String)>> = BTreeMap::new();
    // Reports cut to one organisation each share their files by nature.
    let is_cut: Vec<bool> = results.iter().map(|one| one.part.options.contains_key("organisation")).collect();
    for (at, one) in results.iter_mut().enumerate() {
        let mut gone = Vec::new();
        for file in files(one) {
            let here = format!("{}/{}", one.part.name, file.name);
            let same = seen.entry(file.sha256.clone()).or_default();
            let others = || same.iter().filter(|(other, ..)| *other != at);
            if let Some((_, _, first)) = others().find(|(_, whose, _)| *whose == file.whose) {
                let message = format!("the same, byte for byte, as {first}; counted once");
                said.counted.insert(here.clone(), first.clone());
                said.remarks.push(format!("{here}: {message}."));
                said.ignored.push(Problem { path: here, message });
                if let Some((input, tables)) = file.there {
                    gone.push((
                        input,
                        tables,
                        LeftOut {
                            name: file.name,
                            sha256: file.sha256,
                            whose: file.whose,
                            totals: BTreeMap::new(),
                        },
                    ));
                }
                continue;
            }
            if let Some((other, whose, first)) = others().next() {
                let shares = file.whose.iter().any(|name| whose.contains(name));
                if shares {
                    said.remarks.push(format!(
                        "{here}: the same, byte for byte, as {first}, and they have organisations in common; both are counted, so look whether lines count twice."
                    ));
                } else if !(is_cut[at] && is_cut[*other]) {
                    said.remarks.push(format!(
                        "{here}: the same, byte for byte, as {first}, of another organisation; both are counted."
                    ));
                }
            }
            same.push((at, file.whose, here));
        }
        take_out(one, gone);
    }
    said
}

/// Its files that hold tables, by name.
fn files(one: &Loaded) -> Vec<File> {
    let there = |(at, input): (usize, &InputReport)| {
        let tables = one.tables_of(input);
        (!tables.is_empty()).then(|| File {
            name: input.name.clone(),
            sha256: input.sha256.clone(),
            whose: whose(one, &tables),
            there: Some((at, tables)),
        })
    };
    let left_out = one.part.left_out.iter().map(|file| File {
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        whose: file.whose.clone(),
        there: None,
    });
    let mut files: Vec<File> = one.inputs.iter().enumerate().filter_map(there).chain(left_out).collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    files
}

/// The organisations of tables; of one that names none, the result.
fn whose(one: &Loaded, tables: &[usize]) -> Vec<String> {
    let tables = tables.iter().filter_map(|at| one.tables.get(*at));
    let names: BTreeSet<&str> = tables
        .flat_map(|(table, _)| table.organisation_names.values())
        .map(|name| if name == NOT_STATED { &one.part.called } else { name }.as_str())
        .collect();
    names.into_iter().map(str::to_owned).collect()
}

fn take_out(one: &mut Loaded, gone: Vec<(usize, Vec<usize>, LeftOut)>) {
    if gone.is_empty() {
        return;
    }
    let inputs: BTreeSet<usize> = gone.iter().map(|(input, ..)| *input).collect();
    let tables: BTreeSet<usize> = gone.iter().flat_map(|(_, tables, _)| tables).copied().collect();
    for (_, tables, file) in gone {
        let totals = one.totals_of(&tables);
        one.part.left_out.push(LeftOut { totals, ..file });
    }
    one.part.left_out.sort_by(|one, other| one.name.cmp(&other.name));
    let mut at = 0..;
    one.inputs.retain(|_| at.next().is_some_and(|at| !inputs.contains(&at)));
    let kept: BTreeMap<usize, usize> =
        (0..one.tables.len()).filter(|at| !tables.contains(at)).zip(0..).collect();
    let mut at = 0..;
    one.tables.retain(|_| at.next().is_some_and(|at| kept.contains_key(&at)));
    let moved = |source: &mut usize| match kept.get(source) {
        Some(new) => {
            *source = *new;
            true
        }
        None => false,
    };
    one.findings.retain_mut(|finding| moved(&mut finding.line.source));
    one.cleared.retain_mut(|cleared| moved(&mut cleared.line.source));
}
