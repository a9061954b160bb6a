//! `latest`: beside the folders of every month, the way to the last good report.
//!
//! It is a link, or where the disk knows no links the text file `latest.txt` with the name of the folder.

use std::io;
use std::path::{Path, PathBuf};

use crate::output;
use crate::report::Report;

/// Its name.
const LATEST: &str = "latest";

/// Ends the name of the folder of a report whose totals do not reconcile.
pub const UNBALANCED: &str = "-unbalanced";

/// Writes a report into the folder of its day and points `latest` to it; tells the folder. One whose totals do not
/// reconcile goes aside, so that a good one of the same day, and `latest`, stay as they are.
///
/// # Errors
/// A sentence, when something else is in the way or the disk refuses.
pub fn write(report: &Report, folder: &Path, per_organisation: bool) -> Result<PathBuf, String> {
    if !report.reconciled.is_balanced() {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let aside = folder.with_file_name(format!("{name}{UNBALANCED}"));
        output::write(report, &aside, per_organisation)?;
        return Ok(aside);
    }
    output::write(report, folder, per_organisation)?;
    point(folder)?;
    Ok(folder.to_owned())
}

/// Points `latest` to a report in the same folder, in one step.
fn point(report: &Path) -> Result<(), String> {
    let parent = parent(report);
    let Some(name) = report.file_name() else { return Ok(()) };
    let beside = parent.join(format!(".{LATEST}.new-{}", std::process::id()));
    let _ = std::fs::remove_file(&beside);
    let put = put(parent, Path::new(name), &beside);
    let _ = std::fs::remove_file(&beside);
    put.map_err(|error| {
        format!("the report is written, but {} cannot be set: {error}", parent.join(LATEST).display())
    })
}

fn parent(report: &Path) -> &Path {
    report.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn put(parent: &Path, name: &Path, beside: &Path) -> io::Result<()> {
    let latest = parent.join(LATEST);
    if std::fs::symlink_metadata(&latest).is_ok_and(|meta| !meta.is_symlink()) {
        return Err(io::Error::other("it is something else than a link of faxban; rename it"));
    }
    if link(name, beside).is_err() {
        return put_name(parent, name, beside);
    }
    std::fs::rename(beside, latest)?;
    // Left from a disk without links, it would name an older report.
    let _ = std::fs::remove_file(text_file(parent));
    std::fs::File::open(parent)?.sync_all()
}

#[cfg(unix)]
fn link(name: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(name, at)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The name as text, where links are impossible.
fn put_name(parent: &Path, name: &Path, beside: &Path) -> io::Result<()> {
    std::fs::write(beside, format!("{}\n", name.display()))?;
    std::fs::rename(beside, text_file(parent))
}

fn text_file(parent: &Path) -> PathBuf {
    parent.join(format!("{LATEST}.txt"))
}

/// The last good report before the one that is to be written: what `latest` names or, where that is this day's own of
/// an earlier run or is not there any more, the one of the day before it that is there.
///
/// # Errors
/// A sentence, when the folder cannot be listed: a report in it must not be passed over.
pub fn before(own: &Path) -> Result<Option<PathBuf>, String> {
    let parent = parent(own);
    let Some(name) = name(parent) else { return Ok(None) };
    let latest = parent.join(name);
    if latest.file_name() != own.file_name() {
        // A run that was cut off may have moved it aside.
        output::restore(&latest);
        if is_report(&latest) {
            return Ok(Some(latest));
        }
    }
    let list = || std::fs::read_dir(parent)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
    let siblings = list().map_err(|error| {
        format!(
            "the reports in {} cannot be listed ({error}), so it cannot be said which is the last one; name it with --baseline",
            parent.display()
        )
    })?;
    Ok(siblings.into_iter().filter(|path| is_good(path) && path.file_name() < own.file_name()).max())
}

/// The report that `latest` in a folder names; none where there is none.
#[must_use]
pub fn of(folder: &Path) -> Option<PathBuf> {
    let report = folder.join(name(folder)?);
    is_report(&report).then_some(report)
}

fn is_report(path: &Path) -> bool {
    path.join("manifest.json").is_file()
}

/// Whether a folder beside others is a report to go by: no link to one, none that is being written or moved aside,
/// none whose totals do not reconcile.
#[must_use]
pub fn is_good(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    is_report(path) && !path.is_symlink() && !name.starts_with('.') && !name.ends_with(UNBALANCED)
}

/// The folder that `latest` names.
fn name(parent: &Path) -> Option<PathBuf> {
    std::fs::read_link(parent.join(LATEST)).ok().or_else(|| {
        let text = std::fs::read_to_string(text_file(parent)).ok()?;
        Some(PathBuf::from(text.trim()))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::audit::{ListPaths, Nobody, Options, audit};
    use crate::reconcile::{Account, reconcile};
    use crate::rules::{DEFAULT_PACK, Rules};
    use crate::sources::{Settings, Sources};

    fn report(folder: &Path) -> Report {
        let ledger = folder.join("a.csv");
        fs::write(&ledger, "Supplier,Date,Amount,Description\nInkwell,01/02/2020,10.00,Fax machine\n")
            .unwrap();
        let rules = Rules::load(None, DEFAULT_PACK).unwrap();
        let options = Options {
            paths: vec![ledger],
            sources: Sources::default(),
            as_of: "2026-11-23".parse().unwrap(),
            settings: Settings::default(),
            control_totals: Vec::new(),
            show_personal_data: false,
            outputs: Vec::new(),
            in_use: Vec::new(),
            recorded: std::collections::BTreeMap::new(),
            lists: ListPaths::default(),
        };
        audit(&options, &rules, None, &Nobody).unwrap()
    }

    /// No input provokes it, for the pack is checked and both counts see every line; so the account is cooked here.
    #[test]
    fn a_report_that_does_not_reconcile_goes_aside_and_latest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let reports = folder.path().join("reports");
        let mut report = report(folder.path());
        let october = reports.join("2026-10-31");
        assert_eq!(write(&report, &october, false), Ok(october.clone()));
        let november = reports.join("2026-11-30");
        assert_eq!(write(&report, &november, false), Ok(november.clone()));
        let before_it = fs::read(november.join("manifest.json")).unwrap();

        let mut accounts: Vec<Account> = report.reconciled.accounts().to_vec();
        accounts[0].control.add(Some(1));
        report.reconciled = reconcile(accounts);
        let aside = reports.join("2026-11-30-unbalanced");
        assert_eq!(write(&report, &november, false), Ok(aside.clone()));
        let told = fs::read_to_string(aside.join("summary.json")).unwrap();
        assert!(
            told.contains("\"reconciles\": false")
                && told.contains("2 lines were read but the outcomes hold 1"),
            "{told}"
        );
        assert_eq!(fs::read(november.join("manifest.json")).unwrap(), before_it);
        // The next month goes by the good one, and by October's where November is audited again.
        assert_eq!(before(&reports.join("2026-12-31")), Ok(Some(november.clone())));
        assert_eq!(before(&november), Ok(Some(october)));
        assert!(!is_good(&aside));
    }

    #[test]
    fn where_links_are_impossible_a_text_file_names_the_last_good_report() {
        let folder = tempfile::tempdir().unwrap();
        let (report, reports) = (report(folder.path()), folder.path().join("reports"));
        for day in ["2026-10-31", "2026-11-30"] {
            output::write(&report, &reports.join(day), false).unwrap();
            put_name(&reports, Path::new(day), &reports.join(".beside")).unwrap();
            assert_eq!(fs::read_to_string(reports.join("latest.txt")).unwrap(), format!("{day}\n"));
        }
        assert_eq!(before(&reports.join("2026-12-31")), Ok(Some(reports.join("2026-11-30"))));
        assert!(!reports.join(".beside").exists());
    }
}
