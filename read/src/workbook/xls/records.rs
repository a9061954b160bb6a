//! Records of Excel 97 to 2003 and the texts in them (MS-XLS 2.1.4, 2.5.293).

use encoding_rs::Encoding;

use super::super::error::Damage;

/// A record that carries on the one before.
const CONTINUE: u16 = 0x003c;

/// A record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub kind: u16,
    pub data: &'a [u8],
    /// Where the record after it begins.
    pub next: usize,
}

impl Record<'_> {
    /// A number of two bytes in it.
    pub fn u16(&self, at: usize) -> Result<u16, Damage> {
        u16_at(self.data, at).ok_or(Damage::Record)
    }

    /// A number of four bytes in it.
    pub fn u32(&self, at: usize) -> Result<u32, Damage> {
        u32_at(self.data, at).ok_or(Damage::Record)
    }
}

pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The record at a place of a stream.
pub(super) fn record_at(stream: &[u8], at: usize) -> Result<Record<'_>, Damage> {
    let (kind, length) = u16_at(stream, at).zip(u16_at(stream, at + 2)).ok_or(Damage::CutShort)?;
    let (start, next) = (at + 4, at + 4 + usize::from(length));
    Ok(Record { kind, data: stream.get(start..next).ok_or(Damage::CutShort)?, next })
}

/// The data of a record and of those that carry it on.
pub(super) fn parts<'a>(stream: &'a [u8], record: Record<'a>) -> Parts<'a> {
    let mut parts = vec![record.data];
    let mut at = record.next;
    while let Ok(more) = record_at(stream, at)
        && more.kind == CONTINUE
    {
        parts.push(more.data);
        at = more.next;
    }
    parts.reverse();
    let first = parts.pop().unwrap_or_default();
    Parts { rest: first, more: parts }
}

/// Data that lies in several records.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    rest: &'a [u8],
    /// Those that follow, the next one last.
    more: Vec<&'a [u8]>,
}

impl Parts<'_> {
    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty() && self.more.iter().all(|part| part.is_empty())
    }

    /// Leaves bytes out; returns whether there were as many.
    pub fn skip(&mut self, mut count: usize) -> bool {
        loop {
            if let Some(rest) = self.rest.get(count..) {
                self.rest = rest;
                return true;
            }
            count -= self.rest.len();
            if !self.go_on() {
                return false;
            }
        }
    }

    /// Goes on to the next record; returns whether there is one.
    pub fn go_on(&mut self) -> bool {
        self.rest = self.more.last().copied().unwrap_or_default();
        self.more.pop().is_some()
    }

    /// The next byte of the record in hand.
    pub fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    /// The next text with its length, its looks and how to pronounce it.
    pub fn rich_text(&mut self, text: &mut String) -> Option<()> {
        if self.rest.is_empty() {
            self.go_on();
        }
        let count = u16_at(self.rest, 0)?;
        let flags = *self.rest.get(2)?;
        self.skip(3);
        let mut after = 0;
        if flags & 0x08 != 0 {
            after += usize::from(u16_at(self.rest, 0)?) * 4;
            self.skip(2);
        }
        if flags & 0x04 != 0 {
            after += u32_at(self.rest, 0)? as usize;
            self.skip(4);
        }
        self.characters(count.into(), flags, text)?;
        self.skip(after);
        Some(())
    }

    /// So many characters, of one or two bytes as the flags say; each further record has flags of its own. A
    /// character of two halves may lie in two records.
    pub fn characters(&mut self, mut count: usize, mut flags: u8, text: &mut String) -> Option<()> {
        let mut units: Vec<u16> = Vec::new();
        let whole = loop {
            let width = if flags & 1 == 0 { 1 } else { 2 };
            let here = (self.rest.len() / width).min(count);
            let bytes = self.rest.get(..here * width).unwrap_or_default();
            if width == 1 {
                units.extend(bytes.iter().map(|byte| u16::from(*byte)));
            } else {
                units.extend(bytes.chunks_exact(2).filter_map(|unit| u16_at(unit, 0)));
            }
            self.skip(here * width);
            count -= here;
            if count == 0 {
                break Some(());
            }
            match self.go_on().then(|| self.byte()).flatten() {
                Some(next) => flags = next,
                None => break None,
            }
        };
        text.push_str(&String::from_utf16_lossy(&units));
        whole
    }
}

/// How texts are written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Texts {
    /// UTF-16, or its lower halves (Excel 97 and later).
    Wide,
    /// Bytes of a code page (Excel 5 and 95).
    Bytes(&'static Encoding),
}

impl Texts {
    /// A text that begins with its length in two bytes.
    pub fn long(self, stream: &[u8], record: Record<'_>, at: usize) -> Option<String> {
        let count = usize::from(u16_at(record.data, at)?);
        self.counted(stream, record, at + 2, count)
    }

    /// A text that begins with its length in one byte.
    pub fn short(self, stream: &[u8], record: Record<'_>, at: usize) -> Option<String> {
        let count = usize::from(*record.data.get(at)?);
        self.counted(stream, record, at + 1, count)
    }

    fn counted(self, stream: &[u8], record: Record<'_>, at: usize, count: usize) -> Option<String> {
        let mut text = String::new();
        match self {
            Self::Wide if count == 0 => {}
            Self::Wide => {
                let flags = *record.data.get(at)?;
                let mut parts = parts(stream, record);
                parts.skip(at + 1);
                // What a damaged text still has is better than nothing.
                let _ = parts.characters(count, flags, &mut text);
            }
            Self::Bytes(encoding) => {
                let rest = record.data.get(at..)?;
                let bytes = rest.get(..count).unwrap_or(rest);
                text.push_str(&encoding.decode_without_bom_handling(bytes).0);
            }
        }
        Some(text)
    }
}
