//! What stands beside a table or beside its cells: another table, a comment, a line through the text.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Audit, audit, file};
use rust_xlsxwriter::{Format, Note, Workbook, Worksheet};

type Cells<'a> = &'a [&'a [&'a str]];

fn write(sheet: &mut Worksheet, row: u32, column: u16, cells: Cells<'_>) {
    for (down, texts) in (0..).zip(cells) {
        for (right, text) in (0..).zip(*texts) {
            let (row, column) = (row + down, column + right);
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, *text).unwrap(),
            };
        }
    }
}

fn audited(fill: impl FnOnce(&mut Worksheet), arguments: &[&str]) -> Audit {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("List").unwrap());
    let (_folder, path) = file("list.xlsx", book.save_to_buffer().unwrap());
    audit(&[&path], arguments)
}

fn warnings(audit: &Audit) -> String {
    audit.json("summary.json")["sources"].to_string()
}

/// Outcome, description and amount of each finding.
fn found(audit: &Audit) -> Vec<[String; 3]> {
    let of = |row: &common::Row| ["outcome", "description", "amount"].map(|name| row[name].clone());
    audit.rows("findings.csv").iter().map(of).collect()
}

const APRIL: Cells<'_> = &[
    &["Date", "Supplier", "Description", "Amount"],
    &["03/04/2019", "Lyreco", "Lever arch files", "14.20"],
    &["09/04/2019", "Insight", "Panasonic KX-FP215 fax machine", "88.40"],
    &["11/04/2019", "Banner", "Toner for LaserJet", "61.00"],
];
const MAY: Cells<'_> = &[
    &["Date", "Supplier", "Description", "Amount"],
    &["07/05/2018", "Banner", "Desk lamp", "19.99"],
    &["21/05/2018", "Misco", "Sharp UX-B20 fax machine", "104.00"],
];

#[test]
fn two_tables_side_by_side_are_each_read_by_itself() {
    let own = |outcome: &str, text: &str, amount: &str| [outcome, text, amount].map(str::to_owned);
    let expected = [
        own("breach", "Panasonic KX-FP215 fax machine", "88.40"),
        own("compliant", "Sharp UX-B20 fax machine", "104.00"),
    ];
    // Beside it in the same row, one row lower, far below the top, and without a column between.
    for (row, column) in [(0, 5), (1, 5), (3, 6), (0, 4)] {
        let audited = audited(
            |sheet| {
                write(sheet, 0, 0, APRIL);
                write(sheet, row, column, MAY);
            },
            &[],
        );
        assert_eq!(found(&audited), expected, "{row} {column}");
        assert_eq!(audited.json("summary.json")["totals"]["net"], "287.59", "{row} {column}");
        assert!(warnings(&audited).contains("stands beside another table"), "{}", warnings(&audited));
        let names: Vec<String> =
            audited.rows("findings.csv").iter().map(|row| row["sheet"].clone()).collect();
        assert_eq!(names[0], "List (columns A to D)");
        assert!(names[1].starts_with("List (columns "), "{names:?}");
    }
}

#[test]
fn a_note_or_a_second_amount_beside_a_table_is_no_table() {
    let audited = audited(
        |sheet| {
            write(sheet, 0, 0, APRIL);
            write(sheet, 0, 5, &[&["Checked by finance"], &["yes"], &["query raised"], &["yes"]]);
        },
        &[],
    );
    assert_eq!(found(&audited).len(), 1);
    assert_eq!(audited.rows("findings.csv")[0]["sheet"], "List");
}

const HELD: Cells<'_> = &[
    &["Asset", "Description", "Make", "Place"],
    &["101", "Filing cabinet", "Bisley", "Ward 3"],
    &["102", "UF-4600 fax machine", "Panasonic", "Ward 3"],
    &["103", "FAX-2840 fax machine", "Brother", "Ward 4"],
];

#[test]
fn a_line_through_the_text_accuses_nobody() {
    let struck = Format::new().set_font_strikethrough();
    let audited = audited(
        |sheet| {
            write(sheet, 0, 0, HELD);
            sheet.write_string_with_format(2, 1, "UF-4600 fax machine", &struck).unwrap();
            // Through the place alone: it has moved.
            sheet.write_string_with_format(3, 3, "Ward 4", &struck).unwrap();
        },
        &[],
    );
    let found = audited.rows("findings.csv");
    assert_eq!([&found[0]["outcome"], &found[1]["outcome"]], ["review", "breach"]);
    assert!(found[0]["reason"].contains("a line through the text"), "{}", found[0]["reason"]);
    assert!(warnings(&audited).contains("2 rows with text that is struck out"), "{}", warnings(&audited));

    let flat = r#"<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
      xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
      xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
      office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>
      <style:style style:name="ce1" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>
      <style:style style:name="ce2" style:family="table-cell"><style:text-properties style:text-line-through-style="none"/></style:style>
      </office:automatic-styles><office:body><office:spreadsheet><table:table table:name="L">ROWS</table:table></office:spreadsheet></office:body></office:document>"#;
    let cell = |style: &str, text: &str| {
        format!(r#"<table:table-cell table:style-name="{style}"><text:p>{text}</text:p></table:table-cell>"#)
    };
    let rows: String = (0..)
        .zip(HELD)
        .map(|(row, texts)| {
            let cells: String =
                texts.iter().map(|text| cell(if row == 2 { "ce1" } else { "ce2" }, text)).collect();
            format!("<table:table-row>{cells}</table:table-row>")
        })
        .collect();
    let (_folder, path) = file("list.fods", flat.replace("ROWS", &rows));
    let found = audit(&[&path], &[]).rows("findings.csv");
    assert_eq!([&found[0]["outcome"], &found[1]["outcome"]], ["review", "breach"]);
}

#[test]
fn a_comment_that_says_it_is_gone_accuses_nobody() {
    let audited = audited(
        |sheet| {
            write(sheet, 0, 0, HELD);
            sheet.insert_note(2, 1, &Note::new("Scrapped 14/02/2018, see Dr Pemberley")).unwrap();
            sheet.insert_note(3, 1, &Note::new("Not scrapped: seen on the ward")).unwrap();
        },
        &[],
    );
    let found = audited.rows("findings.csv");
    assert_eq!([&found[0]["outcome"], &found[1]["outcome"]], ["review", "breach"]);
    assert!(found[0]["reason"].contains("\"scrapped\" in a comment"), "{}", found[0]["reason"]);
    assert!(!found[0]["reason"].contains("Pemberley"));
}

#[test]
fn a_colour_that_a_key_explains_accuses_nobody() {
    let (red, green) =
        (Format::new().set_background_color("FFC7CE"), Format::new().set_background_color("C6EFCE"));
    let coloured = |sheet: &mut Worksheet, row: u32, format: &Format| {
        for (column, text) in (0..).zip(HELD[row as usize - 5]) {
            sheet.write_string_with_format(row, column, *text, format).unwrap();
        }
    };
    // The key's cells have the colours, or only name them; it stands above the table or below it.
    for (place, is_filled) in [(0, true), (0, false), (12, true)] {
        let audited = audited(
            |sheet| {
                write(sheet, 5, 0, HELD);
                coloured(sheet, 7, &red);
                coloured(sheet, 8, &green);
                let plain = Format::new();
                let of = |format| if is_filled { format } else { &plain };
                sheet.write_string_with_format(place, 0, "RED = gone to recycling", of(&red)).unwrap();
                sheet.write_string_with_format(place + 1, 0, "GREEN = still here, in use", &green).unwrap();
            },
            &[],
        );
        let found = audited.rows("findings.csv");
        let outcomes = [&found[0]["outcome"], &found[1]["outcome"]];
        assert_eq!(outcomes, ["review", "breach"], "{place} {is_filled}");
        assert!(found[0]["reason"].contains("its colour"), "{}", found[0]["reason"]);
    }
    // Colours that no key explains say nothing.
    let audited = audited(
        |sheet| {
            write(sheet, 5, 0, HELD);
            coloured(sheet, 7, &red);
        },
        &[],
    );
    assert_eq!(audited.rows("findings.csv")[0]["outcome"], "breach");
}

#[test]
fn an_asset_that_another_row_lists_as_gone_accuses_nobody() {
    let register: Cells<'_> = &[
        &["Asset", "Description", "Make", "Place"],
        &["20101", "Filing cabinet", "Bisley", "Ward 3"],
        &["20102", "UF-4600 fax machine", "Panasonic", "Ward 3"],
        &["20103", "FAX-2840 fax machine", "Brother", "Ward 4"],
    ];
    let gone: Cells<'_> = &[
        &["Asset", "When it went", "How"],
        &["20101", "04/02/2019", "sold"],
        &["20102", "05/02/2019", "WEEE"],
    ];
    let mut book = Workbook::new();
    write(book.add_worksheet().set_name("Kit").unwrap(), 0, 0, register);
    write(book.add_worksheet().set_name("Left us").unwrap().set_hidden(true), 0, 0, gone);
    let (_folder, path) = file("kit.xlsx", book.save_to_buffer().unwrap());
    let found = audit(&[&path], &[]).rows("findings.csv");
    assert_eq!([&found[0]["outcome"], &found[1]["outcome"]], ["review", "breach"]);
    let reason = &found[0]["reason"];
    assert!(reason.contains("\"weee\" in row 3 of the sheet \"Left us\""), "{reason}");

    // Movements of one list: what was added, and below it what was taken off.
    let moves = "Date,Type,Asset,Narrative,Cost\n01/02/2013,ADD,20102,Panasonic UF-4600 fax machine,199.50\n\
        02/02/2013,ADD,20103,Brother FAX-2840 fax machine,99.50\n03/02/2013,ADD,20104,Desk,49.50\n\
        04/07/2018,DISP,20102,Off the books,-199.50\n05/07/2018,REVAL,20103,New value,10.00\n";
    let (_folder, path) = file("moves.csv", moves);
    let found = audit(&[&path], &["--kind", "register"]).rows("findings.csv");
    assert_eq!([&found[0]["outcome"], &found[1]["outcome"]], ["review", "breach"]);
}

#[test]
fn what_a_heading_a_remark_or_a_key_says_of_a_line_accuses_nobody() {
    let outcomes = |text: &str| -> Vec<String> {
        let (_folder, path) = file("kit.csv", text);
        audit(&[&path], &["--kind", "register"])
            .rows("findings.csv")
            .iter()
            .map(|row| row["outcome"].clone())
            .collect()
    };
    let held = "20102,UF-4600 fax machine,Panasonic,Ward 3";
    let other = "20103,FAX-2840 fax machine,Brother,Ward 4";
    let heading = "Asset no,Description,Make,Place";
    // Sections.
    let text = format!("{heading}\nSTILL HERE,,,\n{held}\n,,,\nTHROWN OUT 2018,,,\n{other}\n");
    assert_eq!(outcomes(&text), ["breach", "review"]);
    let text = format!("{heading}\nSCRAPPED,,,\n{held}\nIN USE,,,\n{other}\n");
    assert_eq!(outcomes(&text), ["review", "breach"]);
    // A remark below a line, and one at the foot that names the number.
    let text = format!(
        "{heading}\n{held}\n,went in the skip in May 2019 when the ward closed for good,,\n{other}\n"
    );
    assert_eq!(outcomes(&text), ["review", "breach"]);
    let text =
        format!("{heading}\n{held}\n{other}\n20104,Desk,Bisley,Ward 1\n\"Sold in 2018: 20099, 20103.\",,,\n");
    assert_eq!(outcomes(&text), ["breach", "review"]);
    // Letters that a key explains, below or above.
    for key in ["D = disposed of,,,,\nU = used daily,,,,", "D,disposed of,,,\nU,in use,,,"] {
        let lines = format!("{heading},S\n{held},U\n{other},D\n20104,Desk,Bisley,Ward 1,U\n");
        assert_eq!(outcomes(&format!("{lines}{key}\n")), ["breach", "review"], "{key}");
        assert_eq!(outcomes(&format!("{key}\n{lines}")), ["breach", "review"], "{key}");
    }
    for key in
        ["\"Tick = still here, cross = got rid of\",,,,", "\"Checked in May. U = in use; D = sold\",,,,"]
    {
        let (yes, no) = if key.contains("Tick") { ("ü", "û") } else { ("U", "D") };
        let lines = format!("{heading},Check\n{held},{yes}\n{other},{no}\n20104,Desk,Bisley,Ward 1,{yes}\n");
        assert_eq!(outcomes(&format!("{key}\n{lines}")), ["breach", "review"], "{key}");
    }
    // A sentence about something else, and a list of what is still there, say nothing.
    let text = format!(
        "{heading}\n{held}\n{other}\n20104,Desk,Bisley,Ward 1\n\"Counted: 20102, 20103, 20104\",,,\n"
    );
    assert_eq!(outcomes(&text), ["breach", "breach"]);
}

#[test]
fn a_list_of_what_is_held_is_a_register_in_the_words_of_a_ward() {
    let (_folder, path) = file(
        "ours.csv",
        "What is it?,When did we get it?,What did it cost (no VAT)?,Have we still got it?\n\
         Brother FAX-2840 laser fax machine,04/05/2015,180.00,Yes\nDesk lamp,05/06/2016,19.00,Yes\n\
         Filing cabinet four drawer,06/07/2017,119.00,Yes\n",
    );
    let found = audit(&[&path], &[]).rows("findings.csv");
    assert_eq!((found[0]["outcome"].as_str(), found[0]["amount"].as_str()), ("breach", "180.00"));
}
