//! Lists that may grow with the input: in memory while they are short, in a file without a name once they are not.
//!
//! Matched and cleared lines are a small part of a ledger, but a part of a hundred million lines is still many. Lists
//! that share a [`Room`] share its memory and its file. The file lies in the system's folder for temporary files
//! (`TMPDIR` on Unix) and has no name from the beginning: when the program ends, however it ends, it is gone.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes that a list collects before it writes them to the file.
const CHUNK: usize = 256 << 10;

/// Bytes in front of every item in the file: its length.
const LENGTH: usize = size_of::<u32>();

/// Memory and file that lists share.
#[derive(Debug)]
pub struct Room {
    /// Items that may still stay in memory.
    left: AtomicUsize,
    aside: Mutex<Option<Aside>>,
}

#[derive(Debug)]
struct Aside {
    file: File,
    end: u64,
}

impl Room {
    /// Room for so many items in memory.
    #[must_use]
    pub fn new(items: usize) -> Arc<Self> {
        Arc::new(Self { left: AtomicUsize::new(items), aside: Mutex::new(None) })
    }

    fn take_one(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    fn write(&self, bytes: &[u8]) -> io::Result<Chunk> {
        let mut aside = self.aside.lock().unwrap_or_else(PoisonError::into_inner);
        let mut write = || {
            let aside = match &mut *aside {
                Some(aside) => aside,
                none => none.insert(Aside { file: tempfile::tempfile()?, end: 0 }),
            };
            aside.file.seek(SeekFrom::Start(aside.end))?;
            aside.file.write_all(bytes)?;
            let chunk = Chunk { start: aside.end, bytes: bytes.len() };
            aside.end += bytes.len() as u64;
            Ok(chunk)
        };
        write().map_err(|error| told("cannot be written", &error))
    }

    fn read(&self, chunk: Chunk, into: &mut Vec<u8>) -> io::Result<()> {
        let mut aside = self.aside.lock().unwrap_or_else(PoisonError::into_inner);
        let mut read = || {
            let Some(aside) = &mut *aside else { return Err(io::ErrorKind::NotFound.into()) };
            into.resize(chunk.bytes, 0);
            aside.file.seek(SeekFrom::Start(chunk.start))?;
            aside.file.read_exact(into)
        };
        read().map_err(|error| told("cannot be read back", &error))
    }
}

fn told(what: &str, error: &io::Error) -> io::Error {
    let folder = std::env::temp_dir();
    let sentence = format!(
        "the file in {} for lines that do not fit into memory {what}: {error}; with TMPDIR you can name another folder",
        folder.display()
    );
    io::Error::new(error.kind(), sentence)
}

/// A part of the file.
#[derive(Debug, Clone, Copy)]
struct Chunk {
    start: u64,
    bytes: usize,
}

/// A list in the order in which it was filled.
#[derive(Debug)]
pub struct LongList<T> {
    room: Arc<Room>,
    /// The first items.
    kept: Vec<T>,
    /// Where those after them lie.
    chunks: Vec<Chunk>,
    /// The last ones, on their way to the file.
    waiting: Vec<u8>,
    len: usize,
}

impl<T: Clone + Serialize + DeserializeOwned> LongList<T> {
    /// A list without items.
    #[must_use]
    pub const fn new(room: Arc<Room>) -> Self {
        Self { room, kept: Vec::new(), chunks: Vec::new(), waiting: Vec::new(), len: 0 }
    }

    /// Number of items.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds an item.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn push(&mut self, item: T) -> io::Result<()> {
        if self.len == self.kept.len() && self.room.take_one() {
            self.kept.push(item);
        } else {
            self.set_aside(&item)?;
        }
        self.len += 1;
        Ok(())
    }

    fn set_aside(&mut self, item: &T) -> io::Result<()> {
        let start = self.waiting.len();
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.extend([0; LENGTH]);
        waiting = postcard::to_extend(item, waiting).map_err(io::Error::other)?;
        let length = u32::try_from(waiting.len() - start - LENGTH).map_err(io::Error::other)?;
        if let Some(place) = waiting.get_mut(start..start + LENGTH) {
            place.copy_from_slice(&length.to_le_bytes());
        }
        self.waiting = waiting;
        if self.waiting.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    /// Writes what waits for the file and lets go of its memory; more items may still follow.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn flush(&mut self) -> io::Result<()> {
        if !self.waiting.is_empty() {
            self.chunks.push(self.room.write(&self.waiting)?);
            self.waiting = Vec::new();
        }
        Ok(())
    }

    /// All items; each is an error if it cannot be read back.
    pub fn iter(&self) -> impl Iterator<Item = io::Result<Cow<'_, T>>> {
        self.iter_of(|_| true)
    }

    /// The items whose positions are wanted; the others cost next to nothing.
    pub fn iter_of(&self, wanted: impl Fn(usize) -> bool) -> impl Iterator<Item = io::Result<Cow<'_, T>>> {
        let mut kept = self.kept.iter();
        let mut aside = SetAside::new(&self.room, self.chunks.clone(), self.waiting.clone());
        let mut positions = 0..;
        let mut is_next_wanted = move || positions.next().is_some_and(&wanted);
        std::iter::from_fn(move || {
            if let Some(item) = kept.by_ref().find(|_| is_next_wanted()) {
                return Some(Ok(Cow::Borrowed(item)));
            }
            aside.find(&mut is_next_wanted).map(|item| item.map(Cow::Owned)).transpose()
        })
    }

    /// All items, each given away; it is an error if it cannot be read back.
    pub fn into_items(self) -> impl Iterator<Item = io::Result<T>> {
        let mut aside = SetAside::new(&self.room, self.chunks, self.waiting);
        let rest = std::iter::from_fn(move || aside.find(&mut || true).transpose());
        self.kept.into_iter().map(Ok).chain(rest)
    }
}

/// Items in the file, one after the other.
struct SetAside {
    room: Arc<Room>,
    chunks: std::vec::IntoIter<Chunk>,
    /// What was not written yet and comes last.
    waiting: Vec<u8>,
    /// The part that is gone through.
    bytes: Vec<u8>,
    at: usize,
}

impl SetAside {
    fn new(room: &Arc<Room>, chunks: Vec<Chunk>, waiting: Vec<u8>) -> Self {
        Self { room: Arc::clone(room), chunks: chunks.into_iter(), waiting, bytes: Vec::new(), at: 0 }
    }

    /// The next item that is wanted.
    fn find<T: DeserializeOwned>(&mut self, wanted: &mut impl FnMut() -> bool) -> io::Result<Option<T>> {
        loop {
            let Some((length, rest)) = self.bytes.get(self.at..).and_then(<[u8]>::split_first_chunk) else {
                if !self.advance()? {
                    return Ok(None);
                }
                continue;
            };
            let length = u32::from_le_bytes(*length) as usize;
            self.at += LENGTH + length;
            if wanted() {
                let item = rest.get(..length).unwrap_or_default();
                return postcard::from_bytes(item).map(Some).map_err(io::Error::other);
            }
        }
    }

    /// Goes on to the next part, if there is one.
    fn advance(&mut self) -> io::Result<bool> {
        self.at = 0;
        match self.chunks.next() {
            Some(chunk) => self.room.read(chunk, &mut self.bytes)?,
            None => self.bytes = std::mem::take(&mut self.waiting),
        }
        Ok(!self.bytes.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn items_come_back_in_their_order_wherever_they_lie(
            items in prop::collection::vec("\\PC{0,9}", 0..40),
            room in 0_usize..50,
            flushed in 0_usize..40,
        ) {
            let room = Room::new(room);
            let (mut list, mut other) = (LongList::new(Arc::clone(&room)), LongList::new(room));
            for (at, item) in items.iter().enumerate() {
                list.push(item.clone()).unwrap();
                other.push(at).unwrap();
                if at == flushed {
                    list.flush().unwrap();
                }
            }
            prop_assert_eq!(list.len(), items.len());
            let read: Vec<String> = list.iter().map(|item| item.unwrap().into_owned()).collect();
            prop_assert_eq!(&read, &items);
            let odd: Vec<String> = list.iter_of(|at| at % 2 == 1).map(|item| item.unwrap().into_owned()).collect();
            prop_assert_eq!(odd, items.iter().skip(1).step_by(2).cloned().collect::<Vec<_>>());
            let given: Vec<String> = list.into_items().map(Result::unwrap).collect();
            prop_assert_eq!(&given, &items);
            prop_assert!(other.into_items().map(Result::unwrap).eq(0..items.len()));
        }
    }

    #[test]
    fn long_parts_are_written_on_the_way() {
        let mut list = LongList::new(Room::new(2));
        let item = |at: usize| format!("{at}: {}", "x".repeat(1000));
        for at in 0..2000 {
            list.push(item(at)).unwrap();
        }
        assert!(list.chunks.len() > 5 && list.waiting.len() < CHUNK);
        assert!(list.iter().map(|read| read.unwrap().into_owned()).eq((0..2000).map(item)));
    }
}
