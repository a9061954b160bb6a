//! Every kind of damage, and what it is done to.

#[path = "damage/cells.rs"]
mod cells;
#[path = "damage/dates.rs"]
mod dates;
#[path = "damage/headers.rs"]
mod headers;
#[path = "damage/mentions.rs"]
mod mentions;
#[path = "damage/money.rs"]
mod money;
#[path = "damage/rows.rs"]
mod rows;
#[path = "damage/sheets.rs"]
mod sheets;
#[path = "damage/text.rs"]
mod text;

use super::case::Case;
use super::rng::Rng;
use super::spec::Spec;
use super::write_text::TextFile;

/// The table that a case was made from.
pub fn spec_of(case: &Case) -> &'static Spec {
    super::clean::specs()[case.spec]
}

type Cells = fn(&mut Case, &mut Rng) -> Option<()>;
type Written = fn(&mut Case, &mut TextFile, &mut Rng) -> Option<()>;
type Second = fn(&mut Case, &Case, &mut Rng) -> Option<()>;

/// Does the damage; `None` where it does not fit the table.
#[derive(Clone, Copy)]
pub enum How {
    /// To the table, before it is written as text.
    Text(Cells),
    /// To the table, before it is written as a workbook.
    Book(Cells),
    /// To the table, whatever it is written as.
    Both(Cells),
    /// To the text as written.
    Written(Written),
    /// With a second table of the same kind.
    Second(Second),
}

use How::{Book, Both, Second as With, Text, Written as Raw};

#[rustfmt::skip]
pub const DAMAGES: &[(&str, How)] = &[
    ("separator in text", Raw(text::separator_in_text)),
    ("comma in amount", Raw(text::comma_in_amount)),
    ("missing separator", Raw(text::missing_separator)),
    ("extra separators", Raw(text::extra_separators)),
    ("trailing separators", Raw(text::trailing_separators)),
    ("quote inside", Raw(text::quote_inside)),
    ("quote at start", Raw(text::quote_at_start)),
    ("quote at end", Raw(text::quote_at_end)),
    ("quote not doubled", Raw(text::quote_not_doubled)),
    ("quote with backslash", Raw(text::quote_backslash)),
    ("quote after blank", Raw(text::quote_after_blank)),
    ("single quotes", Raw(text::single_quotes)),
    ("line in quotes", Raw(text::line_quoted)),
    ("newline unquoted", Raw(text::newline_unquoted)),
    ("row split", Raw(text::row_split)),
    ("rows joined", Raw(text::rows_joined)),
    ("row cut", Raw(text::row_cut)),
    ("file cut", Raw(text::file_cut)),
    ("other delimiter", Raw(text::other_delimiter)),
    ("mixed line ends", Raw(text::mixed_line_ends)),
    ("doubled line ends", Raw(text::doubled_line_ends)),
    ("mark in middle", Raw(text::mark_in_middle)),
    ("separator line", Raw(text::separator_line)),
    ("mixed encoding", Raw(text::mixed_encoding)),
    ("UTF-16", Raw(text::utf16)),
    ("UTF-16 without mark", Raw(text::utf16_bare)),
    ("UTF-32", Raw(text::utf32)),
    ("CP850", Raw(text::cp850)),
    ("Windows-1252", Raw(text::ansi)),
    ("garbage at the end", Raw(text::tail)),
    ("NUL bytes", Raw(text::nul_bytes)),
    ("control signs", Raw(text::control_signs)),
    ("cells shifted right", Both(cells::shifted_right)),
    ("cells shifted left", Both(cells::shifted_left)),
    ("cell deleted, blank at end", Both(cells::moved_into_blank)),
    ("cell emptied", Both(cells::emptied)),
    ("cells swapped", Both(cells::swapped)),
    ("amount and number swapped", Both(cells::number_swapped)),
    ("texts swapped", Both(cells::texts_swapped)),
    ("notes beside", Both(cells::notes_beside)),
    ("number beside", Both(cells::number_beside)),
    ("far cell", Both(cells::far_cell)),
    ("continued below", Both(cells::continued_below)),
    ("newline in cell", Both(cells::newline_in_cell)),
    ("apostrophes", Both(cells::apostrophes)),
    ("no-break spaces", Both(cells::no_break_spaces)),
    ("zero width", Both(cells::zero_width)),
    ("smart dashes", Both(cells::smart_dashes)),
    ("spaces and tabs", Both(cells::spaces)),
    ("HTML entities", Both(cells::entities)),
    ("mojibake pound", Both(cells::mojibake)),
    ("zeros lost", Both(cells::zeros_lost)),
    ("scientific", Both(cells::scientific)),
    ("error value", Both(cells::error_value)),
    ("hashes", Both(cells::hashes)),
    ("amount became date", Both(cells::became_date)),
    ("totals below", Both(rows::totals_below)),
    ("group totals", Both(rows::group_totals)),
    ("subtotals", Both(rows::subtotals)),
    ("unlabelled sum", Both(rows::unlabelled_sum)),
    ("carried forward", Both(rows::carried_forward)),
    ("notes above", Both(rows::notes_above)),
    ("parameters above", Both(rows::parameters_above)),
    ("notes below", Both(rows::notes_below)),
    ("blank rows", Both(rows::blank_rows)),
    ("blank columns", Both(rows::blank_columns)),
    ("trailing rows", Both(rows::trailing_rows)),
    ("trailing columns", Both(rows::trailing_columns)),
    ("page breaks", Both(rows::page_breaks)),
    ("merged cells", Both(rows::merged)),
    ("foreign rows", With(rows::foreign_rows)),
    ("table below", With(rows::table_below)),
    ("table above", With(rows::table_above)),
    ("table beside", With(rows::table_beside)),
    ("header repeated", Both(headers::repeated)),
    ("header in two rows", Both(headers::two_rows)),
    ("groups above header", Both(headers::groups_above)),
    ("header missing", Both(headers::missing)),
    ("header at the end", Both(headers::at_the_end)),
    ("heading unusual", Both(headers::unusual)),
    ("headings as fields", Both(headers::field_names)),
    ("heading misspelt", Both(headers::misspelt)),
    ("heading blank", Both(headers::blank)),
    ("heading duplicated", Both(headers::duplicated)),
    ("headings broken", Both(headers::broken)),
    ("thousands in heading", Text(headers::thousands)),
    ("date order", Both(dates::order)),
    ("dates American", Both(dates::american)),
    ("dates as text", Book(dates::as_text)),
    ("dates as serials", Both(dates::as_serial)),
    ("dates in other format", Both(dates::other_format)),
    ("dates partial", Both(dates::partial)),
    ("date typo", Both(dates::typo)),
    ("dates from 1904", Book(dates::mac)),
    ("currency word", Both(money::currency_word)),
    ("trailing minus", Both(money::trailing_minus)),
    ("credit word", Both(money::credit_word)),
    ("brackets", Both(money::brackets)),
    ("odd minus", Both(money::odd_minus)),
    ("amount beyond", Both(money::other_column)),
    ("amount beside", Both(money::beside)),
    ("amounts as text", Both(money::as_text)),
    ("sign column", Both(money::sign_column)),
    ("euros", Both(money::euros)),
    ("currency column", Both(money::currency_column)),
    ("decimal comma", Both(money::decimal_comma)),
    ("space groups", Both(money::space_groups)),
    ("amount in words", Both(money::word)),
    ("amount typo", Both(money::typo)),
    ("formulas", Book(money::formula)),
    ("amount without value", Book(money::formula_without_value)),
    ("words without value", Book(sheets::words_without_value)),
    ("hidden rows", Book(sheets::hidden_rows)),
    ("hidden columns", Book(sheets::hidden_columns)),
    ("hidden sheet", Book(sheets::hidden_sheet)),
    ("filter", Book(sheets::filter)),
    ("numbers as text", Book(sheets::numbers_as_text)),
    ("rich text", Book(sheets::rich_text)),
    ("inline strings", Book(sheets::inline_strings)),
    ("cells without places", Book(sheets::no_places)),
    ("wrong dimension", Book(sheets::dimension)),
    ("copied sheet", Book(sheets::copied_sheet)),
    ("product in title", Both(mentions::in_title)),
    ("product in note", Both(mentions::in_note_below)),
    ("product in total", Both(mentions::in_total)),
    ("product in unknown column", Both(mentions::in_unknown_column)),
    ("product beyond columns", Both(mentions::beyond_last_column)),
    ("product in heading", Both(mentions::in_heading)),
    ("product in comment", Book(mentions::in_comment)),
    ("product in sheet name", Book(mentions::in_sheet_name)),
    ("product on loose sheet", Book(mentions::on_loose_sheet)),
];
