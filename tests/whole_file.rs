//! Every row, amount and mention of a file has a place in the report, whatever the file looks like.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::fs;

use common::{Audit, audit, file};

fn audited(text: &str) -> Audit {
    let (folder, path) = file("ledger.csv", text);
    let audit = audit(&[&path], &[]);
    Audit { kept: Some(folder), ..audit }
}

/// Row and outcome of every finding.
fn found(audit: &Audit) -> Vec<(String, String)> {
    let rows = audit.rows("findings.csv").into_iter();
    rows.map(|row| (row["row"].clone(), row["outcome"].clone())).collect()
}

fn outcomes(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(row, outcome)| ((*row).to_owned(), (*outcome).to_owned())).collect()
}

fn net(audit: &Audit) -> String {
    audit.json("summary.json")["totals"]["net"].as_str().unwrap().to_owned()
}

fn warnings(audit: &Audit) -> String {
    let summary = audit.json("summary.json");
    let sources = summary["sources"].as_array().unwrap().iter();
    sources.map(|source| source["warnings"].to_string()).collect::<Vec<_>>().join("\n")
}

fn rows_by_fate(audit: &Audit, source: &str, sheet: &str) -> Vec<u64> {
    let rows = audit.rows("reconciliation.csv").into_iter();
    rows.filter(|row| row["source"] == source && row["sheet"] == sheet && row["outcome"].starts_with("rows_"))
        .map(|row| row["lines"].parse().unwrap())
        .collect()
}

#[test]
fn a_table_below_another_is_a_table_of_its_own() {
    let report = audited(
        "Asset No,Asset Description,Status\nA1,Brother FAX-2840 fax machine,In use\nA2,Desk,In use\n\nGone\n\
         Asset No,Asset Description,Status,Disposal Date\nA3,Chair,Disposed,01/02/2019\n",
    );
    assert_eq!(found(&report), outcomes(&[("2", "breach")]));
    assert_eq!(rows_by_fate(&report, "ledger.csv", ""), [0, 1, 2, 1, 1, 0, 0, 5]);
    assert_eq!(rows_by_fate(&report, "ledger.csv", "from row 6"), [0, 1, 1, 0, 0, 0, 0, 2]);
    assert_eq!(report.code, 0);
}

#[test]
fn tables_below_each_other_are_found_in_archives_too() {
    let text = "Date,Supplier,Description,Amount\n14/02/2021,Inkwell,Fax machine,1.00\n\n\
                Date,Supplier,Description,Cost Centre,Amount\n15/02/2021,Harbour,Paper,C1,20.00\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("month.zip");
    let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    archive.start_file("a.csv", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut archive, text.as_bytes()).unwrap();
    archive.finish().unwrap();
    let report = audit(&[&path], &[]);
    assert_eq!((net(&report).as_str(), report.code), ("21.00", 0));
    assert_eq!(found(&report), outcomes(&[("2", "breach")]));
}

#[test]
fn a_separator_inside_a_cell_moves_no_amount() {
    let lines = |damaged: &str| {
        format!(
            "Date,Supplier,Description,Expense Type,Transaction Number,Amount,Notes\n\
             03/01/2021,Harbour Stationers,Copier paper A4,Stationery,5100001,45.20,\n\
             14/02/2021,Office Kit Ltd,Desk,Furniture,5100002,199.00,\n{damaged}\n\
             17/11/2021,Clean Group,Floor polish,Cleaning,5100006,18.99,\n"
        )
    };
    let mended =
        audited(&lines("12/11/2021,Smith, Jones Ltd,Panasonic KX-FT986 fax machine,IT,5100005,89.50,"));
    assert_eq!((net(&mended).as_str(), found(&mended)), ("352.69", outcomes(&[("4", "breach")])));
    assert!(warnings(&mended).contains("row 4"), "{}", warnings(&mended));
    // Which of two cells the comma belongs to cannot be told.
    let unclear =
        audited(&lines("12/11/2021,Smith,Jones Ltd,Panasonic KX-FT986 fax machine,IT,5100005,89.50,"));
    assert_eq!((net(&unclear).as_str(), found(&unclear).len(), unclear.code), ("263.19", 0, 3));
    assert_eq!(unclear.rows("rejects.csv")[0]["row"], "4");
    let mentions = unclear.rows("mentions.csv");
    assert_eq!((mentions[0]["row"].as_str(), mentions[0]["place"].as_str()), ("4", "rejected"));
}

#[test]
fn totals_are_told_by_their_sums() {
    let report = audited(
        "Date,Supplier,Description,Cost Centre,Amount\n\
         14/02/2021,Office Kit,Brother FAX-2840 fax machine,C1,199.00\n\
         15/02/2021,Office Kit,Brother FAX-2840 fax machine,C1,199.00\n\
         ,,Brother FAX-2840 fax machine Total,,398.00\n\
         16/02/2021,Harbour,Files,C2,10.00\n,,Files Total,,10.00\n,,,,408.00\n,,Grand Total,,409.00\n",
    );
    assert_eq!(found(&report), outcomes(&[("2", "breach"), ("3", "breach")]));
    assert_eq!(net(&report), "1633.00");
    let audited: u64 = report
        .outcomes()
        .into_iter()
        .filter(|(name, _)| name != "total" && name != "skipped")
        .map(|(_, lines)| lines)
        .sum();
    assert_eq!(audited, 3);
    let told = warnings(&report);
    assert!(told.contains("row 8 states a total of £409.00") && told.contains("£408.00"), "{told}");
}

#[test]
fn a_product_in_a_column_that_nobody_knows_is_for_review_with_the_setting() {
    let report = audited(
        "Date,Supplier,Description,Zaphod,Amount\n14/02/2021,Office Kit,As quoted,Brother FAX-2840 fax machine,199.00\n\
         15/02/2021,Office Kit,As quoted,Desk,20.00\n16/02/2021,Kit,As quoted,Halifax branch,20.00\n",
    );
    assert_eq!(found(&report), outcomes(&[("2", "review")]));
    assert_eq!(report.rows("cleared.csv").len(), 1);
    let reason = &report.rows("findings.csv")[0]["reason"];
    assert!(reason.contains("map = { model = \"Zaphod\" }"), "{reason}");
    let mentions = report.rows("mentions.csv");
    let [mention] = mentions.as_slice() else { panic!("{mentions:?}") };
    assert_eq!((mention["place"].as_str(), mention["heading"].as_str()), ("unread_column", "Zaphod"));
}

#[test]
fn a_product_outside_the_lines_is_listed() {
    let report = audited(
        "Fax machines bought in 2021,,,\nDate,Supplier,Description,Amount\n14/02/2021,Office Kit,Desk,199.00\n\
         ,\"see also the fax machine register\",,\n,Total fax machines,,\n",
    );
    let places: Vec<(String, String)> = report
        .rows("mentions.csv")
        .into_iter()
        .map(|row| (row["row"].clone(), row["place"].clone()))
        .collect();
    assert_eq!(places, outcomes(&[("1", "title"), ("4", "note"), ("5", "note")]));
    assert_eq!(rows_by_fate(&report, "ledger.csv", ""), [1, 1, 1, 0, 2, 0, 0, 5]);
}

#[test]
fn rows_that_go_on_in_the_next_line_are_counted() {
    let report = audited(
        "Date,Supplier,Description,Amount\n14/02/2021,Office Kit,\"Desk\nwith\nlegs\",199.00\n\n15/02/2021,Kit,Lamp,1.00",
    );
    assert_eq!(rows_by_fate(&report, "ledger.csv", ""), [0, 1, 2, 1, 0, 0, 2, 6]);
    assert_eq!(net(&report), "200.00");
}

#[test]
fn findings_that_stand_in_two_files_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let header = "Date,Supplier,Description,Amount\n";
    let (fax, paper, desk) = (
        "05/03/2021,Office Kit,Brother FAX-2840 laser fax machine,199.00\n",
        "06/03/2021,Office Kit,Copier paper,20.00\n",
        "07/04/2021,Office Kit,Desk,120.00\n",
    );
    fs::write(folder.path().join("march.csv"), format!("{header}{fax}{paper}")).unwrap();
    fs::write(folder.path().join("year to date.csv"), format!("{header}{fax}{paper}{desk}")).unwrap();
    let out = folder.path().join("out");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_faxban"))
        .args(["audit", "--quiet", "--as-of", "2026-11-23", "--out"])
        .args([&out, folder.path()])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(3));
    let summary = fs::read_to_string(out.join("summary.json")).unwrap();
    assert!(summary.contains("row 2 say the same as findings of march.csv"), "{summary}");
}

#[test]
fn what_a_line_says_against_itself_sends_it_to_review() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders.csv");
    let rows = [
        "Date,Supplier,Description,Amount,PO Status,Remarks",
        "05/03/2021,Office Kit,Brother FAX-2840 laser fax machine,199.00,Cancelled,",
        "05/03/2021,Office Kit,Brother FAX-2840 laser fax machine,198.00,Closed,never delivered",
        "05/03/2021,Office Kit,Brother FAX-2840 laser fax machine,197.00,Closed,not cancelled",
    ];
    fs::write(&file, rows.join("\n")).unwrap();
    let out = folder.path().join("out");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_faxban"))
        .args(["audit", "--quiet", "--as-of", "2026-11-23", "--out"])
        .args([&out, &file])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let findings = common::rows(&out.join("findings.csv"));
    let outcomes: Vec<(&str, &str)> =
        findings.iter().map(|row| (row["row"].as_str(), row["outcome"].as_str())).collect();
    assert_eq!(outcomes, [("2", "review"), ("3", "review"), ("4", "breach")]);
    assert!(
        findings[0]["reason"].contains("\"cancelled\" in the column \"PO Status\""),
        "{:?}",
        findings[0]["reason"]
    );
}

/// Headings as a ward clerk writes them, and words as people say that a thing is gone.
#[test]
fn a_column_that_says_in_plain_words_that_a_thing_is_gone_accuses_nobody() {
    for (heading, answer, expected) in [
        ("Date gone", "02/08/2019", "review"),
        ("Got rid of", "31.01.2019", "review"),
        ("Got rid of", "not yet", "breach"),
        ("Left ward on", "before Easter 2018", "review"),
        ("Went", "", "breach"),
        ("How is it?", "sent back to the shop, Feb 2019", "review"),
        ("Still going?", "yes", "breach"),
        ("Still going?", "no", "review"),
        ("In use or date disposed", "14/12/2018", "review"),
        ("In use or date disposed", "In use", "breach"),
        ("Have we still got this?", "No", "review"),
        ("Seen at last check", "X", "review"),
        ("Seen at last check", "ward 4", "breach"),
        ("Notes", "binned in 2018", "review"),
        ("Notes", "not binned yet", "breach"),
        ("Guarantee until", "01/02/2015", "breach"),
    ] {
        let rows = [
            format!("Asset No,Description,Make,\"{heading}\""),
            "A1,Desk,Bisley,".to_owned(),
            format!("A2,FAX-2840 laser fax machine,Brother,{answer}"),
            "A3,Chair,Bisley,".to_owned(),
        ];
        let (_folder, path) = file("list.csv", rows.join("\n"));
        let findings = audit(&[&path], &[]).rows("findings.csv");
        assert_eq!(findings[0]["outcome"], expected, "{heading}: {answer}");
    }
}

#[test]
fn a_line_that_says_as_above_below_a_product_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("register.csv");
    let rows = [
        "Asset No,Description,Status,Location",
        "A1,Brother FAX-2840 laser fax machine,In use,Ward 1",
        "A2,As above,In use,Ward 2",
        "A3,Desk,In use,Ward 3",
        "A4,ditto,In use,Ward 4",
        "A5,Canon FAX-L170 laser fax machine,In use,Ward 5",
        "A6,,In use,Ward 6",
        "A7,,In use,Ward 7",
        "A8,Chair,In use,Ward 8",
        "A9,,In use,Ward 9",
        "A10,Canon FAX-L170 laser fax machine,In use,Ward 5",
        "Page 1 of 2,,,",
    ];
    fs::write(&file, rows.join("\n")).unwrap();
    let out = folder.path().join("out");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_faxban"))
        .args(["audit", "--quiet", "--as-of", "2026-11-23", "--out"])
        .args([&out, &file])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(3));
    let mentions = common::rows(&out.join("mentions.csv"));
    let places: Vec<(&str, &str)> =
        mentions.iter().map(|row| (row["row"].as_str(), row["place"].as_str())).collect();
    assert_eq!(places, [("3", "as_above"), ("7", "as_above"), ("8", "as_above")]);
    let summary = fs::read_to_string(out.join("summary.json")).unwrap();
    assert!(summary.contains("(rows 3 and 5)"), "{summary}");
}

#[test]
fn a_line_that_leaves_out_the_product_above_is_told_wherever_a_large_file_is_cut() {
    // Long rows, so that the file is cut often.
    let supplier = "Office Direct ".repeat(15);
    let pair = format!(
        "15/06/2018,{supplier},Brother FAX-2840 laser fax machine,189.00\n15/06/2018,{supplier},ditto,189.00\n\
         15/06/2018,{supplier},Brother FAX-2840 laser fax machine,189.00\n15/06/2018,{supplier},,189.00\n"
    );
    let pairs = 6_000;
    let report = audited(&format!("Date,Supplier,Description,Amount\n{}", pair.repeat(pairs)));
    assert_eq!(report.rows("mentions.csv").len(), pairs * 2);
}

#[test]
fn a_line_that_may_go_on_in_the_row_below_is_for_review() {
    let ledger = audited(
        "Date,Supplier,Description,Amount,Code\n\
         04/08/2022,Office Direct,Brother FAX-2840 laser fax machine,36.99,52340\n\
         ,,\"drum unit, high yield\",,\n\
         05/08/2022,Office Direct,Brother FAX-2840 laser fax machine,189.00,52340\n\
         06/08/2022,Office Direct,Desk,89.00,52340\n\
         07/08/2022,Office Direct,Brother FAX-2840 laser fax machine,189.00,52340\n\
         Prices are without VAT,,,,\n",
    );
    assert_eq!(found(&ledger), outcomes(&[("2", "review"), ("4", "breach"), ("6", "breach")]));
    assert!(
        ledger.rows("findings.csv")[0]["reason"].contains("row below"),
        "{:?}",
        ledger.rows("findings.csv")[0]
    );
}

#[test]
fn a_line_that_may_go_on_below_is_for_review_wherever_a_large_file_is_cut() {
    let pair =
        "04/08/2022,Office Direct,Brother FAX-2840 laser fax machine,36.99\n,,\"drum unit, high yield\",\n";
    let pairs = 20_000;
    let ledger = audited(&format!("Date,Supplier,Description,Amount\n{}", pair.repeat(pairs)));
    let breaches = found(&ledger).into_iter().filter(|(_, outcome)| outcome != "review");
    assert_eq!(breaches.collect::<Vec<_>>(), []);
    assert_eq!(ledger.rows("findings.csv").len(), pairs);
}

#[test]
fn a_line_that_lacks_the_cells_that_tell_its_fate_is_for_review() {
    let line = |n: u32| format!("A{n},Dell laptop,SN{n}1,In use,Ward 1,{n}00.50,2016-09-1{},\n", n % 10);
    let register = audited(&format!(
        "asset_tag,display_name,serial_number,install_status,location,cost,purchase_date,retired\n{}\
         A30,Samsung SF-760P laser fax machine,SN55,In use,Ward 2,216.00,2019-09-10\n\
         A31,Samsung SF-760P laser fax machine,SN56,In use,Ward 2,216.00,2019-09-10,\n",
        (10..28).map(line).collect::<String>()
    ));
    assert_eq!(found(&register), outcomes(&[("20", "review"), ("21", "breach")]));
}

#[test]
fn rows_of_another_table_are_not_audited_in_silence() {
    let line = |n: u32| {
        format!("3104{n},12/0{}/2020,Supplier {n} Ltd,Linen hire week {n},{n}.50,1.20,{n}.70\n", n % 9 + 1)
    };
    let ledger = audited(&format!(
        "Transaction Reference,Transaction Date,Supplier Name,Long Description,Net Amount,VAT Amount,Gross Amount\n{}\
         Saltwick Ambulance Service,01/01/2022,Stationery,Office Direct,310480,25.49,Toner cartridge for Brother FAX-2840\n\
         Saltwick Ambulance Service,05/12/2014,Catering,Fine Meals,310483,17.46,Patient meals of the week\n",
        (10..40).map(line).collect::<String>()
    ));
    let rejected: Vec<String> = ledger.rows("rejects.csv").iter().map(|row| row["row"].clone()).collect();
    assert_eq!(rejected, ["32", "33"]);
    assert_eq!(ledger.code, 3, "the toner stands in a column of money");
}

#[test]
fn rows_of_another_table_are_seen_where_a_date_or_sum_is_missing() {
    let line = |n: u32| {
        format!(
            "0012{n},Desk phone {n},Avaya,{},SN48{n},Main Building,Surgery,1{}/03/2016\n",
            ["J139", "Two line", "B1 old"][n as usize % 3],
            n % 9
        )
    };
    let register = audited(&format!(
        "Appliance ID,Description,Make,Model,Serial No,Site,Department,Install Date\n{}\
         001503,Brother FAX-2840 laser fax machine,Fax machine,12/03/2018,116.25,Annexe,In use,\n\
         001514,Blood pressure monitor,Monitor,25/12/2023,257.12,Main Building,In use,\n",
        (10..46).map(line).collect::<String>()
    ));
    let rows = |report: &Audit| -> Vec<String> {
        report.rows("rejects.csv").iter().map(|row| row["row"].clone()).collect()
    };
    assert_eq!(rows(&register), ["38", "39"]);
    assert_eq!(register.code, 3);
    // No pence, and words where order numbers and counts are.
    let line = |n: u32| {
        format!("PO0201{n},{n},2016-06-1{},Supplier {n} Ltd,Linen hire week {n},2,{n}.25,{n}.50\n", n % 9)
    };
    let orders = audited(&format!(
        "Purchasing Document,Item,Document Date,Vendor,Short Text,Order Quantity,Net Price,Net Order Value\n{}\
         Saltwick Hospitals NHS Trust,Office Direct,2021-03-20,Office equipment,Canon FAX-L170 laser fax machine,208,,\n",
        (10..46).map(line).collect::<String>()
    ));
    assert_eq!(rows(&orders), ["38"]);
    // A sum with its sign is none of the words of its column.
    let statuses = audited(&format!(
        "AssetName,AssetType,Model,Serial number,Location,Purchase date,State\n{}\
         001393,Laser fax machine,FAX-2840,Road Clinic,In use,05/07/2014,£206.00\n",
        (10..46)
            .map(|n| format!("0012{n},Telephone,J139,SN48{n},Main Building,1{}/03/2016,Active\n", n % 9))
            .collect::<String>()
    ));
    assert_eq!(rows(&statuses), ["38"]);
}

#[test]
fn cells_pushed_to_the_left_are_not_audited_in_silence() {
    let line = |n: u32| {
        format!(
            "3104{n},Supplier {n},12/0{}/2020,Linen hire week {n},{n}0.50,{n}.10,{n}9.60,523{n}\n",
            n % 9 + 1
        )
    };
    let ledger = audited(&format!(
        "Invoice No.,Supplier,Invoice Date,Line Desc,Net Value,VAT Value,Gross Value,Cost Code\n{}\
         310490,Office Direct,12/02/2020,Brother FAX-2840 laser fax machine,40.30,241.80,52340,\n\
         310491,Office Direct,12/02/2020,Brother FAX-2840 laser fax machine,201.50,40.30,241.80,52340\n",
        (10..40).map(line).collect::<String>()
    ));
    let rejected: Vec<String> = ledger.rows("rejects.csv").iter().map(|row| row["row"].clone()).collect();
    assert_eq!(rejected, ["32"]);
    assert_eq!(found(&ledger), outcomes(&[("33", "breach")]));
}

#[test]
fn a_charge_or_a_part_that_names_a_machine_is_no_breach() {
    let report = audited(
        "Date,Supplier,Description,Amount
05/03/2021,Office Kit,Brother FAX-2840 laser fax machine,199.00
06/03/2021,Office Kit,Fax machine - delivery charge,9.00
07/03/2021,Office Kit,Rental of fax machine Q3,90.00
08/03/2021,Office Kit,Toner for fax machine,19.00
",
    );
    assert_eq!(
        found(&report),
        outcomes(&[("2", "breach"), ("3", "review"), ("4", "indicator"), ("5", "indicator")])
    );
    let reason = &report.rows("findings.csv").into_iter().find(|row| row["row"] == "3").unwrap()["reason"];
    assert!(reason.contains("But the line also says \"delivery charge\""), "{reason}");
}

#[test]
fn a_record_that_stands_in_one_cell_is_split_or_told() {
    let whole = "Tag,Description,Location,Purchased,Cost,Status\n\
        N1,Desk,Ward 1,03/04/2012,120.00,In use\nN2,Chair,Ward 2,04/05/2013,35.50,In use\n\
        N3,Lamp,Ward 3,05/06/2014,12.99,In use\nN4,Safe,Ward 4,06/07/2015,210.00,Stored\n";
    let fits = format!("{whole}\"N5;Ricoh FAX1180L fax machine;Ward 5;07/08/2015;290.00;In use\"\n");
    let audit = audited(&fits);
    assert_eq!(found(&audit), outcomes(&[("6", "breach")]));
    assert!(warnings(&audit).contains("all its cells in one"), "{}", warnings(&audit));

    // Another list in the same file, with columns of its own.
    let other = format!(
        "{whole}Disposed on;Proceeds;Original cost;Asset;Item\n08/04/2019;5.00;158.00;N9;Ricoh FAX1180L fax machine\n\
         09/04/2019;6.00;58.00;N8;Franking machine\n10/04/2019;7.00;18.00;N7;Shredder\n"
    );
    let audit = audited(&other);
    assert_eq!((audit.code, audit.rows("rejects.csv").len()), (3, 3));
    assert_eq!(audit.rows("mentions.csv")[0]["place"], "rejected");

    // Above the header of the better list.
    let above =
        format!("Date,Order,Item,Net\n{}", "03/04/2019,PO7,Ricoh FAX1180L fax machine,158.00\n".repeat(3));
    let below = whole.replace(',', ";");
    let audit = audited(&format!("{above}{below}{}", below.replace("Tag;", "Tag ;")));
    assert_eq!(audit.code, 3);

    // Nor is a sum with commas, or a remark.
    let audit = audited(&format!("{whole}\"£8,897,758,436.91\",,,,,\n"));
    assert_eq!((audit.code, audit.rows("rejects.csv").len()), (0, 0));
    let audit = audited(&format!("{whole}\"Printed by Stores, 03/04/2019, 10:22, page 1, copy\"\n"));
    assert_eq!((audit.code, audit.rows("rejects.csv").len()), (0, 0));
}

#[test]
fn records_stacked_in_the_cells_of_one_row_are_told() {
    let audit = audited(
        "Date,Supplier,Description,Net\n03/04/2019,Lyreco,Desk,120.00\n\
         \"04/04/2019\n05/04/2019\",\"Misco\nEnterprise\",\"Brother FAX-2940 fax machine\nHire car\",\"241.20\n139.67\"\n\
         06/04/2019,Banner,\"Canon FAX-L170 fax machine\nwith handset\",99.00\n07/04/2019,Lyreco,Chair,20.00\n",
    );
    assert_eq!(found(&audit), outcomes(&[("8", "breach")]));
    assert_eq!(audit.code, 3);
    assert!(audit.rows("rejects.csv")[0]["reason"].contains("2 records stand one below the other"));
}

#[test]
fn a_model_named_outside_the_lines_changes_the_exit_code() {
    let lines = "2,,1\n,3,4\n1,,\n";
    let audit = audited(&format!(
        "Ward,Printer,Brother FAX-2840 laser fax machine,Shredder\nWard 4,9,1,2\nWard 7,{lines}"
    ));
    assert_eq!(audit.code, 3, "{}", audit.stderr);
    // A title that says what the list is about is no machine.
    let audit =
        audited("Fax machines and other kit\nTag,Description,Status\n1,Desk,In use\n2,Chair,In use\n");
    assert_eq!(audit.code, 0, "{}", audit.stderr);
}

#[test]
fn several_remarks_are_counted_in_words_that_can_be_said() {
    let audit = audited(
        "Date,Supplier,Description,Net\n,,see the invoice,\n03/04/2019,Lyreco,Desk,120.00\n,,delivered to ward 3,\n04/04/2019,Lyreco,Chair,20.00\n",
    );
    assert!(
        warnings(&audit).contains("2 remarks without date or amount were skipped"),
        "{}",
        warnings(&audit)
    );
}
