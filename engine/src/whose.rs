//! Whose line it is: code, name and kind of the organisation.

use faxban_core::{BodyKind, Field};
use jiff::civil::Date;

use crate::desk::Desk;
use crate::matching::Matched;
use crate::organisations;

/// The organisation of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// Its code; blank where none is known.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether the ODS list knows it.
    is_listed: bool,
}

impl Whose {
    fn unlisted(code: &str, name: &str) -> Self {
        Self { code: code.to_owned(), name: name.to_owned(), is_listed: false }
    }
}

impl Desk<'_> {
    pub(crate) fn organisation_written(&self, matched: &Matched) -> String {
        let code = matched.cell(self.layout, Field::OrganisationCode);
        let written = code.or_else(|| matched.cell(self.layout, Field::Organisation));
        self.organisation.or(written).unwrap_or(self.folder).to_owned()
    }

    /// Code and name: from `--org`, the line's own columns, or the folder; through the ODS list if there is one.
    pub(crate) fn whose(&self, matched: &Matched, day: Option<Date>) -> Whose {
        let cell = |field| matched.cell(self.layout, field);
        self.named(cell(Field::OrganisationCode), cell(Field::Organisation), day)
    }

    /// The kind of the body: from the ODS list, from what the user says, by its name, or by its department.
    pub(crate) fn body_of(&self, matched: &Matched, whose: &Whose) -> Option<BodyKind> {
        let by_name = || self.bodies.named(&whose.name);
        let by_code = || self.bodies.coded(&whose.code);
        if whose.is_listed
            && let Some(kind) = by_name().or_else(by_code)
        {
            return Some(kind);
        }
        let by_department = || {
            let written = matched.cell(self.layout, Field::DepartmentFamily)?;
            self.bodies.of_department(written)
        };
        self.body.or_else(|| match self.organisation {
            // What somebody typed is the whole answer, whatever the folder and the columns say.
            Some(typed) => self.bodies.coded(typed).or_else(|| self.bodies.named(typed)),
            None => by_name().or_else(by_department),
        })
    }

    /// How tables name the organisation for which a file writes this in its column; blank where it has none.
    #[must_use]
    pub fn named_in_tables(&self, written: &str, day: Option<Date>) -> String {
        let (code, name) = self.code_and_name(written, day);
        organisations::organisation_name(&code, &name)
    }

    /// Code and name of the organisation for which a file writes this in its column; blank where it has none.
    #[must_use]
    pub fn code_and_name(&self, written: &str, day: Option<Date>) -> (String, String) {
        let written = Some(written).filter(|written| !written.is_empty());
        let is_name = self.layout.organisation == self.layout.column(Field::Organisation);
        let (code, name) = if is_name { (None, written) } else { (written, None) };
        let whose = self.named(code, name, day);
        (whose.code, whose.name)
    }

    fn named(&self, code: Option<&str>, name: Option<&str>, day: Option<Date>) -> Whose {
        let written = self.organisation.or(code).or(name).unwrap_or(self.folder);
        if let Some((code, name)) = self.organisations.and_then(|list| list.resolve(written, day)) {
            return Whose { is_listed: true, ..Whose::unlisted(code, name) };
        }
        if let Some(name) = self.organisation.filter(|written| !organisations::is_code(written)) {
            return Whose::unlisted("", name);
        }
        match (self.organisation.or(code), name) {
            (Some(code), name) => Whose::unlisted(code, name.unwrap_or(self.folder)),
            (None, Some(name)) => Whose::unlisted("", name),
            (None, None) => Whose::unlisted("", self.folder),
        }
    }
}
