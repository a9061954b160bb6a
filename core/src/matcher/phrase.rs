//! The description of a line read as a phrase: what was bought may be something else than what it names.

use std::ops::Range;

use super::cell::Cell;
use super::{Clearing, Hit};
use crate::field::{Field, SourceKind};
use crate::grammar::{Follows, Part};
use crate::pack::Pack;
use crate::text::Folded;

impl Pack {
    /// Reads the description as a phrase: a word beside the product may say that something else was bought. Gives the
    /// tag, and the word where it leaves that open.
    pub(super) fn read_phrase(
        &self,
        hits: &mut Vec<Hit>,
        cells: &[Cell<'_>],
        kind: SourceKind,
    ) -> Option<(usize, Option<Clearing>)> {
        let decisive = self.decide(hits).filter(|_| !self.grammar.is_empty())?;
        let class = self.rules[hits[decisive].rule].class;
        let is_said = |hit: &&Hit| hit.column == Field::Description && hit.cleared_by.is_none();
        let product: Vec<Range<usize>> = hits
            .iter()
            .filter(is_said)
            .filter(|hit| self.rules[hit.rule].class == class)
            .map(|hit| hit.span.clone())
            .collect();
        let cell = |column: Field| cells.iter().find(|cell| cell.column == column && cell.joined.is_none());
        // A number that only the supplier makes a model, or that other things have as well, needs every word to be known.
        let deciding = &hits[decisive];
        let whole = self.leans_on_supplier(hits, deciding) || self.rules[deciding.rule].whole;
        let said = cell(Field::Description).filter(|_| whole || !product.is_empty())?;
        let headings: Vec<&Folded<'_>> = [Field::Category, Field::ExpenseType]
            .into_iter()
            .filter_map(|column| cell(column).map(|cell| &cell.folded))
            .collect();
        let head = self.grammar.head(&said.folded, &product, &headings, kind, whole)?;
        let tag = self.grammar.tags.get(head.tag).filter(|tag| !tag.keeps.contains(&class))?;
        // What a word means that nobody knows is settled where the model is given in a column of its own.
        let is_model = |hit: &Hit| {
            let rule = &self.rules[hit.rule];
            hit.column == Field::Model
                && hit.cleared_by.is_none()
                && rule.class == class
                && !rule.whole
                && !hit.by_supplier
        };
        if tag.part == Part::Unknown && hits.iter().any(is_model) {
            return None;
        }
        let word = Clearing { exclusion: tag.exclusion, column: Field::Description, span: head.span };
        match head.follows {
            Follows::Review => return Some((head.tag, Some(word))),
            Follows::Clear => {
                for hit in hits.iter_mut().filter(|hit| hit.column == Field::Description) {
                    if hit.cleared_by.is_none() && !tag.keeps.contains(&self.rules[hit.rule].class) {
                        hit.cleared_by = Some(word.clone());
                    }
                }
            }
            Follows::Becomes => hits.extend(tag.becomes.map(|rule| Hit {
                rule,
                column: Field::Description,
                span: word.span.clone(),
                by_supplier: false,
                elsewhere: false,
                cleared_by: None,
            })),
        }
        Some((head.tag, None))
    }
}
