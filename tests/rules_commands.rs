//! Rules of one's own: listed, checked, tried on labelled lines, and put in place of those built in.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::Path;

use common::{audit, file, run};

fn copy_rules(to: &Path) {
    for part in ["", "fax"] {
        fs::create_dir_all(to.join(part)).unwrap();
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(part)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), to.join(part).join(entry.file_name())).unwrap();
            }
        }
    }
}

#[test]
fn rules_list_and_show() {
    let list = run(&["rules", "list"]);
    assert!(list.out.contains("fax-paper") && list.out.contains("medicine"), "{}", list.out);
    assert!(run(&["rules", "show", "fax-paper"]).out.contains("rules/fax/consumables.toml:"));
    assert!(run(&["rules", "show", "fax_machine"]).out.contains("fax machine"));
    let unknown = run(&["rules", "show", "nothing-of-the-kind"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("faxban rules list"), "{}", unknown.err);
}

/// Faults are named with file and line, and nothing is audited by such rules.
#[test]
fn rules_check_names_the_place_of_a_fault() {
    let rule = |extra: &str| {
        format!(
            "[[rule]]\nid = \"mine\"\nclass = \"fax_machine\"\nconfidence = \"high\"\nsource = \"a test\"\ncolumns = [\"description\"]\n{extra}\n"
        )
    };
    let examples = "match = [\"wirefax\"]\nno_match = [\"wire\"]";
    let cases = [
        (rule(&format!("phrases = [\"wirefax\"]\ncolour = \"red\"\n{examples}")), 8, "colour"),
        (rule("phrases = [\"wirefax\"]\nno_match = [\"wire\"]"), 1, "match"),
        (rule("phrases = [\"wirefax\"]\nmatch = [\"wirefax\"]"), 1, "no_match"),
        (rule("phrases = [\"wirefax\"]\nmatch = [\"telephone\"]\nno_match = [\"wire\"]"), 8, "telephone"),
        (rule(&format!("patterns = ['wire(fax']\n{examples}")), 7, "wire(fax"),
        (
            rule(&format!("phrases = [\"wirefax\"]\n{examples}")).replace("fax_machine", "fax_engine"),
            3,
            "fax_engine",
        ),
        (
            rule(&format!("phrases = [\"wirefax\"]\n{examples}")).replace("source = \"a test\"\n", ""),
            1,
            "source",
        ),
    ];
    for (content, line, word) in cases {
        let folder = tempfile::tempdir().unwrap();
        copy_rules(folder.path());
        fs::write(folder.path().join("fax/mine.toml"), &content).unwrap();
        let rules = folder.path().to_str().unwrap();
        let said = run(&["rules", "check", rules]);
        assert_eq!(said.code, 2, "{content}");
        let place = format!("mine.toml:{line}");
        assert!(
            said.err.lines().any(|fault| fault.contains(&place) && fault.contains(word)),
            "{place} with {word} not in:\n{}",
            said.err
        );
        let out = folder.path().join("report");
        let audited = run(&["audit", "sample-data", "--rules", rules, "--out", out.to_str().unwrap()]);
        assert_eq!(audited.code, 2);
        assert!(!out.exists());
    }
}

#[test]
fn rules_check_advises_on_what_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    copy_rules(folder.path());
    let rule = "[[rule]]\nid = \"mine\"\nclass = \"fax_machine\"\nconfidence = \"high\"\nsource = \"a test\"\n\
                phrases = [\"fax machine\"]\nmatch = [\"New fax machine\"]\nno_match = [\"wire\"]\n";
    fs::write(folder.path().join("fax/mine.toml"), rule).unwrap();
    let pack = fs::read_to_string(folder.path().join("fax/pack.toml")).unwrap();
    let (before, rest) = pack.split_once("review_by = \"").unwrap();
    let stale = format!("{before}review_by = \"2020{}", &rest[4..]);
    fs::write(folder.path().join("fax/pack.toml"), stale).unwrap();
    let said = run(&["rules", "check", folder.path().to_str().unwrap()]);
    assert_eq!(said.code, 0, "{}", said.err);
    for advice in ["mine.toml:1: rule \"mine\": all its examples", "was to be looked at again by 2020-"] {
        let told = said.out.lines().any(|line| line.starts_with("advice: ") && line.contains(advice));
        assert!(told, "{advice} not in:\n{}", said.out);
    }
}

#[test]
fn own_rules_are_used_and_recorded() {
    let folder = tempfile::tempdir().unwrap();
    copy_rules(folder.path());
    let pack = fs::read_to_string(folder.path().join("fax/pack.toml")).unwrap();
    let stricter = pack.replacen("outcome = \"review\"", "outcome = \"breach\"", 1);
    assert_ne!(pack, stricter);
    fs::write(folder.path().join("fax/pack.toml"), stricter).unwrap();
    let (_folder, path) =
        file("mfd.csv", "Supplier,Date,Amount,Description\nX,01/02/2020,9,Photocopier with fax board\n");
    let built_in = audit(&[&path], &[]);
    let own = audit(&[&path], &["--rules", folder.path().to_str().unwrap()]);
    assert_eq!(built_in.rows("findings.csv")[0]["outcome"], "review");
    assert_eq!(own.rows("findings.csv")[0]["outcome"], "breach");
    let hash = |json: serde_json::Value| json["packs"][0]["sha256"].clone();
    assert_ne!(hash(built_in.json("manifest.json")), hash(own.json("manifest.json")));
}

/// A quotation mark in a cell is written twice, which must not hide the line from a rule that looks for one.
#[test]
fn a_rule_may_look_for_a_quotation_mark() {
    let rules = tempfile::tempdir().unwrap();
    copy_rules(rules.path());
    let machines = rules.path().join("fax/machines.toml");
    let rule = "[[rule]]\nid = \"mine\"\nclass = \"fax_machine\"\nconfidence = \"high\"\nsource = \"a test\"\n\
                columns = [\"description\"]\npatterns = ['zedtron8\" screen']\nmatch = ['Zedtron8\" screen']\nno_match = ['zed']\n";
    fs::write(&machines, format!("{}\n{rule}", fs::read_to_string(&machines).unwrap())).unwrap();
    let (_folder, path) = file(
        "table.csv",
        "Date,Supplier,Description,Amount\n\
         01/02/2020,Acme,\"Zedtron8\"\" screen\",5.00\n\
         02/02/2020,Acme,\"Zedtron8\"\" screen, grey\",5.00\n\
         03/02/2020,Acme,Zedtron8\" screen,5.00\n",
    );
    let found = audit(&[&path], &["--rules", rules.path().to_str().unwrap()]).rows("findings.csv");
    let rows: Vec<_> = found.iter().map(|row| row["row"].as_str()).collect();
    assert_eq!(rows, ["2", "3", "4"]);
}

#[test]
fn backtest_counts_and_shows_every_wrong_line() {
    let (_folder, path) = file(
        "labelled.csv",
        "id,doc_type,supplier,description,manufacturer,model,category,label,ambiguity
A1,ledger,,Brother FAX-2840 fax machine,,,,fax_machine,clear
A2,ledger,,Halifax,,,,none,clear
A3,ledger,,Telephone,,,,fax_machine,clear
A4,ledger,,Storage of fax machine,,,,none,clear
A5,ledger,,Fax,,,,fax_machine,clear
A6,asset,,Stores fax machine,,,,none,clear
A7,ledger,,Fax machine with fax card,,,,fax_machine,judgement
",
    );
    let path = path.to_str().unwrap();
    let text = run(&["rules", "backtest", path]);
    assert_eq!(text.code, 0);
    assert!(text.out.contains("A3") && !text.out.contains("A2"), "{}", text.out);
    let json: serde_json::Value =
        serde_json::from_str(&run(&["rules", "backtest", path, "--format", "json"]).out).unwrap();
    assert_eq!(json["lines"], 7);
    assert_eq!(json["any"], serde_json::json!({"right": 2, "false_alarms": 1, "missed": 1}));
    assert_eq!(json["same_class"], 2);
    // Storage of a machine accuses nobody, and the bare word proves none.
    assert_eq!(json["breach"], serde_json::json!({"right": 1, "false_alarms": 1, "missed": 2}));
    assert!(
        text.out.contains("breaches that are right: 1 of 2, 0.500 (95 % interval 0.094 to 0.905)"),
        "{}",
        text.out
    );
}

#[test]
fn backtest_names_the_lines_that_flip() {
    let (folder, path) = file(
        "labelled.csv",
        "id,doc_type,supplier,description,label,ambiguity
A1,ledger,,Brother FAX-2840 fax machine,fax_machine,clear
A2,ledger,,Photocopier with fax board,mfd_with_fax,clear
A3,ledger,,Copier maintenance,mfd_with_fax,judgement
",
    );
    let path = path.to_str().unwrap();
    let first = run(&["rules", "backtest", path, "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(json["any"]["missed"], 0, "a line on which people may differ is counted apart");
    assert_eq!(json["judgement"]["missed"], 1);
    let saved = folder.path().join("saved.json");
    fs::write(&saved, &first).unwrap();
    let saved = saved.to_str().unwrap();
    assert_eq!(run(&["rules", "backtest", path, "--expect", saved]).code, 0);
    fs::write(saved, first.replace("\"A2\": \"mfd_with_fax\"", "\"A2\": \"fax_machine\"")).unwrap();
    let flipped = run(&["rules", "backtest", path, "--expect", saved]);
    assert_eq!(flipped.code, 1);
    assert_eq!(flipped.err, "faxban: A2 was fax_machine, is now mfd_with_fax; a person says mfd_with_fax\n");
}

#[test]
fn the_examples_of_every_pack_hold() {
    let mut packs = 0;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            let said = run(&["rules", "check", "--pack", entry.file_name().to_str().unwrap()]);
            assert_eq!(said.code, 0, "{}", said.err);
            packs += 1;
        }
    }
    assert!(packs >= 3);
    let unknown = run(&["rules", "check", "--pack", "telex"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("those built in are cctv, fax, pagers"), "{}", unknown.err);
}

#[test]
fn other_packs_judge_by_their_own_duties() {
    let (_folder, path) = file(
        "ledger.csv",
        "Supplier,Date,Amount,Description
A,31/12/2021,90,Pager rental Q4
A,01/01/2022,90,Pager rental Q1
A,23/11/2022,400,Hikvision dome camera
A,24/11/2022,400,Hikvision dome camera
A,24/11/2022,400,Fax machine
",
    );
    let outcomes = |pack: &str| -> Vec<String> {
        let audit = audit(&[&path], &["--pack", pack]);
        assert_eq!(audit.json("manifest.json")["packs"][0]["id"], pack);
        audit.rows("findings.csv").iter().map(|row| format!("{} {}", row["row"], row["outcome"])).collect()
    };
    assert_eq!(outcomes("pagers"), ["2 compliant", "3 indicator"]);
    assert_eq!(outcomes("cctv"), ["4 compliant", "5 review"]);
    assert_eq!(outcomes("fax"), ["6 breach"]);
    let (_folder, register) =
        file("register.csv", "Asset Number,Description,Status\nA1,Ward bleep,In use\nA2,Two-pager,In use\n");
    let held = audit(&[&register], &["--pack", "pagers"]);
    assert_eq!(held.rows("findings.csv")[0]["outcome"], "review");
    assert_eq!(held.rows("cleared.csv")[0]["exclusion"], "page-of-paper");
}

/// What `docs/rules.md` teaches: a pattern in an exclusion, and an example, mend a false alarm.
#[test]
fn a_false_alarm_is_mended_by_a_pattern_and_an_example() {
    let explained = |rules: Option<&str>| {
        let text = ["explain", "--text", "Faxby Hall gardens", "--date", "2020-05-01"];
        run(&text
            .into_iter()
            .chain(rules.into_iter().flat_map(|rules| ["--rules", rules]))
            .collect::<Vec<_>>())
        .out
    };
    assert!(explained(None).contains("Outcome: review"));
    let folder = tempfile::tempdir().unwrap();
    copy_rules(folder.path());
    let path = folder.path().join("fax/near-misses.toml");
    let rules = fs::read_to_string(&path).unwrap();
    let place = rules.find("id = \"place-or-firm\"").unwrap();
    let (before, rest) = rules.split_at(place);
    let mended = rest.replacen("patterns = [", "patterns = [\n    '\\bfaxby hall\\b',", 1).replacen(
        "match = [",
        "match = [\n    \"Faxby Hall gardens\",",
        1,
    );
    fs::write(&path, format!("{before}{mended}")).unwrap();
    let rules = folder.path().to_str().unwrap();
    assert_eq!(run(&["rules", "check", rules]).code, 0);
    assert!(explained(Some(rules)).contains("Outcome: cleared"), "{}", explained(Some(rules)));
}
