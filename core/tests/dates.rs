//! Dates as real files write them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use faxban_core::dates::{
    self, DateError, DateOrder, DateOrders, Epoch, LocaleSwapped, OrderDoubts, OrderEvidence, Precision,
    parse, parse_bytes_fast, parse_from,
};
use proptest::prelude::*;

fn read(text: &str) -> String {
    parse(text, DateOrder::DayMonth).unwrap_or_else(|error| panic!("{text}: {error}")).date.to_string()
}

#[test]
fn days_in_every_form() {
    for (text, day) in [
        ("2019-09-30", "2019-09-30"),
        ("2019-09-30T00:00:00", "2019-09-30"),
        ("2019-09-30 00:00:00", "2019-09-30"),
        ("2019/09/30", "2019-09-30"),
        ("20190930", "2019-09-30"),
        ("14/02/2019", "2019-02-14"),
        ("14-02-2019", "2019-02-14"),
        ("14.02.2019", "2019-02-14"),
        ("14/02/19", "2019-02-14"),
        ("14/02/98", "1998-02-14"),
        ("4/1/2019", "2019-01-04"),
        ("04/01/2019 12:15", "2019-01-04"),
        ("15-Jan-19", "2019-01-15"),
        ("15 Jan 2019", "2019-01-15"),
        ("15-January-2019", "2019-01-15"),
        ("Jan 15, 2019", "2019-01-15"),
        ("1st March 2020", "2020-03-01"),
        ("31st December 2018", "2018-12-31"),
        ("10th May 2019", "2019-05-10"),
        ("22nd Jan 20", "2020-01-22"),
        ("5th of March 2019", "2019-03-05"),
        ("Mon 15 Sept 2019", "2019-09-15"),
        ("43831", "2020-01-01"),
        ("43831.5", "2020-01-01"),
        (" 31/03/2020 ", "2020-03-31"),
        ("05MAR2021", "2021-03-05"),
        ("5mar21", "2021-03-05"),
        ("05-MAR-21", "2021-03-05"),
        ("05MAR2021:13:45:00", "2021-03-05"),
        ("2021-MAR-05", "2021-03-05"),
        ("=\"05/03/2021\"", "2021-03-05"),
        ("\u{200e}05/\u{200e}03/\u{200e}2021", "2021-03-05"),
        ("\u{a0}05/03/2021\u{a0}", "2021-03-05"),
        ("\u{200f}05/03/2021 \u{200f}13:45", "2021-03-05"),
        ("2021-03-05T00:00:00Z", "2021-03-05"),
        ("2021-03-05T00:00:00.000+00:00", "2021-03-05"),
        ("2021-03-05Z", "2021-03-05"),
        ("2021-03-05+01:00", "2021-03-05"),
        ("20210305T101500Z", "2021-03-05"),
        ("20210305", "2021-03-05"),
        ("5th March 2021", "2021-03-05"),
        ("Mar 5, 2021", "2021-03-05"),
        ("Friday, 5 March 2021", "2021-03-05"),
    ] {
        assert_eq!(read(text), day, "{text}");
    }
}

#[test]
fn what_tables_write_is_read_quickly() {
    for text in [
        "14/02/2019",
        "14-02-2019",
        "14.02.2019",
        "4/2/2019",
        "14/02/19",
        "4/2/19",
        "14/02/2019 00:00",
        "2019-02-14",
        "2019/02/14",
        "2019-02-14T00:00:00",
        "2019-02-14 00:00:00.000",
        "20190214",
        "14-Feb-19",
        "14 FEB 2019",
        "4-February-2019",
        " 14/02/2019 0:00 ",
    ] {
        let fast = parse_bytes_fast(text.as_bytes()).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(fast.day(DateOrders::default()).map(|day| day.to_string()), Some(read(text)), "{text}");
    }
}

#[test]
fn months_and_years_say_that_they_are_no_days() {
    for (text, day, precision) in [
        ("Jan-19", "2019-01-01", Precision::Month),
        ("January 2019", "2019-01-01", Precision::Month),
        ("2019-01", "2019-01-01", Precision::Month),
        ("03/2020", "2020-03-01", Precision::Month),
        ("March 2021", "2021-03-01", Precision::Month),
        ("MAR2021", "2021-03-01", Precision::Month),
        ("2011", "2011-01-01", Precision::Year),
    ] {
        let parsed = parse(text, DateOrder::DayMonth).unwrap();
        assert_eq!((parsed.date.to_string().as_str(), parsed.precision), (day, precision), "{text}");
    }
}

#[test]
fn what_is_no_day_is_told_apart() {
    let error = |text| parse(text, DateOrder::DayMonth).unwrap_err();
    assert!(matches!(error(""), DateError::Blank));
    assert!(matches!(error("31/02/2020"), DateError::Impossible { .. }));
    assert!(matches!(error("13/25/2020"), DateError::Impossible { .. }));
    assert!(matches!(error("10/31/2020"), DateError::OtherOrder { .. }));
    for text in ["FY2021/22", "#N/A", "12345678901", "£12.00", "soon", "1/2", "99", "12.50"] {
        assert!(matches!(error(text), DateError::Unreadable { .. }), "{text}");
    }
    assert_eq!(parse("10/31/2020", DateOrder::MonthDay).unwrap().date.to_string(), "2020-10-31");
}

#[test]
fn the_order_of_a_column_is_decided_by_its_dates() {
    let column = |dates: &[(&str, u64)]| {
        let mut evidence = OrderEvidence::default();
        for (text, times) in dates {
            evidence.observe(&parse_bytes_fast(text.as_bytes()).unwrap(), *times);
        }
        evidence
    };
    let (day_first, month_first) = (DateOrder::DayMonth, DateOrder::MonthDay);
    let assumed = column(&[("04/01/2019", 10), ("15-Jan-19", 3)]);
    assert_eq!(assumed.decide(), day_first.into());
    assert!(assumed.sentence().contains("assumed") && assumed.sentence().contains("10"));
    assert_eq!(column(&[("04/01/2019", 10), ("01/31/2019", 2)]).decide(), month_first.into());
    let mixed = column(&[("04/01/2019", 10), ("01/31/2019", 2), ("31/01/2019", 5)]);
    let also = OrderDoubts { long: Some(month_first), ..OrderDoubts::default() };
    assert_eq!((mixed.decide(), mixed.is_mixed()), (DateOrders { doubts: also, ..day_first.into() }, true));
    // Years of two digits follow the others, unless they know better.
    assert_eq!(column(&[("01/31/2019", 2), ("04/01/19", 10)]).decide(), month_first.into());
    let both = column(&[("2/28/2021", 374), ("28/02/21", 16)]);
    assert_eq!(both.decide(), DateOrders { long: month_first, short: day_first, ..DateOrders::default() });
    assert_eq!(
        both.sentence(),
        "month before day: 374 dates allow nothing else; \
         with years of two digits, day before month: 16 dates allow nothing else"
    );
}

#[test]
fn what_says_that_there_is_no_date_is_not_unreadable() {
    for text in [
        "31/12/9999",
        "12/31/9999",
        "9999-12-31",
        "31-DEC-9999",
        "31/12/2099",
        "01/01/1900",
        "1900-01-01 00:00:00",
        "00/01/1900",
        "1970-01-01",
        "31-DEC-4712",
        "0001-01-01",
        "00/00/0000",
        "0000-00-00",
        "00000000",
        "-",
        "\u{2013}",
        "N/A",
        "n/a",
        "(n/a)",
        "nil",
        "None",
        "TBC",
        "unknown",
    ] {
        let both = (parse(text, DateOrder::DayMonth), dates::read(text).map(|(written, _)| written));
        assert_eq!(both.0, Err(DateError::NoDate), "{text}");
        assert_eq!(both.1, Err(DateError::NoDate), "{text}");
        assert_eq!(parse_bytes_fast(text.as_bytes()), None, "{text}");
    }
    for text in ["30/12/2099", "02/01/1900", "31/12/1999", "01/01/1999"] {
        assert!(parse(text, DateOrder::DayMonth).is_ok(), "{text}");
    }
}

#[test]
fn a_workbook_of_an_old_mac_counts_from_1904() {
    // 42798 days after 1 January 1904; as if from 1900 it is 4 years and a day too early.
    let day = |epoch| parse_from("42798", DateOrder::DayMonth, epoch).unwrap().date.to_string();
    assert_eq!(day(Epoch::From1904), "2021-03-05");
    assert_eq!(day(Epoch::From1900), "2017-03-04");
    let text = |epoch| parse_from("05/03/2021", DateOrder::DayMonth, epoch).unwrap().date.to_string();
    assert_eq!(text(Epoch::From1904), text(Epoch::From1900));
}

#[test]
fn dates_exchanged_by_another_country_are_seen() {
    let column = |dates: &[&str]| {
        let mut evidence = OrderEvidence::default();
        for text in dates {
            evidence.observe(&dates::read(text).unwrap().0, 1);
        }
        evidence.locale_swapped()
    };
    assert_eq!(column(&["14/02/2020", "2020-02-05", "25/03/2020"]), Some(LocaleSwapped { real: 1, text: 2 }));
    // An American file in a British Excel.
    assert_eq!(column(&["02/14/2020", "2020-02-05", "2020-01-12"]), Some(LocaleSwapped { real: 2, text: 1 }));
    for other in [
        &["14/02/2020", "2020-02-25", "25/03/2020"][..],
        &["14/02/2020", "2020-02-05", "05/03/2020"],
        &["14/02/2020", "25/03/2020", "26/03/2020"],
        &["2020-02-05", "2020-02-06", "2020-02-07"],
        &["14/02/2020", "02/25/2020", "2020-02-05"],
        &["14/02/2020", "2020-02-05"],
    ] {
        assert_eq!(column(other), None, "{other:?}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC*") {
        let _ = parse(&text, DateOrder::DayMonth);
        let _ = parse_bytes_fast(text.as_bytes());
    }
}
