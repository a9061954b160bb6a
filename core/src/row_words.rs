//! Words of rows that are no lines: totals and remains of pivot tables.

use serde::Deserialize;

/// The words, as a rule file lists them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowWords {
    total: Total,
    pivot: Pivot,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Total {
    words: Vec<String>,
    beginnings: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pivot {
    headings: Vec<String>,
    words: Vec<String>,
}

impl RowWords {
    /// Reads a file of words.
    ///
    /// # Errors
    /// When it is no such file.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Whether a cell is the word of a total.
    #[must_use]
    pub fn is_total(&self, cell: &str) -> bool {
        let cell = plain(cell);
        self.total.words.contains(&cell)
            || self.total.beginnings.iter().any(|beginning| cell.starts_with(beginning))
    }

    /// Whether a cell is a heading that only pivot tables have.
    #[must_use]
    pub fn is_pivot_heading(&self, cell: &str) -> bool {
        self.pivot.headings.contains(&plain(cell))
    }

    /// Whether a cell is what a pivot table writes for nothing.
    #[must_use]
    pub fn is_pivot_word(&self, cell: &str) -> bool {
        self.pivot.words.contains(&plain(cell))
    }
}

fn plain(cell: &str) -> String {
    cell.trim().trim_end_matches([':', '.', ' ']).to_lowercase()
}
