//! The last sheet: by what the audit judged, with what, and what it cannot see, so that another auditor can
//! do it again.

use faxban_core::money::format_pounds_grouped;
use faxban_core::pack::Certainty;
use faxban_core::{BodyKind, Outcome};
use rust_xlsxwriter::{RowNum, Worksheet, XlsxError};

use super::style::Styles;
use super::{Book, sheet};
use crate::report::columns::{self, Column, Heading};
use crate::report::figures::plural;
use crate::report::{Problem, Report};

const WIDTHS: [u16; 2] = [34, 116];
/// Files named in full; a longer list is in `summary.json`.
const NAMED: usize = 200;

/// Writes the sheet.
pub fn write(book: &mut Book, report: &Report) -> Result<(), XlsxError> {
    let Book { workbook, styles, running_head } = book;
    let sheet = sheet::add(workbook, running_head, "Method")?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    sheet::text(sheet, 0, 0, "Method", &styles.title)?;
    let mut page = Page { sheet, styles, row: 2 };
    page.audit(report)?;
    page.authority(report)?;
    page.classes(report)?;
    page.section("What each outcome means")?;
    for outcome in Outcome::ALL.iter().rev() {
        page.said(outcome.as_str(), meaning(*outcome))?;
    }
    page.section("What this audit cannot see")?;
    for limitation in &report.pack.limitations {
        page.said("", limitation)?;
    }
    page.problems("Files and sheets that could not be read or audited", &report.problems)?;
    page.problems("Files and sheets left alone", &report.ignored)?;
    if !report.remarks.is_empty() {
        page.section("Remarks on lists and files")?;
        for remark in &report.remarks {
            page.said("", remark)?;
        }
    }
    if report.rolled.len() > 1 {
        page.section("Results that it was merged from")?;
        for part in &report.rolled {
            let lines = plural(part.total().lines, "line", "lines");
            let net = format_pounds_grouped(part.total().net());
            let hash = &part.manifest_sha256;
            page.said(
                &part.name,
                &format!("as of {}, {lines}, {net} net; SHA-256 of its manifest {hash}", part.as_of),
            )?;
        }
    }
    page.section("Columns of the sheet Findings")?;
    let blank =
        "They are blank so that the trust can answer in them; nothing that faxban writes depends on them.";
    page.said("cause to due_date, decision …", blank)?;
    let of = |column: &Column<_>| column.heading;
    for Heading { name, meaning, .. } in columns::findings().iter().map(of) {
        page.said(name, meaning)?;
    }
    Ok(())
}

struct Page<'a> {
    sheet: &'a mut Worksheet,
    styles: &'a Styles,
    row: RowNum,
}

impl Page<'_> {
    fn section(&mut self, title: &str) -> Result<(), XlsxError> {
        self.row += 1;
        for (column, words) in (0..).zip([title, ""]) {
            sheet::text(self.sheet, self.row, column, words, &self.styles.head)?;
        }
        self.row += 1;
        Ok(())
    }

    fn said(&mut self, topic: &str, words: &str) -> Result<(), XlsxError> {
        sheet::text(self.sheet, self.row, 0, topic, &self.styles.strong)?;
        sheet::text(self.sheet, self.row, 1, words, &self.styles.text)?;
        let [lines, more] =
            [(topic, WIDTHS[0]), (words, WIDTHS[1])].map(|(text, width)| sheet::lines(text, width.into()));
        sheet::high(self.sheet, self.row, lines.max(more))?;
        self.row += 1;
        Ok(())
    }

    fn audit(&mut self, report: &Report) -> Result<(), XlsxError> {
        let pack = &report.pack;
        self.section("The audit")?;
        self.said("Judged as of", &report.as_of.strftime("%-d %B %Y").to_string())?;
        self.said(
            "Rules",
            &format!("{} ({}, version {}), {}", pack.title, pack.id, pack.version, report.rules_from),
        )?;
        self.said("SHA-256 of the rules", &report.pack_hash)?;
        self.said("Rules to be looked at again by", &pack.review_by.to_string())?;
        self.said("Program", &format!("faxban {}", env!("CARGO_PKG_VERSION")))?;
        let options: Vec<String> =
            report.options.iter().map(|(name, value)| format!("--{name} {value}")).collect();
        let options =
            if options.is_empty() { "none that change a result".to_owned() } else { options.join("; ") };
        self.said("Options", &options)?;
        let files = format!(
            "{} read; the hash of each is in the sheet Sources, and in manifest.json with those of the other files of \
             this report",
            crate::report::digest::extent(report)
        );
        self.said("Files", &files)
    }

    fn authority(&mut self, report: &Report) -> Result<(), XlsxError> {
        self.section("By what it judges")?;
        for instrument in &report.pack.instruments {
            let cited = format!("{}, {}, {}", instrument.title, instrument.issuer, instrument.published);
            self.said("Instrument", &cited)?;
            self.said("Where to read it", &instrument.url)?;
            self.said("Its words", &format!("\u{201c}{}\u{201d}", instrument.quotation))?;
            self.said("Certainty", certainty(instrument.certainty))?;
            let named =
                |kinds: &[BodyKind]| kinds.iter().map(|kind| kind.plural()).collect::<Vec<_>>().join("; ");
            self.said("Binds", &named(&instrument.binds))?;
            self.said("May bind", &named(&instrument.may_bind))?;
            self.said("Note", &instrument.note)?;
        }
        for rule in &report.pack.duties {
            let from = rule.from.strftime("%-d %B %Y");
            let to = rule.to.map(|to| format!(" to {}", to.strftime("%-d %B %Y"))).unwrap_or_default();
            let topic = format!("Duty: {}, from {from}{to}", rule.duty.as_str().replace('_', " "));
            self.said(
                &topic,
                &format!("{}. The date: {} {}", rule.criteria, certainty(rule.certainty), rule.note),
            )?;
        }
        self.said("How a departure is worded", &report.pack.departure)
    }

    fn classes(&mut self, report: &Report) -> Result<(), XlsxError> {
        self.section("What follows for each class")?;
        for class in &report.pack.classes {
            let verdicts = class.verdicts.iter().map(|(duty, (outcome, advice))| {
                format!("{}: {outcome}. {advice}", duty.as_str().replace('_', " "))
            });
            let told: Vec<String> = std::iter::once(class.note.clone()).chain(verdicts).collect();
            self.said(&format!("{} ({})", class.label, class.id), &told.join("\n"))?;
        }
        Ok(())
    }

    fn problems(&mut self, title: &str, problems: &[Problem]) -> Result<(), XlsxError> {
        if problems.is_empty() {
            return Ok(());
        }
        self.section(title)?;
        for problem in problems.iter().take(NAMED) {
            self.said(&problem.path, &problem.message)?;
        }
        match problems.len().checked_sub(NAMED) {
            Some(more @ 1..) => self.said("", &format!("and {more} more: see summary.json")),
            _ => Ok(()),
        }
    }
}

const fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Stated => "the text states it.",
        Certainty::Inferred => "it is inferred from the text.",
    }
}

/// What an outcome says of a line.
const fn meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Breach => {
            "By what the records say, the line departs from the instruction. A person should confirm it before \
             anybody is told."
        }
        Outcome::Review => {
            "A person must decide: the class is neither included nor excluded by the instruction, or a date, a \
             status or the words are not certain."
        }
        Outcome::Indicator => {
            "A running cost after the phase-out: a sign that the product is still in use, no departure by itself."
        }
        Outcome::Exempt => "It would be a breach or for review; an exemption that is in force covers it.",
        Outcome::OutOfScope => "A product of the kind, of a body that no text of the pack binds.",
        Outcome::Compliant => {
            "A product of the kind, inside the rules: bought before the date, or disposed of in time."
        }
        Outcome::Cleared => "It looks like such a product, and an exclusion explains that it is none.",
        Outcome::Clear => "No rule matches.",
        Outcome::NotAssessable => "Nothing in the line says what was bought or held. It is not \"clear\".",
        Outcome::Skipped => {
            "A blank row, a repeated header, a total or a row of a pivot table: no transaction."
        }
        Outcome::Rejected => "The row could not be read; it is in the sheet Rejects.",
    }
}
