//! Number formats: which of them show a number as a day, or as money of another currency than pounds.

use std::collections::{BTreeMap, BTreeSet};

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// As a number.
    Number,
    /// As a day, a time, or both.
    Day,
    /// As euros.
    Euros,
    /// As American dollars, chosen as such; a bare `$` is what American programs write for any money.
    Dollars,
}

/// The formats of cells, in the order in which cells refer to them.
#[derive(Debug, Default)]
pub(super) struct Formats {
    own: BTreeMap<u32, Shown>,
    cells: Vec<Shown>,
    /// Fonts, by whether they strike text out.
    fonts: Vec<bool>,
    /// The formats that strike text out.
    struck: BTreeSet<usize>,
    /// Colours of fills, as the file writes them; a blank one is none.
    fills: Vec<String>,
    /// The formats that fill their cell with a colour.
    filled: BTreeMap<usize, String>,
}

impl Formats {
    /// Adds a format that the workbook describes itself.
    pub fn describe(&mut self, id: u32, code: &str) {
        self.own.insert(id, shown(code));
    }

    /// Adds the next format that cells can refer to.
    pub fn add(&mut self, id: u32) {
        self.cells.push(self.own.get(&id).copied().unwrap_or_else(|| built_in(id)));
    }

    /// Adds the next font that formats can refer to.
    pub fn add_font(&mut self, strikes_out: bool) {
        self.fonts.push(strikes_out);
    }

    /// Gives the format added last its font.
    pub fn set_font(&mut self, font: usize) {
        if let (Some(true), Some(last)) = (self.fonts.get(font), self.cells.len().checked_sub(1)) {
            self.struck.insert(last);
        }
    }

    /// Adds the next fill that formats can refer to, by its colour.
    pub fn add_fill(&mut self, colour: String) {
        self.fills.push(colour);
    }

    /// Gives the format added last its fill.
    pub fn set_fill(&mut self, fill: usize) {
        let colour = self.fills.get(fill).filter(|colour| !colour.is_empty());
        if let (Some(colour), Some(last)) = (colour, self.cells.len().checked_sub(1)) {
            self.filled.insert(last, colour.clone());
        }
    }

    /// The colour with which a format fills its cell.
    pub fn colour(&self, index: usize) -> Option<&str> {
        self.filled.get(&index).map(String::as_str)
    }

    /// Whether a format strikes text out.
    pub fn strikes_out(&self, index: usize) -> bool {
        self.struck.contains(&index)
    }

    /// The format that a cell refers to.
    pub fn get(&self, index: usize) -> Shown {
        self.cells.get(index).copied().unwrap_or(Shown::Number)
    }
}

/// Formats that every workbook has, by number (ECMA-376 part 1, 18.8.30; 27–36 and 50–58 are days in East Asia).
const fn built_in(id: u32) -> Shown {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Day,
        _ => Shown::Number,
    }
}

/// How a code such as `dd/mm/yyyy` shows a number, by its first section. Elapsed time such as `[h]:mm` is a number.
fn shown(code: &str) -> Shown {
    if code.eq_ignore_ascii_case("General") || code.eq_ignore_ascii_case("Standard") {
        return Shown::Number;
    }
    if code.contains('€') || code.contains("[$EUR") {
        return Shown::Euros;
    }
    if ["[$$-", "[$USD", "[$US$"].iter().any(|dollars| code.contains(dollars)) {
        return Shown::Dollars;
    }
    let mut rest = code.chars();
    let mut after_a = false;
    while let Some(character) = rest.next() {
        match character.to_ascii_lowercase() {
            // The character that follows is shown as it is, or gives a width.
            '\\' | '_' | '*' => {
                rest.next();
            }
            '"' => {
                rest.by_ref().find(|c| *c == '"');
            }
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                let first = inside.chars().next().map(|c| c.to_ascii_lowercase());
                if let Some(unit @ ('h' | 'm' | 's')) = first
                    && inside.chars().all(|c| c.to_ascii_lowercase() == unit)
                {
                    return Shown::Number;
                }
            }
            ';' => return Shown::Number,
            'd' | 'm' | 'h' | 'y' | 's' => return Shown::Day,
            '/' | 'p' if after_a => return Shown::Day,
            'a' => {
                after_a = true;
                continue;
            }
            _ => {}
        }
    }
    Shown::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_days_are_told_from_codes_of_numbers() {
        for code in [
            "DD/MM/YY",
            "H:MM:SS;@",
            "[$-409]d\\-mmm\\-yy;@",
            "m\"M\"d\"D\";@",
            "AM/PM",
            "yyyy\\-mm\\-dd",
            "[Red]dd mmm",
            "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
        ] {
            assert_eq!(shown(code), Shown::Day, "{code}");
        }
        for code in ["[$€-2]\\ #,##0.00", "#,##0.00\\ \"€\"", "[$EUR]\\ #,##0.00"] {
            assert_eq!(shown(code), Shown::Euros, "{code}");
        }
        assert_eq!(shown("[$$-409]#,##0.00"), Shown::Dollars);
        for code in [
            "\"$\"#,##0.00",
            "General",
            "#,##0\\ [$\\u20bd-46D]",
            "\"Y: \"0.00\"m\";\"Y: \"-0.00\"m\"",
            "_-\"£\"* #,##0.00_-;\\-\"£\"* #,##0.00_-",
            "[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00",
            "[hh]:mm",
            "[mm]:ss",
            "[Magenta]0.00",
            "0.00E+00",
            "\\d0",
            "@",
            "",
        ] {
            assert_eq!(shown(code), Shown::Number, "{code}");
        }
    }
}
