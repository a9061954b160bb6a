//! From one month to the next: what records say then and now, and what they cannot say.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "compare/months.rs"]
mod months;

use common::{Row, rows};
use months::{LEDGER, Months, REGISTER, Table, of};

/// A register with what was paid and when.
const ACQUIRED: &str = "Organisation,Asset Tag,Model,Description,Status,Purchase Date,Purchase Cost\n";

fn sentence(changes: &[Row], text: &str) -> String {
    changes.iter().find(|row| row["text"].contains(text)).unwrap()["sentence"].clone()
}

#[test]
fn another_date_cost_or_quantity_is_told() {
    let months = Months::new();
    let then: &[&str] = &[
        "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,2014-05-06,149",
        "Wharfemoor,WM-2,FAX-2840,Fax machine two,In use,2014-05-06,149",
        "Wharfemoor,WM-3,FAX-2840,Fax machine three,In use,2014-05-06,",
    ];
    let now: &[&str] = &[
        "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,2019-05-06,200",
        "Wharfemoor,WM-2,FAX-2840,Fax machine two,In use,2014-05-06,149.00",
        "Wharfemoor,WM-3,FAX-2840,Fax machine three,In use,2014-05-06,10",
    ];
    let paid: &[&str] = &[
        "Wharfemoor,Inkwell,2026-10-01,P1,1,100.00,Fax machine four",
        "Wharfemoor,Inkwell,2026-10-01,P2,2,100.00,Fax machine five",
    ];
    let paid_now: &[&str] = &[
        "Wharfemoor,Inkwell,2026-10-01,P1,3,100.00,Fax machine four",
        "Wharfemoor,Inkwell,2026-10-01,P2,2.0,100.00,Fax machine five",
    ];
    let changes = months.compare(
        &[("register.csv", ACQUIRED, then), ("ledger.csv", LEDGER, paid)],
        &[("register.csv", ACQUIRED, now), ("ledger.csv", LEDGER, paid_now)],
    );
    assert_eq!(of(&changes, "one"), ("changed", "record"));
    assert_eq!(
        sentence(&changes, "one"),
        "The record says something else: the date of acquisition was 2014-05-06 and is 2019-05-06; the cost was £149.00 and is £200.00."
    );
    assert_eq!(of(&changes, "two"), ("persisting", ""));
    assert!(sentence(&changes, "three").contains("the cost was not given and is £10.00"), "{changes:?}");
    assert_eq!(of(&changes, "four"), ("changed", "record"));
    assert!(sentence(&changes, "four").contains("the quantity was 1 and is 3"), "{changes:?}");
    assert_eq!(of(&changes, "five"), ("persisting", ""));
}

/// A column that is not there any more is told once, of the table, not of every line.
#[test]
fn a_lost_column_is_no_other_record() {
    let months = Months::new();
    let then: &[&str] = &["Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,2014-05-06,149"];
    let without = ACQUIRED.replace(",Purchase Cost", "");
    let now: &[&str] = &["Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,2014-05-06"];
    let changes = months.compare(&[("a.csv", ACQUIRED, then)], &[("a.csv", &without, now)]);
    assert_eq!(of(&changes, "one"), ("persisting", ""));
    assert_eq!(months.tables()[0].0, "column_lost");
}

/// The last report is of 2026-10-23: a machine in use then was not disposed of years before.
#[test]
fn a_disposal_that_the_last_report_contradicts_is_no_end() {
    let months = Months::new();
    let then: &[&str] = &[
        "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,",
        "Wharfemoor,WM-2,FAX-2840,Fax machine two,In use,",
        "Wharfemoor,WM-3,FAX-2840,Fax machine three,In use,",
        "Wharfemoor,WM-4,FAX-2840,Fax machine four,In storage,",
        "Wharfemoor,WM-5,FAX-2840,Fax machine five,In use,",
        "Wharfemoor,WM-6,FAX-2840,Fax machine six,Disposed,2020-03-02",
    ];
    let now: &[&str] = &[
        "Wharfemoor,WM-1,FAX-2840,Fax machine one,Disposed,2020-03-02",
        // Entered late, to the day and a day too late.
        "Wharfemoor,WM-2,FAX-2840,Fax machine two,Disposed,2026-07-23",
        "Wharfemoor,WM-3,FAX-2840,Fax machine three,Disposed,2026-07-22",
        "Wharfemoor,WM-4,FAX-2840,\"Fax machine four, in a corner\",Disposed,2020-03-02",
        // Some day of this year.
        "Wharfemoor,WM-5,FAX-2840,Fax machine five,Disposed,2026",
        "Wharfemoor,WM-6,FAX-2840,Fax machine six,Disposed,2020-03-02",
    ];
    let changes = months.compare(&[("a.csv", REGISTER, then)], &[("a.csv", REGISTER, now)]);
    assert_eq!(of(&changes, "one"), ("changed", "contradiction"));
    assert!(
        sentence(&changes, "one").starts_with(
            "The register now says that it was disposed of on 2020-03-02, but the report of 2026-10-23 had it in use (\"In use\"). Ask for the proof of the disposal."
        ),
        "{changes:?}"
    );
    assert_eq!(of(&changes, "two"), ("resolved", "disposed"));
    assert_eq!(of(&changes, "three"), ("changed", "contradiction"));
    assert_eq!(of(&changes, "four"), ("changed", "rewritten+contradiction"));
    assert!(sentence(&changes, "four").contains("had it in storage (\"In storage\")"), "{changes:?}");
    assert_eq!(of(&changes, "five"), ("resolved", "disposed"));
    assert_eq!(of(&changes, "six"), ("persisting", ""));
}

#[test]
fn a_disposal_to_come_ends_nothing_until_its_day() {
    let months = Months::new();
    let line = |rest: &str| format!("Wharfemoor,WM-1,FAX-2840,Fax machine one,{rest}");
    let (held, planned) = (line("In use,"), line("Disposed,2026-08-20"));
    let mut last = months.audit("2026-06-30", &[("a.csv", REGISTER, &[&held])], &[]);
    let mut seen = Vec::new();
    for as_of in ["2026-07-31", "2026-08-19", "2026-08-20", "2026-09-30"] {
        let baseline = last.display().to_string();
        last = months.audit(as_of, &[("a.csv", REGISTER, &[&planned])], &["--baseline", &baseline]);
        let changes = rows(&last.join("changes.csv"));
        let (change, cause) = of(&changes, "one");
        seen.push(format!("{change} {cause}"));
        if as_of == "2026-07-31" {
            let told = "The status was \"In use\" and is \"Disposed\", to be disposed of on 2026-08-20.";
            assert!(sentence(&changes, "one").contains(told), "{changes:?}");
        }
    }
    assert_eq!(seen, ["changed status", "persisting ", "resolved disposed", "persisting "]);
}

#[test]
fn a_refund_of_another_order_pays_nothing_back() {
    let months = Months::new();
    let then: &[&str] = &[
        "Wharfemoor,Inkwell,2026-10-01,PO-1,1,100.00,Fax machine one",
        "Wharfemoor,Inkwell,2026-10-02,PO-2,1,200.00,Fax machine two",
        "Wharfemoor,Inkwell,2026-10-03,,1,300.00,Fax machine three",
        "Wharfemoor,Inkwell,2026-10-04,PO-4,1,400.00,Fax machine four",
    ];
    let refunds: &[&str] = &[
        "Wharfemoor,Inkwell,2026-11-01,PO-9,-1,-100.00,Fax machine one",
        // The same number, written in another way; none on one of the sides.
        "Wharfemoor,Inkwell,2026-11-02,po2,-1,-200.00,Fax machine two",
        "Wharfemoor,Inkwell,2026-11-03,PO-8,-1,-300.00,Fax machine three",
        "Wharfemoor,Inkwell,2026-11-04,n/a,-1,-400.00,Fax machine four",
    ];
    let now = [then, refunds].concat();
    let changes = months.compare(&[("a.csv", LEDGER, then)], &[("b.csv", LEDGER, &now)]);
    let mut bought: Vec<(String, String)> = changes
        .iter()
        .filter(|row| !row["amount"].starts_with('-'))
        .map(|row| (row["order_number"].clone(), format!("{} {}", row["change"], row["cause"])))
        .collect();
    bought.sort();
    let expected = [
        ("", "resolved refunded"),
        ("PO-1", "persisting "),
        ("PO-2", "resolved refunded"),
        ("PO-4", "resolved refunded"),
    ];
    assert_eq!(bought, expected.map(|(order, what)| (order.to_owned(), what.to_owned())));
    let refunds = rows(&months.report(months::NOVEMBER).join("crosscheck.csv"));
    assert_eq!(refunds.iter().filter(|row| row["check"] == "refund").count(), 3, "{refunds:?}");
}

#[test]
fn a_name_in_other_capitals_or_with_more_spaces_is_the_same() {
    let line = |name: &str| format!("{name},WM-1,FAX-2840,Fax machine one,In use,");
    let then = line("Wharfemoor NHS Trust");
    for name in ["WHARFEMOOR NHS TRUST", "Wharfemoor  NHS Trust ", "wharfemoor nhs  TRUST"] {
        let months = Months::new();
        let (now, other) = (line(name), "Wharfemoor NHS Trust,WM-2,,Chair,In use,");
        let changes =
            months.compare(&[("a.csv", REGISTER, &[&then])], &[("a.csv", REGISTER, &[&now, other])]);
        assert_eq!(of(&changes, "one"), ("persisting", ""), "{name}");
        assert_eq!(months.tables(), [], "{name}");
    }
}

#[test]
fn a_ledger_of_every_month_that_ends_where_it_did_is_asked_for() {
    let months_of = |months: &[u8], lines: u8| -> Vec<String> {
        let line = |month: u8, day: u8| {
            format!("Wharfemoor,Inkwell,2026-{month:02}-{:02},P{month}-{day},1,5.00,Paper", day + 10)
        };
        months.iter().flat_map(|month| (1..=lines).map(move |day| line(*month, day))).collect()
    };
    let told = |then: &[String], now: &[Table<'_>]| -> Vec<(String, String)> {
        let then: Vec<&str> = then.iter().map(String::as_str).collect();
        let months = Months::new();
        months.compare(&[("a.csv", LEDGER, &then)], now);
        months.tables()
    };
    let again = |lines: &[String]| {
        let all: Vec<&str> = lines.iter().map(String::as_str).collect();
        told(lines, &[("a.csv", LEDGER, &all)])
    };
    let [(what, sentence)] = again(&months_of(&[9, 10], 6)).try_into().unwrap();
    assert_eq!(what, "no_later_lines");
    assert_eq!(
        sentence,
        "The ledger of Wharfemoor (a.csv) ends on 2026-10-16, as it did in the last report. Was the file of this month sent?"
    );
    assert_eq!(again(&months_of(&[5, 6], 6)), [], "closed long ago");
    assert_eq!(again(&months_of(&[6, 7, 8, 9, 10], 2)), [], "hardly any lines a month");
    let then = months_of(&[9, 10], 6);
    let later = months_of(&[9, 10, 11], 6);
    let all: Vec<&str> = later.iter().map(String::as_str).collect();
    assert_eq!(told(&then, &[("a.csv", LEDGER, &all)]), []);
    // This month's file has other columns.
    let (old, short) = (&all[..12], LEDGER.replace("PO Number,", ""));
    let new = ["Wharfemoor,Inkwell,2026-11-12,1,5.00,Paper"];
    let whats = told(&then, &[("a.csv", LEDGER, old), ("b.csv", &short, &new)]);
    assert_eq!(whats.iter().map(|(what, _)| what.as_str()).collect::<Vec<_>>(), ["new_table"]);
}

/// The day of acquisition says nothing of when the line was written.
#[test]
fn only_a_ledger_is_said_to_be_late() {
    let months = Months::new();
    let one: &str = "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,2014-05-06,149";
    let two: &str = "Wharfemoor,WM-2,FAX-2840,Fax machine two,In use,2014-05-06,149";
    let changes = months.compare(&[("a.csv", ACQUIRED, &[one])], &[("a.csv", ACQUIRED, &[one, two])]);
    assert_eq!(of(&changes, "two"), ("new", ""));
    assert_eq!(sentence(&changes, "two"), "It is not in the last report.");
}

/// A line that says "laser printer" now is no finding, and reports keep none: it is not said to be gone.
#[test]
fn what_no_line_shows_may_have_other_words() {
    let months = Months::new();
    let then: &[&str] = &["Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,"];
    let now: &[&str] = &["Wharfemoor,WM-1,HL-2840,Laser printer,In use,"];
    let changes = months.compare(&[("a.csv", REGISTER, then)], &[("a.csv", REGISTER, now)]);
    assert_eq!(of(&changes, "one"), ("vanished", ""));
    assert_eq!(
        sentence(&changes, "one"),
        "No line of the register of Wharfemoor shows it any more, and nothing says why: it is gone, or its line says something else now. Ask what became of it."
    );
}

/// What is missed is told month by month, until it is back or a reviewer has decided what became of it.
#[test]
fn what_vanished_is_told_until_it_is_explained() {
    let months = Months::new();
    let (one, two) = (
        "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,",
        "Wharfemoor,WM-2,FAX-2840,Fax machine two,In use,",
    );
    let (three, desk) =
        ("Wharfemoor,WM-3,FAX-2840,Fax machine three,In use,", "Wharfemoor,WM-9,,Desk,In use,");
    let again = "Wharfemoor,WM-2,FAX-2840,Fax machine in a corner,In use,";
    let mut last = months.audit("2026-06-30", &[("a.csv", REGISTER, &[one, two, three, desk])], &[]);
    let id = rows(&last.join("findings.csv"))[2]["finding_id"].clone();
    let decisions = months.folder.path().join("decisions.csv");
    std::fs::write(&decisions, format!("finding_id,decision,by,on\n{id},remediated,A. Auditor,2026-08-20\n"))
        .unwrap();
    let decisions = decisions.display().to_string();
    let mut seen = Vec::new();
    for (as_of, lines, lists) in [
        ("2026-07-31", &[desk][..], &[][..]),
        ("2026-08-15", &[desk], &[]),
        ("2026-08-31", &[desk], &["--decisions", decisions.as_str()]),
        ("2026-09-30", &[one, again, desk], &[]),
    ] {
        let baseline = last.display().to_string();
        last = months.audit(
            as_of,
            &[("a.csv", REGISTER, lines)],
            &[&["--baseline", baseline.as_str()], lists].concat(),
        );
        let mut told: Vec<String> = rows(&last.join("changes.csv"))
            .iter()
            .map(|row| {
                let words: Vec<&str> = row["text"].split(' ').take(3).collect();
                format!("{} {} {}", words.join(" "), row["change"], row["cause"])
            })
            .collect();
        told.sort();
        seen.push(told);
    }
    let all = |what: &str, names: &[&str]| -> Vec<String> {
        names.iter().map(|name| format!("Fax machine {name} vanished {what}")).collect()
    };
    assert_eq!(seen[0], all("", &["one", "three", "two"]));
    assert_eq!(seen[1], all("still", &["one", "three", "two"]));
    assert_eq!(seen[2], all("still", &["one", "two"]));
    assert_eq!(seen[3], ["Fax machine in new ", "Fax machine one changed back"]);
    let back = sentence(&rows(&last.join("changes.csv")), "one");
    assert_eq!(
        back,
        "It is back: the report of 2026-06-30 has it, the last one has not. Then no line showed it: ask where it was."
    );
    let page = std::fs::read_to_string(last.join("report.html")).unwrap();
    assert!(page.contains("Then no line showed it: ask where it was."));
    let summary = std::fs::read_to_string(months.report("2026-08-31").join("summary.md")).unwrap();
    assert!(summary.contains("2 vanished without evidence; of what vanished, 2 went before"), "{summary}");
}
