//! In which order a table writes day, month and year, by its dates, its headings and the day as of which it is judged.

use faxban_core::dates::{DateOrder, DateOrders, OrderEvidence};
use jiff::civil::Date;

use crate::layout::Layout;
use crate::screen::Screened;

/// In which order a table writes day, month and year, and how that is known.
#[derive(Debug, Clone, Copy)]
pub struct DayOrder {
    /// The orders that its dates are read by, and where they may be others.
    pub orders: DateOrders,
    /// What its dates say.
    pub evidence: OrderEvidence,
    /// What the heading of its dates says, where no date contradicts it.
    pub heading: Option<DateOrder>,
    /// Lines dated after the day as of which they are judged, though not if the year stands first.
    pub later: u64,
}

/// So many lines must be dated in the future before the year may stand first: one is a slip of the pen.
const FEWEST_LATER: u64 = 2;

impl DayOrder {
    /// Decides it for a table that is judged as of a day.
    #[must_use]
    pub fn of(screened: &Screened, layout: &Layout, as_of: Date) -> Self {
        let dates = screened.order_dates();
        let evidence = dates.evidence();
        let mut orders = evidence.decide();
        let heading = layout.stated_order().filter(|order| !evidence.contradicts(*order));
        if let Some(heading) = heading {
            let long = if heading == DateOrder::YearFirst { orders.long } else { heading };
            orders = DateOrders { long, ..DateOrders::from(heading) };
        }
        let later = if heading.is_none() { dates.later_unless_year_first(orders, as_of) } else { 0 };
        if later >= FEWEST_LATER {
            orders.doubts.short = Some(DateOrder::YearFirst);
        }
        // In a text file a date without a doubt about its month is as it was written.
        let is_workbook = layout.profile.separator().is_none();
        orders.doubts.exchanged = is_workbook && evidence.locale_swapped().is_some();
        Self { orders, evidence, heading, later }
    }

    /// Says how it was decided.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.heading {
            Some(DateOrder::DayMonth) => "day before month, as the heading says".to_owned(),
            Some(DateOrder::MonthDay) => "month before day, as the heading says".to_owned(),
            Some(DateOrder::YearFirst) => "year before month and day, as the heading says".to_owned(),
            None => self.evidence.sentence(),
        }
    }

    /// Whether it may be the year that stands first in dates with years of two digits.
    #[must_use]
    pub const fn may_be_year_first(&self) -> bool {
        self.later >= FEWEST_LATER
    }
}
