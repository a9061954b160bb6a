//! The core of faxban for Python: what `faxban.audit` and `faxban.spark` are made of.
//!
//! Tables come and go through Arrow's `PyCapsule` interface; lines are judged by the same crates as in the command,
//! so that both come to the same outcomes.

mod capsule;
mod output;
mod session;
mod texts;
mod told;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use arrow_schema::ArrowError;
use faxban_core::dates::DateOrder;
use faxban_core::{Field, SourceKind};
use faxban_engine::organisations::Organisations;
use faxban_engine::rules::{DEFAULT_PACK, Rules};
use faxban_engine::totals::Totals;
use jiff::civil::Date;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use capsule::Table;
use session::{Audited, Options, Session};

/// Findings, cleared lines, rejected rows, totals.
type Results = (Table, Table, Table, Sums);

/// Audits one table, whole or batch by batch; its rules are compiled once in a process.
#[pyclass(frozen, module = "faxban")]
#[derive(Debug)]
struct Auditor {
    session: Session,
}

fn wrong(message: impl Into<String>) -> PyErr {
    PyValueError::new_err(message.into())
}

#[pymethods]
impl Auditor {
    #[new]
    #[pyo3(signature = (columns, *, as_of, kind=None, map=None, key=None, rules=None, pack=None, organisation=None, default_organisation=None, organisations=None, date_basis=None, date_order=None, show_personal_data=false, source="table"))]
    #[expect(clippy::too_many_arguments, reason = "each is an argument by name in Python")]
    fn new(
        columns: Vec<String>,
        as_of: &str,
        kind: Option<&str>,
        map: Option<BTreeMap<String, String>>,
        key: Option<String>,
        rules: Option<PathBuf>,
        pack: Option<&str>,
        organisation: Option<String>,
        default_organisation: Option<String>,
        organisations: Option<PathBuf>,
        date_basis: Option<String>,
        date_order: Option<&str>,
        show_personal_data: bool,
        source: &str,
    ) -> PyResult<Self> {
        let as_of = as_of.parse::<Date>().map_err(|_| {
            wrong(format!("as_of=\"{as_of}\" is no day; pass one such as as_of=\"2026-10-31\""))
        })?;
        let kind = kind.map(|kind| kind.parse::<SourceKind>().map_err(wrong)).transpose()?;
        let date_order = match date_order {
            None => None,
            Some("day_first") => Some(DateOrder::DayMonth),
            Some("month_first") => Some(DateOrder::MonthDay),
            Some(other) => {
                return Err(wrong(format!(
                    "date_order=\"{other}\" is neither \"day_first\" nor \"month_first\"; pass one of them"
                )));
            }
        };
        let mut named = Vec::new();
        for (field, column) in map.unwrap_or_default() {
            let field: Field = field.parse().map_err(|error: String| wrong(format!("columns: {error}")))?;
            named.push((field, column));
        }
        let rules = rules_of(rules.as_deref(), pack.unwrap_or(DEFAULT_PACK)).map_err(wrong)?;
        let organisations =
            organisations.map(|path| Organisations::read(&path)).transpose().map_err(wrong)?;
        let options = Options {
            kind,
            as_of,
            map: named,
            key,
            organisation,
            default_organisation: default_organisation.unwrap_or_default(),
            date_basis,
            date_order,
            show_personal_data,
            source: source.to_owned(),
        };
        Ok(Self { session: Session::new(columns, rules, organisations, options).map_err(wrong)? })
    }

    /// Audits one record batch by itself; see `faxban.Auditor.audit` in the stubs.
    fn audit(&self, py: Python<'_>, batch: &Bound<'_, PyAny>) -> PyResult<Results> {
        let batches = capsule::batches(batch)?;
        let [batch] = batches.as_slice() else {
            return Err(wrong(
                "several record batches were given; pass one, or the whole table to audit_table",
            ));
        };
        let audited = py.detach(|| self.session.batch(batch)).map_err(wrong)?;
        self.result(&audited, false)
    }

    /// Audits a whole table, as the command does with a file.
    fn audit_table(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Results> {
        let batches = capsule::batches(table)?;
        let audited = py.detach(|| self.session.table(&batches)).map_err(wrong)?;
        self.result(&audited, true)
    }

    /// `ledger` or `register`.
    #[getter]
    fn kind(&self) -> &'static str {
        self.session.layout.kind.as_str()
    }

    /// What the columns were taken for, as JSON.
    fn layout_json(&self) -> String {
        told::layout(&self.session.layout).to_string()
    }

    /// The rules, as JSON.
    fn rules_json(&self) -> String {
        told::rules(self.session.rules()).to_string()
    }
}

impl Auditor {
    fn result(&self, audited: &Audited, numbered: bool) -> PyResult<Results> {
        let broken = |error: ArrowError| PyRuntimeError::new_err(error.to_string());
        let [findings, cleared, rejects] =
            output::tables(audited, &self.session.options.source, numbered).map_err(broken)?;
        Ok((
            Table::new(findings),
            Table::new(cleared),
            Table::new(rejects),
            Sums { totals: audited.totals.clone() },
        ))
    }
}

/// Compiled rules by folder and pack.
type Compiled = BTreeMap<(Option<PathBuf>, String), Arc<Rules>>;

/// Rules by folder and pack; compiled once in a process.
fn rules_of(folder: Option<&Path>, pack: &str) -> Result<Arc<Rules>, String> {
    static COMPILED: Mutex<Compiled> = Mutex::new(Compiled::new());
    let name = (folder.map(Path::to_owned), pack.to_owned());
    let known = COMPILED.lock().ok().and_then(|compiled| compiled.get(&name).cloned());
    if let Some(rules) = known {
        return Ok(rules);
    }
    let rules = Arc::new(Rules::load(folder, pack).map_err(|faults| faults.join("\n"))?);
    if let Ok(mut compiled) = COMPILED.lock() {
        compiled.insert(name, Arc::clone(&rules));
    }
    Ok(rules)
}

/// Control totals of some rows; they add up in any order and go through text unchanged.
#[pyclass(name = "Totals", module = "faxban")]
#[derive(Debug, Default)]
struct Sums {
    totals: Totals,
}

#[pymethods]
impl Sums {
    /// Totals of nothing, or those that a text of [`Sums::json`] holds.
    #[new]
    #[pyo3(signature = (json=None))]
    fn new(json: Option<&str>) -> PyResult<Self> {
        let Some(text) = json else { return Ok(Self::default()) };
        let totals = serde_json::from_str(text);
        Ok(Self { totals: totals.map_err(|error| wrong(format!("these are no totals of faxban: {error}")))? })
    }

    /// Adds those of other rows.
    fn add(&mut self, other: &Self) {
        self.totals.merge(&other.totals);
    }

    /// All of it as text.
    fn json(&self) -> PyResult<String> {
        serde_json::to_string(&self.totals).map_err(|error| PyRuntimeError::new_err(error.to_string()))
    }

    /// What it says, as JSON for people.
    fn describe_json(&self) -> String {
        told::totals(&self.totals).to_string()
    }
}

/// The columns of findings, cleared lines and rejected rows.
#[pyfunction]
fn output_columns() -> [Vec<&'static str>; 3] {
    output::names()
}

/// The names of what a column can mean.
#[pyfunction]
fn meanings() -> Vec<&'static str> {
    Field::ALL.iter().map(|field| field.as_str()).collect()
}

/// The native half of the package.
#[pymodule]
fn _faxban(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<Auditor>()?;
    module.add_class::<Table>()?;
    module.add_class::<Sums>()?;
    module.add_function(wrap_pyfunction!(output_columns, module)?)?;
    module.add_function(wrap_pyfunction!(meanings, module)?)
}
