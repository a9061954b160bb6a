//! Whether an audit got a table right, or else told.
//!
//! Of every planted line one of these must hold:
//! - **right**: a finding with the right outcome, class and amount at a row where the line stands;
//! - **told at the row**: the row is in `rejects.csv` or `mentions.csv`, or the finding at the row is for review, or
//!   there is a finding at the row and a warning names the row;
//! - **told loosely**: a warning names the row though there is no finding, or a sentence about the whole file or sheet
//!   (a warning, problem or file left alone) is there that the clean table does not have.
//!
//! All else is silent. The sums of debit and credit must be those of the true lines, or differ only by lines that are
//! told; as many lines as are there must be counted, but for those told; a product named outside lines must be told
//! where it stands; a finding that is not for review must not stand where no product was bought or is held, and a
//! breach not where there is none.

use std::collections::BTreeSet;

use super::case::Case;
use super::said::{Finding, Place, Said};
use super::write_text::Places;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    Right,
    Row,
    Loose,
    Silent,
}

/// What a case came to, why it is silent, and what was told and not right.
pub struct Verdict {
    pub level: Level,
    pub faults: Vec<String>,
    pub told: Vec<String>,
}

impl Verdict {
    fn told(&mut self, level: Level, what: String) {
        self.level = self.level.max(level);
        self.told.push(format!("{level:?}: {what}"));
    }

    fn silent(&mut self, fault: String) {
        self.level = Level::Silent;
        self.faults.push(fault);
    }
}

/// Words without their numbers, to compare what is said of two files.
fn bare(text: &str) -> String {
    text.chars().filter(|one| !one.is_ascii_digit()).collect()
}

struct Judge<'a> {
    case: &'a Case,
    places: &'a Places,
    said: &'a Said,
    /// Something is told of the whole file.
    of_file: bool,
}

impl Judge<'_> {
    fn places(&self, line: usize) -> &[Place] {
        self.places.get(&line).map_or(&[], Vec::as_slice)
    }

    fn findings(&self, places: &[Place]) -> Vec<&Finding> {
        self.said.findings.iter().filter(|finding| places.contains(&finding.place)).collect()
    }

    fn warned(&self, places: &[Place]) -> bool {
        let of = |place: &Place| {
            self.said.tellings.iter().any(|telling| {
                (telling.sheet == place.0 || telling.sheet.is_empty()) && telling.rows.contains(&place.1)
            })
        };
        places.iter().any(of)
    }

    fn kept(&self, places: &[Place]) -> bool {
        places.iter().any(|place| self.said.rejects.contains(place) || self.said.mentions.contains(place))
    }

    /// How a place is told of, apart from what is right.
    fn told(&self, places: &[Place]) -> Level {
        let findings = self.findings(places);
        let review = findings.iter().any(|finding| finding.outcome == "review");
        let warned = self.warned(places);
        if self.kept(places) || review || warned && !findings.is_empty() {
            Level::Row
        } else if warned || self.of_file {
            Level::Loose
        } else {
            Level::Silent
        }
    }

    /// Judges what was found of a planted line.
    fn planted(&self, line: usize, verdict: &mut Verdict) {
        let Some(planted) = self.case.lines[line].planted else { return };
        let places = self.places(line);
        let findings = self.findings(places);
        let pence = self.case.pence(line);
        let shown = |finding: &&Finding| format!("{} {} {}", finding.outcome, finding.class, finding.pence);
        let is: Vec<String> = findings.iter().map(shown).collect();
        let Some((outcome, class)) = planted.verdict else {
            if findings.is_empty() {
                let what = format!("row {places:?}: product beside a line is lost");
                match self.told(places) {
                    Level::Silent => verdict.silent(what),
                    level => verdict.told(level, what),
                }
            }
            return;
        };
        let right = |finding: &&Finding| {
            finding.outcome == outcome && finding.class == class && finding.pence == pence
        };
        if !planted.spoilt && findings.iter().any(right) {
            return;
        }
        let breaches = |line: &usize| {
            let verdict = self.case.lines[*line].planted.map(|planted| planted.verdict);
            verdict.is_some_and(|verdict| verdict.is_none_or(|(outcome, _)| outcome == "breach"))
        };
        let here = |other: &usize| self.places(*other).iter().any(|place| places.contains(place));
        let may_breach = (0..self.case.lines.len()).filter(here).any(|line| breaches(&line));
        if !may_breach && findings.iter().any(|finding| finding.outcome == "breach") {
            verdict.silent(format!("row {places:?}: accused, is {outcome}: {is:?}"));
            return;
        }
        let spoilt = if planted.spoilt { " (cannot be known)" } else { "" };
        let wrong = if is.is_empty() { "lost" } else { "wrong" };
        let what = format!("row {places:?}: {wrong}: should be {outcome} {class} {pence}{spoilt}, is {is:?}");
        match self.told(places) {
            Level::Silent => verdict.silent(what),
            level => verdict.told(level, what),
        }
    }

    fn sums(&self, verdict: &mut Verdict) {
        let here = |line: &usize| !self.case.lines[*line].gone;
        let lines: Vec<usize> = (0..self.case.lines.len()).filter(here).collect();
        let sums = |lines: &[usize]| {
            let pence: Vec<i64> = lines.iter().map(|line| self.case.pence(*line)).collect();
            let of = |sign: i64| pence.iter().filter(|pence| *pence * sign > 0).sum::<i64>();
            (of(1), of(-1))
        };
        let truth = sums(&lines);
        let is = (self.said.judged.1, self.said.judged.2);
        let told: Vec<usize> =
            lines.iter().copied().filter(|line| self.told_at(*line) != Level::Silent).collect();
        if is != truth {
            let what = format!("sums: should be {truth:?}, are {is:?}; told of {} lines", told.len());
            if self.explained(&lines, &told, is) {
                verdict.told(Level::Row, what);
            } else if self.of_file {
                verdict.told(Level::Loose, what);
            } else {
                verdict.silent(what);
            }
        }
        let missing = lines.len() as i64 - self.said.judged.0 - self.said.rejected;
        if missing > told.len() as i64 {
            let what = format!("lines: {missing} of {} are not counted", lines.len());
            match self.of_file {
                true => verdict.told(Level::Loose, what),
                false => verdict.silent(what),
            }
        }
    }

    /// Whether the sums are those of the true lines if each told line counts as nought, as it should, or as its
    /// finding says.
    fn explained(&self, lines: &[usize], told: &[usize], is: (i64, i64)) -> bool {
        let mut reached = BTreeSet::from([(0, 0)]);
        for line in lines {
            let mut may = BTreeSet::from([self.case.pence(*line)]);
            if told.contains(line) {
                may.insert(0);
                may.extend(self.findings(self.places(*line)).iter().map(|finding| finding.pence));
            }
            let add = |sum: &(i64, i64), pence: i64| (sum.0 + pence.max(0), sum.1 + pence.min(0));
            reached = reached.iter().flat_map(|sum| may.iter().map(move |pence| add(sum, *pence))).collect();
            if reached.len() > 100_000 {
                return true;
            }
        }
        // What a line that is told of counts with stands nowhere if no product is in it.
        let is_open =
            |line: &usize| self.findings(self.places(*line)).is_empty() && self.warned(self.places(*line));
        if told.iter().any(is_open) {
            return true;
        }
        // A row that is no line but names a product is for review as one.
        let of_line =
            |finding: &&Finding| lines.iter().any(|line| self.places(*line).contains(&finding.place));
        let more: i64 = self
            .said
            .findings
            .iter()
            .filter(|finding| finding.outcome == "review" && !of_line(finding))
            .map(|finding| finding.pence)
            .sum();
        reached.contains(&is) || reached.contains(&(is.0 - more, is.1))
    }

    /// How a line is told of by its own rows.
    fn told_at(&self, line: usize) -> Level {
        let places = self.places(line);
        let alone = Judge { of_file: false, ..*self };
        alone.told(places)
    }

    fn invented(&self, verdict: &mut Verdict) {
        for finding in self.said.findings.iter().filter(|finding| finding.outcome != "review") {
            let planted = |line: &usize| self.case.lines[*line].planted.is_some();
            let here = |line: &usize| self.places(*line).contains(&finding.place);
            if !(0..self.case.lines.len()).filter(planted).any(|line| here(&line)) {
                let Finding { place, outcome, class, .. } = finding;
                verdict.silent(format!("row {place:?}: invented: {outcome} {class}"));
            }
        }
    }

    fn mentions(&self, mentions: &[Place], verdict: &mut Verdict) {
        for place in mentions {
            let of_sheet = |other: &Place| other.0 == place.0;
            let listed = self.said.cleared.contains(place)
                || place.1 == 0 && self.said.mentions.iter().any(of_sheet)
                || self.said.mentions.contains(&(place.0.clone(), 0));
            let what = format!("row {place:?}: a product named outside lines is lost");
            match self.told(std::slice::from_ref(place)) {
                _ if listed => {}
                Level::Silent => verdict.silent(what),
                level => verdict.told(level, what),
            }
        }
    }
}

/// Judges what was said of a damaged table; `clean` is what was said of the same table before.
pub fn judge(case: &Case, places: &Places, mentions: &[Place], said: &Said, clean: &Said) -> Verdict {
    let known: Vec<String> = clean.tellings.iter().map(|telling| bare(&telling.text)).collect();
    let mut new = said.tellings.iter().filter(|telling| !known.contains(&bare(&telling.text)));
    let of_file = new.any(|telling| telling.rows.is_empty() || telling.more);
    let judge = Judge { case, places, said, of_file };
    let mut verdict = Verdict { level: Level::Right, faults: Vec::new(), told: Vec::new() };
    for line in (0..case.lines.len()).filter(|line| !case.lines[*line].gone) {
        judge.planted(line, &mut verdict);
    }
    judge.sums(&mut verdict);
    judge.invented(&mut verdict);
    let of_sheets = case.sheets.iter().filter(|sheet| sheet.mention).map(|sheet| (sheet.name.clone(), 0));
    let mentions: Vec<Place> = mentions.iter().cloned().chain(of_sheets).collect();
    judge.mentions(&mentions, &mut verdict);
    if case.must_tell && !judge.of_file {
        verdict.silent("nothing is said of the file".to_owned());
    }
    verdict
}
