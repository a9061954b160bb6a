//! Cells as rules read them: one by one, or two together.

use std::cell::OnceCell;
use std::ops::Range;

use crate::field::Field;
use crate::pack::TEXT_COLUMNS;
use crate::search::Possible;
use crate::text::{Folded, fold};

/// A cell of a line, as rules read it.
pub(super) struct Cell<'a> {
    pub column: Field,
    pub folded: Folded<'a>,
    /// Of two cells read together: which stands before this one, and where this one begins.
    pub joined: Option<(Field, usize)>,
    /// Whether it is read by rules that do not name its column.
    pub elsewhere: bool,
    /// Patterns to try on it, worked out when first asked for.
    pub possible: OnceCell<Possible>,
}

impl<'a> Cell<'a> {
    pub fn new(column: Field, text: &'a str) -> Self {
        Self { column, folded: fold(text), joined: None, elsewhere: false, possible: OnceCell::new() }
    }

    /// A cell in which rules that do not name its column look for a product all the same.
    pub fn elsewhere(column: Field, text: &'a str) -> Self {
        Self { elsewhere: true, ..Self::new(column, text) }
    }

    /// Whether a rule or exclusion that names these columns reads the cell.
    pub fn is_read_by(&self, columns: &[Field]) -> bool {
        let names_it = columns.contains(&self.column);
        if self.elsewhere { reads_elsewhere(columns) && !names_it } else { names_it }
    }

    /// Whether it is read behind the supplier's name.
    pub fn is_by_supplier(&self) -> bool {
        self.joined.is_some_and(|(first, _)| first == Field::Supplier)
    }

    /// The part of a span that stands in the column itself; what stands in the other alone was found there.
    pub fn own(&self, span: Range<usize>) -> Option<Range<usize>> {
        let Some((_, at)) = self.joined else { return Some(span) };
        (span.end > at).then(|| span.start.saturating_sub(at)..span.end - at)
    }
}

/// Cells that are also read as one text: a maker's name stands where there is room for it.
pub(super) const TOGETHER: [(Field, Field); 4] = [
    (Field::Manufacturer, Field::Model),
    (Field::Manufacturer, Field::Description),
    (Field::Supplier, Field::Model),
    (Field::Supplier, Field::Description),
];

/// Whether rules look for products in a column although none names it: a machine in the cost centre is a machine.
pub(super) fn is_elsewhere(column: Field) -> bool {
    column != Field::Doubt
        && (!TEXT_COLUMNS.contains(&column) || matches!(column, Field::ExpenseArea | Field::ProductCode))
}

/// Whether who reads these columns recognises a product by its description, and so wherever it is named.
pub(crate) fn reads_elsewhere(columns: &[Field]) -> bool {
    columns.contains(&Field::Description)
}
