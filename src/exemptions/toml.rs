//! Exemptions in a TOML file, a table `[[exemption]]` each, for those who keep them under version control.

use serde::Deserialize;
use toml::{Spanned, Value};

use super::Written;
use crate::lists::List;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    exemption: Vec<Spanned<Form>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default)]
    finding_id: String,
    #[serde(default)]
    asset_id: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    approver: String,
    /// A day, with quotation marks or without.
    from: Option<Value>,
    expires: Option<Value>,
    #[serde(default)]
    evidence: String,
}

pub(super) fn read(list: &List) -> Result<Vec<Written>, String> {
    let line = |offset: usize| {
        let before = list.text.as_bytes().get(..offset).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1
    };
    let file: File = toml::from_str(&list.text).map_err(|error| {
        let place = error.span().map_or_else(|| list.file.name.clone(), |span| list.place(line(span.start)));
        format!("{place}: {}", error.message())
    })?;
    let written = |form: Spanned<Form>| {
        let place = list.place(line(form.span().start));
        let form = form.into_inner();
        let text = |text: String| text.trim().to_owned();
        Written {
            place,
            finding_id: text(form.finding_id),
            asset_id: text(form.asset_id),
            organisation: text(form.organisation),
            reason: text(form.reason),
            approver: text(form.approver),
            from: day(form.from),
            expires: day(form.expires),
            evidence: text(form.evidence),
        }
    };
    Ok(file.exemption.into_iter().map(written).collect())
}

/// A day as text, so that it is read like one of a CSV file.
fn day(value: Option<Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Datetime(day)) => day.to_string(),
        Some(other) => format!("{} {other:?}", other.type_str()),
    }
}
