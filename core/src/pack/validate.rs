//! From what is written to what is meant: every reference, date and pattern checked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;

use super::codes;
use super::diagnostic::{Diagnostic, line_of};
use super::form::{ClassForm, DutyForm, Example, ExclusionForm, Head, Instrument, PackFile, RuleForm};
use super::patterns::Patterns;
use super::{Class, DutyRule, Exclusion, PRODUCT_COLUMNS, Pack, PackFiles, Rule, TEXT_COLUMNS};
use crate::field::{Field, SourceKind};
use crate::literal::Literals;
use crate::matcher::{Expressions, Matcher};
use crate::outcome::{Duty, Outcome};
use crate::phrase;

/// What [`super::examples`] needs of the written form.
pub(super) struct Written {
    pub rules: Vec<WrittenExamples>,
    pub exclusions: Vec<WrittenExamples>,
}

/// Examples with the lines on which they stand.
pub(super) struct WrittenExamples {
    pub file: String,
    pub matching: Vec<(usize, Example)>,
    pub other: Vec<(usize, Example)>,
}

pub(super) fn compile(files: &PackFiles) -> Result<(Pack, Written), Vec<Diagnostic>> {
    let mut compiler = Compiler::default();
    let mut forms = Vec::new();
    for (file, text) in files.iter().filter(|(file, _)| is_toml(file)) {
        match toml::from_str::<PackFile>(text) {
            Ok(form) => forms.push((file.as_str(), text.as_str(), form)),
            Err(error) => {
                let line = error.span().map_or(0, |span| line_of(text, span.start));
                compiler.fault(file, line, error.message().to_owned());
            }
        }
    }
    let head = compiler.head(&forms);
    for (file, text, form) in &forms {
        compiler.instruments(file, text, &form.instrument);
    }
    for (file, text, form) in &forms {
        compiler.duties(file, text, &form.duty);
    }
    for (file, text, form) in &forms {
        compiler.classes(file, text, &form.class);
        compiler.limitations.extend(form.limitation.iter().map(|l| l.get_ref().text.trim().to_owned()));
    }
    for (file, text, form) in &forms {
        for rule in &form.rule {
            compiler.rule(file, text, rule);
        }
        for exclusion in &form.exclusion {
            compiler.exclusion(file, text, exclusion);
        }
    }
    for (file, text) in files.iter().filter(|(file, _)| file.ends_with("codes.csv")) {
        for code in codes::read(file, text, &mut compiler.faults) {
            compiler.code(file, &code);
        }
    }
    compiler.finish(head)
}

fn is_toml(file: &str) -> bool {
    std::path::Path::new(file).extension().is_some_and(|extension| extension == "toml")
}

#[derive(Default)]
struct Compiler {
    faults: Vec<Diagnostic>,
    instruments: Vec<Instrument>,
    duties: BTreeMap<Duty, DutyRule>,
    classes: Vec<Class>,
    limitations: Vec<String>,
    rules: Vec<Rule>,
    exclusions: Vec<Exclusion>,
    patterns: Patterns,
    rule_expressions: Vec<Expressions>,
    exclusion_expressions: Vec<Expressions>,
    ids: BTreeSet<String>,
    written: (Vec<WrittenExamples>, Vec<WrittenExamples>),
}

impl Compiler {
    fn fault(&mut self, file: &str, line: usize, message: impl Into<String>) {
        self.faults.push(Diagnostic { file: file.to_owned(), line, message: message.into() });
    }

    fn head(&mut self, forms: &[(&str, &str, PackFile)]) -> Option<(Head, Date)> {
        let mut heads = forms.iter().filter_map(|(file, text, form)| {
            form.pack.as_ref().map(|head| (*file, line_of(text, head.span().start), head.get_ref().clone()))
        });
        let Some((file, line, head)) = heads.next() else {
            self.fault("pack.toml", 0, "no file of the pack has a [pack] table with id, title and version");
            return None;
        };
        if let Some((other, line, _)) = heads.next() {
            self.fault(other, line, format!("a second [pack] table; the first is in {file}"));
        }
        match head.review_by.parse() {
            Ok(review_by) => Some((head, review_by)),
            Err(_) => {
                let message =
                    format!("review_by = \"{}\" is no date; write it as 2027-06-30", head.review_by);
                self.fault(file, line, message);
                None
            }
        }
    }

    fn instruments(&mut self, file: &str, text: &str, forms: &[Spanned<Instrument>]) {
        for form in forms {
            let line = line_of(text, form.span().start);
            let instrument = form.get_ref();
            for (name, value) in [
                ("quotation", &instrument.quotation),
                ("url", &instrument.url),
                ("issuer", &instrument.issuer),
                ("published", &instrument.published),
            ] {
                if value.trim().is_empty() {
                    self.fault(
                        file,
                        line,
                        format!("instrument \"{}\" has no {name}: a citation needs it", instrument.id),
                    );
                }
            }
            if self.instruments.iter().any(|other| other.id == instrument.id) {
                self.fault(file, line, format!("instrument \"{}\" is there twice", instrument.id));
            }
            self.instruments.push(instrument.clone());
        }
    }

    fn duties(&mut self, file: &str, text: &str, forms: &[Spanned<DutyForm>]) {
        for form in forms {
            let line = line_of(text, form.span().start);
            let duty = form.get_ref();
            let wanted = duty.instrument.get_ref();
            let Some(instrument) = self.instruments.iter().position(|known| known.id == *wanted) else {
                let line = line_of(text, duty.instrument.span().start);
                self.fault(
                    file,
                    line,
                    format!("duty {} cites instrument \"{wanted}\", which the pack does not have", duty.id),
                );
                continue;
            };
            let Ok(from) = duty.from.get_ref().parse::<Date>() else {
                let line = line_of(text, duty.from.span().start);
                self.fault(
                    file,
                    line,
                    format!("from = \"{}\" is no date; write it as 2019-01-01", duty.from.get_ref()),
                );
                continue;
            };
            if duty.criteria.trim().is_empty() {
                self.fault(file, line, format!("duty {} has no criteria", duty.id));
            }
            let rule = DutyRule {
                instrument,
                from,
                certainty: duty.certainty,
                criteria: duty.criteria.trim().to_owned(),
                note: duty.note.trim().to_owned(),
            };
            if self.duties.insert(duty.id, rule).is_some() {
                self.fault(file, line, format!("duty {} is there twice", duty.id));
            }
        }
    }

    fn classes(&mut self, file: &str, text: &str, forms: &[Spanned<ClassForm>]) {
        for form in forms {
            let line = line_of(text, form.span().start);
            let class = form.get_ref();
            let mut verdicts = BTreeMap::new();
            let by_duty = [
                (Duty::Buy, &class.buy),
                (Duty::Hold, &class.hold),
                (Duty::RunningCost, &class.running_cost),
            ];
            for (duty, verdict) in by_duty {
                let Some(verdict) = verdict else { continue };
                if !self.duties.contains_key(&duty) {
                    self.fault(
                        file,
                        line,
                        format!(
                            "class \"{}\" has a verdict for {duty}, a duty that the pack does not have",
                            class.id
                        ),
                    );
                }
                if !matches!(
                    verdict.outcome,
                    Outcome::Breach | Outcome::Review | Outcome::Indicator | Outcome::Compliant
                ) {
                    self.fault(
                        file,
                        line,
                        format!(
                            "class \"{}\": {} is no verdict; use breach, review, indicator or compliant",
                            class.id, verdict.outcome
                        ),
                    );
                }
                verdicts.insert(duty, (verdict.outcome, verdict.recommendation.trim().to_owned()));
            }
            for duty in [class.ledger, class.register] {
                if !verdicts.contains_key(&duty) {
                    self.fault(file, line, format!("class \"{}\" falls under {duty} but says nothing of what follows: add [class.{duty}]", class.id));
                }
            }
            if self.classes.iter().any(|other| other.id == class.id) {
                self.fault(file, line, format!("class \"{}\" is there twice", class.id));
            }
            self.classes.push(Class {
                id: class.id.clone(),
                label: class.label.clone(),
                ledger: class.ledger,
                register: class.register,
                verdicts,
                note: class.note.trim().to_owned(),
            });
        }
    }

    /// Checks what rules and exclusions have in common; gives the place.
    fn common(
        &mut self,
        file: &str,
        text: &str,
        span: Range<usize>,
        id: &str,
        columns: &[Field],
    ) -> (String, usize) {
        let line = line_of(text, span.start);
        if !self.ids.insert(id.to_owned()) {
            self.fault(
                file,
                line,
                format!("the id \"{id}\" is taken already; every rule and exclusion has its own"),
            );
        }
        for column in columns.iter().filter(|column| !TEXT_COLUMNS.contains(column)) {
            let known: Vec<_> = TEXT_COLUMNS.iter().map(|column| column.as_str()).collect();
            self.fault(
                file,
                line,
                format!(
                    "\"{id}\" reads the column {}, which rules cannot; they read {}",
                    column.as_str(),
                    known.join(", ")
                ),
            );
        }
        (file.to_owned(), line)
    }

    fn class_index(&mut self, file: &str, text: &str, class: &Spanned<String>, id: &str) -> Option<usize> {
        let found = self.classes.iter().position(|known| known.id == *class.get_ref());
        if found.is_none() {
            let known = self.classes.iter().map(|class| class.id.as_str()).collect::<Vec<_>>().join(", ");
            let line = line_of(text, class.span().start);
            self.fault(
                file,
                line,
                format!(
                    "\"{id}\" names the class \"{}\", which the pack does not have; it has {known}",
                    class.get_ref()
                ),
            );
        }
        found
    }

    fn rule(&mut self, file: &str, text: &str, form: &Spanned<RuleForm>) {
        let rule = form.get_ref();
        let columns = rule.columns.clone().unwrap_or_else(|| PRODUCT_COLUMNS.to_vec());
        let place = self.common(file, text, form.span(), &rule.id, &columns);
        if rule.source.trim().is_empty() {
            self.fault(
                file,
                place.1,
                format!("rule \"{}\" has no source: say where the knowledge comes from", rule.id),
            );
        }
        if rule.r#match.is_empty() || rule.no_match.is_empty() {
            self.fault(
                file,
                place.1,
                format!("rule \"{}\" needs at least one `match` and one `no_match` example", rule.id),
            );
        }
        if rule.phrases.is_empty() && rule.patterns.is_empty() {
            self.fault(
                file,
                place.1,
                format!("rule \"{}\" has neither phrases nor patterns, so it can match nothing", rule.id),
            );
        }
        let Some(class) = self.class_index(file, text, &rule.class, &rule.id) else { return };
        let finds = self.expressions(file, text, &rule.phrases, &rule.patterns);
        let requires = self.expressions(file, text, &rule.requires, &[]);
        let unless = self.expressions(file, text, &rule.unless, &[]);
        let literals = self.literals(file, &finds, &requires);
        self.rule_expressions.push(Expressions { finds, requires, unless });
        self.written.0.push(WrittenExamples::of(file, text, &rule.r#match, &rule.no_match));
        self.push_rule(rule, class, columns, literals, place);
    }

    fn code(&mut self, file: &str, code: &codes::CodeRule) {
        let Some(class) = self.classes.iter().position(|known| known.id == *code.form.class.get_ref()) else {
            self.fault(
                file,
                code.line,
                format!("the class \"{}\" is none of the pack's", code.form.class.get_ref()),
            );
            return;
        };
        if !self.ids.insert(code.form.id.clone()) {
            self.fault(file, code.line, format!("{} is listed twice", code.form.id));
        }
        let added = self.patterns.add(code.line, code.pattern.clone());
        let Some(find) = self.noted(file, code.line, added) else { return };
        let literals = self.literals(file, &[find], &[]);
        self.rule_expressions.push(Expressions { finds: vec![find], ..Expressions::default() });
        self.written.0.push(WrittenExamples {
            file: file.to_owned(),
            matching: Vec::new(),
            other: Vec::new(),
        });
        self.push_rule(&code.form, class, vec![Field::ProductCode], literals, (file.to_owned(), code.line));
    }

    fn push_rule(
        &mut self,
        rule: &RuleForm,
        class: usize,
        columns: Vec<Field>,
        literals: Literals,
        place: (String, usize),
    ) {
        self.rules.push(Rule {
            id: rule.id.clone(),
            class,
            confidence: rule.confidence,
            columns,
            kinds: both_unless(rule.kinds.as_deref()),
            rank: rule.rank.unwrap_or(0),
            source: rule.source.trim().to_owned(),
            note: rule.note.trim().to_owned(),
            written: rule.phrases.iter().chain(&rule.patterns).map(|text| text.get_ref().clone()).collect(),
            literals,
            place,
        });
    }

    fn exclusion(&mut self, file: &str, text: &str, form: &Spanned<ExclusionForm>) {
        let exclusion = form.get_ref();
        let columns = exclusion.columns.clone().unwrap_or_else(|| TEXT_COLUMNS.to_vec());
        let place = self.common(file, text, form.span(), &exclusion.id, &columns);
        if exclusion.reason.trim().is_empty() {
            self.fault(file, place.1, format!("exclusion \"{}\" has no reason", exclusion.id));
        }
        if exclusion.r#match.is_empty() || exclusion.no_match.is_empty() {
            self.fault(
                file,
                place.1,
                format!(
                    "exclusion \"{}\" needs at least one `match` and one `no_match` example",
                    exclusion.id
                ),
            );
        }
        if exclusion.phrases.is_empty() && exclusion.patterns.is_empty() {
            self.fault(
                file,
                place.1,
                format!("exclusion \"{}\" has neither phrases nor patterns", exclusion.id),
            );
        }
        let keeps = exclusion
            .keeps
            .iter()
            .filter_map(|class| self.class_index(file, text, class, &exclusion.id))
            .collect();
        let finds = self.expressions(file, text, &exclusion.phrases, &exclusion.patterns);
        let unless = self.expressions(file, text, &exclusion.unless, &[]);
        self.exclusion_expressions.push(Expressions { finds, requires: Vec::new(), unless });
        self.written.1.push(WrittenExamples::of(file, text, &exclusion.r#match, &exclusion.no_match));
        self.exclusions.push(Exclusion {
            id: exclusion.id.clone(),
            reason: exclusion.reason.trim().to_owned(),
            reach: exclusion.reach,
            columns,
            kinds: both_unless(exclusion.kinds.as_deref()),
            keeps,
            written: exclusion
                .phrases
                .iter()
                .chain(&exclusion.patterns)
                .map(|text| text.get_ref().clone())
                .collect(),
            place,
        });
    }

    /// Numbers of the expressions that could be read.
    fn expressions(
        &mut self,
        file: &str,
        text: &str,
        phrases: &[Spanned<String>],
        patterns: &[Spanned<String>],
    ) -> Vec<usize> {
        let mut numbers = Vec::new();
        let phrases = phrases.iter().map(|phrase| (phrase, phrase::to_pattern(phrase.get_ref())));
        let patterns = patterns.iter().map(|pattern| (pattern, Ok(pattern.get_ref().clone())));
        for (written, pattern) in phrases.chain(patterns) {
            let line = line_of(text, written.span().start);
            let added = pattern.and_then(|pattern| self.patterns.add(line, pattern));
            numbers.extend(self.noted(file, line, added));
        }
        numbers
    }

    fn noted(&mut self, file: &str, line: usize, added: Result<usize, String>) -> Option<usize> {
        added.map_err(|message| self.fault(file, line, message)).ok()
    }

    /// Strings one of which stands in every line that the rule matches.
    fn literals(&mut self, file: &str, finds: &[usize], requires: &[usize]) -> Literals {
        self.patterns.literals(finds, requires).unwrap_or_else(|(line, message)| {
            self.fault(file, line, message);
            Literals::new()
        })
    }

    fn finish(mut self, head: Option<(Head, Date)>) -> Result<(Pack, Written), Vec<Diagnostic>> {
        if self.rules.is_empty() && self.faults.is_empty() {
            self.fault("pack.toml", 0, "the pack has no rule");
        }
        let Some((head, review_by)) = head.filter(|_| self.faults.is_empty()) else {
            self.faults.sort();
            return Err(self.faults);
        };
        let whole = |message: String| vec![Diagnostic { file: head.id.clone(), line: 0, message }];
        let matcher =
            Matcher::new(&self.patterns.into_texts(), self.rule_expressions, self.exclusion_expressions)
                .map_err(|error| whole(format!("the patterns together are too large: {error}")))?;
        let pack = Pack {
            id: head.id,
            title: head.title,
            version: head.version,
            review_by,
            product: head.product,
            departure: head.departure,
            instruments: self.instruments,
            duties: self.duties,
            classes: self.classes,
            rules: self.rules,
            exclusions: self.exclusions,
            limitations: self.limitations,
            matcher,
        };
        Ok((pack, Written { rules: self.written.0, exclusions: self.written.1 }))
    }
}

impl WrittenExamples {
    fn of(file: &str, text: &str, matching: &[Spanned<Example>], other: &[Spanned<Example>]) -> Self {
        let placed = |examples: &[Spanned<Example>]| {
            examples
                .iter()
                .map(|example| (line_of(text, example.span().start), example.get_ref().clone()))
                .collect()
        };
        Self { file: file.to_owned(), matching: placed(matching), other: placed(other) }
    }
}

fn both_unless(kinds: Option<&[SourceKind]>) -> Vec<SourceKind> {
    kinds.map_or_else(|| vec![SourceKind::Ledger, SourceKind::Register], <[SourceKind]>::to_vec)
}
