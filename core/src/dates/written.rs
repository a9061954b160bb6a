//! A date as it is written, before the order of day and month is known.

use jiff::civil::Date;

use super::words::full_year;
use super::{DateOrder, DateOrders, OrderDoubts};

/// How a date tells its month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Without any doubt: the year stands first, or the month has its name.
    Certain,
    /// By the order of day and month, with a year of four digits.
    LongYear,
    /// By the order of day and month, with a year of two digits.
    ShortYear,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Certain, Self::LongYear, Self::ShortYear];
}

/// A date as it is written: its numbers in the order in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenDate {
    /// The year.
    pub year: i16,
    /// The first of the two other numbers; the month, if that is certain.
    pub first: u8,
    /// The second.
    pub second: u8,
    /// How it tells its month.
    pub form: Form,
}

impl WrittenDate {
    /// The day that it is in a column with such orders; none if that day does not exist.
    #[must_use]
    pub fn day(&self, orders: DateOrders) -> Option<Date> {
        self.day_in(orders.of(self.form))
    }

    /// The other day that it may be in a column with such orders, if it is another one.
    #[must_use]
    pub fn other_day(&self, orders: DateOrders) -> Option<Date> {
        let OrderDoubts { long, short, exchanged } = orders.doubts;
        let order = match self.form {
            Form::Certain => exchanged.then_some(DateOrder::DayMonth),
            Form::LongYear => long,
            Form::ShortYear => short,
        };
        self.day_in(order?).filter(|other| Some(*other) != self.day(orders))
    }

    fn day_in(&self, order: DateOrder) -> Option<Date> {
        let (year, month, day) = match order {
            DateOrder::DayMonth => (self.year, self.second, self.first),
            DateOrder::MonthDay => (self.year, self.first, self.second),
            DateOrder::YearFirst => {
                let year = i16::try_from(full_year(self.first.into(), 2)).ok()?;
                (year, self.second, u8::try_from(self.year.rem_euclid(100)).ok()?)
            }
        };
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }

    /// Whether the calendar has the day, in one order of its numbers at least.
    #[must_use]
    pub const fn exists(&self) -> bool {
        let Self { year, first, second, form } = *self;
        matches!(year, 1900..=2199)
            && (is_day(year, first, second)
                || (!matches!(form, Form::Certain) && is_day(year, second, first)))
    }
}

const fn is_day(year: i16, month: u8, day: u8) -> bool {
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    };
    day >= 1 && day <= last
}
