//! Dates whose numbers can be read in more than one order: a verdict that depends on it accuses and clears nobody.

mod common;

use common::{Audit, audit, file};

fn warnings(audit: &Audit) -> String {
    audit.json("summary.json")["sources"].to_string()
}

/// The outcome and the date of each finding.
fn found(audit: &Audit) -> Vec<(String, String)> {
    audit.rows("findings.csv").iter().map(|row| (row["outcome"].clone(), row["date"].clone())).collect()
}

fn ledger(heading: &str, dates: &[&str], machines: &[&str]) -> Audit {
    let mut rows = vec![format!("{heading},Supplier,Description,Amount")];
    rows.extend(dates.iter().map(|date| format!("{date},Lyreco,Copier paper A4,12.50")));
    rows.extend(
        machines.iter().map(|date| format!("{date},Insight,Brother FAX-2840 laser fax machine,180.00")),
    );
    let (_folder, path) = file("ledger.csv", rows.join("\n"));
    audit(&[&path], &[])
}

#[test]
fn a_heading_says_in_which_order_its_dates_are_written() {
    let plain = ["14/03/07", "15/06/05", "18/01/02"];
    for heading in ["Inv date (yy/mm/dd)", "Invoice date YYMMDD", "Date yy-mm-dd"] {
        let audited = ledger(heading, &plain, &["18/12/19", "19/01/18"]);
        let expected = [("compliant", "2018-12-19"), ("breach", "2019-01-18")];
        assert_eq!(found(&audited), expected.map(|(one, two)| (one.to_owned(), two.to_owned())), "{heading}");
    }
    let audited = ledger("Date mm/dd/yyyy", &["03/04/2018"], &["01/12/2018", "12/01/2018", "01/02/2019"]);
    let days: Vec<String> = found(&audited).into_iter().map(|(_, day)| day).collect();
    assert_eq!(days, ["2018-01-12", "2018-12-01", "2019-01-02"]);
}

#[test]
fn a_heading_that_its_dates_contradict_decides_nothing() {
    let audited = ledger("Date mm/dd/yyyy", &["25/04/2018", "26/05/2018"], &["05/01/2019"]);
    assert_eq!(found(&audited), [("breach".to_owned(), "2019-01-05".to_owned())]);
}

#[test]
fn a_year_that_may_stand_first_is_for_review() {
    // With the day first some of them would be dated after the day of the audit.
    let dates = ["17/04/30", "18/02/28", "18/05/29", "18/07/03"];
    let audited = ledger("Date", &dates, &["18/12/19", "18/03/27", "17/11/16"]);
    // The last is before the ban either way.
    let expected = ["review", "review", "compliant"];
    assert_eq!(found(&audited).iter().map(|(outcome, _)| outcome.as_str()).collect::<Vec<_>>(), expected);
    assert!(warnings(&audited).contains("the year stands first"), "{}", warnings(&audited));
    let reason = &audited.rows("findings.csv")[0]["reason"];
    assert!(reason.contains("2018-12-19 or 2019-12-18"), "{reason}");
}

#[test]
fn a_column_with_days_and_months_in_both_orders_accuses_nobody_where_it_matters() {
    let dates = ["25/04/2018", "26/05/2018", "04/27/2018", "05/28/2018"];
    let audited = ledger("Date", &dates, &["01/12/2018", "12/01/2019", "05/06/2019", "15/01/2019"]);
    let found = found(&audited);
    let outcomes: Vec<&str> = found.iter().map(|(outcome, _)| outcome.as_str()).collect();
    // 1 December or 12 January 2018; 12 January or 1 December 2019; the others are of 2019 anyhow.
    assert_eq!(outcomes, ["compliant", "breach", "breach", "breach"]);

    let held = "Asset,Description,Purchased,Disposed\n\
        1,Desk,25/04/2011,\n2,Chair,26/05/2012,04/27/2018\n3,Lamp,,05/28/2019\n4,Bin,,28/05/2019\n\
        5,Brother FAX-2840 laser fax machine,,03/04/2020\n6,Brother FAX-2940 laser fax machine,,03/05/2019\n";
    let (_folder, path) = file("register.csv", held);
    let audited = audit(&[&path], &["--kind", "register"]);
    let rows = audited.rows("findings.csv");
    // 3 April or 4 March 2020: after the last day of the ban, or before it.
    assert_eq!([&rows[0]["outcome"], &rows[1]["outcome"]], ["review", "compliant"]);
}

#[test]
fn one_slip_in_a_long_column_is_no_other_order() {
    let mut dates = vec!["04/13/2018"];
    dates.extend(["25/04/2018"; 40]);
    let audited = ledger("Date", &dates, &["05/01/2019"]);
    assert_eq!(found(&audited), [("breach".to_owned(), "2019-01-05".to_owned())]);
}

#[test]
fn a_financial_year_and_a_period_say_the_month() {
    let line = |year: &str, text: &str| format!("{year},Banner,{text},88.40");
    let months: [(&str, [&str; 3]); 4] = [
        ("Fin yr,Pd", ["1718,11", "1819,09", "1819,10"]),
        ("Financial year,Period", ["2017/18,P01", "2018/19,P09", "2018/19,P10"]),
        ("Year and period", ["P02 2017/18", "P09 2018/19", "P10 2018/19"]),
        ("Period name", ["MAY-17", "DEC-18", "JAN-19"]),
    ];
    for (headings, [other, before, after]) in months {
        let machine = "Panasonic KX-FP215 fax machine";
        let rows = [
            format!("{headings},Supplier,Description,Amount"),
            line(other, "Paper"),
            line(before, machine),
            line(after, machine),
            line(other, machine),
        ];
        let (_folder, path) = file("gl.csv", rows.join("\n"));
        let audited = audit(&[&path], &[]);
        let found: Vec<String> =
            audited.rows("findings.csv").iter().map(|row| row["outcome"].clone()).collect();
        assert_eq!(found, ["compliant", "breach", "compliant"], "{headings}");
        assert!(warnings(&audited).contains("period 1 is April"), "{headings}");
    }
    // A summary by month is no ledger.
    let (_folder, path) =
        file("sums.csv", "Month,Lines,Total\nApril,12,120.00\nMay,13,130.00\nJune,14,140.00\n");
    assert_eq!(audit(&[&path], &[]).code, 3);
    // A year alone may begin or end there, and books are closed in period 13.
    for (headings, month) in [("Financial year,Period", "2019,P09"), ("Financial year,Period", "2018/19,P13")]
    {
        let rows = [
            format!("{headings},Supplier,Description,Amount"),
            line(month, "Panasonic KX-FP215 fax machine"),
            line(month, "Paper"),
        ];
        let (_folder, path) = file("gl.csv", rows.join("\n"));
        assert_eq!(audit(&[&path], &[]).rows("findings.csv")[0]["outcome"], "review", "{month}");
    }
}
