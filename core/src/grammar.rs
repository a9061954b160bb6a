//! What is on a line is not always what was bought: "table for a fax machine" is furniture.
//!
//! Words are tagged from data: what they name (furniture, a charge, a repair …) or what they do in a phrase (*for*, *with*,
//! *ward*). From the words that name a product we go to the left and to the right, and the word found there says what was
//! bought, as far as the words between allow it. A phrase that can be read in two ways sends its line to review.

mod unknown;
mod words;

use std::ops::Range;

use serde::Deserialize;

use crate::field::SourceKind;
use crate::text::Folded;

use words::{Lexicon, Word};

/// What a word does in a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Names something that may have been bought in place of the product.
    Thing,
    /// What stands in front of it was bought, what stands behind describes it: *for*, *of*.
    Of,
    /// What stands behind it comes along: *with*, *and*.
    With,
    /// A place: *ward*, *room*. The word in front of it belongs to the place's name.
    Place,
    /// Says that the product itself was bought: *purchase*, *new*.
    Bought,
    /// Is the product's own name: *fax*. A rule may read more than the name; the phrase is read from here.
    Name,
    /// Belongs to the product's own words: *machine*, *laser*.
    Product,
    /// Says that the product is not there: *without*, *no*.
    Without,
    /// Says behind the product that it is not there: *none*, *not fitted*.
    Absent,
    /// Says where, how many or of what make, and never what was bought: *cardiology*, *urgent*.
    Plain,
    /// Stands in front of the name of whoever asked for the product or gets it: *fao*, *mrs*.
    Who,
    /// Has no words of its own: stands for a word in front of the product that no tag has.
    Unknown,
}

/// What follows when a word says what was bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Follows {
    /// The words for the product are explained.
    Clear,
    /// A person decides.
    Review,
    /// The line is what another rule says.
    Becomes,
}

/// A tag: words that mean the same for a phrase.
#[derive(Debug, Clone)]
pub struct Tag {
    /// Name in files.
    pub id: String,
    /// What its words do.
    pub part: Part,
    /// What follows where such a word stands in front of the product, with *for* or *of* between them.
    pub before: Option<Follows>,
    /// What follows where it stands in front of the product with nothing between them that says how they belong together.
    pub near: Option<Follows>,
    /// What follows where it stands right behind the product.
    pub behind: Option<Follows>,
    /// Whether it counts wherever it stands behind the product: *cancelled*.
    pub reaches: bool,
    /// Whether it is something done: where it begins the line, what stands behind a colon or comes with it is what it is
    /// done to ("clear out stores: 3 fax", "testing of 142 items incl. fax").
    pub acts: bool,
    /// Whether it counts behind the product only with nothing between them: what stands behind a comma comes along.
    pub joined: bool,
    /// The rule that the line falls under, of a tag that [`Follows::Becomes`].
    pub becomes: Option<usize>,
    /// The exclusion by whose name and reason it is shown.
    pub exclusion: usize,
    /// Indexes of classes that it leaves as they are.
    pub keeps: Vec<usize>,
    /// Kinds of table in which it is read.
    pub kinds: Vec<SourceKind>,
}

/// The tags of a pack, with their words.
#[derive(Debug, Default)]
pub struct Grammar {
    /// The tags, in the order written.
    pub tags: Vec<Tag>,
    /// Their words.
    pub lexicon: Lexicon,
}

/// What the words around a product say was bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Index into [`Grammar::tags`].
    pub tag: usize,
    /// The words that say so, in bytes of the folded text.
    pub span: Range<usize>,
    /// What follows.
    pub follows: Follows,
    /// Whether it stands in a list with the product, so that both may have been bought.
    pub is_one_of_many: bool,
}

/// Words between the product and a word that governs it without a preposition.
const NEAR: usize = 3;

impl Grammar {
    /// Whether the pack has no tags.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }

    /// Finds what the words around a product say was bought, if it is not the product. `product` are the places in the
    /// cell of the words that name it; a heading that says the same as a doubtful word makes it sure. With `whole` every
    /// word of the cell has to be known, not only those in front of the product.
    #[must_use]
    pub fn head(
        &self,
        cell: &Folded<'_>,
        product: &[Range<usize>],
        headings: &[&Folded<'_>],
        kind: SourceKind,
        whole: bool,
    ) -> Option<Head> {
        let words = self.lexicon.read(cell.as_str(), |span| {
            let (start, end) = (cell.origin(span.start), cell.origin(span.end));
            product.iter().any(|place| place.start < end && start < place.end)
        });
        let Some((first, last)) = self.product(&words) else {
            // The product is named in another column: what the description says has to be known all the same.
            let found = self.unknown(cell.as_str(), &words, words.len(), kind, whole).filter(|_| whole)?;
            return Some(Head { span: cell.origin(found.span.start)..cell.origin(found.span.end), ..found });
        };
        let absent = self.absent(&words, first, last, kind);
        let before = absent.is_none().then(|| self.in_front(&words, first, kind)).flatten();
        let behind = || self.behind(&words, last, kind);
        let found = absent.or_else(|| match (before, behind()) {
            // A word that clears, or says more, wins over one that only makes doubtful.
            (Some(before), Some(behind)) if before.follows == Follows::Review => Some(behind),
            (before, behind) => before.or(behind),
        });
        let found = found.or_else(|| self.unknown(cell.as_str(), &words, first, kind, whole))?;
        let span = cell.origin(found.span.start)..cell.origin(found.span.end);
        let follows = self.confirmed(&found, headings).unwrap_or(found.follows);
        // "Clear out old fax, supply new fax": the one goes, the other is bought.
        let follows = if self.buys_another(&words, first, last) { Follows::Review } else { follows };
        Some(Head { span, follows, ..found })
    }

    /// What follows from a doubtful word where a heading of the line says the same.
    fn confirmed(&self, found: &Head, headings: &[&Folded<'_>]) -> Option<Follows> {
        let tag =
            self.tags.get(found.tag).filter(|_| found.follows == Follows::Review && !found.is_one_of_many)?;
        let follows = tag.before.or(tag.near).or(tag.behind).filter(|follows| *follows != Follows::Review)?;
        let says = |heading: &&Folded<'_>| {
            self.lexicon.read(heading.as_str(), |_| false).iter().any(|word| word.tag == Some(found.tag))
        };
        headings.iter().any(says).then_some(follows)
    }

    /// Where the product's own words begin and end. A rule may read a whole cell: what is tagged otherwise around the
    /// product's name is no part of it.
    fn product(&self, words: &[Word]) -> Option<(usize, usize)> {
        let is_name = |word: &Word| word.is_product && self.part(word) == Some(Part::Name);
        let belongs = |word: &Word| {
            let is_own =
                matches!(self.part(word), None | Some(Part::Product | Part::Name | Part::Plain | Part::Who));
            word.is_product && is_own
        };
        let named = words.iter().position(is_name).zip(words.iter().rposition(is_name));
        let Some((first, name)) = named else {
            return words.iter().position(belongs).zip(words.iter().rposition(belongs));
        };
        let behind = words.iter().skip(name + 1).take_while(|word| !word.breaks && belongs(word)).count();
        Some((first, name + behind))
    }

    /// Whether a word that says that something is bought stands between two that name the product, behind a break.
    fn buys_another(&self, words: &[Word], first: usize, last: usize) -> bool {
        let is_bought = |word: &Word| word.breaks && self.part(word) == Some(Part::Bought);
        words.get(first..last).unwrap_or_default().iter().any(is_bought)
    }

    fn tag(&self, word: &Word) -> Option<&Tag> {
        self.tags.get(word.tag?)
    }

    fn part(&self, word: &Word) -> Option<Part> {
        self.tag(word).map(|tag| tag.part)
    }

    fn head_of(&self, word: &Word, follows: Follows) -> Option<Head> {
        Some(Head { tag: word.tag?, span: word.span.clone(), follows, is_one_of_many: false })
    }

    /// A word that says that the product is not there: in front of it, or behind.
    fn absent(&self, words: &[Word], first: usize, last: usize, kind: SourceKind) -> Option<Head> {
        let applies = |word: &Word, part: Part| {
            self.tag(word).is_some_and(|tag| tag.part == part && tag.kinds.contains(&kind.family()))
        };
        let is_behind_a_number =
            |at: usize| at.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|word| word.is_number);
        let within = (first + 1..=last).find_map(|at| {
            let word = words.get(at)?;
            let is_count = may_count(word) && is_behind_a_number(at);
            (word.is_product && !is_count && applies(word, Part::Without)).then_some(word)
        });
        // "instead of the ward fax": the words between belong to the product.
        let is_own = |word: &&Word| matches!(self.part(word), Some(Part::Product | Part::Place));
        let own = words.get(..first)?.iter().rev().take_while(is_own).count();
        let at = first.checked_sub(own + 1);
        let in_front = at.and_then(|at| words.get(at)).filter(|word| {
            // "2 no fax machines" counts them.
            let is_count = own > 0 || !word.breaks && at.is_some_and(is_behind_a_number);
            applies(word, Part::Without) && !(is_count && may_count(word))
        });
        let ends = |at: usize| words.get(at + 1).is_none_or(|next| next.breaks);
        // One or two letters need a colon in front of them, or nothing behind them: "fax: N", "fax N, duplex Y". A word
        // that else stands in front needs both: "fax: no, duplex: yes", not "fax machine, no stand".
        let is_told = |at: usize, word: &Word| {
            let is_long = word.span.len() > 2;
            applies(word, Part::Absent) && (word.breaks || is_long || word.span.len() == 1 && ends(at))
                || applies(word, Part::Without) && word.breaks && ends(at)
        };
        // "fax module not required": the words of the rule may go on behind the name.
        let end = words.iter().rposition(|word| word.is_product).unwrap_or(last);
        let behind = [last + 1, end + 1]
            .into_iter()
            .filter_map(|at| Some((at, words.get(at)?)))
            .find(|(at, word)| is_told(*at, word))
            .map(|(_, word)| word);
        if let Some(word) = within.or(in_front) {
            return self.head_of(word, Follows::Clear);
        }
        // A function that is not there is none; a machine that is "not installed" may stand in a store.
        let is_function =
            first == last && words.get(first).is_some_and(|word| self.part(word) == Some(Part::Name));
        self.head_of(behind?, if is_function { Follows::Clear } else { Follows::Review })
    }

    /// The word in front of the product that governs it: the one farthest to the left that the words between let through.
    fn in_front(&self, words: &[Word], first: usize, kind: SourceKind) -> Option<Head> {
        let mut found: Option<Head> = None;
        let mut is_of = false;
        let mut is_with = false;
        let mut is_bought = false;
        let mut apart = 0;
        let mut is_broken = words.get(first)?.breaks;
        let mut is_listed = words.get(first)?.lists;
        // Whether what stands next in front is parted by more than a comma.
        let mut is_parted = is_broken && !is_listed;
        let mut is_place = false;
        let mut is_one_of_many = false;
        for (at, word) in words.get(..first)?.iter().enumerate().rev() {
            let tag = self.tag(word);
            let was_place = std::mem::take(&mut is_place);
            match tag.map(|tag| tag.part) {
                // "course for staff, fax machine": behind a comma the preposition does not reach.
                Some(Part::Of) => is_of |= !is_broken,
                Some(Part::With) => is_with = true,
                Some(Part::Bought) => is_bought = true,
                Some(Part::Place) => is_place = !word.breaks,
                // "recycling centre fax" is a place's; "clear out stores: 3 fax" is not.
                Some(Part::Thing) if !was_place || is_parted && tag.is_some_and(|tag| tag.acts) => {
                    let begins = words.iter().take(at).all(|word| word.is_number);
                    let tag = tag.filter(|tag| tag.kinds.contains(&kind.family()));
                    let acts = tag.is_some_and(|tag| tag.acts);
                    let opens = is_of || is_parted || is_with;
                    let leads = begins && acts && opens;
                    let by_word = if is_of || leads {
                        tag.and_then(|tag| tag.before.or(tag.near))
                    } else {
                        tag.and_then(|tag| tag.near)
                    };
                    if let Some(follows) = by_word {
                        let governs = is_of || begins || apart < NEAR && !is_broken;
                        // What is read so without a preposition does not mind what else comes along. In a list without
                        // a preposition everything may have been bought.
                        let is_clear = tag.is_some_and(|tag| tag.near == Some(Follows::Clear));
                        let is_plain = if is_of { !is_with || is_clear } else { !is_with && !is_listed };
                        let is_sure = leads || governs && is_plain && !is_bought;
                        let follows = if is_sure { follows } else { Follows::Review };
                        // What comes along with a thing is there as well.
                        let is_beside = is_with && !is_of && !is_sure && !begins;
                        let is_settled = found.as_ref().is_some_and(|found| {
                            found.follows != Follows::Review && follows == Follows::Review
                        });
                        if !is_beside && !is_settled && (found.is_none() || is_sure) {
                            found = self.head_of(word, follows);
                            is_one_of_many = !is_sure && !is_of && (is_with || is_listed);
                        }
                    }
                    apart = 0;
                }
                _ => apart += 1,
            }
            is_broken |= word.breaks;
            is_listed |= word.lists;
            if word.breaks {
                is_parted = !word.lists;
            }
        }
        found.map(|found| Head { is_one_of_many, ..found })
    }

    /// The word behind the product that is what was bought: "fax machine table".
    fn behind(&self, words: &[Word], last: usize, kind: SourceKind) -> Option<Head> {
        let mut found: Option<Head> = None;
        let mut apart = 0;
        let mut is_broken = false;
        let mut is_ended = false;
        for (at, word) in words.iter().enumerate().skip(last + 1) {
            is_broken |= word.breaks;
            let tag = self.tag(word);
            match tag.map(|tag| tag.part) {
                Some(Part::With | Part::Of | Part::Bought) => is_ended = true,
                Some(Part::Thing) => {
                    let is_place = words
                        .get(at + 1)
                        .is_some_and(|next| !next.breaks && self.part(next) == Some(Part::Place));
                    let tag = tag.filter(|tag| !is_place && tag.kinds.contains(&kind.family()));
                    let is_told = !is_broken && !is_ended;
                    let is_sure = is_told && (apart == 0 || tag.is_some_and(|tag| tag.reaches));
                    let is_beside = is_told || !is_ended && apart == 0;
                    let read = tag.filter(|tag| if tag.joined { is_told } else { is_beside || tag.reaches });
                    if let Some(follows) = read.and_then(|tag| tag.behind) {
                        let is_settled = found.as_ref().is_some_and(|found| found.follows == Follows::Clear);
                        if !is_settled && (is_sure || found.is_none()) {
                            found = self.head_of(word, if is_sure { follows } else { Follows::Review });
                        }
                    }
                    apart += usize::from(!is_sure);
                }
                Some(Part::Product | Part::Name) => {}
                // The number of a model belongs to it.
                None | Some(Part::Plain) if word.has_digit && !word.breaks => {}
                _ => apart += 1,
            }
        }
        found
    }
}

/// Whether a word that says that a thing is not there may be a count: "no" is short for "number".
fn may_count(word: &Word) -> bool {
    word.span.len() == 2
}
