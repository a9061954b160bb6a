//! What lies beside the cells of a sheet of Excel since 2007: comments, text boxes, filters of tables.

use std::collections::BTreeMap;
use std::io::{BufRead, Read, Seek};

use super::container::is_binary;
use super::error::{Damage, WorkbookError};
use super::facts::{Comment, SheetFacts};
use super::package::Package;
use super::xlsb;
use super::xlsx::{Runs, cell_place};
use super::xml::{Node, Xml};

/// The most bytes of texts beside the cells.
pub(super) const MOST_TEXT: usize = 64 << 20;

/// Comments by place, row from 0.
pub(super) type Comments = BTreeMap<(u64, u32), String>;

/// Adds what a sheet's part points to.
pub(super) fn read<R: Read + Seek>(package: &mut Package<R>, part: &str, facts: &mut SheetFacts) {
    let relations = match package.relations(part) {
        Ok(relations) => relations,
        Err(error) => return facts.not_read.push(sentence("comments and text boxes", &error)),
    };
    let (mut notes, mut threads) = (Comments::new(), Comments::new());
    for relation in relations {
        let Some(part) = package.target(&relation) else { continue };
        let (what, result) = match relation.kind.as_str() {
            "comments" if is_binary(&part) => ("notes", binary(package, &part, &mut notes)),
            "comments" => ("notes", with(package, &part, |xml| comments(xml, "comment", &mut notes))),
            "threadedComment" => {
                let result = with(package, &part, |xml| comments(xml, "threadedComment", &mut threads));
                ("comments", result)
            }
            "drawing" => ("text boxes", with(package, &part, |xml| text_boxes(xml, &mut facts.text_boxes))),
            "table" if is_binary(&part) => {
                let result = match package.bytes(&part) {
                    Ok(Some(bytes)) => xlsb::filter(bytes, &part, &mut facts.filter_active),
                    Ok(None) => Ok(()),
                    Err(error) => Err(error),
                };
                ("filters of tables", result)
            }
            "table" => {
                ("filters of tables", with(package, &part, |xml| filter(xml, &mut facts.filter_active)))
            }
            _ => continue,
        };
        if let Err(error) = result {
            facts.not_read.push(sentence(what, &error));
        }
    }
    // A thread has a note for programs that know no threads.
    notes.append(&mut threads);
    facts.comments.extend(notes.into_iter().map(|((row, column), text)| Comment {
        row: row + 1,
        column,
        text,
    }));
}

/// What could not be read.
fn sentence(what: &str, error: &WorkbookError) -> String {
    format!("its {what} could not be read: {error}")
}

fn with<R: Read + Seek>(
    package: &mut Package<R>,
    part: &str,
    read: impl FnOnce(&mut super::package::PartXml<'_, R>) -> Result<(), WorkbookError>,
) -> Result<(), WorkbookError> {
    match package.xml(part)? {
        Some(mut xml) => read(&mut xml),
        None => Ok(()),
    }
}

fn binary<R: Read + Seek>(
    package: &mut Package<R>,
    part: &str,
    notes: &mut Comments,
) -> Result<(), WorkbookError> {
    match package.bytes(part)? {
        Some(bytes) => xlsb::comments(bytes, part, notes),
        None => Ok(()),
    }
}

/// Adds a text to those of a place.
pub(super) fn add(comments: &mut Comments, place: (u64, u32), text: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let all = comments.entry(place).or_default();
    if !all.is_empty() {
        all.push('\n');
    }
    all.push_str(text);
}

fn comments<R: BufRead>(
    xml: &mut Xml<R>,
    element: &str,
    comments: &mut Comments,
) -> Result<(), WorkbookError> {
    let (mut place, mut text, mut runs, mut total) = (None, String::new(), Runs::default(), 0);
    // A thread's text has no runs.
    let is_plain = element != "comment";
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name() == element => {
                place = tag.raw("ref").and_then(cell_place);
                text.clear();
            }
            Node::Start(tag) => runs.open(&tag, &text),
            Node::Text(run) => {
                if is_plain && place.is_some() {
                    text.push_str(&run);
                } else {
                    runs.text(&run, &mut text);
                }
                total += run.len();
                if total > MOST_TEXT {
                    return Err(Damage::TooMuch { what: "comments" }.into());
                }
            }
            Node::End(tag) if tag.name() == element => {
                if let Some(place) = place.take() {
                    add(comments, place, &text);
                }
                text.clear();
            }
            Node::End(tag) => runs.close(tag.name(), &mut text),
            Node::Eof => return Ok(()),
            Node::Other => {}
        }
    }
}

/// Adds the texts of shapes, each with its paragraphs on lines of their own (ECMA-376 part 1, 20.1.2.1).
fn text_boxes<R: BufRead>(xml: &mut Xml<R>, boxes: &mut Vec<String>) -> Result<(), WorkbookError> {
    let (mut text, mut is_text, mut total) = (String::new(), false, 0);
    // What programs show that do not know the shape: the same text again.
    let mut fallbacks = 0_u32;
    loop {
        match xml.next()? {
            Node::Start(tag) => match tag.name() {
                "Fallback" => fallbacks += 1,
                "txBody" => text.clear(),
                "p" | "br" if !text.is_empty() => text.push('\n'),
                "t" => is_text = fallbacks == 0,
                _ => {}
            },
            Node::Text(run) if is_text => {
                text.push_str(&run);
                total += run.len();
                if total > MOST_TEXT {
                    return Err(Damage::TooMuch { what: "text boxes" }.into());
                }
            }
            Node::End(tag) => match tag.name() {
                "Fallback" => fallbacks = fallbacks.saturating_sub(1),
                "txBody" if !text.trim().is_empty() => {
                    boxes.push(std::mem::take(&mut text).trim().to_owned())
                }
                "t" => is_text = false,
                _ => {}
            },
            Node::Eof => return Ok(()),
            Node::Text(_) | Node::Other => {}
        }
    }
}

fn filter<R: BufRead>(xml: &mut Xml<R>, is_active: &mut bool) -> Result<(), WorkbookError> {
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name() == "filterColumn" => *is_active = true,
            Node::Eof => return Ok(()),
            _ => {}
        }
    }
}
