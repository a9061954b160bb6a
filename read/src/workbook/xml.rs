//! XML as it streams by: local names, text put together, and bounds on everything that could grow.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};

use super::error::{Damage, WorkbookError};

/// The longest tag or text in bytes: flat `OpenDocument` holds whole pictures in one.
const LONGEST_EVENT: u64 = 128 << 20;

/// The largest part in bytes.
pub(super) const LARGEST_PART: u64 = 4 << 30;

/// How deep elements lie in each other; real workbooks keep below 40.
const DEEPEST: usize = 256;

/// Bytes that are read at once.
const BUFFER: usize = 64 << 10;

/// What XML takes for blank.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// Bytes in which a declaration of the encoding is looked for.
const DECLARATION: u64 = 256;

/// What comes next in an XML part.
#[derive(Debug)]
pub(super) enum Node<'a> {
    /// An element opens; an empty one closes right after.
    Start(Tag<'a>),
    /// An element closes.
    End(Closing<'a>),
    /// Text, with its entities resolved.
    Text(Cow<'a, str>),
    /// A comment or the like.
    Other,
    /// The end of the part.
    Eof,
}

/// An opening tag.
#[derive(Debug)]
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Its name without the prefix.
    #[inline]
    pub fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// Its name as it is.
    pub fn full_name(&self) -> &str {
        self.0.name().0
    }

    /// Its attributes as full name and raw value.
    pub fn attributes(&self) -> Attributes<'_> {
        Attributes(self.0.attributes_raw())
    }

    /// The raw value of an attribute by its name without the prefix.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.attributes().find(|(key, _)| local(key) == name).map(|(_, value)| value)
    }

    /// The value of an attribute with its entities resolved.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.raw(name).map(resolved)
    }

    /// Whether an attribute is set to true.
    pub fn is_true(&self, name: &str) -> bool {
        self.raw(name).is_some_and(is_true)
    }

    /// A whole number in an attribute.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.raw(name)?.trim().parse().ok()
    }
}

/// A closing tag.
#[derive(Debug)]
pub(super) enum Closing<'a> {
    /// One that is there.
    Tag(BytesEnd<'a>),
    /// That of an empty element.
    Empty(&'a str),
}

impl Closing<'_> {
    /// Its name without the prefix.
    #[inline]
    pub fn name(&self) -> &str {
        match self {
            Self::Tag(tag) => local(tag),
            Self::Empty(name) => local(name),
        }
    }
}

/// Whether a raw value is true.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true" | "TRUE" | "True" | "on")
}

/// A raw value with its entities resolved.
pub(super) fn resolved(value: &str) -> Cow<'_, str> {
    unescape(value).unwrap_or(Cow::Borrowed(value))
}

/// A name without its prefix.
#[inline]
pub(super) fn local(name: &str) -> &str {
    name.bytes().position(|byte| byte == b':').and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

/// Names and raw values of attributes; what is not well formed ends them.
pub(super) struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.0.as_bytes();
        let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let equals = start + bytes.get(start..)?.iter().position(|byte| *byte == b'=')?;
        let open =
            equals + 1 + bytes.get(equals + 1..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let quote = *bytes.get(open).filter(|quote| matches!(quote, b'"' | b'\''))?;
        let close = open + 1 + bytes.get(open + 1..)?.iter().position(|byte| *byte == quote)?;
        let (name, value) = (self.0.get(start..equals)?, self.0.get(open + 1..close)?);
        self.0 = self.0.get(close + 1..)?;
        Some((if name.ends_with(BLANKS) { name.trim_ascii_end() } else { name }, value))
    }
}

/// Reads XML.
pub(super) struct Xml<R> {
    reader: Reader<Metered<R>>,
    buffer: Vec<u8>,
    /// The name of an empty element whose closing comes next.
    empty: String,
    is_empty: bool,
    depth: usize,
    part: String,
}

impl<R: BufRead> Xml<R> {
    /// Reads from a reader of UTF-8; `part` is its name in reports.
    pub fn new(reader: R, part: &str) -> Self {
        let mut reader = Reader::from_reader(Metered { reader, left: LONGEST_EVENT, part: LARGEST_PART });
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        // Depth is counted here; names that do not match are no reason to refuse a sheet.
        config.check_end_names = false;
        Self {
            reader,
            buffer: Vec::with_capacity(1 << 10),
            empty: String::new(),
            is_empty: false,
            depth: 0,
            part: part.to_owned(),
        }
    }

    /// Reads the next node.
    #[inline(always)]
    pub fn next(&mut self) -> Result<Node<'_>, WorkbookError> {
        if self.is_empty {
            self.is_empty = false;
            return Ok(Node::End(Closing::Empty(&self.empty)));
        }
        self.buffer.clear();
        self.reader.get_mut().begin_event();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(fault(&error, &self.part, self.reader.get_ref())),
        };
        Ok(match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(Damage::Nesting.into());
                }
                Node::Start(Tag(tag))
            }
            Event::Empty(tag) => {
                self.empty.clear();
                self.empty.push_str(tag.name().0);
                self.is_empty = true;
                Node::Start(Tag(tag))
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                Node::End(Closing::Tag(tag))
            }
            Event::Text(text) => Node::Text(text.xml10_content()),
            Event::CData(text) => Node::Text(text.xml10_content()),
            Event::GeneralRef(reference) => Node::Text(entity(&reference)),
            Event::Eof if self.depth > 0 => return Err(Damage::CutShort.into()),
            Event::Eof => Node::Eof,
            _ => Node::Other,
        })
    }
}

/// The text of an entity; one that XML does not have stays as it is.
fn entity(reference: &BytesRef<'_>) -> Cow<'static, str> {
    if let Some(text) = resolve_xml_entity(reference) {
        return Cow::Borrowed(text);
    }
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Cow::Owned(character.to_string()),
        _ => Cow::Owned(format!("&{};", &**reference)),
    }
}

fn fault<R>(error: &quick_xml::Error, part: &str, meter: &Metered<R>) -> WorkbookError {
    let part = part.to_owned();
    match error {
        _ if meter.left == 0 && meter.part == 0 => Damage::Unpacked { part }.into(),
        _ if meter.left == 0 => Damage::LongText.into(),
        quick_xml::Error::Syntax(_) => Damage::CutShort.into(),
        error => Damage::Part { part, error: error.to_string() }.into(),
    }
}

/// Counts bytes, and fails where they are more than there can be.
struct Metered<R> {
    reader: R,
    /// Bytes that the event in hand may still have.
    left: u64,
    /// Bytes that the events after it may still have.
    part: u64,
}

impl<R> Metered<R> {
    #[inline]
    fn begin_event(&mut self) {
        let used = LONGEST_EVENT - self.left;
        let more = used.min(self.part);
        self.part -= more;
        self.left += more;
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    #[inline(always)]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other("too long"));
        }
        self.reader.fill_buf()
    }

    #[inline(always)]
    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count as u64);
        self.reader.consume(count);
    }
}

/// A reader of UTF-8, whatever encoding the part was written in.
pub(super) type Utf8<R> = BufReader<Decoded<Chain<Cursor<Vec<u8>>, R>>>;

/// Bytes as they are, or decoded.
pub(super) enum Decoded<R> {
    Plain(R),
    Other(Box<DecodeReaderBytes<R, Vec<u8>>>),
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(reader) => reader.read(buffer),
            Self::Other(reader) => reader.read(buffer),
        }
    }
}

/// Reads XML as UTF-8: UTF-16 is told by its bytes, others by the declaration.
pub(super) fn utf8<R: Read>(mut reader: R) -> io::Result<Utf8<R>> {
    let mut head = Vec::new();
    reader.by_ref().take(DECLARATION).read_to_end(&mut head)?;
    let encoding = encoding(&head);
    let bytes = Cursor::new(head).chain(reader);
    let decoded = if encoding == UTF_8 {
        Decoded::Plain(bytes)
    } else {
        let decoder = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).strip_bom(true).build(bytes);
        Decoded::Other(Box::new(decoder))
    };
    Ok(BufReader::with_capacity(BUFFER, decoded))
}

/// The encoding of XML by its first bytes (XML 1.0, appendix F).
pub(super) fn encoding(head: &[u8]) -> &'static Encoding {
    match head {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => return UTF_16LE,
        [0xfe, 0xff, ..] | [0, b'<', ..] => return UTF_16BE,
        [0xef, 0xbb, 0xbf, ..] => return UTF_8,
        _ => {}
    }
    let head = head.trim_ascii_start();
    let declared = || {
        let end = head.windows(2).position(|pair| pair == b"?>")?;
        let declaration =
            std::str::from_utf8(head.strip_prefix(b"<?xml")?.get(..end.checked_sub(5)?)?).ok()?;
        let label = Attributes(declaration).find(|(name, _)| *name == "encoding")?.1;
        Encoding::for_label(label.as_bytes())
    };
    // Bytes that can be read here at all are not UTF-16, whatever they say.
    declared().filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE).unwrap_or(UTF_8)
}
