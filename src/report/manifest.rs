//! `manifest.json`: what went in and what came out, with hashes, so that another auditor can do it again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{InputReport, Report};
use crate::lists::ListFile;

/// Version of the form.
pub const SCHEMA: &str = "faxban-manifest/1";

/// The whole manifest.
#[derive(Debug, Serialize)]
pub struct Manifest {
    schema: &'static str,
    tool: &'static str,
    version: &'static str,
    as_of: String,
    options: BTreeMap<String, String>,
    packs: Vec<PackEntry>,
    inputs: Vec<InputReport>,
    /// Lists that people keep, as used.
    lists: Vec<ListFile>,
    /// The results that it was merged from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    results: Vec<ResultEntry>,
    outputs: BTreeMap<String, OutputEntry>,
}

#[derive(Debug, Serialize)]
struct ResultEntry {
    name: String,
    manifest_sha256: String,
    as_of: String,
}

#[derive(Debug, Serialize)]
struct PackEntry {
    id: String,
    version: String,
    sha256: String,
    from: String,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputEntry {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// The manifest of a report whose files have these hashes.
#[must_use]
pub fn manifest(report: &Report, outputs: BTreeMap<String, OutputEntry>) -> Manifest {
    Manifest {
        schema: SCHEMA,
        tool: "faxban",
        version: env!("CARGO_PKG_VERSION"),
        as_of: report.as_of.to_string(),
        options: report.options.clone(),
        packs: vec![PackEntry {
            id: report.pack.id.clone(),
            version: report.pack.version.clone(),
            sha256: report.pack_hash.clone(),
            from: report.rules_from.clone(),
        }],
        inputs: report.inputs.clone(),
        lists: report.listed.files.clone(),
        results: report
            .rolled
            .iter()
            .map(|part| ResultEntry {
                name: part.name.clone(),
                manifest_sha256: part.manifest_sha256.clone(),
                as_of: part.as_of.clone(),
            })
            .collect(),
        outputs,
    }
}
