//! Lines by day while records are screened: looked up by the day's numbers, since nearly every line has one.

use faxban_core::dates::{Form, WrittenDate};

/// Lines of a year by two numbers up to 31.
type Year = [[u64; 32]; 32];

/// Days as they are written, with their lines.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    /// By the year's number and the form.
    years: Vec<[Option<Box<Year>>; Form::ALL.len()]>,
}

impl Calendar {
    /// Counts a line. No number of a date that the quick reader gives is above 31.
    #[inline(always)]
    pub fn add(&mut self, date: &WrittenDate) {
        let index = usize::from(date.year.unsigned_abs());
        if self.years.len() <= index {
            self.years.resize_with(index + 1, Default::default);
        }
        let year = self.years[index][date.form as usize].get_or_insert_default();
        year[usize::from(date.first % 32)][usize::from(date.second % 32)] += 1;
    }

    /// Every day that has lines, and how many they are.
    pub fn days(&self) -> impl Iterator<Item = (WrittenDate, u64)> {
        let years = (0..).zip(&self.years).flat_map(|(year, forms)| {
            let of_one = Form::ALL.into_iter().zip(forms);
            of_one.filter_map(move |(form, days)| Some((year, form, days.as_deref()?)))
        });
        years.flat_map(|(year, form, days)| {
            let pairs =
                (0..).zip(days).flat_map(|(first, days)| (0..).zip(days).map(move |day| (first, day)));
            pairs
                .filter(|(_, (_, lines))| **lines > 0)
                .map(move |(first, (second, lines))| (WrittenDate { year, first, second, form }, *lines))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_they_are_written() {
        let mut calendar = Calendar::default();
        let date = |year, first, second, form| WrittenDate { year, first, second, form };
        let days = [
            date(1999, 1, 2, Form::Certain),
            date(2020, 3, 12, Form::LongYear),
            date(2020, 31, 1, Form::LongYear),
            date(2020, 3, 12, Form::Certain),
        ];
        days.iter().chain(&days[..1]).for_each(|day| calendar.add(day));
        let counted: Vec<(WrittenDate, u64)> = calendar.days().collect();
        assert_eq!(counted, [(days[0], 2), (days[3], 1), (days[1], 1), (days[2], 1)]);
    }
}
