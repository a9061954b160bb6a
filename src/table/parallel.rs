//! Several blocks of one file screened at once; their results are merged in the order of the file.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use faxban_read::delimited::{Block, Dialect};

use super::gather::Gatherer;
use super::text::Counted;
use super::{NoTable, failed};
use crate::screen::Passed;

/// Screened blocks that wait for the matching of those before.
const WAITING: usize = 32;
/// Blocks that wait for a screen, for each of them: fewer, and a thread often has to wait for another.
const AHEAD: usize = 4;

/// A block on its way to a screen.
struct Job {
    number: u64,
    line: u64,
    block: Block,
}

pub(super) fn screen(
    blocks: &mut Counted<impl Read + Send>,
    dialect: Dialect,
    threads: usize,
    gatherer: &mut Gatherer<'_>,
) -> Result<(), NoTable> {
    // Short queues: who runs ahead only fills memory. What screens hand on is little, unless every record is a candidate.
    let (jobs, queue) = sync_channel::<Job>(threads * AHEAD);
    let (results, done) = sync_channel::<(u64, Passed)>(WAITING);
    let (give_back, spare) = sync_channel::<Block>(threads * (AHEAD + 2));
    // Held by the screens alone: when they stop, the reader finds nobody to read for and stops too.
    let queue = Arc::new(Mutex::new(queue));
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || read_blocks(blocks, &jobs, &spare));
        let screens: Vec<_> = (0..threads)
            .map(|_| {
                let results = results.clone();
                let queue = Arc::clone(&queue);
                let give_back = give_back.clone();
                let mut screen = gatherer.screen();
                scope.spawn(move || {
                    while let Some(job) = next(&queue) {
                        screen.block(&job.block, dialect, job.line);
                        let _ = give_back.try_send(job.block);
                        if results.send((job.number, screen.take_passed())).is_err() {
                            break;
                        }
                    }
                    screen.finish()
                })
            })
            .collect();
        drop((results, queue));
        let merged = merge(done, gatherer);
        for screen in screens {
            let Ok(screened) = screen.join() else { return Err(stopped()) };
            gatherer.gathered.totals.screened.merge(&screened);
        }
        let read = reader.join().unwrap_or_else(|_| Err(stopped()));
        merged.and(read)
    })
}

fn read_blocks(
    blocks: &mut Counted<impl Read>,
    jobs: &SyncSender<Job>,
    spare: &Receiver<Block>,
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

fn merge(done: Receiver<(u64, Passed)>, gatherer: &mut Gatherer<'_>) -> Result<(), NoTable> {
    let mut early: BTreeMap<u64, Passed> = BTreeMap::new();
    let mut expected = 0;
    for (number, passed) in done {
        early.insert(number, passed);
        while let Some(passed) = early.remove(&expected) {
            gatherer.take(&passed)?;
            expected += 1;
        }
    }
    if early.is_empty() { Ok(()) } else { Err(stopped()) }
}

pub(super) fn stopped() -> NoTable {
    NoTable::Failed("reading it stopped short; audit it on its own".to_owned())
}
