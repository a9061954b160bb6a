//! Files and sheets that a person excludes: `"trust/old/*"` names files, `"**/register.xlsx#Cover"` a sheet of one.

use glob::{MatchOptions, Pattern, PatternError};

use super::OPTIONS;

/// Names of sheets: Excel does not tell capitals apart in them, and any sign may stand in one.
pub(super) const SHEETS: MatchOptions = MatchOptions {
    case_sensitive: false,
    require_literal_separator: false,
    require_literal_leading_dot: false,
};

/// What is excluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclude {
    file: Pattern,
    /// Patterns of the workbook and of its sheet, where the text has a `#`; a file's own name may have one, too.
    sheet: Option<(Pattern, Pattern)>,
}

impl Exclude {
    /// Reads a pattern.
    ///
    /// # Errors
    /// When it is not one.
    pub fn new(written: &str) -> Result<Self, PatternError> {
        let sheet = match written.rsplit_once('#') {
            Some((file, sheet)) => Some((Pattern::new(file)?, Pattern::new(sheet)?)),
            None => None,
        };
        Ok(Self { file: Pattern::new(written)?, sheet })
    }

    /// Returns the pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.file.as_str()
    }

    /// Whether it excludes a file as a whole.
    #[must_use]
    pub fn is_file(&self, name: &str) -> bool {
        self.file.matches_with(name, OPTIONS)
    }

    fn is_sheet(&self, file: &str, sheet: &str) -> bool {
        self.sheet
            .as_ref()
            .is_some_and(|(of, name)| of.matches_with(file, OPTIONS) && name.matches_with(sheet, SHEETS))
    }
}

/// What a person excludes of one file: members of an archive, sheets of a workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    /// The file's name below the folder of the configuration.
    name: String,
    exclude: Vec<Exclude>,
}

impl Left {
    pub(super) fn new(name: String, exclude: &[Exclude]) -> Self {
        Self { name, exclude: exclude.to_vec() }
    }

    /// Whether nothing is excluded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exclude.is_empty()
    }

    /// Whether a member of the archive is excluded; `below` is its name with a slash before it.
    #[must_use]
    pub fn member(&self, below: &str) -> bool {
        let name = format!("{}{below}", self.name);
        self.exclude.iter().any(|exclude| exclude.is_file(&name))
    }

    /// Whether a sheet is excluded; `below` is blank, or the workbook's name in the archive with a slash before it.
    #[must_use]
    pub fn sheet(&self, below: &str, sheet: &str) -> bool {
        let name = format!("{}{below}", self.name);
        self.exclude.iter().any(|exclude| exclude.is_sheet(&name, sheet))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_files_or_sheets() {
        let exclude = |written: &str| Exclude::new(written).unwrap();
        let cover = exclude("**/x.xlsx#Cover*");
        assert!(cover.is_sheet("trust/x.xlsx", "COVER page") && cover.is_sheet("x.xlsx", "Cover"));
        assert!(!cover.is_sheet("trust/y.xlsx", "Cover") && !cover.is_sheet("x.xlsx", "Assets"));
        assert!(!cover.is_file("x.xlsx"));
        assert!(exclude("old/*").is_file("old/a.csv") && !exclude("old/*").is_file("old/b/a.csv"));
        // A name may have the sign itself.
        assert!(exclude("Report #3.csv").is_file("Report #3.csv"));
        let left = Left::new("a.zip".to_owned(), &[exclude("a.zip/b/*"), exclude("**/c.xlsx#[0-9]*")]);
        assert!(left.member("/b/one.csv") && !left.member("/one.csv"));
        assert!(left.sheet("/c.xlsx", "2019/20") && !left.sheet("/c.xlsx", "Now"));
    }
}
