//! The audit, as a page: inputs are read, screened and matched, lines judged, accounts reconciled, a report made.

mod again;
mod colours;
mod control;
mod fates;
mod input;
mod judging;
pub(crate) mod lists;
mod names;
pub mod same_table;
mod sheets;
mod told_elsewhere;
mod twice;
mod unpack;
pub(crate) mod warnings;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use faxban_core::judge::Bench;
use faxban_engine::screen::amount;
use faxban_read::fate::{Fate, Reason};
use faxban_read::inputs::{self, Found, Input, Leave};
use jiff::civil::Date;

use crate::candidates::Candidates;
use crate::cleared::ClearedLines;
use crate::crosscheck::crosscheck;
use crate::day_order::DayOrder;
use crate::desk::{Desk, Ids, Judged};
use crate::exemptions::{self, Exemptions};
use crate::findings::Finding;
use crate::layout::Layout;
use crate::matching::matched;
use crate::organisations::Organisations;
use crate::privacy::Privacy;
use crate::reconcile::{Account, reconcile};
use crate::report::mentions::Mentioned;
use crate::report::{InputReport, Problem, Report, SourceReport, tables};
use crate::rules::Rules;
use crate::screen::Screen;
use crate::sources::{self, ControlTotal, Settings, Sources};
use crate::table::{self, Reading};
pub use input::{Headless, Read, Sheet};
use judging::Judging;
pub use lists::ListPaths;
use lists::Lists;
use twice::Twice;

/// What an audit is asked to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files, folders, `-`; if there are none, the sources' files are audited.
    pub paths: Vec<PathBuf>,
    /// Where tables come from, and how those of a file are read.
    pub sources: Sources,
    /// The day as of which lines are judged.
    pub as_of: Date,
    /// How all tables are read, whatever their source says.
    pub settings: Settings,
    /// What files add up to as their owners say, typed before whatever their source says.
    pub control_totals: Vec<ControlTotal>,
    /// Whether personal data is shown.
    pub show_personal_data: bool,
    /// Folders and files that the audit writes: the report, its lock, figures for monitoring.
    pub outputs: Vec<PathBuf>,
    /// Folders and files that it reads and that are no tables: lists, the report to compare with.
    pub in_use: Vec<PathBuf>,
    /// Options as recorded in the manifest.
    pub recorded: BTreeMap<String, String>,
    /// Lists that people keep.
    pub lists: ListPaths,
}

/// Somebody who watches an audit go by.
pub trait Watch: Sync {
    /// So many bytes are to be read.
    fn expect(&self, bytes: u64);
    /// An input is begun.
    fn begin(&self, name: &str);
    /// So many bytes have been read.
    fn read(&self, bytes: u64);
    /// An input with so many records has been read to its end.
    fn end(&self, _name: &str, _records: u64) {}
}

/// Files larger than this are screened by all cores together; smaller ones are shared out.
const LARGE: u64 = 32 << 20;

/// A workbook's cells come one after the other, whatever its size, so workbooks are shared out.
const WORKBOOKS: [&str; 5] = [".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"];

/// Runs an audit.
///
/// # Errors
/// Sentences, when a list that the audit depends on is wrong. Inputs that cannot be read are no error: they
/// are in the report.
pub fn audit(
    options: &Options,
    rules: &Rules,
    organisations: Option<&Organisations>,
    watch: &dyn Watch,
) -> Result<Report, Vec<String>> {
    let mut found = find(options);
    let mut lists = Lists::open(options, &rules.pack).map_err(|fault| vec![fault])?;
    lists.take_from(&mut found);
    let mut settings = options.sources.settings(&options.settings, &found.inputs);
    sources::assign(&options.control_totals, &found, &mut settings).map_err(|fault| vec![fault])?;
    let read = read_all(&found.inputs, &settings, rules, watch);

    let mut gathered = Gathered { fates: found.fates, ..Gathered::default() };
    let all = found.inputs.iter().map(|input| input.name.as_str());
    let fates = gathered.fates.iter().chain(read.iter().flat_map(|read| &read.fates));
    let of_faxban: BTreeSet<&str> =
        fates.clone().filter(|fate| fates::is_of_faxban(fate)).map(|fate| fate.path.as_str()).collect();
    let named = all.chain(fates.map(|fate| fate.path.as_str())).filter(|path| !of_faxban.contains(path));
    gathered.mentions.extend(names::of_files(named, &rules.pack));
    let mut ids = Ids::new();
    let mut twice = Twice::default();
    for ((input, settings), mut read) in found.inputs.iter().zip(&settings).zip(read) {
        if let Some(first) = twice.first(input, settings, &read) {
            fates::leave(&mut read.fates, Reason::SameBytes, &first);
            read.sheets.clear();
        }
        let is_left_alone = read.is_left_alone();
        gathered.fates.extend(read.fates);
        if is_left_alone {
            continue;
        }
        gathered.problems.extend(warnings::of_misfits(&input.name, &read.sheets));
        gathered.mentions.extend(read.mentions);
        let mut records = 0;
        let first = gathered.accounts.len();
        let sheets: Vec<String> = read.sheets.iter().map(|sheet| sheet.name.clone()).collect();
        for sheet in read.sheets {
            records += sheet.table.totals.screened.control.lines;
            let settings = settings.for_sheet(&sheet.name);
            let judge = Judging { options, settings, rules, organisations, folder: &input.folder };
            judge
                .sheet(sheet, &mut lists.exemptions, &mut ids, &mut gathered)
                .map_err(|error| vec![error.to_string()])?;
        }
        let accounts = gathered.accounts.get(first..).unwrap_or_default();
        let tables: Vec<control::Audited<'_>> = sheets.iter().map(String::as_str).zip(accounts).collect();
        for total in control::of_input(input, settings, &tables) {
            if total.agrees() {
                gathered.remarks.push(total.remark());
            } else {
                gathered.problems.push(Problem::from(&total));
            }
        }
        gathered.inputs.push(InputReport {
            name: input.name.clone(),
            sha256: read.sha256,
            bytes: read.bytes,
            records,
        });
    }
    let privacy = Privacy::new(&rules.personal, options.show_personal_data);
    let (listed, mut remarks) =
        lists.settle(&mut gathered.findings, &gathered.sources, options, organisations, privacy);
    remarks.extend(twice.remarks);
    remarks.extend(gathered.remarks);
    remarks.extend(fates::remarks(&gathered.fates));
    gathered.problems.extend(again::problems(&gathered.findings, &gathered.sources));
    let counted = tables::count(&gathered.findings)
        .map_err(|error| vec![format!("the findings could not be counted: {error}")])?;
    let crosschecked = crosscheck(&gathered.findings, &gathered.sources, &rules.pack, &rules.guide)
        .map_err(|error| vec![format!("the findings could not be compared with each other: {error}")])?;
    let reconciled = reconcile(gathered.accounts);
    let mut fates = gathered.fates;
    fates.sort_by(|one, other| one.path.cmp(&other.path));
    let of_files = fates.iter().filter(|fate| fate.is_problem()).map(Problem::from);
    let mut problems: Vec<Problem> = of_files.chain(gathered.problems).collect();
    if !found.inputs.is_empty() {
        problems.extend(warnings::of_all(&reconciled, &gathered.sources, !problems.is_empty()));
    }
    Ok(Report {
        as_of: options.as_of,
        pack: rules.pack.clone(),
        pack_hash: rules.pack_hash.clone(),
        rules_from: rules.from.clone(),
        options: options.recorded.clone(),
        inputs: gathered.inputs,
        sources: gathered.sources,
        problems,
        ignored: fates::left_alone(&fates).map(Problem::from).collect(),
        fates,
        findings: gathered.findings,
        cleared: gathered.cleared,
        mentions: gathered.mentions,
        reconciled,
        remarks,
        tables: counted,
        listed,
        crosschecked,
        comparison: None,
        rolled: Vec::new(),
    })
}

#[derive(Default)]
struct Gathered {
    inputs: Vec<InputReport>,
    sources: Vec<SourceReport>,
    problems: Vec<Problem>,
    /// Sentences for the whole report.
    remarks: Vec<String>,
    fates: Vec<Fate>,
    findings: Vec<Finding>,
    cleared: ClearedLines,
    mentions: Vec<Mentioned>,
    accounts: Vec<Account>,
}

/// Large inputs one after the other with all cores, then the others shared out.
fn read_all(found: &[Input], settings: &[Settings], rules: &Rules, watch: &dyn Watch) -> Vec<Read> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let room = table::room();
    let read_one = |input, settings, threads| {
        let reading = Reading { rules, settings, threads, wanted: None, room: &room, compared: false };
        input::read(input, &reading, watch)
    };
    let told = || found.iter().zip(settings);
    watch.expect(found.iter().filter_map(|input| input.size).sum());
    let mut read: Vec<Option<Read>> = found.iter().map(|_| None).collect();
    let is_large = |input: &Input| {
        let name = input.name.to_lowercase();
        !WORKBOOKS.iter().any(|end| name.ends_with(end)) && input.size.is_none_or(|size| size > LARGE)
    };
    for ((input, settings), slot) in told().zip(&mut read).filter(|((input, _), _)| is_large(input)) {
        *slot = Some(read_one(input, settings, threads));
    }
    let others: Vec<(usize, (&Input, &Settings))> =
        told().enumerate().filter(|(_, (input, _))| !is_large(input)).collect();
    // Fewer files than cores get more than one each.
    let each = (threads / others.len().max(1)).max(1);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Read)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads.min(others.len()) {
            scope.spawn(|| {
                while let Some((index, (input, settings))) = others.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let result = read_one(input, settings, each);
                    if let Ok(mut done) = done.lock() {
                        done.push((*index, result));
                    }
                }
            });
        }
    });
    for (index, result) in done.into_inner().unwrap_or_default() {
        if let Some(slot) = read.get_mut(index) {
            *slot = Some(result);
        }
    }
    read.into_iter().zip(found).map(|(read, input)| read.unwrap_or_else(|| Read::stopped(input))).collect()
}

/// The files of the paths, or else of the sources.
fn find(options: &Options) -> Found {
    if options.paths.is_empty() {
        options.sources.find(&options.outputs, &options.in_use)
    } else {
        let excluded = |path: &Path| options.sources.is_excluded(path);
        let leave = Leave { outputs: &options.outputs, in_use: &options.in_use, excluded: &excluded };
        inputs::expand(&options.paths, leave)
    }
}

/// Judges one row of a table by itself, without exemptions; none when no rule stands.
pub(crate) fn judge_row(
    sheet: &Sheet,
    row: u64,
    cells: &[String],
    rules: &Rules,
    as_of: Date,
    privacy: Privacy<'_>,
) -> Option<Finding> {
    let layout = &Layout { hidden: sheet.hidden, ..sheet.table.layout.clone() };
    let cell = |at: usize| cells.get(at).map_or("", String::as_str);
    let pence = amount::read(layout, &rules.row_words, cell).pence;
    let mut candidates = Candidates::default();
    let gate = layout.gate(&rules.pack);
    let mut screen = Screen::new(layout, &gate, &rules.row_words, None);
    let unread = screen.unread(cells.len(), |column| cells.get(column).map_or("", String::as_str));
    let text = |at: usize| cells.get(at).map(|cell| Cow::Borrowed(cell.as_str()));
    let doubt = faxban_engine::doubt::Doubts::new(layout, &rules.row_words).of(text);
    candidates.push(layout, (row, pence), &unread, doubt.as_deref(), text);
    let found = matched(&rules.pack, layout, &candidates).ok()?;
    let desk = Desk {
        bench: Bench { pack: &rules.pack, wording: &rules.wording, as_of },
        bodies: &rules.bodies,
        body: None,
        statuses: &rules.statuses,
        row_words: &rules.row_words,
        privacy,
        headings: privacy.headings(layout),
        organisations: None,
        organisation: None,
        folder: "",
        layout,
        orders: DayOrder::of(&sheet.table.totals.screened, layout, as_of).orders,
        source: 0,
    };
    match desk.judge(found.first()?, &mut Exemptions::default(), &mut Ids::new())? {
        Judged::Finding(finding) => Some(*finding),
        Judged::Cleared(_) => None,
    }
}

/// Reads files for a closer look, one after the other; each as the source that names it says.
#[must_use]
pub fn look(paths: &[PathBuf], sources: &Sources, reading: &Reading<'_>) -> (Vec<Read>, Vec<Problem>) {
    let found = inputs::expand(paths, Leave::NOTHING);
    let settings = sources.settings(reading.settings, &found.inputs);
    let each = found.inputs.iter().zip(&settings);
    let read = each
        .map(|(input, settings)| input::read(input, &Reading { settings, ..*reading }, &Nobody))
        .collect();
    (read, found.fates.iter().filter(|fate| fate.is_problem()).map(Problem::from).collect())
}

/// Reads every file of a folder for a closer look, each with its name below it.
#[must_use]
pub fn survey(folder: &Path, reading: &Reading<'_>) -> Vec<(String, Read)> {
    let mut found = inputs::expand(&[folder.to_owned()], Leave::NOTHING);
    found.inputs.retain(|input| !exemptions::FILE_NAMES.contains(&input.name.as_str()));
    let each = found.inputs.into_iter();
    each.map(|input| (input.name.clone(), input::read(&input, reading, &Nobody))).collect()
}

/// Nobody watches.
#[derive(Debug, Clone, Copy)]
pub struct Nobody;

impl Watch for Nobody {
    fn expect(&self, _: u64) {}
    fn begin(&self, _: &str) {}
    fn read(&self, _: u64) {}
}
