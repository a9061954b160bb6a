//! The sheets of a workbook, each of which has a fate of its own.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use faxban_read::fate::{Fate, FileFate, Reason};
use faxban_read::kind::WorkbookForm;
use faxban_read::workbook::{SheetInfo, Workbook};

use super::super::same_table::{self, Same};
use super::super::told_elsewhere::Elsewhere;
use super::super::{colours, fates, names, sheets};
use super::open::{Opener, Seekable, Whose};
use crate::own_files;
use crate::report::mentions::Mentioned;
use crate::table::Reading;

impl Opener<'_> {
    pub(super) fn workbook(&mut self, name: &str, source: Seekable, form: WorkbookForm) {
        let mut workbook = match Workbook::open(source, form) {
            Ok(workbook) => workbook,
            Err(error) => {
                let refusal = error.refusal();
                return self.not_read(name, refusal.cause, &refusal.detail);
            }
        };
        let own = own_files::of_workbook(&mut workbook);
        self.read.own = own.as_ref().map(|(own, _)| *own).or(self.read.own);
        let (whole, first) = (self.read.fates.len(), self.read.sheets.len());
        self.put(Fate::new(name, FileFate::Audited, ""));
        let sheets = workbook.sheets();
        let compared = sheets.len() > 1;
        for sheet in &sheets {
            let fate_of = |fate: Fate| Fate { sheet: sheet.name.clone(), ..fate };
            if let Some((own, others)) = &own
                && !others.iter().any(|other| other.name == sheet.name)
            {
                self.put(fate_of(own.fate(name)));
            } else if self.reading.settings.excludes_sheet(self.below(name), &sheet.name) {
                self.put(fate_of(Fate::left(name, Reason::Excluded)));
            } else {
                self.sheet(name, sheet, &mut workbook, form, compared);
            }
        }
        for sheet in workbook.unread_sheets() {
            let fate = Fate::new(name, sheet.reason.fate(), "");
            self.put(Fate { sheet: sheet.name.clone(), ..fate });
        }
        self.leave_repeated(first, whole);
        self.look_elsewhere(first, &sheets, &mut workbook);
        fates::settle_workbook(&mut self.read.fates, whole);
    }

    /// Looks into all sheets of the workbook for what they say of the lines of its tables.
    fn look_elsewhere(&mut self, first: usize, sheets: &[SheetInfo], workbook: &mut Workbook<Seekable>) {
        let Some(tables) = self.read.sheets.get_mut(first..) else { return };
        let mut elsewhere = Elsewhere::of(tables);
        if elsewhere.is_empty() {
            return;
        }
        let words = &self.reading.rules.row_words;
        for sheet in sheets {
            // A sheet that cannot be read has been told.
            let _ = workbook.rows(&sheet.name, &mut |row, cells| {
                elsewhere.see(&sheet.name, row, cells, words);
                ControlFlow::Continue(())
            });
        }
        elsewhere.tell(tables);
    }

    fn sheet(
        &mut self,
        name: &str,
        sheet: &SheetInfo,
        workbook: &mut Workbook<Seekable>,
        form: WorkbookForm,
        compared: bool,
    ) {
        let rules = self.reading.rules;
        self.read.mentions.extend(names::of_sheet(name, &sheet.name, &rules.pack));
        let settings = self.reading.settings.for_sheet(&sheet.name);
        let reading = Reading { settings, compared, ..*self.reading };
        let (mut tables, facts) = sheets::tables(workbook, &sheet.name, &reading);
        let beside = sheets::mentions(&facts, rules);
        self.read.mentions.extend(beside.into_iter().map(|one| Mentioned::new(name, &sheet.name, one)));
        let remarks = sheets::remarks(&facts);
        for table in tables.iter_mut().flatten() {
            table.remarks.extend(remarks.iter().cloned());
            let coloured = colours::doubted_rows(workbook, &sheet.name, &facts, &table.layout, rules);
            let doubted = sheets::doubted_rows(&facts, &table.layout, rules);
            table.layout.doubted_rows = coloured.into_iter().chain(doubted).collect();
        }
        self.keep(Whose { file: name, sheet: &sheet.name, hidden: sheet.hidden }, form.name(), tables);
    }

    /// Leaves tables of a workbook alone whose lines are on another of its sheets as well.
    fn leave_repeated(&mut self, first: usize, whole: usize) {
        let settings = self.reading.settings;
        if settings.sheets.iter().any(|sheet| sheet.settings.organisation != settings.organisation) {
            // The same lines of two organisations are the lines of both.
            return;
        }
        let sheets = self.read.sheets.get(first..).unwrap_or_default();
        let compared: Vec<_> = sheets
            .iter()
            .filter_map(|sheet| Some((&sheet.table.layout, sheet.table.lines.as_ref()?, sheet.hidden)))
            .collect();
        if compared.len() < sheets.len() {
            // The only sheet is compared with none.
            return;
        }
        let repeated = same_table::repeated(&compared);
        let left: BTreeSet<usize> = repeated.iter().map(|(copy, ..)| *copy).collect();
        let mut kept: BTreeSet<String> = BTreeSet::new();
        for (_, sheet) in sheets.iter().enumerate().filter(|(at, _)| !left.contains(at)) {
            kept.insert(sheet.name.clone());
        }
        for (copy, other, same) in repeated {
            let Some(other) = self.read.sheets.get(first + other).map(|sheet| sheet.name.clone()) else {
                continue;
            };
            let Some(copy) = self.read.sheets.get(first + copy) else { continue };
            let lines = copy.table.totals.screened.control.lines;
            let mut fates = self.read.fates.get_mut(whole..).unwrap_or_default().iter_mut();
            let Some(fate) = fates.find(|fate| fate.sheet == copy.name) else { continue };
            if kept.contains(&copy.name) {
                // Another table of the sheet stays.
                fate.lines = fate.lines.map(|all| all.saturating_sub(lines));
                continue;
            }
            let reason = if same == Same::Copy { Reason::CopyOfSheet } else { Reason::PartOfSheet };
            (fate.fate, fate.detail, fate.lines) = (FileFate::LeftAlone(reason), other, None);
        }
        let mut at = 0;
        self.read.sheets.retain(|_| {
            at += 1;
            at <= first || !left.contains(&(at - 1 - first))
        });
    }
}
