//! Personal data on its way into a report: masked here, once, so that no renderer can forget it.
//!
//! Lines pass through [`Privacy::matched`] when they are judged, rejected rows and other texts that quote cells when
//! the report is put together. Identity and verdict come from the cells as they were; what is shown comes from the
//! masked ones.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use faxban_core::Field;
use faxban_core::judge::{Circumstances, DateFact, Exemption};
use faxban_core::personal::{Content, Counts, Heading, Kind, Personal};

use crate::layout::Layout;
use crate::matching::Matched;
use crate::screen::{BETWEEN_CELLS, Reject, Share};

/// Whether something in a text as shown is masked: two masks are equal, what is behind them need not be.
#[must_use]
pub fn is_masked(text: &str) -> bool {
    Kind::ALL.iter().any(|kind| text.contains(kind.mask()))
}

/// Whether and by which words personal data is masked.
#[derive(Debug, Clone, Copy)]
pub struct Privacy<'a> {
    words: Option<&'a Personal>,
    all: &'a Personal,
}

impl<'a> Privacy<'a> {
    /// Masks by these words, unless everything is to be shown.
    #[must_use]
    pub fn new(words: &'a Personal, show: bool) -> Self {
        Self { words: Some(words).filter(|_| !show), all: words }
    }

    /// A text with its personal data masked, whatever may be shown: what two reports call it can then be compared.
    #[must_use]
    pub fn masked<'t>(&self, text: &'t str, content: Content) -> Cow<'t, str> {
        self.all.mask(text, content).text
    }

    /// A text as it may be shown.
    #[must_use]
    pub fn shown<'t>(&self, text: &'t str, content: Content) -> Cow<'t, str> {
        self.words.map_or(Cow::Borrowed(text), |words| words.mask(text, content).text)
    }

    /// A cell under the heading of its column as it may be shown.
    #[must_use]
    pub fn cell<'t>(&self, heading: &str, cell: &'t str, content: Content) -> Cow<'t, str> {
        let masked = |words: &Personal| words.mask_under(words.heading(heading), cell, content).text;
        self.words.map_or(Cow::Borrowed(cell), masked)
    }

    /// Words of a cell as they may be shown, whole masks for what they are cut from.
    #[must_use]
    pub fn words(&self, cell: &str, span: &Range<usize>, content: Content) -> String {
        let Some(words) = self.words else { return cell.get(span.clone()).unwrap_or_default().to_owned() };
        let masked = words.mask(cell, content);
        masked.text.get(masked.span(span)).unwrap_or_default().to_owned()
    }

    /// Masks a text where it is, and counts.
    pub fn mask(&self, text: &mut String, content: Content, counts: &mut Counts) {
        let Some(masked) = self.words.map(|words| words.mask(text, content)) else { return };
        masked.count(counts);
        if let Cow::Owned(shown) = masked.text {
            *text = shown;
        }
    }

    /// What the headings of a table say of the cells below them, for each column that is known.
    #[must_use]
    pub fn headings(&self, layout: &Layout) -> Vec<Heading> {
        let heading = |(_, column): &(Field, usize)| {
            self.all.heading(layout.header.get(*column).map_or("", String::as_str))
        };
        layout.fields.iter().map(heading).collect()
    }

    /// A matched line as it may be shown, the words of its evidence in their new places; none if nothing is masked.
    #[must_use]
    pub fn matched(
        &self,
        matched: &Matched,
        layout: &Layout,
        headings: &[Heading],
    ) -> Option<(Matched, Counts)> {
        let words = self.words?;
        let mut shown: Option<Matched> = None;
        let mut counts = Counts::new();
        for ((field, _), (at, cell)) in layout.fields.iter().zip(matched.cells.iter().enumerate()) {
            let heading = headings.get(at).copied().unwrap_or_default();
            let masked = words.mask_under(heading, cell, Content::of(*field));
            if masked.pieces.is_empty() {
                continue;
            }
            masked.count(&mut counts);
            let shown = shown.get_or_insert_with(|| matched.clone());
            for sign in shown.evidence.signs.iter_mut().filter(|sign| sign.column == *field) {
                sign.span = masked.span(&sign.span);
            }
            if let Some(cell) = shown.cells.get_mut(at) {
                *cell = masked.text.into();
            }
        }
        Some((shown?, counts))
    }

    /// Masks the texts that sentences quote, after what they mean is known.
    pub fn circumstances(&self, circumstances: &mut Circumstances) {
        let uncounted = &mut Counts::new();
        self.mask(&mut circumstances.status, Content::Free, uncounted);
        self.mask(&mut circumstances.method, Content::Free, uncounted);
        self.mask(&mut circumstances.whose, Content::Party, uncounted);
        for date in [&mut circumstances.date, &mut circumstances.acquired, &mut circumstances.disposed] {
            if let DateFact::Impossible(text) | DateFact::Unreadable(text) = date {
                self.mask(text, Content::Code, uncounted);
            }
        }
    }

    /// Masks the words of an exemption.
    pub fn exemption(&self, exemption: &mut Exemption, counts: &mut Counts) {
        self.mask(&mut exemption.reason, Content::Free, counts);
        self.mask(&mut exemption.approver, Content::Free, counts);
        self.mask(&mut exemption.evidence, Content::Free, counts);
    }

    /// Masks rejected rows. Their cells may have moved, so all of them are free text; but a bare number is a code
    /// unless some column is of patients' numbers.
    pub fn rejects(&self, rejects: &mut [Reject], header: &[String]) -> Counts {
        let mut counts = Counts::new();
        let Some(words) = self.words else { return counts };
        let headings: Vec<Heading> = header.iter().map(|heading| words.heading(heading)).collect();
        let patients = headings.iter().any(|heading| heading.is_of_patients());
        for reject in rejects {
            let cells = reject.raw.split(BETWEEN_CELLS).enumerate().map(|(column, cell)| {
                let bare = !patients && !cell.contains(char::is_alphabetic);
                let content = if bare { Content::Code } else { Content::Free };
                let heading = headings.get(column).copied().unwrap_or_default();
                let masked = words.mask_under(heading, cell, content);
                masked.count(&mut counts);
                masked.text
            });
            reject.raw = cells.collect::<Vec<_>>().join(BETWEEN_CELLS);
        }
        counts
    }

    /// Shares by organisation, with the names as they are shown.
    #[must_use]
    pub fn organisations(&self, shares: BTreeMap<String, Share>, heading: &str) -> BTreeMap<String, Share> {
        let mut shown: BTreeMap<String, Share> = BTreeMap::new();
        for (name, share) in shares {
            let name = self.cell(heading, &name, Content::Party).into_owned();
            shown.entry(name).or_default().merge(&share);
        }
        shown
    }
}

/// Adds counts up.
#[must_use]
pub fn total<'a>(counts: impl Iterator<Item = &'a Counts>) -> Counts {
    let mut total = Counts::new();
    for (kind, pieces) in counts.flatten() {
        *total.entry(*kind).or_default() += pieces;
    }
    total
}
