//! Tables as workbooks, with what Excel and other programs put into them.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{Format, Formula, Note, Workbook, Worksheet, XlsxError};
use zip::write::SimpleFileOptions;

use super::case::Case;
use super::model::{Cell, Patch, Sheet, Stored};
use super::write_text::Places;

/// Stands for the value of a formula that was never calculated.
const UNCALCULATED: &str = "@@none@@";

fn cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    match &cell.stored {
        Stored::Text if cell.text.is_empty() => {}
        Stored::Text => {
            sheet.write_string(row, column, &cell.text)?;
        }
        Stored::Number(hundredths, format) => {
            #[allow(clippy::float_arithmetic, reason = "a workbook stores numbers as floats")]
            let number = *hundredths as f64 / 100.0;
            sheet.write_number_with_format(row, column, number, &Format::new().set_num_format(*format))?;
        }
        Stored::Formula(formula, result) => {
            let result = result.as_deref().unwrap_or(UNCALCULATED);
            sheet.write_formula(row, column, Formula::new(formula).set_result(result))?;
        }
        Stored::Rich => {
            let half = cell.text.chars().count() / 2;
            let (first, second): (Vec<_>, Vec<_>) =
                cell.text.chars().enumerate().partition(|(index, _)| *index < half);
            let [first, second] =
                [first, second].map(|part| part.into_iter().map(|(_, one)| one).collect::<String>());
            let (bold, plain) = (Format::new().set_bold(), Format::default());
            sheet.write_rich_string(row, column, &[(&bold, first.as_str()), (&plain, second.as_str())])?;
        }
    }
    Ok(())
}

fn fill(into: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    into.set_name(&sheet.name)?;
    for (first, last, column) in &sheet.merges {
        into.merge_range(*first as u32, *column as u16, *last as u32, *column as u16, "", &Format::new())?;
    }
    for (index, row) in sheet.rows.iter().enumerate() {
        for (column, one) in row.cells.iter().enumerate() {
            cell(into, index as u32, column as u16, one)?;
        }
        if row.hidden {
            into.set_row_hidden(index as u32)?;
        }
    }
    for (row, column, text) in &sheet.comments {
        into.insert_note(*row as u32, *column as u16, &Note::new(text).add_author_prefix(false))?;
    }
    for column in &sheet.hidden_columns {
        into.set_column_hidden(*column as u16)?;
    }
    if sheet.filter {
        let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(1);
        let header = sheet.rows.iter().position(|row| !row.lines.is_empty()).unwrap_or(1).saturating_sub(1);
        into.autofilter(header as u32, 0, sheet.rows.len() as u32 - 1, width as u16 - 1)?;
    }
    if sheet.hidden {
        into.set_hidden(true);
    }
    Ok(())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split_once(end)).map(|(inner, _)| inner).collect()
}

/// Rewrites one part of a workbook.
fn patched(patch: Patch, part: &str, xml: String, strings: &[String]) -> String {
    let mut xml = xml;
    if part == "xl/workbook.xml" && patch == Patch::Mac {
        return xml.replacen("<workbookPr", "<workbookPr date1904=\"1\"", 1);
    }
    if !part.starts_with("xl/worksheets/sheet") {
        return xml;
    }
    if xml.contains(UNCALCULATED) {
        let mut whole = String::new();
        for piece in xml.split_inclusive("</c>") {
            if piece.contains(UNCALCULATED) {
                whole += &piece.replace(&format!("<v>{UNCALCULATED}</v>"), "").replace(" t=\"str\"", "");
            } else {
                whole += piece;
            }
        }
        xml = whole;
    }
    match patch {
        Patch::Inline => {
            let mut whole = String::new();
            for piece in xml.split_inclusive("</c>") {
                match between(piece, " t=\"s\"><v>", "</v>").first() {
                    Some(number) => {
                        let text = number.parse().ok().and_then(|number: usize| strings.get(number)).unwrap();
                        let old = format!(" t=\"s\"><v>{number}</v>");
                        whole += &piece.replace(&old, &format!(" t=\"inlineStr\"><is>{text}</is>"));
                    }
                    None => whole += piece,
                }
            }
            whole
        }
        // Cells that follow each other without a gap need not say where they are (ECMA-376, part 1, 18.3.1.4).
        Patch::NoPlaces => {
            let mut pieces = xml.split("<c r=\"");
            let mut whole = pieces.next().unwrap_or_default().to_owned();
            for piece in pieces {
                let (_, rest) = piece.split_once('"').unwrap();
                whole += "<c";
                whole += rest;
            }
            whole
        }
        Patch::Dimension => {
            let old =
                between(&xml, "<dimension ref=\"", "\"").first().map(|inner| (*inner).to_owned()).unwrap();
            xml.replacen(&format!("<dimension ref=\"{old}\""), "<dimension ref=\"A1\"", 1)
        }
        Patch::None | Patch::Mac => xml,
    }
}

fn repack(bytes: Vec<u8>, patch: Patch) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = String::new();
        part.read_to_string(&mut content).unwrap();
        parts.push((part.name().unwrap().into_owned(), content));
    }
    let shared = parts.iter().find(|(name, _)| name == "xl/sharedStrings.xml").map(|(_, xml)| xml.as_str());
    let strings = between(shared.unwrap_or_default(), "<si>", "</si>")
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(&name, SimpleFileOptions::default()).unwrap();
        writer.write_all(patched(patch, &name, content, &strings).as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Returns the workbook's bytes, where its lines stand, and the rows that mention a product outside them.
pub fn write(case: &Case) -> (Vec<u8>, Places, Vec<(String, u64)>) {
    let mut book = Workbook::new();
    let mut places = Places::new();
    let mut mentions = Vec::new();
    for sheet in &case.sheets {
        fill(book.add_worksheet(), sheet).unwrap();
        for (index, row) in sheet.rows.iter().enumerate() {
            let place = (sheet.name.clone(), index as u64 + 1);
            for line in &row.lines {
                places.entry(*line).or_default().push(place.clone());
            }
            if row.mention {
                mentions.push(place);
            }
        }
        mentions.extend(sheet.comments.iter().map(|(row, ..)| (sheet.name.clone(), *row as u64 + 1)));
    }
    let bytes = book.save_to_buffer().unwrap();
    let uncalculated = case.sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(|row| &row.cells);
    let mut uncalculated = uncalculated.filter(|cell| matches!(cell.stored, Stored::Formula(_, None)));
    let plain = case.patch == Patch::None && uncalculated.next().is_none();
    (if plain { bytes } else { repack(bytes, case.patch) }, places, mentions)
}
