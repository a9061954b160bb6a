//! What a table says of its own amounts is held against them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Audit, audit, file};

fn audited(lines: &[&str]) -> Audit {
    let (_folder, path) = file("ledger.csv", lines.join("\n"));
    audit(&[&path], &[])
}

fn warnings(audit: &Audit) -> String {
    audit.json("summary.json")["sources"][0]["warnings"].to_string()
}

#[test]
fn an_amount_that_does_not_lead_to_its_balance_is_told() {
    let with = |amount: &str| {
        audited(&[
            "Date,Description,Debit,Credit,Running Balance",
            "01/02/2021,Paper,10.00,,10.00",
            "02/02/2021,Desk,5.50,,15.50",
            &format!("03/02/2021,Chair,{amount},35.50"),
            "04/02/2021,Lamp,1.00,,36.50",
            "05/02/2021,Refund,,6.50,30.00",
            "06/02/2021,Tea,2.00,,32.00",
            "07/02/2021,Milk,3.00,,35.00",
        ])
    };
    assert!(!warnings(&with("20.00,")).contains("balance"));
    let told = warnings(&with(",20.00"));
    assert!(told.contains("1 line (row 4) whose amount does not lead from one balance"), "{told}");
}

#[test]
fn an_amount_in_words_is_told_with_its_row() {
    let lines: Vec<String> = (10..30).map(|day| format!("{day}/02/2021,Office Kit,Paper,12.50")).collect();
    let mut all = vec!["Date,Supplier,Description,Amount", "01/02/2021,Office Kit,Brother FAX-2840,TBC"];
    all.push("02/02/2021,Office Kit,Desk,n/a");
    all.extend(lines.iter().map(String::as_str));
    let told = warnings(&audited(&all));
    assert!(told.contains("2 lines (rows 2 and 3) without an amount"), "{told}");
}

#[test]
fn money_beside_the_amount_that_nobody_reads_is_told() {
    let told = warnings(&audited(&[
        "Date,Supplier,Description,Spend in month,VAT amount,Gross amount",
        "01/02/2021,Office Kit,Paper,10.00,2.00,12.00",
        "02/02/2021,Office Kit,Desk,20.00,4.00,24.00",
        "03/02/2021,Office Kit,Chair,30.00,6.00,36.00",
    ]));
    assert!(told.contains("column \\\"Spend in month\\\" holds money and was not read"), "{told}");
    assert!(!told.contains("column \\\"VAT amount\\\""), "{told}");
}

#[test]
fn of_two_columns_with_one_heading_the_cells_decide() {
    let audit = audited(&[
        "Purchase Cost,Description,Serial,Status,Purchase Date,Purchase Cost",
        "001250,Brother FAX-2840 fax machine,S1,In use,01/02/2015,199.00",
        "001261,Desk,S2,In use,02/02/2015,120.00",
        "001272,Chair,S3,In use,03/02/2015,80.00",
    ]);
    assert_eq!(audit.rows("findings.csv")[0]["amount"], "199.00");
}

#[test]
fn a_row_with_too_few_cells_accuses_nobody() {
    let audit = audited(&[
        "Asset No,Description,Cost,Location,Status,Disposal Date",
        "A1,Desk,120.00,Ward 1,In use,",
        "A2,Chair,80.00,Ward 1,In use,",
        "A3,Brother FAX-2840 fax machine,199.00,Ward 2",
        "A4,Lamp,20.00,Ward 1,Disposed,03/02/2019",
        "A5,Bench,90.00,Ward 1,In use,",
        "A6,Trolley,95.00,Ward 1,In use,",
        "A7,Bed,900.00,Ward 1,In use,",
        "A8,Scales,99.00,Ward 1,In use,",
        "A9,Fridge,300.00,Ward 1,In use,",
    ]);
    let findings = audit.rows("findings.csv");
    assert_eq!((findings[0]["row"].as_str(), findings[0]["outcome"].as_str()), ("4", "review"));
}

#[test]
fn a_row_that_is_only_the_total_of_a_product_is_no_line() {
    let audit = audited(&[
        "Date,Supplier,Description,Cost centre,Amount",
        "01/02/2021,Office Kit,Paper,C1,10.00",
        "02/02/2021,Office Kit,Desk,C1,20.00",
        ",,Total for Brother FAX-2840 fax machine,,199.00",
    ]);
    assert!(audit.rows("findings.csv").is_empty());
    assert_eq!(audit.rows("mentions.csv")[0]["place"], "total");
}

#[test]
fn an_amount_that_is_not_quantity_times_price_is_told() {
    let line = |n: u32| {
        format!("PO{n},0{}/02/2021,Office Direct,Desk {n},3,{n}.50,{}.50,Desks\n", n % 9 + 1, n * 3 + 1)
    };
    let lines: String = (10..40).map(line).collect();
    let text = format!(
        "PO Id,Order Date,Supplier,Description,Quantity,Unit Price,PO Spend,Commodity\n{lines}\
         3104,25/09/2015,Office Direct,Canon FAX-L170 laser fax,217,43.40,260.40,\n"
    );
    let ledger = audited(&[&text]);
    let told = warnings(&ledger);
    assert!(told.contains("1 line (row 32) whose amount is not"), "{told}");
}

#[test]
fn money_below_a_heading_that_another_column_has_is_told_with_its_number() {
    let line = |n: u32| format!("{n},PI,0{}/02/2021,Desk number {n},{n}0.00,{n}.20,{n}9.96\n", n % 9 + 1);
    let lines: String = (10..40).map(line).collect();
    let ledger = audited(&[&format!("No,Type,Date,Details,Details,Tax Amount,Gross Amount\n{lines}")]);
    let told = warnings(&ledger);
    assert!(told.contains("amount=#5"), "{told}");
}

#[test]
fn quantity_times_price_is_the_amount_where_no_column_has_it() {
    let ledger = audited(&[
        "Order date,Supplier,Description,Qty,Unit price",
        "01/02/2021,Misco,Samsung SF-650 laser fax machine,2,112.59",
        "02/02/2021,Banner,Paper A4,10,2.205",
        "03/02/2021,Banner,Paper A4 returned,-4,2.20",
        "04/02/2021,Banner,Free sample,,2.20",
    ]);
    assert_eq!(ledger.rows("findings.csv")[0]["amount"], "225.18");
    assert_eq!(ledger.json("summary.json")["totals"]["net"], "238.43");
    assert!(warnings(&ledger).contains("times \\\"Unit price\\\""), "{}", warnings(&ledger));
}

#[test]
fn the_column_that_adds_up_with_the_tax_is_the_net_one_whatever_its_heading() {
    let line = |n: u32| format!("0{}/02/2021,Banner,Desk {n},{n}2.00,{n}0.00,2.00\n", n % 9 + 1);
    let lines: String = (1..9).map(line).collect();
    for headings in ["Amount,Merchandise,VAT", "Gross,Basic price,Tax element", "Amount,Gwerth,TAW"] {
        let ledger = audited(&[&format!(
            "Date,Supplier,Description,{headings}\n{lines}05/02/2021,Misco,Samsung SF-650 fax machine,133.80,111.50,22.30\n"
        )]);
        assert_eq!(ledger.rows("findings.csv")[0]["amount"], "111.50", "{headings}");
        assert!(warnings(&ledger).contains("by what it holds"), "{}", warnings(&ledger));
    }
    // What does not add up stays as it is.
    let ledger = audited(&[&format!(
        "Date,Supplier,Description,Amount,Budget,Variance\n{}05/02/2021,Misco,Samsung SF-650 fax machine,133.80,111.50,21.30\n",
        lines.replace("2.00\n", "3.00\n")
    )]);
    assert_eq!(ledger.rows("findings.csv")[0]["amount"], "133.80");
}

#[test]
fn a_ledger_that_writes_purchases_with_a_minus_is_told() {
    let line = |n: u32| format!("0{}/02/2021,Banner,Desk {n},-{n}2.00\n", n % 9 + 1);
    let lines: String = (1..12).map(line).collect();
    let ledger =
        audited(&[&format!("Date,Supplier,Description,Amount\n{lines}01/02/2021,Banner,Credit note,5.00\n")]);
    assert!(warnings(&ledger).contains("come to more than its debits"), "{}", warnings(&ledger));
}

#[test]
fn what_several_pieces_cost_is_the_cost_of_their_line() {
    let line = |n: u32| format!("Desk {n},{n},10.00,{}0.00\n", n);
    let lines: String = (2..8).map(line).collect();
    let (_folder, path) = file(
        "list.csv",
        format!(
            "Description,Quantity,Unit cost,Total cost\n{lines}Brother FAX-2840 laser fax machine,3,189.00,567.00\n"
        ),
    );
    let found = audit(&[&path], &[]).rows("findings.csv");
    assert_eq!(found[0]["amount"], "567.00");
}
