//! The tables of one input judged: matched lines become findings and cleared lines, counts an account.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use faxban_core::judge::Bench;
use faxban_core::personal::Content;
use faxban_core::{Outcome, SourceKind};
use faxban_engine::doubt;
use faxban_engine::matching::Matched;
use jiff::civil::Date;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::{Gathered, Options, Sheet, lists, warnings};
use crate::day_order::DayOrder;
use crate::desk::{Desk, Ids, Judged, Prepared};
use crate::exemptions::Exemptions;
use crate::layout::Layout;
use crate::long_list::LongList;
use crate::organisations::Organisations;
use crate::privacy::Privacy;
use crate::reconcile::Account;
use crate::report::SourceReport;
use crate::report::mentions::{Mentioned, letters};
use crate::rules::Rules;
use crate::screen::odd::Skip;
use crate::screen::{DateReport, Share};
use crate::sources::Settings;
use crate::table::Table;
use crate::tally::Tally;

/// Matched lines judged together.
const BATCH: usize = 4096;

/// What judging the tables of an input needs to know.
pub struct Judging<'a> {
    pub options: &'a Options,
    pub settings: &'a Settings,
    pub rules: &'a Rules,
    pub organisations: Option<&'a Organisations>,
    pub folder: &'a str,
}

impl Judging<'_> {
    /// What the day of a register says against it, by its title or the name of its sheet or file: a list of before the
    /// phase-out does not show what is held after it.
    fn outdated(
        &self,
        file: &str,
        sheet: &str,
        dated: Option<(u64, Date)>,
        kind: SourceKind,
    ) -> Option<String> {
        let name = file.rsplit('/').next().unwrap_or(file);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let of_title = dated.map(|(row, day)| (day, format!("the title in row {row}")));
        let of_sheet = || doubt::day_of(sheet, false).map(|day| (day, "the name of its sheet".to_owned()));
        let of_file = || doubt::day_of(stem, false).map(|day| (day, "the name of its file".to_owned()));
        let (day, place) = of_title.or_else(of_sheet).or_else(of_file)?;
        let phased_out = self.rules.pack.duties.iter().map(|duty| duty.from).max()?;
        let is_old = kind.family() == SourceKind::Register && day < phased_out;
        is_old.then(|| format!("the day {day} in {place}, before {phased_out}"))
    }

    /// Judges a table and puts what comes of it to the rest.
    ///
    /// # Errors
    /// When lines that wait on disk cannot be written or read.
    pub fn sheet(
        &self,
        sheet: Sheet,
        exemptions: &mut Exemptions,
        ids: &mut Ids,
        gathered: &mut Gathered,
    ) -> io::Result<()> {
        let Sheet { file, name, hidden, encoding, table } = sheet;
        let Table {
            layout,
            rows,
            part,
            columns,
            table_above,
            mentions,
            stated,
            misfit,
            dated,
            remarks,
            totals,
            mut rejects,
            matched,
            separator,
            ..
        } = table;
        // The first table of several keeps the name that it would have alone.
        let row = part.filter(|first| *first > 1).map(|first| format!("from row {first}"));
        let range = |(first, end): (usize, usize)| {
            format!("columns {} to {}", letters(first), letters(end.saturating_sub(1)))
        };
        let place: Vec<String> = row.into_iter().chain(columns.map(range)).collect();
        let place = place.join(", ");
        let name = match place.as_str() {
            "" => name,
            place if name.is_empty() => place.to_owned(),
            place => format!("{name} ({place})"),
        };
        let named = doubt::of_names(&file, &name, &self.rules.row_words, layout.kind);
        let outdated = self.outdated(&file, &name, dated, layout.kind);
        let layout = Layout { hidden, named, outdated, ..layout };
        let order = DayOrder::of(&totals.screened, &layout, self.options.as_of);
        let orders = order.orders;
        let privacy = Privacy::new(&self.rules.personal, self.options.show_personal_data);
        let desk = Desk {
            bench: Bench { pack: &self.rules.pack, wording: &self.rules.wording, as_of: self.options.as_of },
            bodies: &self.rules.bodies,
            body: self.settings.body,
            statuses: &self.rules.statuses,
            row_words: &self.rules.row_words,
            privacy,
            headings: privacy.headings(&layout),
            organisations: self.organisations,
            organisation: self.settings.organisation.as_deref(),
            folder: self.folder,
            layout: &layout,
            orders,
            source: gathered.sources.len(),
        };
        let account = Account {
            name: if name.is_empty() { file.clone() } else { format!("{file}, sheet {name}") },
            control: totals.screened.control,
            outcomes: judge(&desk, matched, totals.outcomes(), exemptions, ids, gathered)?,
            rows,
            notes: totals.screened.skipped.get(&Skip::Note).map_or(0, |tally| tally.lines),
        };
        let dates: DateReport = totals.screened.coverage.report(orders);
        let seen = warnings::Seen {
            layout: &layout,
            hidden,
            screened: &totals.screened,
            rejects: &rejects,
            stated: &stated,
        };
        let mut warnings = warnings::of(&seen, &dates, &order, self.options.as_of);
        warnings.extend(misfit.map(|misfit| warnings::of_misfit(&misfit)));
        warnings.extend(remarks);
        let heading = layout.organisation.and_then(|column| layout.header.get(column));
        let shares = totals.organisations().by_name();
        let organisations = privacy.organisations(shares, heading.map_or("", String::as_str));
        let codes = self.codes(&organisations);
        let of_organisations = lists::of_organisations(&layout, &account, &organisations, &desk, dates.last);
        // Blank stands for a table without a column that says whose it is.
        let mut organisation_names = BTreeMap::new();
        for written in organisations.keys().map(String::as_str).chain([""]) {
            organisation_names.insert(written.to_owned(), desk.named_in_tables(written, dates.last));
        }
        gathered.problems.extend(warnings::of_rejects(&account, &rejects));
        gathered.problems.extend(warnings::of_mentions(&account.name, &mentions));
        gathered.problems.extend(table_above.map(|rows| warnings::of_table_above(&account.name, rows)));
        gathered.problems.extend(warnings::of_models(&account.name, &mentions));
        gathered.problems.extend(warnings::of_as_above(&account.name, &mentions));
        gathered.problems.extend(warnings::of_table_beside(&account.name, &layout));
        let heading = |column: usize| layout.header.get(column).map_or("", |heading| heading.trim());
        gathered.mentions.extend(mentions.into_iter().map(|mut mention| {
            let heading = heading(mention.column).to_owned();
            mention.text = privacy.cell(&heading, &mention.text, Content::Free).into_owned();
            Mentioned { source: file.clone(), sheet: name.clone(), heading, mention }
        }));
        gathered.accounts.push(account);
        gathered.sources.push(SourceReport {
            name: file,
            sheet: name,
            hidden,
            encoding,
            separator: separator.map(Cow::Owned),
            stated,
            date_order: order.sentence(),
            dates,
            organisations,
            organisation_names,
            folder: self.settings.organisation.clone().unwrap_or_else(|| self.folder.to_owned()),
            codes,
            of_organisations,
            skipped: totals.screened.skipped,
            masked: privacy.rejects(&mut rejects, &layout.header),
            rejects,
            layout,
            warnings,
        });
        Ok(())
    }

    /// Codes of organisations as written, for those that no finding tells of.
    fn codes(&self, shares: &BTreeMap<String, Share>) -> BTreeMap<String, String> {
        let code = |written: &str| {
            let name = if written.is_empty() { self.folder } else { written };
            let listed = self.organisations.and_then(|list| list.resolve(name, Some(self.options.as_of)));
            self.settings.organisation.as_deref().or(listed.map(|(code, _)| code)).map(str::to_owned)
        };
        let written = shares.keys().map(String::as_str).chain([""]);
        written.filter_map(|name| Some((name.to_owned(), code(name)?))).collect()
    }
}

/// Judges matched lines and counts them to those that needed no judging.
///
/// Most of the work needs no other line. It is done in batches on all cores, while the batch before is settled line by
/// line, so that a table with many matches is not held twice.
fn judge(
    desk: &Desk<'_>,
    matched: LongList<Matched>,
    unjudged: BTreeMap<Outcome, Tally>,
    exemptions: &mut Exemptions,
    ids: &mut Ids,
    gathered: &mut Gathered,
) -> io::Result<BTreeMap<Outcome, Tally>> {
    let mut settling = Settling { desk, outcomes: unjudged, exemptions, ids, gathered };
    let prepare = |matched: Matched| (matched.pence, desk.prepare(&matched));
    let mut waiting = matched.into_items();
    let mut prepared = Vec::new();
    loop {
        let batch: Vec<Matched> = waiting.by_ref().take(BATCH).collect::<io::Result<_>>()?;
        let is_last = batch.is_empty();
        let (settled, next) =
            rayon::join(|| settling.lines(prepared), || batch.into_par_iter().map(prepare).collect());
        settled?;
        if is_last {
            return Ok(settling.outcomes);
        }
        prepared = next;
    }
}

/// Prepared lines settled in their order.
struct Settling<'a, 'd> {
    desk: &'a Desk<'d>,
    outcomes: BTreeMap<Outcome, Tally>,
    exemptions: &'a mut Exemptions,
    ids: &'a mut Ids,
    gathered: &'a mut Gathered,
}

impl Settling<'_, '_> {
    fn lines(&mut self, prepared: Vec<(Option<i64>, Option<Prepared>)>) -> io::Result<()> {
        for (pence, prepared) in prepared {
            let outcome = match prepared.and_then(|line| self.desk.settle(line, self.exemptions, self.ids)) {
                Some(Judged::Finding(finding)) => {
                    let outcome = finding.outcome;
                    self.gathered.findings.push(*finding);
                    outcome
                }
                Some(Judged::Cleared(cleared)) => {
                    self.gathered.cleared.push(*cleared)?;
                    Outcome::Cleared
                }
                // The pack says nothing of this class here; the account will not balance, and the report says so.
                None => continue,
            };
            self.outcomes.entry(outcome).or_default().add(pence);
        }
        Ok(())
    }
}
