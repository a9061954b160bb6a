//! The proof that nothing went missing, as formulas that anyone can follow: the sum over the outcomes of a
//! table against what was counted while reading it.

use faxban_core::Outcome;
use faxban_core::money::format_pounds;
use rust_xlsxwriter::{
    ColNum, ConditionalFormatCell, ConditionalFormatCellRule, Format, Formula, RowNum, Worksheet, XlsxError,
    utility,
};

use super::style::Styles;
use super::{Book, sheet};
use crate::report::Report;
use crate::tally::Tally;

const NAMES: [(&str, u16); 8] = [
    ("source", 52),
    ("sheet", 18),
    ("outcome", 22),
    ("lines", 12),
    ("debit", 22),
    ("credit", 22),
    ("net", 22),
    ("check", 11),
];
const OUTCOME: ColNum = 2;
const LINES: ColNum = 3;
const CHECK: ColNum = 7;
const HEAD: RowNum = 4;

/// What a check says.
const AGREES: &str = "agrees";
const DIFFERS: &str = "DIFFERS";
const TOTAL: &str = "sum of the outcomes";
const CONTROL: &str = "counted while reading";

/// Writes the sheet.
pub fn write(book: &mut Book, report: &Report) -> Result<(), XlsxError> {
    let Book { workbook, styles, running_head } = book;
    let sheet = sheet::add(workbook, running_head, "Reconciliation")?;
    for (column, (name, width)) in (0..).zip(NAMES) {
        sheet.set_column_width(column, width)?;
        let format = match column {
            LINES..CHECK => &styles.head_right,
            CHECK => &styles.head_centre,
            _ => &styles.head,
        };
        sheet::text(sheet, HEAD, column, name, format)?;
    }
    sheet::text(sheet, 0, 0, "Reconciliation", &styles.title)?;
    let told = "Every line of a table has exactly one outcome. The lines and pounds of the outcomes are added up here \
                and compared with a second count, which is made while the file is read and before anything is \
                judged. Pounds of registers are stated cost.";
    sheet::paragraph(sheet, 1, (CHECK, 170), told, &styles.remark)?;
    sheet.set_freeze_panes(HEAD + 1, 0)?.set_repeat_rows(HEAD, HEAD)?;

    // All sources come first, but their formulas look at what stands below.
    let all: Vec<(Outcome, Tally)> = Outcome::ALL
        .iter()
        .map(|outcome| (*outcome, report.reconciled.outcome(*outcome)))
        .filter(|(_, tally)| tally.lines > 0)
        .collect();
    let first = HEAD + 1;
    let mut row = first + RowNum::try_from(all.len()).unwrap_or(0) + 3;
    let below = row;
    for (source, account) in report.sources.iter().zip(report.reconciled.accounts()) {
        let place = (source.name.as_str(), source.sheet.as_str());
        let start = row;
        for outcome in Outcome::ALL {
            if let Some(tally) = account.outcomes.get(outcome).filter(|tally| tally.lines > 0) {
                named(sheet, styles, row, place, outcome.as_str())?;
                for (column, digits) in (LINES..).zip(figures(tally)) {
                    sheet::digits(sheet, row, column, &digits, form(styles, column))?;
                }
                row += 1;
            }
        }
        row = proof(sheet, styles, (start, row), place, &account.total(), &account.control)?;
    }
    for (at, (outcome, tally)) in (first..).zip(&all) {
        named(sheet, styles, at, ("(all sources)", ""), outcome.as_str())?;
        for (column, result) in (LINES..).zip(figures(tally)) {
            let range = |column| utility::cell_range_absolute(below, column, row, column);
            let formula = format!(
                "=SUMIF({},{},{})",
                range(OUTCOME),
                utility::row_col_to_cell(at, OUTCOME),
                range(column)
            );
            let formula = Formula::new(formula).set_result(result);
            sheet.write_formula_with_format(at, column, formula, form(styles, column))?;
        }
    }
    let total: Tally = all.iter().map(|(_, tally)| tally).sum();
    let control = report.reconciled.control();
    let at = first + RowNum::try_from(all.len()).unwrap_or(0);
    proof(sheet, styles, (first, at), ("(all sources)", ""), &total, &control)?;
    verdict(sheet, styles, report, (first, row))
}

/// The rows of a source's sum and of its second count, with the check; gives the row after a gap.
fn proof(
    sheet: &mut Worksheet,
    styles: &Styles,
    (start, row): (RowNum, RowNum),
    place: (&str, &str),
    total: &Tally,
    control: &Tally,
) -> Result<RowNum, XlsxError> {
    for (column, words) in (0..).zip([place.0, place.1, TOTAL]) {
        sheet::text(sheet, row, column, words, &styles.text_total)?;
    }
    for (column, result) in (LINES..).zip(figures(total)) {
        let format = if column == LINES { &styles.count_total } else { &styles.pounds_total };
        let range = utility::cell_range(start, column, row.max(start + 1) - 1, column);
        // A table without any line has nothing to add up.
        let formula = if row > start { format!("=SUM({range})") } else { "=0".to_owned() };
        sheet.write_formula_with_format(row, column, Formula::new(formula).set_result(result), format)?;
    }
    named(sheet, styles, row + 1, place, CONTROL)?;
    for (column, digits) in (LINES..).zip(figures(control)) {
        sheet::digits(sheet, row + 1, column, &digits, form(styles, column))?;
    }
    let same = (LINES..LINES + 3).map(|column| {
        let [told, read] = [row, row + 1].map(|row| utility::row_col_to_cell(row, column));
        // Sums of pounds carry dust far below a penny.
        format!("ROUND({told}-{read},2)=0")
    });
    let formula = format!("=IF(AND({}),\"{AGREES}\",\"{DIFFERS}\")", same.collect::<Vec<_>>().join(","));
    let result = if total == control { AGREES } else { DIFFERS };
    sheet.write_formula_with_format(
        row + 1,
        CHECK,
        Formula::new(formula).set_result(result),
        &styles.check,
    )?;
    Ok(row + 3)
}

/// The check of all checks, and how checks look.
fn verdict(
    sheet: &mut Worksheet,
    styles: &Styles,
    report: &Report,
    (first, last): (RowNum, RowNum),
) -> Result<(), XlsxError> {
    let checks = utility::cell_range(first, CHECK, last, CHECK);
    let formula = format!("=IF(COUNTIF({checks},\"{DIFFERS}\")=0,\"{AGREES}\",\"{DIFFERS}\")");
    let result = if report.reconciled.is_balanced() { AGREES } else { DIFFERS };
    sheet::text(sheet, 2, 0, "All tables, every line and every penny:", &styles.strong)?;
    sheet.write_formula_with_format(2, 1, Formula::new(formula).set_result(result), &styles.check)?;
    for (row, column, last) in [(2, 1, 2), (first, CHECK, last)] {
        for (word, format) in [(AGREES, Styles::outcome(Outcome::Compliant)), (DIFFERS, styles.alarm.clone())]
        {
            let rule = ConditionalFormatCell::new()
                .set_rule(ConditionalFormatCellRule::EqualTo(word))
                .set_format(format.unset_text_wrap());
            sheet.add_conditional_format(row, column, last, column, &rule)?;
        }
    }
    Ok(())
}

fn named(
    sheet: &mut Worksheet,
    styles: &Styles,
    row: RowNum,
    (source, name): (&str, &str),
    outcome: &str,
) -> Result<(), XlsxError> {
    for (column, words) in (0..).zip([source, name, outcome]) {
        sheet::text(sheet, row, column, words, &styles.name)?;
    }
    Ok(())
}

fn form(styles: &Styles, column: ColNum) -> &Format {
    if column == LINES { &styles.count } else { &styles.pounds }
}

/// Lines, debit, credit and net.
fn figures(tally: &Tally) -> [String; 4] {
    let [debit, credit, net] = [tally.debit, tally.credit, tally.net()].map(format_pounds);
    [tally.lines.to_string(), debit, credit, net]
}
