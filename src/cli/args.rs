//! What was typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use faxban_core::{Field, SourceKind};
use jiff::civil::Date;

pub use crate::config::FailOn;
use crate::rules::{DEFAULT_PACK, Rules};
use crate::sources::{ControlTotal, Settings};

/// Audits asset registers and purchase ledgers for departures from the NHS fax-machine ban and bans like it.
#[derive(Debug, Parser)]
#[command(name = "faxban", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done · 1 findings at or above --fail-on · 2 usage or rules wrong · \
3 a file could not be read (the rest was audited; if nothing was, no report is written) · 4 totals do not reconcile")]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Audit files and folders and write a report
    Audit(AuditArgs),
    /// Show how files are read: encoding, sheets, header, what each column was taken for
    Inspect(InspectArgs),
    /// Show why a line did or did not match, and what follows
    Explain(ExplainArgs),
    /// List, show, check or backtest the rules
    Rules(RulesArgs),
    /// Write a first faxban.toml for a folder of ledgers and registers
    Init(InitArgs),
    /// Print the completion script of a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages of every command
    Man {
        /// Folder for them
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Keep what reviewers decide on findings
    Review(ReviewArgs),
    /// Show what changed from one report to a later one
    Compare(CompareArgs),
    /// Merge the results of several audits, of trusts or months, into one report
    Report(ReportArgs),
    /// Show the findings of every report in a folder, month by month
    History(HistoryArgs),
}

/// `faxban init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder that holds them; faxban.toml is written into it
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
}

/// How tables are read.
#[derive(Debug, Clone, Args)]
pub struct ReadArgs {
    /// Take from this file (faxban.toml) whatever is not said on the command line
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Take every table for this kind instead of telling it from the header
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub kind: Option<SourceKind>,
    /// Take a column for something: canonical=Header (or canonical=#3 for the third column); may be repeated
    #[arg(long, value_name = "FIELD=HEADER", value_parser = map)]
    pub map: Vec<(Field, String)>,
    /// Show names, phone numbers, patients' numbers and the like instead of masking them
    #[arg(long)]
    pub show_personal_data: bool,
    /// By which rules.
    #[command(flatten)]
    pub rules: PackArgs,
}

/// Which rules are used.
#[derive(Debug, Clone, Args)]
pub struct PackArgs {
    /// Folder with rule files to use instead of those built in
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// What is looked for: fax (if not given), pagers, cctv, or a folder of --rules
    #[arg(long, value_name = "NAME")]
    pub pack: Option<String>,
}

impl ReadArgs {
    /// What is typed of how tables are read.
    pub fn settings(&self, organisation: Option<&str>) -> Settings {
        Settings {
            organisation: organisation.map(str::to_owned),
            kind: self.kind,
            map: self.map.clone(),
            ..Settings::default()
        }
    }
}

impl PackArgs {
    /// Reads, checks and compiles them.
    pub fn load(&self) -> Result<Rules, Vec<String>> {
        Rules::load(self.rules.as_deref(), self.name())
    }

    /// The pack's name.
    pub fn name(&self) -> &str {
        self.pack.as_deref().unwrap_or(DEFAULT_PACK)
    }
}

/// How a run that writes a report ends, and what it says.
#[derive(Debug, Args)]
pub struct Telling {
    /// End with code 1 if there are findings at or above this (never, if not given)
    #[arg(long, value_name = "OUTCOME", value_enum)]
    pub fail_on: Option<FailOn>,
    /// Print nothing but faults
    #[arg(long, short)]
    pub quiet: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

impl Telling {
    /// Whether the summary for people is printed, which tells faults, too.
    pub fn shows_text(&self) -> bool {
        !self.quiet && self.format == Format::Text
    }
}

/// `faxban audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Files and folders to audit; - reads standard input. With --config, these instead of its sources
    #[arg(required_unless_present = "config", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Judge as of this day (today if not given)
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Date>,
    /// Folder for the report (faxban-report if not given); {as_of} in its last part makes one a day, with "latest"
    /// beside them
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// ODS code of the organisation that all the files belong to
    #[arg(long, value_name = "CODE")]
    pub org: Option<String>,
    /// What the lines of a file add up to as its owner says, in pounds: AMOUNT where one file is audited, or FILE=AMOUNT;
    /// may be repeated
    #[arg(long, value_name = "AMOUNT")]
    pub control_total: Vec<ControlTotal>,
    /// ODS list (etr.csv) by which names of organisations are given their codes
    #[arg(long, value_name = "FILE")]
    pub organisations: Option<PathBuf>,
    /// Write a report for each organisation, too, with nothing of the others in it
    #[arg(long)]
    pub per_organisation: bool,
    /// Folder of an earlier report: what changed since then is told, and written to changes.csv
    #[arg(long, value_name = "DIR")]
    pub baseline: Option<PathBuf>,
    /// How tables are read.
    #[command(flatten)]
    pub read: ReadArgs,
    /// How it ends and what it says.
    #[command(flatten)]
    pub telling: Telling,
    /// Log to standard error; with --quiet, faults and one line at the end
    #[arg(long, value_enum, value_name = "FORM")]
    pub log: Option<Format>,
    /// File for figures for monitoring (text collector of node_exporter)
    #[arg(long, value_name = "FILE")]
    pub metrics: Option<PathBuf>,
    /// Lists that people keep.
    #[command(flatten)]
    pub lists: ListArgs,
}

/// Lists that people keep beside the audited files.
#[derive(Debug, Clone, Args)]
pub struct ListArgs {
    /// List of exemptions, CSV or TOML, beside those at the top of an audited folder; may be repeated
    #[arg(long, value_name = "FILE")]
    pub exemptions: Vec<PathBuf>,
    /// List of organisations that declared themselves fax free: organisation, declared, evidence, note
    #[arg(long, value_name = "FILE")]
    pub declarations: Option<PathBuf>,
    /// List of what reviewers decided, kept with "faxban review"
    #[arg(long, value_name = "FILE")]
    pub decisions: Option<PathBuf>,
}

/// `faxban review`.
#[derive(Debug, Args)]
pub struct ReviewArgs {
    /// What to do with the decisions.
    #[command(subcommand)]
    pub command: ReviewCommand,
}

/// The commands on decisions.
#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    /// Take decisions over from a findings.xlsx or findings.csv in which reviewers filled them in
    Import {
        /// The files with decisions filled in
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// List of decisions to add them to; made if it is not there
        #[arg(long, value_name = "FILE")]
        decisions: PathBuf,
        /// Take over the rows that are right even if others are wrong
        #[arg(long)]
        keep_going: bool,
    },
    /// List the decisions with their age
    List {
        /// List of decisions
        #[arg(long, value_name = "FILE")]
        decisions: PathBuf,
        /// Count days up to this one (today if not given)
        #[arg(long, value_name = "DATE", value_parser = day)]
        as_of: Option<Date>,
    },
    /// Print false alarms as examples for the rules
    ExportExamples {
        /// List of decisions
        #[arg(long, value_name = "FILE")]
        decisions: PathBuf,
    },
}

/// `faxban inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// Files to look at
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How tables are read.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// `faxban explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A line of a file: FILE:ROW, or FILE:SHEET:ROW for a workbook; ARCHIVE/MEMBER is a file, too
    #[arg(value_name = "PLACE", required_unless_present = "text")]
    pub place: Option<String>,
    /// Explain this description instead
    #[arg(long, conflicts_with = "place")]
    pub text: Option<String>,
    /// The date of the text's line
    #[arg(long, value_parser = day, requires = "text")]
    pub date: Option<Date>,
    /// Judge as of this day (today if not given)
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Date>,
    /// How tables are read.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// `faxban rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// What to do with the rules.
    #[command(subcommand)]
    pub command: RulesCommand,
}

/// The commands on rules.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// List the rules and exclusions
    List {
        /// By which rules.
        #[command(flatten)]
        rules: PackArgs,
    },
    /// Show a rule, an exclusion or a class
    Show {
        /// Its id
        id: String,
        /// By which rules.
        #[command(flatten)]
        rules: PackArgs,
    },
    /// Check rule files and run their examples
    Check {
        /// Folder with rule files; those built in if not given
        folder: Option<PathBuf>,
        /// The pack to check: fax, pagers, cctv, or a folder beside them
        #[arg(long, value_name = "NAME", default_value = DEFAULT_PACK)]
        pack: String,
    },
    /// Write the rules built in to a new folder, to change them there
    Export {
        /// The folder; it must not be there yet, or be empty
        folder: PathBuf,
    },
    /// Try the rules on lines of which a person has said what they are
    Backtest {
        /// CSV file with the columns id, doc_type, supplier, description, manufacturer, model, category, label, ambiguity
        labelled: PathBuf,
        /// Result of an earlier backtest (--format json): name the lines that come out otherwise, and end with code 1
        #[arg(long, value_name = "FILE")]
        expect: Option<PathBuf>,
        /// By which rules.
        #[command(flatten)]
        rules: PackArgs,
        /// What to print
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

/// `faxban compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Folder of the earlier report
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// Folder of the later report
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Configuration (faxban.toml) whose thresholds hold
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to print: a text, the counts as JSON, or every finding as CSV
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub format: TableFormat,
}

/// `faxban report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Report folders that faxban audit or faxban report wrote, or folders of them; of dated reports with "latest" beside
    /// them, the latest
    #[arg(required = true, value_name = "RESULT")]
    pub results: Vec<PathBuf>,
    /// Folder for the merged report (faxban-merged if not given); {as_of} in its last part makes one a day, with
    /// "latest" beside them
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Folder of an earlier merged report: what changed since then is told, and written to changes.csv
    #[arg(long, value_name = "DIR")]
    pub baseline: Option<PathBuf>,
    /// Folder with the rule files by which the results were judged, where those are not the ones built in
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// Merge results that were judged by different rules; the report says so
    #[arg(long)]
    pub mixed_packs: bool,
    /// Merge results that were judged as of different days; the report says so, and bears the latest of them
    #[arg(long)]
    pub mixed_dates: bool,
    /// How it ends and what it says.
    #[command(flatten)]
    pub telling: Telling,
}

/// `faxban history`.
#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// Folder that holds report folders
    pub folder: PathBuf,
    /// What to print
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub format: TableFormat,
    /// Write history.html, history.xlsx and history.csv into this folder, too; other files in it stay
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
}

/// What to print, of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

/// What to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

fn kind(text: &str) -> Result<SourceKind, String> {
    text.parse()
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write the day as 2026-10-31".to_owned())
}

fn map(text: &str) -> Result<(Field, String), String> {
    let (field, header) =
        text.split_once('=').ok_or("write it as canonical=Header, for instance description=\"Item text\"")?;
    Ok((field.trim().parse()?, header.trim().to_owned()))
}
