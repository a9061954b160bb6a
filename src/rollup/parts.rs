//! Part files, as Spark writes a table or a text: a folder of them under one name.

use std::fs::{self, File};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use faxban_read::parquet_file::{self, Source};
use serde::de::DeserializeOwned;

/// What Spark wrote under a name: as a folder of part files, or copied to one file.
pub fn told(path: &Path) -> io::Result<Vec<u8>> {
    if path.is_file() {
        return fs::read(path);
    }
    let mut all = Vec::new();
    for part in parts(path, "txt")? {
        all.extend(fs::read(part)?);
    }
    Ok(all)
}

/// What is in a folder, in the order of the names.
pub fn inside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// The part files in a folder, in the order of their names.
fn parts(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let is_part = |path: &PathBuf| {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']));
        !hidden && path.extension().is_some_and(|own| own == ending)
    };
    let mut parts = inside(folder)?;
    parts.retain(is_part);
    Ok(parts)
}

/// Rows of part files, all cells text.
#[derive(Debug)]
pub struct Rows {
    names: Vec<String>,
    /// Their cells.
    pub rows: Vec<Vec<String>>,
}

impl Rows {
    /// Those of all part files in a folder.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let shown = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // An engine may write no folder for an empty list; what is missing shows in the totals.
        let parts = match parts(folder, "parquet") {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            parts => parts.map_err(|error| format!("{shown} cannot be read: {error}"))?,
        };
        let mut all = Self { names: Vec::new(), rows: Vec::new() };
        for part in parts {
            let told = |fault: String| format!("{shown}: {}: {fault}", part.display());
            let file = File::open(&part).map_err(|error| told(error.to_string()))?;
            let mut differs = false;
            parquet_file::rows(&Source::File(file), &mut |number, cells| {
                if number > 1 {
                    all.rows.push(cells.to_vec());
                } else if all.names.is_empty() {
                    all.names = cells.to_vec();
                } else if all.names != cells {
                    differs = true;
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            })
            .map_err(told)?;
            if differs {
                return Err(format!("{shown}: its part files have different columns; run the job again"));
            }
        }
        Ok(all)
    }

    /// By the number of the row, then by every cell.
    pub fn in_order(mut self) -> Result<Self, String> {
        let row = self.names.iter().position(|name| name == "row");
        let number = |cells: &[String]| cells.get(row?)?.parse::<u64>().ok();
        for cells in &mut self.rows {
            let Some(cell) = row.and_then(|row| cells.get_mut(row)) else { continue };
            if cell.is_empty() {
                // A table without a column that counts its rows has none.
                "0".clone_into(cell);
            } else if cell.parse::<u64>().is_err() {
                return Err(format!(
                    "the column that was named as key has \"{cell}\", which is no number of a row; run the job again with a column of whole numbers as key, or without one"
                ));
            }
        }
        self.rows.sort_by(|one, other| (number(one), one).cmp(&(number(other), other)));
        Ok(self)
    }

    /// Each as a value of its own.
    pub fn typed<T: DeserializeOwned>(self, file: &str) -> Result<Vec<T>, String> {
        let names = csv::StringRecord::from(self.names);
        let typed = |cells: Vec<String>| csv::StringRecord::from(cells).deserialize(Some(&names));
        let rows: Result<Vec<T>, csv::Error> = self.rows.into_iter().map(typed).collect();
        rows.map_err(|error| format!("{file}: {error}"))
    }
}
