//! Quantities and prices: a table that has both proves the amount of each line, unless it holds something else.

use faxban_core::money::Money;

use super::agreement::Agreement;
use super::noted::Noted;

/// In so many of a hundred lines the amount must be quantity times price, or it is something else, such as a sum with VAT.
const AGREEING: u64 = 90;

/// Whether an amount in pence is a quantity times the price of one.
pub(super) fn is_product(pence: i64, quantity: Money, price: Money) -> bool {
    // Both are in hundredths, and prices are rounded: a penny for every two items may be lost, and another one.
    let hundredths = i128::from(quantity.pence) * i128::from(price.pence);
    let apart = hundredths.abs() - i128::from(pence).abs() * 100;
    apart.abs() <= i128::from(quantity.pence).abs() / 2 + 100
}

/// The lines whose amount is not the product, where it is in nearly all others.
pub(super) fn differing(products: &Agreement) -> Option<Noted> {
    products.differing(AGREEING)
}
