//! What the reader of a report should know of how a table was read.

use faxban_core::columns::Recognised;
use faxban_core::money::{NumberStyle, format_pounds_grouped};
use faxban_core::{Field, Outcome, SourceKind};
use faxban_engine::mentions::{Mention, Where};
use faxban_engine::profile::{Content, Moved};
use faxban_engine::tally::Tally;
use jiff::civil::Date;

use super::Sheet;
use crate::day_order::DayOrder;
use crate::layout::{AmountOf, Layout};
use crate::reconcile::{Account, Reconciled};
use crate::report::figures::{grouped, plural};
use crate::report::{DateReport, Problem, SourceReport};
use crate::screen::odd::Skip;
use crate::screen::sums::StatedTotal;
use crate::screen::{Noted, Reject, Screened};

/// Months with lines from which on a table is expected to have no gap.
const LONG_ENOUGH: usize = 6;

/// Totals that differ from their lines and are named one by one.
const TOTALS_NAMED: usize = 3;

/// What makes an audit as a whole say nothing, where no problem has been told yet that explains it: its silence would
/// pass for a clean result.
pub fn of_all(reconciled: &Reconciled, sources: &[SourceReport], is_explained: bool) -> Option<Problem> {
    let path = match sources {
        [] if is_explained => return None,
        [only] => only.title(),
        _ => "the whole audit".to_owned(),
    };
    if sources.is_empty() {
        let message = "none of the files is a table of a trust, so nothing was audited".to_owned();
        return Some(Problem { path, message });
    }
    let silent = reconciled.outcome(Outcome::NotAssessable).lines;
    let audited: u64 = reconciled.accounts().iter().map(|account| account.audited().lines).sum();
    (silent > 0 && silent == audited).then(|| Problem {
        path,
        message: format!(
            "nothing in its {} says what was bought or held: not one could be assessed, and that nothing was found means nothing; name the column that does, with --map description=… or in faxban.toml (in Python: columns={{\"description\": …}}), or ask for a file that has one",
            plural(silent, "line", "lines")
        ),
    })
}

/// What makes a table's result say little: more of its rows could not be read than were audited.
pub fn of_rejects(account: &Account, rejects: &[Reject]) -> Option<Problem> {
    let first = rejects.first()?;
    let rejected = rejects.len() as u64;
    (rejected > account.audited().lines).then(|| Problem {
        path: account.name.clone(),
        message: format!(
            "{} of its {} could not be read, so what is in them was not audited (the first is row {}: {}). Correct the file, or ask for another one, and audit it again",
            grouped(rejected),
            plural(account.control.lines, "row", "rows"),
            first.row,
            first.reason
        ),
    })
}

/// Columns that were named for a table and that it does not have.
pub fn of_misfit(misfit: &str) -> String {
    format!(
        "a column that was named does not fit this table ({misfit}); we read it by its own headings. Check that they were understood"
    )
}

/// The problem that columns were named which none of a file's tables has.
pub fn of_misfits(input: &str, sheets: &[Sheet]) -> Option<Problem> {
    let misfits: Option<Vec<&String>> = sheets.iter().map(|sheet| sheet.table.misfit.as_ref()).collect();
    let first = misfits?.first().map(|misfit| of_misfit(misfit))?;
    Some(Problem { path: input.to_owned(), message: first })
}

/// A table as far as warnings tell of it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Its columns.
    pub layout: &'a Layout,
    /// Whether its sheet is hidden.
    pub hidden: bool,
    /// What screening found in it.
    pub screened: &'a Screened,
    /// Its rows that could not be read.
    pub rejects: &'a [Reject],
    /// Totals that it states.
    pub stated: &'a [StatedTotal],
}

/// Rows that name a product and could not be read as lines: a machine in one of them would be missed.
pub fn of_mentions(path: &str, mentions: &[Mention]) -> Option<Problem> {
    let missed = |mention: &&Mention| mention.kind.may_be_a_line() && mention.is_unplaced();
    let mut rows: Vec<u64> = mentions.iter().filter(missed).map(|mention| mention.row).collect();
    rows.dedup();
    let first = rows.first()?;
    let message = match rows.len() {
        1 => format!(
            "row {first} names a product but could not be read as a line, so it was not audited (see rejects.csv and mentions.csv). Put the row right in the file, and audit it again"
        ),
        many => format!(
            "{many} rows name a product but could not be read as lines, so they were not audited (the first is row {first}; see rejects.csv and mentions.csv). Put the rows right in the file, and audit it again"
        ),
    };
    Some(Problem { path: path.to_owned(), message })
}

/// Products named by their models outside the lines, where what stands there may be a list of its own.
pub fn of_models(path: &str, mentions: &[Mention]) -> Option<Problem> {
    let is_outside = |kind: Where| matches!(kind, Where::Title | Where::Heading | Where::Note);
    let has_model = |mention: &&Mention| mention.words.bytes().any(|byte| byte.is_ascii_digit());
    let mut named =
        mentions.iter().filter(|mention| is_outside(mention.kind) && mention.is_unplaced()).filter(has_model);
    let first = named.next()?;
    let more = match named.count() {
        0 => String::new(),
        1 => " and another one".to_owned(),
        more => format!(" and {more} others"),
    };
    let message = format!(
        "row {} names a product by its model (\"{}\"{more}), but outside the lines, so it was not audited; see mentions.csv. Check by hand whether the organisation holds or bought it",
        first.row, first.words
    );
    Some(Problem { path: path.to_owned(), message })
}

/// Lines that say "as above", or nothing, below one that names a product: each may be one more of them.
pub fn of_as_above(path: &str, mentions: &[Mention]) -> Option<Problem> {
    let rows = mentions.iter().filter(|mention| mention.kind == Where::AsAbove && mention.is_unplaced());
    let noted = Noted::of(rows.map(|mention| mention.row));
    let place = noted.place()?;
    let message = format!(
        "{place}: the description says \"as above\", or nothing, and the line above names a product, so each of them may be one more. Write out what it is, and audit the file again"
    );
    Some(Problem { path: path.to_owned(), message })
}

/// Rows above the header that look like a table: what they list was not audited.
pub fn of_table_above(path: &str, (first, last): (u64, u64)) -> Problem {
    let message = format!(
        "rows {first} to {last}, above the header, look like a table of their own, but no row names columns that we know, so they were not audited. Give these rows a header of their own, or move them to a file of their own"
    );
    Problem { path: path.to_owned(), message }
}

/// A table beside the one that was read: what it lists was only searched for products.
pub fn of_table_beside(path: &str, layout: &Layout) -> Option<Problem> {
    let first = layout.mapping.beside?;
    let message = format!(
        "a second table stands beside the first, from column {} (\"{}\") on, and was not audited; a product in it makes its row a matter for review. Move it to a sheet or a file of its own, and audit it again",
        first + 1,
        layout.called(first)
    );
    Some(Problem { path: path.to_owned(), message })
}

/// Sentences on a table, what can change a verdict first.
pub fn of(table: &Seen<'_>, dates: &DateReport, order: &DayOrder, as_of: Date) -> Vec<String> {
    let mut all = Vec::new();
    all.extend(of_columns(table.layout, table.hidden));
    rows(table, &mut all);
    numbers(table.layout, &mut all);
    let wrong = table.screened.other_dates.wrong();
    if !wrong.is_empty() {
        all.push(times(
            &wrong,
            "cell for the day of purchase or disposal cannot be read as a day",
            "cells for the day of purchase or disposal cannot be read as days",
        ));
    }
    if table.layout.date.is_some() {
        days(dates, as_of, &mut all);
    }
    orders(order, &mut all);
    all.extend(mostly_credits(table));
    all
}

/// A ledger in which more money comes back than is spent may write its signs the other way round.
fn mostly_credits(table: &Seen<'_>) -> Option<String> {
    let Tally { lines, debit, credit, .. } = table.screened.control;
    let is_ledger = table.layout.kind.family() == SourceKind::Ledger;
    (is_ledger && lines >= FEWEST_SIGNED && -credit > debit).then(|| {
        format!(
            "its credits come to more than its debits ({} against {}): it may write what was paid with a minus, and a refund without. We read the signs as they are written; a finding with a minus is for review",
            format_pounds_grouped(-credit),
            format_pounds_grouped(debit)
        )
    })
}

/// With fewer lines one large refund makes the difference.
const FEWEST_SIGNED: u64 = 8;

/// Sentences on the columns of a table, which hold whoever its rows belong to.
pub fn of_columns(layout: &Layout, hidden: bool) -> Vec<String> {
    let mut all = Vec::new();
    if hidden {
        all.push("the sheet is hidden in the workbook; it was audited like the others".to_owned());
    }
    if !matches!(layout.kind, SourceKind::Ledger | SourceKind::Register) {
        all.push(format!(
            "the table was treated as {}, which proves less than a ledger or a register. Check that this is right; if not, use --kind",
            layout.kind.described()
        ));
    }
    let is_ledger = layout.kind.family() == SourceKind::Ledger;
    for field in layout.missing() {
        all.push(if field == Field::Description {
            format!(
                "no column says what was {}; its lines cannot be assessed unless their other columns name a product",
                if is_ledger { "bought" } else { "held" }
            )
        } else {
            let field = field.as_str();
            format!(
                "no column was taken for the {field}; name it with --map {field}=… (in Python: columns={{\"{field}\": …}})"
            )
        });
    }
    let headless =
        layout.mapping.blank_headers.iter().filter(|column| layout.profile.is_mostly_filled(**column));
    all.extend(headless.filter(|column| layout.unread.contains(column)).map(|column| {
        format!(
            "column {} has no heading, so nobody knows what it says; only a search for products read it",
            column + 1
        )
    }));
    if layout.has_periods {
        all.push(
            "no column has the day of a line, so its month counts, by the financial year and the period; period 1 is April"
                .to_owned(),
        );
    }
    unread_money(layout, &mut all);
    if let AmountOf::Product { quantity, price } = layout.amount_of {
        all.push(format!(
            "no column has the amount of a line, so \"{}\" times \"{}\" counts as its amount. Check that the price is that of one piece",
            layout.called(quantity),
            layout.called(price)
        ));
    }
    for (field, column) in layout.mapping.fields.iter().filter(|(_, column)| column.recognised.is_guess()) {
        let by = if column.recognised == Recognised::Content { "what it holds" } else { "its likeness" };
        all.push(format!("column \"{}\" was taken for {} by {by}", column.header, field.as_str()));
    }
    for (field, _, header) in &layout.mapping.duplicates {
        // Two dates or amounts are different events and quantities: which one counts matters.
        if is_event(*field)
            && let Some(taken) = layout.mapping.fields.get(field)
        {
            all.push(format!(
                "column \"{header}\" could be the {} too; \"{}\" was taken",
                field.as_str(),
                taken.header
            ));
        }
    }
    all
}

/// Whether it matters which of several columns counts.
const fn is_event(field: Field) -> bool {
    matches!(field, Field::Date | Field::Amount | Field::Status | Field::Sign | Field::Currency)
}

/// Columns of money that nobody reads.
fn unread_money(layout: &Layout, all: &mut Vec<String>) {
    let mapping = &layout.mapping;
    let field = if layout.kind.family() == SourceKind::Ledger { Field::Amount } else { Field::Cost }.as_str();
    if layout.has_amount() {
        let is_money = |index: usize, header: &str| match layout.profile.content(index) {
            Content::Money { .. } => true,
            Content::Digits => header.contains('£'),
            _ => false,
        };
        let unmapped = mapping.unmapped.iter().filter(|(index, _)| mapping.unknown.contains(index));
        let unmapped = unmapped.map(|(index, header)| (*index, header));
        // Further columns of money are told as such.
        let others = mapping.duplicates.iter().filter(|(field, ..)| !is_event(*field));
        let others = others.map(|(_, index, header)| (*index, header));
        let unread = unmapped.chain(others).filter(|(index, header)| is_money(*index, header));
        let taken: Vec<String> =
            layout.amount_of.columns().map(|column| format!("\"{}\"", layout.called(column))).collect();
        all.extend(unread.map(|(index, header)| {
            format!(
                "column \"{header}\" holds money and was not read; {} was taken as the amount. If that is the wrong one, name the right one with --map \"{field}={}\"",
                taken.join(" and "),
                layout.name_in_settings(index)
            )
        }));
        return;
    }
    let is_money = |index: usize| matches!(layout.profile.content(index), Content::Money { .. });
    let unmapped = mapping.unmapped.iter().map(|(index, header)| (*index, header));
    let columns = unmapped.chain(mapping.duplicates.iter().map(|(_, index, header)| (*index, header)));
    all.extend(columns.filter(|(index, _)| is_money(*index)).map(|(index, header)| {
        format!(
            "column \"{header}\" holds money and was not read, so all lines count without an amount. If it says what they cost, name it with --map \"{field}={}\"",
            layout.name_in_settings(index)
        )
    }));
}

fn rows(table: &Seen<'_>, all: &mut Vec<String>) {
    let Seen { screened, rejects, .. } = table;
    all.extend(screened.amount_remarks(table.layout));
    for (column, noted) in &screened.blank_cells {
        let column = table.layout.called(*column);
        all.push(times(
            noted,
            &format!("line has a blank cell in the column \"{column}\", which nearly every other line has filled. Check whether its cells have moved"),
            &format!("lines have a blank cell in the column \"{column}\", which nearly every other line has filled. Check whether their cells have moved"),
        ));
    }
    let mut note = |noted: &Noted, one: &str, many: &str| {
        if noted.rows > 0 {
            all.push(times(noted, one, many));
        }
    };
    note(
        &screened.unreadable_amounts,
        "line has an amount that cannot be read",
        "lines have amounts that cannot be read",
    );
    note(
        &screened.rounded_amounts,
        "amount has parts of a penny and was rounded",
        "amounts have parts of a penny and were rounded",
    );
    note(
        &screened.repaired_quotes,
        "row has a quotation mark that would have swallowed the lines after it; it was read as a plain character",
        "rows have quotation marks that would have swallowed the lines after them; they were read as plain characters",
    );
    for (moved, noted) in &screened.moved {
        let (one, many) = match moved {
            Moved::SeparatorInCell => (
                "row has a separator inside a cell; we put its cells back where they fit",
                "rows have separators inside cells; we put their cells back where they fit",
            ),
            Moved::MissingBlank => (
                "row has too few cells; we put blank cells where the others fit",
                "rows have too few cells; we put blank cells where the others fit",
            ),
            Moved::Exchanged => (
                "row has its amount where a number belongs; we put both back where they fit",
                "rows have their amounts where a number belongs; we put both back where they fit",
            ),
            Moved::OneCell => (
                "row has all its cells in one; we split it where every part fits its column",
                "rows have all their cells in one; we split them where every part fits its column",
            ),
            Moved::Shifted => (
                "row has cells that were pushed aside; we put them back where they fit",
                "rows have cells that were pushed aside; we put them back where they fit",
            ),
        };
        note(noted, one, many);
    }
    note(
        &screened.notes_beside,
        "line has something beside it, in a column without a heading. Check that it is only a note",
        "lines have something beside them, in columns without a heading. Check that it is only notes",
    );
    note(
        &screened.as_above,
        "line says \"as above\" or the like instead of what it is about",
        "lines say \"as above\" or the like instead of what they are about",
    );
    note(
        &screened.short_rows,
        "row has fewer cells than the header",
        "rows have fewer cells than the header",
    );
    note(
        &Noted::of(rejects.iter().map(|reject| reject.row)),
        "row could not be read and is in rejects.csv",
        "rows could not be read and are in rejects.csv",
    );
    for (skip, noted) in screened
        .skipped_first
        .iter()
        .filter(|(skip, _)| matches!(skip, Skip::Total | Skip::Pivot | Skip::Note))
    {
        note(noted, &format!("{} was skipped", skip.as_str()), &format!("{} were skipped", skip.several()));
    }
    totals(table.stated, all);
}

/// What the totals that a table states say of its lines.
fn totals(stated: &[StatedTotal], all: &mut Vec<String>) {
    let differing: Vec<&StatedTotal> = stated.iter().filter(|total| !total.agrees()).collect();
    if !stated.is_empty() && differing.is_empty() {
        let all_of_them = plural(stated.len() as u64, "total", "totals");
        all.push(format!("it states {all_of_them}, and the lines above add up to what it states"));
    }
    for total in differing.iter().take(TOTALS_NAMED) {
        let (states, lines) = (i128::from(total.stated), total.lines);
        all.push(format!(
            "row {} states a total of {}, and the lines above it add up to {}: a difference of {}",
            total.row,
            format_pounds_grouped(states),
            format_pounds_grouped(lines),
            format_pounds_grouped(states - lines)
        ));
    }
    if let Some(more) = differing.len().checked_sub(TOTALS_NAMED).filter(|more| *more > 0) {
        all.push(format!("{more} further totals differ from what their lines add up to"));
    }
}

fn numbers(layout: &Layout, all: &mut Vec<String>) {
    match layout.numbers {
        NumberStyle::Point => {}
        NumberStyle::Comma => {
            all.push("its amounts have a decimal comma, as in 1.245,00; we read all of them so".to_owned())
        }
        NumberStyle::Indian => {
            all.push(
                "its amounts have Indian grouping, as in 1,24,500.00; we read all of them so".to_owned(),
            );
        }
    }
    if let Some((one, other)) = &layout.numbers_unclear {
        all.push(format!(
            "its amounts are written in two ways, such as \"{one}\" and \"{other}\"; we read the point as the decimal sign. Check the amounts by hand"
        ));
    }
}

/// What the order of day and month in a table leaves in doubt.
fn orders(order: &DayOrder, all: &mut Vec<String>) {
    if order.evidence.is_mixed() && order.heading.is_none() {
        all.push(order.sentence());
    }
    if order.may_be_year_first() {
        all.push(format!(
            "{} lines would be dated after the day as of which they are judged, but not if the year stands first in their dates (18/12/19 as 19 December 2018). A verdict that depends on it is for review: write in the heading how the dates are written, such as \"Date (yy/mm/dd)\", and audit the file again",
            order.later
        ));
    }
    if order.orders.doubts.exchanged {
        all.push(
            "every real date in it has a day up to 12 and every date kept as text has a later one: it was probably opened with American settings, which exchange day and month. Get the file again, saved with British settings, before you rely on its dates"
                .to_owned(),
        );
    }
}

fn days(dates: &DateReport, as_of: Date, all: &mut Vec<String>) {
    let mut note = |noted: &Noted, one: &str, many: &str| {
        if noted.rows > 0 {
            all.push(times(noted, one, many));
        }
    };
    note(&dates.blank, "line has no date", "lines have no date");
    note(&dates.unreadable, "line has a date that cannot be read", "lines have dates that cannot be read");
    note(&dates.impossible, "line has a date that does not exist", "lines have dates that do not exist");
    if let Some(last) = dates.last.filter(|last| *last > as_of) {
        all.push(format!("it has dates up to {last}, after the day as of which it is judged"));
    }
    // A few old invoices leave gaps in any monthly file; a gap in a table that covers its months is lost data.
    let gaps = dates.empty_months.len();
    if dates.months.len() >= LONG_ENOUGH && gaps * 3 <= dates.months.len() {
        match dates.empty_months.as_slice() {
            [] => {}
            [one] => all.push(format!("no line is dated in {one}")),
            [first, .., last] => {
                all.push(format!("no line is dated in {gaps} months between {first} and {last}"))
            }
        }
    }
}

fn times(noted: &Noted, one: &str, many: &str) -> String {
    let rows = match noted.rows {
        1 => format!("1 {one}"),
        rows => format!("{rows} {many}"),
    };
    match noted.place() {
        Some(place) => format!("{rows} ({place})"),
        // Of a table in parts no row has a number.
        None => rows,
    }
}
