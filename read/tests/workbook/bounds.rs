//! No workbook hangs, fills the memory or invents rows: what cannot be is damage, said at once.

use faxban_read::kind::WorkbookForm;
use faxban_read::workbook::{Damage, WorkbookError};

use crate::binary::{Biff, Value, compound, record, xls_stream, xlsb};
use crate::support::{Package, cell, first_cells, flat_ods, ods, open, table, xml2003, zipped};

fn damage(bytes: &[u8], form: WorkbookForm) -> Damage {
    match first_cells(bytes, form).unwrap_err() {
        WorkbookError::Damaged(damage) | WorkbookError::Unsafe(damage) | WorkbookError::TooLarge(damage) => {
            damage
        }
        other => panic!("{other}"),
    }
}

/// A table of ODS with these rows.
fn ods_rows(rows: &str) -> String {
    format!("<table:table table:name=\"Data\">{rows}</table:table>")
}

fn ods_cell(attributes: &str) -> String {
    format!("<table:table-cell {attributes} office:value-type=\"float\" office:value=\"1\"/>")
}

#[test]
fn a_row_beyond_the_last_one_is_damage() {
    for row in ["1048577", "4000000000", "99999999999999999999999"] {
        let bytes = Package::of(&format!(
            "<row r=\"1\">{}</row><row>{}</row>",
            cell("A1", "1"),
            cell(&format!("A{row}"), "1")
        ));
        assert!(matches!(damage(&bytes.bytes(), WorkbookForm::Xlsx), Damage::RowTooFar { .. }), "{row}");
        let rows = format!(
            "<table:table-row table:number-rows-repeated=\"{row}\"><table:table-cell/></table:table-row>\
                            <table:table-row>{}</table:table-row>",
            ods_cell("")
        );
        assert!(
            matches!(damage(&ods(&ods_rows(&rows)), WorkbookForm::Ods), Damage::RowTooFar { .. }),
            "{row}"
        );
        assert!(matches!(
            damage(&flat_ods(&ods_rows(&rows)), WorkbookForm::FlatOds),
            Damage::RowTooFar { .. }
        ));
        let rows = format!(
            "<Worksheet ss:Name=\"Data\"><Table><Row ss:Index=\"{row}\"><Cell><Data ss:Type=\"Number\">1</Data></Cell></Row></Table></Worksheet>"
        );
        assert!(matches!(damage(&xml2003(&rows), WorkbookForm::Xml2003), Damage::RowTooFar { .. }), "{row}");
    }
    let far = |row: u32| {
        let mut header = row.to_le_bytes().to_vec();
        header.resize(17, 0);
        let number = [[0; 8].as_slice(), &1.0_f64.to_le_bytes()].concat();
        let more = [record(145, &[]), record(0, &header), record(5, &number), record(146, &[])].concat();
        xlsb(&[((0, 0), Value::Number(1.0))].into(), &more)
    };
    assert!(matches!(damage(&far(1_048_576), WorkbookForm::Xlsb), Damage::RowTooFar { .. }));
    assert!(first_cells(&far(1_048_575), WorkbookForm::Xlsb).unwrap().contains_key(&(1_048_576, 0)));
}

#[test]
fn a_column_beyond_the_last_one_is_damage() {
    for column in ["XFE", "ZZZZZZ", "AAAAAAAAAAAAAAAAAAAA"] {
        let bytes = Package::of(&format!("<row r=\"3\">{}</row>", cell(&format!("{column}3"), "1"))).bytes();
        assert!(
            matches!(damage(&bytes, WorkbookForm::Xlsx), Damage::ColumnTooFar { row: 3, .. }),
            "{column}"
        );
    }
    let bytes = Package::of(&format!("<row r=\"3\">{}</row>", cell("XFD3", "1"))).bytes();
    assert!(first_cells(&bytes, WorkbookForm::Xlsx).unwrap().contains_key(&(3, 16_383)));
    let rows =
        format!("<table:table-row>{}</table:table-row>", ods_cell("table:number-columns-repeated=\"16385\""));
    assert!(matches!(damage(&ods(&ods_rows(&rows)), WorkbookForm::Ods), Damage::ColumnTooFar { .. }));
    let mut sheet = Biff::default();
    sheet.number(0, 256, 1.0);
    let bytes = compound("Workbook", &xls_stream(&Biff::default(), &[("Data", sheet)], &[], 8_224));
    let expected = Damage::ColumnTooFar { row: 1, column: 257, last: 256 };
    assert_eq!(damage(&bytes, WorkbookForm::Xls), expected);
}

#[test]
fn blank_rows_at_the_end_of_a_sheet_are_nothing() {
    let rows = format!(
        "<table:table-row>{}<table:table-cell table:number-columns-repeated=\"16383\"/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048575\"><table:table-cell table:number-columns-repeated=\"16384\"/>\
         </table:table-row>",
        ods_cell("")
    );
    assert_eq!(first_cells(&ods(&ods_rows(&rows)), WorkbookForm::Ods).unwrap(), table(&[(1, &["1"])]));
}

#[test]
fn cells_and_rows_repeat_as_often_as_they_say_within_reason() {
    let rows = format!(
        "<table:table-row table:number-rows-repeated=\"3\">{}</table:table-row>",
        ods_cell("table:number-columns-repeated=\"2\"")
    );
    let expected = table(&[(1, &["1", "1"]), (2, &["1", "1"]), (3, &["1", "1"])]);
    assert_eq!(first_cells(&ods(&ods_rows(&rows)), WorkbookForm::Ods).unwrap(), expected);
    let rows = format!(
        "<table:table-row table:number-rows-repeated=\"1048576\">{}</table:table-row>",
        ods_cell("table:number-columns-repeated=\"16384\"")
    );
    assert_eq!(damage(&ods(&ods_rows(&rows)), WorkbookForm::Ods), Damage::Repeated);
}

#[test]
fn blanks_without_end_are_cut() {
    let rows = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>Fax<text:s text:c=\"2147483647\"/>\
                machine</text:p></table:table-cell></table:table-row>";
    let cells = first_cells(&ods(&ods_rows(rows)), WorkbookForm::Ods).unwrap();
    let text = &cells[&(1, 0)];
    assert!(text.starts_with("Fax ") && text.ends_with(" machine") && text.len() < 40_000);
}

#[test]
fn a_text_too_long_for_a_cell_is_cut_and_reported() {
    let long = "fax ".repeat(50_000);
    let bytes = Package::of(&format!("<row r=\"1\">{}</row>", cell("B1", &long))).bytes();
    let cells = first_cells(&bytes, WorkbookForm::Xlsx).unwrap();
    assert_eq!(cells[&(1, 1)].len(), 32_767 * 4);
    let unreadable = crate::support::first_facts(&bytes, WorkbookForm::Xlsx).unreadable_cells;
    assert_eq!((unreadable.count, unreadable.first.unwrap().to_string()), (1, "B1".to_owned()));
    let endless = "fax ".repeat(2_000_000);
    let bytes = Package::of(&format!("<row r=\"1\">{}</row>", cell("B1", &endless))).bytes();
    assert_eq!(damage(&bytes, WorkbookForm::Xlsx), Damage::LongText);
}

#[test]
fn xml_without_its_end_is_cut_short() {
    let whole = Package::of(&format!("<row r=\"1\">{}</row>", cell("A1", "1")));
    for cut in [20, 60, 130] {
        let mut package = Package::of("");
        let mut sheet = whole.parts["xl/worksheets/sheet1.xml"].clone();
        sheet.truncate(sheet.len() - cut);
        package.parts.insert("xl/worksheets/sheet1.xml".to_owned(), sheet);
        assert_eq!(damage(&package.bytes(), WorkbookForm::Xlsx), Damage::CutShort, "{cut}");
    }
    let content =
        crate::support::content(&ods_rows(&format!("<table:table-row>{}</table:table-row>", ods_cell(""))));
    for end in ["</table:table>", "</table:table-row>", "</office:spreadsheet>", "<office:body>"] {
        let cut = content.find(end).unwrap();
        let bytes = crate::support::ods_with(&content[..cut], "<manifest/>");
        assert_eq!(damage(&bytes, WorkbookForm::Ods), Damage::CutShort, "{end}");
    }
    let flat = xml2003(
        "<Worksheet ss:Name=\"Data\"><Table><Row><Cell><Data ss:Type=\"Number\">1</Data></Cell></Row></Table></Worksheet>",
    );
    assert_eq!(damage(&flat[..flat.len() - 20], WorkbookForm::Xml2003), Damage::CutShort);
}

#[test]
fn elements_in_each_other_without_end_are_damage() {
    let deep = "<a>".repeat(100_000);
    assert_eq!(damage(&Package::of(&deep).bytes(), WorkbookForm::Xlsx), Damage::Nesting);
    assert_eq!(damage(&ods(&deep), WorkbookForm::Ods), Damage::Nesting);
}

#[test]
fn a_text_told_a_million_times_is_not_told_without_end() {
    let mut package = Package::of(&"<row><c t=\"s\"><v>0</v></c></row>".repeat(5_000));
    package
        .put("xl/sharedStrings.xml", &format!("<sst><si><t>{}</t></si></sst>", "fax ".repeat(30_000)))
        .put(
            "xl/_rels/workbook.xml.rels",
            &crate::support::relations(&[
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "sharedStrings", "sharedStrings.xml"),
            ]),
        );
    assert_eq!(damage(&package.bytes(), WorkbookForm::Xlsx), Damage::TooMuch { what: "text" });
}

#[test]
fn texts_far_larger_than_their_part_are_not_kept() {
    let mut package = Package::of("");
    let text = format!("<si><t>{}</t></si>", "fax ".repeat(30_000));
    package.put("xl/sharedStrings.xml", &format!("<sst>{}</sst>", text.repeat(1_000))).put(
        "xl/_rels/workbook.xml.rels",
        &crate::support::relations(&[
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
        ]),
    );
    assert_eq!(damage(&package.bytes(), WorkbookForm::Xlsx), Damage::TooMuch { what: "texts" });
}

#[test]
fn sheets_without_end_are_not_listed() {
    let mut package = Package::of("");
    let sheets = "<sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/>".repeat(20_000);
    package.put("xl/workbook.xml", &crate::support::workbook(&sheets));
    let fault = open(&package.bytes(), WorkbookForm::Xlsx).unwrap_err();
    assert_eq!(fault, WorkbookError::TooLarge(Damage::TooMuch { what: "sheets" }));
}

#[test]
fn parts_of_the_same_name_or_the_same_bytes_are_unsafe() {
    let with_one_more = {
        let parts: [(&str, &[u8]); 2] = [("xl/workbook.xml", b"<a/>"), ("xl/workbook.xm_", b"<b/>")];
        let mut bytes = zipped(&parts, false);
        while let Some(at) = bytes.windows(15).position(|window| window == b"xl/workbook.xm_") {
            bytes[at..at + 15].copy_from_slice(b"xl/workbook.xml");
        }
        bytes
    };
    let fault = open(&with_one_more, WorkbookForm::Xlsx).unwrap_err();
    assert_eq!(fault, WorkbookError::Unsafe(Damage::SameName));

    // The second part of the list points to the first one's bytes.
    let parts: [(&str, &[u8]); 2] = [("a.xml", b"<a/>"), ("b.xml", b"<b/>")];
    let mut overlapping = zipped(&parts, false);
    let list: Vec<usize> = overlapping
        .windows(4)
        .enumerate()
        .filter(|(_, window)| window == b"PK\x01\x02")
        .map(|(at, _)| at)
        .collect();
    let first = overlapping[list[0] + 42..list[0] + 46].to_vec();
    overlapping[list[1] + 42..list[1] + 46].copy_from_slice(&first);
    let fault = open(&overlapping, WorkbookForm::Xlsx).unwrap_err();
    assert!(matches!(fault, WorkbookError::Unsafe(Damage::Overlap) | WorkbookError::Damaged(_)), "{fault}");
}

#[test]
fn lists_of_blocks_that_do_not_end_are_damage() {
    let mut sheet = Biff::default();
    for row in 0..400 {
        sheet.number(row, 0, f64::from(row));
    }
    let good = compound("Workbook", &xls_stream(&Biff::default(), &[("Data", sheet)], &[], 8_224));
    assert_eq!(first_cells(&good, WorkbookForm::Xls).unwrap().len(), 400);
    let blocks = (good.len() - 512) / 512;
    let table = 512 + (blocks - 1) * 512;
    let set = |changes: &[(usize, u32)]| {
        let mut bytes = good.clone();
        for (at, number) in changes {
            bytes[*at..at + 4].copy_from_slice(&number.to_le_bytes());
        }
        bytes
    };
    let directory = u32::from_le_bytes(good[48..52].try_into().unwrap());
    let stream = table + 4;
    for (what, bytes) in [
        ("the directory leads to itself", set(&[(table + directory as usize * 4, directory)])),
        (
            "the directory leads to the stream and back",
            set(&[(table + directory as usize * 4, 0), (table + (directory as usize - 1) * 4, directory)]),
        ),
        ("the small table leads to itself", set(&[(60, 3), (64, 1), (table + 12, 3)])),
        (
            "the small blocks lead to themselves",
            set(&[
                (60, 3),
                (64, 1),
                (table + 12, 0xffff_fffe),
                (512 + directory as usize * 512 + 116, 2),
                (table + 8, 2),
            ]),
        ),
        ("the list of tables leads to itself", set(&[(68, 2), (72, 1), (512 + 2 * 512 + 508, 2)])),
        ("a table out of the file", set(&[(76, 0x00ff_ffff)])),
        ("the directory out of the file", set(&[(48, 0x00ff_ffff)])),
        ("the stream out of the file", set(&[(stream, 0x00ff_ffff)])),
    ] {
        assert_eq!(damage(&bytes, WorkbookForm::Xls), Damage::Chain, "{what}");
    }
    // A stream that says it is endless, in a circle.
    let entry = 512 + directory as usize * 512 + 128;
    let bytes = set(&[(entry + 120, u32::MAX), (stream, 0)]);
    assert_eq!(damage(&bytes, WorkbookForm::Xls), Damage::Chain);
}

#[test]
fn cells_of_xls_may_come_in_any_order_and_far_apart() {
    let mut sheet = Biff::default();
    sheet.number(65_535, 255, 3.0).number(9, 1, 2.0).number(0, 0, 1.0).number(9, 0, 4.0);
    let bytes = compound("Workbook", &xls_stream(&Biff::default(), &[("Data", sheet)], &[], 8_224));
    let mut rows = Vec::new();
    open(&bytes, WorkbookForm::Xls)
        .unwrap()
        .rows("Data", &mut |number, _| {
            rows.push(number);
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(rows, [1, 10, 65_536]);
    assert_eq!(first_cells(&bytes, WorkbookForm::Xls).unwrap().len(), 4);
}

#[test]
fn records_cut_short_are_damage() {
    let mut sheet = Biff::default();
    sheet.number(0, 0, 1.0);
    let stream = xls_stream(&Biff::default(), &[("Data", sheet)], &[], 8_224);
    for length in [0, 3, 10, 40, stream.len() - 10] {
        // What follows the cut is filled up with zeros.
        let bytes = compound("Workbook", &stream[..length]);
        assert!(first_cells(&bytes, WorkbookForm::Xls).is_err(), "{length}");
    }
}
