//! What a line takes from the line above it: its description, where it says "as above" or nothing, and its balance.

use crate::mentions::{Place, Where};

/// The line above, as far as it matters to the line below.
#[derive(Debug, Clone, Default)]
pub(super) enum Above<T> {
    /// Not known here: it stands in the block before.
    #[default]
    Unknown,
    /// It has nothing that the line below could take from it, or there is none.
    Nothing,
    /// What it has.
    Line(T),
}

impl<T> Above<T> {
    /// Whether it is known that there is nothing.
    #[inline]
    pub const fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// The line above, seen from behind lines of which the last is this one.
    pub fn followed_by(&mut self, last: Self) {
        if !matches!(last, Self::Unknown) {
            *self = last;
        }
    }
}

impl<T> From<Option<T>> for Above<T> {
    fn from(line: Option<T>) -> Self {
        line.map_or(Self::Nothing, Self::Line)
    }
}

/// A line that may name a product, as far as the line below may leave it out.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// Its row.
    pub row: u64,
    /// Whether it has fewer cells than other lines.
    pub is_short: bool,
    /// What it says was bought or is held.
    pub description: String,
    /// Its supplier; blank in a table without.
    pub supplier: String,
}

/// What speaks against a line above a row with nothing but text where descriptions stand.
pub(super) const GOES_ON: &str =
    "the row below it, which has nothing but text: its description may go on there";

/// A row with nothing but text, which may go on with the description of the line above it.
#[derive(Debug, Clone)]
pub(super) struct Remark {
    pub row: u64,
    /// Whether it has text where descriptions stand.
    pub is_below: bool,
    /// Whether its first cell has text, as when the line above was cut.
    pub is_first: bool,
}

impl Remark {
    /// Whether it may go on with a line.
    pub const fn follows(&self, above: &Named) -> bool {
        above.row + 1 == self.row && (self.is_below || above.is_short && self.is_first)
    }
}

/// A line that leaves out what it is about.
#[derive(Debug, Clone)]
pub(super) struct GoesOn {
    /// Its row.
    pub row: u64,
    /// The column that says "as above", or nothing.
    pub column: usize,
    /// Whether it says so in words.
    pub is_said: bool,
    /// Its supplier; blank in a table without.
    pub supplier: String,
}

impl GoesOn {
    /// Whether it may go on with a line. What stands once for several lines stands in the first of them; another supplier
    /// sold something else.
    pub fn follows(&self, above: &Named) -> bool {
        self.is_said || self.supplier.is_empty() || self.supplier == above.supplier
    }

    /// Where a product is named that stands in the line above.
    pub fn place(&self, above: &Named) -> Place {
        let text = above.description.clone();
        Place { kind: Where::AsAbove, row: self.row, column: self.column, text }
    }
}
