//! What the words around a product say was bought: tags with their words.

use toml::Spanned;

use super::rules::both_unless;
use super::{Compiler, WrittenExamples};
use crate::field::Field;
use crate::grammar::{Follows, Part, Tag};
use crate::matcher::Expressions;
use crate::pack::Exclusion;
use crate::pack::diagnostic::line_of;
use crate::pack::form::{Reach, TagForm};

impl Compiler {
    pub(super) fn tag(&mut self, file: &str, text: &str, form: &Spanned<TagForm>) {
        let tag = form.get_ref();
        let columns = [Field::Description];
        let place = self.common(file, text, form.span(), &tag.id, &columns, tag.kinds.as_deref());
        let (id, line) = (&tag.id, place.1);
        let follows = [tag.before, tag.near, tag.behind];
        let does = |what| follows.contains(&Some(what));
        let is_absence = matches!(tag.part, Part::Without | Part::Absent);
        let says = is_absence || matches!(tag.part, Part::Thing | Part::Unknown);
        match (tag.part, tag.words.is_empty()) {
            (Part::Unknown, false) => {
                let message = format!("tag \"{id}\" stands for words that no tag has, so it has none itself");
                self.fault(file, line, message);
            }
            (Part::Unknown, true) | (_, false) => {}
            (_, true) => self.fault(file, line, format!("tag \"{id}\" has no words")),
        }
        if says && (tag.r#match.is_empty() || tag.no_match.is_empty()) {
            self.fault(
                file,
                line,
                format!("tag \"{id}\" needs at least one `match` and one `no_match` example"),
            );
        }
        if says && tag.reason.trim().is_empty() {
            self.fault(file, line, format!("tag \"{id}\" has no reason"));
        }
        if tag.part == Part::Thing && follows == [None; 3] {
            self.fault(
                file,
                line,
                format!(
                    "tag \"{id}\" says neither `before` nor `near` nor `behind`, so nothing follows from it"
                ),
            );
        }
        if does(Follows::Becomes) != tag.becomes.is_some() {
            let message = format!(
                "tag \"{id}\": `becomes` names the rule of what follows as \"becomes\"; write both or none"
            );
            self.fault(file, line, message);
        }
        let becomes = tag.becomes.as_ref().and_then(|rule| {
            let found = self.rules.iter().position(|known| known.id == *rule.get_ref());
            if found.is_none() {
                let message =
                    format!("\"{id}\" names the rule \"{}\", which the pack does not have", rule.get_ref());
                self.fault(file, line_of(text, rule.span().start), message);
            }
            found
        });
        let keeps: Vec<usize> =
            tag.keeps.iter().filter_map(|class| self.class_index(file, text, class, id)).collect();
        let kinds = both_unless(tag.kinds.as_deref());
        let at = self.grammar.tags.len();
        if tag.part == Part::With {
            self.grammar.lexicon.and.get_or_insert(at);
        }
        for word in &tag.words {
            if let Err(message) = self.grammar.lexicon.add(at, word.get_ref()) {
                self.fault(file, line_of(text, word.span().start), message);
            }
        }
        // Where it clears a line, or makes it doubtful, it is named like any other exclusion.
        let exclusion = self.exclusions.len();
        self.exclusion_expressions.push(Expressions::default());
        self.written.exclusions.push(WrittenExamples::of(file, text, &[], &[]));
        self.exclusions.push(Exclusion {
            id: id.clone(),
            reason: tag.reason.trim().to_owned(),
            reach: Reach::Cell,
            listed: false,
            columns: columns.to_vec(),
            of: None,
            kinds: kinds.clone(),
            keeps: keeps.clone(),
            written: tag.words.iter().map(|word| word.get_ref().clone()).collect(),
            place,
        });
        self.written.tags.push(WrittenExamples::of(file, text, &tag.r#match, &tag.no_match));
        self.grammar.tags.push(Tag {
            id: id.clone(),
            part: tag.part,
            before: tag.before,
            near: tag.near,
            behind: tag.behind,
            reaches: tag.reaches,
            acts: tag.acts,
            joined: tag.joined,
            becomes,
            exclusion,
            keeps,
            kinds,
        });
    }
}
