//! The zip package of a workbook: its parts by name, and how they point to each other.

use std::collections::BTreeMap;
use std::io::{BufReader, Read, Seek};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::error::{Damage, WorkbookError};
use super::xml::{LARGEST_PART, Node, Utf8, Xml, utf8};

/// All parts together, unpacked.
const LARGEST_PACKAGE: u128 = 16 << 30;

/// From here on a part is looked at for how far it unpacks.
const SUSPICIOUS: u64 = 256 << 20;

/// The largest part that says where others are and what they are.
const LARGEST_INDEX: u64 = 64 << 20;

/// The most parts that a part points to; links to web pages do not count.
const MOST_RELATIONS: usize = 1 << 16;

/// How many times its size a large part may unpack to; sheets of real data stay below 50.
const MOST_UNPACKED: u64 = 300;

/// The parts of a workbook.
pub(super) struct Package<R> {
    zip: ZipArchive<BufReader<R>>,
    /// Numbers of the parts by their names in lower case.
    parts: BTreeMap<String, usize>,
}

/// A part as XML.
pub(super) type PartXml<'a, R> = Xml<Utf8<ZipFile<'a, BufReader<R>>>>;

impl<R: Read + Seek> Package<R> {
    /// Opens a package to see what it is.
    pub fn peek(reader: R) -> Result<Self, ZipError> {
        let zip = ZipArchive::new(BufReader::new(reader))?;
        let mut parts = BTreeMap::new();
        for index in 0..zip.len() {
            let name = key(&String::from_utf8_lossy(zip.by_index_data(index)?.name_raw()));
            parts.entry(name).or_insert(index);
        }
        Ok(Self { zip, parts })
    }

    /// Opens a package to read it.
    pub fn open(reader: R) -> Result<Self, WorkbookError> {
        let container = |error: ZipError| Damage::Container(error.to_string());
        let mut package = Self::peek(reader).map_err(container)?;
        let zip = &mut package.zip;
        if zip.has_duplicate_names() {
            return Err(Damage::SameName.into());
        }
        if zip.has_overlapping_files().map_err(container)? {
            return Err(Damage::Overlap.into());
        }
        let mut unpacked: u128 = 0;
        for index in 0..zip.len() {
            let part = zip.by_index_data(index).map_err(container)?;
            unpacked += u128::from(part.size());
            if unpacked > LARGEST_PACKAGE {
                let part = String::from_utf8_lossy(part.name_raw()).into_owned();
                return Err(Damage::Unpacked { part }.into());
            }
        }
        Ok(package)
    }

    /// Whether there is a part whose name begins so.
    pub fn has_any_in(&self, folder: &str) -> bool {
        self.parts.range(folder.to_owned()..).next().is_some_and(|(name, _)| name.starts_with(folder))
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&key(name))
    }

    /// Opens a part as bytes; `None` if it is not there.
    pub fn bytes(&mut self, name: &str) -> Result<Option<ZipFile<'_, BufReader<R>>>, WorkbookError> {
        let Some(&index) = self.parts.get(&key(name)) else { return Ok(None) };
        let part = self.zip.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => WorkbookError::Password,
            error => Damage::Part { part: name.to_owned(), error: error.to_string() }.into(),
        })?;
        let (size, packed) = (part.size(), part.compressed_size());
        if size > LARGEST_PART || size > SUSPICIOUS && size / packed.max(1) > MOST_UNPACKED {
            return Err(Damage::Unpacked { part: name.to_owned() }.into());
        }
        Ok(Some(part))
    }

    /// Opens a part as XML; `None` if it is not there.
    pub fn xml(&mut self, name: &str) -> Result<Option<PartXml<'_, R>>, WorkbookError> {
        let Some(part) = self.bytes(name)? else { return Ok(None) };
        let reader =
            utf8(part).map_err(|error| Damage::Part { part: name.to_owned(), error: error.to_string() })?;
        Ok(Some(Xml::new(reader, name)))
    }

    /// Opens a part that says where others are and what they are; `None` if it is not there.
    pub fn index(&mut self, name: &str) -> Result<Option<PartXml<'_, R>>, WorkbookError> {
        let size = self.bytes(name)?.map_or(0, |part| part.size());
        if size > LARGEST_INDEX {
            return Err(Damage::Unpacked { part: name.to_owned() }.into());
        }
        self.xml(name)
    }

    /// What a part points to; the blank name is the package itself. Empty where nothing is said.
    pub fn relations(&mut self, part: &str) -> Result<Vec<Relation>, WorkbookError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let separator = if folder.is_empty() { "" } else { "/" };
        let Some(mut xml) = self.index(&format!("{folder}{separator}_rels/{file}.rels"))? else {
            return Ok(Vec::new());
        };
        let mut relations = Vec::new();
        loop {
            match xml.next()? {
                Node::Start(tag) if tag.name() == "Relationship" => {
                    // What lies outside of the package is not read.
                    if tag.raw("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("External")) {
                        continue;
                    }
                    if relations.len() >= MOST_RELATIONS {
                        return Err(Damage::TooMuch { what: "parts" }.into());
                    }
                    relations.push(Relation {
                        id: tag.text("Id").unwrap_or_default().into_owned(),
                        kind: tag
                            .raw("Type")
                            .and_then(|kind| kind.rsplit('/').next())
                            .unwrap_or("")
                            .to_owned(),
                        target: resolve(folder, &tag.text("Target").unwrap_or_default()),
                    });
                }
                Node::Eof => return Ok(relations),
                _ => {}
            }
        }
    }

    /// The name of a part that a relation points to, where it is there; a name written with `%20` too.
    pub fn target(&self, relation: &Relation) -> Option<String> {
        if self.has(&relation.target) {
            return Some(relation.target.clone());
        }
        let decoded = percent_decoded(&relation.target);
        self.has(&decoded).then_some(decoded)
    }
}

/// That a part points to another.
#[derive(Debug)]
pub(super) struct Relation {
    /// Its name in the part that points.
    pub id: String,
    /// The last word of its type, such as `worksheet`.
    pub kind: String,
    /// The full name of the other part.
    target: String,
}

/// A name as parts are looked up by: without regard to case, with forward slashes.
fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// The full name of what a part in a folder points to.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let is_absolute = target.starts_with('/');
    let mut names: Vec<&str> =
        if is_absolute { Vec::new() } else { folder.split('/').filter(|name| !name.is_empty()).collect() };
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    names.join("/")
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = (byte == b'%')
            .then(|| std::str::from_utf8(after.get(..2)?).ok())
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(byte));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
