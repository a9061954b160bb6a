//! What is personal in a text, and what only looks like it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::borrow::Cow;
use std::sync::LazyLock;

use faxban_core::personal::{Content, Kind, Masked, Personal};
use proptest::prelude::*;

static WORDS: LazyLock<Personal> =
    LazyLock::new(|| Personal::parse(include_str!("../../rules/personal.toml")).unwrap());

fn mask(text: &str) -> String {
    WORDS.mask(text, Content::Free).text.into_owned()
}

fn all(cases: &[(&str, &str)], content: Content) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, shown)| (text, shown, WORDS.mask(text, content).text.into_owned()))
        .filter(|(_, shown, got)| **shown != got.as_str())
        .map(|(text, shown, got)| format!("{text:?} gives {got:?}, not {shown:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn stays(texts: &[&str], content: Content) {
    let cases: Vec<(&str, &str)> = texts.iter().map(|text| (*text, *text)).collect();
    all(&cases, content);
}

#[test]
fn names_behind_titles_and_leading_words() {
    all(
        &[
            ("Fax for Dr Smith", "Fax for [name]"),
            ("FAX MACHINE FOR MR JONES", "FAX MACHINE FOR [name]"),
            ("MRS C A KENNEDY fax toner", "[name] fax toner"),
            ("Prof. J. Kooner's fax line", "[name] fax line"),
            ("Mr & Mrs J Smith", "[name]"),
            ("Mr Terence R Russell", "[name]"),
            ("Mrs JM Kitchen t", "[name] t"),
            ("Dr Anne-Marie O'Brien, ward 4", "[name], ward 4"),
            ("Sister Mary Brown Ward 7", "[name] Ward 7"),
            ("NURSE OKAFOR Brother FAX-2840", "[name] Brother FAX-2840"),
            ("Cllr Van der Berg", "[name]"),
            ("Mrs Ward and Mr Bell", "[name] and [name]"),
            ("Prof Sir Bruce Keogh review", "[name] review"),
            ("MR JONES LASER PRINTER", "[name] LASER PRINTER"),
            ("FAO Miles Bramwell: fax", "FAO [name]: fax"),
            ("FAO JANE SMITH FAX-2840", "FAO [name] FAX-2840"),
            ("Attn: Smith", "Attn: [name]"),
            ("for the attention of J Patel", "for the attention of [name]"),
            ("Toner. Requested by Karen Wheeler.", "Toner. Requested by [name]."),
            ("Ordered by Richard Burgess - fax", "Ordered by [name] - fax"),
            ("user: jsmith02, fax", "user: [name], fax"),
            ("User: Jane Smith", "User: [name]"),
            ("assigned to Jane Smith Room 12", "assigned to [name] Room 12"),
            ("contact Kay Orton", "contact [name]"),
            ("Contact: Peter Sayer 01422 555123", "Contact: [name] [phone]"),
        ],
        Content::Free,
    );
}

#[test]
fn what_only_looks_like_a_name_stays() {
    stays(
        &[
            "MR scanner coil",
            "MR SCANNER",
            "DR PANEL for x-ray room",
            "MS Office licence",
            "MS SQL Report Builder",
            "MS SOCIETY - BOURNEMOUTH",
            "Prof Fees Prescribing",
            "Nurse Call Systems",
            "NURSE CALL HANDSET",
            "Nurse station fax",
            "Dr Oetker pizza",
            "Dr Freeman & Partners",
            "DR-2200 drum unit",
            "DR2200 drum",
            "MR FAX MACHINE",
            "FAO Finance department",
            "FAO Radiology",
            "assigned to Ward 4",
            "Contact lenses",
            "CONTACT REPLACEMENT PROJECT",
            "Contact Fabrications Ltd",
            "contact centre services",
            "requested by client",
            "User guide",
            "Sister company",
            "Brother FAX-2840",
        ],
        Content::Free,
    );
}

#[test]
fn sole_traders_are_people_and_firms_are_not() {
    all(
        &[
            ("MR J SMITH", "[name]"),
            ("Dr A Patel", "[name]"),
            ("MR TIMOTHY CHARLES MARTIN", "[name]"),
            ("MR THOMAS SHARPE QC", "[name] QC"),
            ("Prof. Robert Howard RNP", "[name] RNP"),
            ("SMITH J MR", "[name]"),
            ("Mr J Smith t/a Printfix", "[name] t/a Printfix"),
            ("MR D & MRS J SMITH", "[name]"),
        ],
        Content::Party,
    );
    stays(
        &[
            "Mr Clutch Autocentres",
            "DR FREEMAN & PARTNERS",
            "Dr Foster Intelligence",
            "Nurse Call Systems",
            "Dr Schumacher",
            "MRS COMMUNICATIONS LTD",
            "Brother UK Ltd",
            "Sister Dora House",
            "J Smith & Sons",
            "The Fax Shop Mr Smith Road",
        ],
        Content::Party,
    );
}

#[test]
fn phone_numbers() {
    for phone in [
        "01422 555123",
        "01422 555 123",
        "(01422) 555123",
        "01422-555123",
        "01422555123",
        "0161 496 0000",
        "(0161) 496 0000",
        "020 7946 0000",
        "020\u{a0}7946\u{a0}0000",
        "07700 900123",
        "07700900123",
        "+44 1422 555123",
        "+44 (0)1422 555 123",
        "+447700900123",
        "(+44) 7700 900123",
        "0044 20 7946 0000",
    ] {
        assert_eq!(mask(phone), "[phone]", "{phone}");
        assert_eq!(mask(&format!("call Jim on {phone}, fax")), "call Jim on [phone], fax", "{phone}");
    }
    all(
        &[
            ("fax 01422 555123", "fax [phone]"),
            ("Tel.01422/555123", "Tel.[phone]"),
            ("tel/fax: 01204 12345", "tel/fax: [phone]"),
            ("01422 555123/01422 555124", "[phone]/[phone]"),
            ("01422 555123 ext 45", "[phone] ext 45"),
        ],
        Content::Free,
    );
}

#[test]
fn codes_amounts_and_dates_are_no_phone_and_no_nhs_number() {
    stays(
        &[
            "Brother FAX-2840 x 2",
            "Panasonic KX-FP205E",
            "PO 01422555123",
            "PO 9434765919",
            "order no. 9434765919",
            "Inv 90289984",
            "S/N 07700900123",
            "#9434765919",
            "REF-9434765919",
            "Credit for invoices 538110 (9434765919) & 9434765919",
            "£9434765919",
            "01-02-2019 123",
            "01/02/2019 to 07/03/2019",
            "01234 5678",
            "0123-4567-890",
            "A01422 555123",
            "1.01422555123",
            "44101502",
            "943 476 5918",
            "9434765918",
            "94347659190",
            "0845 600 1234",
            "0300 123 4567",
        ],
        Content::Free,
    );
    stays(&["9434765919", "01422555123", "943 476 5919", "01422 555123"], Content::Code);
}

#[test]
fn patients() {
    all(
        &[
            ("NHS No: 943 476 5919", "NHS No: [NHS number]"),
            ("bed for 9434765919", "bed for [NHS number]"),
            ("943-476-5919", "[NHS number]"),
            ("MRN A123456 wheelchair", "MRN [hospital number] wheelchair"),
            ("hospital number: 1234567", "hospital number: [hospital number]"),
            ("Patient ref 12/34567", "Patient ref [hospital number]"),
            ("dob 12/03/1950", "dob [date of birth]"),
            ("D.O.B. 12.3.50", "D.O.B. [date of birth]"),
            ("born on 12th March 1950", "born on [date of birth]"),
            ("born March 12, 1950", "born [date of birth]"),
            ("date of birth: 1950-03-12", "date of birth: [date of birth]"),
            ("12/03/1950 (dob)", "[date of birth] (dob)"),
        ],
        Content::Free,
    );
    stays(&["Delivered 12/03/2019", "newborn 12/03/2019", "Hospital number plates 12345"], Content::Free);
}

#[test]
fn mailboxes_of_people_and_of_offices() {
    all(
        &[
            ("jane.smith@trust.nhs.uk", "[e-mail]"),
            ("mail jsmith2@nhs.net.", "mail [e-mail]."),
            ("<j.o'brien@example.co.uk>", "<[e-mail]>"),
        ],
        Content::Free,
    );
    stays(
        &[
            "info@example.org",
            "accounts.payable@trust.nhs.uk",
            "procurement@trust.nhs.uk",
            "no-reply@x.com",
            "12 @ 5.00 each",
            "2@5.00",
            "fax@trust.nhs.uk",
        ],
        Content::Free,
    );
}

#[test]
fn words_keep_their_place_in_the_masked_text() {
    let cell = "FAO Dr Smith fax 01422 555123 today";
    let masked = WORDS.mask(cell, Content::Free);
    assert_eq!(masked.text, "FAO [name] fax [phone] today");
    let of = |words: &str| {
        let at = cell.find(words).unwrap();
        masked.text[masked.span(&(at..at + words.len()))].to_owned()
    };
    assert_eq!(of("fax"), "fax");
    assert_eq!(of("fax 01422"), "fax [phone]");
    assert_eq!(of("555123 today"), "[phone] today");
    assert_eq!(of("today"), "today");
    assert_eq!(masked.pieces.iter().map(|piece| piece.kind).collect::<Vec<_>>(), [Kind::Name, Kind::Phone]);
}

#[test]
fn a_heading_says_what_the_cells_below_it_are() {
    let cases = [
        ("Assigned To", "Jane Smith", "[name]"),
        ("User", "jsmith02", "[name]"),
        ("DOB", "12/03/1950", "[date of birth]"),
        ("Patient ID", "A123456", "[hospital number]"),
        ("NHS Number", "9434765919", "[NHS number]"),
        ("Asset Number", "9434765919", "9434765919"),
        ("Assigned To", "Ward 4", "Ward 4"),
        ("Date Ordered", "12/03/2019", "12/03/2019"),
    ];
    for (heading, cell, shown) in cases {
        assert_eq!(WORDS.mask_under(WORDS.heading(heading), cell, Content::Code).text, shown, "{heading}");
    }
    let is_of_patients = |heading| WORDS.heading(heading).is_of_patients();
    assert!(is_of_patients("NHS Number") && !is_of_patients("Order Number"));
}

#[test]
fn a_code_is_no_firm() {
    assert_eq!(WORDS.mask("Mr MRN Ltd00000 ", Content::Free).text, "[name] Ltd00000 ");
    assert_eq!(WORDS.mask("Mr Clutch Ltd ", Content::Free).text, "Mr Clutch Ltd ");
}

#[test]
fn a_wrong_file_is_refused() {
    let file = include_str!("../../rules/personal.toml");
    let fault = |text: &str| Personal::parse(text).unwrap_err();
    assert!(fault(&file.replace("honours =", "honors =")).contains("honors"));
    assert!(fault(&file.replace("\"mr\",", "\"the mr\",")).contains("the mr"));
    assert!(fault(&file.replace("\"fao\",", "\" \",")).contains("blank"));
}

/// Text in which everything that is looked for occurs, in any order.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(
            [
                "Mr",
                "Dr.",
                "NURSE",
                "FAO",
                "contact",
                "user:",
                "tel",
                "dob",
                "born",
                "MRN",
                "NHS",
                "PO",
                "Ltd",
                "Smith",
                "JONES",
                "J",
                "van",
                "O'Brien",
                "fax",
                "FAX-2840",
                "&",
                "and",
                "t/a",
                "@",
                "x.uk",
                "jane.doe",
                "info",
                "01422",
                "555123",
                "01422555123",
                "943",
                "476",
                "5919",
                "9434765919",
                "+44",
                "0044",
                "(0)",
                "12/03/1950",
                "March",
                "1950",
                "[name]",
                "[phone]",
                "[e-mail]",
                "[",
                "]",
                "(",
                ")",
                "/",
                "-",
                ".",
                ",",
                ":",
                "#",
                "£",
                "\u{a0}",
                "é",
                "İ",
                "’",
            ]
            .as_slice()
        )
        .prop_map(str::to_owned),
        "\\PC{0,3}",
        "[0-9]{1,11}",
    ];
    prop::collection::vec((part, prop::sample::select([" ", "", " "].as_slice())), 0..14)
        .prop_map(|parts| parts.into_iter().map(|(part, space)| part + space).collect())
}

fn content() -> impl Strategy<Value = Content> {
    prop::sample::select([Content::Free, Content::Code, Content::Party].as_slice())
}

fn nhs_digits(first: u32) -> (String, u32) {
    let nine = format!("{first:09}");
    let sum: u32 =
        nine.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    (nine, (11 - sum % 11) % 11)
}

#[test]
fn numbers_written_without_a_space_are_all_masked_at_once() {
    let masked = WORDS.mask("01422555123+44 1 0000 1950 ", Content::Party);
    assert_eq!(masked.text, "[phone][phone] ");
    let masked = WORDS.mask("01422555123,01422555124", Content::Free);
    assert_eq!(masked.text, "[phone],[phone]");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn masking_twice_is_masking_once_and_spans_fit(text in text(), content in content()) {
        let Masked { text: shown, pieces } = WORDS.mask(&text, content);
        let again = WORDS.mask(&shown, content);
        prop_assert_eq!(&again.text, &shown, "of {}", text);
        prop_assert!(again.pieces.is_empty());
        // A mask is 17 bytes at most, and no piece is empty.
        prop_assert!(shown.len() <= text.len() * 17);
        let mut end = 0;
        for piece in &pieces {
            prop_assert!(piece.span.start >= end && piece.span.end > piece.span.start);
            prop_assert!(text.get(piece.span.clone()).is_some());
            end = piece.span.end;
        }
    }

    #[test]
    fn every_place_has_a_place_in_the_masked_text(text in text(), cut in any::<(prop::sample::Index, prop::sample::Index)>()) {
        let masked = WORDS.mask(&text, Content::Free);
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (one, other) = (places[cut.0.index(places.len())], places[cut.1.index(places.len())]);
        let span = masked.span(&(one.min(other)..one.max(other)));
        prop_assert!(masked.text.get(span).is_some());
    }

    #[test]
    fn any_text_at_all(text in "\\PC{0,60}", content in content()) {
        let masked = WORDS.mask(&text, content);
        prop_assert!(masked.text.len() <= text.len() * 17);
    }

    #[test]
    fn text_without_letters_and_digits_is_left_alone(text in "[^\\pL\\pN]{0,60}") {
        prop_assert!(matches!(WORDS.mask(&text, Content::Free).text, Cow::Borrowed(_)));
    }

    #[test]
    fn an_nhs_number_is_told_by_its_check_digit(
        first in 0..1_000_000_000_u32, wrong in 1..10_u32, form in 0..3_usize,
        before in "(bed |for patient, |, |)", after in "(| today|, fax|\\.)",
    ) {
        let (nine, check) = nhs_digits(first);
        let write = |digit: u32| {
            let all = format!("{nine}{digit}");
            let join = ["", " ", "-"][form];
            format!("{before}{}{join}{}{join}{}{after}", &all[..3], &all[3..6], &all[6..])
        };
        let shown = format!("{before}[NHS number]{after}");
        if check < 10 {
            prop_assert_eq!(mask(&write(check)), shown);
        }
        let other = (check + wrong) % 11;
        if other < 10 {
            prop_assert!(!mask(&write(other)).contains("NHS"));
        }
    }
}
