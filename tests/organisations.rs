//! A report for each organisation: its own lines and nothing of the others, and together the whole.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{Audit, audit, file, rows, second_month};
use proptest::prelude::*;

/// Lines of three trusts in one file; one of them is written in two ways, and two have a file of their own.
fn shared() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("shared.csv"),
        "Entity,Supplier,Date,PO Number,Amount,Description
Alderbeck NHS Trust,Inkwell,01/02/2020,A1,10.00,Fax machine alphaword
ALDERBECK  nhs trust ,Inkwell,02/02/2020,A2,11.00,Paper clips
Bramfold NHS Trust,Betaseller,03/02/2020,B1,-12.00,Fax machine betaword
Bramfold NHS Trust,Betaseller,03/02/2020,B2,13.50,Halifax betabank
Bramfold NHS Trust,Betaseller,04/02/2020,B3,14.00,
Crossmere NHS Trust,Gammaseller,05/02/2020,C1,15.00,Photocopier with fax gammaword
Crossmere NHS Trust,Gammaseller,gammareject,05/02/2020,C2,15.00,Desk
,Nobody,06/02/2020,N1,16.00,Fax machine deltaword
Total,,,,82.50,
",
    )
    .unwrap();
    fs::write(
        folder.path().join("beta.csv"),
        "Entity,Supplier,Date,Amount,Description
Bramfold NHS Trust,Betaseller,31/02/2020,17.00,Fax machine betaword
Bramfold NHS Trust,Betaseller,03/02/2020,18.00,Desk,betareject
",
    )
    .unwrap();
    fs::write(folder.path().join("broken.csv"), "").unwrap();
    folder
}

fn cut_audit() -> (tempfile::TempDir, Audit) {
    let folder = shared();
    let audit = audit(&[folder.path()], &["--per-organisation"]);
    (folder, audit)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn each_organisation_has_a_folder_with_every_file() {
    let (_folder, audit) = cut_audit();
    assert_eq!(audit.code, 3, "{}", audit.stderr);
    let all = audit.file("organisations");
    assert_eq!(
        names(&all),
        ["alderbeck-nhs-trust", "bramfold-nhs-trust", "crossmere-nhs-trust", "not-stated"]
    );
    let whole: Vec<String> =
        names(&audit.file("")).into_iter().filter(|name| name != "organisations").collect();
    for folder in files(&all) {
        assert_eq!(names(&folder), whole);
    }
    assert!(audit.stdout.contains("A report for each of 4 organisations"), "{}", audit.stdout);
    let manifest = audit.json("manifest.json");
    let outputs = manifest["outputs"].as_object().unwrap();
    assert_eq!(outputs.len(), whole.len() - 1 + 4 * whole.len());
    for (name, output) in outputs {
        let written = fs::read(audit.file(name)).unwrap();
        assert_eq!(output["bytes"], written.len(), "{name}");
    }
}

/// Words that only lines of the one or the other have; packed files are unpacked first.
#[test]
fn nothing_of_the_others_is_in_any_file() {
    let (_folder, audit) = cut_audit();
    let of = BTreeMap::from([
        ("alderbeck-nhs-trust", vec!["Alderbeck", "ALDERBECK", "alphaword"]),
        (
            "bramfold-nhs-trust",
            vec!["Bramfold", "Betaseller", "betaword", "betabank", "betareject", "beta.csv"],
        ),
        ("crossmere-nhs-trust", vec!["Crossmere", "Gammaseller", "gammaword", "gammareject"]),
        ("not-stated", vec!["Nobody", "deltaword"]),
    ]);
    for (slug, own) in &of {
        let mut all = String::new();
        for path in files(&audit.file(&format!("organisations/{slug}"))) {
            all += &content(&path);
        }
        for (other, words) in &of {
            for word in words.iter().filter(|word| **word != "gammareject") {
                assert_eq!(all.contains(word), other == slug, "{word} in {slug}");
            }
        }
        assert!(!all.contains("broken.csv") && !all.contains("gammareject"), "{slug} {own:?}");
    }
}

/// What changed, what lines show together and what the lists say goes over, and again nothing of the others.
#[test]
fn each_has_its_own_of_what_a_month_adds() {
    let audit = second_month(&["--per-organisation"]);
    assert_eq!(audit.code, 0, "{}", audit.stderr);
    let folder = |slug: &str| audit.file(&format!("organisations/{slug}"));
    let [alpha, beta, gamma] =
        ["alderbeck-nhs-trust", "bramfold-nhs-trust", "crossmere-nhs-trust"].map(folder);
    let words = [
        (
            &alpha,
            ["Alderbeck", "AL-1", "alphaward", "alphagone", "alphapaper", "alphareason", "alphadecided"],
        ),
        (&beta, ["Bramfold", "BR-1", "betaward", "betatwo", "betapaper", "betareason", "betadecided"]),
        (
            &gamma,
            [
                "Crossmere",
                "Crossmere NHS Trust",
                "gammalost",
                "crossmere.csv",
                "Gammaseller",
                "gammatoner",
                "gammalost",
            ],
        ),
    ];
    for (own, _) in &words {
        let all: String = files(own).iter().map(|path| content(path)).collect();
        assert!(!all.contains("Nowhere NHS Trust") && !all.contains("ZZ-1"), "{}", own.display());
        for (other, words) in &words {
            for word in words {
                assert_eq!(all.contains(word), own == other, "{word} in {}", own.display());
            }
        }
    }
    let changes = |own: &Path| -> BTreeMap<String, String> {
        let cells = |row: common::Row| (row["text"].clone(), row["change"].clone());
        rows(&own.join("changes.csv")).into_iter().map(cells).collect()
    };
    let expected = |rows: &[(&str, &str)]| -> BTreeMap<String, String> {
        rows.iter().map(|(text, change)| ((*text).to_owned(), (*change).to_owned())).collect()
    };
    assert_eq!(
        changes(&alpha),
        expected(&[
            ("Fax machine alphaward · FAX-2840", "changed"),
            ("Fax machine alphatwo · FAX-2840", "resolved"),
            ("Fax machine alphagone · FAX-2840", "vanished"),
            ("Fax machine alphanew · FAX-2840", "new"),
        ])
    );
    assert_eq!(changes(&gamma)["Fax machine gammalost · FAX-2840"], "not_comparable");
    for own in [&alpha, &beta] {
        let pairs = rows(&own.join("crosscheck.csv"));
        let pair = pairs.iter().find(|row| row["check"] == "same_machine").unwrap();
        assert_eq!(
            pair["sentence"],
            "Another organisation's register has a line with the same serial number. Find out who has the machine."
        );
        assert!(pair["left_text"].starts_with("Fax machine") && pair["right_text"].is_empty(), "{pair:?}");
    }
    let declared = rows(&alpha.join("declarations.csv"));
    assert_eq!(declared.len(), 3, "its own findings after it: {declared:?}");
    assert!(declared.iter().all(|row| row["lines_audited"] == "3" && row["lines_assessable"] == "3"));
    assert!(!gamma.join("declarations.csv").exists());
    let summary: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(alpha.join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["exemptions"]["findings_back"], 1);
    assert_eq!(summary["exemptions"]["list"].as_array().unwrap().len(), 1);
    assert_eq!(summary["decisions"]["given"], 2);
    assert_eq!(summary["decisions"]["vanished"][0]["description"], "Fax machine alphagone");
    let gamma = fs::read_to_string(gamma.join("summary.json")).unwrap();
    assert!(gamma.contains("was there in the last report (1 line) and is missing now"), "{gamma}");
}

/// A ledger's first and last day may be another's.
#[test]
fn the_days_that_a_shared_ledger_covers_stay_in_the_whole_report() {
    let folder = tempfile::tempdir().unwrap();
    let register = "Organisation,Asset Tag,Model,Description,Status\nAlder,A1,FAX-2840,Fax machine,In use\n";
    fs::write(folder.path().join("register.csv"), register).unwrap();
    let ledger = "Entity,Supplier,Date,Amount,Description
Alder,Firm,01/06/2020,1.00,Paper
Bracken,Firm,02/09/2021,2.00,Paper
";
    fs::write(folder.path().join("ledger.csv"), ledger).unwrap();
    let audit = audit(&[folder.path()], &["--per-organisation"]);
    let said = |file: &str| {
        let pairs = rows(&audit.file(file));
        pairs.into_iter().find(|row| row["check"] == "never_paid").unwrap()["sentence"].clone()
    };
    let whole = said("crosscheck.csv");
    assert!(whole.contains("found in ledger.csv, 2020-06-01 to 2021-09-02."), "{whole}");
    let own = said("organisations/alder/crosscheck.csv");
    assert!(own.contains("found in ledger.csv.") && !own.contains("2021"), "{own}");
}

/// A file's text; of a packed one that of its members.
fn content(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(&bytes)) else {
        return String::from_utf8_lossy(&bytes).into_owned();
    };
    let mut all = String::new();
    for index in 0..archive.len() {
        let mut member = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_index(index).unwrap(), &mut member).unwrap();
        all += &String::from_utf8_lossy(&member);
    }
    all
}

#[test]
fn a_cut_says_what_is_left_out() {
    let (_folder, audit) = cut_audit();
    let summary = |slug: &str| audit.json(&format!("organisations/{slug}/summary.json"));
    let bramfold = summary("bramfold-nhs-trust");
    let remarks = bramfold["remarks"].to_string();
    for part in [
        "the part of Bramfold NHS Trust",
        "cannot be given to an organisation and are left out: 1.",
        "Files that could not be read",
    ] {
        assert!(remarks.contains(part), "{part} not in {remarks}");
    }
    assert_eq!(bramfold["reconciles"], true);
    assert_eq!(bramfold["totals"]["lines"], 5, "{remarks}");
    assert_eq!(bramfold["problems"], serde_json::json!([]));
    let rejects = rows(&audit.file("organisations/bramfold-nhs-trust/rejects.csv"));
    assert_eq!(rejects.len(), 1, "of its own file only");
    assert!(rejects[0]["raw"].contains("betareject"));
    let inputs = &audit.json("organisations/alderbeck-nhs-trust/manifest.json")["inputs"];
    assert_eq!((inputs.as_array().unwrap().len(), &inputs[0]["records"]), (1, &serde_json::json!(2)));
    let tables = summary("alderbeck-nhs-trust")["by_organisation"].to_string();
    assert!(tables.contains("Alderbeck") && !tables.contains("Crossmere"), "{tables}");
}

#[test]
fn findings_keep_their_ids_and_places() {
    let (_folder, audit) = cut_audit();
    let mut all: Vec<_> = Vec::new();
    for folder in files(&audit.file("organisations")) {
        all.extend(rows(&folder.join("findings.csv")));
    }
    let mut whole = audit.rows("findings.csv");
    all.sort();
    whole.sort();
    assert_eq!(all, whole);
    assert_eq!(whole.len(), 5);
}

#[test]
fn one_organisation_needs_no_cut() {
    let (_folder, path) =
        file("ledger.csv", "Supplier,Date,Amount,Description\nX,01/02/2020,9,Fax machine\n");
    let alone = audit(&[&path], &["--per-organisation"]);
    assert!(!alone.file("organisations").exists());
    assert!(alone.stdout.contains("not several organisations"), "{}", alone.stdout);
    let folder = shared();
    let given = audit(&[folder.path()], &["--per-organisation", "--org", "RX1"]);
    assert!(!given.file("organisations").exists(), "{}", given.stdout);
}

/// A code is who it is, however the name is written.
#[test]
fn a_code_joins_spellings() {
    let (_folder, path) = file(
        "ledger.csv",
        "Entity,ODS Code,Supplier,Date,Amount,Description
Alderbeck Hospitals,RA1,X,01/02/2020,9,Fax machine
Alderbeck Hosps,RA1,X,01/02/2020,10,Fax machine
,RB1,X,01/02/2020,11,Fax machine
Twin Hospital,RC1,X,01/02/2020,12,Fax machine
Twin Hospital,RD1,X,01/02/2020,13,Desk
Alderbeck Hosps,,X,01/02/2020,14,Desk
",
    );
    let audit = audit(&[&path], &["--per-organisation"]);
    assert_eq!(names(&audit.file("organisations")), ["ra1", "rb1", "rc1", "rd1"]);
    let lines = |slug: &str| {
        audit.json(&format!("organisations/{slug}/summary.json"))["totals"]["lines"].as_u64().unwrap()
    };
    assert_eq!(["ra1", "rb1", "rc1", "rd1"].map(lines), [3, 1, 1, 1]);
}

fn pence(text: &str) -> i128 {
    text.replace('.', "").parse().unwrap()
}

/// Lines and pence by outcome, of one report.
fn sums(folder: &Path) -> BTreeMap<String, (u64, i128)> {
    let all =
        rows(&folder.join("reconciliation.csv")).into_iter().filter(|row| row["source"] == "(all sources)");
    all.map(|row| (row["outcome"].clone(), (row["lines"].parse().unwrap(), pence(&row["net"])))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// All cuts together are the whole, but for the rows of the shared table that are no lines.
    #[test]
    fn cuts_add_up_to_the_whole(
        lines in prop::collection::vec(
            (
                prop::sample::select(["Alderbeck", "ALDERBECK ", "Bramfold", "Ça & là", "Ca la", "\"The \"\"Old\"\" Trust\"", "\u{a0}", ""].as_slice()),
                prop::sample::select(["Fax machine", "Halifax", "Desk", "", "Copier with fax", "fax", "telefaxed é"].as_slice()),
                -9999_i64..9999,
                prop::sample::select(["01/02/2020", "31/02/2020", ""].as_slice()),
            ),
            2..40,
        ),
    ) {
        let mut ledger = "Entity,Supplier,Date,Reference,Amount,Description\n".to_owned();
        for (name, words, amount, date) in &lines {
            ledger += &format!("{name},Firm,{date},R,{}.{:02},{words}\n", amount / 100, (amount % 100).abs());
        }
        ledger += "Bramfold,Firm,01/02/2020,R,1,Desk,more\nTotal,,,,5,\n";
        let (_folder, path) = file("ledger.csv", ledger);
        let audit = audit(&[&path], &["--per-organisation"]);
        let mut whole = sums(&audit.file(""));
        // Where not one line says what was bought, nothing was found out, and the code tells.
        let lines_of = |outcome: &str| whole.get(outcome).map_or(0, |(lines, _)| *lines);
        let audited = lines_of("total") - lines_of("skipped") - lines_of("rejected");
        let is_silent = audited > 0 && lines_of("not_assessable") == audited;
        // So it does where a line may be one more of what the line above names.
        let unplaced = audit.rows("mentions.csv").iter().any(|row| row["state"] == "unplaced");
        prop_assert_eq!(audit.code, if is_silent || unplaced { 3 } else { 0 }, "{}", audit.stderr);
        let mut together: BTreeMap<String, (u64, i128)> = BTreeMap::new();
        if !audit.file("organisations").exists() {
            return Ok(());
        }
        for folder in files(&audit.file("organisations")) {
            let summary: serde_json::Value =
                serde_json::from_str(&fs::read_to_string(folder.join("summary.json")).unwrap()).unwrap();
            prop_assert_eq!(&summary["reconciles"], true, "{}", summary["differences"]);
            for (outcome, (lines, net)) in sums(&folder) {
                let sum = together.entry(outcome).or_default();
                *sum = (sum.0 + lines, sum.1 + net);
            }
        }
        for left in ["skipped", "rejected"] {
            let (lines, net) = whole.remove(left).unwrap_or_default();
            let total = whole.get_mut("total").unwrap();
            *total = (total.0 - lines, total.1 - net);
        }
        together.retain(|_, (lines, _)| *lines > 0);
        prop_assert_eq!(together, whole);
    }
}
