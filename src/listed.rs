//! What came of the lists that people keep, as one value for the report.

use crate::decisions::Applied;
use crate::declarations::Declared;
use crate::exemptions::Standing;
use crate::lists::ListFile;

/// The lists of an audit and what came of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// The files.
    pub files: Vec<ListFile>,
    /// How each exemption stands.
    pub exemptions: Vec<Standing>,
    /// Declarations, with what was found after them.
    pub declared: Vec<Declared>,
    /// What became of decisions; none without a list of them.
    pub decisions: Option<Applied>,
}
