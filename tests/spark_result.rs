//! A folder as a Spark job writes it becomes the report that an audit of the same lines makes, however they were shared out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::{AS_OF, faxban, rows};
use faxban_core::judge::Bench;
use faxban_core::{Outcome, Pack};
use faxban_engine::columns::{self, Column, Places, Rejected};
use faxban_engine::day_order::DayOrder;
use faxban_engine::desk::{Desk, Ids, Judged};
use faxban_engine::exempt::Nothing;
use faxban_engine::findings::{Cleared, Finding};
use faxban_engine::header::{self, Asked};
use faxban_engine::layout::Layout;
use faxban_engine::matching::matched;
use faxban_engine::privacy::Privacy;
use faxban_engine::profile::Profile;
use faxban_engine::rules::Rules;
use faxban_engine::screen::Screen;
use faxban_engine::totals::Totals;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};

const LEDGER: &str = "Organisation,Supplier,Date,Amount,Description,Order No
Alder Trust,Inkwell,2019-06-01,120.00,Brother FAX-2840,PO-1
Alder Trust,Inkwell,2019-06-01,120.00,Brother FAX-2840,PO-1
Alder Trust,Halifax plc,2019-07-01,15.00,Halifax branch fees,PO-2
Bram Trust,Inkwell,2020-06-02,-8.50,Fax toner,PO-3
Bram Trust,Inkwell,2020-06-03,9.99,Paper,PO-4
Bram Trust,Inkwell,2020-06-04,9.99,,PO-5
Bram Trust,Inkwell,North,2020-06-05,1.00,Desk,PO-6
Alder Trust,Inkwell,2019-06-01,120.00,Brother FAX-2840,PO-1
Alder Trust,Inkwell,2019-08-01,-120.00,Brother FAX-2840,PO-1
";

/// Where Spark puts what a job says of itself.
const RESULT: &str = "result.json/part-00000.txt";

/// A job's table is one file.
struct OneTable;

impl Places for OneTable {
    fn place(&self, _: usize) -> (&str, &str) {
        ("ledger.csv", "")
    }
}

/// Part files as the workers write them.
#[derive(Default)]
struct Part {
    findings: Vec<Vec<String>>,
    cleared: Vec<Vec<String>>,
    rejects: Vec<Vec<String>>,
    totals: Totals,
}

fn cells<T>(columns: &[Column<T, OneTable>], item: &T) -> Vec<String> {
    columns.iter().map(|column| (column.cell)(&OneTable, item).text().into_owned()).collect()
}

fn names<T>(columns: &[Column<T, OneTable>]) -> Vec<&'static str> {
    columns.iter().map(|column| column.heading.name).collect()
}

/// Judges some rows, knowing nothing of the others.
fn work(rules: &Rules, layout: &Layout, batch: &[(u64, Vec<String>)]) -> Part {
    let pack: &Arc<Pack> = &rules.pack;
    let gate = layout.gate(pack);
    let mut screen = Screen::new(layout, &gate, &rules.row_words, None);
    for (number, row) in batch {
        let mentions = screen.mentions(row.len(), |column| row.get(column).map_or("", String::as_str));
        screen.row(*number, row, mentions);
    }
    let passed = screen.take_passed();
    let mut part = Part::default();
    part.totals.screened = screen.finish();
    let found = matched(pack, layout, &passed.candidates);
    part.totals.unmatched.count(layout, &passed.candidates, &passed.assessable, &found);
    let privacy = Privacy::new(&rules.personal, false);
    let desk = Desk {
        bench: Bench { pack, wording: &rules.wording, as_of: AS_OF.parse().unwrap() },
        bodies: &rules.bodies,
        body: None,
        statuses: &rules.statuses,
        row_words: &rules.row_words,
        privacy,
        headings: privacy.headings(layout),
        organisations: None,
        organisation: None,
        folder: "",
        layout,
        orders: DayOrder::of(&part.totals.screened, layout, AS_OF.parse().unwrap()).orders,
        source: 0,
    };
    for line in found {
        match desk.judge(&line, &mut Nothing, &mut Ids::new()).unwrap() {
            Judged::Finding(finding) => {
                part.totals.judge(finding.outcome, line.pence);
                part.findings.push(cells(&columns::findings(), &*finding));
            }
            Judged::Cleared(cleared) => {
                part.totals.judge(Outcome::Cleared, line.pence);
                part.cleared.push(cells(&columns::cleared(), &*cleared));
            }
        }
    }
    for reject in &passed.rejects {
        part.rejects.push(cells(&columns::rejects(), &Rejected { source: "ledger.csv", sheet: "", reject }));
    }
    part
}

/// Writes rows of text as a part file.
fn put(path: &Path, names: &[&str], rows: &[Vec<String>]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let fields: String = names.iter().map(|name| format!("optional binary {name} (UTF8); ")).collect();
    let schema = Arc::new(parse_message_type(&format!("message spark {{ {fields} }}")).unwrap());
    let mut file =
        SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::new(WriterProperties::default()))
            .unwrap();
    let mut group = file.next_row_group().unwrap();
    let mut at = 0;
    while let Some(mut column) = group.next_column().unwrap() {
        let texts: Vec<&str> = rows.iter().map(|row| row[at].as_str()).collect();
        // A blank is written as a null.
        let levels: Vec<i16> = texts.iter().map(|text| i16::from(!text.is_empty())).collect();
        let values: Vec<ByteArray> =
            texts.into_iter().filter(|text| !text.is_empty()).map(ByteArray::from).collect();
        column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).unwrap();
        column.close().unwrap();
        at += 1;
    }
    group.close().unwrap();
    file.close().unwrap();
}

/// The lines of the ledger shared out, and written as the job writes them.
fn job(folder: &Path, shares: &[Vec<usize>]) -> PathBuf {
    let rules = Rules::load(None, "fax").unwrap();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(LEDGER.as_bytes());
    let all: Vec<(u64, Vec<String>)> = (1..)
        .zip(reader.records())
        .map(|(number, record)| (number, record.unwrap().iter().map(str::to_owned).collect()))
        .collect();
    let header = header::find(&all, &rules, Asked::default()).unwrap().unwrap();
    // As of a text: a row with more cells than the header is no line with a note beside it.
    let profile = Profile::learn::<&str>(&[], header.names.len(), Some(','));
    let layout = Layout::new(header.mapping, header.names, header.last_row).with_profile(profile);
    let out = folder.join("job");
    let mut counted = (0, 0);
    for (at, share) in shares.iter().enumerate() {
        let batch: Vec<(u64, Vec<String>)> = share.iter().map(|line| all[*line].clone()).collect();
        let part = work(&rules, &layout, &batch);
        counted.0 += part.totals.screened.control.lines;
        counted.1 += part.totals.screened.control.net();
        let file = |name: &str| out.join(name).join(format!("part-{at:05}.snappy.parquet"));
        put(&file("findings.parquet"), &names::<Finding>(&columns::findings()), &part.findings);
        put(&file("cleared.parquet"), &names::<Cleared>(&columns::cleared()), &part.cleared);
        put(&file("rejects.parquet"), &names::<Rejected<'_>>(&columns::rejects()), &part.rejects);
        put(&file("totals.parquet"), &["totals"], &[vec![serde_json::to_string(&part.totals).unwrap()]]);
    }
    fs::write(out.join("findings.parquet/_SUCCESS"), "").unwrap();
    let result = json!({
        "schema": "faxban-spark/1",
        "as_of": AS_OF,
        "pack": {
            "id": rules.pack.id, "version": rules.pack.version, "sha256": rules.pack_hash, "rules_from": "built in",
        },
        "options": { "kind": "ledger", "key": Value::Null, "columns": {}, "show_personal_data": false },
        "source": "ledger.csv",
        "layout": { "columns": layout.header, "mapping": layout.mapping },
        "date_order": "day_first",
        "counted": { "lines": counted.0, "pence": i64::try_from(counted.1).unwrap() },
    });
    fs::create_dir(out.join("result.json")).unwrap();
    fs::write(out.join(RESULT), result.to_string() + "\n").unwrap();
    out
}

fn report(job: &Path, out: &Path) -> (i32, String) {
    let output = faxban().arg("report").arg(job).arg("--out").arg(out).arg("--quiet").output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_job_makes_the_report_of_an_audit_however_lines_are_shared_out() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("t")).unwrap();
    fs::write(folder.path().join("t/ledger.csv"), LEDGER).unwrap();
    let audit = common::audit(&[&folder.path().join("t")], &[]);
    assert_eq!(audit.code, 0, "{}", audit.stderr);
    let shares = [vec![(1..=9).collect()], vec![vec![8, 4], vec![6, 2, 7], vec![1, 3, 9], vec![5]]];
    for (at, shares) in shares.iter().enumerate() {
        let place = folder.path().join(format!("{at}"));
        let job = job(&place, shares);
        let out = place.join("out");
        let (code, said) = report(&job, &out);
        assert_eq!(code, 0, "{said}");
        for file in ["findings.csv", "cleared.csv", "rejects.csv", "reconciliation.csv", "crosscheck.csv"] {
            let made = fs::read_to_string(out.join(file)).unwrap();
            // A job counts records; only who reads a file counts its rows.
            let audited: Vec<String> = audit
                .text(file)
                .split_inclusive('\n')
                .filter(|line| !line.starts_with("ledger.csv,,rows_"))
                .map(str::to_owned)
                .collect();
            assert_eq!(made, audited.concat(), "{file}");
            assert!(made.lines().count() > 1, "{file}");
        }
        let [made, told] = [out, audit.folder.path().join("report")].map(|folder| {
            serde_json::from_slice::<Value>(&fs::read(folder.join("summary.json")).unwrap()).unwrap()
        });
        for part in ["totals", "by_organisation", "by_class", "by_month", "by_supplier", "rules"] {
            assert_eq!(made[part], told[part], "{part}");
        }
        for part in
            ["outcomes", "organisations", "columns", "lines_by_month", "warnings", "skipped", "undated"]
        {
            assert_eq!(made["sources"][0][part], told["sources"][0][part], "{part}");
        }
    }
    // The parts do not show in the result, so the two have one identity and count once.
    let both = folder.path().join("both");
    let output = faxban().arg("report").arg(folder.path()).arg("--out").arg(&both).output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("it is counted once"));
    assert_eq!(rows(&both.join("findings.csv")).len(), audit.rows("findings.csv").len());
}

#[test]
fn rows_of_a_part_have_no_number_in_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let job = job(folder.path(), &[vec![1]]);
    let mut totals = Totals::default();
    for _ in 0..2 {
        let mut part = Totals::default();
        part.screened.unreadable_amounts.add(3);
        part.screened.coverage.see_text("soon", 7);
        part.screened = part.screened.without_places();
        totals.merge(&part);
    }
    let part = serde_json::to_string(&totals).unwrap();
    put(&job.join("totals.parquet/part-00009.snappy.parquet"), &["totals"], &[vec![part]]);
    let out = folder.path().join("out");
    let (code, said) = report(&job, &out);
    assert_eq!(code, 0, "{said}");
    let summary = fs::read_to_string(out.join("summary.json")).unwrap();
    assert!(summary.contains("\"2 lines have amounts that cannot be read\""), "{summary}");
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("Dates that cannot be read") && !page.contains("first in row"));
}

#[test]
fn a_list_without_a_folder_is_empty_and_pence_that_spark_could_not_read_are_not_compared() {
    let folder = tempfile::tempdir().unwrap();
    let job = job(folder.path(), &[vec![1, 2, 5]]);
    for list in ["cleared.parquet", "rejects.parquet"] {
        fs::remove_dir_all(job.join(list)).unwrap();
    }
    let mut result: Value = serde_json::from_slice(&fs::read(job.join(RESULT)).unwrap()).unwrap();
    result["counted"]["pence"] = Value::Null;
    fs::write(job.join(RESULT), result.to_string()).unwrap();
    let out = folder.path().join("out");
    let (code, said) = report(&job, &out);
    assert_eq!(code, 0, "{said}");
    assert_eq!(rows(&out.join("findings.csv")).len(), 2);
    let remarks = fs::read_to_string(out.join("summary.json")).unwrap();
    assert!(
        remarks.contains("Spark's own count of lines agrees; it could not add up the pence"),
        "{remarks}"
    );
}

#[test]
fn lines_without_a_key_are_in_no_row() {
    let folder = tempfile::tempdir().unwrap();
    let job = job(folder.path(), &[vec![1, 2, 5]]);
    let names = names::<Finding>(&columns::findings());
    let (_kept, path) = common::file("ledger.csv", LEDGER);
    let audited = common::audit(&[&path], &[]).rows("findings.csv");
    let found: Vec<Vec<String>> = audited
        .iter()
        .take(2)
        .map(|row| {
            let cell = |name: &&str| if *name == "row" { String::new() } else { row[*name].clone() };
            names.iter().map(cell).collect()
        })
        .collect();
    put(&job.join("findings.parquet/part-00000.snappy.parquet"), &names, &found);
    let out = folder.path().join("out");
    let (code, said) = report(&job, &out);
    assert_eq!(code, 0, "{said}");
    for file in ["summary.md", "report.html", "crosscheck.csv"] {
        let text = fs::read_to_string(out.join(file)).unwrap();
        assert!(!text.contains("row 0"), "{file}: {text}");
        assert!(file != "summary.md" || text.contains("ledger.csv, £"), "{text}");
    }
}

#[test]
fn keys_that_are_no_numbers_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let job = job(folder.path(), &[vec![1, 2, 5]]);
    let rows = [vec!["ledger.csv", "", "PO-7", "too long", "a | b"].into_iter().map(str::to_owned).collect()];
    put(
        &job.join("rejects.parquet/part-00009.snappy.parquet"),
        &names::<Rejected<'_>>(&columns::rejects()),
        &rows,
    );
    let (code, said) = report(&job, &folder.path().join("out"));
    assert!(code == 2 && said.contains("key has \"PO-7\", which is no number of a row"), "{code} {said}");
}

#[test]
fn a_finding_without_words_of_evidence_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let job = job(folder.path(), &[vec![1]]);
    let names = names::<Finding>(&columns::findings());
    let read = |name: &str| names.iter().position(|known| *known == name).unwrap();
    let (_kept, path) = common::file("ledger.csv", LEDGER);
    let audit = common::audit(&[&path], &[]);
    let first = &audit.rows("findings.csv")[0];
    let mut cells: Vec<String> = names.iter().map(|name| first[*name].clone()).collect();
    cells[read("evidence_words")].clear();
    put(&job.join("findings.parquet/part-00000.snappy.parquet"), &names, &[cells]);
    let (code, said) = report(&job, &folder.path().join("out"));
    assert!(code == 2 && said.contains("evidence_words"), "{code} {said}");
}

#[test]
fn a_job_that_lost_lines_or_did_not_end_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let job = job(folder.path(), &[vec![1, 2, 3, 4], vec![5, 6, 7, 8]]);
    let out = folder.path().join("out");
    let result = fs::read_to_string(job.join(RESULT)).unwrap();
    fs::write(job.join(RESULT), result.replace("\"lines\":8", "\"lines\":9")).unwrap();
    let (code, said) = report(&job, &out);
    assert!(code == 4 && said.contains("Spark counted 9 lines"), "{code} {said}");
    fs::write(job.join(RESULT), &result).unwrap();
    fs::remove_file(job.join("findings.parquet/part-00000.snappy.parquet")).unwrap();
    let (code, said) = report(&job, &out);
    assert!(code == 4 && said.contains("its lines and its totals do not agree"), "{code} {said}");
    fs::remove_dir_all(job.join("result.json")).unwrap();
    let (code, said) = report(&job, &out);
    assert!(code == 2 && said.contains("it has no result.json"), "{code} {said}");
    assert!(!out.exists());
}
