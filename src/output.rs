//! Putting the report's files on disk: all at once or not at all.
//!
//! Everything is written to a folder beside the wanted one, flushed, and then changes places with the report of an
//! earlier run. Where the system cannot do that in one step, the earlier report is moved aside first and removed
//! last, so that a crash leaves one of the two whole.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub use faxban_engine::rules::hex;
use sha2::{Digest, Sha256};

use crate::history::{History, told};
use crate::lock::Lock;
use crate::report::manifest::{OutputEntry, manifest};
use crate::report::organisations::Organisation;
use crate::report::{
    Report, changes, crosscheck, csv_files, declared, files, json, markdown, page, workbook,
};

/// The file by which a folder is known as a report.
const MANIFEST: &str = "manifest.json";

/// The folder with a report for each organisation.
pub const ORGANISATIONS: &str = "organisations";

/// Writes the report into a folder, and if asked to a report for each organisation into folders inside it, where there
/// are several.
///
/// # Errors
/// When the folder holds something else than a report, or the disk refuses.
pub fn write(report: &Report, folder: &Path, per_organisation: bool) -> Result<(), String> {
    let told = |error: io::Error| format!("the report cannot be written to {}: {error}", folder.display());
    check_target(folder)?;
    restore(folder);
    let beside = sibling(folder, "writing");
    let earlier = sibling(folder, "earlier");
    let _ = fs::remove_dir_all(&beside);
    fs::create_dir_all(&beside).map_err(told)?;
    let organisations = if per_organisation { report.organisations() } else { Vec::new() };
    let written = write_cuts(report, &organisations, &beside)
        .and_then(|outputs| write_files(report, &beside, outputs))
        .and_then(|_| swap(&beside, folder, &earlier));
    if written.is_err() {
        let _ = fs::remove_dir_all(&beside);
    }
    written.map_err(told)
}

/// Refuses to replace a folder that is no report of ours.
fn check_target(folder: &Path) -> Result<(), String> {
    let Ok(mut entries) = fs::read_dir(folder) else {
        if folder.exists() {
            return Err(format!("{} is a file; give a folder with --out", folder.display()));
        }
        return Ok(());
    };
    if entries.next().is_none() || folder.join(MANIFEST).is_file() {
        return Ok(());
    }
    Err(format!(
        "the folder {} holds other files and no report of faxban; give another one with --out",
        folder.display()
    ))
}

/// `reports/june` → `reports/.june.writing-4711`: beside it, so that renaming stays on one disk.
fn sibling(folder: &Path, what: &str) -> PathBuf {
    let name = folder.file_name().map_or_else(|| "report".into(), |name| name.to_string_lossy().into_owned());
    folder.with_file_name(format!(".{name}.{what}-{}", std::process::id()))
}

/// A run that died between its two renames left the earlier report aside and nothing in its place.
pub(crate) fn restore(folder: &Path) {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (false, Some(name)) = (folder.exists(), folder.file_name()) else { return };
    let aside = format!(".{}.earlier-", name.to_string_lossy());
    let mut left: Vec<PathBuf> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&aside))
        .map(|entry| entry.path())
        .collect();
    left.sort();
    if let Some(last) = left.pop() {
        let _ = fs::rename(last, folder);
    }
}

/// Removes what runs that were stopped have left beside a folder, after putting a report moved aside back.
pub fn tidy(folder: &Path, _held: &Lock) {
    restore(folder);
    let Some(name) = folder.file_name().map(|name| name.to_string_lossy().into_owned()) else { return };
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let left = entry.file_name().to_string_lossy().into_owned();
        if ["writing", "earlier"].iter().any(|what| left.starts_with(&format!(".{name}.{what}-"))) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Writes a single file: all of it or nothing.
///
/// # Errors
/// A sentence when the disk refuses.
pub fn write_file(path: &Path, text: &str) -> Result<(), String> {
    put_file(path, |file| file.write_all(text.as_bytes()))
}

/// The files of a history.
pub const HISTORY: [&str; 3] = ["history.html", "history.xlsx", "history.csv"];

/// Writes a history into a folder, each file all of it or nothing; what else lies there stays.
///
/// # Errors
/// A sentence when the disk refuses.
pub fn write_history(history: &History, folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder)
        .map_err(|error| format!("the history cannot be written to {}: {error}", folder.display()))?;
    let [html, xlsx, csv] = HISTORY.map(|name| folder.join(name));
    put_file(&html, |file| page::history::page(history, file))?;
    put_file(&xlsx, |file| workbook::history::write(history, file))?;
    put_file(&csv, |file| told::csv(history, file).map_err(io::Error::from))
}

fn put_file(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<(), String> {
    let beside = sibling(path, "writing");
    let put = || -> io::Result<()> {
        let mut file = BufWriter::new(File::create(&beside)?);
        write(&mut file)?;
        file.into_inner()?.sync_all()?;
        fs::rename(&beside, path)
    };
    put().map_err(|error| {
        let _ = fs::remove_file(&beside);
        format!("{} cannot be written: {error}", path.display())
    })
}

/// Two folders change places in one step, where the system can.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn flush_folder(folder: &Path) {
    File::open(folder).and_then(|folder| folder.sync_all()).ok();
}

fn swap(beside: &Path, folder: &Path, earlier: &Path) -> io::Result<()> {
    flush_folder(beside);
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    if folder.exists() && exchange(beside, folder).is_ok() {
        parent.into_iter().for_each(flush_folder);
        let _ = fs::remove_dir_all(beside);
        return Ok(());
    }
    if folder.exists() {
        fs::rename(folder, earlier)?;
    }
    if let Err(error) = fs::rename(beside, folder) {
        // Put the earlier report back: one good report is better than none.
        let _ = fs::rename(earlier, folder);
        return Err(error);
    }
    parent.into_iter().for_each(flush_folder);
    let _ = fs::remove_dir_all(earlier);
    Ok(())
}

/// Files of a report with their hashes, by their names inside its folder.
type Outputs = BTreeMap<String, OutputEntry>;

/// One folder an organisation, with the same files as the report itself.
fn write_cuts(report: &Report, organisations: &[Organisation], folder: &Path) -> io::Result<Outputs> {
    let mut outputs = Outputs::new();
    if let [] | [_] = organisations {
        return Ok(outputs);
    }
    let (mut lines, mut pence) = (0, 0);
    for organisation in organisations {
        let name = format!("{ORGANISATIONS}/{}", organisation.slug);
        let own = folder.join(&name);
        fs::create_dir_all(&own)?;
        let cut = report.cut(organisation).map_err(io::Error::other)?;
        lines += cut.findings.len() + cut.cleared.len();
        pence += paid(&cut);
        for (file, entry) in write_files(&cut, &own, Outputs::new())? {
            outputs.insert(format!("{name}/{file}"), entry);
        }
    }
    // A finding that nobody is sent is a machine that nobody looks for.
    if lines != report.findings.len() + report.cleared.len() || pence != paid(report) {
        return Err(io::Error::other("the reports of the organisations do not add up to the whole"));
    }
    Ok(outputs)
}

fn paid(report: &Report) -> i128 {
    report.findings.iter().filter_map(|finding| finding.line.pence).map(i128::from).sum()
}

/// Writes the files of a report; the manifest names them and those written before.
fn write_files(report: &Report, folder: &Path, mut outputs: Outputs) -> io::Result<Outputs> {
    // The workbook takes as long as all others together.
    let (workbook, others) = std::thread::scope(|scope| {
        let workbook =
            scope.spawn(|| put(folder, "findings.xlsx", |out| workbook::write(report, folder, out)));
        let others = write_plain(report, folder);
        (
            workbook.join().unwrap_or_else(|_| Err(io::Error::other("writing findings.xlsx stopped short"))),
            others,
        )
    });
    outputs.extend(others?);
    outputs.extend([workbook?]);
    let manifest = put(folder, MANIFEST, |out| to_json(out, &manifest(report, outputs.clone())))?;
    outputs.extend([manifest]);
    Ok(outputs)
}

/// Writes the files of a report but for the workbook and the manifest.
fn write_plain(report: &Report, folder: &Path) -> io::Result<Outputs> {
    let mut outputs = Outputs::new();
    let mut put = |name: &str, write: &dyn Fn(&mut Hashed) -> io::Result<()>| -> io::Result<()> {
        outputs.extend([put(folder, name, write)?]);
        Ok(())
    };
    put("report.html", &|out| page::page(report, out))?;
    put("findings.csv", &|out| csv_files::findings(report, out).map_err(io::Error::from))?;
    put("cleared.csv", &|out| csv_files::cleared(report, out).map_err(io::Error::from))?;
    put("rejects.csv", &|out| csv_files::rejects(report, out).map_err(io::Error::from))?;
    put("mentions.csv", &|out| csv_files::mentions(report, out).map_err(io::Error::from))?;
    put("reconciliation.csv", &|out| csv_files::reconciliation(report, out).map_err(io::Error::from))?;
    put("summary.md", &|out| markdown::write(report, out))?;
    if !report.listed.declared.is_empty() {
        put(declared::FILE_NAME, &|out| declared::write(report, out).map_err(io::Error::from))?;
    }
    put(files::FILE_NAME, &|out| files::write(report, out).map_err(io::Error::from))?;
    put(crosscheck::FILE_NAME, &|out| crosscheck::write(report, out).map_err(io::Error::from))?;
    if let Some(comparison) = &report.comparison {
        put(changes::FILE_NAME, &|out| changes::write(comparison, out).map_err(io::Error::from))?;
    }
    put("summary.json", &|out| to_json(out, &json::summary(report)))?;
    Ok(outputs)
}

/// Writes a file; its name and what the manifest says of it.
fn put(
    folder: &Path,
    name: &str,
    write: impl Fn(&mut Hashed) -> io::Result<()>,
) -> io::Result<(String, OutputEntry)> {
    let mut file = Hashed::create(&folder.join(name))?;
    write(&mut file)?;
    Ok((name.to_owned(), file.finish()?))
}

fn to_json(out: &mut impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

/// A file whose bytes are hashed as they are written.
struct Hashed {
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Hashed {
    fn create(path: &Path) -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(File::create(path)?), hash: Sha256::new(), bytes: 0 })
    }

    fn finish(mut self) -> io::Result<OutputEntry> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok(OutputEntry { sha256: hex(&self.hash.finalize()), bytes: self.bytes })
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
