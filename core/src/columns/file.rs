//! The form of `rules/columns.toml`.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use super::compound::Compound;
use super::meaning::Meaning;
use super::{Recognised, normal};
use crate::field::{Field, SourceKind};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub column: Vec<Block>,
    #[serde(default)]
    pub compound: Vec<CompoundBlock>,
    pub ignored: Ignored,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ignored {
    pub headers: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Block {
    pub field: Field,
    pub kind: Option<SourceKind>,
    pub basis: Option<String>,
    #[serde(default = "first_rank")]
    pub rank: u32,
    pub otherwise: Option<Field>,
    #[serde(default)]
    pub unless: Vec<String>,
    #[serde(default)]
    pub beside: Vec<String>,
    pub free_text: Option<Field>,
    pub headers: Vec<Spanned<String>>,
    #[serde(default)]
    pub misspelt: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CompoundBlock {
    pub field: Field,
    pub kind: Option<SourceKind>,
    pub basis: Option<String>,
    #[serde(default = "first_rank")]
    pub rank: u32,
    pub last: BTreeSet<String>,
    pub needs: BTreeSet<String>,
    #[serde(default)]
    pub also: BTreeSet<String>,
}

const fn first_rank() -> u32 {
    1
}

impl Block {
    /// What its headers mean.
    pub fn meaning(&self, recognised: Recognised) -> Meaning {
        let normal = |headers: &[String]| headers.iter().map(|header| normal::normalise(header)).collect();
        Meaning {
            field: self.field,
            basis: self.basis.clone(),
            rank: self.rank,
            otherwise: self.otherwise,
            unless: normal(&self.unless),
            beside: normal(&self.beside),
            free_text: self.free_text,
            recognised,
        }
    }
}

impl CompoundBlock {
    /// What its headers are put together from and mean.
    pub fn compound(&self) -> Compound {
        let meaning = Meaning {
            field: self.field,
            basis: self.basis.clone(),
            rank: self.rank,
            otherwise: None,
            unless: Vec::new(),
            beside: Vec::new(),
            free_text: None,
            recognised: Recognised::Heading,
        };
        Compound { needs: self.needs.clone(), also: self.also.clone(), meaning }
    }
}
