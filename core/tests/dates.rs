//! Dates as real files write them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use faxban_core::dates::{
    DateError, DateOrder, DateOrders, OrderEvidence, Precision, parse, parse_bytes_fast,
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
        ("Mon 15 Sept 2019", "2019-09-15"),
        ("43831", "2020-01-01"),
        ("43831.5", "2020-01-01"),
        (" 31/03/2020 ", "2020-03-31"),
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
    for text in ["n/a", "12345678901", "£12.00", "soon", "1/2", "99", "12.50"] {
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
    assert_eq!((mixed.decide(), mixed.is_mixed()), (day_first.into(), true));
    // Years of two digits follow the others, unless they know better.
    assert_eq!(column(&[("01/31/2019", 2), ("04/01/19", 10)]).decide(), month_first.into());
    let both = column(&[("2/28/2021", 374), ("28/02/21", 16)]);
    assert_eq!(both.decide(), DateOrders { long: month_first, short: day_first });
    assert_eq!(
        both.sentence(),
        "month before day: 374 dates allow nothing else; \
         with years of two digits, day before month: 16 dates allow nothing else"
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC*") {
        let _ = parse(&text, DateOrder::DayMonth);
        let _ = parse_bytes_fast(text.as_bytes());
    }
}
