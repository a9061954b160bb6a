//! Results of several audits become one report: the same whatever their order, with every line counted once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{AS_OF, faxban, rows, sample, second_month};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A folder for tables and results.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a table.
    fn table(&self, name: &str, text: &str) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Audits a folder; the result goes below `results`.
    fn audit(&self, folder: &Path, result: &str, arguments: &[&str]) {
        let out = self.at("results").join(result);
        let day = if arguments.contains(&"--as-of") { vec![] } else { vec!["--as-of", AS_OF] };
        let mut command = faxban();
        command.arg("audit").arg(folder).args(day).args(arguments).arg("--quiet").arg("--out").arg(out);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Merges results into a folder; the exit code and what was said.
    fn merge(&self, results: &[&str], out: &str, arguments: &[&str]) -> (i32, String) {
        let mut command = faxban();
        command.arg("report").args(results.iter().map(|name| self.at(name)));
        let output = command.args(arguments).arg("--out").arg(self.at(out)).output().unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap());
        (output.status.code().unwrap(), said.concat())
    }

    fn merged(&self, results: &[&str], out: &str) -> BTreeMap<String, Vec<u8>> {
        let (code, said) = self.merge(results, out, &["--quiet"]);
        assert_eq!(code, 0, "{said}");
        files(&self.at(out))
    }

    fn summary(&self, report: &str) -> Value {
        serde_json::from_slice(&fs::read(self.at(report).join("summary.json")).unwrap()).unwrap()
    }

    fn remarks(&self, report: &str) -> String {
        self.summary(report)["remarks"].as_array().unwrap().iter().map(|r| r.as_str().unwrap()).collect()
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

/// The three trusts of the sample data, each audited by itself.
fn three_trusts() -> Place {
    let place = Place::new();
    let exemptions = sample("exemptions.csv");
    for trust in ["calderbrook", "saltersea", "wharfemoor"] {
        place.audit(&sample(trust), trust, &["--exemptions", exemptions.to_str().unwrap()]);
    }
    place
}

#[test]
fn the_order_of_results_and_merging_in_steps_make_no_difference() {
    let place = three_trusts();
    let [a, b, c] = ["results/calderbrook", "results/saltersea", "results/wharfemoor"];
    let whole = place.merged(&[a, b, c], "whole");
    for order in [[a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] {
        assert_eq!(place.merged(&order, "again"), whole);
    }
    for (first, last) in [([a, b], c), ([c, a], b), ([b, c], a)] {
        place.merged(&first, "two");
        assert_eq!(place.merged(&["two", last], "again"), whole);
        assert_eq!(place.merged(&[last, "two"], "again"), whole);
        assert_eq!(
            place.merged(&["two", last, first[0]], "again"),
            whole,
            "a result given twice counts once"
        );
    }
    assert_eq!(place.merged(&["whole"], "again"), whole);
    assert_eq!(place.merged(&["results"], "again"), whole, "a folder of results stands for all in it");
}

#[test]
fn what_is_merged_is_what_one_audit_of_all_folders_finds() {
    let place = three_trusts();
    place.merged(&["results"], "merged");
    place.audit(&sample(""), "whole", &[]);
    let (merged, whole) = (place.at("merged"), place.at("results/whole"));
    for file in ["findings.csv", "cleared.csv", "rejects.csv", "crosscheck.csv"] {
        let [one, other] = [&merged, &whole].map(|folder| fs::read_to_string(folder.join(file)).unwrap());
        assert!(one.lines().count() > 1, "{file}");
        assert_eq!(one, other, "{file}");
    }
    let (one, other) = (place.summary("merged"), place.summary("results/whole"));
    for part in
        ["totals", "by_organisation", "by_class", "by_month", "by_supplier", "rules", "masked", "sources"]
    {
        assert_eq!(one[part], other[part], "{part}");
    }
    let lines = fs::read_to_string(merged.join("reconciliation.csv")).unwrap();
    assert!(lines.starts_with(&fs::read_to_string(whole.join("reconciliation.csv")).unwrap()));
    let own: Vec<BTreeMap<String, String>> = rows(&merged.join("reconciliation.csv"))
        .into_iter()
        .filter(|r| r["source"].starts_with("(result"))
        .collect();
    assert_eq!(own.iter().map(|r| r["lines"].parse::<u64>().unwrap()).sum::<u64>(), 60);
    let manifest: Value = serde_json::from_slice(&fs::read(merged.join("manifest.json")).unwrap()).unwrap();
    let page = fs::read_to_string(merged.join("report.html")).unwrap();
    assert!(page.contains("Merged from 3 results, with the SHA-256 of their manifests"));
    let result = &manifest["results"][2];
    let bytes = fs::read(place.at("results/wharfemoor/manifest.json")).unwrap();
    assert_eq!((&result["name"], &result["manifest_sha256"]), (&"wharfemoor".into(), &hash(&bytes).into()));
}

#[test]
fn one_result_with_every_list_comes_out_as_it_was() {
    let audit = second_month(&[]);
    let place = Place::new();
    let own = audit.folder.path().join("report");
    let (code, said) = place.merge(&[own.to_str().unwrap()], "one", &["--quiet"]);
    assert_eq!(code, 0, "{said}");
    let [was, is] = [&own, &place.at("one")].map(|folder| files(folder));
    let same = ["findings.csv", "cleared.csv", "rejects.csv", "reconciliation.csv", "crosscheck.csv"];
    for file in same.into_iter().chain(["declarations.csv"]) {
        assert_eq!(String::from_utf8_lossy(&was[file]), String::from_utf8_lossy(&is[file]), "{file}");
    }
    let [mut was, mut is] =
        [&was, &is].map(|files| serde_json::from_slice::<Value>(&files["summary.json"]).unwrap());
    let told = is["remarks"].as_array_mut().unwrap().pop().unwrap();
    assert!(told.as_str().unwrap().contains("What changed since the report of 2026-10-31"), "{told}");
    for summary in [&mut was, &mut is] {
        summary.as_object_mut().unwrap().retain(|key, _| key != "comparison" && key != "results");
    }
    assert_eq!(was, is);
}

#[test]
fn without_a_comparison_page_and_workbook_are_the_same_bytes() {
    let place = three_trusts();
    let was = files(&place.at("results/wharfemoor"));
    let is = place.merged(&["results/wharfemoor"], "one");
    for (file, bytes) in &was {
        let differs = ["summary.json", "manifest.json"].contains(&file.as_str());
        assert_eq!(*bytes != is[file], differs, "{file}");
    }
}

const LEDGER: &str = "Supplier,Date,Amount,Description,Order No
Inkwell,01/06/2019,120.00,Brother FAX-2840,PO-1
Inkwell,02/06/2019,80.00,Brother FAX-2840,PO-2
Inkwell,03/06/2019,1.00,Paper,PO-3
";

#[test]
fn lines_without_an_organisation_belong_to_their_result() {
    let place = Place::new();
    place.table("n/ledger.csv", LEDGER);
    place.table("s/ledger.csv", &LEDGER.replace("80.00", "85.00"));
    place.audit(&place.at("n"), "north/2026-11-23", &[]);
    place.audit(&place.at("s"), "south", &[]);
    let (code, said) = place.merge(&["results/south", "results/north/2026-11-23"], "both", &[]);
    assert_eq!(code, 0, "{said}");
    let found = rows(&place.at("both/findings.csv"));
    let told: Vec<[&str; 3]> =
        found.iter().map(|r| ["organisation", "source", "amount"].map(|c| r[c].as_str())).collect();
    let expected = [
        ["north", "north/ledger.csv", "120.00"],
        ["north", "north/ledger.csv", "80.00"],
        ["south", "south/ledger.csv", "120.00"],
        ["south", "south/ledger.csv", "85.00"],
    ];
    assert_eq!(told, expected);
    // The same line in two results has two ids, and the reader is told.
    assert_eq!(found[2]["finding_id"], format!("{}-2", found[0]["finding_id"]));
    assert!(
        place.remarks("both").contains("1 finding stands in more than one result"),
        "{}",
        place.remarks("both")
    );
    assert!(said.contains("the totals of 2 results add up to them"), "{said}");
    // Orders of the same number are two trusts', so nothing is said of them together.
    let pairs = rows(&place.at("both/crosscheck.csv"));
    assert!(pairs.iter().all(|pair| pair["right_row"].is_empty()), "{pairs:?}");
    place.merged(&["results/north"], "one");
    assert_eq!(place.merged(&["results/south", "one"], "again"), files(&place.at("both")));
}

#[test]
fn a_file_that_two_results_have_is_counted_once() {
    let place = Place::new();
    place.table("a/ledger.csv", LEDGER);
    place.table("b/copy of ledger.csv", LEDGER);
    place.table("b/more.csv", &LEDGER.replace("PO-", "QO-"));
    for folder in ["a", "b"] {
        place.audit(&place.at(folder), folder, &["--org", "RX1"]);
    }
    let whole = place.merged(&["results"], "both");
    assert_eq!(place.summary("both")["totals"]["lines"], 6);
    let said = place.remarks("both");
    assert!(
        said.contains("b/copy of ledger.csv: the same, byte for byte, as a/ledger.csv; counted once."),
        "{said}"
    );
    let lines = fs::read_to_string(place.at("both/reconciliation.csv")).unwrap();
    assert!(
        lines.contains("\"(of these in two results, left out once)\",,total,3,201.00,0.00,201.00"),
        "{lines}"
    );
    assert_eq!(place.merged(&["both"], "again"), whole);
    assert_eq!(place.merged(&["both", "results/a"], "again"), whole);
    assert_eq!(place.merged(&["results/b", "both"], "again"), whole);
    // Bytes that two organisations sent are lines of both, as in an audit.
    place.audit(&place.at("a"), "c", &["--org", "RX2"]);
    place.merged(&["results/a", "results/c"], "two");
    assert_eq!(place.summary("two")["totals"]["lines"], 6);
    assert!(place.remarks("two").contains("of another organisation; both are counted"));
}

#[test]
fn results_that_were_judged_in_different_ways_are_refused_unless_told_otherwise() {
    let place = Place::new();
    place.table("t/ledger.csv", LEDGER);
    place.audit(&place.at("t"), "north", &[]);
    place.audit(&place.at("t"), "south", &["--as-of", "2026-10-31"]);
    place.audit(&place.at("t"), "west", &["--pack", "pagers"]);
    let (code, said) = place.merge(&["results/north", "results/south"], "out", &[]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("2026-10-31: south; 2026-11-23: north") && said.contains("--mixed-dates"),
        "{said}"
    );
    assert!(!place.at("out").exists());
    let (code, said) = place.merge(&["results/north", "results/west"], "out", &[]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("different rules") && said.contains("--mixed-packs"), "{said}");
    let (code, said) = place.merge(&["results/north", "results/south"], "out", &["--mixed-dates"]);
    assert_eq!(code, 0, "{said}");
    assert!(place.remarks("out").contains("judged as of different days"));
    assert_eq!(place.summary("out")["as_of"], AS_OF);
    let (code, said) = place.merge(&["results/north", "results/west"], "out", &["--mixed-packs"]);
    assert_eq!(code, 0, "{said}");
    assert!(place.remarks("out").contains("judged by different rules"));
}

#[test]
fn what_was_changed_or_is_not_whole_is_refused_by_name() {
    let place = Place::new();
    place.table("t/ledger.csv", LEDGER);
    for trust in ["north", "south"] {
        place.audit(&place.at("t"), trust, &["--org", trust]);
    }
    let refused = |file: &str, change: &dyn Fn(&Path), told: &str| {
        let path = place.at("results/south").join(file);
        let was = fs::read(&path).unwrap();
        change(&path);
        let (code, said) = place.merge(&["results"], "out", &[]);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(told), "{said}");
        fs::write(&path, was).unwrap();
    };
    let edit =
        |path: &Path| fs::write(path, fs::read_to_string(path).unwrap().replace("120.00", "12.00")).unwrap();
    refused("findings.csv", &edit, "south/findings.csv was changed after faxban wrote it");
    let gone = |path: &Path| fs::remove_file(path).unwrap();
    refused("rejects.csv", &gone, "south/rejects.csv cannot be read");
    refused("manifest.json", &gone, "south is half a report: it has report.html, but no manifest.json");
    let (code, said) = place.merge(&["t"], "out", &[]);
    assert!(code == 2 && said.contains("is no report of faxban, and no folder in it is one"), "{said}");
    let (code, said) = place.merge(&["results/south"], "results/south", &[]);
    assert!(code == 2 && said.contains("is where the merged report goes"), "{said}");
    // People write their answers into the workbook.
    fs::write(place.at("results/south/findings.xlsx"), "answers").unwrap();
    let (code, said) = place.merge(&["results"], "out", &[]);
    assert_eq!(code, 0, "{said}");
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

type Change<'c> = &'c dyn Fn(String) -> String;

/// Changes a file of a result so that its manifest knows nothing of it.
fn forge(result: &Path, file: &str, change: Change<'_>) {
    let was = fs::read_to_string(result.join(file)).unwrap();
    let is = change(was.clone());
    assert_ne!(was, is);
    let manifest = fs::read_to_string(result.join("manifest.json")).unwrap();
    fs::write(result.join("manifest.json"), manifest.replace(&hash(was.as_bytes()), &hash(is.as_bytes())))
        .unwrap();
    fs::write(result.join(file), is).unwrap();
}

#[test]
fn a_result_whose_sums_do_not_agree_is_not_counted() {
    let lost = |text: String| {
        text.lines().filter(|line| !line.contains("PO-2")).map(|line| format!("{line}\n")).collect()
    };
    let dearer = |text: String| text.replace("\"200.00\"", "\"200.01\"");
    let admitted =
        |text: String| text.replace("\"differences\": []", "\"differences\": [\"a.csv: 2 lines\"]");
    let cases: [(&str, Change<'_>, &str); 3] = [
        (
            "findings.csv",
            &lost,
            "the lists have 1 lines (12000 pence net) breach, and the account 2 (20000 pence)",
        ),
        ("summary.json", &dearer, "breach, and the account 2 (20001 pence)"),
        ("summary.json", &admitted, "its totals do not reconcile"),
    ];
    for (file, change, told) in cases {
        let place = Place::new();
        place.table("t/ledger.csv", LEDGER);
        place.audit(&place.at("t"), "north", &[]);
        forge(&place.at("results/north"), file, change);
        let (code, said) = place.merge(&["results"], "out", &[]);
        assert!(said.contains(told), "{said}");
        assert_eq!(code, 4, "{said}");
        assert!(!place.at("out").exists());
    }
}

#[test]
fn of_dated_reports_the_latest_counts_and_a_merged_report_is_a_baseline() {
    let place = Place::new();
    place.table("october/ledger.csv", LEDGER);
    place.table("november/ledger.csv", &format!("{LEDGER}Inkwell,01/07/2019,95.00,Brother FAX-2840,PO-4\n"));
    place.audit(&place.at("october"), "north/{as_of}", &["--as-of", "2026-10-31", "--org", "RX1"]);
    place.audit(&place.at("october"), "south/{as_of}", &["--as-of", "2026-10-31", "--org", "RX2"]);
    let (code, said) = place.merge(&["results"], "results/national/{as_of}", &["--quiet"]);
    assert_eq!(code, 0, "{said}");
    for (trust, org) in [("north/{as_of}", "RX1"), ("south/{as_of}", "RX2")] {
        place.audit(&place.at("november"), trust, &["--org", org]);
    }
    let baseline = place.at("results/national/2026-10-31");
    let more = ["--quiet", "--fail-on", "breach", "--baseline", baseline.to_str().unwrap()];
    let (code, said) = place.merge(&["results"], "results/national/{as_of}", &more);
    assert_eq!(code, 1, "{said}");
    let merged = "results/national/latest";
    assert_eq!(place.summary(merged)["results"].as_array().unwrap().len(), 2);
    let changes = rows(&place.at(merged).join("changes.csv"));
    assert_eq!(changes.iter().filter(|row| row["change"] == "new").count(), 2);
    assert_eq!(changes.iter().filter(|row| row["change"] == "persisting").count(), 4);
    // A trust's result that lies among the days of another would be missed.
    place.audit(&place.at("october"), "north/side", &["--org", "RX3"]);
    let (code, said) = place.merge(&["results/north"], "out", &[]);
    assert!(code == 2 && said.contains("side, which is no earlier report of the same"), "{said}");
}

#[test]
fn the_reports_of_each_organisation_merge_to_the_whole() {
    let place = Place::new();
    let head = "Organisation,Supplier,Date,Amount,Description\n";
    let lines = "Alder Trust,Inkwell,01/06/2019,120.00,Brother FAX-2840\nBram Trust,Inkwell,01/06/2019,80.00,Fax toner\n";
    place.table("t/shared.csv", &format!("{head}{lines}{lines}"));
    place.audit(&place.at("t"), "whole", &["--per-organisation"]);
    place.merged(&["results/whole/organisations"], "merged");
    let ids = |report: &str| -> Vec<String> {
        let mut ids: Vec<_> = rows(&place.at(report).join("findings.csv"))
            .iter()
            .map(|row| row["finding_id"].clone())
            .collect();
        ids.sort();
        ids
    };
    assert_eq!(ids("merged"), ids("results/whole"));
    assert_eq!(ids("merged").len(), 4);
    assert!(!place.remarks("merged").contains("byte for byte"), "{}", place.remarks("merged"));
    // The whole and a part of it have lines in common.
    place.merged(&["results/whole", "results/whole/organisations/alder-trust"], "both");
    assert!(place.remarks("both").contains("look whether lines count twice"), "{}", place.remarks("both"));
}

#[test]
fn no_result_below_a_folder_is_missed_in_silence() {
    let place = three_trusts();
    let (one, other) = (place.at("results/saltersea"), place.at("results/wharfemoor"));
    common::copy(&one, &place.at("all/saltersea"));
    // A day that did not reconcile, and was not audited again.
    let aside = place.at("all/wharfemoor/2026-10-31-unbalanced");
    common::copy(&other, &aside);
    forge(&aside, "summary.json", &|text| {
        text.replace("\"differences\": []", "\"differences\": [\"a.csv: 2 lines\"]")
    });
    let (code, said) = place.merge(&["all"], "out", &[]);
    assert!(code == 4 && said.contains("2026-10-31-unbalanced"), "{code} {said}");
    // It was audited again since.
    common::copy(&other, &place.at("all/wharfemoor/2026-10-31"));
    assert_eq!(place.merge(&["all"], "whole", &[]).0, 0);
    common::copy(&one, &place.at("all/a/b/c/d/e/f"));
    let (code, said) = place.merge(&["all"], "out", &[]);
    assert!(code == 2 && said.contains("too deep to be looked into"), "{code} {said}");
    assert!(!place.at("out").exists());
}
