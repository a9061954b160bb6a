//! The order of day and month, and what a column says of it.
//!
//! Dates with years of four digits and of two are decided apart: in a published ledger 374 dates such as 2/28/2021 stand
//! beside 16 such as 28/02/21, written by another program.

use super::{Form, WrittenDate};

/// Which comes first in a date such as 03/04/2019.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// 3 April: British.
    #[default]
    DayMonth,
    /// 4 March: American.
    MonthDay,
}

impl DateOrder {
    const fn other(self) -> Self {
        match self {
            Self::DayMonth => Self::MonthDay,
            Self::MonthDay => Self::DayMonth,
        }
    }
}

/// The orders of a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DateOrders {
    /// Of dates with a year of four digits.
    pub long: DateOrder,
    /// Of dates with a year of two digits.
    pub short: DateOrder,
}

impl From<DateOrder> for DateOrders {
    fn from(order: DateOrder) -> Self {
        Self { long: order, short: order }
    }
}

impl DateOrders {
    /// The order of a form; where the month is certain, it is the first number.
    #[must_use]
    pub const fn of(self, form: Form) -> DateOrder {
        match form {
            Form::Certain => DateOrder::MonthDay,
            Form::LongYear => self.long,
            Form::ShortYear => self.short,
        }
    }

    /// Both the other way round.
    pub(super) const fn other(self) -> Self {
        Self { long: self.long.other(), short: self.short.other() }
    }
}

/// What dates of one form say of the order of day and month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Support {
    /// Dates possible only with the day first.
    pub only_day_month: u64,
    /// Dates possible only with the month first.
    pub only_month_day: u64,
    /// Dates possible either way.
    pub either: u64,
}

impl Support {
    const fn observe(&mut self, first: u8, second: u8, times: u64) {
        match (first, second) {
            (13..=31, 1..=12) => self.only_day_month += times,
            (1..=12, 13..=31) => self.only_month_day += times,
            (1..=12, 1..=12) => self.either += times,
            _ => {}
        }
    }

    const fn with(self, other: Self) -> Self {
        Self {
            only_day_month: self.only_day_month + other.only_day_month,
            only_month_day: self.only_month_day + other.only_month_day,
            either: self.either + other.either,
        }
    }

    /// The order that is seen; none if any date could be read either way.
    const fn seen(self) -> Option<DateOrder> {
        match (self.only_day_month, self.only_month_day) {
            (0, 0) => None,
            (day, month) if month > day => Some(DateOrder::MonthDay),
            _ => Some(DateOrder::DayMonth),
        }
    }

    const fn is_mixed(self) -> bool {
        self.only_day_month > 0 && self.only_month_day > 0
    }

    fn sentence(self) -> String {
        let (day_first, month_first) = (self.only_day_month, self.only_month_day);
        match (day_first, month_first, self.either) {
            (0, 0, 0) => "no date needed a decision on the order of day and month".to_owned(),
            (0, 0, either) => {
                format!("day before month is assumed: all {either} numeric dates could be read either way")
            }
            (_, 0, _) => format!("day before month: {day_first} dates allow nothing else"),
            (0, _, _) => format!("month before day: {month_first} dates allow nothing else"),
            _ => {
                let order = if month_first > day_first { "month before day" } else { "day before month" };
                format!(
                    "{order}, but the column is mixed: {day_first} dates need the day first, {month_first} the month"
                )
            }
        }
    }
}

/// What a column says of the order of day and month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrderEvidence {
    long: Support,
    short: Support,
    /// Dates with a certain month whose day is 12 at most, and those with a later day.
    early: u64,
    late: u64,
}

/// The mark of a file that was opened with another country's settings: its dates up to the 12th were turned into real
/// dates with day and month exchanged, the others stayed text.
///
/// A British CSV file opened in an American Excel becomes such a workbook. Its real dates are wrong and cannot be put
/// right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocaleSwapped {
    /// Real dates, all with a day up to 12: these are probably wrong.
    pub real: u64,
    /// Dates that stayed text, all with a day after the 12th.
    pub text: u64,
}

/// With fewer dates chance makes the mark.
const FEWEST_SWAPPED: u64 = 3;

impl OrderEvidence {
    /// Takes a date into account, so many times.
    pub const fn observe(&mut self, date: &WrittenDate, times: u64) {
        match date.form {
            Form::Certain if date.second <= 12 => self.early += times,
            Form::Certain => self.late += times,
            Form::LongYear => self.long.observe(date.first, date.second, times),
            Form::ShortYear => self.short.observe(date.first, date.second, times),
        }
    }

    /// What its dates say, whatever their years are like.
    #[must_use]
    pub const fn all(&self) -> Support {
        self.long.with(self.short)
    }

    /// The orders that the column is in: dates that say nothing follow those that do.
    #[must_use]
    pub fn decide(&self) -> DateOrders {
        let (long, short) = (self.long.seen(), self.short.seen());
        DateOrders { long: long.or(short).unwrap_or_default(), short: short.or(long).unwrap_or_default() }
    }

    /// Returns the mark of day and month exchanged by another country's settings, where the column has it.
    ///
    /// It holds for a column of a workbook only, where a date without a doubt about its month is a real one and not
    /// text.
    #[must_use]
    pub const fn locale_swapped(&self) -> Option<LocaleSwapped> {
        let text = self.all();
        let one_order = text.only_day_month == 0 || text.only_month_day == 0;
        let late_text = text.only_day_month + text.only_month_day;
        let enough = self.early > 0 && late_text > 0 && self.early + late_text >= FEWEST_SWAPPED;
        if enough && one_order && text.either == 0 && self.late == 0 {
            Some(LocaleSwapped { real: self.early, text: late_text })
        } else {
            None
        }
    }

    /// How it was decided.
    #[must_use]
    pub fn sentence(&self) -> String {
        let DateOrders { long, short } = self.decide();
        if long == short {
            return self.all().sentence();
        }
        format!("{}; with years of two digits, {}", self.long.sentence(), self.short.sentence())
    }

    /// Whether the column has dates of both orders.
    #[must_use]
    pub const fn is_mixed(&self) -> bool {
        self.all().is_mixed()
    }
}
