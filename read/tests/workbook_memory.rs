//! Files with bytes changed anywhere end in time and in little memory. One test in a process of its own: the most
//! memory that the process ever took is measured.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "workbook/binary.rs"]
mod binary;
#[path = "workbook/support.rs"]
mod support;

use std::ops::ControlFlow;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use faxban_read::kind::{WorkbookForm, look_into};
use faxban_read::parquet_file::{self, Source};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use binary::{Biff, Value, compound, xls_stream, xlsb, xlsb_package};
use support::{Package, cell, flat_ods, ods, open, relations, workbook, xml2003};

/// How long a file may take.
const LONGEST: Duration = Duration::from_secs(5);

/// What a process may take in all, in kilobytes.
const MOST_MEMORY: u64 = 200 << 10;

/// How many places of a sample are changed.
const PLACES: usize = 120;

#[derive(Clone, Copy)]
enum Form {
    Workbook(WorkbookForm),
    Parquet,
}

/// Reads all there is; what cannot be read is no matter.
fn read(bytes: Vec<u8>, form: Form) {
    match form {
        Form::Workbook(form) => {
            let _ = look_into(std::io::Cursor::new(&bytes));
            if let Ok(mut workbook) = open(&bytes, form) {
                for sheet in workbook.sheets() {
                    let _ = workbook.facts(&sheet.name);
                }
            }
        }
        Form::Parquet => {
            let _ = parquet_file::rows(&Source::Memory(bytes.into()), &mut |_, _| ControlFlow::Continue(()));
        }
    }
}

/// Four bytes at places all over a file, replaced one after the other.
fn changed(bytes: &[u8], patterns: &[[u8; 4]]) -> Vec<Vec<u8>> {
    let step = (bytes.len() / PLACES).max(1);
    let places = (0..bytes.len().saturating_sub(4)).step_by(step);
    let mut all = Vec::new();
    for place in places {
        for pattern in patterns {
            let mut bytes = bytes.to_vec();
            bytes[place..place + 4].copy_from_slice(pattern);
            all.push(bytes);
        }
        all.push(bytes[..place].to_vec());
    }
    all
}

const NUMBERS: [[u8; 4]; 4] = [[0; 4], [0xff; 4], [0xff, 0xff, 0xff, 0x7f], [1, 0, 0, 0]];
const MARKUP: [[u8; 4]; 4] = [*b"<a><", *b"9999", *b"\"/>-", *b"&#x;"];

/// The parts of a package changed one by one.
fn changed_parts(package: &Package) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for name in package.parts.keys() {
        let patterns = if name.ends_with(".bin") { &NUMBERS } else { &MARKUP };
        for part in changed(&package.parts[name], patterns) {
            let mut package = Package { parts: package.parts.clone() };
            package.parts.insert(name.clone(), part);
            all.push(package.pack(false));
        }
    }
    all
}

fn xlsx() -> Package {
    let mut package = Package::of_sheet(
        "<dimension ref=\"A1:C3\"/><cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\">\
         <v>0</v></c><c r=\"B1\" s=\"1\"><v>44260</v></c></row><row r=\"3\" hidden=\"1\"><c r=\"C3\"><f>1+1</f></c></row></sheetData>\
         <mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>",
    );
    package
        .put("xl/sharedStrings.xml", "<sst count=\"1\" uniqueCount=\"1\"><si><r><t>Fax</t></r><r><t> machine</t></r></si></sst>")
        .put("xl/styles.xml", "<styleSheet><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>")
        .put("xl/comments1.xml", "<comments><commentList><comment ref=\"A1\"><text><t>note</t></text></comment></commentList></comments>")
        .put("xl/worksheets/_rels/sheet1.xml.rels", &relations(&[("rId1", "comments", "../comments1.xml")]))
        .put("xl/workbook.xml", &workbook("<sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/>"))
        .put(
            "xl/_rels/workbook.xml.rels",
            &relations(&[
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "sharedStrings", "sharedStrings.xml"),
                ("rId3", "styles", "styles.xml"),
            ]),
        );
    package
}

fn xls() -> Vec<u8> {
    let (mut globals, mut sheet) = (Biff::default(), Biff::default());
    globals.record(0x041e, b"\xa4\0\x0a\0\0dd/mm/yyyy").record(0x00e0, &[0, 0, 0xa4, 0]);
    sheet
        .record(0x0200, &[0; 14])
        .record(0x007d, &[1, 0, 1, 0, 0, 0, 0, 0, 1, 0])
        .number(0, 0, 44_260.0)
        .label(0, 1, "Fax machine")
        .record(0x00bd, &[1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 7, 0, 0, 0, 1, 0])
        .record(0x00fd, &[2, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        .record(0x005d, &[0x15, 0, 0x12, 0, 0x19, 0, 1, 0])
        .record(0x01b6, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0])
        .record(0x003c, b"\0note")
        .record(0x001c, &[0, 0, 0, 0, 0, 0, 1, 0])
        .record(0x00e5, &[1, 0, 0, 0, 1, 0, 0, 0, 1, 0]);
    let texts = ["Toner cartridge".to_owned(), "Agency nurse".to_owned()];
    compound("Workbook", &xls_stream(&globals, &[("Data", sheet)], &texts, 40))
}

fn odf() -> &'static str {
    "<table:table table:name=\"Data\"><table:table-column table:number-columns-repeated=\"2\"/><table:table-row \
     table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"float\" office:value=\"1\" \
     table:number-columns-repeated=\"2\"/><table:table-cell office:value-type=\"string\"><office:annotation><text:p>note</text:p>\
     </office:annotation><text:p>Fax<text:s text:c=\"2\"/>machine</text:p></table:table-cell></table:table-row></table:table>"
}

fn parquet() -> Vec<u8> {
    let schema = parse_message_type("message m { REQUIRED INT64 id; OPTIONAL BINARY name (UTF8); }").unwrap();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema.into(), std::sync::Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[1, 2, 3], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let names = [ByteArray::from("Fax machine"), ByteArray::from("Toner")];
    column.typed::<ByteArrayType>().write_batch(&names, Some(&[1, 0, 1]), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.into_inner().unwrap()
}

/// Ten rows and a cell far from them, in every form.
fn stray() -> Vec<(Vec<u8>, Form)> {
    let rows: String =
        (1..=10).map(|row| format!("<row r=\"{row}\">{}</row>", cell(&format!("A{row}"), "1"))).collect();
    let far = format!("{rows}<row r=\"1048576\">{}</row>", cell("XFD1048576", "1"));
    let mut sheet = Biff::default();
    for row in 0..10 {
        sheet.number(row, 0, 1.0);
    }
    sheet.number(65_535, 255, 1.0);
    let one = "office:value-type=\"float\" office:value=\"1\"";
    let odf = format!(
        "<table:table table:name=\"Data\"><table:table-row table:number-rows-repeated=\"10\"><table:table-cell {one}/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048565\"><table:table-cell/></table:table-row><table:table-row>\
         <table:table-cell table:number-columns-repeated=\"16383\"/><table:table-cell {one}/></table:table-row></table:table>"
    );
    let cells = [((0, 0), Value::Number(1.0)), ((65_535, 16_383), Value::Number(1.0))].into();
    [
        (Package::of(&far).bytes(), WorkbookForm::Xlsx),
        (
            compound("Workbook", &xls_stream(&Biff::default(), &[("Data", sheet)], &[], 8_224)),
            WorkbookForm::Xls,
        ),
        (ods(&odf), WorkbookForm::Ods),
        (flat_ods(&odf), WorkbookForm::FlatOds),
        (xlsb(&cells, &[]), WorkbookForm::Xlsb),
    ]
    .into_iter()
    .map(|(bytes, form)| (bytes, Form::Workbook(form)))
    .collect()
}

/// The most memory that this process has taken, in kilobytes; `None` where the system does not say.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[test]
fn files_with_changed_bytes_end_in_time_and_in_little_memory() {
    let excel_2003 = xml2003(
        "<Worksheet ss:Name=\"Data\"><Table><Column ss:Index=\"2\" ss:Span=\"2\" ss:Hidden=\"1\"/><Row ss:Index=\"2\" ss:Span=\"3\">\
         <Cell ss:Index=\"2\" ss:MergeAcross=\"2\"><Data ss:Type=\"Number\">1</Data></Cell></Row></Table></Worksheet>",
    );
    let binary = xlsb_package(
        &[((0, 0), Value::Number(1.0)), ((2, 3), Value::Text("Fax machine".to_owned()))].into(),
        &[],
    );
    let stored = xlsx().pack(false);
    let content = support::content(odf());
    let mut files = stray();
    let mut add = |form: Form, all: Vec<Vec<u8>>| files.extend(all.into_iter().map(|bytes| (bytes, form)));
    add(Form::Workbook(WorkbookForm::Xls), changed(&xls(), &NUMBERS));
    add(Form::Workbook(WorkbookForm::Xlsx), changed_parts(&xlsx()));
    add(Form::Workbook(WorkbookForm::Xlsx), changed(&stored, &NUMBERS));
    add(Form::Workbook(WorkbookForm::Xlsb), changed_parts(&binary));
    let contents = changed(content.as_bytes(), &MARKUP)
        .into_iter()
        .map(|part| support::ods_with(&String::from_utf8_lossy(&part), "<manifest/>"));
    add(Form::Workbook(WorkbookForm::Ods), contents.collect());
    add(Form::Workbook(WorkbookForm::FlatOds), changed(&flat_ods(odf()), &MARKUP));
    add(Form::Workbook(WorkbookForm::Xml2003), changed(&excel_2003, &MARKUP));
    add(Form::Parquet, changed(&parquet(), &NUMBERS));
    std::panic::set_hook(Box::new(|_| {}));

    let count = files.len();
    let (done, is_done) = mpsc::channel();
    // A file that never ends keeps its thread; the test fails and takes it along.
    thread::spawn(move || {
        for (bytes, form) in files {
            let copy = bytes.clone();
            read(bytes, form);
            if done.send(copy).is_err() {
                return;
            }
        }
    });
    for number in 0..count {
        assert!(is_done.recv_timeout(LONGEST).is_ok(), "file {number} of {count} takes too long");
    }
    if let Some(peak) = peak() {
        assert!(peak < MOST_MEMORY, "{peak} KB at the most");
    }
}
