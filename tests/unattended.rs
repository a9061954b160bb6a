//! Runs that nobody watches: locks, logs, metrics, the way to the last good report, and what is installed beside.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{AS_OF, copy, faxban, file, sample};
use sha2::{Digest, Sha256};

const LEDGER: &str = "Supplier,Date,Amount,Description
Inkwell,01/02/2020,10.00,Brother FAX-2840 fax machine
";

/// Audits in a folder; code, standard output, standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = faxban().current_dir(folder).args(arguments).output().unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn audit(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    run(folder, &[&["audit", "a.csv", "--as-of", AS_OF], arguments].concat())
}

#[test]
fn a_second_run_is_told_who_holds_the_lock_and_a_dead_one_holds_nothing() {
    let (folder, _path) = file("a.csv", LEDGER);
    let lock = folder.path().join(".report.lock");
    let held = fs::File::create(&lock).unwrap();
    held.try_lock().unwrap();
    fs::write(&lock, "process 4711, since yesterday").unwrap();
    let (code, out, err) = audit(folder.path(), &["--out", "report"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("process 4711, since yesterday is writing this report"), "{err}");
    assert!(!folder.path().join("report").exists());
    // The lock of one report is none of another.
    assert_eq!(audit(folder.path(), &["--out", "other"]).0, 0);
    drop(held);
    assert_eq!(audit(folder.path(), &["--out", "report"]).0, 0);
}

#[test]
fn the_log_is_for_programs_and_a_quiet_run_without_one_says_nothing() {
    let (folder, _path) = file("a.csv", LEDGER);
    assert_eq!(audit(folder.path(), &["--quiet"]), (0, String::new(), String::new()));
    let events = |arguments: &[&str]| -> Vec<serde_json::Value> {
        let (_, _, err) = audit(folder.path(), arguments);
        err.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let names = |events: &[serde_json::Value]| -> Vec<String> {
        events.iter().map(|event| event["event"].as_str().unwrap().to_owned()).collect()
    };
    let all = events(&["--log", "json"]);
    assert_eq!(names(&all), ["start", "read", "done"]);
    assert_eq!(all[1]["input"], "a.csv");
    assert_eq!(all[1]["records"], 1);
    assert!(all.iter().all(|event| event["time"].as_str().unwrap().ends_with('Z')));
    let quiet = events(&["--log", "json", "--quiet", "--fail-on", "breach"]);
    assert_eq!(names(&quiet), ["done"]);
    assert_eq!((&quiet[0]["code"], &quiet[0]["breaches"]), (&1.into(), &1.into()));
    let problems = events(&["none.csv", "--log", "json", "--quiet"]);
    assert_eq!(names(&problems), ["problem", "done"]);
    assert_eq!(problems[0]["level"], "error");
    assert_eq!(names(&events(&["--log", "json", "--rules", "nowhere"])), ["failed"]);
    let text = audit(folder.path(), &["--log", "text", "--quiet"]).2;
    assert_eq!(text.lines().count(), 1);
    assert!(text.contains(" info done code=0 breaches=1 reviews=0 lines=1 problems=0 seconds="), "{text}");
}

#[test]
fn metrics_are_those_of_the_report() {
    let (folder, path) = file("a.csv", LEDGER);
    let (code, _, err) = audit(folder.path(), &["--metrics", "fax.prom", "--org", "A\"B"]);
    assert_eq!(code, 0, "{err}");
    let text = fs::read_to_string(folder.path().join("fax.prom")).unwrap();
    let figures: BTreeMap<&str, &str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.rsplit_once(' ').unwrap())
        .collect();
    assert_eq!(figures["faxban_findings{outcome=\"breach\",organisation=\"A\\\"B\"}"], "1");
    assert_eq!((figures["faxban_lines_total"], figures["faxban_problems"]), ("1", "0"));
    assert_eq!(figures["faxban_reconciles"], "1");
    assert!(figures["faxban_last_run_timestamp_seconds"].parse::<u64>().unwrap() > 1_500_000_000);
    // A run that fails leaves them.
    fs::remove_file(path).unwrap();
    assert_eq!(audit(folder.path(), &["--metrics", "fax.prom", "--rules", "nowhere"]).0, 2);
    assert_eq!(fs::read_to_string(folder.path().join("fax.prom")).unwrap(), text);
}

/// The report that `latest` names, after a look at every hash in its manifest.
#[cfg(unix)]
fn latest(reports: &Path) -> String {
    let named = fs::read_link(reports.join("latest")).unwrap();
    assert!(named.is_relative());
    let report = reports.join("latest");
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(report.join("manifest.json")).unwrap()).unwrap();
    let outputs = manifest["outputs"].as_object().unwrap();
    assert!(outputs.len() >= 6);
    for (name, output) in outputs {
        let hash: String = Sha256::digest(fs::read(report.join(name)).unwrap())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(output["sha256"].as_str().unwrap(), hash, "{name}");
    }
    named.to_str().unwrap().to_owned()
}

#[cfg(unix)]
#[test]
fn every_day_has_its_folder_and_latest_names_the_last_good_one() {
    let (folder, path) = file("a.csv", LEDGER);
    let reports = folder.path().join("reports");
    let run = |as_of: &str, more: &[&str]| {
        run(
            folder.path(),
            &[&["audit", "a.csv", "--out", "reports/{as_of}", "--as-of", as_of, "-q"], more].concat(),
        )
        .0
    };
    assert_eq!(run("2026-10-01", &[]), 0);
    assert_eq!(latest(&reports), "2026-10-01");
    assert_eq!(run("2026-11-01", &[]), 0);
    assert_eq!(latest(&reports), "2026-11-01");
    assert!(reports.join("2026-10-01/manifest.json").exists());
    let before = fs::read(reports.join("latest/manifest.json")).unwrap();
    fs::write(&path, LEDGER.replace("10.00", "11.00")).unwrap();
    for more in [&["--rules", "nowhere"][..], &["--organisations", "nowhere.csv"]] {
        assert_eq!(run("2026-11-01", more), 2);
        assert_eq!(run("2026-12-01", more), 2);
        assert_eq!(latest(&reports), "2026-11-01");
        assert_eq!(fs::read(reports.join("latest/manifest.json")).unwrap(), before);
    }
    // The same day again takes the place of the earlier report, and nothing is left beside.
    assert_eq!(run("2026-11-01", &[]), 0);
    assert_ne!(fs::read(reports.join("latest/manifest.json")).unwrap(), before);
    let mut left: Vec<_> = fs::read_dir(&reports).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, [".latest.lock", "2026-10-01", "2026-11-01", "latest"]);
    // What is no link of ours stays.
    fs::remove_file(reports.join("latest")).unwrap();
    fs::create_dir(reports.join("latest")).unwrap();
    assert_eq!(run("2026-12-01", &[]), 2);
    assert!(reports.join("latest").is_dir());
}

#[cfg(unix)]
#[test]
fn a_run_killed_at_any_moment_leaves_the_last_good_report_whole() {
    let folder = tempfile::tempdir().unwrap();
    copy(&sample(""), &folder.path().join("site"));
    let start = || {
        faxban()
            .current_dir(folder.path())
            .args(["audit", "site", "--as-of", AS_OF, "--out", "reports/{as_of}", "--quiet"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    assert!(start().wait().unwrap().success());
    let reports = folder.path().join("reports");
    let mut killed = 0;
    // Delays from nothing to longer than a run, in no order.
    for turn in 0_u64..40 {
        let mut child = start();
        std::thread::sleep(Duration::from_micros(turn * 7_919 % 200_000));
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        assert_eq!(latest(&reports), AS_OF);
    }
    assert!(killed > 0, "every run was over before it was killed");
    assert!(start().wait().unwrap().success());
    let left = fs::read_dir(&reports).unwrap().count();
    assert_eq!(left, 3, "what killed runs left is tidied up");
}

/// What a power cut leaves: a half-written folder beside, or the last report moved aside and nothing in its place.
#[cfg(unix)]
#[test]
fn a_power_cut_costs_no_report() {
    let (folder, _path) = file("a.csv", LEDGER);
    let reports = folder.path().join("reports");
    fs::write(
        folder.path().join("faxban.toml"),
        "out = \"reports/{as_of}\"\nbaseline = \"latest\"\n[[source]]\nfiles = \"a.csv\"\n",
    )
    .unwrap();
    let audit =
        |as_of: &str| run(folder.path(), &["audit", "--config", "faxban.toml", "--as-of", as_of, "-q"]);
    let compared_with = |as_of: &str| -> String {
        let text = fs::read_to_string(reports.join(as_of).join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        let baseline = manifest["options"]["baseline"].as_str().unwrap_or_default();
        baseline.strip_prefix("the report of ").unwrap_or("no report").chars().take(10).collect()
    };
    assert_eq!(audit("2026-09-30").0, 0);
    assert_eq!(audit("2026-10-31").0, 0);
    let half = reports.join(".2026-11-30.writing-4711");
    fs::create_dir(&half).unwrap();
    fs::write(half.join("manifest.json"), "{\"schema\": ").unwrap();
    assert_eq!(latest(&reports), "2026-10-31");
    assert_eq!(run(folder.path(), &["history", "reports"]).0, 0, "half a report is none");
    assert_eq!(audit("2026-11-30"), (0, String::new(), String::new()));
    assert_eq!(compared_with("2026-11-30"), "2026-10-31");
    assert!(!half.exists());

    // Where two folders cannot be exchanged in one step, the earlier one was moved aside when the power went.
    fs::rename(reports.join("2026-11-30"), reports.join(".2026-11-30.earlier-4711")).unwrap();
    assert_eq!(audit("2026-12-31"), (0, String::new(), String::new()));
    assert_eq!(compared_with("2026-12-31"), "2026-11-30");
    assert_eq!(latest(&reports), "2026-12-31");

    // A report that somebody took away is none to compare with; the one before it is.
    fs::remove_dir_all(reports.join("2026-12-31")).unwrap();
    assert_eq!(audit("2027-01-31").0, 0);
    assert_eq!(compared_with("2027-01-31"), "2026-11-30");

    // The folder came from a disk without links: a text file names the last report.
    fs::remove_file(reports.join("latest")).unwrap();
    fs::write(reports.join("latest.txt"), "2026-11-30\n").unwrap();
    assert_eq!(audit("2027-02-28").0, 0);
    assert_eq!(compared_with("2027-02-28"), "2026-11-30");
    assert_eq!(latest(&reports), "2027-02-28");
    assert!(!reports.join("latest.txt").exists(), "it would name an older report");
}

/// Commands and their own, from the program's help.
fn commands() -> Vec<String> {
    let help = run(Path::new("."), &["--help"]).1;
    let listed = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let named: Vec<String> = listed
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != "help")
        .collect();
    assert!(named.len() >= 7, "{named:?}");
    named
}

#[test]
fn every_command_has_a_manual_page_and_is_completed() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["man", "pages"]), (0, String::new(), String::new()));
    for command in commands() {
        let page = fs::read_to_string(folder.path().join(format!("pages/faxban-{command}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS"), "{command}");
    }
    assert!(folder.path().join("pages/faxban.1").exists());
    assert!(folder.path().join("pages/faxban-rules-check.1").exists());
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, script, _) = run(folder.path(), &["completions", shell]);
        assert_eq!(code, 0, "{shell}");
        for command in commands() {
            assert!(script.contains(&command), "{command} for {shell}");
        }
        assert!(script.contains("as-of"), "{shell}");
    }
}

/// Lines of a file of `contrib` that hold a command of faxban, as words.
fn examples(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib").join(name);
    let text = fs::read_to_string(path).unwrap();
    let commands = text.lines().filter(|line| !line.starts_with('#'));
    commands
        .filter_map(|line| line.split_once("/usr/local/bin/faxban "))
        .map(|(_, words)| words.split_whitespace().map(str::to_owned).collect())
        .collect()
}

#[test]
fn the_commands_in_contrib_run() {
    for name in ["systemd/faxban.service", "crontab"] {
        let examples = examples(name);
        assert_eq!(examples.len(), 1, "{name}");
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("faxban.toml"), "out = \"report\"\n[[source]]\nfiles = \"*.csv\"\n")
            .unwrap();
        fs::write(folder.path().join("a.csv"), LEDGER.replace("01/02/2020", "01/02/2018")).unwrap();
        let here = folder.path().to_str().unwrap();
        let words: Vec<String> = examples[0]
            .iter()
            .map(|word| word.replace("/etc/faxban", here).replace("/var/lib/faxban", here))
            .collect();
        let (code, out, err) = run(folder.path(), &words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((code, out.as_str()), (0, ""), "{name}: {err}");
        assert_eq!(err.lines().count(), usize::from(name != "crontab"), "{name}: {err}");
    }
}

/// Asks systemd itself, where there is one.
fn verify(name: &str) {
    let folder = tempfile::tempdir().unwrap();
    for unit in ["faxban.service", "faxban.timer"] {
        let own = format!("{}/contrib/systemd/{unit}", env!("CARGO_MANIFEST_DIR"));
        let own =
            fs::read_to_string(own).unwrap().replace("/usr/local/bin/faxban", env!("CARGO_BIN_EXE_faxban"));
        fs::write(folder.path().join(unit), own.replace("Documentation=man:faxban(1)\n", "")).unwrap();
    }
    let asked = Command::new("systemd-analyze")
        .args(["verify", "--recursive-errors=no"])
        .arg(folder.path().join(name))
        .output();
    if let Ok(answer) = asked {
        let told = String::from_utf8_lossy(&answer.stderr).into_owned();
        let faults: Vec<&str> = told.lines().filter(|line| line.contains("faxban")).collect();
        assert!(faults.is_empty(), "{name}: {told}");
    }
}

#[test]
fn the_units_are_as_systemd_wants_them() {
    for name in ["faxban.service", "faxban.timer"] {
        let text =
            fs::read_to_string(format!("{}/contrib/systemd/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let mut section = "";
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if line.starts_with('[') && line.ends_with(']') {
                section = line;
            } else {
                assert!(!section.is_empty() && line.contains('='), "{name}: {line}");
            }
        }
        verify(name);
        let wanted = if name.ends_with("timer") { "OnCalendar=" } else { "ExecStart=" };
        assert!(text.contains(wanted), "{name}");
    }
}
