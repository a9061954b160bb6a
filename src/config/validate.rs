//! From the form to the configuration: every name, pattern and path checked.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};

use faxban_core::{BodyKind, Field, SourceKind};
use glob::Pattern;
use sha2::{Digest, Sha256};

use super::fault::line_of;
use super::form::{Form, Put, SheetForm, SourceForm, ThresholdsForm};
use super::{AS_OF, Baseline, Config, DATE_BASES, Fault};
use crate::compare::Thresholds;
use crate::output::hex;
use crate::rules::built_in_packs;
use crate::sources::{self, Exclude, Settings, SheetSettings, Source, Sources};

/// Reads and checks the text of a configuration file.
pub(super) fn config(path: &Path, text: &str) -> Result<Config, Vec<Fault>> {
    let form: Form = toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or_default();
        vec![Fault::at(path, text, &span, error.message().replace('\n', ", "))]
    })?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut check = Check { path, text, folder: parent.unwrap_or(Path::new(".")), faults: Vec::new() };
    let config = check.form(&form);
    if check.faults.is_empty() { Ok(config) } else { Err(check.faults) }
}

/// What a source or a sheet of it says of how tables are read.
struct Reads<'a> {
    organisation: Option<&'a Put<String>>,
    body: Option<BodyKind>,
    kind: Option<SourceKind>,
    map: &'a BTreeMap<String, Put<String>>,
    date_basis: Option<&'a Put<String>>,
    control_total: Option<&'a Put<String>>,
}

struct Check<'a> {
    path: &'a Path,
    text: &'a str,
    folder: &'a Path,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(&mut self, span: &Range<usize>, message: impl Into<String>) {
        self.faults.push(Fault::at(self.path, self.text, span, message));
    }

    fn form(&mut self, form: &Form) -> Config {
        let rules = form.rules.as_ref().map(|rules| self.folder(rules));
        if let Some(pack) = form.pack.as_ref().filter(|_| rules.is_none()) {
            self.pack(pack);
        }
        Config {
            pack: form.pack.as_ref().map(|pack| pack.get().clone()),
            rules,
            organisations: form.organisations.as_ref().map(|list| self.file(list)),
            out: form.out.as_ref().map(|out| self.out(out)),
            fail_on: form.fail_on,
            exemptions: form.exemptions.iter().map(|list| self.file(list)).collect(),
            declarations: form.declarations.as_ref().map(|list| self.file(list)),
            decisions: form.decisions.as_ref().map(|list| self.path(list)),
            baseline: form.baseline.as_ref().map(|baseline| self.baseline(baseline)),
            thresholds: form.thresholds.as_ref().map(|form| self.thresholds(form)).unwrap_or_default(),
            metrics: form.metrics.as_ref().map(|metrics| self.path(&metrics.file)),
            sources: Sources {
                folder: self.folder.to_owned(),
                list: form.source.iter().map(|source| self.source(source)).collect(),
                exclude: form.exclude.iter().filter_map(|files| self.exclude(files)).collect(),
            },
            sha256: hex(&Sha256::digest(self.text)),
        }
    }

    fn pack(&mut self, pack: &Put<String>) {
        if !built_in_packs().any(|known| known == *pack.get()) {
            let known = built_in_packs().collect::<Vec<_>>().join(", ");
            self.fault(
                &pack.span(),
                format!(
                    "there is no pack \"{}\"; those built in are {known}; for one of your own say in which folder it is with rules = \"…\"",
                    pack.get()
                ),
            );
        }
    }

    fn path(&mut self, written: &Put<String>) -> PathBuf {
        if written.get().trim().is_empty() {
            self.fault(&written.span(), "this is blank; write a path, or leave the key out");
        }
        // Named as the user names them: without "./" before them.
        if self.folder == Path::new(".") { written.get().into() } else { self.folder.join(written.get()) }
    }

    fn file(&mut self, written: &Put<String>) -> PathBuf {
        let path = self.path(written);
        if !path.is_file() {
            self.fault(&written.span(), format!("there is no file {}; check the path", path.display()));
        }
        path
    }

    fn folder(&mut self, written: &Put<String>) -> PathBuf {
        let path = self.path(written);
        if !path.is_dir() {
            self.fault(&written.span(), format!("there is no folder {}; check the path", path.display()));
        }
        path
    }

    fn out(&mut self, written: &Put<String>) -> PathBuf {
        let path = self.path(written);
        if let Err(message) = check_out(&path) {
            self.fault(&written.span(), message);
        }
        path
    }

    fn baseline(&mut self, written: &Put<String>) -> Baseline {
        if written.get() == "latest" {
            return Baseline::Latest;
        }
        let folder = self.path(written);
        if !folder.join("manifest.json").is_file() {
            let what =
                format!("{} is no report of faxban; name its folder, or write \"latest\"", folder.display());
            self.fault(&written.span(), what);
        }
        Baseline::Folder(folder)
    }

    fn thresholds(&mut self, form: &ThresholdsForm) -> Thresholds {
        let given = Thresholds::default();
        Thresholds {
            more_percent: self.number(form.more_percent.as_ref(), given.more_percent, 101..=1_000_000),
            less_percent: self.number(form.less_percent.as_ref(), given.less_percent, 0..=99),
            findings_to_none: self.number(
                form.findings_to_none.as_ref(),
                given.findings_to_none,
                1..=1_000_000,
            ),
        }
    }

    /// A number within a range, or what is taken where none is written.
    fn number(&mut self, written: Option<&Put<i64>>, otherwise: u32, range: RangeInclusive<u32>) -> u32 {
        let Some(written) = written else { return otherwise };
        let number = u32::try_from(*written.get()).ok().filter(|number| range.contains(number));
        number.unwrap_or_else(|| {
            let (from, to) = (range.start(), range.end());
            self.fault(&written.span(), format!("write a whole number from {from} to {to}"));
            otherwise
        })
    }

    fn source(&mut self, placed: &Put<SourceForm>) -> Source {
        let form = placed.get();
        self.pattern(&form.files);
        let settings = self.settings(&Reads {
            organisation: form.organisation.as_ref(),
            body: form.body,
            kind: form.kind,
            map: &form.map,
            date_basis: form.date_basis.as_ref(),
            control_total: form.control_total.as_ref(),
        });
        let sheets = form.sheet.iter().filter_map(|sheet| self.sheet(sheet.get(), &settings)).collect();
        Source {
            files: form.files.get().clone(),
            settings: Settings { sheets, ..settings },
            required: form.required.unwrap_or(true),
            note: form.note.clone().unwrap_or_default(),
            line: line_of(self.text, form.files.span().start),
        }
    }

    fn sheet(&mut self, form: &SheetForm, file: &Settings) -> Option<SheetSettings> {
        let own = self.settings(&Reads {
            organisation: form.organisation.as_ref(),
            body: form.body,
            kind: form.kind,
            map: &form.map,
            date_basis: form.date_basis.as_ref(),
            control_total: form.control_total.as_ref(),
        });
        let name = match form.name.get().trim() {
            "" => {
                self.fault(
                    &form.name.span(),
                    "this is blank; write which sheets, for instance \"Disposals*\"",
                );
                return None;
            }
            name => Pattern::new(name),
        };
        let told = |error: glob::PatternError| {
            format!("this is no pattern of sheets ({}); write for instance \"Disposals*\"", error.msg)
        };
        let name = name.map_err(|error| self.fault(&form.name.span(), told(error))).ok()?;
        Some(SheetSettings::new(name, form.exclude.unwrap_or(false), &own, file))
    }

    /// How tables are read, as a source or a sheet of it says.
    fn settings(&mut self, form: &Reads<'_>) -> Settings {
        if let Some(organisation) = form.organisation.filter(|code| code.get().trim().is_empty()) {
            self.fault(
                &organisation.span(),
                "this is blank; write an ODS code or a name, or leave the key out",
            );
        }
        if let Some(basis) = form.date_basis.filter(|basis| !DATE_BASES.contains(&basis.get().as_str())) {
            let known = DATE_BASES.join(", ");
            self.fault(
                &basis.span(),
                format!("\"{}\" is no basis of a date; use one of: {known}", basis.get()),
            );
        }
        let control_total = form.control_total.and_then(|written| {
            sources::control_total(written.get()).map_err(|message| self.fault(&written.span(), message)).ok()
        });
        Settings {
            organisation: form.organisation.map(|code| code.get().trim().to_owned()),
            body: form.body,
            kind: form.kind,
            map: self.map(form.map),
            date_basis: form.date_basis.map(|basis| basis.get().clone()),
            control_total,
            ..Settings::default()
        }
    }

    fn exclude(&mut self, written: &Put<String>) -> Option<Exclude> {
        self.pattern(written)?;
        Exclude::new(written.get())
            .map_err(|error| {
                let what = format!(
                    "what stands behind # is no pattern of sheets ({}); write for instance \"**/*.xlsx#Cover\"",
                    error.msg
                );
                self.fault(&written.span(), what);
            })
            .ok()
    }

    fn pattern(&mut self, files: &Put<String>) -> Option<Pattern> {
        if files.get().trim().is_empty() {
            self.fault(&files.span(), "this is blank; write which files, for instance \"trust/*.csv\"");
            return None;
        }
        let told = |error: glob::PatternError| {
            format!("this is no pattern of files ({}); write for instance \"trust/*.csv\"", error.msg)
        };
        Pattern::new(files.get()).map_err(|error| self.fault(&files.span(), told(error))).ok()
    }

    fn map(&mut self, written: &BTreeMap<String, Put<String>>) -> Vec<(Field, String)> {
        let mut map = Vec::new();
        for (field, header) in written {
            let number = header.get().trim().strip_prefix('#').map(str::parse::<usize>);
            if header.get().trim().is_empty() || matches!(number, Some(Ok(0))) {
                self.fault(&header.span(), "write the column's header, or its number from 1 on as \"#3\"");
            }
            match field.parse::<Field>() {
                Ok(field) => map.push((field, header.get().clone())),
                Err(message) => self.fault(&header.span(), message),
            }
        }
        map
    }
}

/// Whether a folder for reports can hold the as-of day where it says so.
///
/// # Errors
/// A sentence on what would be right.
pub fn check_out(out: &Path) -> Result<(), String> {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let above = out.parent().map(|parent| parent.to_string_lossy().into_owned()).unwrap_or_default();
    if above.contains(AS_OF) {
        return Err(format!("{AS_OF} stands in the last part of the path only, as in \"reports/{AS_OF}\""));
    }
    if name.replace(AS_OF, "").contains(['{', '}']) {
        return Err(format!("between braces stands as_of only, as in \"reports/{AS_OF}\""));
    }
    Ok(())
}
