//! Lines by day: looked up by the day's numbers, since nearly every line of a table has one.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Lines of a year by two numbers up to 31.
type Year = [[u64; 32]; 32];

/// Numbers of lines by year and two other numbers, in the order of these.
#[derive(Debug, Clone, Default)]
pub(super) struct Calendar {
    /// By the year's number.
    years: Vec<Option<Box<Year>>>,
}

impl Calendar {
    /// Counts lines of a day; its numbers are 31 at most.
    #[inline(always)]
    pub fn add(&mut self, year: i16, first: u8, second: u8, lines: u64) {
        let index = usize::from(year.unsigned_abs());
        if self.years.len() <= index {
            self.years.resize(index + 1, None);
        }
        let year = self.years[index].get_or_insert_default();
        year[usize::from(first % 32)][usize::from(second % 32)] += lines;
    }

    pub const fn is_empty(&self) -> bool {
        self.years.is_empty()
    }

    /// Year, first and second number of every day with lines, and how many they are.
    pub fn iter(&self) -> impl Iterator<Item = (i16, u8, u8, u64)> {
        let years = (0..).zip(&self.years).filter_map(|(year, days)| Some((year, days.as_deref()?)));
        years.flat_map(|(year, days)| {
            let numbers =
                (0..).zip(days).flat_map(|(first, days)| (0..).zip(days).map(move |day| (first, day)));
            numbers
                .filter(|(_, (_, lines))| **lines > 0)
                .map(move |(first, (second, lines))| (year, first, second, *lines))
        })
    }

    pub fn merge(&mut self, other: &Self) {
        for (year, first, second, lines) in other.iter() {
            self.add(year, first, second, lines);
        }
    }
}

/// A day's numbers in one: the year, a byte for each of the others.
const fn packed(year: i16, first: u8, second: u8) -> u32 {
    ((year.unsigned_abs() as u32) << 16) | ((first as u32) << 8) | second as u32
}

impl Serialize for Calendar {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter().map(|(year, first, second, lines)| (packed(year, first, second), lines)))
    }
}

impl<'de> Deserialize<'de> for Calendar {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut calendar = Self::default();
        for (packed, lines) in BTreeMap::<u32, u64>::deserialize(from)? {
            let [_, _, first, second] = packed.to_be_bytes();
            match i16::try_from(packed >> 16) {
                Ok(year) if year < 10_000 && first < 32 && second < 32 => {
                    calendar.add(year, first, second, lines)
                }
                _ => return Err(D::Error::custom(format!("{packed} is no day"))),
            }
        }
        Ok(calendar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_in_their_order_and_back_from_text() {
        let mut calendar = Calendar::default();
        for (year, first, second) in [(2020, 31, 1), (1999, 1, 2), (2020, 3, 12), (2020, 31, 1)] {
            calendar.add(year, first, second, 1);
        }
        let text = serde_json::to_string(&calendar).unwrap();
        let back: Calendar = serde_json::from_str(&text).unwrap();
        assert_eq!(back.iter().collect::<Vec<_>>(), [(1999, 1, 2, 1), (2020, 3, 12, 1), (2020, 31, 1, 2)]);
        assert!(serde_json::from_str::<Calendar>(r#"{"4294967295": 1}"#).is_err());
    }
}
