//! What Excel and LibreOffice open although it is not as the standard has it.

use std::io::Cursor;

use faxban_read::fate::Cause;
use faxban_read::kind::{WorkbookForm, look_into};
use faxban_read::workbook::{Unread, WorkbookError};

use crate::binary::{Value, record, wide, xlsb, xlsb_package};
use crate::support::{
    Package, cell, cells, first_cells, first_facts, ods, open, relations, table, workbook, zipped,
};

const LEDGER: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Fax machine</t></is></c><c r=\"B1\"><v>199</v></c></row>";

fn is_read(package: &Package) {
    let bytes = package.bytes();
    assert_eq!(look_into(Cursor::new(&bytes)), Ok(Some(WorkbookForm::Xlsx)));
    let expected = table(&[(1, &["Fax machine", "199"])]);
    assert_eq!(first_cells(&bytes, WorkbookForm::Xlsx).unwrap(), expected);
}

#[test]
fn a_dimension_is_only_a_hint() {
    for dimension in ["1:4", "A:D", "", "$A$1:$D$3", "A0:D4", "A1:XFD1048576", "A1:B2:C3", "fax"] {
        let sheet = format!("<dimension ref=\"{dimension}\"/><sheetData>{LEDGER}</sheetData>");
        is_read(&Package::of_sheet(&sheet));
    }
    is_read(&Package::of_sheet(&format!("<dimension/><sheetData>{LEDGER}</sheetData>")));
}

#[test]
fn an_error_value_of_any_name_is_one_unreadable_cell() {
    for error in
        ["#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#BUSY!", "#ERROR!", "Err:502", "#N/A", "ERROR"]
    {
        let data = format!(
            "<row r=\"1\"><c r=\"A1\" t=\"e\"><v>{error}</v></c></row><row r=\"2\">{}</row>",
            cell("B2", "Fax")
        );
        let bytes = Package::of(&data).bytes();
        let expected = table(&[(1, &[error]), (2, &["", "Fax"])]);
        assert_eq!(first_cells(&bytes, WorkbookForm::Xlsx).unwrap(), expected);
        let unreadable = first_facts(&bytes, WorkbookForm::Xlsx).unreadable_cells;
        assert_eq!((unreadable.count, unreadable.first.unwrap().to_string()), (1, "A1".to_owned()));
    }
}

#[test]
fn an_error_of_libreoffice_is_unreadable_though_it_has_a_value() {
    for cell in [
        "<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"float\" office:value=\"0\">",
        "<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" \
         calcext:value-type=\"error\">",
    ] {
        for error in ["Err:502", "#DIV/0!", "#N/A", "#NAME?"] {
            let row = format!(
                "<table:table-row>{cell}<text:p>{error}</text:p></table:table-cell></table:table-row>"
            );
            let bytes = ods(&format!("<table:table table:name=\"Data\">{row}</table:table>"));
            assert_eq!(first_cells(&bytes, WorkbookForm::Ods).unwrap(), table(&[(1, &[error])]));
            assert_eq!(first_facts(&bytes, WorkbookForm::Ods).unreadable_cells.count, 1);
        }
    }
}

#[test]
fn a_text_that_is_not_in_the_file_is_one_unreadable_cell() {
    let data = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c><c r=\"B1\"><v>5</v></c></row>";
    let bytes = Package::of(data).bytes();
    assert_eq!(first_cells(&bytes, WorkbookForm::Xlsx).unwrap(), table(&[(1, &["", "5"])]));
    assert_eq!(first_facts(&bytes, WorkbookForm::Xlsx).unreadable_cells.count, 1);

    let mut shared = 1_u32.to_le_bytes().to_vec();
    shared.extend([0; 4]);
    shared.extend(9_u32.to_le_bytes());
    let beyond = [record(145, &[]), record(0, &[0; 17]), record(7, &shared), record(146, &[])].concat();
    let facts = first_facts(&xlsb(&[((3, 0), Value::Number(1.0))].into(), &beyond), WorkbookForm::Xlsb);
    assert_eq!(facts.unreadable_cells.count, 1);
}

#[test]
fn two_values_for_one_cell_are_reported() {
    let data = format!("<row r=\"1\">{}{}</row>", cell("A1", "Fax machine"), cell("A1", "Toner"));
    assert_eq!(first_facts(&Package::of(&data).bytes(), WorkbookForm::Xlsx).unreadable_cells.count, 1);
}

#[test]
fn macro_chart_and_dialog_sheets_stand_beside_the_data() {
    let mut package = Package::of(LEDGER);
    let more = ["xlMacrosheet", "xlIntlMacrosheet", "chartsheet", "dialogsheet"];
    let mut sheets = "<sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/>".to_owned();
    let mut targets = vec![("rId1", "worksheet", "worksheets/sheet1.xml")];
    for (index, kind) in more.into_iter().enumerate() {
        let id = ["rId2", "rId3", "rId4", "rId5"][index];
        sheets += &format!("<sheet name=\"{kind}\" sheetId=\"{}\" r:id=\"{id}\"/>", index + 2);
        targets.push((id, kind, "other/sheet.xml"));
    }
    package
        .put("xl/other/sheet.xml", "<macrosheet/>")
        .put("xl/workbook.xml", &workbook(&sheets))
        .put("xl/_rels/workbook.xml.rels", &relations(&targets));
    is_read(&package);
    let book = open(&package.bytes(), WorkbookForm::Xlsx).unwrap();
    let reasons: Vec<_> = book.unread_sheets().iter().map(|sheet| sheet.reason).collect();
    assert_eq!(reasons, [Unread::Macro, Unread::Macro, Unread::Chart, Unread::Dialog]);
    assert_eq!(book.sheets().len(), 1);
}

#[test]
fn a_sheet_that_is_not_there_does_not_cost_the_others() {
    let sheets = "<sheet name=\"Gone\" sheetId=\"1\" r:id=\"rId9\"/><sheet name=\"Lost\" sheetId=\"2\" r:id=\"rId2\"/>\
                  <sheet name=\"Data\" sheetId=\"3\" r:id=\"rId1\"/>";
    let targets = [
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "worksheet", "worksheets/sheet2.xml"),
        ("rId3", "worksheet", "worksheets/sheet3.xml"),
    ];
    let mut package = Package::of(LEDGER);
    package.put("xl/workbook.xml", &workbook(sheets)).put("xl/_rels/workbook.xml.rels", &relations(&targets));
    is_read(&package);
    let book = open(&package.bytes(), WorkbookForm::Xlsx).unwrap();
    let unread: Vec<_> =
        book.unread_sheets().iter().map(|sheet| (sheet.name.as_str(), sheet.reason)).collect();
    assert_eq!(unread, [("Gone", Unread::Missing), ("Lost", Unread::Missing)]);

    package.put("xl/workbook.xml", &workbook("<sheet name=\"Gone\" sheetId=\"1\" r:id=\"rId9\"/>"));
    let fault = open(&package.bytes(), WorkbookForm::Xlsx).unwrap_err();
    assert!(matches!(fault, WorkbookError::Damaged(_)), "{fault}");
}

#[test]
fn the_main_part_may_be_anywhere() {
    let mut at_root = Package::of(LEDGER);
    at_root
        .rename("xl/workbook.xml", "workbook.xml")
        .rename("xl/_rels/workbook.xml.rels", "_rels/workbook.xml.rels")
        .rename("xl/worksheets/sheet1.xml", "worksheets/sheet1.xml")
        .put("_rels/.rels", &relations(&[("rId1", "officeDocument", "workbook.xml")]))
        .put("[Content_Types].xml", "<Types/>");
    is_read(&at_root);

    let mut elsewhere = Package::of(LEDGER);
    elsewhere
        .rename("xl/workbook.xml", "data/book 1.xml")
        .rename("xl/_rels/workbook.xml.rels", "data/_rels/book 1.xml.rels")
        .rename("xl/worksheets/sheet1.xml", "sheets/one.xml")
        .put("data/_rels/book 1.xml.rels", &relations(&[("rId1", "worksheet", "./../sheets/one.xml")]))
        .put("_rels/.rels", &relations(&[("rId1", "officeDocument", "/data/book%201.xml")]))
        .put(
            "[Content_Types].xml",
            "<Types><Override PartName=\"/data/book 1.xml\" \
             ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>",
        );
    is_read(&elsewhere);

    let mut without_relations = Package::of(LEDGER);
    without_relations.parts.remove("_rels/.rels");
    is_read(&without_relations);
}

#[test]
fn names_of_parts_differ_in_case_slashes_and_beginnings() {
    let mut package = Package::of(LEDGER);
    package
        .rename("xl/worksheets/sheet1.xml", "xl\\Worksheets\\Sheet1.XML")
        .put("xl/_rels/workbook.xml.rels", &relations(&[("rId1", "worksheet", "/xl/worksheets/sheet1.xml")]));
    is_read(&package);
    package.put("xl/_rels/workbook.xml.rels", &relations(&[("rId1", "worksheet", "WORKSHEETS\\sheet1.xml")]));
    is_read(&package);
}

#[test]
fn the_strict_form_and_prefixes_differ_only_in_names() {
    let mut package = Package::of(LEDGER);
    let strict = |text: &[u8]| {
        String::from_utf8(text.to_vec())
            .unwrap()
            .replace(
                "http://schemas.openxmlformats.org/officeDocument/2006",
                "http://purl.oclc.org/ooxml/officeDocument",
            )
            .replace(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
    };
    for (name, part) in package.parts.clone() {
        package.put(&name, &strict(&part));
    }
    is_read(&package);

    let mut prefixed = Package::of("");
    prefixed.put(
        "xl/worksheets/sheet1.xml",
        "<x:worksheet xmlns:x=\"s\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t>Fax machine\
         </x:t></x:is></x:c><x:c r=\"B1\"><x:v>199</x:v></x:c></x:row></x:sheetData></x:worksheet>",
    );
    is_read(&prefixed);
}

#[test]
fn parts_may_be_in_utf16_or_an_encoding_of_old() {
    let utf16 = |text: &str, is_little: bool| -> Vec<u8> {
        let bytes = |unit: u16| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    };
    for is_little in [true, false] {
        for mark in ["", "\u{feff}"] {
            let mut package = Package::of(LEDGER);
            for part in package.parts.values_mut() {
                let text = String::from_utf8(part.clone()).unwrap();
                *part = utf16(&format!("{mark}<?xml version=\"1.0\" encoding=\"UTF-16\"?>{text}"), is_little);
            }
            is_read(&package);
        }
    }
    let mut latin = Package::of("");
    let sheet = "<?xml version='1.0' encoding='ISO-8859-1'?><worksheet><sheetData><row><c t=\"inlineStr\"><is><t>Caf\u{e9}\
                 </t></is></c></row></sheetData></worksheet>";
    let bytes: Vec<u8> = sheet.chars().map(|character| character as u8).collect();
    latin.parts.insert("xl/worksheets/sheet1.xml".to_owned(), bytes);
    assert_eq!(first_cells(&latin.bytes(), WorkbookForm::Xlsx).unwrap(), table(&[(1, &["Café"])]));
}

#[test]
fn an_inline_text_may_be_a_value() {
    let data = "<row><c t=\"inlineStr\"><v>Fax</v></c><c t=\"inlineStr\"><is><t>Toner</t></is><v>again</v></c></row>";
    assert_eq!(
        first_cells(&Package::of(data).bytes(), WorkbookForm::Xlsx).unwrap(),
        table(&[(1, &["Fax", "Toner"])])
    );
}

#[test]
fn cells_without_places_follow_each_other() {
    let data = "<row><c><v>1</v></c><c r=\"C1\"><v>3</v></c><c><v>4</v></c></row><row/><row><c><v>5</v></c></row>\
                <row r=\"9\"><c r=\"b9\"><v>6</v></c><c r=\"$D$9\"><v>7</v></c></row>";
    let expected = table(&[(1, &["1", "", "3", "4"]), (3, &["5"]), (9, &["", "6", "", "7"])]);
    assert_eq!(first_cells(&Package::of(data).bytes(), WorkbookForm::Xlsx).unwrap(), expected);
}

#[test]
fn rich_text_loses_its_looks_and_its_reading_aids() {
    let mut package =
        Package::of("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>");
    package
        .put(
            "xl/sharedStrings.xml",
            "<sst><si><r><rPr><b/></rPr><t>Fax </t></r><r><t xml:space=\"preserve\"> &amp; </t></r><r><t>Toner</t></r>\
             <rPh sb=\"0\" eb=\"1\"><t>fakkusu</t></rPh></si><si><t><![CDATA[<199>]]></t></si></sst>",
        )
        .put(
            "xl/_rels/workbook.xml.rels",
            &relations(&[("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "sharedStrings.xml")]),
        );
    let expected = table(&[(1, &["Fax & Toner", "<199>"])]);
    assert_eq!(first_cells(&package.bytes(), WorkbookForm::Xlsx).unwrap(), expected);
}

#[test]
fn days_are_told_by_their_formats() {
    let mut package = Package::of(
        "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>44260</v></c><c r=\"B1\" s=\"2\"><v>44260.5</v></c>\
         <c r=\"C1\" s=\"3\"><v>44260</v></c><c r=\"D1\"><v>44260</v></c><c r=\"E1\" t=\"d\"><v>2021-03-05T00:00:00</v></c></row>",
    );
    package
        .put(
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/>\
             <numFmt numFmtId=\"165\" formatCode=\"&quot;day &quot;0\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/>\
             </cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>\
             </cellXfs></styleSheet>",
        )
        .put(
            "xl/_rels/workbook.xml.rels",
            &relations(&[("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")]),
        );
    let expected = [(1, &["2021-03-05", "2021-03-05 12:00:00", "44260", "44260", "2021-03-05"][..])];
    assert_eq!(first_cells(&package.bytes(), WorkbookForm::Xlsx).unwrap(), table(&expected));
}

#[test]
fn sheets_of_the_same_name_are_both_read() {
    let sheets = "<sheet name=\"March\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"March\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/>";
    let targets =
        [("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/sheet2.xml")];
    let mut package = Package::of(LEDGER);
    package
        .put(
            "xl/worksheets/sheet2.xml",
            &format!("<worksheet><sheetData><row>{}</row></sheetData></worksheet>", cell("A1", "2")),
        )
        .put("xl/workbook.xml", &workbook(sheets))
        .put("xl/_rels/workbook.xml.rels", &relations(&targets));
    let mut book = open(&package.bytes(), WorkbookForm::Xlsx).unwrap();
    let names: Vec<_> = book.sheets().into_iter().map(|sheet| (sheet.name, sheet.hidden)).collect();
    assert_eq!(names, [("March".to_owned(), false), ("March (2)".to_owned(), true)]);
    assert_eq!(cells(&mut book, "March (2)").unwrap(), table(&[(1, &["2"])]));
}

#[test]
fn white_space_between_the_cells_of_an_ods_is_nothing() {
    let bytes = ods(
        "\n <table:table table:name=\"Data\">\n  <table:table-column/>\n  <table:table-header-rows>\n  <table:table-row>\n\
         \t<table:table-cell office:value-type=\"string\">\n  <text:p>\n    Fax\n    <text:span>machine</text:span>\n  </text:p>\n\
         </table:table-cell>\n  <table:table-cell office:value-type=\"float\" office:value=\"199\"/>\n <!-- end -->\n\
         </table:table-row>\n </table:table-header-rows>\n</table:table>\n",
    );
    let expected = table(&[(1, &["Fax machine", "199"])]);
    assert_eq!(first_cells(&bytes, WorkbookForm::Ods).unwrap(), expected);
}

#[test]
fn an_ods_is_told_by_its_manifest_where_it_has_no_type() {
    let content = crate::support::content(
        "<table:table table:name=\"Data\"><table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/>\
         </table:table-row></table:table>",
    );
    let parts: [(&str, &[u8]); 2] =
        [("META-INF/manifest.xml", b"<manifest/>"), ("content.xml", content.as_bytes())];
    let bytes = zipped(&parts, true);
    assert_eq!(look_into(Cursor::new(&bytes)), Ok(Some(WorkbookForm::Ods)));
    assert_eq!(first_cells(&bytes, WorkbookForm::Ods).unwrap(), table(&[(1, &["1"])]));
}

#[test]
fn documents_that_are_not_workbooks_are_named() {
    let word = "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-\
                officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let target = relations(&[("rId1", "officeDocument", "word/document.xml")]);
    let parts: [(&str, &[u8]); 3] = [
        ("[Content_Types].xml", word.as_bytes()),
        ("_rels/.rels", target.as_bytes()),
        ("word/document.xml", b"<document/>"),
    ];
    assert!(look_into(Cursor::new(zipped(&parts, true))).unwrap_err().cause == Cause::Document);
    let parts: [(&str, &[u8]); 2] =
        [("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")];
    assert!(look_into(Cursor::new(zipped(&parts, true))).unwrap_err().cause == Cause::Document);
    let parts: [(&str, &[u8]); 2] = [("march.csv", b"a,b"), ("april.csv", b"a,b")];
    assert_eq!(look_into(Cursor::new(zipped(&parts, true))), Ok(None));
}

#[test]
fn a_macro_sheet_of_xlsb_stands_beside_the_data() {
    let mut package = xlsb_package(&[((0, 0), Value::Text("Fax".to_owned()))].into(), &[]);
    let mut bundle = vec![0, 0, 0, 0, 2, 0, 0, 0];
    bundle.extend([wide("rId3"), wide("Macro1")].concat());
    let main = package.parts.get_mut("xl/workbook.bin").unwrap();
    // Before the end of the list of sheets.
    let at = main.len() - 9;
    main.splice(at..at, record(156, &bundle));
    package.put("xl/macrosheets/sheet1.bin", "").put(
        "xl/_rels/workbook.bin.rels",
        &relations(&[
            ("rId1", "worksheet", "worksheets/sheet1.bin"),
            ("rId2", "sharedStrings", "sharedStrings.bin"),
            ("rId3", "xlMacrosheet", "macrosheets/sheet1.bin"),
        ]),
    );
    let bytes = package.bytes();
    assert_eq!(first_cells(&bytes, WorkbookForm::Xlsb).unwrap(), table(&[(1, &["Fax"])]));
    assert_eq!(open(&bytes, WorkbookForm::Xlsb).unwrap().unread_sheets()[0].reason, Unread::Macro);
}
