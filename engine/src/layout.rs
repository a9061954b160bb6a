//! What the columns of one table mean, ready for the hot path.

use std::collections::BTreeMap;

use faxban_core::columns::{BY_DOCUMENT, Mapping};
use faxban_core::dates::DateOrder;
use faxban_core::gate::Gate;
use faxban_core::money::{Ambiguous, NumberStyle};
use faxban_core::pack::{self, TELLING_COLUMNS, TEXT_COLUMNS};
use faxban_core::{Field, Pack, SourceKind};

use crate::numbers::{Exchange, Numbers};
use crate::profile::Profile;

/// The place of [`Field::Unread`] and [`Field::Doubt`] among [`Layout::fields`]: no column of their own, but any.
pub const NO_COLUMN: usize = usize::MAX;

/// One of so many amounts may look like a number.
const FEW: usize = 10;

/// Which columns make up the amount of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountOf {
    /// The table has no amounts.
    Nothing,
    /// One column, as it is written.
    Column(usize),
    /// One column, and another one that says whether it is a debit or a credit.
    Signed {
        /// The amount.
        amount: usize,
        /// Whether it is a debit or a credit.
        sign: usize,
        /// Whether the sign is the type of the document, which need not say either.
        by_document: bool,
    },
    /// One column of debits and one of credits.
    Sides {
        /// Money spent.
        debit: usize,
        /// Money that came back.
        credit: usize,
    },
    /// No column of its own: so many, each at a price.
    Product {
        /// How many.
        quantity: usize,
        /// The price of one.
        price: usize,
    },
}

impl AmountOf {
    fn new(mapping: &Mapping) -> Self {
        let index = |field: Field| mapping.fields.get(&field).map(|column| column.index);
        let sides = index(Field::Debit).zip(index(Field::Credit));
        let sign = mapping.fields.get(&Field::Sign);
        let product = index(Field::Quantity).zip(index(Field::UnitPrice));
        match (index(Field::Amount), sides, sign, index(Field::Cost)) {
            (Some(amount), _, Some(sign), _) => {
                let by_document = sign.basis.as_deref() == Some(BY_DOCUMENT);
                Self::Signed { amount, sign: sign.index, by_document }
            }
            (Some(amount), ..) => Self::Column(amount),
            (None, Some((debit, credit)), ..) => Self::Sides { debit, credit },
            (None, None, _, Some(cost)) => Self::Column(cost),
            (None, None, _, None) => match product {
                Some((quantity, price)) => Self::Product { quantity, price },
                None => Self::Nothing,
            },
        }
    }

    /// Returns the columns of figures, not that of the sign.
    pub fn columns(self) -> impl Iterator<Item = usize> {
        let (one, other) = match self {
            Self::Nothing => (None, None),
            Self::Column(amount) | Self::Signed { amount, .. } => (Some(amount), None),
            Self::Sides { debit, credit } => (Some(debit), Some(credit)),
            Self::Product { price, .. } => (Some(price), None),
        };
        one.into_iter().chain(other)
    }
}

/// The columns of a table by what they mean.
#[derive(Debug, Clone)]
pub struct Layout {
    /// What its lines are.
    pub kind: SourceKind,
    /// Whether its sheet is hidden.
    pub hidden: bool,
    /// What the name of its sheet or file says against lines that do not say otherwise themselves.
    pub named: Option<String>,
    /// What stands beside the cells of rows and speaks against them: comments, text that is struck out.
    pub doubted_rows: BTreeMap<u64, String>,
    /// What shows that a register is too old to say what is held.
    pub outdated: Option<String>,
    /// Number of columns that the header has.
    pub columns: usize,
    /// Header of every column.
    pub header: Vec<String>,
    /// Row number of the (first) header row, as a person counts.
    pub header_row: u64,
    /// Mapped columns, and behind them [`Field::Unread`] and [`Field::Doubt`] at [`NO_COLUMN`].
    pub fields: Vec<(Field, usize)>,
    /// Further columns of description.
    pub extra_description: Vec<usize>,
    /// The column of the line's date (ledgers and requests only).
    pub date: Option<usize>,
    /// Columns of other dates, which say in what order day and month are written (registers only).
    pub other_dates: Vec<usize>,
    /// The column of the line's amount, where that column alone says what it is: the quick path reads nothing else.
    pub amount: Option<usize>,
    /// The columns that make up the amount.
    pub amount_of: AmountOf,
    /// How their numbers are written.
    pub numbers: NumberStyle,
    /// Two amounts of which it cannot be told how they are written, where the column does not agree.
    pub numbers_unclear: Option<(String, String)>,
    /// The column of the amount's currency.
    pub currency: Option<usize>,
    /// The column with the currency of the paper, where the amount is in pounds by its heading.
    pub paper_currency: Option<usize>,
    /// The column of the supplier.
    pub supplier: Option<usize>,
    /// The column with what all lines so far come to.
    pub balance: Option<usize>,
    /// The columns of the quantity and of the price of one, where both are there and one column has the amount.
    pub product: Option<(usize, usize)>,
    /// Further columns that hardly a line leaves blank and that mean something: the status, a second amount, a balance.
    pub filled: Vec<usize>,
    /// Columns that nearly every line fills: where one is blank, the cells of the line may stand in others.
    pub telling_blanks: Vec<usize>,
    /// Whether hardly a line is without an amount.
    pub always_has_amount: bool,
    /// Whether most lines have an amount.
    pub mostly_has_amount: bool,
    /// Columns of numbers that all have the same length, longer than most amounts, with that length: an amount that
    /// looks like one of them may have changed places with it.
    pub numbered: Vec<Numbers>,
    /// The column with the organisation's code, or else its name.
    pub organisation: Option<usize>,
    /// The column with its name, where there is one for the code, too.
    pub organisation_name: Option<usize>,
    /// Whether a financial year and a period, or a period alone, say the month of a line: no column has its day.
    pub has_periods: bool,
    /// Further columns of fax pages, as where faxes sent and received are counted apart.
    pub extra_pages: Vec<usize>,
    /// Columns that say something of fax as soon as they are neither blank nor zero.
    pub telling: Vec<usize>,
    /// Columns that say what was bought or held; a line with all of them blank cannot be assessed.
    pub assessable: Vec<usize>,
    /// Columns whose text rules can read.
    pub searched: Vec<usize>,
    /// Columns that mean nothing, in their order; a product that one of them names is a matter for review.
    pub unread: Vec<usize>,
    /// What the columns hold, learnt from the first rows.
    pub profile: Profile,
    /// Columns that hold nothing, by the profile, and those without a heading that are mostly blank: text there is a
    /// note, or has moved.
    pub blank: Vec<usize>,
    /// The mapping as found, with what is not mapped.
    pub mapping: Mapping,
}

impl Layout {
    /// Prepares a mapping for use.
    #[must_use]
    pub fn new(mapping: Mapping, header: Vec<String>, header_row: u64) -> Self {
        let index = |field: Field| mapping.fields.get(&field).map(|column| column.index);
        let kind = mapping.kind;
        // An account heading says where the money went; a code, a brand or a category of what was bought says too little.
        let says_what: &[Field] = match kind {
            // What a device of a print fleet can do is in its functions.
            SourceKind::PrintFleet => &[Field::Description, Field::Model, Field::Category],
            _ => &[Field::Description, Field::Model],
        };
        let mut assessable: Vec<usize> = says_what.iter().filter_map(|field| index(*field)).collect();
        assessable.extend(&mapping.extra_description);
        let mut searched: Vec<usize> = TEXT_COLUMNS.iter().filter_map(|field| index(*field)).collect();
        searched.extend(&mapping.extra_description);
        searched.sort_unstable();
        searched.dedup();
        let mut fields: Vec<(Field, usize)> =
            mapping.fields.iter().map(|(field, column)| (*field, column.index)).collect();
        let is_read = |column: &usize| {
            fields.iter().any(|(_, known)| known == column) || mapping.extra_description.contains(column)
        };
        let unread = (0..header.len()).filter(|column| !is_read(column)).collect();
        fields.extend([(Field::Unread, NO_COLUMN), (Field::Doubt, NO_COLUMN)]);
        let (amount_of, currency) = (AmountOf::new(&mapping), index(Field::Currency));
        let second =
            |(field, index, _): &(Field, usize, String)| (*field == Field::FaxPages).then_some(*index);
        let extra_pages: Vec<usize> = mapping.duplicates.iter().filter_map(second).collect();
        let telling = TELLING_COLUMNS.iter().filter_map(|field| index(*field));
        let telling = telling.chain(extra_pages.iter().copied()).collect();
        let is_dated = matches!(kind, SourceKind::Ledger | SourceKind::Requisition);
        Self {
            kind,
            hidden: false,
            named: None,
            doubted_rows: BTreeMap::new(),
            outdated: None,
            columns: header.len(),
            header_row,
            fields,
            unread,
            profile: Profile::default(),
            blank: Vec::new(),
            extra_description: mapping.extra_description.clone(),
            other_dates: [Field::Acquired, Field::Disposed]
                .into_iter()
                .filter(|_| !is_dated)
                .filter_map(index)
                .collect(),
            has_periods: is_dated && index(Field::Date).is_none() && index(Field::Period).is_some(),
            extra_pages,
            telling,
            date: if is_dated { index(Field::Date) } else { None },
            amount: match amount_of {
                AmountOf::Column(amount) if currency.is_none() && mapping.paper_currency.is_none() => {
                    Some(amount)
                }
                _ => None,
            },
            amount_of,
            numbers: NumberStyle::default(),
            numbers_unclear: None,
            currency,
            paper_currency: mapping.paper_currency,
            supplier: index(Field::Supplier),
            balance: index(Field::Balance),
            product: index(Field::Quantity)
                .zip(index(Field::UnitPrice))
                .filter(|_| matches!(amount_of, AmountOf::Column(_))),
            filled: Vec::new(),
            telling_blanks: Vec::new(),
            always_has_amount: false,
            mostly_has_amount: false,
            numbered: Vec::new(),
            organisation: index(Field::OrganisationCode).or_else(|| index(Field::Organisation)),
            organisation_name: index(Field::Organisation)
                .filter(|_| index(Field::OrganisationCode).is_some()),
            assessable,
            searched,
            header,
            mapping,
        }
    }

    /// The same with how the numbers of its amounts are written, told from the first rows beneath the header.
    #[must_use]
    pub fn with_numbers<C: AsRef<str>>(mut self, rows: &[Vec<C>]) -> Self {
        if self.has_amount() {
            let columns: Vec<usize> = self.amount_of.columns().collect();
            let amounts = rows.iter().flat_map(|row| columns.iter().filter_map(|column| row.get(*column)));
            let amounts = amounts.map(|cell| cell.as_ref().trim());
            let amounts: Vec<&str> = amounts.filter(|cell| !cell.is_empty()).collect();
            let alike =
                |numbers: &Numbers| amounts.iter().filter(|cell| numbers.has(cell.as_bytes())).count();
            let numbered = self.profile.numbered().map(|(column, length)| {
                let numbers = rows.iter().filter_map(|row| row.get(column)?.as_ref().trim().parse().ok());
                Numbers::new(column, length, numbers)
            });
            let few = |numbers: &Numbers| {
                !columns.contains(&numbers.column) && alike(numbers) * FEW <= amounts.len()
            };
            self.numbered = numbered.filter(few).collect();
        }
        let columns: Vec<usize> = self.amount_of.columns().collect();
        let cells = rows.iter().flat_map(|row| columns.iter().filter_map(|column| row.get(*column)));
        match NumberStyle::of(cells.map(AsRef::as_ref)) {
            Ok(NumberStyle::Point) => {}
            Ok(style) => {
                self.numbers = style;
                // The quick path reads British numbers alone.
                self.amount = None;
            }
            // Numbers such as 1.234 by themselves are read as they always were.
            Err(Ambiguous { one, other }) if one == other => {}
            Err(Ambiguous { one, other }) => self.numbers_unclear = Some((one, other)),
        }
        self
    }

    /// The same with what the columns hold.
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> Self {
        let headless =
            self.mapping.blank_headers.iter().copied().filter(|column| self.unread.contains(column));
        let mut blank: Vec<usize> =
            profile.blank().chain(headless.filter(|column| !profile.is_mostly_filled(*column))).collect();
        blank.sort_unstable();
        blank.dedup();
        self.blank = blank;
        if let Some(amount) = self.lone_amount() {
            self.always_has_amount = profile.is_always_filled(amount);
            self.mostly_has_amount = profile.is_mostly_filled(amount);
        }
        let amounts = self.mapping.duplicates.iter().filter(|(field, ..)| *field == Field::Amount);
        let known = [Field::Status, Field::Balance].into_iter().filter_map(|field| self.column(field));
        let filled = amounts.map(|(_, column, _)| *column).chain(known);
        self.filled = filled.filter(|column| profile.is_always_filled(*column)).collect();
        // Cells pushed to the left leave the last one blank. What is read of every line anyhow is not looked at twice.
        let read = |column: &usize| {
            self.assessable.contains(column) || self.amount == Some(*column) || self.date == Some(*column)
        };
        let facts = profile.nearly_filled_facts().chain(profile.last_always()).filter(|column| !read(column));
        self.telling_blanks = self.filled.iter().copied().chain(facts).collect();
        self.telling_blanks.sort_unstable();
        self.telling_blanks.dedup();
        self.profile = profile;
        self
    }

    /// What a column is called: by its heading, or by its number where it has none.
    #[must_use]
    pub fn called(&self, column: usize) -> String {
        match self.header.get(column).map(|heading| heading.trim()) {
            Some(heading) if !heading.is_empty() => heading.to_owned(),
            _ => format!("column {}", column + 1),
        }
    }

    /// The column in which a record names its organisation: the code, or where that is blank the name.
    #[inline(always)]
    pub fn organisation_at(&self, is_blank: impl Fn(usize) -> bool) -> Option<usize> {
        let code = self.organisation?;
        Some(self.organisation_name.filter(|_| is_blank(code)).unwrap_or(code))
    }

    /// The search for records of this table that a rule may match.
    #[must_use]
    pub fn gate(&self, pack: &Pack) -> Gate {
        let columns: Vec<Field> = self.fields.iter().map(|(field, _)| *field).collect();
        pack.gate(self.kind, &columns)
    }

    /// The order of day and month that the headings of its dates state.
    #[must_use]
    pub fn stated_order(&self) -> Option<DateOrder> {
        let columns = self.date.iter().chain(&self.other_dates);
        let mut stated = columns.map(|column| DateOrder::in_heading(self.header.get(*column)?));
        let first = stated.next().flatten()?;
        stated.all(|other| other == Some(first)).then_some(first)
    }

    /// What the table needs and has no column for: nothing it says of these can be relied on.
    #[must_use]
    pub fn missing(&self) -> Vec<Field> {
        let is_ledger = self.kind == SourceKind::Ledger;
        let is_dated = is_ledger || self.kind == SourceKind::Requisition;
        let missing = [
            (Field::Description, self.assessable.is_empty()),
            (Field::Amount, is_ledger && !self.has_amount()),
            (Field::Date, is_dated && self.date.is_none() && !self.has_periods),
        ];
        missing.into_iter().filter(|(_, is_missing)| *is_missing).map(|(field, _)| field).collect()
    }

    /// Whether a line says something of fax in a column of counts or of yes and no.
    #[must_use]
    pub fn tells<'c>(&self, cell: impl Fn(usize) -> &'c str) -> bool {
        self.telling.iter().any(|column| pack::tells(cell(*column)))
    }

    /// Whether the table has amounts, in whatever columns.
    #[must_use]
    pub fn has_amount(&self) -> bool {
        self.amount_of != AmountOf::Nothing
    }

    /// The one column that has the figures of the amount.
    #[must_use]
    pub const fn lone_amount(&self) -> Option<usize> {
        match self.amount_of {
            AmountOf::Column(amount) | AmountOf::Signed { amount, .. } => Some(amount),
            AmountOf::Nothing | AmountOf::Sides { .. } | AmountOf::Product { .. } => None,
        }
    }

    /// The columns of the amount and of a number that have changed places in a row, and how sure that is.
    #[must_use]
    pub fn exchanged(&self, cells: &[&str]) -> Option<(usize, usize, Exchange)> {
        let cell = |column: usize| cells.get(column).map_or("", |cell| cell.trim());
        let of = |amount: usize| {
            let exchange = move |numbers: &Numbers| {
                let exchange = numbers.exchange(cell(amount), cell(numbers.column))?;
                Some((amount, numbers.column, exchange))
            };
            self.numbered.iter().filter_map(exchange)
        };
        let mut turned = self.amount_of.columns().flat_map(of);
        turned.next().filter(|_| turned.next().is_none())
    }

    /// Whether an amount as it is written looks like one of the numbers of the table.
    #[inline(always)]
    #[must_use]
    pub fn looks_like_number(&self, amount: &[u8]) -> bool {
        self.numbered.iter().any(|numbers| numbers.has(amount))
    }

    /// Whether a column has figures of the amount.
    #[must_use]
    pub fn is_amount(&self, column: usize) -> bool {
        self.amount_of.columns().any(|amount| amount == column)
    }

    /// The name of a column by which a setting can give it: its heading, or its number where another has the same.
    #[must_use]
    pub fn name_in_settings(&self, column: usize) -> String {
        let heading = self.header.get(column).map_or("", |heading| heading.trim());
        let is_own =
            !heading.is_empty() && self.header.iter().filter(|other| other.trim() == heading).count() == 1;
        if is_own { heading.to_owned() } else { format!("#{}", column + 1) }
    }

    /// The column of a field.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<usize> {
        self.fields.iter().find(|(known, _)| *known == field).map(|(_, index)| *index)
    }

    /// The mapped fields in the order of the table's columns.
    #[must_use]
    pub fn ordered(&self) -> Vec<Field> {
        let mut columns = self.fields.clone();
        // What was read of a column that means nothing comes last.
        columns.sort_by_key(|(_, column)| *column);
        columns.into_iter().map(|(field, _)| field).collect()
    }
}
