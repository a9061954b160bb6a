//! `faxban report`.

use std::collections::BTreeMap;

use super::args::{FailOn, ReportArgs};
use super::audit::{Place, compared, exit, faults, shown};
use super::exit::Exit;
use super::{now, say};
use crate::compare::{Past, Thresholds};
use crate::config::AS_OF;
use crate::lock::Lock;
use crate::output;
use crate::rollup::{Mixed, Results};
use crate::rules::Rules;

/// Where the report goes when nobody says: not where an audit's would lie, which may be one of the results.
const DEFAULT_OUT: &str = "faxban-merged";

pub fn run(args: &ReportArgs) -> Result<Exit, Vec<String>> {
    let out = args.out.clone().unwrap_or_else(|| DEFAULT_OUT.into());
    // Earlier merged reports among the results are no results.
    let dated = out.file_name().is_some_and(|name| name.to_string_lossy().contains(AS_OF));
    let own = if dated { out.parent().unwrap_or(&out) } else { &out };
    let results = match Results::load(&args.results, &[own.to_owned()], args.rules.as_deref()) {
        Ok(results) => results,
        Err(refused) if refused.unbalanced => {
            refused.sentences.iter().for_each(|sentence| say(&format!("faxban: {sentence}")));
            return Ok(Exit::Unbalanced);
        }
        Err(refused) => return Err(refused.sentences),
    };
    let as_of = results.as_of().ok_or_else(|| vec!["there is no result to merge".to_owned()])?;
    let place = Place::of(Some(&out), &as_of.to_string())?;
    let lock = Lock::take(&place.lock, &format!("{}, since {}", std::process::id(), now()))
        .map_err(|fault| vec![fault])?;
    output::tidy(&place.folder, &lock);
    let baseline = args.baseline.as_deref().map(Past::load).transpose().map_err(|fault| vec![fault])?;
    let rules = Rules::load(args.rules.as_deref(), results.pack())?;
    if let Some(old) = &baseline {
        old.check_precedes(&rules.pack.id, as_of).map_err(|fault| vec![fault])?;
    }
    if !args.telling.quiet {
        results.notes.iter().for_each(|note| say(&format!("faxban: {note}")));
    }
    let mixed = Mixed { packs: args.mixed_packs, dates: args.mixed_dates };
    let mut report = results.merge(&rules, mixed, &recorded(args, baseline.as_ref()))?;
    if let Some(old) = &baseline {
        let comparison = compared(old, &report, Thresholds::default()).map_err(|fault| vec![fault])?;
        report = report.with(Some(comparison));
    }
    let folder = place.put(&report, false).map_err(|fault| vec![fault])?;
    if !args.telling.shows_text() {
        faults(&report);
    }
    shown(&args.telling, &report, &folder, false)?;
    Ok(exit(&report, args.telling.fail_on.unwrap_or(FailOn::Never)))
}

/// Options of the merging that change what comes out.
fn recorded(args: &ReportArgs, baseline: Option<&Past>) -> BTreeMap<String, String> {
    let mut options = BTreeMap::new();
    for (name, given) in [("mixed-packs", args.mixed_packs), ("mixed-dates", args.mixed_dates)] {
        if given {
            options.insert(name.to_owned(), "yes".to_owned());
        }
    }
    options.extend(baseline.map(|past| ("baseline".to_owned(), past.named())));
    options
}
