//! Paragraphs of text: blanks that only make the XML easy to read are not part of it (`OpenDocument` 1.2, 6.1.2).

/// The most blanks that an element may stand for: as many as a cell of Excel has characters.
const MOST_BLANKS: u64 = 32_767;

/// Paragraphs, each on a line of its own.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    text: String,
    has_begun: bool,
    /// Whether a blank that comes next counts for nothing.
    is_after_blank: bool,
}

impl Paragraphs {
    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.text.clear();
        self.has_begun = false;
    }

    /// Begins a paragraph.
    pub fn begin(&mut self) {
        if self.has_begun {
            self.text.push('\n');
        }
        self.has_begun = true;
        self.is_after_blank = true;
    }

    /// Ends a paragraph.
    pub fn end(&mut self) {
        if self.is_after_blank && self.text.ends_with(' ') {
            self.text.pop();
        }
        self.is_after_blank = false;
    }

    /// Adds text, with one blank for each run of them.
    pub fn text(&mut self, text: &str) {
        const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];
        let mut rest = text;
        while let Some(at) = rest.find(BLANKS) {
            let (before, after) = rest.split_at(at);
            self.text.push_str(before);
            if !before.is_empty() || !self.is_after_blank {
                self.text.push(' ');
            }
            self.is_after_blank = true;
            rest = after.trim_start_matches(BLANKS);
        }
        if !rest.is_empty() {
            self.text.push_str(rest);
            self.is_after_blank = false;
        }
    }

    /// Adds blanks that count.
    pub fn blanks(&mut self, count: u64) {
        (0..count.min(MOST_BLANKS)).for_each(|_| self.text.push(' '));
        self.is_after_blank = false;
    }

    /// Adds a character that counts.
    pub fn character(&mut self, character: char) {
        self.text.push(character);
        self.is_after_blank = false;
    }

    /// All of them.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_that_count_are_kept() {
        let mut paragraphs = Paragraphs::default();
        paragraphs.begin();
        paragraphs.text("\n   Fax ");
        paragraphs.text(" machine");
        paragraphs.blanks(2);
        paragraphs.text("old \n ");
        paragraphs.end();
        paragraphs.begin();
        paragraphs.blanks(1);
        paragraphs.end();
        assert_eq!(paragraphs.as_str(), "Fax machine  old\n ");
    }
}
