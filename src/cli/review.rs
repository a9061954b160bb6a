//! `faxban review`: what reviewers decide is taken over, listed, and turned into examples for the rules.

use std::path::{Path, PathBuf};

use comfy_table::{Table, presets};
use faxban_read::visible;

use super::args::{ReviewArgs, ReviewCommand};
use super::exit::Exit;
use super::{print, print_data, say, today};
use crate::decisions::import::Imported;
use crate::decisions::{Change, Decisions, LIST, age, days_before, examples};
use crate::lists::List;
use crate::report::figures::plural;

pub fn run(args: &ReviewArgs) -> Result<Exit, Vec<String>> {
    match &args.command {
        ReviewCommand::Import { files, decisions, keep_going } => import(files, decisions, *keep_going),
        ReviewCommand::List { decisions, as_of } => {
            list(&existing(decisions)?, as_of.unwrap_or_else(today))?;
            Ok(Exit::Done)
        }
        ReviewCommand::ExportExamples { decisions } => {
            let examples = examples::of(existing(decisions)?.iter());
            if examples.is_empty() {
                say("There is no false alarm among the decisions.");
            }
            print_data(&examples)?;
            Ok(Exit::Done)
        }
    }
}

fn existing(path: &Path) -> Result<Decisions, Vec<String>> {
    let list = List::open(LIST, path, &path.display().to_string());
    list.and_then(|list| Decisions::read(&list)).map_err(|fault| vec![fault])
}

fn import(files: &[PathBuf], path: &Path, keep_going: bool) -> Result<Exit, Vec<String>> {
    let mut decisions = Decisions::open(path).map_err(|fault| vec![fault])?;
    let mut imported = Imported::default();
    for file in files {
        imported.read(file).map_err(|fault| vec![fault])?;
    }
    let settled = imported.settle(today());
    let mut faults = imported.faults;
    let mut counts = std::collections::BTreeMap::from([(Change::New, 0_u64), (Change::Later, 0)]);
    for (place, decision) in settled {
        match decisions.put(decision) {
            Ok(change) => *counts.entry(change).or_default() += 1,
            Err(kept) => faults.push(format!("{place}: {}", crate::decisions::contradiction(&kept))),
        }
    }
    if !faults.is_empty() && !keep_going {
        faults.push(format!(
            "{} is as it was: put the rows right, or take over the others with --keep-going",
            path.display()
        ));
        return Err(faults);
    }
    let changed =
        counts.iter().any(|(change, count)| matches!(change, Change::New | Change::Later) && *count > 0);
    if changed || !path.exists() {
        decisions.write(path).map_err(|fault| vec![fault])?;
    }
    let told: Vec<String> = counts
        .iter()
        .map(|(change, count)| match change {
            Change::New => plural(*count, "new decision", "new decisions"),
            Change::Later => {
                plural(*count, "takes the place of an earlier one", "take the place of earlier ones")
            }
            Change::Same => format!("{count} there already"),
            Change::Older => plural(*count, "is older than what is there", "are older than what is there"),
        })
        .chain([plural(imported.undecided, "row is undecided", "rows are undecided")])
        .collect();
    print(&format!("{}: {}.\n", path.display(), told.join(", ")))?;
    for fault in &faults {
        say(&format!("faxban: left out: {fault}"));
    }
    Ok(if faults.is_empty() { Exit::Done } else { Exit::Input })
}

fn list(decisions: &Decisions, as_of: jiff::civil::Date) -> Result<(), Vec<String>> {
    let mut all: Vec<_> = decisions.iter().collect();
    all.sort_by_key(|decision| decision.on);
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["finding", "decision", "by", "on", "age", "what", "reason"]);
    for decision in &all {
        let what =
            [&decision.organisation, &decision.asset_id, &decision.order_number, &decision.description];
        let what: Vec<&str> = what.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let cells = [
            decision.finding_id.clone(),
            decision.word.to_string(),
            decision.by.clone(),
            decision.on.to_string(),
            age(days_before(decision.on, as_of)),
            what.join(" · "),
            decision.reason.clone(),
        ];
        table.add_row(cells.iter().map(|cell| visible::line(cell)));
    }
    let rows: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    print(&format!("{}\n{}\n", rows.join("\n"), plural(all.len() as u64, "decision", "decisions")))
}
