//! Totals, columns and rules in a form for people and for `result.json`.

use std::collections::BTreeMap;

use faxban_core::dates::DateOrder;
use faxban_engine::layout::Layout;
use faxban_engine::rules::Rules;
use faxban_engine::screen::Noted;
use faxban_engine::tally::Tally;
use faxban_engine::totals::Totals;
use serde_json::{Value, json};

/// What totals say.
pub fn totals(totals: &Totals) -> Value {
    let screened = &totals.screened;
    let evidence = screened.evidence();
    let orders = evidence.decide();
    let support = evidence.all();
    let dates = screened.coverage.report(orders);
    let outcomes: BTreeMap<&str, &Tally> = BTreeMap::new();
    let all = totals.outcomes();
    let outcomes =
        all.iter().filter(|(_, tally)| !tally.is_empty()).fold(outcomes, |mut told, (outcome, tally)| {
            told.insert(outcome.as_str(), tally);
            told
        });
    let organisations: BTreeMap<String, Tally> =
        totals.organisations().by_name().into_iter().map(|(name, share)| (name, share.control())).collect();
    let skipped: BTreeMap<&str, &Tally> =
        screened.skipped.iter().map(|(reason, tally)| (reason.as_str(), tally)).collect();
    let rows = |noted: &Noted| noted.rows;
    json!({
        "control": screened.control,
        "outcomes": outcomes,
        "reconciles": totals.reconciles(),
        "skipped": skipped,
        "organisations": organisations,
        "dates": {
            "first": dates.first.map(|day| day.to_string()),
            "last": dates.last.map(|day| day.to_string()),
            "blank": rows(&dates.blank),
            "unreadable": rows(&dates.unreadable),
            "impossible": rows(&dates.impossible),
        },
        "date_order": {
            "decided": if orders.long == DateOrder::DayMonth { "day_first" } else { "month_first" },
            "only_day_first": support.only_day_month,
            "only_month_first": support.only_month_day,
            "either": support.either,
            "sentence": evidence.sentence(),
        },
        "unreadable_amounts": rows(&screened.unreadable_amounts),
        "rounded_amounts": rows(&screened.rounded_amounts),
        "amount_notes": screened.amount_notes.iter().map(|(note, noted)| (note, rows(noted))).collect::<BTreeMap<_, _>>(),
        "foreign": screened.foreign,
    })
}

/// What the columns were taken for.
pub fn layout(layout: &Layout) -> Value {
    let fields: BTreeMap<&str, &str> = layout
        .mapping
        .fields
        .iter()
        .map(|(field, column)| (field.as_str(), column.header.as_str()))
        .collect();
    let name = |column: &usize| layout.header.get(*column).cloned().unwrap_or_default();
    let unused: Vec<&str> = layout.mapping.unmapped.iter().map(|(_, name)| name.as_str()).collect();
    json!({
        "kind": layout.kind.as_str(),
        "columns": layout.header,
        "mapping": layout.mapping,
        "fields": fields,
        "extra_description": layout.extra_description.iter().map(name).collect::<Vec<_>>(),
        "unused": unused,
        "missing": layout.missing().iter().map(|field| field.as_str()).collect::<Vec<_>>(),
        "date": layout.date.as_ref().map(name),
        "amount": layout.amount.as_ref().map(name),
        "amounts": layout.amount_of.columns().map(|column| name(&column)).collect::<Vec<_>>(),
        "currency": layout.currency.as_ref().map(name),
    })
}

/// The rules.
pub fn rules(rules: &Rules) -> Value {
    json!({
        "id": rules.pack.id,
        "version": rules.pack.version,
        "sha256": rules.pack_hash,
        "rules_from": rules.from,
    })
}
