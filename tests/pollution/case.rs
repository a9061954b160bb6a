//! One table with what is true of it, before and after damage.

use super::model::{Cell, Patch, Row, Sheet};
use super::rng::Rng;
use super::spec::{Encoding, Field, Form, Kind, Spec};

/// What an audit must say of a planted line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Planted {
    /// `None` where any finding will do.
    pub verdict: Option<(&'static str, &'static str)>,
    /// What the line says can no longer be known, so only telling is right.
    pub spoilt: bool,
}

/// A line of a ledger or register.
#[derive(Clone, Debug)]
pub struct Line {
    /// Position of its table in the list of tables.
    pub spec: usize,
    pub planted: Option<Planted>,
    /// Its pence, by the column that may be read as its amount.
    pub amounts: Vec<(Field, i64)>,
    /// The file no longer has anything of it.
    pub gone: bool,
    /// The damage has touched it.
    pub touched: bool,
}

#[derive(Clone)]
pub struct Case {
    pub spec: usize,
    pub kind: Kind,
    pub form: Form,
    pub sheets: Vec<Sheet>,
    /// Row of the header on the first sheet.
    pub header: usize,
    /// What the columns of the first sheet hold.
    pub columns: Vec<Option<Field>>,
    pub lines: Vec<Line>,
    /// The column read as the amount, by table.
    pub choice: Vec<Option<Field>>,
    pub patch: Patch,
    /// What is true of the file as a whole must be told, whatever the lines come to.
    pub must_tell: bool,
    /// The file's name without its extension.
    pub name: String,
}

impl Case {
    pub fn sheet(&mut self) -> &mut Sheet {
        &mut self.sheets[0]
    }

    pub fn rows(&mut self) -> &mut Vec<Row> {
        &mut self.sheets[0].rows
    }

    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|one| *one == Some(field))
    }

    /// Returns the column that says what was bought or is held.
    pub fn text(&self) -> usize {
        self.column(Field::Text).unwrap()
    }

    /// Returns the column that is read as the amount.
    pub fn money(&self) -> Option<usize> {
        self.choice[self.spec].and_then(|field| self.column(field))
    }

    pub fn delimiter(&self) -> Option<char> {
        match self.form {
            Form::Text { delimiter, .. } => Some(delimiter),
            Form::Workbook { .. } => None,
        }
    }

    pub fn encoding(&self) -> Option<Encoding> {
        match self.form {
            Form::Text { encoding, .. } => Some(encoding),
            Form::Workbook { .. } => None,
        }
    }

    /// Returns where lines stand on the first sheet.
    pub fn line_rows(&self) -> Vec<usize> {
        let rows = self.sheets[0].rows.iter().enumerate();
        rows.filter(|(_, row)| !row.lines.is_empty()).map(|(index, _)| index).collect()
    }

    /// Picks the row to damage: half the time one with a planted line, half the time another.
    pub fn target(&mut self, rng: &mut Rng) -> usize {
        self.target_where(rng, |_| true).unwrap()
    }

    pub fn target_where(&mut self, rng: &mut Rng, fits: impl Fn(&Row) -> bool) -> Option<usize> {
        let rows = self.line_rows().into_iter().filter(|row| fits(&self.sheets[0].rows[*row]));
        let (planted, others): (Vec<_>, Vec<_>) = rows.partition(|row| self.is_planted(*row));
        let first = if rng.chance(1, 2) { [planted, others] } else { [others, planted] };
        let from = first.into_iter().find(|rows| !rows.is_empty())?;
        let row = rng.pick(&from);
        self.touch(row);
        Some(row)
    }

    /// Picks a row as [`Self::target`] does, and up to `more` others.
    pub fn targets(&mut self, rng: &mut Rng, more: usize) -> Vec<usize> {
        let mut chosen = vec![self.target(rng)];
        let rows = self.line_rows();
        let count = rng.below(more + 1);
        for index in rng.some(count, rows.len()) {
            if !chosen.contains(&rows[index]) {
                self.touch(rows[index]);
                chosen.push(rows[index]);
            }
        }
        chosen.sort_unstable();
        chosen
    }

    /// Picks a row without a planted line.
    pub fn neighbour(&mut self, rng: &mut Rng) -> usize {
        let rows: Vec<usize> = self.line_rows().into_iter().filter(|row| !self.is_planted(*row)).collect();
        let row = rng.pick(&rows);
        self.touch(row);
        row
    }

    pub fn is_planted(&self, row: usize) -> bool {
        self.sheets[0].rows[row].lines.iter().any(|line| self.lines[*line].planted.is_some())
    }

    pub fn touch(&mut self, row: usize) {
        for line in self.sheets[0].rows[row].lines.clone() {
            self.lines[line].touched = true;
        }
    }

    pub fn touch_all(&mut self) {
        for line in &mut self.lines {
            line.touched = true;
        }
    }

    /// Returns the pence of a line, as the true reader of its table sees it.
    pub fn pence(&self, line: usize) -> i64 {
        let line = &self.lines[line];
        let field = self.choice[line.spec];
        line.amounts.iter().find(|(one, _)| Some(*one) == field).map_or(0, |(_, pence)| *pence)
    }

    /// Gives the lines of a row another amount in the column that is read, and returns it.
    pub fn change_pence(&mut self, row: usize, change: impl Fn(i64) -> i64) -> Option<i64> {
        let field = self.choice[self.spec]?;
        let line = *self.sheets[0].rows[row].lines.first()?;
        let amount = self.lines[line].amounts.iter_mut().find(|(one, _)| *one == field)?;
        amount.1 = change(amount.1);
        Some(amount.1)
    }

    /// A line of which nothing stands in the file any more.
    pub fn lose(&mut self, line: usize) {
        self.lines[line].gone = true;
    }

    /// Adds lines, of the same or of another table, and returns the first one's number.
    pub fn add_lines(&mut self, lines: &[Line]) -> usize {
        let first = self.lines.len();
        self.lines.extend(lines.iter().cloned().map(|line| Line { touched: true, ..line }));
        first
    }

    /// Puts a column in front of column `at`, with `cell` on every line and `heading` above.
    pub fn insert_column(&mut self, at: usize, heading: &str, cell: impl Fn(usize) -> Cell) {
        let header = self.header;
        for (index, row) in self.sheets[0].rows.iter_mut().enumerate() {
            if row.cells.len() < at {
                continue;
            }
            let new = match index == header {
                true => Cell::text(heading),
                false if row.lines.is_empty() => Cell::blank(),
                false => cell(index),
            };
            row.cells.insert(at, new);
        }
        self.columns.insert(at, None);
    }

    /// Puts rows in front of row `at`.
    pub fn insert_rows(&mut self, at: usize, rows: Vec<Row>) {
        if at <= self.header {
            self.header += rows.len();
        }
        self.sheets[0].rows.splice(at..at, rows);
    }

    /// Returns the columns of a row whose cells hold something of one sort.
    pub fn cells_where(&self, row: usize, fits: impl Fn(&Cell) -> bool) -> Vec<usize> {
        let cells = self.sheets[0].rows[row].cells.iter().enumerate();
        cells.filter(|(_, cell)| !cell.is_blank() && fits(cell)).map(|(column, _)| column).collect()
    }
}

/// Tables, and which column of each is its amount.
pub struct Tables {
    pub specs: Vec<&'static Spec>,
    pub choice: Vec<Option<Field>>,
}
