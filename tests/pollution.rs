//! Clean tables come out right, and damaged ones come out right or are told: nothing is wrong in silence.
//!
//! `FAXBAN_POLLUTION=20000 cargo test --release --test pollution -- --nocapture` tries so many damaged files;
//! `FAXBAN_POLLUTION_ONLY="rows joined"` one kind of damage, `FAXBAN_POLLUTION_SEED=17` begins with that seed,
//! `FAXBAN_POLLUTION_KEEP=DIR` keeps each file that went wrong with the reason beside it, `FAXBAN_BIN` is another
//! build of the program.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "the table of damages is what the test is read for")]

#[path = "pollution/case.rs"]
mod case;
#[path = "pollution/clean.rs"]
mod clean;
mod common;
#[path = "pollution/damage.rs"]
mod damage;
#[path = "pollution/goods.rs"]
mod goods;
#[path = "pollution/judge.rs"]
mod judge;
#[path = "pollution/model.rs"]
mod model;
#[path = "pollution/rng.rs"]
mod rng;
#[path = "pollution/said.rs"]
mod said;
#[path = "pollution/spec.rs"]
mod spec;
#[path = "pollution/specs_csv.rs"]
mod specs_csv;
#[path = "pollution/specs_xlsx.rs"]
mod specs_xlsx;
#[path = "pollution/write_book.rs"]
mod write_book;
#[path = "pollution/write_text.rs"]
mod write_text;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use case::{Case, Tables};
use damage::{DAMAGES, How};
use judge::{Level, Verdict};
use rng::Rng;
use said::{Place, Said};
use write_text::Places;

/// Clean tables are all made from this seed; damaged ones from seeds of their own.
const CLEAN: u64 = 1;
/// Files in one run of the program.
const BATCH: usize = 250;

/// A file to audit, with what is true of it.
struct Sample {
    seed: u64,
    damage: &'static str,
    case: Case,
    bytes: Vec<u8>,
    places: Places,
    mentions: Vec<Place>,
}

impl Sample {
    fn new(seed: u64, damage: &'static str, case: Case, file: (Vec<u8>, Places, Vec<Place>)) -> Self {
        let (bytes, places, mentions) = file;
        Self { seed, damage, case, bytes, places, mentions }
    }

    fn folder(&self) -> String {
        format!("k{:06}", self.seed)
    }

    fn name(&self) -> String {
        format!("{}.{}", self.case.name, if self.case.form.is_text() { "csv" } else { "xlsx" })
    }

    fn put(&self, under: &Path) {
        let folder = under.join(self.folder());
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(self.name()), &self.bytes).unwrap();
    }
}

fn written(case: &Case) -> (Vec<u8>, Places, Vec<Place>) {
    if case.form.is_text() { write_text::write(&write_text::records(case)) } else { write_book::write(case) }
}

/// Audits samples, as many in one run as go well together; what is missing made the program fail.
fn audit(samples: &[Sample]) -> BTreeMap<u64, Said> {
    let mut all = BTreeMap::new();
    for batch in samples.chunks(BATCH) {
        let folder = tempfile::tempdir().unwrap();
        batch.iter().for_each(|sample| sample.put(folder.path()));
        let mut said = said::audit(folder.path()).unwrap_or_else(|error| {
            println!("a run of {} files failed, so each is tried alone: {error}", batch.len());
            let mut each = BTreeMap::new();
            for sample in batch {
                let alone = tempfile::tempdir().unwrap();
                sample.put(alone.path());
                match said::audit(alone.path()) {
                    Ok(said) => each.extend(said),
                    Err(error) => println!("seed {} ({}): {error}", sample.seed, sample.damage),
                }
            }
            each
        });
        for sample in batch {
            if let Some(said) = said.remove(&sample.folder()) {
                all.insert(sample.seed, said);
            }
        }
    }
    all
}

/// What a clean table must come to, and does not.
fn clean_faults(sample: &Sample, said: &Said) -> Vec<String> {
    let none = Said { tellings: said.tellings.clone(), ..Said::default() };
    let verdict = judge::judge(&sample.case, &sample.places, &[], said, &none);
    let mut faults = verdict.faults;
    faults.extend(verdict.told);
    let lines = sample.case.lines.len() as i64;
    if (said.judged.0, said.rejected) != (lines, 0) {
        faults.push(format!("{lines} lines: {} judged, {} rejected", said.judged.0, said.rejected));
    }
    let extra = said.findings.iter().filter(|finding| {
        let planted = |line: usize| sample.case.lines[line].planted.is_some();
        !sample.places.iter().any(|(line, places)| planted(*line) && places.contains(&finding.place))
    });
    faults.extend(extra.map(|finding| format!("look-alike {:?} is {}", finding.place, finding.outcome)));
    if !faults.is_empty() {
        faults.extend(said.tellings.iter().map(|telling| format!("said: {}", telling.text)));
    }
    faults
}

/// The clean tables as audited: with their amount columns, what was said of each, and what was wrong.
fn baseline() -> (Tables, BTreeMap<usize, Said>, BTreeMap<usize, Vec<String>>) {
    let specs = clean::specs();
    let mut tables =
        Tables { choice: specs.iter().map(|spec| spec.amounts().first().copied()).collect(), specs };
    let make = |tables: &Tables, index: usize| {
        let case = clean::clean(tables, index, CLEAN);
        let file = written(&case);
        Sample::new(index as u64, "clean", case, file)
    };
    let samples: Vec<Sample> = (0..tables.specs.len()).map(|index| make(&tables, index)).collect();
    let mut said = audit(&samples);
    let mut faults = BTreeMap::new();
    let mut all = BTreeMap::new();
    for sample in samples {
        let index = sample.case.spec;
        let said = said.remove(&sample.seed).unwrap_or_default();
        // Of net and gross either may be read, if it is the same everywhere.
        let mut tries = Vec::new();
        for field in tables.specs[index].amounts().into_iter().map(Some).chain([None]) {
            tables.choice[index] = field;
            tries.push((clean_faults(&make(&tables, index), &said), field));
            if tries.last().unwrap().0.is_empty()
                || field.is_some() && tables.specs[index].amounts().len() == 1
            {
                break;
            }
        }
        let (found, field) = tries.into_iter().min_by_key(|(faults, _)| faults.len()).unwrap();
        tables.choice[index] = field;
        if !found.is_empty() {
            faults.insert(index, found);
        }
        all.insert(index, said);
    }
    (tables, all, faults)
}

/// Makes the damaged file of a seed, from one of the tables that are read right when clean.
fn damaged(tables: &Tables, good: &[usize], seed: u64, only: Option<&str>) -> Option<Sample> {
    let kinds: Vec<_> = DAMAGES.iter().filter(|(name, _)| only.is_none_or(|only| *name == only)).collect();
    let (name, how) = kinds[seed as usize % kinds.len()];
    let mut rng = Rng::new(seed);
    for _ in 0..40 {
        let index = rng.pick(good);
        let is_text = tables.specs[index].form.is_text();
        let fits = match how {
            How::Text(_) | How::Written(_) => is_text,
            How::Book(_) => !is_text,
            How::Both(_) | How::Second(_) => true,
        };
        if !fits {
            continue;
        }
        let mut case = clean::clean(tables, index, CLEAN);
        let before = written(&case).0;
        let file = match how {
            How::Text(damage) | How::Book(damage) | How::Both(damage) => {
                damage(&mut case, &mut rng).map(|()| written(&case))
            }
            How::Second(damage) => {
                let kind = |other: &&usize| tables.specs[**other].kind == case.kind && **other != index;
                let others: Vec<usize> = good.iter().filter(kind).copied().collect();
                let other = clean::clean(tables, rng.pick(&others), CLEAN + 1);
                damage(&mut case, &other, &mut rng).map(|()| written(&case))
            }
            How::Written(damage) => {
                let mut file = write_text::records(&case);
                damage(&mut case, &mut file, &mut rng).map(|()| write_text::write(&file))
            }
        };
        if let Some(file) = file.filter(|file| file.0 != before) {
            return Some(Sample::new(seed, name, case, file));
        }
    }
    None
}

/// Keeps a file that went wrong, with why.
fn keep(folder: &Path, sample: &Sample, verdict: &Verdict, said: Option<&Said>) -> String {
    let kind = folder.join(sample.damage.replace(' ', "-"));
    fs::create_dir_all(&kind).unwrap();
    let path = kind.join(format!("{}-{}", sample.seed, sample.name()));
    fs::write(&path, &sample.bytes).unwrap();
    let mut why = [verdict.faults.as_slice(), &verdict.told].concat().join("\n");
    for telling in said.iter().flat_map(|said| &said.tellings) {
        why += &format!("\nsaid: {}", telling.text);
    }
    fs::write(path.with_extension("txt"), why).unwrap();
    path.display().to_string()
}

/// Of a hundred damaged tables so many may still come out wrong without a word: what was measured last, rounded up. The
/// aim is none; whoever lowers the figure lowers this.
const MOST_SILENT: usize = 1;
/// Clean tables that may still be read wrong.
const MOST_CLEAN: usize = 1;

#[test]
fn clean_tables_come_out_right() {
    let (tables, _, faults) = baseline();
    for (index, faults) in &faults {
        println!("{}: {faults:#?}", tables.specs[*index].name);
    }
    let wrong = faults.len();
    assert!(wrong <= MOST_CLEAN, "{wrong} of {} clean tables are not read right", tables.specs.len());
}

#[test]
fn damaged_tables_come_out_right_or_are_told() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let only = std::env::var("FAXBAN_POLLUTION_ONLY").ok();
    let kept = std::env::var_os("FAXBAN_POLLUTION_KEEP");
    let first = number("FAXBAN_POLLUTION_SEED").unwrap_or(0);
    let (tables, clean, faults) = baseline();
    let good: Vec<usize> = (0..tables.specs.len()).filter(|index| !faults.contains_key(index)).collect();
    let seeds = first..first + number("FAXBAN_POLLUTION").unwrap_or(1_500);
    let mut count: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut silent = Vec::new();
    for seeds in seeds.collect::<Vec<_>>().chunks(BATCH) {
        let made = seeds.iter().filter_map(|seed| damaged(&tables, &good, *seed, only.as_deref()));
        let samples: Vec<Sample> = made.collect();
        let said = audit(&samples);
        for sample in &samples {
            let said = said.get(&sample.seed);
            let none = Said::default();
            let of = said.unwrap_or(&none);
            let mut verdict =
                judge::judge(&sample.case, &sample.places, &sample.mentions, of, &clean[&sample.case.spec]);
            if said.is_none() {
                verdict.faults.insert(0, "nothing at all is said of the file".to_owned());
            }
            count.entry(sample.damage).or_default()[verdict.level as usize] += 1;
            if verdict.level == Level::Silent {
                let path = kept.as_ref().map(|folder| keep(Path::new(folder), sample, &verdict, said));
                let path = path.unwrap_or_else(|| sample.name());
                silent.push(format!(
                    "{} seed {}: {path}: {}",
                    sample.damage,
                    sample.seed,
                    verdict.faults.join("; ")
                ));
            }
        }
    }
    silent.iter().for_each(|line| println!("{line}"));
    println!("{:28}{:>7}{:>7}{:>7}{:>7}{:>7}", "damage", "cases", "right", "row", "loose", "silent");
    let mut all = [0; 4];
    for (name, of) in &count {
        println!("{name:28}{:7}{:7}{:7}{:7}{:7}", of.iter().sum::<usize>(), of[0], of[1], of[2], of[3]);
        all.iter_mut().zip(of).for_each(|(all, of)| *all += of);
    }
    let cases: usize = all.iter().sum();
    println!("{:28}{cases:7}{:7}{:7}{:7}{:7}", "all", all[0], all[1], all[2], all[3]);
    println!("silent: {} of {cases}", all[3]);
    assert!(all[3] * 100 <= cases * MOST_SILENT, "silent: {} of {cases}", all[3]);
}
