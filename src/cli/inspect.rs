//! `faxban inspect`: how files are read, for whoever wonders why a report says what it says.

use std::fmt::Write as _;

use comfy_table::{Table, presets};
use faxban_core::money::format_pounds_grouped;
use faxban_core::personal::Content;
use faxban_read::visible;
use jiff::civil::Date;

use super::args::InspectArgs;
use super::exit::Exit;
use super::in_force::InForce;
use super::{print, say};
use crate::audit::{Headless, Sheet, look};
use crate::day_order::DayOrder;
use crate::privacy::Privacy;
use crate::screen::Reject;
use crate::table::{self, Reading};

/// Rejected rows shown.
const REJECTS: usize = 5;
/// Rows shown of a table without a header.
const FIRST_ROWS: usize = 8;
/// A sample is cut to so many characters.
const SAMPLE: usize = 44;

pub fn run(args: &InspectArgs) -> Result<Exit, Vec<String>> {
    let in_force = InForce::of(&args.read)?;
    let rules = in_force.pack.load()?;
    let settings = args.read.settings(None);
    let room = table::room();
    let reading = Reading {
        rules: &rules,
        settings: &settings,
        threads: super::threads(),
        wanted: None,
        room: &room,
        compared: false,
    };
    let privacy = Privacy::new(&rules.personal, args.read.show_personal_data);
    let (files, mut problems) = look(&args.files, &in_force.config.sources, &reading);
    let mut out = String::new();
    for file in files {
        for sheet in &file.sheets {
            describe(sheet, privacy, &mut out);
        }
        for headless in &file.headless {
            first_rows(headless, privacy, &mut out);
        }
        for ignored in file.ignored() {
            let _ = writeln!(out, "{}\n", visible::line(&format!("{}: {}", ignored.path, ignored.message)));
        }
        problems.extend(file.problems());
    }
    print(&out)?;
    for problem in &problems {
        say(&visible::line(&format!("faxban: {}: {}", problem.path, problem.message)));
    }
    Ok(if problems.is_empty() { Exit::Done } else { Exit::Input })
}

/// The first rows of a table without a header, numbered, with the option that names its columns.
fn first_rows(table: &Headless, privacy: Privacy<'_>, out: &mut String) {
    let _ = writeln!(out, "{}: we could not find a header row. Its first rows:", table.path);
    let columns = table.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or_default();
    let mut shown = Table::new();
    shown.load_style(presets::NOTHING);
    shown.set_header(
        std::iter::once("row".to_owned()).chain((1..=columns).map(|column| format!("#{column}"))),
    );
    for (row, cells) in table.rows.iter().filter(|(_, cells)| !cells.is_empty()).take(FIRST_ROWS) {
        let cells = cells.iter().map(|cell| short(&privacy.shown(cell.trim(), Content::Free)));
        shown.add_row(std::iter::once(row.to_string()).chain(cells));
    }
    for line in shown.lines() {
        let _ = writeln!(out, "  {}", line.trim_end());
    }
    let _ = writeln!(
        out,
        "  Say which column is which by its number, for example:\n    --kind ledger --map date=#1 --map description=#2 --map amount=#3\n  or in faxban.toml:\n    map = {{ date = \"#1\", description = \"#2\", amount = \"#3\" }}\n"
    );
}

fn describe(sheet: &Sheet, privacy: Privacy<'_>, out: &mut String) {
    let (table, screened) = (&sheet.table, &sheet.table.totals.screened);
    let layout = &table.layout;
    let separator =
        table.separator.as_ref().map(|separator| format!(", {separator} between cells")).unwrap_or_default();
    let title = if sheet.name.is_empty() { String::new() } else { format!(", sheet {}", sheet.name) };
    let hidden = if sheet.hidden { " (hidden)" } else { "" };
    let _ = writeln!(out, "{}", visible::line(&format!("{}{title}{hidden}", sheet.file)));
    let _ = writeln!(
        out,
        "  {}{separator}; read as a {}; header in row {}",
        sheet.encoding,
        layout.kind.as_str(),
        layout.header_row
    );
    let _ = write!(out, "  {} records", screened.control.lines);
    for (skip, tally) in &screened.skipped {
        let _ = write!(out, ", {} skipped ({})", tally.lines, skip.as_str());
    }
    if screened.rejected.lines > 0 {
        let _ = write!(out, ", {} rejected", screened.rejected.lines);
    }
    let _ = writeln!(
        out,
        "; {} debit, {} credit",
        format_pounds_grouped(screened.control.debit),
        format_pounds_grouped(screened.control.credit)
    );
    if layout.date.is_some() {
        // A table alone is judged as of no day, so none of its dates is later.
        let order = DayOrder::of(screened, layout, Date::MAX);
        let dates = screened.coverage.report(order.orders);
        if let (Some(first), Some(last)) = (dates.first, dates.last) {
            let _ = writeln!(out, "  dates from {first} to {last}; {}", order.sentence());
        }
    }
    if let Some(misfit) = &table.misfit {
        let _ = writeln!(out, "  {}", visible::line(misfit));
    }
    columns(sheet, privacy, out);
    for reject in table.rejects.iter().take(REJECTS) {
        let mut reject = [reject.clone()];
        privacy.rejects(&mut reject, &layout.header);
        for Reject { row, reason, raw } in &reject {
            let _ = writeln!(out, "  rejected row {row}: {}: {}", visible::line(reason), short(raw));
        }
    }
    if table.rejects.len() > REJECTS {
        let _ = writeln!(out, "  … and {} rejected rows more", table.rejects.len() - REJECTS);
    }
    out.push('\n');
}

fn columns(sheet: &Sheet, privacy: Privacy<'_>, out: &mut String) {
    let layout = &sheet.table.layout;
    let mut shown = Table::new();
    shown.load_style(presets::NOTHING);
    shown.set_header(["#", "column", "taken for", "first cells"]);
    for (index, header) in layout.header.iter().enumerate() {
        let samples = sheet
            .table
            .samples
            .iter()
            .filter_map(|row| row.get(index))
            .filter(|cell| !cell.trim().is_empty());
        let field = layout.fields.iter().find(|(_, at)| *at == index).map(|(field, _)| *field);
        let content = field.map_or(Content::Free, Content::of);
        let samples: Vec<String> =
            samples.map(|cell| privacy.cell(header, cell.trim(), content).into_owned()).collect();
        if header.trim().is_empty() && samples.is_empty() {
            continue;
        }
        shown.add_row([
            (index + 1).to_string(),
            short(header),
            meaning(sheet, index),
            short(&samples.join(" | ")),
        ]);
    }
    for line in shown.lines() {
        let _ = writeln!(out, "  {}", line.trim_end());
    }
}

/// What a column was taken for, in words.
fn meaning(sheet: &Sheet, index: usize) -> String {
    let mapping = &sheet.table.layout.mapping;
    if let Some((field, column)) = mapping.fields.iter().find(|(_, column)| column.index == index) {
        let basis = column.basis.as_ref().map(|basis| format!(" ({basis})")).unwrap_or_default();
        let guessed = if column.recognised.is_guess() { ", by its likeness" } else { "" };
        return format!("{}{basis}{guessed}", field.as_str());
    }
    if mapping.extra_description.contains(&index) {
        return "description, too".to_owned();
    }
    if let Some((field, ..)) = mapping.duplicates.iter().find(|(_, at, _)| *at == index) {
        return format!("not used: another column is the {}", field.as_str());
    }
    "not used".to_owned()
}

fn short(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() <= SAMPLE {
        line
    } else {
        format!("{}…", line.chars().take(SAMPLE - 1).collect::<String>())
    }
}
