//! An audit of one table, in one go or batch by batch, with what is the same for all its batches.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use arrow_array::RecordBatch;
use faxban_core::dates::{DateOrder, DateOrders};
use faxban_core::gate::Gate;
use faxban_core::judge::Bench;
use faxban_core::personal::Content;
use faxban_core::text::{fold, fold_into};
use faxban_core::{Field, Outcome, SourceKind};
use faxban_engine::day_order::DayOrder;
use faxban_engine::desk::{Desk, Ids, Judged};
use faxban_engine::exempt::Nothing;
use faxban_engine::findings::{Cleared, Finding};
use faxban_engine::header::{self, Asked};
use faxban_engine::layout::Layout;
use faxban_engine::matching::{Matched, matched};
use faxban_engine::organisations::Organisations;
use faxban_engine::privacy::Privacy;
use faxban_engine::rules::Rules;
use faxban_engine::screen::{ByOrganisation, Reject, Screen, Share};
use faxban_engine::totals::Totals;
use jiff::civil::Date;

use crate::texts::Texts;

/// What somebody says of a table and how it is to be audited.
#[derive(Debug, Clone)]
pub struct Options {
    /// Ledger or register, if that is said.
    pub kind: Option<SourceKind>,
    /// The day as of which lines are judged.
    pub as_of: Date,
    /// Columns by what they mean.
    pub map: Vec<(Field, String)>,
    /// The column that says which row it is.
    pub key: Option<String>,
    /// The organisation to which everything belongs.
    pub organisation: Option<String>,
    /// The organisation of lines that name none.
    pub default_organisation: String,
    /// Which event the dates are.
    pub date_basis: Option<String>,
    /// The order of day and month, if that is said.
    pub date_order: Option<DateOrder>,
    /// Whether personal data is shown.
    pub show_personal_data: bool,
    /// How the table is called.
    pub source: String,
}

/// What is the same for all batches of a table.
#[derive(Debug)]
pub struct Session {
    rules: Arc<Rules>,
    organisations: Option<Organisations>,
    /// Options as given.
    pub options: Options,
    /// Its columns.
    pub layout: Layout,
    /// The place of the key's column.
    key: Option<usize>,
    gate: Gate,
    /// Organisations as written, and as they may be shown: each is masked once, and not for every batch.
    shown: Mutex<BTreeMap<String, String>>,
}

/// What came of some rows.
#[derive(Debug, Default)]
pub struct Audited {
    /// Findings in the order of their rows.
    pub findings: Vec<Finding>,
    /// Cleared lines.
    pub cleared: Vec<Cleared>,
    /// Rows that could not be read as such.
    pub rejects: Vec<Reject>,
    /// What was counted.
    pub totals: Totals,
    /// Keys of the rows that are found, by the rows' numbers, where a column is named for them.
    pub keys: Option<BTreeMap<u64, String>>,
}

impl Audited {
    /// How a row is named: by its key, or by its number if numbers mean anything.
    pub fn name(&self, row: u64, numbered: bool) -> String {
        match &self.keys {
            Some(keys) => keys.get(&row).cloned().unwrap_or_default(),
            None if numbered => row.to_string(),
            None => String::new(),
        }
    }
}

impl Session {
    /// Prepares the audit of a table with these columns.
    ///
    /// # Errors
    /// A sentence that says what was found and what to pass.
    pub fn new(
        columns: Vec<String>,
        rules: Arc<Rules>,
        organisations: Option<Organisations>,
        options: Options,
    ) -> Result<Self, String> {
        let key = options.key.as_ref().map(|key| {
            columns.iter().position(|name| name == key).ok_or_else(|| {
                format!(
                    "there is no column \"{key}\" to take for key; the columns are: {}",
                    columns.join(", ")
                )
            })
        });
        let key = key.transpose()?;
        let asked =
            Asked { kind: options.kind, map: &options.map, date_basis: options.date_basis.as_deref() };
        let found = header::find(&[(1, columns.clone())], &rules, asked)
            .map_err(|error| format!("{error}; pass columns={{\"description\": \"the column's name\"}}"))?;
        let Some(found) = found else {
            let known: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
            return Err(format!(
                "too few of the table's columns are known to audit it: {}. Pass columns={{\"description\": \"the column's name\", \"date\": …, \"amount\": …}} for what they mean, and kind=\"ledger\" or \"register\"; the meanings are {}",
                columns.join(", "),
                known.join(", ")
            ));
        };
        let layout = Layout::new(found.mapping, found.names, 1);
        let gate = layout.gate(&rules.pack);
        Ok(Self { rules, organisations, options, layout, key, gate, shown: Mutex::default() })
    }

    /// The rules by which it audits.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Audits a batch by itself: findings have no counter for equal lines, and the order of day and month is the one
    /// that was given, or day first.
    ///
    /// # Errors
    /// A sentence when the batch is not of this table.
    pub fn batch(&self, batch: &RecordBatch) -> Result<Audited, String> {
        let mut audited = Audited::default();
        let found = self.screen(std::slice::from_ref(batch), 1, &mut audited)?;
        let order = self.options.date_order.or_else(|| self.layout.stated_order()).unwrap_or_default();
        self.judge(&found, order.into(), None, &mut audited);
        audited.totals.screened = std::mem::take(&mut audited.totals.screened).without_places();
        Ok(audited)
    }

    /// Audits a whole table as the program does: the order of day and month is decided by all its dates, and equal
    /// lines are told apart.
    ///
    /// # Errors
    /// A sentence when a batch is not of this table.
    pub fn table(&self, batches: &[RecordBatch]) -> Result<Audited, String> {
        // The header of a file would be row 1.
        let mut audited = Audited::default();
        let found = self.screen(batches, 2, &mut audited)?;
        let decided = DayOrder::of(&audited.totals.screened, &self.layout, self.options.as_of).orders;
        let orders = self.options.date_order.map_or(decided, DateOrders::from);
        self.judge(&found, orders, Some(&mut Ids::new()), &mut audited);
        Ok(audited)
    }

    /// Screens and matches rows, the first of which has this number.
    fn screen(
        &self,
        batches: &[RecordBatch],
        mut first: u64,
        audited: &mut Audited,
    ) -> Result<Vec<Matched>, String> {
        let mut screen = Screen::new(&self.layout, &self.gate, &self.rules.row_words, None);
        let mut found = Vec::new();
        for batch in batches {
            let texts = self.texts(batch)?;
            let rows = batch.num_rows();
            self.rows(&mut screen, &texts, rows, first);
            let passed = screen.take_passed();
            let matched = matched(&self.rules.pack, &self.layout, &passed.candidates);
            audited.totals.unmatched.count(&self.layout, &passed.candidates, &passed.assessable, &matched);
            if let Some(key) = self.key {
                let named = matched
                    .iter()
                    .map(|found| found.row)
                    .chain(passed.rejects.iter().map(|reject| reject.row));
                let keys = named.map(|row| (row, key_of(batch, key, row - first)));
                audited.keys.get_or_insert_default().extend(keys);
            }
            audited.rejects.extend(passed.rejects);
            found.extend(matched);
            first += rows as u64;
        }
        audited.totals.screened = screen.finish();
        Ok(found)
    }

    /// What a column is taken for.
    fn meaning(&self, column: usize) -> Option<Field> {
        let field = self.layout.fields.iter().find(|(_, at)| *at == column).map(|(field, _)| *field);
        field.or_else(|| self.layout.extra_description.contains(&column).then_some(Field::Description))
    }

    fn texts<'a>(&self, batch: &'a RecordBatch) -> Result<Vec<Texts<'a>>, String> {
        let schema = batch.schema();
        let names = || schema.fields().iter().map(|field| field.name().as_str());
        if !names().eq(self.layout.header.iter().map(String::as_str)) {
            return Err(format!(
                "the batch has the columns {}, but this audit is of a table with {}; pass batches with the same columns in the same order",
                names().collect::<Vec<_>>().join(", "),
                self.layout.header.join(", ")
            ));
        }
        // A key that means nothing else is no part of the line: a blank row with a number is blank.
        let is_key_alone = |column| self.key == Some(column) && self.meaning(column).is_none();
        let text = |column, array: &'a arrow_array::ArrayRef| {
            if is_key_alone(column) {
                Some(Texts::blank(batch.num_rows()))
            } else {
                Texts::of(array.as_ref())
            }
        };
        let one = |(column, array): (usize, &'a arrow_array::ArrayRef)| match text(column, array) {
            Some(texts) => Ok(texts),
            None if self.meaning(column).is_none() => Ok(Texts::blank(batch.num_rows())),
            None => Err(format!(
                "the column {} is of the type {}, which has no text; pass text, numbers or dates there",
                self.layout.header.get(column).map_or("", String::as_str),
                array.data_type()
            )),
        };
        batch.columns().iter().enumerate().map(one).collect()
    }

    fn rows(&self, screen: &mut Screen<'_>, texts: &[Texts<'_>], rows: usize, first: u64) {
        let mentioned = self.mentioned(texts, rows);
        for (row, mentioned) in mentioned.iter().enumerate() {
            let cell = |column: usize| texts.get(column).map_or("", |text| text.get(row));
            // What was found beyond a cell's end, or in none, is no mention.
            let mentions = *mentioned && screen.mentions(texts.len(), cell);
            screen.cells(first + row as u64, mentions, cell);
        }
    }

    /// Rows in which the gate sees anything, found column by column where their text lies.
    fn mentioned(&self, texts: &[Texts<'_>], rows: usize) -> Vec<bool> {
        let mut mentioned = vec![false; rows];
        let mut folded = Vec::new();
        for column in texts {
            let (whole, begin) = column.whole(rows);
            fold_into(whole.as_bytes(), &mut folded);
            let mut scan = self.gate.scan(&folded);
            let mut row = 0;
            while let Some(place) = scan.upcoming() {
                row = past(row, rows, |row| begin(row + 1) <= place);
                match mentioned.get_mut(row) {
                    Some(slot) => *slot = true,
                    None => break,
                }
                scan.admits_until(begin(row + 1));
            }
            if whole.is_ascii() {
                continue;
            }
            // Other text is compared in compatibility form, so the gate must see it in that form too.
            for (row, slot) in mentioned.iter_mut().enumerate().filter(|(_, slot)| !**slot) {
                let cell = column.get(row);
                *slot = !cell.is_ascii() && self.gate.admits(fold(cell).as_bytes());
            }
        }
        mentioned
    }

    fn judge(&self, found: &[Matched], orders: DateOrders, mut ids: Option<&mut Ids>, audited: &mut Audited) {
        let Options { as_of, organisation, default_organisation, show_personal_data, .. } = &self.options;
        let privacy = Privacy::new(&self.rules.personal, *show_personal_data);
        let desk = Desk {
            bench: Bench { pack: &self.rules.pack, wording: &self.rules.wording, as_of: *as_of },
            bodies: &self.rules.bodies,
            body: None,
            statuses: &self.rules.statuses,
            row_words: &self.rules.row_words,
            privacy,
            headings: privacy.headings(&self.layout),
            organisations: self.organisations.as_ref(),
            organisation: organisation.as_deref(),
            folder: default_organisation,
            layout: &self.layout,
            orders,
            source: 0,
        };
        for matched in found {
            let judged = match &mut ids {
                Some(ids) => desk.judge(matched, &mut Nothing, ids),
                None => desk.judge(matched, &mut Nothing, &mut Ids::new()),
            };
            let outcome = match judged {
                Some(Judged::Finding(finding)) => {
                    let outcome = finding.outcome;
                    audited.findings.push(*finding);
                    outcome
                }
                Some(Judged::Cleared(cleared)) => {
                    audited.cleared.push(*cleared);
                    Outcome::Cleared
                }
                // The pack says nothing of this class here; the totals do not reconcile, and say so.
                None => continue,
            };
            audited.totals.judge(outcome, matched.pence);
        }
        let _ = privacy.rejects(&mut audited.rejects, &self.layout.header);
        self.name(&mut audited.totals.screened.organisations, privacy);
        self.name(&mut audited.totals.unmatched.organisations, privacy);
    }

    /// Puts the names of organisations as they may be shown.
    fn name(&self, organisations: &mut ByOrganisation, privacy: Privacy<'_>) {
        let heading = self.layout.organisation.and_then(|column| self.layout.header.get(column));
        let heading = heading.map_or("", String::as_str);
        let mut known = self.shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut shown: BTreeMap<String, Share> = BTreeMap::new();
        for (written, share) in organisations.by_name() {
            let masked = || privacy.cell(heading, &written, Content::Party).into_owned();
            let name = known.entry(written.clone()).or_insert_with(masked).clone();
            shown.entry(name).or_default().merge(&share);
        }
        *organisations = shown.into();
    }
}

/// The key of one row: few are asked for, so that not all of them are written out.
fn key_of(batch: &RecordBatch, column: usize, row: u64) -> String {
    let cell = usize::try_from(row).ok().filter(|row| *row < batch.num_rows());
    let cell = cell.zip(batch.columns().get(column)).map(|(row, array)| array.slice(row, 1));
    cell.and_then(|cell| Texts::of(cell.as_ref()).map(|text| text.get(0).to_owned())).unwrap_or_default()
}

/// The first row from this one on that is not before.
fn past(from: usize, rows: usize, before: impl Fn(usize) -> bool) -> usize {
    // Rows that mention something are rare: the steps double until one is past, and are then halved.
    let (mut low, mut step) = (from, 1);
    while low + step <= rows && before(low + step - 1) {
        low += step;
        step *= 2;
    }
    let mut high = (low + step).min(rows);
    while low < high {
        let middle = usize::midpoint(low, high);
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
