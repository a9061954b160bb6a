#![allow(missing_docs, clippy::all, clippy::unwrap_used, clippy::print_stdout)]
use faxban_read::delimited::{Block, Blocks, Dialect, Records};
use faxban_read::simd::{self, Compare, Work};
use std::io::Read;
struct Split<'a>(&'a [u8], Dialect, u64);
impl Work for Split<'_> {
    type Output = (u64, u64, u64);
    #[inline(always)]
    fn run(self, compare: impl Compare) -> (u64, u64, u64) {
        let mut records = Records::new(self.0, self.1, self.2);
        let mut sum = (0, 0, 0);
        while let Some(run) = records.run(compare) {
            for (record, cells) in run {
                sum.0 += cells.len() as u64;
                sum.1 += cells.get(5).map_or(0, |cell| cell.raw(self.0).len() as u64);
                sum.2 += record.line;
            }
        }
        sum
    }
}
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let mode = std::env::args().nth(2).unwrap_or_default();
    let mut file = std::fs::File::open(path).unwrap();
    let mut head = Vec::new();
    file.by_ref().take(256 << 10).read_to_end(&mut head).unwrap();
    let mut dialect = Dialect::detect(&head);
    dialect.columns = 9;
    let mut blocks = Blocks::new(file, head, dialect, 512 << 10, 1);
    let mut block = Block::default();
    let mut sum = (0, 0, 0);
    let began = std::time::Instant::now();
    while let Some(line) = blocks.next(&mut block).unwrap() {
        if mode == "blocks" {
            sum.0 += block.len() as u64;
            continue;
        }
        let one = simd::widest(Split(&block, dialect, line));
        sum.0 += one.0;
        sum.1 += one.1;
        sum.2 += one.2;
    }
    println!("{sum:?} {:?}", began.elapsed());
}
