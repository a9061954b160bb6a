//! Arrow's C data interface through `PyCapsule`: tables in, tables out, nothing copied.
//!
//! What a capsule of the right name holds is the producer's promise; taking it over is all the unsafe code there is.

#![allow(unsafe_code, reason = "the C data interface hands over pointers")]

use std::ffi::CStr;
use std::ptr::NonNull;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator, StructArray};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// An Arrow fault as Python tells it.
pub fn told(error: &ArrowError) -> PyErr {
    PyValueError::new_err(format!("the Arrow data cannot be read: {error}"))
}

fn pointer<T>(capsule: &Bound<'_, PyAny>, name: &'static CStr) -> PyResult<NonNull<T>> {
    Ok(capsule.cast::<PyCapsule>()?.pointer_checked(Some(name))?.cast())
}

/// The record batches of anything that exports Arrow: a table of pyarrow, pandas or polars, or a batch.
///
/// # Errors
/// A `TypeError` when it exports none, a `ValueError` when what it exports is broken.
pub fn batches(table: &Bound<'_, PyAny>) -> PyResult<Vec<RecordBatch>> {
    if table.hasattr("__arrow_c_stream__")? {
        let capsule = table.call_method0("__arrow_c_stream__")?;
        let stream = pointer::<FFI_ArrowArrayStream>(&capsule, STREAM)?;
        // SAFETY: a capsule of this name holds a valid stream; moving it out leaves an empty one behind.
        let reader = unsafe { RecordBatchStreamReader::from_raw(stream.as_ptr()) }.map_err(|e| told(&e))?;
        let schema = arrow_array::RecordBatchReader::schema(&reader);
        let mut all = reader.collect::<Result<Vec<_>, _>>().map_err(|error| told(&error))?;
        if all.is_empty() {
            all.push(RecordBatch::new_empty(schema));
        }
        return Ok(all);
    }
    if table.hasattr("__arrow_c_array__")? {
        let pair = table.call_method0("__arrow_c_array__")?;
        let pair = pair.cast::<PyTuple>()?;
        let schema = pointer::<FFI_ArrowSchema>(&pair.get_item(0)?, SCHEMA)?;
        let array = pointer::<FFI_ArrowArray>(&pair.get_item(1)?, ARRAY)?;
        // SAFETY: capsules of these names hold a valid schema and array; the array is moved out, the schema only read
        // while its capsule lives.
        let data = unsafe { from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
        let data = data.map_err(|error| told(&error))?;
        if !matches!(data.data_type(), arrow_schema::DataType::Struct(_)) {
            return Err(PyTypeError::new_err("a single column was given; pass a table or a record batch"));
        }
        return Ok(vec![RecordBatch::from(StructArray::from(data))]);
    }
    let kind = table.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "a {kind} is no Arrow table; pass a table of pyarrow, a DataFrame of polars or of pandas 2.2 or later, or anything with __arrow_c_stream__"
    )))
}

/// A table in Arrow's form; anything that reads Arrow takes it: `pyarrow.table(it)`, `polars.DataFrame(it)`.
#[pyclass(frozen, module = "faxban")]
#[derive(Debug)]
pub struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Table {
    /// A table of one batch.
    pub fn new(batch: RecordBatch) -> Self {
        Self { schema: batch.schema(), batches: vec![batch] }
    }
}

#[pymethods]
impl Table {
    /// Takes a table over from whoever exports Arrow.
    #[staticmethod]
    fn read(table: &Bound<'_, PyAny>) -> PyResult<Self> {
        let batches = batches(table)?;
        let schema = batches.first().map_or_else(|| Schema::empty().into(), RecordBatch::schema);
        Ok(Self { schema, batches })
    }

    /// The number of rows.
    #[getter]
    fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<faxban.Table of {} rows and {} columns>", self.num_rows(), self.schema.fields().len())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A producer may leave a wish for another schema unfulfilled.
        drop(requested_schema);
        let batches = self.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(batches, self.schema.clone());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref()).map_err(|error| told(&error))?;
        PyCapsule::new_with_value(py, schema, SCHEMA)
    }
}
