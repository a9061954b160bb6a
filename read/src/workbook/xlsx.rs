//! The XML parts of a workbook of Excel since 2007, by local names: the strict form differs in nothing else that is
//! read here (ECMA-376 part 1, 18).

use std::io::{BufRead, Read, Seek};

use super::error::{Damage, WorkbookError};
use super::formats::Formats;
use super::ooxml::{Contents, Entry};
use super::package::Package;
use super::strings::{Strings, end_run};
use super::xml::{Node, Tag, Xml, is_true, local, resolved};

mod sheet;

pub(super) use sheet::{cell_place, sheet};

/// Reads the main part.
pub(super) fn contents<R: Read + Seek>(
    package: &mut Package<R>,
    part: &str,
) -> Result<Contents, WorkbookError> {
    let mut contents = Contents::default();
    let mut xml = package.index(part)?.ok_or_else(|| Damage::Missing(part.to_owned()))?;
    loop {
        match xml.next()? {
            Node::Start(tag) => match tag.name() {
                "sheet" => contents.add(entry(&tag))?,
                "workbookPr" => contents.since_1904 |= tag.is_true("date1904"),
                "calcPr" => contents.is_uncalculated |= tag.is_true("fullCalcOnLoad"),
                _ => {}
            },
            Node::Eof => return Ok(contents),
            _ => {}
        }
    }
}

fn entry(tag: &Tag<'_>) -> Entry {
    let mut entry = Entry { name: String::new(), relation: String::new(), is_hidden: false };
    for (key, value) in tag.attributes() {
        match local(key) {
            "name" => entry.name = resolved(value).into_owned(),
            "state" => entry.is_hidden = value != "visible",
            "id" => entry.relation = resolved(value).into_owned(),
            _ => {}
        }
    }
    entry
}

/// Reads the shared strings.
pub(super) fn strings<R: BufRead>(xml: &mut Xml<R>, strings: &mut Strings) -> Result<(), WorkbookError> {
    let mut runs = Runs::default();
    loop {
        match xml.next()? {
            Node::Start(tag) => runs.open(&tag, strings.next()),
            Node::Text(text) => {
                runs.text(&text, strings.next());
                strings.check()?;
            }
            Node::End(tag) if tag.name() == "si" => strings.end()?,
            Node::End(tag) => runs.close(tag.name(), strings.next()),
            Node::Eof => return Ok(()),
            Node::Other => {}
        }
    }
}

/// Puts runs of rich text together; what says how to pronounce a text is not part of it.
#[derive(Debug, Default)]
pub(super) struct Runs {
    start: usize,
    is_text: bool,
    keeps_blanks: bool,
    is_phonetic: bool,
}

impl Runs {
    /// An element opens.
    pub fn open(&mut self, tag: &Tag<'_>, text: &str) {
        match tag.name() {
            "t" => {
                self.is_text = !self.is_phonetic;
                self.start = text.len();
                self.keeps_blanks = tag.raw("space") == Some("preserve");
            }
            "rPh" => self.is_phonetic = true,
            _ => {}
        }
    }

    /// Text follows.
    pub fn text(&self, run: &str, text: &mut String) {
        if self.is_text {
            text.push_str(run);
        }
    }

    /// An element closes.
    pub fn close(&mut self, name: &str, text: &mut String) {
        match name {
            "t" if self.is_text => {
                self.is_text = false;
                end_run(text, self.start, self.keeps_blanks);
            }
            "rPh" => self.is_phonetic = false,
            _ => {}
        }
    }
}

/// Reads the formats of cells.
pub(super) fn formats<R: BufRead>(xml: &mut Xml<R>, formats: &mut Formats) -> Result<(), WorkbookError> {
    let (mut are_of_cells, mut are_fonts, mut strikes_out) = (false, false, false);
    let (mut are_fills, mut colour) = (false, String::new());
    let id = |tag: &Tag<'_>| tag.number("numFmtId").and_then(|id| u32::try_from(id).ok());
    loop {
        match xml.next()? {
            Node::Start(tag) => match tag.name() {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (id(&tag), tag.text("formatCode")) {
                        formats.describe(id, &code);
                    }
                }
                "fonts" => are_fonts = true,
                "font" => strikes_out = false,
                "strike" if are_fonts => strikes_out = tag.raw("val").is_none_or(is_true),
                "fills" => are_fills = true,
                "fill" => colour.clear(),
                "fgColor" if are_fills => colour = colour_of(&tag),
                "cellXfs" => are_of_cells = true,
                "xf" if are_of_cells => {
                    formats.add(id(&tag).unwrap_or(0));
                    if let Some(fill) = tag.number("fillId").and_then(|fill| usize::try_from(fill).ok()) {
                        formats.set_fill(fill);
                    }
                    if let Some(font) = tag.number("fontId").and_then(|font| usize::try_from(font).ok()) {
                        formats.set_font(font);
                    }
                }
                _ => {}
            },
            Node::End(tag) => match tag.name() {
                "font" if are_fonts => formats.add_font(strikes_out),
                "fonts" => are_fonts = false,
                "fill" if are_fills => formats.add_fill(std::mem::take(&mut colour)),
                "fills" => are_fills = false,
                "cellXfs" => are_of_cells = false,
                _ => {}
            },
            Node::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// A colour as it is written; blank for white, which is no colour to a person.
fn colour_of(tag: &Tag<'_>) -> String {
    const WHITE: [&str; 3] = ["FFFFFFFF", "00FFFFFF", "FFFFFF"];
    let part = |name: &str| tag.raw(name).unwrap_or_default().to_ascii_uppercase();
    let (rgb, theme, tint, indexed) = (part("rgb"), part("theme"), part("tint"), part("indexed"));
    let is_white = WHITE.contains(&rgb.as_str()) || theme == "0" && tint.is_empty() || indexed == "9";
    if is_white || rgb.is_empty() && theme.is_empty() && indexed.is_empty() {
        return String::new();
    }
    format!("{rgb} {theme} {tint} {indexed}")
}
