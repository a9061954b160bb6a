//! Numbers and moments of typed cells as the text that a file of such cells would hold.

use jiff::{SignedDuration, Timestamp};

/// A number with the 15 digits that a spreadsheet keeps, so that 0.1 + 0.2 reads 0.3.
#[must_use]
pub fn number(number: f64) -> String {
    let plain = number.to_string();
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 || !number.is_finite() {
        return plain;
    }
    format!("{number:.14e}").parse::<f64>().map_or(plain, |rounded| rounded.to_string())
}

/// A moment since 1970 as a day, with the time if it has one.
#[must_use]
pub fn moment(since: SignedDuration) -> String {
    Timestamp::from_duration(since).map_or_else(
        |_| since.as_secs().to_string(),
        |moment| {
            let text = moment.strftime("%Y-%m-%d %H:%M:%S").to_string();
            text.strip_suffix(" 00:00:00").map(str::to_owned).unwrap_or(text)
        },
    )
}
