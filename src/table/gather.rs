//! What screening hands on of a table's records, gathered in their order: matched, mentions told apart, totals decided.

use std::sync::Arc;

use faxban_core::Pack;
use faxban_core::gate::Gate;
use faxban_engine::matching::Matched;
use faxban_engine::mentions::{Mention, Place};
use faxban_engine::screen::sums::{self, Doubtful, StatedTotal};
use faxban_engine::totals::Totals;

use super::{BATCH, NoTable, Reading, Table};
use crate::audit::same_table::Lines;
use crate::layout::Layout;
use crate::long_list::LongList;
use crate::matching::matched;
use crate::reconcile::RowAccount;
use crate::screen::{Passed, Reject, Screen};

/// What comes of a table's records.
pub(super) struct Gathered {
    pub totals: Totals,
    pub rejects: Vec<Reject>,
    pub matched: LongList<Matched>,
    pub mentions: Vec<Mention>,
    pub stated: Vec<StatedTotal>,
    pub lines: Option<Lines>,
}

impl Gathered {
    /// The table as read.
    pub fn into_table(
        self,
        layout: Layout,
        rows: RowAccount,
        table_above: Option<(u64, u64)>,
        separator: Option<String>,
        samples: Vec<Vec<String>>,
    ) -> Table {
        let Self { totals, rejects, matched, mentions, stated, mut lines } = self;
        lines.iter_mut().for_each(Lines::sort);
        Table {
            layout,
            rows,
            part: None,
            columns: None,
            table_above,
            mentions,
            stated,
            lines,
            misfit: None,
            remarks: Vec::new(),
            dated: None,
            totals,
            rejects,
            matched,
            separator,
            samples,
        }
    }
}

/// Takes what screening hands on and matches candidates batch by batch.
pub(super) struct Gatherer<'a> {
    reading: &'a Reading<'a>,
    layout: &'a Layout,
    gate: &'a Gate,
    waiting: Passed,
    doubtful: Vec<Doubtful>,
    /// What the lines gathered so far add up to.
    net: i128,
    pub(super) gathered: Gathered,
}

impl<'a> Gatherer<'a> {
    pub fn new(reading: &'a Reading<'a>, layout: &'a Layout, gate: &'a Gate) -> Self {
        let gathered = Gathered {
            totals: Totals::default(),
            rejects: Vec::new(),
            matched: LongList::new(Arc::clone(reading.room)),
            mentions: Vec::new(),
            stated: Vec::new(),
            lines: reading.compared.then(Lines::default),
        };
        Self { reading, layout, gate, waiting: Passed::at_start(), doubtful: Vec::new(), net: 0, gathered }
    }

    /// Keeps a line to be compared with those of other tables, where it is asked for.
    pub fn keep_line(&mut self, cells: &[impl AsRef<str>]) {
        if let Some(lines) = &mut self.gathered.lines {
            lines.add(self.layout, cells);
        }
    }

    /// A screen for records of the table.
    pub fn screen(&self) -> Screen<'a> {
        let Reading { rules, wanted, .. } = self.reading;
        Screen::new(self.layout, self.gate, &rules.row_words, *wanted).in_order(&rules.synonyms)
    }

    fn pack(&self) -> &'a Arc<Pack> {
        &self.reading.rules.pack
    }

    /// Takes what screening handed on of the next records.
    pub fn take(&mut self, passed: &Passed) -> Result<(), NoTable> {
        // The next records may begin with what lowers the last line, so that line waits for them.
        self.waiting.lower_last(passed, self.layout);
        if self.waiting.candidates.len() >= BATCH {
            self.flush()?;
        }
        self.waiting.append(passed);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), NoTable> {
        let Passed { candidates, assessable, rejects, places, doubtful, net, balances, .. } =
            self.waiting.take();
        let (pack, layout, before) = (self.pack(), self.layout, self.net);
        self.net += net;
        self.doubtful.extend(doubtful.into_iter().map(|row| Doubtful { before: row.before + before, ..row }));
        let gathered = &mut self.gathered;
        gathered.totals.screened.balances.merge(&balances);
        gathered.rejects.extend(rejects);
        gathered.mentions.extend(mentions(&places, pack));
        let found = matched(pack, layout, &candidates)
            .map_err(|error| NoTable::Failed(format!("the rules could not be run over it: {error}")))?;
        gathered.totals.unmatched.count(layout, &candidates, &assessable, &found);
        found.into_iter().try_for_each(|line| gathered.matched.push(line)).map_err(not_set_aside)
    }

    /// Decides on rows that may be totals, and hands over everything.
    pub fn finish(mut self) -> Result<Gathered, NoTable> {
        self.flush()?;
        let doubtful = std::mem::take(&mut self.doubtful);
        if !doubtful.is_empty() {
            let pack = self.pack();
            let names_product = |row: &Doubtful| row.mentions && !unplaced_in(row, pack).is_empty();
            let (totals, stated) = sums::decide(&doubtful, self.net, names_product);
            let mut screen = self.screen();
            for (row, is_total) in doubtful.iter().zip(totals) {
                screen.settle(row, is_total);
            }
            self.take(&screen.take_passed())?;
            self.flush()?;
            self.gathered.totals.screened.merge(&screen.finish());
            // The total of a group is called after what is in it: its lines are the findings.
            let adds_up = |row: u64| stated.iter().any(|total| total.row == row && total.agrees());
            for mention in self.gathered.mentions.iter_mut().filter(|mention| adds_up(mention.row)) {
                mention.explain_as_sum();
            }
            self.gathered.stated = stated;
        }
        self.gathered.matched.flush().map_err(not_set_aside)?;
        Ok(self.gathered)
    }
}

/// The places that name a product; a row of which no cell does by itself is read as a whole.
pub(super) fn mentions(places: &[Place], pack: &Pack) -> Vec<Mention> {
    let rows = places.chunk_by(|one, other| (one.kind, one.row) == (other.kind, other.row));
    rows.flat_map(|cells| {
        let mut found: Vec<Mention> = cells.iter().filter_map(|place| Mention::of(place, pack)).collect();
        if found.is_empty()
            && let [first, _, ..] = cells
        {
            let texts: Vec<&str> = cells.iter().map(|place| place.text.as_str()).collect();
            found.extend(Mention::of(&Place { text: texts.join(" "), ..first.clone() }, pack));
        }
        found
    })
    .collect()
}

/// The cells of a row that name a product which nothing explains.
fn unplaced_in(row: &Doubtful, pack: &Pack) -> Vec<Mention> {
    let kind = faxban_engine::mentions::Where::Total;
    let place = |(column, text): (usize, &String)| Place { kind, row: row.row, column, text: text.clone() };
    let places: Vec<Place> = row.cells.iter().enumerate().map(place).collect();
    let mut found = mentions(&places, pack);
    found.retain(Mention::is_unplaced);
    found
}

#[expect(clippy::needless_pass_by_value, reason = "as an argument of map_err")]
fn not_set_aside(error: std::io::Error) -> NoTable {
    NoTable::Disk(error.to_string())
}
