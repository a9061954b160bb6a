//! Lists of models: `models.csv` in a pack, one row a model.
//!
//! Columns: `maker,family,model,class,source,checked`. A model is found behind its maker's name or, if it has one, its
//! family's; spaces and hyphens between its letters and digits are free. Models of one family and class are one rule.
//! The class `none` says that a model is no product of the pack: such models make an exclusion.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostic::Diagnostic;

/// The columns of a list of models, in this order.
const HEADER: [&str; 6] = ["maker", "family", "model", "class", "source", "checked"];
/// What may stand between the family and the model.
const BETWEEN: &str = ".{0,40}";
/// Letters and digits that a model needs to be told from other words.
const SHORTEST: usize = 3;

/// Models of one maker, family and class.
pub(super) struct Models {
    /// Name of the rule or exclusion.
    pub id: String,
    /// The maker.
    pub maker: String,
    /// The class; nothing when they are no product of the pack.
    pub class: Option<String>,
    /// The line of the first.
    pub line: usize,
    /// How many.
    pub count: usize,
    /// Where they are listed, with the day on which that was looked up.
    pub source: String,
    /// The pattern that finds any of them.
    pub pattern: String,
}

#[derive(Default)]
struct Group {
    line: usize,
    models: BTreeSet<String>,
    sources: BTreeSet<String>,
}

pub(super) fn read(file: &str, text: &str, faults: &mut Vec<Diagnostic>) -> Vec<Models> {
    let mut fault = |line: usize, message: String| {
        faults.push(Diagnostic { file: file.to_owned(), line, message });
    };
    let mut reader =
        csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    if reader.headers().map_or(true, |header| header.iter().ne(HEADER)) {
        fault(1, format!("the first line of a list of models is {}", HEADER.join(",")));
        return Vec::new();
    }
    let mut groups: BTreeMap<(String, String, String), Group> = BTreeMap::new();
    let mut listed = BTreeSet::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, |place| usize::try_from(place.line()).unwrap_or(0));
                fault(line, format!("cannot be read as a line of the list of models: {error}"));
                continue;
            }
        };
        let line = record.position().map_or(0, |place| usize::try_from(place.line()).unwrap_or(0));
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let [maker, family, model, class, source, checked] = cells.as_slice() else { continue };
        let Some(pattern) = model_pattern(model) else {
            fault(
                line,
                format!(
                    "the model \"{model}\" needs a digit and at least {SHORTEST} letters or digits, all plain"
                ),
            );
            continue;
        };
        if maker.is_empty() || source.is_empty() || checked.is_empty() {
            fault(
                line,
                format!("the model {model} needs a maker, a source, and the day on which it was checked"),
            );
        }
        let lead = if family.is_empty() { maker } else { family };
        if !listed.insert((lead.clone(), pattern.clone())) {
            fault(line, format!("the model {maker} {model} is listed twice"));
        }
        let group = groups.entry((maker.clone(), lead.to_ascii_lowercase(), class.clone())).or_default();
        if group.line == 0 {
            group.line = line;
        }
        group.models.insert(pattern);
        group.sources.insert(format!("{source}, checked {checked}"));
    }
    groups.into_iter().map(|((maker, lead, class), group)| gathered(maker, &lead, &class, group)).collect()
}

fn gathered(maker: String, lead: &str, class: &str, group: Group) -> Models {
    let leads: Vec<String> = lead.split('|').map(|lead| regex_syntax::escape(lead.trim())).collect();
    let name: String = lead.split('|').next().unwrap_or_default().replace(' ', "-");
    let models: Vec<String> = group.models.iter().cloned().collect();
    Models {
        id: format!("models-{name}-{class}"),
        class: (class != "none").then(|| class.to_owned()),
        line: group.line,
        count: models.len(),
        source: group.sources.into_iter().collect::<Vec<_>>().join("; "),
        pattern: format!(r"\b(?:{}){BETWEEN}\b(?:{})\b", leads.join("|"), models.join("|")),
        maker,
    }
}

/// A model's letters and digits with free spaces and hyphens between them.
fn model_pattern(model: &str) -> Option<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut before = None;
    for sign in model.to_ascii_lowercase().chars() {
        let kind = match sign {
            'a'..='z' => Some(false),
            '0'..='9' => Some(true),
            ' ' | '-' | '.' => None,
            _ => return None,
        };
        if let Some(kind) = kind {
            if before != Some(kind) {
                runs.push(String::new());
            }
            runs.last_mut()?.push(sign);
        }
        before = kind;
    }
    let signs: usize = runs.iter().map(String::len).sum();
    let has_digit = runs.iter().any(|run| run.starts_with(|sign: char| sign.is_ascii_digit()));
    (signs >= SHORTEST && has_digit).then(|| runs.join("[ -]?"))
}
