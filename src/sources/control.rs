//! Control totals: what the lines of a file add up to as its owner says.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use faxban_core::money;
use faxban_read::inputs::Found;

use super::Settings;

/// Reads a control total, an amount of pounds, in pence.
///
/// # Errors
/// A sentence, when it is not an amount of whole pence.
pub fn control_total(written: &str) -> Result<i128, String> {
    match money::parse(written.trim()) {
        Ok(amount) if !written.trim().is_empty() && !amount.rounded => Ok(i128::from(amount.pence)),
        _ => Err(format!("\"{written}\" is not an amount of pounds; write for instance \"1,234.56\"")),
    }
}

/// A control total as typed: `AMOUNT`, or `FILE=AMOUNT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlTotal {
    /// The file; none where only one is audited.
    file: Option<String>,
    /// The total in pence.
    pence: i128,
}

impl FromStr for ControlTotal {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let (file, amount) = match written.rsplit_once('=') {
            Some((file, amount)) => (Some(file.trim().to_owned()), amount),
            None => (None, written),
        };
        Ok(Self { file, pence: control_total(amount)? })
    }
}

impl fmt::Display for ControlTotal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{file}={}", money::format_pounds(self.pence)),
            None => f.write_str(&money::format_pounds(self.pence)),
        }
    }
}

/// Puts the totals that were typed to the files that they are of.
///
/// # Errors
/// A sentence, when it cannot be said of which file a total is.
pub fn assign(typed: &[ControlTotal], found: &Found, settings: &mut [Settings]) -> Result<(), String> {
    for total in typed {
        let of = match &total.file {
            None => match settings {
                [] => continue,
                [only] => only,
                several => {
                    return Err(format!(
                        "the control total is for one file, and {} are audited; write FILE=AMOUNT",
                        several.len()
                    ));
                }
            },
            Some(file) => {
                let is_named = |name: &str| name == file;
                let inputs = found.inputs.iter().position(|input| {
                    is_named(&input.name) || input.path.as_deref().is_some_and(|path| path == Path::new(file))
                });
                match inputs.and_then(|at| settings.get_mut(at)) {
                    Some(of) => of,
                    // It was found but not read, which is told for itself.
                    None if found.fates.iter().any(|fate| is_named(&fate.path)) => continue,
                    None => {
                        return Err(format!(
                            "there is a control total for {file}, but no file of that name is audited; write the name as the report has it"
                        ));
                    }
                }
            }
        };
        of.control_total = Some(total.pence);
    }
    Ok(())
}
