//! What only two documents together show: every check with a case that it names and a near one that it does not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;

use common::{Audit, Row, audit};

const LEDGER: &str = "Entity,Supplier,Order date,PO Number,Quantity,Amount,Description\n";
const REGISTER: &str = "Organisation,Asset Tag,Serial Number,Manufacturer,Model,Description,Order Number,Purchase Date,Status,Disposal Date,Acquisition method\n";

/// Audits tables of these lines; `{}` is Wharfemoor.
fn audited(tables: &[(&str, &str, &[&str])]) -> Audit {
    let folder = tempfile::tempdir().unwrap();
    for (name, header, lines) in tables {
        let lines: String = lines.iter().map(|line| line.replace("{}", "Wharfemoor") + "\n").collect();
        fs::write(folder.path().join(name), format!("{header}{lines}")).unwrap();
    }
    let audit = audit(&[folder.path()], &[]);
    assert_eq!(audit.code, 0, "{}", audit.stderr);
    audit
}

fn named(audit: &Audit, check: &str) -> Vec<Row> {
    audit.rows("crosscheck.csv").into_iter().filter(|row| row["check"] == check).collect()
}

fn rows(found: &[Row], side: &str) -> Vec<String> {
    found.iter().map(|row| row[&format!("{side}_row")].clone()).collect()
}

#[test]
fn a_purchase_on_no_register_is_named() {
    let audit = audited(&[
        (
            "ledger.csv",
            LEDGER,
            &[
                "{},Inkwell,2019-06-01,PO-101,1,100.00,Brother FAX-2840 fax machine",
                "{},Inkwell,2019-06-02,PO-102,1,100.00,Canon FAX-L170 fax machine",
                "{},Inkwell,2019-06-03,PO-103,1,100.00,Panasonic KX-FL421 fax machine",
                "{},Inkwell,2019-06-04,PO-104,1,100.00,Panasonic KX-FL421 fax machine",
                "Elsewhere,Inkwell,2019-06-04,PO-105,1,100.00,Brother FAX-2840 fax machine",
            ],
        ),
        (
            "register.csv",
            REGISTER,
            &[
                // By its order number, whatever the model says.
                "{},WM-001,SN0001,Brother,FAX-8360P,Fax machine,po 102,,In use,,",
                // By model and day: it stands for one purchase, not for two.
                "{},WM-002,SN0002,Panasonic,KX-FL421,Fax machine,,2019-06-20,In use,,",
                // The same model, bought years before.
                "{},WM-003,SN0003,Brother,FAX-2840,Fax machine,,2014-01-01,In use,,",
            ],
        ),
    ]);
    let found = named(&audit, "not_registered");
    assert_eq!(rows(&found, "left"), ["2", "5"], "{found:?}");
    assert_eq!(found[0]["sure"], "high");
    assert!(found[0]["sentence"].contains("bought on 2019-06-01 (£100.00)"), "{}", found[0]["sentence"]);
    assert!(found[0]["why"].contains("register.csv"), "{}", found[0]["why"]);
    assert!(found.iter().all(|row| row["organisation"] == "Wharfemoor" && row["right_row"].is_empty()));
}

#[test]
fn what_may_be_on_the_register_is_said_to_be_no_more() {
    let audit = audited(&[
        (
            "ledger.csv",
            LEDGER,
            &[
                "{},Inkwell,2019-06-01,,1,100.00,Brother FAX-2840 fax machine",
                "{},Inkwell,2019-07-01,,1,90.00,Fax machine for ward",
            ],
        ),
        (
            "register.csv",
            REGISTER,
            &[
                "{},WM-001,SN0001,Brother,FAX-2840,Fax machine,,,In use,,",
                "{},WM-002,SN0002,Canon,FAX-L170,Fax machine,,2019-07-10,In use,,",
            ],
        ),
    ]);
    let found = named(&audit, "not_registered");
    assert_eq!(rows(&found, "right"), ["2", "3"], "{found:?}");
    assert!(found.iter().all(|row| row["sure"] == "low" && row["sentence"].contains("may be the one")));
}

#[test]
fn a_machine_that_is_gone_and_still_paid_for_is_named() {
    let audit = audited(&[
        (
            "ledger.csv",
            LEDGER,
            &[
                "{},Inkwell,2021-06-01,,1,30.00,Toner cartridge for Canon FAX-L170",
                "{},Inkwell,2020-12-01,,1,30.00,Toner cartridge for Canon FAX-L170",
                "{},Inkwell,2021-02-01,,1,30.00,Toner cartridge for Canon FAX-L170",
                "{},Inkwell,2021-06-01,,1,30.00,Toner cartridge for Brother FAX-2840",
                "{},Inkwell,2021-06-01,,1,30.00,Fax paper rolls",
            ],
        ),
        (
            "register.csv",
            REGISTER,
            &[
                "{},WM-001,SN0001,Canon,FAX-L170,Fax machine,,2012-01-01,Disposed,2021-01-15,",
                // One of two is still held: the toner may be for that one.
                "{},WM-002,SN0002,Brother,FAX-2840,Fax machine,,2012-01-01,Disposed,2020-01-15,",
                "{},WM-003,SN0003,Brother,FAX-2840,Fax machine,,2012-01-01,In use,,",
            ],
        ),
    ]);
    let found = named(&audit, "paid_after_disposal");
    // Not before, not a last bill, and no paper while a machine is held.
    assert_eq!((rows(&found, "left"), rows(&found, "right")), (vec!["2".to_owned()], vec!["2".to_owned()]));
    assert_eq!(found[0]["sure"], "high");
    assert!(found[0]["sentence"].contains("disposed of on 2021-01-15"), "{}", found[0]["sentence"]);
}

#[test]
fn payments_without_a_model_count_when_everything_is_gone() {
    let audit = audited(&[
        ("ledger.csv", LEDGER, &["{},Inkwell,2021-06-01,,1,30.00,Fax paper rolls"]),
        (
            "register.csv",
            REGISTER,
            &["{},WM-001,SN0001,Canon,FAX-L170,Fax machine,,2012-01-01,Disposed,2020-01-15,"],
        ),
    ]);
    let found = named(&audit, "paid_after_disposal");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["sure"], "low");
}

#[test]
fn a_lease_paid_for_after_its_end_is_named() {
    let audit = audited(&[
        (
            "ledger.csv",
            LEDGER,
            &[
                "{},Leasewell,2021-06-01,,1,30.00,Lease of fax machine Canon FAX-L170",
                "{},Leasewell,2021-06-02,,1,30.00,Fax machine rental until 31/03/2020",
                "{},Leasewell,2020-03-02,,1,30.00,Fax machine rental until 31/03/2020",
            ],
        ),
        (
            "register.csv",
            REGISTER,
            &[
                "{},WM-001,SN0001,Canon,FAX-L170,Fax machine,,2012-01-01,Returned to lessor,2020-12-31,Lease",
                "{},WM-002,SN0002,Brother,FAX-2840,Fax machine,,2012-01-01,In use,,Purchase",
            ],
        ),
    ]);
    let found = named(&audit, "lease_overrun");
    assert_eq!(rows(&found, "left"), ["3", "2"], "{found:?}");
    assert!(found[0]["sentence"].contains("2020-03-31 as the end"), "{}", found[0]["sentence"]);
    assert!(found[1]["sentence"].contains("ended on 2020-12-31"), "{}", found[1]["sentence"]);
    assert_eq!(named(&audit, "paid_after_disposal"), []);
}

#[test]
fn a_machine_in_use_without_any_payment_is_named_softly() {
    let register: &[&str] = &[
        "{},WM-001,SN0001,Canon,FAX-L170,Fax machine,,2012-01-01,In use,,",
        "{},WM-002,SN0002,Brother,FAX-2840,Fax machine,,2012-01-01,In use,,",
        "{},WM-003,SN0003,Brother,FAX-8360P,Fax machine,,2012-01-01,In storage,,",
        "{},WM-004,SN0004,Brother,FAX-T106,Fax machine,,2022-01-01,In use,,",
        "Elsewhere,WM-005,SN0005,Canon,FAX-L170,Fax machine,,2012-01-01,In use,,",
    ];
    let ledger: &[&str] = &["{},Inkwell,2021-06-01,,1,30.00,Toner cartridge for Canon FAX-L170"];
    let audit = audited(&[("ledger.csv", LEDGER, ledger), ("register.csv", REGISTER, register)]);
    let found = named(&audit, "never_paid");
    // Paid for; in storage; bought after the ledger ends; without a ledger: none of these.
    assert_eq!(rows(&found, "left"), ["3"], "{found:?}");
    assert_eq!(found[0]["sure"], "medium");
    assert!(
        found[0]["sentence"].contains("ledger.csv, 2021-06-01 to 2021-06-01"),
        "{}",
        found[0]["sentence"]
    );
}

#[test]
fn the_same_machine_twice_is_named() {
    let audit = audited(&[
        (
            "a.csv",
            REGISTER,
            &[
                "{},WM-001,SN-0001,Canon,FAX-L170,Fax machine,,,In use,,",
                "{},WM-002,SN-0002,Canon,FAX-L170,Fax machine,,,Disposed,2020-01-01,",
                "{},WM-003,n/a,Canon,FAX-L170,Fax machine,,,In use,,",
                "{},WM-004,0000,Canon,FAX-L170,Fax machine,,,In use,,",
            ],
        ),
        (
            "b.csv",
            REGISTER,
            &[
                "{},WM-001,sn 0001,Canon,FAX-L170,Fax,,,In use,,",
                "{},WM-009,SN0002,Canon,FAX-L170,Fax,,,In use,,",
                "{},WM-003,n/a,Canon,FAX-L170,Fax machine in b,,,In use,,",
                // A tag is a trust's own, and what stands for no number is none.
                "Elsewhere,WM-004,0000,Canon,FAX-L170,Fax machine,,,In use,,",
            ],
        ),
    ]);
    let found = named(&audit, "same_machine");
    let of: Vec<_> = found.iter().map(|row| (row["left_row"].as_str(), row["right_row"].as_str())).collect();
    assert_eq!(of, [("2", "2"), ("3", "3"), ("4", "4")], "{found:?}");
    for (row, words) in
        found.iter().zip(["in two registers", "still held on the other", "the same asset tag"])
    {
        assert!(row["sentence"].contains(words), "{}", row["sentence"]);
    }
}

#[test]
fn several_machines_on_one_line_are_named() {
    let audit = audited(&[(
        "ledger.csv",
        LEDGER,
        &[
            "{},Inkwell,2019-06-01,,3,300.00,Brother FAX-2840 fax machine",
            "{},Inkwell,2019-06-01,,1,100.00,Brother FAX-2840 fax machine",
            "{},Inkwell,2020-06-01,,5,50.00,Fax paper rolls",
        ],
    )]);
    let found = named(&audit, "several_pieces");
    assert_eq!(rows(&found, "left"), ["2"]);
    assert!(found[0]["sentence"].contains("for 3 pieces (fax machine)"), "{}", found[0]["sentence"]);
}

#[test]
fn refunds_find_their_purchases_and_change_no_outcome() {
    let audit = audited(&[
        (
            "ledger.csv",
            LEDGER,
            &[
                "{},Inkwell,2019-06-01,PO-101,1,100.00,Brother FAX-2840 fax machine",
                "{},Inkwell,2019-06-09,PO-101,1,-100.00,Brother FAX-2840 returned",
                "{},Inkwell,2019-06-01,,1,90.00,Canon FAX-L170 fax machine",
                "{},Inkwell,2019-08-01,,1,90.00,Canon FAX-L170 fax machine",
                "{},Inkwell,2019-08-09,,1,-90.00,Canon FAX-L170 fax machine",
                "{},Inkwell,2019-09-01,PO-103,2,200.00,Brother FAX-8360P fax machine",
                "{},Inkwell,2019-09-09,PO-103,1,-100.00,Brother FAX-8360P fax machine",
                "Elsewhere,Inkwell,2019-10-01,,1,-90.00,Canon FAX-L170 fax machine",
            ],
        ),
        (
            "register.csv",
            REGISTER,
            &["{},WM-001,SN0001,Sharp,FO-DC635,Facsimile machine,,2012-01-01,In use,,"],
        ),
    ]);
    let found = named(&audit, "refund");
    let of: Vec<_> = found
        .iter()
        .map(|row| (row["left_row"].as_str(), row["right_row"].as_str(), row["sure"].as_str()))
        .collect();
    assert_eq!(of, [("2", "3", "high"), ("5", "6", "medium"), ("7", "8", "medium")]);
    assert!(found[2]["sentence"].starts_with("Part of the purchase"), "{}", found[2]["sentence"]);
    let purchase =
        audit.rows("findings.csv").into_iter().find(|row| row["row"] == "2" && row["kind"] == "ledger");
    assert_eq!(purchase.unwrap()["outcome"], "breach");
    // What was paid back in full is not looked for on the register.
    assert_eq!(rows(&named(&audit, "not_registered"), "left"), ["4", "7"]);
}

#[test]
fn nothing_together_is_a_header_and_no_word() {
    let audit =
        audited(&[("ledger.csv", LEDGER, &["{},Inkwell,2019-06-01,,1,100.00,Brother FAX-2840 fax machine"])]);
    assert_eq!(audit.text("crosscheck.csv").lines().count(), 1);
    assert!(!audit.stdout.contains("compared with each other"), "{}", audit.stdout);
    let summary = audit.json("summary.json");
    assert_eq!(summary["crosscheck"].as_array().unwrap().len(), 7);
}

/// Two masked numbers look alike; that does not make them the same.
#[test]
fn what_is_masked_is_no_key() {
    let audit = audited(&[(
        "register.csv",
        REGISTER,
        &[
            "{},WM-001,Mrs Quennell tel 07700 900456,Canon,FAX-L170,Fax machine,,,In use,,",
            "{},WM-002,Mrs Ampleforth tel 07700 900457,Canon,FAX-L170,Fax machine,,,In use,,",
        ],
    )]);
    assert_eq!(audit.rows("findings.csv").len(), 2);
    assert_eq!(named(&audit, "same_machine"), []);
}
