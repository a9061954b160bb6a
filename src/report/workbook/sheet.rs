//! What every sheet needs: cells by what they hold, and pages that print.

use std::borrow::Cow;

use faxban_core::money::format_pounds;
use rust_xlsxwriter::{ColNum, Format, RowNum, Url, Workbook, Worksheet, XlsxError};

use crate::report::columns::Cell;

/// Characters that a cell can hold, in units of UTF-16 as spreadsheets count.
const LONGEST: usize = 32_767;
/// Lines that the highest row can show.
const HIGHEST: usize = 27;
/// A4.
const PAPER: u8 = 9;

/// Text cut to what a cell can hold.
pub fn fitted(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    let fits = |sign: &char| {
        units += sign.len_utf16();
        units < LONGEST
    };
    Cow::Owned(text.chars().take_while(fits).chain(['…']).collect())
}

/// Writes text, whatever it looks like; without a format in that of its column, which costs the writer no search.
pub fn text<'f>(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    text: &str,
    format: impl Into<Option<&'f Format>>,
) -> Result<(), XlsxError> {
    match format.into() {
        Some(format) => sheet.write_string_with_format(row, column, fitted(text), format).map(|_| ()),
        None => sheet.write_string(row, column, fitted(text)).map(|_| ()),
    }
}

/// Writes a number from its digits: what is shown is the nearest that a spreadsheet can hold, without arithmetic on
/// fractions of a penny.
pub fn digits<'f>(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    digits: &str,
    format: impl Into<Option<&'f Format>>,
) -> Result<(), XlsxError> {
    match (digits.parse::<f64>(), format.into()) {
        (Ok(number), Some(format)) => sheet.write_number_with_format(row, column, number, format).map(|_| ()),
        (Ok(number), None) => sheet.write_number(row, column, number).map(|_| ()),
        (Err(_), format) => text(sheet, row, column, digits, format),
    }
}

/// Writes a number of lines.
pub fn count<'f>(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    count: u64,
    format: impl Into<Option<&'f Format>>,
) -> Result<(), XlsxError> {
    digits(sheet, row, column, &count.to_string(), format)
}

/// Writes money.
pub fn pence<'f>(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    pence: i128,
    format: impl Into<Option<&'f Format>>,
) -> Result<(), XlsxError> {
    digits(sheet, row, column, &format_pounds(pence), format)
}

/// Writes a cell of a list in the format of its column.
pub fn cell(sheet: &mut Worksheet, row: RowNum, column: ColNum, cell: &Cell<'_>) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(words) => text(sheet, row, column, words, None),
        Cell::Count(number) => count(sheet, row, column, *number, None),
        Cell::Pence(amount) => pence(sheet, row, column, i128::from(*amount), None),
        Cell::Day(date) => match super::day(*date) {
            Some(day) => sheet.write_datetime(row, column, &day).map(|_| ()),
            None => text(sheet, row, column, &date.to_string(), None),
        },
        Cell::Blank => Ok(()),
    }
}

/// Lines that a text takes in a column so many characters wide, and a little more rather than less.
pub fn lines(words: &str, width: usize) -> usize {
    // A column's width counts digits, and letters are narrower by about an eighth.
    let fit = (width * 9 / 8).max(1);
    words.lines().map(|line| line.chars().count().div_ceil(fit).max(1)).sum::<usize>().max(1)
}

/// Makes a row high enough for so many lines. One line needs no help, and such a row still grows by itself.
pub fn high(sheet: &mut Worksheet, row: RowNum, lines: usize) -> Result<(), XlsxError> {
    if lines > 1 { sheet.set_row_height(row, height(lines)).map(|_| ()) } else { Ok(()) }
}

/// Height of a row with so many lines.
pub fn height(lines: usize) -> u32 {
    u32::try_from(lines.min(HIGHEST)).map_or(0, |lines| lines * 15 + 1)
}

/// Text over the columns from the first to the last, together so many characters wide.
pub fn paragraph(
    sheet: &mut Worksheet,
    row: RowNum,
    (last, width): (ColNum, usize),
    words: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    sheet.merge_range(row, 0, row, last, &fitted(words), format)?;
    high(sheet, row, lines(words, width))
}

/// A cell that leads to the head of another sheet.
pub fn link(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    target: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let url = Url::new(format!("internal:'{target}'!A1")).set_text(target);
    sheet.write_url_with_format(row, column, url, format).map(|_| ())
}

/// Sets a sheet up for paper: so many pages wide, with its name, the audit and page numbers around.
pub fn printed(sheet: &mut Worksheet, running_head: &str, pages_wide: u16) {
    sheet
        .set_paper_size(PAPER)
        .set_landscape()
        .set_print_fit_to_pages(pages_wide, 0)
        .set_margins(0.5, 0.5, 0.7, 0.7, 0.3, 0.3)
        .set_header(format!("&L&\"-,Bold\"&A&R{}", running_head.replace('&', "&&")))
        .set_footer(format!("&Lfaxban {}&RPage &P of &N", env!("CARGO_PKG_VERSION")));
}

/// A sheet for tables and paragraphs.
pub fn add<'w>(
    workbook: &'w mut Workbook,
    running_head: &str,
    name: &str,
) -> Result<&'w mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?.set_screen_gridlines(false);
    printed(sheet, running_head, 1);
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, fitted};

    #[test]
    fn what_does_not_fit_is_cut_with_a_sign_that_it_is() {
        let fits = "€".repeat(LONGEST);
        assert_eq!(fitted(&fits), fits);
        for sign in ["a", "€", "𝄞"] {
            let cut = fitted(&sign.repeat(LONGEST + 1)).into_owned();
            assert!(cut.ends_with('…'));
            let units = cut.encode_utf16().count();
            assert!((LONGEST - 1..=LONGEST).contains(&units), "{units}");
        }
    }
}
