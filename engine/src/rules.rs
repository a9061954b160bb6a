//! The rule files: those built in, or a folder given with `--rules`.

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use faxban_core::columns::{Kinds, Synonyms};
use faxban_core::personal::Personal;
use faxban_core::row_words::RowWords;
use faxban_core::status::Statuses;
use faxban_core::wording::Wording;
use faxban_core::{Bodies, Pack, PackFiles};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../rules");

/// The pack used when none is named.
pub const DEFAULT_PACK: &str = "fax";

/// Everything by which the lines of a table are read and judged.
#[derive(Debug)]
pub struct Rules {
    /// The pack.
    pub pack: Arc<Pack>,
    /// SHA-256 over its files.
    pub pack_hash: String,
    /// What headers mean.
    pub synonyms: Synonyms,
    /// What tells kinds of table.
    pub kinds: Kinds,
    /// What tells kinds of bodies.
    pub bodies: Bodies,
    /// What status words mean.
    pub statuses: Statuses,
    /// Words of rows that are no lines.
    pub row_words: RowWords,
    /// Words by which personal data is told.
    pub personal: Personal,
    /// Sentences of verdicts.
    pub wording: Wording,
    /// `built in` or the folder.
    pub from: String,
}

impl Rules {
    /// The rules built in, or those of a folder laid out as `rules/` is; a file that the folder lacks is taken from
    /// those built in. `pack` names the folder of the pack among them.
    ///
    /// # Errors
    /// Sentences with file and line on everything that is wrong.
    pub fn load(folder: Option<&Path>, pack: &str) -> Result<Self, Vec<String>> {
        let files = pack_files(folder, pack)?;
        // The built-in pack's examples are run by the tests; somebody else's are run each time.
        let pack = if folder.is_some() { Pack::load(&files) } else { Pack::load_unchecked(&files) };
        let pack = pack.map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        let text = |name: &str| single(folder, name).map_err(|fault| vec![fault]);
        let fault = |name: &str, error: &dyn std::fmt::Display| vec![format!("{name}: {error}")];
        Ok(Self {
            pack: Arc::new(pack),
            pack_hash: hash(&files),
            synonyms: Synonyms::parse(&text("columns.toml")?)
                .map_err(|error| fault("columns.toml", &error))?,
            kinds: Kinds::parse(&text("kinds.toml")?).map_err(|error| fault("kinds.toml", &error))?,
            bodies: Bodies::parse(&text("bodies.toml")?).map_err(|error| fault("bodies.toml", &error))?,
            statuses: Statuses::parse(&text("status.toml")?).map_err(|error| fault("status.toml", &error))?,
            row_words: RowWords::parse(&text("rows.toml")?).map_err(|error| fault("rows.toml", &error))?,
            personal: Personal::parse(&text("personal.toml")?)
                .map_err(|error| fault("personal.toml", &error))?,
            wording: Wording::parse(&text("wording.toml")?).map_err(|error| fault("wording.toml", &error))?,
            from: folder.map_or_else(|| "built in".to_owned(), |folder| folder.display().to_string()),
        })
    }
}

/// The files of a pack: of the folder itself when it holds `pack.toml`, else of its folder of the pack's name,
/// else built in.
///
/// # Errors
/// When the folder or a file in it cannot be read, or there is no such pack.
pub fn pack_files(folder: Option<&Path>, pack: &str) -> Result<PackFiles, Vec<String>> {
    let Some(folder) = folder else { return built_in_pack(pack) };
    if !folder.is_dir() {
        return Err(vec![format!("{} is no folder; give the folder that holds the rules", folder.display())]);
    }
    let own = if folder.join("pack.toml").is_file() { folder.to_owned() } else { folder.join(pack) };
    if !own.is_dir() {
        return built_in_pack(pack);
    }
    let told = |error: io::Error| vec![format!("{} cannot be read: {error}", own.display())];
    let mut files = PackFiles::new();
    for entry in fs::read_dir(&own).map_err(told)? {
        let path = entry.map_err(told)?.path();
        let is_rules = path.extension().is_some_and(|extension| extension == "toml" || extension == "csv");
        if is_rules && path.is_file() {
            let text = fs::read_to_string(&path)
                .map_err(|error| vec![format!("{} cannot be read: {error}", path.display())])?;
            files.insert(path.display().to_string(), text);
        }
    }
    Ok(files)
}

/// Writes every rule file built in to a folder that is new or empty; tells how many they are.
///
/// # Errors
/// When something is in the folder already, which stays as it is, or it cannot be written.
pub fn export(folder: &Path) -> Result<u64, String> {
    let told = |error: io::Error| format!("{} cannot be written: {error}", folder.display());
    fs::create_dir_all(folder).map_err(told)?;
    if fs::read_dir(folder).map_err(told)?.next().is_some() {
        return Err(format!(
            "{} is not empty and stays as it is; give a folder that is not there yet",
            folder.display()
        ));
    }
    BUILT_IN.extract(folder).map_err(told)?;
    Ok(count(&BUILT_IN))
}

fn count(dir: &Dir<'_>) -> u64 {
    dir.files().count() as u64 + dir.dirs().map(count).sum::<u64>()
}

/// Names of the packs built in.
pub fn built_in_packs() -> impl Iterator<Item = String> {
    BUILT_IN.dirs().map(|dir| dir.path().display().to_string())
}

fn built_in_pack(pack: &str) -> Result<PackFiles, Vec<String>> {
    let Some(dir) = BUILT_IN.dirs().find(|dir| dir.path() == Path::new(pack)) else {
        let known = built_in_packs().collect::<Vec<_>>().join(", ");
        return Err(vec![format!("there is no pack \"{pack}\"; those built in are {known}")]);
    };
    let mut files = PackFiles::new();
    for file in dir.files() {
        if let Some(text) = file.contents_utf8() {
            files.insert(format!("rules/{}", file.path().display()), text.to_owned());
        }
    }
    Ok(files)
}

/// A rule file beside the packs: of the folder if it has one, else built in.
///
/// # Errors
/// When it cannot be read.
pub fn single(folder: Option<&Path>, name: &str) -> Result<String, String> {
    if let Some(path) = folder.map(|folder| folder.join(name)).filter(|path| path.is_file()) {
        return fs::read_to_string(&path)
            .map_err(|error| format!("{} cannot be read: {error}", path.display()));
    }
    BUILT_IN
        .get_file(name)
        .and_then(include_dir::File::contents_utf8)
        .map(str::to_owned)
        .ok_or_else(|| format!("the rule file {name} is missing"))
}

fn hash(files: &PackFiles) -> String {
    let mut hash = Sha256::new();
    for (path, text) in files {
        // By file name, so that the same pack has the same hash wherever it lies.
        hash.update(path.rsplit(['/', '\\']).next().unwrap_or_default());
        hash.update([0]);
        hash.update(text);
        hash.update([0]);
    }
    hex(&hash.finalize())
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
