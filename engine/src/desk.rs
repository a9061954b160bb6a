//! The desk: from a matched line to a finding or a cleared line, typed, judged and identified.

use std::collections::BTreeMap;

use faxban_core::dates::{self, DateError, DateOrders};
use faxban_core::judge::{Bench, Circumstances, DateFact, Foreign, Found};
use faxban_core::personal::{Counts, Heading};
use faxban_core::row_words::RowWords;
use faxban_core::status::{State, Statuses};
use faxban_core::{Bodies, BodyKind, Field, Outcome, Role, Sign, SourceKind};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::candidates::BETWEEN_COLUMNS;
use crate::evidence::{self, Words};
use crate::exempt::Exempting;
use crate::findings::{Cleared, Finding, Line};
use crate::layout::Layout;
use crate::matching::Matched;
use crate::named_cells::NamedCells;
use crate::organisations::{self, Organisations};
use crate::privacy::Privacy;
use crate::screen::amount;
use crate::unread;

/// What judging a source needs to know.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The judge's bench.
    pub bench: Bench<'a>,
    /// What status words mean.
    pub statuses: &'a Statuses,
    /// What words beside an amount mean.
    pub row_words: &'a RowWords,
    /// What of a line may be shown.
    pub privacy: Privacy<'a>,
    /// What the headings of the source's columns say, by [`Privacy::headings`].
    pub headings: Vec<Heading>,
    /// What tells kinds of bodies.
    pub bodies: &'a Bodies,
    /// What kind of body the lines belong to, as the user says.
    pub body: Option<BodyKind>,
    /// The ODS list, if one was given.
    pub organisations: Option<&'a Organisations>,
    /// What the user says: a code or a name.
    pub organisation: Option<&'a str>,
    /// What the folder says, where no column does.
    pub folder: &'a str,
    /// Columns of the source.
    pub layout: &'a Layout,
    /// Orders of day and month in it.
    pub orders: DateOrders,
    /// Index of the source.
    pub source: usize,
}

/// Ids given so far, so that equal lines get a counter.
pub type Ids = BTreeMap<String, u64>;

/// What a matched line became.
#[derive(Debug)]
pub enum Judged {
    /// A finding.
    Finding(Box<Finding>),
    /// Explained.
    Cleared(Box<Cleared>),
}

/// A matched line as far as it can be judged without any other.
#[derive(Debug)]
pub enum Prepared {
    /// What an exclusion explains.
    Cleared(Box<Cleared>),
    /// What is to be identified, and judged with the exemptions.
    Case(Box<Case>),
}

/// A line that rules match and nothing explains.
#[derive(Debug)]
pub struct Case {
    found: Found,
    /// Its identity, before equal lines are told apart.
    digest: String,
    written: Line,
    /// As it may be shown, where something in it is masked.
    shown: Option<Line>,
    circumstances: Circumstances,
    evidence: Vec<Words>,
}

/// Columns that say which asset a row of a register is, where it is and what became of it.
const OF_ONE_ASSET: [Field; 8] = [
    Field::AssetId,
    Field::Serial,
    Field::Location,
    Field::Acquired,
    Field::Disposed,
    Field::Cost,
    Field::Status,
    Field::Gone,
];
/// A register with fewer of these columns says little of any asset.
const FEW_COLUMNS: usize = 3;

impl Desk<'_> {
    /// Judges a matched line.
    #[must_use]
    pub fn judge(&self, matched: &Matched, exemptions: &mut dyn Exempting, ids: &mut Ids) -> Option<Judged> {
        self.settle(self.prepare(matched)?, exemptions, ids)
    }

    /// Reads, masks and weighs a matched line, which needs no other line; none if the pack knows no rule for it.
    #[must_use]
    pub fn prepare(&self, matched: &Matched) -> Option<Prepared> {
        let pack = self.bench.pack;
        let (written, mut circumstances) = self.read(matched);
        let masked = self.privacy.matched(matched, self.layout, &self.headings);
        let shown = masked.as_ref().map_or(matched, |(shown, _)| shown);
        let cell = |field| shown.cell(self.layout, field).unwrap_or_default();
        let words = |sign: &Sign| Words::of(sign, cell(sign.column), pack);
        let signs = &shown.evidence.signs;
        if let [found, clearing] = signs.as_slice()
            && clearing.role == Role::Explains
        {
            let exclusion = pack.exclusions.get(clearing.by)?;
            return Some(Prepared::Cleared(Box::new(Cleared {
                matched: words(found),
                explained: words(clearing),
                reason: exclusion.reason.clone(),
                line: self.shown(&written, masked.as_ref()).unwrap_or(written),
            })));
        }
        let found = Found {
            class: pack.rules.get(signs.first()?.by)?.class,
            confidence: matched.evidence.confidence?,
            conflicts: matched.evidence.conflicts(),
        };
        circumstances.beside = self.beside(shown);
        let digest = digest(&written, matched, self.layout);
        let evidence = signs.iter().map(words).collect();
        self.privacy.circumstances(&mut circumstances);
        let line = self.shown(&written, masked.as_ref());
        let shown = line.map(|line| Line { cells: self.cells(shown), ..line });
        let written = Line { cells: self.cells(matched), ..written };
        Some(Prepared::Case(Box::new(Case { found, digest, written, shown, circumstances, evidence })))
    }

    /// Judges a prepared line after those before it.
    #[must_use]
    pub fn settle(
        &self,
        prepared: Prepared,
        exemptions: &mut dyn Exempting,
        ids: &mut Ids,
    ) -> Option<Judged> {
        let Case { found, digest, written, shown, circumstances, evidence } = match prepared {
            Prepared::Cleared(cleared) => return Some(Judged::Cleared(cleared)),
            Prepared::Case(case) => *case,
        };
        let id = identify(digest, ids);
        let granted = exemptions.covering(&id, &written, self.bench.as_of);
        let mut exemption = granted.as_ref().map(|granted| granted.exemption.clone());
        let mut line = shown.unwrap_or(written);
        if let Some(exemption) = &mut exemption {
            self.privacy.exemption(exemption, &mut line.masked);
        }
        let verdict = self.bench.judge(found, self.layout.kind, &circumstances, exemption.as_ref())?;
        if let Some(granted) = granted {
            exemptions.note(&granted, &id, verdict.outcome);
        }
        let class = self.bench.pack.classes.get(found.class);
        Some(Judged::Finding(Box::new(Finding {
            id,
            outcome: verdict.outcome,
            class: class.map(|class| class.id.clone()).unwrap_or_default(),
            duty: verdict.duty,
            confidence: found.confidence,
            line,
            grounds: evidence::told(&evidence, Some(found.confidence), self.bench.wording),
            evidence,
            criteria: verdict.criteria,
            reason: verdict.reason,
            recommendation: verdict.recommendation,
            exemption: exemption
                .filter(|_| verdict.outcome == Outcome::Exempt)
                .map(|e| e.reason)
                .unwrap_or_default(),
            decision: None,
        })))
    }

    /// The line as it may be shown, where something in it is masked; its date is that of the line as it was.
    fn shown(&self, written: &Line, masked: Option<&(Matched, Counts)>) -> Option<Line> {
        let (shown, counts) = masked?;
        let Line { date, state, disposed, .. } = *written;
        Some(Line { date, state, disposed, masked: counts.clone(), ..self.read(shown).0 })
    }

    /// What the line, its table or its file says against it.
    fn doubt(&self, matched: &Matched, state: State) -> Option<String> {
        // What a line says of itself counts for more than a name.
        let is_told = matches!(state, State::InUse | State::Held | State::Stored)
            || matched.cell(self.layout, Field::Gone).is_some();
        let named = self.layout.named.as_deref().filter(|_| !is_told);
        let of_row = self.layout.doubted_rows.get(&matched.row).map(String::as_str);
        let doubt = matched.cell(self.layout, Field::Doubt).or(of_row);
        let doubt = doubt.or(self.layout.outdated.as_deref()).or(named);
        doubt.map(str::to_owned)
    }

    /// The words by which a line, masked, may be something else than what it names.
    fn beside(&self, matched: &Matched) -> Option<String> {
        let said = matched.cell(self.layout, Field::Description)?;
        matched.evidence.doubt(said).map(str::to_owned)
    }

    /// Whether a row of a register says nothing of an asset but what it is, though the register has columns for more.
    fn is_name_alone(&self, matched: &Matched) -> bool {
        let known = OF_ONE_ASSET.iter().filter(|field| self.layout.column(**field).is_some());
        let mut cells = known.clone().map(|field| matched.cell(self.layout, *field).unwrap_or_default());
        self.layout.kind == SourceKind::Register
            && known.count() >= FEW_COLUMNS
            && matched.pence.is_none()
            && cells.all(|cell| cell.trim().is_empty())
    }

    /// The line but for its cells, and what bears on its verdict.
    fn read(&self, matched: &Matched) -> (Line, Circumstances) {
        let cell = |field| matched.cell(self.layout, field).unwrap_or_default().to_owned();
        let date_field =
            if self.layout.kind.family() == SourceKind::Ledger { Field::Date } else { Field::Acquired };
        let fact = |field| self.date(matched.cell(self.layout, field));
        let status = cell(Field::Status);
        let meaning = self.statuses.classify(&status);
        let says = |field| matched.cell(self.layout, field).is_some_and(is_of_an_emergency);
        let mut circumstances = Circumstances {
            date: if self.layout.has_periods { self.period(matched) } else { fact(Field::Date) },
            acquired: fact(Field::Acquired),
            disposed: fact(Field::Disposed),
            state: meaning.state,
            emergency: meaning.emergency
                || [Field::Status, Field::Description, Field::Location].into_iter().any(says),
            method: cell(Field::AcquisitionMethod),
            pence: matched.pence,
            foreign: self.foreign(matched),
            fax_pages: matched.cell(self.layout, Field::FaxPages).and_then(pages),
            hidden: self.layout.hidden,
            name_alone: self.is_name_alone(matched),
            doubt: self.doubt(matched, meaning.state),
            beside: None,
            whose: String::new(),
            body: None,
            quantity: matched
                .cell(self.layout, Field::Quantity)
                .and_then(|quantity| quantity.split(['.', ' ']).next()?.parse().ok()),
            elsewhere: unread::of(matched, self.layout, self.bench.pack),
            status,
        };
        if circumstances.disposed == DateFact::Missing && meaning.state == State::Disposed {
            circumstances.disposed = meaning.date.map_or(DateFact::Missing, |parsed| known(&parsed));
        }
        self.flags(matched, &mut circumstances);
        let date = if date_field == Field::Date { &circumstances.date } else { &circumstances.acquired };
        let day = self.day(matched, date_field, date);
        let whose = self.whose(matched, day);
        circumstances.body = self.body_of(matched, &whose);
        circumstances.whose.clone_from(if whose.name.is_empty() { &whose.code } else { &whose.name });
        let line = Line {
            organisation_code: whose.code,
            organisation: whose.name,
            body: circumstances.body,
            organisation_written: self.organisation_written(matched),
            kind: Some(self.layout.kind),
            source: self.source,
            row: matched.row,
            date: day,
            date_basis: self
                .layout
                .mapping
                .fields
                .get(&date_field)
                .and_then(|column| column.basis.clone())
                .unwrap_or_default(),
            pence: matched.pence,
            quantity: cell(Field::Quantity),
            supplier: cell(Field::Supplier),
            description: cell(Field::Description),
            manufacturer: cell(Field::Manufacturer),
            model: cell(Field::Model),
            asset_id: cell(Field::AssetId),
            order_number: cell(Field::OrderNumber),
            status: circumstances.status.clone(),
            cells: NamedCells::default(),
            masked: Counts::new(),
            unread: circumstances.elsewhere.as_ref().map(|unread| unread.heading.clone()).unwrap_or_default(),
            state: circumstances.state,
            disposed: circumstances.disposed.first(),
        };
        (line, circumstances)
    }

    /// What columns say that answer whether a thing is gone, such as "Disposed?": a status where there is no other.
    fn flags(&self, matched: &Matched, circumstances: &mut Circumstances) {
        // A column headed "Disposed" may hold either days or yes and no.
        let flag = |field| {
            let cell = matched.cell(self.layout, field)?;
            Some((field, cell, self.statuses.flag(cell)?))
        };
        let asked = flag(Field::Disposed);
        if asked.is_some() {
            circumstances.disposed = DateFact::Missing;
        }
        if circumstances.disposed == DateFact::Missing {
            circumstances.disposed = self.date(
                matched.cell(self.layout, Field::Gone).filter(|cell| self.statuses.flag(cell).is_none()),
            );
        }
        let Some((field, cell, is_gone)) = asked.or_else(|| flag(Field::Gone)) else { return };
        let state = if is_gone { State::Disposed } else { State::Held };
        let heading = self.layout.mapping.fields.get(&field).map_or("", |column| column.header.trim());
        let written = format!("{heading}: {cell}");
        match circumstances.state {
            State::NotStated => (circumstances.state, circumstances.status) = (state, written),
            // The two contradict each other, so a person has to look.
            State::InUse | State::Stored | State::Held if is_gone => {
                circumstances.state = State::Unknown;
                circumstances.status = format!("{}; {written}", circumstances.status);
            }
            State::Disposed if !is_gone => {
                circumstances.state = State::Unknown;
                circumstances.status = format!("{}; {written}", circumstances.status);
            }
            _ => {}
        }
    }

    /// The amount in another currency: screening hands on amounts in pounds alone.
    fn foreign(&self, matched: &Matched) -> Option<Foreign> {
        self.layout.currency?;
        let cell = |column| {
            let position = self.layout.fields.iter().position(|(_, index)| *index == column);
            position.and_then(|position| matched.cells.get(position)).map_or("", AsRef::as_ref)
        };
        amount::read(self.layout, self.row_words, cell).foreign
    }

    fn cells(&self, matched: &Matched) -> NamedCells {
        let cell = |field| Some((field, matched.cell(self.layout, field)?));
        self.layout.ordered().into_iter().filter_map(cell).collect()
    }

    /// The day of a line, as the column is read: the first that its fact allows, unless that is the doubtful one.
    fn day(&self, matched: &Matched, field: Field, fact: &DateFact) -> Option<Date> {
        match fact {
            DateFact::Known { either: true, .. } => {
                let parsed = dates::parse(matched.cell(self.layout, field)?, self.orders).ok()?;
                Some(parsed.date)
            }
            fact => fact.first(),
        }
    }

    /// The month of a line that has no day, by its financial year and period.
    fn period(&self, matched: &Matched) -> DateFact {
        let cell = |field| matched.cell(self.layout, field).unwrap_or_default();
        let (year, period) = (cell(Field::FinancialYear), cell(Field::Period));
        match dates::financial_month(year, period) {
            Some(parsed) => known(&parsed),
            None if year.trim().is_empty() && period.trim().is_empty() => DateFact::Missing,
            // "DEC-18": with a number for the month it could be the period of a financial year.
            None if period.contains(char::is_alphabetic) && dates::parse(period, self.orders).is_ok() => {
                self.date(Some(period))
            }
            None => DateFact::Unreadable(format!("{year} {period}").trim().to_owned()),
        }
    }

    fn date(&self, cell: Option<&str>) -> DateFact {
        let Some(text) = cell else { return DateFact::Missing };
        match dates::parse(text, self.orders) {
            Ok(parsed) => known(&parsed),
            // "?" for the day of a disposal is no answer to whether there was one.
            Err(DateError::NoDate) if dates::is_unknown(text) => DateFact::Unreadable(text.to_owned()),
            Err(DateError::Blank | DateError::NoDate) => DateFact::Missing,
            Err(DateError::Unreadable { .. }) => DateFact::Unreadable(text.to_owned()),
            Err(_) => DateFact::Impossible(text.to_owned()),
        }
    }
}

/// The sum of counts; none if there is no number among them.
fn pages(cell: &str) -> Option<u64> {
    let count = |cell: &str| cell.trim().replace([',', ' '], "").parse::<u64>().ok();
    cell.split(BETWEEN_COLUMNS).filter_map(count).reduce(u64::saturating_add)
}

fn is_of_an_emergency(text: &str) -> bool {
    const WORD: &[u8] = b"emergenc";
    text.as_bytes().windows(WORD.len()).any(|part| part.eq_ignore_ascii_case(WORD))
}

fn known(parsed: &dates::ParsedDate) -> DateFact {
    let first = parsed.date;
    if let Some(other) = parsed.other {
        return DateFact::Known { first: first.min(other), last: first.max(other), either: true };
    }
    let last = match parsed.precision {
        dates::Precision::Day => first,
        dates::Precision::Month => first.last_of_month(),
        dates::Precision::Year => first.last_of_year(),
    };
    DateFact::Known { first, last, either: false }
}

/// From what the line is, never from where it stands.
fn digest(line: &Line, matched: &Matched, layout: &Layout) -> String {
    let own = |field| matched.cell(layout, field).unwrap_or_default();
    let day = line.date.map(|day| day.to_string()).unwrap_or_default();
    let pence = line.pence.map(|pence| pence.to_string()).unwrap_or_default();
    let organisation =
        if line.organisation_code.is_empty() { &line.organisation } else { &line.organisation_code };
    let organisation = organisations::plain(organisation);
    let is_ledger = layout.kind.family() == SourceKind::Ledger;
    let parts: [&str; 12] = [
        &organisation,
        layout.kind.as_str(),
        &line.asset_id,
        own(Field::Serial),
        &line.order_number,
        own(Field::TransactionId),
        &line.supplier,
        &line.description,
        &line.manufacturer,
        &line.model,
        if is_ledger { day.as_str() } else { "" },
        if is_ledger { pence.as_str() } else { "" },
    ];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.trim().to_lowercase());
        hash.update([0x1f]);
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Lines that are equal are told apart by a counter.
fn identify(digest: String, ids: &mut Ids) -> String {
    let id = format!("F-{digest}");
    let times = ids.entry(digest).and_modify(|times| *times += 1).or_insert(1);
    if *times == 1 { id } else { format!("{id}-{times}") }
}
