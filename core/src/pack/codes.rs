//! Code lists: `codes.csv` in a pack, one row a code.
//!
//! Columns: `scheme,version,code,name,class,confidence,source`. A code is compared as text, with or
//! without the check digit that CPV puts behind a hyphen. The confidence `weak` is for codes that lump the product
//! with others: they count only beside another match.

use super::diagnostic::Diagnostic;
use super::form::RuleForm;
use crate::field::Field;
use crate::outcome::Confidence;

/// The columns that a code list must have, in this order.
const HEADER: [&str; 7] = ["scheme", "version", "code", "name", "class", "confidence", "source"];

/// The confidence of a code that proves nothing by itself.
const WEAK: &str = "weak";

/// The scheme of customs tariffs.
const HARMONIZED_SYSTEM: &str = "HS";

/// A code as a rule, with the line it stands on.
pub(super) struct CodeRule {
    pub line: usize,
    pub form: RuleForm,
    pub pattern: String,
    /// Whether it counts only beside another match.
    pub weak: bool,
}

pub(super) fn read(file: &str, text: &str, faults: &mut Vec<Diagnostic>) -> Vec<CodeRule> {
    let mut rules = Vec::new();
    let mut fault = |line: usize, message: String| {
        faults.push(Diagnostic { file: file.to_owned(), line, message });
    };
    let mut reader =
        csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    if reader.headers().map_or(true, |header| header.iter().ne(HEADER)) {
        fault(1, format!("the first line of a code list is {}", HEADER.join(",")));
        return rules;
    }
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, |place| usize::try_from(place.line()).unwrap_or(0));
                fault(line, format!("cannot be read as a line of the code list: {error}"));
                continue;
            }
        };
        let line = record.position().map_or(0, |place| usize::try_from(place.line()).unwrap_or(0));
        let cells: Vec<&str> = record.iter().collect();
        let [scheme, version, code, name, class, confidence, source] = cells.as_slice() else { continue };
        let weak = *confidence == WEAK;
        let parsed = if weak { Ok(Confidence::Low) } else { confidence.parse() };
        let Ok(parsed) = parsed else {
            fault(line, format!("confidence \"{confidence}\" is none of {WEAK}, low, medium, high"));
            continue;
        };
        let digits = code.split('-').next().unwrap_or_default();
        if source.is_empty() {
            fault(line, format!("code {code} has no source; say where it is published"));
        }
        if digits.len() < 5 || !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            fault(
                line,
                format!(
                    "code \"{code}\" is too short or has signs other than letters, digits and a check digit"
                ),
            );
            continue;
        }
        rules.push(CodeRule {
            line,
            weak,
            pattern: pattern(scheme, &digits.to_ascii_lowercase()),
            form: RuleForm {
                id: format!("code-{}-{digits}", scheme.to_ascii_lowercase().replace(' ', "-")),
                class: toml::Spanned::new(0..0, (*class).to_owned()),
                confidence: parsed,
                at_most: None,
                source: format!("{scheme} {version}: {name} ({source})"),
                columns: Some(vec![Field::ProductCode]),
                kinds: None,
                phrases: Vec::new(),
                patterns: Vec::new(),
                maker_may_supply: false,
                whole: false,
                requires: Vec::new(),
                unless: Vec::new(),
                rank: None,
                note: String::new(),
                r#match: Vec::new(),
                no_match: Vec::new(),
            },
        });
    }
    rules
}

/// Headings of customs tariffs are written with or without dots, and with what countries add behind them; other codes
/// are whole, but for a check digit.
fn pattern(scheme: &str, code: &str) -> String {
    match code.split_at_checked(4) {
        Some((chapter, rest)) if scheme == HARMONIZED_SYSTEM => {
            format!(r"\b{chapter}[. ]?{rest}(?:[. ]?[0-9]{{2}}){{0,2}}\b")
        }
        _ => format!(r"\b{code}(?:-?[0-9])?\b"),
    }
}
