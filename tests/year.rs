//! A year of monthly audits of five made-up trusts, with one `faxban.toml`: what happens, and what the auditor is told.
//!
//! Each month is one block: first what changed in the files and lists, then everything that must be told, and nothing
//! else. The lists were written by reasoning about what a careful auditor expects, not from what is printed.
//!
//! ```text
//! code 1: 3 breach, …            the exit code and the findings by outcome
//! ! …                            said at the top of the summary
//! new - CB-105                   a row of changes.csv that does not persist: change, cause, line
//! ? …                            a thing to look into: tables, exemptions, decisions, files
//! decided: WM-1 confirmed, …     a decision in force and its age
//! ```

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;
#[path = "year/site.rs"]
mod site;

use site::{Sent, Site};

const CONFIG: &str = r#"
out = "reports/{as_of}"
fail_on = "breach"
baseline = "latest"
rules = "rules"
exemptions = ["exemptions.csv"]
declarations = "declarations.csv"
decisions = "decisions.csv"

[[source]]
files = "books/wharfemoor/register.xlsx"
organisation = "Wharfemoor NHS Foundation Trust"
kind = "register"

[[source]]
files = "books/thornmere/*.csv"
organisation = "Thornmere NHS Trust"
kind = "register"
note = "ask the medical engineers"

[[source]]
files = "books/larkmoor/*.csv"
organisation = "Larkmoor NHS Foundation Trust"

[[source]]
files = "books/calderbrook/orders-*.csv"
organisation = "Calderbrook Hospitals NHS Trust"

[[source]]
files = "books/saltersea/po-*.csv"
organisation = "Saltersea Community NHS Trust"
"#;

const EXEMPTIONS: &str = "finding_id,asset_id,organisation,reason,approver,from,expires,evidence\n";
const REGISTER: &str = "Asset Tag,Description,Model,Status,Disposal Date";
const LEDGER: &str = "PO Number,Order Date,Supplier,Description,Quantity,Amount";

/// The trusts on the first day.
fn site() -> Site {
    let mut site = Site::new(CONFIG);
    site.list("exemptions.csv", EXEMPTIONS);
    site.list(
        "declarations.csv",
        "organisation,declared,evidence,note\nLarkmoor NHS Foundation Trust,2025-12-01,Board paper 2025/88,\n",
    );
    let wharfemoor = [
        REGISTER,
        "WM-1, Fax machine,             Brother FAX-2840,   In use,   ",
        "WM-2, Fax machine,             Canon FAX-L170,     In use,   ",
        "WM-3, Fax machine,             Panasonic KX-FT982, In use,   ",
        "WM-4, Fax machine,             Brother FAX-T106,   In use,   ",
        "WM-5, Photocopier with fax,    ,                   In use,   ",
        "WM-6, Adjustable desk,         ,                   In use,   ",
        "WM-7, Fax machine,             Brother FAX-8360P,  Disposed, 2019-05-01",
    ];
    site.table("wharfemoor", "wharfemoor/register.xlsx", Sent::Picture, &wharfemoor);
    let thornmere = [
        REGISTER,
        "TH-1, Fax machine on ward 2, Brother FAX-2840, In use,     ",
        "TH-2, Fax machine for parts, Brother FAX-2845, In storage, ",
        "TH-3, Fax machine in stores, Canon FAX-L150,   In storage, ",
        "TH-4, Patient monitor,       ,                 In use,     ",
    ];
    site.table("thornmere", "thornmere/assets.csv", Sent::Picture, &thornmere);
    let larkmoor = [REGISTER, "LM-1, Laser printer, , In use, ", "LM-2, Desktop computer, , In use, "];
    site.table("larkmoor", "larkmoor/equipment.csv", Sent::Picture, &larkmoor);
    let cards = [LEDGER];
    site.table("larkmoor cards", "larkmoor/cards-{month}.csv", Sent::SoFar, &cards);
    let calderbrook = [
        LEDGER,
        "CB-101, 2026-01-12, Inkwell Direct, Fax machine Brother FAX-2840, 1, 189.00",
        "CB-102, 2026-01-15, Seatwell Ltd,   Office chairs,                4, 320.00",
        "CB-103, 2026-01-20, Inkwell Direct, Fax toner cartridge,          2, 41.00",
    ];
    site.table("calderbrook", "calderbrook/orders-to-{month}.csv", Sent::SoFar, &calderbrook);
    let saltersea = [
        LEDGER,
        "SS-201, 2026-01-05, Inkwell Direct, Copier paper, 9, 36.00",
        "SS-202, 2026-01-06, Seatwell Ltd, Stool, 1, 25.00",
    ];
    site.table("saltersea", "saltersea/po-{month}.csv", Sent::Month, &saltersea);
    site
}

const NOTHING_AT_LARKMOOR: &str =
    "? Larkmoor NHS Foundation Trust declared itself fax free on 2025-12-01; nothing found after it in";

#[test]
fn a_year() {
    let mut site = site();

    // January. The first report: nothing to compare it with.
    // Machines: WM-1 to WM-4 and TH-1 to TH-3 are held, CB-101 was bought. WM-7 was disposed of in time.
    site.month(
        "2026-01-31",
        &format!(
            "code 1: 8 breach, 1 review, 1 indicator, 0 exempt, 1 compliant
             {NOTHING_AT_LARKMOOR} 3 lines, of which 3 could be assessed. Nothing found is not proof."
        ),
    );

    // February. Two fax machines are bought; one is disposed of (after the phase-out: still a breach, that has ended).
    site.add("calderbrook", "CB-104, 2026-02-03, Seatwell Ltd,   Office chairs,              2, 160.00");
    site.add("calderbrook", "CB-105, 2026-02-10, Inkwell Direct, Fax machine Canon FAX-L170, 1, 210.00");
    site.add("saltersea", "SS-203, 2026-02-05, Inkwell Direct, Fax machine Brother FAX-T106, 1, 99.00");
    site.set("WM-2", "Status", "Disposed");
    site.set("WM-2", "Disposal Date", "2026-02-16");
    site.month(
        "2026-02-28",
        &format!(
            "code 1: 10 breach, 1 review, 1 indicator, 0 exempt, 1 compliant
             new - CB-105
             new - SS-203
             resolved disposed WM-2
             {NOTHING_AT_LARKMOOR} 4 lines, of which 4 could be assessed. Nothing found is not proof."
        ),
    );

    // March. Quiet. Saltersea's ledger is of the month, so last month's purchase cannot be there; it stays on record.
    site.month(
        "2026-03-31",
        &format!(
            "code 1: 9 breach, 1 review, 1 indicator, 0 exempt, 1 compliant
             not_comparable other_period SS-203
             {NOTHING_AT_LARKMOOR} 5 lines, of which 5 could be assessed. Nothing found is not proof."
        ),
    );

    // April. An exemption begins for WM-4; one names a tag that is nobody's. Thornmere calls its tags "Asset No", which
    // is known to mean the same.
    site.list(
        "exemptions.csv",
        &format!(
            "{EXEMPTIONS},WM-4,,Incident room,Chief Nurse,2026-04-01,2026-09-15,Board paper 2026/7\n\
             ,WM-99,,Incident room,Chief Nurse,2026-04-01,2027-03-31,Board paper 2026/7\n"
        ),
    );
    site.rename("thornmere", "Asset Tag", "Asset No");
    let nobodys = "? The exemption for WM-99 (exemptions.csv, line 3) covers no finding of this audit.";
    site.month(
        "2026-04-30",
        &format!(
            "code 1: 8 breach, 1 review, 1 indicator, 1 exempt, 1 compliant
             changed exemption_began WM-4
             not_comparable carried SS-203
             {NOTHING_AT_LARKMOOR} 6 lines, of which 6 could be assessed. Nothing found is not proof.
             {nobodys}"
        ),
    );

    // May. A reviewer has been to see two machines of April's workbook. Larkmoor, fax free since December, buys toner.
    // From here on its declaration is contradicted. The exemption for nobody is struck out.
    site.review(
        "2026-04-30",
        &[
            ["WM-1", "confirmed", "A. Auditor", "2026-05-04", "Seen on ward 4"],
            ["TH-2", "false alarm", "A. Auditor", "2026-05-05", "A box of spare parts"],
        ],
    );
    site.list(
        "exemptions.csv",
        &format!("{EXEMPTIONS},WM-4,,Incident room,Chief Nurse,2026-04-01,2026-09-15,Board paper 2026/7\n"),
    );
    site.add("larkmoor cards", "LK-2, 2026-05-11, Inkwell Direct, Toner for fax machine, 1, 30.00");
    let declared = "! Larkmoor NHS Foundation Trust declared itself fax free on 2025-12-01, but 1 line shows a fax product after that day: 1 indicator.";
    site.month(
        "2026-05-31",
        &format!(
            "code 1: 8 breach, 1 review, 2 indicator, 1 exempt, 1 compliant
             ! 8 findings need attention (breach or review, no false alarm), 7 of them undecided
             {declared}
             changed decision TH-2
             changed decision WM-1
             new - LK-2
             not_comparable carried SS-203
             decided: TH-2 false_alarm, 26 days ago
             decided: WM-1 confirmed, 27 days ago"
        ),
    );

    // June. WM-3 is gone from the register and nobody says why. WM-7, disposed of in 2019, is struck from it: no
    // surprise. Calderbrook is paid back for CB-105; the credit is a line of its own.
    site.drop_line("WM-3");
    site.drop_line("WM-7");
    site.add("calderbrook", "CB-105, 2026-06-09, Inkwell Direct, Fax machine Canon FAX-L170, -1, -210.00");
    site.month(
        "2026-06-30",
        &format!(
            "code 1: 7 breach, 2 review, 2 indicator, 1 exempt, 0 compliant
             ! 8 findings need attention (breach or review, no false alarm), 7 of them undecided
             {declared}
             new - CB-105-refund
             not_comparable carried SS-203
             resolved disposed WM-7
             resolved refunded CB-105
             vanished - WM-3
             decided: TH-2 false_alarm, 56 days ago
             decided: WM-1 confirmed, 57 days ago"
        ),
    );

    // July. Thornmere sends nothing: the code says so, and its machines are not gone.
    site.withhold("thornmere", true);
    site.month(
        "2026-07-31",
        &format!(
            "code 3: 4 breach, 2 review, 2 indicator, 1 exempt, 0 compliant
             ! 6 findings need attention (breach or review, no false alarm), 5 of them undecided
             {declared}
             not_comparable carried SS-203
             not_comparable table_missing TH-1
             not_comparable table_missing TH-2
             not_comparable table_missing TH-3
             vanished still WM-3
             ? The register of Thornmere NHS Trust (books/thornmere/assets.csv) was there in the last report (4 lines) and is missing now. Was it sent?
             ? books/thornmere/*.csv: this month's file is missing: nothing fits source 2 in line 16 of the configuration (ask the medical engineers); get the file, or write required = false
             ? The decision on TH-2 (false alarm, by A. Auditor on 2026-05-05) matches no finding of this audit; no line of Thornmere NHS Trust was audited.
             decided: WM-1 confirmed, 88 days ago"
        ),
    );

    // August. Thornmere's register is back. TH-1 is as it was, TH-2 was disposed of meanwhile, TH-3 is not in it any
    // more. The exemption of WM-4 ends in 15 days.
    site.withhold("thornmere", false);
    site.set("TH-2", "Status", "Disposed");
    site.set("TH-2", "Disposal Date", "2026-08-03");
    site.drop_line("TH-3");
    site.month(
        "2026-08-31",
        &format!(
            "code 1: 6 breach, 2 review, 2 indicator, 1 exempt, 0 compliant
             ! 7 findings need attention (breach or review, no false alarm), 6 of them undecided
             ! 1 exemption ends within 30 days: WM-4 (ends 2026-09-15, approved by Chief Nurse)
             {declared}
             not_comparable carried SS-203
             resolved disposed TH-2
             vanished - TH-3
             vanished still WM-3
             ? The register of Thornmere NHS Trust (books/thornmere/assets.csv) is new: no such table was in the last report (3 lines).
             decided: TH-2 false_alarm, 118 days ago
             decided: WM-1 confirmed, 119 days ago"
        ),
    );

    // September. The exemption has ended. Saltersea is paid back for what it bought in February.
    site.add("saltersea", "SS-203, 2026-09-08, Inkwell Direct, Fax machine Brother FAX-T106, -1, -99.00");
    site.month(
        "2026-09-30",
        &format!(
            "code 1: 7 breach, 3 review, 2 indicator, 0 exempt, 0 compliant
             ! 9 findings need attention (breach or review, no false alarm), 8 of them undecided
             ! EXEMPTIONS HAVE ENDED: 1 exemption, so 1 finding is back: WM-4 (ended 2026-09-15, approved by Chief Nurse)
             {declared}
             changed exemption_ended WM-4
             new - SS-203-refund
             resolved refunded SS-203
             vanished still TH-3
             vanished still WM-3
             decided: TH-2 false_alarm, 148 days ago
             decided: WM-1 confirmed, 149 days ago"
        ),
    );

    // October. WM-4 is disposed of, and its exemption struck out. Thornmere calls its tags "Kit ref",
    // which nobody knows: its lines cannot be known again.
    site.set("WM-4", "Status", "Disposed");
    site.set("WM-4", "Disposal Date", "2026-10-05");
    site.list("exemptions.csv", EXEMPTIONS);
    site.rename("thornmere", "Asset No", "Kit ref");
    site.month(
        "2026-10-31",
        &format!(
            "code 1: 7 breach, 2 review, 2 indicator, 0 exempt, 0 compliant
             ! 9 findings need attention (breach or review, no false alarm), 8 of them undecided
             {declared}
             not_comparable columns Fax machine for parts
             not_comparable columns Fax machine on ward 2
             not_comparable columns TH-1
             not_comparable columns TH-2
             not_comparable other_period SS-203-refund
             resolved disposed WM-4
             vanished still TH-3
             vanished still WM-3
             ? The register of Thornmere NHS Trust (books/thornmere/assets.csv) has no column any more that is read as asset_id; it was \"Asset No\". If it was renamed, give its name with --map asset_id=…
             ? The decision on TH-2 (false alarm, by A. Auditor on 2026-05-05) matches no finding of this audit.
             decided: WM-1 confirmed, 180 days ago"
        ),
    );

    // November. Thornmere's column is back, and its lines with it. The trust's own rules call a photocopier with fax
    // a breach. The ward in WM-1's line is named now, so the decision on it has lapsed.
    site.rename("thornmere", "Kit ref", "Asset No");
    site.rule("fax/pack.toml", "[class.hold]\noutcome = \"review\"", "[class.hold]\noutcome = \"breach\"");
    site.set("WM-1", "Description", "Fax machine on ward 4");
    site.month(
        "2026-11-30",
        &format!(
            "code 1: 8 breach, 1 review, 2 indicator, 0 exempt, 0 compliant
             ! 8 findings need attention (breach or review, no false alarm), 8 of them undecided; 1 decision has lapsed
             {declared}
             changed rewritten+decision WM-1
             changed rules WM-5
             not_comparable carried SS-203-refund
             not_comparable columns Fax machine for parts
             not_comparable columns Fax machine on ward 2
             vanished still TH-3
             vanished still WM-3
             ? The decision on WM-1 (confirmed, by A. Auditor on 2026-05-04) has lapsed: asset WM-1 of Wharfemoor NHS Foundation Trust says something else now and is WM-1; decide again.
             decided: TH-2 false_alarm, 209 days ago"
        ),
    );

    // December. Quiet.
    site.month(
        "2026-12-31",
        &format!(
            "code 1: 8 breach, 1 review, 2 indicator, 0 exempt, 0 compliant
             ! 8 findings need attention (breach or review, no false alarm), 8 of them undecided; 1 decision has lapsed
             {declared}
             not_comparable carried SS-203-refund
             vanished still TH-3
             vanished still WM-3
             ? The decision on WM-1 (confirmed, by A. Auditor on 2026-05-04) has lapsed: asset WM-1 of Wharfemoor NHS Foundation Trust says something else now and is WM-1; decide again.
             decided: TH-2 false_alarm, 240 days ago"
        ),
    );
    // Every month is in the history once: the link to the last report is none of its own.
    let history = site.history();
    assert_eq!(history.len(), 12);
    // Trusts without a finding are in it, too: December's only line of Saltersea is for paper.
    assert_eq!(history[11]["lines_by_organisation"]["Saltersea Community NHS Trust"], 1);
    site.end();
}
