//! faxban.toml through the program: what is wrong in it is shown under its line, and what is right is in force.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{AS_OF, Row, Said, copy, faxban, rows, sample};

const LEDGER: &str = "Supplier,Date,Amount,Description
Inkwell,01/02/2020,10.00,Brother FAX-2840 fax machine
";
/// Neither of its columns with words is known by its header.
const ODD: &str = "Supplier,Date,Amount,Zzyzx
Inkwell,01/02/2020,10.00,Brother FAX-2840 fax machine
";

/// A folder with a configuration and files.
struct Site(tempfile::TempDir);

impl Site {
    fn new(config: &str, files: &[(&str, &str)]) -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        for (name, text) in files.iter().chain([&("faxban.toml", config)]) {
            let path = site.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        site
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Said {
        let mut command_line = faxban();
        command_line
            .current_dir(self.0.path())
            .arg(command)
            .args(["--config", "faxban.toml"])
            .args(arguments);
        command_line.output().unwrap().into()
    }

    fn audit(&self, arguments: &[&str]) -> Said {
        self.run("audit", &[&["--as-of", AS_OF], arguments].concat())
    }

    fn findings(&self) -> Vec<Row> {
        rows(&self.path("faxban-report/findings.csv"))
    }
}

fn options(report: &Path) -> BTreeMap<String, String> {
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(report.join("manifest.json")).unwrap()).unwrap();
    serde_json::from_value(manifest["options"].clone()).unwrap()
}

#[test]
fn every_fault_is_shown_under_its_line_with_what_would_be_right() {
    let source = "[[source]]\nfiles = \"*.csv\"\n";
    for (config, line, part) in [
        ("packs = \"fax\"\n", 1, "expected one of `pack`"),
        ("pack = 7\n", 1, "expected a string"),
        ("pack = \"faxes\"\n", 1, "those built in are cctv, fax, pagers"),
        ("out = reports\n", 1, "expected"),
        ("\nrules = \"nowhere\"\n", 2, "there is no folder"),
        ("organisations = \"etr.csv\"\n", 1, "there is no file"),
        ("exemptions = [\n  \"a.csv\",\n  \"none.csv\",\n]\n", 3, "there is no file"),
        ("declarations = \"none.csv\"\n", 1, "there is no file"),
        ("decisions = \"\"\n", 1, "blank"),
        ("baseline = \"june\"\n", 1, "write \"latest\""),
        ("exclude = [\n  \"***\",\n]\n", 2, "no pattern of files"),
        ("exclude = [\" \"]\n", 1, "blank"),
        ("fail_on = \"ever\"\n", 1, "expected one of `breach`, `review`, `never`"),
        ("out = \"{month}\"\n", 1, "as_of only"),
        ("out = \"{as_of}/report\"\n", 1, "last part"),
        ("[thresholds]\nmore_percent = 100\n", 2, "a whole number from 101 to"),
        ("[thresholds]\n\nless_percent = 100\n", 3, "a whole number from 0 to 99"),
        ("[thresholds]\nless_percent = -1\n", 2, "a whole number from 0 to 99"),
        ("[thresholds]\nfindings_to_none = 0\n", 2, "a whole number from 1 to"),
        ("[thresholds]\nfindings_to_none = 2.5\n", 2, "expected i64"),
        ("[thresholds]\nmore = 300\n", 2, "expected one of `more_percent`"),
        ("[metrics]\nfiles = \"a\"\n", 2, "expected `file`"),
        (&format!("{source}kinds = \"ledger\"\n"), 3, "`kind`"),
        (&format!("{source}kind = \"ledgers\"\n"), 3, "`ledger`, `register`"),
        (&format!("{source}date_basis = \"paid\"\n"), 3, "use one of: order, invoice"),
        (&format!("{source}organisation = \" \"\n"), 3, "ODS code or a name"),
        (&format!("{source}map = {{ thing = \"Item\" }}\n"), 3, "use one of: department_family"),
        (&format!("{source}[source.map]\namount = \"#0\"\n"), 4, "from 1 on"),
        (&format!("{source}required = \"yes\"\n"), 3, "expected a boolean"),
        ("[[source]]\nfiles = \"***\"\n", 2, "no pattern of files"),
        ("[[source]]\nkind = \"ledger\"\n", 1, "missing field `files`"),
    ] {
        let site = Site::new(config, &[("a.csv", LEDGER)]);
        let said = site.audit(&[]);
        assert_eq!(said.code, 2, "{config}{}", said.err);
        let text = config.lines().nth(line - 1).unwrap();
        for part in [part, &format!("faxban.toml:{line}: "), &format!("{line:>5} | {text}")] {
            assert!(said.err.contains(part), "{part} not told of\n{config}\n{}", said.err);
        }
        assert!(!site.path("faxban-report").exists());
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let site = Site::new("pack = \"faxes\"\nrules_ = 1\n", &[]);
    assert!(site.audit(&[]).err.contains("faxban.toml:2"));
    let site = Site::new("pack = \"faxes\"\nbaseline = \"june\"\n", &[]);
    let said = site.audit(&[]);
    assert!(said.err.contains("faxban.toml:1") && said.err.contains("faxban.toml:2"), "{}", said.err);
}

#[test]
fn each_source_has_its_own_kind_columns_organisation_and_basis() {
    let config = "
[[source]]
files = \"a/*.csv\"
organisation = \"RX1\"
date_basis = \"posting\"
map = { description = \"Zzyzx\" }

[[source]]
files = \"b/*.csv\"
organisation = \"Saltersea Community\"
kind = \"register\"

[[source]]
files = \"**/*.csv\"
";
    let files = [("a/1.csv", ODD), ("b/1.csv", LEDGER), ("c/deep/1.csv", LEDGER)];
    let site = Site::new(config, &files);
    let said = site.audit(&[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let cells = |name: &str| site.findings().iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(cells("source"), ["a/1.csv", "b/1.csv", "c/deep/1.csv"]);
    assert_eq!(cells("organisation_code"), ["RX1", "", ""]);
    assert_eq!(cells("organisation"), ["a", "Saltersea Community", "c"]);
    assert_eq!(cells("kind"), ["ledger", "register", "ledger"]);
    assert_eq!(cells("date_basis")[0], "posting");
    let options = options(&site.path("faxban-report"));
    assert_eq!(
        options["source-001"],
        "a/*.csv; organisation: RX1; map: description=Zzyzx; date_basis: posting"
    );
    // A closer look reads the file as the audit does.
    let inspected = site.run("inspect", &["a/1.csv"]);
    assert!(inspected.out.contains("description"), "{}", inspected.out);
    assert!(inspected.out.contains("date (posting)"), "{}", inspected.out);
    let explained = site.run("explain", &["a/1.csv:2", "--as-of", AS_OF]);
    assert!(explained.out.contains("Outcome: breach"), "{}", explained.out);
    // So does an audit of the path instead of the sources.
    assert_eq!(site.audit(&["a"]).code, 0);
    assert_eq!(site.findings().len(), 1);
    assert_eq!(site.findings()[0]["organisation_code"], "RX1");
}

#[test]
fn what_is_typed_goes_before_the_file() {
    let config = "fail_on = \"breach\"\nout = \"there\"\n[[source]]\nfiles = \"*.csv\"\norganisation = \"RX1\"\nmap = { description = \"Zzyzx\" }\n";
    let site = Site::new(config, &[("a.csv", ODD)]);
    assert_eq!(site.audit(&[]).code, 1);
    assert!(site.path("there/manifest.json").exists());
    let said = site.audit(&["--fail-on", "never", "--out", "here", "--org", "RX2", "--pack", "cctv"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let options = options(&site.path("here"));
    assert_eq!((options["org"].as_str(), options["pack"].as_str()), ("RX2", "cctv"));
    assert_eq!(options["config"], "faxban.toml");
    let said = site.audit(&["--out", "here", "--org", "RX2"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert_eq!(rows(&site.path("here/findings.csv"))[0]["organisation_code"], "RX2");
    let said = site.audit(&["--map", "description=#1", "--out", "here"]);
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn a_source_without_a_file_is_a_problem_unless_it_may_be_missing() {
    let config = |required: &str| {
        format!(
            "[[source]]\nfiles = \"*.csv\"\n[[source]]\nfiles = \"new/*.xlsx\"\nnote = \"ask Jo\"\n{required}"
        )
    };
    let site = Site::new(&config(""), &[("a.csv", LEDGER)]);
    let said = site.audit(&["--quiet"]);
    assert_eq!(said.code, 3);
    for part in ["new/*.xlsx", "this month's file is missing", "line 4", "ask Jo"] {
        assert!(said.err.contains(part), "{part}: {}", said.err);
    }
    assert_eq!(site.findings().len(), 1, "the rest is audited");
    let site = Site::new(&config("required = false\n"), &[("a.csv", LEDGER)]);
    let said = site.audit(&["--quiet"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
}

/// A file that nobody named is told of wherever sources name files; what holds no table of a trust is not.
#[test]
fn a_file_that_no_source_names_is_a_problem_until_it_is_excluded() {
    let sources =
        "[[source]]\nfiles = \"trust/ledger-*.csv\"\n[[source]]\nfiles = \"late/*.xlsx\"\nrequired = false\n";
    let site = Site::new(
        sources,
        &[
            ("trust/ledger-2020.csv", LEDGER),
            ("trust/Ledger 2021.CSV", &LEDGER.replace("2020", "2021")),
            ("trust/table.txt", &LEDGER.replace("2020", "2022")),
            ("late/new.csv", &LEDGER.replace("2020", "2023")),
            // None of these is delivered data.
            ("trust/letter.txt", "Dear auditor, here it is, as asked.\nYours, the trust\n"),
            ("trust/decisions.csv", "finding_id,decision,reason,by,on\n"),
            ("trust/notes.md", "a | b | c\n"),
            ("trust/.hidden.csv", LEDGER),
            ("elsewhere/old.csv", LEDGER),
        ],
    );
    let said = site.audit(&["--quiet"]);
    assert_eq!(said.code, 3);
    let told: Vec<&str> = said.err.lines().collect();
    let names = ["late/new.csv", "trust/Ledger 2021.CSV", "trust/table.txt"];
    let told_of = |name: &str| {
        format!(
            "faxban: {name}: no [[source]] of faxban.toml names it, so it was not audited; name it there, or under exclude"
        )
    };
    assert_eq!(told, names.map(told_of));
    assert_eq!(site.findings().len(), 1, "the rest is audited");

    let exclude = "exclude = [\"late/*\", \"trust/Ledger *\", \"trust/table.txt\"]\n";
    fs::write(site.path("faxban.toml"), format!("{exclude}{sources}")).unwrap();
    let said = site.audit(&["--quiet"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_eq!(options(&site.path("faxban-report"))["exclude"], "late/*, trust/Ledger *, trust/table.txt");
    // It holds before what a source says.
    fs::write(site.path("faxban.toml"), format!("{exclude}[[source]]\nfiles = \"trust/*.*\"\n")).unwrap();
    site.audit(&["--quiet"]);
    assert_eq!(site.findings().len(), 1);
    assert_eq!(site.findings()[0]["source"], "trust/ledger-2020.csv");
}

#[test]
fn files_outside_the_folder_are_named_by_their_path() {
    let config = "[[source]]\nfiles = \"../*.csv\"\n";
    let site = Site::new(config, &[("a.csv", LEDGER)]);
    let inner = site.path("trust/inner");
    fs::create_dir_all(&inner).unwrap();
    fs::write(site.path("trust/b.csv"), LEDGER).unwrap();
    fs::write(inner.join("faxban.toml"), config).unwrap();
    let out = site.path("faxban-report");
    let audited = |config: &Path| {
        let output = faxban()
            .args(["audit", "--as-of", AS_OF, "--out"])
            .arg(&out)
            .arg("--config")
            .arg(config)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let row = site.findings().remove(0);
        (row["source"].clone(), row["organisation"].clone())
    };
    assert_eq!(audited(&inner.join("faxban.toml")), ("../b.csv".to_owned(), "trust".to_owned()));
    let whole = site.path("trust/b.csv").to_str().unwrap().to_owned();
    fs::write(site.path("faxban.toml"), format!("[[source]]\nfiles = '{whole}'\n")).unwrap();
    // Below the folder after all: named as if the folder had been audited.
    assert_eq!(audited(&site.path("faxban.toml")), ("trust/b.csv".to_owned(), "trust".to_owned()));
    fs::write(inner.join("faxban.toml"), format!("[[source]]\nfiles = '{whole}'\n")).unwrap();
    assert_eq!(audited(&inner.join("faxban.toml")), (whole, "trust".to_owned()));
}

#[test]
fn lists_and_reports_are_no_input_even_where_a_pattern_fits_them() {
    let exemptions = "finding_id,asset_id,organisation,reason,approver,from,expires,evidence\n,A1,,Kept,Chief,,2030-01-01,\n";
    let register = "Asset Tag,Item Name,Status\nA1,Brother FAX-2840 fax machine,In use\n";
    let config = "exemptions = [\"lists/allowed.csv\"]\n[[source]]\nfiles = \"**/*.csv\"\n";
    let site = Site::new(config, &[("lists/allowed.csv", exemptions), ("a.csv", register)]);
    for _ in 0..2 {
        let said = site.audit(&[]);
        assert_eq!(said.code, 0, "{}", said.err);
        let findings = site.findings();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0]["outcome"], "exempt");
    }
}

#[test]
fn init_writes_what_audits_the_folder_with_the_same_outcomes() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    copy(&sample(""), &site);
    let run = |arguments: &[&str]| {
        let output = faxban().current_dir(folder.path()).args(arguments).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run(&["audit", "site", "--as-of", AS_OF, "--out", "plain", "-q"]).0, 0);
    assert_eq!(run(&["init", "site"]), (0, String::new()));
    let text = fs::read_to_string(site.join("faxban.toml")).unwrap();
    for part in [
        "#:schema ./faxban.schema.json\n",
        "files = \"wharfemoor/po-lines-*.csv\"",
        "# \"Item Description\" was taken for description",
        "# not used: \"Room\"",
        "kind = \"register\"",
    ] {
        assert!(text.contains(part), "{part} not in {text}");
    }
    assert!(site.join("faxban.schema.json").exists());
    assert_eq!(run(&["audit", "--config", "site/faxban.toml", "--as-of", AS_OF, "-q"]), (0, String::new()));
    for name in ["findings.csv", "cleared.csv", "rejects.csv", "reconciliation.csv"] {
        let read = |folder: PathBuf| fs::read_to_string(folder.join(name)).unwrap();
        let configured = read(site.join("reports").join(AS_OF));
        assert_eq!(configured, read(folder.path().join("plain")), "{name}");
    }
    let (code, told) = run(&["init", "site"]);
    assert_eq!(code, 2);
    assert!(told.contains("stays as it is"), "{told}");
    assert_eq!(fs::read_to_string(site.join("faxban.toml")).unwrap(), text);
}

#[test]
fn init_of_odd_names_and_unknown_tables_still_validates() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("a [b] \"c\"");
    fs::create_dir_all(site.join("x*y")).unwrap();
    fs::write(site.join("x*y/list \"é\" 2020-04.csv"), LEDGER).unwrap();
    fs::write(site.join("x*y/notes.txt"), "nothing of use\nin here\n").unwrap();
    let output = faxban().arg("init").arg(&site).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let output = faxban()
        .args(["audit", "-q", "--as-of", AS_OF, "--config"])
        .arg(site.join("faxban.toml"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("notes.txt"), "{told}");
    assert_eq!(rows(&site.join("reports").join(AS_OF).join("findings.csv")).len(), 1);
}

/// The lists and the last month's report that the file names are used, on a second run of the same day as well.
#[test]
fn lists_and_the_last_report_are_in_force() {
    let site = Site::new(
        "out = \"reports/{as_of}\"\nbaseline = \"latest\"\ndeclarations = \"declared.csv\"\ndecisions = \"decisions.csv\"\n\
         [[source]]\nfiles = \"ledger.csv\"\norganisation = \"Anytown NHS Trust\"\n",
        &[
            ("ledger.csv", LEDGER),
            ("declared.csv", "organisation,declared,evidence,note\nAnytown NHS Trust,2019-12-01,letter,\n"),
        ],
    );
    let audit = |day: &str| {
        let said = site.run("audit", &["--as-of", day, "-q"]);
        assert_eq!(said.code, 0, "{}", said.err);
        site.path("reports").join(day)
    };
    let first = audit("2026-09-30");
    assert!(!first.join("changes.csv").exists());
    assert_eq!(rows(&first.join("declarations.csv"))[0]["result"], "found after it");
    for _ in 0..2 {
        let second = audit("2026-10-31");
        let changes = rows(&second.join("changes.csv"));
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0]["first_seen"], "2026-09-30");
        assert!(options(&second)["baseline"].starts_with("the report of 2026-09-30"));
    }
    let finding = &rows(&first.join("findings.csv"))[0]["finding_id"];
    fs::write(
        site.path("decisions.csv"),
        format!("finding_id,decision,reason,by,on\n{finding},confirmed,seen,A. Auditor,2026-11-02\n"),
    )
    .unwrap();
    let third = audit("2026-11-30");
    assert_eq!(rows(&third.join("findings.csv"))[0]["decision"], "confirmed");
    assert_eq!(rows(&third.join("changes.csv"))[0]["cause"], "decision");
}
