//! Which columns make up the amount: one, one with its sign beside it, or one for debits and one for credits.
//!
//! Headings alone say what each column means; only all of them together say which of them counts. What does not count
//! is named as unused or as a second amount, so that nothing is left out in silence.

use super::{Column, Mapping, Recognised};
use crate::field::{Field, SourceKind};
use crate::money;
use crate::row_words::{RowWords, Side};

/// The basis of a sign column that says what each document is, such as "Transaction type": a type that says nothing of
/// debit and credit leaves the amount as it is written.
pub const BY_DOCUMENT: &str = "document";

/// A heading of so few letters says too little to be the amount by itself: "Dr" is a doctor as well.
const TOO_SHORT: usize = 2;

/// The most that a tax is of what it is on, with room for pennies; the highest rate of VAT is a fifth.
const MOST_TAX: (u64, u64) = (21, 100);

/// Net and tax must add up in so many rows.
const FEWEST_SUMS: usize = 5;

impl Mapping {
    /// Decides which of the amounts, signs and currencies count.
    ///
    /// `names` are the headings of all columns, `beneath` the rows below them as far as they are known, and `named` the
    /// fields whose column the user named: those always count.
    pub fn settle_amounts(
        &mut self,
        names: &[String],
        beneath: &[(u64, Vec<String>)],
        words: &RowWords,
        named: &[Field],
    ) {
        self.settle_sides(named);
        if !named.contains(&Field::Amount) {
            self.settle_net(names, beneath);
        }
        if !named.contains(&Field::Cost) {
            self.settle_total(names, beneath);
        }
        self.settle_sign(names, beneath, words, named);
        self.settle_currency(words, named);
        self.unknown.retain(|index| names.get(*index).is_some_and(|name| !words.heads_other_money(name)));
        self.unmapped.sort_by_key(|(index, _)| *index);
        self.duplicates.sort_by_key(|(_, index, _)| *index);
    }

    /// Debits and credits in two columns are the amount if there is no other.
    fn settle_sides(&mut self, named: &[Field]) {
        let has = |field| self.fields.contains_key(&field);
        let (debit, credit) = (has(Field::Debit), has(Field::Credit));
        let wants_sides = named.iter().any(|field| matches!(field, Field::Debit | Field::Credit));
        if has(Field::Amount) && debit && credit && wants_sides && !named.contains(&Field::Amount) {
            self.set_aside(Field::Amount);
        } else if has(Field::Amount) {
            self.set_aside(Field::Debit);
            self.set_aside(Field::Credit);
        } else if debit && !credit {
            if let Some(column) = self.fields.remove(&Field::Debit) {
                if column.header.chars().filter(|c| c.is_alphanumeric()).count() > TOO_SHORT {
                    let basis = Some(Field::Debit.as_str().to_owned());
                    self.fields.insert(Field::Amount, Column { basis, ..column });
                } else {
                    self.unmapped.push((column.index, column.header));
                }
            }
        } else if credit && !debit {
            self.leave_unused(Field::Credit);
        }
    }

    /// Takes the column that the quantity and the cost taken so far lead to, if exactly one does: that is what the line
    /// cost, and the other the cost of one.
    fn settle_total(&mut self, names: &[String], beneath: &[(u64, Vec<String>)]) {
        let index = |field| self.fields.get(&field).map(|column: &Column| column.index);
        let (Some(quantity), Some(cost)) = (index(Field::Quantity), index(Field::Cost)) else { return };
        let read = |column: usize| -> Vec<Option<i64>> {
            let cells = beneath.iter().map(|(_, row)| row.get(column).map_or("", String::as_str));
            cells.map(|cell| money::parse(cell).ok().map(|money| money.pence)).collect()
        };
        let (pieces, each) = (read(quantity), read(cost));
        let leads_to = |column: &usize| {
            let (mut rows, mut several) = (0, 0);
            for ((pieces, each), total) in pieces.iter().zip(&each).zip(read(*column)) {
                let (Some(pieces), Some(each), Some(total)) = (pieces, each, total) else { continue };
                if i128::from(*pieces) * i128::from(*each) != i128::from(total) * 100 {
                    return false;
                }
                (rows, several) = (rows + 1, several + usize::from(*pieces != 100));
            }
            rows >= FEWEST_SUMS && several > 0
        };
        let is_free = |column: &usize| self.fields.values().all(|taken| taken.index != *column);
        let mut totals = (0..names.len()).filter(is_free).filter(leads_to);
        let (Some(index), None) = (totals.next(), totals.next()) else { return };
        self.take_by_content(Field::Cost, index, names, None);
    }

    /// Takes a column for an amount by what it holds; the one taken so far is named as a second one.
    fn take_by_content(&mut self, field: Field, index: usize, names: &[String], basis: Option<String>) {
        let header = names.get(index).cloned().unwrap_or_default();
        self.unmapped.retain(|(other, _)| *other != index);
        self.unknown.retain(|other| *other != index);
        self.duplicates.retain(|(_, other, _)| *other != index);
        let taken = Column { index, header, basis, recognised: Recognised::Content };
        if let Some(before) = self.fields.insert(field, taken) {
            self.duplicates.push((field, before.index, before.header));
        }
    }

    /// Takes the column that the tax and it add up to the amount taken so far, if exactly one does: that is the net one,
    /// whatever its heading.
    fn settle_net(&mut self, names: &[String], beneath: &[(u64, Vec<String>)]) {
        let may_be_gross = |column: &&Column| {
            matches!(column.basis.as_deref(), Some("gross" | "unstated" | "invoice_total"))
        };
        let Some(gross) = self.fields.get(&Field::Amount).filter(may_be_gross).map(|column| column.index)
        else {
            return;
        };
        let is_free = |column: &usize| self.fields.values().all(|taken| taken.index != *column);
        let free: Vec<usize> = (0..names.len()).filter(is_free).collect();
        let read = |column: usize| -> Vec<Option<i64>> {
            let cells = beneath.iter().map(|(_, row)| row.get(column).map_or("", String::as_str));
            cells.map(|cell| money::parse(cell).ok().map(|money| money.pence)).collect()
        };
        let total = read(gross);
        let figures: Vec<(usize, Vec<Option<i64>>)> =
            free.iter().map(|column| (*column, read(*column))).collect();
        let add_up = |net: &[Option<i64>], tax: &[Option<i64>]| {
            let (mut rows, mut taxed) = (0, 0);
            for ((net, tax), total) in net.iter().zip(tax).zip(&total) {
                let (Some(net), Some(tax), Some(total)) = (net, tax, total) else { continue };
                let is_tax = tax.unsigned_abs() * MOST_TAX.1 <= net.unsigned_abs() * MOST_TAX.0 + 1;
                if net.checked_add(*tax) != Some(*total) || !is_tax {
                    return false;
                }
                (rows, taxed) = (rows + 1, taxed + usize::from(*tax != 0));
            }
            rows >= FEWEST_SUMS && taxed * 4 >= rows
        };
        let mut nets = figures
            .iter()
            .filter(|(column, net)| figures.iter().any(|(other, tax)| other != column && add_up(net, tax)));
        let (Some((index, _)), None) = (nets.next(), nets.next()) else { return };
        self.take_by_content(Field::Amount, *index, names, Some("net".to_owned()));
    }

    fn settle_sign(
        &mut self,
        names: &[String],
        beneath: &[(u64, Vec<String>)],
        words: &RowWords,
        named: &[Field],
    ) {
        if !self.fields.contains_key(&Field::Amount) {
            self.leave_unused(Field::Sign);
            return;
        }
        // A heading such as "DC" may mean something else: where no cell is understood, it does.
        let cells = |index: usize| beneath.iter().filter_map(move |(_, row)| row.get(index));
        let understood = |index: usize| {
            let mut filled = cells(index).filter(|cell| !cell.trim().is_empty()).peekable();
            filled.peek().is_none() || filled.any(|cell| words.side(cell).is_some())
        };
        let is_doubtful = |column: &Column| !named.contains(&Field::Sign) && !understood(column.index);
        if self.fields.get(&Field::Sign).is_some_and(is_doubtful) {
            self.leave_unused(Field::Sign);
        }
        if self.fields.contains_key(&Field::Sign) {
            return;
        }
        let by_sign = |(index, heading): &&(usize, String)| words.heads_signs(heading) && understood(*index);
        let by_document = |(_, heading): &&(usize, String)| words.heads_documents(heading);
        let found = self.unmapped.iter().find(by_sign).map(|(index, _)| (*index, None));
        let says_credit =
            |index: usize| cells(index).any(|cell| words.side_of_document(cell) == Some(Side::Credit));
        let found = found.or_else(|| {
            let mut documents = self.unmapped.iter().filter(by_document).map(|(index, _)| *index);
            let of_ledger = self.kind.family() == SourceKind::Ledger;
            // "Type" may be PI and PC, and "Document type" beside it invoice and credit note.
            let found = documents.clone().find(|index| says_credit(*index)).or_else(|| documents.next());
            found.filter(|_| of_ledger).map(|index| (index, Some(BY_DOCUMENT.to_owned())))
        });
        if let Some((index, basis)) = found {
            let header = names.get(index).cloned().unwrap_or_default();
            self.unmapped.retain(|(other, _)| *other != index);
            self.fields.insert(Field::Sign, Column { index, header, basis, recognised: Recognised::Heading });
        }
    }

    /// Takes an amount in pounds where there is one, or else the currency that the amount is in.
    fn settle_currency(&mut self, words: &RowWords, named: &[Field]) {
        if !self.fields.contains_key(&Field::Currency) {
            return;
        }
        let Some(amount) = self.amount_field() else {
            self.leave_unused(Field::Currency);
            return;
        };
        if named.contains(&Field::Currency) {
            return;
        }
        if amount == Field::Amount && !named.contains(&Field::Amount) && !self.is_in_pounds(amount, words) {
            let in_pounds = |(field, _, heading): &(Field, usize, String)| {
                *field == Field::Amount && (words.heads_pounds(heading) || words.heads_pounds_of_two(heading))
            };
            if let Some(at) = self.duplicates.iter().position(in_pounds) {
                self.exchange(Field::Amount, at);
            }
        }
        let qualifier = self.fields.get(&amount).and_then(|column| words.qualifier(&column.header));
        let own = |heading: &str| words.qualifier(heading) == qualifier;
        let belongs = self.fields.get(&Field::Currency).is_some_and(|column| own(&column.header));
        if !belongs {
            let other =
                |(field, _, heading): &(Field, usize, String)| *field == Field::Currency && own(heading);
            match self.duplicates.iter().position(other) {
                Some(at) => self.exchange(Field::Currency, at),
                None => self.settle_lone_currency(words),
            }
        }
        // The currency of the paper is not that of an amount in pounds, unless it says to be of this very amount.
        let says_so = self.fields.get(&Field::Currency).and_then(|column| words.qualifier(&column.header));
        if self.is_in_pounds(amount, words) && (says_so.is_none() || says_so != qualifier) {
            self.paper_currency = self.fields.get(&Field::Currency).map(|column| column.index);
            self.leave_unused(Field::Currency);
        }
    }

    /// A currency that says which amount it belongs to, and it is not this one, says nothing of it; one that does not
    /// say so is that of any amount.
    fn settle_lone_currency(&mut self, words: &RowWords) {
        let qualified = |column: &Column| words.qualifier(&column.header).is_some();
        if self.fields.get(&Field::Currency).is_some_and(qualified) {
            self.leave_unused(Field::Currency);
        }
    }

    fn is_in_pounds(&self, amount: Field, words: &RowWords) -> bool {
        let of_two = self.duplicates.iter().any(|(field, ..)| *field == Field::Amount);
        let in_pounds = |column: &Column| {
            words.heads_pounds(&column.header) || of_two && words.heads_pounds_of_two(&column.header)
        };
        self.fields.get(&amount).is_some_and(in_pounds)
    }

    /// The field whose heading speaks for the amount.
    fn amount_field(&self) -> Option<Field> {
        [Field::Amount, Field::Debit, Field::Cost].into_iter().find(|field| self.fields.contains_key(field))
    }

    /// Names the column of a field as one that could have been the amount.
    fn set_aside(&mut self, field: Field) {
        if let Some(column) = self.fields.remove(&field) {
            self.duplicates.push((Field::Amount, column.index, column.header));
        }
    }

    /// Names the column of a field as unused.
    fn leave_unused(&mut self, field: Field) {
        if let Some(column) = self.fields.remove(&field) {
            self.unmapped.push((column.index, column.header));
        }
    }

    /// Takes another column for a field; the one taken so far is named as a second one.
    fn exchange(&mut self, field: Field, duplicate: usize) {
        let (_, index, header) = self.duplicates.remove(duplicate);
        let basis = self.bases.get(&(field, index)).cloned();
        let taken =
            self.fields.insert(field, Column { index, header, basis, recognised: Recognised::Heading });
        if let Some(before) = taken {
            self.duplicates.push((field, before.index, before.header));
        }
    }
}
