//! Long lists: written row by row, with a head that stays in sight, a filter, and as many sheets as the rows
//! need.

use std::collections::BTreeMap;
use std::io;

use rust_xlsxwriter::{
    ColNum, ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, IgnoreError, Note, RowNum,
    Worksheet, XlsxError,
};

use super::style::Styles;
use super::{Book, sheet};
use crate::decisions::Word;
use crate::report::columns::{Cell, Form, Heading};

/// Rows that a sheet can hold, its head included.
pub const ROWS: RowNum = 1_048_576;

/// Rows that are as high as their text needs, since the writer keeps the height of each in memory; the rows after
/// them are as high as most of these.
const FITTED: RowNum = 5000;

/// Columns that people fill in.
const ANSWERS: [&str; 8] = [
    "cause",
    "management_response",
    "owner",
    "due_date",
    "decision",
    "decided_by",
    "decided_on",
    "decision_reason",
];

/// What a list looks like.
#[derive(Debug)]
pub struct Shape {
    /// Name of its sheet.
    pub name: &'static str,
    /// The heads of its columns.
    pub headings: Vec<Heading>,
    /// Whether people answer it.
    pub answers: bool,
    /// Columns that stay in sight.
    pub frozen: ColNum,
    /// Pages side by side on paper.
    pub pages_wide: u16,
}

impl Shape {
    /// Every column with its place.
    pub fn columns(&self) -> Vec<(ColNum, Heading)> {
        (0..).zip(self.headings.iter().copied()).collect()
    }
}

/// Writes a list to as many sheets as it needs when a sheet holds so many rows.
pub fn write<'a>(
    book: &mut Book,
    shape: &Shape,
    rows: impl Iterator<Item = io::Result<Vec<Cell<'a>>>>,
    limit: RowNum,
) -> Result<(), XlsxError> {
    let columns = shape.columns();
    let mut rows = rows.peekable();
    for number in 1_u32.. {
        let sheet = book.workbook.add_worksheet_with_constant_memory()?;
        match number {
            1 => sheet.set_name(shape.name)?,
            _ => sheet.set_name(format!("{} {number}", shape.name))?,
        };
        sheet::printed(sheet, &book.running_head, shape.pages_wide);
        head(sheet, &book.styles, shape, &columns)?;
        let mut last = 0;
        let mut heights: BTreeMap<usize, u32> = BTreeMap::new();
        while last + 1 < limit
            && let Some(cells) = rows.next().transpose()?
        {
            last += 1;
            let lines = columns.iter().zip(&cells).map(|((_, heading), cell)| match cell {
                Cell::Text(words) => sheet::lines(words, usize::from(heading.width)),
                _ => 1,
            });
            if last <= FITTED {
                let lines = lines.max().unwrap_or(1);
                *heights.entry(lines).or_default() += 1;
                sheet::high(sheet, last, lines)?;
            }
            for ((column, heading), cell) in columns.iter().zip(&cells) {
                put(sheet, last, *column, heading, cell)?;
            }
        }
        if let (true, Some((lines, _))) = (last > FITTED, heights.iter().max_by_key(|(_, rows)| **rows)) {
            sheet.set_default_row_height(sheet::height(*lines));
        }
        foot(sheet, shape, &columns, last)?;
        if rows.peek().is_none() {
            break;
        }
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    heading: &Heading,
    cell: &Cell<'_>,
) -> Result<(), XlsxError> {
    match (heading.name, cell) {
        ("outcome", Cell::Text(word)) => {
            let format = word.parse().ok().map(Styles::outcome);
            sheet::text(sheet, row, column, word, format.as_ref())
        }
        // Pieces are as the file writes them, and a number where that is one.
        ("quantity", Cell::Text(word)) if word.parse::<u32>().is_ok_and(|n| n.to_string() == **word) => {
            sheet::digits(sheet, row, column, word, None)
        }
        _ => sheet::cell(sheet, row, column, cell),
    }
}

fn head(
    sheet: &mut Worksheet,
    styles: &Styles,
    shape: &Shape,
    columns: &[(ColNum, Heading)],
) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, shape.frozen)?.set_repeat_rows(0, 0)?;
    if let Some(last) = shape.frozen.checked_sub(1) {
        sheet.set_repeat_columns(0, last)?;
    }
    sheet.set_row_height(0, 26)?;
    // Pages side by side belong together by the number of their rows where no column is repeated.
    sheet.set_print_headings(shape.pages_wide > 1 && shape.frozen == 0);
    for (column, heading) in columns {
        let format = Styles::column(heading.form);
        sheet.set_column_width(*column, heading.width)?.set_column_format(*column, &format)?;
        let head = match heading.form {
            Form::Text => &styles.head_words,
            Form::Day => &styles.head_centre,
            Form::Count | Form::Money => &styles.head_figures,
        };
        sheet::text(sheet, 0, *column, heading.name, head)?;
        let note = Note::new(heading.meaning).add_author_prefix(false).set_width(220).set_height(64);
        sheet.insert_note(0, *column, &note)?;
    }
    Ok(())
}

fn foot(
    sheet: &mut Worksheet,
    shape: &Shape,
    columns: &[(ColNum, Heading)],
    last: RowNum,
) -> Result<(), XlsxError> {
    let Some((end, _)) = columns.last() else { return Ok(()) };
    sheet.autofilter(0, 0, last, *end)?;
    if last == 0 {
        return Ok(());
    }
    // Order numbers and asset tags are text although they are digits.
    sheet.ignore_error_range(1, 0, last, *end, IgnoreError::NumberStoredAsText)?;
    // A rule over a whole range costs no room in the file, unlike a format in each blank cell.
    for (column, heading) in columns {
        let is_answer = shape.answers && ANSWERS.contains(&heading.name);
        let format = if is_answer { Styles::answer() } else { Styles::rule() };
        let everywhere = ConditionalFormatFormula::new().set_rule("=TRUE").set_format(format);
        sheet.add_conditional_format(1, *column, last, *column, &everywhere)?;
    }
    let decision = columns.iter().find(|(_, heading)| shape.answers && heading.name == "decision");
    if let Some((column, _)) = decision {
        let list = DataValidation::new()
            .allow_list_strings(&Word::ALL.map(Word::label))?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("Not a decision")?
            .set_error_message("Choose one of the list: confirmed, false alarm, remediated, accepted.")?;
        sheet.add_data_validation(1, *column, last, *column, &list)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Reader, Xlsx};
    use rust_xlsxwriter::Workbook;

    use super::*;

    #[test]
    fn rows_beyond_the_limit_of_a_sheet_go_to_further_sheets() {
        let mut book =
            Book { workbook: Workbook::new(), styles: Styles::default(), running_head: String::new() };
        let heading = Heading { name: "number", form: Form::Count, width: 10, meaning: "A number." };
        let shape =
            Shape { name: "Findings", headings: vec![heading], answers: true, frozen: 1, pages_wide: 1 };
        let rows = (1..=6).map(|number| Ok(vec![Cell::Count(number)]));
        write(&mut book, &shape, rows, 3).unwrap();
        let mut read = Xlsx::new(Cursor::new(book.workbook.save_to_buffer().unwrap())).unwrap();
        assert_eq!(read.sheet_names(), ["Findings", "Findings 2", "Findings 3"]);
        let mut numbers = Vec::new();
        for (name, sheet) in read.worksheets() {
            assert_eq!(sheet.height(), 3, "{name}");
            assert_eq!(sheet.get_value((0, 0)).unwrap().to_string(), "number", "{name}");
            numbers.extend(sheet.rows().skip(1).map(|row| row[0].to_string()));
        }
        assert_eq!(numbers, ["1", "2", "3", "4", "5", "6"]);
    }
}
