//! What status cells of real registers mean.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use faxban_core::status::{State, Statuses};

fn statuses() -> Statuses {
    Statuses::parse(include_str!("../../rules/status.toml")).unwrap()
}

#[test]
fn words_say_whether_a_thing_is_there() {
    let statuses = statuses();
    for (cell, state) in [
        ("In use", State::InUse),
        ("Deployed", State::InUse),
        ("Leased", State::InUse),
        ("In Maintenance", State::InUse),
        ("Not in use", State::Stored),
        ("Spare / in storage", State::Stored),
        ("Ready to Deploy", State::Stored),
        ("Awaiting disposal", State::Stored),
        ("Decommissioned", State::Disposed),
        ("WEEE 30/03/2020", State::Disposed),
        ("Returned to lessor 2019", State::Disposed),
        ("Not disposed", State::InUse),
        ("Lost", State::Lost),
        ("Lost/Stolen", State::Lost),
        ("On order", State::Ordered),
        ("7", State::Disposed),
        ("", State::NotStated),
        ("   ", State::NotStated),
        ("see note", State::Unknown),
        ("Emergency use only", State::InUse),
        ("Kept for emergencies", State::Stored),
        ("useful", State::Unknown),
    ] {
        assert_eq!(statuses.classify(cell).state, state, "{cell:?}");
    }
}

#[test]
fn an_answer_to_disposed_is_yes_for_gone() {
    let statuses = statuses();
    for (cell, state) in [
        ("Y", State::Disposed),
        ("Yes", State::Disposed),
        ("TRUE", State::Disposed),
        ("Y - 14/02/2020", State::Disposed),
        ("N", State::InUse),
        ("no", State::InUse),
        ("Not yet", State::InUse),
        ("", State::NotStated),
        ("N/A", State::NotStated),
        ("Scrapped", State::Disposed),
        ("In store", State::Stored),
        ("maybe", State::Unknown),
    ] {
        assert_eq!(statuses.classify_disposed(cell).state, state, "{cell:?}");
    }
    let date = statuses.classify_disposed("Y - 14/02/2020").date.map(|parsed| parsed.date.to_string());
    assert_eq!(date.as_deref(), Some("2020-02-14"));
    // Elsewhere "yes" answers whether a thing is there.
    for (cell, state) in [("Y", State::InUse), ("yes", State::InUse), ("N", State::Stored)] {
        assert_eq!(statuses.classify(cell).state, state, "{cell:?}");
    }
}

#[test]
fn dates_and_emergencies_are_noticed() {
    let statuses = statuses();
    let date = |cell| statuses.classify(cell).date.map(|parsed| parsed.date.to_string());
    assert_eq!(date("WEEE 30/03/2020").as_deref(), Some("2020-03-30"));
    assert_eq!(date("Disposed 12 Mar 2020.").as_deref(), Some("2020-03-12"));
    assert_eq!(date("Disposed, lot 4471"), None);
    assert!(statuses.classify("Kept for emergencies").emergency);
    assert!(!statuses.classify("In use").emergency);
}

#[test]
fn a_wrong_file_is_told() {
    assert!(Statuses::parse("words = 3").is_err());
}
