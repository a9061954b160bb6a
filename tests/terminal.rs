//! What a person sees: nothing that a file says steers the terminal, and nothing is lost without a fault.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::process::{Command, Stdio};

use common::{AS_OF, Said, audit, faxban, file, sample};

/// ESC, a link by OSC 8, BEL, backspace, C1, a line's end and a turn of the line.
const STEERING: [&str; 7] =
    ["\u{1b}[31m", "\u{1b}]8;;http://e.example\u{7}", "\u{7}", "\u{8}", "\u{9b}", "\r", "\u{202e}"];

fn is_calm(text: &str) -> bool {
    text.chars().all(|sign| sign == '\n' || !sign.is_control() && !('\u{202a}'..='\u{202e}').contains(&sign))
}

#[cfg(unix)]
#[test]
fn names_of_files_sheets_members_and_organisations_do_not_steer_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let organisation = format!("Evil{} Trust\nfaxban: all is well", STEERING.concat());
    let line = "Harbour NHS Trust,Ink,01/02/2020,10.00,Paper\n".repeat(200);
    let ledger = format!(
        "Organisation,Supplier,Date,Amount,Description\n\"{organisation}\",Ink,01/02/2020,10.00,Brother FAX-2840 fax machine\n{line}"
    );
    let name = format!("a{}b.csv", STEERING.concat().replace('/', ":"));
    fs::write(at(&name), &ledger).unwrap();
    fs::write(at(&format!("c{name}.pdf")), "%PDF").unwrap();
    let path = at(&name).to_str().unwrap().to_owned();
    let out = at("reports/2026-11-23").to_str().unwrap().to_owned();
    let whole = folder.path().to_str().unwrap().to_owned();
    let reports = at("reports").to_str().unwrap().to_owned();
    for arguments in [
        vec!["audit", &whole, "--as-of", AS_OF, "--out", &out],
        vec!["audit", &whole, "--as-of", AS_OF, "--out", &out, "--quiet"],
        vec!["audit", &whole, "--as-of", AS_OF, "--out", &out, "--format", "json"],
        vec!["audit", &whole, "--as-of", AS_OF, "--out", &out, "--log", "text"],
        vec!["audit", &whole, "--as-of", AS_OF, "--out", &out, "--log", "json"],
        vec!["inspect", &path],
        vec!["explain", &format!("{path}:2")],
        vec!["explain", &format!("{path}:99")],
        vec!["history", &reports],
        vec!["history", &reports, "--format", "json"],
    ] {
        let output = faxban().args(&arguments).output().unwrap();
        let said = Said::from(output);
        assert!(is_calm(&said.out) && is_calm(&said.err), "{arguments:?}\n{:?}\n{:?}", said.out, said.err);
        assert!(
            !said.out.lines().chain(said.err.lines()).any(|line| line.starts_with("faxban: all is well"))
        );
        if arguments.contains(&"json") && arguments.contains(&"--format") {
            let value: serde_json::Value = serde_json::from_str(&said.out).unwrap();
            assert!(value.to_string().contains("\u{202e}"), "the name is what the cell holds");
        }
    }
    let shown = audit(&[folder.path()], &[]).stdout;
    assert!(shown.contains("Evil\\u{1b}[31m") && shown.contains("\\u{202e} Trust\\u{a}faxban"), "{shown}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_printed_is_a_fault_unless_the_reader_has_gone() {
    let out = tempfile::tempdir().unwrap();
    let report = out.path().join("report");
    let data = sample("");
    let audit = |stdout: Stdio, format: &str| {
        let mut command = faxban();
        command.arg("audit").arg(&data).args(["--as-of", AS_OF, "--format", format, "--out"]).arg(&report);
        command.stdout(stdout).stderr(Stdio::piped()).output().unwrap()
    };
    for format in ["json", "text"] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let said = audit(full.into(), format);
        assert_eq!(said.status.code(), Some(2), "{format}");
        let told = String::from_utf8(said.stderr).unwrap();
        assert!(told.contains("the result cannot be written to standard output"), "{told}");
    }
    let line = format!(
        "{} audit {} --out {} | true; exit ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_faxban"),
        data.display(),
        report.display()
    );
    let gone = Command::new("bash").args(["-c", &line]).output().unwrap();
    assert_eq!(gone.status.code(), Some(0), "{}", String::from_utf8_lossy(&gone.stderr));
}

#[cfg(unix)]
#[test]
fn a_lock_that_leads_to_another_file_leaves_that_file_as_it_is() {
    let (folder, path) =
        file("good.csv", "Supplier,Date,Amount,Description\nInk,01/02/2020,10.00,Fax machine\n");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("thesis.txt"), "years of work").unwrap();
    let run = || faxban().arg("audit").arg(&path).arg("--out").arg(at("r")).output().unwrap();
    let links: [fn(&std::path::Path, &std::path::Path) -> std::io::Result<()>; 2] =
        [|from, to| std::os::unix::fs::symlink(from, to), |from, to| fs::hard_link(from, to)];
    for link in links {
        let _ = fs::remove_file(at(".r.lock"));
        link(&at("thesis.txt"), &at(".r.lock")).unwrap();
        let said = run();
        assert_eq!(said.status.code(), Some(2), "{}", String::from_utf8_lossy(&said.stderr));
        assert_eq!(fs::read_to_string(at("thesis.txt")).unwrap(), "years of work");
        assert!(!at("r").exists());
    }
    fs::remove_file(at(".r.lock")).unwrap();
    assert_eq!(run().status.code(), Some(0));
    // What a run that died has left is taken over.
    fs::write(at(".r.lock"), "process 1, since 2026-11-23T00:00:00Z").unwrap();
    assert_eq!(run().status.code(), Some(0));
}

#[test]
fn an_organisation_is_called_what_its_cell_holds() {
    let head = "Organisation,Asset ID,Description,Status,Acquired,Cost\n";
    let lines = "\"\"\"\"\"\",A0,Fax machine,In use,01/02/2015,10\nOrg \"\"x\"\",A1,Fax machine,In use,01/02/2015,10\n\"Org \"\"Y\"\"\",A2,Fax machine,In use,01/02/2015,10\n";
    let (_folder, path) = file("x.csv", format!("{head}{lines}"));
    let audit = audit(&[&path], &["--per-organisation"]);
    assert_eq!(audit.code, 0, "{}", audit.stderr);
    let named = &audit.json("summary.json")["sources"][0]["organisations"];
    let names: Vec<&String> = named.as_object().unwrap().keys().collect();
    assert_eq!(names, ["\"\"", "Org \"\"x\"\"", "Org \"Y\""]);
}
