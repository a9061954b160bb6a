//! Amounts as real files write them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use faxban_core::money::{MoneyError, format_pounds, format_pounds_grouped, parse, parse_bytes_fast};
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
    for text in
        ["abc", "1,23.4", "1.2.3", "12/03/2020", "1.234,56", ".", "1,,000", ",5", ",123,456", "12 pounds"]
    {
        assert_eq!(parse(text), Err(MoneyError::Unreadable), "{text}");
    }
    assert_eq!(parse("  "), Err(MoneyError::Blank));
    assert_eq!(parse("99999999999999999999"), Err(MoneyError::TooLarge));
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
    }
}
