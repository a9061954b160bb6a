//! What attributes and texts say that has no type of its own in XML.

use super::super::xml::Tag;

/// Whether a text is what a formula shows that has no result.
pub(super) fn is_error_text(text: &str) -> bool {
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    text.strip_prefix("Err:").is_some_and(is_code)
        || text.starts_with('#') && matches!(text.as_bytes().last(), Some(b'!' | b'?'))
        || text == "#N/A"
}

/// Whether a row or column is not shown.
pub(super) fn is_hidden(tag: &Tag<'_>) -> bool {
    matches!(tag.raw("visibility"), Some("collapse" | "filter"))
}

/// Whether the properties of a style strike text out.
pub(super) fn strikes_out(tag: &Tag<'_>) -> bool {
    ["text-line-through-style", "text-line-through-type"]
        .iter()
        .any(|name| tag.raw(name).is_some_and(|line| line != "none"))
}

/// The colour with which a style fills a cell.
pub(super) fn background(tag: &Tag<'_>) -> Option<String> {
    let colour = tag.raw("background-color")?.to_ascii_lowercase();
    (!["transparent", "#ffffff"].contains(&colour.as_str())).then_some(colour)
}

/// How often a row or column repeats.
pub(super) fn repeat(tag: &Tag<'_>, name: &str) -> u64 {
    tag.raw(name).map_or(1, number)
}

/// A count; what is not one is 1.
pub(super) fn number(value: &str) -> u64 {
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    // Too large a number is larger than every sheet.
    if is_number { value.parse().unwrap_or(u64::from(u32::MAX)) } else { 1 }
}

/// The sheet of an address such as `$'Ledger 1'.$A$1:.D4`.
pub(super) fn sheet_of(address: &str) -> String {
    let first = address.split(':').next().unwrap_or_default();
    let sheet = first.rsplit_once('.').map_or("", |(sheet, _)| sheet).trim_start_matches('$');
    let bare = sheet.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(sheet);
    bare.replace("''", "'")
}
