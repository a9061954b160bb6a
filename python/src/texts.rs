//! The columns of a record batch as the text that a file of the same table would hold.
//!
//! Columns of text are borrowed where they lie. Numbers and days are written out as the program reads them from
//! Parquet: decimals exactly, floats with the 15 digits that a spreadsheet keeps, days year first.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    DecimalType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, GenericStringArray, OffsetSizeTrait, PrimitiveArray, downcast_dictionary_array};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, TimeUnit};
use faxban_read::typed::{moment, number};
use jiff::SignedDuration;

/// A column as text.
pub struct Texts<'a> {
    text: Cow<'a, str>,
    ends: Ends<'a>,
    nulls: Option<&'a NullBuffer>,
}

enum Ends<'a> {
    Small(&'a [i32]),
    Large(&'a [i64]),
    Own(Vec<usize>),
}

impl Ends<'_> {
    fn at(&self, index: usize) -> usize {
        match self {
            Self::Small(ends) => ends.get(index).map_or(0, |end| usize::try_from(*end).unwrap_or(0)),
            Self::Large(ends) => ends.get(index).map_or(0, |end| usize::try_from(*end).unwrap_or(0)),
            Self::Own(ends) => ends.get(index).copied().unwrap_or(0),
        }
    }
}

impl<'a> Texts<'a> {
    /// The text of a column; none for a type that has no text, such as a list.
    pub fn of(array: &'a dyn Array) -> Option<Self> {
        downcast_dictionary_array!(
            array => {
                let values = Texts::of(array.values().as_ref())?;
                return Some(Self::written(array.len(), |row, out| {
                    if let Some(key) = array.key(row) {
                        out.push_str(values.get(key));
                    }
                }));
            },
            _ => {}
        );
        Some(match array.data_type() {
            DataType::Utf8 => Self::borrowed(array.as_string::<i32>(), Ends::Small),
            DataType::LargeUtf8 => Self::borrowed(array.as_string::<i64>(), Ends::Large),
            DataType::Utf8View => {
                let texts = array.as_string_view();
                Self::written(array.len(), |row, out| {
                    if texts.is_valid(row) {
                        out.push_str(texts.value(row));
                    }
                })
            }
            DataType::Null => Self::written(array.len(), |_, _| {}),
            DataType::Boolean => {
                let values = array.as_boolean();
                Self::written(array.len(), |row, out| {
                    if values.is_valid(row) {
                        out.push_str(if values.value(row) { "true" } else { "false" });
                    }
                })
            }
            DataType::Int8 => Self::numbers::<Int8Type>(array),
            DataType::Int16 => Self::numbers::<Int16Type>(array),
            DataType::Int32 => Self::numbers::<Int32Type>(array),
            DataType::Int64 => Self::numbers::<Int64Type>(array),
            DataType::UInt8 => Self::numbers::<UInt8Type>(array),
            DataType::UInt16 => Self::numbers::<UInt16Type>(array),
            DataType::UInt32 => Self::numbers::<UInt32Type>(array),
            DataType::UInt64 => Self::numbers::<UInt64Type>(array),
            DataType::Float32 => Self::primitive::<Float32Type>(array, |value| {
                if value.is_nan() { String::new() } else { value.to_string() }
            }),
            DataType::Float64 => Self::primitive::<Float64Type>(array, |value| {
                // pandas writes a missing number as none.
                if value.is_nan() { String::new() } else { number(value) }
            }),
            DataType::Decimal32(..) => Self::decimals::<Decimal32Type>(array),
            DataType::Decimal64(..) => Self::decimals::<Decimal64Type>(array),
            DataType::Decimal128(..) => Self::decimals::<Decimal128Type>(array),
            DataType::Decimal256(..) => Self::decimals::<Decimal256Type>(array),
            DataType::Date32 => Self::primitive::<Date32Type>(array, |days| {
                moment(SignedDuration::from_hours(i64::from(days).saturating_mul(24)))
            }),
            DataType::Date64 => {
                Self::primitive::<Date64Type>(array, |millis| moment(SignedDuration::from_millis(millis)))
            }
            DataType::Timestamp(unit, _) => match unit {
                TimeUnit::Second => {
                    Self::primitive::<TimestampSecondType>(array, |at| moment(SignedDuration::from_secs(at)))
                }
                TimeUnit::Millisecond => Self::primitive::<TimestampMillisecondType>(array, |at| {
                    moment(SignedDuration::from_millis(at))
                }),
                TimeUnit::Microsecond => Self::primitive::<TimestampMicrosecondType>(array, |at| {
                    moment(SignedDuration::from_micros(at))
                }),
                TimeUnit::Nanosecond => Self::primitive::<TimestampNanosecondType>(array, |at| {
                    moment(SignedDuration::from_nanos(at))
                }),
            },
            _ => return None,
        })
    }

    fn borrowed<O: OffsetSizeTrait>(array: &'a GenericStringArray<O>, ends: fn(&'a [O]) -> Ends<'a>) -> Self {
        let bytes = array.value_data();
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                Self { text: Cow::Borrowed(text), ends: ends(array.value_offsets()), nulls: array.nulls() }
            }
            // Text that is none is read as a file of such text would be.
            Err(_) => Self::written(array.len(), |row, out| {
                let at = |row: usize| array.value_offsets().get(row).map_or(0, |end| end.as_usize());
                let cell = bytes.get(at(row)..at(row + 1)).unwrap_or_default();
                if array.is_valid(row) {
                    out.push_str(&String::from_utf8_lossy(cell));
                }
            }),
        }
    }

    fn written(rows: usize, mut write: impl FnMut(usize, &mut String)) -> Self {
        let mut text = String::new();
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        for row in 0..rows {
            write(row, &mut text);
            ends.push(text.len());
        }
        Self { text: Cow::Owned(text), ends: Ends::Own(ends), nulls: None }
    }

    fn primitive<T: ArrowPrimitiveType>(array: &'a dyn Array, text: impl Fn(T::Native) -> String) -> Self {
        let values: &PrimitiveArray<T> = array.as_primitive();
        Self::written(array.len(), |row, out| {
            if values.is_valid(row) {
                out.push_str(&text(values.value(row)));
            }
        })
    }

    fn numbers<T: ArrowPrimitiveType<Native: std::fmt::Display>>(array: &'a dyn Array) -> Self {
        Self::primitive::<T>(array, |value| value.to_string())
    }

    fn decimals<T: DecimalType>(array: &'a dyn Array) -> Self {
        let values: &PrimitiveArray<T> = array.as_primitive();
        Self::written(array.len(), |row, out| {
            if values.is_valid(row) {
                out.push_str(&values.value_as_string(row));
            }
        })
    }

    /// A column in which nothing stands.
    pub fn blank(rows: usize) -> Self {
        Self::written(rows, |_, _| {})
    }

    /// A cell; blank where there is none.
    #[inline]
    pub fn get(&self, row: usize) -> &str {
        if self.nulls.is_some_and(|nulls| nulls.is_null(row)) {
            return "";
        }
        self.text.get(self.ends.at(row)..self.ends.at(row + 1)).unwrap_or_default()
    }

    /// The text of all rows together, and where each row's begins in it.
    pub fn whole(&self, rows: usize) -> (&str, impl Fn(usize) -> usize) {
        let (from, to) = (self.ends.at(0), self.ends.at(rows));
        (self.text.get(from..to).unwrap_or_default(), move |row| self.ends.at(row).saturating_sub(from))
    }
}
