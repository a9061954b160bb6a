//! How cells look: few colours, and none that carries a meaning alone. Outcomes differ in lightness as well,
//! and a breach in its type, so that a grey print says the same.

use faxban_core::Outcome;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::report::columns::Form;

const INK: Color = Color::RGB(0x1F_2A_37);
const HEAD: Color = Color::RGB(0x24_3B_53);
const ALARM: Color = Color::RGB(0x8E_1B_1B);
const LINK: Color = Color::RGB(0x00_5E_B8);
const WHITE: Color = Color::RGB(0xFF_FF_FF);

/// The formats of the workbook.
#[derive(Debug)]
pub struct Styles {
    /// The title of a sheet.
    pub title: Format,
    /// A title within a sheet.
    pub section: Format,
    /// What a table's column is called.
    pub head: Format,
    /// The same over figures.
    pub head_right: Format,
    /// What a row of a table is about.
    pub name: Format,
    /// Wrapped words.
    pub text: Format,
    /// The same in bold.
    pub strong: Format,
    /// The same in grey, for remarks.
    pub remark: Format,
    /// Whole numbers; zero is a dot.
    pub count: Format,
    /// Whole numbers where none is another thing than zero.
    pub number: Format,
    /// Pounds with their sign; zero is a dot.
    pub pounds: Format,
    /// Whole numbers of a row of totals.
    pub count_total: Format,
    /// Pounds of a row of totals.
    pub pounds_total: Format,
    /// Words that lead to another sheet.
    pub link: Format,
    /// Words of a row of totals.
    pub text_total: Format,
    /// The same over the words of a list.
    pub head_words: Format,
    /// The same over the figures of a list.
    pub head_figures: Format,
    /// What a column of checks or days is called.
    pub head_centre: Format,
    /// A check.
    pub check: Format,
    /// A check that fails.
    pub alarm: Format,
}

fn base() -> Format {
    Format::new().set_font_color(INK).set_align(FormatAlign::VerticalCenter)
}

/// For cells that stand beside long ones.
fn top() -> Format {
    Format::new().set_font_color(INK).set_align(FormatAlign::Top)
}

impl Default for Styles {
    fn default() -> Self {
        let head = Format::new()
            .set_bold()
            .set_font_color(WHITE)
            .set_background_color(HEAD)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        let total =
            |format: Format| format.set_bold().set_border_top(FormatBorder::Thin).set_border_top_color(INK);
        let count = base().set_num_format("#,##0;-#,##0;\"·\"").set_align(FormatAlign::Right);
        let pounds = base().set_num_format("£#,##0.00;-£#,##0.00;\"·\"").set_align(FormatAlign::Right);
        Self {
            title: base().set_bold().set_font_size(16),
            section: base().set_bold().set_font_size(12),
            head_centre: head.clone().set_align(FormatAlign::Center),
            head_right: head.clone().set_align(FormatAlign::Right),
            head_words: head.clone().set_align(FormatAlign::Left).set_indent(1),
            head_figures: head.clone().set_align(FormatAlign::Right).set_indent(1),
            head,
            name: base().set_text_wrap(),
            text: top().set_text_wrap(),
            strong: top().set_text_wrap().set_bold(),
            remark: top().set_text_wrap().set_font_color(Color::RGB(0x52_60_6D)),
            count_total: total(count.clone()),
            pounds_total: total(pounds.clone()),
            text_total: total(base()),
            link: top()
                .set_align(FormatAlign::Right)
                .set_font_color(LINK)
                .set_underline(FormatUnderline::Single),
            number: base().set_num_format("#,##0").set_align(FormatAlign::Right),
            count,
            pounds,
            check: base().set_bold().set_align(FormatAlign::Center),
            alarm: Format::new().set_bold().set_font_color(WHITE).set_background_color(ALARM).set_text_wrap(),
        }
    }
}

impl Styles {
    /// Cells of a list's column.
    pub fn column(form: Form) -> Format {
        match form {
            Form::Text => top().set_text_wrap().set_align(FormatAlign::Left).set_indent(1),
            Form::Count => top().set_num_format("0").set_align(FormatAlign::Right).set_indent(1),
            Form::Money => top().set_num_format("#,##0.00").set_align(FormatAlign::Right).set_indent(1),
            Form::Day => top().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
        }
    }

    /// What parts the rows of a list.
    pub fn rule() -> Format {
        Format::new().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(Color::RGB(0xD5_DB_E1))
    }

    /// Cells that people fill in.
    pub fn answer() -> Format {
        Self::rule().set_background_color(Color::RGB(0xFF_F6_D6))
    }

    /// An outcome, with its colours.
    pub fn outcome(outcome: Outcome) -> Format {
        let format = Self::column(Form::Text)
            .set_background_color(Self::fill(outcome))
            .set_border_bottom(FormatBorder::Thin);
        let format = format.set_border_bottom_color(WHITE);
        match outcome {
            Outcome::Breach => format.set_bold().set_font_color(WHITE),
            Outcome::Review => format.set_bold(),
            _ => format,
        }
    }

    /// The colour of an outcome: the graver, the darker.
    pub const fn fill(outcome: Outcome) -> Color {
        match outcome {
            Outcome::Breach => ALARM,
            Outcome::Review => Color::RGB(0xE0_9F_3E),
            Outcome::Indicator => Color::RGB(0xF4_DD_A0),
            Outcome::OutOfScope => Color::RGB(0xDC_D6_E6),
            Outcome::Exempt => Color::RGB(0xC3_CF_DB),
            _ => Color::RGB(0xE3_EF_E6),
        }
    }
}
