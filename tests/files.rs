//! Every file and every sheet under the paths given has a fate in the report, and none that could hold a register is
//! passed over in silence.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use common::{AS_OF, Audit, Row, audit, copy, faxban, file, rows, sample};
use rust_xlsxwriter::{Chart, Workbook};

const LEDGER: &str = "Supplier,Date,Amount,Description
Inkwell,01/02/2020,10.00,Brother FAX-2840 fax machine
";

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// `source` or `source#sheet`, with fate and reason.
fn fates(audit: &Audit) -> BTreeMap<String, String> {
    let key = |row: &Row| match row["sheet"].as_str() {
        "" => row["source"].clone(),
        sheet => format!("{}#{sheet}", row["source"]),
    };
    let fate = |row: &Row| format!("{} {}", row["fate"], row["reason_code"]).trim().to_owned();
    audit.rows("files.csv").iter().map(|row| (key(row), fate(row))).collect()
}

/// The files below a folder, by their own walk of it.
fn walk(folder: &Path) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.insert(path);
        }
    }
    files
}

#[test]
fn every_file_of_the_sample_data_has_one_fate() {
    let audit = audit(&[&sample("")], &[]);
    assert_eq!(audit.code, 0, "{}", audit.stdout);
    let told: BTreeSet<PathBuf> = audit
        .rows("files.csv")
        .iter()
        .filter(|row| row["sheet"].is_empty())
        .map(|row| sample(&row["source"]))
        .collect();
    assert_eq!(told, walk(&sample("")));
    let fates = fates(&audit);
    for (name, fate) in [
        ("README.md", "left_alone not_data"),
        ("exemptions.csv", "left_alone in_use"),
        ("saltersea/catalogue-orders.psv.gz", "audited"),
        ("wharfemoor/register.xlsx", "audited"),
        ("wharfemoor/register.xlsx#Assets", "audited"),
        ("wharfemoor/register.xlsx#Read me", "left_alone no_table"),
        ("wharfemoor/register.xlsx#Telecoms 2017", "audited"),
    ] {
        assert_eq!(fates[name], fate, "{name}");
    }
    // The lines of all rows are those of the audit, and programs read the same.
    let rows = audit.rows("files.csv");
    let lines: u64 = rows.iter().filter_map(|row| row["lines"].parse::<u64>().ok()).sum();
    let summary = audit.json("summary.json");
    assert_eq!(summary["totals"]["lines"], lines);
    assert_eq!(summary["files"].as_array().unwrap().len(), rows.len());
    assert!(audit.json("manifest.json")["outputs"]["files.csv"].is_object());
}

#[test]
fn what_could_hold_a_register_and_was_not_read_is_a_problem_everywhere() {
    let folder = folder(&[
        ("trust/ledger.csv", LEDGER),
        ("trust/register.pdf", "%PDF-1.7"),
        ("trust/scan.jpg", "x"),
        ("trust/mail.msg", "x"),
        ("trust/assets.accdb", "x"),
        ("trust/assets.numbers", "x"),
        ("trust/register.docx", "x"),
        ("trust/dump.sql", "INSERT INTO assets VALUES (1);"),
        ("trust/api.json", "[{\"asset\": \"Fax machine\"}]"),
        ("trust/table.html", "<html><table><tr><td>Fax</td></tr></table>"),
        ("trust/ledger.csv.bak", LEDGER),
        ("trust/old.7z", "x"),
        ("trust/book.xlsx.txt", &LEDGER.replace("10.00", "11.00")),
        ("trust/~$ledger.csv", "x"),
        // These are harmless.
        ("README.md", "# Files"),
        ("trust/.DS_Store", "x"),
        ("trust/Thumbs.db", "x"),
        ("trust/desktop.ini", "x"),
        (".gitignore", "x"),
        ("run.py", "x"),
        ("settings.toml", "x"),
        ("site/style.css", "x"),
        ("site/page.html", "<p>Nothing</p>"),
        ("audit.log", "x"),
        ("trust/~$gone.xlsx", "x"),
    ]);
    let audit = audit(&[folder.path()], &[]);
    assert_eq!(audit.code, 3, "{}", audit.stdout);
    let fates = fates(&audit);
    let of = |fate: &str| {
        let named = fates.iter().filter(|(_, own)| own.split(' ').next() == Some(fate));
        named.map(|(name, _)| name.as_str()).collect::<Vec<_>>()
    };
    let lost = [
        "trust/api.json",
        "trust/assets.accdb",
        "trust/assets.numbers",
        "trust/dump.sql",
        "trust/ledger.csv.bak",
        "trust/mail.msg",
        "trust/old.7z",
        "trust/register.docx",
        "trust/register.pdf",
        "trust/scan.jpg",
        "trust/table.html",
        "trust/~$ledger.csv",
    ];
    assert_eq!(of("not_read"), lost);
    assert_eq!(of("audited"), ["trust/book.xlsx.txt", "trust/ledger.csv"]);
    assert_eq!(fates.len(), 25);
    let shown = audit.text("summary.md").replace('\\', "");
    let page = audit.text("report.html").replace("&#x2f;", "/");
    for name in lost {
        assert!(audit.stdout.contains(&format!("- {name}: ")), "{name} not in {}", audit.stdout);
        assert!(page.contains(name), "{name} is not in the page");
    }
    assert!(shown.contains("trust/assets.accdb: it is a database"), "{shown}");
    assert!(audit.stdout.contains("ledger.csv is open right now"), "{}", audit.stdout);
}

#[test]
fn a_workbook_that_is_open_is_told_also_where_it_alone_is_named() {
    let folder = folder(&[("a.csv", LEDGER), ("~$a.csv", "x")]);
    let audit = audit(&[&folder.path().join("a.csv")], &[]);
    assert_eq!(audit.code, 3);
    assert!(audit.stdout.contains("~$a.csv: a.csv is open right now"), "{}", audit.stdout);
    assert_eq!(audit.outcomes()["breach"], 1);
}

#[test]
fn files_that_are_told_by_their_content_say_what_to_do() {
    for (name, content, told) in [
        (
            "a.xls",
            "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>",
            "save it as .xlsx",
        ),
        ("a.xls", "<html><body><table><tr><td>Fax</td></tr></table>", "save it as .xlsx"),
        ("a.csv", "<html><body>Please log in</body>", "download it again"),
        ("a.dat", "SQLite format 3\0\u{1}\u{2}", "it is a database"),
        ("a.csv", "{\\rtf1 Register}", "word-processor"),
    ] {
        let folder = folder(&[("good.csv", LEDGER), (name, content)]);
        let audit = audit(&[folder.path()], &[]);
        assert_eq!(audit.code, 3, "{name}");
        let line = audit.stdout.lines().find(|line| line.contains(&format!("- {name}: "))).unwrap();
        assert!(line.contains(told), "{line}");
    }
}

#[test]
fn a_workbook_with_a_password_and_other_office_files_are_told_apart() {
    let folder = folder(&[("good.csv", LEDGER)]);
    for (name, stream) in [
        ("locked.xlsx", "EncryptedPackage"),
        ("letter.xls", "WordDocument"),
        ("mail.xls", "__properties_version1.0"),
    ] {
        let mut container = cfb::create(folder.path().join(name)).unwrap();
        container.create_stream(stream).unwrap();
        container.flush().unwrap();
    }
    let audit = audit(&[folder.path()], &[]);
    let fates = fates(&audit);
    assert_eq!(fates["locked.xlsx"], "not_read password", "{}", audit.stdout);
    assert_eq!((&*fates["letter.xls"], &*fates["mail.xls"]), ("not_read document", "not_read email"));
    assert!(
        audit.stdout.contains("locked.xlsx: it is encrypted: it asks for a password"),
        "{}",
        audit.stdout
    );
}

/// A register on a sheet.
const REGISTER: [[&str; 4]; 5] = [
    ["Asset Tag", "Description", "Model", "Status"],
    ["A1", "Fax machine", "Brother FAX-2840", "In use"],
    ["A2", "Telephone", "BT Relate", "In use"],
    ["A3", "Printer", "HP 4200", "In use"],
    ["A4", "Fax machine", "Canon FAX-L170", "In use"],
];

fn book(sheets: &[(&str, &[[&str; 4]], bool)]) -> Workbook {
    let mut book = Workbook::new();
    for (name, rows, hidden) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        // The sheet that is on top when a workbook is opened is never hidden.
        if *hidden {
            sheet.set_hidden(true)
        } else {
            sheet.set_active(true)
        };
        for (row, cells) in (0..).zip(*rows) {
            sheet.write_row(row, 0, *cells).unwrap();
        }
    }
    book
}

#[test]
fn every_sheet_has_a_fate_hidden_empty_and_chart_ones_too() {
    let mut book = book(&[
        ("Assets", &REGISTER, false),
        (
            "Old",
            &[["Asset Tag", "Description", "Model", "Status"], ["B1", "Fax machine", "Ricoh", "In use"]],
            true,
        ),
        ("Cover", &[["Asset register of the trust", "", "", ""]], false),
        ("Sheet4", &[], false),
    ]);
    let mut chart = Chart::new(rust_xlsxwriter::ChartType::Pie);
    chart.add_series().set_values("Assets!$A$2:$A$3");
    book.add_chartsheet().set_name("Pie").unwrap().insert_chart(0, 0, &chart).unwrap();
    let (_folder, path) = file("register.xlsx", book.save_to_buffer().unwrap());
    let audit = audit(&[&path], &[]);
    assert_eq!(audit.code, 0, "{}", audit.stdout);
    let expected = [
        ("register.xlsx", "audited"),
        ("register.xlsx#Assets", "audited"),
        ("register.xlsx#Cover", "left_alone no_table"),
        ("register.xlsx#Old", "audited"),
        ("register.xlsx#Pie", "left_alone chart"),
        ("register.xlsx#Sheet4", "left_alone empty_sheet"),
    ];
    assert_eq!(
        fates(&audit),
        BTreeMap::from(expected.map(|(name, fate)| (name.to_owned(), fate.to_owned())))
    );
}

#[test]
fn a_sheet_that_repeats_another_is_counted_once_and_that_is_told() {
    let extract = [REGISTER[0], REGISTER[4], REGISTER[1], REGISTER[2]];
    let other = [REGISTER[0], ["A9", "Fax machine", "Ricoh", "In use"], REGISTER[1], REGISTER[2]];
    let mut book = book(&[
        ("March (2)", &REGISTER, true),
        ("March", &REGISTER, false),
        ("Faxes", &extract, false),
        ("Ward 9", &other, false),
    ]);
    let (_folder, path) = file("register.xlsx", book.save_to_buffer().unwrap());
    let audit = audit(&[&path], &[]);
    // An asset of the ward is on the other sheet, too, and nobody knows which of the two is right.
    assert_eq!(audit.code, 3, "{}", audit.stdout);
    let fates = fates(&audit);
    for (sheet, fate) in [
        ("March", "audited"),
        ("March (2)", "left_alone copy_of_sheet"),
        ("Faxes", "left_alone part_of_sheet"),
        ("Ward 9", "audited"),
    ] {
        assert_eq!(fates[&format!("register.xlsx#{sheet}")], fate, "{sheet}");
    }
    // A1 is also on the sheet of the ward, which is not a part of the other.
    assert_eq!(audit.rows("findings.csv").len(), 4);
    for told in [
        "register.xlsx, sheet March (2): it has the same lines as the sheet March; counted once",
        "register.xlsx, sheet Faxes: all its lines are on the sheet March as well; counted once",
        "register.xlsx, sheet Ward 9: its findings in row 3 say the same as findings of register.xlsx, sheet March",
    ] {
        assert!(audit.stdout.contains(told), "{}", audit.stdout);
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_listed_or_is_no_file_is_told_and_nothing_hangs() {
    use std::os::unix::fs::symlink;
    use std::process::Command;
    let folder = folder(&[("a.csv", LEDGER)]);
    let at = |name: &str| folder.path().join(name);
    assert!(Command::new("mkfifo").arg(at("pipe.csv")).status().unwrap().success());
    symlink(".", at("self")).unwrap();
    symlink("loop.csv", at("loop.csv")).unwrap();
    let audit = audit(&[folder.path()], &[]);
    assert_eq!(audit.code, 3, "{}", audit.stdout);
    let fates = fates(&audit);
    assert_eq!(fates["pipe.csv"], "left_alone special");
    assert_eq!(fates["self"], "left_alone seen_before");
    assert_eq!(fates["loop.csv"], "not_read link_loop");
    let device = common::audit(&[Path::new("/dev/zero"), &at("a.csv")], &[]);
    assert_eq!(device.code, 3);
    assert!(device.stdout.contains("/dev/zero: it is not a file but a device"), "{}", device.stdout);
    // What a shell passes as a stream is read to its end.
    let line = format!(
        "{} audit <(cat {}) --as-of {AS_OF} --out {}",
        env!("CARGO_BIN_EXE_faxban"),
        at("a.csv").display(),
        at("report").display()
    );
    let streamed = Command::new("bash").args(["-c", &line]).output().unwrap();
    assert_eq!(streamed.status.code(), Some(0), "{}", String::from_utf8_lossy(&streamed.stderr));
    assert_eq!(rows(&at("report/findings.csv")).len(), 1);
}

/// The system refuses to list the rest of a folder.
#[cfg(target_os = "linux")]
#[allow(clippy::print_stdout, reason = "says why a test is skipped")]
#[test]
fn a_folder_of_which_the_listing_breaks_off_is_a_problem() {
    use std::process::Command;
    let site = tempfile::tempdir().unwrap();
    copy(&sample(""), &site.path().join("data"));
    for when in [5, 7, 9] {
        let run = Command::new("strace")
            .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=getdents64", "-e"])
            .arg(format!("inject=getdents64:error=EIO:when={when}"))
            .arg(env!("CARGO_BIN_EXE_faxban"))
            .args(["audit", "data", "--quiet", "--as-of", AS_OF, "--out", "report"])
            .current_dir(site.path())
            .output();
        let Ok(run) = run else {
            println!("skipped: strace is not installed");
            return;
        };
        let told = String::from_utf8_lossy(&run.stderr);
        if told.contains("ptrace") || told.contains("Operation not permitted") {
            println!("skipped: strace may not trace here");
            return;
        }
        assert_eq!(run.status.code(), Some(3), "{when}: {told}");
        assert!(told.contains("could not be listed to its end"), "{when}: {told}");
    }
}

#[test]
fn a_file_that_grows_while_it_is_read_is_a_problem() {
    use std::io::Write as _;
    let (folder, path) =
        file("growing.csv", LEDGER.to_owned() + &"Inkwell,01/02/2020,10.00,Paper\n".repeat(200_000));
    fs::write(folder.path().join("good.csv"), LEDGER).unwrap();
    let out = folder.path().join("report");
    let mut growing = fs::OpenOptions::new().append(true).open(&path).unwrap();
    let mut run = faxban();
    run.arg("audit")
        .arg(&path)
        .arg(folder.path().join("good.csv"))
        .args(["--as-of", AS_OF, "--quiet", "--out"]);
    let mut run = run.arg(&out).stderr(std::process::Stdio::piped()).spawn().unwrap();
    while run.try_wait().unwrap().is_none() {
        growing.write_all(b"Inkwell,01/02/2020,10.00,Paper\n").unwrap();
    }
    let output = run.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("it was changed while it was being read; audit it again"), "{told}");
    let reconciled = rows(&out.join("reconciliation.csv"));
    let all = reconciled.iter().find(|row| row["source"] == "(all sources)" && row["outcome"] == "total");
    assert_eq!(all.unwrap()["lines"], "1", "none of its lines is counted");
}
