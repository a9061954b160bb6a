//! `faxban rules`: list, show and check the rules.

use std::fmt::Write as _;
use std::path::Path;

use comfy_table::{Table, presets};
use faxban_core::{Field, Pack, SourceKind};

use super::args::{PackArgs, RulesArgs, RulesCommand};
use super::exit::Exit;
use super::{backtest, print, say, today};
use crate::report::figures::plural;
use crate::rules::{self, Rules};

pub fn run(args: &RulesArgs) -> Result<Exit, Vec<String>> {
    match &args.command {
        RulesCommand::List { rules } => list(&load(rules)?)?,
        RulesCommand::Show { id, rules } => show(&load(rules)?, id)?,
        RulesCommand::Check { folder, pack } => return check(folder.as_deref(), pack),
        RulesCommand::Export { folder } => {
            let files = rules::export(folder).map_err(|fault| vec![fault])?;
            print(&format!(
                "{}: {} of the rules built in. Change them, then run: faxban rules check {}\n",
                folder.display(),
                plural(files, "file", "files"),
                folder.display()
            ))?;
        }
        RulesCommand::Backtest { labelled, expect, rules, format } => {
            return backtest::run(&load(rules)?, labelled, expect.as_deref(), *format);
        }
    }
    Ok(Exit::Done)
}

fn load(args: &PackArgs) -> Result<Pack, Vec<String>> {
    let files = rules::pack_files(args.rules.as_deref(), args.name())?;
    Pack::load_unchecked(&files).map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn class_of(pack: &Pack, class: usize) -> &str {
    pack.classes.get(class).map_or("", |class| class.id.as_str())
}

fn list(pack: &Pack) -> Result<(), Vec<String>> {
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
    ))
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
    print(&out)
}

fn check(folder: Option<&Path>, pack: &str) -> Result<Exit, Vec<String>> {
    let files = rules::pack_files(folder, pack)?;
    match Pack::load(&files) {
        Ok(checked) => {
            // The other rule files are read the same way as for an audit.
            Rules::load(folder, pack)?;
            for advice in Pack::advise(&files, today()).unwrap_or_default() {
                print(&format!("advice: {advice}\n"))?;
            }
            print(&format!(
                "{}: rules {}, exclusions {}, files {}: all in order; every example does what it should.\n",
                checked.title,
                checked.rules.len(),
                checked.exclusions.len(),
                files.len()
            ))?;
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
