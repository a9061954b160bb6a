//! What the commands and options do, as a user meets them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::io::Write;
use std::path::Path;

use common::{audit, faxban, file};

const LEDGER: &str = "Supplier,Date,Amount,Description
Inkwell,01/02/2020,10.00,Brother FAX-2840 fax machine
Inkwell,02/06/2020,5.00,Thermal fax rolls
Inkwell,02/06/2018,5.00,Brother FAX-2840 fax machine
";

struct Said {
    code: i32,
    out: String,
    err: String,
}

fn run(arguments: &[&str]) -> Said {
    let output = faxban().args(arguments).output().unwrap();
    Said {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

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
fn inspect_shows_header_columns_and_rejects() {
    let said = run(&["inspect", "sample-data/calderbrook/card-transactions.csv"]);
    assert_eq!(said.code, 0);
    for part in [
        "UTF-8 with BOM, semicolon between cells; read as a ledger; header in row 1",
        "Transaction Description  description",
        "day before month: 3 dates allow nothing else",
        "rejected row 13",
    ] {
        assert!(said.out.contains(part), "{part} not in {}", said.out);
    }
    let hidden = run(&["inspect", "sample-data/wharfemoor/register.xlsx"]);
    assert!(hidden.out.contains("sheet Telecoms 2017 (hidden)"), "{}", hidden.out);
    assert_eq!(run(&["inspect", "no/such.csv"]).code, 3);
}

#[test]
fn explain_names_rule_exclusion_and_criteria() {
    let cleared = run(&["explain", "sample-data/wharfemoor/po-lines-2018-2020.csv:8"]);
    assert!(cleared.out.contains("exclusion medicine explains it"), "{}", cleared.out);
    assert!(cleared.out.contains("Outcome: cleared"), "{}", cleared.out);
    let found = run(&["explain", "sample-data/wharfemoor/register.xlsx:Assets:15", "--as-of", "2026-11-23"]);
    for part in
        ["it decides", "Outcome: breach", "Criteria: Fax machines are to be phased out", "Recommendation:"]
    {
        assert!(found.out.contains(part), "{part} not in {}", found.out);
    }
}

#[test]
fn explain_finds_members_of_archives() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.zip");
    let mut packer = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    packer.start_file("in/ledger.csv", zip::write::SimpleFileOptions::default()).unwrap();
    packer.write_all(LEDGER.as_bytes()).unwrap();
    packer.finish().unwrap();
    let said = run(&["explain", &format!("{}/in/ledger.csv:2", path.display())]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("Outcome: breach"), "{}", said.out);
}

#[test]
fn explain_says_which_tables_there_are_when_the_place_is_wrong() {
    for place in
        ["sample-data/wharfemoor/register.xlsx:Assets:99", "sample-data/wharfemoor/register.xlsx:Nope:3"]
    {
        let said = run(&["explain", place]);
        assert_eq!(said.code, 2);
        assert!(said.err.contains("Telecoms 2017"), "{}", said.err);
    }
}

#[test]
fn explain_a_text_by_its_date() {
    let of = |date: &str| {
        run(&["explain", "--text", "Canon FAX-L170", "--date", date, "--as-of", common::AS_OF]).out
    };
    assert!(of("2018-12-31").contains("Outcome: compliant"), "{}", of("2018-12-31"));
    assert!(of("2019-01-01").contains("Outcome: breach"), "{}", of("2019-01-01"));
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

/// What agrees and what conflicts is told, and stands in the report.
#[test]
fn evidence_is_shown() {
    let (_folder, path) = file(
        "assets.csv",
        "Asset Tag,Item Name,Manufacturer,Model,Category,Status\n\
         1,Fax for reception,Brother,2840,Fax machines,In use\n\
         2,Fax machine,HP,LaserJet 1005w,Office,In use\n",
    );
    let audited = audit(&[&path], &[]);
    let findings = audited.rows("findings.csv");
    assert_eq!((findings[0]["outcome"].as_str(), findings[0]["confidence"].as_str()), ("breach", "high"));
    assert!(findings[0]["evidence"].contains("agrees"), "{:?}", findings[0]);
    assert_eq!((findings[1]["outcome"].as_str(), findings[1]["confidence"].as_str()), ("review", "low"));
    assert!(findings[1]["reason"].contains("contradicts itself"), "{:?}", findings[1]);
    let told = run(&["explain", &format!("{}:3", path.display())]);
    assert!(told.out.contains("a model that is listed without fax"), "{}", told.out);
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

#[test]
fn backtest_counts_and_shows_every_wrong_line() {
    let (_folder, path) = file(
        "labelled.csv",
        "id,doc_type,supplier,description,manufacturer,model,category,label,ambiguity
A1,ledger,,Brother FAX-2840 fax machine,,,,fax_machine,clear
A2,ledger,,Halifax,,,,none,clear
A3,ledger,,Telephone,,,,fax_machine,clear
",
    );
    let path = path.to_str().unwrap();
    let text = run(&["rules", "backtest", path]);
    assert_eq!(text.code, 0);
    assert!(text.out.contains("A3") && !text.out.contains("A2"), "{}", text.out);
    let json: serde_json::Value =
        serde_json::from_str(&run(&["rules", "backtest", path, "--format", "json"]).out).unwrap();
    assert_eq!(json["lines"], 3);
    assert_eq!(json["any"], serde_json::json!({"right": 1, "false_alarms": 0, "missed": 1}));
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
fn fail_on_sets_the_exit_code() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    assert_eq!(audit(&[&path], &[]).code, 0);
    assert_eq!(audit(&[&path], &["--fail-on", "breach"]).code, 1);
    let (_folder, refunded) =
        file("refund.csv", "Supplier,Date,Amount,Description\nX,01/02/2020,-9,Fax machine\n");
    assert_eq!(audit(&[&refunded], &["--fail-on", "breach"]).code, 0);
    assert_eq!(audit(&[&refunded], &["--fail-on", "review"]).code, 1);
}

#[test]
fn quiet_says_nothing_when_all_is_well() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let quiet = audit(&[&path], &["--quiet"]);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    assert_eq!(quiet.rows("findings.csv").len(), 3);
}

#[test]
fn the_summary_as_json_is_the_file() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let json = audit(&[&path], &["--format", "json"]);
    assert_eq!(json.stdout, json.text("summary.json"));
    assert_eq!(json.json("summary.json")["reconciles"], true);
}

/// Faults and progress are no part of what a script reads.
#[test]
fn json_alone_is_on_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ledger.csv"), LEDGER).unwrap();
    fs::write(folder.path().join("broken.csv"), "").unwrap();
    let json = audit(&[folder.path()], &["--format", "json", "--per-organisation"]);
    assert_eq!(json.code, 3);
    assert_eq!(json.stdout, json.text("summary.json"));
    assert!(json.stderr.contains("broken.csv"), "{}", json.stderr);
}

/// `faxban audit … | head` is no fault, however much is left unread.
#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let out = path.with_file_name("out");
    for format in ["text", "json"] {
        let mut child = faxban()
            .arg("audit")
            .arg(&path)
            .args(["--as-of", common::AS_OF, "--format", format, "--out"])
            .arg(&out)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{format}");
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "", "{format}");
        assert!(out.join("manifest.json").is_file());
    }
}

#[test]
fn the_day_of_the_audit_decides() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let out = path.with_file_name("out");
    let early = faxban()
        .arg("audit")
        .arg(&path)
        .args(["--as-of", "2018-06-30", "--quiet", "--out"])
        .arg(&out)
        .status();
    assert!(early.unwrap().success());
    let outcomes: Vec<String> =
        common::rows(&out.join("findings.csv")).into_iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(outcomes, ["compliant", "compliant", "compliant"], "the ban is not in force yet");
    assert_eq!(run(&["audit", "x.csv", "--as-of", "31/06/2020"]).code, 2);
}

#[test]
fn kind_and_map_override_what_was_guessed() {
    let (_folder, path) =
        file("odd.csv", "Wotsit,Wer,Wann\nBrother FAX-2840 fax machine,Ward 4,01/02/2020\n");
    assert_eq!(audit(&[&path], &[]).code, 3, "no column is known");
    let mapped =
        audit(&[&path], &["--kind", "register", "--map", "description=Wotsit", "--map", "location=#2"]);
    assert_eq!(mapped.code, 0, "{}", mapped.stdout);
    let rows = mapped.rows("findings.csv");
    assert_eq!((rows[0]["kind"].as_str(), rows[0]["outcome"].as_str()), ("register", "breach"));
}

#[test]
fn organisations_come_from_the_option_or_the_list() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let given = audit(&[&path], &["--org", "RX1"]);
    assert!(given.rows("findings.csv").iter().all(|row| row["organisation_code"] == "RX1"));
    let list = file(
        "etr.csv",
        "\"RZ9\",\"LARCHWOOD HOSPITALS NHS FOUNDATION TRUST\",\"Y63\",\"QHM\",\"\",\"\",\"\",\"\",\"\",\"\",\"20190401\",\"\"\n",
    );
    let (_folder, named) = file(
        "named.csv",
        "Entity,Supplier,Date,Amount,Description\nLarchwood Hospitals NHS FT,X,01/02/2020,9,Fax machine\n",
    );
    let found = audit(&[&named], &["--organisations", list.1.to_str().unwrap()]);
    assert_eq!(found.rows("findings.csv")[0]["organisation_code"], "RZ9", "{}", found.stdout);
}

#[test]
fn exemptions_hold_for_their_time_only() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("register.csv"),
        "Asset Number,Description,Status\nA1,Fax machine,In use\nA2,Fax machine,In use\n",
    )
    .unwrap();
    fs::write(
        folder.path().join("exemptions.csv"),
        "finding_id,asset_id,organisation,reason,approver,from,expires,evidence\n,A1,,Kept for incidents,CIO,2026-01-01,2027-01-01,\n,A2,,Kept for incidents,CIO,2019-01-01,2020-01-01,\n",
    )
    .unwrap();
    let outcomes: Vec<String> =
        audit(&[folder.path()], &[]).rows("findings.csv").iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(outcomes, ["exempt", "breach"]);
}

#[test]
fn an_earlier_report_is_replaced_and_never_audited() {
    let (folder, path) = file("ledger.csv", LEDGER);
    let out = folder.path().join("report");
    let audited = || {
        let run = faxban()
            .arg("audit")
            .arg(folder.path())
            .args(["--as-of", common::AS_OF, "--out"])
            .arg(&out)
            .output();
        assert_eq!(run.unwrap().status.code(), Some(0));
        fs::read(out.join("manifest.json")).unwrap()
    };
    let first = audited();
    assert_eq!(audited(), first, "findings.csv of the first run is no ledger");
    fs::write(&path, LEDGER.replace("10.00", "11.00")).unwrap();
    assert_ne!(audited(), first);
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
        let text = ["explain", "--text", "Faxby Hall room hire", "--date", "2020-05-01"];
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
        "match = [\n    \"Faxby Hall room hire\",",
        1,
    );
    fs::write(&path, format!("{before}{mended}")).unwrap();
    let rules = folder.path().to_str().unwrap();
    assert_eq!(run(&["rules", "check", rules]).code, 0);
    assert!(explained(Some(rules)).contains("Outcome: cleared"), "{}", explained(Some(rules)));
}
