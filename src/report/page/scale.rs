//! Lengths of bars and where the lines of an axis stand, in whole numbers.

/// Height of the upright charts in pixels.
pub const HEIGHT: i128 = 200;

/// A part of a whole as a percentage with two decimals.
#[must_use]
pub fn percent(part: i128, whole: i128) -> String {
    let hundredths = part * 10_000 / whole.max(1);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// From the least to the greatest value of an upright chart, zero among them, with lines at round values.
#[derive(Debug, PartialEq, Eq)]
pub struct Scale {
    low: i128,
    high: i128,
    step: i128,
}

impl Scale {
    /// The scale that holds these values; the steps are whole multiples of `unit`.
    #[must_use]
    pub fn of(low: i128, high: i128, unit: i128) -> Self {
        let (low, high) = (low.min(0), high.max(unit));
        let mut power = unit;
        let step = loop {
            let step = [1, 2, 5].map(|times| power * times).into_iter().find(|step| (high - low) / step < 5);
            match step {
                Some(step) => break step,
                None => power *= 10,
            }
        };
        Self { low: low.div_euclid(step) * step, high: -(-high).div_euclid(step) * step, step }
    }

    /// Values at which lines are drawn, from the lowest.
    pub fn ticks(&self) -> impl Iterator<Item = i128> {
        let count = (self.high - self.low) / self.step;
        (0..=count).map(|index| self.low + index * self.step)
    }

    /// Pixels below the top at which a value stands.
    #[must_use]
    pub fn y(&self, value: i128) -> String {
        pixels((self.high - value) * HEIGHT * 100 / (self.high - self.low).max(1))
    }

    /// Pixels between two values.
    #[must_use]
    pub fn height(&self, from: i128, to: i128) -> String {
        pixels((to - from).abs() * HEIGHT * 100 / (self.high - self.low).max(1))
    }
}

fn pixels(hundredths: i128) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_at_round_values_around_all_bars() {
        let ticks = |low, high, unit| Scale::of(low, high, unit).ticks().collect::<Vec<_>>();
        assert_eq!(ticks(0, 7, 1), [0, 2, 4, 6, 8]);
        assert_eq!(ticks(0, 0, 1), [0, 1]);
        assert_eq!(ticks(-120, 430, 1), [-200, 0, 200, 400, 600]);
        assert_eq!(ticks(0, 99_999, 100), [0, 20_000, 40_000, 60_000, 80_000, 100_000]);
    }

    #[test]
    fn lengths_add_up() {
        let scale = Scale::of(-50, 150, 1);
        assert_eq!(
            (scale.y(150), scale.y(0), scale.y(-50)),
            ("0.00".into(), "150.00".into(), "200.00".into())
        );
        assert_eq!(scale.height(0, 150), "150.00");
        assert_eq!(percent(1, 3), "33.33%");
    }
}
