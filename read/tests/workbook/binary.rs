//! XLS and XLSB workbooks by hand: records, and the containers around them.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::collections::BTreeMap;

use crate::support::{Package, relations};

/// Records of an XLS stream.
#[derive(Debug, Default, Clone)]
pub struct Biff(pub Vec<u8>);

/// A value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    Truth(bool),
}

impl Biff {
    /// Adds a record.
    pub fn record(&mut self, kind: u16, data: &[u8]) -> &mut Self {
        self.0.extend(kind.to_le_bytes());
        self.0.extend((data.len() as u16).to_le_bytes());
        self.0.extend(data);
        self
    }

    /// Adds a beginning.
    pub fn begin(&mut self, of: u16) -> &mut Self {
        let data: Vec<u8> =
            [0x0600, of, 0x0dbb, 0x07cc, 0, 0, 6, 0].into_iter().flat_map(u16::to_le_bytes).collect();
        self.record(0x0809, &data)
    }

    /// Adds an end.
    pub fn end(&mut self) -> &mut Self {
        self.record(0x000a, &[])
    }

    /// Adds a number.
    pub fn number(&mut self, row: u16, column: u16, number: f64) -> &mut Self {
        let mut data = place(row, column);
        data.extend(number.to_le_bytes());
        self.record(0x0203, &data)
    }

    /// Adds a text of its own.
    pub fn label(&mut self, row: u16, column: u16, text: &str) -> &mut Self {
        let mut data = place(row, column);
        data.extend((text.len() as u16).to_le_bytes());
        data.push(0);
        data.extend(text.bytes());
        self.record(0x0204, &data)
    }
}

/// Where a cell is, and the first format.
pub fn place(row: u16, column: u16) -> Vec<u8> {
    [row, column, 0].into_iter().flat_map(u16::to_le_bytes).collect()
}

/// A workbook of sheets, each with its records between beginning and end; `globals` lie before the names of the sheets,
/// and shared texts in records of at most `longest` bytes after them.
pub fn xls_stream(globals: &Biff, sheets: &[(&str, Biff)], texts: &[String], longest: usize) -> Vec<u8> {
    let strings = shared(texts, longest);
    let named = |places: &[u32]| {
        let mut all = Biff::default();
        all.begin(5);
        all.0.extend(&globals.0);
        for ((name, _), place) in sheets.iter().zip(places) {
            let mut data = place.to_le_bytes().to_vec();
            data.extend([0, 0, name.len() as u8, 0]);
            data.extend(name.bytes());
            all.record(0x0085, &data);
        }
        all.0.extend(&strings.0);
        all.end();
        all
    };
    let mut place = named(&vec![0; sheets.len()]).0.len() as u32;
    let mut places = Vec::new();
    let mut bodies = Vec::new();
    for (_, records) in sheets {
        let mut body = Biff::default();
        body.begin(0x10);
        body.0.extend(&records.0);
        body.end();
        places.push(place);
        place += body.0.len() as u32;
        bodies.extend(body.0);
    }
    let mut stream = named(&places).0;
    stream.extend(bodies);
    stream
}

/// Shared texts; where a record is full, it goes on in the middle of a text.
fn shared(texts: &[String], longest: usize) -> Biff {
    let mut records: Vec<Vec<u8>> =
        vec![[texts.len() as u32; 2].into_iter().flat_map(u32::to_le_bytes).collect()];
    for text in texts {
        let units: Vec<u16> = text.encode_utf16().collect();
        if records.last().unwrap().len() + 3 > longest {
            records.push(Vec::new());
        }
        let last = records.last_mut().unwrap();
        last.extend((units.len() as u16).to_le_bytes());
        last.push(1);
        for unit in units {
            if records.last().unwrap().len() + 2 > longest {
                records.push(vec![1]);
            }
            records.last_mut().unwrap().extend(unit.to_le_bytes());
        }
    }
    let mut biff = Biff::default();
    for (index, record) in records.iter().enumerate() {
        biff.record(if index == 0 { 0x00fc } else { 0x003c }, record);
    }
    biff
}

/// A compound file with one stream.
pub fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    const END: u32 = 0xffff_fffe;
    let mut stream = stream.to_vec();
    // Below this size it would be made of small blocks.
    stream.resize(stream.len().max(4096).div_ceil(512) * 512, 0);
    let blocks = (stream.len() / 512) as u32;
    let directory = blocks;
    // One table for itself, the directory and the stream, or more.
    let tables = (blocks + 2).div_ceil(126).max(1);
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    for (at, number) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        put(at, &number.to_le_bytes());
    }
    for (at, number) in [(44, tables), (48, directory), (56, 4096), (60, END), (64, 0), (68, END), (72, 0)] {
        put(at, &number.to_le_bytes());
    }
    for index in 0..109 {
        let number = if index < tables { directory + 1 + index } else { u32::MAX };
        put(76 + index as usize * 4, &number.to_le_bytes());
    }
    let mut next: Vec<u32> = (1..=blocks).map(|block| if block == blocks { END } else { block }).collect();
    next.push(END);
    next.extend(vec![0xffff_fffd; tables as usize]);
    next.resize(tables as usize * 128, u32::MAX);
    let mut file = header;
    file.extend(stream);
    file.extend(entry("Root Entry", 5, 1, END, 0));
    file.extend(entry(name, 2, u32::MAX, 0, blocks * 512));
    file.extend(vec![0; 256]);
    file.extend(next.into_iter().flat_map(u32::to_le_bytes));
    file
}

fn entry(name: &str, kind: u8, child: u32, start: u32, size: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    entry.resize(64, 0);
    entry.extend((name.len() as u16 * 2 + 2).to_le_bytes());
    entry.extend([kind, 1]);
    entry.extend([u32::MAX, u32::MAX, child].into_iter().flat_map(u32::to_le_bytes));
    entry.resize(116, 0);
    entry.extend(start.to_le_bytes());
    entry.extend(size.to_le_bytes());
    entry.resize(128, 0);
    entry
}

/// An XLS workbook of one sheet.
pub fn xls(cells: &BTreeMap<(u16, u16), Value>) -> Vec<u8> {
    let mut texts: Vec<String> = Vec::new();
    let mut sheet = Biff::default();
    for ((row, column), value) in cells {
        match value {
            Value::Number(number) => {
                sheet.number(*row, *column, *number);
            }
            Value::Truth(truth) => {
                let mut data = place(*row, *column);
                data.extend([u8::from(*truth), 0]);
                sheet.record(0x0205, &data);
            }
            Value::Text(text) => {
                let mut data = place(*row, *column);
                data.extend((texts.len() as u32).to_le_bytes());
                sheet.record(0x00fd, &data);
                texts.push(text.clone());
            }
        }
    }
    // Real records have up to 8,224 bytes; short ones go on more often.
    compound("Workbook", &xls_stream(&Biff::default(), &[("Data", sheet)], &texts, 60))
}

/// A record of an XLSB part.
pub fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    if kind < 0x80 {
        bytes.push(kind as u8);
    } else {
        bytes.extend([(kind & 0x7f) as u8 | 0x80, (kind >> 7) as u8]);
    }
    let mut length = data.len();
    while length >= 0x80 {
        bytes.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes.extend(data);
    bytes
}

/// A text as XLSB has it.
pub fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = (units.len() as u32).to_le_bytes().to_vec();
    bytes.extend(units.into_iter().flat_map(u16::to_le_bytes));
    bytes
}

/// An XLSB workbook of one sheet; `more` lies in the sheet after the cells.
pub fn xlsb(cells: &BTreeMap<(u16, u16), Value>, more: &[u8]) -> Vec<u8> {
    xlsb_package(cells, more).bytes()
}

/// The same as its parts.
pub fn xlsb_package(cells: &BTreeMap<(u16, u16), Value>, more: &[u8]) -> Package {
    let mut data = Vec::new();
    let mut texts = Vec::new();
    let mut last_row = None;
    for ((row, column), value) in cells {
        if last_row.replace(*row) != Some(*row) {
            let mut header = u32::from(*row).to_le_bytes().to_vec();
            header.resize(17, 0);
            data.extend(record(0, &header));
        }
        let mut cell = u32::from(*column).to_le_bytes().to_vec();
        cell.extend([0; 4]);
        let kind = match value {
            Value::Number(number) => {
                cell.extend(number.to_le_bytes());
                5
            }
            Value::Truth(truth) => {
                cell.push(u8::from(*truth));
                4
            }
            Value::Text(text) => {
                cell.extend((texts.len() as u32).to_le_bytes());
                texts.push(text.clone());
                7
            }
        };
        data.extend(record(kind, &cell));
    }
    let mut bundle = vec![0, 0, 0, 0, 1, 0, 0, 0];
    bundle.extend(wide("rId1"));
    bundle.extend(wide("Data"));
    let workbook = [
        record(131, &[]),
        record(143, &[]),
        record(156, &bundle),
        record(144, &[]),
        record(157, &[]),
        record(132, &[]),
    ]
    .concat();
    let sheet = [
        record(129, &[]),
        record(148, &[0; 16]),
        record(145, &[]),
        data,
        record(146, &[]),
        more.to_vec(),
        record(130, &[]),
    ]
    .concat();
    let shared: Vec<u8> = texts.iter().flat_map(|text| record(19, &[vec![0], wide(text)].concat())).collect();
    let counts: Vec<u8> = [texts.len() as u32; 2].into_iter().flat_map(u32::to_le_bytes).collect();
    let strings = [record(159, &counts), shared, record(160, &[])].concat();
    let targets =
        [("rId1", "worksheet", "worksheets/sheet1.bin"), ("rId2", "sharedStrings", "sharedStrings.bin")];
    let parts: [(&str, Vec<u8>); 6] = [
        ("[Content_Types].xml", b"<Types/>".to_vec()),
        ("_rels/.rels", relations(&[("rId1", "officeDocument", "xl/workbook.bin")]).into_bytes()),
        ("xl/_rels/workbook.bin.rels", relations(&targets).into_bytes()),
        ("xl/workbook.bin", workbook),
        ("xl/worksheets/sheet1.bin", sheet),
        ("xl/sharedStrings.bin", strings),
    ];
    Package { parts: parts.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect() }
}
