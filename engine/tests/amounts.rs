//! Amounts in more than one column: totals to the penny, and everything doubtful counted with its row.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;

use common::{RULES, audit};
use faxban_core::Field;
use faxban_core::money::format_pounds;
use faxban_engine::header::{self, Asked};
use faxban_engine::layout::{AmountOf, Layout};
use faxban_engine::screen::amount::Note;
use faxban_engine::screen::{Screen, Screened};
use faxban_read::delimited::Dialect;
use proptest::prelude::*;

fn cells(line: &str) -> Vec<String> {
    line.split('|').map(str::to_owned).collect()
}

fn layout_of(header: &str, beneath: &[&str], map: &[(Field, String)]) -> Layout {
    let lines = [header].into_iter().chain(beneath.iter().copied());
    let rows: Vec<(u64, Vec<String>)> = (1..).zip(lines.map(cells)).collect();
    let found = header::find(&rows, &RULES, Asked { map, ..Asked::default() }).unwrap().unwrap();
    Layout::new(found.mapping, found.names, found.first_row)
}

/// Screens rows as those of a workbook are screened.
fn screened_as_rows(layout: &Layout, rows: &[&str]) -> Screened {
    let gate = layout.gate(&RULES.pack);
    let mut screen = Screen::new(layout, &gate, &RULES.row_words, None);
    for (number, row) in (2..).zip(rows) {
        let row = cells(row);
        let mentions = screen.mentions(row.len(), |column| row.get(column).map_or("", String::as_str));
        screen.row(number, &row, mentions);
    }
    screen.finish()
}

/// Screens rows as those of a text file are screened.
fn screened_as_text(layout: &Layout, rows: &[&str]) -> Screened {
    let gate = layout.gate(&RULES.pack);
    let mut screen = Screen::new(layout, &gate, &RULES.row_words, None);
    let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
    let dialect = Dialect { columns: layout.columns, ..Dialect::detect(b"a|b|c\n1|2|3\n") };
    screen.block(text.as_bytes(), dialect, 2);
    screen.finish()
}

fn screened(header: &str, rows: &[&str]) -> Screened {
    let layout = layout_of(header, rows, &[]);
    let (as_rows, as_text) = (screened_as_rows(&layout, rows), screened_as_text(&layout, rows));
    assert_eq!(as_rows.control, as_text.control, "{header}");
    assert_eq!(as_rows.foreign, as_text.foreign, "{header}");
    assert_eq!(as_rows.amount_notes, as_text.amount_notes, "{header}");
    assert_eq!(as_rows.unreadable_amounts, as_text.unreadable_amounts, "{header}");
    as_rows
}

/// `debit credit`, in pounds.
fn sums(screened: &Screened) -> String {
    format!("{} {}", format_pounds(screened.control.debit), format_pounds(screened.control.credit))
}

/// What is noted of amounts: how many rows, and the first.
fn notes(screened: &Screened) -> Vec<(Note, u64, u64)> {
    screened.amount_notes.iter().map(|(note, noted)| (*note, noted.rows, noted.first_row())).collect()
}

fn unreadable(screened: &Screened) -> (u64, u64) {
    (screened.unreadable_amounts.rows, screened.unreadable_amounts.first_row())
}

#[test]
fn a_sign_beside_the_amount_makes_credits_negative() {
    for (heading, debit, credit) in [
        ("DR/CR", "DR", "CR"),
        ("Dr/Cr", "Dr.", "Cr."),
        ("D/C", "D", "C"),
        ("Debit/Credit", "Debit", "Credit"),
        ("S/H", "S", "H"),
        ("+/-", "+", "-"),
        ("Sign", "+", "-"),
        ("Debit/Credit indicator", "debit ", " CREDIT"),
        ("Type", "Invoice", "Credit note"),
        ("Transaction type", "Invoice", "Refund"),
        ("DR/CR", "", "CR"),
    ] {
        let header = format!("Date|Supplier|Description|Amount|{heading}");
        let rows = [
            format!("05/03/2021|Office Kit|Fax machine|199.00|{debit}"),
            format!("09/03/2021|Office Kit|Fax machine|\"1,199.00\"|{credit}"),
            format!("06/03/2021|Harbour|Copier paper|45.2|{debit}"),
        ];
        let rows: Vec<String> = rows.iter().map(|row| row.replace('"', "")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let found = screened(&header, &rows);
        assert_eq!(sums(&found), "244.20 -1199.00", "{heading}");
        assert_eq!(unreadable(&found), (0, 0), "{heading}");
        assert_eq!(found.blank_signs().rows, 0, "{heading}");
    }
}

#[test]
fn a_sign_that_is_not_understood_leaves_the_amount_out_and_is_counted() {
    let rows = [
        "05/03/2021|Office Kit|Paper|10.00|DR",
        "05/03/2021|Office Kit|Paper|20.00|ZZ",
        "05/03/2021|Office Kit|Paper|40.00|?",
        "05/03/2021|Office Kit|Paper|80.00|",
        "05/03/2021|Office Kit|Paper|-160.00|CR",
        "05/03/2021|Office Kit|Paper|-320.00|DR",
    ];
    let found = screened("Date|Supplier|Description|Amount|DR/CR", &rows);
    assert_eq!(sums(&found), "90.00 -480.00");
    assert_eq!(unreadable(&found), (2, 3));
    assert_eq!(
        notes(&found),
        [(Note::UnknownSign, 2, 3), (Note::BlankSign, 1, 5), (Note::SignedTwice, 1, 6)]
    );
    assert_eq!(found.blank_signs().first_row(), 5, "other lines say that they are debits");
    let layout = layout_of("Date|Supplier|Description|Amount|DR/CR", &rows, &[]);
    let remarks = found.amount_remarks(&layout);
    assert!(
        remarks[0]
            .starts_with("2 lines (rows 3 and 4) with neither debit nor credit in the column \"DR/CR\"")
    );
    assert_eq!(remarks.len(), 3, "{remarks:?}");
}

#[test]
fn a_type_of_document_that_says_nothing_of_signs_leaves_the_amount_as_it_is() {
    let rows = [
        "05/03/2021|Office Kit|Paper|10.00|Invoice",
        "05/03/2021|Office Kit|Paper|20.00|Journal",
        "05/03/2021|Office Kit|Paper|-40.00|Credit memo",
        "05/03/2021|Office Kit|Paper|80.00|Credit memo",
        "05/03/2021|Office Kit|Paper|160.00|C",
    ];
    let found = screened("Date|Supplier|Description|Amount|Document type", &rows);
    assert_eq!(sums(&found), "190.00 -120.00", "\"C\" may be capital");
    assert_eq!(unreadable(&found), (0, 0));
    assert_eq!(notes(&found), [(Note::CreditByDocument, 1, 5), (Note::UnknownDocument, 2, 3)]);
}

#[test]
fn a_column_that_only_looks_like_signs_is_left_alone() {
    let rows = ["05/03/2021|Office Kit|Paper|10.00|North", "05/03/2021|Office Kit|Paper|20.00|South"];
    let layout = layout_of("Date|Supplier|Description|Amount|DC", &rows, &[]);
    assert_eq!(layout.amount, Some(3), "the quick path");
    assert_eq!(layout.mapping.unmapped, [(4, "DC".to_owned())]);
}

#[test]
fn debits_and_credits_in_two_columns_are_one_amount() {
    for (header, rows) in [
        ("Date|Supplier|Description|Debit|Credit", ["199.00|", "|45.20"]),
        ("Date|Supplier|Description|Money out|Money in", ["199.00|0.00", "0|45.20"]),
        ("Date|Supplier|Description|Dr|Cr", ["£199.00|-", "-|£45.20"]),
        ("Date|Supplier|Description|Debit GBP|Credit GBP", ["199.00|", "|45.20"]),
        ("Date|Supplier|Description|Paid out|Paid in", ["199.00|", "|-45.20"]),
    ] {
        let rows = rows.map(|row| format!("05/03/2021|Harbour|Paper|{row}"));
        let found = screened(header, &rows.each_ref().map(String::as_str));
        assert_eq!(sums(&found), "199.00 -45.20", "{header}");
        assert_eq!(found.control.lines, 2);
    }
}

#[test]
fn what_is_odd_about_debits_and_credits_is_counted() {
    let rows = [
        "05/03/2021|Harbour|Paper|10.00|4.00",
        "05/03/2021|Harbour|Paper|20.00|x",
        "05/03/2021|Harbour|Paper||-8.00",
        "05/03/2021|Harbour|Paper|-1.00|",
        "05/03/2021|Harbour|Paper||",
        "Total||||",
        "|||29.00|4.00",
    ];
    let found = screened("Date|Supplier|Description|Debit|Credit", &rows);
    assert_eq!(found.control.lines, 7);
    let lines = found.clear;
    assert_eq!((format_pounds(lines.debit), format_pounds(lines.credit)), ("6.00".into(), "-9.00".into()));
    assert_eq!(unreadable(&found), (1, 3));
    assert_eq!(notes(&found), [(Note::BothSides, 1, 2), (Note::NegativeCredit, 1, 4)]);
    assert_eq!(found.skipped.values().map(|tally| tally.lines).sum::<u64>(), 2, "{:?}", found.skipped);
}

#[test]
fn another_amount_comes_before_debit_and_credit_unless_the_user_names_them() {
    let header = "Date|Supplier|Description|Debit|Credit|Net amount";
    let layout = layout_of(header, &[], &[]);
    assert_eq!(layout.amount, Some(5));
    let others: Vec<&str> =
        layout.mapping.duplicates.iter().map(|(_, _, heading)| heading.as_str()).collect();
    assert_eq!(others, ["Debit", "Credit"]);
    let map = [(Field::Debit, "Debit".to_owned()), (Field::Credit, "Credit".to_owned())];
    let layout = layout_of(header, &[], &map);
    assert_eq!(layout.amount_of, AmountOf::Sides { debit: 3, credit: 4 });
    assert_eq!(layout.mapping.duplicates, [(Field::Amount, 5, "Net amount".to_owned())]);
}

#[test]
fn a_lone_debit_is_the_amount_and_says_so() {
    let layout = layout_of("Date|Supplier|Description|Debit", &[], &[]);
    assert_eq!(layout.amount, Some(3));
    assert_eq!(layout.mapping.fields[&Field::Amount].basis.as_deref(), Some("debit"));
    for header in ["Date|Supplier|Description|Credit", "Date|Supplier|Description|Dr"] {
        let layout = layout_of(header, &[], &[]);
        assert_eq!(layout.amount_of, AmountOf::Nothing, "{header}");
        assert_eq!(layout.missing(), [Field::Amount]);
        assert_eq!(layout.mapping.unmapped.len(), 1, "{header}");
    }
    for near in [
        "Credit note number",
        "Credit card",
        "Credit limit",
        "Credit terms",
        "Payments ref",
        "Payment",
        "Receipt",
    ] {
        let layout = layout_of(&format!("Date|Supplier|Description|Amount|Debit|{near}"), &[], &[]);
        assert_eq!(layout.amount, Some(3), "{near}");
        assert!(!layout.mapping.fields.contains_key(&Field::Credit), "{near}");
    }
}

#[test]
fn amounts_in_another_currency_are_not_in_the_sums_of_pounds() {
    let rows = [
        "05/03/2021|Office Kit|Fax machine|199.00|EUR",
        "05/03/2021|Office Kit|Desk|301.00|GBP",
        "05/03/2021|Office Kit|Desk|10.00|",
        "05/03/2021|Office Kit|Desk|20.00|sterling",
        "05/03/2021|Office Kit|Desk|-5.50|€",
        "05/03/2021|Office Kit|Desk|7.00|usd",
        "05/03/2021|Office Kit|Desk|8.00|see note",
        "05/03/2021|Office Kit|Desk|x|EUR",
    ];
    let found = screened("Date|Supplier|Description|Amount|Currency", &rows);
    assert_eq!(sums(&found), "331.00 0.00");
    assert_eq!(found.control.lines, 8);
    let foreign: Vec<String> = found
        .foreign
        .iter()
        .map(|(code, sum)| {
            format!("{code} {} {} {}", sum.lines, format_pounds(sum.debit), format_pounds(sum.credit))
        })
        .collect();
    assert_eq!(foreign, ["EUR 2 199.00 -5.50", "USD 1 7.00 0.00"]);
    assert_eq!(notes(&found), [(Note::Foreign, 3, 2), (Note::UnknownCurrency, 1, 8)]);
    assert_eq!(unreadable(&found), (2, 8));
    let layout = layout_of("Date|Supplier|Description|Amount|Currency", &rows, &[]);
    let remarks = found.amount_remarks(&layout);
    assert!(remarks.contains(&"2 lines in EUR: 199.00 debit, -5.50 credit".to_owned()), "{remarks:?}");
}

#[test]
fn an_amount_in_pounds_comes_before_one_in_another_currency() {
    let taken = |header: &str| {
        let layout = layout_of(header, &[], &[]);
        let amount: Vec<&str> = layout.amount_of.columns().map(|at| layout.header[at].as_str()).collect();
        let currency = layout.currency.map_or("", |at| layout.header[at].as_str());
        format!("{} {currency}", amount.join("+"))
    };
    for (header, expected) in [
        ("Date|Supplier|Description|Amount|Currency", "Amount Currency"),
        ("Date|Supplier|Description|Amount|Currency|Amount GBP", "Amount GBP "),
        ("Date|Supplier|Description|Amount|Currency|Amount (£)", "Amount (£) "),
        ("Date|Supplier|Description|Amount|Currency|Local amount", "Local amount "),
        ("Date|Supplier|Description|Amount|Currency|Billing amount", "Billing amount "),
        ("Date|Supplier|Description|Billing amount|Currency", "Billing amount Currency"),
        ("Date|Supplier|Description|Amount GBP|Currency", "Amount GBP "),
        ("Date|Supplier|Description|Amount|Original currency", "Amount "),
        (
            "Date|Supplier|Description|Original gross amt|Original cur|Billing gross amt|Billing cur code",
            "Billing gross amt Billing cur code",
        ),
        ("Date|Supplier|Description|Original gross amt|Original cur", "Original gross amt Original cur"),
        (
            "Date|Supplier|Description|Entered Dr|Entered Cr|Currency|Accounted Dr|Accounted Cr",
            "Accounted Dr+Accounted Cr ",
        ),
        ("Date|Supplier|Description|Entered Dr|Entered Cr|Currency", "Entered Dr+Entered Cr Currency"),
        ("Date|Supplier|Description|Net amount|Currency|Gross amount GBP", "Gross amount GBP "),
    ] {
        assert_eq!(taken(header), expected, "{header}");
    }
}

#[test]
fn an_ordinary_table_takes_the_quick_path() {
    let header = "Date|Supplier|Description|Amount";
    assert_eq!(layout_of(header, &[], &[]).amount, Some(3));
    let found = screened(header, &["05/03/2021|Harbour|Paper|1.005", "05/03/2021|Harbour|Paper|(2.00)"]);
    assert_eq!((sums(&found), found.rounded_amounts.rows), ("1.01 -2.00".to_owned(), 1));
}

/// An amount as one of the forms writes it, and what it counts.
#[derive(Debug, Clone)]
struct Written {
    pence: i64,
    currency: &'static str,
    style: u8,
}

/// Writes the cells of an amount.
type Form = fn(&Written) -> String;

fn written() -> impl Strategy<Value = Written> {
    let currency = prop_oneof![4 => Just("GBP"), 1 => Just(""), 1 => Just("EUR"), 1 => Just("USD")];
    (-10_000_000_i64..10_000_000, currency, 0_u8..4).prop_map(|(pence, currency, style)| Written {
        pence,
        currency,
        style,
    })
}

fn plain(pence: i64, style: u8) -> String {
    let text = format_pounds(i128::from(pence));
    match style {
        0 => text,
        1 => format!("£{text}").replace("£-", "-£"),
        2 => format!(" {text} "),
        _ => {
            if pence % 100 == 0 {
                (pence / 100).to_string()
            } else {
                text
            }
        }
    }
}

#[test]
fn a_machine_that_came_back_is_reviewed_in_every_form() {
    let [debit, credit] = [
        "05/03/2021|Office Kit|Brother FAX-2840 laser fax machine",
        "09/03/2021|Office Kit|Brother FAX-2840 laser fax machine",
    ];
    for (heading, bought, returned) in [
        ("Amount", "199.00", "-199.00"),
        ("Amount|DR/CR", "199.00|DR", "199.00|CR"),
        ("Amount|Type", "199.00|Invoice", "199.00|Credit note"),
        ("Debit|Credit", "199.00|", "|199.00"),
        ("Amount|Currency", "199.00|GBP", "-199.00|EUR"),
        ("Amount|DR/CR|Currency", "199.00|DR|GBP", "199.00|CR|EUR"),
        ("Debit|Credit|Currency", "199.00||GBP", "|199.00|EUR"),
    ] {
        let lines = [
            format!("Date|Supplier|Description|{heading}"),
            format!("{debit}|{bought}"),
            format!("{credit}|{returned}"),
        ];
        let audited = audit(&lines.each_ref().map(String::as_str));
        assert_eq!(audited.outcomes(), ["breach fax_machine", "review fax_machine"], "{heading}");
        assert_eq!(audited.row(2).line.pence, Some(19_900), "{heading}");
        let reason = &audited.row(3).reason;
        assert!(reason.contains("The amount is negative (-"), "{heading}: {reason}");
        let is_foreign = returned.ends_with("EUR");
        assert_eq!(reason.contains("(-199.00 EUR) is not in pounds"), is_foreign, "{heading}: {reason}");
        assert_eq!(audited.row(3).line.pence.is_none(), is_foreign, "{heading}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_form_adds_up_to_the_penny(lines in prop::collection::vec(written(), 0..40)) {
        let (mut debit, mut credit) = (0_i128, 0_i128);
        let mut foreign: BTreeMap<&str, (i128, i128)> = BTreeMap::new();
        for line in &lines {
            let pence = i128::from(line.pence);
            let (debit, credit) = match line.currency {
                "GBP" | "" => (&mut debit, &mut credit),
                other => {
                    let sums = foreign.entry(other).or_default();
                    (&mut sums.0, &mut sums.1)
                }
            };
            *(if pence > 0 { debit } else { credit }) += pence;
        }
        let forms: [(&str, Form); 3] = [
            ("Amount|DR/CR", |line| {
                let sign = if line.pence < 0 { ["CR", "Cr.", "c", "credit"] } else { ["DR", "Dr.", "d", "debit"] };
                format!("{}|{}", plain(line.pence.abs(), line.style), sign[usize::from(line.style)])
            }),
            ("Debit|Credit", |line| {
                let amount = plain(line.pence.abs(), line.style);
                let nothing = ["", "0.00", "-", " "][usize::from(line.style)];
                if line.pence < 0 { format!("{nothing}|{amount}") } else { format!("{amount}|{nothing}") }
            }),
            ("Amount|Reference", |line| format!("{}|x", plain(line.pence, line.style))),
        ];
        for (heading, form) in forms {
            let header = format!("Date|Supplier|Description|{heading}|Currency");
            let rows: Vec<String> = lines
                .iter()
                .map(|line| format!("05/03/2021|Harbour|Paper|{}|{}", form(line), line.currency))
                .collect();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            let found = screened(&header, &rows);
            prop_assert_eq!(found.control.lines, lines.len() as u64);
            prop_assert_eq!((found.control.debit, found.control.credit), (debit, credit), "{}", heading);
            let sums: BTreeMap<&str, (i128, i128)> =
                found.foreign.iter().map(|(code, sum)| (code.as_str(), (sum.debit, sum.credit))).collect();
            prop_assert_eq!(&sums, &foreign, "{}", heading);
            prop_assert_eq!(unreadable(&found), (0, 0));
        }
    }
}
