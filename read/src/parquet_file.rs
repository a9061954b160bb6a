//! Parquet: rows as text cells, the names of the columns as the first row.

use std::fs::File;
use std::ops::ControlFlow;

use bytes::Bytes;
use jiff::SignedDuration;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::Field;

use crate::guard::guarded;
use crate::typed::{self, moment};
use crate::workbook::EachRow;

/// How many rows a byte can hold: a file of the same line a thousand times over is already an odd one.
const MOST_ROWS_PER_BYTE: u64 = 1_000;

/// What even a small file may claim.
const ALWAYS: u64 = 16 << 20;

/// Where a file's bytes are.
#[derive(Debug)]
pub enum Source {
    /// On disk.
    File(File),
    /// In memory.
    Memory(Bytes),
}

/// Calls `each` for every row; the first is the names of the columns, as in a CSV file of the same table.
///
/// # Errors
/// A sentence when the file is damaged.
pub fn rows(source: &Source, each: &mut EachRow<'_>) -> Result<(), String> {
    // The library panics on some damaged files.
    let result = guarded(|| match source {
        Source::File(file) => file.try_clone().map_err(ParquetError::from).and_then(|file| walk(file, each)),
        Source::Memory(bytes) => walk(bytes.clone(), each),
    });
    let result = result.unwrap_or_else(|| Err(ParquetError::General("it makes no sense inside".to_owned())));
    result.map_err(|error| format!("the Parquet file is damaged or cut short ({error}); get it again"))
}

fn walk(source: impl ChunkReader + 'static, each: &mut EachRow<'_>) -> Result<(), ParquetError> {
    let bytes = source.len();
    let reader = SerializedFileReader::new(source)?;
    let counts =
        reader.metadata().row_groups().iter().map(|group| u64::try_from(group.num_rows()).unwrap_or(0));
    let count = counts.fold(0, u64::saturating_add);
    if count > bytes.saturating_mul(MOST_ROWS_PER_BYTE).max(ALWAYS) {
        return Err(ParquetError::General(format!("it has {bytes} bytes and claims {count} rows")));
    }
    let schema = reader.metadata().file_metadata().schema_descr().root_schema();
    let names: Vec<String> = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    let nanoseconds: Vec<bool> = schema
        .get_fields()
        .iter()
        .map(|field| {
            let logical = field.get_basic_info().logical_type_ref();
            matches!(logical, Some(LogicalType::Timestamp(stamp)) if stamp.unit == TimeUnit::NANOS)
        })
        .collect();
    if each(1, &names).is_break() {
        return Ok(());
    }
    let mut number = 1;
    for row in reader.get_row_iter(None)? {
        number += 1;
        let row = row?;
        let cells: Vec<String> = row
            .get_column_iter()
            .zip(&nanoseconds)
            .map(|((_, value), nanoseconds)| text(value, *nanoseconds))
            .collect();
        if let ControlFlow::Break(()) = each(number, &cells) {
            return Ok(());
        }
    }
    Ok(())
}

fn text(value: &Field, nanoseconds: bool) -> String {
    match value {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => crate::encoding::decode(bytes.data()).into_owned(),
        Field::Double(number) => typed::number(*number),
        Field::Date(days) => moment(SignedDuration::from_hours(i64::from(*days) * 24)),
        Field::TimestampMillis(millis) => moment(SignedDuration::from_millis(*millis)),
        Field::TimestampMicros(micros) => moment(SignedDuration::from_micros(*micros)),
        Field::Long(nanos) if nanoseconds => moment(SignedDuration::from_nanos(*nanos)),
        other => other.to_string(),
    }
}
