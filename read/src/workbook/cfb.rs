//! The compound file of old Office programs: a file system of its own, whose lists of blocks are followed no further
//! than the file is long (MS-CFB 2).

use std::io::{Read, Seek, SeekFrom};

use encoding_rs::UTF_16LE;

use super::error::{Damage, WorkbookError};

/// The first numbers that are not blocks but marks (MS-CFB 2.1).
const MARKS: u32 = 0xffff_fffa;

/// Bytes of a block of small streams.
const SMALL: u64 = 64;

/// Streams below this size are made of small blocks.
const CUTOFF: u64 = 4096;

/// Bytes of an entry of the directory.
const ENTRY: usize = 128;

/// Bytes of the header.
const HEADER: usize = 512;

/// An open compound file.
pub(super) struct Cfb<R> {
    reader: R,
    /// Bytes of a block.
    block: u64,
    /// How many blocks the file has room for, the last one perhaps in part.
    blocks: u64,
    /// The block that follows each block.
    next: Vec<u32>,
    /// The block that follows each small block.
    next_small: Vec<u32>,
    /// The blocks that hold the small blocks.
    small: Vec<u32>,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    is_stream: bool,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

impl<R: Read + Seek> Cfb<R> {
    /// Opens a compound file.
    pub fn open(mut reader: R) -> Result<Self, WorkbookError> {
        let io = |error: std::io::Error| Damage::Container(error.to_string());
        let length = reader.seek(SeekFrom::End(0)).map_err(io)?;
        reader.seek(SeekFrom::Start(0)).map_err(io)?;
        let mut header = [0; HEADER];
        reader.read_exact(&mut header).map_err(|_| Damage::CutShort)?;
        let block = match u16_at(&header, 30) {
            9 => 512,
            12 => 4096,
            _ => return Err(Damage::Record.into()),
        };
        let mut file = Self {
            reader,
            block,
            blocks: length.saturating_sub(block).div_ceil(block),
            next: Vec::new(),
            next_small: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
        };
        let tables = file.tables(&header)?;
        file.next = numbers(&file.read(&tables)?).collect();
        let directory = file.whole(u32_at(&header, 48))?;
        let directory = file.read(&directory)?;
        file.entries = directory.chunks_exact(ENTRY).map(|bytes| Entry::new(bytes, block)).collect();
        let root = file.entries.first().ok_or(Damage::Record)?;
        let (start, first_small) = (root.start, u32_at(&header, 60));
        // A file without small streams leaves marks here.
        if first_small < MARKS {
            file.small = file.whole(start)?;
            let table = file.whole(first_small)?;
            file.next_small = numbers(&file.read(&table)?).collect();
        }
        Ok(file)
    }

    /// The blocks that hold the table of what follows what: the first 109 in the header, others in a chain.
    fn tables(&mut self, header: &[u8]) -> Result<Vec<u32>, WorkbookError> {
        let mut tables: Vec<u32> = numbers(header.get(76..).unwrap_or_default()).collect();
        // Where the header counts none, its first number may be anything.
        let mut more = if u32_at(header, 72) == 0 { MARKS } else { u32_at(header, 68) };
        let mut steps = 0;
        while more < MARKS {
            steps += 1;
            if steps > self.blocks {
                return Err(Damage::Chain.into());
            }
            let mut list: Vec<u32> = numbers(&self.read(&[more])?).collect();
            more = list.pop().ok_or(Damage::Record)?;
            tables.extend(list);
        }
        tables.retain(|table| *table < MARKS);
        if tables.len() as u64 > self.blocks {
            return Err(Damage::Chain.into());
        }
        Ok(tables)
    }

    /// The blocks of a chain that must come to an end.
    fn whole(&self, start: u32) -> Result<Vec<u32>, WorkbookError> {
        chain(start, &self.next, self.blocks, u64::MAX)
    }

    /// The bytes of blocks; the last one of a file may be cut.
    fn read(&mut self, blocks: &[u32]) -> Result<Vec<u8>, WorkbookError> {
        let io = |error: std::io::Error| Damage::Container(error.to_string());
        let mut bytes = Vec::new();
        // Blocks that follow each other are read at once.
        for run in blocks.chunk_by(|one, other| one.checked_add(1) == Some(*other)) {
            let first = u64::from(run.first().copied().unwrap_or(MARKS));
            let count = run.len() as u64;
            if first + count > self.blocks {
                return Err(Damage::Chain.into());
            }
            self.reader.seek(SeekFrom::Start((first + 1) * self.block)).map_err(io)?;
            self.reader.by_ref().take(count * self.block).read_to_end(&mut bytes).map_err(io)?;
        }
        Ok(bytes)
    }

    /// Whether there is a stream or folder of this name anywhere.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; `None` if it is not there. One beside the root counts before one in a folder, which may
    /// belong to a workbook inside of this one.
    pub fn stream(&mut self, name: &str) -> Result<Option<Vec<u8>>, WorkbookError> {
        let is_it = |entry: &&Entry| entry.is_stream && entry.name.eq_ignore_ascii_case(name);
        let top = self.top();
        let found = top
            .iter()
            .filter_map(|index| self.entries.get(*index))
            .find(is_it)
            .or_else(|| self.entries.iter().find(is_it));
        let Some(entry) = found else { return Ok(None) };
        let (start, size) = (entry.start, entry.size);
        let mut bytes = if size >= CUTOFF {
            let blocks = chain(start, &self.next, self.blocks, size.div_ceil(self.block))?;
            self.read(&blocks)?
        } else {
            let per_block = self.block / SMALL;
            let most = self.small.len() as u64 * per_block;
            let mut bytes = Vec::new();
            for small in chain(start, &self.next_small, most, size.div_ceil(SMALL))? {
                let (index, within) = (u64::from(small) / per_block, u64::from(small) % per_block);
                let holder = usize::try_from(index).ok().and_then(|index| self.small.get(index));
                let block = self.read(&[*holder.ok_or(Damage::Chain)?])?;
                let from = (within * SMALL) as usize;
                bytes.extend_from_slice(block.get(from..from + SMALL as usize).ok_or(Damage::CutShort)?);
            }
            bytes
        };
        bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        Ok(Some(bytes))
    }

    /// The entries beside the root: its child and what hangs on that to both sides.
    fn top(&self) -> Vec<usize> {
        let mut top = Vec::new();
        let mut seen = vec![false; self.entries.len()];
        let mut open = vec![self.entries.first().map_or(MARKS, |root| root.child)];
        while let Some(number) = open.pop() {
            let index = number as usize;
            if let (Some(entry), Some(seen)) = (self.entries.get(index), seen.get_mut(index))
                && !std::mem::replace(seen, true)
            {
                top.push(index);
                open.extend([entry.left, entry.right]);
            }
        }
        top
    }
}

impl Entry {
    fn new(bytes: &[u8], block: u64) -> Self {
        let name = bytes.get(..64).unwrap_or_default();
        let name = UTF_16LE.decode_without_bom_handling(name).0;
        let size = u64::from(u32_at(bytes, 120));
        // Files of small blocks leave rubbish in the upper half.
        let size = if block == 512 { size } else { size | u64::from(u32_at(bytes, 124)) << 32 };
        Self {
            name: name.split('\0').next().unwrap_or_default().to_owned(),
            is_stream: bytes.get(66) == Some(&2),
            left: u32_at(bytes, 68),
            right: u32_at(bytes, 72),
            child: u32_at(bytes, 76),
            start: u32_at(bytes, 116),
            size,
        }
    }
}

/// The numbers of a chain, up to those that are wanted; one that is longer than the file leads in a circle.
fn chain(start: u32, next: &[u32], most: u64, wanted: u64) -> Result<Vec<u32>, WorkbookError> {
    let mut chain = Vec::new();
    let mut number = start;
    while number < MARKS && (chain.len() as u64) < wanted {
        if chain.len() as u64 >= most {
            return Err(Damage::Chain.into());
        }
        chain.push(number);
        number = *next.get(number as usize).ok_or(Damage::Chain)?;
    }
    Ok(chain)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|bytes| u32_at(bytes, 0))
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|bytes| bytes.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(u32::MAX, u32::from_le_bytes)
}
