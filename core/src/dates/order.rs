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
    /// 2003, April 19 in 03/04/19: with a year of two digits that stands first.
    YearFirst,
}

impl DateOrder {
    const fn other(self) -> Self {
        match self {
            Self::DayMonth | Self::YearFirst => Self::MonthDay,
            Self::MonthDay => Self::DayMonth,
        }
    }

    /// Returns the order that a heading such as "Date (yy/mm/dd)" states.
    #[must_use]
    pub fn in_heading(heading: &str) -> Option<Self> {
        let lower = heading.to_lowercase();
        let letters = |part: &str| {
            let first = part.chars().next().filter(|c| matches!(c, 'd' | 'm' | 'y'))?;
            let times = part.len();
            let is_usual = times <= 2 || (first == 'y' && times == 4);
            (is_usual && part.chars().all(|c| c == first)).then_some(first)
        };
        let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphabetic()).collect();
        let apart = words.windows(3).find_map(|three| {
            let [one, two, three] = three else { return None };
            Some([letters(one)?, letters(two)?, letters(three)?])
        });
        let glued = || {
            words.iter().find_map(|word| match *word {
                "ddmmyy" | "ddmmyyyy" => Some(['d', 'm', 'y']),
                "mmddyy" | "mmddyyyy" => Some(['m', 'd', 'y']),
                "yymmdd" | "yyyymmdd" => Some(['y', 'm', 'd']),
                _ => None,
            })
        };
        match apart.or_else(glued)? {
            ['d', 'm', 'y'] => Some(Self::DayMonth),
            ['m', 'd', 'y'] => Some(Self::MonthDay),
            ['y', 'm', 'd'] => Some(Self::YearFirst),
            _ => None,
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
    /// Where it may be another one.
    pub doubts: OrderDoubts,
}

/// What else the dates of a column may mean: a verdict that depends on it is for a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrderDoubts {
    /// The other order of dates with a year of four digits.
    pub long: Option<DateOrder>,
    /// The other order of dates with a year of two digits.
    pub short: Option<DateOrder>,
    /// Whether another country's settings may have exchanged day and month of the dates that look certain.
    pub exchanged: bool,
}

impl From<DateOrder> for DateOrders {
    fn from(order: DateOrder) -> Self {
        // A year of four digits that stands first is certain anyhow.
        let long = if order == DateOrder::YearFirst { DateOrder::DayMonth } else { order };
        Self { long, short: order, doubts: OrderDoubts::default() }
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
        Self { long: self.long.other(), short: self.short.other(), doubts: self.doubts }
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

    /// The order that part of the column is in, beside the one that is seen; a slip of the pen is no part.
    const fn also(self) -> Option<DateOrder> {
        let (day, month) = (self.only_day_month, self.only_month_day);
        match (day, month) {
            _ if !self.is_mixed() => None,
            _ if month > day && day * SLIP >= month => Some(DateOrder::DayMonth),
            _ if month <= day && month * SLIP >= day => Some(DateOrder::MonthDay),
            _ => None,
        }
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

/// One date in so many of the other order is a slip of the pen.
const SLIP: u64 = 20;
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
        DateOrders {
            long: long.or(short).unwrap_or_default(),
            short: short.or(long).unwrap_or_default(),
            doubts: OrderDoubts { long: self.long.also(), short: self.short.also(), exchanged: false },
        }
    }

    /// Whether dates of the column contradict an order.
    #[must_use]
    pub const fn contradicts(&self, order: DateOrder) -> bool {
        match order {
            DateOrder::DayMonth => self.all().only_month_day > 0,
            DateOrder::MonthDay => self.all().only_day_month > 0,
            DateOrder::YearFirst => false,
        }
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
        let DateOrders { long, short, .. } = self.decide();
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
