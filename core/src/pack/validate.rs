//! From what is written to what is meant: every reference, date and pattern checked.

mod law;
mod rules;
mod tags;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use toml::Spanned;

use super::codes;
use super::diagnostic::{Diagnostic, line_of};
use super::form::{Example, Head, Instrument, PackFile};
use super::models;
use super::patterns::Patterns;
use super::words::Words;
use super::{Class, DutyRule, Exclusion, KindRule, Pack, PackFiles, Rule};

use crate::field::SourceKind;
use crate::grammar::Grammar;
use crate::matcher::{Expressions, Matcher};

/// What [`super::examples`] needs of the written form.
#[derive(Default)]
pub(super) struct Written {
    pub rules: Vec<WrittenExamples>,
    pub exclusions: Vec<WrittenExamples>,
    pub tags: Vec<WrittenExamples>,
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
        compiler.source_kinds(file, text, &form.source_kind);
        compiler.limitations.extend(form.limitation.iter().map(|l| l.get_ref().text.trim().to_owned()));
    }
    for (file, text, form) in &forms {
        for (name, words) in &form.words {
            compiler.word_list(file, text, name, words);
        }
    }
    for (file, text, form) in &forms {
        for rule in &form.rule {
            compiler.rule(file, text, rule);
        }
        for exclusion in &form.exclusion {
            compiler.exclusion(file, text, exclusion);
        }
    }
    for (file, text, form) in &forms {
        for tag in &form.tag {
            compiler.tag(file, text, tag);
        }
    }
    for (file, text) in files.iter().filter(|(file, _)| file.ends_with("codes.csv")) {
        for code in codes::read(file, text, &mut compiler.faults) {
            compiler.code(file, &code);
        }
    }
    for (file, text) in files.iter().filter(|(file, _)| file.ends_with("models.csv")) {
        for models in models::read(file, text, &mut compiler.faults) {
            compiler.models(file, &models);
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
    duties: Vec<DutyRule>,
    classes: Vec<Class>,
    limitations: Vec<String>,
    source_kinds: BTreeMap<SourceKind, KindRule>,
    rules: Vec<Rule>,
    exclusions: Vec<Exclusion>,
    words: Words,
    grammar: Grammar,
    patterns: Patterns,
    rule_expressions: Vec<Expressions>,
    exclusion_expressions: Vec<Expressions>,
    ids: BTreeSet<String>,
    written: Written,
}

impl Compiler {
    fn fault(&mut self, file: &str, line: usize, message: impl Into<String>) {
        self.faults.push(Diagnostic { file: file.to_owned(), line, message: message.into() });
    }

    fn finish(mut self, head: Option<(Head, Date)>) -> Result<(Pack, Written), Vec<Diagnostic>> {
        self.literals();
        if self.rules.is_empty() && self.faults.is_empty() {
            self.fault("pack.toml", 0, "the pack has no rule");
        }
        let Some((head, review_by)) = head.filter(|_| self.faults.is_empty()) else {
            self.faults.sort();
            return Err(self.faults);
        };
        let mut needs: Vec<_> = self
            .rule_expressions
            .iter()
            .zip(&mut self.rules)
            .filter(|(_, rule)| !rule.weak)
            .map(|(expressions, rule)| (expressions, &mut rule.literals))
            .collect();
        // One does not need the other.
        let search = std::thread::scope(|scope| {
            let search = scope.spawn(|| self.patterns.search());
            self.patterns.share(&mut needs);
            search.join().unwrap_or_else(|_| Err("putting them together stopped short".to_owned()))
        });
        let whole = |message: String| vec![Diagnostic { file: head.id.clone(), line: 0, message }];
        let search =
            search.map_err(|error| whole(format!("the patterns together are too large: {error}")))?;
        let matcher = Matcher::new(search, &self.rule_expressions, &self.exclusion_expressions, &self.rules);
        let source_kinds = self.every_kind();
        let pack = Pack {
            id: head.id,
            title: head.title,
            version: head.version,
            review_by,
            product: head.product,
            departure: head.departure,
            declared: head.declared,
            breach_needs: head.breach_needs,
            instruments: self.instruments,
            duties: self.duties,
            classes: self.classes,
            rules: self.rules,
            exclusions: self.exclusions,
            limitations: self.limitations,
            source_kinds,
            grammar: self.grammar,
            matcher,
        };
        Ok((pack, self.written))
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
