//! What the tests of the program share.

#![allow(dead_code, clippy::unwrap_used, reason = "each test binary uses a part; a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A day as of which tests judge, so that they do not change with the calendar.
pub const AS_OF: &str = "2026-11-23";

pub fn faxban() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_faxban"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// A finished audit.
pub struct Audit {
    pub folder: tempfile::TempDir,
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    /// What it was made of, where that is to stay.
    pub kept: Option<tempfile::TempDir>,
}

/// Audits paths with further arguments.
pub fn audit(paths: &[&Path], arguments: &[&str]) -> Audit {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report");
    let output = faxban()
        .arg("audit")
        .args(paths)
        .args(["--as-of", AS_OF, "--out"])
        .arg(&out)
        .args(arguments)
        .output()
        .unwrap();
    Audit {
        folder,
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        kept: None,
    }
}

pub type Row = BTreeMap<String, String>;

impl Audit {
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("report").join(name)
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    pub fn rows(&self, name: &str) -> Vec<Row> {
        rows(&self.file(name))
    }

    pub fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_str(&self.text(name)).unwrap()
    }

    /// Lines by outcome over all sources.
    pub fn outcomes(&self) -> BTreeMap<String, u64> {
        let all = self.rows("reconciliation.csv").into_iter().filter(|row| row["source"] == "(all sources)");
        all.map(|row| (row["outcome"].clone(), row["lines"].parse().unwrap())).collect()
    }
}

pub fn rows(path: &Path) -> Vec<Row> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// What a command said, and its exit code.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A command, run in the project's folder.
pub fn run(arguments: &[&str]) -> Said {
    faxban().args(arguments).output().unwrap().into()
}

/// A file in a folder of its own.
pub fn file(name: &str, content: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    (folder, path)
}

/// A folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data").join(name)
}

/// The folder of published files, if there is one.
#[allow(clippy::print_stdout, reason = "says why a test is skipped")]
pub fn corpus(what: &str) -> Option<PathBuf> {
    let corpus = std::env::var_os("FAXBAN_CORPUS").map(|folder| Path::new(&folder).join(what));
    if corpus.is_none() {
        println!("skipped: set FAXBAN_CORPUS to the folder that holds {what}");
    }
    corpus
}

/// Two months of two trusts that share a register, with every list that people keep, as the audit of the second.
///
/// Words that only the one or the other has begin with `alpha` and `beta`. A third has lost its own register.
pub fn second_month(arguments: &[&str]) -> Audit {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let head = "Organisation,Asset Tag,Serial Number,Model,Description,Status\n";
    let both = "Bramfold NHS Trust,BR-1,SN-7001,FAX-2840,Fax machine betaward,In use
Bramfold NHS Trust,BR-2,SN-8002,FAX-2840,Fax machine betatwo,In use
";
    let before = "Alderbeck NHS Trust,AL-1,SN-7001,FAX-2840,Fax machine alphaward,In use
Alderbeck NHS Trust,AL-2,SN-7002,FAX-2840,Fax machine alphatwo,In use
Alderbeck NHS Trust,AL-3,SN-7003,FAX-2840,Fax machine alphagone,In use
";
    let now = "Alderbeck NHS Trust,AL-1,SN-7001,FAX-2840,Fax machine alphaward,In use
Alderbeck NHS Trust,AL-2,SN-7002,FAX-2840,Fax machine alphatwo,Disposed 12/11/2026
Alderbeck NHS Trust,AL-4,SN-7004,FAX-2840,Fax machine alphanew,In use
";
    let ledger = "Entity,Supplier,Date,Amount,Description
Crossmere NHS Trust,Gammaseller,01/06/2020,15.00,Fax toner gammatoner
";
    for (month, lines) in [("october", before), ("november", now)] {
        fs::create_dir(at(month)).unwrap();
        fs::write(at(month).join("register.csv"), format!("{head}{lines}{both}")).unwrap();
        fs::write(at(month).join("ledger.csv"), ledger).unwrap();
    }
    let lost = format!("{head}Crossmere NHS Trust,CR-1,SN-9,FAX-2840,Fax machine gammalost,In use\n");
    fs::write(at("october").join("crossmere.csv"), lost).unwrap();
    let run = |arguments: &[&str]| {
        let output = faxban().args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let path = |name: &str| at(name).to_str().unwrap().to_owned();
    let [october, first] = ["october", "first"].map(path);
    run(&["audit", &october, "--quiet", "--as-of", "2026-10-31", "--out", &first]);
    let declared = "organisation,declared,evidence,note
Alderbeck NHS Trust,2020-04-01,alphapaper,
Bramfold NHS Trust,2020-04-01,betapaper,
Nowhere NHS Trust,2020-04-01,,
";
    fs::write(at("declared.csv"), declared).unwrap();
    let exempt = "asset_id,reason,approver,from,expires
AL-1,alphareason,Chief alpha,2026-01-01,2026-11-15
BR-2,betareason,Chief beta,2026-01-01,2026-12-10
ZZ-1,nothing,Nobody,2026-01-01,2027-12-10
";
    fs::write(at("exempt.csv"), exempt).unwrap();
    let answers = rows(&at("first/findings.csv"));
    let mut written = csv::Writer::from_path(at("answered.csv")).unwrap();
    written.write_record(answers[0].keys()).unwrap();
    for mut row in answers {
        let reasons = [("AL-1", "alphadecided"), ("BR-1", "betadecided"), ("AL-3", "alphavanished")];
        if let Some((_, reason)) = reasons.into_iter().find(|(asset, _)| row["asset_id"] == *asset) {
            let answer = ["confirmed", "A. Auditor", "2026-11-02", reason];
            let columns = ["decision", "decided_by", "decided_on", "decision_reason"];
            row.extend(columns.map(str::to_owned).into_iter().zip(answer.map(str::to_owned)));
        }
        written.write_record(row.values()).unwrap();
    }
    written.flush().unwrap();
    let [answered, decisions, declared, exempt] =
        ["answered.csv", "decisions.csv", "declared.csv", "exempt.csv"].map(path);
    run(&["review", "import", &answered, "--decisions", &decisions]);
    let mut all = vec!["--baseline", &first, "--decisions", &decisions];
    all.extend(["--declarations", &declared, "--exemptions", &exempt]);
    all.extend(arguments);
    let mut audit = audit(&[&at("november")], &all);
    audit.kept = Some(folder);
    audit
}
