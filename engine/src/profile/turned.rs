//! Rows whose cells have changed places: from another table, or pushed aside.

use std::ops::Range;

use super::align::text;
use super::{Content, Expected, Profile, has_letter, has_pence, is_code, is_date, is_digits, is_money};

/// What the cells of a row show, each in how many columns.
struct Clues {
    /// Sums with pence where words are.
    sums_in_words: usize,
    /// Dates where words are.
    dates_in_words: usize,
    /// Numbers where words are: common by itself.
    numbers_in_words: usize,
    /// Something else where a date or a sum is.
    opposed: usize,
    /// Several words where a date or a sum is: more than "not known".
    sentences: usize,
    /// Letters where numbers are.
    letters_in_numbers: usize,
    /// Several words where numbers are.
    sentences_in_numbers: usize,
    /// Words where codes are.
    words_in_codes: usize,
    /// Dates where hardly another row has one.
    dates_elsewhere: usize,
}

impl Profile {
    /// Whether cells have changed places. One cell of another kind may be somebody's typing, so it takes two: what stands
    /// where it does not belong, and beside it another such cell or a blank where hardly another row has one.
    pub(super) fn is_turned(&self, cells: &[&str]) -> bool {
        let clues = self.clues(cells);
        let all = 0..self.columns.len();
        let lacks = self.lacking(cells, all.clone(), Expected::is_mostly_filled);
        let lacks_usual = self.lacking(cells, all, Expected::is_nearly_filled) > 0;
        let has_other = clues.opposed > 0 || clues.letters_in_numbers > 0;
        has_other && clues.sums_in_words + clues.dates_in_words > 0
            || (clues.opposed > 0 || lacks_usual) && clues.numbers_in_words > 0
            || clues.sentences > 0 && (clues.letters_in_numbers > 0 || lacks_usual)
            || clues.sentences_in_numbers > 0 && lacks_usual
            || clues.words_in_codes > 0 && clues.letters_in_numbers > 0 && lacks_usual
            || clues.words_in_codes > 0 && clues.sums_in_words > 0
            || clues.sums_in_words > 1
            || clues.sums_in_words > 0 && lacks > 0
            // A date among words may be the day of something else: it takes more than one blank to go by it.
            || clues.dates_in_words > 0 && lacks > 1
            || clues.dates_elsewhere > 0 && self.lacks_date(cells)
            || self.is_pushed(cells)
    }

    fn clues(&self, cells: &[&str]) -> Clues {
        let count = |is_clue: &dyn Fn(&Expected, &str) -> bool| {
            let filled = |(column, expected): &(usize, &Expected)| {
                let cell = text(cells, *column);
                !cell.is_empty() && is_clue(expected, cell)
            };
            self.columns.iter().enumerate().filter(filled).count()
        };
        let holds = |expected: &Expected, content: Content| expected.content == content;
        let (words, digits, codes) = (Content::Words, Content::Digits, Content::Code);
        Clues {
            sums_in_words: count(&|expected, cell| {
                holds(expected, words) && is_money(cell) && has_pence(cell)
            }),
            dates_in_words: count(&|expected, cell| holds(expected, words) && is_date(cell)),
            numbers_in_words: count(&|expected, cell| holds(expected, words) && is_money(cell)),
            opposed: count(&|expected, cell| !holds(expected, words) && expected.is_opposed_by(cell)),
            sentences: count(&|expected, cell| {
                expected.tells() && is_sentence(cell) && expected.is_opposed_by(cell)
            }),
            letters_in_numbers: count(&|expected, cell| holds(expected, digits) && has_letter(cell)),
            sentences_in_numbers: count(&|expected, cell| holds(expected, digits) && is_sentence(cell)),
            words_in_codes: count(&|expected, cell| {
                holds(expected, codes) && is_prose(cell) && !is_code(cell)
            }),
            dates_elsewhere: count(&|expected, cell| expected.dateless && is_date(cell)),
        }
    }

    /// In how many of some columns with dates or sums, which other rows fill, a row has none.
    pub(super) fn lacking(
        &self,
        cells: &[&str],
        columns: Range<usize>,
        is_filled: fn(&Expected) -> bool,
    ) -> usize {
        let expected = self.columns.iter().enumerate().take(columns.end).skip(columns.start);
        let is_lacking = |(column, expected): &(usize, &Expected)| {
            is_filled(expected) && expected.tells() && text(cells, *column).is_empty()
        };
        expected.filter(is_lacking).count()
    }

    fn lacks_date(&self, cells: &[&str]) -> bool {
        self.columns.iter().enumerate().any(|(column, expected)| {
            expected.content == Content::Date && expected.is_nearly_filled() && text(cells, column).is_empty()
        })
    }

    /// Whether the last cell is blank and where the sum before it stands is a number of its kind.
    fn is_pushed(&self, cells: &[&str]) -> bool {
        let Some((last, before)) = self.last_always().and_then(|last| Some((last, last.checked_sub(1)?)))
        else {
            return false;
        };
        let [expected, of_last] = [before, last].map(|column| self.columns.get(column));
        let sum = text(cells, before);
        expected.is_some_and(|expected| expected.content == Content::Money { decimals: true })
            && of_last.is_some_and(|expected| expected.length == Some(sum.len()))
            && is_digits(sum)
            && text(cells, last).is_empty()
    }
}

/// Whether a cell has more letters than digits: no sum that was mistyped.
fn is_prose(cell: &str) -> bool {
    let count = |is: fn(char) -> bool| cell.chars().filter(|letter| is(*letter)).count();
    count(char::is_alphabetic) > count(|letter| letter.is_ascii_digit())
}

/// Whether a cell has several words.
fn is_sentence(cell: &str) -> bool {
    is_prose(cell) && cell.split_whitespace().count() > 2
}
