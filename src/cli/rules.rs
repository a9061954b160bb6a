//! `faxban rules`: list, show, check and backtest the rules.

use std::fmt::Write as _;
use std::path::Path;

use comfy_table::{Table, presets};
use faxban_core::backtest::{self, Backtest, Labelled};
use faxban_core::{Field, Pack, SourceKind};

use super::args::{Format, PackArgs, RulesArgs, RulesCommand};
use super::exit::Exit;
use super::{print, say};
use crate::rules::{self, Rules};

pub fn run(args: &RulesArgs) -> Result<Exit, Vec<String>> {
    match &args.command {
        RulesCommand::List { rules } => list(&load(rules)?),
        RulesCommand::Show { id, rules } => show(&load(rules)?, id)?,
        RulesCommand::Check { folder, pack } => return check(folder.as_deref(), pack),
        RulesCommand::Backtest { labelled, rules, format } => {
            return backtest(&load(rules)?, labelled, *format);
        }
    }
    Ok(Exit::Done)
}

fn load(args: &PackArgs) -> Result<Pack, Vec<String>> {
    let files = rules::pack_files(args.rules.as_deref(), &args.pack)?;
    Pack::load_unchecked(&files).map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn class_of(pack: &Pack, class: usize) -> &str {
    pack.classes.get(class).map_or("", |class| class.id.as_str())
}

fn list(pack: &Pack) {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["rule", "class", "confidence", "file"]);
    for rule in &pack.rules {
        table.add_row([&rule.id, class_of(pack, rule.class), rule.confidence.as_str(), &place(&rule.place)]);
    }
    for exclusion in &pack.exclusions {
        table.add_row([&exclusion.id, "exclusion", "", &place(&exclusion.place)]);
    }
    let rows: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    print(&format!(
        "{} (pack {} {}, to be looked at again by {})\n{}\n{} rules, {} exclusions\n",
        pack.title,
        pack.id,
        pack.version,
        pack.review_by,
        rows.join("\n"),
        pack.rules.len(),
        pack.exclusions.len()
    ));
}

fn place((file, line): &(String, usize)) -> String {
    format!("{file}:{line}")
}

fn show(pack: &Pack, id: &str) -> Result<(), Vec<String>> {
    let mut out = String::new();
    let columns = |fields: &[Field]| fields.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(", ");
    let kinds = |kinds: &[SourceKind]| kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    let mut put = |title: &str, text: &str| {
        if !text.is_empty() {
            let _ = writeln!(out, "{title:<14}{text}");
        }
    };
    if let Some(rule) = pack.rules.iter().find(|rule| rule.id == id) {
        put("rule", id);
        put("class", class_of(pack, rule.class));
        put("confidence", rule.confidence.as_str());
        put("looks for", &rule.written.join("\n              "));
        put("in", &columns(&rule.columns));
        put("of", &kinds(&rule.kinds));
        put("source", &rule.source);
        put("note", &rule.note);
        put("written in", &place(&rule.place));
    } else if let Some(exclusion) = pack.exclusions.iter().find(|exclusion| exclusion.id == id) {
        put("exclusion", id);
        put("reason", &exclusion.reason);
        put("looks for", &exclusion.written.join("\n              "));
        put("in", &columns(&exclusion.columns));
        put("of", &kinds(&exclusion.kinds));
        put("written in", &place(&exclusion.place));
    } else if let Some(class) = pack.classes.iter().find(|class| class.id == id) {
        put("class", &format!("{id}: {}", class.label));
        put("note", &class.note);
        for (duty, (outcome, recommendation)) in &class.verdicts {
            put(duty.as_str(), &format!("{outcome}. {recommendation}"));
        }
    } else {
        return Err(vec![format!(
            "there is no rule, exclusion or class \"{id}\"; \"faxban rules list\" names them"
        )]);
    }
    print(&out);
    Ok(())
}

fn check(folder: Option<&Path>, pack: &str) -> Result<Exit, Vec<String>> {
    let files = rules::pack_files(folder, pack)?;
    match Pack::load(&files) {
        Ok(checked) => {
            // The other rule files are read the same way as for an audit.
            Rules::load(folder, pack)?;
            print(&format!(
                "{}: rules {}, exclusions {}, files {}: all in order; every example does what it should.\n",
                checked.title,
                checked.rules.len(),
                checked.exclusions.len(),
                files.len()
            ));
            Ok(Exit::Done)
        }
        Err(faults) => {
            for fault in &faults {
                say(&fault.to_string());
            }
            say(&format!(
                "faxban: {} in the rules",
                if faults.len() == 1 { "1 fault".to_owned() } else { format!("{} faults", faults.len()) }
            ));
            Ok(Exit::Usage)
        }
    }
}

fn backtest(pack: &Pack, path: &Path, format: Format) -> Result<Exit, Vec<String>> {
    let lines = read_labelled(path).map_err(|fault| vec![fault])?;
    let result = backtest::run(pack, lines.iter());
    match format {
        Format::Json => match serde_json::to_string_pretty(&result) {
            Ok(text) => print(&format!("{text}\n")),
            Err(error) => return Err(vec![format!("the result cannot be written: {error}")]),
        },
        Format::Text => print(&told(&result)),
    }
    Ok(Exit::Done)
}

fn told(result: &Backtest) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["", "right", "false alarms", "missed", "precision", "recall"]);
    let thousandths = |share: usize| format!("{}.{:03}", share / 1000, share % 1000);
    let classes = result.classes.iter().map(|(class, score)| (class.as_str(), score));
    for (class, score) in std::iter::once(("any class", &result.any)).chain(classes) {
        table.add_row([
            class.to_owned(),
            score.right.to_string(),
            score.false_alarms.to_string(),
            score.missed.to_string(),
            thousandths(score.precision()),
            thousandths(score.recall()),
        ]);
    }
    let mut out = format!("{} lines\n", result.lines);
    for line in table.lines() {
        let _ = writeln!(out, "{}", line.trim_end());
    }
    if !result.wrong.is_empty() {
        let _ = writeln!(out, "\nWrong lines");
    }
    for wrong in &result.wrong {
        let _ = writeln!(
            out,
            "  {} ({}): {} found as {} ({}): {}",
            wrong.id, wrong.ambiguity, wrong.label, wrong.found, wrong.because, wrong.text
        );
    }
    out
}

/// Reads labelled lines: `label` and a text column at least.
fn read_labelled(path: &Path) -> Result<Vec<Labelled>, String> {
    let name = path.display();
    let mut reader =
        csv::Reader::from_path(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let header = reader.headers().map_err(|error| format!("{name} cannot be read: {error}"))?.clone();
    let column = |wanted: &str| header.iter().position(|cell| cell.trim_start_matches('\u{feff}') == wanted);
    if column("label").is_none() {
        return Err(format!(
            "{name} has no column \"label\"; labelled lines say there what they are, a class or not_fax"
        ));
    }
    let mut lines = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| format!("{name}: {error}"))?;
        let cell = |wanted: &str| column(wanted).and_then(|at| record.get(at)).unwrap_or_default().to_owned();
        let kind = if cell("doc_type") == "asset" { SourceKind::Register } else { SourceKind::Ledger };
        let category = if kind == SourceKind::Ledger { Field::ExpenseType } else { Field::Category };
        let id = cell("id");
        lines.push(Labelled {
            id: if id.is_empty() { format!("line {}", index + 2) } else { id },
            kind,
            cells: vec![
                (Field::Supplier, cell("supplier")),
                (Field::Description, cell("description")),
                (Field::Manufacturer, cell("manufacturer")),
                (Field::Model, cell("model")),
                (category, cell("category")),
            ],
            label: cell("label"),
            ambiguity: cell("ambiguity"),
        });
    }
    Ok(lines)
}
