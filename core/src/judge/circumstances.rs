//! What a line says beside its words, as far as the judge needs it.

use jiff::civil::Date;

use crate::body::BodyKind;
use crate::money;
use crate::status::State;

/// A date cell as judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum DateFact {
    /// There is no such column, or the cell is blank.
    #[default]
    Missing,
    /// A day, the first and last day that a month or year can mean, or the two days that it is one of.
    Known {
        /// First day that the cell can mean.
        first: Date,
        /// Last day that the cell can mean.
        last: Date,
        /// Whether it is one of the two and no day between.
        either: bool,
    },
    /// A day that no calendar has.
    Impossible(String),
    /// Text that is no date.
    Unreadable(String),
}

impl DateFact {
    /// A single day.
    #[must_use]
    pub const fn day(date: Date) -> Self {
        Self::Known { first: date, last: date, either: false }
    }

    /// The first day that it can mean.
    #[must_use]
    pub const fn first(&self) -> Option<Date> {
        match self {
            Self::Known { first, .. } => Some(*first),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Known { first, last, .. } if first == last => first.to_string(),
            Self::Known { first, last, either: true } => format!("{first} or {last}"),
            Self::Known { first, last, either: false } => format!("{first} to {last}"),
            Self::Impossible(text) | Self::Unreadable(text) => text.clone(),
        }
    }
}

/// An amount in another currency than pounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// The code of the currency.
    pub currency: String,
    /// The amount in hundredths of it.
    pub hundredths: i64,
}

/// What a line says beside its words.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// Date of the purchase (ledger).
    pub date: DateFact,
    /// Day of acquisition (register).
    pub acquired: DateFact,
    /// Day of disposal (register).
    pub disposed: DateFact,
    /// What the status cell means.
    pub state: State,
    /// The status cell as written.
    pub status: String,
    /// Whether the line says that the thing is kept for emergencies.
    pub emergency: bool,
    /// How it was acquired, as written.
    pub method: String,
    /// Amount in pence.
    pub pence: Option<i64>,
    /// Amount in another currency.
    pub foreign: Option<Foreign>,
    /// Number of pieces, when the line says more than one.
    pub quantity: Option<u64>,
    /// Number of fax pages that the device counted.
    pub fax_pages: Option<u64>,
    /// Whether the line stands in a sheet that is hidden.
    pub hidden: bool,
    /// Whether the row of a register has nothing but a name: none of the other things that its columns say of an asset.
    pub name_alone: bool,
    /// What the line itself says against it, with its column, such as "Notes: scrapped 2019".
    pub doubt: Option<String>,
    /// The words by which a line may be something else than what it names: something for it, with it or about it.
    pub beside: Option<String>,
    /// Whose line it is, by name.
    pub whose: String,
    /// What kind of body that is, where it is known.
    pub body: Option<BodyKind>,
    /// The column that names the product, where rules do not read that column.
    pub elsewhere: Option<Elsewhere>,
}

/// A column that names a product and that no rule reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Its heading, or its number where it has none.
    pub heading: String,
    /// The line of `faxban.toml` that has it read as the description.
    pub setting: String,
}

impl Circumstances {
    /// Whether money came back.
    pub(super) fn is_credit(&self) -> bool {
        self.pence
            .or(self.foreign.as_ref().map(|foreign| foreign.hundredths))
            .is_some_and(|amount| amount < 0)
    }

    pub(super) fn amount(&self) -> String {
        match (self.pence, &self.foreign) {
            (Some(pence), _) => money::format_pounds_grouped(i128::from(pence)),
            (None, Some(Foreign { currency, hundredths })) => {
                format!("{} {currency}", money::format_pounds(i128::from(*hundredths)))
            }
            (None, None) => String::new(),
        }
    }
}
