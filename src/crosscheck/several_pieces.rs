//! Several machines on one line: one finding, more than one machine to look for.

use faxban_core::Confidence;

use super::lines::{Lines, Part};
use super::{Candidate, Check};

pub(super) fn check(lines: &Lines<'_>) -> Vec<Candidate> {
    let machines = lines.numbered().filter(|(_, item)| matches!(item.part, Part::Bought | Part::Machine));
    machines
        .filter_map(|(at, item)| {
            let whole = item.line().quantity.trim().split(['.', ' ']).next()?.replace(',', "");
            let pieces = whole.parse::<u64>().ok().filter(|pieces| *pieces > 1)?;
            let more = [("pieces", pieces.to_string())];
            lines.candidate(
                Check::SeveralPieces,
                (at, None),
                Confidence::High,
                ("several_pieces", &["stated"]),
                &more,
            )
        })
        .collect()
}
