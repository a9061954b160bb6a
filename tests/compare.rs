//! From one month to the next: every sort of change of a finding, and what must not be taken for one.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "compare/months.rs"]
mod months;

use std::fs;
use std::path::Path;

use common::{copy, rows};
use months::{LEDGER, Months, OCTOBER, REGISTER, Table, of};

#[test]
fn a_register_tells_new_same_ended_and_vanished() {
    let months = Months::new();
    let then: &[&str] = &[
        "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,",
        "Wharfemoor,WM-2,FAX-2840,Fax machine two,In use,",
        "Wharfemoor,WM-3,FAX-2840,Fax machine three,In use,",
        "Wharfemoor,WM-4,FAX-2840,Fax machine four,In use,",
        "Wharfemoor,WM-5,FAX-2840,Fax machine five,Disposed,2021-01-01",
    ];
    let now: &[&str] = &[
        "Wharfemoor,WM-6,FAX-2840,Fax machine six,In use,",
        "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,",
        "Wharfemoor,WM-2,FAX-2840,Fax machine two,Disposed,2026-11-02",
        "Wharfemoor,WM-4,FAX-2840,Fax machine four,In storage,",
        "Wharfemoor,WM-5,FAX-2840,Fax machine five,Disposed,2021-01-01",
    ];
    // Another name of the file is no other table.
    let changes = months.compare(&[("register.csv", REGISTER, then)], &[("register-nov.csv", REGISTER, now)]);
    assert_eq!(changes.len(), 6);
    assert_eq!(of(&changes, "one"), ("persisting", ""));
    assert_eq!(of(&changes, "two"), ("resolved", "disposed"));
    assert_eq!(of(&changes, "three"), ("vanished", ""));
    assert_eq!(of(&changes, "four"), ("changed", "status"));
    assert_eq!(of(&changes, "five"), ("persisting", ""));
    assert_eq!(of(&changes, "six"), ("new", ""));
    let resolved = changes.iter().find(|row| row["change"] == "resolved").unwrap();
    assert!(resolved["sentence"].contains("as of 2026-11-02 (\"Disposed\")"), "{resolved:?}");
    assert_eq!(resolved["evidence"], "register-nov.csv, row 4");
    assert_eq!(months.tables(), []);
}

/// No column says whose the tables are: the folder does, and next month's table is the same trust's.
#[test]
fn a_table_that_names_nobody_is_its_folders() {
    let months = Months::new();
    let ledger = LEDGER.replace("Entity,", "");
    let register = REGISTER.replace("Organisation,", "");
    let then: &[Table<'_>] = &[
        ("alder/orders.csv", &ledger, &["Inkwell,2026-10-01,P1,1,10.00,Fax machine one"]),
        ("alder/register.csv", &register, &["A-1,FAX-2840,Fax machine two,In use,"]),
        ("birch/register.csv", &register, &["B-1,FAX-2840,Fax machine three,In use,"]),
    ];
    let now: &[Table<'_>] = &[
        ("alder/orders.csv", &ledger, &["Inkwell,2026-11-01,P2,1,10.00,Fax machine four"]),
        ("alder/register.csv", &register, &["A-2,FAX-2840,Fax machine five,In use,"]),
    ];
    let changes = months.compare(then, now);
    assert_eq!(of(&changes, "one"), ("not_comparable", "other_period"));
    assert_eq!(of(&changes, "two"), ("vanished", ""));
    assert_eq!(of(&changes, "three"), ("not_comparable", "table_missing"));
    assert_eq!(of(&changes, "four"), ("new", ""));
    assert_eq!(of(&changes, "five"), ("new", ""));
}

#[test]
fn the_same_tag_under_other_words_is_one_thing() {
    let months = Months::new();
    let then: &[&str] = &[
        "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,",
        "Wharfemoor,WM-2,FAX-2840,Fax machine two,In use,",
        "Wharfemoor,WM-3,FAX-2840,Fax machine three,In use,",
        "Elsewhere,WM-4,FAX-2840,Fax machine four,In use,",
    ];
    let now: &[&str] = &[
        "Wharfemoor,wm-1,FAX-2840,\"Fax machine, ward six\",In use,",
        "Wharfemoor,WM-2,FAX-2840,Fax machine seven,Disposed,2026-11-02",
        // Which of the two is it? And a tag is one trust's.
        "Wharfemoor,WM-3,FAX-2840,Fax machine eight,In use,",
        "Wharfemoor,WM-3,FAX-2840,Fax machine nine,In use,",
        "Wharfemoor,WM-4,FAX-2840,Fax machine ten,In use,",
        "Elsewhere,E-5,FAX-2840,Fax machine five,In use,",
    ];
    let changes = months.compare(&[("a.csv", REGISTER, then)], &[("a.csv", REGISTER, now)]);
    assert_eq!(of(&changes, "six"), ("changed", "rewritten"));
    assert_eq!(of(&changes, "seven"), ("resolved", "disposed"));
    for gone in ["three", "four"] {
        assert_eq!(of(&changes, gone), ("vanished", ""));
    }
    for come in ["eight", "nine", "ten", "five"] {
        assert_eq!(of(&changes, come), ("new", ""));
    }
    assert_eq!(changes.len(), 8);
    let six = changes.iter().find(|row| row["text"].contains("six")).unwrap();
    let was = &rows(&months.report(OCTOBER).join("findings.csv"))[0]["finding_id"];
    assert_eq!((&six["id_before"], six["first_seen"].as_str()), (was, OCTOBER));
    assert!(six["sentence"].contains("it was \"Fax machine one · FAX-2840\""), "{six:?}");
}

#[test]
fn a_ledger_is_missed_only_where_it_covers_the_month_again() {
    let months = Months::new();
    let october: &[&str] = &[
        "Wharfemoor,Inkwell,2026-09-01,P1,1,10.00,Fax machine one",
        "Wharfemoor,Inkwell,2026-09-02,P2,1,10.00,Chairs",
        "Wharfemoor,Inkwell,2026-10-01,P3,1,10.00,Fax machine two",
        "Wharfemoor,Inkwell,2026-10-02,P4,1,10.00,Desks",
        "Wharfemoor,Inkwell,2026-10-03,P5,1,10.00,Lamps",
        "Wharfemoor,Inkwell,,P6,1,10.00,Fax machine three",
    ];
    // October again, but for one line; one late invoice of September.
    let november: &[&str] = &[
        "Wharfemoor,Inkwell,2026-10-02,P4,1,10.00,Desks",
        "Wharfemoor,Inkwell,2026-10-03,P5,1,10.00,Lamps",
        "Wharfemoor,Inkwell,2026-11-03,P9,1,10.00,Fax machine four",
        "Wharfemoor,Inkwell,2026-10-04,P8,1,10.00,Fax machine five",
    ];
    let changes = months.compare(&[("ledger.csv", LEDGER, october)], &[("ledger.csv", LEDGER, november)]);
    assert_eq!(of(&changes, "one"), ("not_comparable", "other_period"));
    assert_eq!(of(&changes, "two"), ("vanished", ""));
    assert_eq!(of(&changes, "three"), ("not_comparable", "no_date"));
    assert_eq!(of(&changes, "four"), ("new", ""));
    assert_eq!(of(&changes, "five"), ("new", ""));
    let late = changes.iter().find(|row| row["text"].contains("five")).unwrap();
    assert!(late["sentence"].contains("recorded late"), "{late:?}");
}

#[test]
fn a_refund_in_a_later_ledger_is_evidence() {
    let months = Months::new();
    let then: &[&str] = &[
        "Wharfemoor,Inkwell,2026-10-01,P1,1,100.00,Brother FAX-2840",
        "Wharfemoor,Inkwell,2026-10-01,P2,1,200.00,Canon FAX-L170",
        "Wharfemoor,Inkwell,2026-10-03,P2,1,-200.00,Canon FAX-L170 back",
    ];
    let now: &[&str] = &[
        "Wharfemoor,Inkwell,2026-11-05,P1,1,-100.00,FAX-2840 returned",
        "Wharfemoor,Inkwell,2026-11-06,P7,1,-200.00,Canon FAX-L170 other",
    ];
    let changes = months.compare(&[("oct.csv", LEDGER, then)], &[("nov.csv", LEDGER, now)]);
    assert_eq!(of(&changes, "Brother FAX-2840"), ("resolved", "refunded"));
    let resolved = changes.iter().find(|row| row["change"] == "resolved").unwrap();
    assert_eq!(resolved["evidence"], "nov.csv, row 2");
    assert_eq!(of(&changes, "FAX-2840 returned"), ("new", ""));
    // Paid back before the first report: nothing new in it.
    assert_eq!(of(&changes, "FAX-L170 · Inkwell"), ("not_comparable", "other_period"));
}

#[test]
fn a_missing_table_resolves_nothing() {
    let months = Months::new();
    let wharfemoor: Table<'_> = ("a.csv", REGISTER, &["Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,"]);
    let elsewhere: Table<'_> = ("b.csv", REGISTER, &["Elsewhere,E-1,FAX-2840,Fax machine two,In use,"]);
    let ledger: Table<'_> =
        ("c.csv", LEDGER, &["Wharfemoor,Inkwell,2026-10-01,P1,1,10.00,Fax machine three"]);
    let changes = months.compare(&[wharfemoor, elsewhere], &[elsewhere, ledger]);
    assert_eq!(of(&changes, "one"), ("not_comparable", "table_missing"));
    assert_eq!(of(&changes, "two"), ("persisting", ""));
    assert_eq!(of(&changes, "three"), ("new", "table_new"));
    let tables = months.tables();
    let whats: Vec<&str> = tables.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(whats, ["new_table", "missing"]);
    assert!(tables[1].1.contains("The register of Wharfemoor (a.csv)"), "{tables:?}");
}

#[test]
fn first_seen_outlives_a_month_without_the_table() {
    let months = Months::new();
    let a: Table<'_> = ("a.csv", REGISTER, &["Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,"]);
    let b: Table<'_> = ("b.csv", REGISTER, &["Elsewhere,E-1,FAX-2840,Fax machine two,In use,"]);
    let mut last = months.audit("2026-06-30", &[a, b], &[]);
    let mut seen = Vec::new();
    for (as_of, tables) in
        [("2026-07-31", &[a, b][..]), ("2026-08-31", &[b]), ("2026-09-30", &[b]), ("2026-10-31", &[a, b])]
    {
        let baseline = last.display().to_string();
        last = months.audit(as_of, tables, &["--baseline", &baseline]);
        let changes = rows(&last.join("changes.csv"));
        assert_eq!(of(&changes, "two"), ("persisting", ""));
        assert!(changes.iter().all(|row| row["first_seen"] == "2026-06-30"), "{changes:?}");
        let (change, cause) = of(&changes, "one");
        seen.push(format!("{change} {cause}"));
    }
    assert_eq!(
        seen,
        ["persisting ", "not_comparable table_missing", "not_comparable carried", "persisting back"]
    );
}

/// What is carried is judged against what it was: gone without a word, disposed of meanwhile, or of another status.
#[test]
fn what_was_carried_is_judged_when_its_table_is_back() {
    let months = Months::new();
    let elsewhere: Table<'_> = ("b.csv", REGISTER, &["Elsewhere,E-1,FAX-2840,Fax machine,In use,"]);
    let then: &[&str] = &[
        "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,",
        "Wharfemoor,WM-2,FAX-2840,Fax machine two,In use,",
        "Wharfemoor,WM-3,FAX-2840,Fax machine three,In use,",
        "Wharfemoor,WM-4,FAX-2840,Fax machine four,Disposed,2021-01-01",
        "Wharfemoor,WM-5,FAX-2840,Fax machine five,In use,",
    ];
    let now: &[&str] = &[
        "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,",
        "Wharfemoor,WM-2,FAX-2840,Fax machine two,Disposed,2026-09-10",
        "Wharfemoor,WM-5,FAX-2840,Fax machine five,Who knows,",
    ];
    let mut last = months.audit("2026-06-30", &[("a.csv", REGISTER, then), elsewhere], &[]);
    for (as_of, tables) in [
        ("2026-07-31", &[elsewhere][..]),
        ("2026-08-31", &[elsewhere]),
        ("2026-09-30", &[("a.csv", REGISTER, now), elsewhere]),
    ] {
        let baseline = last.display().to_string();
        last = months.audit(as_of, tables, &["--baseline", &baseline]);
    }
    let changes = rows(&last.join("changes.csv"));
    assert_eq!(of(&changes, "one"), ("persisting", "back"));
    assert_eq!(of(&changes, "two"), ("resolved", "disposed"));
    assert_eq!(of(&changes, "three"), ("vanished", ""));
    assert_eq!(of(&changes, "four"), ("resolved", "disposed"));
    assert_eq!(of(&changes, "five"), ("changed", "back"));
    let three = changes.iter().find(|row| row["text"].contains("three")).unwrap();
    assert_eq!((three["outcome_before"].as_str(), three["outcome_now"].as_str()), ("breach", ""));
    assert_eq!((three["last_seen"].as_str(), three["asset_id"].as_str()), ("2026-06-30", "WM-3"));
    assert!(three["sentence"].contains("the report of 2026-06-30 was the last that has it"), "{three:?}");
}

#[test]
fn a_renamed_column_makes_lines_incomparable_and_is_named() {
    let months = Months::new();
    let line = "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,";
    let renamed = REGISTER.replace("Asset Tag", "Kit bag");
    let changes = months.compare(&[("a.csv", REGISTER, &[line])], &[("a.csv", &renamed, &[line])]);
    assert_eq!(changes.len(), 2);
    assert!(
        changes.iter().all(|row| row["change"] == "not_comparable" && row["cause"] == "columns"),
        "{changes:?}"
    );
    let [(what, sentence)] = months.tables().try_into().unwrap();
    assert_eq!(what, "column_lost");
    assert!(
        sentence.contains("asset_id; it was \"Asset Tag\"") && sentence.contains("--map asset_id="),
        "{sentence}"
    );
}

#[test]
fn exemptions_that_begin_and_end_are_changes() {
    let months = Months::new();
    let register: &[Table<'_>] = &[(
        "a.csv",
        REGISTER,
        &[
            "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,",
            "Wharfemoor,WM-2,FAX-2840,Fax machine two,In use,",
        ],
    )];
    let list = |expires: &str, asset: &str| -> String {
        format!("{asset},,Incident room,Chief,2026-01-01,{expires},")
    };
    let header = "finding_id,asset_id,organisation,reason,approver,from,expires,evidence\n";
    let (ends, begins) = (list("2026-11-01", ",WM-1"), list("2027-11-01", ",WM-2"));
    let (first, both) = ([ends.as_str()], [ends.as_str(), begins.as_str()]);
    let then = [register, &[("exemptions.csv", header, &first)]].concat();
    let now = [register, &[("exemptions.csv", header, &both)]].concat();
    let changes = months.compare(&then, &now);
    assert_eq!(of(&changes, "one"), ("changed", "exemption_ended"));
    assert_eq!(of(&changes, "two"), ("changed", "exemption_began"));
    let ended = changes.iter().find(|row| row["cause"] == "exemption_ended").unwrap();
    assert!(ended["sentence"].ends_with("The outcome was exempt and is breach."), "{ended:?}");
}

#[test]
fn an_as_of_day_past_a_deadline_is_a_cause() {
    let months = Months::new();
    let register: Table<'_> = ("a.csv", REGISTER, &["Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,"]);
    let march = months.audit("2020-03-15", &[register], &[]).display().to_string();
    let april = months.audit("2020-04-15", &[register], &["--baseline", &march]);
    assert_eq!(of(&rows(&april.join("changes.csv")), "one"), ("changed", "as_of"));
}

/// The same id, another verdict, because the rules say so.
#[test]
fn other_rules_and_deadlines_are_causes() {
    let months = Months::new();
    let ledger: Table<'_> = (
        "a.csv",
        LEDGER,
        &[
            "Wharfemoor,Inkwell,2019-03-01,P1,1,10.00,Fax machine one",
            "Wharfemoor,Inkwell,2026-03-01,P1,1,10.00,Fax machine two",
            "Wharfemoor,Inkwell,2026-03-01,P1,1,10.00,Photocopier with fax three",
        ],
    );
    months.audit(OCTOBER, &[ledger], &[]);
    let rules = months.folder.path().join("rules");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), &rules);
    let pack = rules.join("fax/pack.toml");
    let text = fs::read_to_string(&pack).unwrap();
    let stricter = text
        .replace("from = \"2019-01-01\"", "from = \"2019-06-01\"")
        .replace("from = 2019-01-01", "from = 2019-06-01")
        .replacen("[class.buy]\noutcome = \"review\"", "[class.buy]\noutcome = \"breach\"", 1);
    assert_ne!(stricter, text);
    fs::write(&pack, stricter).unwrap();
    let changes = months.later(&[ledger], &["--rules", &rules.display().to_string()]);
    assert_eq!(of(&changes, "one"), ("changed", "deadline+rules"));
    assert_eq!(of(&changes, "two"), ("persisting", ""));
    let three = changes.iter().find(|row| row["text"].contains("three")).unwrap();
    assert_eq!((three["outcome_before"].as_str(), three["outcome_now"].as_str()), ("review", "breach"));
    assert!(three["sentence"].contains("The rules are others (pack fax"), "{three:?}");
}
