//! The lists that people keep: read before the audit begins, held against its findings when it is done.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use faxban_core::personal::{Content, Counts};
use faxban_core::{Outcome, Pack};
use faxban_read::fate::{Fate, Reason};
use faxban_read::inputs::Found;
use jiff::civil::Date;

use super::Options;
use crate::decisions::{self, Decisions};
use crate::declarations::{self, Declaration};
use crate::desk::Desk;
use crate::exemptions::{self, Exemptions};
use crate::findings::Finding;
use crate::layout::Layout;
use crate::listed::Listed;
use crate::lists::{List, ListFile};
use crate::organisations::{self, Organisations};
use crate::privacy::Privacy;
use crate::reconcile::Account;
use crate::report::{OrganisationLines, SourceReport};
use crate::screen::Share;

/// Files given on the command line.
#[derive(Debug, Clone, Default)]
pub struct ListPaths {
    /// Lists of exemptions.
    pub exemptions: Vec<PathBuf>,
    /// List of declarations.
    pub declarations: Option<PathBuf>,
    /// List of decisions.
    pub decisions: Option<PathBuf>,
}

/// The lists as read.
#[derive(Debug, Default)]
pub struct Lists {
    /// Exemptions of all files together.
    pub exemptions: Exemptions,
    declarations: Vec<Declaration>,
    decisions: Option<Decisions>,
    files: Vec<ListFile>,
    /// Where they lie.
    places: BTreeSet<PathBuf>,
}

impl Lists {
    /// Reads the lists that are given and those at the top of audited folders.
    pub fn open(options: &Options, pack: &Pack) -> Result<Self, String> {
        let mut lists = Self::default();
        for (path, name) in found(options) {
            if let Some(list) = lists.take(exemptions::LIST, &path, &name)? {
                lists.exemptions.add(&list)?;
            }
        }
        if let Some(path) = &options.lists.declarations {
            if pack.declared.is_none() {
                return Err(format!(
                    "the pack {} knows of no declarations; leave --declarations out, or say in its pack.toml what organisations declare: declared = \"…\"",
                    pack.id
                ));
            }
            if let Some(list) = lists.take(declarations::LIST, path, &path.display().to_string())? {
                lists.declarations = declarations::read(&list)?;
            }
        }
        if let Some(path) = &options.lists.decisions
            && let Some(list) = lists.take(decisions::LIST, path, &path.display().to_string())?
        {
            lists.decisions = Some(Decisions::read(&list)?);
        }
        Ok(lists)
    }

    /// A list that has not been read yet.
    fn take(&mut self, list: &'static str, path: &Path, name: &str) -> Result<Option<List>, String> {
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if !self.places.insert(place) {
            return Ok(None);
        }
        let list = List::open(list, path, name)?;
        self.files.push(list.file.clone());
        Ok(Some(list))
    }

    /// Takes the lists out of what is audited: they are no tables.
    pub fn take_from(&self, found: &mut Found) {
        if self.places.is_empty() {
            return;
        }
        let is_list = |path: &PathBuf| fs::canonicalize(path).is_ok_and(|path| self.places.contains(&path));
        let Found { inputs, fates } = found;
        inputs.retain(|input| {
            let is_list = input.path.as_ref().is_some_and(is_list);
            if is_list {
                fates.push(Fate::left(input.name.clone(), Reason::InUse).with_bytes(input.size));
            }
            !is_list
        });
    }

    /// Holds the lists against the findings, and puts decisions beside them.
    pub fn settle(
        self,
        findings: &mut [Finding],
        sources: &[SourceReport],
        options: &Options,
        organisations: Option<&Organisations>,
        privacy: Privacy<'_>,
    ) -> (Listed, Vec<String>) {
        let as_of = options.as_of;
        let is_audited = |written: &str| {
            let mut all = sources.iter().flat_map(|source| &source.of_organisations);
            all.any(|of| of.lines > 0 && organisations::is_named(written, &of.code, &of.name))
        };
        let applied = self
            .decisions
            .map(|decisions| decisions::apply(&decisions, findings, as_of, privacy, &is_audited));
        let mut declarations = self.declarations;
        for declaration in &mut declarations {
            let uncounted = &mut Counts::new();
            privacy.mask(&mut declaration.evidence, Content::Free, uncounted);
            privacy.mask(&mut declaration.note, Content::Free, uncounted);
        }
        let listed = Listed {
            files: self.files,
            exemptions: self.exemptions.standing(as_of, privacy),
            declared: declarations::compare(declarations, findings, sources, organisations, as_of),
            decisions: applied,
        };
        (listed, self.exemptions.remarks(as_of, privacy))
    }
}

/// Lists of exemptions with their names in messages: at the top of folders, then those given.
fn found(options: &Options) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for (folder, name) in
        options.paths.iter().flat_map(|folder| exemptions::FILE_NAMES.map(|name| (folder, name)))
    {
        let path = folder.join(name);
        if path.is_file() {
            // Like the audited files, by its name in the folder given, unless there are several.
            let alone = options.paths.len() == 1;
            let shown = if alone { name.to_owned() } else { path.display().to_string() };
            all.push((path, shown));
        }
    }
    let given = options.lists.exemptions.iter();
    all.extend(given.map(|path| (path.clone(), path.display().to_string())));
    all
}

/// Lines of each organisation in a table.
pub fn of_organisations(
    layout: &Layout,
    account: &Account,
    shares: &BTreeMap<String, Share>,
    desk: &Desk<'_>,
    day: Option<Date>,
) -> Vec<OrganisationLines> {
    let of = |written: &str, lines, silent| {
        let (code, name) = desk.code_and_name(written, day);
        OrganisationLines { code, name, lines, silent, last: day }
    };
    if layout.organisation.is_none() {
        let silent = account.outcomes.get(&Outcome::NotAssessable).map_or(0, |tally| tally.lines);
        return vec![of("", account.audited().lines, silent)];
    }
    shares
        .iter()
        .map(|(written, share)| of(written, share.control().lines, share.not_assessable().lines))
        .collect()
}
