//! Ledger or register, or a table of which less may be said: requests, catalogues, telephone lines, printers, lists.
//!
//! Only a table whose headings say so plainly is taken for one of these, since a breach is not reported of most of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Column, Mapping, Recognised, normal};
use crate::field::{Field, SourceKind};

/// Events after which money is owed or paid: with an amount they make a ledger.
const PAID: [&str; 3] = ["invoice", "payment", "clearing"];
/// With an amount and a supplier this one does, too.
const ORDERED: &str = "order";

/// Digits and commas that a count of pages has at most.
const MOST_DIGITS: usize = 9;

/// What tells kinds of table, as in `rules/kinds.toml`.
#[derive(Debug, Clone)]
pub struct Kinds {
    kinds: Vec<Telling>,
    list: BTreeSet<String>,
}

/// What tells one kind of table; headings are normalised.
#[derive(Debug, Clone)]
struct Telling {
    kind: SourceKind,
    groups: Vec<BTreeSet<String>>,
    besides: BTreeSet<String>,
    lacks: Vec<Field>,
    partly: Vec<Field>,
    columns: BTreeMap<Field, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: Vec<Block>,
    list: List,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    kind: SourceKind,
    groups: Vec<Vec<String>>,
    #[serde(default)]
    besides: Vec<String>,
    #[serde(default)]
    lacks: Vec<Field>,
    #[serde(default)]
    partly: Vec<Field>,
    #[serde(default)]
    columns: BTreeMap<Field, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    headings: Vec<String>,
}

fn normalised(headings: &[String]) -> BTreeSet<String> {
    headings.iter().map(|heading| normal::normalise(heading)).collect()
}

/// Rows below the header, with their numbers.
type Rows<'r> = &'r [(u64, Vec<String>)];

impl Kinds {
    /// Reads a file of kinds.
    ///
    /// # Errors
    /// When it is not in the form of `rules/kinds.toml`, or a kind has no headings that tell it.
    pub fn parse(toml: &str) -> Result<Self, String> {
        let file: File = toml::from_str(toml).map_err(|error| error.to_string())?;
        let mut kinds = Vec::new();
        for block in file.kind {
            if matches!(block.kind, SourceKind::Ledger | SourceKind::Register | SourceKind::List) {
                return Err(format!("{} is told by its columns, not by a [[kind]]", block.kind.as_str()));
            }
            if block.groups.is_empty() || block.groups.iter().any(Vec::is_empty) {
                return Err(format!("the kind {} needs groups of headings", block.kind.as_str()));
            }
            kinds.push(Telling {
                kind: block.kind,
                groups: block.groups.iter().map(|group| normalised(group)).collect(),
                besides: normalised(&block.besides),
                lacks: block.lacks,
                partly: block.partly,
                columns: block
                    .columns
                    .into_iter()
                    .map(|(field, headings)| {
                        (field, headings.iter().map(|heading| normal::normalise(heading)).collect())
                    })
                    .collect(),
            });
        }
        Ok(Self { kinds, list: normalised(&file.list.headings) })
    }

    /// Returns the kind of a table whose columns were taken for those of a ledger or a register.
    ///
    /// `names` are the headings of all columns, `beneath` the rows below them as far as they are known.
    #[must_use]
    pub fn refine(&self, names: &[String], mapping: &Mapping, beneath: Rows<'_>) -> SourceKind {
        let names: Vec<Vec<String>> = names.iter().map(|name| normal::forms(name)).collect();
        let told = self.kinds.iter().find(|telling| telling.fits(&names, mapping, beneath));
        if let Some(telling) = told {
            return telling.kind;
        }
        if mapping.kind == SourceKind::Register && self.is_list(&names, mapping, beneath) {
            return SourceKind::List;
        }
        mapping.kind
    }

    /// Whether nothing says of any row which thing it is, where, since when, for how much or in what state.
    fn is_list(&self, names: &[Vec<String>], mapping: &Mapping, beneath: Rows<'_>) -> bool {
        let names_alone = [
            Field::Description,
            Field::Category,
            Field::Manufacturer,
            Field::Model,
            Field::ProductCode,
            Field::Supplier,
            Field::SupplierId,
        ];
        let of_thing = mapping.fields.iter().filter(|(field, _)| !names_alone.contains(field));
        let of_thing = of_thing.map(|(_, column)| column.index);
        let unknown = mapping.unmapped.iter().map(|(index, _)| *index).filter(|index| {
            names.get(*index).is_none_or(|forms| !forms.iter().any(|form| self.list.contains(form)))
        });
        let mut unnamed = mapping.blank_headers.iter().filter(|_| !beneath.is_empty());
        !of_thing.chain(unknown).any(|index| is_filled(index, beneath))
            && !unnamed.any(|index| is_filled(*index, beneath))
    }

    /// Gives a table the columns that mean something in a table of its kind alone.
    ///
    /// So a telephone number is what names a line, and a column headed "Fax" in a list of printers is a count of pages or
    /// a yes or no if it holds nothing else; anywhere else both are contact details.
    pub fn adopt(&self, names: &[String], mapping: &mut Mapping, beneath: Rows<'_>) {
        let kind = mapping.kind;
        let telling = self.kinds.iter().filter(|telling| telling.kind == kind);
        for (field, headings) in telling.flat_map(|telling| &telling.columns) {
            for heading in headings {
                let is_headed = |(_, name): &&(usize, String)| normal::forms(name).contains(heading);
                if let Some(index) = mapping.unmapped.iter().find(is_headed).map(|(index, _)| *index) {
                    mapping.take(*field, index, names);
                }
            }
        }
        if kind == SourceKind::PrintFleet {
            let is_fax = |(_, name): &&(usize, String)| normal::normalise(name) == FAX;
            let found = mapping.unmapped.iter().find(is_fax).map(|(index, _)| *index);
            if let Some((index, field)) =
                found.and_then(|index| Some((index, meaning_of_fax(index, beneath)?)))
            {
                mapping.take(field, index, names);
            }
        }
    }
}

/// The heading that is a count in a list of printers, and contact details elsewhere.
const FAX: &str = "fax";

/// What a column headed "Fax" holds in a list of printers: counts, or yes and no; `None` if something else.
fn meaning_of_fax(index: usize, beneath: Rows<'_>) -> Option<Field> {
    let mut filled = cells(index, beneath).filter(|cell| !cell.is_empty()).peekable();
    let first = *filled.peek()?;
    // A telephone number has more digits than a meter.
    let is_count = |cell: &str| {
        cell.len() <= MOST_DIGITS && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
    };
    let is_flag = |cell: &str| cell.len() <= 1 || ["yes", "no"].contains(&cell.to_lowercase().as_str());
    if is_count(first) {
        filled.all(is_count).then_some(Field::FaxPages)
    } else {
        filled.all(is_flag).then_some(Field::FaxFunction)
    }
}

impl Mapping {
    /// Takes a column that means nothing so far for a field, unless another one was taken; of descriptions it is a further
    /// one.
    fn take(&mut self, field: Field, index: usize, names: &[String]) {
        let is_taken = self.fields.contains_key(&field);
        if is_taken && field != Field::Description {
            return;
        }
        self.forget(index);
        if is_taken {
            self.extra_description.push(index);
            self.extra_description.sort_unstable();
        } else {
            let header = names.get(index).cloned().unwrap_or_default();
            self.fields.insert(field, Column { index, header, basis: None, recognised: Recognised::Heading });
        }
    }
}

impl Telling {
    fn fits(&self, names: &[Vec<String>], mapping: &Mapping, beneath: Rows<'_>) -> bool {
        let columns: Vec<Vec<usize>> = self
            .groups
            .iter()
            .map(|group| {
                let within =
                    |(_, forms): &(usize, &Vec<String>)| forms.iter().any(|form| group.contains(form));
                names.iter().enumerate().filter(within).map(|(index, _)| index).collect()
            })
            .collect();
        distinct(&columns, &mut BTreeSet::new())
            && !self.is_paid(names, mapping)
            && !self.is_registered(names, mapping)
            && !self.lacks.iter().any(|field| {
                self.foreign(*field, names, mapping).is_some_and(|index| is_filled(index, beneath))
            })
            && !self.partly.iter().any(|field| {
                self.foreign(*field, names, mapping).is_some_and(|index| is_always_filled(index, beneath))
            })
    }

    /// Whether a column is headed as those of this kind are.
    fn is_own(&self, index: usize, names: &[Vec<String>]) -> bool {
        names.get(index).is_some_and(|forms| {
            forms.iter().any(|form| {
                self.besides.contains(form) || self.groups.iter().any(|group| group.contains(form))
            })
        })
    }

    /// The column of a field, unless its heading is one of this kind's own.
    fn foreign(&self, field: Field, names: &[Vec<String>], mapping: &Mapping) -> Option<usize> {
        mapping.fields.get(&field).map(|column| column.index).filter(|index| !self.is_own(*index, names))
    }

    /// Whether the table says when money was owed or paid, and how much.
    fn is_paid(&self, names: &[Vec<String>], mapping: &Mapping) -> bool {
        let has = |field| mapping.fields.contains_key(&field);
        let amount = [Field::Amount, Field::Debit]
            .into_iter()
            .any(|field| self.foreign(field, names, mapping).is_some());
        let dated = |bases: &[&str]| {
            mapping.bases.iter().any(|((field, index), basis)| {
                *field == Field::Date && bases.contains(&basis.as_str()) && !self.is_own(*index, names)
            })
        };
        amount && (dated(&PAID) || has(Field::Supplier) && dated(&[ORDERED]))
    }

    /// Whether the table says which piece each row is.
    fn is_registered(&self, names: &[Vec<String>], mapping: &Mapping) -> bool {
        [Field::AssetId, Field::Serial].into_iter().any(|field| self.foreign(field, names, mapping).is_some())
    }
}

/// Whether each of some lists can give a number that no other gives.
fn distinct(lists: &[Vec<usize>], taken: &mut BTreeSet<usize>) -> bool {
    let Some((first, rest)) = lists.split_first() else { return true };
    first.iter().any(|index| {
        let is_new = taken.insert(*index);
        let fits = is_new && distinct(rest, taken);
        if is_new {
            taken.remove(index);
        }
        fits
    })
}

fn cells(index: usize, beneath: Rows<'_>) -> impl Iterator<Item = &str> {
    let filled = |(_, row): &&(u64, Vec<String>)| row.iter().any(|cell| !cell.trim().is_empty());
    beneath.iter().filter(filled).map(move |(_, row)| row.get(index).map_or("", |cell| cell.trim()))
}

/// Whether a column has any text; where no row is known, it may have.
fn is_filled(index: usize, beneath: Rows<'_>) -> bool {
    beneath.is_empty() || cells(index, beneath).any(|cell| !cell.is_empty())
}

/// Whether a column has text in every row; where no row is known, it may have.
fn is_always_filled(index: usize, beneath: Rows<'_>) -> bool {
    cells(index, beneath).all(|cell| !cell.is_empty())
}
