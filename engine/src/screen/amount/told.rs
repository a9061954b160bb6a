//! What to say of the amounts of a table whose sign or currency is in another column.

use faxban_core::{Field, money};

use super::Note;
use crate::layout::Layout;
use crate::screen::{Noted, Screened};

impl Screened {
    /// Returns the lines whose sign is blank although others say that they are debits.
    ///
    /// Where no line says so, a blank is how the file writes a debit.
    #[must_use]
    pub fn blank_signs(&self) -> Noted {
        self.noted(Note::BlankSign).filter(|_| self.said_debits > 0).unwrap_or_default()
    }

    /// Returns sentences on amounts whose sign or currency is in another column, or that are spread over two columns.
    #[must_use]
    pub fn amount_remarks(&self, layout: &Layout) -> Vec<String> {
        let heading = |field| layout.mapping.fields.get(&field).map_or("", |column| column.header.as_str());
        let (sign, credit, currency) =
            (heading(Field::Sign), heading(Field::Credit), heading(Field::Currency));
        let mut all = Vec::new();
        let mut remark = |noted: Option<Noted>, what: String| {
            if let Some(noted) = noted.filter(|noted| !noted.is_empty()) {
                all.push(noted.remark(&what));
            }
        };
        remark(
            self.noted(Note::UnknownSign),
            format!(
                "with neither debit nor credit in the column \"{sign}\": the amount was not counted. Check it by hand"
            ),
        );
        remark(
            Some(self.blank_signs()),
            format!(
                "with a blank in the column \"{sign}\", where other lines say that they are debits: the amount was counted as it is written. Check whether it is a credit"
            ),
        );
        remark(
            self.noted(Note::SignedTwice),
            format!(
                "with a negative amount and a credit in the column \"{sign}\": counted as one credit. Check that it is not a correction of a credit"
            ),
        );
        let by_document = self.noted(Note::CreditByDocument);
        remark(
            by_document,
            format!(
                "that the column \"{sign}\" calls a credit, with an amount without a minus: the amount was counted as negative"
            ),
        );
        remark(
            self.noted(Note::UnknownDocument).filter(|_| by_document.is_some()),
            format!(
                "of which the column \"{sign}\" does not say whether it is a debit or a credit: the amount was counted as it is written"
            ),
        );
        remark(
            self.noted(Note::BothSides),
            "with both a debit and a credit: the difference was counted".to_owned(),
        );
        remark(
            self.noted(Note::NegativeCredit),
            format!("with a negative amount in the column \"{credit}\": counted as a credit"),
        );
        remark(
            self.noted(Note::UnknownCurrency),
            format!(
                "with a currency that is not known in the column \"{currency}\": the amount was not counted. Check it by hand"
            ),
        );
        remark(
            self.noted(Note::Missing),
            "without an amount, though most other lines have one. Check whether it stands in another cell"
                .to_owned(),
        );
        remark(
            self.noted(Note::LikeNumber),
            "with an amount that looks like the numbers of another column, where the number does not: they may have changed places. Check them"
                .to_owned(),
        );
        remark(
            self.balances.differing(),
            format!(
                "whose amount does not lead from one balance in the column \"{}\" to the next, as those of the other lines do: the amount may be wrong or stand in another cell. Check them",
                heading(Field::Balance)
            ),
        );
        remark(
            super::super::products::differing(&self.products),
            format!(
                "whose amount is not \"{}\" times \"{}\", as that of the other lines is: one of the three may be wrong or stand in another cell. Check them",
                heading(Field::Quantity),
                heading(Field::UnitPrice)
            ),
        );
        if let Some(column) = layout.paper_currency {
            remark(
                self.noted(Note::PoundsByHeading),
                format!(
                    "with another currency in the column \"{}\": the amount was counted in pounds, as its own heading says. Check that it is",
                    layout.called(column)
                ),
            );
        }
        remark(
            self.noted(Note::Foreign),
            "in another currency: the amount is not in the totals, which are in pounds".to_owned(),
        );
        for (currency, tally) in &self.foreign {
            let [debit, credit] = [tally.debit, tally.credit].map(money::format_pounds);
            let lines = if tally.lines == 1 { "1 line" } else { &format!("{} lines", tally.lines) };
            all.push(format!("{lines} in {currency}: {debit} debit, {credit} credit"));
        }
        all
    }

    fn noted(&self, note: Note) -> Option<Noted> {
        self.amount_notes.get(&note).copied()
    }
}

impl Noted {
    /// `3 lines (rows 7, 8 and 12) WHAT`.
    fn remark(&self, what: &str) -> String {
        let lines = if self.rows == 1 { "1 line".to_owned() } else { format!("{} lines", self.rows) };
        let place = self.place().map(|place| format!(" ({place})")).unwrap_or_default();
        format!("{lines}{place} {what}")
    }
}
