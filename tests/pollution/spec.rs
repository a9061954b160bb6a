//! How systems lay out what they export.

use super::model::{DateStyle, MoneyStyle};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Ledger,
    Register,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Field {
    Organisation,
    Family,
    /// The day that decides.
    Date,
    /// A day soon after it.
    Later,
    Type,
    Area,
    Supplier,
    SupplierNo,
    Trans,
    Order,
    LineNo,
    Text,
    Quantity,
    UnitPrice,
    /// The one amount of the table.
    Amount,
    Net,
    Vat,
    Gross,
    Debit,
    Credit,
    Balance,
    Account,
    Currency,
    Period,
    Postcode,
    /// Always these words.
    Always(&'static str),
    Empty,
    Tag,
    Category,
    Maker,
    Model,
    Serial,
    Status,
    Site,
    Cost,
    BookValue,
    Disposed,
}

/// How a text file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quoting {
    Needed,
    Always,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    Utf8,
    Utf8Bom,
    Cp1252,
    Utf16Le,
    Utf16Be,
    /// Without the mark that says which.
    Utf16LeBare,
    Utf32Le,
    Cp850,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Text { delimiter: char, quoting: Quoting, eol: &'static str, encoding: Encoding },
    Workbook { sheet: &'static str },
}

impl Form {
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Text { .. })
    }
}

pub type Columns = &'static [(&'static str, Field)];

/// A table of one system.
pub struct Spec {
    pub name: &'static str,
    pub kind: Kind,
    pub form: Form,
    pub dates: DateStyle,
    pub money: MoneyStyle,
    pub lines: usize,
    /// Rows above the header; an empty one is blank.
    pub titles: &'static [&'static str],
    /// Words for in use and disposed of, of a register.
    pub status: (&'static str, &'static str),
    pub columns: Columns,
}

impl Spec {
    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|(_, one)| *one == field)
    }

    /// Returns the columns of which any one may be read as the amount.
    pub fn amounts(&self) -> Vec<Field> {
        let may = [Field::Amount, Field::Net, Field::Gross, Field::Debit, Field::Cost];
        may.into_iter().filter(|field| self.has(*field)).collect()
    }
}

pub const fn text(delimiter: char, quoting: Quoting, eol: &'static str, encoding: Encoding) -> Form {
    Form::Text { delimiter, quoting, eol, encoding }
}

pub const CSV: Form = text(',', Quoting::Needed, "\r\n", Encoding::Utf8);
pub const CSV_UNIX: Form = text(',', Quoting::Needed, "\n", Encoding::Utf8);
pub const CSV_BOM: Form = text(',', Quoting::Needed, "\r\n", Encoding::Utf8Bom);
pub const CSV_QUOTED: Form = text(',', Quoting::Always, "\r\n", Encoding::Utf8);
pub const CSV_ANSI: Form = text(',', Quoting::Needed, "\r\n", Encoding::Cp1252);
pub const SEMICOLONS: Form = text(';', Quoting::Needed, "\r\n", Encoding::Cp1252);
pub const TABS: Form = text('\t', Quoting::Needed, "\r\n", Encoding::Utf8);
pub const PIPES: Form = text('|', Quoting::Needed, "\n", Encoding::Utf8);

pub const fn ledger(name: &'static str, form: Form, lines: usize, columns: Columns) -> Spec {
    Spec {
        name,
        kind: Kind::Ledger,
        form,
        dates: DateStyle::Uk,
        money: MoneyStyle::Plain,
        lines,
        titles: &[],
        status: ("", ""),
        columns,
    }
}

pub const fn register(name: &'static str, form: Form, lines: usize, columns: Columns) -> Spec {
    Spec {
        name,
        kind: Kind::Register,
        form,
        dates: DateStyle::Uk,
        money: MoneyStyle::Plain,
        lines,
        titles: &[],
        status: ("In use", "Disposed"),
        columns,
    }
}

impl Spec {
    pub const fn dates(mut self, dates: DateStyle) -> Self {
        self.dates = dates;
        self
    }

    pub const fn money(mut self, money: MoneyStyle) -> Self {
        self.money = money;
        self
    }

    pub const fn titles(mut self, titles: &'static [&'static str]) -> Self {
        self.titles = titles;
        self
    }

    pub const fn status(mut self, held: &'static str, gone: &'static str) -> Self {
        self.status = (held, gone);
        self
    }
}
