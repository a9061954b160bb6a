//! Reading one table: header first, then every record through the screen, batches of candidates through the
//! matching query.

mod above;
mod beside;
mod gather;
mod parallel;
mod sheet;
mod text;

use std::fmt;
use std::sync::Arc;

use faxban_core::columns::{Header, OverrideError};
use faxban_engine::header::{self, Asked};
use faxban_engine::matching::Matched;
use faxban_engine::mentions::Mention;
use faxban_engine::profile::Profile;
use faxban_engine::screen::sums::StatedTotal;
use faxban_engine::totals::Totals;
use jiff::civil::Date;

pub use self::sheet::read_rows;
pub use self::text::{Part, Text, each_row, read_part, read_text};
use crate::audit::same_table::Lines;
use crate::layout::Layout;
use crate::long_list::{LongList, Room};
use crate::reconcile::RowAccount;
use crate::rules::Rules;
use crate::screen::Reject;
use crate::sources::Settings;

/// Bytes looked at to find separators and header.
pub const HEAD: usize = 256 << 10;
/// Rows looked at to find the header.
const HEAD_ROWS: usize = 60;
/// Rows from which a table's profile is learnt.
const PROFILED: usize = 200;
/// Rows kept as samples.
const SAMPLES: usize = 3;
/// Candidates matched at once, so that memory does not grow with the file.
const BATCH: usize = 4096;

/// What reading needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The rules.
    pub rules: &'a Rules,
    /// What the user says of it.
    pub settings: &'a Settings,
    /// Blocks screened at once.
    pub threads: usize,
    /// The row whose cells are to be kept for a closer look.
    pub wanted: Option<u64>,
    /// Where matched lines wait.
    pub room: &'a Arc<Room>,
    /// Whether lines are kept as hashes, to be compared with those of other sheets.
    pub compared: bool,
}

/// Matched lines that wait in memory; those after them wait on disk.
const KEPT: usize = 8192;

/// Room for the matched lines of all tables of a run.
#[must_use]
pub fn room() -> Arc<Room> {
    Room::new(KEPT)
}

/// A table as read.
#[derive(Debug)]
pub struct Table {
    /// Its columns.
    pub layout: Layout,
    /// Rows of its file or sheet, by what they are.
    pub rows: RowAccount,
    /// The row with which it begins, where it is not the only table of its file or sheet.
    pub part: Option<u64>,
    /// Its first column and the one behind its last, from 0, where another table stands beside it.
    pub columns: Option<(usize, usize)>,
    /// Rows above the header that look like a table without a header that is known: the first and the last.
    pub table_above: Option<(u64, u64)>,
    /// The day that a title above it gives for all that it lists, with the title's row.
    pub dated: Option<(u64, Date)>,
    /// Places outside its lines that name a product.
    pub mentions: Vec<Mention>,
    /// Totals that it states.
    pub stated: Vec<StatedTotal>,
    /// Its lines as hashes, sorted, where they are to be compared.
    pub lines: Option<Lines>,
    /// What somebody says of its columns and does not fit it, so that its own headings were read instead.
    pub misfit: Option<String>,
    /// Sentences on what its file or sheet does not show, or does not hold.
    pub remarks: Vec<String>,
    /// What was counted of it; matched lines are yet to be judged.
    pub totals: Totals,
    /// Records that could not be read as such.
    pub rejects: Vec<Reject>,
    /// Candidates that rules match.
    pub matched: LongList<Matched>,
    /// The separator of a text file.
    pub separator: Option<String>,
    /// The first rows below the header, as samples.
    pub samples: Vec<Vec<String>>,
}

/// Why a table was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTable {
    /// It has no rows.
    Empty,
    /// No row names columns that faxban knows.
    NoHeader {
        /// Rows looked at for a header.
        looked_at: usize,
        /// All rows.
        rows: u64,
        /// Places that name a product all the same.
        mentions: Vec<Mention>,
        /// The first rows, for whoever has to say what is in the columns.
        first: Vec<(u64, Vec<String>)>,
    },
    /// Something failed; a sentence.
    Failed(String),
    /// Lines cannot wait on disk; a sentence.
    Disk(String),
}

impl fmt::Display for NoTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::NoHeader { looked_at, rows, mentions, .. } => {
                match looked_at {
                    1 if *rows <= 1 => f.write_str("We could not find a header row in its only row")?,
                    _ if (*looked_at as u64) < *rows => {
                        write!(f, "We could not find a header row in its first {looked_at} rows")?
                    }
                    _ => write!(f, "We could not find a header row in its {rows} rows")?,
                }
                f.write_str(
                    ", so it was not audited. Run \"faxban inspect\" on it and say which column is which with --map",
                )?;
                let mut unplaced = mentions.iter().filter(|mention| mention.is_unplaced());
                match (unplaced.next(), unplaced.count()) {
                    (None, _) => Ok(()),
                    (Some(first), 0) => write!(f, ". Row {} names a product: check it by hand", first.row),
                    (Some(first), more) => {
                        write!(
                            f,
                            ". {} rows name a product (the first is row {}): check them by hand",
                            more + 1,
                            first.row
                        )
                    }
                }
            }
            Self::Failed(sentence) | Self::Disk(sentence) => f.write_str(sentence),
        }
    }
}

impl NoTable {
    /// Whether no row names columns that faxban knows, and none names a product either.
    #[must_use]
    pub fn is_only_without_header(&self) -> bool {
        match self {
            Self::NoHeader { mentions, .. } => !mentions.iter().any(Mention::is_unplaced),
            Self::Empty | Self::Failed(_) | Self::Disk(_) => false,
        }
    }
}

/// Finds the header of a table, with a sentence on columns that were named and that it does not have: those are left to
/// its own headings, for no mapping may take a table out of the audit.
pub fn find_header(
    rows: &[(u64, Vec<String>)],
    reading: &Reading<'_>,
) -> Result<(Header, Option<String>), NoTable> {
    let Settings { kind, map, date_basis, .. } = reading.settings;
    let mut map = map.clone();
    let mut misfits = Vec::new();
    loop {
        let asked = Asked { kind: *kind, map: &map, date_basis: date_basis.as_deref() };
        match header::find(rows, reading.rules, asked) {
            Ok(Some(header)) => {
                return Ok((header, Some(misfits.join("; ")).filter(|misfits| !misfits.is_empty())));
            }
            Ok(None) => {
                return Err(NoTable::NoHeader {
                    looked_at: rows.len(),
                    rows: rows.len() as u64,
                    mentions: Vec::new(),
                    first: Vec::new(),
                });
            }
            Err(fault) => {
                let (OverrideError::Missing { field, .. } | OverrideError::Ambiguous { field, .. }) = &fault;
                map.retain(|(named, _)| named != field);
                misfits.push(fault.to_string());
            }
        }
    }
}

/// The columns of a table with what the first rows beneath its header hold.
fn layout_of(header: Header, rows: &[(u64, Vec<String>)], separator: Option<char>) -> Layout {
    let beneath: Vec<Vec<&str>> = rows
        .iter()
        .filter(|(row, _)| *row > header.last_row)
        .map(|(_, cells)| cells.iter().map(String::as_str).collect())
        .collect();
    let profile = Profile::learn(&beneath, header.names.len(), separator);
    Layout::new(header.mapping, header.names, header.first_row).with_profile(profile).with_numbers(&beneath)
}

fn failed(error: std::io::Error) -> NoTable {
    NoTable::Failed(format!("it cannot be read to its end: {error}"))
}

fn samples(rows: &[(u64, Vec<String>)], header: u64) -> Vec<Vec<String>> {
    rows.iter().filter(|(row, _)| *row > header).map(|(_, cells)| cells.clone()).take(SAMPLES).collect()
}
