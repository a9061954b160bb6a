//! Days in JSON, as 2026-10-31.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Writes a day.
///
/// # Errors
/// When the writer fails.
pub fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// Reads a day.
///
/// # Errors
/// When it is none.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}

/// A day or none.
pub mod optional {
    use super::{Date, Deserialize, Deserializer, Serialize, Serializer, de};

    /// Writes a day, or null.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn serialize<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        day.map(|day| day.to_string()).serialize(serializer)
    }

    /// Reads a day, or null.
    ///
    /// # Errors
    /// When it is neither.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let written: Option<String> = Deserialize::deserialize(deserializer)?;
        written.map(|day| day.parse().map_err(de::Error::custom)).transpose()
    }
}
