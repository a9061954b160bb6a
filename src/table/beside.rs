//! Rows that come one by one, as a workbook's do: screened as they come or, where there is a second core, beside the
//! thread that reads them.

use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;

use faxban_read::workbook::EachRow;

use super::gather::Gatherer;
use super::{BATCH, NoTable, parallel};
use crate::screen::{Screen, Screened};

/// Bytes of cells that go to the screen at once; two of such batches fit a processor's cache.
const FULL: usize = 128 << 10;
/// Cells of a batch: rows may be wide and nearly blank.
const MOST_CELLS: usize = 64 << 10;
/// Batches on their way.
const WAITING: usize = 2;

/// Takes rows to the screen and on to the matching.
struct Taker<'a, 'g> {
    screen: Screen<'a>,
    gatherer: &'g mut Gatherer<'a>,
    waiting: usize,
    /// The row before.
    last: u64,
}

impl Taker<'_, '_> {
    fn row(&mut self, number: u64, cells: &[impl AsRef<str>]) -> Result<(), NoTable> {
        self.screen.blank_rows(number.saturating_sub(self.last + 1));
        self.last = number;
        let mentions =
            self.screen.mentions(cells.len(), |column| cells.get(column).map_or("", AsRef::as_ref));
        if self.screen.row(number, cells, mentions) {
            self.gatherer.keep_line(cells);
        }
        self.waiting += 1;
        if self.waiting < BATCH {
            return Ok(());
        }
        self.waiting = 0;
        self.gatherer.take(&self.screen.take_passed())
    }

    fn finish(mut self) -> Result<Screened, NoTable> {
        self.gatherer.take(&self.screen.take_passed())?;
        Ok(self.screen.finish())
    }
}

/// Rows on their way to another thread, one string for all their cells.
#[derive(Default)]
struct Batch {
    text: String,
    /// End of every cell in the text.
    ends: Vec<usize>,
    /// Of every row its number and how many cells it and those before have.
    rows: Vec<(u64, usize)>,
}

impl Batch {
    fn push(&mut self, number: u64, cells: &[String]) {
        for cell in cells {
            self.text.push_str(cell);
            self.ends.push(self.text.len());
        }
        self.rows.push((number, self.ends.len()));
    }

    fn each(&self, taker: &mut Taker<'_, '_>) -> Result<(), NoTable> {
        let (mut cells, mut from, mut at) = (Vec::new(), 0, 0);
        for (number, upto) in &self.rows {
            cells.clear();
            for end in self.ends.get(at..*upto).unwrap_or_default() {
                cells.push(self.text.get(from..*end).unwrap_or_default());
                from = *end;
            }
            at = *upto;
            taker.row(*number, &cells)?;
        }
        Ok(())
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.rows.clear();
    }
}

/// Screens all rows that `rows` walks through, below row `last`. The outer fault is that of `rows`.
pub(super) fn screen<'a, E>(
    rows: impl FnOnce(&mut EachRow<'_>) -> Result<(), E>,
    screen: Screen<'a>,
    gatherer: &mut Gatherer<'a>,
    last: u64,
    threads: usize,
) -> Result<Result<Screened, NoTable>, E> {
    let mut taker = Taker { screen, gatherer, waiting: 0, last };
    if threads > 1 {
        return beside(rows, taker);
    }
    let mut taken = Ok(());
    rows(&mut |number, cells| {
        taken = taker.row(number, cells);
        if taken.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(taken.and_then(|()| taker.finish()))
}

/// Reads here and screens on another thread.
fn beside<E>(
    rows: impl FnOnce(&mut EachRow<'_>) -> Result<(), E>,
    mut taker: Taker<'_, '_>,
) -> Result<Result<Screened, NoTable>, E> {
    let (full, batches) = sync_channel::<Batch>(WAITING);
    let (give_back, spare) = sync_channel::<Batch>(WAITING * 2);
    std::thread::scope(|scope| {
        let screening = scope.spawn(move || {
            for mut batch in batches {
                batch.each(&mut taker)?;
                batch.clear();
                // Whoever reads has enough of them, or has read all.
                let _ = give_back.try_send(batch);
            }
            taker.finish()
        });
        let mut batch = Batch::default();
        let read = rows(&mut |number, cells| {
            batch.push(number, cells);
            if batch.text.len() < FULL && batch.rows.len() < BATCH && batch.ends.len() < MOST_CELLS {
                return ControlFlow::Continue(());
            }
            let next = spare.try_recv().unwrap_or_default();
            // The screen stops early only with a fault, which it tells below.
            match full.send(std::mem::replace(&mut batch, next)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        });
        let _ = full.send(batch);
        drop(full);
        let screened = screening.join().unwrap_or_else(|_| Err(parallel::stopped()));
        read.map(|()| screened)
    })
}
