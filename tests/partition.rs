//! Whatever a table holds: every line and penny of it is in exactly one outcome.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{audit, file};
use proptest::prelude::*;

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Brother FAX-2840 fax machine".to_owned()),
        Just("Halifax building society".to_owned()),
        Just("Toner for fax".to_owned()),
        Just("Photocopier with fax".to_owned()),
        Just("Grand Total".to_owned()),
        Just(String::new()),
        "[ -~£é]{0,30}",
        "\\PC{0,12}",
    ]
}

fn date() -> impl Strategy<Value = String> {
    prop_oneof![
        (1..32_u8, 1..13_u8, 2017..2023_u16)
            .prop_map(|(day, month, year)| format!("{day:02}/{month:02}/{year}")),
        (43000..45000_u32).prop_map(|serial| serial.to_string()),
        Just(String::new()),
        "[0-9/]{0,10}",
    ]
}

/// An amount as written, with what it means in pence.
fn amount() -> impl Strategy<Value = (String, i64)> {
    let pence = -500_000_i64..500_000;
    (pence, 0..4_u8).prop_map(|(pence, form)| {
        let plain = format!("{}.{:02}", pence.abs() / 100, pence.abs() % 100);
        let text = match (pence < 0, form) {
            (false, 0 | 1) => format!("£{plain}"),
            (false, _) => plain,
            (true, 0) => format!("({plain})"),
            (true, 1) => format!("{plain}-"),
            (true, 2) => format!("-£{plain}"),
            (true, _) => format!("-{plain}"),
        };
        (text, pence)
    })
}

fn pence(text: &str) -> i128 {
    text.replace('.', "").parse().unwrap()
}

fn csv(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(header).unwrap();
    for row in rows {
        writer.write_record(&row).unwrap();
    }
    writer.into_inner().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Well-formed rows: no row and no penny more or less than were written.
    #[test]
    fn lines_and_pence_in_are_lines_and_pence_out(
        rows in prop::collection::vec((words(), date(), amount(), words()), 1..60),
    ) {
        // The last cell is never blank, so that no row is blank.
        let table = rows.iter().map(|(supplier, date, amount, description)| {
            vec![supplier.replace(['\n', '\r'], " "), date.clone(), amount.0.clone(), description.clone(), "REF".to_owned()]
        });
        let (_folder, path) =
            file("ledger.csv", csv(&["Supplier", "Payment Date", "Amount", "Description", "Invoice Number"], table));
        let audit = audit(&[&path], &[]);
        // Of totals alone nothing can be audited, and no report is written.
        if !audit.file("reconciliation.csv").exists() {
            prop_assert!(audit.stderr.contains("nothing was audited"), "{}", audit.stderr);
            let names = |text: &String| text.to_lowercase().replace("halifax", "").contains("fax");
            prop_assert!(!rows.iter().any(|row| names(&row.0) || names(&row.3)));
            return Ok(());
        }
        let all = audit.rows("reconciliation.csv");
        let all: Vec<_> = all.iter().filter(|row| row["source"] == "(all sources)").collect();
        let (total, outcomes): (Vec<_>, Vec<_>) = all.into_iter().partition(|row| row["outcome"] == "total");
        let lines = |rows: &[&common::Row]| rows.iter().map(|row| row["lines"].parse::<usize>().unwrap()).sum::<usize>();
        prop_assert_eq!(lines(&outcomes), rows.len());
        prop_assert_eq!(lines(&total), rows.len());
        let paid = |sign: i64| rows.iter().map(|row| i128::from((row.2.1 * sign).max(0) * sign)).sum::<i128>();
        for (column, written) in [("debit", paid(1)), ("credit", paid(-1)), ("net", paid(1) + paid(-1))] {
            let told: i128 = outcomes.iter().map(|row| pence(&row[column])).sum();
            prop_assert_eq!(told, written, "{}", column);
            prop_assert_eq!(pence(&total[0][column]), written);
        }
        let count = |outcome: &str| outcomes.iter().filter(|row| row["outcome"] == outcome).map(|row| row["lines"].parse::<usize>().unwrap()).sum::<usize>();
        // An audit in which nothing can be assessed has found nothing out, and says so by its code.
        let audited = rows.len() - count("skipped") - count("rejected");
        // So does one with a line that may be one more of what the line above names.
        let unplaced = audit.rows("mentions.csv").iter().any(|row| row["state"] == "unplaced");
        let code = if audited > 0 && count("not_assessable") == audited || unplaced { 3 } else { 0 };
        prop_assert_eq!(audit.code, code, "{}{}", audit.stdout, audit.stderr);
        prop_assert_eq!(audit.rows("cleared.csv").len(), count("cleared"));
        prop_assert_eq!(audit.rows("rejects.csv").len(), count("rejected"));
        let judged = ["breach", "review", "indicator", "exempt", "compliant"].map(count).iter().sum::<usize>();
        prop_assert_eq!(audit.rows("findings.csv").len(), judged);
    }

    /// Any bytes at all below a header: it ends well, and reconciles.
    #[test]
    fn anything_reconciles(body in prop::collection::vec(prop_oneof![
        4 => any::<u8>(),
        2 => Just(b','), 2 => Just(b'\n'), 1 => Just(b'"'), 1 => Just(b'\r'), 2 => Just(b'9'), 1 => Just(b'.'),
    ], 0..600)) {
        let mut bytes = b"Supplier,Date,Amount,Description\nInkwell,01/02/2020,10.00,Fax machine\n".to_vec();
        bytes.extend(body);
        let (_folder, path) = file("ledger.csv", bytes);
        let audit = audit(&[&path], &[]);
        prop_assert!(audit.code == 0 || audit.code == 3, "{}: {}{}", audit.code, audit.stdout, audit.stderr);
        if audit.code == 0 {
            prop_assert_eq!(&audit.json("summary.json")["reconciles"], true);
        }
    }
}
