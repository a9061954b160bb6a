//! faxban.toml and the command line on single sheets, on what is excluded, and on totals that owners state.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{AS_OF, Row, Said, faxban, rows};
use rust_xlsxwriter::Workbook;

const LEDGER: &str = "Supplier,Date,Amount,Description
Inkwell,01/02/2020,10.00,Brother FAX-2840 fax machine
";

struct Site(tempfile::TempDir);

impl Site {
    /// A site with a workbook in the folder `trust`: a register, disposals under other headings, and a cover.
    fn new(config: &str) -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        let mut book = Workbook::new();
        let sheets: [(&str, &[[&str; 4]]); 3] = [
            (
                "Assets",
                &[["Asset Tag", "Item", "Model", "Status"], ["A1", "Fax machine", "FAX-2840", "In use"]],
            ),
            (
                "Disposals 2019",
                &[["Asset Tag", "Zzyzx", "Model", "Status"], ["D1", "Fax machine", "", "Disposed"]],
            ),
            (
                "Cover",
                &[["Asset Tag", "Item", "Model", "Status"], ["C1", "Fax machine", "FAX-2840", "In use"]],
            ),
        ];
        for (name, rows) in sheets {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (row, cells) in (0..).zip(rows) {
                sheet.write_row(row, 0, *cells).unwrap();
            }
        }
        fs::create_dir(site.path("trust")).unwrap();
        fs::write(site.path("trust/register.xlsx"), book.save_to_buffer().unwrap()).unwrap();
        fs::write(site.path("faxban.toml"), config).unwrap();
        site
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn audit(&self, arguments: &[&str]) -> Said {
        let mut command = faxban();
        command.current_dir(self.0.path()).args(["audit", "--as-of", AS_OF, "--out", "report"]);
        command.args(arguments).output().unwrap().into()
    }

    fn rows(&self, file: &str) -> Vec<Row> {
        rows(&self.path("report").join(file))
    }

    /// Fate and reason of a sheet.
    fn fate(&self, sheet: &str) -> String {
        let rows = self.rows("files.csv");
        let row = rows.iter().find(|row| row["sheet"] == sheet).unwrap();
        format!("{} {}", row["fate"], row["reason_code"]).trim().to_owned()
    }

    fn options(&self) -> serde_json::Value {
        let manifest = fs::read(self.path("report/manifest.json")).unwrap();
        serde_json::from_slice::<serde_json::Value>(&manifest).unwrap()["options"].take()
    }
}

#[test]
fn sheets_are_read_as_the_configuration_says_of_each() {
    let site = Site::new(
        "[[source]]
files = \"trust/*.xlsx\"
map = { description = \"Item\" }
control_total = \"£0.00\"

[[source.sheet]]
name = \"disposals*\"
kind = \"register\"
organisation = \"RX9\"
map = { description = \"Zzyzx\" }
control_total = \"0\"

[[source.sheet]]
name = \"Cover\"
exclude = true
",
    );
    let said = site.audit(&["--config", "faxban.toml"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let findings = site.rows("findings.csv");
    let found: Vec<[&str; 3]> =
        findings.iter().map(|row| [&*row["sheet"], &*row["asset_id"], &*row["organisation_code"]]).collect();
    assert_eq!(found, [["Assets", "A1", ""], ["Disposals 2019", "D1", "RX9"]]);
    assert_eq!(site.fate("Cover"), "left_alone excluded");
    assert_eq!(
        site.options()["source-001"],
        "trust/*.xlsx; map: description=Item; control_total: 0.00; sheet disposals* (organisation: RX9; kind: register; map: description=Zzyzx; control_total: 0.00); sheet Cover (exclude: true; map: description=Item)"
    );
}

#[test]
fn a_mapping_that_does_not_fit_a_sheet_does_not_take_it_out_of_the_audit() {
    let site = Site::new(
        "[[source]]\nfiles = \"trust/*.xlsx\"\nmap = { description = \"Zzyzx\", model = \"Model\" }\n",
    );
    let said = site.audit(&["--config", "faxban.toml"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert_eq!(site.rows("findings.csv").len(), 3);
    let told = "there is no column \"Zzyzx\" to take for description";
    assert!(said.out.contains(told) && said.out.contains("we read it by its own headings"), "{}", said.out);
    // One that fits none of the tables is a problem, and they are audited all the same.
    let said = site.audit(&["trust/register.xlsx", "--map", "description=Narrative"]);
    assert_eq!(said.code, 3, "{}", said.out);
    assert!(said.out.contains("- register.xlsx: a column that was named does not fit this table (there is no column \"Narrative\""), "{}", said.out);
    assert_eq!(site.rows("findings.csv").len(), 3);
}

#[test]
fn files_and_sheets_are_excluded_also_where_paths_are_typed() {
    let site = Site::new(
        "exclude = [\"**/register.xlsx#Cov*\", \"trust/old/*\", \"trust/*.pdf\", \"trust/all.zip/x.csv\"]\n",
    );
    fs::create_dir(site.path("trust/old")).unwrap();
    for (name, text) in
        [("trust/old/a.csv", LEDGER), ("trust/letter.pdf", "%PDF-1.7"), ("trust/b.csv", LEDGER)]
    {
        fs::write(site.path(name), text).unwrap();
    }
    let mut writer = zip::ZipWriter::new(fs::File::create(site.path("trust/all.zip")).unwrap());
    for name in ["x.csv", "y.csv"] {
        use std::io::Write as _;
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(LEDGER.replace("10.00", "12.00").as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    let whole = site.0.path().to_str().unwrap().to_owned();
    for typed in [&["."][..], &["trust"], &[&whole]] {
        let said = site.audit(&[typed, &["--config", "faxban.toml"]].concat());
        assert_eq!(said.code, 0, "{typed:?}: {}{}", said.out, said.err);
        let excluded: Vec<String> = site
            .rows("files.csv")
            .iter()
            .filter(|row| row["reason_code"] == "excluded")
            .map(|row| format!("{}#{}", row["source"].trim_start_matches("trust/"), row["sheet"]))
            .collect();
        assert_eq!(
            excluded,
            ["all.zip/x.csv#", "letter.pdf#", "old/a.csv#", "register.xlsx#Cover"],
            "{typed:?}"
        );
    }
}

#[test]
fn what_lies_beside_named_files_has_a_fate_too() {
    let site = Site::new("[[source]]\nfiles = \"trust/*.xlsx\"\n");
    for (name, text) in
        [("letter.pdf", "%PDF-1.7"), ("run.py", "x"), ("notes.txt", "Dear auditor"), ("new.csv", LEDGER)]
    {
        fs::write(site.path("trust").join(name), text).unwrap();
    }
    fs::create_dir(site.path("trust/old")).unwrap();
    fs::write(site.path("trust/old/a.csv"), LEDGER).unwrap();
    let said = site.audit(&["--config", "faxban.toml", "--quiet"]);
    assert_eq!(said.code, 3);
    let told: Vec<&str> = said.err.lines().filter_map(|line| line.split(": ").nth(1)).collect();
    assert_eq!(told, ["trust/letter.pdf", "trust/new.csv"], "{}", said.err);
    let fates: Vec<String> = site
        .rows("files.csv")
        .iter()
        .filter(|row| row["sheet"].is_empty())
        .map(|row| format!("{} {}", row["source"], row["reason_code"]).trim().to_owned())
        .collect();
    let expected = [
        "trust/letter.pdf pdf",
        "trust/new.csv not_named",
        "trust/notes.txt not_data",
        "trust/old folder_not_named",
        "trust/register.xlsx",
        "trust/run.py not_data",
    ];
    assert_eq!(fates, expected);
}

#[test]
fn control_totals_are_read_and_recorded() {
    let site = Site::new("");
    fs::write(site.path("b.csv"), LEDGER).unwrap();
    let said = site.audit(&["b.csv", "--control-total", "10.00"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(site.options()["control-total"], "10.00");
    let said = site.audit(&[
        "b.csv",
        "trust",
        "--control-total",
        "b.csv=£10",
        "--control-total",
        "trust/register.xlsx=0",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(site.options()["control-total"], "b.csv=10.00, trust/register.xlsx=0.00");
    for (arguments, told) in [
        (&["b.csv", "trust", "--control-total", "10"][..], "write FILE=AMOUNT"),
        (&["b.csv", "--control-total", "c.csv=10"], "no file of that name is audited"),
        (&["b.csv", "--control-total", "ten"], "is not an amount of pounds"),
        (&["b.csv", "--control-total", "1.005"], "is not an amount of pounds"),
    ] {
        let said = site.audit(arguments);
        assert_eq!(said.code, 2, "{arguments:?}");
        assert!(said.err.contains(told), "{}", said.err);
    }
}

#[test]
fn a_control_total_agrees_or_the_difference_is_a_problem_in_pounds() {
    let site = Site::new("");
    fs::write(site.path("b.csv"), LEDGER).unwrap();
    let remarks = || {
        let text = fs::read_to_string(site.path("report/summary.json")).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["remarks"].to_string()
    };
    let said = site.audit(&["b.csv", "--control-total", "10.00"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(
        remarks().contains("b.csv: its lines add up to £10.00, as its control total says."),
        "{}",
        remarks()
    );
    let said = site.audit(&["b.csv", "--control-total", "1,234.50"]);
    assert_eq!(said.code, 3, "{}", said.out);
    let told =
        "b.csv: its lines add up to £10.00, which is £1,224.50 less than its control total of £1,234.50.";
    assert!(said.out.contains(told), "{}", said.out);
    // That of a sheet is compared with the sheet alone, and one that fits no sheet is not passed over.
    let sheet = |name: &str, total: &str| {
        let config = format!(
            "[[source]]\nfiles = \"trust/*.xlsx\"\n[[source.sheet]]\nname = \"{name}\"\ncontrol_total = \"{total}\"\n"
        );
        fs::write(site.path("faxban.toml"), config).unwrap();
        site.audit(&["--config", "faxban.toml"])
    };
    let said = sheet("Disposals*", "0.01");
    assert_eq!(said.code, 3, "{}", said.out);
    let told = "trust/register.xlsx, sheet Disposals*: its lines add up to £0.00, which is £0.01 less than";
    assert!(said.out.contains(told), "{}", said.out);
    let said = sheet("Archive", "1");
    assert!(said.code == 3 && said.out.contains("no table of it was audited"), "{}", said.out);
}

#[test]
fn faults_in_what_is_said_of_sheets_are_shown_under_their_lines() {
    let source = "[[source]]\nfiles = \"*.csv\"\n";
    for (config, line, part) in [
        (format!("{source}control_total = \"ten\"\n"), 3, "is not an amount of pounds"),
        (format!("{source}control_total = 10\n"), 3, "expected a string"),
        (format!("{source}[[source.sheet]]\nname = \" \"\n"), 4, "which sheets"),
        (format!("{source}[[source.sheet]]\nname = \"***\"\n"), 4, "no pattern of sheets"),
        (format!("{source}[[source.sheet]]\nexclude = true\n"), 3, "missing field `name`"),
        (
            format!("{source}[[source.sheet]]\nname = \"a\"\nmap = {{ thing = \"b\" }}\n"),
            5,
            "department_family",
        ),
        ("exclude = [\"a.xlsx#***\"]\n".to_owned(), 1, "no pattern"),
    ] {
        let site = Site::new(&config);
        let said = site.audit(&["--config", "faxban.toml"]);
        assert_eq!(said.code, 2, "{config}");
        assert!(
            said.err.contains(part) && said.err.contains(&format!("faxban.toml:{line}: ")),
            "{}",
            said.err
        );
    }
}
