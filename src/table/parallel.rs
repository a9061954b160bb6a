//! Several blocks of one file screened at once; their results are merged in the order of the file.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use faxban_read::delimited::{Blocks, Dialect};

use super::{Gatherer, NoTable, Reading, failed};
use crate::layout::Layout;
use crate::screen::{Screen, Screened};

/// A block on its way to a screen.
struct Job {
    number: u64,
    line: u64,
    block: Vec<u8>,
}

pub(super) fn screen(
    mut blocks: Blocks<impl Read + Send>,
    dialect: Dialect,
    layout: &Layout,
    reading: &Reading<'_>,
    gatherer: &mut Gatherer<'_>,
) -> Result<(), NoTable> {
    let gate = reading.rules.pack.gate();
    // Short queues: a reader that runs ahead only fills memory.
    let (jobs, queue) = sync_channel::<Job>(reading.threads);
    let (results, done) = sync_channel::<(u64, Screened, Vec<u8>)>(reading.threads * 2);
    let (give_back, spare) = sync_channel::<Vec<u8>>(reading.threads * 4);
    // Held by the screens alone: when they stop, the reader finds nobody to read for and stops too.
    let queue = Arc::new(Mutex::new(queue));
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || read_blocks(&mut blocks, &jobs, &spare));
        for _ in 0..reading.threads {
            let results = results.clone();
            let queue = Arc::clone(&queue);
            scope.spawn(move || {
                while let Some(job) = next(&queue) {
                    let mut screen = Screen::new(layout, gate, reading.wanted);
                    screen.block(&job.block, dialect, job.line);
                    if results.send((job.number, screen.finish(), job.block)).is_err() {
                        return;
                    }
                }
            });
        }
        drop((results, queue));
        let merged = merge(&done, &give_back, gatherer);
        drop(done);
        let read =
            reader.join().unwrap_or_else(|_| Err(NoTable::Failed("reading it stopped short".to_owned())));
        merged.and(read)
    })
}

fn read_blocks(
    blocks: &mut Blocks<impl Read>,
    jobs: &SyncSender<Job>,
    spare: &Receiver<Vec<u8>>,
) -> Result<(), NoTable> {
    let mut number = 0;
    loop {
        let mut block = spare.try_recv().unwrap_or_default();
        let Some(line) = blocks.next(&mut block).map_err(failed)? else { return Ok(()) };
        if jobs.send(Job { number, line, block }).is_err() {
            return Ok(());
        }
        number += 1;
    }
}

fn next(queue: &Mutex<Receiver<Job>>) -> Option<Job> {
    queue.lock().ok()?.recv().ok()
}

fn merge(
    done: &Receiver<(u64, Screened, Vec<u8>)>,
    give_back: &SyncSender<Vec<u8>>,
    gatherer: &mut Gatherer<'_>,
) -> Result<(), NoTable> {
    let mut early: BTreeMap<u64, Screened> = BTreeMap::new();
    let mut expected = 0;
    for (number, screened, block) in done {
        let _ = give_back.try_send(block);
        early.insert(number, screened);
        while let Some(screened) = early.remove(&expected) {
            gatherer.take(&screened)?;
            expected += 1;
        }
    }
    if early.is_empty() { Ok(()) } else { Err(NoTable::Failed("a part of it was not screened".to_owned())) }
}
