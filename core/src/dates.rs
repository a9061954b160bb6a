//! Dates as files write them, and the order of day and month in a column.

mod fast;
mod missing;
mod order;
mod parse;
mod period;
mod words;
mod written;

pub use fast::parse_bytes_fast;
pub use missing::is_unknown;
pub use order::{DateOrder, DateOrders, LocaleSwapped, OrderDoubts, OrderEvidence, Support};
pub use parse::{Epoch, ParsedDate, Precision, parse, parse_from, read, read_from};
pub use period::financial_month;
pub use words::MONTHS;
pub use written::{Form, WrittenDate};

use jiff::civil::Date;
use thiserror::Error;

/// Why a cell is no date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DateError {
    /// There is nothing in it.
    #[error("the cell is blank")]
    Blank,
    /// It says that there is no date: "N/A", or a placeholder such as 31/12/9999.
    #[error("the cell says that there is no date")]
    NoDate,
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
