//! The rule files as the program needs them: what lines are judged by, with the guide of the cross-check.

use std::ops::Deref;
use std::path::Path;

use faxban_engine::rules::{self, single};
pub use faxban_engine::rules::{DEFAULT_PACK, built_in_packs, export, pack_files};

use crate::crosscheck::guide::Guide;
use crate::history::Published;

/// Everything that is read from rule files.
#[derive(Debug)]
pub struct Rules {
    lines: rules::Rules,
    /// Limits, words and sentences of the cross-check.
    pub guide: Guide,
}

impl Rules {
    /// The rules built in, or those of a folder; see [`rules::Rules::load`].
    ///
    /// # Errors
    /// Sentences with file and line on everything that is wrong.
    pub fn load(folder: Option<&Path>, pack: &str) -> Result<Self, Vec<String>> {
        let lines = rules::Rules::load(folder, pack)?;
        let guide = single(folder, "crosscheck.toml").map_err(|fault| vec![fault])?;
        let guide = Guide::parse(&guide).map_err(|error| vec![format!("crosscheck.toml: {error}")])?;
        Ok(Self { lines, guide })
    }
}

impl Deref for Rules {
    type Target = rules::Rules;

    fn deref(&self) -> &Self::Target {
        &self.lines
    }
}

/// Published counts of fax machines, in the order of their dates.
///
/// # Errors
/// When the file built in cannot be read.
pub fn context() -> Result<Vec<Published>, String> {
    let text = single(None, "context.csv")?;
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| format!("context.csv: {error}"))
}
