//! `faxban init`: a first configuration for a folder.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use super::args::InitArgs;
use super::exit::Exit;
use super::print;
use crate::audit::survey;
use crate::config::proposal::{self, Lists};
use crate::config::{self, FILE_NAME, SCHEMA};
use crate::exemptions::FILE_NAMES;
use crate::own_files::Own;
use crate::report::figures::plural;
use crate::rules::{DEFAULT_PACK, Rules};
use crate::sources::Settings;
use crate::table::{self, Reading};

/// The schema's file, beside the configuration.
const SCHEMA_FILE: &str = "faxban.schema.json";

pub fn run(args: &InitArgs) -> Result<Exit, Vec<String>> {
    let folder = &args.folder;
    if !folder.is_dir() {
        return Err(vec![format!("{} is no folder; give the one that holds the files", folder.display())]);
    }
    let target = folder.join(FILE_NAME);
    if target.exists() {
        return Err(vec![format!("{} is there already and stays as it is", target.display())]);
    }
    let rules = Rules::load(None, DEFAULT_PACK)?;
    let settings = Settings::default();
    let room = table::room();
    let reading = Reading {
        rules: &rules,
        settings: &settings,
        threads: super::threads(),
        wanted: None,
        room: &room,
        compared: false,
    };
    let (own, found): (Vec<_>, Vec<_>) =
        survey(folder, &reading).into_iter().partition(|(_, read)| read.is_own());
    if found.is_empty() {
        return Err(vec![format!("{} holds no file that could be a table", folder.display())]);
    }
    let list = |kind| own.iter().find(|(_, read)| read.own == Some(kind)).map(|(name, _)| name.as_str());
    let at_the_top = FILE_NAMES.into_iter().find(|name| folder.join(name).is_file());
    let lists = Lists {
        exemptions: at_the_top.or_else(|| list(Own::Exemptions)),
        declarations: list(Own::Declarations),
        decisions: list(Own::Decisions),
    };
    let text = proposal::text(&found, &lists);
    put(&target, &text)?;
    if !folder.join(SCHEMA_FILE).exists() {
        put(&folder.join(SCHEMA_FILE), SCHEMA)?;
    }
    // What was written is read as it will be: a fault is told now and not in the night.
    let sources = config::Config::read(&target)?.sources.list.len();
    print(&format!(
        "{} is written: {} in {}. Read it, then run: faxban audit --config {}\n",
        target.display(),
        plural(found.len() as u64, "file", "files"),
        plural(sources as u64, "source", "sources"),
        target.display()
    ))?;
    Ok(Exit::Done)
}

fn put(path: &Path, text: &str) -> Result<(), Vec<String>> {
    let put = || OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes());
    put().map_err(|error: std::io::Error| vec![format!("{} cannot be written: {error}", path.display())])
}
