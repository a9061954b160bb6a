//! What identifies products: rules, codes and near misses.

use std::ops::Range;

use toml::Spanned;

use super::{Compiler, WrittenExamples};
use crate::field::{Field, SourceKind};
use crate::literal::Literals;
use crate::matcher::Expressions;
use crate::outcome::Confidence;
use crate::pack::codes::CodeRule;
use crate::pack::diagnostic::{Diagnostic, line_of};
use crate::pack::form::{ExclusionForm, Reach, RuleForm, WordsForm};
use crate::pack::models::Models;
use crate::pack::{Exclusion, PRODUCT_COLUMNS, Rule, TELLING_COLUMNS, TEXT_COLUMNS};
use crate::phrase;

/// Where a model's name stands.
const MODEL_COLUMNS: &[Field] = &[Field::Description, Field::Model, Field::Category, Field::Manufacturer];
/// A listed model is surer than what its series lets one expect.
const LISTED: i32 = 23;

impl Compiler {
    /// Checks what rules and exclusions have in common; gives the place.
    pub(super) fn common(
        &mut self,
        file: &str,
        text: &str,
        span: Range<usize>,
        id: &str,
        columns: &[Field],
        kinds: Option<&[SourceKind]>,
    ) -> (String, usize) {
        let line = line_of(text, span.start);
        for kind in kinds.unwrap_or_default().iter().filter(|kind| kind.family() != **kind) {
            let message = format!(
                "\"{id}\" names the kind {}; name {}, whose rules such tables share",
                kind.as_str(),
                kind.family().as_str()
            );
            self.fault(file, line, message);
        }
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

    pub(super) fn class_index(
        &mut self,
        file: &str,
        text: &str,
        class: &Spanned<String>,
        id: &str,
    ) -> Option<usize> {
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

    pub(super) fn rule(&mut self, file: &str, text: &str, form: &Spanned<RuleForm>) {
        let rule = form.get_ref();
        let columns = rule.columns.clone().unwrap_or_else(|| PRODUCT_COLUMNS.to_vec());
        let place = self.common(file, text, form.span(), &rule.id, &columns, rule.kinds.as_deref());
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
        self.rule_expressions.push(Expressions { finds, requires, unless });
        self.written.rules.push(WrittenExamples::of(file, text, &rule.r#match, &rule.no_match));
        self.push_rule(rule, class, columns, place, false);
    }

    pub(super) fn code(&mut self, file: &str, code: &CodeRule) {
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
        let find = self.patterns.add(file, code.line, code.pattern.clone());
        self.rule_expressions.push(Expressions { finds: vec![find], ..Expressions::default() });
        self.written.rules.push(WrittenExamples {
            file: file.to_owned(),
            matching: Vec::new(),
            other: Vec::new(),
        });
        let place = (file.to_owned(), code.line);
        self.push_rule(&code.form, class, vec![Field::ProductCode], place, code.weak);
    }

    /// A list of models as a rule, or as an exclusion when they are no product of the pack.
    pub(super) fn models(&mut self, file: &str, models: &Models) {
        if !self.ids.insert(models.id.clone()) {
            self.fault(file, models.line, format!("{} is made twice: merge the lists", models.id));
        }
        let find = self.patterns.add(file, models.line, models.pattern.clone());
        let place = (file.to_owned(), models.line);
        let examples = WrittenExamples { file: file.to_owned(), matching: Vec::new(), other: Vec::new() };
        let written = vec![format!("{} models of {} listed there", models.count, models.maker)];
        let expressions = Expressions { finds: vec![find], ..Expressions::default() };
        let columns = MODEL_COLUMNS.to_vec();
        let Some(class) = &models.class else {
            self.exclusion_expressions.push(expressions);
            self.written.exclusions.push(examples);
            self.exclusions.push(Exclusion {
                id: models.id.clone(),
                listed: true,
                reason: format!("The model is listed without it ({}).", models.source),
                reach: Reach::Words,
                columns,
                of: None,
                kinds: both_unless(None),
                keeps: Vec::new(),
                written,
                place,
            });
            return;
        };
        let Some(class) = self.classes.iter().position(|known| known.id == *class) else {
            self.fault(file, models.line, format!("the class \"{class}\" is none of the pack's"));
            return;
        };
        self.rule_expressions.push(expressions);
        self.written.rules.push(examples);
        self.rules.push(Rule {
            id: models.id.clone(),
            class,
            confidence: Confidence::High,
            at_most: None,
            weak: false,
            listed: true,
            maker_may_supply: true,
            whole: false,
            columns,
            kinds: both_unless(None),
            rank: LISTED,
            source: models.source.clone(),
            note: String::new(),
            written,
            literals: Literals::new(),
            place,
        });
    }

    fn push_rule(
        &mut self,
        rule: &RuleForm,
        class: usize,
        columns: Vec<Field>,
        place: (String, usize),
        weak: bool,
    ) {
        self.rules.push(Rule {
            id: rule.id.clone(),
            class,
            confidence: rule.confidence,
            at_most: rule.at_most,
            weak,
            listed: false,
            maker_may_supply: rule.maker_may_supply,
            whole: rule.whole,
            columns,
            kinds: both_unless(rule.kinds.as_deref()),
            rank: rule.rank.unwrap_or(0),
            source: rule.source.trim().to_owned(),
            note: rule.note.trim().to_owned(),
            written: rule.phrases.iter().chain(&rule.patterns).map(|text| text.get_ref().clone()).collect(),
            literals: Literals::new(),
            place,
        });
    }

    pub(super) fn exclusion(&mut self, file: &str, text: &str, form: &Spanned<ExclusionForm>) {
        let exclusion = form.get_ref();
        let columns = exclusion.columns.clone().unwrap_or_else(|| TEXT_COLUMNS.to_vec());
        let place = self.common(file, text, form.span(), &exclusion.id, &columns, exclusion.kinds.as_deref());
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
        self.written.exclusions.push(WrittenExamples::of(
            file,
            text,
            &exclusion.r#match,
            &exclusion.no_match,
        ));
        self.exclusions.push(Exclusion {
            id: exclusion.id.clone(),
            reason: exclusion.reason.trim().to_owned(),
            reach: exclusion.reach,
            listed: false,
            columns,
            of: exclusion.of.clone(),
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
        for (written, pattern) in as_patterns(phrases, patterns) {
            let line = line_of(text, written.span().start);
            match pattern.and_then(|pattern| self.words.expand(&pattern)) {
                Ok(pattern) => numbers.push(self.patterns.add(file, line, pattern)),
                Err(message) => self.fault(file, line, message),
            }
        }
        numbers
    }

    /// Takes in a list of words.
    pub(super) fn word_list(&mut self, file: &str, text: &str, name: &str, form: &Spanned<WordsForm>) {
        let words = form.get_ref();
        let mut patterns = Vec::new();
        for (written, pattern) in as_patterns(&words.phrases, &words.patterns) {
            let line = line_of(text, written.span().start);
            patterns.extend(pattern.map_err(|message| self.fault(file, line, message)).ok());
        }
        if let Err(message) = self.words.add(name, &patterns) {
            self.fault(file, line_of(text, form.span().start), message);
        }
    }

    /// Finds for every rule strings one of which stands in every line that it matches.
    pub(super) fn literals(&mut self) {
        let unread = self.patterns.study();
        if !unread.is_empty() {
            self.faults.extend(unread);
            return;
        }
        for (Expressions { finds, requires, .. }, rule) in self.rule_expressions.iter().zip(&mut self.rules) {
            // Lines that say something in these columns are tried without the gate.
            if rule.columns.iter().all(|column| TELLING_COLUMNS.contains(column)) {
                continue;
            }
            match self.patterns.literals(finds, requires) {
                Ok(literals) => rule.literals = literals,
                Err((line, message)) => {
                    self.faults.push(Diagnostic { file: rule.place.0.clone(), line, message });
                }
            }
        }
    }
}

/// Phrases, then patterns, each with its place in the file.
fn as_patterns<'a>(
    phrases: &'a [Spanned<String>],
    patterns: &'a [Spanned<String>],
) -> impl Iterator<Item = (&'a Spanned<String>, Result<String, String>)> {
    let phrases = phrases.iter().map(|phrase| (phrase, phrase::to_pattern(phrase.get_ref())));
    phrases.chain(patterns.iter().map(|pattern| (pattern, Ok(pattern.get_ref().clone()))))
}

pub(super) fn both_unless(kinds: Option<&[SourceKind]>) -> Vec<SourceKind> {
    kinds.map_or_else(|| vec![SourceKind::Ledger, SourceKind::Register], <[SourceKind]>::to_vec)
}
