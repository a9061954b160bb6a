//! What a zip container holds: told by what its parts say they are, since names and places differ.

use std::io::{Read, Seek};

use super::error::WorkbookError;
use super::package::Package;
use super::xml::Node;
use crate::fate::{Cause, Refusal};
use crate::kind::WorkbookForm;

/// Tells what a zip container holds; `None` for an archive of files.
///
/// # Errors
/// When it is damaged, or a document that is not a workbook.
pub(crate) fn look_into(reader: impl Read + Seek) -> Result<Option<WorkbookForm>, Refusal> {
    let mut package =
        Package::peek(reader).map_err(|error| Refusal::new(Cause::Damaged, error.to_string()))?;
    if let Some(main) = main_part(&mut package).unwrap_or_default() {
        return match main.holds {
            Holds::Workbook => {
                let is_binary = is_binary(&main.name);
                Ok(Some(if is_binary { WorkbookForm::Xlsb } else { WorkbookForm::Xlsx }))
            }
            Holds::Other(cause) => Err(cause.into()),
        };
    }
    if package.has("[Content_Types].xml") {
        // Damaged ones do not say what they are.
        let folders = [("word/", Cause::Document), ("visio/", Cause::Document), ("ppt/", Cause::Slides)];
        if let Some((_, cause)) = folders.into_iter().find(|(folder, _)| package.has_any_in(folder)) {
            return Err(cause.into());
        }
    }
    if package.has("encrypted-package") && package.has("META-INF/manifest.xml") {
        return Ok(Some(WorkbookForm::Ods));
    }
    if package.has("content.xml") && (package.has("mimetype") || package.has("META-INF/manifest.xml")) {
        return match media_type(&mut package) {
            media if media.contains(".text") || media.contains(".writer") => Err(Cause::Document.into()),
            media if media.contains(".presentation") || media.contains(".impress") => {
                Err(Cause::Slides.into())
            }
            media if media.contains(".graphics") || media.contains(".image") => Err(Cause::Picture.into()),
            media if media.contains(".base") => Err(Cause::Database.into()),
            _ => Ok(Some(WorkbookForm::Ods)),
        };
    }
    if package.has("Index/Document.iwa") || package.has("Index.zip") {
        return Err(Cause::Numbers.into());
    }
    Ok(None)
}

/// The part with which reading begins.
pub(super) struct Main {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
}

/// What a main part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Workbook,
    /// Something else.
    Other(Cause),
}

/// Whether a part of this name holds binary records.
pub(super) fn is_binary(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".bin")
}

/// The main part of a package of Office: the one that the package points to, else the one whose type says so, else
/// the one with the usual name.
pub(super) fn main_part<R: Read + Seek>(package: &mut Package<R>) -> Result<Option<Main>, WorkbookError> {
    let types = main_parts(package).unwrap_or_default();
    let relations = package.relations("").unwrap_or_default();
    let pointed = relations
        .iter()
        .filter(|relation| relation.kind == "officeDocument")
        .find_map(|relation| package.target(relation));
    if let Some(name) = pointed {
        let holds = types.iter().find(|(part, _)| same(part, &name)).map(|(_, holds)| *holds);
        let by_name = || {
            let file = name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
            file.starts_with("workbook").then_some(Holds::Workbook)
        };
        let by_neighbours = || package.has("xl/workbook.xml").then_some(Holds::Workbook);
        let holds = holds.or_else(by_name).or_else(by_neighbours).unwrap_or(Holds::Other(Cause::Office));
        return Ok(Some(Main { name, holds }));
    }
    let by_type = types.iter().find(|(part, _)| package.has(part));
    let by_type =
        by_type.map(|(part, holds)| Main { name: part.trim_start_matches('/').to_owned(), holds: *holds });
    let by_name = || {
        ["xl/workbook.bin", "xl/workbook.xml", "workbook.xml"]
            .into_iter()
            .find(|name| package.has(name) && (name.starts_with("xl/") || package.has("[Content_Types].xml")))
            .map(|name| Main { name: name.to_owned(), holds: Holds::Workbook })
    };
    Ok(by_type.or_else(by_name))
}

/// What a main part of this type holds; `None` if it is not a main part.
fn holds(kind: &str) -> Option<Holds> {
    let kind = kind.to_ascii_lowercase();
    if !kind.contains(".main") {
        return None;
    }
    Some(if kind.contains("spreadsheetml") || kind.contains("ms-excel") {
        Holds::Workbook
    } else if kind.contains("wordprocessingml") || kind.contains("ms-word") || kind.contains("ms-visio") {
        Holds::Other(Cause::Document)
    } else if kind.contains("presentationml") || kind.contains("ms-powerpoint") {
        Holds::Other(Cause::Slides)
    } else {
        Holds::Other(Cause::Office)
    })
}

/// Names of main parts and what they hold.
fn main_parts<R: Read + Seek>(package: &mut Package<R>) -> Result<Vec<(String, Holds)>, WorkbookError> {
    let mut parts = Vec::new();
    let Some(mut xml) = package.index("[Content_Types].xml")? else { return Ok(parts) };
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name() == "Override" => {
                if let Some(holds) = tag.raw("ContentType").and_then(holds) {
                    parts.push((tag.text("PartName").unwrap_or_default().into_owned(), holds));
                }
            }
            Node::Eof => return Ok(parts),
            _ => {}
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    one.trim_start_matches('/').eq_ignore_ascii_case(other.trim_start_matches('/'))
}

/// What an `OpenDocument` package says it is; blank if it says nothing.
fn media_type<R: Read + Seek>(package: &mut Package<R>) -> String {
    let mut media = String::new();
    if let Ok(Some(part)) = package.bytes("mimetype") {
        // What cannot be read says nothing.
        let _ = part.take(100).read_to_string(&mut media);
    }
    media
}
