//! Findings by outcome, stacked: the one kind of chart that the workbooks have.

use faxban_core::Outcome;
use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType, ColNum, Color,
    RowNum,
};

use super::style::Styles;

/// Where the figures stand: what each column is of in the first column of the sheet, then a column for each outcome.
#[derive(Debug, Clone, Copy)]
pub struct Figures<'a> {
    /// The sheet.
    pub sheet: &'a str,
    /// Its outcomes, in the order of the columns.
    pub outcomes: &'a [Outcome],
    /// The column of the first.
    pub column: ColNum,
    /// First and last row.
    pub rows: (RowNum, RowNum),
}

/// A chart of figures that stand above or below it, of a size in pixels.
pub fn stacked(title: &str, figures: Figures<'_>, stand: &str, (width, height): (u32, u32)) -> Chart {
    let Figures { sheet, outcomes, column, rows: (first, last) } = figures;
    let mut chart = Chart::new(ChartType::ColumnStacked);
    for (column, outcome) in (column..).zip(outcomes) {
        let fill = ChartSolidFill::new().set_color(Styles::fill(*outcome)).clone();
        let border = ChartLine::new().set_color(Color::RGB(0x52_60_6D)).set_width(0.5).clone();
        chart
            .add_series()
            .set_name(outcome.as_str())
            .set_categories((sheet, first, 0, last, 0))
            .set_values((sheet, first, column, last, column))
            .set_format(ChartFormat::new().set_solid_fill(&fill).set_border(&border))
            .set_gap(40);
    }
    let font = ChartFont::new().set_size(9).clone();
    chart.title().set_name(title).set_font(ChartFont::new().set_size(12).set_bold());
    chart.x_axis().set_font(&font).set_text_axis(true);
    chart.y_axis().set_font(&font).set_num_format("0");
    chart
        .y_axis()
        .set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(0xDD_E2_E7)).set_width(0.75));
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font);
    chart
        .set_width(width)
        .set_height(height)
        .set_alt_text(format!("{title}, stacked by outcome; the figures are {stand}."));
    chart
}
