//! The matching query: candidates as a frame, the compiled pack run over its text columns.
//!
//! Only matched candidates come out of it, so what is kept of a source is what will be reported.

use std::sync::Arc;

use faxban_core::{Confidence, Evidence, Field, Pack, Role, Row, Sign, SourceKind};
use faxban_engine::matching::{self, Matched};
use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, IntoLazy, IntoSeries, ListBuilderTrait,
    ListPrimitiveChunkedBuilder, NamedFrom, PolarsResult, Series, StringChunked, StructChunked, UInt32Type,
    as_struct, col, polars_bail,
};

use crate::candidates::Candidates;
use crate::layout::Layout;

/// Names of the query's own columns; they cannot be fields.
const CANDIDATE: &str = "#candidate";
const MATCH: &str = "#match";
const CONFIDENCE: &str = "#confidence";
const SIGNS: &str = "#signs";
/// Numbers by which a sign is handed on: role, rule or exclusion, column, begin and end of the words.
const NUMBERS: usize = 5;

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
    let confidences = frame.column(CONFIDENCE)?.u32()?.clone();
    let signs = frame.column(SIGNS)?.list()?.clone();
    let mut all = Vec::with_capacity(frame.height());
    for line in 0..frame.height() {
        let (Some(candidate), Some(signs)) = (index.get(line), signs.get_as_series(line)) else { continue };
        let candidate = candidate as usize;
        let numbers: Vec<usize> = signs.u32()?.into_no_null_iter().map(|number| number as usize).collect();
        let confidence = confidences.get(line).and_then(|at| Confidence::ALL.get(at as usize).copied());
        let signs = numbers.chunks_exact(NUMBERS).filter_map(|sign| to_sign(sign, layout)).collect();
        let row = matching::row(candidates, candidate, layout);
        // The frame holds the evidence alone; few lines have a text of which it has to be said where it is from.
        let unread = row.get(Field::Unread).and_then(|_| matching::weigh(pack, &row, layout.kind).1);
        all.push(Matched {
            candidate,
            row: candidates.row(candidate),
            pence: candidates.pence(candidate),
            cells: matching::cells(candidates, candidate, layout, unread.as_ref()),
            unread: unread.map(|unread| unread.column),
            evidence: Evidence { confidence, signs },
        });
    }
    Ok(all)
}

/// A sign as numbers: what a column of the frame can hold.
fn from_sign(sign: &Sign, fields: &[Field]) -> Option<[u32; NUMBERS]> {
    let role = Role::ALL.iter().position(|role| *role == sign.role)?;
    let column = fields.iter().position(|field| *field == sign.column)?;
    let mut numbers = [0; NUMBERS];
    for (number, value) in numbers.iter_mut().zip([role, sign.by, column, sign.span.start, sign.span.end]) {
        *number = u32::try_from(value).ok()?;
    }
    Some(numbers)
}

fn to_sign(numbers: &[usize], layout: &Layout) -> Option<Sign> {
    let [role, by, column, start, end] = *numbers else { return None };
    let (column, _) = *layout.fields.get(column)?;
    Some(Sign { role: *Role::ALL.get(role)?, by, column, span: start..end })
}

fn run(pack: &Arc<Pack>, layout: &Layout, candidates: &Candidates) -> PolarsResult<DataFrame> {
    let fields: Vec<Field> = layout.fields.iter().map(|(field, _)| *field).collect();
    let columns: Vec<_> = fields.iter().map(|field| col(field.as_str())).collect();
    let pack = Arc::clone(pack);
    let kind = layout.kind;
    let matcher = move |column: Column| match_column(&pack, kind, &fields, &column);
    let to_struct = |_: &polars::prelude::Schema, field: &polars::prelude::Field| {
        let part = |name: &str, kind| polars::prelude::Field::new(name.into(), kind);
        let parts =
            vec![part(CONFIDENCE, DataType::UInt32), part(SIGNS, DataType::List(Box::new(DataType::UInt32)))];
        Ok(part(field.name(), DataType::Struct(parts)))
    };
    let frame = frame(candidates, layout)?
        .lazy()
        .select([as_struct(columns).map(matcher, to_struct).alias(MATCH)])
        .with_row_index(CANDIDATE, None)
        .unnest(polars::prelude::cols([MATCH]), None)
        .filter(col(SIGNS).is_not_null())
        .collect()?;
    Ok(frame)
}

/// The candidates as a frame: one text column a field, blank cells as null.
fn frame(candidates: &Candidates, layout: &Layout) -> PolarsResult<DataFrame> {
    let fields = layout.fields.len();
    let columns: Vec<Column> = layout
        .fields
        .iter()
        .enumerate()
        .map(|(position, (field, _))| {
            let cells: Vec<Option<&str>> = (0..candidates.len())
                .map(|candidate| {
                    Some(candidates.cell(candidate, position, fields)).filter(|text| !text.is_empty())
                })
                .collect();
            Series::new(field.as_str().into(), cells).into_column()
        })
        .collect();
    DataFrame::new(candidates.len(), columns)
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
    let mut confidences: Vec<Option<u32>> = Vec::with_capacity(lines);
    let mut signs =
        ListPrimitiveChunkedBuilder::<UInt32Type>::new(SIGNS.into(), lines, lines, DataType::UInt32);
    for line in 0..lines {
        let mut row = Row::new();
        for (field, text) in fields.iter().zip(&texts) {
            if let Some(cell) = text.get(line) {
                row.set(*field, cell);
            }
        }
        let (evidence, _) = matching::weigh(pack, &row, kind);
        confidences.push(evidence.confidence.map(|confidence| confidence as u32));
        if evidence.signs.is_empty() {
            signs.append_null();
        } else {
            let numbers: Vec<[u32; NUMBERS]> =
                evidence.signs.iter().filter_map(|sign| from_sign(sign, fields)).collect();
            signs.append_slice(numbers.as_flattened());
        }
    }
    let parts = [Series::new(CONFIDENCE.into(), confidences), signs.finish().into_series()];
    let matches = StructChunked::from_series(column.name().clone(), lines, parts.iter())?;
    Ok(matches.into_series().into())
}
