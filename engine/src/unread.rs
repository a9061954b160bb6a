//! Products named in columns that no rule reads, and the setting that has such a column read.

use faxban_core::judge::Elsewhere;
use faxban_core::{Field, Pack};

use crate::layout::Layout;
use crate::matching::Matched;

/// The column that names the product of a line, where the rule that recognises it does not read that column.
#[must_use]
pub fn of(matched: &Matched, layout: &Layout, pack: &Pack) -> Option<Elsewhere> {
    let field = matched.evidence.elsewhere(pack)?;
    let column = match layout.column(field).filter(|_| field != Field::Unread) {
        Some(column) => column,
        None => matched.unread?,
    };
    Some(Elsewhere { heading: layout.called(column), setting: setting(column, layout) })
}

/// The setting of `faxban.toml` that has a column read, ready to paste.
#[must_use]
pub fn setting(column: usize, layout: &Layout) -> String {
    let field = [Field::Description, Field::Model].into_iter().find(|field| layout.column(*field).is_none());
    let named = layout.name_in_settings(column).replace('\\', "\\\\").replace('"', "\\\"");
    format!("map = {{ {} = \"{named}\" }}", field.unwrap_or(Field::Description).as_str())
}
