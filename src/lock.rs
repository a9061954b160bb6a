//! One run at a time on a report: a lock that the system takes back when its holder dies.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// How what stands in the file of a lock begins.
const HOLDER: &str = "process ";
/// No lock is longer.
const LONGEST: u64 = 1024;

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock on a folder, or on the reports of every month beside each other; `holder` is what another run
    /// is told of this one.
    ///
    /// # Errors
    /// A sentence: who holds it, or why it cannot be taken.
    pub fn take(path: &Path, holder: &str) -> Result<Self, String> {
        let told = |error: io::Error| format!("the lock {} cannot be taken: {error}", path.display());
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent).map_err(told)?;
        }
        let mut file = open(path).map_err(told)?;
        // What is longer than any lock is none of ours.
        let mut written = String::new();
        let read = (&mut file).take(LONGEST).read_to_string(&mut written);
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                // Where a locked file cannot be read, the holder stays unnamed.
                let other = if written.trim().is_empty() { "another run" } else { written.trim() };
                return Err(format!(
                    "{other} is writing this report (it holds {}); wait for it to end",
                    path.display()
                ));
            }
            // Some network drives know no locks; the report is still written all at once.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(told(error)),
        }
        if read.is_err() || !(written.is_empty() || written.starts_with(HOLDER)) {
            return Err(format!(
                "{} is not a lock of faxban, so it stays as it is; give it another name",
                path.display()
            ));
        }
        let mut lock = Self { file, path: path.to_owned() };
        lock.put(&format!("{HOLDER}{holder}")).map_err(told)?;
        Ok(lock)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn put(&mut self, holder: &str) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(holder.as_bytes())
    }
}

/// Opens the file, or makes it; a link to another file is not followed, and what is in it stays.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let mode = Mode::RUSR | Mode::WUSR | Mode::RGRP | Mode::ROTH;
    let file = match rustix::fs::open(path, flags, mode) {
        Err(rustix::io::Errno::LOOP) => {
            return Err(io::Error::other("it is a link to another file; remove it"));
        }
        opened => File::from(opened?),
    };
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is not a file")) }
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn open(path: &Path) -> io::Result<File> {
    std::fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

impl Drop for Lock {
    /// The file stays: whoever took it away could take it from under a run that waits.
    fn drop(&mut self) {
        let _ = self.put("");
    }
}

/// `reports/june` → `reports/.june.lock`.
#[must_use]
pub fn beside(folder: &Path) -> PathBuf {
    let name = folder.file_name().map_or_else(|| "report".into(), |name| name.to_string_lossy().into_owned());
    folder.with_file_name(format!(".{name}.lock"))
}
