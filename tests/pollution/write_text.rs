//! Tables as text files, record by record, so that damage can be done to what is written.

use std::collections::BTreeMap;

use super::case::Case;
use super::spec::{Encoding, Form, Quoting};

/// Where the lines of a case stand: sheet and rows, as a person counts them.
pub type Places = BTreeMap<usize, Vec<(String, u64)>>;

/// A record as it is written.
#[derive(Clone)]
pub struct Record {
    /// Cells with their quotation marks, if any.
    pub cells: Vec<String>,
    pub delimiter: String,
    pub eol: String,
    pub lines: Vec<usize>,
    pub mention: bool,
    /// Another encoding than the rest of the file's.
    pub encoding: Option<Encoding>,
}

impl Record {
    pub fn text(&self) -> String {
        self.cells.join(&self.delimiter)
    }

    /// Makes the record one piece of text.
    pub fn become_text(&mut self, text: String) {
        self.cells = vec![text];
    }
}

#[derive(Clone)]
pub struct TextFile {
    pub records: Vec<Record>,
    pub encoding: Encoding,
    /// Put before everything, after the byte order mark.
    pub head: Vec<u8>,
    pub tail: Vec<u8>,
}

fn quote(text: &str, delimiter: char, quoting: Quoting) -> String {
    let needs = text.contains([delimiter, '"', '\n', '\r']);
    if needs || quoting == Quoting::Always {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// Writes the first sheet of a case.
pub fn records(case: &Case) -> TextFile {
    let Form::Text { delimiter, quoting, eol, encoding } = case.form else {
        unreachable!("a workbook is no text file")
    };
    let record = |row: &super::model::Row| Record {
        cells: row.cells.iter().map(|cell| quote(&cell.text, delimiter, quoting)).collect(),
        delimiter: delimiter.to_string(),
        eol: eol.to_owned(),
        lines: row.lines.clone(),
        mention: row.mention,
        encoding: None,
    };
    TextFile {
        records: case.sheets[0].rows.iter().map(record).collect(),
        encoding,
        head: Vec::new(),
        tail: Vec::new(),
    }
}

fn narrow(text: &str, table: impl Fn(char) -> Option<u8>) -> Vec<u8> {
    text.chars().map(|one| if one.is_ascii() { one as u8 } else { table(one).unwrap_or(b'?') }).collect()
}

pub fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => text.as_bytes().to_vec(),
        Encoding::Cp1252 => narrow(text, |one| match one {
            '–' => Some(0x96),
            '—' => Some(0x97),
            '’' => Some(0x92),
            '‘' => Some(0x91),
            '“' => Some(0x93),
            '”' => Some(0x94),
            '€' => Some(0x80),
            _ => u8::try_from(u32::from(one)).ok(),
        }),
        Encoding::Cp850 => narrow(text, |one| match one {
            '£' => Some(0x9c),
            'é' => Some(0x82),
            '\u{a0}' => Some(0xff),
            '–' => Some(b'-'),
            '’' => Some(b'\''),
            _ => None,
        }),
        Encoding::Utf16Le | Encoding::Utf16LeBare => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Encoding::Utf32Le => text.chars().flat_map(|one| u32::from(one).to_le_bytes()).collect(),
    }
}

const fn mark(encoding: Encoding) -> &'static [u8] {
    match encoding {
        Encoding::Utf8Bom => b"\xef\xbb\xbf",
        Encoding::Utf16Le => b"\xff\xfe",
        Encoding::Utf16Be => b"\xfe\xff",
        Encoding::Utf32Le => b"\xff\xfe\0\0",
        Encoding::Utf8 | Encoding::Cp1252 | Encoding::Cp850 | Encoding::Utf16LeBare => b"",
    }
}

/// Counts the line ends of a text: CR LF, LF or CR.
fn line_ends(text: &str) -> u64 {
    let crlf = text.matches("\r\n").count();
    (text.matches('\n').count() + text.matches('\r').count() - crlf) as u64
}

/// Returns the file's bytes, where its lines stand, and the rows that mention a product outside them.
pub fn write(file: &TextFile) -> (Vec<u8>, Places, Vec<(String, u64)>) {
    let mut bytes = mark(file.encoding).to_vec();
    bytes.extend(&file.head);
    let mut row = 1 + line_ends(&String::from_utf8_lossy(&file.head));
    let mut places = Places::new();
    let mut mentions = Vec::new();
    for record in &file.records {
        let text = record.text();
        let last = row + line_ends(&text);
        for line in &record.lines {
            places.entry(*line).or_default().extend((row..=last).map(|row| (String::new(), row)));
        }
        if record.mention {
            mentions.push((String::new(), row));
        }
        let encoding = record.encoding.unwrap_or(file.encoding);
        bytes.extend(encode(&text, encoding));
        bytes.extend(encode(&record.eol, encoding));
        row = last + line_ends(&record.eol);
    }
    bytes.extend(&file.tail);
    (bytes, places, mentions)
}
