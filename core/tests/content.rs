//! Columns and headers known by what stands beneath them, where no header says it, and what must not be taken for them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use faxban_core::columns::{Header, Mapping, Recognised, Synonyms, locate, locate_by_shape, locate_numbered};
use faxban_core::{Field, SourceKind};

fn synonyms() -> Synonyms {
    Synonyms::parse(include_str!("../../rules/columns.toml")).unwrap()
}

/// Rows written with bars between the cells, numbered from 1.
fn rows(lines: &[&str]) -> Vec<(u64, Vec<String>)> {
    let cells = |line: &&str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
    (1..).zip(lines.iter().map(cells)).collect()
}

fn map(lines: &[&str]) -> Mapping {
    locate(&rows(lines), &synonyms(), None).unwrap_or_else(|| panic!("no header in {lines:?}")).mapping
}

/// The column that is known by its content for a field, counted from 1.
fn by_content(mapping: &Mapping, field: Field) -> Option<usize> {
    let column = mapping.fields.get(&field)?;
    (column.recognised == Recognised::Content).then_some(column.index + 1)
}

#[test]
fn the_only_column_of_a_kind_is_taken() {
    let mapping = map(&[
        "Wann|Supplier|Was|Wieviel|Order number",
        "05/03/2021|Office Kit|Brother FAX-2840 laser fax machine|£199.00|4471",
        "06/03/2021|Harbour|Copier paper|45.20|4472",
        "07/03/2021|Harbour|A4 card|12|4473",
        "Total|||256.20|",
    ]);
    assert_eq!(mapping.kind, SourceKind::Ledger);
    assert_eq!(by_content(&mapping, Field::Date), Some(1));
    assert_eq!(by_content(&mapping, Field::Description), Some(3));
    assert_eq!(by_content(&mapping, Field::Amount), Some(4));
    assert!(mapping.unmapped.is_empty(), "{mapping:?}");

    let register = map(&[
        "Asset tag|Serial number|Beschreibung|Location",
        "A1|S1|Brother FAX-2840 laser fax machine|Ward 1",
        "A2|S2|Height-adjustable desk|Ward 2",
    ]);
    assert_eq!(by_content(&register, Field::Description), Some(3));
}

#[test]
fn a_code_beside_it_does_not_hide_a_description() {
    let mapping = map(&[
        "Date|Supplier|Wording|Product code|Amount",
        "05/03/2021|Office Kit|Brother FAX-2840 laser fax machine|AB123|199.00",
        "06/03/2021|Harbour|Copier paper|AB124|45.20",
    ]);
    assert_eq!(by_content(&mapping, Field::Description), Some(3));
}

#[test]
fn never_one_of_two() {
    let mapping = map(&[
        "Wann|Bis|Supplier|Was|Wozu|Hin|Her|Invoice number",
        "05/03/2021|05/04/2021|Office Kit|Brother FAX-2840 laser fax machine|For the office of block B2|199.00|1.00|I1",
        "06/03/2021|06/04/2021|Harbour|Copier paper, five reams|For the post room, door C14|45.20|2.00|I2",
        "07/03/2021|07/04/2021|Harbour|Ring binders|For the archive|12.00|3.00|I3",
    ]);
    for field in [Field::Date, Field::Amount, Field::Description] {
        assert!(!mapping.fields.contains_key(&field), "{field:?}: {mapping:?}");
    }
}

#[test]
fn what_only_looks_like_it_is_not_taken() {
    for (header, first, second, field) in [
        // Numbers that could be days, days of something else, months.
        ("Nummer", "44260", "44269", Field::Date),
        ("Warranty until", "05/03/2021", "06/03/2021", Field::Date),
        ("Expected", "05/03/2021", "06/03/2021", Field::Date),
        ("Monat", "March 2021", "April 2021", Field::Date),
        ("Wann", "05/03/2021", "soon", Field::Date),
        // Whole numbers, rates, other currencies.
        ("Anzahl", "3", "12", Field::Amount),
        ("VAT %", "20.00", "5.00", Field::Amount),
        ("Budget left", "199.00", "45.20", Field::Amount),
        ("Euro", "199.00", "45.20", Field::Amount),
        ("Betrag", "$199.00", "$45.20", Field::Amount),
        // People, places, firms, codes, remarks.
        ("Comment by", "Office 2B asked for this at once", "Send it to room 14C please", Field::Description),
        ("Delivery place name", "Ward 12B outpatients desk", "Ward 3A reception area", Field::Description),
        ("Adresse", "12A High Street, Leeds LS1 4AB", "3 Long Lane, York YO1 7HH", Field::Description),
        ("Wer", "Kit4U Office Supplies Ltd", "Harbour Paper Mills Limited", Field::Description),
        ("Schlagwort", "XK-2021-000-4471-A", "XK-2021-000-4472-A", Field::Description),
        ("Kontakt", "buyer.a1@trust.example now", "buyer.b2@trust.example now", Field::Description),
        ("Gruppe", "Office Equipment", "Office Equipment", Field::Description),
        ("Gruppe", "General Medicine", "Trauma and Orthopaedics", Field::Description),
    ] {
        let mapping = map(&[
            &format!("Supplier|Invoice number|Cost centre|{header}"),
            &format!("Office Kit|I1|C1|{first}"),
            &format!("Harbour|I2|C2|{second}"),
        ]);
        assert!(!mapping.fields.contains_key(&field), "{header}: {mapping:?}");
        assert_eq!(mapping.unmapped.len(), 1, "{header}: {mapping:?}");
    }
}

#[test]
fn without_a_supplier_a_column_of_firms_is_not_the_description() {
    let mut lines = vec!["Date|Invoice number|Amount|Wer".to_owned()];
    let firms =
        ["Harbour Paper", "Office Kit Online", "Northern Print", "Medi Supply", "Valley Foods", "Moor Gas"];
    lines.extend((0..12).map(|day| {
        format!(
            "{:02}/03/2021|I{day}|{day}.50|{} number {}",
            day + 1,
            firms[day % 6],
            ["one", "two"][day / 6]
        )
    }));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert!(!map(&lines).fields.contains_key(&Field::Description));
}

#[test]
fn an_expense_description_is_what_its_cells_are() {
    let mapping = |cells: [&str; 4]| {
        let mut lines = vec!["Date|Supplier|Expense Description|Amount".to_owned()];
        lines.extend(cells.iter().map(|cell| format!("05/03/2021|Office Kit|{cell}|199.00")));
        map(&lines.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let free = mapping(["Brother FAX-2840 laser fax machine", "Copier paper", "Toner TN-2220", "Desk"]);
    assert_eq!(by_content(&free, Field::Description), Some(3));
    assert!(!free.fields.contains_key(&Field::ExpenseType));
    for headings in [
        ["Telephones & Fax Machines", "Stationery", "Stationery", "Stationery"],
        ["Telephones & Fax Machines", "Stationery", "Furniture", "Catering"],
        ["7C21 Computer hardware", "7C22 Fax machines", "7C23 Stationery", "7C24 Furniture"],
    ] {
        let mapping = mapping(headings);
        assert!(!mapping.fields.contains_key(&Field::Description), "{headings:?}");
        assert_eq!(mapping.fields[&Field::ExpenseType].recognised, Recognised::Heading);
    }
}

#[test]
fn yes_and_no_are_no_days() {
    let mapping = map(&[
        "Asset No|Asset Description|Disposed|Date Disposed",
        "A1|Brother FAX-2840 laser fax machine|N|",
        "A2|Panasonic KX-FT986 fax machine|Y|14/02/2020",
    ]);
    assert_eq!(mapping.fields[&Field::Disposed].index, 3);
    assert_eq!(mapping.fields[&Field::Gone].index, 2);
    // With days in it, even "Disposed?" is when.
    let days = map(&["Asset No|Asset Description|Disposed?", "A1|Desk|14/02/2020", "A2|Chair|"]);
    assert_eq!(days.fields[&Field::Disposed].index, 2);
    assert!(!days.fields.contains_key(&Field::Gone));
    // A column of status words is one, too.
    let both = map(&["Asset No|Asset Description|Status|Scrapped?", "A1|Desk|In use|N", "A2|Chair|Lost|N"]);
    assert_eq!((both.fields[&Field::Status].index, both.fields[&Field::Gone].index), (2, 3));
}

#[test]
fn what_the_user_names_replaces_what_the_cells_say() {
    let header = locate(
        &rows(&[
            "Supplier|Invoice number|Cost centre|Wann|Due",
            "Office Kit|I1|C1|05/03/2021|06/03/2021",
            "Harbour|I2|C2|06/03/2021|07/03/2021",
        ]),
        &synonyms(),
        None,
    )
    .unwrap();
    assert_eq!(by_content(&header.mapping, Field::Date), Some(4));
    let named = header.mapping.with_overrides(&[(Field::Date, "Due".to_owned())], &header.names).unwrap();
    let date = &named.fields[&Field::Date];
    assert_eq!((date.index, date.recognised), (4, Recognised::Named));
    assert_eq!(named.unmapped, [(3, "Wann".to_owned())]);
}

fn shape(lines: &[&str], kind: Option<SourceKind>) -> Option<Header> {
    assert!(locate(&rows(lines), &synonyms(), kind).is_none(), "a header is known: {lines:?}");
    locate_by_shape(&rows(lines), &synonyms(), kind)
}

#[test]
fn a_header_of_unknown_names_is_found_by_its_shape() {
    let header = shape(
        &[
            "Liste der Einkäufe",
            "",
            "Wann|Wer|Was|Wieviel",
            "05/03/2021|Office Kit|Brother FAX-2840 laser fax machine|199.00",
            "06/03/2021|Harbour|Copier paper|45.20",
        ],
        None,
    )
    .unwrap();
    assert_eq!((header.first_row, header.last_row, header.mapping.kind), (3, 3, SourceKind::Ledger));
    assert_eq!(header.names, ["Wann", "Wer", "Was", "Wieviel"]);
    assert_eq!(by_content(&header.mapping, Field::Date), Some(1));
    assert_eq!(by_content(&header.mapping, Field::Amount), Some(4));
    assert_eq!(by_content(&header.mapping, Field::Description), Some(3));
    assert_eq!(header.mapping.unmapped, [(1, "Wer".to_owned())]);

    let register = shape(
        &["Nr|Was|Wo", "A1|Brother FAX-2840 laser fax machine|Haus 1", "A2|Height-adjustable desk|Haus 2"],
        None,
    )
    .unwrap();
    assert_eq!(register.mapping.kind, SourceKind::Register);
    assert_eq!(by_content(&register.mapping, Field::Description), Some(2));
}

#[test]
fn what_is_no_table_has_no_shape() {
    for lines in [
        // Two columns; a contact list; guidance; totals per month; one line.
        &["Wann|Was", "05/03/2021|Brother FAX-2840 laser fax machine", "06/03/2021|Copier paper"][..],
        &["Team|Wer|Ruf", "Payroll office|Ann Other|01422 000000", "Estates office|Any Body|01422 000001"],
        &[
            "Step|What|Who",
            "First|Open the file and look at it|Everybody",
            "Then|Close it again, please|Everybody",
        ],
        &["Jahr|Soll|Haben", "2019|12.00|13.00", "2020|14.00|15.00"],
        &["Wann|Wer|Wieviel", "05/03/2021|Office Kit|199.00"],
        // Rows that fill other columns than the names.
        &["Wann|Wer|Wieviel||", "|05/03/2021|Office Kit|199.00|x", "|06/03/2021|Harbour|45.20|x"],
        // Data all the way.
        &["05/03/2021|Office Kit|199.00", "06/03/2021|Harbour|45.20", "07/03/2021|Harbour|12.00"],
    ] {
        assert!(shape(lines, None).is_none(), "{lines:?}");
    }
}

fn numbered(map: &[(Field, &str)], lines: &[&str]) -> Option<Header> {
    let map: Vec<_> = map.iter().map(|(field, name)| (*field, (*name).to_owned())).collect();
    locate_numbered(&rows(lines), None, &map)
}

const LINES: [&str; 3] = [
    "03/01/2021|Harbour|Copier paper|45.20",
    "05/03/2021|Office Kit|Brother FAX-2840 laser fax machine|199.00",
    "17/03/2021|Medi Supply|Credit note gloves|-100.00",
];
const BY_NUMBER: [(Field, &str); 4] =
    [(Field::Date, "#1"), (Field::Supplier, "#2"), (Field::Description, "#3"), (Field::Amount, "#4")];

#[test]
fn columns_named_by_number_need_no_header() {
    let header = numbered(&BY_NUMBER, &LINES).unwrap();
    assert_eq!((header.first_row, header.last_row), (0, 0), "row 1 is a line");
    assert_eq!(header.names, ["column 1", "column 2", "column 3", "column 4"]);
    assert_eq!(header.mapping.kind, SourceKind::Ledger);
    let columns: Vec<_> = header
        .mapping
        .fields
        .iter()
        .map(|(field, column)| (*field, column.index, column.recognised))
        .collect();
    assert_eq!(
        columns,
        [
            (Field::Date, 0, Recognised::Named),
            (Field::Supplier, 1, Recognised::Named),
            (Field::Amount, 3, Recognised::Named),
            (Field::Description, 2, Recognised::Named),
        ]
    );
    // What the user leaves out is filled from the cells, if it is certain.
    let some = numbered(&BY_NUMBER[1..3], &LINES).unwrap();
    assert_eq!(by_content(&some.mapping, Field::Date), Some(1));
    assert_eq!(by_content(&some.mapping, Field::Amount), Some(4));
}

#[test]
fn a_row_of_names_above_the_lines_is_the_header_all_the_same() {
    let lines: Vec<&str> = ["Report of 2021", "Wann|Wer|Was|Wieviel"].into_iter().chain(LINES).collect();
    let header = numbered(&BY_NUMBER, &lines).unwrap();
    assert_eq!((header.first_row, header.names[0].as_str()), (2, "Wann"));
}

#[test]
fn columns_named_otherwise_need_a_header() {
    assert!(numbered(&[], &LINES).is_none());
    assert!(numbered(&[(Field::Date, "Wann"), (Field::Amount, "#4")], &LINES).is_none());
    assert!(numbered(&[(Field::Date, "#0")], &LINES).is_none());
    assert!(numbered(&BY_NUMBER, &["", " | "]).is_none());
    // A number beyond the table is reported by the mapping.
    let header = numbered(&[(Field::Date, "#9")], &LINES).unwrap();
    assert!(header.mapping.with_overrides(&[(Field::Date, "#9".to_owned())], &header.names).is_err());
    let register =
        numbered(&[(Field::AssetId, "#1"), (Field::Description, "#2")], &["A1|Desk", "A2|Chair"]).unwrap();
    assert_eq!((register.first_row, register.mapping.kind), (0, SourceKind::Register));
}
