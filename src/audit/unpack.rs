//! What is in a zip archive: every member that its list names, also those that share a name, with what speaks against
//! unpacking it.
//!
//! Archives come by e-mail. One may be made so that a few kilobytes unpack to terabytes, list a file twice, or hold files
//! that its list does not name; none of that may hang the audit or take a file out of it in silence.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use faxban_read::fate::{Cause, FileFate, Reason, Refusal};
use faxban_read::inputs::Distinct;
use faxban_read::{names, visible};
use memchr::memmem;
use zip::read::{Config, OwnedZipFileEntry, ZipFile};
use zip::unstable::read::ZipIterable;
use zip::{CompressionMethod, ZipReadOptions};

/// All files of an archive, and of those in it, unpack to this many bytes at most.
const MOST: u64 = 10 << 30;
/// Files that unpack to no more than this are never too much.
const HARMLESS: u64 = 100 << 20;
/// Bytes that a packed byte may stand for; what deflate can do at most is 1032 (zlib's technical details).
const RATIO: u64 = 1000;

/// How a local header of a member begins, and how long it is without name and extra fields (APPNOTE 4.3.7).
const LOCAL: (&[u8], u64) = (b"PK\x03\x04", 30);

/// A file in an archive.
#[derive(Debug)]
pub struct Member {
    /// Its path in the archive, cleaned, with forward slashes; no other member has the same.
    pub name: String,
    /// Its size unpacked, as the archive states it.
    pub bytes: u64,
    /// Why it is not read, with what completes the sentence.
    pub fate: Option<(FileFate, String)>,
    entry: OwnedZipFileEntry,
}

/// The files in an archive.
#[derive(Debug)]
pub struct Contents {
    /// By name.
    pub members: Vec<Member>,
    /// Whether there are files that its list does not name.
    pub unlisted: bool,
}

fn damaged(error: impl ToString) -> Refusal {
    Refusal::new(Cause::Damaged, error.to_string())
}

/// Lists an archive; nothing is unpacked.
///
/// # Errors
/// When it is damaged, or made so that it unpacks to far more than it is.
pub fn contents<R: Read + Seek>(source: &mut R, limits: &Limits) -> Result<Contents, Refusal> {
    let mut archive = ZipIterable::try_new(source, Config::default()).map_err(damaged)?;
    let files = archive.files().map_err(damaged)?;
    let mut entries = Vec::new();
    for entry in &mut *files {
        entries.push(OwnedZipFileEntry::from(entry.map_err(damaged)?));
    }
    let source = files.reader_mut();
    let mut ranges = Vec::with_capacity(entries.len());
    for entry in &entries {
        ranges.push(range(source, entry).map_err(damaged)?);
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    if ranges.windows(2).any(|pair| matches!(pair, [one, other] if one.end > other.start)) {
        return Err(Cause::Overlap.into());
    }
    let listed_at = entries.iter().map(OwnedZipFileEntry::central_header_start).min();
    let end = match listed_at {
        Some(start) => start,
        None => source.seek(SeekFrom::End(0)).map_err(damaged)?,
    };
    let unlisted = has_unlisted(source, &ranges, end).map_err(damaged)?;
    let mut members: Vec<Member> =
        entries.into_iter().filter(|entry| !entry.is_dir()).map(Member::new).collect();
    members.sort_by(|one, other| (&one.name, one.start()).cmp(&(&other.name, other.start())));
    let mut distinct = Distinct::default();
    for member in &mut members {
        member.name = distinct.distinct(std::mem::take(&mut member.name));
    }
    let wanted = || members.iter().filter(|member| member.fate.is_none());
    if wanted().any(|member| is_too_much(member.bytes, member.entry.compressed_size())) {
        return Err(Cause::Ratio.into());
    }
    let all = wanted().fold(0_u64, |all, member| all.saturating_add(member.bytes));
    if all > limits.left.load(Ordering::Relaxed) {
        return Err(Cause::TooMuchInside.into());
    }
    Ok(Contents { members, unlisted })
}

const fn is_too_much(unpacked: u64, packed: u64) -> bool {
    unpacked > HARMLESS && unpacked / RATIO > packed
}

impl Member {
    fn new(entry: OwnedZipFileEntry) -> Self {
        let raw = entry.name().map_or_else(
            |_| String::from_utf8_lossy(entry.name_raw()).into_owned(),
            std::borrow::Cow::into_owned,
        );
        let name = cleaned(&raw);
        let fate = fate(&name, &entry);
        Self { name, bytes: entry.size(), fate, entry }
    }

    fn start(&self) -> u64 {
        self.entry.header_start()
    }

    /// Opens it for reading.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn open<'a, R: Read + Seek>(
        &'a self,
        source: &'a mut R,
        limits: &'a Limits,
    ) -> Result<Unpacking<'a, ZipFile<'a, R>>, Refusal> {
        let packed = self.entry.compressed_size();
        let file = self.entry.as_ref().with_reader(source, ZipReadOptions::new());
        Ok(Unpacking { source: file.map_err(damaged)?, packed: Packed::Known(packed), out: 0, limits })
    }
}

/// Why a member is not read, by its name and what the archive says of it.
fn fate(name: &str, entry: &OwnedZipFileEntry) -> Option<(FileFate, String)> {
    let left = |reason| Some((FileFate::LeftAlone(reason), String::new()));
    if let Some(reason) = name.split('/').find_map(names::never_opened) {
        return left(reason);
    }
    if entry.is_symlink() {
        return Some((FileFate::LeftAlone(Reason::Special), "a link".to_owned()));
    }
    let cause = |cause, detail: String| Some((FileFate::NotRead(cause), detail));
    if entry.encrypted() {
        return cause(Cause::Password, String::new());
    }
    match entry.compression() {
        CompressionMethod::Stored | CompressionMethod::Deflated => None,
        other => cause(Cause::Method, other.to_string()),
    }
}

/// A name without what would lead out of the archive, or steer a terminal.
fn cleaned(raw: &str) -> String {
    let parts = raw.split(['/', '\\']).filter(|part| !["", ".", ".."].contains(part));
    let name = parts.collect::<Vec<_>>().join("/");
    if name.is_empty() { "(without a name)".to_owned() } else { visible::line(&name).into_owned() }
}

/// The bytes of a member: its local header, name, extra fields and packed content.
fn range(source: &mut (impl Read + Seek), entry: &OwnedZipFileEntry) -> io::Result<Range<u64>> {
    let start = entry.header_start();
    let mut header = [0; LOCAL.1 as usize];
    source.seek(SeekFrom::Start(start))?;
    source.read_exact(&mut header)?;
    let wrong = || io::Error::other("a file in it is not where its list says");
    if !header.starts_with(LOCAL.0) {
        return Err(wrong());
    }
    let [.., n0, n1, e0, e1] = header;
    let names = u64::from(u16::from_le_bytes([n0, n1])) + u64::from(u16::from_le_bytes([e0, e1]));
    let end = start.checked_add(LOCAL.1 + names).and_then(|end| end.checked_add(entry.compressed_size()));
    Ok(start..end.ok_or_else(wrong)?)
}

/// Whether a local header stands between the members, where none is listed. `end` is where the list begins.
fn has_unlisted(source: &mut (impl Read + Seek), listed: &[Range<u64>], end: u64) -> io::Result<bool> {
    let mut from = 0;
    let gaps = listed.iter().map(|range| (range.start, range.end)).chain([(end, end)]);
    for (upto, next) in gaps {
        if has_local_header(source, from..upto)? {
            return Ok(true);
        }
        from = from.max(next);
    }
    Ok(false)
}

/// Whether a whole local header stands in a part of a file.
fn has_local_header(source: &mut (impl Read + Seek), gap: Range<u64>) -> io::Result<bool> {
    const STEP: u64 = 64 << 10;
    let mut at = gap.start;
    let mut bytes = Vec::new();
    while at + LOCAL.1 < gap.end {
        bytes.clear();
        source.seek(SeekFrom::Start(at))?;
        // A header that begins at the end of a step is seen in the next.
        source.by_ref().take(STEP.min(gap.end - at)).read_to_end(&mut bytes)?;
        for found in memmem::find_iter(&bytes, LOCAL.0) {
            let header = bytes.get(found..).and_then(<[u8]>::first_chunk::<{ LOCAL.1 as usize }>);
            let Some([.., n0, n1, e0, e1]) = header else { continue };
            let name = u64::from(u16::from_le_bytes([*n0, *n1]));
            let long = LOCAL.1 + name + u64::from(u16::from_le_bytes([*e0, *e1]));
            if name > 0 && at + found as u64 + long <= gap.end {
                return Ok(true);
            }
        }
        if bytes.len() < STEP as usize {
            break;
        }
        at += STEP - LOCAL.1;
    }
    Ok(false)
}

/// How much may still be unpacked, over all archives of an input, and what was too much.
#[derive(Debug)]
pub struct Limits {
    left: AtomicU64,
    sum: AtomicBool,
    ratio: AtomicBool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { left: AtomicU64::new(MOST), sum: AtomicBool::new(false), ratio: AtomicBool::new(false) }
    }
}

impl Limits {
    /// Takes the cause for which unpacking was ended, if it was.
    pub fn passed(&self) -> Option<Cause> {
        if self.ratio.swap(false, Ordering::Relaxed) {
            Some(Cause::Ratio)
        } else {
            self.sum.load(Ordering::Relaxed).then_some(Cause::TooMuchInside)
        }
    }
}

/// How many packed bytes there are.
#[derive(Debug)]
enum Packed<'a> {
    /// As the archive states.
    Known(u64),
    /// As were read so far.
    Read(&'a AtomicU64),
}

/// A reader that ends with a fault where it unpacks to too much.
#[derive(Debug)]
pub struct Unpacking<'a, R> {
    source: R,
    packed: Packed<'a>,
    out: u64,
    limits: &'a Limits,
}

impl<'a, R> Unpacking<'a, R> {
    /// Of a stream whose packed bytes are counted as they are read. The sum of it is not limited: a ledger of a hundred
    /// million lines is sent packed.
    pub const fn stream(source: R, packed: &'a AtomicU64, limits: &'a Limits) -> Self {
        Self { source, packed: Packed::Read(packed), out: 0, limits }
    }
}

impl<R: Read> Read for Unpacking<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.out += count as u64;
        let packed = match &self.packed {
            Packed::Read(packed) => packed.load(Ordering::Relaxed),
            Packed::Known(packed) => {
                let left = self.limits.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                    left.checked_sub(count as u64)
                });
                if left.is_err() {
                    self.limits.sum.store(true, Ordering::Relaxed);
                    return Err(io::Error::other("it unpacks to too much"));
                }
                *packed
            }
        };
        if is_too_much(self.out, packed) {
            self.limits.ratio.store(true, Ordering::Relaxed);
            return Err(io::Error::other("it unpacks to too much"));
        }
        Ok(count)
    }
}

/// A reader whose bytes are counted.
#[derive(Debug)]
pub struct Counted<'a, R> {
    /// What is read.
    pub source: R,
    /// How many bytes were.
    pub count: &'a AtomicU64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.count.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
