//! The matching query: candidates as a frame, the compiled pack run over its text columns.
//!
//! Only matched candidates come out of it, so what is kept of a source is what will be reported.

use std::sync::Arc;

use faxban_core::{Field, Pack, Row, SourceKind};
use polars::prelude::{
    ChunkedArray, Column, DataFrame, DataType, IntoLazy, IntoSeries, NamedFrom, PolarsResult, Series,
    StringChunked, StructChunked, UInt32Type, as_struct, col, polars_bail,
};

use crate::candidates::Candidates;
use crate::layout::Layout;

/// A candidate that rules match, with its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Its position among the candidates of its batch.
    pub candidate: usize,
    /// Row number as a person counts.
    pub row: u64,
    /// Amount in pence.
    pub pence: Option<i64>,
    /// Cells in the order of [`Layout::fields`].
    pub cells: Vec<Box<str>>,
    /// The rule that decides or, for a cleared line, that was explained.
    pub rule: usize,
    /// The exclusion that explains it; none when the match stands.
    pub exclusion: Option<usize>,
    /// The column in which the words stand.
    pub column: Field,
    /// The words as written.
    pub text: Box<str>,
}

impl Matched {
    /// The cell of a field, without surrounding white space; none when blank or not mapped.
    #[must_use]
    pub fn cell(&self, layout: &Layout, field: Field) -> Option<&str> {
        let position = layout.fields.iter().position(|(known, _)| *known == field)?;
        self.cells.get(position).map(AsRef::as_ref).filter(|text: &&str| !text.is_empty())
    }
}

/// Names of the query's own columns; they cannot be fields.
const CANDIDATE: &str = "#candidate";
const MATCH: &str = "#match";
const PARTS: [&str; 5] = ["#rule", "#exclusion", "#column", "#start", "#end"];

/// Runs the pack over candidates and gives the matched ones, in their order.
///
/// # Errors
/// When polars cannot run the query.
pub fn matched(pack: &Arc<Pack>, layout: &Layout, candidates: &Candidates) -> PolarsResult<Vec<Matched>> {
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let frame = run(pack, layout, candidates)?;
    let index = frame.column(CANDIDATE)?.idx()?.clone();
    let parts: Vec<ChunkedArray<UInt32Type>> =
        PARTS.iter().map(|part| frame.column(part)?.u32().cloned()).collect::<PolarsResult<_>>()?;
    let [rules, exclusions, columns, starts, ends] = parts.as_slice() else { return Ok(Vec::new()) };
    let fields = layout.fields.len();
    let mut all = Vec::with_capacity(frame.height());
    for line in 0..frame.height() {
        let (Some(candidate), Some(rule), Some(position)) =
            (index.get(line), rules.get(line), columns.get(line))
        else {
            continue;
        };
        let candidate = candidate as usize;
        let position = position as usize;
        let span = starts.get(line).unwrap_or(0) as usize..ends.get(line).unwrap_or(0) as usize;
        let cells: Vec<Box<str>> =
            (0..fields).map(|position| candidates.cell(candidate, position, fields).into()).collect();
        all.push(Matched {
            candidate,
            row: candidates.row(candidate),
            pence: candidates.pence(candidate),
            rule: rule as usize,
            exclusion: exclusions.get(line).map(|exclusion| exclusion as usize),
            column: layout.fields.get(position).map_or(Field::Description, |(field, _)| *field),
            text: cells.get(position).and_then(|cell| cell.get(span)).unwrap_or_default().into(),
            cells,
        });
    }
    Ok(all)
}

fn run(pack: &Arc<Pack>, layout: &Layout, candidates: &Candidates) -> PolarsResult<DataFrame> {
    let fields: Vec<Field> = layout.fields.iter().map(|(field, _)| *field).collect();
    let columns: Vec<_> = fields.iter().map(|field| col(field.as_str())).collect();
    let pack = Arc::clone(pack);
    let kind = layout.kind;
    let matcher = move |column: Column| match_column(&pack, kind, &fields, &column);
    let to_struct = |_: &polars::prelude::Schema, field: &polars::prelude::Field| {
        let parts =
            PARTS.iter().map(|part| polars::prelude::Field::new((*part).into(), DataType::UInt32)).collect();
        Ok(polars::prelude::Field::new(field.name().clone(), DataType::Struct(parts)))
    };
    let frame = candidates
        .frame(layout)?
        .lazy()
        .select([as_struct(columns).map(matcher, to_struct).alias(MATCH)])
        .with_row_index(CANDIDATE, None)
        .unnest(polars::prelude::cols([MATCH]), None)
        .filter(col(PARTS[0]).is_not_null())
        .collect()?;
    Ok(frame)
}

/// The core's matcher over a struct column of cells.
fn match_column(pack: &Pack, kind: SourceKind, fields: &[Field], column: &Column) -> PolarsResult<Column> {
    let cells = column.as_materialized_series();
    let cells = cells.struct_()?.fields_as_series();
    let texts: Vec<&StringChunked> = cells.iter().map(|series| series.str()).collect::<PolarsResult<_>>()?;
    if texts.len() != fields.len() {
        polars_bail!(ComputeError: "{} columns for {} fields", texts.len(), fields.len());
    }
    let lines = column.len();
    let mut parts: [Vec<Option<u32>>; 5] = std::array::from_fn(|_| Vec::with_capacity(lines));
    for line in 0..lines {
        let mut row = Row::new();
        for (field, text) in fields.iter().zip(&texts) {
            if let Some(cell) = text.get(line) {
                row.set(*field, cell);
            }
        }
        let matches = pack.matches(&row, kind);
        let hit = matches.decisive().or_else(|| matches.hits.first());
        let number = |value: usize| u32::try_from(value).ok();
        let values = match hit {
            None => [None; 5],
            Some(hit) => [
                number(hit.rule),
                hit.cleared_by.and_then(number),
                fields.iter().position(|field| *field == hit.column).and_then(number),
                number(hit.span.start),
                number(hit.span.end),
            ],
        };
        for (part, value) in parts.iter_mut().zip(values) {
            part.push(value);
        }
    }
    let parts: Vec<Series> =
        PARTS.iter().zip(&parts).map(|(name, values)| Series::new((*name).into(), values)).collect();
    let matches = StructChunked::from_series(column.name().clone(), lines, parts.iter())?;
    Ok(matches.into_series().into())
}
