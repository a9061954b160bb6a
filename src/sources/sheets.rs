//! How single sheets of a workbook are read, where somebody says so.

use std::fmt;

use faxban_core::money::format_pounds;
use glob::Pattern;

use super::Settings;
use super::exclude::SHEETS;

/// How sheets of a name are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetSettings {
    /// Pattern of their names.
    pub name: Pattern,
    /// Whether they are left alone.
    pub exclude: bool,
    /// Everything else: what is said of the sheet and, where nothing is, what is said of the file.
    pub settings: Settings,
}

impl SheetSettings {
    /// The settings of sheets, completed by those of their file; a total is never that of the file.
    #[must_use]
    pub fn new(name: Pattern, exclude: bool, own: &Settings, file: &Settings) -> Self {
        let settings = Settings { control_total: own.control_total, ..own.or(&alone(file)) };
        Self { name, exclude, settings }
    }

    /// The same with what was typed before it.
    pub(super) fn under(&self, typed: &Settings) -> Self {
        let typed = alone(typed);
        if typed == Settings::default() {
            return self.clone();
        }
        Self { settings: typed.or(&self.settings), ..self.clone() }
    }
}

impl fmt::Display for SheetSettings {
    /// As the manifest records it: `sheet Disposals* (kind: register)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { organisation, body, kind, map, date_basis, control_total, .. } = &self.settings;
        let map = Some(self.settings.written_map()).filter(|_| !map.is_empty());
        let said = [
            ("exclude", self.exclude.then(|| "true".to_owned())),
            ("organisation", organisation.clone()),
            ("body", body.map(|body| body.as_str().to_owned())),
            ("kind", kind.map(|kind| kind.as_str().to_owned())),
            ("map", map),
            ("date_basis", date_basis.clone()),
            ("control_total", control_total.map(format_pounds)),
        ];
        let said: Vec<String> =
            said.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?))).collect();
        write!(f, "sheet {} ({})", self.name, said.join("; "))
    }
}

/// What is said of a file, as far as it holds for each of its sheets.
fn alone(file: &Settings) -> Settings {
    Settings { control_total: None, sheets: Vec::new(), ..file.clone() }
}

impl Settings {
    /// Returns how a sheet is read: the first entry whose pattern fits its name, or else as its file.
    #[must_use]
    pub fn for_sheet(&self, name: &str) -> &Self {
        self.of_sheet(name).map_or(self, |sheet| &sheet.settings)
    }

    /// Whether a person excludes a sheet; `below` is blank, or the workbook's name in an archive with a slash before it.
    #[must_use]
    pub fn excludes_sheet(&self, below: &str, name: &str) -> bool {
        self.of_sheet(name).is_some_and(|sheet| sheet.exclude) || self.left.sheet(below, name)
    }

    fn of_sheet(&self, name: &str) -> Option<&SheetSettings> {
        self.sheets.iter().find(|sheet| sheet.name.matches_with(name, SHEETS))
    }
}

#[cfg(test)]
mod tests {
    use faxban_core::{Field, SourceKind};

    use super::*;

    #[test]
    fn what_is_typed_goes_before_the_sheet_and_the_sheet_before_the_file() {
        let map = |header: &str| vec![(Field::Description, header.to_owned())];
        let file = Settings {
            organisation: Some("RX1".to_owned()),
            map: map("Item"),
            control_total: Some(100),
            ..Settings::default()
        };
        let own = Settings { kind: Some(SourceKind::Register), map: map("What"), ..Settings::default() };
        let sheet = SheetSettings::new(Pattern::new("Disposals*").unwrap(), false, &own, &file);
        let file = Settings { sheets: vec![sheet], ..file };
        let disposals = file.for_sheet("disposals 2020");
        assert_eq!((disposals.kind, disposals.organisation.as_deref()), (own.kind, Some("RX1")));
        assert_eq!((disposals.map.clone(), disposals.control_total), (map("What"), None));
        assert_eq!(file.for_sheet("Assets"), &file);
        let typed = Settings { map: map("Typed"), control_total: Some(7), ..Settings::default() };
        let all = typed.or(&file);
        assert_eq!(all.control_total, Some(7));
        let disposals = all.for_sheet("Disposals");
        assert_eq!((disposals.map.clone(), disposals.control_total), (map("Typed"), None));
        assert_eq!(disposals.kind, own.kind);
    }
}
