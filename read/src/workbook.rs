//! Workbooks: every sheet, row by row, as the text that a person sees in the cells.

use std::cell::Cell;
use std::fmt;
use std::io::{BufReader, Read, Seek};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, DataRef, ExcelDateTime, Ods, OdsError, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsb,
    XlsbError, Xlsx, XlsxError,
};

use crate::kind::WorkbookForm;
use crate::typed;

/// Why a workbook cannot be read, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookError {
    /// It asks for a password.
    #[error("the workbook is encrypted; open it with its password and save a copy without one")]
    Password,
    /// It is damaged or not what it says.
    #[error("the workbook is damaged or cut short ({0}); open it in Excel and save it anew")]
    Damaged(String),
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetInfo {
    /// Its name.
    pub name: String,
    /// Whether a person who opens the workbook does not see it.
    pub hidden: bool,
}

/// An open workbook.
pub struct Workbook<R> {
    file: Opened<R>,
}

enum Opened<R> {
    Xlsx(Box<Xlsx<BufReader<R>>>),
    Xlsb(Box<Xlsb<BufReader<R>>>),
    Xls(Box<Xls<BufReader<R>>>),
    Ods(Box<Ods<BufReader<R>>>),
}

impl<R> fmt::Debug for Workbook<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workbook").finish_non_exhaustive()
    }
}

/// What is called for every row: its number as a person counts, and its cells. It says whether to go on.
pub type EachRow<'a> = dyn FnMut(u64, &[String]) -> ControlFlow<()> + 'a;

impl<R: Read + Seek> Workbook<R> {
    /// Opens a workbook of a form.
    ///
    /// # Errors
    /// When it is encrypted or damaged.
    pub fn open(reader: R, form: WorkbookForm) -> Result<Self, WorkbookError> {
        let reader = BufReader::new(reader);
        guarded(|| {
            Ok(Self {
                file: match form {
                    WorkbookForm::Xlsx => Opened::Xlsx(Box::new(Xlsx::new(reader)?)),
                    WorkbookForm::Xlsb => Opened::Xlsb(Box::new(Xlsb::new(reader)?)),
                    WorkbookForm::Xls => Opened::Xls(Box::new(Xls::new(reader)?)),
                    WorkbookForm::Ods => Opened::Ods(Box::new(Ods::new(reader)?)),
                },
            })
        })
    }

    /// Its sheets of cells, in their order; charts and macros are none.
    #[must_use]
    pub fn sheets(&self) -> Vec<SheetInfo> {
        self.all()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| SheetInfo {
                name: sheet.name.clone(),
                hidden: sheet.visible != SheetVisible::Visible,
            })
            .collect()
    }

    /// The names of its other sheets: charts, dialogs and macros.
    #[must_use]
    pub fn without_cells(&self) -> Vec<String> {
        let others = self.all().iter().filter(|sheet| sheet.typ != SheetType::WorkSheet);
        others.map(|sheet| sheet.name.clone()).collect()
    }

    fn all(&self) -> &[Sheet] {
        match &self.file {
            Opened::Xlsx(file) => file.sheets_metadata(),
            Opened::Xlsb(file) => file.sheets_metadata(),
            Opened::Xls(file) => file.sheets_metadata(),
            Opened::Ods(file) => file.sheets_metadata(),
        }
    }

    /// Calls `each` for every row of a sheet from its first to the last one with any cell; rows between
    /// without a cell come as empty ones.
    ///
    /// # Errors
    /// When the sheet is damaged.
    pub fn rows(&mut self, sheet: &str, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        guarded(|| {
            let mut rows = RowBuilder { each, number: 0, cells: Vec::new(), filled: 0, stopped: false };
            match &mut self.file {
                Opened::Xlsx(file) => {
                    let mut cells = file.worksheet_cells_reader(sheet)?;
                    while let Some(cell) = cells.next_cell()? {
                        if rows.put(cell.get_position(), cell.get_value()).is_break() {
                            return Ok(());
                        }
                    }
                }
                Opened::Xlsb(file) => {
                    let mut cells = file.worksheet_cells_reader(sheet)?;
                    while let Some(cell) = cells.next_cell()? {
                        if rows.put(cell.get_position(), cell.get_value()).is_break() {
                            return Ok(());
                        }
                    }
                }
                Opened::Xls(file) => rows.range(&file.worksheet_range(sheet)?),
                Opened::Ods(file) => rows.range(&file.worksheet_range(sheet)?),
            }
            rows.finish();
            Ok(())
        })
    }
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread will be told as a fault of the workbook in hand, so that a panic hook can
/// keep quiet about it.
#[must_use]
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// The reading library's own faults on damaged files are faults of the file.
fn guarded<T>(action: impl FnOnce() -> Result<T, WorkbookError>) -> Result<T, WorkbookError> {
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(action));
    GUARDED.set(before);
    result.unwrap_or_else(|_| Err(WorkbookError::Damaged("it makes no sense inside".to_owned())))
}

/// Puts cells together to rows.
struct RowBuilder<'a, 'b> {
    each: &'a mut EachRow<'b>,
    /// Number of the row in hand, 1-based; 0 before the first.
    number: u64,
    cells: Vec<String>,
    filled: usize,
    stopped: bool,
}

impl RowBuilder<'_, '_> {
    fn put(&mut self, (row, column): (u32, u32), value: &DataRef<'_>) -> ControlFlow<()> {
        if matches!(value, DataRef::Empty) {
            return ControlFlow::Continue(());
        }
        self.go_to(u64::from(row) + 1)?;
        write_text(value, self.cell(column as usize));
        ControlFlow::Continue(())
    }

    fn range(&mut self, range: &calamine::Range<Data>) {
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let number = u64::from(first_row) + row as u64 + 1;
            if self.go_to(number).is_break() {
                return;
            }
            write_text(&borrowed(value), self.cell(first_column as usize + column));
        }
    }

    fn cell(&mut self, column: usize) -> &mut String {
        if self.cells.len() <= column {
            self.cells.resize_with(column + 1, String::new);
        }
        self.filled = self.filled.max(column + 1);
        let cell = &mut self.cells[column];
        cell.clear();
        cell
    }

    fn go_to(&mut self, number: u64) -> ControlFlow<()> {
        if number != self.number {
            self.hand_over()?;
            while self.number + 1 < number && self.number > 0 {
                self.number += 1;
                self.each(&[])?;
            }
            self.number = number;
        }
        ControlFlow::Continue(())
    }

    fn hand_over(&mut self) -> ControlFlow<()> {
        if self.number == 0 {
            return ControlFlow::Continue(());
        }
        let cells = std::mem::take(&mut self.cells);
        let flow = self.each(cells.get(..self.filled).unwrap_or_default());
        self.cells = cells;
        for cell in &mut self.cells {
            cell.clear();
        }
        self.filled = 0;
        flow
    }

    fn each(&mut self, cells: &[String]) -> ControlFlow<()> {
        let flow = (self.each)(self.number, cells);
        self.stopped |= flow.is_break();
        flow
    }

    fn finish(&mut self) {
        if !self.stopped {
            let _ = self.hand_over();
        }
    }
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(yes) => DataRef::Bool(*yes),
        Data::DateTime(day) => DataRef::DateTime(*day),
        Data::DateTimeIso(day) => DataRef::DateTimeIso(day.clone()),
        Data::DurationIso(span) => DataRef::DurationIso(span.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// A cell as text: numbers plainly, days in ISO form.
fn write_text(value: &DataRef<'_>, text: &mut String) {
    use std::fmt::Write as _;
    let _ = match value {
        DataRef::Int(number) => write!(text, "{number}"),
        DataRef::Float(number) => match whole(*number) {
            Some(whole) => write!(text, "{whole}"),
            None => text.write_str(&typed::number(*number)),
        },
        DataRef::String(own) => text.write_str(own),
        DataRef::SharedString(shared) => text.write_str(shared),
        DataRef::Bool(yes) => text.write_str(if *yes { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(day) => write_day(day, text),
        DataRef::DateTimeIso(day) | DataRef::DurationIso(day) => {
            text.write_str(day.trim_end_matches("T00:00:00"))
        }
        DataRef::Error(error) => write!(text, "{error}"),
        DataRef::Empty => Ok(()),
    };
}

/// A number without a part, which is written quicker: workbooks hold all numbers as fractions.
fn whole(number: f64) -> Option<i64> {
    let is_whole =
        number.fract() == 0.0 && number.abs() < 1e15 && (number != 0.0 || number.is_sign_positive());
    is_whole.then_some(number as i64)
}

fn write_day(day: &ExcelDateTime, text: &mut String) -> fmt::Result {
    use std::fmt::Write as _;
    if !day.is_datetime() {
        return text.write_str(&typed::number(day.as_f64()));
    }
    let (year, month, date, hour, minute, second, _) = day.to_ymd_hms_milli();
    write!(text, "{year:04}-{month:02}-{date:02}")?;
    if (hour, minute, second) == (0, 0, 0) {
        return Ok(());
    }
    write!(text, " {hour:02}:{minute:02}:{second:02}")
}

macro_rules! damaged {
    ($($error:ident),+) => {
        $(impl From<$error> for WorkbookError {
            fn from(error: $error) -> Self {
                match error {
                    $error::Password => Self::Password,
                    other => Self::Damaged(other.to_string()),
                }
            }
        })+
    };
}

damaged!(XlsxError, XlsbError, XlsError, OdsError);
