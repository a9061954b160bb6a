//! Workbooks of every form: what Excel and LibreOffice open is read, cell by cell.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod binary;
mod bounds;
mod facts;
mod forms;
mod odd;
mod same;
mod support;
