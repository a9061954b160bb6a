//! `faxban compare`.

use super::args::{CompareArgs, TableFormat};
use super::exit::Exit;
use super::{print, print_data, print_json};
use crate::compare::{Past, compare};
use crate::config::Config;
use crate::report::changes;

pub fn run(args: &CompareArgs) -> Result<Exit, Vec<String>> {
    let config = args.config.as_deref().map(Config::read).transpose()?.unwrap_or_default();
    let (old, new) = (Past::load(&args.old), Past::load(&args.new));
    let (old, new) = match (old, new) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => return Err([old.err(), new.err()].into_iter().flatten().collect()),
    };
    let comparison = compare(&old, &new, config.thresholds).map_err(|fault| vec![fault])?;
    let told = |error: &dyn std::fmt::Display| vec![format!("the comparison cannot be written: {error}")];
    match args.format {
        TableFormat::Text => print(&changes::told(&comparison))?,
        TableFormat::Json => {
            let counts = changes::counts(&comparison);
            print_json(&(serde_json::to_string_pretty(&counts).map_err(|error| told(&error))? + "\n"))?;
        }
        TableFormat::Csv => {
            let mut rows = Vec::new();
            changes::write(&comparison, &mut rows).map_err(|error| told(&error))?;
            print_data(&String::from_utf8_lossy(&rows))?;
        }
    }
    Ok(Exit::Done)
}
