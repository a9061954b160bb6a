//! `faxban audit`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use faxban_core::Outcome;
use faxban_core::money::format_pounds;
use faxban_read::visible;
use serde_json::Value;

use super::args::{AuditArgs, FailOn, Format, Telling};
use super::exit::Exit;
use super::in_force::InForce;
use super::log::{Level, Log, Watcher};
use super::progress::Bar;
use super::{now, print, print_json, say, today};
use crate::audit::{ListPaths, Options, audit};
use crate::compare::{Comparison, Past, Thresholds, compare};
use crate::config::{self, AS_OF, Baseline};
use crate::lock::{self, Lock};
use crate::organisations::Organisations;
use crate::report::{Problem, Report, json, metrics, terminal};
use crate::rules::DEFAULT_PACK;
use crate::sources::{Exclude, Settings, Sources};
use crate::{latest, output};

/// Where the report goes when nobody says.
const DEFAULT_OUT: &str = "faxban-report";

pub fn run(args: &AuditArgs) -> Result<Exit, Vec<String>> {
    let log = Log { form: args.log, quiet: args.telling.quiet };
    match audited(args, log) {
        Err(sentences) if log.is_kept() => {
            for sentence in sentences {
                log.line(Level::Error, "failed", &[("message", sentence.into())]);
            }
            Ok(Exit::Usage)
        }
        result => result,
    }
}

fn audited(args: &AuditArgs, log: Log) -> Result<Exit, Vec<String>> {
    let started = Instant::now();
    let InForce { config, pack } = InForce::of(&args.read)?;
    if args.paths.is_empty() && config.sources.list.is_empty() {
        return Err(vec!["the configuration has no [[source]]; write one, or give a PATH".to_owned()]);
    }
    let as_of = args.as_of.unwrap_or_else(today);
    let place = Place::of(args.out.as_deref().or(config.out.as_deref()), &as_of.to_string())?;
    let lock = Lock::take(&place.lock, &format!("{}, since {}", std::process::id(), now()))
        .map_err(|fault| vec![fault])?;
    output::tidy(&place.folder, &lock);
    let rules = pack.load()?;
    let list = args.organisations.as_ref().or(config.organisations.as_ref());
    let organisations =
        list.map(|path| Organisations::read(path)).transpose().map_err(|fault| vec![fault])?;
    log.line(
        Level::Info,
        "start",
        &[
            ("version", env!("CARGO_PKG_VERSION").into()),
            ("pack", rules.pack.id.as_str().into()),
            ("as_of", as_of.to_string().into()),
        ],
    );
    let settings = args.read.settings(args.org.as_deref());
    let lists = lists(args, &config);
    let baseline = place.baseline(args.baseline.as_deref(), config.baseline.as_ref());
    let baseline = baseline.map_err(|fault| vec![fault])?;
    let mut outputs = vec![place.folder.clone(), lock.path().to_owned()];
    outputs.extend(args.metrics.iter().chain(&config.metrics).cloned());
    let mut in_use: Vec<PathBuf> = baseline.iter().cloned().collect();
    let baseline = baseline.as_deref().map(Past::load).transpose().map_err(|fault| vec![fault])?;
    in_use.extend(config.lists());
    in_use.extend(args.organisations.clone());
    let options = Options {
        paths: args.paths.clone(),
        recorded: recorded(
            args,
            &config,
            &settings,
            (pack.name(), pack.rules.as_deref(), list),
            &lists,
            baseline.as_ref(),
        ),
        sources: config.sources,
        as_of,
        settings,
        control_totals: args.control_total.clone(),
        show_personal_data: args.read.show_personal_data,
        lists,
        outputs,
        in_use,
    };
    if let Some(old) = &baseline {
        old.check_precedes(&rules.pack.id, as_of).map_err(|fault| vec![fault])?;
    }
    let mut report = {
        let watcher = Watcher { bar: Bar::new(args.telling.quiet || log.is_kept()), log };
        audit(&options, &rules, organisations.as_ref(), &watcher)?
    };
    if !report.has_audited_lines() {
        return Ok(nothing_audited(log, &report));
    }
    if let Some(old) = &baseline {
        let comparison = compared(old, &report, config.thresholds).map_err(|fault| vec![fault])?;
        report = report.with(Some(comparison));
    }
    let folder = place.put(&report, args.per_organisation).map_err(|fault| vec![fault])?;
    if let Some(path) = args.metrics.as_ref().or(config.metrics.as_ref()) {
        output::write_file(path, &metrics::text(&report, now().as_second())).map_err(|fault| vec![fault])?;
    }
    tell(args, log, &report, &folder)?;
    let exit = exit(&report, args.telling.fail_on.or(config.fail_on).unwrap_or(FailOn::Never));
    let lines: u64 = report.inputs.iter().map(|input| input.records).sum();
    let mut end: Vec<(&str, Value)> = vec![
        ("code", exit.code().into()),
        ("breaches", report.count(Outcome::Breach).into()),
        ("reviews", report.count(Outcome::Review).into()),
        ("lines", lines.into()),
        ("problems", report.problems.len().into()),
        ("seconds", started.elapsed().as_secs().into()),
    ];
    end.push(("report", folder.display().to_string().into()));
    log.line(Level::End, "done", &end);
    // The program ends here and gives all memory back at once, which is quicker than line by line.
    std::mem::forget(report);
    Ok(exit)
}

/// The lists that people keep: typed, or else as the configuration says.
fn lists(args: &AuditArgs, config: &config::Config) -> ListPaths {
    let typed = &args.lists;
    ListPaths {
        exemptions: if typed.exemptions.is_empty() {
            config.exemptions.clone()
        } else {
            typed.exemptions.clone()
        },
        declarations: typed.declarations.clone().or_else(|| config.declarations.clone()),
        decisions: typed.decisions.clone().or_else(|| config.decisions.clone().filter(|path| path.is_file())),
    }
}

/// Where the report goes, and the lock on it.
pub(super) struct Place {
    pub(super) folder: PathBuf,
    pub(super) lock: PathBuf,
    /// One folder a day, with `latest` beside them.
    dated: bool,
}

impl Place {
    pub(super) fn of(out: Option<&Path>, as_of: &str) -> Result<Self, Vec<String>> {
        let out = out.unwrap_or(Path::new(DEFAULT_OUT));
        config::check_out(out).map_err(|fault| vec![fault])?;
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let dated = name.contains(AS_OF);
        let folder = if dated { out.with_file_name(name.replace(AS_OF, as_of)) } else { out.to_owned() };
        // Reports of every day share `latest`, so they share the lock.
        let lock = if dated { lock::beside(&out.with_file_name("latest")) } else { lock::beside(out) };
        Ok(Self { folder, lock, dated })
    }

    /// The report to compare with: typed, or as the configuration says; none where there is none yet.
    fn baseline(&self, typed: Option<&Path>, config: Option<&Baseline>) -> Result<Option<PathBuf>, String> {
        match (typed, config) {
            (Some(typed), _) => Ok(Some(typed.to_owned())),
            (None, Some(Baseline::Folder(folder))) => Ok(Some(folder.clone())),
            (None, Some(Baseline::Latest)) => latest::before(&self.folder),
            (None, None) => Ok(None),
        }
    }

    /// Writes the report; tells the folder.
    pub(super) fn put(&self, report: &Report, per_organisation: bool) -> Result<PathBuf, String> {
        if self.dated {
            return latest::write(report, &self.folder, per_organisation);
        }
        output::write(report, &self.folder, per_organisation)?;
        Ok(self.folder.clone())
    }
}

/// Says why no line was audited. A report of nothing would pass for a clean one and take the place of the last.
fn nothing_audited(log: Log, report: &Report) -> Exit {
    let tables = report.sources.iter().zip(report.reconciled.accounts());
    let told = |path: &String| report.problems.iter().any(|problem| problem.path == *path);
    let empty = tables
        .map(|(table, _)| table.title())
        .filter(|title| !told(title))
        .map(|title| Problem { path: title, message: "there is no line below its header".to_owned() });
    let mut problems = report.problems.clone();
    problems.extend(empty);
    for problem in &problems {
        tell_problem(log, problem);
    }
    let end = "nothing was audited, so no report was written; the last report is as it was";
    let code = Exit::Input.code().into();
    log.line(Level::End, "done", &[("code", code), ("lines", 0.into()), ("message", end.into())]);
    if !log.is_kept() {
        say(&format!("faxban: {end}"));
    }
    Exit::Input
}

fn tell_problem(log: Log, problem: &Problem) {
    if log.is_kept() {
        let (path, message) = (problem.path.as_str().into(), problem.message.as_str().into());
        log.line(Level::Error, "problem", &[("path", path), ("message", message)]);
    } else {
        say(&visible::line(&format!("faxban: {}: {}", problem.path, problem.message)));
    }
}

fn tell(args: &AuditArgs, log: Log, report: &Report, folder: &Path) -> Result<(), Vec<String>> {
    if log.is_kept() {
        for difference in report.reconciled.differences() {
            log.line(Level::Error, "unbalanced", &[("message", difference.to_string().into())]);
        }
        report.problems.iter().for_each(|problem| tell_problem(log, problem));
    } else if !args.telling.shows_text() {
        faults(report);
    }
    shown(&args.telling, report, folder, args.per_organisation)
}

/// Prints what was asked for.
pub(super) fn shown(
    telling: &Telling,
    report: &Report,
    folder: &Path,
    per_organisation: bool,
) -> Result<(), Vec<String>> {
    if telling.quiet {
        return Ok(());
    }
    match telling.format {
        Format::Text => print(&terminal::summary(report, &folder.display().to_string(), per_organisation)),
        Format::Json => match serde_json::to_string_pretty(&json::summary(report)) {
            Ok(text) => print_json(&format!("{text}\n")),
            Err(error) => Err(vec![format!("the summary cannot be written: {error}")]),
        },
    }
}

/// What changed since an earlier report.
pub(super) fn compared(old: &Past, report: &Report, thresholds: Thresholds) -> Result<Comparison, String> {
    let new = Past::of(report)?;
    compare(old, &new, thresholds)
}

/// What must still be said where no summary for people is printed.
pub(super) fn faults(report: &Report) {
    for difference in report.reconciled.differences() {
        say(&format!("faxban: totals do not reconcile: {difference}"));
    }
    for problem in &report.problems {
        say(&visible::line(&format!("faxban: {}: {}", problem.path, problem.message)));
    }
}

pub(super) fn exit(report: &Report, fail_on: FailOn) -> Exit {
    let threshold = match fail_on {
        FailOn::Never => None,
        FailOn::Review => Some(Outcome::Review),
        FailOn::Breach => Some(Outcome::Breach),
    };
    if !report.reconciled.is_balanced() {
        Exit::Unbalanced
    } else if !report.problems.is_empty() {
        Exit::Input
    } else if threshold.is_some_and(|least| {
        // A false alarm that a reviewer has told must not wake the same people every month.
        report.findings.iter().any(|finding| finding.outcome >= least && finding.is_open())
    }) {
        Exit::Findings
    } else {
        Exit::Done
    }
}

/// Options that change results, for the manifest: those in force, wherever they were given.
fn recorded(
    args: &AuditArgs,
    config: &config::Config,
    typed: &Settings,
    (pack, rules, organisations): (&str, Option<&Path>, Option<&PathBuf>),
    lists: &ListPaths,
    baseline: Option<&Past>,
) -> BTreeMap<String, String> {
    let mut options = BTreeMap::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            options.insert(name.to_owned(), value);
        }
    };
    let shown = |path: &Path| path.display().to_string();
    put("config", args.read.config.as_deref().map(shown));
    put("config-sha256", Some(config.sha256.clone()));
    put("org", typed.organisation.clone());
    put("pack", Some(pack.to_owned()).filter(|pack| pack != DEFAULT_PACK));
    put("show-personal-data", args.read.show_personal_data.then(|| "yes".to_owned()));
    put("kind", typed.kind.map(|kind| kind.as_str().to_owned()));
    put("organisations", organisations.map(|path| shown(path)));
    put("rules", rules.map(shown));
    put("map", Some(typed.written_map()));
    let totals: Vec<String> = args.control_total.iter().map(ToString::to_string).collect();
    put("control-total", Some(totals.join(", ")));
    let exemptions: Vec<String> = lists.exemptions.iter().map(|path| shown(path)).collect();
    put("exemptions", Some(exemptions.join(", ")));
    put("declarations", lists.declarations.as_deref().map(shown));
    put("decisions", lists.decisions.as_deref().map(shown));
    put("baseline", baseline.map(Past::named));
    let Thresholds { more_percent, less_percent, findings_to_none } = config.thresholds;
    let is_own = config.thresholds != Thresholds::default();
    put("thresholds", is_own.then(|| format!(
        "more_percent: {more_percent}; less_percent: {less_percent}; findings_to_none: {findings_to_none}"
    )));
    let exclude: Vec<&str> = config.sources.exclude.iter().map(Exclude::as_str).collect();
    put("exclude", Some(exclude.join(", ")));
    sources(&config.sources, &mut put);
    options
}

/// Every source and how it is read.
fn sources(sources: &Sources, put: &mut dyn FnMut(&str, Option<String>)) {
    for (index, source) in sources.list.iter().enumerate() {
        let settings = &source.settings;
        let mut parts = vec![source.files.clone()];
        let more = [
            ("organisation", settings.organisation.clone()),
            ("kind", settings.kind.map(|kind| kind.as_str().to_owned())),
            ("map", Some(settings.written_map()).filter(|map| !map.is_empty())),
            ("date_basis", settings.date_basis.clone()),
            ("control_total", settings.control_total.map(format_pounds)),
        ];
        parts.extend(more.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?))));
        parts.extend(settings.sheets.iter().map(ToString::to_string));
        put(&format!("source-{:03}", index + 1), Some(parts.join("; ")));
    }
}
