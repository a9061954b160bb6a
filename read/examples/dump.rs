#![allow(missing_docs, clippy::all, clippy::unwrap_used, clippy::print_stdout)]
use faxban_read::delimited::{Block, Records, open};
use faxban_read::simd::Plainly;
use faxban_read::{encoding, kind};
use std::io::{Read, Write};
fn main() {
    let out = std::io::stdout();
    let mut out = std::io::BufWriter::new(out.lock());
    for path in std::env::args().skip(1) {
        let mut bytes = Vec::new();
        std::fs::File::open(&path).unwrap().read_to_end(&mut bytes).unwrap();
        let kind::Kind::Text(form) = kind::sniff(&bytes[..bytes.len().min(kind::HEAD)]) else {
            writeln!(out, "{path}\tno text").unwrap();
            continue;
        };
        let opened = open(encoding::as_bytes(bytes.as_slice(), form)).unwrap();
        let sep = opened.separator();
        let columns = opened.dialect().columns;
        let mut blocks = opened.blocks(0, columns, 512 << 10).unwrap();
        let mut block = Block::default();
        let (mut loose, mut encl, mut rep) = (vec![], vec![], 0);
        while let Some(line) = blocks.next(&mut block).unwrap() {
            let mut records = Records::new(&block, blocks.dialect(), line);
            while let Some(run) = records.run(Plainly) {
                for (record, cells) in run {
                    let texts: Vec<String> =
                        cells.iter().map(|cell| encoding::decode(&cell.bytes(&block)).into_owned()).collect();
                    writeln!(out, "{path}\t{}\t{:?}\t{}", record.line, texts, record.repaired).unwrap();
                    if record.loose {
                        loose.push(record.line)
                    }
                    if record.encloses {
                        encl.push(record.line)
                    }
                    rep += usize::from(record.repaired);
                }
            }
        }
        let odd: Vec<_> =
            blocks.oddities().all().into_iter().map(|(o, r)| (o.code(), r.rows, r.first)).collect();
        eprintln!(
            "{path}\t{sep}\t{columns}\tloose {} {:?}\tencl {:?}\trep {rep}\t{odd:?}",
            loose.len(),
            loose.first(),
            encl.first()
        );
    }
}
