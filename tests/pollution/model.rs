//! A table as an office has it: cells that mean something, show something and are stored somehow.

/// A day of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day {
    pub year: i64,
    pub month: i64,
    pub day: i64,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// How a program writes its dates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateStyle {
    /// 31/03/2020
    Uk,
    /// 31/03/20
    UkShort,
    /// 31/03/2020 00:00
    UkTime,
    /// 2020-03-31
    Iso,
    /// 2020-03-31 00:00:00
    IsoTime,
    /// 31-Mar-2020
    Month,
    /// 31-MAR-20
    MonthShort,
    /// 31.03.2020
    Dots,
    /// 20200331
    Compact,
    /// 31 March 2020
    Words,
    /// March 31, 2020
    WordsUs,
    /// 03/31/2020
    Us,
    /// 43921
    Serial,
}

impl Day {
    pub const fn new(year: i64, month: i64, day: i64) -> Self {
        Self { year, month, day }
    }

    /// Returns the number that Excel stores for the day.
    pub fn serial(self) -> i64 {
        // Days from the civil calendar, after Howard Hinnant's "chrono-compatible low-level date algorithms".
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year / 400;
        let of_era = year - era * 400;
        let of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        era * 146_097 + day_of_era - 719_468 + 25_569
    }

    pub fn show(self, style: DateStyle) -> String {
        let Self { year, month, day } = self;
        let name = MONTHS[(month - 1) as usize];
        let short = year % 100;
        match style {
            DateStyle::Uk => format!("{day:02}/{month:02}/{year}"),
            DateStyle::UkShort => format!("{day:02}/{month:02}/{short:02}"),
            DateStyle::UkTime => format!("{day:02}/{month:02}/{year} 00:00"),
            DateStyle::Iso => format!("{year}-{month:02}-{day:02}"),
            DateStyle::IsoTime => format!("{year}-{month:02}-{day:02} 00:00:00"),
            DateStyle::Month => format!("{day:02}-{}-{year}", &name[..3]),
            DateStyle::MonthShort => format!("{day:02}-{}-{short:02}", name[..3].to_uppercase()),
            DateStyle::Dots => format!("{day:02}.{month:02}.{year}"),
            DateStyle::Compact => format!("{year}{month:02}{day:02}"),
            DateStyle::Words => format!("{day} {name} {year}"),
            DateStyle::WordsUs => format!("{name} {day}, {year}"),
            DateStyle::Us => format!("{month:02}/{day:02}/{year}"),
            DateStyle::Serial => self.serial().to_string(),
        }
    }
}

/// How a program writes its amounts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MoneyStyle {
    /// 1234.50 and -1234.50
    Plain,
    /// 1,234.50 and -1,234.50
    Grouped,
    /// £1,234.50 and -£1,234.50
    Pound,
    /// £1,234.50 and (£1,234.50)
    Brackets,
    /// 1234.50 and 1234.50-
    After,
    /// 1,234.50 and 1,234.50 CR
    Cr,
}

impl MoneyStyle {
    pub fn show(self, pence: i64) -> String {
        let plain = format!("{}.{:02}", pence.abs() / 100, pence.abs() % 100);
        let grouped = grouped(pence.abs());
        match (self, pence < 0) {
            (Self::Plain | Self::After, false) => plain,
            (Self::Plain, true) => format!("-{plain}"),
            (Self::After, true) => format!("{plain}-"),
            (Self::Grouped | Self::Cr, false) => grouped,
            (Self::Grouped, true) => format!("-{grouped}"),
            (Self::Cr, true) => format!("{grouped} CR"),
            (Self::Pound | Self::Brackets, false) => format!("£{grouped}"),
            (Self::Pound, true) => format!("-£{grouped}"),
            (Self::Brackets, true) => format!("(£{grouped})"),
        }
    }

    pub const fn excel(self) -> &'static str {
        match self {
            Self::Plain => "0.00",
            Self::After | Self::Cr | Self::Grouped => "#,##0.00",
            Self::Pound => "£#,##0.00",
            Self::Brackets => "£#,##0.00;(£#,##0.00)",
        }
    }
}

/// Returns 1,234.50 for 123450.
pub fn grouped(pence: i64) -> String {
    let pounds = (pence / 100).to_string();
    let mut written = String::new();
    for (index, digit) in pounds.chars().enumerate() {
        if index > 0 && (pounds.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    format!("{written}.{:02}", pence % 100)
}

/// What a cell means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    Blank,
    Text,
    Number,
    /// Pence.
    Money(i64),
    Day(Day),
}

/// What a workbook stores for a cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Stored {
    Text,
    /// Hundredths, with the number format.
    Number(i64, &'static str),
    /// A formula with the value that was calculated last, if any.
    Formula(String, Option<String>),
    /// Text in two fonts.
    Rich,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Cell {
    pub what: What,
    /// As a text file has it, and as a workbook shows it.
    pub text: String,
    pub stored: Stored,
}

impl Cell {
    pub fn blank() -> Self {
        Self { what: What::Blank, text: String::new(), stored: Stored::Text }
    }

    pub fn text(text: impl Into<String>) -> Self {
        Self { what: What::Text, text: text.into(), stored: Stored::Text }
    }

    pub fn number(number: i64) -> Self {
        Self { what: What::Number, text: number.to_string(), stored: Stored::Number(number * 100, "General") }
    }

    pub fn money(pence: i64, style: MoneyStyle) -> Self {
        Self {
            what: What::Money(pence),
            text: style.show(pence),
            stored: Stored::Number(pence, style.excel()),
        }
    }

    pub fn day(day: Day, style: DateStyle) -> Self {
        let format = match style {
            DateStyle::Iso | DateStyle::IsoTime | DateStyle::Compact => "yyyy-mm-dd",
            DateStyle::Month | DateStyle::MonthShort | DateStyle::Words => "dd-mmm-yyyy",
            _ => "dd/mm/yyyy",
        };
        Self {
            what: What::Day(day),
            text: day.show(style),
            stored: Stored::Number(day.serial() * 100, format),
        }
    }

    /// Replaces what stands in the cell with text, as somebody who types over it.
    pub fn retype(&mut self, text: impl Into<String>) {
        self.text = text.into();
        self.stored = Stored::Text;
    }

    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// A row of a table, with the lines of the ledger or register that stand in it.
#[derive(Clone, Default)]
pub struct Row {
    pub cells: Vec<Cell>,
    /// Numbers of the lines of which something stands here.
    pub lines: Vec<usize>,
    pub hidden: bool,
    /// A product is named here, outside any line.
    pub mention: bool,
}

impl Row {
    /// Makes a row that is no line.
    pub fn note(cells: Vec<Cell>) -> Self {
        Self { cells, ..Self::default() }
    }

    pub fn words(cells: &[&str]) -> Self {
        Self::note(cells.iter().map(|text| Cell::text(*text)).collect())
    }
}

#[derive(Clone, Default)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Row>,
    pub hidden: bool,
    pub hidden_columns: Vec<usize>,
    /// First row, last row, column.
    pub merges: Vec<(usize, usize, usize)>,
    /// Row, column, text of a comment.
    pub comments: Vec<(usize, usize, String)>,
    pub filter: bool,
    /// The name of the sheet names a product.
    pub mention: bool,
}

/// What is changed in the parts of a finished workbook.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Patch {
    None,
    /// Days count from 1904.
    Mac,
    /// Texts stand in the cells, not in a list.
    Inline,
    /// Cells do not say where they are.
    NoPlaces,
    /// The sheet says that it is one cell large.
    Dimension,
}
