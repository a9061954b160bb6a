//! A report's folder as faxban wrote it: its manifest, and files of which it holds the hashes.
//!
//! Only files that are read are checked: people write their answers into the workbook, and may.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::lists::ListFile;
use crate::output::hex;
use crate::report::InputReport;
use crate::report::manifest::{self, OutputEntry};

/// The file by which a folder is known as a report.
pub const MANIFEST: &str = "manifest.json";

/// What a manifest says.
#[derive(Debug, Deserialize)]
pub struct Manifest {
    schema: String,
    /// Options of the audit.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// The files that went in.
    #[serde(default)]
    pub inputs: Vec<InputReport>,
    /// Lists that people keep.
    #[serde(default)]
    pub lists: Vec<ListFile>,
    /// The files that came out.
    pub outputs: BTreeMap<String, OutputEntry>,
}

/// A report's folder.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// SHA-256 of it.
    pub manifest_sha256: String,
}

impl Folder {
    /// Opens a report.
    ///
    /// # Errors
    /// A sentence, when the folder is none, or of another form.
    pub fn open(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let bytes = fs::read(path.join(MANIFEST))
            .map_err(|_| format!("{name} is no report of faxban: it has no {MANIFEST}"))?;
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|error| format!("{name}/{MANIFEST} is not as faxban writes it: {error}"))?;
        if manifest.schema != manifest::SCHEMA {
            return Err(format!(
                "{name} is a report of another form ({}); audit its files again",
                manifest.schema
            ));
        }
        Ok(Self { path: path.to_owned(), manifest, manifest_sha256: hex(&Sha256::digest(&bytes)) })
    }

    /// A file that is as faxban wrote it; none if the report has no such file.
    ///
    /// # Errors
    /// A sentence, when it is gone or was changed.
    pub fn file(&self, file: &str) -> Result<Option<Vec<u8>>, String> {
        let name = self.path.display();
        let Some(output) = self.manifest.outputs.get(file) else { return Ok(None) };
        let bytes = fs::read(self.path.join(file))
            .map_err(|error| format!("{name}/{file} cannot be read: {error}"))?;
        if hex(&Sha256::digest(&bytes)) != output.sha256 {
            return Err(format!(
                "{name}/{file} was changed after faxban wrote it, so nothing can be compared with it or counted by it; audit the files of that day again, or take the report from a back-up"
            ));
        }
        Ok(Some(bytes))
    }

    /// A file without which it is no whole report.
    ///
    /// # Errors
    /// A sentence, when it is not there or was changed.
    pub fn needed(&self, file: &str) -> Result<Vec<u8>, String> {
        let name = self.path.display();
        self.file(file)?
            .ok_or_else(|| format!("{name} is no whole report: its manifest does not list {file}"))
    }
}

/// The rows of a CSV file of a report.
///
/// # Errors
/// A sentence, when a row is not as faxban writes it.
pub fn rows<T: DeserializeOwned>(bytes: &[u8], file: &str) -> Result<Vec<T>, String> {
    csv::Reader::from_reader(bytes)
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| format!("{file}: {error}"))
}
