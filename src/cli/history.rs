//! `faxban history`.

use super::args::{HistoryArgs, TableFormat};
use super::exit::Exit;
use super::{print, print_data, print_json, say};
use crate::history::{History, told};
use crate::{output, rules};

pub fn run(args: &HistoryArgs) -> Result<Exit, Vec<String>> {
    let context = rules::context().map_err(|fault| vec![fault])?;
    let (history, faults) = History::read(&args.folder, context).map_err(|fault| vec![fault])?;
    let fault = |error: &dyn std::fmt::Display| vec![format!("the history cannot be written: {error}")];
    match args.format {
        TableFormat::Text => print(&told::text(&history))?,
        TableFormat::Json => {
            print_json(&(serde_json::to_string_pretty(&history).map_err(|error| fault(&error))? + "\n"))?;
        }
        TableFormat::Csv => {
            let mut rows = Vec::new();
            told::csv(&history, &mut rows).map_err(|error| fault(&error))?;
            print_data(&String::from_utf8_lossy(&rows))?;
        }
    }
    if let Some(folder) = &args.out {
        output::write_history(&history, folder).map_err(|fault| vec![fault])?;
        say(&format!("faxban: written to {}: {}", folder.display(), output::HISTORY.join(", ")));
    }
    for fault in &faults {
        say(&format!("faxban: left out: {fault}"));
    }
    Ok(if faults.is_empty() { Exit::Done } else { Exit::Input })
}
