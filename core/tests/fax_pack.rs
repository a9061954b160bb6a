//! The fax pack as shipped: it loads, every example in it holds, and it is accurate on labelled lines.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test fails by panicking and says why it is skipped"
)]

use std::fs;
use std::path::Path;

use faxban_core::backtest::{self, Labelled};
use faxban_core::{Field, Pack, PackFiles, SourceKind};

fn files(folder: &str) -> PackFiles {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules").join(folder);
    fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn pack() -> Pack {
    Pack::load(&files("fax")).unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

#[test]
fn the_pack_loads_and_its_examples_hold() {
    assert_eq!(pack().id, "fax");
}

#[test]
fn there_is_nothing_to_advise_before_its_review() {
    let advice = Pack::advise(&files("fax"), "2026-11-24".parse().unwrap()).unwrap();
    assert!(advice.is_empty(), "{advice:?}");
    let later = Pack::advise(&files("fax"), "2040-01-01".parse().unwrap()).unwrap();
    assert!(later.iter().any(|advice| advice.message.contains("was to be looked at again by")), "{later:?}");
}

fn labelled(path: &Path) -> Vec<Labelled> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let cell = |name: &str| record[header.iter().position(|h| h == name).unwrap()].to_owned();
            let kind = if cell("doc_type") == "asset" { SourceKind::Register } else { SourceKind::Ledger };
            let category = if kind == SourceKind::Ledger { Field::ExpenseType } else { Field::Category };
            let cells = vec![
                (Field::Supplier, cell("supplier")),
                (Field::Description, cell("description")),
                (Field::Manufacturer, cell("manufacturer")),
                (Field::Model, cell("model")),
                (category, cell("category")),
            ];
            Labelled { id: cell("id"), kind, cells, label: cell("label"), ambiguity: cell("ambiguity") }
        })
        .collect()
}

#[test]
fn labelled_lines_are_told_apart() {
    let Some(corpus) = std::env::var_os("FAXBAN_CORPUS") else {
        println!("skipped: set FAXBAN_CORPUS to the folder that holds eval_lines.csv");
        return;
    };
    let lines = labelled(&Path::new(&corpus).join("eval_lines.csv"));
    let pack = pack();
    let clear = backtest::run(&pack, lines.iter().filter(|line| line.ambiguity == "clear"));
    for wrong in &clear.wrong {
        println!("{} {} found {} ({}): {}", wrong.id, wrong.label, wrong.found, wrong.because, wrong.text);
    }
    for (class, score) in
        std::iter::once(("any", &clear.any)).chain(clear.classes.iter().map(|(c, s)| (c.as_str(), s)))
    {
        println!("{class}: precision {} recall {} ({score:?})", score.precision(), score.recall());
    }
    let other = backtest::run(&pack, lines.iter().filter(|line| line.ambiguity != "clear"));
    println!("judgement and unknowable lines: {:?}", other.any);
    assert!(clear.any.precision() >= 990 && clear.any.recall() >= 990, "{:?}", clear.any);
    for (class, score) in &clear.classes {
        assert!(score.precision() >= 970 && score.recall() >= 970, "{class}: {score:?}");
    }
}
