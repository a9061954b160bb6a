//! Amounts as real files write them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use faxban_core::money::{
    MoneyError, NumberStyle, format_pounds, format_pounds_grouped, parse, parse_bytes_fast, parse_styled,
};
use proptest::prelude::*;

#[test]
fn amounts_as_people_and_programs_write_them() {
    for (text, pence) in [
        ("67,132.60", 6_713_260),
        ("49,521.52 ", 4_952_152),
        ("-182,400.00 ", -18_240_000),
        ("£1,234.56", 123_456),
        ("- £1,234.56", -123_456),
        ("(1,234.56)", -123_456),
        ("(£1,234.56)", -123_456),
        ("1,234.56-", -123_456),
        ("1234 CR", -123_400),
        ("1234.00DR", 123_400),
        ("GBP 12.50", 1250),
        ("12.5", 1250),
        (".50", 50),
        ("1.2345E+06", 123_450_000),
        ("1 234.56", 123_456),
        ("12 345 678", 1_234_567_800),
        ("1, 234.56", 123_456),
        ("Â£12", 1200),
        ("\u{fffd}1,000.00", 100_000),
        ("'1234", 123_400),
        ("-", 0),
        (" - ", 0),
        ("£-", 0),
        ("\u{2013}5.00", -500),
        ("0", 0),
        ("5.", 500),
        ("007", 700),
        ("199.00 GBP", 19_900),
        ("£42.50p", 4_250),
        ("£42-50", 4_250),
        ("42-50p", 4_250),
        ("60p", 60),
        ("89.00 + VAT", 8_900),
        ("£1,240 ex VAT", 124_000),
        ("12k", 1_200_000),
        ("£6.8k", 680_000),
        ("\u{c3}\u{201a}\u{c2}£91.62", 9_162),
        ("\u{9c}199.00", 19_900),
        ("œ1,199.00", 119_900),
        ("ú199.00", 19_900),
        ("1'245.00", 124_500),
        ("1\u{2019}245.00", 124_500),
        ("1\u{a0}245.00", 124_500),
        ("1\u{202f}245.00", 124_500),
        ("\u{2212}199.00", -19_900),
        ("199.00\u{2212}", -19_900),
        ("CR 199.00", -19_900),
        ("=\"199.00\"", 19_900),
        ("\u{200e}199.00", 19_900),
        ("1.2E+03", 120_000),
    ] {
        assert_eq!(parse(text).map(|money| money.pence), Ok(pence), "{text:?}");
    }
}

#[test]
fn what_tables_write_is_read_quickly() {
    let quick = |bytes: &[u8]| parse_bytes_fast(bytes).map(|amount| (amount.pence, amount.rounded));
    let negative =
        ["-1,234.50", "-£1,234.50", "£-1,234.50", "(1,234.50)", "(£1,234.50)", "£(1234.5)", "1,234.50-"];
    for text in negative {
        assert_eq!(quick(text.as_bytes()), Some((-123_450, false)), "{text}");
    }
    for text in ["1234.5", "£1,234.50", " £ 1,234.50 ", "1234.5000"] {
        assert_eq!(quick(text.as_bytes()), Some((123_450, false)), "{text}");
    }
    assert_eq!(quick(b"\xa31,234.50"), Some((123_450, false)));
    assert_eq!(quick(b"-1234.5050001"), Some((-123_451, true)));
}

#[test]
fn more_than_two_decimals_are_rounded_and_say_so() {
    for (text, pence) in
        [("1.005", 101), ("-1.005", -101), ("2.0000000001", 200), ("1E-05", 0), ("1.004", 100)]
    {
        let money = parse(text).unwrap();
        assert_eq!((money.pence, money.rounded), (pence, true), "{text}");
    }
    assert!(!parse("1.100").unwrap().rounded);
}

#[test]
fn what_is_no_amount_is_refused() {
    for text in [
        "abc",
        "1,23.4",
        "1.2.3",
        "12/03/2020",
        "1.234,56",
        ".",
        "1,,000",
        ",5",
        ",123,456",
        "12 pounds",
        "189 99",
        "150.00 2",
    ] {
        assert_eq!(parse(text), Err(MoneyError::Unreadable), "{text}");
    }
    for text in ["  ", "N/A", "n/a", "nil", "None", "£"] {
        assert_eq!(parse(text), Err(MoneyError::Blank), "{text:?}");
    }
    assert_eq!(parse("99999999999999999999"), Err(MoneyError::TooLarge));
}

#[test]
fn another_currency_is_never_pounds() {
    for (text, code) in [
        ("$199.00", "$"),
        ("US$ 199.00", "USD"),
        ("199.00 EUR", "EUR"),
        ("€1,199.00", "EUR"),
        ("(CHF 1'199.00)", "CHF"),
        ("-199 usd", "USD"),
    ] {
        assert_eq!(parse(text), Err(MoneyError::Foreign(code)), "{text:?}");
    }
    assert_eq!(parse_styled("1.245,00 €", NumberStyle::Comma), Err(MoneyError::Foreign("EUR")));
    assert_eq!(parse("eurostar 12"), Err(MoneyError::Unreadable));
}

fn style(cells: &[&str]) -> Option<NumberStyle> {
    NumberStyle::of(cells.iter().copied()).ok()
}

#[test]
fn a_column_decides_how_its_numbers_are_written() {
    use NumberStyle::{Comma, Indian, Point};
    for (cells, expected) in [
        (&["1,234.56", "45.20", "1,234", "12"][..], Some(Point)),
        (&["1,234", "12", "-"], Some(Point)),
        (&["12", "45", "Total"], Some(Point)),
        (&["1.234", "45.20"], Some(Point)),
        (&["199,00", "45,20", "-100,00"], Some(Comma)),
        (&["1.245,00", "12", "1.300"], Some(Comma)),
        (&["1 245,50", "12,00", "n/a"], Some(Comma)),
        (&["1,24,500.00", "45.20", "12,500"], Some(Indian)),
        // Both signs, or none that decides.
        (&["199,00", "45.20"], None),
        (&["1,24,500.00", "1,234,567.00"], None),
        (&["1,24,500.00", "199,00"], None),
        (&["1.234", "12.500", "700"], None),
    ] {
        assert_eq!(style(cells), expected, "{cells:?}");
    }
    let error = NumberStyle::of(["12.00", "199,00", "45.20"]).unwrap_err();
    assert_eq!((error.one.as_str(), error.other.as_str()), ("199,00", "12.00"));
}

#[test]
fn amounts_in_the_style_of_their_column() {
    use NumberStyle::{Comma, Indian, Point};
    for (text, style, pence) in [
        ("199,00", Comma, 19_900),
        ("1.245,00", Comma, 124_500),
        ("1.245", Comma, 124_500),
        ("-100,00", Comma, -10_000),
        ("(1.234.567,89)", Comma, -123_456_789),
        ("1 245,5", Comma, 124_550),
        ("0,125", Comma, 13),
        ("1,24,500.00", Indian, 12_450_000),
        ("12,500", Indian, 1_250_000),
        ("1,23,45,678.5", Indian, 1_234_567_850),
        ("1,234.56", Point, 123_456),
        ("1,234.500", Point, 123_450),
        ("0.125", Point, 13),
    ] {
        assert_eq!(parse_styled(text, style).map(|money| money.pence), Ok(pence), "{text}");
    }
    // A figure that would be out by a hundred or a thousand in the other style is refused.
    for (text, style) in [
        ("1.234", Point),
        ("199,00", Point),
        ("1.245,00", Point),
        ("1,234", Comma),
        ("45.20", Comma),
        ("1,234,567", Comma),
        ("1,234.56", Comma),
        ("1,234,567.00", Indian),
        ("199,00", Indian),
    ] {
        assert_eq!(parse_styled(text, style), Err(MoneyError::Unreadable), "{text}");
    }
}

#[test]
fn pounds_are_written_with_two_decimals() {
    assert_eq!(format_pounds(-5), "-0.05");
    assert_eq!(format_pounds_grouped(-123_456_789), "-£1,234,567.89");
    assert_eq!(format_pounds_grouped(100), "£1.00");
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(pence in -1_000_000_000_000_i64..1_000_000_000_000) {
        prop_assert_eq!(parse(&format_pounds(i128::from(pence))).unwrap().pence, pence);
        prop_assert_eq!(parse(&format_pounds_grouped(i128::from(pence))).unwrap().pence, pence);
        prop_assert_eq!(parse_bytes_fast(format_pounds(i128::from(pence)).as_bytes()).unwrap().pence, pence);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC*") {
        let _ = parse(&text);
        let _ = NumberStyle::of([text.as_str()]);
    }

    /// Whatever the style of a column is taken for, its amounts are right or refused.
    #[test]
    fn no_style_reads_a_wrong_figure(amounts in prop::collection::vec(0_i64..10_000_000_000, 1..20), which in 0..3_usize) {
        let written: Vec<String> = amounts.iter().map(|pence| write(*pence, which)).collect();
        let style = NumberStyle::of(written.iter().map(String::as_str));
        prop_assert!(style.is_ok(), "{:?}", written);
        let style = style.unwrap_or_default();
        for (pence, text) in amounts.iter().zip(&written) {
            if let Ok(money) = parse_styled(text, style) {
                prop_assert_eq!(money.pence, *pence, "{} as {:?}", text, style);
            }
        }
    }
}

/// An amount with two decimals in the British, the Continental or the Indian style.
fn write(pence: i64, style: usize) -> String {
    let (pounds, part) = (pence / 100, pence % 100);
    let digits = pounds.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len() - index;
        let ends_group = match style {
            2 => left == 3 || left > 3 && left % 2 == 1,
            _ => left.is_multiple_of(3),
        };
        if index > 0 && ends_group {
            grouped.push(if style == 1 { '.' } else { ',' });
        }
        grouped.push(digit);
    }
    format!("{grouped}{}{part:02}", if style == 1 { ',' } else { '.' })
}
