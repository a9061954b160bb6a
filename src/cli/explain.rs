//! `faxban explain`: why a line did or did not match, and what follows.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use faxban_core::judge::{Bench, Circumstances, DateFact, Found};
use faxban_core::personal::Content;
use faxban_core::{Field, Matches, Row, SourceKind};
use faxban_engine::matching;
use faxban_engine::profile::Alignment;
use faxban_read::visible;
use jiff::civil::Date;

use super::args::ExplainArgs;
use super::exit::Exit;
use super::in_force::InForce;
use super::{print, today};
use crate::audit::{Sheet, look};
use crate::candidates::Candidates;
use crate::evidence::{self, Words};
use crate::privacy::Privacy;
use crate::rules::Rules;
use crate::screen::Screen;
use crate::screen::odd::{self, Odd};
use crate::sources::Sources;
use crate::table::{self, Reading};

pub fn run(args: &ExplainArgs) -> Result<Exit, Vec<String>> {
    let in_force = InForce::of(&args.read)?;
    let rules = in_force.pack.load()?;
    let as_of = args.as_of.unwrap_or_else(today);
    let text = match (&args.place, &args.text) {
        (Some(place), _) => of_place(place, args, &in_force.config.sources, &rules, as_of)?,
        (None, Some(text)) => of_text(text, args, &rules, as_of),
        (None, None) => return Err(vec!["give a line as FILE:ROW, or --text".to_owned()]),
    };
    print(&text)?;
    Ok(Exit::Done)
}

fn of_text(text: &str, args: &ExplainArgs, rules: &Rules, as_of: Date) -> String {
    let kind = args.read.kind.unwrap_or(SourceKind::Ledger);
    let row = Row::new().with(Field::Description, text);
    let matches = rules.pack.matches(&row, kind);
    let privacy = Privacy::new(&rules.personal, args.read.show_personal_data);
    let shown = privacy.shown(text, Content::of(Field::Description));
    let mut out = format!("A {} line with the description \"{shown}\"\n", kind.as_str());
    describe_matches(rules, &row, &matches, privacy, &mut out);
    let line = Circumstances {
        date: args.date.map_or(DateFact::Missing, DateFact::day),
        beside: matches
            .evidence
            .doubted()
            .map(|span| privacy.words(text, span, Content::of(Field::Description))),
        ..Circumstances::default()
    };
    let bench = Bench { pack: &rules.pack, wording: &rules.wording, as_of };
    let verdict = matches.decisive().and_then(|hit| {
        let evidence = &matches.evidence;
        let class = rules.pack.rules.get(hit.rule)?.class;
        let found = Found { class, confidence: evidence.confidence?, conflicts: evidence.conflicts() };
        bench.judge(found, kind, &line, None)
    });
    if let Some(verdict) = verdict {
        conclude(
            verdict.outcome.as_str(),
            &verdict.reason,
            &verdict.criteria,
            &verdict.recommendation,
            &mut out,
        );
    } else {
        conclude(if matches.is_cleared() { "cleared" } else { "clear" }, "", "", "", &mut out);
    }
    out
}

fn of_place(
    place: &str,
    args: &ExplainArgs,
    sources: &Sources,
    rules: &Rules,
    as_of: Date,
) -> Result<String, Vec<String>> {
    let wanted = Place::parse(place).map_err(|fault| vec![fault])?;
    let privacy = Privacy::new(&rules.personal, args.read.show_personal_data);
    let settings = args.read.settings(None);
    let room = table::room();
    let reading = Reading {
        rules,
        settings: &settings,
        threads: super::threads(),
        wanted: Some(wanted.row),
        room: &room,
        compared: false,
    };
    let (files, mut problems) = look(std::slice::from_ref(&wanted.file), sources, &reading);
    let mut out = String::new();
    let mut tables = Vec::new();
    for file in files {
        problems.extend(file.problems());
        tables.extend(
            file.sheets.iter().map(|table| format!("{} {}", table.file, table.name).trim().to_owned()),
        );
        for table in file.sheets.iter().filter(|table| wanted.is_in(table)) {
            explain_row(table, wanted.row, rules, as_of, privacy, &mut out);
        }
    }
    if out.is_empty() {
        let mut faults: Vec<String> = problems.iter().map(|p| format!("{}: {}", p.path, p.message)).collect();
        if faults.is_empty() {
            faults.push(format!("{place}: there is no such row; the tables are {}", tables.join(", ")));
        }
        return Err(faults);
    }
    Ok(out)
}

/// Where a line stands.
struct Place {
    file: PathBuf,
    /// The archive's member.
    member: Option<String>,
    sheet: Option<String>,
    row: u64,
}

impl Place {
    /// `FILE:ROW` or `FILE:SHEET:ROW`, with `/MEMBER` behind an archive; names may have colons of their own.
    fn parse(place: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "\"{place}\" is no place; write it as FILE:ROW, or FILE:SHEET:ROW for a sheet of a workbook"
            )
        };
        let (names, row) = place.rsplit_once(':').ok_or_else(wrong)?;
        let row = row.parse().map_err(|_| wrong())?;
        let ends = names.rmatch_indices(['/', ':']).map(|(end, _)| end);
        let file = std::iter::once(names.len()).chain(ends).find(|end| Path::new(&names[..*end]).is_file());
        // A file that is not there is told by whoever opens it.
        let (file, rest) = names.split_at(file.unwrap_or(names.len()));
        let (member, sheet) = match rest.strip_prefix('/') {
            Some(member) => match member.split_once(':') {
                Some((member, sheet)) => (Some(member), Some(sheet)),
                None => (Some(member), None),
            },
            None => (None, rest.strip_prefix(':')),
        };
        let owned = |name: Option<&str>| name.map(str::to_owned);
        Ok(Self { file: PathBuf::from(file), member: owned(member), sheet: owned(sheet), row })
    }

    fn is_in(&self, table: &Sheet) -> bool {
        self.sheet.as_ref().is_none_or(|name| *name == table.name)
            && self.member.as_ref().is_none_or(|member| {
                table.file.strip_suffix(member.as_str()).is_some_and(|archive| archive.ends_with('/'))
            })
    }
}

fn explain_row(
    sheet: &Sheet,
    number: u64,
    rules: &Rules,
    as_of: Date,
    privacy: Privacy<'_>,
    out: &mut String,
) {
    let layout = &sheet.table.layout;
    let title = if sheet.name.is_empty() {
        sheet.file.clone()
    } else {
        format!("{}, sheet {}", sheet.file, sheet.name)
    };
    let (first, rows) = (sheet.table.part.unwrap_or(1), sheet.table.rows.physical);
    if number < first || number >= first + rows {
        return;
    }
    if number <= layout.header_row {
        let what = if number == layout.header_row { "the header" } else { "above the header" };
        let _ = writeln!(out, "{}, row {number}: {what}, so it is not judged.\n", visible::line(&title));
        return;
    }
    let Some(cells) = &sheet.table.totals.screened.wanted else { return };
    let _ = writeln!(out, "{}, row {number} ({})", visible::line(&title), layout.kind.as_str());
    for (index, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
        let header = layout.header.get(index).map_or("(no header)", String::as_str);
        let field = layout.fields.iter().find(|(_, at)| *at == index).map(|(field, _)| *field);
        let content = field.map_or(Content::Free, Content::of);
        let shown = privacy.cell(header, cell.trim(), content);
        let _ = writeln!(out, "  {}", visible::line(&format!("{}: {shown}", taken_for(field, header))));
    }
    let gate = layout.gate(&rules.pack);
    let mut screen = Screen::new(layout, &gate, &rules.row_words, None);
    let texts: Vec<&str> = cells.iter().map(String::as_str).collect();
    let mentions = screen.mentions(texts.len(), |column| texts.get(column).copied().unwrap_or_default());
    let mut split_cells = None;
    match odd::classify(&texts, layout, &rules.row_words, None, mentions) {
        Odd::Skip(reason) => return conclude("skipped", reason.as_str(), "", "", out),
        Odd::Reject(reason) => return conclude("rejected", &reason, "", "", out),
        Odd::OneCell(split) => split_cells = Some(split),
        Odd::Line | Odd::Header | Odd::Doubtful => {}
    }
    // Cells that have moved are put back, as in the audit.
    let cells = match (split_cells, layout.profile.align(&texts)) {
        (Some(split), _) => Cow::Owned(split),
        (None, Alignment::Moved(moved, _)) => Cow::Owned(moved),
        (None, Alignment::AsIs) => Cow::Borrowed(cells),
        (None, Alignment::Unclear) => {
            return conclude("rejected", &odd::moved(texts.len(), layout), "", "", out);
        }
    };
    let cell = |column: usize| cells.get(column).map_or("", String::as_str);
    let mut candidates = Candidates::default();
    let text = |column: usize| cells.get(column).map(|cell| Cow::Borrowed(cell.as_str()));
    let doubt = faxban_engine::doubt::Doubts::new(layout, &rules.row_words).of(text);
    candidates.push(layout, (number, None), &screen.unread(cells.len(), cell), doubt.as_deref(), text);
    let row = matching::row(&candidates, 0, layout);
    let unread = matching::weigh(&rules.pack, &row, layout.kind).1;
    let row = row.with(Field::Unread, unread.as_ref().map_or("", |unread| &unread.text));
    let matches = rules.pack.matches(&row, layout.kind);
    describe_matches(rules, &row, &matches, privacy, out);
    match crate::audit::judge_row(sheet, number, &cells, rules, as_of, privacy) {
        Some(finding) => {
            conclude(
                finding.outcome.as_str(),
                &finding.reason,
                &finding.criteria,
                &finding.recommendation,
                out,
            );
        }
        None if matches.is_cleared() => conclude("cleared", "", "", "", out),
        None if layout
            .assessable
            .iter()
            .all(|index| cells.get(*index).is_none_or(|cell| cell.trim().is_empty())) =>
        {
            conclude("not_assessable", "Nothing in the line says what was bought or held.", "", "", out);
        }
        None => conclude("clear", "", "", "", out),
    }
}

fn taken_for(field: Option<Field>, header: &str) -> String {
    field.map_or_else(|| format!("{header} (not used)"), |field| format!("{header} ({})", field.as_str()))
}

fn describe_matches(rules: &Rules, row: &Row<'_>, matches: &Matches, privacy: Privacy<'_>, out: &mut String) {
    let pack = &rules.pack;
    let words = |column: Field, span: &Range<usize>| {
        row.get(column).map(|cell| privacy.words(cell, span, Content::of(column))).unwrap_or_default()
    };
    if matches.hits.is_empty() {
        let _ = writeln!(out, "No rule matches.");
        return;
    }
    for (index, hit) in matches.hits.iter().enumerate() {
        let Some(rule) = pack.rules.get(hit.rule) else { continue };
        let class = pack.classes.get(rule.class).map_or("", |class| class.label.as_str());
        let _ = write!(
            out,
            "Rule {} ({class}, {} confidence) finds \"{}\" in {}",
            rule.id,
            rule.confidence.as_str(),
            visible::line(&words(hit.column, &hit.span)),
            hit.column.as_str()
        );
        let clearing = hit.cleared_by.as_ref();
        match clearing.and_then(|by| Some((by, pack.exclusions.get(by.exclusion)?))) {
            Some((by, exclusion)) => {
                let _ = writeln!(
                    out,
                    "; exclusion {} explains it by \"{}\" in {}: {}",
                    exclusion.id,
                    visible::line(&words(by.column, &by.span)),
                    by.column.as_str(),
                    exclusion.reason
                );
            }
            None if matches.decisive == Some(index) => out.push_str("; it decides.\n"),
            None => out.push_str("; another rule decides.\n"),
        }
    }
    if matches.decisive.is_some() {
        let evidence: Vec<Words> = matches
            .evidence
            .signs
            .iter()
            .map(|sign| Words { text: words(sign.column, &sign.span), ..Words::of(sign, "", pack) })
            .collect();
        let told = evidence::told(&evidence, matches.evidence.confidence, &rules.wording);
        let _ = writeln!(out, "Evidence: {}", visible::line(&told));
    }
}

fn conclude(outcome: &str, reason: &str, criteria: &str, recommendation: &str, out: &mut String) {
    let _ = writeln!(out, "Outcome: {outcome}");
    for (title, text) in [("Reason", reason), ("Criteria", criteria), ("Recommendation", recommendation)] {
        if !text.is_empty() {
            let _ = writeln!(out, "  {title}: {}", visible::line(text));
        }
    }
    out.push('\n');
}
