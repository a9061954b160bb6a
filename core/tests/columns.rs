//! Finding the header of a table and what its columns mean.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use faxban_core::columns::{Header, Mapping, Synonyms, locate};
use faxban_core::{Field, SourceKind};

const FILE: &str = include_str!("../../rules/columns.toml");

fn synonyms() -> Synonyms {
    Synonyms::parse(FILE).unwrap_or_else(|error| panic!("rules/columns.toml: {error}"))
}

/// Rows written with bars between the cells, numbered from 1.
fn rows(lines: &[&str]) -> Vec<(u64, Vec<String>)> {
    let cells = |line: &&str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
    (1..).zip(lines.iter().map(cells)).collect()
}

fn find(lines: &[&str]) -> Header {
    locate(&rows(lines), &synonyms(), None).unwrap_or_else(|| panic!("no header in {lines:?}"))
}

/// The mapping in one line: `field=column`, a question mark where it was guessed.
fn summary(mapping: &Mapping) -> String {
    let fields: Vec<String> = mapping
        .fields
        .iter()
        .map(|(field, column)| {
            let guessed = if column.recognised.is_guess() { "?" } else { "" };
            let basis = column.basis.as_deref().map(|basis| format!(":{basis}")).unwrap_or_default();
            format!("{}={}{basis}{guessed}", field.as_str(), column.index + 1)
        })
        .collect();
    fields.join(" ")
}

fn none(lines: &[&str]) -> bool {
    locate(&rows(lines), &synonyms(), None).is_none()
}

fn map(header: &str) -> Mapping {
    find(&[header]).mapping
}

#[test]
fn the_file_of_names_gives_every_header_one_meaning() {
    synonyms();
}

#[test]
fn a_header_in_two_lists_is_refused_with_its_line() {
    let twice = r#"
[[column]]
field = "supplier"
headers = ["Supplier", "Payee"]
[[column]]
field = "organisation"
kind = "ledger"
headers = [
    "Entity",
    "PAYEE ",
]
[ignored]
headers = []
"#;
    let error = Synonyms::parse(twice).unwrap_err();
    assert_eq!(
        error,
        "line 10: the header \"PAYEE \" of a ledger stands in another list already, as supplier"
    );
    let apart = twice.replace("field = \"supplier\"", "field = \"supplier\"\nkind = \"register\"");
    assert!(Synonyms::parse(&apart).is_ok(), "in a register it may be something else");
}

#[test]
fn a_fault_in_the_file_is_one_sentence_with_its_line() {
    for (file, line) in [
        ("[[column]]\nfield = \"suplier\"\nheaders = []\n[ignored]\nheaders = []", "line 2: "),
        ("[[column]]\nfield = \"supplier\"\nheader = []\n[ignored]\nheaders = []", "line 3: "),
        ("[[column]]\nfield = \"supplier\"\nheaders = [\"a\" \"b\"]", "line 3: "),
        ("[[column]]\nfield = \"supplier\"\nheaders = [\"--\"]\n[ignored]\nheaders = []", "line 3: "),
    ] {
        let error = Synonyms::parse(file).unwrap_err();
        assert!(error.starts_with(line) && !error.contains('\n'), "{error}");
    }
}

#[test]
fn headers_of_real_ledgers() {
    for (header, expected) in [
        (
            "Department family|Entity|Date of payment|Expense type|Expense area|Supplier|Transaction number|amount",
            "department_family=1 organisation=2 date=3:payment expense_type=4 expense_area=5 supplier=6 \
             transaction_id=7 amount=8:unstated",
        ),
        (
            "Department|CCG|Date|Expense Area|Expense Typoe|Suppklier|Transaction Number|Amount",
            "department_family=1 organisation=2 date=3:unstated expense_type=5? expense_area=4 supplier=6? \
             transaction_id=7 amount=8:unstated",
        ),
        (
            "Department of Health|CCG|Data|Expense Type|Expsene Area|Suppkuer|Transaction Type|Amount",
            "department_family=1 organisation=2 date=3:unstated? expense_type=4 expense_area=5? supplier=6? \
             amount=8:unstated",
        ),
        (
            "Date Paid|9AN - Level 9 Account Name|Cost Centre Name|Supplier Name|Their Reference|amount",
            "date=1:payment expense_type=2 expense_area=3 supplier=4 transaction_id=5 amount=6:unstated",
        ),
        (
            "#NAME?|Entity|Date|Expense type|Expense area|Supplier|Transaction number|Amount|VAT registration number",
            "organisation=2 date=3:unstated expense_type=4 expense_area=5 supplier=6 transaction_id=7 \
             amount=8:unstated vat_number=9",
        ),
        (
            "Authority Name|Date of Payment|SAP Document Number|Gross|VAT|Net|Supplier Name|Directorate|G/L description.",
            "organisation=1 date=2:payment expense_type=9 expense_area=8 supplier=7 transaction_id=3 \
             amount=6:net",
        ),
        (
            "TRANS DATE|TRANS VAT DESC|ORIGINAL GROSS AMT|ORIGINAL CUR|BILLING GROSS AMT|MERCHANT NAME|CARD NUMBER",
            "date=1:transaction supplier=6 amount=5:gross currency=4",
        ),
        (
            "ENTITY|EXPENSE_AREA_1|PAYMENT DATE|PAYMENT NUMBER|SUPPLIER NAME|INVOICE AMOUNT|NAC DESCRIPTION|SERVICE SUPPLIED",
            "organisation=1 date=3:payment expense_type=7 expense_area=2 supplier=5 transaction_id=4 \
             amount=6:unstated description=8",
        ),
        (
            "Department Family|Entity|Date|Expense Type|Expense Area|Supplier|Transaction No|SumOfAmount|Text|Postcode",
            "department_family=1 organisation=2 date=3:unstated expense_type=4 expense_area=5 supplier=6 \
             transaction_id=7 amount=8:unstated description=9",
        ),
        (
            "Department family(T)|Entity(T)|Pay date|Expense type(T)|Expense area(T)|Supplier|Supplier(T)|TransNo|Amount",
            "department_family=1 organisation=2 date=3:payment expense_type=4 expense_area=5 supplier=7 \
             supplier_id=6 transaction_id=8 amount=9:unstated",
        ),
        (
            "Body|Organistion Name|Date|Internal Ref Number|Invoice Number|Net Amount|VAT|Supplier(Beneficiary) Name",
            "organisation=2? date=3:unstated supplier=8 transaction_id=4 amount=6:net",
        ),
        (
            "Depaartment family|Enitity|Accounting Date|Level 2 Category|Vendor Name|Check Number|AP Amount (£)",
            "department_family=1? organisation=2? date=3:posting expense_type=4 supplier=5 transaction_id=6 \
             amount=7:unstated",
        ),
        (
            "Legal Entity Name|Paid Date|Suplier Name|Document Amount",
            "organisation=1 date=2:payment supplier=3? amount=4:unstated",
        ),
        (
            "Council name|Payment Date|Supplier|Amount Â£",
            "organisation=1 date=2:payment supplier=3 amount=4:unstated",
        ),
        (
            "PO Number|Order Date|Supplier|NPC|Item Description|Qty|Unit Price|Line Value",
            "date=2:order supplier=3 amount=8:line description=5 quantity=6 unit_price=7 order_number=1 \
             product_code=4",
        ),
    ] {
        let mapping = map(header);
        assert_eq!(mapping.kind, SourceKind::Ledger, "{header}");
        assert_eq!(summary(&mapping), expected, "{header}");
    }
}

#[test]
fn headers_of_real_registers() {
    for (header, expected) in [
        (
            "Asset Tag|Category|Checkout Type|Company|Item Name|Location|Manufacturer|Model Name|Model Number|\
             Order Number|Purchase Cost|Purchase Date|Serial Number|Status|Supplier|Department|Termination Date",
            "organisation=4 supplier=15 description=5 order_number=10 product_code=9 asset_id=1 category=2 \
             manufacturer=7 model=8 serial=13 acquired=12:purchase cost=11 status=14 disposed=17 location=6",
        ),
        (
            "asset_tag|display_name|model|model_category|install_status|substatus|serial_number|location|\
             department|cost|cost_center|purchase_date|Acquisition method|Retired date|Disposal reason",
            "expense_area=11 description=2 asset_id=1 category=4 model=3 serial=7 acquired=12:purchase cost=10 \
             status=5 disposed=14 location=8 acquisition_method=13",
        ),
        ("Name|Serial number|Inventory number|Location", "description=1 asset_id=3 serial=2 location=4"),
        (
            "AssetName|AssetTypename|Manufacturer|Model|Serialnumber|Purchasedate|Statename",
            "description=1 category=2 manufacturer=3 model=4 serial=5 acquired=6:purchase status=7",
        ),
        ("Make|Model|S/N|Site|Ward|State", "manufacturer=1 model=2 serial=3 status=6 location=4"),
        (
            "Row|State|Station Name (LEA)|Property Number|NSN|Item Name|Quantity|Ship Date|UI|Unit Cost|Total Cost",
            "organisation=3 description=6 quantity=7 product_code=5 asset_id=4 acquired=8:delivery cost=10",
        ),
    ] {
        let mapping = map(header);
        assert_eq!(mapping.kind, SourceKind::Register, "{header}");
        assert_eq!(summary(&mapping), expected, "{header}");
    }
}

#[test]
fn the_kind_decides_what_a_header_means() {
    let header = "Category|Department|Cost|Supplier|Type";
    let known = synonyms();
    let as_kind = |kind| summary(&locate(&rows(&[header]), &known, Some(kind)).unwrap().mapping);
    assert_eq!(as_kind(SourceKind::Ledger), "expense_type=1 expense_area=2 supplier=4 amount=3:unstated");
    assert_eq!(as_kind(SourceKind::Register), "supplier=4 category=1 cost=3 location=2");
    assert_eq!(map("Supplier|Category|Amount|Date").kind, SourceKind::Ledger);
    assert_eq!(map("Supplier|Category|Serial number|Status").kind, SourceKind::Register);
}

#[test]
fn titles_notes_and_blank_rows_above_are_passed_over() {
    let header = find(&[
        "Spend over £25,000 - publication",
        "",
        "Publisher|A trust",
        "Date|01/05/2020",
        "||",
        "|Date|Supplier|Amount|",
        "|01/04/2020|Somebody Ltd|1,234.50|",
        "|02/04/2020|Supplier|Amount|",
    ]);
    assert_eq!((header.first_row, header.last_row), (6, 6));
    assert_eq!(header.names, ["", "Date", "Supplier", "Amount", ""]);
    assert_eq!(header.mapping.blank_headers, [0, 4]);
}

#[test]
fn data_is_no_header() {
    assert!(none(&["01/04/2020|Somebody Ltd|Equipment|1234.50", "02/04/2020|Anybody Ltd|Item|12.00"]));
    assert!(none(&["Row Labels|Sum of Amount", "Somebody Ltd|1200"]), "a pivot table lists no purchases");
    assert!(none(&["Department family|Entity|||", "A department|A body|||", "|Nil return|||"]));
    assert!(none(&["Name|Age|When", "A person|20|2010-10-10"]));
    assert!(none(&["Supplier|Description|1 September 2019", "Somebody Ltd|Chairs|2 September 2019"]));
    assert!(none(&["Supplier|2019-04-01|1200|Amount|1234"]));
    assert!(none(&["#NAME?||||"]));
    assert!(none(&["Package name|Title|CO Reference|Notes|Date released|Department|Tags"]));
    assert!(none(&[]));
}

#[test]
fn a_header_over_two_rows_is_joined() {
    let header = find(&[
        "Payments made",
        "Supplier|Invoice||Amount||Cost Centre",
        "Name|Number|Date|£|VAT",
        "Somebody Ltd|INV1|01/04/2020|12.00|2.00|Ward 1",
    ]);
    assert_eq!((header.first_row, header.last_row), (2, 3));
    let names = ["Supplier Name", "Invoice Number", "Invoice Date", "Amount £", "VAT", "Cost Centre"];
    assert_eq!(header.names, names);
    assert_eq!(
        summary(&header.mapping),
        "date=3:invoice expense_area=6 supplier=1 transaction_id=2 amount=4:unstated"
    );
    let single = find(&["Supplier|Amount|Date|", "Somebody Ltd|12.00|01/04/2020|Description"]);
    assert_eq!(single.last_row, 1, "a row of data is not joined to the header above it");
}

#[test]
fn dates_and_amounts_are_taken_in_order_and_never_two() {
    let dates =
        ["Clearing date", "Payment date", "Posting date", "Transaction date", "Invoice date", "Order date"];
    for count in 1..=dates.len() {
        let mapping = map(&format!("Supplier|{}", dates[..count].join("|")));
        assert_eq!(mapping.fields[&Field::Date].index, count, "{count}");
        assert_eq!(mapping.duplicates.len(), count - 1);
    }
    let amounts = ["Gross amount", "Amount", "Line value", "Net amount"];
    for count in 1..=amounts.len() {
        let mapping = map(&format!("Supplier|{}", amounts[..count].join("|")));
        assert_eq!(mapping.fields[&Field::Amount].index, count, "{count}");
    }
    let mapping = map("Supplier|Gross|Net|Amount");
    let losers: Vec<_> =
        mapping.duplicates.iter().map(|(field, index, name)| (*field, *index, name.as_str())).collect();
    assert_eq!(losers, [(Field::Amount, 1, "Gross"), (Field::Amount, 3, "Amount")]);
}

#[test]
fn amounts_in_thousands_do_not_pass_for_pounds() {
    for header in [
        "Amount £000",
        "Amount (£'000s)",
        "Amount £k",
        "Amount (£m)",
        "Amount in thousands",
        "Amount 2019/20",
    ] {
        let mapping = map(&format!("Supplier|Date|Description|{header}"));
        assert_eq!(mapping.unmapped.len(), 1, "{header}");
    }
    for header in [
        "Amount £",
        "Amount (£)",
        "AMOUNT_GBP",
        "Amount £s",
        "\u{feff}Amount",
        "ï»¿Amount",
        "Amount \u{fffd}",
        "Sum of Amount",
    ] {
        assert!(map(&format!("Supplier|Date|{header}")).fields.contains_key(&Field::Amount), "{header}");
    }
}

#[test]
fn every_column_of_words_about_the_thing_is_read() {
    let mapping = map("Supplier|Amount|Description|Description 2|Long description|Narrative");
    assert_eq!(mapping.fields[&Field::Description].index, 2);
    assert_eq!(mapping.extra_description, [3, 4, 5]);
}

#[test]
fn account_headings_and_cost_centres_are_no_description() {
    for header in [
        "Expense area",
        "Expense type",
        "Account description",
        "Cost centre description",
        "GL description",
        "Category",
        "Notes",
    ] {
        let mapping = map(&format!("Supplier|Amount|Date|{header}"));
        assert!(!mapping.fields.contains_key(&Field::Description), "{header}");
        assert!(mapping.extra_description.is_empty(), "{header}");
    }
}

#[test]
fn near_words_that_mean_something_else_are_left_alone() {
    for header in [
        "Supplier type",
        "Supplier postcode",
        "Project code",
        "Port no",
        "Transaction type",
        "VAT",
        "Model type",
        "Net book value",
        "Due date",
        "Fax number",
        "Comments",
        "CO Reference",
    ] {
        let mapping = map(&format!("Asset tag|Supplier|Amount|Serial number|{header}"));
        assert!(mapping.unmapped.iter().any(|(index, _)| *index == 4), "{header}: {mapping:?}");
    }
}

#[test]
fn a_cut_off_header_is_a_guess() {
    let mapping = map("Supplier|Amount|Transaction num|VAT registrat");
    assert!(!mapping.fields[&Field::TransactionId].recognised.is_guess());
    assert!(mapping.fields[&Field::VatNumber].recognised.is_guess());
}

#[test]
fn of_two_columns_of_one_name_the_one_with_words_is_taken() {
    let header = find(&["Pay date|Supplier|Supplier|Amount", "01/04/2020|200157|Somebody Ltd|12.00"]);
    assert_eq!(header.mapping.fields[&Field::Supplier].index, 2);
    assert_eq!(header.mapping.fields[&Field::SupplierId].index, 1);
}

#[test]
fn the_user_can_name_the_columns() {
    let header = find(&["Supplier|Order date|Paid date|Amount|Stuff|Stuff|Thing bought|"]);
    let change = |overrides: &[(Field, &str)]| {
        let overrides: Vec<_> = overrides.iter().map(|(field, name)| (*field, (*name).to_owned())).collect();
        header.mapping.with_overrides(&overrides, &header.names)
    };
    let mapping =
        change(&[(Field::Description, "THING_BOUGHT"), (Field::Date, "paid date"), (Field::Location, "#8")])
            .unwrap();
    assert_eq!(summary(&mapping), "date=3:payment supplier=1 amount=4:unstated description=7 location=8");
    assert_eq!(mapping.unmapped.len(), 2);
    assert_eq!(mapping.duplicates, [(Field::Date, 1, "Order date".to_owned())]);
    assert!(mapping.blank_headers.is_empty());

    let moved = change(&[(Field::Description, "Supplier")]).unwrap();
    assert!(
        !moved.fields.contains_key(&Field::Supplier),
        "a column is not two things unless the user says so"
    );
    let both = change(&[(Field::Description, "#1"), (Field::Supplier, "#1")]).unwrap();
    assert_eq!((both.fields[&Field::Description].index, both.fields[&Field::Supplier].index), (0, 0));

    let missing = change(&[(Field::Model, "Modell")]).unwrap_err().to_string();
    let start = "there is no column \"Modell\" to take for model; the columns are: #1 \"Supplier\", #2";
    assert!(missing.starts_with(start), "{missing}");
    assert!(change(&[(Field::Model, "#9")]).is_err() && change(&[(Field::Model, "#0")]).is_err());
    let two = change(&[(Field::Model, "Stuff")]).unwrap_err().to_string();
    assert!(two.starts_with("more than one column is headed \"Stuff\""), "{two}");
}
