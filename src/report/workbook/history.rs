//! `history.xlsx`: the counts of many reports, with a chart and lines of bars that Excel draws itself.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use faxban_core::Outcome;
use rust_xlsxwriter::{
    Chart, ColNum, DocProperties, ExcelDateTime, RowNum, Sparkline, SparklineType, Workbook, Worksheet,
    XlsxError,
};

use super::chart::{self, Figures};
use super::list::{self, Shape};
use super::style::Styles;
use super::{Book, guarded, sheet};
use crate::history::{Counts, Entry, History, told};
use crate::report::columns::{Cell, Form, Heading};

const REPORTS: &str = "Reports";
/// Columns of the sheet of reports before its counts.
const BEFORE: ColNum = 4;
/// The last of its columns.
const LAST: ColNum = 6;
/// Characters across them.
const ACROSS: usize = 100;
/// Rows that the chart covers.
const CHART_ROWS: RowNum = 17;
const OUTCOMES: [Outcome; 3] = [Outcome::Breach, Outcome::Review, Outcome::Indicator];

/// Writes the workbook.
///
/// # Errors
/// When the disk or the writer refuses.
pub fn write(history: &History, out: impl Write + Send) -> io::Result<()> {
    guarded("history.xlsx", || write_sheets(history, out))
}

fn write_sheets(history: &History, out: impl Write + Send) -> Result<(), XlsxError> {
    let last = history.reports.last().and_then(|entry| entry.as_of.parse().ok()).and_then(super::day);
    let created = match last {
        Some(day) => day,
        None => ExcelDateTime::from_ymd(1900, 1, 1)?,
    };
    let running_head = "History of reports".to_owned();
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&running_head)
            .set_author(format!("faxban {}", env!("CARGO_PKG_VERSION")))
            .set_creation_datetime(&created),
    );
    let mut book = Book { workbook, styles: Styles::default(), running_head };
    reports(&mut book, history)?;
    trends(&mut book, ("Organisations", "organisation"), &history.reports, |entry| &entry.organisations)?;
    trends(&mut book, ("Classes", "class"), &history.reports, |entry| &entry.classes)?;
    counts(&mut book, history)?;
    published(&mut book, history)?;
    book.workbook.save_to_writer(out)
}

fn reports(book: &mut Book, history: &History) -> Result<(), XlsxError> {
    let Book { workbook, styles, running_head } = book;
    let sheet = sheet::add(workbook, running_head, REPORTS)?;
    for (column, width) in (0..).zip([13, 24, 18, 15, 11, 11, 11]) {
        sheet.set_column_width(column, width)?;
    }
    sheet::text(sheet, 0, 0, "History of reports", &styles.title)?;
    sheet.set_row_height(0, 24)?;
    let mut row = 1;
    let mut put = |sheet: &mut Worksheet, words: &str, format| {
        row += 1;
        sheet::paragraph(sheet, row - 1, (LAST, ACROSS), words, format)
    };
    let caution = "Fewer findings are not fewer machines where fewer lines were audited. No finding is not \"fax free\".";
    put(sheet, caution, &styles.strong)?;
    let packs: BTreeSet<&str> = history.reports.iter().map(|entry| entry.pack_sha256.as_str()).collect();
    if packs.len() > 1 {
        let sets = format!(
            "The reports were made by {} different sets of rules: counts across them do not compare like with like.",
            packs.len()
        );
        put(sheet, &sets, &styles.strong)?;
    }
    if !history.months_without_report.is_empty() {
        let gaps = format!("No report for {}.", history.months_without_report.join(", "));
        put(sheet, &gaps, &styles.text)?;
    }
    let at = row + 1;
    let heads = ["as of", "folder", "rules", "lines audited", "breach", "review", "indicator"];
    for (column, head) in (0..).zip(heads) {
        let format = if column < 3 { &styles.head } else { &styles.head_right };
        sheet::text(sheet, at, column, head, format)?;
    }
    let mut row = at;
    for entry in &history.reports {
        row += 1;
        for (column, text) in (0..).zip([&entry.as_of, &entry.folder, &entry.pack]) {
            sheet::text(sheet, row, column, text, &styles.name)?;
        }
        let Counts { breach, review, indicator } = entry.all;
        for (column, number) in (3..).zip([entry.lines_audited, breach, review, indicator]) {
            sheet::count(sheet, row, column, number, &styles.count)?;
        }
    }
    let chart = chart((at + 1, row));
    sheet.insert_chart(row + 2, 0, &chart).map(|_| ())
}

fn chart(rows: (RowNum, RowNum)) -> Chart {
    let figures = Figures { sheet: REPORTS, outcomes: &OUTCOMES, column: BEFORE, rows };
    chart::stacked("Findings in each report", figures, "above", (780, CHART_ROWS * 20))
}

/// Breaches of every group in every report, with a line of bars.
fn trends(
    book: &mut Book,
    (name, head): (&str, &str),
    reports: &[Entry],
    groups: fn(&Entry) -> &BTreeMap<String, Counts>,
) -> Result<(), XlsxError> {
    let Book { workbook, styles, running_head } = book;
    let sheet = sheet::add(workbook, running_head, name)?;
    sheet.set_column_width(0, 44)?.set_column_width(1, 24)?;
    sheet.set_freeze_panes(1, 2)?.set_repeat_rows(0, 0)?;
    sheet::text(sheet, 0, 0, head, &styles.head)?;
    sheet::text(sheet, 0, 1, "breaches, report by report", &styles.head)?;
    for (column, entry) in (2..).zip(reports) {
        sheet.set_column_width(column, 12)?;
        sheet::text(sheet, 0, column, &entry.as_of, &styles.head_right)?;
    }
    let names: BTreeSet<&String> = reports.iter().flat_map(|entry| groups(entry).keys()).collect();
    let last = ColNum::try_from(reports.len() + 1).unwrap_or(ColNum::MAX);
    let mut row = 0;
    for group in names {
        row += 1;
        sheet::text(sheet, row, 0, group, &styles.name)?;
        sheet::high(sheet, row, sheet::lines(group, 44))?;
        for (column, entry) in (2..).zip(reports) {
            if let Some(counts) = groups(entry).get(group) {
                sheet::digits(sheet, row, column, &counts.breach.to_string(), &styles.number)?;
            }
        }
        let most = reports.iter().filter_map(|entry| groups(entry).get(group)).map(|of| of.breach).max();
        // Room above the highest bar parts it from the row above.
        let top = most.map_or(1, |most| most.saturating_add(most.div_ceil(4).max(1)));
        let bars = Sparkline::new()
            .set_range((name, row, 2, row, last))
            .set_type(SparklineType::Column)
            .set_custom_min(0)
            .set_custom_max(u32::try_from(top).unwrap_or(u32::MAX))
            .set_sparkline_color(Styles::fill(Outcome::Breach));
        sheet.add_sparkline(row, 1, &bars)?;
    }
    sheet.autofilter(0, 0, row, last).map(|_| ())
}

/// The same cells as `history.csv`.
fn counts(book: &mut Book, history: &History) -> Result<(), XlsxError> {
    let mut csv = Vec::new();
    let told = told::csv(history, &mut csv).and_then(|()| {
        csv::Reader::from_reader(csv.as_slice()).into_deserialize().collect::<Result<Vec<[String; 10]>, _>>()
    });
    let rows = told.map_err(|error| XlsxError::IoError(io::Error::other(error)))?;
    let heading = |name, form, width, meaning| Heading { name, form, width, meaning };
    let headings = vec![
        heading("as_of", Form::Day, 12, "The day as of which the report judges."),
        heading("folder", Form::Text, 20, "The report's folder."),
        heading("pack", Form::Text, 14, "The rules and their version."),
        heading(
            "pack_sha256",
            Form::Text,
            62,
            "SHA-256 over the rules: counts by other rules do not compare.",
        ),
        heading("organisation", Form::Text, 44, "The organisation as the report names it."),
        heading("class", Form::Text, 18, "Class of the product; blank where nothing was found."),
        heading("breach", Form::Count, 10, "Breaches."),
        heading("review", Form::Count, 10, "Lines for review."),
        heading("indicator", Form::Count, 10, "Indicators."),
        heading("lines", Form::Count, 12, "Lines in the tables of the organisation, of all classes."),
    ];
    let shape = Shape { name: "Counts", headings, answers: false, frozen: 0, pages_wide: 1 };
    let cells = |row: &[String; 10]| -> Vec<Cell<'static>> {
        let cell = |(heading, text): (&Heading, &String)| match heading.form {
            Form::Day => text.parse().map_or_else(|_| text.clone().into(), Cell::Day),
            Form::Count => text.parse().map_or(Cell::Blank, Cell::Count),
            Form::Text | Form::Money => text.clone().into(),
        };
        shape.headings.iter().zip(row).map(cell).collect()
    };
    list::write(book, &shape, rows.iter().map(|row| Ok(cells(row))), list::ROWS)
}

fn published(book: &mut Book, history: &History) -> Result<(), XlsxError> {
    let Book { workbook, styles, running_head } = book;
    let sheet = sheet::add(workbook, running_head, "Published counts")?;
    for (column, width) in (0..).zip([14, 12, 10, 44, 52]) {
        sheet.set_column_width(column, width)?;
    }
    for (column, head) in (0..).zip(["when", "number", "of", "of what", "source"]) {
        let format = if matches!(column, 1 | 2) { &styles.head_right } else { &styles.head };
        sheet::text(sheet, 0, column, head, format)?;
    }
    let mut row = 0;
    for known in &history.context {
        row += 1;
        sheet::text(sheet, row, 0, &known.date, &styles.name)?;
        sheet::count(sheet, row, 1, known.number, &styles.count)?;
        if let Some(of) = known.of {
            sheet::count(sheet, row, 2, of, &styles.count)?;
        }
        sheet::text(sheet, row, 3, &known.what, &styles.name)?;
        sheet::text(sheet, row, 4, &known.source, &styles.name)?;
    }
    let note = "National figures as their sources give them. They count other things in other ways and are no measure of these reports.";
    sheet::paragraph(sheet, row + 2, (4, 130), note, &styles.remark)
}
