//! `latest`: beside the folders of every month, the way to the last good report.

use std::io;
use std::path::{Path, PathBuf};

/// Its name.
const LATEST: &str = "latest";

/// Points `latest` to a report in the same folder, in one step.
///
/// # Errors
/// A sentence, when something else has that name or the disk refuses.
pub fn point(report: &Path) -> Result<(), String> {
    let parent = report.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(name) = report.file_name() else { return Ok(()) };
    let beside = parent.join(format!(".{LATEST}.new-{}", std::process::id()));
    let _ = std::fs::remove_file(&beside);
    let put = put(parent, Path::new(name), &beside);
    let _ = std::fs::remove_file(&beside);
    put.map_err(|error| {
        format!("the report is written, but {} cannot be set: {error}", parent.join(LATEST).display())
    })
}

#[cfg(unix)]
fn put(parent: &Path, name: &Path, beside: &Path) -> io::Result<()> {
    let latest = parent.join(LATEST);
    if std::fs::symlink_metadata(&latest).is_ok_and(|meta| !meta.is_symlink()) {
        return Err(io::Error::other("it is something else than a link of faxban; rename it"));
    }
    std::os::unix::fs::symlink(name, beside)?;
    std::fs::rename(beside, latest)?;
    std::fs::File::open(parent)?.sync_all()
}

#[cfg(not(unix))]
fn put(parent: &Path, name: &Path, beside: &Path) -> io::Result<()> {
    std::fs::write(beside, format!("{}\n", name.display()))?;
    std::fs::rename(beside, parent.join(format!("{LATEST}.txt")))
}

/// The last good report before the one that is to be written: what `latest` points to or, where that is this day's own
/// of an earlier run, the one of the day before it that is there.
#[must_use]
pub fn before(own: &Path) -> Option<PathBuf> {
    let parent = own.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let latest = find(parent)?;
    if latest.file_name() != own.file_name() {
        return Some(latest);
    }
    let siblings = std::fs::read_dir(parent).ok()?.flatten().map(|entry| entry.path());
    let good = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_report = path.join("manifest.json").is_file() && !path.is_symlink();
        is_report && !name.ends_with(UNBALANCED) && path.file_name() < own.file_name()
    };
    siblings.filter(good).max()
}

/// Ends the name of the folder of a report whose totals do not reconcile.
pub const UNBALANCED: &str = "-unbalanced";

/// The report to which `latest` in a folder points.
fn find(parent: &Path) -> Option<PathBuf> {
    let name = std::fs::read_link(parent.join(LATEST)).ok().or_else(|| {
        let text = std::fs::read_to_string(parent.join(format!("{LATEST}.txt"))).ok()?;
        Some(PathBuf::from(text.trim()))
    })?;
    let report = parent.join(name);
    report.join("manifest.json").is_file().then_some(report)
}
