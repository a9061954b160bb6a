//! Dates as files write them, and the order of day and month in a column.

mod parse;

pub use parse::{MONTHS, ParsedDate, Precision, parse, parse_bytes_fast};

use jiff::civil::Date;
use thiserror::Error;

/// Which comes first in a date such as 03/04/2019.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// 3 April: British.
    #[default]
    DayMonth,
    /// 4 March: American.
    MonthDay,
}

/// Why a cell is no date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DateError {
    /// There is nothing in it.
    #[error("the cell is blank")]
    Blank,
    /// It is text that no rule for dates fits.
    #[error("\"{text}\" cannot be read as a date")]
    Unreadable {
        /// The cell.
        text: String,
    },
    /// It is written like a date, but no calendar has the day.
    #[error("the day \"{text}\" does not exist")]
    Impossible {
        /// The cell.
        text: String,
    },
    /// It exists only if day and month change places.
    #[error("\"{text}\" is a date only with day and month the other way round")]
    OtherOrder {
        /// The cell.
        text: String,
        /// The day that it would be.
        date: Date,
    },
}

/// A date as the quick reader sees it: numbers in the order in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FastDate {
    /// The year.
    pub year: i16,
    /// The first of the two other numbers.
    pub first: u8,
    /// The second.
    pub second: u8,
    /// Whether it is written year first, so that `first` is the month without any doubt.
    pub iso: bool,
}

/// What a column says of the order of day and month; merges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrderEvidence {
    /// Dates possible only with the day first.
    pub only_day_month: u64,
    /// Dates possible only with the month first.
    pub only_month_day: u64,
    /// Dates possible either way.
    pub either: u64,
}

impl OrderEvidence {
    /// Takes two numbers of a numeric date into account, so many times.
    pub const fn observe(&mut self, first: u8, second: u8, times: u64) {
        match (first, second) {
            (13..=31, 1..=12) => self.only_day_month += times,
            (1..=12, 13..=31) => self.only_month_day += times,
            (1..=12, 1..=12) => self.either += times,
            _ => {}
        }
    }

    /// The order that the column is in.
    #[must_use]
    pub fn decide(&self) -> DateOrder {
        if self.only_month_day > self.only_day_month { DateOrder::MonthDay } else { DateOrder::DayMonth }
    }

    /// How it was decided.
    #[must_use]
    pub fn sentence(&self) -> String {
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

    /// Whether the column has dates of both orders.
    #[must_use]
    pub const fn is_mixed(&self) -> bool {
        self.only_day_month > 0 && self.only_month_day > 0
    }
}
