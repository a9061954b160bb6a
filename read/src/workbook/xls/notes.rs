//! Notes and text boxes: drawn objects, each followed by its text; notes name the object that holds theirs.

use std::collections::BTreeMap;

use super::super::beside::MOST_TEXT;
use super::super::facts::{Comment, SheetFacts};
use super::kind;
use super::records::{Record, Texts, parts, u16_at};

/// What was met of notes and text boxes in a sheet.
#[derive(Debug, Default)]
pub(super) struct Notes {
    object: Option<u16>,
    /// Texts by the numbers of their objects.
    texts: BTreeMap<u16, String>,
    /// Texts of objects without a number of their own.
    others: Vec<String>,
    /// Places of notes and the numbers of the objects with their texts.
    notes: Vec<(u16, u16, u16)>,
    /// Notes with their own texts (Excel 5 and 95).
    own: Vec<Comment>,
    bytes: usize,
}

impl Notes {
    /// Looks at a record that may belong to a note or text box; what makes no sense is left out.
    pub fn see(&mut self, stream: &[u8], record: Record<'_>, texts: Texts) {
        let _ = match (record.kind, texts) {
            // Only an object's first field gives its number (MS-XLS 2.5.143).
            (kind::OBJECT, _) => {
                let number = u16_at(record.data, 6).filter(|_| u16_at(record.data, 0) == Some(0x15));
                self.object = number;
                number.map(|_| ())
            }
            (kind::TEXT_BOX, _) => self.text(stream, record),
            (_, Texts::Wide) => self.note(record),
            (_, Texts::Bytes(_)) => self.own_note(record, texts),
        };
    }

    fn text(&mut self, stream: &[u8], record: Record<'_>) -> Option<()> {
        let count = usize::from(u16_at(record.data, 10)?);
        self.bytes = self.bytes.saturating_add(count);
        if count == 0 || self.bytes > MOST_TEXT {
            return None;
        }
        let mut parts = parts(stream, record);
        parts.go_on().then_some(())?;
        let flags = parts.byte()?;
        let mut text = String::new();
        // What a damaged text still has is better than nothing.
        let _ = parts.characters(count, flags, &mut text);
        match self.object.take() {
            Some(number) if !self.texts.contains_key(&number) => {
                self.texts.insert(number, text);
            }
            _ => self.others.push(text),
        }
        Some(())
    }

    fn note(&mut self, record: Record<'_>) -> Option<()> {
        let at = |at: usize| u16_at(record.data, at);
        self.notes.push((at(0)?, at(2)?, at(6)?));
        Some(())
    }

    fn own_note(&mut self, record: Record<'_>, texts: Texts) -> Option<()> {
        let (row, column) = (u16_at(record.data, 0)?, u16_at(record.data, 2)?);
        let Texts::Bytes(encoding) = texts else { return None };
        let text = encoding.decode_without_bom_handling(record.data.get(6..)?).0;
        // A note of more than one record goes on in a row that there is not.
        if let (u16::MAX, Some(last)) = (row, self.own.last_mut()) {
            last.text.push_str(&text);
        } else {
            self.own.push(Comment {
                row: u64::from(row) + 1,
                column: column.into(),
                text: text.into_owned(),
            });
        }
        Some(())
    }

    /// Adds notes and text boxes to what was met in the sheet.
    pub fn finish(mut self, facts: &mut SheetFacts) {
        for (row, column, object) in self.notes {
            let text = self.texts.remove(&object).map(|text| text.trim().to_owned());
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                facts.comments.push(Comment { row: u64::from(row) + 1, column: column.into(), text });
            }
        }
        facts.comments.append(&mut self.own);
        facts.comments.sort_by_key(|comment| (comment.row, comment.column));
        let boxes = self.texts.into_values().chain(self.others).map(|text| text.trim().to_owned());
        facts.text_boxes.extend(boxes.filter(|text| !text.is_empty()));
    }
}
