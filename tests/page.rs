//! `report.html` as bytes, and in a real browser where there is one.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{AS_OF, audit, faxban, file, sample, second_month};

/// Cells that other people's files may hold.
const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "=HYPERLINK(\"http://x\")",
    "</script><script>alert(2)</script>",
    "a\u{2028}b\u{2029}c",
    "{{ 7 * 7 }} <!-- &amp;",
];

/// A ledger whose cells attack the page.
fn hostile() -> String {
    let mut ledger = "Entity,Date,Supplier,Description,Amount\n".to_owned();
    for text in HOSTILE {
        let cell = text.replace('"', "\"\"");
        writeln!(
            ledger,
            "\"Trust {cell}\",2019-06-01,\"{cell}\",\"Brother FAX-2840 fax machine {cell}\",100.00"
        )
        .unwrap();
    }
    ledger
}

fn many(lines: usize) -> String {
    let mut ledger = "Entity,Date,Supplier,Description,Amount\n".to_owned();
    for line in 0..lines {
        let what = ["Brother FAX-2840 fax machine", "Toner for fax machine", "Brother MFC-L2710DW"][line % 3];
        writeln!(
            ledger,
            "Trust {},2019-06-{:02},Firm {},{what} {line},{}.50",
            line % 40,
            line % 28 + 1,
            line % 7,
            line % 900
        )
        .unwrap();
    }
    ledger
}

/// What stands between two texts.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = page.split_once(before).unwrap();
    rest.split_once(after).unwrap().0
}

fn policy(page: &str) -> String {
    between(page, "Content-Security-Policy\" content=\"", "\"").replace("&#x27;", "'").replace("&#x2f;", "/")
}

#[test]
fn the_first_screen_says_what_the_terminal_says() {
    let audit = audit(&[&sample("")], &[]);
    let page = audit.text("report.html");
    for text in [
        "judged as of",
        "23 November 2026",
        "10 breaches, 8 for review, 6 indicators, 1 exempt, 3 compliant, 12 cleared look-alikes in 55 lines of 7 tables from 6 files.",
        "all 60 lines read and £268,163.01 net are accounted for (55 audited, 4 skipped, 1 rejected)",
        "7 breaches, 5 for review, 2 indicators, 1 exempt, 2 compliant.",
        "7 lines are in tables that do not say what was bought or held.",
        "not an NHS service",
        "No finding is not &quot;fax free&quot;",
    ] {
        assert!(page.to_lowercase().contains(&text.to_lowercase()), "{text}");
    }
}

#[test]
fn nothing_found_is_not_said_to_be_fax_free() {
    let (_folder, path) =
        file("orders.csv", "Entity,Date,Supplier,Description,Amount\nTrust A,2019-06-01,Firm,Paper,1.00\n");
    let page = audit(&[&path], &[]).text("report.html");
    assert!(
        page.contains(
            "Nothing found in 1 line of 1 table from 1 file. No finding is not &quot;fax free&quot;."
        )
    );
    assert!(page.contains(
        "Nothing found for 1 name of an organisation, in 1 line. No finding is not &quot;fax free&quot;."
    ));
    assert!(page.contains("<th scope=\"row\">Trust A</th><td>Nothing found in 1 line.</td>"));
    assert!(!page.contains("id=\"explorer\""));
}

#[test]
fn lines_that_say_nothing_are_no_clean_bill() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("Northmoor")).unwrap();
    let ledger = "Date,Supplier,Amount\n2019-06-01,Firm,1.00\n2019-06-02,Other firm,2.00\n";
    fs::write(folder.path().join("Northmoor/spend.csv"), ledger).unwrap();
    let page = audit(&[folder.path()], &[]).text("report.html");
    assert!(
        page.contains("Could not be assessed: none of its 2 lines is in a table that says what was bought")
    );
    assert!(page.contains("<th scope=\"row\">Northmoor</th>"));
}

#[test]
fn a_file_that_could_not_be_read_is_on_the_first_screen() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), hostile()).unwrap();
    fs::write(folder.path().join("error.csv"), "<!DOCTYPE html><html><body>Not found</body></html>").unwrap();
    let page = audit(&[folder.path()], &[]).text("report.html");
    let verdict = between(&page, "id=\"verdict\"", "</section>");
    assert!(
        verdict.contains("1 file or sheet could not be read") && verdict.contains("error.csv"),
        "{verdict}"
    );
}

#[test]
fn the_same_run_twice_gives_the_same_page() {
    let (_folder, path) = file("many.csv", many(2_000));
    let pages = [(); 2].map(|()| audit(&[&path], &[]).text("report.html"));
    assert!(pages[0] == pages[1]);
}

#[test]
fn the_policy_names_the_style_and_the_script_of_the_page_and_nothing_else() {
    use sha2::{Digest, Sha256};
    let page = audit(&[&sample("")], &[]).text("report.html");
    let hash = |text: &str| base64(&Sha256::digest(text));
    let style = hash(between(&page, "<style>", "</style>"));
    let script = hash(between(&page, "<script>", "</script>"));
    assert_eq!(
        policy(&page),
        format!(
            "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
        )
    );
    for forbidden in [" style=", " onclick=", " src=", "@import", "http-equiv=\"refresh\""] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

/// Written out here, so that the test does not trust what it tests.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place > chunk.len() { '=' } else { char::from(sign) });
        }
    }
    text
}

#[test]
fn hostile_cells_stay_text() {
    let (_folder, path) = file("hostile.csv", hostile());
    let audit = audit(&[&path], &[]);
    let page = audit.text("report.html");
    assert_eq!(audit.outcomes()["breach"], HOSTILE.len() as u64);
    assert_eq!(page.matches("<script").count(), 2, "the data and the page's own");
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(!page.contains("<img"));
    let data = between(&page, "id=\"data\">", "</script>");
    assert!(!data.contains(['<', '\u{2028}', '\u{2029}']));
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let strings = data["strings"].as_array().unwrap();
    for text in HOSTILE {
        let cell = format!("Brother FAX-2840 fax machine {text}");
        assert!(strings.iter().any(|string| string == cell.as_str()), "{cell}");
    }
}

#[test]
fn every_finding_of_the_csv_file_is_in_the_page() {
    let (_folder, path) = file("many.csv", many(3_000));
    let audit = audit(&[&path], &[]);
    let page = audit.text("report.html");
    let data: serde_json::Value = serde_json::from_str(between(&page, "id=\"data\">", "</script>")).unwrap();
    let strings = data["strings"].as_array().unwrap();
    let fields: Vec<&str> = data["fields"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    let mut embedded: Vec<Vec<String>> = Vec::new();
    for (id, finding) in data["ids"].as_array().unwrap().iter().zip(data["findings"].as_array().unwrap()) {
        let field = |name| &finding[fields.iter().position(|field| *field == name).unwrap()];
        let text = |name| strings[field(name).as_u64().unwrap() as usize].as_str().unwrap().to_owned();
        let mut row = vec![id.as_str().unwrap().to_owned(), field("row").to_string()];
        row.extend(["outcome", "class", "organisation", "date", "reason", "grounds"].map(text));
        embedded.push(row);
    }
    let columns = ["finding_id", "row", "outcome", "class", "organisation", "date", "reason", "evidence"];
    let mut rows: Vec<Vec<String>> = audit
        .rows("findings.csv")
        .iter()
        .map(|row| columns.map(|column| row[column].clone()).to_vec())
        .collect();
    embedded.sort();
    rows.sort();
    assert_eq!(embedded.len(), 3_000);
    assert_eq!(embedded, rows);
    let breaches = rows.iter().filter(|row| row[2] == "breach").count();
    let first = data["findings"].as_array().unwrap().iter().take(breaches);
    assert!(first.clone().all(|finding| finding[0] == data["findings"][0][0]), "the most serious come first");
}

#[test]
fn paper_has_the_first_two_hundred() {
    let (_folder, path) = file("many.csv", many(600));
    let page = audit(&[&path], &[]).text("report.html");
    let listed = between(&page, "<div class=\"listed\">", "</table>");
    assert!(listed.contains("The 200 most serious of 600 findings"));
    assert_eq!(listed.matches("<tr>").count(), 201, "and the header");
    assert_eq!(listed.matches("tag-breach").count(), 200);
}

/// A Chromium with the modules that drive it, or why there is none.
fn browser() -> Result<PathBuf, String> {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/node_modules");
    if !modules.is_dir() {
        return Err("there is no tests/browser/node_modules; run `npm ci --prefix tests/browser`".to_owned());
    }
    if Command::new("node").arg("--version").output().is_err() {
        return Err("there is no node".to_owned());
    }
    let named = std::env::var_os("FAXBAN_CHROMIUM").map(PathBuf::from).into_iter();
    let usual =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    named
        .chain(usual)
        .find(|path| path.is_file())
        .ok_or_else(|| "there is no Chromium; install one or name it with FAXBAN_CHROMIUM".to_owned())
}

#[test]
#[allow(clippy::print_stdout, reason = "says why a test is skipped")]
fn a_browser_shows_sorts_searches_and_opens_findings() {
    let browser = match browser() {
        Ok(browser) => browser,
        Err(why) => return println!("skipped: {why}"),
    };
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("hostile.csv"), hostile()).unwrap();
    fs::write(folder.path().join("many.csv"), many(50_000)).unwrap();
    let report = |name: &str, input: &Path| {
        let out = folder.path().join(name);
        let run = faxban()
            .args(["audit", "--quiet", "--as-of", AS_OF, "--out"])
            .args([&out, input])
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        out.join("report.html")
    };
    let pages = [
        report("sample", &sample("")),
        report("hostile-report", &folder.path().join("hostile.csv")),
        report("many-report", &folder.path().join("many.csv")),
    ];
    let month = second_month(&[]);
    let history = folder.path().join("history");
    let run = faxban().arg("history").arg(month.file("")).arg("--out").arg(&history).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let run = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/check.mjs"))
        .arg(browser)
        .args(pages)
        .args([month.file("report.html"), history.join("history.html")])
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
}
