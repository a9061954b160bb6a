//! The first sheet: the verdict in words and figures, by organisation and class, and when it happened.

use std::collections::BTreeMap;

use faxban_core::Outcome;
use rust_xlsxwriter::{ChartFont, ColNum, Format, Formula, RowNum, Worksheet, XlsxError, utility};

use super::chart::{self, Figures};
use super::style::Styles;
use super::{Book, sheet};
use crate::report::Report;
use crate::report::figures::plural;
use crate::report::headlines::{Topic, headlines};
use crate::report::tables::{Group, Row, gravest_first};
use crate::report::{FINDING_OUTCOMES, digest};
use crate::screen::Month;

const SHEET: &str = "Summary";
/// Column of the amounts, after the outcomes.
const PAID: ColNum = 7;
/// Characters across the columns.
const ACROSS: usize = 116;
/// Characters of a table's first column.
const NAME: u16 = 44;
/// More months than this are shown as years.
const MONTHS: usize = 36;
/// More years than this are shown without the empty ones.
const YEARS: usize = 60;
/// Rows that the chart covers.
const CHART_ROWS: RowNum = 16;

/// Writes the sheet.
pub fn write(book: &mut Book, report: &Report) -> Result<(), XlsxError> {
    let Book { workbook, styles, running_head } = book;
    let sheet = sheet::add(workbook, running_head, SHEET)?;
    sheet.set_portrait().set_column_width(0, NAME)?;
    for column in 1..PAID {
        sheet.set_column_width(column, 11)?;
    }
    sheet.set_column_width(PAID, 18)?;
    let mut row = head(sheet, styles, report)?;
    row = table(sheet, styles, row, "By organisation", &gravest_first(&report.tables.organisations))?;
    row = table(sheet, styles, row, "By class", &gravest_first(&digest::named_classes(report)))?;
    when(sheet, styles, row, report)
}

fn head(sheet: &mut Worksheet, styles: &Styles, report: &Report) -> Result<RowNum, XlsxError> {
    let pack = &report.pack;
    sheet::text(sheet, 0, 0, &pack.title, &styles.title)?;
    sheet.set_row_height(0, 24)?;
    let mut row = 1;
    let mut put = |sheet: &mut Worksheet, words: &str, format: &Format| {
        row += 1;
        sheet::paragraph(sheet, row - 1, (PAID, ACROSS), words, format)
    };
    let judged = format!(
        "Judged as of {} by the rules \"{}\", version {} (SHA-256 {}…), with faxban {}.",
        report.as_of.strftime("%-d %B %Y"),
        pack.id,
        pack.version,
        report.pack_hash.chars().take(12).collect::<String>(),
        env!("CARGO_PKG_VERSION"),
    );
    put(sheet, &judged, &styles.remark)?;
    for difference in report.reconciled.differences() {
        let alarm = format!("The totals do not reconcile, do not rely on this report: {difference}");
        put(sheet, &alarm, &styles.alarm)?;
    }
    let counts = digest::counts(report).join(", ");
    put(sheet, &format!("{counts}."), &styles.section)?;
    for headline in headlines(report) {
        let format = if headline.grave { &styles.strong } else { &styles.text };
        row += 1;
        sheet::paragraph(sheet, row - 1, (PAID - 1, ACROSS - 18), &headline.text, format)?;
        sheet::link(sheet, row - 1, PAID, leads_to(report, headline.topic), &styles.link)?;
    }
    let mut put = |sheet: &mut Worksheet, words: &str, format: &Format| {
        row += 1;
        sheet::paragraph(sheet, row - 1, (PAID, ACROSS), words, format)
    };
    let audited = digest::audited(report).join("; ");
    put(sheet, &format!("{audited}; in {}.", digest::extent(report)), &styles.text)?;
    if let Some(sentence) = digest::reconciled(report) {
        put(sheet, &format!("Reconciled: {sentence}."), &styles.text)?;
    }
    if let Some((sentence, blind)) = digest::not_assessed(report) {
        let blind = match blind.len() {
            0 => String::new(),
            tables => format!(
                " {} no column that says so; the sheet Sources names them.",
                plural(tables as u64, "table has", "tables have")
            ),
        };
        put(sheet, &format!("Could not be assessed: {sentence}.{blind}"), &styles.text)?;
    }
    if !report.problems.is_empty() {
        let files = plural(report.problems.len() as u64, "file or sheet", "files or sheets");
        put(
            sheet,
            &format!("{files} could not be read or audited; the sheet Method names them."),
            &styles.strong,
        )?;
    }
    for limitation in report.pack.limitations.iter().take(1) {
        put(sheet, limitation, &styles.strong)?;
    }
    Ok(row + 1)
}

/// The sheet that says more; one without rows is not there.
fn leads_to(report: &Report, topic: Topic) -> &'static str {
    match topic {
        Topic::Declared => super::DECLARED,
        Topic::Exemptions => super::EXEMPTIONS,
        Topic::Changes if report.comparison.as_ref().is_some_and(|changed| !changed.rows.is_empty()) => {
            super::CHANGES
        }
        Topic::Crosscheck => super::CROSSCHECK,
        Topic::Changes | Topic::Decisions => "Findings",
    }
}

/// A table of outcomes side by side, with a row of totals; gives the row after it.
fn table(
    sheet: &mut Worksheet,
    styles: &Styles,
    at: RowNum,
    title: &str,
    rows: &[Row],
) -> Result<RowNum, XlsxError> {
    if rows.is_empty() {
        return Ok(at);
    }
    heads(sheet, styles, at, title, "paid (net)")?;
    let mut row = at;
    for item in rows {
        row += 1;
        sheet::text(sheet, row, 0, &item.key, &styles.name)?;
        sheet::high(sheet, row, sheet::lines(&item.key, NAME.into()))?;
        for (column, outcome) in (1..).zip(FINDING_OUTCOMES) {
            sheet::count(sheet, row, column, lines(item, outcome), &styles.count)?;
        }
        sheet::pence(sheet, row, PAID, item.pence, &styles.pounds)?;
    }
    let (first, last) = (at + 1, row);
    row += 1;
    sheet::text(sheet, row, 0, "all", &styles.text_total)?;
    for (column, outcome) in (1..).zip(FINDING_OUTCOMES) {
        let total: u64 = rows.iter().map(|item| lines(item, outcome)).sum();
        sum(sheet, (first, last), row, column, total.to_string(), &styles.count_total)?;
    }
    let paid = faxban_core::money::format_pounds(rows.iter().map(|item| item.pence).sum());
    sum(sheet, (first, last), row, PAID, paid, &styles.pounds_total)?;
    Ok(row + 2)
}

fn heads(
    sheet: &mut Worksheet,
    styles: &Styles,
    row: RowNum,
    title: &str,
    last: &str,
) -> Result<(), XlsxError> {
    sheet::text(sheet, row, 0, title, &styles.head)?;
    for (column, outcome) in (1..).zip(FINDING_OUTCOMES) {
        sheet::text(sheet, row, column, outcome.as_str(), &styles.head_right)?;
    }
    sheet::text(sheet, row, PAID, last, &styles.head_right)
}

fn sum(
    sheet: &mut Worksheet,
    (first, last): (RowNum, RowNum),
    row: RowNum,
    column: ColNum,
    result: String,
    format: &Format,
) -> Result<(), XlsxError> {
    let range = utility::cell_range(first, column, last, column);
    let formula = Formula::new(format!("=SUM({range})")).set_result(result);
    sheet.write_formula_with_format(row, column, formula, format).map(|_| ())
}

fn lines(row: &Row, outcome: Outcome) -> u64 {
    row.lines.get(&outcome).copied().unwrap_or(0)
}

/// The chart and, below it, its figures.
fn when(sheet: &mut Worksheet, styles: &Styles, at: RowNum, report: &Report) -> Result<(), XlsxError> {
    let (unit, periods) = periods(&report.tables.months);
    if periods.is_empty() {
        return Ok(());
    }
    let title = format!("Findings by {unit} of the line's date");
    let first = at + CHART_ROWS + 2;
    table(sheet, styles, first - 1, &format!("By {unit}"), &periods)?;
    let last = first + RowNum::try_from(periods.len() - 1).unwrap_or(0);
    let note = "The date of a ledger line is that of its order, invoice or payment; that of an asset is the day of \
                acquisition, not of the breach. \"paid (net)\" is what ledger lines come to after refunds; what a \
                register states as cost is left out.";
    sheet::paragraph(sheet, last + 3, (PAID, ACROSS), note, &styles.remark)?;
    let figures = Figures { sheet: SHEET, outcomes: &FINDING_OUTCOMES, column: 1, rows: (first, last) };
    let mut chart = chart::stacked(&title, figures, "below", (855, CHART_ROWS * 20));
    chart.y_axis().set_name("findings").set_name_font(ChartFont::new().set_size(9).unset_bold());
    sheet.insert_chart(at, 0, &chart).map(|_| ())
}

/// Every month from the first to the last, or every year when they are many; undated lines at the end.
fn periods(months: &[Group]) -> (&'static str, Vec<Row>) {
    let mut by_month: BTreeMap<Month, Row> = BTreeMap::new();
    let mut undated = Row { key: "no date".to_owned(), ..Row::default() };
    for group in months {
        let row = match month(&group.key) {
            Some(month) => by_month.entry(month).or_default(),
            None => &mut undated,
        };
        *row.lines.entry(group.outcome).or_default() += group.lines;
        row.pence += i128::from(group.pence);
    }
    let undated = Some(undated).filter(|row| !row.lines.is_empty());
    let (Some((first, _)), Some((last, _))) = (by_month.first_key_value(), by_month.last_key_value()) else {
        return ("month", undated.into_iter().collect());
    };
    let (first, last) = (*first, *last);
    let all: Vec<Month> = std::iter::successors(Some(first), |month| Some(month.next()))
        .take_while(|month| *month <= last)
        .collect();
    let mut rows: Vec<Row> = Vec::new();
    let by_year = all.len() > MONTHS;
    for month in all {
        let key = if by_year { month.year.to_string() } else { month.to_string() };
        if rows.last().is_none_or(|row| row.key != key) {
            rows.push(Row { key, ..Row::default() });
        }
        if let (Some(row), Some(found)) = (rows.last_mut(), by_month.get(&month)) {
            for (outcome, lines) in &found.lines {
                *row.lines.entry(*outcome).or_default() += lines;
            }
            row.pence += found.pence;
        }
    }
    // A stray date centuries away is a fault of that line; the years between say nothing.
    if rows.len() > YEARS {
        rows.retain(|row| !row.lines.is_empty());
    }
    rows.extend(undated);
    (if by_year { "year" } else { "month" }, rows)
}

fn month(key: &str) -> Option<Month> {
    let (year, month) = key.rsplit_once('-')?;
    Some(Month { year: year.parse().ok()?, month: month.parse().ok()? })
}
