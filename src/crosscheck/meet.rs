//! Joins of the cross-check, as polars queries that cannot explode: both sides are grouped by key first, so that a
//! thousand equal purchases and a thousand equal refunds meet once, not a million times.

use polars::prelude::{
    Column, DataFrame, IntoColumn, IntoLazy, LazyFrame, NamedFrom, PolarsResult, Series, SortMultipleOptions,
    col, len, lit,
};

/// A key with the number of the line that has it.
pub type Keyed = (String, u32);

/// The lines of two sides that have a key in common, each in ascending order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Of the left side.
    pub left: Vec<u32>,
    /// Of the right side.
    pub right: Vec<u32>,
}

/// Joins two sides; meetings come in the order of their keys.
///
/// # Errors
/// When polars refuses a query.
pub fn meet(left: &[Keyed], right: &[Keyed]) -> PolarsResult<Vec<Meeting>> {
    if left.is_empty() || right.is_empty() {
        return Ok(Vec::new());
    }
    let side = |rows: &[Keyed], name: &str| -> PolarsResult<LazyFrame> {
        Ok(frame(rows, name)?.lazy().group_by([col("key")]).agg([col(name)]))
    };
    let met = side(left, "left")?
        .inner_join(side(right, "right")?, col("key"), col("key"))
        .sort(["key"], SortMultipleOptions::default())
        .collect()?;
    (0..met.height())
        .map(|row| Ok(Meeting { left: numbers(&met, "left", row)?, right: numbers(&met, "right", row)? }))
        .collect()
}

/// Lines of one side that share a key, in the order of the keys.
///
/// # Errors
/// When polars refuses the query.
pub fn alike(rows: &[Keyed]) -> PolarsResult<Vec<Vec<u32>>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let groups = frame(rows, "row")?
        .lazy()
        .group_by([col("key")])
        .agg([col("row"), len().alias("lines")])
        .filter(col("lines").gt(lit(1)))
        .sort(["key"], SortMultipleOptions::default())
        .collect()?;
    (0..groups.height()).map(|row| numbers(&groups, "row", row)).collect()
}

fn frame(rows: &[Keyed], name: &str) -> PolarsResult<DataFrame> {
    let keys: Vec<&str> = rows.iter().map(|(key, _)| key.as_str()).collect();
    let numbers: Vec<u32> = rows.iter().map(|(_, number)| *number).collect();
    let columns: Vec<Column> =
        vec![Series::new("key".into(), keys).into_column(), Series::new(name.into(), numbers).into_column()];
    DataFrame::new(rows.len(), columns)
}

fn numbers(frame: &DataFrame, name: &str, row: usize) -> PolarsResult<Vec<u32>> {
    let Some(list) = frame.column(name)?.list()?.get_as_series(row) else { return Ok(Vec::new()) };
    let mut numbers: Vec<u32> = list.u32()?.iter().flatten().collect();
    numbers.sort_unstable();
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::{Meeting, alike, meet};

    fn keyed(rows: &[(&str, u32)]) -> Vec<(String, u32)> {
        rows.iter().map(|(key, row)| ((*key).to_owned(), *row)).collect()
    }

    #[test]
    fn only_keys_of_both_sides_meet() {
        let met = meet(&keyed(&[("b", 3), ("a", 1), ("b", 2)]), &keyed(&[("b", 9), ("c", 4)])).unwrap();
        assert_eq!(met, [Meeting { left: vec![2, 3], right: vec![9] }]);
        assert_eq!(meet(&keyed(&[("a", 1)]), &[]).unwrap(), []);
    }

    #[test]
    fn a_key_that_stands_alone_is_like_no_other() {
        assert_eq!(alike(&keyed(&[("b", 3), ("a", 1), ("b", 2)])).unwrap(), [[2, 3]]);
    }
}
