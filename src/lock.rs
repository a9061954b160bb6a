//! One run at a time on a report: a lock that the system takes back when its holder dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

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
        let told = |error: std::io::Error| format!("the lock {} cannot be taken: {error}", path.display());
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent).map_err(told)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        // A link that somebody put here must not have its target emptied.
        #[cfg(any(target_os = "linux", target_vendor = "apple"))]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
        }
        let mut file = options.open(path).map_err(told)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut other = String::new();
                // Where a locked file cannot be read, the holder stays unnamed.
                let _ = file.read_to_string(&mut other);
                let other = if other.trim().is_empty() { "another run" } else { other.trim() };
                return Err(format!(
                    "{other} is writing this report (it holds {}); wait for it to end",
                    path.display()
                ));
            }
            // Some network drives know no locks; the report is still written all at once.
            Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(told(error)),
        }
        let mut lock = Self { file, path: path.to_owned() };
        lock.put(holder).map_err(told)?;
        Ok(lock)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn put(&mut self, holder: &str) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(holder.as_bytes())
    }
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
