//! `faxban audit`.

use std::collections::BTreeMap;

use faxban_core::Outcome;

use super::args::{AuditArgs, FailOn, Format};
use super::exit::Exit;
use super::progress::Bar;
use super::{print, say, today};
use crate::audit::{ListPaths, Options, audit};
use crate::compare::{Comparison, Past, compare};
use crate::organisations::Organisations;
use crate::report::{Report, json, terminal};
use crate::rules::DEFAULT_PACK;

pub fn run(args: &AuditArgs) -> Result<Exit, Vec<String>> {
    let rules = args.read.rules.load()?;
    let organisations = match &args.organisations {
        Some(path) => Some(Organisations::read(path).map_err(|fault| vec![fault])?),
        None => None,
    };
    let baseline = args.baseline.as_deref().map(Past::load).transpose().map_err(|fault| vec![fault])?;
    let options = Options {
        paths: args.paths.clone(),
        as_of: args.as_of.unwrap_or_else(today),
        organisation: args.org.clone(),
        kind: args.read.kind,
        map: args.read.map.clone(),
        show_personal_data: args.read.show_personal_data,
        exclude: args.baseline.iter().chain([&args.out]).cloned().collect(),
        recorded: recorded(args, baseline.as_ref()),
        lists: ListPaths {
            exemptions: args.lists.exemptions.clone(),
            declarations: args.lists.declarations.clone(),
            decisions: args.lists.decisions.clone(),
        },
    };
    if let Some(old) = &baseline {
        old.check_precedes(&rules.pack.id, options.as_of).map_err(|fault| vec![fault])?;
    }
    let mut report = {
        let bar = Bar::new(args.quiet);
        audit(&options, &rules, organisations.as_ref(), &bar)?
    };
    if let Some(old) = &baseline {
        report.comparison = Some(compared(old, &report).map_err(|fault| vec![fault])?);
    }
    crate::output::write(&report, &args.out, args.per_organisation).map_err(|fault| vec![fault])?;
    if args.quiet || args.format == Format::Json {
        faults(&report);
    }
    match args.format {
        _ if args.quiet => {}
        Format::Text => {
            print(&terminal::summary(&report, &args.out.display().to_string(), args.per_organisation));
        }
        Format::Json => match serde_json::to_string_pretty(&json::summary(&report)) {
            Ok(text) => print(&format!("{text}\n")),
            Err(error) => return Err(vec![format!("the summary cannot be written: {error}")]),
        },
    }
    Ok(exit(&report, args.fail_on))
}

/// What changed since an earlier report.
fn compared(old: &Past, report: &Report) -> Result<Comparison, String> {
    let new = Past::of(report)?;
    compare(old, &new)
}

/// What must still be said where no summary for people is printed.
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
    } else if threshold.is_some_and(|least| {
        // A false alarm that a reviewer has told must not wake the same people every month.
        report.findings.iter().any(|finding| finding.outcome >= least && finding.is_open())
    }) {
        Exit::Findings
    } else {
        Exit::Done
    }
}

/// Options that change results, for the manifest.
fn recorded(args: &AuditArgs, baseline: Option<&Past>) -> BTreeMap<String, String> {
    let mut options = BTreeMap::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            options.insert(name.to_owned(), value);
        }
    };
    put("org", args.org.clone());
    put("pack", Some(args.read.rules.pack.clone()).filter(|pack| pack != DEFAULT_PACK));
    put(
        "baseline",
        baseline.map(|past| format!("the report of {} with manifest {}", past.as_of, past.manifest_sha256)),
    );
    put("show-personal-data", args.read.show_personal_data.then(|| "yes".to_owned()));
    put("kind", args.read.kind.map(|kind| kind.as_str().to_owned()));
    put("organisations", args.organisations.as_ref().map(|path| path.display().to_string()));
    put("rules", args.read.rules.rules.as_ref().map(|path| path.display().to_string()));
    let map = args.read.map.iter().map(|(field, header)| format!("{}={header}", field.as_str()));
    put("map", Some(map.collect::<Vec<_>>().join(", ")).filter(|map| !map.is_empty()));
    let path = |path: &std::path::PathBuf| path.display().to_string();
    let exemptions = args.lists.exemptions.iter().map(path).collect::<Vec<_>>().join(", ");
    put("exemptions", Some(exemptions).filter(|paths| !paths.is_empty()));
    put("declarations", args.lists.declarations.as_ref().map(path));
    put("decisions", args.lists.decisions.as_ref().map(path));
    options
}
