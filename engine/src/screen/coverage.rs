//! Which days and months a table covers, under either order of day and month until the order is decided.

use std::collections::BTreeMap;
use std::fmt;

use faxban_core::dates::{self, DateError, DateOrder, FastDate, OrderEvidence};
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

/// Lines by day, the year, month and day packed into a number, as read under one order of day and month.
type Days = BTreeMap<u32, u64>;

const fn pack(year: i16, first: u8, second: u8) -> u32 {
    ((year.unsigned_abs() as u32) << 16) | ((first as u32) << 8) | second as u32
}

const fn parts(packed: u32) -> (i16, u8, u8) {
    let [_, _, first, second] = packed.to_be_bytes();
    ((packed >> 16).cast_signed() as i16, first, second)
}

fn day(year: i16, month: u8, day: u8) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
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

    /// Notes the date of so many lines that the quick reader could read.
    pub fn see_fast(&mut self, date: &FastDate, lines: u64) {
        let days = if date.iso { &mut self.plain } else { &mut self.numeric };
        *days.entry(pack(date.year, date.first, date.second)).or_default() += lines;
    }

    /// Notes a date cell as text.
    pub fn see_text(&mut self, cell: &str, row: u64) {
        if let Some(date) = dates::parse_bytes_fast(cell.as_bytes()) {
            self.see_fast(&date, 1);
            return;
        }
        match dates::parse(cell, DateOrder::DayMonth) {
            Ok(parsed) => {
                let day = parsed.date;
                let day = pack(day.year(), day.month().unsigned_abs(), day.day().unsigned_abs());
                *self.plain.entry(day).or_default() += 1;
            }
            Err(DateError::Blank) => self.blank.add(row),
            Err(DateError::Impossible { .. }) => self.impossible.add(row),
            Err(DateError::Unreadable { .. } | DateError::OtherOrder { .. }) => self.unreadable.add(row),
        }
    }

    /// Adds the dates of other records.
    pub fn merge(&mut self, other: &Self) {
        for (days, others) in [(&mut self.plain, &other.plain), (&mut self.numeric, &other.numeric)] {
            for (day, lines) in others {
                *days.entry(*day).or_default() += lines;
            }
        }
        self.blank.merge(&other.blank);
        self.unreadable.merge(&other.unreadable);
        self.impossible.merge(&other.impossible);
    }

    /// What the table's dates say of the order of day and month in it.
    #[must_use]
    pub fn evidence(&self) -> OrderEvidence {
        let mut evidence = OrderEvidence::default();
        for (packed, lines) in &self.numeric {
            let (_, first, second) = parts(*packed);
            evidence.observe(first, second, *lines);
        }
        evidence
    }

    /// The dates under an order.
    #[must_use]
    pub fn report(&self, order: DateOrder) -> DateReport {
        let mut impossible = self.impossible;
        let mut days: BTreeMap<Date, u64> = BTreeMap::new();
        for (calendar, swapped) in [(&self.plain, false), (&self.numeric, order == DateOrder::DayMonth)] {
            for (packed, lines) in calendar {
                let (year, first, second) = parts(*packed);
                let (month, date) = if swapped { (second, first) } else { (first, second) };
                match day(year, month, date) {
                    Some(day) => *days.entry(day).or_default() += lines,
                    None => impossible.rows += lines,
                }
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
