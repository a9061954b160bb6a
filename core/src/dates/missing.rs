//! Cells of a date column that say that there is no date.

/// What people write where there is no date; lower case, without full stops and brackets around.
const WORDS: &[&str] = &[
    "-",
    "--",
    "---",
    "?",
    "??",
    "0",
    "blank",
    "n",
    "n.a",
    "n/a",
    "n\\a",
    "na",
    "nan",
    "nat",
    "nil",
    "no",
    "no date",
    "none",
    "not applicable",
    "not available",
    "not known",
    "not recorded",
    "null",
    "tba",
    "tbc",
    "tbd",
    "to be advised",
    "to be confirmed",
    "unk",
    "unknown",
    "x",
    "2958465",
];

/// Days that programs write for no day: year, month, day.
const DAYS: &[(u32, u32, u32)] = &[
    (1, 1, 1),      // .NET DateTime.MinValue
    (1753, 1, 1),   // the first day of SQL Server's datetime
    (1899, 12, 30), // day 0 of OLE Automation and of LibreOffice
    (1899, 12, 31), // day 0 of Excel
    (1900, 1, 0),   // day 0 as Excel shows it
    (1900, 1, 1),   // 0 converted to a date by SQL Server
    (1970, 1, 1),   // 0 in Unix time
    (2099, 12, 31),
    (2199, 12, 31),
    (2999, 12, 31),
    (4712, 12, 31), // the last day of Oracle's DATE, as its applications write it
    (9999, 12, 31), // the last day of SQL Server, SAP and .NET
];

/// Whether a cell, in lower case, says in words that there is no date.
pub(super) fn in_words(lower: &str) -> bool {
    let bare = lower.trim_matches(|c: char| matches!(c, '.' | '(' | ')' | '[' | ']') || c.is_whitespace());
    WORDS.contains(&bare)
        || !lower.is_empty() && lower.chars().all(|c| matches!(c, '-' | '\u{2013}' | '\u{2014}' | '.' | '_'))
        || lower.bytes().all(|byte| matches!(byte, b'0' | b'/' | b'-' | b'.' | b' ' | b':'))
            && lower.bytes().filter(|byte| *byte == b'0').count() >= 6
}

/// Whether a day stands for no day, with its month first or last.
pub(super) fn is_placeholder(year: u32, one: u32, other: u32) -> bool {
    DAYS.contains(&(year, one, other)) || DAYS.contains(&(year, other, one))
}
