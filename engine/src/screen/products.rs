//! Quantities and prices: a table that has both proves the amount of each line, unless it holds something else.

use faxban_core::money::Money;
use serde::{Deserialize, Serialize};

use super::Noted;

/// Fewer agreeing lines prove nothing.
const LEAST: u64 = 5;
/// In so many of a hundred lines the amount must be quantity times price, or it is something else, such as a sum with VAT.
const AGREEING: u64 = 90;

/// What the lines say of quantity times price.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Products {
    /// Lines whose amount is the product.
    agreeing: u64,
    /// The others.
    differing: Noted,
}

impl Products {
    /// Whether no line has all three.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.agreeing == 0 && self.differing.is_empty()
    }

    /// Compares the amount of a line, in pence, with its quantity and the price of one.
    #[inline]
    pub(super) fn compare(&mut self, row: u64, pence: i64, quantity: Money, price: Money) {
        // Both are in hundredths, and prices are rounded: a penny for every two items may be lost, and another one.
        let hundredths = i128::from(quantity.pence) * i128::from(price.pence);
        let apart = hundredths.abs() - i128::from(pence).abs() * 100;
        let allowed = i128::from(quantity.pence).abs() / 2 + 100;
        if apart.abs() <= allowed {
            self.agreeing += 1;
        } else {
            self.differing.add(row);
        }
    }

    /// The lines whose amount is not the product, where it is in nearly all others.
    #[must_use]
    pub fn differing(&self) -> Option<Noted> {
        let all = self.agreeing + self.differing.rows;
        let agrees = self.agreeing >= LEAST && self.agreeing * 100 >= all * AGREEING;
        (agrees && !self.differing.is_empty()).then_some(self.differing)
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.agreeing += other.agreeing;
        self.differing.merge(&other.differing);
    }

    pub(super) const fn forget(&mut self) {
        self.differing.forget();
    }
}
