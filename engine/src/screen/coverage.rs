//! Which days and months a table covers, under either order of day and month until the order is decided.

use std::collections::BTreeMap;
use std::fmt;

use faxban_core::dates::{self, DateError, DateOrder, DateOrders, Form, OrderEvidence, WrittenDate};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Noted;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Month {
    /// The month after it.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.month == 12 {
            Self { year: self.year + 1, month: 1 }
        } else {
            Self { year: self.year, month: self.month + 1 }
        }
    }
}

/// Lines by day, the year and the two other numbers packed into one.
type Days = BTreeMap<u32, u64>;

const fn pack(date: &WrittenDate) -> u32 {
    ((date.year.unsigned_abs() as u32) << 16) | ((date.first as u32) << 8) | date.second as u32
}

const fn unpack(packed: u32, form: Form) -> WrittenDate {
    let [_, _, first, second] = packed.to_be_bytes();
    WrittenDate { year: (packed >> 16).cast_signed() as i16, first, second, form }
}

/// Dates met in a table.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Coverage {
    /// Dates that read the same under either order.
    #[serde(skip_serializing_if = "Days::is_empty")]
    plain: Days,
    /// Numeric dates, first number and second number as they stand.
    #[serde(skip_serializing_if = "Days::is_empty")]
    numeric: Days,
    /// The same of dates with a year of two digits.
    #[serde(skip_serializing_if = "Days::is_empty")]
    short: Days,
    #[serde(skip_serializing_if = "Noted::is_empty")]
    blank: Noted,
    #[serde(skip_serializing_if = "Noted::is_empty")]
    unreadable: Noted,
    #[serde(skip_serializing_if = "Noted::is_empty")]
    impossible: Noted,
}

impl Coverage {
    pub(crate) fn without_places(&mut self) {
        [&mut self.blank, &mut self.unreadable, &mut self.impossible].into_iter().for_each(Noted::forget);
    }

    /// Whether no date was met, not even a blank one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let days = [&self.plain, &self.numeric, &self.short].into_iter().all(Days::is_empty);
        days && [self.blank, self.unreadable, self.impossible].iter().all(Noted::is_empty)
    }

    /// Notes the date of so many lines.
    pub fn see(&mut self, date: &WrittenDate, lines: u64) {
        let days = match date.form {
            Form::Certain => &mut self.plain,
            Form::LongYear => &mut self.numeric,
            Form::ShortYear => &mut self.short,
        };
        *days.entry(pack(date)).or_default() += lines;
    }

    /// Returns the cells that are no day: those that cannot be read, and days that do not exist.
    #[must_use]
    pub fn wrong(&self) -> Noted {
        let mut wrong = self.unreadable;
        wrong.merge(&self.impossible);
        wrong
    }

    /// Notes a date cell as text.
    pub fn see_text(&mut self, cell: &str, row: u64) {
        match dates::read(cell) {
            Ok((date, _)) => self.see(&date, 1),
            Err(DateError::Blank) => self.blank.add(row),
            Err(DateError::Impossible { .. }) => self.impossible.add(row),
            Err(_) => self.unreadable.add(row),
        }
    }

    /// Adds the dates of other records.
    pub fn merge(&mut self, other: &Self) {
        other.dates().for_each(|(date, lines)| self.see(&date, lines));
        self.blank.merge(&other.blank);
        self.unreadable.merge(&other.unreadable);
        self.impossible.merge(&other.impossible);
    }

    /// What the table's dates say of the order of day and month in it.
    #[must_use]
    pub fn evidence(&self) -> OrderEvidence {
        let mut evidence = OrderEvidence::default();
        self.dates().for_each(|(date, lines)| evidence.observe(&date, lines));
        evidence
    }

    /// How many lines have a date after `as_of` with a year of two digits that is not after it if the year stands first.
    #[must_use]
    pub fn later_unless_year_first(&self, orders: DateOrders, as_of: Date) -> u64 {
        let year_first = DateOrders::from(DateOrder::YearFirst);
        let is_later = |date: &WrittenDate| {
            date.day(orders).is_some_and(|day| day > as_of)
                && date.day(year_first).is_some_and(|day| day <= as_of)
        };
        let short = self.short.iter().map(|(day, lines)| (unpack(*day, Form::ShortYear), *lines));
        short.filter(|(date, _)| is_later(date)).map(|(_, lines)| lines).sum()
    }

    /// Every date, and how many lines have it.
    fn dates(&self) -> impl Iterator<Item = (WrittenDate, u64)> {
        let forms = [&self.plain, &self.numeric, &self.short].into_iter().zip(Form::ALL);
        forms.flat_map(|(days, form)| days.iter().map(move |(day, lines)| (unpack(*day, form), *lines)))
    }

    /// The dates under orders of day and month.
    #[must_use]
    pub fn report(&self, orders: DateOrders) -> DateReport {
        let mut impossible = self.impossible;
        let mut days: BTreeMap<Date, u64> = BTreeMap::new();
        for (date, lines) in self.dates() {
            match date.day(orders) {
                Some(day) => *days.entry(day).or_default() += lines,
                None => impossible.rows += lines,
            }
        }
        let mut months: BTreeMap<Month, u64> = BTreeMap::new();
        for (day, lines) in &days {
            *months.entry(Month { year: day.year(), month: day.month() }).or_default() += lines;
        }
        DateReport {
            first: days.keys().next().copied(),
            last: days.keys().next_back().copied(),
            empty_months: empty(&months),
            months,
            blank: self.blank,
            unreadable: self.unreadable,
            impossible,
        }
    }
}

/// Dates of a table under an order.
#[derive(Debug, Clone, Default)]
pub struct DateReport {
    /// First date.
    pub first: Option<Date>,
    /// Last date.
    pub last: Option<Date>,
    /// Lines by month.
    pub months: BTreeMap<Month, u64>,
    /// Months between the first and the last without any line.
    pub empty_months: Vec<Month>,
    /// Lines without a date.
    pub blank: Noted,
    /// Lines with a date that cannot be read.
    pub unreadable: Noted,
    /// Lines with a date that no calendar has.
    pub impossible: Noted,
}

/// Months between the first and the last without any line.
fn empty(months: &BTreeMap<Month, u64>) -> Vec<Month> {
    let (Some(first), Some(last)) = (months.keys().next(), months.keys().next_back()) else {
        return Vec::new();
    };
    // A stray date centuries away is a fault of that line, no gap of the table.
    let span =
        std::iter::successors(Some(*first), |month| Some(month.next())).take_while(|month| month < last);
    span.take(1200).filter(|month| !months.contains_key(month)).collect()
}
