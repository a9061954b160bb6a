//! What each stage of reading a ledger costs on one core: every pass does what the one before does, and one thing more.
//!
//!     cargo bench --bench stages -- LEDGER.csv

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::float_arithmetic,
    reason = "a tool for the project's own people"
)]

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Read};
use std::path::Path;
use std::time::Instant;

use faxban_core::money;
use faxban_engine::candidates::Candidates;
use faxban_engine::header::{self, Asked};
use faxban_engine::layout::Layout;
use faxban_engine::matching::matched;
use faxban_engine::rules::{DEFAULT_PACK, Rules};
use faxban_engine::screen::Screen;
use faxban_read::delimited::{Block, Blocks, Dialect, Records};
use faxban_read::encoding;
use faxban_read::simd::{self, Compare, Plainly, Work};
use sha2::{Digest, Sha256};

const BLOCK: usize = 512 << 10;

fn main() {
    let path = std::env::args().nth(1).filter(|argument| !argument.starts_with("--"));
    let Some(path) = path else { return println!("give a ledger: cargo bench --bench stages -- LEDGER.csv") };
    let ledger = Ledger::open(Path::new(&path));
    let rules = Rules::load(None, DEFAULT_PACK).unwrap();
    let gate = ledger.layout.gate(&rules.pack);
    let amount = ledger.layout.amount_of.columns().next().unwrap();

    stage("bytes read", || pieces(&path, |piece| _ = black_box(piece)));
    stage("bytes read and hashed", || {
        let mut hash = Sha256::new();
        pieces(&path, |piece| hash.update(piece));
        black_box(hash.finalize());
    });
    stage("blocks of whole lines", || ledger.blocks(|block, _| _ = black_box(block.len())));
    stage("records split", || {
        ledger.blocks(|block, line| {
            _ = black_box(simd::widest(Split { ledger: &ledger, block, line, amount: None }))
        });
    });
    stage("records split, amounts added", || {
        let one =
            |block: &[u8], line| simd::widest(Split { ledger: &ledger, block, line, amount: Some(amount) });
        ledger.blocks(|block, line| _ = black_box(one(block, line)));
    });
    let mut passed = Vec::new();
    stage("screened: that, dates, organisations, the gate", || {
        let mut screen = Screen::new(&ledger.layout, &gate, &rules.row_words, None);
        ledger.blocks(|block, line| {
            screen.block(block, ledger.dialect, line);
            passed.push(screen.take_passed().candidates);
        });
    });
    let candidates: usize = passed.iter().map(Candidates::len).sum();
    stage(&format!("the {candidates} records that the gate let through, matched"), || {
        for candidates in &passed {
            black_box(matched(&rules.pack, &ledger.layout, candidates));
        }
    });
}

fn stage(name: &str, mut pass: impl FnMut()) {
    let began = Instant::now();
    pass();
    println!("{:>8.2} s  {name}", began.elapsed().as_secs_f64());
}

fn pieces(path: &str, mut each: impl FnMut(&[u8])) {
    let mut file = File::open(path).unwrap();
    let mut buffer = vec![0; BLOCK];
    loop {
        match file.read(&mut buffer).unwrap() {
            0 => return,
            length => each(&buffer[..length]),
        }
    }
}

/// A ledger whose first line is its header.
struct Ledger<'p> {
    path: &'p Path,
    dialect: Dialect,
    layout: Layout,
    /// Bytes of the header.
    begin: usize,
}

impl<'p> Ledger<'p> {
    fn open(path: &'p Path) -> Self {
        let mut head = Vec::new();
        File::open(path).unwrap().take(BLOCK as u64).read_to_end(&mut head).unwrap();
        let mut dialect = Dialect::detect(&head);
        let mut records = Records::new(&head, dialect, 1);
        let (record, cells) = records.run(Plainly).unwrap().next().unwrap();
        let names = cells.iter().map(|cell| encoding::decode(&cell.bytes(&head)).into_owned()).collect();
        let rules = Rules::load(None, DEFAULT_PACK).unwrap();
        let found = header::find(&[(1, names)], &rules, Asked::default()).unwrap().unwrap();
        let layout = Layout::new(found.mapping, found.names, found.first_row);
        dialect.columns = layout.columns;
        Self { path, dialect, layout, begin: record.next }
    }

    fn blocks(&self, mut each: impl FnMut(&[u8], u64)) {
        let mut file = File::open(self.path).unwrap();
        io::copy(&mut file.by_ref().take(self.begin as u64), &mut io::sink()).unwrap();
        let mut blocks = Blocks::new(file, Vec::new(), self.dialect, BLOCK, 2);
        let mut block = Block::default();
        while let Some(line) = blocks.next(&mut block).unwrap() {
            each(&block, line);
        }
    }
}

/// A block split into records and cells, the amounts of one column added up.
struct Split<'a, 'p> {
    ledger: &'a Ledger<'p>,
    block: &'a [u8],
    line: u64,
    amount: Option<usize>,
}

impl Work for Split<'_, '_> {
    type Output = i64;

    #[inline(always)]
    fn run(self, compare: impl Compare) -> i64 {
        let Self { ledger, block, line, amount } = self;
        let mut records = Records::new(block, ledger.dialect, line);
        let mut sum = 0;
        while let Some(run) = records.run(compare) {
            for (_, cells) in run {
                let cell = amount.and_then(|column| cells.get(column));
                sum += cell.map_or(cells.len() as i64, |cell| {
                    money::parse_bytes_fast(cell.raw(block)).map_or(0, |amount| amount.pence)
                });
            }
        }
        sum
    }
}
