//! How well the series rules do without the list of models: what they find of the listed models, family by family.
//!
//!     cargo bench --bench families

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for the project's own people")]

use std::collections::BTreeMap;

use faxban::rules::{DEFAULT_PACK, pack_files};
use faxban_core::{Field, Pack, Row, SourceKind};

fn main() {
    let mut files = pack_files(None, DEFAULT_PACK).unwrap();
    let list = files.remove("rules/fax/models.csv").unwrap();
    let pack = Pack::load_unchecked(&files).unwrap();
    let mut found: BTreeMap<(String, bool), (usize, usize)> = BTreeMap::new();
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(list.as_bytes());
    for row in reader.records().map(Result::unwrap) {
        let (maker, family, model) = (&row[0], row[1].split('|').next().unwrap(), &row[2]);
        let text = format!("{maker} {family} {model}");
        let hit = pack
            .matches(&Row::new().with(Field::Description, &text), SourceKind::Ledger)
            .decisive()
            .is_some();
        let group = found.entry((format!("{maker} {family}"), &row[3] != "none")).or_default();
        group.0 += usize::from(hit);
        group.1 += 1;
    }
    println!("{:<24}{:>22}{:>26}", "", "with fax: found of", "without fax: found of");
    let families: std::collections::BTreeSet<_> = found.keys().map(|(family, _)| family.clone()).collect();
    for family in families {
        let of = |with: bool| found.get(&(family.clone(), with)).copied().unwrap_or_default();
        let ((hits, models), (alarms, others)) = (of(true), of(false));
        println!("{family:<24}{hits:>16} /{models:>4}{alarms:>20} /{others:>4}");
    }
}
