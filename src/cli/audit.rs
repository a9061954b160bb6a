//! `faxban audit`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use faxban_core::Outcome;
use serde_json::Value;

use super::args::{AuditArgs, FailOn, Format};
use super::exit::Exit;
use super::in_force::InForce;
use super::log::{Level, Log, Watcher};
use super::progress::Bar;
use super::{now, print, say, today};
use crate::audit::{Options, audit};
use crate::config::{self, AS_OF};
use crate::lock::{self, Lock};
use crate::organisations::Organisations;
use crate::report::{Report, json, metrics, terminal};
use crate::rules::DEFAULT_PACK;
use crate::sources::{Settings, Sources};
use crate::{latest, output};

/// Where the report goes when nobody says.
const DEFAULT_OUT: &str = "faxban-report";

pub fn run(args: &AuditArgs) -> Result<Exit, Vec<String>> {
    let log = Log { form: args.log, quiet: args.quiet };
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
    let lock = Lock::take(&place.lock, &format!("process {}, since {}", std::process::id(), now()))
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
    let mut exclude = vec![place.folder.clone(), lock.path().to_owned()];
    exclude.extend(config.lists());
    let options = Options {
        paths: args.paths.clone(),
        recorded: recorded(args, &config, &settings, (pack.name(), pack.rules.as_deref(), list)),
        sources: config.sources,
        as_of,
        settings,
        show_personal_data: args.read.show_personal_data,
        exemptions: config.exemptions,
        exclude,
    };
    let report = {
        let watcher = Watcher { bar: Bar::new(args.quiet || log.is_kept()), log };
        audit(&options, &rules, organisations.as_ref(), &watcher)?
    };
    let folder = place.put(&report).map_err(|fault| vec![fault])?;
    if let Some(path) = args.metrics.as_ref().or(config.metrics.as_ref()) {
        output::write_file(path, &metrics::text(&report, now().as_second())).map_err(|fault| vec![fault])?;
    }
    tell(args, log, &report, &folder)?;
    let exit = exit(&report, args.fail_on.or(config.fail_on).unwrap_or(FailOn::Never));
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
    Ok(exit)
}

/// Where the report goes, and the lock on it.
struct Place {
    folder: PathBuf,
    lock: PathBuf,
    /// One folder a day, with `latest` beside them.
    dated: bool,
}

impl Place {
    fn of(out: Option<&Path>, as_of: &str) -> Result<Self, Vec<String>> {
        let out = out.unwrap_or(Path::new(DEFAULT_OUT));
        config::check_out(out).map_err(|fault| vec![fault])?;
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let dated = name.contains(AS_OF);
        let folder = if dated { out.with_file_name(name.replace(AS_OF, as_of)) } else { out.to_owned() };
        // Reports of every day share `latest`, so they share the lock.
        let lock = if dated { lock::beside(&out.with_file_name("latest")) } else { lock::beside(out) };
        Ok(Self { folder, lock, dated })
    }

    /// Writes the report. Where every day has its folder, one that does not balance leaves a good one of the same
    /// day alone.
    fn put(&self, report: &Report) -> Result<PathBuf, String> {
        if !self.dated {
            output::write(report, &self.folder)?;
            return Ok(self.folder.clone());
        }
        if !report.reconciled.is_balanced() {
            let name = self.folder.file_name().map(|name| name.to_string_lossy().into_owned());
            let aside = self.folder.with_file_name(format!("{}-unbalanced", name.unwrap_or_default()));
            output::write(report, &aside)?;
            return Ok(aside);
        }
        output::write(report, &self.folder)?;
        latest::point(&self.folder)?;
        Ok(self.folder.clone())
    }
}

fn tell(args: &AuditArgs, log: Log, report: &Report, folder: &Path) -> Result<(), Vec<String>> {
    if log.is_kept() {
        for difference in report.reconciled.differences() {
            log.line(Level::Error, "unbalanced", &[("message", difference.to_string().into())]);
        }
        for problem in &report.problems {
            let path = problem.path.as_str().into();
            log.line(
                Level::Error,
                "problem",
                &[("path", path), ("message", problem.message.as_str().into())],
            );
        }
    } else if args.quiet {
        faults(report);
    }
    if args.quiet {
        return Ok(());
    }
    match args.format {
        Format::Text => print(&terminal::summary(report, &folder.display().to_string())),
        Format::Json => match serde_json::to_string_pretty(&json::summary(report)) {
            Ok(text) => print(&format!("{text}\n")),
            Err(error) => return Err(vec![format!("the summary cannot be written: {error}")]),
        },
    }
    Ok(())
}

/// What a job that nobody watches must still say.
fn faults(report: &Report) {
    for difference in report.reconciled.differences() {
        say(&format!("faxban: totals do not reconcile: {difference}"));
    }
    for problem in &report.problems {
        say(&format!("faxban: {}: {}", problem.path, problem.message));
    }
}

fn exit(report: &Report, fail_on: FailOn) -> Exit {
    let threshold = match fail_on {
        FailOn::Never => None,
        FailOn::Review => Some(Outcome::Review),
        FailOn::Breach => Some(Outcome::Breach),
    };
    if !report.reconciled.is_balanced() {
        Exit::Unbalanced
    } else if !report.problems.is_empty() {
        Exit::Input
    } else if threshold.is_some_and(|least| report.findings.iter().any(|finding| finding.outcome >= least)) {
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
    let lists: Vec<String> = config.exemptions.iter().map(|path| shown(path)).collect();
    put("exemptions", Some(lists.join(", ")));
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
        ];
        parts.extend(more.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?))));
        put(&format!("source-{:03}", index + 1), Some(parts.join("; ")));
    }
}
