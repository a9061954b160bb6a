//! Which form a file has, and what is said of those that cannot be read.

use faxban_read::fate::Cause;
use faxban_read::kind::{Kind, WorkbookForm, sniff};
use faxban_read::workbook::{Unread, WorkbookError};

use crate::binary::{Biff, compound, xls_stream};
use crate::support::{cells, first_cells, flat_ods, ods_with, open, table, xml2003};

#[test]
fn a_password_is_asked_for_whatever_the_form() {
    for stream in ["EncryptedPackage", "\tDRMContent"] {
        assert_eq!(
            open(&compound(stream, b"secret"), WorkbookForm::Xls).unwrap_err(),
            WorkbookError::Password
        );
    }
    let mut globals = Biff::default();
    globals.record(0x002f, &[0, 0, 1, 2, 3, 4]);
    let bytes = compound("Workbook", &xls_stream(&globals, &[("Data", Biff::default())], &[], 8_224));
    assert_eq!(open(&bytes, WorkbookForm::Xls).unwrap_err(), WorkbookError::Password);
    let manifest = "<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\"><manifest:encryption-data/>\
                    </manifest:file-entry></manifest:manifest>";
    assert_eq!(open(&ods_with("secret", manifest), WorkbookForm::Ods).unwrap_err(), WorkbookError::Password);
}

#[test]
fn a_compound_file_without_a_workbook_is_named() {
    assert_eq!(
        open(&compound("WordDocument", b"text"), WorkbookForm::Xls).unwrap_err(),
        WorkbookError::NoWorkbook(Cause::Document)
    );
    let old = [0x09, 0x04, 6, 0, 0, 4, 0x10, 0, 0, 0];
    assert_eq!(open(&compound("Workbook", &old), WorkbookForm::Xls).unwrap_err(), WorkbookError::TooOld);
}

#[test]
fn workbooks_that_are_one_xml_file_are_told_from_web_pages() {
    let workbook = String::from_utf8(xml2003("")).unwrap();
    let wide: Vec<u8> = format!("\u{feff}{workbook}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [workbook.clone().into_bytes(), format!("\u{feff}\n{workbook}").into_bytes(), wide] {
        assert_eq!(sniff(&bytes), Kind::Workbook(WorkbookForm::Xml2003));
    }
    let prefixed = "<ss:Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><ss:Worksheet/></ss:Workbook>";
    assert_eq!(sniff(prefixed.as_bytes()), Kind::Workbook(WorkbookForm::Xml2003));
    assert_eq!(sniff(&flat_ods("")), Kind::Workbook(WorkbookForm::FlatOds));
    for (page, cause) in [
        ("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head>", Cause::SpreadsheetXml),
        ("\n<table><tr><td>Fax", Cause::SpreadsheetXml),
        (
            "MIME-Version: 1.0\nContent-Type: multipart/related\n\nContent-Type: text/html",
            Cause::SpreadsheetXml,
        ),
        ("<!DOCTYPE html><html><body>404", Cause::WebPage),
        ("<?xml version=\"1.0\"?><rss/>", Cause::Xml),
    ] {
        assert_eq!(sniff(page.as_bytes()), Kind::Other(cause, ""), "{page}");
    }
}

#[test]
fn xml_spreadsheet_2003_is_read_with_its_gaps() {
    let bytes = xml2003(
        "<Worksheet ss:Name=\"Read me\"><Table/><WorksheetOptions xmlns=\"urn:schemas-microsoft-com:office:excel\">\
         <Visible>SheetHidden</Visible></WorksheetOptions></Worksheet><Worksheet ss:Name=\"Data &amp; more\"><Table>\
         <Row><Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">Fax &lt;1&gt;</Data></Cell><Cell><Data ss:Type=\"Number\">12.50</Data></Cell>\
         </Row><Row ss:Index=\"4\" ss:Span=\"1\"><Cell ss:Index=\"3\"><Data ss:Type=\"DateTime\">2021-03-05T00:00:00.000</Data></Cell>\
         <Cell><Data ss:Type=\"DateTime\">2021-03-05T10:30:00.000</Data></Cell></Row><Row><Cell><Data ss:Type=\"Boolean\">1</Data></Cell>\
         <Cell><Data ss:Type=\"Error\">#N/A</Data></Cell><Cell><ss:Data ss:Type=\"String\"><B>Bold</B><Font> text</Font></ss:Data></Cell>\
         </Row></Table></Worksheet>",
    );
    let mut book = open(&bytes, WorkbookForm::Xml2003).unwrap();
    let sheets: Vec<_> = book.sheets().into_iter().map(|sheet| (sheet.name, sheet.hidden)).collect();
    assert_eq!(sheets, [("Read me".to_owned(), true), ("Data & more".to_owned(), false)]);
    let expected = table(&[
        (1, &["Fax <1>", "", "12.5"]),
        (4, &["", "", "2021-03-05", "2021-03-05 10:30:00"]),
        (6, &["TRUE", "#N/A", "Bold text"]),
    ]);
    assert_eq!(cells(&mut book, "Data & more").unwrap(), expected);
    assert_eq!(book.facts("Data & more").unwrap().unreadable_cells.count, 1);
}

#[test]
fn a_flat_ods_is_read_without_what_is_drawn_in_it() {
    let bytes = flat_ods(
        "<table:table table:name=\"Data\" table:style-name=\"ta1\"><table:table-row><table:table-cell office:value-type=\"date\" \
         office:date-value=\"2021-03-05\"/><table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>\
         <table:table-cell office:value-type=\"percentage\" office:value=\"0.2\"><draw:frame><draw:object><office:document>\
         <table:table table:name=\"local-table\"><table:table-row><table:table-cell office:value-type=\"float\" office:value=\"9\"/>\
         </table:table-row></table:table></office:document></draw:object></draw:frame><text:p>20%</text:p></table:table-cell>\
         </table:table-row></table:table><table:table table:name=\"'file:///other.ods'#$Sheet1\" table:style-name=\"ta_extref\">\
         <table:table-row><table:table-cell office:value-type=\"float\" office:value=\"9\"/></table:table-row></table:table>",
    );
    assert_eq!(
        first_cells(&bytes, WorkbookForm::FlatOds).unwrap(),
        table(&[(1, &["2021-03-05", "TRUE", "0.2"])])
    );
    let book = open(&bytes, WorkbookForm::FlatOds).unwrap();
    assert_eq!((book.sheets().len(), book.unread_sheets()[0].reason), (1, Unread::OtherFile));
}

#[test]
fn hidden_sheets_of_ods_are_told_by_their_style() {
    let bytes = flat_ods("");
    let text = String::from_utf8(bytes).unwrap();
    let styles = "<office:automatic-styles><style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties \
                  table:display=\"false\"/></style:style></office:automatic-styles><office:body>";
    let tables = "<office:spreadsheet><table:table table:name=\"One\" table:style-name=\"ta1\"/><table:table table:name=\"Two\" \
                  table:style-name=\"ta2\"/>";
    let text = text.replace("<office:body>", styles).replace("<office:spreadsheet>", tables);
    let sheets = open(text.as_bytes(), WorkbookForm::FlatOds).unwrap().sheets();
    assert_eq!(sheets.iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(), [false, true]);
}
