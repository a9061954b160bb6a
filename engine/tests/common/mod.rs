//! A small table from its header to its findings, as every program judges it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test uses a part of it")]

use std::sync::LazyLock;

use faxban_core::judge::Bench;
use faxban_core::{Field, SourceKind};
use faxban_engine::day_order::DayOrder;
use faxban_engine::desk::{Desk, Ids, Judged};
use faxban_engine::exempt::Nothing;
use faxban_engine::findings::Finding;
use faxban_engine::header::{self, Asked};
use faxban_engine::layout::Layout;
use faxban_engine::matching::matched;
use faxban_engine::privacy::Privacy;
use faxban_engine::rules::{DEFAULT_PACK, Rules};
use faxban_engine::screen::Screen;
use faxban_engine::totals::Totals;

pub static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::load(None, DEFAULT_PACK).unwrap());

/// What became of a table.
pub struct Audited {
    pub layout: Layout,
    pub totals: Totals,
    pub findings: Vec<Finding>,
}

impl Audited {
    /// The finding of a row.
    pub fn row(&self, row: u64) -> &Finding {
        self.findings.iter().find(|finding| finding.line.row == row).unwrap()
    }

    /// `outcome class` of every finding, in the order of the rows.
    pub fn outcomes(&self) -> Vec<String> {
        self.findings.iter().map(|finding| format!("{} {}", finding.outcome, finding.class)).collect()
    }
}

pub fn cells(line: &str) -> Vec<String> {
    line.split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// Audits lines with bars between their cells, the first of which is the header.
pub fn audit(lines: &[&str]) -> Audited {
    audit_as(lines, None, &[])
}

pub fn audit_as(lines: &[&str], kind: Option<SourceKind>, map: &[(Field, String)]) -> Audited {
    let rows: Vec<(u64, Vec<String>)> = (1..).zip(lines.iter().map(|line| cells(line))).collect();
    let asked = Asked { kind, map, ..Asked::default() };
    let found = header::find(&rows, &RULES, asked).unwrap().unwrap();
    let layout = Layout::new(found.mapping, found.names, found.first_row);
    judge(layout, rows.into_iter().filter(|(row, _)| *row > found.last_row).collect())
}

pub fn judge(layout: Layout, rows: Vec<(u64, Vec<String>)>) -> Audited {
    let rules = &*RULES;
    let gate = layout.gate(&rules.pack);
    let mut screen = Screen::new(&layout, &gate, &rules.row_words, None);
    for (number, row) in &rows {
        let mentions = screen.mentions(row.len(), |column| row.get(column).map_or("", String::as_str));
        screen.row(*number, row, mentions);
    }
    let passed = screen.take_passed();
    let mut totals = Totals { screened: screen.finish(), ..Totals::default() };
    let found = matched(&rules.pack, &layout, &passed.candidates);
    totals.unmatched.count(&layout, &passed.candidates, &passed.assessable, &found);
    let privacy = Privacy::new(&rules.personal, false);
    let desk = Desk {
        bench: Bench { pack: &rules.pack, wording: &rules.wording, as_of: "2026-11-30".parse().unwrap() },
        bodies: &rules.bodies,
        body: None,
        statuses: &rules.statuses,
        row_words: &rules.row_words,
        privacy,
        headings: privacy.headings(&layout),
        organisations: None,
        organisation: None,
        folder: "",
        layout: &layout,
        orders: DayOrder::of(&totals.screened, &layout, "2026-11-30".parse().unwrap()).orders,
        source: 0,
    };
    let mut ids = Ids::new();
    let mut findings = Vec::new();
    for line in &found {
        if let Some(Judged::Finding(finding)) = desk.judge(line, &mut Nothing, &mut ids) {
            totals.judge(finding.outcome, line.pence);
            findings.push(*finding);
        } else {
            totals.judge(faxban_core::Outcome::Cleared, line.pence);
        }
    }
    assert!(totals.reconciles());
    Audited { layout, totals, findings }
}
