//! What the tests of the program share.

#![allow(dead_code, clippy::unwrap_used, reason = "each test binary uses a part; a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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
