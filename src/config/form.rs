//! `faxban.toml` as written: every key that there is, nothing checked but its type.
//!
//! The documentation of each key here is what editors show (see `docs/faxban.schema.json`).

use std::collections::BTreeMap;
use std::ops::Range;

use faxban_core::{BodyKind, SourceKind};
use serde::Deserialize;
use toml::Spanned;

use super::FailOn;

/// A table of the file: the type, and for the schema each key with its documentation.
macro_rules! form {
    (
        $(#[doc = $about:literal])+
        pub struct $name:ident {
            $($(#[doc = $doc:literal])+ $(#[serde($default:ident)])? pub $key:ident: $type:ty,)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[doc = $doc])+ $(#[serde($default)])? pub $key: $type,)+
        }

        #[cfg(test)]
        impl super::schema::Described for $name {
            fn schema() -> serde_json::Value {
                super::schema::table(
                    concat!($($about),+),
                    &[$((stringify!($key), concat!($($doc),+), super::schema::key::<$type>())),+],
                )
            }
        }
    };
}

form! {
    /// The configuration of faxban's monthly audit. Paths are relative to the folder of this file.
    pub struct Form {
        /// What is looked for: fax, pagers, cctv, or a folder of `rules`.
        pub pack: Option<Put<String>>,
        /// Folder with rule files to use instead of those built in.
        pub rules: Option<Put<String>>,
        /// ODS list (etr.csv) by which names of organisations are given their codes.
        pub organisations: Option<Put<String>>,
        /// Folder for the report. `{as_of}` in its last part makes a folder a day, with `latest` beside them.
        pub out: Option<Put<String>>,
        /// End with code 1 if there are findings at or above this.
        pub fail_on: Option<FailOn>,
        /// Lists of exemptions.
        #[serde(default)]
        pub exemptions: Vec<Put<String>>,
        /// What organisations have declared of themselves.
        pub declarations: Option<Put<String>>,
        /// What reviewers have decided on findings.
        pub decisions: Option<Put<String>>,
        /// Files that are not audited, as patterns; with # and the pattern of a name behind it, sheets of a workbook.
        #[serde(default)]
        pub exclude: Vec<Put<String>>,
        /// An earlier report to compare with: its folder, or "latest".
        pub baseline: Option<Put<String>>,
        /// From when on a table that differs from the last report's is told of.
        pub thresholds: Option<ThresholdsForm>,
        /// Figures for monitoring.
        pub metrics: Option<MetricsForm>,
        /// Where tables come from. A file that several sources name belongs to the first of them.
        #[serde(default)]
        pub source: Vec<Put<SourceForm>>,
    }
}

form! {
    /// From when on a table that differs from the last report's is told of.
    pub struct ThresholdsForm {
        /// Lines or pounds that are so many percent of the last report's, or more: 300 if not given.
        pub more_percent: Option<Put<i64>>,
        /// Lines or pounds that are so many percent of the last report's, or less: 50 if not given.
        pub less_percent: Option<Put<i64>>,
        /// So many findings in the last report and none in this one: 5 if not given.
        pub findings_to_none: Option<Put<i64>>,
    }
}

form! {
    /// Figures for monitoring.
    pub struct MetricsForm {
        /// File for the text collector of node_exporter; its name ends in .prom.
        pub file: Put<String>,
    }
}

form! {
    /// Files that are read in the same way.
    pub struct SourceForm {
        /// Which files: a path with * for anything within a name, ** for any folders, [ab] for one of several signs.
        pub files: Put<String>,
        /// ODS code or name of the organisation that they belong to, whatever their columns say.
        pub organisation: Option<Put<String>>,
        /// What kind of body that is, such as nhs_trust, gp_practice or council; by it faxban tells who is bound.
        pub body: Option<BodyKind>,
        /// Take every table in them for this kind instead of telling it from the header.
        pub kind: Option<SourceKind>,
        /// Columns by what they mean: a header, or "#3" for the third column.
        #[serde(default)]
        pub map: BTreeMap<String, Put<String>>,
        /// Which event the date of a line is.
        pub date_basis: Option<Put<String>>,
        /// What the lines of the file add up to as its owner says, in pounds: "1,234.56".
        pub control_total: Option<Put<String>>,
        /// Sheets of its workbooks that are read in another way. A sheet that several entries name belongs to the first.
        #[serde(default)]
        pub sheet: Vec<Put<SheetForm>>,
        /// Whether it is a problem (exit code 3) that no file is there; true if not given.
        pub required: Option<bool>,
        /// For people: where the files come from, whom to ask.
        pub note: Option<String>,
    }
}

form! {
    /// Sheets of a workbook that are read in the same way.
    pub struct SheetForm {
        /// Which sheets: a name, with * for anything; capitals do not count.
        pub name: Put<String>,
        /// Leave them alone.
        pub exclude: Option<bool>,
        /// ODS code or name of the organisation that they belong to, whatever their columns say.
        pub organisation: Option<Put<String>>,
        /// What kind of body that is, such as nhs_trust, gp_practice or council; by it faxban tells who is bound.
        pub body: Option<BodyKind>,
        /// Take them for this kind instead of telling it from the header.
        pub kind: Option<SourceKind>,
        /// Columns by what they mean, before those of the source: a header, or "#3" for the third column.
        #[serde(default)]
        pub map: BTreeMap<String, Put<String>>,
        /// Which event the date of a line is.
        pub date_basis: Option<Put<String>>,
        /// What the lines of the sheet add up to as its owner says, in pounds: "1,234.56".
        pub control_total: Option<Put<String>>,
    }
}

/// A value and where it stands in the file.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Put<T>(Spanned<T>);

impl<T> Put<T> {
    /// The value.
    pub fn get(&self) -> &T {
        self.0.get_ref()
    }

    /// Its bytes in the file.
    pub fn span(&self) -> Range<usize> {
        self.0.span()
    }
}
