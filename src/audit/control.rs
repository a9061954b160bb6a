//! Control totals: what a file or sheet adds up to as its owner says, compared with the lines that were audited.

use faxban_core::money::format_pounds_grouped;
use faxban_read::inputs::Input;

use crate::reconcile::Account;
use crate::report::Problem;
use crate::sources::Settings;

/// A table that was audited: its sheet as the workbook names it, and its account.
pub type Audited<'a> = (&'a str, &'a Account);

/// A control total and what it is the total of.
#[derive(Debug, PartialEq, Eq)]
pub struct Control {
    /// The file, or the file and its sheets.
    name: String,
    /// What its owner says, in pence.
    stated: i128,
    /// What its lines add up to, in pence; `None` if no table of it was audited.
    audited: Option<i128>,
}

impl Control {
    /// Whether the lines add up to it.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.audited == Some(self.stated)
    }

    /// Returns what came of it, in a sentence that reads on after the name.
    #[must_use]
    pub fn sentence(&self) -> String {
        let pounds = format_pounds_grouped;
        let Self { stated, audited, .. } = self;
        let Some(audited) = audited else {
            return format!(
                "its control total is {}, but no table of it was audited, so it could not be compared",
                pounds(*stated)
            );
        };
        let difference = audited - stated;
        let more = if difference > 0 { "more" } else { "less" };
        match difference {
            0 => format!("its lines add up to {}, as its control total says", pounds(*audited)),
            _ => format!(
                "its lines add up to {}, which is {} {more} than its control total of {}. Check that all of the file came and that its column of amounts was understood",
                pounds(*audited),
                pounds(difference.abs()),
                pounds(*stated)
            ),
        }
    }

    /// Returns the sentence with its name.
    #[must_use]
    pub fn remark(&self) -> String {
        format!("{}: {}.", self.name, self.sentence())
    }
}

impl From<&Control> for Problem {
    fn from(control: &Control) -> Self {
        Self { path: control.name.clone(), message: control.sentence() }
    }
}

/// The control totals of an input and of its sheets.
pub fn of_input(input: &Input, settings: &Settings, tables: &[Audited<'_>]) -> Vec<Control> {
    let sum = |is_of: &dyn Fn(&str) -> bool| {
        let of: Vec<_> = tables.iter().filter(|(sheet, _)| is_of(sheet)).collect();
        (!of.is_empty()).then(|| of.iter().map(|(_, account)| account.audited().net()).sum())
    };
    let whole = settings.control_total.map(|stated| Control {
        name: input.name.clone(),
        stated,
        audited: sum(&|_| true),
    });
    let sheets = settings.sheets.iter().filter_map(|own| {
        let is_of = |sheet: &str| std::ptr::eq(settings.for_sheet(sheet), &raw const own.settings);
        Some(Control {
            name: format!("{}, sheet {}", input.name, own.name),
            stated: own.settings.control_total?,
            audited: sum(&is_of),
        })
    });
    whole.into_iter().chain(sheets).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_in_pounds() {
        let control = |audited| Control { name: "a.csv".to_owned(), stated: 123_456, audited };
        assert_eq!(
            control(Some(123_456)).remark(),
            "a.csv: its lines add up to £1,234.56, as its control total says."
        );
        assert!(
            control(Some(123_457)).sentence().contains("is £0.01 more than its control total of £1,234.56")
        );
        assert!(control(Some(0)).sentence().contains("is £1,234.56 less than"));
        assert!(!control(None).agrees());
    }
}
