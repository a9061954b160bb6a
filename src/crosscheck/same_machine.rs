//! The same machine twice: in two registers, with two organisations, or back after its disposal.
//!
//! Serial numbers are compared everywhere, asset tags within an organisation only: every trust begins at 1.

use std::collections::BTreeSet;

use faxban_core::Confidence;
use polars::prelude::PolarsResult;

use super::lines::{Item, Lines};
use super::meet::alike;
use super::{Candidate, Check};

pub(super) fn check(lines: &Lines<'_>) -> PolarsResult<Vec<Candidate>> {
    let serials = lines.keyed(Item::is_held, |item| item.serial.clone());
    let tags = lines.keyed(Item::is_held, |item| Some(item.within("tag", item.tag.as_ref()?)));
    let mut told: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut candidates = Vec::new();
    for (by, why, keyed) in [("serial number", "same_serial", serials), ("asset tag", "same_tag", tags)] {
        for group in alike(&keyed)? {
            for (left, right) in group.iter().zip(group.iter().skip(1)) {
                if told.insert((*left, *right)) {
                    candidates.extend(pair(lines, (*left, *right), by, why));
                }
            }
        }
    }
    Ok(candidates)
}

fn pair(lines: &Lines<'_>, (left, right): (u32, u32), by: &str, why: &str) -> Option<Candidate> {
    let (one, other) = (lines.at(left)?, lines.at(right)?);
    let sentence = if one.is_gone() != other.is_gone() {
        "back_after_disposal"
    } else if one.organisation != other.organisation {
        "same_number_organisations"
    } else if one.line().source != other.line().source {
        "same_number_registers"
    } else {
        "same_number_one_register"
    };
    let differ = one.model.is_some() && other.model.is_some() && one.model != other.model;
    let (sure, why): (Confidence, &[&str]) =
        if differ { (Confidence::Low, &[why, "other_models"]) } else { (Confidence::High, &[why]) };
    let gone = if one.is_gone() { one } else { other };
    let ended = gone.line().disposed.map_or_else(|| "an unknown day".to_owned(), |day| day.to_string());
    let more = [("by", by.to_owned()), ("ended", ended)];
    let candidate = lines.candidate(Check::SameMachine, (left, Some(right)), sure, (sentence, why), &more)?;
    let apart = (one.organisation != other.organisation)
        .then(|| lines.guide.sentence("same_number_elsewhere", &more.into_iter().collect()));
    Some(Candidate { apart, ..candidate })
}
