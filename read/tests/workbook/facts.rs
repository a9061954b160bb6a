//! What people must know of a sheet besides its cells.

use std::ops::ControlFlow;

use faxban_read::kind::WorkbookForm;
use faxban_read::workbook::{CellCount, Comment, Merged};

use crate::binary::{Biff, Value, compound, place, record, wide, xls_stream, xlsb, xlsb_package};
use crate::support::{
    Package, cell, first_cells, first_facts, flat_ods, ods, open, relations, table, workbook, xml2003,
};

/// How many there are and where the first is.
fn shown(count: CellCount) -> (u64, String) {
    (count.count, count.first.map(|place| place.to_string()).unwrap_or_default())
}

fn comment(row: u64, column: u32, text: &str) -> Comment {
    Comment { row, column, text: text.to_owned() }
}

/// XLS of one sheet with these records, and these before the names of the sheets.
fn xls(globals: &Biff, sheet: Biff) -> Vec<u8> {
    compound("Workbook", &xls_stream(globals, &[("Data", sheet)], &[], 8_224))
}

#[test]
fn hidden_rows_and_columns_with_cells_are_reported_and_read() {
    let cols =
        "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/><col min=\"4\" max=\"16384\" hidden=\"1\"/></cols>";
    let row = |number: u64, more: &str| {
        let cells: String =
            ["A", "B", "E"].iter().map(|column| cell(&format!("{column}{number}"), "1")).collect();
        format!("<row r=\"{number}\" {more}>{cells}</row>")
    };
    let data = [
        row(1, ""),
        row(3, "hidden=\"true\""),
        row(4, "ht=\"0\""),
        "<row r=\"9\" hidden=\"1\"/>".to_owned(),
        row(10, ""),
    ];
    let bytes = Package::of_sheet(&format!("{cols}<sheetData>{}</sheetData>", data.concat())).bytes();
    assert_eq!(first_cells(&bytes, WorkbookForm::Xlsx).unwrap().len(), 12);
    let facts = first_facts(&bytes, WorkbookForm::Xlsx);
    assert_eq!((facts.hidden_rows, facts.first_hidden_row), (2, Some(3)));
    assert_eq!(facts.hidden_columns, [1, 4], "columns without cells do not matter");
    assert!(!facts.filter_active);

    let body = "<table:table table:name=\"Data\"><table:table-column/><table:table-column table:visibility=\"collapse\" \
                table:number-columns-repeated=\"3\"/><table:table-row table:visibility=\"filter\" table:number-rows-repeated=\"2\">\
                <table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"2\"/>\
                </table:table-row></table:table>";
    for (bytes, form) in [(ods(body), WorkbookForm::Ods), (flat_ods(body), WorkbookForm::FlatOds)] {
        let facts = first_facts(&bytes, form);
        assert_eq!((facts.hidden_rows, facts.first_hidden_row), (2, Some(1)));
        assert_eq!((facts.hidden_columns, facts.filter_active), (vec![1], true));
    }

    let bytes = xml2003(
        "<Worksheet ss:Name=\"Data\"><Table><Column ss:Index=\"2\" ss:Hidden=\"1\" ss:Span=\"1\"/><Row ss:Index=\"5\" ss:Hidden=\"1\">\
         <Cell><Data ss:Type=\"Number\">1</Data></Cell><Cell ss:Index=\"3\"><Data ss:Type=\"Number\">1</Data></Cell></Row></Table>\
         <AutoFilter x:Range=\"R1C1\"><AutoFilterColumn x:Type=\"NonBlanks\"/></AutoFilter></Worksheet>",
    );
    let facts = first_facts(&bytes, WorkbookForm::Xml2003);
    assert_eq!((facts.hidden_rows, facts.first_hidden_row), (1, Some(5)));
    assert_eq!((facts.hidden_columns, facts.filter_active), (vec![2], true));

    let mut sheet = Biff::default();
    sheet.record(0x009b, &[]).record(0x007d, &[1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    let mut hidden = vec![2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
    hidden.extend([0x20, 0, 0, 0]);
    sheet.record(0x0208, &hidden).number(0, 0, 1.0).number(2, 1, 1.0);
    let facts = first_facts(&xls(&Biff::default(), sheet), WorkbookForm::Xls);
    assert_eq!((facts.hidden_rows, facts.first_hidden_row), (1, Some(3)));
    assert_eq!((facts.hidden_columns, facts.filter_active), (vec![1], true));

    let mut row = 4_u32.to_le_bytes().to_vec();
    row.resize(17, 0);
    row[11] = 0x10;
    let number = [[1, 0, 0, 0, 0, 0, 0, 0].as_slice(), &1.0_f64.to_le_bytes()].concat();
    let column: Vec<u8> = [1_u32, 1, 0, 0].into_iter().flat_map(u32::to_le_bytes).chain([1, 0]).collect();
    let more = [record(60, &column), record(145, &[]), record(0, &row), record(5, &number), record(146, &[])]
        .concat();
    let facts = first_facts(&xlsb(&[((0, 0), Value::Number(1.0))].into(), &more), WorkbookForm::Xlsb);
    assert_eq!((facts.hidden_rows, facts.first_hidden_row, facts.hidden_columns), (1, Some(5), vec![1]));
}

#[test]
fn a_filter_is_reported_also_that_of_a_table() {
    let filter = "<autoFilter ref=\"A1:B9\"><filterColumn colId=\"0\"><filters/></filterColumn></autoFilter>";
    assert!(
        first_facts(&Package::of_sheet(&format!("<sheetData/>{filter}")).bytes(), WorkbookForm::Xlsx)
            .filter_active
    );
    let without = "<sheetData/><autoFilter ref=\"A1:B9\"/>";
    assert!(!first_facts(&Package::of_sheet(without).bytes(), WorkbookForm::Xlsx).filter_active);
    let mut package = Package::of("");
    package
        .put("xl/worksheets/_rels/sheet1.xml.rels", &relations(&[("rId1", "table", "../tables/table1.xml")]))
        .put("xl/tables/table1.xml", &format!("<table>{filter}</table>"));
    assert!(first_facts(&package.bytes(), WorkbookForm::Xlsx).filter_active);
}

#[test]
fn formulas_without_a_result_are_counted() {
    let data = "<row r=\"2\"><c r=\"A2\"><f>1+1</f></c><c r=\"B2\"><f>1+1</f><v></v></c><c r=\"C2\"><f>1+1</f><v/></c>\
                <c r=\"D2\"><f>1+1</f><v>2</v></c><c r=\"E2\" t=\"str\"><f>\"\"</f><v></v></c><c r=\"F2\"><f>0</f><v>0</v></c>\
                <c r=\"G2\"/></row>";
    let facts = first_facts(&Package::of(data).bytes(), WorkbookForm::Xlsx);
    assert_eq!(shown(facts.formulas_without_result), (3, "A2".to_owned()));

    let body = "<table:table table:name=\"Data\"><table:table-row><table:table-cell/><table:table-cell table:formula=\"of:=1+1\"/>\
                <table:table-cell table:formula=\"of:=1+1\" office:value-type=\"float\" office:value=\"2\"/>\
                <table:table-cell table:formula=\"of:=T(1)\" office:value-type=\"string\" office:string-value=\"\"/>\
                </table:table-row></table:table>";
    assert_eq!(
        shown(first_facts(&ods(body), WorkbookForm::Ods).formulas_without_result),
        (1, "B1".to_owned())
    );

    let body = "<Worksheet ss:Name=\"Data\"><Table><Row><Cell ss:Formula=\"=1+1\"/><Cell ss:Formula=\"=1+1\">\
                <Data ss:Type=\"Number\">2</Data></Cell></Row></Table></Worksheet>";
    let facts = first_facts(&xml2003(body), WorkbookForm::Xml2003);
    assert_eq!(shown(facts.formulas_without_result), (1, "A1".to_owned()));
}

/// A formula of XLS with a result of eight bytes and flags.
fn formula(row: u16, column: u16, result: [u8; 8], flags: u8) -> Vec<u8> {
    [place(row, column), result.to_vec(), vec![flags, 0, 0, 0, 0, 0, 3, 0, 0x1e, 1, 0]].concat()
}

#[test]
fn a_library_that_calculates_nothing_is_known_by_its_zeros() {
    let zeros = "<row r=\"1\"><c r=\"A1\"><f>1+1</f><v>0</v></c><c r=\"B1\"><f>2+2</f><v>0</v></c></row>";
    let one = zeros.replace("2+2</f><v>0", "2+2</f><v>4");
    let on_load = "<calcPr fullCalcOnLoad=\"1\"/></workbook>";
    let main = workbook("<sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/>");
    for (data, main, expected) in [
        (zeros, main.replace("</workbook>", on_load), 2),
        (&one, main.replace("</workbook>", on_load), 0),
        (zeros, main, 0),
    ] {
        let mut package = Package::of(data);
        package.put("xl/workbook.xml", &main);
        assert_eq!(first_facts(&package.bytes(), WorkbookForm::Xlsx).formulas_without_result.count, expected);
    }

    for (results, flags, expected) in [([0.0_f64, 0.0], 3, 2), ([0.0, 4.0], 3, 0), ([0.0, 0.0], 1, 0)] {
        let mut sheet = Biff::default();
        for (column, result) in (0..).zip(results) {
            sheet.record(6, &formula(0, column, result.to_le_bytes(), flags));
        }
        let facts = first_facts(&xls(&Biff::default(), sheet), WorkbookForm::Xls);
        assert_eq!(facts.formulas_without_result.count, expected);
    }

    let blank = [3, 0, 0, 0, 0, 0, 0xff, 0xff];
    for (author, expected) in [(b"\x03\0\0Ann".to_vec(), 0), (b"None".to_vec(), 1)] {
        let (mut globals, mut sheet) = (Biff::default(), Biff::default());
        let author: Vec<u8> = author.into_iter().chain(std::iter::repeat(b' ')).take(112).collect();
        globals.record(0x005c, &author);
        sheet.record(6, &formula(1, 3, blank, 0));
        let facts = first_facts(&xls(&globals, sheet), WorkbookForm::Xls);
        assert_eq!(facts.formulas_without_result.count, expected);
    }
}

#[test]
fn results_of_formulas_of_xls_are_read() {
    let mut sheet = Biff::default();
    sheet.record(6, &formula(0, 0, [0, 0, 0, 0, 0, 0, 0xff, 0xff], 0));
    // A shared formula lies between a formula and its text.
    sheet.record(0x04bc, &[0; 10]).record(0x0207, b"\x03\0\0Fax");
    sheet.record(6, &formula(0, 1, [1, 0, 1, 0, 0, 0, 0xff, 0xff], 0));
    sheet.record(6, &formula(0, 2, [2, 0, 0x17, 0, 0, 0, 0xff, 0xff], 0));
    sheet.record(6, &formula(0, 3, 2.5_f64.to_le_bytes(), 0));
    sheet.record(0x0406, &formula(0, 4, 7.0_f64.to_le_bytes(), 0));
    let bytes = xls(&Biff::default(), sheet);
    assert_eq!(
        first_cells(&bytes, WorkbookForm::Xls).unwrap(),
        table(&[(1, &["Fax", "TRUE", "#REF!", "2.5", "7"])])
    );
    assert_eq!(shown(first_facts(&bytes, WorkbookForm::Xls).unreadable_cells), (1, "C1".to_owned()));
}

#[test]
fn merged_cells_are_reported_in_their_order() {
    let expected = [
        Merged { first_row: 1, last_row: 1, first_column: 0, last_column: 3 },
        Merged { first_row: 2, last_row: 4, first_column: 1, last_column: 1 },
    ];
    let sheet = "<sheetData/><mergeCells><mergeCell ref=\"B2:B4\"/><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"fax\"/></mergeCells>";
    assert_eq!(first_facts(&Package::of_sheet(sheet).bytes(), WorkbookForm::Xlsx).merged, expected);

    let body = "<table:table table:name=\"Data\"><table:table-row><table:table-cell table:number-columns-spanned=\"4\"/>\
                <table:covered-table-cell table:number-columns-repeated=\"3\"/></table:table-row><table:table-row><table:table-cell/>\
                <table:table-cell table:number-rows-spanned=\"3\"/></table:table-row></table:table>";
    assert_eq!(first_facts(&ods(body), WorkbookForm::Ods).merged, expected);

    let body = "<Worksheet ss:Name=\"Data\"><Table><Row><Cell ss:MergeAcross=\"3\"/></Row><Row><Cell ss:Index=\"2\" \
                ss:MergeDown=\"2\"/></Row></Table></Worksheet>";
    assert_eq!(first_facts(&xml2003(body), WorkbookForm::Xml2003).merged, expected);

    let mut sheet = Biff::default();
    let ranges: Vec<u8> = [2_u16, 1, 3, 1, 1, 0, 0, 0, 3].into_iter().flat_map(u16::to_le_bytes).collect();
    sheet.record(0x00e5, &ranges);
    assert_eq!(first_facts(&xls(&Biff::default(), sheet), WorkbookForm::Xls).merged, expected);

    let range = |numbers: [u32; 4]| record(176, &numbers.map(u32::to_le_bytes).concat());
    let more = [range([1, 3, 1, 1]), range([0, 0, 0, 3])].concat();
    assert_eq!(
        first_facts(&xlsb(&[((0, 0), Value::Number(1.0))].into(), &more), WorkbookForm::Xlsb).merged,
        expected
    );
}

#[test]
fn comments_and_text_boxes_of_xlsx_are_reported() {
    let mut package = Package::of("");
    package
        .put(
            "xl/worksheets/_rels/sheet1.xml.rels",
            &relations(&[
                ("rId1", "comments", "../comments1.xml"),
                ("rId2", "threadedComment", "../threadedComments/threadedComment1.xml"),
                ("rId3", "drawing", "../drawings/drawing1.xml"),
                ("rId4", "drawing", "../drawings/gone.xml"),
            ]),
        )
        .put(
            "xl/comments1.xml",
            "<comments><authors><author>Ann</author></authors><commentList><comment ref=\"C9\" authorId=\"0\"><text><r><t>Ann:\n\
             </t></r><r><t>the fax in &amp; out</t></r></text></comment><comment ref=\"A2\" authorId=\"0\"><text><t>[Threaded \
             comment] use a newer Excel</t></text></comment></commentList></comments>",
        )
        .put(
            "xl/threadedComments/threadedComment1.xml",
            "<ThreadedComments><threadedComment ref=\"A2\" id=\"1\"><text>Is this a fax?</text></threadedComment>\
             <threadedComment ref=\"A2\" id=\"2\" parentId=\"1\"><text>Yes</text></threadedComment></ThreadedComments>",
        )
        .put(
            "xl/drawings/drawing1.xml",
            "<xdr:wsDr><xdr:sp><xdr:txBody><a:p><a:r><a:t>Fax machines</a:t></a:r><a:r><a:t> only</a:t></a:r></a:p><a:p><a:r>\
             <a:t>Ward 4</a:t></a:r></a:p></xdr:txBody></xdr:sp><mc:AlternateContent><mc:Choice><xdr:sp><xdr:txBody><a:p><a:r>\
             <a:t>Once</a:t></a:r></a:p></xdr:txBody></xdr:sp></mc:Choice><mc:Fallback><xdr:sp><xdr:txBody><a:p><a:r><a:t>Once\
             </a:t></a:r></a:p></xdr:txBody></xdr:sp></mc:Fallback></mc:AlternateContent><xdr:sp><xdr:txBody><a:p/></xdr:txBody>\
             </xdr:sp></xdr:wsDr>",
        );
    let facts = first_facts(&package.bytes(), WorkbookForm::Xlsx);
    assert_eq!(facts.comments, [comment(2, 0, "Is this a fax?\nYes"), comment(9, 2, "Ann:the fax in & out")]);
    assert_eq!(facts.text_boxes, ["Fax machines only\nWard 4", "Once"]);
    assert!(facts.not_read.is_empty());

    package.put("xl/comments1.xml", "<comments><commentList>");
    let facts = first_facts(&package.bytes(), WorkbookForm::Xlsx);
    assert_eq!(facts.not_read.len(), 1, "{:?}", facts.not_read);
    assert_eq!(facts.text_boxes.len(), 2, "the rest is reported all the same");
}

#[test]
fn comments_and_text_boxes_of_other_forms_are_reported() {
    let body = "<table:table table:name=\"Data\"><table:shapes><draw:frame><draw:text-box><text:p>Fax machines</text:p>\
                <text:p>Ward 4</text:p></draw:text-box></draw:frame></table:shapes><table:table-row><table:table-cell/>\
                <table:table-cell office:value-type=\"string\"><office:annotation><dc:creator>Ann</dc:creator><dc:date>2021</dc:date>\
                <text:p>the fax</text:p></office:annotation><text:p>Machine</text:p></table:table-cell></table:table-row>\
                </table:table>";
    for (bytes, form) in [(ods(body), WorkbookForm::Ods), (flat_ods(body), WorkbookForm::FlatOds)] {
        assert_eq!(first_cells(&bytes, form).unwrap(), table(&[(1, &["", "Machine"])]));
        let facts = first_facts(&bytes, form);
        assert_eq!(facts.comments, [comment(1, 1, "the fax")]);
        assert_eq!(facts.text_boxes, ["Fax machines\nWard 4"]);
    }

    let body = "<Worksheet ss:Name=\"Data\"><Table><Row><Cell><Data ss:Type=\"String\">Machine</Data><Comment><ss:Data><B>Ann:</B>\
                <Font>&#10;the fax</Font></ss:Data></Comment></Cell></Row></Table></Worksheet>";
    let bytes = xml2003(body);
    assert_eq!(first_cells(&bytes, WorkbookForm::Xml2003).unwrap(), table(&[(1, &["Machine"])]));
    assert_eq!(first_facts(&bytes, WorkbookForm::Xml2003).comments, [comment(1, 0, "Ann:\nthe fax")]);

    let mut sheet = Biff::default();
    for (number, kind, text) in [(1_u8, 0x19, "the fax"), (2, 6, "Fax machines")] {
        sheet.record(0x005d, &[0x15, 0, 0x12, 0, kind, 0, number, 0]);
        let mut header = vec![0; 18];
        header[10] = text.len() as u8;
        sheet
            .record(0x01b6, &header)
            .record(0x003c, &[&[0], text.as_bytes()].concat())
            .record(0x003c, &[0; 16]);
    }
    sheet.record(0x001c, &[3, 0, 2, 0, 0, 0, 1, 0, 3, 0, 0, b'A', b'n', b'n']);
    let facts = first_facts(&xls(&Biff::default(), sheet), WorkbookForm::Xls);
    assert_eq!(facts.comments, [comment(4, 2, "the fax")]);
    assert_eq!(facts.text_boxes, ["Fax machines"]);
}

#[test]
fn notes_of_xlsb_are_reported() {
    let note: Vec<u8> = [0_u32, 3, 3, 2, 2, 0, 0, 0, 0].into_iter().flat_map(u32::to_le_bytes).collect();
    let comments =
        [record(635, &note), record(637, &[vec![0], wide("the fax")].concat()), record(636, &[])].concat();
    let mut package = xlsb_package(&[((0, 0), Value::Number(1.0))].into(), &[]);
    package.parts.insert("xl/comments1.bin".to_owned(), comments);
    package
        .put("xl/worksheets/_rels/sheet1.bin.rels", &relations(&[("rId1", "comments", "../comments1.bin")]));
    let bytes = package.bytes();
    assert_eq!(first_facts(&bytes, WorkbookForm::Xlsb).comments, [comment(4, 2, "the fax")]);
}

#[test]
fn the_day_system_of_1904_is_reported_and_days_are_right() {
    let mut package = Package::of("<row><c s=\"1\"><v>42798</v></c><c><v>42798</v></c></row>");
    package
        .put(
            "xl/workbook.xml",
            &workbook("<sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/>")
                .replace("<sheets>", "<workbookPr date1904=\"1\"/><sheets>"),
        )
        .put(
            "xl/styles.xml",
            "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
        )
        .put(
            "xl/_rels/workbook.xml.rels",
            &relations(&[("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")]),
        );
    let bytes = package.bytes();
    assert!(open(&bytes, WorkbookForm::Xlsx).unwrap().date_1904());
    assert_eq!(first_cells(&bytes, WorkbookForm::Xlsx).unwrap(), table(&[(1, &["2021-03-05", "42798"])]));
    assert!(!open(&Package::of("").bytes(), WorkbookForm::Xlsx).unwrap().date_1904());

    let (mut globals, mut sheet) = (Biff::default(), Biff::default());
    globals.record(0x0022, &[1, 0]).record(0x00e0, &[0, 0, 14, 0]);
    sheet.number(0, 0, 42_798.0);
    let bytes = xls(&globals, sheet);
    assert!(open(&bytes, WorkbookForm::Xls).unwrap().date_1904());
    assert_eq!(first_cells(&bytes, WorkbookForm::Xls).unwrap(), table(&[(1, &["2021-03-05"])]));

    let sheet = "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook><Worksheet ss:Name=\"Data\"/>";
    assert!(open(&xml2003(sheet), WorkbookForm::Xml2003).unwrap().date_1904());
}

#[test]
fn facts_are_the_same_before_and_after_the_rows_are_read() {
    let bytes = Package::of("<row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"e\"><v>#N/A</v></c></row>").bytes();
    let mut book = open(&bytes, WorkbookForm::Xlsx).unwrap();
    let before = book.facts("Data").unwrap();
    book.rows("Data", &mut |_, _| ControlFlow::Break(())).unwrap();
    assert_eq!(book.facts("Data").unwrap(), before);
    book.rows("Data", &mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(book.facts("Data").unwrap(), before);
    assert_eq!((before.hidden_rows, before.unreadable_cells.count), (1, 1));
    assert!(book.facts("Gone").is_err());
}
