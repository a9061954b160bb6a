//! The proof that nothing was lost and nothing counted twice in reading results back and merging them.

use std::collections::BTreeMap;

use faxban_core::Outcome;

use crate::findings::{Cleared, Finding};
use crate::reconcile::{Account, Reconciled};
use crate::report::figures::Sums;
use crate::report::rolled::Part;
use crate::report::{FINDING_OUTCOMES, SourceReport};
use crate::tally::Tally;

/// Outcomes whose every line stands in a list of its own.
fn listed() -> impl Iterator<Item = Outcome> {
    FINDING_OUTCOMES.into_iter().chain([Outcome::Cleared, Outcome::Rejected])
}

/// Counts the lists once more; sentences on what the accounts say otherwise.
pub fn recounted(
    findings: &[Finding],
    cleared: &[Cleared],
    tables: &[(SourceReport, Account)],
) -> Vec<String> {
    let mut counted: BTreeMap<(usize, Outcome), Tally> = BTreeMap::new();
    let lines = findings.iter().map(|finding| (finding.outcome, &finding.line));
    for (outcome, line) in lines.chain(cleared.iter().map(|cleared| (Outcome::Cleared, &cleared.line))) {
        counted.entry((line.source, outcome)).or_default().add(line.pence);
    }
    let mut differences = Vec::new();
    for (at, (table, account)) in tables.iter().enumerate() {
        // Amounts of rows that could not be read are not known.
        for _ in &table.rejects {
            counted.entry((at, Outcome::Rejected)).or_default().add(None);
        }
        for outcome in listed() {
            let listed = counted.get(&(at, outcome)).copied().unwrap_or_default();
            let stated = account.outcomes.get(&outcome).copied().unwrap_or_default();
            if listed != stated {
                differences.push(format!(
                    "{}: the lists have {} lines ({} pence net) {outcome}, and the account {} ({} pence)",
                    account.name,
                    listed.lines,
                    listed.net(),
                    stated.lines,
                    stated.net()
                ));
            }
        }
    }
    differences
}

/// Adds up what the results state; sentences on what is not the sum here with what was left out.
pub fn added_up(parts: &[Part], reconciled: &Reconciled) -> Vec<String> {
    let stated = sum(parts.iter().map(|part| &part.totals));
    let left_out = sum(parts.iter().flat_map(|part| &part.left_out).map(|file| &file.totals));
    let mut differences = Vec::new();
    for outcome in Outcome::ALL {
        let of = |totals: &BTreeMap<Outcome, Tally>| totals.get(outcome).copied().unwrap_or_default();
        let (stated, mut here) = (of(&stated), reconciled.outcome(*outcome));
        here.merge(&of(&left_out));
        if stated != here {
            differences.push(format!(
                "{outcome}: the results state {} lines and {} pence debit, {} credit; here are {}, {} and {}",
                stated.lines, stated.debit, stated.credit, here.lines, here.debit, here.credit
            ));
        }
    }
    differences
}

/// Totals added up by outcome.
pub fn sum<'a>(totals: impl Iterator<Item = &'a BTreeMap<Outcome, Sums>>) -> BTreeMap<Outcome, Tally> {
    let mut sum: BTreeMap<Outcome, Tally> = BTreeMap::new();
    for (outcome, sums) in totals.flatten() {
        // Sums that cannot be read were refused when the result was.
        sum.entry(*outcome).or_default().merge(&sums.tally().unwrap_or_default());
    }
    sum
}
