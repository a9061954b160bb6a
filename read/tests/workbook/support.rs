//! Workbooks of every form by hand, and what is read from them.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use faxban_read::kind::WorkbookForm;
use faxban_read::workbook::{SheetFacts, Workbook, WorkbookError};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Texts of cells by row, as people count, and column, from 0.
pub type Cells = BTreeMap<(u64, usize), String>;

/// Opens a workbook.
pub fn open(bytes: &[u8], form: WorkbookForm) -> Result<Workbook<Cursor<Vec<u8>>>, WorkbookError> {
    Workbook::open(Cursor::new(bytes.to_vec()), form)
}

/// The cells of a sheet.
pub fn cells(workbook: &mut Workbook<Cursor<Vec<u8>>>, sheet: &str) -> Result<Cells, WorkbookError> {
    let mut cells = Cells::new();
    workbook.rows(sheet, &mut |row, texts| {
        for (column, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            cells.insert((row, column), text.clone());
        }
        ControlFlow::Continue(())
    })?;
    Ok(cells)
}

/// The cells of the first sheet.
pub fn first_cells(bytes: &[u8], form: WorkbookForm) -> Result<Cells, WorkbookError> {
    let mut workbook = open(bytes, form)?;
    let sheet = workbook.sheets()[0].name.clone();
    cells(&mut workbook, &sheet)
}

/// What is reported of the first sheet.
pub fn first_facts(bytes: &[u8], form: WorkbookForm) -> SheetFacts {
    let mut workbook = open(bytes, form).unwrap();
    let sheet = workbook.sheets()[0].name.clone();
    workbook.facts(&sheet).unwrap()
}

/// Cells as they are compared.
pub fn table(rows: &[(u64, &[&str])]) -> Cells {
    let cells = rows.iter().flat_map(|(row, texts)| {
        let filled = texts.iter().enumerate().filter(|(_, text)| !text.is_empty());
        filled.map(|(column, text)| ((*row, column), (*text).to_owned()))
    });
    cells.collect()
}

/// A zip container, compressed or not.
pub fn zipped(parts: &[(&str, &[u8])], is_compressed: bool) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let method =
        if is_compressed { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub const SHEETS: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The parts of an XLSX workbook of one sheet, which tests change one by one.
pub struct Package {
    pub parts: BTreeMap<String, Vec<u8>>,
}

impl Package {
    /// A workbook with this in the data of its sheet.
    pub fn of(sheet_data: &str) -> Self {
        Self::of_sheet(&format!("<sheetData>{sheet_data}</sheetData>"))
    }

    /// A workbook with this in its sheet.
    pub fn of_sheet(sheet: &str) -> Self {
        let mut package = Self { parts: BTreeMap::new() };
        let types = format!(
            "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-\
             officedocument.spreadsheetml.sheet.main+xml\"/></Types>"
        );
        package
            .put("[Content_Types].xml", &types)
            .put("_rels/.rels", &relations(&[("rId1", "officeDocument", "xl/workbook.xml")]))
            .put("xl/workbook.xml", &workbook("<sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/>"))
            .put("xl/_rels/workbook.xml.rels", &relations(&[("rId1", "worksheet", "worksheets/sheet1.xml")]))
            .put("xl/worksheets/sheet1.xml", &format!("<worksheet xmlns=\"{SHEETS}\">{sheet}</worksheet>"));
        package
    }

    /// Puts a part.
    pub fn put(&mut self, name: &str, xml: &str) -> &mut Self {
        self.parts.insert(name.to_owned(), xml.as_bytes().to_vec());
        self
    }

    /// Gives a part another name.
    pub fn rename(&mut self, from: &str, to: &str) -> &mut Self {
        let part = self.parts.remove(from).unwrap();
        self.parts.insert(to.to_owned(), part);
        self
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        self.pack(true)
    }

    /// The file, compressed or not.
    pub fn pack(&self, is_compressed: bool) -> Vec<u8> {
        let parts: Vec<(&str, &[u8])> =
            self.parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        zipped(&parts, is_compressed)
    }
}

/// A main part with these sheets.
pub fn workbook(sheets: &str) -> String {
    format!("<workbook xmlns=\"{SHEETS}\" xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets></workbook>")
}

/// Relations by name, kind and target.
pub fn relations(relations: &[(&str, &str, &str)]) -> String {
    let each = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let all: String = relations.iter().map(each).collect();
    format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{all}</Relationships>")
}

/// A cell with a number or an inline text.
pub fn cell(place: &str, text: &str) -> String {
    match text.parse::<f64>() {
        Ok(_) => format!("<c r=\"{place}\"><v>{text}</v></c>"),
        Err(_) => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
    }
}

/// An ODS workbook with this in its body.
pub fn ods(spreadsheet: &str) -> Vec<u8> {
    ods_with(&content(spreadsheet), "<manifest:manifest xmlns:manifest=\"m\"/>")
}

/// An ODS workbook of two parts.
pub fn ods_with(content: &str, manifest: &str) -> Vec<u8> {
    let parts: [(&str, &[u8]); 3] = [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", content.as_bytes()),
    ];
    zipped(&parts, true)
}

const ODF: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
    xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" \
    xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
    xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\"";

/// The content of an ODS workbook.
pub fn content(spreadsheet: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content {ODF}><office:body>\
         <office:spreadsheet>{spreadsheet}</office:spreadsheet></office:body></office:document-content>"
    )
}

/// A flat ODS workbook.
pub fn flat_ods(spreadsheet: &str) -> Vec<u8> {
    let kind = "office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"";
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document {ODF} {kind}><office:body>\
         <office:spreadsheet>{spreadsheet}</office:spreadsheet></office:body></office:document>"
    )
    .into_bytes()
}

/// An XML Spreadsheet of 2003 with this in it.
pub fn xml2003(sheets: &str) -> Vec<u8> {
    let name = "urn:schemas-microsoft-com:office:spreadsheet";
    format!(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n\
         <Workbook xmlns=\"{name}\" xmlns:ss=\"{name}\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\">\
         {sheets}</Workbook>"
    )
    .into_bytes()
}

/// A text in XML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
